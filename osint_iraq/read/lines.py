"""A page as lines, each with its folded form and the few facts that every rule asks for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import regex

from osint_iraq import text
from osint_iraq.read.letters import count_words

_BULLET = regex.compile(r"^\s*(?:[•●▪◦■□*·‣–—]|-(?=\s))\s*")
_FIRST_LETTER = regex.compile(r"\p{L}")
_LAST_LETTER = regex.compile(r"(?r)\p{L}")
_HEAD = regex.compile(r"^[^\p{L}\p{N}]+")
_BEHIND_STOP = "\"')] \n"

_LONG = 20
_SENTENCE = 4
_MANY_CHARACTERS = 1_000


@dataclass(frozen=True)
class Line:
    """One line of a page, without the blanks around it."""

    number: int
    original: str

    @cached_property
    def folded(self) -> text.Folded:
        """The line folded for matching."""
        return text.fold(self.original)

    @cached_property
    def flat(self) -> str:
        """The folded words without bullets and marks before them."""
        head = _HEAD.match(self.folded.text)
        return self.folded.text[head.end() :] if head else self.folded.text

    @cached_property
    def core(self) -> str:
        """The folded words without digits and marks around them."""
        return core(self.folded.text)

    @cached_property
    def words(self) -> int:
        """How many words the line has, numbers not counted."""
        return count_words(self.folded.text)

    @property
    def long(self) -> bool:
        """True where it has more characters than any headline, caption or date line, however few its words."""
        return len(self.original) > _MANY_CHARACTERS

    @property
    def blank(self) -> bool:
        """True where nothing stands on the line."""
        return not self.original

    @cached_property
    def bullet(self) -> bool:
        """True for an item of a list."""
        return _BULLET.match(self.original) is not None

    @cached_property
    def ended(self) -> bool:
        """True where the line ends with a full stop, as a sentence does and a headline does not."""
        words = self.folded.text.rstrip(_BEHIND_STOP)
        return words.endswith(".") and not words.endswith("..")

    @cached_property
    def paragraph(self) -> bool:
        """True for running text: long, or a sentence that ends as one."""
        if self.words >= _LONG:
            return True
        return self.words >= _SENTENCE and self.ended


def core(folded: str) -> str:
    """Folded text without digits and marks at its edges.

    >>> core("+ ab c - 3")
    'ab c'
    """
    first, last = _FIRST_LETTER.search(folded), _LAST_LETTER.search(folded)
    return folded[first.start() : last.end()] if first and last else ""


def split(page: str) -> list[Line]:
    """The lines of a page, blank ones included, trimmed."""
    return [Line(number, line.strip()) for number, line in enumerate(page.splitlines())]
