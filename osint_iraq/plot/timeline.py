"""Attacks reported over time, stacked by where they stand, with political events as numbered milestones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import matplotlib.dates as mdates
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import FixedFormatter, FixedLocator, MaxNLocator

from osint_iraq.labels import Lang, check_lang, label, number
from osint_iraq.plot import milestones as marks
from osint_iraq.plot import uncovered, words
from osint_iraq.plot.sheet import LEGEND_LINE, dress_y, legend, legend_rows
from osint_iraq.plot.style import (
    INK,
    LEADING,
    MARGIN,
    MUTED,
    NOTE,
    SOURCES,
    SUBTITLE,
    TITLE,
    WIDTH,
    Look,
    blank,
    style,
    wrapped,
    write,
)

__all__ = ["Stack", "draw_stack", "plot_timeline", "time_axis"]

_AXES_HEIGHT = 3.1
_GAP, _PANEL_HEIGHT = 0.25, 0.62  # inches between the bars and the panel below them, and of the panel
_LEFT, _RIGHT = 0.85, 0.35
_LABELLED_BARS = 40  # more bars than this leave no room for a number on each
_LOWEST_TOP = 3.0  # a chart of single attacks should not look like a chart of many
_MONTHS = 16  # a longer window has years below the axis, not months


@dataclass(frozen=True)
class Stack:
    """What the fills of stacked bars tell apart: a column, a look for each of its values from below, their labels."""

    column: str
    looks: Mapping[str, Look]
    note: str | None = None  # key of a label that belongs to the notes

    def name(self, value: str, lang: Lang) -> str:
        """The words of one value in the legend."""
        return label(f"{self.column}.{value}", lang)


_BY_SOURCE = Stack("source", SOURCES)


def plot_timeline(
    counts: pd.DataFrame,
    milestones: pd.DataFrame | None = None,
    lang: Lang = "en",
    *,
    title: str | None = None,
    subject: str = "sites",
    intensity: pd.DataFrame | None = None,
) -> Figure:
    """A figure of `counts` (from attack_counts with by="source") with `milestones` (rows of political_events) above.

    Bars are as wide as their periods; a period whose count is missing (the sources do not cover it) has a hatched band
    instead, and the title counts periods without an attack among the others only. The three fills tell events that the
    reports and the chronology both have from those in one of them. Milestones outside the window are left out; the
    others are numbered, and named in a key below the axis. The title states the finding unless one is given; `subject`
    names what is counted: sites, convoys, states or all. In Arabic the texts run and stand from the right, while time
    still runs from left to right. `intensity` (from reporting_intensity, with the periods of `counts`) adds a small
    panel below the bars: the reports read.

    Raises ValueError where counts are empty or lack a column, milestones lack one, or `intensity` has other periods.
    """
    check_lang(lang)
    missing = [c for c in ("period_start", "period_end", "source", "count", "partial") if c not in counts]
    if missing or counts.empty:
        wants = f"missing: {', '.join(missing)}" if missing else "they are empty"
        raise ValueError(f'counts must come from attack_counts(…, by="source"): {wants}')
    _check_periods(counts, intensity)
    start, end = counts["period_start"].min(), counts["period_end"].max()
    shown = marks.within(milestones, start, end)
    with style():
        return draw_stack(counts, shown, lang, title or words.timeline_title(counts, lang), subject, intensity)


def _check_periods(counts: pd.DataFrame, intensity: pd.DataFrame | None) -> None:
    """The two panels share one time axis, so that a period of one that the other lacks would mislead."""
    if intensity is None:
        return
    keys = ["period_start", "period_end"]
    ours = counts[keys].drop_duplicates().sort_values("period_start", ignore_index=True)
    if not ours.equals(intensity[keys].reset_index(drop=True)):
        raise ValueError("intensity must have the periods of counts: the same window, freq and week_start")


def draw_stack(
    counts: pd.DataFrame,
    shown: pd.DataFrame,
    lang: Lang,
    title: str,
    subject: str,
    intensity: pd.DataFrame | None = None,
    stack: Stack = _BY_SOURCE,
) -> Figure:
    """The figure of counts stacked by `stack`, to be drawn within `style()`; see `plot_timeline`."""
    start, end = counts["period_start"].min(), counts["period_end"].max()
    width, inside = WIDTH - _LEFT - _RIGHT, WIDTH - 2 * MARGIN
    rows = marks.mark_levels(shown, start, end, width)
    key = marks.key_of(shown, lang)
    head = wrapped(title, inside, TITLE, "bold", balanced=True)
    under = wrapped(words.timeline_subtitle(counts, subject, lang), inside, SUBTITLE)
    notes = [
        line for note in _notes(counts, intensity, stack, lang) for line in wrapped(note, inside, NOTE, balanced=True)
    ]
    legend_top = 0.3 + (TITLE * len(head) + SUBTITLE * len(under)) * LEADING / 72 + 0.08
    entries = legend_rows(_handles(stack, bool(uncovered.spans(counts)), lang), inside)
    above = legend_top + 0.18 + LEGEND_LINE * len(entries) + 0.25 * (max(rows, default=-1) + 1)
    below = above + _AXES_HEIGHT + (_GAP + _PANEL_HEIGHT if intensity is not None else 0)
    key_top = below + 0.5
    notes_top = key_top + key.height + (0.15 if len(shown) else 0)
    figure = blank(notes_top + len(notes) * NOTE * LEADING / 72 + 0.2)
    height = figure.get_figheight()
    below_title = write(figure, head, 0.25, lang, TITLE, weight="bold", gid="title")
    write(figure, under, below_title, lang, SUBTITLE, MUTED, gid="subtitle")
    left = _RIGHT if lang == "ar" else _LEFT
    axes = figure.add_axes((left / WIDTH, 1 - (above + _AXES_HEIGHT) / height, width / WIDTH, _AXES_HEIGHT / height))
    _bars(axes, counts, stack)
    _dress(axes, counts, lang)
    if intensity is not None:
        panel = figure.add_axes((left / WIDTH, 1 - below / height, width / WIDTH, _PANEL_HEIGHT / height))
        _panel(panel, intensity, lang)
        axes.tick_params(axis="x", which="minor", labelbottom=False)
    marks.draw_marks(axes, shown, rows, _AXES_HEIGHT)
    for index, row in enumerate(entries):
        legend(figure, row, legend_top + index * LEGEND_LINE, lang)
    marks.draw_key(figure, key, key_top, lang)
    write(figure, notes, notes_top, lang, NOTE, MUTED, gid="notes")
    return figure


def _notes(counts: pd.DataFrame, intensity: pd.DataFrame | None, stack: Stack, lang: Lang) -> list[str]:
    source, *rest = words.timeline_notes(counts, lang)
    read = words.intensity_notes(intensity, lang) if intensity is not None else []
    rest += [label(stack.note, lang)] if stack.note else []
    return [" ".join(part) for part in ([source], read, rest) if part]


def _panel(axes: Axes, intensity: pd.DataFrame, lang: Lang) -> None:
    """The reports read per period, on an axis of their own, below the attacks and on the same days."""
    axes.bar(mdates.date2num(intensity["period_start"]), intensity["articles"], intensity["exposure_days"],
             align="edge", label="articles", color=MUTED, edgecolor="white", linewidth=0.5, zorder=2)  # fmt: skip
    first, last = intensity["period_start"].min(), intensity["period_end"].max() + pd.Timedelta(days=1)
    axes.set_xlim(mdates.date2num(first), mdates.date2num(last))
    axes.set_ylim(0, max(_LOWEST_TOP, intensity["articles"].max() * 1.08))
    axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=2))
    # the longer of the two words fits beside the panel, both in one line do not
    axes.set_ylabel(label("axis.articles", lang).replace(" ", "\n", 1), labelpad=8, size=8.5)
    dress_y(axes, lang)
    time_axis(axes, first, last, lang)


def _bars(axes: Axes, counts: pd.DataFrame, stack: Stack) -> None:
    """The stacked bars, and above each its sum (where there is room) and a star where the period is cut short.

    A period that the sources do not cover has no bar but a band.
    """
    uncovered.draw_bands(axes, counts)
    whole = words.totals(counts)
    whole = whole[whole["count"].notna()]
    base = pd.Series(0.0, index=whole["period_start"])
    widths = ((whole["period_end"] - whole["period_start"]).dt.days + 1).to_numpy()
    for value, look in stack.looks.items():
        part = counts[counts[stack.column] == value].set_index("period_start")
        # a series without a row in a period that is covered has none there
        heights = part["count"].reindex(base.index).fillna(0).astype(float)
        axes.bar(mdates.date2num(base.index), heights, widths, bottom=base, align="edge", label=value, zorder=2,
                 color=look.face, hatch=look.hatch, edgecolor=INK, linewidth=0.5, clip_on=False)  # fmt: skip
        base = base + heights
    for row in whole.to_dict("records"):
        sum_text = number(row["count"]) if len(whole) <= _LABELLED_BARS and row["count"] else ""
        text = sum_text + ("*" if row["partial"] else "")
        if text:
            middle = (mdates.date2num(row["period_start"]) + mdates.date2num(row["period_end"]) + 1) / 2
            axes.annotate(text, (middle, row["count"]), (0, 3), textcoords="offset points", ha="center", size=8,
                          zorder=3, bbox={"facecolor": "white", "edgecolor": "none", "pad": 0})  # fmt: skip


def _dress(axes: Axes, counts: pd.DataFrame, lang: Lang) -> None:
    first, last = counts["period_start"].min(), counts["period_end"].max() + pd.Timedelta(days=1)
    axes.set_xlim(mdates.date2num(first), mdates.date2num(last))
    axes.set_ylim(0, max(_LOWEST_TOP, float(words.totals(counts)["count"].fillna(0).max()) * 1.08))
    axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=6))
    axes.set_ylabel(label(f"axis.{words.frequency(counts)}", lang), labelpad=8)
    dress_y(axes, lang)
    time_axis(axes, first, last, lang)


def time_axis(axes: Axes, first: pd.Timestamp, last: pd.Timestamp, lang: Lang, every: int = 1) -> None:
    """A tick where a month (in long windows a year) begins, and in the middle its name, or that of `every` so many."""
    by_month = last <= first + pd.DateOffset(months=_MONTHS)
    parts = pd.period_range(first, last - pd.Timedelta(days=1), freq="M" if by_month else "Y")
    starts = [max(p.start_time, first) for p in parts]
    ends = [min(p.end_time, last) for p in parts]
    names = _month_names(list(parts), every, lang) if by_month else [str(p.year) for p in parts]
    middles = [(mdates.date2num(a) + mdates.date2num(b)) / 2 for a, b in zip(starts, ends, strict=True)]
    axes.xaxis.set_major_locator(FixedLocator([mdates.date2num(a) for a in starts]))
    axes.xaxis.set_major_formatter(FixedFormatter([""] * len(starts)))
    axes.xaxis.set_minor_locator(FixedLocator(middles))
    axes.xaxis.set_minor_formatter(FixedFormatter(names))
    axes.tick_params(axis="x", which="minor", length=0, labelsize=9, pad=26 if by_month else 13)
    for name in axes.get_xticklabels(minor=True):
        name.set_verticalalignment("baseline")
    axes.tick_params(axis="x", which="major", length=6, color=MUTED)


def _month_names(months: list[pd.Period], every: int, lang: Lang) -> list[str]:
    """The name of each month, blank where it is left out, with the year where it is another than at the last name."""
    names, year = [], None
    for index, month in enumerate(months):
        named = index % every == 0
        # every name has a second line, though it be blank: labels are aligned by the baseline of their last one
        below = str(month.year) if named and month.year != year else " "
        names.append(f"{label(f'month.{month.month}', lang) if named else ' '}\n{below}")
        year = month.year if named else year
    return names


def _handles(stack: Stack, banded: bool, lang: Lang) -> list[Patch]:
    """The fills from below, and the band where there is one."""
    fills = [
        Patch(facecolor=look.face, hatch=look.hatch, edgecolor=INK, linewidth=0.5, label=stack.name(value, lang))
        for value, look in stack.looks.items()
    ]
    return [*fills, uncovered.handle(lang)] if banded else fills
