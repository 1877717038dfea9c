"""The words of dates: the shared lexer and what reading needs of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from osint_iraq.lexer import Lexer, Token, Words


@lru_cache(maxsize=1)
def lexer() -> Lexer:
    """The lexer over months, weekdays, date words and number words, read once."""
    return Lexer(["months", "weekdays", "date_words", "numbers"])


def read_words(text: str, start: int = 0, end: int | None = None) -> Words:
    """The tokens of a folded text. A name that may be an outlet's ("Baghdad Today") is one only where it is quoted,
    addressed, or called an agency; elsewhere its last word is read by itself."""
    tokens: list[Token] = []
    for token in lexer().tokens(text, start, end):
        if "maybeoutlet" in token.kinds and not _is_outlet(token, tokens):
            tokens.extend(lexer().tokens(text, text.index(" ", token.start), token.end))
        else:
            tokens.append(token)
    return Words(tokens)


def _is_outlet(token: Token, before: list[Token]) -> bool:
    if token.value("maybeoutlet") == token.particle != "":
        return True
    return bool(before) and (before[-1].text == '"' or "outletword" in before[-1].kinds)


@dataclass
class Reading:
    """What a date phrase says, before it is resolved; `start` and `end` count tokens."""

    start: int
    end: int
    shape: str
    part: str | None = None
    night: bool = False
    midnight: bool = False
    weekday: int | None = None
    next_weekday: int | None = None
    offset: int | None = None
    day: int | None = None
    last_day: int | None = None
    month: int | None = None
    year: int | None = None
    hijri: bool = False
    ordinal: bool = False
    tense: str | None = None
    year_tense: str | None = None
    section: str | None = None
    unit: str | None = None
    amount: int | None = None
    role: str = "point"
    plural_tense: bool = False

    def until(self, end: int) -> Reading:
        """The same reading, ending at token `end`."""
        return replace(self, end=end)
