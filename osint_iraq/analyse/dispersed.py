"""Counts that vary more than independent attacks would: how much they do, and rate ratios that allow for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats
from scipy.special import gammaln

__all__ = [
    "Dispersion",
    "ModelRatio",
    "dispersion",
    "negative_binomial_ratio",
    "preferred_model",
    "quasi_ratio",
    "wider_of",
]

_TINY, _HUGE = np.log(1e-6), np.log(1e3)  # where the negative binomial's dispersion is sought; below, it is Poisson
_CLUSTERED = 0.05
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Dispersion:
    """How much counts of sub-periods vary: `index` is 1 for independent attacks; NaN where the data do not say."""

    mean: float
    variance: float
    index: float
    chi2: float
    df: int
    p: float


class ModelRatio(NamedTuple):
    """The ratio of two rates by a model, with its interval and two-sided p-value; NaN where the data do not say."""

    ratio: float
    low: float
    high: float
    p: float


def dispersion(counts: ArrayLike, exposure: ArrayLike = 1.0, group: ArrayLike | None = None) -> Dispersion:
    """Fisher's index of dispersion of the counts of sub-periods, and the test against independent attacks.

    `index` is the variance over the mean, `chi2` the index times `df`, `p` the chance of as much variation or more
    (upper tail of chi-squared). `exposure` is the length of each sub-period, one number where all are alike. With
    `group` (before, after) each group has its own rate, so that a difference between them is no dispersion; `index` is
    then Pearson's chi-squared over its degrees of freedom, the factor of quasi-Poisson models. A group with fewer
    than two attacks says nothing and is left out. The test sees clusters shorter than a sub-period, or as
    long; with fewer than one attack to a sub-period it sees little: a large p is no proof of independence.
    Source: Cochran (1954), Some methods for strengthening the common chi-squared tests, Biometrics 10,
    doi 10.2307/3001616, who goes back to Fisher, Statistical Methods for Research Workers (1925).
    Raises ValueError for negative counts, exposures not above 0, or lists of unequal length.

    >>> found = dispersion([0, 5, 0, 7, 1, 5])
    >>> round(found.mean, 2), round(found.index, 2), found.df, round(found.p, 3)
    (3.0, 3.07, 5, 0.009)
    """
    x, e = _arrays(counts, exposure)
    sides = np.zeros(len(x), dtype=int) if group is None else np.unique(np.asarray(group), return_inverse=True)[1]
    if len(sides) != len(x):
        raise ValueError(f"group has {len(sides)} values for {len(x)} counts")
    total, exposed = np.bincount(sides, x), np.bincount(sides, e)
    used = total[sides] > 1
    expected = (total / exposed)[sides] * e
    df = int(used.sum() - len(np.unique(sides[used])))
    nan = float("nan")
    if df < 1:
        return Dispersion(float(x.mean()) if len(x) else nan, nan, nan, nan, 0, nan)
    chi2 = float((((x - expected) ** 2)[used] / expected[used]).sum())
    mean = float(x[used].mean())
    return Dispersion(mean, mean * chi2 / df, chi2 / df, chi2, df, float(stats.chi2.sf(chi2, df)))


def quasi_ratio(
    after: ArrayLike,
    before: ArrayLike,
    after_exposure: ArrayLike = 1.0,
    before_exposure: ArrayLike = 1.0,
    level: float = 0.95,
) -> ModelRatio:
    """The ratio of the rate after to the rate before, its interval scaled by the dispersion within the windows.

    `after` and `before` are counts of sub-periods, the exposures their lengths (one number where all are alike). The
    standard error of the log ratio is Poisson's times the root of the index of `dispersion`, which is taken as 1 where
    it is below: counts that happen to be even are no reason for more certainty. Interval and p-value are Wald's on the
    log scale with t of the index's degrees of freedom. NaN where either side has no attack, or neither has two: use
    the exact method. With few attacks an end may lie inside the exact interval's, which `wider_of` mends.
    Source: McCullagh and Nelder, Generalized Linear Models (1989), chapter 6.

    >>> [round(x, 2) for x in quasi_ratio([4, 0, 6], [1, 0, 2])]
    [3.33, 0.27, 41.4, 0.26]
    """
    (a, ea), (b, eb) = _arrays(after, after_exposure), _arrays(before, before_exposure)
    spread = dispersion([*a, *b], [*ea, *eb], [1] * len(a) + [0] * len(b))
    factor = max(1.0, spread.index) if spread.df else float("nan")
    return _wald(a.sum() / ea.sum(), b.sum() / eb.sum(), factor * (_inverse(a.sum()) + _inverse(b.sum())),
                 stats.t(max(1, spread.df)), level)  # fmt: skip


def negative_binomial_ratio(
    after: ArrayLike,
    before: ArrayLike,
    after_exposure: ArrayLike = 1.0,
    before_exposure: ArrayLike = 1.0,
    level: float = 0.95,
) -> ModelRatio:
    """The ratio of the rates where each sub-period's own rate varies (negative binomial, variance m + alpha m^2).

    Arguments as in `quasi_ratio`. Rates and alpha, the same on both sides, are found by maximum likelihood; interval
    and p-value are Wald's with the expected information. With a dozen sub-periods alpha comes out too small more often
    than not, so that the interval is too narrow rather than too wide: a check on the others, no more. Where counts
    vary no more than Poisson's, alpha is 0. NaN where either side has no attack.
    Source: Lawless (1987), Negative binomial and mixed Poisson regression, doi 10.2307/3314912.

    >>> [round(x, 2) for x in negative_binomial_ratio([4, 0, 6], [1, 0, 2])]
    [3.33, 0.65, 17.14, 0.15]
    """
    (a, ea), (b, eb) = _arrays(after, after_exposure), _arrays(before, before_exposure)
    if not a.sum() or not b.sum():
        return _wald(a.sum() / ea.sum(), b.sum() / eb.sum(), float("inf"), stats.norm(), level)
    alpha = _alpha([(a, ea), (b, eb)])
    rates = [_rate(x, e, alpha) for x, e in ((a, ea), (b, eb))]
    information = [(rate * e / (1 + alpha * rate * e)).sum() for rate, e in zip(rates, (ea, eb), strict=True)]
    return _wald(rates[0], rates[1], sum(1 / i for i in information), stats.norm(), level)


def wider_of(model: ModelRatio, exact: ModelRatio) -> ModelRatio:
    """The model's ratio with, at each end, the farther of both intervals' ends, and with the larger p-value.

    An interval that allows for clusters must not promise more than the exact one, which takes attacks as independent;
    with few attacks Wald's does so at one end or the other. The interval leaves 1 out only where both do. NaN where
    the model says nothing.

    >>> [round(x, 2) for x in wider_of(quasi_ratio([1, 0, 2], [0, 0, 2]), ModelRatio(1.5, 0.17, 17.96, 1.0))]
    [1.5, 0.07, 33.44, 1.0]
    """
    if np.isnan(model.low):
        return model
    return ModelRatio(model.ratio, min(model.low, exact.low), max(model.high, exact.high), max(model.p, exact.p))


def preferred_model(after: int, before: int, spread: Dispersion) -> tuple[str, str]:
    """Which model to read for two windows with these counts, "exact" or "quasi-poisson", and why in words.

    Quasi-Poisson wherever the sub-periods vary more than independent attacks would, be the test's p-value small or not:
    from a dozen numbers the test misses most clusters, and to wait for a small p-value would mean intervals that are
    too narrow just there. The p-value goes into the words. Of quasi-Poisson, read `wider_of` it and the exact method.

    >>> preferred_model(9, 3, dispersion([0, 3, 0, 8, 1, 0], group=[0, 0, 0, 1, 1, 1]))[0]
    'quasi-poisson'
    """
    if not after + before:
        return "exact", "no attack in either window: nothing to compare"
    if not spread.df:
        return "exact", "too few attacks to see whether they cluster"
    varies = f"counts of sub-periods vary {spread.index:.1f} times as much as independent attacks would"
    if spread.index <= 1 + _ROUNDING:
        weak = "; with fewer than one attack to a sub-period that says little" if spread.mean < 1 else ""
        return "exact", f"no sign of clusters: {varies} (p = {spread.p:.2f}){weak}"
    seen = "attacks cluster" if spread.p < _CLUSTERED else "clusters cannot be ruled out"
    clustered = f"{seen}: {varies} (p = {spread.p:.2g})"
    if not after or not before:
        return (
            "exact",
            f"{clustered}, but only this method takes a window without attacks: its interval is too narrow",
        )
    scaled = "so the interval is scaled by the root of that factor, approximately"
    return "quasi-poisson", f"{clustered}, {scaled}, and at neither end narrower than the exact one"


def _arrays(counts: ArrayLike, exposure: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    x = np.atleast_1d(np.asarray(counts, dtype=float))
    e = np.asarray(exposure, dtype=float)
    if e.ndim and e.shape != x.shape:
        raise ValueError(f"{e.size} exposures for {x.size} counts: give one number, or one for each")
    e = np.broadcast_to(e, x.shape)
    if not x.size or not (x >= 0).all() or not (e > 0).all():
        raise ValueError(f"counts={x.tolist()}, exposure={e.tolist()}: counts from 0, exposures above 0")
    return x, e


def _inverse(count: float) -> float:
    return 1 / count if count else float("inf")


def _wald(after: float, before: float, variance: float, law: Any, level: float) -> ModelRatio:
    """The interval of exp(log ratio) from the variance of the log ratio."""
    ratio = float(after / before) if before else float("inf") if after else float("nan")
    if not np.isfinite(variance) or not ratio or not np.isfinite(ratio):
        return ModelRatio(ratio, *(float("nan"),) * 3)
    error = float(np.sqrt(variance))
    reach = float(law.ppf((1 + level) / 2)) * error
    p = 2 * float(law.sf(abs(np.log(ratio)) / error))
    return ModelRatio(ratio, ratio * float(np.exp(-reach)), ratio * float(np.exp(reach)), p)


def _alpha(sides: list[tuple[np.ndarray, np.ndarray]]) -> float:
    """The dispersion of largest likelihood, each side with its own best rate; 0 where Poisson's is no worse."""
    from scipy.optimize import minimize_scalar

    def loss(log_alpha: float) -> float:
        alpha = float(np.exp(log_alpha))
        return -sum(_log_likelihood(x, _rate(x, e, alpha) * e, alpha) for x, e in sides)

    found = minimize_scalar(loss, bounds=(_TINY, _HUGE), method="bounded")
    return 0.0 if loss(_TINY) <= found.fun else float(np.exp(found.x))


def _rate(x: np.ndarray, e: np.ndarray, alpha: float) -> float:
    """The rate of largest likelihood for this dispersion: the plain one where all exposures are alike."""
    rate = x.sum() / e.sum()
    for _ in range(50 if np.ptp(e) else 0):
        weight = 1 / (1 + alpha * rate * e)
        rate = (weight * x).sum() / (weight * e).sum()
    return float(rate)


def _log_likelihood(x: np.ndarray, mean: np.ndarray, alpha: float) -> float:
    size = 1 / alpha
    terms = gammaln(x + size) - gammaln(size) - gammaln(x + 1) + x * np.log(alpha * mean)
    return float((terms - (x + size) * np.log1p(alpha * mean)).sum())
