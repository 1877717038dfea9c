"""The method's vocabulary: reviewed CSV rows, normalised like the text, found in one pass with their spans.

A row names a term, what it stands for and how it may be inflected. All terms of all tables go into one automaton; the
letters around a hit must be a clitic or an ending that the term's inflection allows, so that whole words are found.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources

import ahocorasick_rs
import regex

from osint_iraq.inflection import affixes
from osint_iraq.text import Folded, Spans, normalise

__all__ = ["Cue", "Entry", "cue_tables", "load_entries", "rows", "scan", "validate"]

NEVER = "never"
_CLITIC_LIMIT = 4
_WORD_END = {"anywhere": "{}", "end": r"(?<=\w\w){}\b"}

_CUE_FILES = {
    "weapons": "weapon", "attack_cues": "", "outcome_cues": "", "casualty_cues": "", "victims": "victim",
    "realis_cues": "", "actor_cues": "", "context_cues": "", "foreign_places": "foreign", "political_cues": "political",
    "nationalities": "nationality",
    "discourse_cues": "", "never": NEVER,
}  # fmt: skip
_GAZETTEER_FILES = {"site_aliases": ("site", "site_id"), "group_aliases": ("group", "group_id")}


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


@dataclass(frozen=True, slots=True)
class Cue:
    """One entry found in a text: [start, end) is the term with its ending, `begin` where its clitics start."""

    start: int
    end: int
    begin: int
    entry: Entry
    prefix: str

    @property
    def kind(self) -> str:
        """The entry's kind."""
        return self.entry.kind

    @property
    def value(self) -> str:
        """The entry's value."""
        return self.entry.value

    @property
    def definite(self) -> bool:
        """True where the word carries the article."""
        return affixes().is_definite(self.prefix)


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


@dataclass(frozen=True)
class _Automaton:
    machine: ahocorasick_rs.AhoCorasick
    entries: tuple[tuple[tuple[Entry, frozenset[str], frozenset[str]], ...], ...]


@lru_cache(maxsize=1)
def _automaton() -> _Automaton:
    by_stem: dict[str, list[tuple[Entry, frozenset[str], frozenset[str]]]] = {}
    for entry in load_entries():
        stem, prefixes, suffixes = _stem(entry)
        by_stem.setdefault(stem, []).append((entry, prefixes, suffixes))
    machine = ahocorasick_rs.AhoCorasick(list(by_stem), store_patterns=False)
    return _Automaton(machine, tuple(tuple(found) for found in by_stem.values()))


def _stem(entry: Entry) -> tuple[str, frozenset[str], frozenset[str]]:
    """What the automaton looks for, and which letters may stand before and after it."""
    known = affixes()
    prefixes, suffixes = known.classes[entry.inflect]
    term = entry.term
    if entry.inflect == "present":
        return term[1:], prefixes, suffixes
    if entry.inflect in ("fixed", "name") and term.startswith(known.article) and len(term) > _CLITIC_LIMIT:
        return term[len(known.article) :], known.articled(), suffixes  # the article melts into li-
    return term, prefixes, suffixes


def _is_letter(char: str) -> bool:
    return "\u0621" <= char <= "\u064a" or "a" <= char <= "z"


def scan(folded: Folded) -> list[Cue]:
    """All cues of a folded text in order of place; within one kind the longest reading of a word wins.

    >>> from osint_iraq.text import fold
    >>> [c.value for c in scan(fold("سقوط صاروخين")) if c.kind == "weapon"]
    ['rocket']
    """
    text = folded.text
    auto = _automaton()
    found: list[Cue] = []
    for pattern, start, end in auto.machine.find_matches_as_indexes(text, overlapping=True):
        first, last = start, end
        while first and start - first <= _CLITIC_LIMIT and _is_letter(text[first - 1]):
            first -= 1
        while last < len(text) and last - end <= _CLITIC_LIMIT and _is_letter(text[last]):
            last += 1
        prefix, suffix = text[first:start], text[end:last]
        if len(prefix) > _CLITIC_LIMIT or len(suffix) > _CLITIC_LIMIT:
            continue
        found.extend(
            Cue(start, last, first, entry, prefix)
            for entry, prefixes, suffixes in auto.entries[pattern]
            if prefix in prefixes and suffix in suffixes
        )
    return _longest(found)


def _longest(found: list[Cue]) -> list[Cue]:
    """Drops what lies inside a never term (not what is the same words), and in each kind what a longer term covers."""
    never = Spans((c.begin, c.end) for c in found if c.kind == NEVER)
    kept: list[Cue] = []
    taken: dict[str, set[int]] = {}
    for cue in sorted(found, key=lambda c: (c.begin - c.end, c.begin, c.prefix != "", c.entry.detail != "strong")):
        inside = never.hold_begun_before(cue.begin, cue.end) or never.hold(cue.begin, cue.end + 1)
        if cue.kind == NEVER or inside:
            continue
        letters = taken.setdefault(cue.kind, set())
        if cue.begin in letters or cue.end - 1 in letters:  # what was kept before is no shorter
            continue
        letters.update(range(cue.begin, cue.end))
        kept.append(cue)
    return sorted(kept, key=lambda c: (c.begin, c.end))


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
        if entry.example and not _found_in_example(entry):
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
    stem, prefixes, suffixes = _stem(entry)
    text = normalise(entry.example)
    start = text.find(stem)
    while start >= 0:
        first, last = start, start + len(stem)
        while first and _is_letter(text[first - 1]):
            first -= 1
        while last < len(text) and _is_letter(text[last]):
            last += 1
        if text[first:start] in prefixes and text[start + len(stem) : last] in suffixes:
            return True
        start = text.find(stem, start + 1)
    return False
