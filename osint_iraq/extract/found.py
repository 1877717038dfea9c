"""A value with its words: what every field reader returns, in folded coordinates."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Found:
    """One extracted value of one field, the span of its words in the folded text and the rule that read them."""

    field: str
    value: str
    start: int
    end: int
    rule: str


@dataclass(slots=True)
class Count:
    """A count with its bounds (None where open or unknown) and its words."""

    low: int | None
    high: int | None
    start: int
    end: int
    rule: str


def as_found(field: str, count: Count) -> list[Found]:
    """The bounds of a count as values of `<field>_min` and `<field>_max`; an open bound has no row."""
    found = []
    if count.low is not None:
        found.append(Found(f"{field}_min", str(count.low), count.start, count.end, count.rule))
    if count.high is not None:
        found.append(Found(f"{field}_max", str(count.high), count.start, count.end, count.rule))
    return found


def spread(counts: list[Count]) -> tuple[int | None, int | None]:
    """The range that several sources support: the smallest low and the largest high.

    An "at least" beside a larger stated number keeps that number as the maximum; alone its maximum stays open.
    """
    if not counts:
        return None, None
    lows = [c.low for c in counts if c.low is not None]
    highs = [c.high for c in counts if c.high is not None]
    low = min(lows) if lows else None
    if any(c.high is None for c in counts) and len({c.low for c in counts if c.low is not None}) <= 1 and not highs:
        return low, None
    high = max([*highs, *lows]) if highs else (max(lows) if len(set(lows)) > 1 else None)
    return low, high
