"""Number phrases read from tokens: the number, the words that bound it, and what it measures."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from osint_iraq.lexer import ARTICLE_ENDINGS, Lexer, Words
from osint_iraq.numerals import MOST_DIGITS, cardinal, ordinal

COUNTS = frozenset({"count", "range", "dual", "singular", "dozens", "hundreds", "thousands", "several"})


_FIRST_YEAR = 1900
_LAST_YEAR = 2100
BOUNDS = ("atleast", "morethan", "atmost", "about")
"""Words before a number that bound it."""
_OPENING = frozenset((*BOUNDS, "between", "vague", "vague_of", "ord", "digits", "num"))
_TAILS = {"after_atleast": "atleast", "after_atmost": "atmost", "after_about": "about"}
_MEASURES = ("percent", "calibre", "distance", "mass", "money")


@lru_cache(maxsize=1)
def lexer() -> Lexer:
    """The lexer over number words, the words around numbers, and months, read once."""
    return Lexer(["numbers", "quantity_words", "months"])


@dataclass(frozen=True)
class Number:
    """A number in tokens [start, end)."""

    start: int
    end: int
    low: int | None
    high: int | None
    rule: str
    approximate: bool = False
    glued: bool = False


def number_at(words: Words, index: int) -> Number | None:
    """The number phrase that begins at a token, with the words that bound it."""
    if _OPENING.isdisjoint(words.at(index).kinds) and words.text(index) != "(":
        return None
    bound = words.first(index, BOUNDS)
    if bound is not None:
        inner = plain_number(words, index + 1)
        if inner is None and words.has(index + 1, "about"):
            inner = plain_number(words, index + 2)
        if inner is not None and not words.at(inner.start).particle:
            return bounded(replace(measured(words, inner), start=index), bound)
        return None
    read = plain_number(words, index)
    return with_tail(words, measured(words, read), read.end) if read else None


def plain_number(words: Words, index: int) -> Number | None:
    """A number, range or vague count at a token, without the words around it."""
    bracket = words.mark(index, "(") and words.has(index + 1, "digits") and words.mark(index + 2, ")")
    if bracket and len(words.at(index + 1).kinds["digits"]) <= MOST_DIGITS:
        return Number(index, index + 3, *_twice(int(words.at(index + 1).kinds["digits"])), "count")
    if words.has(index, "between"):
        return _between(words, index)
    vague = words.at(index).value("vague") or words.at(index).value("vague_of")
    if vague is not None:
        of = words.has(index + 1, "of")
        return Number(index, index + 1 + of, None, None, vague) if of or words.has(index, "vague") else None
    if words.has(index, "ord") and not words.has(index, "num"):
        found = ordinal(words, index)
        return Number(index, found[1], found[0], found[0], "ordinal") if found else None
    return _range(words, index)


def _twice(value: int) -> tuple[int, int]:
    return value, value


def _range(words: Words, index: int) -> Number | None:
    """One number, or two with "to", "or" or a dash between."""
    first = cardinal(words, index)
    if first is None:
        return None
    low, end = first
    glued = words.has(index, "digits") and words.glued(end - 1) and words.text(end).isalpha()
    if words.mark(end, "-") or words.has(end, "or", "to"):
        second = cardinal(words, end + 1)
        if second is not None and second[0] > low and not words.mark(second[1], "-/"):
            return Number(index, second[1], low, second[0], "range")
    return Number(index, end, low, low, "count", glued=glued)


def _between(words: Words, index: int) -> Number | None:
    """ "Between 3 and 5": the second number carries "and"."""
    first = cardinal(words, index + 1)
    if first is None:
        return None
    second = cardinal(words, first[1]) if words.at(first[1]).particle else None
    if second is None and words.has(first[1], "to"):
        second = cardinal(words, first[1] + 1)
    if second is None or second[0] <= first[0]:
        return None
    return Number(index, second[1], first[0], second[0], "range")


def measured(words: Words, read: Number) -> Number:
    """The number under the rule of what it measures, names or dates, where it does not count."""
    if read.rule not in ("count", "range"):
        return read
    if words.mark(read.end, "%") or words.mark(read.start - 1, "%"):
        return replace(read, rule="percent")
    rule = words.first(read.end, _MEASURES) or _named(words, read)
    return replace(read, rule=rule) if rule else read


def _named(words: Words, read: Number) -> str | None:
    before, after = read.start - 1, read.end
    number = read.low or 0
    if _in_clock(words, before, after):
        return "clock"
    if words.has(before, "calibre"):
        return "calibre"
    if _in_date(words, read):
        return "date"
    if words.has(after, "duration"):
        return "age" if words.has(after + 1, "age") or words.has(before, "age") else "duration"
    if words.has(before, "age"):
        return "age"
    if words.has(before, "yearword") and number >= 1300:
        return "year"
    if words.has(before, "designation") or words.at(read.start).particle in ARTICLE_ENDINGS:
        return "ordinal"
    if _FIRST_YEAR <= number <= _LAST_YEAR and _is_year(words, read):
        return "year"
    if words.mark(before, ".-/") and words.glued(before) and words.glued(before - 1):
        return "designation"
    return None


def _in_clock(words: Words, before: int, after: int) -> bool:
    if words.has(before, "clock") or (words.mark(after, ":") and words.has(after + 1, "digits")):
        return True
    return words.mark(before, ":") and words.has(before - 1, "digits") and words.glued(before)


def _is_year(words: Words, read: Number) -> bool:
    if read.end != read.start + 1 or len(words.text(read.start)) != 4 or not words.has(read.start, "digits"):
        return False
    following = words.text(read.end)
    return not following or not following[0].isalpha() or words.has(read.end, "of", "to")


def _in_date(words: Words, read: Number) -> bool:
    months = ("month", "weak", "hijri")
    if words.has(read.end, *months) or (words.has(read.end, "of") and words.has(read.end + 1, *months)):
        return True
    if words.has(read.start - 1, *months) and (read.low or 0) >= _FIRST_YEAR:
        return True
    slash = words.mark(read.end, "/") or (words.mark(read.start - 1, "/") and words.has(read.start - 2, "digits"))
    dotted = any(words.mark(i, "-.") and words.glued(i - 1) and words.glued(i) for i in (read.end, read.start - 1))
    return slash or dotted or words.has(read.start - 1, "dayword")


def bounded(read: Number, bound: str) -> Number:
    """The number with one end open ("at least", "more than", "at most"), or marked as approximate."""
    if bound == "about":
        return replace(read, approximate=True)
    if bound == "atmost":
        return replace(read, low=None)
    return replace(read, high=None)


def with_tail(words: Words, read: Number, at: int) -> Number:
    """Words after the number that bound it: "at least", "or more", "at most", "about"."""
    kind = words.first(at, _TAILS)
    return bounded(replace(read, end=max(read.end, at + 1)), _TAILS[kind]) if kind else read
