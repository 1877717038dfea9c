"""The method's vocabulary: reviewed CSV rows, normalised like the text, found in one pass with their spans.

A row names a term, what it stands for and how it may be inflected. This module reads and checks the tables; `cues`
finds their terms.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cached_property, lru_cache
from importlib import resources

import regex

from osint_iraq.cues import CLITIC_LIMIT, NEVER, Cue, Entry, Finder, Stem
from osint_iraq.inflection import affixes
from osint_iraq.text import Folded, normalise

__all__ = ["Cue", "Entry", "Scan", "cue_tables", "load_entries", "rows", "scan", "validate"]

_WORD_END = {"anywhere": "{}", "end": r"(?<=\w\w){}\b"}

_CUE_FILES = {
    "weapons": "weapon", "attack_cues": "", "outcome_cues": "", "casualty_cues": "", "victims": "victim",
    "realis_cues": "", "actor_cues": "", "context_cues": "", "foreign_places": "foreign", "political_cues": "political",
    "nationalities": "nationality",
    "discourse_cues": "", "never": NEVER,
}  # fmt: skip
_GAZETTEER_FILES = {"site_aliases": ("site", "site_id"), "group_aliases": ("group", "group_id")}


def rows(name: str) -> list[dict[str, str]]:
    """The rows of lexicons/<name>.csv as dictionaries of text; a missing cell is an empty text."""
    path = resources.files("osint_iraq") / "lexicons" / f"{name}.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    return [{k: (v or "").strip() for k, v in row.items() if k is not None} for row in csv.DictReader(lines)]


def cue_tables() -> dict[str, str]:
    """The cue tables that exist, with the kind of their rows (empty where each row names its own)."""
    folder = resources.files("osint_iraq") / "lexicons"
    return {name: kind for name, kind in _CUE_FILES.items() if (folder / f"{name}.csv").is_file()}


def load_entries() -> list[Entry]:
    """Every entry of every table, terms normalised; one row is one decision of the method."""
    own = [entry for entry in _raw_entries() if entry.term]
    taken = {(e.table, e.term) for e in own}
    return own + [e for e in _raw_entries(other_spellings) if (e.table, e.term) not in taken]


def other_spellings(term: str) -> list[str]:
    """The term as other papers write it, by spellings.csv; empty where no rule touches it.

    >>> term = rows("spellings")[0]["written"]
    >>> other_spellings(term) == [rows("spellings")[0]["also"]]
    True
    """
    found = [term]
    for written, also in _spelling_rules():
        found += [new for old in found if (new := written.sub(also, old)) not in found]
    return found[1:]


@lru_cache(maxsize=1)
def _spelling_rules() -> tuple[tuple[regex.Pattern[str], str], ...]:
    return tuple((regex.compile(_WORD_END[r["where"]].format(r["written"])), r["also"]) for r in rows("spellings"))


def _as_written(term: str) -> list[str]:
    return [term]


def _raw_entries(spell: Callable[[str], list[str]] = _as_written) -> Iterator[Entry]:
    for name, kind in cue_tables().items():
        for row in rows(name):
            value = row.get("value") or row.get("country") or ""
            inflect = row.get("inflect") or "fixed"
            entry = Entry("", kind or row["kind"], value, row.get("number", ""), inflect, row.get("detail", ""), name,
                          row.get("example", ""))  # fmt: skip
            yield from (replace(entry, term=normalise(term)) for term in spell(row["term"]))
    for name, (kind, key) in _GAZETTEER_FILES.items():
        for row in rows(name):
            for term in spell(row["alias"]):
                yield Entry(normalise(term), kind, row[key], "", "name", row["strength"], name)


@lru_cache(maxsize=1)
def _automaton() -> Finder:
    return Finder((entry, _stem(entry)) for entry in load_entries())


def _stem(entry: Entry) -> Stem:
    known = affixes()
    prefixes, suffixes = known.classes[entry.inflect]
    term = entry.term
    if entry.inflect == "present":
        return Stem(term[1:], prefixes, suffixes)
    if entry.inflect in ("fixed", "name") and term.startswith(known.article) and len(term) > CLITIC_LIMIT:
        return Stem(term[len(known.article) :], known.articled(), suffixes)  # the article melts into li-
    return Stem(term, prefixes, suffixes)


def scan(folded: Folded) -> list[Cue]:
    """All cues of a folded text in order of place; within one kind the longest reading of a word wins.

    >>> from osint_iraq.text import fold
    >>> [c.value for c in scan(fold("سقوط صاروخين")) if c.kind == "weapon"]
    ['rocket']
    """
    return Scan(folded).cues


class Scan:
    """The search of a folded text, taken as far as it is asked for.

    >>> from osint_iraq.text import fold
    >>> Scan(fold("سقوط صاروخين")).holds(frozenset({"weapon"}))
    True
    """

    def __init__(self, folded: Folded) -> None:
        self.folded = folded
        self._matches = _automaton().matches(folded.text)

    def holds(self, kinds: frozenset[str]) -> bool:
        """Whether a cue of one of these kinds is there; where none is, this costs hardly more than a look."""
        return _automaton().holds(self.folded.text, self._matches, kinds)

    def at_most(self, count: int) -> bool:
        """Whether there are no more cues than that; they are found only where this is not plain without."""
        return _automaton().at_most(self._matches, count) or len(self.cues) <= count

    @cached_property
    def cues(self) -> list[Cue]:
        """All cues, in order of place."""
        return _automaton().cues(self.folded.text, self._matches)


def validate() -> list[str]:
    """What is wrong with the tables, a sentence each; an empty list where all is well.

    Checked: an unknown inflection, an empty term, a term that stands for two values in one table, an example in which
    the row is not found, a strong alias of two places or of two groups, the same for what spellings.csv adds.
    """
    faults: list[str] = []
    seen: dict[tuple[str, str, str, str], Entry] = {}
    for entry in _raw_entries():
        where = f"{entry.table}.csv, term '{entry.term}'"
        if entry.inflect not in affixes().classes:
            faults.append(f"{where}: unknown inflection '{entry.inflect}' (known: {', '.join(affixes().classes)})")
            continue
        if not entry.term:
            faults.append(f"{entry.table}.csv: a row without a term")
        key = (entry.table, entry.term, entry.inflect, entry.detail if entry.table.endswith("aliases") else "")
        other = seen.setdefault(key, entry)
        if (other.kind, other.value, other.number) != (entry.kind, entry.value, entry.number):
            faults.append(f"{where}: stands for '{other.value or other.kind}' and for '{entry.value or entry.kind}'")
        if entry.example and entry.term and not _found_in_example(entry):
            faults.append(f"{where}: not found in its own example '{entry.example}'")
    return faults + _spelling_faults(load_entries())


def _spelling_faults(entries: Iterable[Entry]) -> list[str]:
    """Terms that another spelling of theirs makes stand for two things, which the rows alone do not show."""
    meant: dict[tuple[str, str, str, str], set[tuple[str, str, str]]] = {}
    for e in entries:
        key = (e.table, e.term, e.inflect, e.detail if e.table.endswith("aliases") else "")
        meant.setdefault(key, set()).add((e.kind, e.value, e.number))
    return [
        f"{table}.csv, term '{term}': spelt so it stands for {' and '.join(sorted(v or k for k, v, _ in found))}"
        for (table, term, *_), found in meant.items()
        if len(found) > 1
    ]


def _found_in_example(entry: Entry) -> bool:
    return Finder([(entry, _stem(entry))]).fits(normalise(entry.example))
