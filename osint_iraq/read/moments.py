"""A point of publication: a day, or a minute of a day in a time zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

IRAQ = timezone(timedelta(hours=3))
"""Iraq's time; it has kept UTC+3 without summer time since 2008."""


@dataclass(frozen=True)
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
