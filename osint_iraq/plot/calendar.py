"""A calendar of attacks reported: a square for each day, in columns that are the weeks of Iraq, Sunday first."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle

from osint_iraq.labels import Lang, check_lang, counted, date_text, interval_text, label, number
from osint_iraq.plot import milestones as marks
from osint_iraq.plot.export import Charts
from osint_iraq.plot.layout import Coverage, Panels, Said, publish, sheet, source_notes, wants
from osint_iraq.plot.sheet import dress_y
from osint_iraq.plot.style import MUTED, WIDTH, style

__all__ = ["Panel", "plot_calendar", "publish_calendar"]

Panel = Literal["year", "half-year"]
_START, _END = 0.95, 0.45
_PANELS = ("year", "half-year")
_BOUNDS = (0, 1, 2, 4, 9)  # the highest count of each class but the last
# One hue from light to dark, so that it reads in grey and without any sense of colour as well.
_FACES = ("#FFFFFF", "#D3E4F3", "#9CC6E3", "#4E97CB", "#1A62A8", "#072B57")
_HATCH, _LINE = "////", "#C8C8C8"
_MILESTONE = "#D55E00"  # Okabe and Ito's


def plot_calendar(
    counts: pd.DataFrame,
    lang: Lang = "en",
    *,
    milestones: pd.DataFrame | None = None,
    panel: Panel | None = None,
    title: str | None = None,
    subject: str = "sites",
    coverage: Coverage | None = None,
) -> Figure:
    """A figure of `counts` (from daily_counts: one row a day, `day` and `count`), one panel a year or half-year.

    A column is a week from Sunday to Saturday; the darker a day, the more attacks were reported. A day that `counts`
    lacks, or whose count is missing, is hatched: nothing is known of it, while a white day has a count of 0. Shares of
    an attack fall into the class of the next whole number. `milestones` (rows of political_events) are outlined and
    numbered, and named in a key. By default a panel is a year, in a window of one year at most a half-year. `coverage`
    is a sentence, {"en": …, "ar": …}, that is added to the notes. In Arabic the texts run and stand from the right,
    while time still runs from left to right.

    Raises ValueError where a column is missing, a day stands twice, no count is known, or `panel` is another word.
    """
    check_lang(lang)
    rows = _checked(counts)
    panel = panel or ("half-year" if len(rows) <= 366 else "year")
    if panel not in _PANELS:
        raise ValueError(f"panel={panel!r} is not one of {', '.join(_PANELS)}")
    with style():
        shown = marks.within(milestones, rows["day"].iloc[0], rows["day"].iloc[-1])
        said = _said(rows, shown, lang, subject, coverage, title)
        spans = _spans(rows, panel)
        weeks = 1 + max(int(_places(pd.DatetimeIndex([last]), first)[0][0]) for first, last in spans)
        cell = (WIDTH - _START - _END) / weeks
        handles = _handles(rows, spans, bool(len(shown)), lang)
        key = marks.key_of(shown, lang) if len(shown) else None
        panels = Panels([7 * cell] * len(spans), start=_START, end=_END, gap=0.42, above=0.2, below=0.25,
                        handles=handles, key=key)  # fmt: skip
        figure, axes = sheet(said, lang, panels)
        for own, (first, last) in zip(axes, spans, strict=True):
            _panel(own, rows, first, last, weeks, lang)
            _outlined(own, shown, first, last, cell * 72)
        return figure


def publish_calendar(
    counts: pd.DataFrame,
    folder: str | Path,
    stem: str,
    *,
    milestones: pd.DataFrame | None = None,
    panel: Panel | None = None,
    subject: str = "sites",
    coverage: Coverage | None = None,
    inputs: Mapping[str, str] | None = None,
) -> Charts:
    """The chart in both languages, saved to `folder` and returned to be shown; see `plot_calendar` and `save`."""
    rows = _checked(counts)
    shown = marks.within(milestones, rows["day"].iloc[0], rows["day"].iloc[-1])
    return publish(
        counts, folder, stem,
        lambda lang: plot_calendar(rows, lang, milestones=shown, panel=panel, subject=subject, coverage=coverage),
        lambda lang: _said(rows, shown, lang, subject, coverage),
        window=(rows["day"].iloc[0], rows["day"].iloc[-1]), n=float(rows["count"].sum()),
        method="daily_counts: attacks by day", inputs=inputs,
    )  # fmt: skip


def _checked(counts: pd.DataFrame) -> pd.DataFrame:
    """The days whose count is known and those between, in order; counts are missing where nothing is known."""
    wants(counts, ("day", "count"), "counts", "daily_counts(…)")
    if counts["day"].duplicated().any():
        twice = date_text(counts["day"][counts["day"].duplicated()].iloc[0], "en")
        raise ValueError(f"counts has a day twice ({twice}): one row must be one day")
    known = counts[counts["count"].notna()].set_index("day")["count"].astype(float)
    if known.empty:
        raise ValueError("counts has no day with a count: nothing to draw")
    days = pd.date_range(known.index.min(), known.index.max(), name="day")
    return known.reindex(days).reset_index()


def _spans(rows: pd.DataFrame, panel: Panel) -> list[tuple[pd.Timestamp, pd.Timestamp]]:
    """First and last day of every panel."""
    first, last = rows["day"].iloc[0], rows["day"].iloc[-1]
    months = 12 if panel == "year" else 6
    start = pd.Timestamp(first.year, 1 if months == 12 or first.month <= 6 else 7, 1)
    starts = list(pd.date_range(start, last, freq=f"{months}MS"))
    return [(day, day + pd.DateOffset(months=months) - pd.Timedelta(days=1)) for day in starts]


def _classes(counts: pd.Series) -> np.ndarray:
    return np.searchsorted(_BOUNDS, np.ceil(counts.to_numpy()))


def _places(days: pd.Series | pd.DatetimeIndex, first: pd.Timestamp) -> tuple[np.ndarray, np.ndarray]:
    """Column (week) and row (weekday, 0 is Sunday) of each day in the panel that starts on `first`."""
    index = pd.DatetimeIndex(days)
    weekday = (index.day_of_week.to_numpy() + 1) % 7
    offset = (first.weekday() + 1) % 7
    return ((index - first).days.to_numpy() + offset) // 7, weekday


def _panel(axes: Axes, rows: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp, weeks: int, lang: Lang) -> None:
    days = pd.date_range(first, last)
    counts = rows.set_index("day")["count"].reindex(days)
    column, row = _places(days, first)
    known = counts.notna().to_numpy()
    classes = _classes(counts.fillna(0))
    for day, x, y, there, rank in zip(days, column, row, known, classes, strict=True):
        look: dict[str, Any] = {"facecolor": _FACES[rank]} if there else {"facecolor": "white", "hatch": _HATCH}
        axes.add_patch(Rectangle((x, y), 1, 1, edgecolor=_LINE, linewidth=0.5, gid=f"{day:%Y-%m-%d}", **look))
    _months(axes, days, column, row, lang)
    axes.set_xlim(0, weeks)
    axes.set_ylim(7, 0)
    axes.set_yticks([0.5, 2.5, 4.5, 6.5], [label(f"weekday.{n}", lang) for n in (0, 2, 4, 6)], size=8)
    dress_y(axes, lang)
    axes.yaxis.grid(False)
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(axis="x", length=0, labelsize=7.5, pad=2)
    axes.xaxis.tick_top()
    box = axes.get_position()
    at, side = (box.x1 + 0.6 / WIDTH, "left") if lang == "ar" else (box.x0 - 0.6 / WIDTH, "right")
    figure = axes.figure
    figure.text(at, (box.y0 + box.y1) / 2, str(first.year), rotation=90, ha="center", va="center", size=10,
                weight="bold", gid=f"year-{side}")  # fmt: skip


def _months(axes: Axes, days: pd.DatetimeIndex, column: np.ndarray, row: np.ndarray, lang: Lang) -> None:
    """A line where a month begins, and its name above the middle of it."""
    middles, names = [], []
    for month in days.month.unique():
        own = days.month == month
        x, y = int(column[own][0]), int(row[own][0])
        axes.plot([x, x, x + 1, x + 1][: 4 if y else 2], [7, y, y, 0][: 4 if y else 2], color=MUTED, linewidth=0.9,
                  clip_on=False, solid_capstyle="butt", zorder=3)  # fmt: skip
        middles.append((x + int(column[own][-1]) + 1) / 2)
        names.append(label(f"month.{month}", lang))
    axes.set_xticks(middles, names)


def _outlined(axes: Axes, shown: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp, cell: float) -> None:
    """An outline around each day on which a milestone begins, with its numbers; `cell` is a square's side in points."""
    for day, own in shown.groupby("date_start"):
        if not first <= day <= last:  # type: ignore[operator]
            continue
        x, y = (int(part[0]) for part in _places(pd.DatetimeIndex([day]), first))
        text = "\n".join(str(index + 1) for index in own.index)
        axes.add_patch(Rectangle((x, y), 1, 1, facecolor="none", edgecolor=_MILESTONE, linewidth=1.8, zorder=5,
                                 clip_on=False, gid="outline"))  # fmt: skip
        box = {"boxstyle": "round,pad=0.08", "facecolor": "white", "edgecolor": "none", "alpha": 0.9}
        size = min(8.5, cell * (0.52 if len(own) == 1 else 0.36))
        axes.text(x + 0.5, y + 0.5, text, size=size, ha="center", va="center", zorder=6, linespacing=0.9,
                  bbox=box, gid="milestone")  # fmt: skip


def _handles(
    rows: pd.DataFrame, spans: list[tuple[pd.Timestamp, pd.Timestamp]], marked: bool, lang: Lang
) -> list[Patch]:
    """The classes of counts up to the highest one, days without a count, and milestones."""
    highest = int(_classes(rows["count"].fillna(0)).max())
    made = []
    for rank in range(highest + 1):
        low = 0 if not rank else _BOUNDS[rank - 1] + 1
        last = rank == len(_BOUNDS)
        name = label("calendar.more", lang, n=low) if last else (
            str(low) if low == _BOUNDS[rank] else label("range", lang, low=low, high=_BOUNDS[rank]))  # fmt: skip
        made.append(Patch(facecolor=_FACES[rank], edgecolor="#8C8C8C", linewidth=0.6, label=name))
    drawn = sum((last - first).days + 1 for first, last in spans)
    if drawn > int(rows["count"].notna().sum()):
        made.append(Patch(facecolor="white", hatch=_HATCH, edgecolor=_LINE, label=label("calendar.unknown", lang)))
    if marked:
        made.append(Patch(facecolor="white", edgecolor=_MILESTONE, linewidth=1.8, label=label("calendar.event", lang)))
    return made


def _said(
    rows: pd.DataFrame, shown: pd.DataFrame, lang: Lang, subject: str, coverage: Coverage | None,
    title: str | None = None,
) -> Said:  # fmt: skip
    known = rows[rows["count"].notna()]
    quiet, peak = int((known["count"] == 0).sum()), known["count"].max()
    at_peak = known[known["count"] == peak]
    values = {"n": quiet, "zeros": quiet, "periods": counted(quiet, "day", lang), "total": len(known),
              "totals": counted(len(known), "day", lang)}  # fmt: skip
    if not peak:
        found = label("title.none", lang)
    elif len(at_peak) == 1:
        found = label("title.calendar", lang, peak=number(peak), date=date_text(at_peak["day"].iloc[0], lang), **values)
    else:
        found = label("title.calendar.tie", lang, peak=number(peak), days=counted(len(at_peak), "day", lang), **values)
    found = title or found
    subtitle = label(
        "subtitle.calendar",
        lang,
        subject=label(f"subject.{subject}", lang),
        window=interval_text(rows["day"].iloc[0], rows["day"].iloc[-1], lang),
        sum=number(known["count"].sum()),
    )
    rules = [label("note.calendar", lang)]
    if (known["count"] % 1 != 0).any():
        rules.append(label("note.calendar.shares", lang))
    by_year = known.groupby(known["day"].dt.year)["count"].sum()
    comma = label("list.comma", lang)
    sums = comma.join(label("calendar.year", lang, year=year, n=number(count)) for year, count in by_year.items())
    events = comma.join(shown[f"title_{lang}"])
    alt = " ".join(part for part in (
        label("alt.calendar", lang, title=found, subtitle=subtitle, sums=sums),
        label("alt.milestones", lang, list=events) if events else "",
    ) if part)  # fmt: skip
    return Said(found, subtitle, [source_notes(lang, "", coverage), " ".join(rules)], alt)
