"""Political events on a time axis: numbered marks that never cover each other, and the key that names them."""

from __future__ import annotations

from dataclasses import dataclass

import matplotlib.dates as mdates
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from osint_iraq.labels import Lang, interval_text
from osint_iraq.plot.style import INK, MARGIN, MUTED, WIDTH, wrapped

__all__ = ["Key", "draw_key", "draw_marks", "key_of", "levels", "within"]

_MARK = 0.23  # inches from one mark to the next: its own width and a little air
_LINE = 0.19
_SIZE = 8.5
_TWO_COLUMNS = 5  # from this many entries on the key has two columns


@dataclass(frozen=True)
class Key:
    """The entries of the key as lines, and its shape."""

    entries: list[list[str]]
    columns: int

    @property
    def height(self) -> float:
        """Inches that the key takes."""
        return max((sum(len(e) for e in part) for part in self.parts), default=0) * _LINE

    @property
    def parts(self) -> list[list[list[str]]]:
        """The entries column by column, of about equal length."""
        half = -(-len(self.entries) // self.columns) if self.entries else 1
        return [self.entries[i : i + half] for i in range(0, len(self.entries), half)]


def within(milestones: pd.DataFrame | None, start: pd.Timestamp, end: pd.Timestamp) -> pd.DataFrame:
    """The milestones that begin in the window, in order; raises ValueError where a column is missing."""
    columns = {"date_start": "datetime64[us]", "date_end": "datetime64[us]", "title_en": "str", "title_ar": "str"}
    if milestones is None:
        return pd.DataFrame(columns=list(columns)).astype(columns)
    missing = [c for c in columns if c not in milestones]
    if missing:
        raise ValueError(f"milestones want the columns of political_events; missing: {', '.join(missing)}")
    inside = milestones[(milestones["date_start"] >= start) & (milestones["date_start"] <= end)]
    return inside.sort_values("date_start", kind="stable", ignore_index=True)


def levels(positions: list[float], room: float) -> list[int]:
    """For marks at these places, in order, the lowest row in which each keeps `room` to its neighbour.

    >>> levels([0, 1, 5], room=2), levels([], room=1)
    ([0, 1, 0], [])
    """
    last: list[float] = []
    chosen = []
    for place in positions:
        row = next((i for i, taken in enumerate(last) if place - taken >= room), len(last))
        last[row : row + 1] = [place]
        chosen.append(row)
    return chosen


def mark_levels(milestones: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp, width: float) -> list[int]:
    """The row of each milestone on an axis `width` inches wide."""
    days = max(1, (end - start).days + 1)
    return levels([(d - start).days * width / days for d in milestones["date_start"]], _MARK)


def draw_marks(axes: Axes, milestones: pd.DataFrame, rows: list[int], height: float) -> None:
    """A line and a numbered mark above the axes for each milestone; `height` is that of the axes in inches."""
    across = axes.get_xaxis_transform()
    for index, (day, row) in enumerate(zip(milestones["date_start"], rows, strict=True), start=1):
        x, top = mdates.date2num(day), 1 + (_MARK * (row + 0.6)) / height
        axes.plot([x, x], [0, top], transform=across, color=MUTED, lw=0.8, ls=(0, (4, 2)), clip_on=False, zorder=1.5)
        box = {"boxstyle": "circle,pad=0.22", "facecolor": "white", "edgecolor": INK, "linewidth": 0.9}
        axes.text(x, top, str(index), transform=across, size=7.5, ha="center", va="center", bbox=box, zorder=5,
                  gid=f"milestone-{index}")  # fmt: skip


def key_of(milestones: pd.DataFrame, lang: Lang) -> Key:
    """The key: date and title of each milestone, in lines that fit its columns."""
    columns = 2 if len(milestones) >= _TWO_COLUMNS else 1
    room = (WIDTH - 2 * MARGIN) / columns - 0.5
    rows = zip(milestones["date_start"], milestones["date_end"], milestones[f"title_{lang}"], strict=True)
    texts = [f"{interval_text(start, end, lang)}: {title}" for start, end, title in rows]
    return Key([wrapped(text, room, _SIZE, balanced=True) for text in texts], columns)


def draw_key(figure: Figure, key: Key, top: float, lang: Lang) -> None:
    """The key, `top` inches below the upper edge; in Arabic its first column stands on the right."""
    height, index = figure.get_figheight(), 0
    column_width = (WIDTH - 2 * MARGIN) / key.columns
    for column, part in enumerate(key.parts):
        y = top
        for entry in part:
            index += 1
            edge = MARGIN + column * column_width
            at, text_at, side = edge + 0.09, edge + 0.26, "left"
            if lang == "ar":
                at, text_at, side = WIDTH - at, WIDTH - text_at, "right"
            box = {"boxstyle": "circle,pad=0.18", "facecolor": "white", "edgecolor": MUTED, "linewidth": 0.7}
            figure.text(at / WIDTH, 1 - (y + 0.075) / height, str(index), size=7, ha="center", va="center", bbox=box)
            for line in entry:
                figure.text(
                    text_at / WIDTH, 1 - (y + _SIZE / 72) / height, line, size=_SIZE, ha=side, va="baseline", gid="key"
                )
                y += _LINE
