"""How much like Arabic writing a text is: what tells a right decoding from a wrong one."""

from __future__ import annotations

import regex

# The Arabic letters, the commonest first; a wrong decoding shifts them, so that rare ones become common.
_BY_FREQUENCY = (
    "\u0627\u0644\u064a\u0645\u0648\u0646\u0631\u062a\u0628\u0629\u0639\u062f\u0633\u0641\u0647\u0643\u0642\u062d"
    "\u0623\u062c\u0634\u0637\u0635\u062e\u0636\u0649\u0630\u062b\u063a\u0632\u0626\u0625\u0621\u0622\u0624\u0638"
)
_WEIGHT = {letter: 1.0 - place / len(_BY_FREQUENCY) for place, letter in enumerate(_BY_FREQUENCY)}
_SISTERS = "\u067e\u0686\u0698\u06af\u06a9\u06cc\u06be\u06c1\u06d2\u0679\u0688\u0691\u06ba\u06c6\u06ce\u06d5\u06b5"
_WEIGHT |= dict.fromkeys(_SISTERS, 0.3)
_WORD = regex.compile(r"[^\s\p{P}\p{N}]+")
_ARABIC = regex.compile(r"[\u0621-\u064a\u0671-\u06d5]")
_OTHER = regex.compile(r"[^\x00-\x7f\u0621-\u0655\u0660-\u0669\u0671-\u06d5\u06f0-\u06f9]")
_COMMON_MARKS = frozenset(
    "\u060c\u061b\u061f\u00ab\u00bb\u201c\u201d\u2018\u2019\u2013\u2014\u2026\u00a0\u200c\u200d\u200e\u200f\u2022\u0640"
    "\u00b7\u00a9\u00ae\u2122\u20ac\u00b0\u2039\u203a\ufeff\u202a\u202b\u202c\u2066\u2067\u2068\u2069"
)
_ARTICLE = "\u0627\u0644"
_ENDS = frozenset("\u0629\u0649")  # letters that only end a word
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
