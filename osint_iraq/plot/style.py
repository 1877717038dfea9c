"""How the charts look: one style that is put on for the time of drawing, never left behind in matplotlib's settings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from osint_iraq.plot.labels import Lang

__all__ = ["INK", "MUTED", "SOURCES", "WIDTH", "Look", "blank", "style", "wrapped", "write"]

WIDTH = 10.0
"""Width of every chart in inches."""

INK, MUTED, GRID = "#1a1a1a", "#555555", "#d9d9d9"
MARGIN = 0.35


@dataclass(frozen=True)
class Look:
    """Fill, hatch and ink of one series."""

    face: str
    hatch: str


# Okabe and Ito's colours for all kinds of colour vision; dark, middle and light, so that greyscale keeps them apart, and
# hatched as well for small prints.
SOURCES = {
    "both": Look("#0072B2", ""),
    "articles": Look("#E69F00", "...."),
    "chronology": Look("#EDEDED", "/////"),
}
BEFORE, AFTER = Look("#EDEDED", "/////"), Look("#0072B2", "")

_SETTINGS = {
    "font.family": ["DejaVu Sans"],  # ships with matplotlib, holds Latin and Arabic: the same on every machine
    "font.size": 10,
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.axisbelow": True,
    "axes.unicode_minus": False,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "hatch.linewidth": 0.6,
    "hatch.color": MUTED,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "pdf.fonttype": 42,  # text in the PDF stays text
    "svg.fonttype": "path",  # letters are drawn, so that no reader needs the font
    "svg.hashsalt": "osint_iraq",  # without it the ids inside an SVG differ from run to run
    "path.simplify": False,
}


@contextmanager
def style() -> Iterator[None]:
    """Within it matplotlib draws in the style of this library; afterwards its settings are as they were."""
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(_SETTINGS)  # type: ignore[arg-type]
        yield


def blank(height: float) -> Figure:
    """An empty figure of the common width that belongs to no window and no global state."""
    figure = Figure(figsize=(WIDTH, height))
    FigureCanvasAgg(figure)
    return figure


def write(figure: Figure, text: str, top: float, lang: Lang, size: float = 10, color: str = INK, **more: object) -> Text:
    """Text that hangs `top` inches below the upper edge, at the side where reading starts."""
    height = figure.get_figheight()
    side, x = ("right", 1 - MARGIN / WIDTH) if lang == "ar" else ("left", MARGIN / WIDTH)
    return figure.text(x, 1 - top / height, text, ha=side, va="top", size=size, color=color, **more)  # type: ignore[arg-type]


def wrapped(text: str, width: float, size: float, weight: str = "normal") -> list[str]:
    """`text` in lines that are at most `width` inches wide when drawn at `size`."""
    figure = blank(1.0)
    canvas = figure.canvas
    assert isinstance(canvas, FigureCanvasAgg)
    renderer = canvas.get_renderer()
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        drawn = figure.text(0, 0, longer, size=size, weight=weight)
        fits = drawn.get_window_extent(renderer).width <= width * figure.dpi
        drawn.remove()
        if lines and fits:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
