"""The bar that tells how far a long run has come."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

__all__ = ["with_bar"]


def with_bar(items: Iterable[Any], wanted: bool, what: str, total: int, unit: str = "article") -> Iterable[Any]:
    """The items, behind a bar on the error stream where one is wanted.

    >>> list(with_bar([1, 2], False, "read", 2))
    [1, 2]
    """
    if not wanted:
        return items
    from tqdm import tqdm  # only where a bar is wanted

    bar: Iterable[Any] = tqdm(items, desc=what, total=total, unit=unit)
    return bar
