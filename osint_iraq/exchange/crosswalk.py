"""Their types, weapon codes, names of groups and English words in ours: the decisions of lexicons/exchange_*.csv.

Each decision is a row of a table, so that a reader who codes otherwise changes a row and no code.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from osint_iraq.lexicon import rows

__all__ = ["EventType", "Said", "acled_types", "group_named", "gtd_weapon", "said_in", "weapons_by_words"]

UNKNOWN = frozenset({"unknown"})


class EventType(NamedTuple):
    """What one of their types means here: the weapons, whether it is an attack (yes, maybe, no), what words may do."""

    weapons: frozenset[str]
    is_attack: str
    words: str


class Said(NamedTuple):
    """What a text says in English words: weapons, and other marks (intercepted, foiled, no_attack, remnant, convoy)."""

    weapons: frozenset[str]
    marks: frozenset[str]


def _listed(cell: str) -> frozenset[str]:
    return frozenset(cell.split("|")) - {""}


@lru_cache(maxsize=1)
def acled_types() -> dict[str, EventType]:
    """Each ACLED sub-event type, in small letters.

    >>> acled_types()["suicide bomb"].is_attack
    'yes'
    """
    found = rows("exchange_acled")
    return {r["sub_event_type"].casefold(): EventType(_listed(r["weapons"]), r["is_attack"], r["words"]) for r in found}


@lru_cache(maxsize=1)
def _gtd_codes() -> dict[tuple[str, int], EventType]:
    return {
        (r["code_kind"], int(r["code"])): EventType(_listed(r["weapons"]), "yes" if r["weapons"] else "no", r["words"])
        for r in rows("exchange_gtd")
    }


def gtd_weapon(kind: int | None, subtype: int | None) -> EventType | None:
    """What a GTD weapon means here, by its subtype, else by its type; None where neither is given or known.

    >>> sorted(gtd_weapon(5, 2).weapons)
    ['small_arms']
    """
    codes = _gtd_codes()
    found = codes.get(("weapsubtype", subtype)) if subtype is not None else None
    return found or (codes.get(("weaptype", kind)) if kind is not None else None)


@lru_cache(maxsize=1)
def _words() -> tuple[re.Pattern[str], dict[str, dict[str, str]]]:
    known = {_plain(r["word"]): r for r in rows("exchange_words")}
    longest_first = sorted(known, key=len, reverse=True)
    either = "|".join(re.escape(word) for word in longest_first)
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)"), known


def _plain(text: str) -> str:
    """Small letters, with one blank for hyphens and line ends: `Rocket-propelled` is `rocket propelled`."""
    return re.sub(r"[\s\u2010-\u2015-]+", " ", text.casefold())


def said_in(text: str) -> Said:
    """What the words of exchange_words.csv say in a text: whole words, longest first, capitals or not.

    >>> sorted(said_in("Two Katyusha rockets and a UAV; an RPG was found").weapons)
    ['drone', 'rocket', 'small_arms']
    """
    pattern, known = _words()
    hits = [known[found] for found in pattern.findall(_plain(text))]
    exact = frozenset(r["weapon"] for r in hits if r["says"] != "generic") - {""}
    loose = frozenset(r["weapon"] for r in hits if r["says"] == "generic")
    return Said(exact or loose, frozenset(r["says"] for r in hits) - {"", "generic"})


def weapons_by_words(kind: EventType, said: frozenset[str]) -> frozenset[str]:
    """The weapons of a type, as far as the words of the row may change them.

    `keep`: the type alone decides. `replace`: the words, where they name any. `narrow`: of the type's weapons those
    that are named; where none is, the other named ones, else unknown. `add`: of the type's weapons those that are
    named, else all, and with them every other named one.

    >>> sorted(weapons_by_words(acled_types()["air/drone strike"], frozenset({"drone", "rocket"})))
    ['drone', 'rocket']
    """
    named = kind.weapons & said
    if kind.words == "replace":
        return said or kind.weapons
    if kind.words == "narrow":
        return named or said or UNKNOWN
    if kind.words == "add":
        return (named or kind.weapons) | said
    return kind.weapons


@lru_cache(maxsize=1)
def _groups() -> tuple[dict[tuple[str, str], str], list[tuple[str, re.Pattern[str], str]]]:
    exact: dict[tuple[str, str], str] = {}
    patterns = []
    for row in rows("exchange_groups"):
        if row["how"] == "pattern":
            patterns.append((row["source"], re.compile(row["name"], re.IGNORECASE), row["group_id"]))
        else:
            exact[row["source"], row["name"].casefold()] = row["group_id"]
    return exact, patterns


def group_named(source: str, name: str) -> tuple[str | None, bool]:
    """(our group id, whether the table knows the name) for a name that `source` (acled, gtd, ged) uses.

    The exact name is tried first, then the patterns in the order of the table, then the English names of table groups.
    A name that stands for no group of ours by decision ("Unidentified …") is known and has no id.

    >>> group_named("gtd", "Kata'ib Hezbollah"), group_named("gtd", "Unknown"), group_named("gtd", "Somebody")
    (('kataib_hezbollah', True), (None, True), (None, False))
    """
    exact, patterns = _groups()
    name = name.strip()
    if (source, name.casefold()) in exact:
        return exact[source, name.casefold()] or None, True
    for of, pattern, group in patterns:
        if of == source and pattern.search(name):
            return group or None, True
    ours = _own_names().get(name.casefold())
    return ours, ours is not None or not name


@lru_cache(maxsize=1)
def _own_names() -> dict[str, str]:
    return {row["name_en"].casefold(): row["group_id"] for row in rows("groups")}
