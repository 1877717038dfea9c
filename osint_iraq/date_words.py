"""The words of dates: the shared lexer and what reading needs of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from osint_iraq.lexer import Lexer, Words
from osint_iraq.text import Folded


@lru_cache(maxsize=1)
def lexer() -> Lexer:
    """The lexer over months, weekdays, date words and number words, read once."""
    return Lexer(["months", "weekdays", "date_words", "numbers"])


def read_words(folded: Folded, start: int = 0, end: int | None = None) -> Words:
    """The words of a folded text. A name that may be an outlet's ("Baghdad Today") is one only where it is quoted,
    addressed, or called an agency; elsewhere its last word is read by itself."""
    words = lexer().words(folded, start, end)
    names = [place for place, known in enumerate(words.known) if known.rest and "maybeoutlet" in known.kinds]
    if not names:
        return words
    found, done = Words([], [], [], []), 0
    for place in names:
        found.extend(words, done, place)
        done = place
        if not _is_outlet(words, place, found):
            behind = lexer().words(folded, folded.text.index(" ", words.starts[place]), words.ends[place])
            found.extend(behind, 0, behind.count)
            done += 1
    found.extend(words, done, words.count)
    return found


def _is_outlet(words: Words, place: int, before: Words) -> bool:
    name = words.known[place]
    if name.value("maybeoutlet") == name.particle != "":
        return True
    last = before.count - 1
    return before.text(last) == '"' or before.has(last, "outletword")


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
