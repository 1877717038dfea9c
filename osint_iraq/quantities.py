"""Counts in Arabic text: digits, number words, the dual, ranges, "at least" -> (low, high).

Words come from the tables numbers and quantity_words. A number that names, measures or dates something is handed out
under its own rule ("calibre", "clock", "year", …) and never as a plain count.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from osint_iraq.date_words import Words
from osint_iraq.lexer import ARTICLE_ENDINGS, Lexer, has_article
from osint_iraq.numerals import cardinal, ordinal
from osint_iraq.text import Folded


@dataclass(frozen=True)
class Quantity:
    """How many: `low` and `high` may each be None for "not stated"; the span counts folded characters.

    `rule` is count, range, dual, singular, dozens, several … for counts, and ordinal, calibre, clock, year … for
    numbers that do not count. `noun_attached` is true where the noun itself or a word written onto the number counts.
    """

    start: int
    end: int
    low: int | None
    high: int | None
    rule: str
    noun_attached: bool = False
    approximate: bool = False

    @property
    def is_count(self) -> bool:
        """Whether it counts things."""
        return self.rule in _COUNTS


@dataclass(frozen=True)
class _Read:
    """A number in tokens [start, end)."""

    start: int
    end: int
    low: int | None
    high: int | None
    rule: str
    approximate: bool = False
    glued: bool = False


_COUNTS = frozenset({"count", "range", "dual", "singular", "dozens", "hundreds", "thousands", "several"})
_MEASURES = ("percent", "calibre", "distance", "mass", "money")
_FIRST_YEAR, _LAST_YEAR = 1900, 2100


@lru_cache(maxsize=1)
def _lexer() -> Lexer:
    return Lexer(["numbers", "quantity_words", "months"])


def quantities(folded: Folded, start: int = 0, end: int | None = None) -> list[Quantity]:
    """The numbers of a text or a stretch of it, in order, each with the rule that read it.

    >>> from osint_iraq.text import fold
    >>> [(q.low, q.high) for q in quantities(fold("أكثر من عشرين صاروخا و3-5 طائرات"))]
    [(20, None), (3, 5)]
    """
    words = Words(_lexer().tokens(folded.text, start, end))
    found: list[Quantity] = []
    index = 0
    while index < len(words.tokens):
        read = _at(words, index)
        if read is not None:
            found.append(_quantity(words, read))
        index = max(index + 1, read.end if read else 0)
    return found


def count_before(
    folded: Folded, noun_start: int, noun_end: int, dual: bool = False, singular: bool = False, plural: bool = False
) -> Quantity | None:
    """How many of the noun at [noun_start, noun_end) the text names, by what stands before and after it, or None.

    `dual`, `singular` and `plural` say what form the noun has. A number before the noun is looked for first, then one
    after it, then the form itself: a dual is 2, a singular without the article is 1, a plural says nothing.

    >>> from osint_iraq.text import fold
    >>> folded = fold("سقوط صاروخين أو ثلاثة")
    >>> found = count_before(folded, 5, 12, dual=True)
    >>> (found.low, found.high)
    (2, 3)
    """
    begin, stop = _sentence(folded.text, noun_start, noun_end)
    words = Words(_lexer().tokens(folded.text, begin, stop))
    first = next((i for i, t in enumerate(words.tokens) if t.end > noun_start), None)
    if first is None:
        return None
    last = next((i for i, t in enumerate(words.tokens) if t.end >= noun_end), first)
    before = _number_before(words, first)
    if before is not None:
        return _quantity(words, _after_noun(words, before, last))
    after = _number_after(words, first, last, dual)
    if after is not None:
        return _quantity(words, after)
    return _from_form(words, first, last, dual, singular)


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """A stretch around the noun wide enough for any number phrase and inside its line."""
    begin, stop = max(0, start - 120), min(len(text), end + 120)
    begin = max(begin, text.rfind("\n", 0, start) + 1)
    while begin > 0 and text[begin - 1].isalnum() and begin < start and text[begin].isalnum():
        begin += 1
    line = text.find("\n", end)
    return begin, min(stop, line) if line >= 0 else stop


def _at(words: Words, index: int) -> _Read | None:
    """The number phrase that begins at a token, with the words that bound it."""
    bound = next((k for k in ("atleast", "morethan", "atmost", "about") if words.has(index, k)), None)
    if bound is not None:
        inner = _core(words, index + 1)
        if inner is None and words.has(index + 1, "about"):
            inner = _core(words, index + 2)
        if inner is not None:
            return _bounded(replace(_measured(words, inner), start=index), bound)
        return None
    read = _core(words, index)
    return _tail(words, _measured(words, read), read.end) if read else None


def _core(words: Words, index: int) -> _Read | None:
    """A number, range or vague count at a token, without the words around it."""
    bracket = words.mark(index, "(") and words.has(index + 1, "digits") and words.mark(index + 2, ")")
    if bracket:
        return _Read(index, index + 3, *_twice(int(words.at(index + 1).kinds["digits"])), "count")
    if words.has(index, "between"):
        return _between(words, index)
    vague = words.at(index).value("vague")
    if vague is not None:
        return _Read(index, index + 1 + words.has(index + 1, "of"), None, None, vague)
    if words.has(index, "ord") and not words.has(index, "num"):
        found = ordinal(words, index)
        return _Read(index, found[1], found[0], found[0], "ordinal") if found else None
    return _range(words, index)


def _twice(value: int) -> tuple[int, int]:
    return value, value


def _range(words: Words, index: int) -> _Read | None:
    """One number, or two with "to", "or" or a dash between."""
    first = cardinal(words, index)
    if first is None:
        return None
    low, end = first
    glued = words.has(index, "digits") and words.glued(end - 1) and words.at(end).text.isalpha()
    if words.mark(end, "-") or words.has(end, "or", "to"):
        second = cardinal(words, end + 1)
        if second is not None and second[0] > low and not words.mark(second[1], "-/"):
            return _Read(index, second[1], low, second[0], "range")
    return _Read(index, end, low, low, "count", glued=glued)


def _between(words: Words, index: int) -> _Read | None:
    """ "Between 3 and 5": the second number carries "and"."""
    first = cardinal(words, index + 1)
    if first is None:
        return None
    second = cardinal(words, first[1]) if words.at(first[1]).particle else None
    if second is None and words.has(first[1], "to"):
        second = cardinal(words, first[1] + 1)
    if second is None or second[0] <= first[0]:
        return None
    return _Read(index, second[1], first[0], second[0], "range")


def _measured(words: Words, read: _Read) -> _Read:
    """The number under the rule of what it measures, names or dates, where it does not count."""
    if read.rule not in ("count", "range"):
        return read
    if words.mark(read.end, "%") or words.mark(read.start - 1, "%"):
        return replace(read, rule="percent")
    rule = next((k for k in _MEASURES if words.has(read.end, k)), None) or _named(words, read)
    return replace(read, rule=rule) if rule else read


def _named(words: Words, read: _Read) -> str | None:
    before, after = read.start - 1, read.end
    number = read.low or 0
    if words.has(before, "clock") or (words.mark(after, ":") and words.has(after + 1, "digits")):
        return "clock"
    if words.mark(before, ":") and words.has(before - 1, "digits") and words.glued(before):
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


def _is_year(words: Words, read: _Read) -> bool:
    token = words.at(read.start)
    if read.end != read.start + 1 or len(token.text) != 4 or not words.has(read.start, "digits"):
        return False
    following = words.at(read.end).text
    return not following or not following[0].isalpha() or words.has(read.end, "of", "to")


def _in_date(words: Words, read: _Read) -> bool:
    months = ("month", "weak", "hijri")
    if words.has(read.end, *months) or (words.has(read.end, "of") and words.has(read.end + 1, *months)):
        return True
    if words.has(read.start - 1, *months) and (read.low or 0) >= _FIRST_YEAR:
        return True
    slash = words.mark(read.end, "/") or (words.mark(read.start - 1, "/") and words.has(read.start - 2, "digits"))
    dotted = any(words.mark(i, "-.") and words.glued(i - 1) and words.glued(i) for i in (read.end, read.start - 1))
    return slash or dotted or words.has(read.start - 1, "dayword")


def _bounded(read: _Read, bound: str) -> _Read:
    if bound == "about":
        return replace(read, approximate=True)
    if bound == "atmost":
        return replace(read, low=None)
    return replace(read, high=None)


def _tail(words: Words, read: _Read, at: int) -> _Read:
    """Words after the number that bound it: "at least", "or more", "at most", "about"."""
    for kind, bound in (("after_atleast", "atleast"), ("after_atmost", "atmost"), ("after_about", "about")):
        if words.has(at, kind):
            return _bounded(replace(read, end=max(read.end, at + 1)), bound)
    return read


def _number_before(words: Words, noun: int) -> _Read | None:
    """The number phrase that ends right before the noun: the one that begins farthest to its left."""
    for start in range(max(0, noun - 9), noun):
        read = _at(words, start)
        if read is None:
            continue
        end = read.end + (words.has(read.end, "of") and read.end == noun - 1)
        if end == noun and _counts(read):
            return replace(read, end=noun)
    return None


def _counts(read: _Read) -> bool:
    return read.rule in _COUNTS


def _after_noun(words: Words, read: _Read, last: int) -> _Read:
    """What stands after the noun and still bounds its number ("ten rockets at least")."""
    read = replace(read, end=last + 1)
    for at in (last + 1, last + 2, last + 3):
        bounded = _tail(words, read, at)
        if bounded is not read:
            return bounded
        if not words.at(at).text.isalpha() or words.has(at, "of"):
            break
    return read


def _number_after(words: Words, first: int, last: int, dual: bool) -> _Read | None:
    """The number after the noun: "two rockets or three", "one rocket", "rockets numbering 3", "the four rockets"."""
    at = last + 1
    if words.has(at, "or"):
        other = cardinal(words, at + 1)
        start = 2 if dual else 1
        return _Read(first, other[1], start, other[0], "range", glued=True) if other and other[0] > start else None
    if words.has(at, "numbered"):
        found = _at(words, at + 1)
        return replace(found, start=first) if found and _counts(found) else None
    for shift in (0, 1):
        found = _postposed(words, at + shift, shift)
        if found is not None:
            return _after_noun(words, replace(found, start=first), found.end - 1)
        if not words.at(at).text.isalpha() or words.at(at).kinds:
            break
    return None


def _postposed(words: Words, index: int, shift: int) -> _Read | None:
    token = words.at(index)
    if "num" not in token.kinds and not (words.mark(index, "(") and not shift):
        return None
    read = _core(words, index)
    if read is None or read.rule != "count" or token.particle:
        return None
    if _measured(words, read).rule != "count" or words.has(read.end, "of"):
        return None
    return read if shift == 0 or not words.at(read.end).text.isalpha() else None


def _from_form(words: Words, first: int, last: int, dual: bool, singular: bool) -> Quantity | None:
    if dual:
        read = _Read(first, last + 1, 2, 2, "dual", glued=True)
    elif singular and not has_article(words.at(first).text) and not words.has(first - 1, "ord"):
        read = _Read(first, last + 1, 1, 1, "singular", glued=True)
    else:
        return None
    bound = next((k for k in ("atleast", "morethan", "atmost", "about") if words.has(first - 1, k)), None)
    read = _bounded(replace(read, start=first - 1), bound) if bound else _after_noun(words, read, last)
    return _quantity(words, read)


def _quantity(words: Words, read: _Read) -> Quantity:
    start, end = words.at(read.start).start, words.at(read.end - 1).end
    return Quantity(start, end, read.low, read.high, read.rule, read.glued, read.approximate)
