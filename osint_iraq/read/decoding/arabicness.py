"""How much like Arabic writing a text is: what tells a right decoding from a wrong one."""

from __future__ import annotations

import regex

# The Arabic letters, the commonest first; a wrong decoding shifts them, so that rare ones become common.
_BY_FREQUENCY = [chr(code) for code in (
    0x627, 0x644, 0x64a, 0x645, 0x648, 0x646, 0x631, 0x62a, 0x628, 0x629, 0x639, 0x62f, 0x633, 0x641,
    0x647, 0x643, 0x642, 0x62d, 0x623, 0x62c, 0x634, 0x637, 0x635, 0x62e, 0x636, 0x649, 0x630, 0x62b,
    0x63a, 0x632, 0x626, 0x625, 0x621, 0x622, 0x624, 0x638,
)]  # fmt: skip
_WEIGHT = {letter: 1.0 - place / len(_BY_FREQUENCY) for place, letter in enumerate(_BY_FREQUENCY)}
_SISTERS = [chr(code) for code in (
    0x67e, 0x686, 0x698, 0x6af, 0x6a9, 0x6cc, 0x6be, 0x6c1, 0x6d2, 0x679, 0x688,
    0x691, 0x6ba, 0x6c6, 0x6ce, 0x6d5, 0x6b5,
)]  # fmt: skip
_WEIGHT |= dict.fromkeys(_SISTERS, 0.3)
_WORD = regex.compile(r"[^\s\p{P}\p{N}]+")
_ARABIC = regex.compile(r"[\u0621-\u064a\u0671-\u06d5]")
_OTHER = regex.compile(r"[^\x00-\x7f\u0621-\u0655\u0660-\u0669\u0671-\u06d5\u06f0-\u06f9]")
_COMMON_MARKS = frozenset(
    "\u060c\u061b\u061f\u00ab\u00bb\u201c\u201d\u2018\u2019\u2013\u2014\u2026\u00a0\u200c\u200d\u200e\u200f\u2022\u0640"
    "\u00b7\u00a9\u00ae\u2122\u20ac\u00b0\u2039\u203a\ufeff\u202a\u202b\u202c\u2066\u2067\u2068\u2069"
)
_ARTICLE = chr(0x627) + chr(0x644)
_ENDS = frozenset((chr(0x629), chr(0x649)))  # letters that only end a word
_SAMPLE = 20_000


def arabicness(text: str) -> float:
    """From about 1 for running Arabic down to 0 and below for another language or a wrong decoding.

    It weighs how common the letters are, how many words begin with the article, and takes off for letters inside
    words that no Arabic word has: Latin ones, letters that only end words, signs of other code pages.

    >>> right = "\\u0641\\u064a \\u0627\\u0644\\u0639\\u0631\\u0627\\u0642"
    >>> wrong = right.encode("windows-1256").decode("iso-8859-6", "replace")
    >>> arabicness(right) > 0.5 > arabicness(wrong)
    True
    """
    text = text[:_SAMPLE]
    words = [w for w in _WORD.findall(text) if not w.isascii()]
    if not words:
        return 0.0
    letters = faults = articles = 0
    weight = 0.0
    for word in words:
        arabic = _ARABIC.findall(word)
        letters += len(arabic)
        weight += sum(_WEIGHT.get(c, 0.0) for c in arabic)
        faults += sum(c in _ENDS for c in word[:-1]) + sum(c.isascii() for c in word if arabic)
        articles += word.startswith(_ARTICLE, 0) or word.startswith(_ARTICLE, 1)
    others = sum(c not in _COMMON_MARKS for c in _OTHER.findall(text))
    whole = letters + others
    if not letters:
        return 0.0
    return weight / whole + min(0.3, articles / len(words)) - 2.0 * (others + faults) / whole
