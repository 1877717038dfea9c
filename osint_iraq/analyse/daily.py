"""Attacks reported on each day: the series on which tests over many dates are run."""

from __future__ import annotations

import numpy as np
import pandas as pd

from osint_iraq.analyse.counts import NIGHT_DAYS, Day, Spread, day
from osint_iraq.analyse.study import Study, study_events

__all__ = ["daily_counts", "series"]


def daily_counts(
    events: pd.DataFrame, start: Day, end: Day, *, study: Study | None = None, spread: Spread = "start"
) -> pd.DataFrame:
    """Attacks reported each day: one row is one day from `start` to `end`, both included.

    Columns: day (datetime64[us]), count (Int64, Float64 for shares), undated (Int64: attacks known to an interval of
    days, this one among them, that count on no day). It is `attack_counts(freq="D")` in one pass: an attack counts on
    its day, a night of two days on the first. With spread="share" each attack is shared out evenly over its days, and
    undated is 0. An attack known to a week counts on no day, though it may well count in a window of 30 days that
    holds the whole week: sums of days are at most what `around` gives. `study` says what counts as an attack.

    Raises ValueError for a window that ends before it starts, or an unknown spread.

    >>> from osint_iraq.schema import empty
    >>> daily_counts(empty("events"), "2020-06-10", "2020-06-11")["count"].tolist()
    [0, 0]
    """
    first, last = day(start), day(end)
    if last < first:
        raise ValueError(f"the window ends ({last:%Y-%m-%d}) before it starts ({first:%Y-%m-%d})")
    if spread not in ("start", "share"):
        raise ValueError(f"spread={spread!r} is not one of start, share")
    kept = study_events(events, study).events
    days = pd.date_range(first, last, unit="us")
    begins, ends = _offsets(kept["date_start"], first), _offsets(kept["date_end"], first)
    length = ends - begins + 1
    if spread == "share":
        shared = pd.array(_spans(begins, ends, 1 / length, len(days)), dtype="Float64")
        return pd.DataFrame({"day": days, "count": shared, "undated": pd.array([0] * len(days), dtype="Int64")})
    dated = length <= NIGHT_DAYS
    inside = dated & (begins >= 0) & (begins < len(days))
    counted = np.bincount(begins[inside], minlength=len(days))
    wide = np.rint(_spans(begins[~dated], ends[~dated], np.ones((~dated).sum()), len(days))).astype(int)
    return pd.DataFrame({"day": days, "count": counted, "undated": wide}).astype({"count": "Int64", "undated": "Int64"})


def series(events: pd.DataFrame, start: Day, end: Day, study: Study | None = None) -> np.ndarray:
    """The counts of `daily_counts`, one whole number a day, for work on arrays.

    >>> from osint_iraq.schema import empty
    >>> series(empty("events"), "2020-06-10", "2020-06-12").tolist()
    [0, 0, 0]
    """
    return daily_counts(events, start, end, study=study)["count"].to_numpy(dtype=np.int64)


def _offsets(days: pd.Series, first: pd.Timestamp) -> np.ndarray:
    """Days from `first`, 0 for itself."""
    return (days - first).dt.days.to_numpy(dtype=np.int64)


def _spans(begins: np.ndarray, ends: np.ndarray, weights: np.ndarray, length: int) -> np.ndarray:
    """For each day the sum of the weights of the spans that hold it."""
    touching = (ends >= 0) & (begins < length)
    change = np.zeros(length + 1)
    np.add.at(change, np.clip(begins[touching], 0, None), weights[touching])
    np.add.at(change, np.clip(ends[touching] + 1, None, length), -weights[touching])
    out: np.ndarray = np.cumsum(change[:length])
    return np.where(np.abs(out) < 1e-12, 0.0, out)
