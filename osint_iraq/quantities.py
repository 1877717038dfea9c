"""Counts in Arabic text: digits, number words, the dual, ranges, "at least" -> (low, high).

Words come from the tables numbers and quantity_words. A number that names, measures or dates something is handed out
under its own rule ("calibre", "clock", "year", …) and never as a plain count.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace

from osint_iraq.lexer import AND, ARTICLE_ENDINGS, Words, has_article
from osint_iraq.numerals import cardinal
from osint_iraq.quantity_grammar import (
    BOUNDS,
    COUNTS,
    Number,
    bounded,
    lexer,
    measured,
    number_at,
    plain_number,
    with_tail,
)
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
        return self.rule in COUNTS


def quantities(folded: Folded, start: int = 0, end: int | None = None) -> list[Quantity]:
    """The numbers of a text or a stretch of it, in order, each with the rule that read it.

    >>> from osint_iraq.text import fold
    >>> [(q.low, q.high) for q in quantities(fold("أكثر من عشرين صاروخا و3-5 طائرات"))]
    [(20, None), (3, 5)]
    """
    words = lexer().words(folded, start, end)
    found: list[Quantity] = []
    done = 0
    for index, (known, text) in enumerate(zip(words.known, words.texts, strict=True)):
        if index >= done and (known.kinds or text == "("):
            read = number_at(words, index)
            if read is not None:
                found.append(_quantity(words, read))
                done = read.end
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
    words = lexer().words(folded, begin, stop)
    first = bisect_right(words.ends, noun_start)
    if first == words.count:
        return None
    last = bisect_left(words.ends, noun_end)
    last = first if last == words.count else last
    before = _number_before(words, first)
    if before is not None:
        return _quantity(words, _after_noun(words, before, last))
    after = _number_of(words, first, last) or _number_after(words, first, last, dual, singular)
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


def _number_before(words: Words, noun: int) -> Number | None:
    """The number phrase that ends right before the noun: the one that begins farthest to its left."""
    for start in range(max(0, noun - 9), noun):
        read = number_at(words, start)
        if read is None:
            continue
        end = read.end + (words.has(read.end, "of") and read.end == noun - 1)
        if end == noun and _counts(read):
            return replace(read, end=noun)
    return None


def _counts(read: Number) -> bool:
    return read.rule in COUNTS


def _after_noun(words: Words, read: Number, last: int) -> Number:
    """What stands after the noun and still bounds its number ("ten rockets at least")."""
    read = replace(read, end=last + 1)
    for at in range(last + 1, last + 6):
        bounded = with_tail(words, read, at)
        if bounded is not read:
            return bounded
        text = words.text(at)
        if text != '"' and (not text.isalpha() or text.startswith(AND) or words.has(at, "of")):
            break
    return read


def _number_of(words: Words, first: int, last: int) -> Number | None:
    """ "The number of rockets … reached four", "rose to 23 the number of attacks"."""
    if not words.has(first - 1, "total"):
        return None
    before = _number_before(words, first - 1)
    if before is not None:
        return replace(before, end=last + 1)
    for at in range(last + 1, last + 20):
        if words.mark(at, ".\n?!;") or words.start(at) < 0:
            return None
        read = number_at(words, at)
        reached = at == last + 1 or words.has(at - 1, "to", "reached") or words.has(at, "atmost", "morethan", "about")
        if read is not None and reached and _counts(read) and words.text(at) != "(":
            return replace(read, start=first - 1)
    return None


def _number_after(words: Words, first: int, last: int, dual: bool, singular: bool) -> Number | None:
    """The number after the noun: "two rockets or three", "one rocket", "rockets numbering 3", "the four rockets"."""
    at = last + 1
    if words.has(at, "or"):
        other = cardinal(words, at + 1)
        start = 2 if dual else 1
        return Number(first, other[1], start, other[0], "range", glued=True) if other and other[0] > start else None
    if words.has(at, "numbered"):
        found = number_at(words, at + 1)
        return replace(found, start=first) if found and _counts(found) else None
    the = _the_number(words, at) if has_article(words.text(first)) and not singular else None
    if the is not None:
        return _after_noun(words, Number(first, at + 1, the, the, "count"), at)
    for shift in (0, 1):
        found = _postposed(words, at + shift, shift)
        if found is not None:
            return _after_noun(words, replace(found, start=first), found.end - 1)
        if not words.text(at).isalpha() or words.at(at).kinds:
            break
    return None


def _the_number(words: Words, index: int) -> int | None:
    """ "The four", "the 14" after a noun with the article."""
    token = words.at(index)
    value = token.value("defnum") or (token.value("digits") if token.particle in ARTICLE_ENDINGS else None)
    return int(value) if value and len(value) < 10 else None


def _postposed(words: Words, index: int, shift: int) -> Number | None:
    token = words.at(index)
    if "num" not in token.kinds and not (words.mark(index, "(") and not shift):
        return None
    read = plain_number(words, index)
    if read is None or read.rule != "count" or token.particle:
        return None
    if measured(words, read).rule != "count" or words.has(read.end, "of"):
        return None
    return read if shift == 0 or not words.text(read.end).isalpha() else None


def _from_form(words: Words, first: int, last: int, dual: bool, singular: bool) -> Quantity | None:
    if dual:
        read = Number(first, last + 1, 2, 2, "dual", glued=True)
    elif singular and not has_article(words.text(first)) and not words.has(first - 1, "ord"):
        read = Number(first, last + 1, 1, 1, "singular", glued=True)
    else:
        return None
    bound = words.first(first - 1, BOUNDS)
    read = bounded(replace(read, start=first - 1), bound) if bound else _after_noun(words, read, last)
    return _quantity(words, read)


def _quantity(words: Words, read: Number) -> Quantity:
    start, end = words.start(read.start), words.end(read.end - 1)
    return Quantity(start, end, read.low, read.high, read.rule, read.glued, read.approximate)
