"""Day phrases and spans read from tokens: weekdays, yesterday, two days ago, last week. Nothing is resolved here."""

from __future__ import annotations

from dataclasses import replace

from osint_iraq.date_grammar import calendar, tense
from osint_iraq.date_words import Reading, Words
from osint_iraq.numerals import cardinal, ordinal

_DAY_KINDS = ("part", "midnight", "late", "lateday", "dayword", "day", "daypart", "nightspan", "weekday")


def day_phrase(words: Words, index: int) -> list[Reading]:
    """A day with all that is said of it in one breath: part, weekday, "yesterday", the calendar date in brackets."""
    reading, end = _before_day(words, index)
    found: list[Reading] = []
    settled = index
    while True:
        step = _more(words, end, reading)
        if step is None:
            break
        end, found = step
        settled = end
        if len(found) > 1:
            break
    if not _is_dated(reading):
        return []
    reading.end = settled
    return [reading, *found[1:]] if len(found) > 1 else [reading]


def _is_dated(reading: Reading) -> bool:
    return reading.weekday is not None or reading.offset is not None or reading.month is not None


def _before_day(words: Words, index: int) -> tuple[Reading, int]:
    """What stands before a day: "in the early hours of", "the evening of", "day"."""
    reading = Reading(index, index, "day")
    for _ in range(5):
        token = words.at(index)
        late = token.value("late") or token.value("lateday")
        if late and reading.part is None:
            reading.part = late
        elif "midnight" in token.kinds:
            reading.part, reading.midnight, reading.night = "night", True, True
            index += words.has(index + 1, "from")
        elif "part" in token.kinds and "nightspan" not in token.kinds:
            reading.part = token.kinds["part"]
            reading.night = "night" in token.kinds
            index += words.has(index + 1, "from")
        elif "dayword" not in token.kinds:
            break
        index += 1
    return reading, index


def _more(words: Words, index: int, reading: Reading) -> tuple[int, list[Reading]] | None:
    """One more piece of the day phrase, put into `reading`: where it ends, and the readings of a list of dates."""
    for skip in _skips(words, index, reading):
        end = _piece(words, skip, reading)
        if end is not None:
            return _closed(words, index, end), []
        if reading.month is None or skip > index:
            dates = calendar(words, skip)
            if dates and reading.month is not None:
                return _equal(words, index, dates, reading)
            if dates:
                _take(reading, dates[0])
                return _closed(words, index, dates[-1].end if len(dates) == 1 else dates[0].end), dates
    return None


def _equal(words: Words, begun: int, dates: list[Reading], reading: Reading) -> tuple[int, list[Reading]] | None:
    """The same date in the other calendar: taken along, and the Gregorian one kept."""
    if len(dates) > 1 or dates[0].hijri == reading.hijri or not (dates[0].year or reading.year):
        return None
    if reading.hijri:
        reading.hijri, reading.tense, reading.year_tense = False, dates[0].tense, dates[0].year_tense
        reading.day, reading.last_day, reading.month, reading.year = dates[0].day, None, dates[0].month, dates[0].year
    return _closed(words, begun, dates[0].end), []


def _skips(words: Words, index: int, reading: Reading) -> list[int]:
    """Where the next piece may begin: here, or after a bracket, comma, dash or a word such as "corresponding to"."""
    if reading.start == index or not _is_dated(reading):
        return [index]
    after = index + 1 if words.mark(index, "(,-") or words.has(index, "equal") else index
    after += words.mark(index, ",") and words.mark(after, "(")
    after += words.has(after, "in", "dayword") if after > index else 0
    return [index] if after == index else [index, after]


def _closed(words: Words, begun: int, end: int) -> int:
    opened = words.mark(begun, "(") or (words.mark(begun, ",") and words.mark(begun + 1, "("))
    return end + (opened and words.mark(end, ")"))


def _take(reading: Reading, date: Reading) -> None:
    for name in ("day", "last_day", "month", "year", "hijri", "ordinal", "tense", "year_tense"):
        setattr(reading, name, getattr(date, name) or getattr(reading, name))


def _piece(words: Words, index: int, reading: Reading) -> int | None:
    """A weekday, a relative day, a tense or a part of the day at `index`, put into `reading`; where it ends."""
    token = words.at(index)
    if "nightspan" in token.kinds and not _is_dated(reading) and reading.part is None:
        reading.offset, reading.part, reading.shape = int(token.kinds["nightspan"]), "night", "night_span"
        return index + 1
    if "daypart" in token.kinds and not _is_dated(reading) and not words.has(index + 1, "same", "following", "prior"):
        offset, reading.part = token.kinds["daypart"].split()
        reading.offset = int(offset)
        return index + 1
    if "day" in token.kinds and not _is_dated(reading):
        return _relative_day(words, index, reading)
    if "weekday" in token.kinds:
        return _weekday(words, index, reading)
    if _is_dated(reading):
        return _after_day(words, index, reading)
    return None


def _relative_day(words: Words, index: int, reading: Reading) -> int | None:
    offset = int(words.at(index).kinds["day"])
    if offset == 0:
        if words.has(index + 1, "same", "following", "prior"):
            return None
        if words.has(index + 1, "ord") and not words.has(index + 1, "weekday"):
            return index + 1 if calendar(words, index + 1) else None
    reading.offset = offset
    return index + 1


def _weekday(words: Words, index: int, reading: Reading) -> int | None:
    token = words.at(index)
    number = int(token.kinds["weekday"])
    if reading.weekday is None and not (token.particle and _is_dated(reading)):
        reading.weekday = number
        return _night_pair(words, index + 1, reading)
    return None


def _night_pair(words: Words, index: int, reading: Reading) -> int:
    """After "night of" a weekday: the next weekday, with a dash, a slash or "to" between, makes it one night."""
    if not reading.night or reading.weekday is None:
        return index
    second = index + (words.mark(index, "-/(") or words.has(index, "to", "on"))
    token = words.at(second)
    if token.value("weekday") == str((reading.weekday + 1) % 7) and not token.particle:
        reading.next_weekday = (reading.weekday + 1) % 7
        return second + 1 + (words.mark(index, "(") and words.mark(second + 1, ")"))
    return index


def _after_day(words: Words, index: int, reading: Reading) -> int | None:
    when = tense(words, index)
    if when and reading.weekday is not None and reading.tense is None and reading.month is None:
        reading.tense = when
        return index + 1
    token = words.at(index)
    if "adverb" in token.kinds and reading.part is None:
        reading.part = token.kinds["adverb"]
        return index + 1
    if "same" in token.kinds and reading.weekday is not None and reading.month is None:
        return index + 1
    if reading.part is None:
        found = clock(words, index + (words.has(index, "in", "at", "about") or token.text == ","))
        if found is not None and found.part:
            reading.part = found.part
            return found.end
    return None


def clock(words: Words, index: int) -> Reading | None:
    """A clock time with the part of the day after it; never a date."""
    if not words.has(index, "clock"):
        return None
    found = cardinal(words, index + 1) or ordinal(words, index + 1)
    if found is None:
        return None
    end = found[1]
    if words.mark(end, ":.") and words.digits(end + 1, 0, 59, width=2) is not None:
        end += 2
    part = words.at(end).value("adverb")
    return Reading(index, end + (part is not None), "clock", part=part)


def adverb(words: Words, index: int) -> Reading | None:
    """A part of the day alone ("at dawn")."""
    part = words.at(index).value("adverb")
    return Reading(index, index + 1, "time_only", part=part) if part else None


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
        return (name, None if loose or half else number[0], at + 1 + half) if count != "2" else None
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
        return replace(reading, end=end + words.has(end, "from", "on"))
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
    """A week, month or year told from the publication: "last week", "this month", "the end of the year", "past 24 hours"."""
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
