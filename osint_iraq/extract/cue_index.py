"""Cues by kind and by place, so that a rule looks at those it asks for and not at all of a report."""

from __future__ import annotations

from bisect import bisect_left

from osint_iraq.lexicon import Cue

LONGEST_CUE = 200
"""Characters; no entry of a lexicon comes near it."""


class CueIndex:
    """The cues of a clause or a report, in order of where they begin."""

    def __init__(self, cues: list[Cue]) -> None:
        self._all = cues
        self._lists: dict[tuple[str, ...], list[Cue]] = {}
        self._begins: dict[tuple[str, ...], list[int]] = {}

    def of(self, *kinds: str) -> list[Cue]:
        """Those of these kinds, of every kind where none is named; the list is not to be changed."""
        found = self._lists.get(kinds)
        if found is None:
            found = self._lists[kinds] = [c for c in self._all if c.kind in kinds] if kinds else self._all
        return found

    def begun(self, low: int, high: int, *kinds: str) -> list[Cue]:
        """Those of these kinds that begin in [low, high)."""
        found = self.of(*kinds)
        begins = self._begins.get(kinds)
        if begins is None:
            begins = self._begins[kinds] = [c.begin for c in found]
        return found[bisect_left(begins, low) : bisect_left(begins, high)]
