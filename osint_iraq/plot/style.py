"""How the charts look: one style that is put on for the time of drawing, never left behind in matplotlib's settings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from osint_iraq.labels import Lang

__all__ = [
    "AFTER", "BEFORE", "GRID", "INK", "LEADING", "MARGIN", "MUTED", "NOTE", "SOURCES", "SUBTITLE", "TITLE", "WIDTH",
    "Look", "blank", "style", "text_width", "wrapped", "write",
]  # fmt: skip

WIDTH = 10.0
"""Width of every chart in inches."""

INK, MUTED, GRID = "#1a1a1a", "#555555", "#d9d9d9"
MARGIN = 0.35
LEADING = 1.42  # line height in type sizes; Arabic marks above and below the line need it
TITLE, SUBTITLE, NOTE = 14.0, 10.0, 8.0


@dataclass(frozen=True)
class Look:
    """Fill, hatch and ink of one series."""

    face: str
    hatch: str


# Okabe and Ito's colours serve all kinds of colour vision; dark, middle and light they stay apart in greyscale, and
# the hatches keep them apart on bad prints.
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


def write(
    figure: Figure,
    lines: list[str],
    top: float,
    lang: Lang,
    size: float = 10,
    color: str = INK,
    weight: str = "normal",
    gid: str | None = None,
) -> float:
    """Lines of text from `top` inches below the upper edge, at the side where reading starts; where they end.

    Each line is set by its baseline: by their ink, lines of Arabic would stand unevenly.
    """
    height, step = figure.get_figheight(), size * LEADING / 72
    side, x = ("right", 1 - MARGIN / WIDTH) if lang == "ar" else ("left", MARGIN / WIDTH)
    for index, line in enumerate(lines):
        y = 1 - (top + index * step + size / 72) / height
        figure.text(x, y, line, ha=side, va="baseline", size=size, color=color, weight=weight, gid=gid)
    return top + len(lines) * step


def wrapped(text: str, width: float, size: float, weight: str = "normal", balanced: bool = False) -> list[str]:
    """`text` in lines that are at most `width` inches wide when drawn at `size`; `balanced` lines are about equal."""
    words = [(word, text_width(word, size, weight)) for word in _chunks(text)]
    blank_width = text_width("n n", size, weight) - text_width("nn", size, weight)
    lines = _filled(words, blank_width, width)
    if balanced and len(lines) > 1:
        narrower = width
        while len(tighter := _filled(words, blank_width, narrower - 0.1)) == len(lines):
            lines, narrower = tighter, narrower - 0.1
    return lines


def _chunks(text: str) -> list[str]:
    """The words of a text, a number together with the word after it, from which no line should part it."""
    chunks: list[str] = []
    for word in text.split():
        if chunks and chunks[-1][-1].isdigit():
            chunks[-1] += f" {word}"
        else:
            chunks.append(word)
    return chunks


def _filled(words: list[tuple[str, float]], blank_width: float, width: float) -> list[str]:
    """Words, each with its width, in lines; a word too wide for any line has one for itself."""
    lines: list[str] = []
    used = 0.0
    for word, word_width in words:
        if lines and used + blank_width + word_width <= width:
            lines[-1] += f" {word}"
            used += blank_width + word_width
        else:
            lines.append(word)
            used = word_width
    return lines


def text_width(text: str, size: float, weight: str) -> float:
    """Inches that the text takes when drawn."""
    figure = blank(1.0)
    canvas = figure.canvas
    assert isinstance(canvas, FigureCanvasAgg)
    drawn = figure.text(0, 0, text, size=size, weight=weight)
    return float(drawn.get_window_extent(canvas.get_renderer()).width / figure.dpi)
