"""How words stand to one another in a clause: right before, right behind, between; the gaps count characters.

Loops and not `any(…)` with a condition inside: rules ask these things hundreds of times a report, mostly of no cues at
all, and a generator would have to be made each time.
"""

# ruff: noqa: SIM110

from __future__ import annotations

from collections.abc import Iterable

from osint_iraq.lexicon import Cue


def ends_before(cues: Iterable[Cue], at: int, most: int, least: int = 0) -> bool:
    """True where one of the cues ends before `at`, from `least` to `most` characters away."""
    for cue in cues:
        if least <= at - cue.end <= most:
            return True
    return False


def begins_behind(cues: Iterable[Cue], at: int, most: int, least: int = 0) -> bool:
    """True where one of the cues begins behind `at`, from `least` to `most` characters away."""
    for cue in cues:
        if least <= cue.begin - at <= most:
            return True
    return False


def begins_in(cues: Iterable[Cue], start: int, end: int) -> bool:
    """True where one of the cues begins in [start, end)."""
    for cue in cues:
        if start <= cue.begin < end:
            return True
    return False


def has_value(cues: Iterable[Cue], *values: str) -> bool:
    """True where one of the cues stands for one of these."""
    for cue in cues:
        if cue.value in values:
            return True
    return False
