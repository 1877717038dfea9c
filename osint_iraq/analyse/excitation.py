"""Do attacks follow attacks? A self-exciting model of daily counts, fitted by maximum likelihood and checked.

The model is in days, not hours, because several attacks share a day and most reports name only the day or the night. A
background that drifts looks like excitation to it: fit one regime at a time, and read a long half-life as a drift.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from osint_iraq.analyse.counts import Day, day
from osint_iraq.analyse.daily import series
from osint_iraq.analyse.study import Study

__all__ = ["SelfExciting", "fit_self_exciting", "log_likelihood", "self_exciting"]

Model = Literal["poisson", "negative-binomial", "hawkes", "hawkes-negative-binomial"]
MODELS: tuple[Model, ...] = ("poisson", "negative-binomial", "hawkes", "hawkes-negative-binomial")

_STARTS = (0.7, 2.0, 6.0, 20.0)  # half-lives in days from which the search sets out
_SHORTEST = 0.25  # half-life in days: 94 % of what follows an attack then follows on the next day
_MOST = 0.999  # branching ratio; at 1 the series has no mean
_NONE = 1e-4  # branching ratio
_FEW = 30  # attacks below which the branching ratio is a guess
_DROP = 3.841458820694124 / 2  # log likelihood that a 95 % profile interval gives away
_PLACINGS = 99
_COLUMNS = [
    "model", "start", "end", "days", "n", "mu", "branching", "branching_low", "branching_high", "half_life_days",
    "half_life_low", "half_life_high", "dispersion", "loglik", "n_parameters", "aic", "delta_aic", "preferred",
    "ks_p", "pit_p", "caveat",
]  # fmt: skip


class SelfExciting(NamedTuple):
    """One fitted model: `mu` background attacks a day, `branching` attacks that follow one attack on average.

    `half_life` in days; `dispersion` is a in the variance m + a m^2. NaN where a model has no such number.
    """

    model: Model
    mu: float
    branching: float
    half_life: float
    dispersion: float
    loglik: float
    n_parameters: int

    @property
    def aic(self) -> float:
        """Akaike's criterion: smaller is better."""
        return 2 * self.n_parameters - 2 * self.loglik


def self_exciting(
    events: pd.DataFrame,
    start: Day,
    end: Day,
    *,
    study: Study | None = None,
    max_half_life: float = 60,
    seed: int = 0,
) -> pd.DataFrame:
    """Attacks a day as a self-exciting (Hawkes) process: one row is one model, fitted to the same days.

    The mean of a day is `mu` plus `branching` times a sum over the attacks of all days before, in which each attack
    weighs (1 - f) f^(k-1) after k days, so that its weights add up to 1: exponential decay in whole days, f being
    0.5^(1/half-life). Attacks of one day do not follow each other (the ratio comes out a little low where they do); the
    negative binomial models take them as salvos.
    Models: "poisson" and "negative-binomial" (a constant mean), "hawkes" and "hawkes-negative-binomial".

    Columns: model, start, end, days, n (attacks), mu (a day), branching and half_life_days with 95 % profile
    likelihood intervals (`_low`, `_high`), dispersion (a in the variance m + a m^2), loglik, n_parameters, aic,
    delta_aic (to the best), preferred (the smallest aic), ks_p, pit_p, caveat. `ks_p` tests the gaps between attacks
    on the model's own clock (time rescaling; Poisson models only), `pit_p` the randomised residuals of the days; both
    are the median of 99 random placings of ties, drawn from `seed`, and too kind, as the parameters were fitted to the
    same days. A small one says that the model does not describe the data. `max_half_life` keeps slow drift apart.

    Sources: Hawkes 1971, doi 10.1093/biomet/58.1.83; daily shot noise for attacks: Porter and White 2012,
    doi 10.1214/11-AOAS513; in this form Ferland, Latour and Oraichi 2006, doi 10.1111/j.1467-9892.2006.00496.x; time
    rescaling: Brown et al. 2002, doi 10.1162/08997660252741149; residuals: Dunn and Smyth 1996,
    doi 10.1080/10618600.1996.10474708.

    Raises ValueError where no attack falls into the window or max_half_life is not above 1.

    >>> from osint_iraq.schema import empty
    >>> days = pd.to_datetime(["2020-06-08", "2020-06-08", "2020-06-10", "2020-06-13", "2020-06-16"])
    >>> events = empty("events").reindex(range(5)).assign(date_start=days, date_end=days, country="IQ")
    >>> self_exciting(events, "2020-05-01", "2020-07-31")["model"].tolist()
    ['poisson', 'negative-binomial', 'hawkes', 'hawkes-negative-binomial']
    """
    first, last = day(start), day(end)
    counts = series(events, first, last, study).astype(float)
    rows = [_row(counts, model, max_half_life, seed) for model in MODELS]
    out = pd.DataFrame(rows).assign(start=first, end=last, days=len(counts), n=int(counts.sum()))
    out["delta_aic"] = out["aic"] - out["aic"].min()
    out["preferred"] = out["delta_aic"] == 0
    return out[_COLUMNS].astype({"start": "datetime64[us]", "end": "datetime64[us]"})


def fit_self_exciting(counts: np.ndarray, model: Model = "hawkes", max_half_life: float = 60) -> SelfExciting:
    """The model of that name with the largest likelihood for these counts of consecutive days.

    Raises ValueError for an unknown model, for counts without an attack, below 0 or missing.

    >>> round(fit_self_exciting(np.array([0, 1, 0, 3, 2, 0, 0, 0]), "poisson").mu, 3)
    0.75
    """
    y = _checked(counts, model, max_half_life)
    starts = _STARTS if model.startswith("hawkes") else _STARTS[:1]
    found = [_maximise(y, model, max_half_life, _guess(y, s)) for s in starts]
    return max(found, key=lambda f: f.loglik)


def log_likelihood(
    counts: np.ndarray, mu: float, branching: float = 0.0, half_life: float = 1.0, dispersion: float = 0.0
) -> float:
    """The log likelihood of daily counts under the model of `self_exciting`; Poisson where `dispersion` is 0.

    What came before the first day is not known: it is taken to have been at the mean of the counts.

    >>> round(log_likelihood(np.array([1, 0, 2]), mu=1.0), 3)
    -3.693
    """
    y = np.asarray(counts, dtype=float)
    return float(_log_mass(y, mu + branching * _memory(y, half_life), dispersion).sum())


def _checked(counts: np.ndarray, model: str, max_half_life: float) -> np.ndarray:
    y = np.asarray(counts, dtype=float)
    if model not in MODELS:
        raise ValueError(f"model={model!r} is not one of {', '.join(MODELS)}")
    if max_half_life <= 1:
        raise ValueError(f"max_half_life={max_half_life!r}: give more than 1 day")
    if not np.isfinite(y).all() or (y < 0).any() or not y.sum():
        raise ValueError("counts must be known, not below 0, and hold at least one attack: choose a longer window")
    return y


def _memory(y: np.ndarray, half_life: float) -> np.ndarray:
    """For each day the weighted sum of the attacks of the days before it."""
    from scipy.signal import lfilter

    keep = 0.5 ** (1 / half_life)
    before = np.concatenate([[y.mean()], (1 - keep) * y[:-1]])
    return np.asarray(lfilter([1.0], [1.0, -keep], before))


def _log_mass(y: np.ndarray, mean: np.ndarray, dispersion: float) -> np.ndarray:
    from scipy.special import gammaln, xlogy

    mean = np.maximum(mean, 1e-12)
    if dispersion <= 0:
        return np.asarray(xlogy(y, mean) - mean - gammaln(y + 1))
    size = 1 / dispersion
    mass = gammaln(y + size) - gammaln(size) - gammaln(y + 1) - size * np.log1p(dispersion * mean)
    return np.asarray(mass + xlogy(y, dispersion * mean / (1 + dispersion * mean)))


Params = dict[str, float]
"""mu and half_life as logarithms (log_mu, log_half_life), branching as it is, log_dispersion."""


def _names(model: Model) -> list[str]:
    names = ["log_mu"] + (["branching", "log_half_life"] if model.startswith("hawkes") else [])
    return names + (["log_dispersion"] if model.endswith("negative-binomial") else [])


def _guess(y: np.ndarray, half_life: float) -> Params:
    mean = float(y.mean())
    spread = max(0.05, (float(y.var()) - mean) / mean**2)
    return {
        "log_mu": math.log(mean * 0.6), "branching": 0.4, "log_half_life": math.log(half_life),
        "log_dispersion": math.log(spread),
    }  # fmt: skip


def _maximise(
    y: np.ndarray, model: Model, max_half_life: float, guess: Params, fixed: Params | None = None
) -> SelfExciting:
    """The best parameters from one starting point, those in `fixed` held still."""
    from scipy.optimize import minimize

    held = fixed or {}
    bounds = {
        "log_mu": (-14.0, math.log(y.max() + 1)), "branching": (0.0, _MOST),
        "log_half_life": (math.log(_SHORTEST), math.log(max_half_life)), "log_dispersion": (-9.0, 6.0),
    }  # fmt: skip
    free = [name for name in _names(model) if name not in held]

    def cost(x: np.ndarray) -> float:
        mu, branching, half_life, dispersion = _natural(dict(zip(free, x, strict=True)) | held, model)
        return -log_likelihood(y, mu, branching, half_life, dispersion)

    lower, upper = ([bounds[name][side] for name in free] for side in (0, 1))
    first = np.clip([guess[name] for name in free], lower, upper)
    options = {"xatol": 1e-5, "fatol": 1e-7, "maxiter": 3000}
    found = minimize(cost, first, method="Nelder-Mead", bounds=[bounds[name] for name in free], options=options)
    mu, branching, half_life, dispersion = _natural(dict(zip(free, found.x, strict=True)) | held, model)
    excited, salvos = model.startswith("hawkes"), model.endswith("negative-binomial")
    nan, count = float("nan"), len(_names(model))
    return SelfExciting(
        model, mu, branching if excited else nan, half_life if excited else nan, dispersion if salvos else nan,
        -float(found.fun), count,
    )  # fmt: skip


def _natural(values: Params, model: Model) -> tuple[float, float, float, float]:
    dispersion = math.exp(values["log_dispersion"]) if model.endswith("negative-binomial") else 0.0
    half_life = math.exp(values.get("log_half_life", 0.0))
    return math.exp(values["log_mu"]), float(values.get("branching", 0.0)), half_life, dispersion


def _row(y: np.ndarray, model: Model, max_half_life: float, seed: int) -> dict[str, object]:
    fit = fit_self_exciting(y, model, max_half_life)
    nothing = (float("nan"), float("nan"))
    excited = model.startswith("hawkes")
    branching = _profile(y, fit, max_half_life, "branching", (0.0, _MOST)) if excited else nothing
    ends = (math.log(_SHORTEST), math.log(max_half_life))
    half_life = _profile(y, fit, max_half_life, "log_half_life", ends) if excited else nothing
    ks, pit = _goodness(y, fit, np.random.default_rng(seed))
    return {
        "model": model, "mu": fit.mu, "branching": fit.branching,
        "branching_low": branching[0], "branching_high": branching[1], "half_life_days": fit.half_life,
        "half_life_low": math.exp(half_life[0]), "half_life_high": math.exp(half_life[1]),
        "dispersion": fit.dispersion, "loglik": fit.loglik, "n_parameters": fit.n_parameters, "aic": fit.aic,
        "ks_p": ks, "pit_p": pit, "caveat": _caveat(y, fit, branching[1] >= _MOST or half_life[1] >= ends[1]),
    }  # fmt: skip


def _caveat(y: np.ndarray, fit: SelfExciting, at_limit: bool) -> str | None:
    said = [f"fewer than {_FEW} attacks"] if y.sum() < _FEW else []
    if fit.model.startswith("hawkes"):
        if fit.branching <= _NONE:
            said.append("no excitation found: the half-life means nothing")
        elif at_limit:
            said.append("an interval reaches its limit: a background that changes would look the same")
    return "; ".join(said) or None


def _profile(
    y: np.ndarray, fit: SelfExciting, max_half_life: float, name: str, ends: tuple[float, float]
) -> tuple[float, float]:
    """The values of one parameter that the likelihood does not reject at 5 %, the others fitted anew for each."""
    best = {
        "log_mu": math.log(fit.mu), "branching": fit.branching, "log_half_life": math.log(fit.half_life),
        "log_dispersion": math.log(fit.dispersion) if fit.dispersion > 0 else 0.0,
    }  # fmt: skip

    def above(value: float) -> float:
        starts = [best, *(_guess(y, s) for s in (1.0, 15.0))]
        likelihoods = [_maximise(y, fit.model, max_half_life, s, {name: value}).loglik for s in starts]
        return fit.loglik - max(likelihoods) - _DROP

    return _crossing(above, best[name], ends[0]), _crossing(above, best[name], ends[1])


def _crossing(above: Callable[[float], float], inside: float, end: float) -> float:
    """Where `above` passes 0 on the way from `inside` to `end`; `end` where it never does."""
    from scipy.optimize import brentq

    if inside == end or above(end) <= 0:
        return end
    return float(brentq(above, inside, end, xtol=1e-3))


def _goodness(y: np.ndarray, fit: SelfExciting, rng: np.random.Generator) -> tuple[float, float]:
    """p of the rescaled gaps (NaN for negative binomial models, where they are not exponential) and of the days."""
    from scipy import stats

    excited = fit.model.startswith("hawkes")
    mean = fit.mu + (fit.branching * _memory(y, fit.half_life) if excited else np.zeros(len(y)))
    if fit.dispersion > 0:
        size = 1 / fit.dispersion
        law = stats.nbinom(size, size / (size + mean))
    else:
        law = stats.poisson(mean)
    below, at = law.cdf(y - 1), law.pmf(y)
    days = [stats.kstest(below + rng.random(len(y)) * at, "uniform").pvalue for _ in range(_PLACINGS)]
    if fit.dispersion > 0:
        return float("nan"), float(np.median(days))
    gaps = [stats.kstest(_rescaled(y, mean, rng), "expon").pvalue for _ in range(_PLACINGS)]
    return float(np.median(gaps)), float(np.median(days))


def _rescaled(y: np.ndarray, mean: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Gaps between attacks in expected attacks; the hour within a day is not known, so it is drawn."""
    which = np.repeat(np.arange(len(y)), y.astype(int))
    clock = np.concatenate([[0.0], np.cumsum(mean)])
    return np.diff(np.sort(clock[which] + rng.random(len(which)) * mean[which]), prepend=0.0)
