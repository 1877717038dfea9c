"""How many attacks fell into each day, week, month or year of a window."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

import pandas as pd

from osint_iraq.analyse.study import Study, study_events
from osint_iraq.schema import TABLES

__all__ = ["NIGHT_DAYS", "Freq", "Spread", "WeekStart", "attack_counts", "day", "place", "placing"]

Day = str | pd.Timestamp
Freq = Literal["D", "W", "M", "Y"]
WeekStart = Literal["SUN", "MON", "SAT"]
Spread = Literal["start", "share"]

_LAST_DAY = {"SUN": "SAT", "MON": "SUN", "SAT": "FRI"}  # pandas names a week by the day on which it ends
NIGHT_DAYS = 2
"""A night touches this many days; what is known no worse counts on the first of them."""
_SEVERAL = "several"


def attack_counts(
    events: pd.DataFrame,
    start: Day,
    end: Day,
    freq: Freq = "M",
    by: str | None = None,
    *,
    week_start: WeekStart = "SUN",
    spread: Spread = "start",
    source: Iterable[str] | None = None,
    study: Study | None = None,
    cover: tuple[Day, Day] | None = None,
) -> pd.DataFrame:
    """Attacks reported: one row is one period of the window (with `by`: one period and one value of that column).

    Columns: period_start, period_end (cut to the window), [by], count, exposure_days, partial (True where the window
    or the cover cuts the period), undated. The window runs from `start` to `end`, both included; a period without an
    attack counts 0 inside it, and outside it nothing is said. Weeks start on `week_start`: Sunday, as in Iraq, unless
    told otherwise; "MON" gives the weeks of ISO 8601.

    `cover` is the first and last day that the sources cover. What lies outside it is not known: only its covered days
    of a period count, `exposure_days` says how many they are, and where there is none, count and undated are missing
    (count is then Int64, or Float64 for shares). Without it the whole window is taken as covered.

    An attack known to an interval counts in the period that holds the whole interval. Where it crosses a border, the
    night of two days counts by its first day; a longer interval belongs to no period, and `undated` tells for each
    period how many such attacks may lie in it. With spread="share", the check on this rule, every attack is instead
    shared out evenly over its days, and counts are fractions. `source` keeps events with these values of `source`, all
    by default. `study` says what counts as an attack (`Study()` by default, see there).

    With `by`, each value has its zeros as well: all values of the column's closed list, or else those that occur;
    events without a value are rows where it is missing. by="weapons" has one row for each weapon and one, "several",
    for attacks with more than one: so the rows of a period add up to its attacks, and no attack counts twice.

    Raises ValueError for a window that ends before it starts, or an unknown freq, week_start, spread or column, or a
    cover that ends before it starts.

    >>> from osint_iraq.schema import empty
    >>> counts = attack_counts(empty("events"), "2020-06-01", "2020-07-15")
    >>> counts[["count", "exposure_days", "partial"]].values.tolist()
    [[0, 30, False], [0, 15, True]]
    """
    _check_words(freq, week_start, spread)
    kept = study_events(events, study).events
    if source is not None:
        kept = kept[kept["source"].isin([source] if isinstance(source, str) else list(source))]
    if by is not None and by not in kept:
        raise ValueError(f"by={by!r}: events have no such column")
    periods = _covered(_periods(day(start), day(end), freq, week_start), cover)
    if by is None:
        return _counted(kept, periods, spread)
    kept = _single(kept) if by == "weapons" else kept
    parts = [_counted(_having(kept, by, v), periods, spread).assign(**{by: v}) for v in _values(kept[by], by)]
    if not parts:
        return _counted(kept, periods, spread).assign(**{by: None})[_order(by)].head(0)
    out = pd.concat(parts, ignore_index=True).astype({by: kept[by].dtype})
    return out.sort_values("period_start", kind="stable", ignore_index=True)[_order(by)]


def _single(events: pd.DataFrame) -> pd.DataFrame:
    """The events with one weapon each, `several` where there are more."""
    return events.assign(
        weapons=events["weapons"].where(~events["weapons"].str.contains("|", regex=False, na=False), _SEVERAL)
    )


def _values(column: pd.Series, by: str) -> list[Any]:
    """What `by` tells apart: the whole list where the contract closes it, else the values that occur; missing last."""
    column_of = {c.name: c for c in TABLES["events"].columns}
    closed = column_of[by].allowed if by in column_of and column_of[by].kind == "str" else ()
    if by == "weapons":
        closed = (*column_of[by].allowed, _SEVERAL)
    return [*(closed or sorted(column.dropna().unique())), *([None] if column.isna().any() else [])]


def _order(by: str) -> list[str]:
    return ["period_start", "period_end", by, "count", "exposure_days", "partial", "undated"]


def _check_words(freq: str, week_start: str, spread: str) -> None:
    for name, given, known in (
        ("freq", freq, ("D", "W", "M", "Y")),
        ("week_start", week_start, tuple(_LAST_DAY)),
        ("spread", spread, ("start", "share")),
    ):
        if given not in known:
            raise ValueError(f"{name}={given!r} is not one of {', '.join(known)}")


def day(value: Day) -> pd.Timestamp:
    """The calendar day of a date as text or as a time stamp; raises ValueError where it is none."""
    try:
        stamp = pd.Timestamp(value)
    except (ValueError, TypeError) as error:
        raise ValueError(f"{value!r} is not a date like 2020-06-11") from error
    if pd.isna(stamp):
        raise ValueError("a date is missing: give one like 2020-06-11")
    return stamp.tz_localize(None).normalize()


def _periods(start: pd.Timestamp, end: pd.Timestamp, freq: Freq, week_start: WeekStart) -> pd.DataFrame:
    if end < start:
        raise ValueError(f"the window ends ({end:%Y-%m-%d}) before it starts ({start:%Y-%m-%d})")
    rule = f"W-{_LAST_DAY[week_start]}" if freq == "W" else freq
    whole = pd.period_range(start, end, freq=rule)
    first, last = whole.start_time.normalize(), whole.end_time.normalize()
    out = pd.DataFrame({"period_start": first.where(first > start, start), "period_end": last.where(last < end, end)})
    out["partial"] = (first < start) | (last > end)
    return out.astype({"period_start": "datetime64[us]", "period_end": "datetime64[us]"})


def _having(events: pd.DataFrame, by: str, value: object) -> pd.DataFrame:
    return events[events[by].isna()] if value is None else events[events[by] == value]


def _covered(periods: pd.DataFrame, cover: tuple[Day, Day] | None) -> pd.DataFrame:
    """`periods` with the days of each that count: first, last (before first where none does), known (any does)."""
    if cover is None:
        return periods.assign(first=periods["period_start"], last=periods["period_end"])
    lower, upper = day(cover[0]), day(cover[1])
    if upper < lower:
        raise ValueError(f"the cover ends ({upper:%Y-%m-%d}) before it starts ({lower:%Y-%m-%d})")
    first, last = periods["period_start"], periods["period_end"]
    out = periods.assign(first=first.where(first > lower, lower), last=last.where(last < upper, upper))
    out["partial"] |= (first < lower) | (last > upper)
    return out.assign(known=out["first"] <= out["last"])


def _counted(events: pd.DataFrame, periods: pd.DataFrame, spread: Spread) -> pd.DataFrame:
    out = periods.copy()
    days = periods[["first", "last"]].set_axis(["period_start", "period_end"], axis="columns")
    if spread == "share":
        out["count"] = _shares(events, days)
        out["undated"] = 0
    else:
        placed = place(events, days)
        out["count"] = placed["count"]
        out["undated"] = placed["undated"]
    out["exposure_days"] = ((out["last"] - out["first"]).dt.days + 1).clip(lower=0)
    if "known" in out:
        kind = "Float64" if spread == "share" else "Int64"
        out = out.astype({"count": kind, "undated": "Int64"})
        out.loc[~out["known"], ["count", "undated"]] = pd.NA
    return out[["period_start", "period_end", "count", "exposure_days", "partial", "undated"]]


def place(events: pd.DataFrame, periods: pd.DataFrame) -> pd.DataFrame:
    """`periods` (period_start, period_end, neither overlapping) with how many events each holds: count, undated.

    An event counts where the period holds its whole interval, a night (two days) where it holds the first day; any
    other event that touches a period is `undated` there.
    """
    masks = [placing(events, a, b) for a, b in zip(periods["period_start"], periods["period_end"], strict=True)]
    return periods.assign(count=[int(c.sum()) for c, _ in masks], undated=[int(u.sum()) for _, u in masks])


def placing(events: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp) -> tuple[pd.Series, pd.Series]:
    """Two masks over the events for the period from `first` to `last`: counts there, touches it undated."""
    start, end = events["date_start"], events["date_end"]
    night = (end - start).dt.days < NIGHT_DAYS
    counts = (start >= first) & (start <= last) & (night | (end <= last))
    return counts, (start <= last) & (end >= first) & ~night & ~counts


def _shares(events: pd.DataFrame, periods: pd.DataFrame) -> list[float]:
    """For each period the sum of the shares of events that fall into it, each event one in all."""
    start, end = events["date_start"], events["date_end"]
    length = (end - start).dt.days + 1
    shares = []
    for first, last in zip(periods["period_start"], periods["period_end"], strict=True):
        days = (end.clip(upper=last) - start.clip(lower=first)).dt.days + 1
        shares.append(float((days.clip(lower=0) / length).sum()))
    return shares
