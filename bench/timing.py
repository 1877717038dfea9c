"""Contenders timed in turn, A/B/A/B, on the same documents: a slow moment of the machine costs all of them."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bench.corpus import Report, varied

__all__ = ["Contender", "Spread", "ratios", "rounds", "spread"]


@dataclass(frozen=True)
class Contender:
    """What is timed: `work` on each document; `prepare` makes what it wants of a report before the clock starts."""

    work: Callable[[Any], object]
    prepare: Callable[[Report], Any] = lambda report: report


@dataclass(frozen=True)
class Spread:
    """The middle of several values, their quartiles, the lowest and the highest."""

    median: float
    lower: float
    upper: float
    lowest: float
    highest: float


def rounds(
    contenders: Mapping[str, Contender], reports: Sequence[Report], count: int, first: int = 1
) -> dict[str, list[float]]:
    """CPU seconds a document by contender, one value a round; a round before them is not counted.

    Every contender of a round gets the same documents, which no earlier round held, and each in the form it wants.
    """
    found: dict[str, list[float]] = {name: [] for name in contenders}
    for number in range(first, first + count + 1):
        documents = varied(list(reports), number)
        if number == first + 1:
            gc.freeze()  # tables that all have loaded by now are not looked through again: a worker does the same
        for name, contender in contenders.items():
            seconds = _seconds(contender.work, [contender.prepare(report) for report in documents])
            if number > first:
                found[name].append(seconds / len(documents))
    gc.unfreeze()
    return found


def _seconds(work: Callable[[Any], object], documents: Sequence[Any]) -> float:
    gc.collect()  # what one leaves behind is not the next one's to clear away
    begin = time.process_time()
    for document in documents:
        work(document)
    return time.process_time() - begin


def spread(values: Sequence[float]) -> Spread:
    """The spread of at least one value.

    >>> spread([1.0, 2.0, 4.0]).median
    2.0
    """
    lower, _, upper = statistics.quantiles(values, n=4, method="inclusive") if len(values) > 1 else (values[0],) * 3
    return Spread(statistics.median(values), lower, upper, min(values), max(values))


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> Spread:
    """How many times as many documents we do in a second as they do, round by round.

    >>> ratios([1.0, 2.0], [3.0, 6.0]).median
    3.0
    """
    return spread([their / our for our, their in zip(ours, theirs, strict=True)])
