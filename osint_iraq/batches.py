"""Items on their way to those who work on them: pickled, in batches that are soon done, with results in order."""

from __future__ import annotations

import pickle
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

__all__ = ["Hands", "Known", "Pickled", "Pulse", "Size", "in_order"]

_AHEAD = 2  # batches for each hand: one at work, one that waits
_HELD = 16  # batches for each hand that are held in all, where they are small: done, behind one that takes long


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


class Hands(Protocol):
    """Those who work on batches."""

    def count(self) -> int:
        """How many batches they work on at a time."""

    def send(self, work: list[bytes]) -> Any:
        """Have pickled items worked on; what comes back tells by `done()` whether they are."""

    def wait(self, sent: list[Any]) -> None:
        """Return when one of these is done."""

    def results(self, sent: Any, work: list[bytes]) -> list[Any]:
        """What came of what was sent, which is done."""


def in_order(items: Iterable[Any], size: Size, hands: Hands) -> Iterator[Any]:
    """The results of all items in their order, with all hands busy and few items held.

    While a batch takes long, those behind it are worked on, up to a number, and as long as they are small together.
    """
    source, line, finished = iter(items), deque[tuple[_Batch, Any]](), False
    open_: list[Any] = []  # of what was sent, that which is not done
    while line or not finished:
        open_ = [sent for sent in open_ if not sent.done()]
        if not finished and _is_room(line, len(open_), hands.count(), size.pulse):
            batch, finished = _next_batch(source, size)
            sent = hands.send(batch.work) if batch.work else None
            line.append((batch, sent))
            open_ += [sent] if batch.work else []
        elif line[0][1] is None or line[0][1].done():
            batch, sent = line.popleft()
            yield from batch.results(hands.results(sent, batch.work) if batch.work else [])
        else:
            hands.wait(open_)


def _is_room(line: deque[tuple[_Batch, Any]], unfinished: int, hands: int, pulse: Pulse) -> bool:
    few = hands * _AHEAD
    if unfinished >= few or len(line) >= hands * _HELD:
        return False
    return len(line) < few or sum(batch.size for batch, _ in line) < few * pulse.size


@dataclass
class _Batch:
    """Some items in their order: those to work on, pickled, and those whose result is known."""

    work: list[bytes] = field(default_factory=list)
    places: list[Known | None] = field(default_factory=list)
    size: int = 0

    def add(self, item: Any) -> None:
        """Take an item."""
        if isinstance(item, Known):
            self.places.append(item)
            self.size += item.size
            return
        pickled = item.item if isinstance(item, Pickled) else pickle.dumps(item, pickle.HIGHEST_PROTOCOL)
        self.work.append(pickled)
        self.places.append(None)
        self.size += len(pickled)

    def results(self, worked: Sequence[Any]) -> Iterator[Any]:
        """All results in order, where these are the ones that were worked out."""
        fresh = iter(worked)
        return (next(fresh) if place is None else place.result for place in self.places)


def _next_batch(source: Iterator[Any], size: Size) -> tuple[_Batch, bool]:
    """The next items: at most so many, of no great size together, soon; and whether there are no more."""
    batch, pulse = _Batch(), size.pulse
    until = time.monotonic() + pulse.patience
    for item in source:
        batch.add(item)
        full = len(batch.work) >= size.items or len(batch.places) >= pulse.items
        if full or batch.size >= pulse.size or time.monotonic() > until:
            return batch, False
    return batch, True
