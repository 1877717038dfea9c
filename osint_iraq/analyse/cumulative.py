"""Our attacks added up day by day beside the running totals that others published."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from osint_iraq.analyse.comparable import comparable, why_not
from osint_iraq.analyse.counts import Day, day
from osint_iraq.analyse.study import Study, study_events
from osint_iraq.rows import records

__all__ = ["Cumulated", "cumulative_beside", "cumulative_counts"]

_SERIES = ["period_start", "countries", "targets", "site"]
_OFFICIAL = ["tally_id", "counter", "as_of_start", "as_of_end", *_SERIES, "count_min", "count_max"]
_NIGHT = 1  # a night ends one day after it starts


class Cumulated(NamedTuple):
    """`curve`: one row is one day of our count. `official`: one row is one published total of the same series."""

    curve: pd.DataFrame
    official: pd.DataFrame


def cumulative_counts(events: pd.DataFrame, start: Day, end: Day, *, study: Study | None = None) -> pd.DataFrame:
    """Attacks reported from `start` up to each day: one row is one day of the window, both ends included.

    Columns: day (datetime64[us]), cumulative_low (attacks whose whole interval lies between `start` and the day),
    cumulative (those that `attack_counts` would count in that period: a night by its first day, a longer interval
    where it lies within), cumulative_high (those that touch it). Counts are attacks (Int64); low <= cumulative <= high.
    `study` says what counts as an attack (`Study()` by default).

    Raises ValueError for a window that ends before it starts.

    >>> from osint_iraq.schema import empty
    >>> cumulative_counts(empty("events"), "2020-06-01", "2020-06-03")["cumulative"].tolist()
    [0, 0, 0]
    """
    return _curve(study_events(events, study).events, day(start), day(end))


def cumulative_beside(events: pd.DataFrame, tallies: pd.DataFrame, like: str) -> Cumulated:
    """Our count day by day beside all published totals of the series to which the total `like` belongs.

    `tallies` is the table official_tallies, `like` one of its tally_id. A series is what begins on the same day, in the
    same countries and at the same targets (`targets`, `site`), whoever counts. Our attacks are those that `comparable`
    finds for it, from its first day to the last of its totals. Columns of `curve` as in `cumulative_counts`; of
    `official`: tally_id, counter, as_of_start, as_of_end (the day of the total, or the days between which it lies),
    period_start, countries, targets, site, count_min, count_max (missing where open), by date.

    Raises ValueError where `tallies` lacks `like`, or the total cannot be compared; the message says why.
    """
    found = tallies[tallies["tally_id"] == like]
    if found.empty:
        raise ValueError(f"like={like!r}: official_tallies has no such tally_id")
    (tally,) = records(found)
    reason = why_not(tally)
    if reason:
        raise ValueError(f"like={like!r} cannot stand beside a count of ours: {reason}")
    same = pd.Series([all(row[c] == tally[c] for c in _SERIES) and not why_not(row) for row in records(tallies)],
                     index=tallies.index, dtype=bool)  # fmt: skip
    official = tallies.loc[same, _OFFICIAL].sort_values(["as_of_end", "counter"], kind="stable", ignore_index=True)
    ours = comparable(events, tally).events
    return Cumulated(_curve(ours, tally["period_start"], official["as_of_end"].max()), official)


def _curve(events: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp) -> pd.DataFrame:
    """The three sums, each from the day at which an attack enters it."""
    if last < first:
        raise ValueError(f"the window ends ({last:%Y-%m-%d}) before it starts ({first:%Y-%m-%d})")
    start, end = events["date_start"], events["date_end"]
    inside = start >= first
    night = (end - start).dt.days <= _NIGHT
    days = pd.Series(pd.date_range(first, last, freq="D").astype("datetime64[us]"))
    return pd.DataFrame({
        "day": days,
        "cumulative_low": _summed(end[inside], days),
        "cumulative": _summed(start.where(night, end)[inside], days),
        "cumulative_high": _summed(start.where(inside, first)[end >= first], days),
    })  # fmt: skip


def _summed(entering: pd.Series, days: pd.Series) -> pd.Series:
    """For each of the days how many of the dates lie on it or before."""
    return pd.Series(entering.sort_values().searchsorted(days.to_numpy(), side="right"), dtype="Int64")
