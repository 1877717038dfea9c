"""Date phrases read from tokens: calendar dates, days, weeks, spans. Nothing is resolved here."""

from __future__ import annotations

from osint_iraq.date_words import Reading
from osint_iraq.lexer import Words, has_article
from osint_iraq.numerals import ordinal

_MONTHS = ("month", "weak", "hijri")
_TENSES = ("past", "current", "future")


def calendar(words: Words, index: int) -> list[Reading]:
    """The calendar dates that begin at `index`: one, or several that share a month ("3 and 5 January")."""
    return _numeric(words, index) or _named(words, index) or _month_first(words, index)


def tense(words: Words, index: int) -> str | None:
    """Past, current or future where the word at `index` says so."""
    return words.first(index, _TENSES)


def month(words: Words, index: int) -> tuple[int, bool, int] | None:
    """A month's number, whether it is Hijri, and the token after it; a second name of the same month goes with it."""
    kind = words.first(index, _MONTHS)
    if kind is None:
        return None
    number, index = int(words.at(index).kinds[kind]), index + 1
    if kind == "hijri":
        return number, True, index
    opened = words.mark(index, "/(-\\")
    second = words.at(index + opened)
    if not second.particle and any(second.kinds.get(k) == str(number) for k in ("month", "weak")):
        closing = words.mark(index, "(") and words.mark(index + 2, ")")
        return number, False, index + opened + 1 + closing
    return number, False, index


def year(words: Words, index: int, hijri: bool = False) -> tuple[int | None, str | None, int] | None:
    """A year after a month: its number or its tense ("of last year"), and the token after it."""
    index += words.mark(index, ",(/-") and (words.digits(index + 1, 1900, 2100) or 0) > 0
    named = index + words.has(index, "from")
    this = words.has(named, "that")
    named += this
    if _is_year_word(words, named):
        number = words.digits(named + 1, 1300, 2100)
        if number:
            return number, None, _after_era(words, named + 2)
        when = tense(words, named + 1) or ("same" if words.has(named + 1, "same") else "current" if this else None)
        told = words.digits(named + 2, 1900, 2100) if tense(words, named + 1) else None
        if told:  # "of the past year, 2022"
            return told, None, named + 3
        return (None, when, named + 1 + (not this or bool(tense(words, named + 1)))) if when else None
    low, high = (1300, 1500) if hijri else (1900, 2100)
    number = words.digits(index, low, high)
    return (number, None, _after_era(words, index + 1)) if number else None


def _is_year_word(words: Words, index: int) -> bool:
    return words.has(index, "yearword") or (words.at(index).value("unit") or "").startswith("year")


def _after_era(words: Words, index: int) -> int:
    index += words.mark(index, ")") and words.mark(index - 2, "(")
    return index + words.has(index, "hijrimark", "gregmark")


def _numeric(words: Words, index: int) -> list[Reading]:
    """2020/06/14, 14/6/2020, 14-06-2020, 14.6.20; day before month, unless that cannot be."""
    mark = words.text(index + 1)
    if mark not in ("/", "-", ".") or not words.glued(index):
        return []
    parts = [words.digits(index + k, 0, 2100) for k in (0, 2, 4)]
    if parts[0] is None or parts[1] is None:
        return []
    if words.mark(index - 1, "/-.:") and words.glued(index - 1):
        return []
    if parts[2] is None or words.text(index + 3) != mark or not words.glued(index + 2):
        return _day_and_month(words, index, parts[0], parts[1]) if mark == "/" else []
    found = _ordered(words, index, parts[0], parts[1], parts[2])
    if found is None or (words.mark(index + 5, "/-.:") and words.glued(index + 4) and words.has(index + 6, "digits")):
        return []
    number, month_number, day = found
    hijri = 1300 <= number <= 1500
    end = _after_era(words, index + 5)
    return [Reading(index, end, "numeric", day=day, month=month_number, year=number, hijri=hijri)]


def _ordered(words: Words, index: int, a: int, b: int, c: int) -> tuple[int, int, int] | None:
    if a > 31:
        number, month_number, day = a, b, c
    elif c > 31 or len(words.text(index + 4)) == 4:
        day, month_number, number = a, b, c
    else:
        short = all(len(words.text(index + k)) == 2 for k in (0, 2, 4))
        if not short or words.text(index + 1) == "-" or not 3 <= c <= 40:
            return None
        day, month_number, number = a, b, 2000 + c
    if month_number > 12 >= day and number == c:
        day, month_number = month_number, day
    plausible = 1900 <= number <= 2100 or 1300 <= number <= 1500
    return (number, month_number, day) if plausible and 1 <= month_number <= 12 and 1 <= day <= 31 else None


def _day_and_month(words: Words, index: int, day: int, month_number: int) -> list[Reading]:
    """13/6 without a year: only right after a word that announces a date, and never as a fraction."""
    announced = words.has(index - 1, "in", "dayword", "weekday", "day", "part", "midnight") or (
        words.mark(index - 1, "(") and words.has(index - 2, "weekday", "day")
    )
    after = words.mark(index + 3, "/-:%") or words.has(index + 3, "from", *_MONTHS)
    if not announced or after or not (1 <= day <= 31 and 1 <= month_number <= 12 and words.glued(index + 1)):
        return []
    return [Reading(index, index + 3, "numeric", day=day, month=month_number)]


def _day_number(words: Words, index: int) -> tuple[int, bool, int] | None:
    """A day of the month in digits or as an ordinal, whether it was an ordinal, and the token after it."""
    digits = words.digits(index, 1, 31, width=2)
    if digits is not None:
        return digits, False, index + 1
    found = ordinal(words, index)
    return (found[0], True, found[1]) if found and found[0] <= 31 else None


def _named(words: Words, index: int) -> list[Reading]:
    """Days, then a month, then perhaps a year: "3 and 5 January 2020", "the seventh of October"."""
    first = _day_number(words, index)
    if first is None or (first[1] and _describes(words, index)):
        return []
    days, ranged, end = [(index, *first[:2], first[2])], False, first[2]
    while len(days) < 8:
        step = _another_day(words, end) or _next_night(words, end, days[-1][1])
        if step is None:
            break
        start, is_range = step
        following = _day_number(words, start)
        if following is None:
            break
        ranged = ranged or is_range
        end = following[2]
        days.append((start, *following[:2], end))
    return _with_month(words, days, ranged, end)


def _describes(words: Words, index: int) -> bool:
    """Whether an ordinal describes the noun before it ("the second week of May") and is no day."""
    own = words.has(index - 1, "weekday", "day", "dayword", "part", "digits", "ord")
    return not words.at(index).particle and has_article(words.text(index - 1)) and not own


def _another_day(words: Words, index: int) -> tuple[int, bool] | None:
    """Where the next day of a list or range of days would stand, and whether it ends a range."""
    token = words.at(index)
    if words.mark(index, "-/"):
        return index + 1, True
    if words.has(index, "to"):
        return index + 1 + words.has(index + 1, "dayword"), True
    if words.has(index, "and") or words.mark(index, ","):
        return index + 1, False
    if token.particle and ("digits" in token.kinds or "ord" in token.kinds):
        return index, False
    return None


def _next_night(words: Words, index: int, day: int) -> tuple[int, bool] | None:
    """'The night of the first on the second of February'."""
    following = _day_number(words, index + 1) if words.has(index, "on") else None
    return (index + 1, True) if following and following[0] == day + 1 else None


def _with_month(words: Words, days: list[tuple[int, int, bool, int]], ranged: bool, end: int) -> list[Reading]:
    between = words.mark(end, "/-") and words.has(end + 1, "month", "weak") and words.glued(end)
    after = end + (words.has(end, "from") or between)
    after += (words.at(after).value("unit") or "").startswith("month") and any(words.has(after + 1, k) for k in _MONTHS)
    found = month(words, after)
    if found is None:
        return _of_a_month(words, days, after)
    number, hijri, end = found
    base = _dated(words, Reading(days[0][0], end, "named", month=number, hijri=hijri), end)
    if ranged:
        start, day, is_ordinal, _ = days[0]
        return [_placed(base, start, base.end, day, is_ordinal, days[-1][1])]
    ends = [d[3] for d in days[:-1]] + [base.end]
    return [_placed(base, start, stop, day, o, None) for (start, day, o, _), stop in zip(days, ends, strict=True)]


def _of_a_month(words: Words, days: list[tuple[int, int, bool, int]], after: int) -> list[Reading]:
    """A day of "the current month" or "the past month"."""
    start, day, is_ordinal = days[0][:3]
    bare = not is_ordinal and words.has(after, "current")
    if len(days) > 1 or not (bare or words.at(after).value("unit") == "month the"):
        return []
    when = tense(words, after + (not bare))
    return [Reading(start, after + 2 - bare, "month_day", day=day, unit="month", amount=1, tense=when)] if when else []


def _placed(base: Reading, start: int, end: int, day: int, is_ordinal: bool, last: int | None) -> Reading:
    reading = base.until(end)
    reading.start, reading.day, reading.ordinal, reading.last_day = start, day, is_ordinal, last
    return reading


def _dated(words: Words, reading: Reading, end: int) -> Reading:
    """The reading with what follows its month: a year, or "last", "current", "next"."""
    when = tense(words, end)
    if when:
        reading.tense, end = when, end + 1
    found = year(words, end, reading.hijri)
    if found:
        reading.year, reading.year_tense, end = found
    reading.end = end
    return reading


def _month_first(words: Words, index: int) -> list[Reading]:
    """A month, its day, a comma and a year, as some agencies write it."""
    found = month(words, index)
    if found is None or found[1]:
        return []
    day = words.digits(found[2], 1, 31, width=2)
    if day is None or not words.mark(found[2] + 1, ","):
        return []
    number = words.digits(found[2] + 2, 1900, 2100)
    if number is None:
        return []
    return [Reading(index, found[2] + 3, "named", day=day, month=found[0], year=number)]


def whole_month(words: Words, index: int) -> Reading | None:
    """A month without a day, perhaps with "early", "mid" or "late" before it."""
    start = index
    section = words.at(index).value("section")
    index += section is not None
    named = (words.at(index).value("unit") or "").startswith("month")
    found = month(words, index + named)
    if found is None:
        return None
    number, hijri, end = found
    reading = _dated(words, Reading(start, end, "month", month=number, hijri=hijri, section=section), end)
    if words.has(index + named, "month") or named or section or reading.year or reading.year_tense:
        return reading
    doubled = end > index + 1
    announced = words.has(index - 1, "in", "since", "during", "until", "by", "month") and not hijri
    return reading if doubled or announced or reading.tense else None


def whole_years(words: Words, index: int) -> list[Reading]:
    """A year, and a second one joined to it: "the years 2019 and 2020", "2014 to 2017"."""
    first = whole_year(words, index)
    if first is None:
        return []
    joined = first.end + (words.has(first.end, "to", "and") and not words.at(first.end).particle)
    second = words.digits(joined, 1980, 2040)
    if second is None or not (joined > first.end or words.at(joined).particle):
        return [first]
    return [first, Reading(joined, joined + 1, "year", year=second)]


def whole_year(words: Words, index: int) -> Reading | None:
    """A year alone: "in 2014", "the year 2014", "early 2020"."""
    start = index
    section = words.at(index).value("section")
    index += section is not None
    named = words.has(index, "yearword")
    number = words.digits(index + named, 1980, 2040)
    announced = named or section or words.has(index - 1, "in", "since", "until", "by", "during")
    announced = announced or (words.has(index - 1, "from", "between") and words.has(index + 1, "to"))
    if number is None or not announced or (words.mark(index + named + 1, "/-:.%") and words.glued(index + named)):
        return None
    return Reading(start, index + named + 1, "year", year=number, section=section)
