"""What others do with a report: each function does the whole of what it is named after, and no more."""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec

import ahocorasick_rs
from camel_tools.tokenizers.word import simple_word_tokenize
from camel_tools.utils.dediac import dediac_ar
from camel_tools.utils.normalize import (
    normalize_alef_ar,
    normalize_alef_maksura_ar,
    normalize_teh_marbuta_ar,
    normalize_unicode,
)
from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.html import HTMLTree

from osint_iraq.lexicon import load_entries
from osint_iraq.text import normalise

__all__ = [
    "EXTRA", "missing", "normalised_and_scanned", "normalised_and_tokenised", "parsed_with_main_text",
    "searched_for_dates", "trafilatura_main_text",
]  # fmt: skip

EXTRA = ("trafilatura", "dateparser")
"""Those that only `make bench` installs."""


def missing() -> list[str]:
    """The peers that are not installed."""
    return [name for name in EXTRA if find_spec(name) is None]


def normalised_and_tokenised(text: str) -> list[str]:
    """camel-tools: the letters made one form by its five functions, then its tokeniser."""
    plain = normalize_alef_maksura_ar(normalize_alef_ar(normalize_unicode(text)))
    return list(simple_word_tokenize(dediac_ar(normalize_teh_marbuta_ar(plain))))


def trafilatura_main_text(page: str) -> str | None:
    """trafilatura: main text of a page, with its settings as they come."""
    import trafilatura

    return trafilatura.extract(page)


def searched_for_dates(text: str) -> object:
    """dateparser: the dates in a text, told that it is Arabic."""
    from dateparser.search import search_dates

    return search_dates(text, languages=["ar"])


def parsed_with_main_text(page: bytes) -> str:
    """resiliparse: the page parsed, and its main text."""
    return extract_plain_text(HTMLTree.parse_from_bytes(page, "utf-8"), main_content=True)


@lru_cache(maxsize=1)
def _machine() -> ahocorasick_rs.AhoCorasick:
    return ahocorasick_rs.AhoCorasick(sorted({entry.term for entry in load_entries()}), store_patterns=False)


def normalised_and_scanned(text: str) -> list[tuple[int, int, int]]:
    """The floor: our normalisation, and every place of every term of our lexicons, with no word of what it means."""
    return _machine().find_matches_as_indexes(normalise(text), overlapping=True)
