"""Counts in the same pair of windows at every date of a period: what placebo tests compare with.

Days are whole numbers counted from the first day of the period, so that all dates are looked at in one step.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple, get_args

import numpy as np
import pandas as pd

from osint_iraq.analyse.counts import NIGHT_DAYS, Day, day

__all__ = [
    "Alternative", "Attacks", "Measure", "Pair", "Period", "as_extreme", "change", "log_ratio", "period", "score",
    "series_counts",
]  # fmt: skip

Alternative = Literal["two-sided", "greater", "less"]
Measure = Literal["log-ratio", "score"]
_DIGITS = 9  # log(4.5/5.5) and log(5.5/4.5) differ in the last bit, and would not be the tie that they are


class Period(NamedTuple):
    """A reference period: its first day, and how many days it has."""

    start: pd.Timestamp
    days: int

    @property
    def end(self) -> pd.Timestamp:
        """The last day, which belongs to the period."""
        return self.at(self.days - 1)

    def at(self, number: int) -> pd.Timestamp:
        """The date of a day number; 0 is the first day."""
        return self.start + pd.Timedelta(days=number)

    def dates(self, numbers: np.ndarray) -> pd.DatetimeIndex:
        """The dates of many day numbers."""
        return self.start + pd.to_timedelta(numbers, unit="D")

    def number(self, date: Day) -> int:
        """The day number of a date, also of one outside the period."""
        return int((day(date) - self.start).days)


def period(start: Day, end: Day) -> Period:
    """The period from `start` to `end`, both included; raises ValueError where it ends before it starts.

    >>> period("2020-01-01", "2020-12-31").days
    366
    """
    first, last = day(start), day(end)
    if last < first:
        raise ValueError(f"the reference period ends ({last:%Y-%m-%d}) before it starts ({first:%Y-%m-%d})")
    return Period(first, int((last - first).days) + 1)


class Attacks(NamedTuple):
    """First days of attacks known to a day or a night, in order; first and last days of the longer intervals."""

    short: np.ndarray
    long_first: np.ndarray
    long_last: np.ndarray

    @classmethod
    def of(cls, events: pd.DataFrame, span: Period) -> Attacks:
        """The dated events as day numbers of the period; those outside it have numbers outside it."""
        first, last = ((events[c] - span.start).dt.days.to_numpy(np.int64) for c in ("date_start", "date_end"))
        night = last - first < NIGHT_DAYS
        return cls(np.sort(first[night]), first[~night], last[~night])

    def counted(self, first: np.ndarray, last: np.ndarray) -> np.ndarray:
        """How many count in each window from day `first` to day `last`, by the rule of `counts.placing`.

        >>> Attacks(np.array([3, 5]), np.array([4]), np.array([8])).counted(np.array([3, 5]), np.array([8, 7]))
        array([3, 1])
        """
        within = np.searchsorted(self.short, last, "right") - np.searchsorted(self.short, first, "left")
        for a, b in zip(self.long_first, self.long_last, strict=True):
            within = within + ((a >= first) & (b <= last))
        return np.where(last >= first, within, 0)


class Pair(NamedTuple):
    """Two windows as days relative to a date, both ends included; a window that ends before it starts is empty."""

    before_first: int
    before_last: int
    after_first: int
    after_last: int

    @classmethod
    def around(cls, at: int, days: int, gap: int, span: Period) -> Pair:
        """The windows of `windows.around`, cut to the period as they are at the date with day number `at`."""
        if days < 1 or gap < 0:
            raise ValueError(f"days={days!r}, gap={gap!r}: days must be at least 1, gap at least 0")
        lowest, highest = -at, span.days - 1 - at
        before = (max(-gap - days, lowest), min(-gap - 1, highest))
        return cls(*before, max(gap, lowest), min(gap + days - 1, highest))

    @property
    def exposure(self) -> tuple[int, int]:
        """Days in the window before and in the window after."""
        return max(0, self.before_last - self.before_first + 1), max(0, self.after_last - self.after_first + 1)

    @property
    def reach(self) -> int:
        """Days from the first of the window before to the last of the window after."""
        return self.after_last - self.before_first + 1

    def dates(self, span: Period) -> np.ndarray:
        """The day numbers at which both windows lie within the period."""
        return np.arange(max(0, -self.before_first), span.days - max(0, self.after_last))

    def counts(self, attacks: Attacks, at: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Attacks before and after each of the dates."""
        before = attacks.counted(at + self.before_first, at + self.before_last)
        return before, attacks.counted(at + self.after_first, at + self.after_last)


def series_counts(series: np.ndarray, days: int, gap: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Sums before and after every date whose windows lie within daily counts (last axis: days): before, after, dates.

    >>> before, after, dates = series_counts(np.array([1, 0, 2, 5]), 1, 0)
    >>> before.tolist(), after.tolist(), dates.tolist()
    ([1, 0, 2], [0, 2, 5], [1, 2, 3])
    """
    sums = np.concatenate([np.zeros_like(series[..., :1]), np.cumsum(series, axis=-1)], axis=-1)
    dates = np.arange(days + gap, series.shape[-1] - days - gap + 1)
    before = sums[..., dates - gap] - sums[..., dates - gap - days]
    return before, sums[..., dates + gap + days] - sums[..., dates + gap], dates


def log_ratio(before: np.ndarray, after: np.ndarray, exposure: tuple[int, int]) -> np.ndarray:
    """log of the rate after over the rate before, half an attack added to each count, so that none is infinite.

    The half takes most of the bias from the logarithm of a small count (Haldane 1956, Annals of Human Genetics 20:309).

    >>> float(log_ratio(np.array(1), np.array(4), (30, 30)))
    1.098612289
    """
    return np.round(np.log((after + 0.5) / exposure[1]) - np.log((before + 0.5) / exposure[0]), _DIGITS)


def score(before: np.ndarray, after: np.ndarray, exposure: tuple[int, int]) -> np.ndarray:
    """The count after against what its share of both counts would be, in standard errors of independent counts.

    0 where there is no attack. Unlike the log ratio it makes little of a change from none to one.

    >>> score(np.array([1, 8, 0]), np.array([4, 2, 0]), (30, 30)).round(2).tolist()
    [1.34, -1.9, 0.0]
    """
    both, share = before + after, exposure[1] / (exposure[0] + exposure[1])
    error = np.sqrt(np.maximum(both, 1) * share * (1 - share))
    return np.round((after - both * share) / error, _DIGITS)


MEASURES: dict[Measure, Callable[[np.ndarray, np.ndarray, tuple[int, int]], np.ndarray]] = {
    "log-ratio": log_ratio, "score": score,
}  # fmt: skip


def change(before: np.ndarray, after: np.ndarray, exposure: tuple[int, int], measure: Measure) -> np.ndarray:
    """The change by this measure; raises ValueError for an unknown one.

    >>> change(np.array(0), np.array(1), (30, 30), "score").item()
    1.0
    """
    if measure not in MEASURES:
        raise ValueError(f"measure={measure!r} is not one of {', '.join(MEASURES)}")
    return MEASURES[measure](before, after, exposure)


def as_extreme(statistics: np.ndarray, observed: np.ndarray | float, alternative: Alternative) -> np.ndarray:
    """2 where a statistic is further out than the observed one, 1 where it ties with it, 0 elsewhere.

    Raises ValueError for an unknown alternative.

    >>> as_extreme(np.array([-3.0, 1.0, 2.0]), 2.0, "two-sided").tolist()
    [2, 0, 1]
    """
    if alternative not in get_args(Alternative):
        raise ValueError(f"alternative={alternative!r} is not one of {', '.join(get_args(Alternative))}")
    if alternative == "two-sided":
        statistics, observed = np.abs(statistics), np.abs(observed)
    elif alternative == "less":
        statistics, observed = -statistics, -np.asarray(observed)
    return np.where(statistics > observed, 2, np.where(statistics == observed, 1, 0))
