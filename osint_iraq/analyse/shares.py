"""Attacks shared out over the days of their interval: sums over windows, and the ratio of two such sums."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import special, stats

from osint_iraq.analyse.sliding import Period
from osint_iraq.analyse.windows import rate_ratio

__all__ = ["ShareRatio", "Shares", "share_ratio"]

_DIGITS = 9


class Shares(NamedTuple):
    """`sums`: the shares of all attacks on the days before each day of a period, and on all of them at its end."""

    sums: np.ndarray

    @classmethod
    def of(cls, events: pd.DataFrame, span: Period) -> Shares:
        """The dated events as shares on the days of the period; what lies outside it is left out."""
        first, last = ((events[c] - span.start).dt.days.to_numpy(np.int64) for c in ("date_start", "date_end"))
        change = np.zeros(span.days + 1)
        share = 1 / (last - first + 1)
        inside = (last >= 0) & (first < span.days)
        np.add.at(change, np.clip(first[inside], 0, None), share[inside])
        np.add.at(change, np.clip(last[inside] + 1, None, span.days), -share[inside])
        daily = np.where(np.abs(days := np.cumsum(change)[:-1]) < 10**-_DIGITS, 0.0, days)
        return cls(np.concatenate([[0.0], np.cumsum(daily)]))

    def counted(self, first: np.ndarray, last: np.ndarray) -> np.ndarray:
        """The sum of shares in each window from day `first` to day `last`, within the period.

        >>> Shares(np.array([0.0, 0.5, 1.0, 1.0])).counted(np.array([0, 1]), np.array([0, 2]))
        array([0.5, 0.5])
        """
        return np.round(np.where(last >= first, self.sums[last + 1] - self.sums[first], 0.0), _DIGITS)


class ShareRatio(NamedTuple):
    """The ratio of two rates with its interval and two-sided mid-p; NaN where the data do not say."""

    ratio: float
    low: float
    high: float
    p: float


@lru_cache(maxsize=65536)
def share_ratio(after: float, before: float, after_exposure: float, before_exposure: float) -> ShareRatio:
    """`rate_ratio` for sums of shares; for whole counts the same numbers.

    The binomial's tails are incomplete beta functions, which need no whole numbers; the interval and the mid-p are
    taken from these. It is a continuous reading of a method for counts, good for seeing whether the sharing matters.

    >>> [round(x, 3) for x in share_ratio(11.5, 20.5, 800, 3011)]
    [2.111, 0.931, 4.556, 0.052]
    """
    if after == int(after) and before == int(before):
        found = rate_ratio(int(after), int(before), after_exposure, before_exposure)
        return ShareRatio(found.ratio, found.low, found.high, found.p_mid)
    total, scale = after + before, before_exposure / after_exposure
    low = stats.beta.ppf(0.025, after, before + 1) if after else 0.0
    high = stats.beta.ppf(0.975, after + 1, before) if before else 1.0
    chance = after_exposure / (after_exposure + before_exposure)
    below = special.betainc(total - after + 1, after, 1 - chance) if after else 0.0
    up_to = special.betainc(total - after, after + 1, 1 - chance) if before else 1.0
    mid = float(below + up_to) / 2
    ratio, lower, upper = (_odds(float(share), scale) for share in (after / total, low, high))
    return ShareRatio(ratio, lower, upper, min(1.0, 2 * min(mid, 1 - mid)))


def _odds(share: float, scale: float) -> float:
    return scale * share / (1 - share) if share < 1 else float("inf")
