"""Facilities that reports name only by their town: "a base in Erbil", "the camp at Bashiqa"."""

from __future__ import annotations

from functools import lru_cache

from osint_iraq.extract.document import Clause, Document
from osint_iraq.inflection import affixes
from osint_iraq.lexicon import Cue, rows

_REACH = 45
_OWN_REACH = 16


@lru_cache(maxsize=1)
def _table() -> dict[tuple[str, str], str]:
    return {(row["town"], row["target_kind"]): row["facility"] for row in rows("facilities")}


def facility_in(town: str, kind: str) -> str | None:
    """The facility of a kind that reports mean when they name only its town; None where no row stands."""
    return _table().get((town, kind))


def _possessed(doc: Document, word: Cue) -> bool:
    """'The city of Erbil and its airport'."""
    return doc.between(word.start, word.end).endswith(affixes().own) and not word.definite


def facility_of(doc: Document, clause: Clause, cue: Cue, core: str) -> str | None:
    """The facility that a word for its kind shortly before the town means; None where no such row stands."""
    named = clause.kinds.get("target")
    if not named:
        return None
    for word in named:
        if 0 < word.begin - cue.end <= _OWN_REACH and _possessed(doc, word):
            facility = _table().get((core, word.value))
            if facility:
                return facility
    for word in reversed(named):
        if not 0 <= cue.begin - word.end <= _REACH:
            continue
        if any(c is not cue and word.begin <= c.begin < cue.begin for c in clause.of("site")):
            return None
        facility = _table().get((core, word.value))
        if facility and word.entry.number != "pl":
            return facility
    return None
