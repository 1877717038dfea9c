"""Work through many items: what an earlier run worked out is looked up, the rest runs where it can be killed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from osint_iraq.store import Room
from osint_iraq.workers import LOCAL, Crew, Failure

__all__ = ["each", "fingerprint"]

T = TypeVar("T")

_TOGETHER = 512  # items looked up at once
_BYTES = 32 * 2**20  # held in memory at once


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


def each(
    items: Iterable[T],
    task: str,
    *,
    key: Callable[[T], str],
    argument: Callable[[T], Any],
    size: Callable[[T], int],
    room: Room | None,
    seconds: float,
    crew: Crew = LOCAL,
) -> Iterator[tuple[T, Any | Failure]]:
    """Each item with the result of `task` for its `argument`, in their order; see `workers.run_each` for tasks.

    A result must be a JSON value; it is looked up in `room`, where there is one, by the item's `key`, and kept there
    when it is new. A `Failure` is not kept: the next run tries again. `size` is about how many bytes an item holds.
    """
    for group in _groups(items, size):
        keys = [key(item) for item in group]
        known = {k: room.get(k) if room else None for k in dict.fromkeys(keys)}
        wanted = {k: item for k, item in zip(keys, group, strict=True) if known[k] is None}
        worked = crew.run_each(task, [argument(item) for item in wanted.values()], seconds=seconds)
        for k, result in zip(wanted, worked, strict=True):
            known[k] = result
            if room and not isinstance(result, Failure):
                room.put(k, result)
        yield from ((item, known[k]) for k, item in zip(keys, group, strict=True))


def _groups(items: Iterable[T], size: Callable[[T], int]) -> Iterator[list[T]]:
    group: list[T] = []
    held = 0
    for item in items:
        group.append(item)
        held += size(item)
        if len(group) >= _TOGETHER or held >= _BYTES:
            yield group
            group, held = [], 0
    if group:
        yield group
