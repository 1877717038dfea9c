"""Cues by kind and by place, so that a rule looks at those it asks for and not at all of a report."""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property

from osint_iraq.lexicon import Cue

LONGEST_CUE = 200
"""Characters; no entry of a lexicon comes near it."""
_NONE: list[Cue] = []


class Cued:
    """What has cues, in order of where they begin: a clause, a report. They are asked for when all of them are in.

    Rules ask a thousand times for each report, mostly for a kind that is not there, so that answer is the shortest.
    """

    cues: list[Cue]

    @cached_property
    def kinds(self) -> dict[str, list[Cue]]:
        """The cues of each kind that occurs."""
        found: dict[str, list[Cue]] = {}
        for cue in self.cues:
            known = found.get(cue.kind)
            if known is None:
                found[cue.kind] = [cue]
            else:
                known.append(cue)
        return found

    @cached_property
    def _mixed(self) -> dict[tuple[str, ...], list[Cue]]:
        return {(): self.cues}

    @cached_property
    def _begins(self) -> dict[tuple[str, ...], list[int]]:
        return {}

    def of(self, *kinds: str) -> list[Cue]:
        """Those of these kinds, in order, of every kind where none is named; the list is not to be changed."""
        if len(kinds) == 1:
            return self.kinds.get(kinds[0], _NONE)
        found = self._mixed.get(kinds)
        if found is None:
            known = [self.kinds[kind] for kind in kinds if kind in self.kinds]
            if len(known) > 1:
                known = [[cue for cue in self.cues if cue.kind in kinds]]
            found = self._mixed[kinds] = known[0] if known else _NONE
        return found

    def begun(self, low: int, high: int, *kinds: str) -> list[Cue]:
        """Those of these kinds that begin in [low, high), in order."""
        found = self.of(*kinds)
        if not found:
            return []
        begins = self._begins.get(kinds)
        if begins is None:
            begins = self._begins[kinds] = [cue.begin for cue in found]
        return found[bisect_left(begins, low) : bisect_left(begins, high)]


class CueIndex(Cued):
    """A list of cues, by kind and place."""

    def __init__(self, cues: list[Cue]) -> None:
        self.cues = cues
