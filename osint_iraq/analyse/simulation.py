"""Made-up daily counts in which nothing happens: independent attacks, attacks that call forth others, busy spells."""

from __future__ import annotations

import math
from typing import Literal, get_args

import numpy as np

__all__ = ["Kind", "hawkes_times", "simulate_counts"]

Kind = Literal["poisson", "hawkes", "negative-binomial"]
_SETTLES = 20  # lengths of memory after which a self-exciting series no longer knows that it started empty


def simulate_counts(
    kind: Kind,
    mean: float = 0.3,
    days: int = 730,
    runs: int = 2000,
    seed: int | np.random.Generator = 0,
    *,
    branching: float = 0.5,
    decay: float = 7.0,
    dispersion: float = 1.0,
    cluster_days: int = 14,
) -> np.ndarray:
    """Daily counts of a series without any change: whole numbers, one row is one run, one column is one day.

    Every kind has `mean` attacks a day. "poisson": independent. "hawkes": each attack calls forth `branching` others on
    average, after an exponential time of `decay` days on average; over long windows the variance is 1 / (1 -
    branching)^2 times the mean. "negative-binomial": the rate is drawn anew every `cluster_days` days from a gamma law
    with squared coefficient of variation `dispersion`, so that the count of such a spell is negative binomial; where
    the first spell begins is random. With cluster_days=1 the days are independent and only overdispersed, and longer
    windows are hardly so. `seed` may be a generator.

    Source: Hawkes (1971, doi 10.1093/biomet/58.1.83), drawn as clusters (Hawkes and Oakes 1974, Journal of Applied
    Probability 11:493); the gamma mixture of Greenwood and Yule (1920).
    Raises ValueError for an unknown kind and numbers out of range.

    >>> simulate_counts("hawkes", 0.3, days=4, runs=2, seed=1).shape
    (2, 4)
    """
    if kind not in get_args(Kind):
        raise ValueError(f"kind={kind!r} is not one of {', '.join(get_args(Kind))}")
    if mean < 0 or days < 1 or runs < 1:
        raise ValueError(f"mean={mean!r}, days={days!r}, runs={runs!r}: mean from 0, the others from 1")
    rng = np.random.default_rng(seed)
    if kind == "hawkes":
        run, time = hawkes_times(mean, days, runs, rng, branching=branching, decay=decay)
        cell = run * days + np.floor(time).astype(np.int64)
        return np.bincount(cell, minlength=runs * days).reshape(runs, days)
    rates = np.full((runs, days), float(mean))
    if kind == "negative-binomial":
        rates = rates * _spells(days, runs, dispersion, cluster_days, rng)
    return rng.poisson(rates)


def hawkes_times(
    mean: float, days: float, runs: int, rng: np.random.Generator, *, branching: float = 0.5, decay: float = 7.0
) -> tuple[np.ndarray, np.ndarray]:
    """The run and the time in days (0 to `days`) of every attack of self-exciting series, in no order.

    Drawn as clusters: attacks of their own accord at a rate of mean * (1 - branching), and after each its offspring,
    generation by generation. The series starts long before day 0, so that it is stationary.
    Raises ValueError unless branching lies between 0 and 1 (1 excluded) and decay is above 0.

    >>> run, time = hawkes_times(0.3, 730, 100, np.random.default_rng(0), branching=0.5)
    >>> bool(time.min() >= 0 and time.max() < 730), round(len(time) / 73_000, 1)
    (True, 0.3)
    """
    if not 0 <= branching < 1 or decay <= 0:
        raise ValueError(f"branching={branching!r}, decay={decay!r}: branching from 0 to below 1, decay above 0")
    earlier = math.ceil(_SETTLES * decay / (1 - branching)) if branching else 0
    span = days + earlier
    born = rng.poisson(mean * (1 - branching) * span, size=runs)
    run, time = np.repeat(np.arange(runs), born), rng.uniform(0, span, size=born.sum())
    all_runs, all_times = [run], [time]
    while len(time):
        offspring = rng.poisson(branching, size=len(time))
        run = np.repeat(run, offspring)
        time = np.repeat(time, offspring) + rng.exponential(decay, size=len(run))
        run, time = run[time < span], time[time < span]
        all_runs.append(run)
        all_times.append(time)
    run, time = np.concatenate(all_runs), np.concatenate(all_times) - earlier
    return run[time >= 0], time[time >= 0]


def _spells(days: int, runs: int, dispersion: float, length: int, rng: np.random.Generator) -> np.ndarray:
    """For each run and day the factor of its rate, 1 on average, the same throughout a spell of `length` days."""
    if dispersion <= 0 or length < 1:
        raise ValueError(f"dispersion={dispersion!r}, cluster_days={length!r}: above 0, and at least 1")
    factors = rng.gamma(1 / dispersion, dispersion, size=(runs, -(-days // length) + 1))
    spell = (np.arange(days) + rng.integers(length, size=(runs, 1))) // length
    return np.take_along_axis(factors, spell, axis=1)
