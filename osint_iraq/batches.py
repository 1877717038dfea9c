"""Items on their way to a process that works on them: pickled, in batches that are soon done."""

from __future__ import annotations

import pickle
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Batch", "Known", "Pickled", "Pulse", "Size", "next_batch"]


@dataclass(frozen=True)
class Known:
    """In the place of an item: a result that is there already. It keeps its place in the order and goes nowhere.

    `size` is about how many bytes are held for it.
    """

    result: Any
    size: int = 0


@dataclass(frozen=True)
class Pickled:
    """In the place of an item: the same, pickled already, so that it need not be unpickled where it only passes."""

    item: bytes


@dataclass(frozen=True)
class Pulse:
    """How large batches are: the next is larger below `quick` seconds for one, smaller above `slow`."""

    quick: float
    slow: float
    first: int  # items of the first batch
    items: int  # at most
    size: int  # bytes, at most, but for the last item
    patience: float  # seconds for which items are gathered


class Size:
    """How many items go into a batch: so many that handing over costs little, so few that it is soon done."""

    def __init__(self, pulse: Pulse) -> None:
        self.pulse, self.items = pulse, pulse.first

    def took(self, items: int, seconds: float) -> None:
        """Learn from a batch."""
        if seconds < self.pulse.quick and items == self.items:
            self.items = min(self.items * 2, self.pulse.items)
        elif seconds > self.pulse.slow:
            self.items = max(1, self.items // 2)


@dataclass
class Batch:
    """Some items in their order: those to work on, pickled, and those whose result is known."""

    work: list[bytes] = field(default_factory=list)
    _places: list[Known | None] = field(default_factory=list)

    def add(self, item: Any) -> int:
        """Take an item; how many bytes it has."""
        if isinstance(item, Known):
            self._places.append(item)
            return item.size
        pickled = item.item if isinstance(item, Pickled) else pickle.dumps(item, pickle.HIGHEST_PROTOCOL)
        self.work.append(pickled)
        self._places.append(None)
        return len(pickled)

    def __len__(self) -> int:
        return len(self._places)

    def results(self, worked: Sequence[Any]) -> Iterator[Any]:
        """All results in order, where these are the ones that were worked out."""
        fresh = iter(worked)
        return (next(fresh) if place is None else place.result for place in self._places)


def next_batch(source: Iterator[Any], size: Size) -> tuple[Batch, bool]:
    """The next items: at most so many, of no great size together, soon; and whether there are no more."""
    batch, pulse = Batch(), size.pulse
    held, until = 0, time.monotonic() + pulse.patience
    for item in source:
        held += batch.add(item)
        full = len(batch.work) >= size.items or len(batch) >= pulse.items
        if full or held >= pulse.size or time.monotonic() > until:
            return batch, False
    return batch, True
