"""Bursts: runs of days with more attacks reported than chance would put together."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from osint_iraq.analyse.counts import Day, day
from osint_iraq.analyse.daily import series
from osint_iraq.analyse.sides import PER_DAYS
from osint_iraq.analyse.study import Study

__all__ = ["Cluster", "bursts", "clusters"]

_SURE = 0.05
_COLUMNS = [
    "start", "end", "days", "count", "expected", "ratio", "rate", "peak_day", "peak", "log_ratio", "p", "max_days",
    "draws",
]  # fmt: skip
_KINDS = dict.fromkeys(("start", "end", "peak_day"), "datetime64[us]") | {
    "days": "int64", "count": "int64", "expected": "float64", "ratio": "float64", "rate": "float64", "peak": "int64",
    "log_ratio": "float64", "p": "float64", "max_days": "int64", "draws": "int64",
}  # fmt: skip


class Cluster(NamedTuple):
    """Days `first` to `last` of a series (from 0, both included), their attacks, and how far they stand out."""

    first: int
    last: int
    attacks: int
    log_ratio: float
    p: float


def bursts(
    events: pd.DataFrame,
    start: Day,
    end: Day,
    *,
    max_days: int = 30,
    level: float = _SURE,
    draws: int = 999,
    study: Study | None = None,
    seed: int = 0,
) -> pd.DataFrame:
    """Stretches of at most `max_days` that hold more attacks than chance would: one row is one burst, in order of time.

    The scan statistic: every stretch of 1 to `max_days` days is compared with the rest of the window by the likelihood
    ratio of two Poisson rates; the best is the first burst, then the best that shares no day with it, and so on. `p`
    is the share of `draws` series, with the same attacks strewn evenly over the window and the data counted in, whose
    best stretch does as well; rows with p up to `level` are kept. Columns: start, end, days, count, expected (attacks
    at the window's mean rate), ratio (count over expected), rate (per 30 days), peak_day and peak (the fullest day,
    the first of equals), log_ratio, p, max_days, draws. In a window with quiet and busy years, busy months are bursts:
    choose a window of one regime to see bursts inside it.

    Sources: Naus 1965, doi 10.1080/01621459.1965.10480810; the likelihood ratio and the further clusters: Kulldorff
    1997, doi 10.1080/03610929708831995, here in time alone.

    Raises ValueError where max_days is below 1 or not below the length of the window, or draws below 1.

    >>> from osint_iraq.schema import empty
    >>> days = pd.to_datetime(["2020-01-05", "2020-03-25", "2020-03-25", "2020-03-26", "2020-03-27"])
    >>> events = empty("events").reindex(range(5)).assign(date_start=days, date_end=days, country="IQ")
    >>> row = bursts(events, "2020-01-01", "2020-04-30").iloc[0]
    >>> f"{row['count']} attacks from {row.start:%d} to {row.end:%d %B}, p {row.p:.3f}"
    '4 attacks from 25 to 27 March, p 0.001'
    """
    if not 0 < level <= 1:
        raise ValueError(f"level={level!r}: give a number above 0, at most 1")
    first = day(start)
    y = series(events, first, end, study)
    found = sorted(c for c in clusters(y, max_days=max_days, draws=draws, seed=seed) if c.p <= level)
    rows = [_row(y, cluster, first) | {"max_days": max_days, "draws": draws} for cluster in found]
    return pd.DataFrame(rows, columns=_COLUMNS).astype(_KINDS)


def clusters(counts: np.ndarray, *, max_days: int = 30, draws: int = 999, seed: int = 0) -> list[Cluster]:
    """The stretches of `bursts` in a series of daily counts, the strongest first, without shared days.

    Raises ValueError as `bursts` does.

    >>> clusters(np.array([0, 0, 0, 0, 0, 5, 4, 0, 0, 0, 0, 0]), max_days=3, draws=99)[0][:3]
    (5, 6, 9)
    """
    y = np.asarray(counts, dtype=np.int64)
    if not 1 <= max_days < len(y) or draws < 1:
        raise ValueError(f"max_days={max_days!r}, draws={draws!r}: between 1 and {len(y) - 1}, and at least 1")
    if not y.sum():
        return []
    ratios = _ratios(y, max_days)
    rng = np.random.default_rng(seed)
    even = np.full(len(y), 1 / len(y))
    chance = np.array([_ratios(rng.multinomial(y.sum(), even), max_days).max() for _ in range(draws)])
    found: list[Cluster] = []
    while ratios.max() > 0:
        length, first = np.unravel_index(int(ratios.argmax()), ratios.shape)
        best, last = float(ratios[length, first]), int(first + length)
        p = (1 + int((chance >= best - 1e-9).sum())) / (draws + 1)
        found.append(Cluster(int(first), last, int(y[first : last + 1].sum()), best, p))
        for other in range(max_days):
            ratios[other, max(0, first - other) : last + 1] = 0
    return found


def _ratios(y: np.ndarray, max_days: int) -> np.ndarray:
    """Row w, column i: the log likelihood ratio of days i to i+w against the rest; 0 where they hold no more."""
    from scipy.special import xlogy

    total, n = int(y.sum()), len(y)
    so_far = np.concatenate([[0], np.cumsum(y)])
    out = np.zeros((max_days, n))
    for length in range(1, max_days + 1):
        inside = so_far[length:] - so_far[:-length]
        expected = total * length / n
        gain = xlogy(inside, inside / expected) + xlogy(total - inside, (total - inside) / (total - expected))
        out[length - 1, : n - length + 1] = np.where(inside > expected, gain, 0)
    return out


def _row(y: np.ndarray, cluster: Cluster, first: pd.Timestamp) -> dict[str, Any]:
    part = y[cluster.first : cluster.last + 1]
    expected = float(y.mean() * len(part))
    return {
        "start": first + pd.Timedelta(days=cluster.first), "end": first + pd.Timedelta(days=cluster.last),
        "days": len(part), "count": cluster.attacks, "expected": expected, "ratio": cluster.attacks / expected,
        "rate": PER_DAYS * cluster.attacks / len(part), "peak": int(part.max()),
        "peak_day": first + pd.Timedelta(days=cluster.first + int(part.argmax())),
        "log_ratio": cluster.log_ratio, "p": cluster.p,
    }  # fmt: skip
