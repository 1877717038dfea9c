"""Readings and the publication date -> days. Arithmetic only; nothing is read here."""

from __future__ import annotations

import calendar as gregorian
from datetime import date, timedelta

from hijridate import Gregorian, Hijri

from osint_iraq.date_words import Reading

Interval = tuple[date, date]
_SECTIONS = {"begin": (1, 10), "mid": (11, 20), "end": (21, 31)}
_TOLERANCE = timedelta(days=1)
_UNIT_DAYS = {"day": 1, "night": 1, "week": 7}


def day_of(reading: Reading, year: int, day: int | None = None) -> date | None:
    """The day a reading names in `year`, or None where the calendar has no such day."""
    day = day if day is not None else reading.day
    if day is None or reading.month is None:
        return None
    try:
        return hijri_day(year, reading.month, day) if reading.hijri else date(year, reading.month, day)
    except (ValueError, OverflowError):
        return None


def hijri_day(year: int, month: int, day: int) -> date:
    """The Gregorian day of a Hijri one (Umm al-Qura, as hijridate tables it).

    >>> hijri_day(1441, 10, 22)
    datetime.date(2020, 6, 14)
    """
    converted = Hijri(year, month, day).to_gregorian()
    return date(converted.year, converted.month, converted.day)


def month_of(reading: Reading, year: int) -> Interval | None:
    """First and last day of the month a reading names in `year`, or of the part of it that it names."""
    if reading.month is None:
        return None
    try:
        hijri = Hijri(year, reading.month, 1).month_length() if reading.hijri else None
        size = hijri or gregorian.monthrange(year, reading.month)[1]
        first, last = _SECTIONS.get(reading.section or "", (1, size))
        start, end = day_of(reading, year, first), day_of(reading, year, min(last, size))
    except (ValueError, OverflowError):
        return None
    return (start, end) if start and end else None


def years_tried(reading: Reading, published: date | None) -> list[int]:
    """The years a date without one may lie in, the likeliest first."""
    if reading.year:
        return [reading.year]
    if published is None:
        return []
    this = published.year
    if reading.hijri:
        try:
            this = Gregorian(published.year, published.month, published.day).to_hijri().year
        except OverflowError:  # the tables of hijridate begin in 1924 and end in 2077
            return []
    if reading.year_tense in ("past", "current", "future"):
        return [this + {"past": -1, "current": 0, "future": 1}[reading.year_tense]]
    if reading.tense == "current":
        return [this]
    if reading.tense == "future" or reading.role == "by":
        return [this, this + 1, this + 2]
    return [this + 1, this, this - 1, this - 2, this - 3, this - 4]


def calendar_interval(reading: Reading, published: date | None) -> Interval | None:
    """The day, days or month of a calendar reading; a missing year is the latest that is not after publication."""
    for year in years_tried(reading, published):
        found = _in_year(reading, year)
        if found and _fits(reading, found, published):
            return found
    return None


def _in_year(reading: Reading, year: int) -> Interval | None:
    if reading.day is None:
        return month_of(reading, year)
    if reading.ordinal and reading.weekday is not None:
        first = _nth_or_date(reading, year)
    else:
        first = day_of(reading, year)
    if first is None:
        return None
    if reading.last_day is None:
        return first, first
    last = day_of(reading, year, reading.last_day)
    return (first, last) if last and first <= last else None


def _nth_or_date(reading: Reading, year: int) -> date | None:
    """ "Sunday the third of December" is 3 December where that is a Sunday, else the third Sunday."""
    plain = day_of(reading, year)
    if plain is None or reading.weekday is None or plain.weekday() == reading.weekday or (reading.day or 9) > 5:
        return plain
    first = day_of(reading, year, 1)
    if first is None:
        return plain
    nth = first + timedelta(days=(reading.weekday - first.weekday()) % 7 + 7 * ((reading.day or 1) - 1))
    return nth if nth.month == first.month else plain


def _fits(reading: Reading, found: Interval, published: date | None) -> bool:
    if reading.year or reading.year_tense or reading.tense == "current" or published is None:
        return True
    if reading.tense == "future" or reading.role == "by":
        return found[0] > published or (reading.role == "by" and found[1] >= published)
    if reading.tense == "past":
        return found[1] < published if reading.day else found[1] < published.replace(day=1)
    return found[0] - published <= _TOLERANCE


def weekday_of(reading: Reading, published: date | None) -> date | None:
    """The day a weekday names: the latest not after publication; "last" and "next" leave out the day itself."""
    if published is None or reading.weekday is None:
        return None
    back = (published.weekday() - reading.weekday) % 7
    if reading.tense == "future":
        return _moved(published, 7 - back)
    if reading.tense == "lastweek":  # weeks from Sunday to Saturday
        return _moved(published, -((published.weekday() + 1) % 7 + 7 - (reading.weekday + 1) % 7))
    if reading.tense in ("past", "beforelast") and back == 0:
        back = 7
    return _moved(published, -back - 7 * (reading.tense == "beforelast"))


def day_interval(reading: Reading, published: date | None) -> Interval | None:
    """The day or night of a day phrase. A calendar date rules over "yesterday", and that over a weekday."""
    if reading.month is not None:
        return calendar_interval(reading, published)
    if reading.offset is not None:
        day = _checked(reading, _moved(published, reading.offset), published)
        return _pair(day, 1 if reading.shape == "night_span" or reading.midnight else 0)
    return _pair(weekday_of(reading, published), 1 if reading.next_weekday is not None or reading.midnight else 0)


def _checked(reading: Reading, day: date | None, published: date | None) -> date | None:
    """The day itself, or the weekday named beside it where they differ: pages go online after midnight, or later."""
    if day is None or reading.weekday is None or reading.shape == "night_span" or day.weekday() == reading.weekday:
        return day
    near = (_moved(day, -1), _moved(day, 1))
    return next((d for d in near if d and d.weekday() == reading.weekday), None) or weekday_of(reading, published)


def _moved(day: date | None, days: int) -> date | None:
    try:
        return day + timedelta(days=days) if day else None
    except OverflowError:
        return None


def _pair(day: date | None, more: int) -> Interval | None:
    end = _moved(day, more)
    return (day, end) if day and end else None


def ago_interval(unit: str, count: int | None, published: date | None) -> Interval | None:
    """So long before publication: a day for days and weeks, a month for months, a year for years."""
    if published is None:
        return None
    if unit == "hour" and count and count % 24 == 0:
        unit, count = "day", count // 24
    if unit in ("hour", "minute"):
        yesterday = _moved(published, -1)
        return (yesterday, published) if yesterday else None
    if count is None or count > 3000:
        return None
    if unit in _UNIT_DAYS:
        return _pair(_moved(published, -count * _UNIT_DAYS[unit]), 0)
    return _whole(unit, -count, published)


def _whole(unit: str, shift: int, published: date) -> Interval | None:
    """The calendar month or year that lies `shift` of them away."""
    try:
        if unit == "year":
            return date(published.year + shift, 1, 1), date(published.year + shift, 12, 31)
        if unit != "month":
            return None
        year, month = divmod(published.year * 12 + published.month - 1 + shift, 12)
        return date(year, month + 1, 1), date(year, month + 1, gregorian.monthrange(year, month + 1)[1])
    except (ValueError, OverflowError):
        return None


def span_interval(reading: Reading, published: date | None) -> Interval | None:
    """Last week, this month, the past 24 hours. "Last week" is the seven days before the publication day."""
    if published is None or reading.amount is None or reading.amount > 400:
        return None
    shift = {"past": -1, "beforelast": -2, "current": 0, "future": 1}.get(reading.tense or "")
    if shift is None or reading.unit is None:
        return None
    if reading.unit == "week" and reading.amount == 1:
        return _week(shift, published)
    if reading.unit in ("month", "year") and reading.amount == 1:
        return _part_of(_whole(reading.unit, shift, published), reading)
    if reading.unit in ("day", "hour", "night", "week") and reading.tense == "past":
        days = -(-reading.amount // 24) if reading.unit == "hour" else reading.amount * _UNIT_DAYS[reading.unit]
        begun = _moved(published, -days)
        return (begun, published) if begun else None
    first = _whole(reading.unit, -reading.amount, published) if reading.tense == "past" else None
    return (first[0], published) if first else None


def month_day(reading: Reading, published: date | None) -> Interval | None:
    """A day of the current, past or coming month."""
    month = span_interval(reading, published)
    if month is None or reading.day is None or reading.day > month[1].day:
        return None
    day = month[0].replace(day=reading.day)
    return day, day


def _week(shift: int, published: date) -> Interval | None:
    if shift == 0:
        begun = _moved(published, -6)
        return (begun, published) if begun else None
    return _pair(_moved(published, 7 * shift + (shift > 0) * -6), 6)


def _part_of(found: Interval | None, reading: Reading) -> Interval | None:
    if found is None or reading.unit != "month" or reading.section is None:
        return found
    first, last = _SECTIONS[reading.section]
    return found[0].replace(day=first), found[0].replace(day=min(last, found[1].day))


def _hours(reading: Reading) -> int | None:
    """Hours as days: a few are the same day, whole days count, what lies between says nothing."""
    if reading.unit is None or reading.amount is None:
        return 0
    hours = reading.amount if reading.unit == "hour" else 0
    sign = -1 if reading.shape == "before" else 1
    return 0 if hours < 12 else sign * (hours // 24) if hours % 24 == 0 and hours < 9999 else None


def anchored_days(reading: Reading) -> int | None:
    """How many days from its anchor an anchored reading lies; None where it does not say."""
    if reading.unit in (None, "hour", "minute"):
        return _hours(reading)
    if reading.amount is None or reading.unit not in _UNIT_DAYS or abs(reading.amount) > 3000:
        return None
    days = reading.amount * _UNIT_DAYS[reading.unit]
    return -days if reading.shape == "before" else days
