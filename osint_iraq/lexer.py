"""Words with their kinds: the shared reading of dates and numbers.

A table of words (one row a word: term, kind, value) becomes a `Lexer`; a folded text becomes a list of tokens, each
with the kinds its word can be. Rules then work on tokens and never on letters.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources

import regex

from osint_iraq.text import LETTERS, normalise

_PIECE = regex.compile(
    rf"[{LETTERS}]+|[a-z]+|[0-9]{{1,3}}(?:[.,][0-9]{{3}}){{1,8}}+(?![0-9.,]{{0,20}}[0-9])|[0-9]+|[^\s]|\n"
)
_AND_ONLY = frozenset({"weak", "hijri"})
_NO_PARTICLES = frozenset({"with", "and", "never", "hijrimark", "gregmark"})
_NONE: Mapping[str, str] = {}


@dataclass(slots=True)
class Token:
    """One word, number or mark of a folded text; `kinds` maps what it can be to its value there."""

    start: int
    end: int
    text: str
    kinds: Mapping[str, str]
    particle: str = ""

    def value(self, kind: str) -> str | None:
        """Its value as `kind`, or None where it is nothing of the sort."""
        return self.kinds.get(kind)


_NOTHING = Token(-1, -1, "", {})


class Words:
    """A list of tokens that may be asked beyond its ends."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self._count = len(tokens)

    def at(self, index: int) -> Token:
        """The token at `index`, or an empty one."""
        return self.tokens[index] if 0 <= index < self._count else _NOTHING

    def has(self, index: int, *kinds: str) -> bool:
        """Whether the token at `index` can be any of `kinds`."""
        if not 0 <= index < self._count:
            return False
        own = self.tokens[index].kinds
        if own:
            for kind in kinds:
                if kind in own:
                    return True
        return False

    def mark(self, index: int, marks: str) -> bool:
        """Whether the token at `index` is one of these marks."""
        text = self.at(index).text
        return len(text) == 1 and text in marks

    def glued(self, index: int) -> bool:
        """Whether nothing stands between this token and the next."""
        return self.at(index).end == self.at(index + 1).start

    def digits(self, index: int, low: int, high: int, width: int = 4) -> int | None:
        """The number in digits at `index` where it lies in [low, high] and has at most `width` digits."""
        token = self.at(index)
        value = token.kinds.get("digits")
        if value is None or len(token.text) != len(value) or len(value) > width:
            return None
        return int(value) if low <= int(value) <= high else None


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


@dataclass(frozen=True)
class _Entry:
    rest: tuple[str, ...]
    kinds: dict[str, str]
    particle: str


class Lexer:
    """Finds the words of some word tables in a folded text.

    >>> [t.value("weekday") for t in Lexer(["weekdays"]).tokens(normalise("مساء السبت"))]
    [None, '5']
    """

    def __init__(self, tables: Iterable[str]) -> None:
        self._entries: dict[str, list[_Entry]] = {}
        every = [row for name in tables for row in rows(name)]
        never = {normalise(r.term) for r in every if r.kind == "never"}
        words = [(tuple(_PIECE.findall(normalise(r.term))), r) for r in every if r.kind != "never"]
        for pieces, row in words:
            self._add(pieces, row, "")
        for pieces, row in words:
            for head, particle in _with_particles(pieces[0], row.kind):
                if head not in never:
                    self._add((head, *pieces[1:]), row, particle)
        for entries in self._entries.values():
            entries.sort(key=lambda e: -len(e.rest))

    def _add(self, pieces: tuple[str, ...], row: Row, particle: str) -> None:
        entries = self._entries.setdefault(pieces[0], [])
        for entry in entries:
            if entry.rest == pieces[1:]:
                if entry.particle == particle:
                    entry.kinds.setdefault(row.kind, row.value)
                return
        entries.append(_Entry(pieces[1:], {row.kind: row.value}, particle))

    def tokens(self, text: str, start: int = 0, end: int | None = None) -> list[Token]:
        """The tokens of a folded text, in order; words of several parts are one token."""
        stop = len(text) if end is None else end
        pieces = [(m.start(), m.end(), m.group()) for m in _PIECE.finditer(text, start, stop)]
        found: list[Token] = []
        index = 0
        while index < len(pieces):
            first, last, word = pieces[index]
            entry = self._match(pieces, index, word)
            if entry is not None:
                index += len(entry.rest)
                found.append(Token(first, pieces[index][1], word, entry.kinds, entry.particle))
            elif "0" <= word[0] <= "9":
                found.append(_number(found, first, last, word))
            else:
                found.append(Token(first, last, word, _NONE))
            index += 1
        return found

    def _match(self, pieces: list[tuple[int, int, str]], index: int, word: str) -> _Entry | None:
        for entry in self._entries.get(word, ()):
            size = len(entry.rest)
            if not size or tuple(p[2] for p in pieces[index + 1 : index + 1 + size]) == entry.rest:
                return entry
        return None


def _with_particles(head: str, kind: str) -> Iterable[tuple[str, str]]:
    if kind in _NO_PARTICLES or not head.isalpha():
        return
    for particle in _PARTICLES[:1] if kind in _AND_ONLY else _PARTICLES:
        if particle.endswith(_LAM) and head.startswith(_ARTICLE):
            yield particle + head[1:], particle
        else:
            yield particle + head, particle


def _number(before: list[Token], start: int, end: int, digits: str) -> Token:
    """A number in digits; an article or particle written onto it goes with it."""
    value = digits.replace(",", "").replace(".", "")
    particle = ""
    if before and before[-1].text in _ON_DIGITS and start - before[-1].end <= (_ARTICLE in before[-1].text):
        glued = before.pop()
        start, particle = glued.start, glued.text
    return Token(start, end, digits, {"digits": value}, particle)


def has_article(word: str) -> bool:
    """Whether a folded word carries the article, perhaps after a particle ("with the rocket").

    >>> has_article("بالصاروخ"), has_article("للصاروخ"), has_article("بصاروخ")
    (True, True, False)
    """
    return any(word.startswith(start) and len(word) > len(start) + 2 for start in _WITH_ARTICLE)
