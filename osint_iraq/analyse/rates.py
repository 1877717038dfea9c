"""Two counts and what can be said of their rates: intervals, ratios, tests, and what could have been found at all.

Everything here takes attacks as independent of each other, as Poisson counts are. Attacks come in clusters, and then
intervals are too narrow and tests find too much: see `dispersed` and the placebo dates.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

import numpy as np
from scipy import stats

from osint_iraq.analyse.dispersed import Dispersion, ModelRatio, dispersion, negative_binomial_ratio, quasi_ratio

__all__ = [
    "Detectable",
    "Dispersion",
    "ModelRatio",
    "RateRatio",
    "dispersion",
    "equivalence",
    "minimum_detectable_ratio",
    "negative_binomial_ratio",
    "power_of",
    "quasi_ratio",
    "rate_interval",
    "rate_ratio",
]

Test = Literal["exact", "mid-p"]
_LARGEST_RATIO = 1000.0
_RARE = 1e-9  # counts rarer than this are left out of the sums


class RateRatio(NamedTuple):
    """The ratio of two rates with its interval and two-sided p-values; NaN where the data do not say."""

    ratio: float
    low: float
    high: float
    p_exact: float
    p_mid: float


def rate_interval(count: int, exposure: float, level: float = 0.95) -> tuple[float, float]:
    """The exact (Garwood 1936) interval of a Poisson rate per unit of exposure.

    >>> [round(x, 2) for x in rate_interval(10, 1)]
    [4.8, 18.39]
    """
    tail = (1 - level) / 2
    low = float(stats.chi2.ppf(tail, 2 * count)) / 2 if count else 0.0
    return low / exposure, float(stats.chi2.ppf(1 - tail, 2 * count + 2)) / 2 / exposure


def rate_ratio(
    after: int | None, before: int | None, after_exposure: float, before_exposure: float, level: float = 0.95
) -> RateRatio:
    """The ratio of the rate after to the rate before, by the exact conditional method.

    Given their sum, the count after is binomial, with a chance that the ratio fixes (Przyborowski and Wilenski 1940);
    the interval is Clopper and Pearson's for that chance, and `p_exact` and `p_mid` (the mid-p version; Gu, Ng, Tang
    and Schucany 2008) are twice the smaller tail, at most 1. Without any attack, or without exposure, nothing is
    known and all five are NaN; without an attack before, the ratio and its upper end are infinite.

    >>> [round(x, 3) for x in rate_ratio(11, 21, 800, 3011)][:3]
    [1.971, 0.858, 4.277]
    """
    nothing = RateRatio(*(float("nan"),) * 5)
    if after is None or before is None or not after + before or not after_exposure or not before_exposure:
        return nothing
    scale, total, tail = before_exposure / after_exposure, after + before, (1 - level) / 2
    low = float(stats.beta.ppf(tail, after, before + 1)) if after else 0.0
    high = float(stats.beta.ppf(1 - tail, after + 1, before)) if before else 1.0
    equal = stats.binom(total, after_exposure / (after_exposure + before_exposure))
    at, below, above = equal.pmf(after), equal.cdf(after - 1), equal.sf(after)
    return RateRatio(
        ratio=_odds(after / total, scale),
        low=_odds(low, scale),
        high=_odds(high, scale),
        p_exact=float(min(1.0, 2 * min(below + at, above + at))),
        p_mid=float(min(1.0, 2 * (min(below, above) + at / 2))),
    )


def _odds(chance: float, scale: float) -> float:
    return float(np.inf) if chance == 1 else float(scale * chance / (1 - chance))


class Detectable(NamedTuple):
    """The smallest rise and the smallest fall that a test would find, as ratios; NaN where none would be found."""

    up: float
    down: float


def equivalence(
    after: int, before: int, after_exposure: float, before_exposure: float, low: float = 0.5, high: float = 2.0
) -> float:
    """The p-value for "the ratio of the rates lies between `low` and `high`", by two one-sided exact tests.

    A p-value of a test of difference that is not small does not show that nothing changed; this one, where it is small,
    does. It is the larger p-value of the two exact conditional tests against a ratio of `low` or less and of `high` or
    more (Schuirmann 1987). Few attacks can hardly show it: with 10 and 10 in equal windows p is 0.09 for 0.5 to 2. NaN
    without any attack or without exposure. Raises ValueError unless 0 < low < high.

    >>> round(equivalence(10, 10, 30, 30), 3), round(equivalence(40, 40, 30, 30), 4)
    (0.092, 0.0015)
    """
    if not 0 < low < high:
        raise ValueError(f"low={low!r}, high={high!r}: the ratios that count as equal need 0 < low < high")
    total = after + before
    if not total or not after_exposure or not before_exposure:
        return float("nan")
    chances = [ratio * after_exposure / (ratio * after_exposure + before_exposure) for ratio in (low, high)]
    return float(max(stats.binom.sf(after - 1, total, chances[0]), stats.binom.cdf(after, total, chances[1])))


def power_of(
    rate: float,
    ratio: float,
    before_exposure: float,
    after_exposure: float,
    *,
    alpha: float = 0.05,
    test: Test = "exact",
    dispersion: float = 1.0,
) -> float:
    """How often the test finds a change of the rate to `ratio` times `rate`, at two-sided level `alpha`.

    Summed over all pairs of independent Poisson counts, without simulation. `rate` is per unit of exposure; `test` is
    the p-value that must be at most alpha, "exact" or "mid-p" of `rate_ratio`. `dispersion` above 1 takes each attack
    as worth 1/dispersion of an independent one, a rough allowance for clusters.
    Raises ValueError for a rate, ratio, exposure, alpha or dispersion that makes no sense, or an unknown test.

    >>> round(power_of(0.3, 2, 30, 30), 2), round(power_of(0.3, 3, 30, 30), 2)
    (0.33, 0.83)
    """
    before, after = _expected(rate, before_exposure, after_exposure, alpha, test, dispersion)
    if ratio < 0:
        raise ValueError(f"ratio={ratio!r}: a ratio of rates is 0 or more")
    return _power(before, ratio * after, before_exposure, after_exposure, alpha, test)


def minimum_detectable_ratio(
    before_count: float,
    before_exposure: float,
    after_exposure: float,
    power: float = 0.8,
    alpha: float = 0.05,
    test: Test = "exact",
    *,
    dispersion: float = 1.0,
) -> Detectable:
    """The ratios (up, down) that the test would find in `power` of cases, were the rate before the one observed.

    What these windows could have shown at all: a ratio between down and up may well be there unseen. `up` is missing
    (NaN) beyond 1000, `down` where not even the end of all attacks would be found as often, both where nothing was
    counted before. Other arguments as in `power_of`; the rate before is taken as known, though it is uncertain itself.

    >>> [round(x, 2) for x in minimum_detectable_ratio(9, 30, 30)]
    [2.92, 0.04]
    """
    if before_count < 0 or not 0 < power < 1:
        raise ValueError(f"before_count={before_count!r}, power={power!r}: count from 0, power between 0 and 1")
    if not before_count or not before_exposure or not after_exposure:
        return Detectable(float("nan"), float("nan"))
    before, after = _expected(before_count / before_exposure, before_exposure, after_exposure, alpha, test, dispersion)

    def reached(ratio: float) -> bool:
        return _power(before, ratio * after, before_exposure, after_exposure, alpha, test) >= power

    up = 2.0
    while not reached(up) and up < _LARGEST_RATIO:
        up *= 2
    return Detectable(
        _bisected(1.0, up, reached) if up < _LARGEST_RATIO else float("nan"),
        _bisected(1.0, 0.0, reached) if reached(0.0) else float("nan"),
    )


def _expected(
    rate: float, before_exposure: float, after_exposure: float, alpha: float, test: str, dispersion: float
) -> tuple[float, float]:
    """The counts expected before, and after without a change."""
    if test not in ("exact", "mid-p"):
        raise ValueError(f"test={test!r} is not one of exact, mid-p")
    if rate < 0 or before_exposure <= 0 or after_exposure <= 0 or not 0 < alpha < 1 or dispersion <= 0:
        raise ValueError(
            f"rate={rate!r}, exposures {before_exposure!r} and {after_exposure!r}, alpha={alpha!r}, "
            f"dispersion={dispersion!r}: the rate must be 0 or more, alpha between 0 and 1, the others above 0"
        )
    return rate * before_exposure / dispersion, rate * after_exposure / dispersion


def _power(
    before: float, after: float, before_exposure: float, after_exposure: float, alpha: float, test: str
) -> float:
    """The chance that the test rejects, for these expected counts."""
    counts = [np.arange(int(stats.poisson.isf(_RARE, m)) + 2) for m in (before, after)]
    b, a = counts[0][:, None], counts[1][None, :]
    share = after_exposure / (after_exposure + before_exposure)
    at, below, above = (
        f(x, a + b, share) for f, x in ((stats.binom.pmf, a), (stats.binom.cdf, a - 1), (stats.binom.sf, a))
    )
    tail = np.minimum(below + at, above + at) if test == "exact" else np.minimum(below, above) + at / 2
    rejects = (2 * tail <= alpha) & (a + b > 0)
    return float(stats.poisson.pmf(counts[0], before) @ rejects @ stats.poisson.pmf(counts[1], after))


def _bisected(misses: float, reaches: float, reached: Callable[[float], bool]) -> float:
    """Where between the two the test begins to reach its power."""
    while abs(reaches - misses) > 0.002 * max(reaches, 0.1):
        middle = (misses + reaches) / 2
        misses, reaches = (misses, middle) if reached(middle) else (middle, reaches)
    return reaches
