"""How many letters and words a text has.

Looking up each character's class takes as long as all else that is asked of a text. What Arabic pages are written in
fits a code page of our own, one byte a character; bytes are told apart at once, and only a text with something else in
it is looked at character by character.
"""

from __future__ import annotations

import codecs

import regex

_LETTERS = regex.compile(r"\p{L}+")
_ARABIC = regex.compile(r"\p{Script=Arabic}+")
_PAGE = "".join(map(chr, (
    *range(0x80), 0xA0, 0xA9, 0xAB, 0xB0, 0xB7, 0xBB, 0x60C, 0x61B, 0x61F, *range(0x621, 0x63B), *range(0x640, 0x656),
    *range(0x660, 0x66D), 0x670, 0x671, 0x679, 0x67E, 0x686, 0x688, 0x691, 0x695, 0x698, 0x6A4, 0x6A9, 0x6AF, 0x6B5,
    0x6BA, 0x6BE, *range(0x6C0, 0x6C4), 0x6C6, 0x6C7, 0x6CC, 0x6CE, 0x6D2, 0x6D4, 0x6D5, *range(0x6F0, 0x6FA),
    *range(0x200B, 0x2010), 0x2013, 0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x201E, 0x2022, 0x2026,
    *range(0x202A, 0x202F), 0x2039, 0x203A, 0xFEFF,
)))  # fmt: skip
_CODES = codecs.charmap_build(_PAGE)


def _without(pattern: regex.Pattern[str]) -> bytes:
    return bytes(code for code, character in enumerate(_PAGE) if not pattern.match(character))


_NO_LETTERS, _NOT_ARABIC = _without(_LETTERS), _without(_ARABIC)


def _blanked(others: bytes) -> bytes:
    return bytes(32 if code in others else 97 for code in range(256))


_WORDS, _ARABIC_WORDS = _blanked(_NO_LETTERS), _blanked(_NOT_ARABIC)


def count_letters(text: str) -> int:
    """How many letters of any script the text has.

    >>> count_letters("a b, 12 - c")
    3
    """
    try:
        return len(codecs.charmap_encode(text, None, _CODES)[0].translate(None, _NO_LETTERS))
    except UnicodeEncodeError:
        return len("".join(_LETTERS.findall(text)))


def count_arabic(text: str) -> int:
    """How many characters of the Arabic script, marks and digits of its own included.

    >>> count_arabic("a b")
    0
    """
    try:
        return len(codecs.charmap_encode(text, None, _CODES)[0].translate(None, _NOT_ARABIC))
    except UnicodeEncodeError:
        return len("".join(_ARABIC.findall(text)))


def count_words(text: str) -> int:
    """How many runs of letters.

    >>> count_words("one 2 three-four")
    3
    """
    try:
        return len(codecs.charmap_encode(text, None, _CODES)[0].translate(_WORDS).split())
    except UnicodeEncodeError:
        return len(_LETTERS.findall(text))


def count_arabic_words(text: str) -> int:
    """How many runs of characters of the Arabic script.

    >>> count_arabic_words("a b")
    0
    """
    try:
        return len(codecs.charmap_encode(text, None, _CODES)[0].translate(_ARABIC_WORDS).split())
    except UnicodeEncodeError:
        return len(_ARABIC.findall(text))
