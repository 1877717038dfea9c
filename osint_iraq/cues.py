"""The search for all terms of the lexicons in one pass, whole words only, each with the letters written onto it.

All terms go into one automaton; the letters around a hit must be a clitic or an ending that the term's inflection
allows. This runs over every text, also those that tell nothing, so it works on bare tuples and makes a `Cue` only of
what is kept.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field

import ahocorasick_rs

from osint_iraq.inflection import affixes

NEVER = "never"
CLITIC_LIMIT = 4
_LETTERS = frozenset([*map(chr, range(0x621, 0x64B)), *map(chr, range(ord("a"), ord("z") + 1))])
_ENDING = re.compile(rf"[\u0621-\u064aa-z]{{,{CLITIC_LIMIT + 1}}}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a lexicon: a term, its kind and value, and how it inflects."""

    term: str
    kind: str
    value: str
    number: str
    inflect: str
    detail: str
    table: str
    example: str = ""


@dataclass(init=False, slots=True)
class Cue:
    """One entry found in a text: [start, end) is the term with its ending, `begin` where its clitics start."""

    start: int
    end: int
    begin: int
    entry: Entry
    prefix: str
    kind: str = field(init=False, repr=False, compare=False)
    """The entry's kind."""
    value: str = field(init=False, repr=False, compare=False)
    """The entry's value."""

    # Written out, and not frozen: a report has a hundred cues, and rules ask thousands of times for kind and value.
    def __init__(self, start: int, end: int, begin: int, entry: Entry, prefix: str) -> None:
        self.start = start
        self.end = end
        self.begin = begin
        self.entry = entry
        self.prefix = prefix
        self.kind = entry.kind
        self.value = entry.value

    @property
    def definite(self) -> bool:
        """True where the word carries the article."""
        return self.prefix != "" and affixes().is_definite(self.prefix)


Match = tuple[int, int, int]
"""The number of a pattern, and where its letters begin and end."""

_Fit = tuple[int, int, bool, bool, int, int, str, Entry]
"""Begin and end with clitics; has clitics; is not strong; running number; start of the term; clitics; entry.

In this order they sort as cues do: by place, of the same words the plain and the strong ones first.
"""


@dataclass(frozen=True, slots=True)
class Stem:
    """What is looked for in the text to find an entry, and which letters may stand before and after it."""

    letters: str
    prefixes: frozenset[str]
    suffixes: frozenset[str]


class Finder:
    """Finds entries in folded texts."""

    def __init__(self, entries: Iterable[tuple[Entry, Stem]]) -> None:
        by_stem: dict[str, list[tuple[Entry, frozenset[str], frozenset[str], bool]]] = {}
        for entry, stem in entries:
            read = (entry, stem.prefixes, stem.suffixes, entry.detail != "strong")
            by_stem.setdefault(stem.letters, []).append(read)
        self.machine = ahocorasick_rs.AhoCorasick(list(by_stem), store_patterns=False)
        self._entries = list(by_stem.values())
        self._bare = [all(suffixes == {""} for _, _, suffixes, _ in found) for found in self._entries]
        self._senses = [len(found) for found in self._entries]
        self._most_senses = max(self._senses, default=0)
        self._patterns: dict[frozenset[str], frozenset[int]] = {}

    def matches(self, text: str) -> list[Match]:
        """Where the letters of terms stand in the folded text, in whole words or not."""
        found: list[Match] = self.machine.find_matches_as_indexes(text, overlapping=True)
        return found

    def fits(self, text: str) -> bool:
        """Whether any entry fits a word of the folded text, a never term too."""
        return bool(self._fitting(text, self.matches(text)))

    def holds(self, text: str, matches: list[Match], kinds: frozenset[str]) -> bool:
        """Whether a cue of one of these kinds stands in the text; where none does, no more need be looked at."""
        wanted = self._patterns.get(kinds)
        if wanted is None:
            wanted = self._patterns[kinds] = self._patterns_of(kinds | {NEVER})
        likely = self._fitting(text, [match for match in matches if match[0] in wanted])
        likely.sort()
        return any(fit[7].kind in kinds for fit in _without_never(likely))

    def _patterns_of(self, kinds: frozenset[str]) -> frozenset[int]:
        return frozenset(n for n, found in enumerate(self._entries) if any(entry.kind in kinds for entry, *_ in found))

    def at_most(self, matches: list[Match], count: int) -> bool:
        """Whether there cannot be more cues than that."""
        return len(matches) * self._most_senses <= count or sum([self._senses[match[0]] for match in matches]) <= count

    def cues(self, text: str, matches: list[Match]) -> list[Cue]:
        """The cues in order of place; within one kind the longest reading of a word wins."""
        found = self._fitting(text, matches)
        found.sort()
        kept = _longest(_without_never(found))
        return [Cue(start, end, begin, entry, prefix) for begin, end, _, _, _, start, prefix, entry in kept]

    def _fitting(self, text: str, matches: list[Match]) -> list[_Fit]:
        """The entries whose inflection allows the letters around their terms."""
        entries, bare, letters = self._entries, self._bare, _LETTERS
        padded = text + "\n"  # no letter stands before the first or behind the last: text[-1], text[len(text)]
        found: list[_Fit] = []
        for pattern, start, end in matches:
            begin, last = start, end
            if padded[end] in letters:
                if bare[pattern]:
                    continue
                last = _ending(padded, end)
                if last - end > CLITIC_LIMIT:
                    continue
            while padded[begin - 1] in letters and start - begin <= CLITIC_LIMIT:
                begin -= 1
            if start - begin > CLITIC_LIMIT:
                continue
            prefix = padded[begin:start] if begin < start else ""
            suffix = padded[end:last] if end < last else ""
            for entry, prefixes, suffixes, weak in entries[pattern]:
                if prefix in prefixes and suffix in suffixes:
                    found.append((begin, last, begin < start, weak, len(found), start, prefix, entry))
        return found


def _ending(text: str, end: int) -> int:
    """Where the letters from `end` on stop, or one letter beyond what any ending has."""
    match = _ENDING.match(text, end)
    return match.end() if match else end


def _without_never(found: list[_Fit]) -> list[_Fit]:
    """The sorted fits without those inside a never term, what is the same words apart, and without the never terms."""
    never = [fit for fit in found if fit[7].kind == NEVER]
    if not never:
        return found
    dropped = {fit[4] for fit in never}
    for begin, end, *_ in never:
        for place in range(bisect_left(found, (begin,)), len(found)):
            first, last, _, _, number, *_ = found[place]
            if first >= end:
                break
            if last <= end and (first, last) != (begin, end):
                dropped.add(number)
    return [fit for fit in found if fit[4] not in dropped]


def _longest(found: list[_Fit]) -> list[_Fit]:
    """Drops in each kind what a longer term covers; `found` is in order of place."""
    ends: dict[str, int] = {}
    nests: dict[str, list[_Fit]] = {}  # of each kind the last fits that lie in each other
    every: list[list[_Fit]] = []
    crowded = False
    for fit in found:
        kind = fit[7].kind
        end = ends.get(kind, 0)
        if fit[0] < end:
            crowded = True
            nests[kind].append(fit)
            if fit[1] > end:
                ends[kind] = fit[1]
        else:
            nests[kind] = nest = [fit]
            every.append(nest)
            ends[kind] = fit[1]
    if not crowded:
        return found
    kept = [fit for nest in every for fit in (nest if len(nest) == 1 else _uncrowded(nest))]
    kept.sort()
    return kept


def _uncrowded(nest: list[_Fit]) -> list[_Fit]:
    """Of fits that lie in each other the longest; of equally long ones the first."""
    kept: list[_Fit] = []
    taken: set[int] = set()  # letters: a long chain of overlaps must not be compared pair by pair
    for fit in sorted(nest, key=_longest_first):
        if fit[0] not in taken and fit[1] - 1 not in taken:  # what was kept before is no shorter
            taken.update(range(fit[0], fit[1]))
            kept.append(fit)
    return kept


def _longest_first(fit: _Fit) -> tuple[int, _Fit]:
    return fit[0] - fit[1], fit
