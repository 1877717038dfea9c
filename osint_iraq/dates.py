"""Date expressions in Arabic text: what they say, and the days they mean given the publication date.

Words come from the tables months, weekdays, date_words and numbers; `date_reader` reads, with the rules of
`date_grammar`, `date_phrases` and `date_spans`; `date_resolve` does the arithmetic; this module hands out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from osint_iraq.date_grammar import calendar, whole_month
from osint_iraq.date_reader import DATE_STARTS, joined, read
from osint_iraq.date_resolve import (
    Interval,
    ago_interval,
    anchored_days,
    calendar_interval,
    day_interval,
    day_of,
    hijri_day,
    month_day,
    span_interval,
)
from osint_iraq.date_words import Reading, read_words
from osint_iraq.lexer import Words
from osint_iraq.text import Folded


@dataclass(frozen=True)
class CalendarDate:
    """An absolute date as written: day, month and perhaps a year, Gregorian; its span counts folded characters."""

    start: int
    end: int
    year: int | None
    month: int
    day: int | None


@dataclass(frozen=True)
class DateExpression:
    """One date expression: where it stands, which days it means, and why.

    `date_start` and `date_end` are local days in Iraq, None where the words need an anchor or do not settle it.
    `basis` is explicit (a calendar date), relative (told from publication), anchored (told from something else in the
    text; `offset_days` away from it) or unknown. `role` is the part it plays by the word before it.
    """

    start: int
    end: int
    date_start: date | None
    date_end: date | None
    precision: str
    time_of_day: str | None
    basis: str
    rule: str
    offset_days: int | None = None
    role: str = "point"


_ANCHORED = frozenset({"since_then", "that_time", "eve", "same_day", "following_day", "prior_day", "before", "after"})


def date_expressions(folded: Folded, published: date | None) -> list[DateExpression]:
    """The date expressions of a text, in order, without overlap, the longest reading of each place.

    >>> from osint_iraq.text import fold
    >>> found = date_expressions(fold("مساء السبت 13 يونيو/حزيران 2020"), date(2020, 6, 14))
    >>> [(str(e.date_start), e.time_of_day) for e in found]
    [('2020-06-13', 'evening')]
    """
    return date_phrases(folded).resolved(published)


def date_phrases(folded: Folded) -> DatePhrases:
    """The date expressions of a text as they are read, before any of them is told from a day."""
    words = read_words(folded)
    return DatePhrases(words, read(words))


@dataclass(frozen=True)
class DatePhrases:
    """The date expressions of a text as words alone: they are read once, and told from one day or another."""

    words: Words
    readings: list[Reading]

    def resolved(self, published: date | None) -> list[DateExpression]:
        """The expressions with their days, as `date_expressions` hands them out."""
        found = [_expression(self.words, reading, published) for reading in self.readings]
        return _periods(self.words, self.readings, found)


def calendar_dates(folded: Folded, start: int = 0, end: int | None = None) -> list[CalendarDate]:
    """The absolute dates of a text or a stretch of it, as written, in order; months without a day too.

    >>> from osint_iraq.text import fold
    >>> [(c.year, c.month, c.day) for c in calendar_dates(fold("الأربعاء - 3 ديسمبر / كانون الأول 2025"))]
    [(2025, 12, 3)]
    """
    words = read_words(folded, start, end)
    found: list[CalendarDate] = []
    index = 0
    while index < words.count:
        if _CALENDAR_STARTS.isdisjoint(words.known[index].kinds):
            index += 1
            continue
        month = whole_month(words, index)
        readings = calendar(words, index) or ([month] if month else [])
        found.extend(c for c in (_calendar_date(words, r) for r in readings) if c)
        index = max(index + 1, readings[-1].end if readings else 0)
    return found


def resolve(expression: DateExpression, anchor: date) -> DateExpression:
    """The same expression with its days, told from the day of its anchor; unchanged where it has no offset."""
    if expression.offset_days is None:
        return expression
    day = anchor + timedelta(days=expression.offset_days)
    return replace(expression, date_start=day, date_end=day, precision="day")


def _calendar_date(words: Words, reading: Reading) -> CalendarDate | None:
    if reading.month is None:
        return None
    start, end = words.start(reading.start), words.end(reading.end - 1)
    if not reading.hijri:
        return CalendarDate(start, end, reading.year, reading.month, reading.day)
    if reading.year is None or reading.day is None:
        return None
    day = day_of(reading, reading.year)
    return CalendarDate(start, end, day.year, day.month, day.day) if day else None


_CALENDAR_STARTS = DATE_STARTS | {"section", "unit"}


def _expression(words: Words, reading: Reading, published: date | None) -> DateExpression:
    interval, basis, offset = _resolved(reading, published)
    start, end = words.start(reading.start), words.end(reading.end - 1)
    first, last = interval if interval else (None, None)
    role = "until" if reading.role == "by" else reading.role
    if role == "habitual":
        first = last = None
    precision = _precision(reading, interval)
    return DateExpression(start, end, first, last, precision, reading.part, basis, _rule(reading), offset, role)


def _rule(reading: Reading) -> str:
    if reading.shape == "day":
        if reading.month is not None:
            return "weekday_date" if reading.weekday is not None else "calendar"
        if reading.next_weekday is not None:
            return "night_pair"
        return "relative_day" if reading.offset is not None else "weekday"
    return {"named": "calendar", "numeric": "calendar"}.get(reading.shape, reading.shape)


def _resolved(reading: Reading, published: date | None) -> tuple[Interval | None, str, int | None]:
    """Days, basis and offset of a reading."""
    if reading.shape in _ANCHORED:
        return None, "anchored", anchored_days(reading)
    if reading.shape in ("duration", "clock", "time_only", "anniversary", "habit"):
        return None, "unknown", None
    if reading.shape in ("named", "numeric", "month"):
        return calendar_interval(reading, published), "explicit", None
    if reading.shape == "month_day":
        return month_day(reading, published), "relative", None
    if reading.shape == "year":
        return (date(reading.year or 1, 1, 1), date(reading.year or 1, 12, 31)), "explicit", None
    if reading.shape in ("day", "night_span"):
        return day_interval(reading, published), "explicit" if reading.month else "relative", None
    if reading.shape in ("ago", "since"):
        return ago_interval(reading.unit or "", reading.amount, published), "relative", None
    if reading.tense in ("same", "following", "prior"):
        return None, "anchored", None
    found = span_interval(reading, published)
    return found, "relative" if found else "unknown", None


def _precision(reading: Reading, interval: Interval | None) -> str:
    if interval is None:
        return "unknown"
    if reading.part == "night":
        return "night"
    if interval[0] == interval[1]:
        return "day"
    if reading.section and (reading.month or reading.unit == "month"):
        return "range"
    if reading.shape in ("month", "year"):
        return reading.shape
    alone = reading.amount == 1 and reading.unit in ("week", "month", "year")
    return reading.unit if alone and reading.unit else "range"


def _periods(words: Words, readings: list[Reading], found: list[DateExpression]) -> list[DateExpression]:
    """Two expressions with "between … and …" or "from … until …" around them become one period."""
    out: list[DateExpression] = []
    index = 0
    while index < len(found):
        merged = _period(words, readings, found, index) if index + 1 < len(found) else None
        out.append(merged or found[index])
        index += 2 if merged else 1
    return out


def _period(words: Words, readings: list[Reading], found: list[DateExpression], index: int) -> DateExpression | None:
    left, right = readings[index], readings[index + 1]
    opens = words.has(left.start - 1, "between", "from", "since")
    and_only = not words.has(right.start - 1, "to", "until")
    if not opens or not joined(words, left, right) or (and_only and not words.has(left.start - 1, "between")):
        return None
    first, last = found[index], found[index + 1]
    if first.date_start is None or last.date_end is None or first.date_start > last.date_end:
        return None
    return replace(first, end=last.end, date_end=last.date_end, precision="range", role="period", rule="period")


__all__ = ["CalendarDate", "DateExpression", "DatePhrases", "calendar_dates", "date_expressions", "date_phrases",
           "hijri_day", "resolve"]  # fmt: skip
