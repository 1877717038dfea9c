"""Spans and days told from another day, read from tokens: two days after, the next day, last week, for a month.

Nothing is resolved here.
"""

from __future__ import annotations

from dataclasses import replace

from osint_iraq.date_grammar import tense
from osint_iraq.date_words import Reading
from osint_iraq.lexer import Known, Words
from osint_iraq.numerals import cardinal


def anaphora(words: Words, index: int) -> Reading | None:
    """A day told from another in the text: "the next day", "the same night", "since then", "on the eve of"."""
    token = words.at(index)
    if "habit" in token.kinds and words.has(index + 1, "bare_weekday"):
        return Reading(index, index + 2, "habit", role="habitual")
    if "sincethen" in token.kinds:
        return Reading(index, index + 1, "since_then", amount=0, role="since")
    if "anchor" in token.kinds:
        return Reading(index, index + 1, "that_time", amount=0)
    if "eve" in token.kinds:
        return Reading(index, index + 1, "eve", amount=int(token.kinds["eve"]), unit="day")
    that_day = _that_day(words, index)
    return that_day or _day_beside(words, index)


def _that_day(words: Words, index: int) -> Reading | None:
    """ "On that day", "the evening of that same night": the day named last."""
    token = words.at(index)
    far = index + ("part" in token.kinds and words.has(index + 1, "that"))
    same = index + ("part" in token.kinds)
    told = words.at(far + 1)
    if words.at(far).value("that") == "far" and (told.value("day") == "0" or "daypart" in told.kinds):
        return _at_its_part(token, told, index, far + 2)
    told = words.at(same + 1)
    named = words.has(same + 1, "day", "daypart", "part", "dayword") and told.value("day") in (None, "0")
    if words.has(same, "same_of") and named:
        return _at_its_part(token, told, index, same + 2)
    return None


def _at_its_part(token: Known, told: Known, start: int, end: int) -> Reading:
    part = token.value("part") or told.value("part") or (told.value("daypart") or " ").split(" ")[1] or None
    return Reading(start, end, "same_day", part=part, amount=0, unit="day")


def _day_beside(words: Words, index: int) -> Reading | None:
    """ "The same day", "the next evening", "the day before"."""
    token = words.at(index)
    start, part = index, token.value("part")
    index += "part" in token.kinds and words.has(index + 1, "day", "dayword")
    if not words.has(index, "day", "daypart", "part", "dayword"):
        return None
    step = {"same": 0, "following": 1, "prior": -1}
    kind = next((k for k in step if words.has(index + 1, k)), None)
    if kind is None or words.at(index).value("day") not in (None, "0"):
        return None
    if words.has(index, "daypart"):
        part = words.at(index).kinds["daypart"].split()[1]
    return Reading(start, index + 2, f"{kind}_day", part=part, amount=step[kind], unit="day")


def amount(words: Words, index: int) -> tuple[str, int | None, int] | None:
    """An amount of time: its unit, how many (None where vague), and the token after it."""
    loose = words.at(index).value("about") == "loose"
    index += words.has(index, "about")
    number, vague = cardinal(words, index), words.has(index, "vague")
    at = number[1] if number else index + vague
    unit = words.at(at).value("unit")
    if unit is None:
        return None
    name, count = unit.split()
    if count not in ("1", "2", "n") or (name == "year" and words.digits(at + 1, 1300, 2100)):
        return None
    half = words.has(at + 1, "half")
    if number:
        exact = not (loose or half)
        less = number[0] - 1 if name == "hour" else None  # under 24 hours may be this day or the next
        return (name, number[0] if exact else less, at + 1 + half) if count != "2" else None
    if vague or loose or half or count == "n":
        return name, None, at + 1 + half
    explicit = cardinal(words, at + 1)
    same = explicit is not None and explicit[0] == int(count)
    return name, int(count), explicit[1] if same and explicit else at + 1


def distance(words: Words, index: int) -> Reading | None:
    """So long ago, so long after or before something, since so long, for so long."""
    kind = next((k for k in ("ago", "after", "since", "during") if words.has(index, k)), None)
    if kind is None:
        return _before_it(words, index)
    if kind in ("ago", "after") and words.has(index + 1, "that"):
        return _before_that(words, index, kind)
    found = amount(words, index + 1)
    if found is None or (kind == "during" and found[:2] == ("night", 1)):
        return None
    unit, count, end = found
    reading = Reading(index, end, kind, unit=unit, amount=count)
    if kind == "ago" and words.has(end, "from"):
        return replace(reading, shape="before", end=end + 1)
    if kind == "during":
        return replace(reading, shape="duration", role="duration") if not tense(words, end) else None
    if kind == "after":
        only = words.has(end, "only") and words.has(end + 1, "from", "on")
        return replace(reading, end=end + only + words.has(end + only, "from", "on"))
    return replace(reading, role="since") if kind == "since" else reading


def _before_that(words: Words, index: int, kind: str, after: int = 2) -> Reading | None:
    found = amount(words, index + after)
    if found is None or not words.at(index + after).particle:
        return None
    return Reading(index, found[2], "before" if kind == "ago" else "after", unit=found[0], amount=found[1])


def _before_it(words: Words, index: int) -> Reading | None:
    """ "Two days after it", where "after it" is one word."""
    kind = "ago" if words.has(index, "before_it") else "after" if words.has(index, "after_it") else None
    return _before_that(words, index, kind, 1) if kind else None


def span_phrase(words: Words, index: int) -> Reading | None:
    """A week, month or year told from publication: "last week", "the end of the month", "the past 24 hours"."""
    start = index
    section = words.at(index).value("section")
    index += section is not None
    this = words.has(index, "that")
    unit = words.at(index + this).value("unit")
    if unit is None:
        return _last_hours(words, index)
    name, count = unit.split()
    if count not in ("the", "some", "pair"):
        return None
    end, number = _counted(words, index + this + 1, count)
    when = "beforelast" if words.has(end, "beforelast") else tense(words, end)
    when = when or next((k for k in ("same", "following", "prior") if words.has(end, k)), None)
    end += when is not None
    when = when or ("current" if this or section else None)
    if when is None or (count != "the" and when not in ("past", "future")):
        return None
    return Reading(start, end, f"{when}_{name}", section=section, unit=name, amount=number, tense=when)


def _last_hours(words: Words, index: int) -> Reading | None:
    """ "The past 24 hours" with the number first, or "the last 24 hours" with the tense before it."""
    last = words.has(index, "last")
    found = amount(words, index + last)
    if found is None or not (words.has(index + last, "digits", "num", "defnum") and found[1]):
        return None
    if not last and not words.has(found[2], "past"):
        return None
    return Reading(index, found[2] + (not last), f"past_{found[0]}", unit=found[0], amount=found[1], tense="past")


def _counted(words: Words, index: int, count: str) -> tuple[int, int | None]:
    """How many of the units: 1, the number after them ("the last 24 hours"), or None."""
    if count == "the":
        return index, 1
    if count == "pair":
        return index, 2
    named = words.at(index).value("defnum")
    found = (int(named), index + 1) if named else cardinal(words, index)
    return (found[1], found[0]) if found else (index, None)
