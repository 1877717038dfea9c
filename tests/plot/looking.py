"""What every chart is looked at for: its words by name, nothing over the edge, no text on another."""

from __future__ import annotations

from itertools import combinations

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.text import Text


def texts(figure: Figure, gid: str) -> str:
    found = [t for t in figure.findobj(mpl.text.Text) if t.get_gid() == gid]
    return " ".join(t.get_text() for t in found)


def seen(figure: Figure) -> list[Text]:
    figure.canvas.draw()
    gone = _beyond(figure)
    return [t for t in figure.findobj(mpl.text.Text) if t.get_visible() and t.get_text().strip() and t not in gone]


def _beyond(figure: Figure) -> list[Text]:
    """The names of ticks outside the axes, which matplotlib keeps but does not draw."""
    ticks = [
        (axis, tick) for axes in figure.axes for axis in (axes.xaxis, axes.yaxis) for tick in axis.get_major_ticks()
    ]
    gone = [
        tick
        for axis, tick in ticks
        if not min(axis.get_view_interval()) <= tick.get_loc() <= max(axis.get_view_interval())
    ]
    return [text for tick in gone for text in (tick.label1, tick.label2)]


def check_page(figure: Figure) -> None:
    """Every text lies on the page, and no two cover each other."""
    shown = [(t.get_text(), t.get_window_extent()) for t in seen(figure)]
    assert len(shown) > 5
    for text, box in shown:
        assert figure.bbox.x0 <= box.x0, text
        assert box.x1 <= figure.bbox.x1, text
        assert figure.bbox.y0 <= box.y0, text
        assert box.y1 <= figure.bbox.y1, text
    for (one, a), (other, b) in combinations(shown, 2):
        # lines of text may touch by a hair, marks of Arabic above and below included
        across = min(a.x1, b.x1) - max(a.x0, b.x0)
        down = min(a.y1, b.y1) - max(a.y0, b.y0)
        assert across <= 1 or down <= 2.5, f"{one!r} and {other!r} overlap"


def check_arabic(figure: Figure) -> None:
    """Arabic stands on the right and is given unshaped, as matplotlib joins and orders the letters itself."""
    for gid in ("title", "subtitle", "notes"):
        found = [t for t in figure.texts if t.get_gid() == gid]
        assert found
        assert {t.get_horizontalalignment() for t in found} == {"right"}
        assert any("\u0621" <= c <= "\u064a" for t in found for c in t.get_text())
    assert not [c for t in figure.texts for c in t.get_text() if "\ufb50" <= c <= "\ufeff"]
    assert not figure.axes[0].xaxis_inverted()


def legend(figure: Figure) -> list[str]:
    return [t.get_text() for one in figure.legends for t in one.get_texts()]


def labelled(figure: Figure, name: str, panel: int = 0) -> list[object]:
    return [a for a in figure.axes[panel].get_children() if a.get_label() == name]


def grey(color: object) -> float:
    red, green, blue = mpl.colors.to_rgb(color)  # type: ignore[arg-type]
    return 0.299 * red + 0.587 * green + 0.114 * blue
