"""All date phrases of a text: which rule reads at each place, and what neighbours share. Nothing is resolved here."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise

from osint_iraq.date_grammar import calendar, whole_month, whole_years
from osint_iraq.date_phrases import adverb, clock, day_phrase, night_between
from osint_iraq.date_spans import anaphora, distance, span_phrase
from osint_iraq.date_words import Reading
from osint_iraq.lexer import Words
from osint_iraq.numerals import ordinal

_ROLES = {"since": "since", "by": "by", "until": "until", "ago": "until"}


DATE_STARTS = frozenset({"digits", "ord", "month", "weak", "hijri"})


_DAY_STARTS = frozenset({"part", "midnight", "late", "lateday", "dayword", "day", "daypart", "nightspan", "weekday"})


def _anniversary(words: Words, index: int) -> list[Reading]:
    if not words.has(index, "anniversary"):
        return []
    found = ordinal(words, index + 1)
    return [Reading(index, found[1] if found else index + 1, "anniversary", role="anniversary")]


_RULES = (
    (calendar, DATE_STARTS),
    (day_phrase, DATE_STARTS | _DAY_STARTS | {"eve"}),
    (night_between, _DAY_STARTS),
    (whole_years, frozenset({"digits", "section", "yearword"})),
    (_anniversary, frozenset({"anniversary"})),
    (anaphora, _DAY_STARTS | {"habit", "sincethen", "anchor", "eve", "that", "same_of"}),
    (distance, frozenset({"ago", "after", "since", "during", "before_it", "after_it"})),
    (span_phrase, frozenset({"section", "that", "unit", "digits", "num", "defnum", "last"})),
    (whole_month, frozenset({"section", "unit", "month", "weak", "hijri"})),
    (clock, frozenset({"clock"})),
    (adverb, frozenset({"adverb"})),
)

_STARTS = frozenset().union(*(starts for _, starts in _RULES))


def read(words: Words) -> list[Reading]:
    """The date phrases of a text, in order, without overlap; neighbours have shared what is said once."""
    found: list[Reading] = []
    done = 0
    for index, known in enumerate(words.known):
        if known.kinds and index >= done and not _STARTS.isdisjoint(known.kinds):
            best = _longest(words, index)
            if best:
                found += [r for r in best if r.shape != "clock" or r.part]
                done = best[-1].end
    _share(words, found)
    return found


def _longest(words: Words, index: int) -> list[Reading]:
    """The longest reading at a token; of equally long ones, the first in the order of the rules."""
    best: list[Reading] = []
    for rule in _rules_for(tuple(words.known[index].kinds)):
        found = rule(words, index)
        readings = found if isinstance(found, list) else [found] if found else []
        if readings and (not best or readings[-1].end > best[-1].end):
            best = readings
    return best


@lru_cache(maxsize=512)
def _rules_for(kinds: tuple[str, ...]) -> tuple[Callable[[Words, int], list[Reading] | Reading | None], ...]:
    """The rules that a token of these kinds can begin."""
    return tuple(rule for rule, starts in _RULES if not starts.isdisjoint(kinds))


def _share(words: Words, readings: list[Reading]) -> None:
    """Neighbours joined by "and" share what is said once: the part of the day, "last" in the dual, the year."""
    for reading in readings:
        reading.role = _role(words, reading)
    _same_year(readings)
    for left, right in pairwise(readings):
        if not joined(words, left, right):
            continue
        if left.weekday is not None and right.weekday is not None and left.month is None and right.month is None:
            right.part = right.part or left.part
            left.tense = left.tense or right.tense
        if left.month and right.month and bool(left.day) == bool(right.day):
            _share_year(left, right)


def _same_year(readings: list[Reading]) -> None:
    """ "Of the same year" takes the last year written before it; without one it says nothing."""
    last = None
    for reading in readings:
        if reading.year_tense == "same":
            reading.year, reading.year_tense = last, None
        if reading.year and not reading.hijri:
            last = reading.year


def joined(words: Words, left: Reading, right: Reading) -> bool:
    """Whether only "and", "to", "until" or, between months, a dash stands between two readings."""
    between = range(left.end, right.start)
    if len(between) > 2:
        return False
    if len(between) == 1 and words.mark(left.end, "-/") and left.shape == right.shape == "month":
        return True
    linked = bool(words.at(right.start).particle) or any(words.has(i, "and", "to", "until") for i in between)
    return linked and all(words.has(i, "and", "to", "until", "in", "dayword") for i in between)


def _share_year(left: Reading, right: Reading) -> None:
    earlier = ((left.month or 0), left.day or 0) <= ((right.month or 0), right.day or 0)
    if left.year is None and right.year and not left.year_tense:
        left.year = right.year if earlier else right.year - 1
    elif right.year is None and left.year and not right.year_tense:
        right.year = left.year if earlier else left.year + 1


def _role(words: Words, reading: Reading) -> str:
    if reading.role != "point":
        return reading.role
    before = reading.start - 1
    if words.has(before, "habit"):
        return "habitual"
    if words.has(before, "ago") and reading.part == "dawn" and reading.shape == "day":
        return "point"  # "before dawn on Monday" is early that day
    kind = words.first(before, _ROLES)
    return _ROLES[kind] if kind else "point"
