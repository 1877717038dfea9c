"""Day phrases read from tokens: weekdays, yesterday, the evening of a date. Nothing is resolved here."""

from __future__ import annotations

from osint_iraq.date_grammar import calendar, tense
from osint_iraq.date_words import Reading
from osint_iraq.lexer import Words
from osint_iraq.numerals import cardinal, ordinal


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


def night_between(words: Words, index: int) -> Reading | None:
    """'The night that lies between Friday and Saturday'."""
    if words.at(index).value("part") != "night" and "night" not in (words.at(index).value("daypart") or ""):
        return None
    at = next((i for i in range(index + 1, index + 4) if words.has(i, "between")), None)
    if at is None:
        return None
    at += words.at(at + 1).value("weekday") is None  # "between the two days of"
    first, second = words.at(at + 1).value("weekday"), words.at(at + 2).value("weekday")
    if first is None or second != str((int(first) + 1) % 7):
        return None
    return Reading(index, at + 3, "day", weekday=int(first), next_weekday=int(second), part="night", night=True)


def _is_dated(reading: Reading) -> bool:
    if reading.shape == "month_day":
        return True
    return reading.weekday is not None or reading.offset is not None or reading.month is not None


def _before_day(words: Words, index: int) -> tuple[Reading, int]:
    """What stands before a day: "in the early hours of", "the evening of", "day"."""
    reading = Reading(index, index, "day")
    for _ in range(5):
        token = words.at(index)
        late = token.value("late") or token.value("lateday")
        if late and reading.part is None:
            reading.part, reading.night = late, late == "night"
        elif token.value("eve") == "-1" and words.has(index + 1, "day", "weekday"):
            reading.part = "evening"  # the word for eve, before a day, is its evening in the Maghreb and the Levant
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
    after = index + 1 if words.mark(index, "(,-/" if reading.month else "(,-") or words.has(index, "equal") else index
    after += words.mark(index, ",") and words.mark(after, "(")
    after += words.has(after, "in", "dayword") if after > index else 0
    return [index] if after == index else [index, after]


def _closed(words: Words, begun: int, end: int) -> int:
    opened = words.mark(begun, "(") or (words.mark(begun, ",") and words.mark(begun + 1, "("))
    return end + (opened and words.mark(end, ")"))


def _take(reading: Reading, date: Reading) -> None:
    for name in ("day", "last_day", "month", "year", "hijri", "ordinal", "tense", "year_tense"):
        setattr(reading, name, getattr(date, name) or getattr(reading, name))
    if date.shape == "month_day":
        reading.shape, reading.unit, reading.amount = date.shape, date.unit, date.amount


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
        if words.has(index + 1, "same", "following", "prior", "which"):
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
    when = "beforelast" if words.has(index, "beforelast") else tense(words, index)
    if reading.weekday is not None and reading.tense is None and reading.month is None and _of_last_week(words, index):
        reading.tense = "lastweek"
        return index + 3
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
        found = clock(words, index + (words.has(index, "in", "at", "about") or words.text(index) == ","))
        if found is not None and found.part:
            reading.part = found.part
            return found.end
    return None


def _of_last_week(words: Words, index: int) -> bool:
    return words.has(index, "from") and words.at(index + 1).value("unit") == "week the" and words.has(index + 2, "past")


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
