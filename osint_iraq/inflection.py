"""Which letters may stand before and after a term: the clitics and endings of Arabic words, from affixes.csv.

Folded text writes teh marbuta and the pronoun -hu alike, so a noun never takes -hu here: such forms have rows of their
own in the lexicons.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from osint_iraq.text import normalise

__all__ = ["Affixes", "affixes"]

_NONE = frozenset(("",))


@dataclass(frozen=True)
class Affixes:
    """The affixes by kind, and the pairs (before, after) that each inflection class allows."""

    by_kind: dict[str, tuple[str, ...]]
    classes: dict[str, tuple[frozenset[str], frozenset[str]]]

    @property
    def article(self) -> str:
        """The article as it stands on its noun."""
        return self.by_kind["article"][0]

    @property
    def conjunction(self) -> str:
        """wa-, and."""
        return self.by_kind["and"][0]

    @property
    def so(self) -> str:
        """fa-, so."""
        return self.by_kind["so"][0]

    @property
    def purpose(self) -> str:
        """li-, for."""
        return self.by_kind["purpose"][0]

    @property
    def own(self) -> tuple[str, ...]:
        """The possessive endings their, our."""
        return self.by_kind["own"]

    def is_definite(self, prefix: str) -> bool:
        """True for a prefix that holds the article."""
        return prefix.endswith((self.article, self.by_kind["melted_article"][0]))

    def articled(self) -> frozenset[str]:
        """The prefixes with the article, for terms that always carry it."""
        names, melted = self.classes["name"][0], self.by_kind["melted_article"][0]
        leads = self.classes["word"][0]
        plain = {p + self.article for p in names}  # also li- before a name in quotation marks, which are not read
        return frozenset(plain | {lead + melted for lead in leads})


@lru_cache(maxsize=1)
def affixes() -> Affixes:
    """The affixes of the package, read once.

    >>> affixes().is_definite(affixes().conjunction + affixes().article)
    True
    """
    by_kind = _by_kind()
    return Affixes(by_kind, _classes(by_kind))


def _by_kind() -> dict[str, tuple[str, ...]]:
    path = resources.files("osint_iraq") / "lexicons" / "affixes.csv"
    found: dict[str, list[str]] = {}
    for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines()):
        found.setdefault(row["kind"], []).append(normalise(row["term"]))
    return {kind: tuple(terms) for kind, terms in found.items()}


def _classes(kinds: dict[str, tuple[str, ...]]) -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    leads = ("", *kinds["and"], *kinds["so"])
    particles = ("", *kinds["preposition"], *kinds["purpose"])
    before = ("", *kinds["preposition"], *kinds["purpose"])
    articled = (*(p + kinds["article"][0] for p in before), *kinds["melted_article"])
    nouns = frozenset(lead + p for lead in leads for p in (*particles, *articled))
    names = frozenset(lead + p for lead in leads for p in particles)
    moods = ("", *kinds["future"], *kinds["purpose"])
    present = frozenset(lead + mood + person for lead in leads for mood in moods for person in kinds["person"])
    pronouns = kinds["pronoun"]
    after_noun = frozenset(("", *kinds["accusative"], *pronouns[1:]))
    after_past = frozenset(("", *kinds["past"], *pronouns, *(e + p for e in kinds["past_link"] for p in pronouns)))
    linked = tuple(e + p for e in kinds["present_link"] for p in pronouns)
    after_present = frozenset(("", *kinds["present"], *pronouns, *linked))
    words = frozenset(leads)
    return {
        "noun": (nouns, after_noun),
        "bare": (nouns, _NONE),
        "person": (nouns, frozenset(("", *kinds["accusative"]))),
        "past": (words, after_past),
        "present": (present, after_present),
        "fixed": (names, _NONE),
        "name": (names, _NONE),
        "word": (words, _NONE),
        "exact": (_NONE, _NONE),
    }
