"""A point of publication: a day, or a minute of a day in a time zone, and how files write it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import regex

IRAQ = timezone(timedelta(hours=3))
"""Iraq's time; it has kept UTC+3 without summer time since 2008."""

_YEARS = range(1900, 2101)
_DAY = regex.compile(r"\d{4}-\d{2}-\d{2}")
_MONTH = regex.compile(r"\d{4}-\d{2}")
_TIME = regex.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:Z|[+-]\d{2}(?::?\d{2})?)?")


@dataclass(frozen=True, slots=True)
class Moment:
    """When something was published; `at` is missing where only the day is known."""

    day: date
    at: datetime | None = None
    precision: str = "day"

    @property
    def published(self) -> datetime:
        """The value for `articles.published`: the minute in UTC, else the local date at 00:00 UTC."""
        return self.at.astimezone(UTC) if self.at else datetime.combine(self.day, time(), UTC)

    @property
    def local_day(self) -> date:
        """The day in Iraq."""
        return self.at.astimezone(IRAQ).date() if self.at else self.day


def minute(day: date, clock: time, zone: tzinfo = IRAQ) -> Moment:
    """The moment of a clock time on a day; without a zone the clock is Iraq's.

    >>> minute(date(2020, 6, 14), time(5, 9)).published.isoformat()
    '2020-06-14T02:09:00+00:00'
    """
    return Moment(day, datetime.combine(day, clock, zone), "minute")


def zone_named(name: str) -> tzinfo | None:
    """The time zone of an IANA name; None where this machine does not know it."""
    if name == "UTC":
        return UTC
    if name == "Asia/Baghdad":
        return IRAQ
    try:
        return ZoneInfo(name)
    except ZoneInfoNotFoundError:
        return None


def parse_published(value: str) -> Moment | None:
    """The moment of an ISO date, month or timestamp; None where it is none of these or not in the calendar.

    >>> parse_published("2024-07-26").precision, parse_published("31.02.2024")
    ('day', None)
    """
    try:
        if _MONTH.fullmatch(value):
            found = Moment(date.fromisoformat(value + "-01"), precision="month")
        elif _DAY.fullmatch(value):
            found = Moment(date.fromisoformat(value))
        elif _TIME.fullmatch(value):
            stamp = datetime.fromisoformat(value.replace(" ", "T", 1).replace(" ", ""))
            found = minute(stamp.date(), stamp.time(), stamp.tzinfo or IRAQ)
        else:
            return None
        return found if found.published.astimezone(UTC).year in _YEARS else None
    except (ValueError, OverflowError):
        return None
