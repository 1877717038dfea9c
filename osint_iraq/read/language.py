"""Which language a text is in, by its letters."""

from __future__ import annotations

from itertools import islice
from math import ceil

import regex

from osint_iraq.read.letters import count_arabic, count_arabic_words, count_letters

_LATIN = regex.compile(r"\p{Script=Latin}")
_KURDISH = regex.compile(r"[\u0695\u06b5\u06c6\u06ce\u06d5]")
_URDU = regex.compile(r"[\u0679\u0688\u0691\u06ba\u06d2\u06c1]")
_PERSIAN = regex.compile(r"[\u067e\u0686\u0698\u06af\u06a9\u06cc]")
_ARTICLE = regex.compile(r"\b[\u0648\u0641]?[\u0628\u0643]?(?:\u0627\u0644|\u0644{2})\p{Script=Arabic}{2,}")
_ENGLISH = regex.compile(r"\b(?:the|of|and|to|in|on|a|for|was|is)\b", regex.IGNORECASE)

_ENOUGH = 2000  # characters that settle it
_ARABIC_SHARE = 0.4  # of all letters; Latin names and an English headline do not make a report English
_MARKED_SHARE = 0.03  # of Arabic letters that only a sister language writes
_ARTICLE_SHARE = 0.08  # of words with the Arabic article; running Arabic has three times as many
_ENGLISH_SHARE = 0.08


def detect_language(text: str) -> str:
    """`ar`, `fa`, `ckb`, `ur` or `en`; `und` where the letters do not tell.

    Sister languages are told from Arabic by the letters that only they write and by the Arabic article.

    >>> detect_language("The rockets landed in the base.")
    'en'
    >>> detect_language("12345")
    'und'
    """
    text = text[:_ENOUGH]
    letters, arabic = count_letters(text), count_arabic(text)
    if not letters:
        return "und"
    if arabic >= _ARABIC_SHARE * letters:
        return _of_arabic_script(text, arabic)
    words = text.split()
    if len(_LATIN.findall(text)) > letters / 2 and len(_ENGLISH.findall(text)) >= _ENGLISH_SHARE * len(words):
        return "en"
    return "und"


def _of_arabic_script(text: str, letters: int) -> str:
    enough = ceil(_ARTICLE_SHARE * count_arabic_words(text))
    if sum(1 for _ in islice(_ARTICLE.finditer(text), enough)) == enough:
        return "ar"
    for language, marks in (("ckb", _KURDISH), ("ur", _URDU), ("fa", _PERSIAN)):
        if len(marks.findall(text)) >= _MARKED_SHARE * letters:
            return language
    return "ar"
