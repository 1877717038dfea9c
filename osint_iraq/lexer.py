"""Words with their kinds: the shared reading of dates and numbers.

A table of words (one row a word: term, kind, value) becomes a `Lexer`; a folded text becomes `Words`, each with the
kinds it can be. Rules then work on words and never on letters.
"""

from __future__ import annotations

import csv
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from itertools import accumulate, repeat
from operator import add

from osint_iraq.text import LETTERS, Folded, normalise

_PIECE = re.compile(
    rf"(?:[{LETTERS}]+|[a-z]+|[0-9]{{1,3}}(?:[.,][0-9]{{3}}){{1,8}}+(?![0-9.,]{{0,20}}[0-9])|[0-9]+|[^\s]|\n) ?"
)
_IN_NUMBERS = frozenset("0123456789.,")
_AND_ONLY = frozenset({"weak", "hijri"})
_NO_PARTICLES = frozenset({"with", "and", "never", "hijrimark", "gregmark"})


class Known:
    """What a word or number can be: its value under each kind, and the particle written onto it.

    `rest` are the pieces that follow where the term has several; `longer` the terms of several pieces that begin with
    the same piece, by the second one, the longest first.
    """

    __slots__ = ("kinds", "longer", "particle", "rest")

    def __init__(self, kinds: Mapping[str, str], particle: str = "", rest: tuple[str, ...] = ()) -> None:
        self.kinds = kinds
        self.particle = particle
        self.rest = rest
        self.longer: dict[str, list[Known]] = {}

    def value(self, kind: str) -> str | None:
        """Its value as `kind`, or None where it is nothing of the sort."""
        return self.kinds.get(kind)


_UNKNOWN = Known({})


class Words:
    """The words, numbers and marks of a folded text, in order; they may be asked beyond their ends.

    Four lists side by side and no list of objects, since rules look at few of the words of a text.
    """

    __slots__ = ("count", "ends", "known", "starts", "texts")

    def __init__(self, texts: list[str], starts: list[int], ends: list[int], known: list[Known]) -> None:
        self.texts = texts
        self.starts = starts
        self.ends = ends
        self.known = known
        self.count = len(texts)

    def at(self, index: int) -> Known:
        """What the word at `index` can be; nothing beyond the ends."""
        return self.known[index] if -1 < index < self.count else _UNKNOWN

    def text(self, index: int) -> str:
        """The folded word at `index`, of several the first; empty beyond the ends."""
        return self.texts[index] if -1 < index < self.count else ""

    def start(self, index: int) -> int:
        """Where the word at `index` begins; -1 beyond the ends."""
        return self.starts[index] if -1 < index < self.count else -1

    def end(self, index: int) -> int:
        """Where the word at `index` ends; -1 beyond the ends."""
        return self.ends[index] if -1 < index < self.count else -1

    def has(self, index: int, *kinds: str) -> bool:
        """Whether the word at `index` can be any of `kinds`."""
        if -1 < index < self.count:
            own = self.known[index].kinds
            if own:
                for kind in kinds:
                    if kind in own:
                        return True
        return False

    def first(self, index: int, kinds: Iterable[str]) -> str | None:
        """The first of `kinds` that the word at `index` can be."""
        if -1 < index < self.count:
            own = self.known[index].kinds
            if own:
                for kind in kinds:
                    if kind in own:
                        return kind
        return None

    def mark(self, index: int, marks: str) -> bool:
        """Whether the word at `index` is one of these marks."""
        text = self.texts[index] if -1 < index < self.count else ""
        return len(text) == 1 and text in marks

    def glued(self, index: int) -> bool:
        """Whether nothing stands between this word and the next."""
        return self.end(index) == self.start(index + 1)

    def digits(self, index: int, low: int, high: int, width: int = 4) -> int | None:
        """The number in digits at `index` where it lies in [low, high] and has at most `width` digits."""
        value = self.at(index).kinds.get("digits")
        if value is None or len(self.texts[index]) != len(value) or len(value) > width:
            return None
        return int(value) if low <= int(value) <= high else None

    def part(self, first: int, last: int) -> Words:
        """The words [first, last) alone."""
        return Words(self.texts[first:last], self.starts[first:last], self.ends[first:last], self.known[first:last])

    def extend(self, other: Words, first: int, last: int) -> None:
        """Puts the words [first, last) of others behind these."""
        if first < last:
            self.texts += other.texts[first:last]
            self.starts += other.starts[first:last]
            self.ends += other.ends[first:last]
            self.known += other.known[first:last]
            self.count += last - first

    def add(self, text: str, start: int, end: int, known: Known) -> None:
        """Puts one word behind these."""
        self.texts.append(text)
        self.starts.append(start)
        self.ends.append(end)
        self.known.append(known)
        self.count += 1


@dataclass(frozen=True)
class Row:
    """One row of a word table."""

    term: str
    kind: str
    value: str
    example: str
    note: str


def rows(name: str) -> list[Row]:
    """The rows of one word table, terms as written."""
    source = resources.files("osint_iraq") / "lexicons" / f"{name}.csv"
    with source.open(encoding="utf-8") as handle:
        return [Row(r["term"], r["kind"], r["value"], r["example"], r["note"]) for r in csv.DictReader(handle)]


_PARTICLES = tuple(normalise(r.term) for r in rows("particles") if r.kind == "particle")
_ARTICLE = next(normalise(r.term) for r in rows("particles") if r.kind == "article")
_LAM = _ARTICLE[1]
AND = _PARTICLES[0]
"""The particle that joins, as it is written onto the next word."""
_ON_DIGITS = frozenset(p + a for p in ("", *_PARTICLES) for a in ("", _ARTICLE) if p + a) | frozenset(
    p + _LAM for p in _PARTICLES if p.endswith(_LAM)
)

_WITH_ARTICLE = tuple(p for p in _ON_DIGITS if p.endswith(_LAM) and p not in _PARTICLES)
ARTICLE_ENDINGS = frozenset(_WITH_ARTICLE)
"""The article with and without particles before it, as it is written onto a word or a number."""


class Lexer:
    """Finds the words of some word tables in a folded text.

    >>> from osint_iraq.text import fold
    >>> [known.value("weekday") for known in Lexer(["weekdays"]).words(fold("مساء السبت")).known]
    [None, '5']
    """

    def __init__(self, tables: Iterable[str]) -> None:
        every = [row for name in tables for row in rows(name)]
        never = {normalise(r.term) for r in every if r.kind == "never"}
        words = [(_pieces(normalise(r.term)).texts, r) for r in every if r.kind != "never"]
        entries: dict[str, list[Known]] = {}
        for pieces, row in words:
            _enter(entries, pieces, row, "")
        for pieces, row in words:
            for head, particle in _with_particles(pieces[0], row.kind):
                if head not in never:
                    _enter(entries, [head, *pieces[1:]], row, particle)
        self._known = {word: _one(found) for word, found in entries.items()}
        self._reach = max(len(entry.rest) for found in entries.values() for entry in found)

    def words(self, folded: Folded, start: int = 0, end: int | None = None) -> Words:
        """The words of a folded text or a stretch of it; terms of several words are one. Not to be changed.

        The text is read once; a stretch is cut out of what was read. Only where the cut goes through a word or a term
        the last words are read anew, and all of them where it may go through a number or where a term before it began.
        """
        whole: Words | None = folded.kept.get(self)
        if whole is None:
            pieces = folded.kept.get(_pieces)
            if pieces is None:
                pieces = folded.kept[_pieces] = _pieces(folded.text)
            whole = folded.kept[self] = self._joined(pieces)
        text, stop = folded.text, len(folded.text) if end is None else end
        if start <= 0 and stop >= len(text):
            return whole
        first, last = bisect_left(whole.starts, start), bisect_right(whole.ends, stop)
        in_term = first > 0 and whole.ends[first - 1] > start
        if in_term or last < first or _in_number(text, start) or _in_number(text, stop):
            return self._joined(_pieces(text, start, stop))
        if last == whole.count or whole.starts[last] >= stop:
            return whole.part(first, last)
        sure = max(first, last - self._reach)  # terms from here on may have been longer than the stretch allows
        found, ending = whole.part(first, sure), self._joined(_pieces(text, whole.starts[sure], stop))
        found.extend(ending, 0, ending.count)
        return found

    def _joined(self, pieces: _Pieces) -> Words:
        """The pieces with what each can be; those of one term, or of a number with its particle, are one word."""
        texts = pieces.texts
        known = list(map(self._known.get, texts, repeat(_UNKNOWN)))
        several = [place for place, entry in enumerate(known) if entry.longer]
        joins: list[_Join] = []
        done = 0
        for place in sorted(several + pieces.numbers):
            if place < done:
                continue
            term = _term(texts, place, known[place])
            if term is not None:
                done = place + 1 + len(term.rest)
                joins.append((place, done, texts[place], term))
            elif not known[place].kinds and "0" <= texts[place] < ":":
                digits = {"digits": texts[place].replace(",", "").replace(".", "")}
                glued = _glued(pieces, place, joins)
                if glued is None:
                    known[place] = Known(digits)
                else:
                    joins.append((glued, place + 1, texts[place], Known(digits, texts[glued])))
        alone = Words(texts, pieces.starts, pieces.ends, known)
        return _with_joins(alone, joins) if joins else alone


_Join = tuple[int, int, str, Known]
"""Pieces that are one word: the first, the one behind the last, the text and what the word can be."""


def _term(texts: list[str], place: int, first: Known) -> Known | None:
    """The longest term of several pieces that begins here."""
    if not first.longer or place + 1 == len(texts):
        return None
    for entry in first.longer.get(texts[place + 1], ()):
        rest = entry.rest
        if len(rest) == 1 or tuple(texts[place + 1 : place + 1 + len(rest)]) == rest:
            return entry
    return None


def _glued(pieces: _Pieces, place: int, joins: list[_Join]) -> int | None:
    """Where the article or particle begins that is written onto the number; a join that it ends in goes with it."""
    if not place:
        return None
    joined = bool(joins) and joins[-1][1] == place
    first = joins[-1][0] if joined else place - 1
    before = joins[-1][2] if joined else pieces.texts[first]
    if before not in _ON_DIGITS or pieces.starts[place] - pieces.ends[place - 1] > (_ARTICLE in before):
        return None
    if joined:
        joins.pop()
    return first


def _with_joins(words: Words, joins: list[_Join]) -> Words:
    found, done = Words([], [], [], []), 0
    for first, behind, text, known in joins:
        found.extend(words, done, first)
        found.add(text, words.starts[first], words.ends[behind - 1], known)
        done = behind
    found.extend(words, done, words.count)
    return found


@dataclass(frozen=True, slots=True)
class _Pieces:
    """The words, numbers and marks of a text as they are written, and which of them are numbers."""

    texts: list[str]
    starts: list[int]
    ends: list[int]
    numbers: list[int]


def _pieces(text: str, start: int = 0, end: int | None = None) -> _Pieces:
    """The pieces of a folded text or a stretch of it.

    Taken with the blank behind each, so that they lie end to end and their places follow from their lengths.
    """
    stop = len(text) if end is None else end
    if start < stop and text[start] == " ":
        start += 1
    found = _PIECE.findall(text, start, stop)
    starts = list(accumulate(map(len, found), initial=start))
    starts.pop()
    texts = list(map(str.rstrip, found, repeat(" ")))
    ends = list(map(add, starts, map(len, texts)))
    return _Pieces(texts, starts, ends, [place for place, word in enumerate(texts) if "0" <= word < ":"])


def _in_number(text: str, at: int) -> bool:
    """Whether a number may go on from one side of this place to the other."""
    return 0 < at < len(text) and text[at - 1] in _IN_NUMBERS and text[at] in _IN_NUMBERS


def _enter(entries: dict[str, list[Known]], pieces: list[str], row: Row, particle: str) -> None:
    """Enters a term under its first piece; a second meaning of it joins the first, a second particle does not."""
    head, rest = pieces[0], tuple(pieces[1:])
    own = entries.setdefault(head, [])
    for entry in own:
        if entry.rest == rest:
            if entry.particle == particle and row.kind not in entry.kinds:
                entry.kinds = {**entry.kinds, row.kind: row.value}
            return
    own.append(Known({row.kind: row.value}, particle, rest))


def _one(entries: list[Known]) -> Known:
    """The entry of the piece alone, or one that is nothing, with the longer ones."""
    alone = next((entry for entry in entries if not entry.rest), None) or Known({})
    for entry in sorted(entries, key=lambda entry: -len(entry.rest)):
        if entry.rest:
            alone.longer.setdefault(entry.rest[0], []).append(entry)
    return alone


def _with_particles(head: str, kind: str) -> Iterable[tuple[str, str]]:
    if kind in _NO_PARTICLES or not head.isalpha():
        return
    for particle in _PARTICLES[:1] if kind in _AND_ONLY else _PARTICLES:
        if particle.endswith(_LAM) and head.startswith(_ARTICLE):
            yield particle + head[1:], particle
        else:
            yield particle + head, particle


def has_article(word: str) -> bool:
    """Whether a folded word carries the article, perhaps after a particle ("with the rocket").

    >>> has_article("بالصاروخ"), has_article("للصاروخ"), has_article("بصاروخ")
    (True, True, False)
    """
    return any(word.startswith(start) and len(word) > len(start) + 2 for start in _WITH_ARTICLE)
