"""How often a shuffled series shows as much: blocks of days change places, and what lies within a block stays."""

from __future__ import annotations

import numpy as np
import pandas as pd

from osint_iraq.analyse.counts import Day
from osint_iraq.analyse.milestones import PoliticalEvent, comparable_event
from osint_iraq.analyse.placebo import event_columns, framed, no_window, own_counts
from osint_iraq.analyse.sliding import (
    Alternative,
    Attacks,
    Measure,
    Pair,
    Period,
    as_extreme,
    change,
    log_ratio,
    period,
)
from osint_iraq.analyse.study import Study, study_events

__all__ = ["block_p", "block_permutation"]

_FEWEST = 10  # blocks; with fewer, the shuffled series are too much alike
_RESULT = {
    "event_id": "str", "event_date": "datetime64[us]", "title_en": "str", "title_ar": "str",
    "days": "int64", "gap": "int64", "reference_start": "datetime64[us]", "reference_end": "datetime64[us]",
    "alternative": "str", "measure": "str", "before_count": "Int64", "after_count": "Int64", "statistic": "float64",
    "block_days": "int64", "n_blocks": "int64", "draws": "int64", "n_as_extreme": "Int64", "p_block": "float64",
    "why_not": "str",
}  # fmt: skip


def block_permutation(
    events: pd.DataFrame,
    political_event: PoliticalEvent,
    days: int = 30,
    gap: int = 0,
    block_days: int = 14,
    draws: int = 1999,
    *,
    start: Day,
    end: Day,
    study: Study | None = None,
    political_events: pd.DataFrame | None = None,
    alternative: Alternative = "two-sided",
    measure: Measure = "log-ratio",
    seed: int = 0,
) -> pd.DataFrame:
    """The change at a political event among the changes at the same date in shuffled series: one row.

    The period from `start` to `end` is cut into blocks of `block_days`, the blocks change places at random, and the
    statistic of `placebo_dates` (see `measure` there) is taken at the same date again. An attack keeps its place within
    its block, and an interval its length, so that bursts shorter than a block stay whole. Where the cuts fall is drawn
    each time: the period is closed to a ring and opened elsewhere. Bursts longer than a block are torn, and then the
    test rejects too often; the period is taken as alike throughout, as in `placebo_dates`.

    Columns: event_id, event_date, title_en, title_ar, days, gap, reference_start, reference_end, alternative, measure,
    before_count, after_count, statistic, block_days, n_blocks, draws, n_as_extreme, p_block = (1 + n_as_extreme) /
    (1 + draws), why_not (why there is no p-value: fewer than 10 blocks, or a window without a covered day).

    Source: permutation of blocks, after the block bootstrap of Künsch (1989, doi 10.1214/aos/1176347265).
    Raises ValueError as `placebo_dates` does, and for block_days or draws below 1.

    >>> from osint_iraq.schema import empty
    >>> block_permutation(empty("events"), "2020-06-11", start="2020-01-01", end="2020-12-31")["p_block"].tolist()
    [1.0]
    """
    if block_days < 1 or draws < 1:
        raise ValueError(f"block_days={block_days!r}, draws={draws!r}: both must be at least 1")
    event = comparable_event(political_event, political_events, study)
    span = period(start, end)
    at = span.number(event["date_start"])
    pair = Pair.around(at, days, gap, span)
    attacks = Attacks.of(study_events(events, study).events, span)
    row = event_columns(event, span) | own_counts(pair, attacks, at, measure)
    row |= {
        "days": days,
        "gap": gap,
        "alternative": alternative,
        "measure": measure,
        "block_days": block_days,
        "draws": draws,
    }
    row["n_blocks"] = _n_blocks(span.days, block_days)
    row["why_not"] = _why_not(row["n_blocks"], pair, span)
    if row["why_not"] is None:
        before, after = _shuffled(attacks, pair, at, span.days, block_days, draws, np.random.default_rng(seed))
        extreme = as_extreme(change(before, after, pair.exposure, measure), row["statistic"], alternative)
        row["n_as_extreme"] = int((extreme > 0).sum())
        row["p_block"] = (1 + row["n_as_extreme"]) / (1 + draws)
    return framed([row], _RESULT)


def _n_blocks(days: int, block_days: int) -> int:
    return -(-days // block_days)


def _why_not(blocks: int, pair: Pair, span: Period) -> str | None:
    if not all(pair.exposure):
        return no_window(span)
    return f"only {blocks} blocks, fewer than {_FEWEST}: take a longer period" if blocks < _FEWEST else None


def _shuffled(
    attacks: Attacks, pair: Pair, at: int, days: int, block_days: int, draws: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """The counts before and after in each shuffled series."""
    first = np.concatenate([attacks.short, attacks.long_first])
    more = np.concatenate([np.zeros_like(attacks.short), attacks.long_last - attacks.long_first])
    inside = (first >= 0) & (first < days)
    moved = _moved(first[inside], days, block_days, draws, rng)
    last = moved + more[inside]

    def counted(low: int, high: int) -> np.ndarray:
        return ((moved >= at + low) & (last <= at + high)).sum(axis=1)

    return counted(pair.before_first, pair.before_last), counted(pair.after_first, pair.after_last)


def _moved(first: np.ndarray, days: int, block_days: int, draws: int, rng: np.random.Generator) -> np.ndarray:
    """Where each day goes: one row is one draw, one column is one of the days given."""
    blocks = _n_blocks(days, block_days)
    turned = (first + rng.integers(days, size=(draws, 1))) % days
    order = rng.permuted(np.tile(np.arange(blocks), (draws, 1)), axis=1)
    lengths = np.full(blocks, block_days)
    lengths[-1] = days - block_days * (blocks - 1)
    ends = np.cumsum(lengths[order], axis=1)
    begins = np.empty_like(order)
    np.put_along_axis(begins, order, ends - lengths[order], axis=1)
    return np.take_along_axis(begins, turned // block_days, axis=1) + turned % block_days


def block_p(
    series: np.ndarray,
    at: int,
    days: int = 30,
    gap: int = 0,
    block_days: int = 14,
    draws: int = 1999,
    *,
    alternative: Alternative = "two-sided",
    rng: np.random.Generator,
) -> float:
    """The p-value of `block_permutation` for daily counts (whole numbers); `at` is the index of the event's day.

    >>> block_p(np.zeros(200, int), 100, rng=np.random.default_rng(0))
    1.0
    """
    first = np.repeat(np.arange(len(series)), series)
    attacks = Attacks(first, first[:0], first[:0])
    pair = Pair.around(at, days, gap, Period(pd.Timestamp(0), len(series)))
    then, later = pair.counts(attacks, np.array(at))
    observed = float(log_ratio(then, later, pair.exposure))
    before, after = _shuffled(attacks, pair, at, len(series), block_days, draws, rng)
    extreme = as_extreme(log_ratio(before, after, pair.exposure), observed, alternative)
    return (1 + int((extreme > 0).sum())) / (1 + draws)
