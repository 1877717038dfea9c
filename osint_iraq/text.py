"""Normalised text that knows where each character came from; the only door to camel-tools.

camel-tools decides how letters fold (alef forms, alef maksura, teh marbuta, diacritics, presentation forms); its
decision is asked once for each character and kept in one table, so that a text is folded in one pass and every span
of the folded text maps back to the original.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import Any

from camel_tools.utils.dediac import dediac_ar
from camel_tools.utils.normalize import (
    normalize_alef_ar,
    normalize_alef_maksura_ar,
    normalize_teh_marbuta_ar,
    normalize_unicode,
)

LETTERS = "\u0621-\u063a\u0641-\u064a"
"""The Arabic letters that can stand in folded text, as a character class."""

_TATWEEL = "\u0640"
_FOREIGN_LETTERS = {
    "\u06cc": "\u064a", "\u06d2": "\u064a", "\u06ce": "\u064a", "\u06d0": "\u064a", "\u06cd": "\u064a",
    "\u06a9": "\u0643", "\u06aa": "\u0643", "\u06ac": "\u0643", "\u06af": "\u0643",
    "\u0686": "\u062c", "\u0698": "\u0632", "\u067e": "\u0628", "\u06a4": "\u0641",
    "\u06c1": "\u0647", "\u06be": "\u0647", "\u06d5": "\u0647", "\u06c0": "\u0647", "\u06c3": "\u0647",
    "\u06c6": "\u0648", "\u06c7": "\u0648", "\u06ca": "\u0648", "\u06b5": "\u0644", "\u0695": "\u0631",
    "\u0671": "\u0627", "\u0624": "\u0648", "\u0626": "\u064a",
}  # fmt: skip
_SAME = {
    "\u066b": ".", "\u066c": ",", "\u060c": ",", "\u061b": ";", "\u061f": "?", "\u06d4": ".",
    "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u00ab": '"', "\u00bb": '"', "\u2018": "'", "\u2019": "'",
    "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2212": "-", "\u2026": ".",
}  # fmt: skip
_INVISIBLE = "Cf"
_NEWLINES = frozenset("\n\r\u2028\u2029\x0b\x0c\x85")
_SENTENCE_END = re.compile(r"""[.!?\u203c\n](?:(?<=\n)\n*+|[.!?\u203c]*+(?P<closed>(?=["')\]]*(?:\s|$))["')\]]*)?)""")
"""A row of marks, `closed` where it ends a sentence, or newlines. It begins with one class of characters, which is what
makes the search for it quick."""
_ABBREVIATION = re.compile(rf"(?:^|[\s(\"])[{LETTERS}]\.$")


@lru_cache(maxsize=4096)
def _fold_char(char: str) -> str:
    """What one character becomes: its folded form, or nothing for marks that are not read."""
    if char in _NEWLINES:
        return "\n"
    if char.isspace():
        return " "
    if char in _FOREIGN_LETTERS or char in _SAME:
        return _FOREIGN_LETTERS.get(char) or _SAME[char]
    if char == _TATWEEL or unicodedata.category(char) in (_INVISIBLE, "Mn", "Cc", "Cs"):
        return ""
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    folded = normalize_unicode(char) if "\ufb50" <= char <= "\ufeff" else char
    folded = "".join(_FOREIGN_LETTERS.get(c, c) for c in folded if c != _TATWEEL)
    folded = normalize_teh_marbuta_ar(normalize_alef_maksura_ar(normalize_alef_ar(dediac_ar(folded))))
    folded = folded.strip().lower()
    return folded if folded == char else "".join(_fold_char(c) for c in folded)


class _Table(dict[int, str]):
    """What each character becomes, asked once for each."""

    def __init__(self) -> None:
        self.gone: set[str] = set()
        """Characters met that become nothing."""
        self.grown: set[str] = set()
        """Characters met that become several."""

    def __missing__(self, code: int) -> str:
        folded = _fold_char(chr(code))
        if len(folded) != 1:
            (self.grown if folded else self.gone).add(chr(code))
        self[code] = folded
        return folded


_TABLE = _Table()
_BLANKS = re.compile("  +")


@dataclass(frozen=True)
class Folded:
    """A text, its folded form, and the way back: `text[i]` came from `original[origin[i]]`.

    `read` is what was folded: the original, or as many characters with some of them blotted out.
    """

    original: str
    text: str
    read: str = field(repr=False)
    kept: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What readers of the text found in it once and need again, each under a key of its own."""

    @cached_property
    def origin(self) -> Sequence[int] | None:
        """Where each character came from; None where both texts are of one length, character by character.

        Reckoned when a span is first asked for: most texts tell nothing, and nobody asks.
        """
        if not any(char in self.read for char in tuple(_TABLE.grown)):  # other threads may add to it
            if len(self.read) == len(self.text):
                return None
            gone = _TABLE.gone
            stayed = [index for index, char in enumerate(self.read) if char not in gone]
            if len(stayed) == len(self.text):
                return stayed
        return self._origin_by_pieces()

    def _origin_by_pieces(self) -> list[int]:
        """The same where characters became several, or several blanks one."""
        origin: list[int] = []
        blank = False
        for index, char in enumerate(self.read):
            piece = _TABLE[ord(char)]
            if piece and not (blank and piece == " "):
                blank = piece == " "
                origin.extend([index] * len(piece))
        return origin

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original that the folded span [start, end) came from.

        >>> folded = fold("صـاروخان")
        >>> folded.span(0, len(folded.text)) == (0, 8)
        True
        """
        if start >= end:
            return (0, 0)
        origin = self.origin
        if origin is None:
            return (start, end)
        return (origin[start], origin[end - 1] + 1)

    def words(self, start: int, end: int) -> str:
        """The original words behind the folded span [start, end)."""
        first, last = self.span(start, end)
        return self.original[first:last]


def fold(text: str, original: str | None = None) -> Folded:
    """`text` folded for matching, with the way back to the original characters.

    Alef forms become bare alef, alef maksura becomes yeh, teh marbuta becomes heh, hamza seats become their letter,
    Persian and Kurdish letters their Arabic sisters, digits of any script ASCII digits, quotation marks and dashes one
    form; diacritics, tatweel, zero-width and bidi marks vanish; runs of blanks become one blank; newlines stay.
    `original` is given where `text` is that text with some characters blotted out, one for one.

    >>> fold("الـقَاعدةُ  ١٢").text == "القاعده 12"
    True
    """
    return Folded(text if original is None else original, _folded(text), text)


def _folded(text: str) -> str:
    folded = text.translate(_TABLE)
    return _BLANKS.sub(" ", folded) if "  " in folded else folded


def normalise(text: str) -> str:
    """The folded form alone, stripped; the form in which lexicon entries are compared.

    >>> normalise("إطلاقُ") == normalise("اطلاق")
    True
    """
    return _folded(text).strip()


def tokens(text: str) -> list[str]:
    """The words and marks of `text` as camel-tools' tokeniser splits them (a dual month name gives three).

    >>> tokens("يونيو/حزيران 2020")
    ['يونيو', '/', 'حزيران', '2020']
    """
    from camel_tools.tokenizers.word import simple_word_tokenize  # half a second to import: only where it is used

    return list(simple_word_tokenize(text))


def sentences(folded: Folded) -> list[tuple[int, int]]:
    """Spans of the sentences of a folded text, in its own coordinates; a newline always ends one.

    A full stop inside a number, or after a single letter as in initials, does not end a sentence.

    >>> f = fold("سقط صاروخ. لم يصب أحد.")
    >>> [f.text[a:b] for a, b in sentences(f)] == ["سقط صاروخ.", "لم يصب احد."]
    True
    """
    text = folded.text
    found: list[tuple[int, int]] = []
    begin = 0
    for match in _SENTENCE_END.finditer(text):
        mark = text[match.start()]
        if mark != "\n" and match["closed"] is None:
            continue
        if mark == "." and _ABBREVIATION.search(text, max(begin, match.start() - 2), match.start() + 1):
            continue
        found.append((begin, match.end()))
        begin = match.end()
    found.append((begin, len(text)))
    return [s for s in (_trimmed(text, a, b) for a, b in found) if s[0] < s[1]]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    stretch = text[start:end]
    return start + len(stretch) - len(stretch.lstrip()), start + len(stretch.rstrip())


class Spans:
    """Many spans that are asked again and again what lies in them; an answer takes no look at each of them.

    >>> spans = Spans([(0, 3), (2, 9)])
    >>> spans.hold(2, 9), spans.hold(2, 10), spans.hold_begun_before(2, 3)
    (True, False, True)
    """

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        ordered = sorted(spans)
        self._starts = [start for start, _ in ordered]
        self._furthest = list(accumulate((end for _, end in ordered), max))

    def hold(self, start: int, end: int) -> bool:
        """Whether one of them begins at `start` or before it and ends at `end` or behind it."""
        return self._reach(bisect_right(self._starts, start), end)

    def hold_begun_before(self, start: int, end: int) -> bool:
        """Whether one of them begins before `start` and ends at `end` or behind it."""
        return self._reach(bisect_left(self._starts, start), end)

    def _reach(self, count: int, end: int) -> bool:
        return count > 0 and self._furthest[count - 1] >= end


def containing(spans: list[tuple[int, int]], position: int) -> int:
    """Index of the span that holds `position` (the last one that starts at or before it)."""
    return max(0, bisect_right(spans, position, key=lambda span: span[0]) - 1)
