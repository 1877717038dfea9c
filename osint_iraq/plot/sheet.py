"""What charts share around their axes: title, subtitle and notes in place, a legend and axes where reading starts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from osint_iraq.labels import Lang
from osint_iraq.plot.style import (
    GRID,
    LEADING,
    MARGIN,
    MUTED,
    NOTE,
    SUBTITLE,
    TITLE,
    WIDTH,
    blank,
    text_width,
    wrapped,
    write,
)

__all__ = [
    "LEGEND_LINE", "LONG_SIDE", "SHORT_SIDE", "Sheet", "dress_y", "legend", "legend_rows", "mirrored", "open_sheet",
]  # fmt: skip

LONG_SIDE, SHORT_SIDE = 0.85, 0.45
"""Inches beside the axes: on the side with the numbers, and on the other."""

LEGEND_LINE = 0.22
"""Inches of a row of the legend."""

_LEGEND_SIZE, _LEGEND_SPARE = 9.0, 0.62  # type size; inches of an entry without its words


@dataclass(frozen=True)
class Sheet:
    """A figure with its texts written, and where the rest goes: inches below the upper edge."""

    figure: Figure
    legend_top: float
    top: float

    def axes(self, left: float, top: float, width: float, height: float) -> Axes:
        """New axes; `left` and `top` in inches from the upper left corner of the figure."""
        whole = self.figure.get_figheight()
        return self.figure.add_axes((left / WIDTH, 1 - (top + height) / whole, width / WIDTH, height / whole))


def open_sheet(lang: Lang, title: str, subtitle: str, notes: Sequence[str], body: float, legend_rows: int = 1) -> Sheet:
    """A sheet with room for `body` inches of axes and what belongs to them, below `legend_rows` rows of legend."""
    inside = WIDTH - 2 * MARGIN
    head = wrapped(title, inside, TITLE, "bold", balanced=True)
    under = wrapped(subtitle, inside, SUBTITLE, balanced=True)
    below = [line for note in notes for line in wrapped(note, inside, NOTE, balanced=True)]
    legend_top = 0.3 + (TITLE * len(head) + SUBTITLE * len(under)) * LEADING / 72 + 0.08
    top = legend_top + (legend_rows * LEGEND_LINE + 0.18 if legend_rows else 0.1)
    figure = blank(top + body + len(below) * NOTE * LEADING / 72 + 0.2)
    below_title = write(figure, head, 0.25, lang, TITLE, weight="bold", gid="title")
    write(figure, under, below_title, lang, SUBTITLE, MUTED, gid="subtitle")
    write(figure, below, top + body, lang, NOTE, MUTED, gid="notes")
    return Sheet(figure, legend_top, top)


def mirrored(left: float, width: float, lang: Lang) -> float:
    """Where a thing `width` inches wide begins: at `left`, in Arabic as far from the right edge."""
    return WIDTH - left - width if lang == "ar" else left


def legend(figure: Figure, handles: Sequence[Artist], top: float, lang: Lang, handlelength: float = 1.6) -> None:
    """A legend of one row, `top` inches below the upper edge, from the side where reading starts."""
    from_right = lang == "ar"
    figure.legend(
        handles=list(handles)[::-1] if from_right else list(handles),
        loc="upper right" if from_right else "upper left",
        bbox_to_anchor=((WIDTH - MARGIN) / WIDTH if from_right else MARGIN / WIDTH, 1 - top / figure.get_figheight()),
        ncols=len(handles), frameon=False, borderpad=0, borderaxespad=0, fontsize=_LEGEND_SIZE,
        markerfirst=not from_right, columnspacing=1.6, handlelength=handlelength, handleheight=1.0,
    )  # fmt: skip


def legend_rows(handles: Sequence[Artist], room: float) -> list[list[Artist]]:
    """The entries of a legend in rows that are at most `room` inches wide."""
    rows: list[list[Artist]] = []
    used = 0.0
    for handle in handles:
        need = text_width(str(handle.get_label()), _LEGEND_SIZE, "normal") + _LEGEND_SPARE
        if rows and used + need <= room:
            rows[-1].append(handle)
            used += need
        else:
            rows.append([handle])
            used = need
    return rows


def dress_y(axes: Axes, lang: Lang) -> None:
    """Lines instead of a spine, the numbers at the side where reading starts."""
    axes.yaxis.grid(True, color=GRID, linewidth=0.7)
    axes.spines[["left", "right"]].set_visible(False)
    if lang == "ar":
        axes.yaxis.tick_right()
        axes.yaxis.set_label_position("right")
    axes.tick_params(axis="y", length=0)
