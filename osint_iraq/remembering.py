"""Work through many items: what an earlier run worked out is looked up, the rest runs where it can be killed."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from osint_iraq.store import Room
from osint_iraq.workers import LOCAL, Crew, Failure, Known

__all__ = ["each", "fingerprint"]

T = TypeVar("T")


def fingerprint(*parts: str | bytes) -> str:
    """One sha256 over the parts, each with its length and kind, so that no two lists of parts share one.

    >>> fingerprint("ab", "c") == fingerprint("a", "bc")
    False
    """
    digest = hashlib.sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass")
        digest.update(f"{type(part).__name__} {len(data)} ".encode() + data)
    return digest.hexdigest()


@dataclass
class _Work:
    """What is being worked out for a key, once for all the items with that key which wait for it."""

    key: str
    waiting: int = 0
    done: bool = False
    result: Any = None


def each(
    items: Iterable[T],
    task: str,
    *,
    key: Callable[[T], str | None],
    argument: Callable[[T], Any],
    size: Callable[[T], int],
    room: Room | None,
    seconds: float,
    crew: Crew = LOCAL,
) -> Iterator[tuple[T, Any | Failure]]:
    """Each item with the result of `task` for its `argument`, in their order; see `workers.run_each` for tasks.

    A result must be a JSON value; it is looked up in `room`, where there is one, by the item's `key`, and kept there
    when it is new. A `Failure` is not kept: the next run tries again. An item whose key is None needs no work: it
    comes in its place, with None. `size` is about how many bytes an item holds. `crew` works; items are taken, looked
    up and kept in the thread that asks, a little ahead of what it asks for.
    """
    held: deque[tuple[T, _Work | None]] = deque()
    under_way: dict[str, _Work] = {}

    def asked() -> Iterator[Any]:
        for item in items:
            wanted = key(item)
            known = room.get(wanted) if room and wanted is not None and wanted not in under_way else None
            if wanted is None or known is not None:
                held.append((item, None))
                yield Known(known, size(item))
                continue
            first = wanted not in under_way
            work = under_way.setdefault(wanted, _Work(wanted))
            work.waiting += 1
            held.append((item, work))
            yield argument(item) if first else Known(None, size(item))

    for result in crew.run_each(task, asked(), seconds=seconds):
        item, work = held.popleft()
        if work is None:
            yield item, result
            continue
        if not work.done:
            work.done, work.result = True, result
            if room and not isinstance(result, Failure):
                room.put(work.key, result)
        work.waiting -= 1
        if not work.waiting:
            del under_way[work.key]
        yield item, work.result
