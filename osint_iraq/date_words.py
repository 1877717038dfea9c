"""The words of dates: the shared lexer and what reading needs of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from osint_iraq.lexer import Lexer, Token

_NOTHING = Token(-1, -1, "", {})


@lru_cache(maxsize=1)
def lexer() -> Lexer:
    """The lexer over months, weekdays, date words and number words, read once."""
    return Lexer(["months", "weekdays", "date_words", "numbers"])


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


class Words:
    """A list of tokens that may be asked beyond its ends."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens

    def at(self, index: int) -> Token:
        """The token at `index`, or an empty one."""
        return self.tokens[index] if 0 <= index < len(self.tokens) else _NOTHING

    def has(self, index: int, *kinds: str) -> bool:
        """Whether the token at `index` can be any of `kinds`."""
        own = self.at(index).kinds
        return any(k in own for k in kinds)

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
