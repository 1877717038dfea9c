"""Charts over bins of days counted from a political event: the band of comparison dates, the event's line, the days."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FixedFormatter, FixedLocator, MaxNLocator

from osint_iraq.labels import Lang, counted, label
from osint_iraq.plot.layout import BAND, MAIN, OTHER
from osint_iraq.plot.sheet import dress_y
from osint_iraq.plot.style import GRID, INK, MUTED, WIDTH, text_width, wrapped

__all__ = ["EVENT_LINE", "EVENT_SIZE", "Left", "band", "dress", "event_name", "finding", "handles", "left", "points"]

EVENT_SIZE, EVENT_LINE = 9.0, 0.185  # type size and inches of a line of the event's name
_NAME_ROOM = 4.6
_MOST_TICKS = 15
_NOUNS = {1: "day", 7: "week"}
_INSIDE: dict[str, Any] = {"marker": "o", "markerfacecolor": "white", "markeredgecolor": MAIN, "markersize": 7.0}
_OUTSIDE: dict[str, Any] = {"marker": "D", "markerfacecolor": OTHER, "markeredgecolor": INK, "markersize": 7.5}


class Left:
    """Which bins left the band: `rows` the bins that can be judged, `above` and `below` how many left it, `noun`."""

    def __init__(self, rows: pd.DataFrame, value: str, low: str, high: str) -> None:
        self.rows = rows[rows[[value, low, high]].notna().all(axis=1)]
        self.above = int((self.rows[value] > self.rows[high]).sum())
        self.below = int((self.rows[value] < self.rows[low]).sum())
        days = (rows["day_to"] - rows["day_from"] + 1).max()
        self.noun = _NOUNS.get(int(days) if pd.notna(days) else 0, "bin")

    @property
    def out(self) -> int:
        """How many bins left the band, upwards or downwards."""
        return self.above + self.below


def left(frame: pd.DataFrame, value: str, low: str, high: str) -> tuple[Left, Left]:
    """The bins before D and those from D on, with how many of them left the band."""
    after = frame["bin"] >= 0
    return Left(frame[~after], value, low, high), Left(frame[after], value, low, high)


def finding(kind: str, after: Left, lang: Lang, **values: object) -> str:
    """The title of a chart of this kind: whether a bin from D on left the band."""
    total = len(after.rows)
    if not total:
        return label(f"title.{kind}.unknown", lang, **values)
    totals = counted(total, after.noun, lang)
    if not after.out:
        return label(f"title.{kind}.within", lang, totals=totals, **values)
    return label(f"title.{kind}.left", lang, n=after.out, periods=counted(after.out, after.noun, lang), total=total,
                 totals=totals, high=after.above, low=after.below, **values)  # fmt: skip


def band(axes: Axes, frame: pd.DataFrame, low: str, high: str, mid: str | None = None) -> None:
    """The band bin by bin, as wide as its bin, and its middle as a broken line; nothing where it is not known."""
    known = frame[frame[[low, high]].notna().all(axis=1)]
    widths = known["day_to"] - known["day_from"] + 1
    axes.bar(known["day_from"], known[high] - known[low], widths, bottom=known[low], align="edge", color=BAND,
             edgecolor=BAND, linewidth=0.8, label="band", zorder=1)  # fmt: skip
    if mid:
        axes.hlines(known[mid], known["day_from"], known["day_from"] + widths, color=INK, linewidth=1.2,
                    linestyle=(0, (4, 2)), label="mid", zorder=2)  # fmt: skip


def points(axes: Axes, frame: pd.DataFrame, value: str, low: str, high: str) -> None:
    """A point in the middle of each bin, of another shape and colour where it lies outside the band."""
    rows = frame[frame[value].notna()]
    out = (rows[value] > rows[high]) | (rows[value] < rows[low])
    middle = (rows["day_from"] + rows["day_to"] + 1) / 2
    # over all bins, so that the line breaks where one is not known
    axes.plot((frame["day_from"] + frame["day_to"] + 1) / 2, frame[value], color=MAIN, linewidth=1.3, zorder=3)
    for where, look, width, name in ((~out, _INSIDE, 1.6, "inside"), (out, _OUTSIDE, 0.8, "outside")):
        axes.plot(middle[where], rows.loc[where, value], ls="", **look, markeredgewidth=width, label=name, zorder=4,
                  clip_on=False)  # fmt: skip


def handles(
    kind: str, lang: Lang, frame: pd.DataFrame, values: tuple[str, str, str], mid: bool = False
) -> list[Line2D | Patch]:
    """Entries of the legend: points inside and (where there are some) outside the band, the band, and its middle."""
    made: list[Line2D | Patch] = [
        Line2D([], [], color=MAIN, lw=1.3, **_INSIDE, markeredgewidth=1.6, label=label(f"{kind}.inside", lang)),
        Patch(facecolor=BAND, edgecolor=BAND, label=label(f"{kind}.band", lang)),
    ]
    if Left(frame, *values).out:
        outside = Line2D([], [], ls="", **_OUTSIDE, markeredgewidth=0.8, label=label(f"{kind}.outside", lang))
        made.insert(1, outside)
    if mid:
        made.append(Line2D([], [], color=INK, lw=1.2, ls=(0, (4, 2)), label=label(f"{kind}.mid", lang)))
    return made


def event_name(text: str) -> list[str]:
    """The name of the event in lines that fit above the panel."""
    return wrapped(text, _NAME_ROOM, EVENT_SIZE, balanced=True)


def dress(axes: Axes, frame: pd.DataFrame, lang: Lang, name: list[str], xlabel: str, top: float) -> None:
    """The axes with the line of the event, its name above it, and the days; `top` is the highest value drawn."""
    first, last = float(frame["day_from"].min()), float(frame["day_to"].max()) + 1
    axes.set_xlim(first, last)
    axes.set_ylim(0, max(3.0, top * 1.08))
    axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=6))
    axes.set_ylabel(label("axis.rate", lang), labelpad=8)
    dress_y(axes, lang)
    starts = sorted({int(day) for day in frame["day_from"]} | {int(last)})
    every = -(-len(starts) // _MOST_TICKS)
    origin = starts.index(0) % every if 0 in starts else 0
    shown = starts[origin::every]
    axes.xaxis.set_major_locator(FixedLocator(shown))
    axes.xaxis.set_major_formatter(FixedFormatter([str(day) for day in shown]))
    axes.tick_params(axis="x", length=4, color=GRID)
    axes.set_xlabel(xlabel, labelpad=6)
    if first <= 0 <= last:
        _event_line(axes, name, (0 - first) / (last - first))


def _event_line(axes: Axes, name: list[str], at: float) -> None:
    """The line at D and its name above it, moved aside where it would leave the page."""
    axes.axvline(0, color=INK, linewidth=1.3, linestyle=(0, (1, 1.2)), label="event", zorder=3.5)
    box = axes.get_position()
    half = max((text_width(line, EVENT_SIZE, "normal") for line in name), default=0.0) / 2 / WIDTH
    x = min(max(box.x0 + at * box.width, half + 0.03), 1 - half - 0.03)
    figure = axes.figure
    tall = figure.get_figheight()  # type: ignore[union-attr]
    for index, line in enumerate(reversed(name)):
        y = box.y1 + (0.07 + index * EVENT_LINE) / tall
        figure.text(x, y, line, ha="center", va="baseline", size=EVENT_SIZE, color=MUTED, gid="event")
