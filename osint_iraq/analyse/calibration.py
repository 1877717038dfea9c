"""How often each test cries wolf: run on made-up series in which nothing happens, and on some in which something does.

A test at 5% should reject 5% of series without a change. Tests that take attacks as independent reject far more of
series in which attacks come in bursts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from osint_iraq.analyse.blocks import block_p
from osint_iraq.analyse.dispersed import (
    ModelRatio,
    dispersion,
    negative_binomial_ratio,
    preferred_model,
    quasi_ratio,
    wider_of,
)
from osint_iraq.analyse.placebo import placebo_p_values
from osint_iraq.analyse.rates import RateRatio, rate_ratio
from osint_iraq.analyse.simulation import Kind, simulate_counts

__all__ = ["PROCESSES", "TESTS", "Process", "calibrate", "power_table", "simulate_counts"]

_BLOCK_DAYS, _BLOCK_DRAWS = 14, 199
_PARTS = 6  # sub-periods of each window, as in `windows.compare`
_RATES = {"rejected": "int64", "rejected_share": "float64", "low": "float64", "high": "float64"}
_CALIBRATION = {
    "process": "str", "branching": "float64", "decay": "float64", "dispersion": "float64", "cluster_days": "Int64",
    "mean": "float64", "series_days": "int64", "days": "int64", "gap": "int64", "test": "str", "level": "float64",
    "runs": "int64", **_RATES,
}  # fmt: skip


@dataclass(frozen=True)
class Process:
    """How made-up attacks come about: the arguments of `simulate_counts`; what does not belong to the kind is None."""

    kind: Kind
    branching: float | None = None
    decay: float | None = None
    dispersion: float | None = None
    cluster_days: int | None = None

    def drawn(self, mean: float, days: int, runs: int, rng: np.random.Generator) -> np.ndarray:
        """Daily counts: one row is one run."""
        given = {k: v for k, v in vars(self).items() if v is not None}
        return simulate_counts(mean=mean, days=days, runs=runs, seed=rng, **given)


PROCESSES = (
    Process("poisson"),
    Process("hawkes", branching=0.3, decay=7.0),
    Process("hawkes", branching=0.5, decay=7.0),
    Process("hawkes", branching=0.7, decay=7.0),
    Process("negative-binomial", dispersion=1.0, cluster_days=1),
    Process("negative-binomial", dispersion=1.0, cluster_days=14),
)
"""What `calibrate` tries: independent attacks, three strengths of bursts, and two of overdispersed counts."""


def calibrate(
    runs: int = 2000,
    *,
    mean: float = 0.3,
    series_days: int = 730,
    days: int = 30,
    gap: int = 0,
    level: float = 0.05,
    processes: Sequence[Process] = PROCESSES,
    tests: Sequence[str] | None = None,
    seed: int = 0,
) -> pd.DataFrame:
    """How often each test rejects at `level` where nothing happens: one row is one process and one test.

    Of each process `runs` series of `series_days` days are drawn, with `mean` attacks a day; in each, a date is picked
    at random among those whose windows of `days` days fit, and every test is run on it. Tests (`TESTS`, all by
    default): "exact" and "mid-p" (`rate_ratio`), "quasi-poisson" and "negative-binomial" (on six sub-periods a window,
    as `compare` does), "placebo" and "placebo-mid-p" (`placebo_dates`; ties whole and half), "placebo-far" (the same
    without the dates less than days + gap from the event), "placebo-score" (with measure="score"), "chosen" (the row
    that `compare` prefers), "verdict" (the larger p of "chosen" and "placebo-score": at 5% it rejects where the chosen
    95% interval leaves 1 out and few other dates show as much, which is when a finding says "rose" or "fell"), "block"
    (`block_permutation`, blocks of 14 days, 199 draws).

    Columns: process, branching, decay, dispersion, cluster_days (missing where the process has none), mean,
    series_days, days, gap, test, level, runs, rejected, rejected_share, low, high (95% interval of the share by Clopper
    and Pearson). A test without a p-value (no attack in either window, say) has not rejected, and "verdict" needs both
    of its p-values. Same seed, same table.

    Source: rejection rates over placebo dates as a check on standard errors (Bertrand, Duflo and Mullainathan 2004,
    doi 10.1162/003355304772839588). Raises ValueError for an unknown test or windows that do not fit.

    >>> calibrate(20, processes=PROCESSES[:1], tests=["exact"])[["process", "test", "runs"]].values.tolist()
    [['poisson', 'exact', 20]]
    """
    names = _known(tests)
    rows = []
    for number, process in enumerate(processes):
        rng = np.random.default_rng([seed, number])
        series = process.drawn(mean, series_days, runs, rng)
        at = _random_dates(series, days, gap, rng)
        about = vars(process) | {"process": process.kind, "mean": mean, "series_days": series_days}
        about |= {"days": days, "gap": gap, "level": level, "runs": runs}
        rows += [about | {"test": n} | _share(TESTS[n](series, at, days, gap, rng), level) for n in names]
    return pd.DataFrame(rows, columns=list(_CALIBRATION)).astype(_CALIBRATION)


def power_table(
    runs: int = 2000,
    *,
    means: Iterable[float] = (0.1, 0.13, 0.3, 0.6),
    ratios: Iterable[float] = (1.5, 2.0, 3.0),
    process: Process = PROCESSES[0],
    series_days: int = 730,
    days: int = 30,
    gap: int = 0,
    level: float = 0.05,
    tests: Sequence[str] = ("exact", "placebo", "placebo-score", "chosen", "verdict"),
    seed: int = 0,
) -> pd.DataFrame:
    """How often each test finds a change that is there: one row is one mean, one ratio and one test.

    As `calibrate`, but in the window after the date the mean is `ratio` times as large (from 1 up): an independent
    series of the same process with the mean (ratio - 1) * mean is added there. Columns as there, without the
    parameters of the process, and with ratio before test; rejected_share is the power. A missing p-value counts as no
    rejection there too. 0.13 attacks a day is the mean over the reference periods of the two studies.

    >>> found = power_table(50, means=[0.6], ratios=[3], tests=["exact"])
    >>> bool(found["rejected_share"].item() > 0.8)
    True
    """
    names = _known(tests)
    rows = []
    for number, (mean, ratio) in enumerate((m, r) for m in means for r in ratios):
        if ratio < 1:
            raise ValueError(f"ratio={ratio!r}: a rise is drawn, so it must be at least 1")
        rng = np.random.default_rng([seed, number])
        series = process.drawn(mean, series_days, runs, rng)
        at = _random_dates(series, days, gap, rng)
        window = at[:, None] + gap + np.arange(days)
        more = np.take_along_axis(series, window, axis=1) + process.drawn((ratio - 1) * mean, days, runs, rng)
        np.put_along_axis(series, window, more, axis=1)
        about = {"process": process.kind, "mean": mean, "series_days": series_days, "days": days, "gap": gap}
        about |= {"ratio": ratio, "level": level, "runs": runs}
        rows += [about | {"test": n} | _share(TESTS[n](series, at, days, gap, rng), level) for n in names]
    kept = {k: v for k, v in _CALIBRATION.items() if k not in ("branching", "decay", "dispersion", "cluster_days")}
    columns = {**dict(list(kept.items())[:5]), "ratio": "float64", **kept}
    return pd.DataFrame(rows, columns=list(columns)).astype(columns)


def _known(tests: Sequence[str] | None) -> list[str]:
    names = list(TESTS if tests is None else tests)
    unknown = [n for n in names if n not in TESTS]
    if unknown:
        raise ValueError(f"tests={unknown!r}: known are {', '.join(TESTS)}")
    return names


def _random_dates(series: np.ndarray, days: int, gap: int, rng: np.random.Generator) -> np.ndarray:
    """For each run one of the dates whose windows lie within the series."""
    runs, length = series.shape
    if length < 2 * (days + gap):
        raise ValueError(f"series_days={length}: two windows of {days} days and a gap of {gap} do not fit")
    return rng.integers(days + gap, length - days - gap + 1, size=runs)


def _share(p: np.ndarray, level: float) -> dict[str, Any]:
    from scipy import stats

    rejected, runs = int((p <= level).sum()), len(p)
    interval = stats.binomtest(rejected, runs).proportion_ci(0.95, method="exact")
    return {"rejected": rejected, "rejected_share": rejected / runs, "low": interval.low, "high": interval.high}


def _sides(series: np.ndarray, at: np.ndarray, days: int, gap: int) -> tuple[np.ndarray, np.ndarray]:
    """The days of the window before and of the window after each run's date: one row is one run."""
    before, after = at[:, None] - gap - days + np.arange(days), at[:, None] + gap + np.arange(days)
    return np.take_along_axis(series, before, axis=1), np.take_along_axis(series, after, axis=1)


def _conditional(series: np.ndarray, at: np.ndarray, days: int, gap: int) -> list[RateRatio]:
    before, after = (side.sum(axis=1).tolist() for side in _sides(series, at, days, gap))
    ratio = cache(rate_ratio)
    return [ratio(a, b, days, days) for a, b in zip(after, before, strict=True)]


def _exact(series: np.ndarray, at: np.ndarray, days: int, gap: int, _: np.random.Generator) -> np.ndarray:
    return np.array([r.p_exact for r in _conditional(series, at, days, gap)])


def _mid(series: np.ndarray, at: np.ndarray, days: int, gap: int, _: np.random.Generator) -> np.ndarray:
    return np.array([r.p_mid for r in _conditional(series, at, days, gap)])


Model = Callable[[np.ndarray, np.ndarray, np.ndarray, np.ndarray], ModelRatio]


def _parts(series: np.ndarray, at: np.ndarray, days: int, gap: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Counts of the sub-periods of the window before and of the window after, and their lengths in days."""
    borders = np.linspace(0, days, min(_PARTS, days) + 1).round().astype(int)
    before, after = (np.add.reduceat(s, borders[:-1], axis=1) for s in _sides(series, at, days, gap))
    return before, after, np.diff(borders)


def _modelled(model: Model, series: np.ndarray, at: np.ndarray, days: int, gap: int) -> np.ndarray:
    before, after, lengths = _parts(series, at, days, gap)
    return np.array([model(a, b, lengths, lengths).p for a, b in zip(after, before, strict=True)])


def _quasi(series: np.ndarray, at: np.ndarray, days: int, gap: int, _: np.random.Generator) -> np.ndarray:
    return _modelled(quasi_ratio, series, at, days, gap)


def _negative_binomial(series: np.ndarray, at: np.ndarray, days: int, gap: int, _: np.random.Generator) -> np.ndarray:
    return _modelled(negative_binomial_ratio, series, at, days, gap)


def _placebo(series: np.ndarray, at: np.ndarray, days: int, gap: int, _: np.random.Generator) -> np.ndarray:
    return placebo_p_values(series, at, days, gap).p_placebo


def _placebo_mid(series: np.ndarray, at: np.ndarray, days: int, gap: int, _: np.random.Generator) -> np.ndarray:
    return placebo_p_values(series, at, days, gap).p_mid


def _placebo_far(series: np.ndarray, at: np.ndarray, days: int, gap: int, _: np.random.Generator) -> np.ndarray:
    return placebo_p_values(series, at, days, gap, apart=days + gap).p_placebo


def _placebo_score(series: np.ndarray, at: np.ndarray, days: int, gap: int, _: np.random.Generator) -> np.ndarray:
    return placebo_p_values(series, at, days, gap, measure="score").p_placebo


def _chosen(series: np.ndarray, at: np.ndarray, days: int, gap: int, _: np.random.Generator) -> np.ndarray:
    before, after, lengths = _parts(series, at, days, gap)
    sides, twice = np.repeat([0, 1], len(lengths)), np.tile(lengths, 2)
    found = []
    for a, b, plain in zip(after, before, _conditional(series, at, days, gap), strict=True):
        model, _why = preferred_model(int(a.sum()), int(b.sum()), dispersion([*b, *a], twice, sides))
        exact = ModelRatio(plain.ratio, plain.low, plain.high, plain.p_exact)
        quasi = model == "quasi-poisson"
        found.append((wider_of(quasi_ratio(a, b, lengths, lengths), exact) if quasi else exact).p)
    return np.array(found)


def _verdict(series: np.ndarray, at: np.ndarray, days: int, gap: int, rng: np.random.Generator) -> np.ndarray:
    # np.maximum keeps NaN: without one of the two p-values there is no verdict.
    return np.maximum(_chosen(series, at, days, gap, rng), _placebo_score(series, at, days, gap, rng))


def _block(series: np.ndarray, at: np.ndarray, days: int, gap: int, rng: np.random.Generator) -> np.ndarray:
    given = zip(series, at.tolist(), strict=True)
    return np.array([block_p(s, d, days, gap, _BLOCK_DAYS, _BLOCK_DRAWS, rng=rng) for s, d in given])


TESTS: dict[str, Callable[[np.ndarray, np.ndarray, int, int, np.random.Generator], np.ndarray]] = {
    "exact": _exact, "mid-p": _mid, "quasi-poisson": _quasi, "negative-binomial": _negative_binomial,
    "placebo": _placebo, "placebo-mid-p": _placebo_mid, "placebo-far": _placebo_far,
    "placebo-score": _placebo_score, "chosen": _chosen, "verdict": _verdict, "block": _block,
}  # fmt: skip
"""The tests by name: daily counts (one row a run), the date of each run, days, gap and a generator give p-values."""
