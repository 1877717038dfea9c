"""Their dates and precision codes as intervals of days."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from osint_iraq.exchange.files import Broken

__all__ = ["around", "month_of", "read_day"]

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ][\d:.+Z-]*)?")
_NAMED = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3,9})[ -](\d{4})")
# English whatever the language of the machine, which `strptime` would follow
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july",
    "august", "september", "october", "november", "december",
)  # fmt: skip

Interval = tuple[date, date]


def read_day(cell: str, column: str) -> date:
    """The day of `2024-07-24` (a time behind it is not read) or `24 July 2024`.

    Other forms are refused: in 03/04/24, which is what a spreadsheet makes of them, day and month cannot be told apart.
    Raises `Broken`.

    >>> read_day("24 July 2024", "event_date")
    datetime.date(2024, 7, 24)
    """
    cell = cell.strip()
    try:
        if found := _ISO.fullmatch(cell):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _NAMED.fullmatch(cell):
            return date(int(found[3]), _month(found[2]), int(found[1]))
    except ValueError:
        pass
    raise Broken(
        "bad_date",
        f"{column} is {cell!r}, not a date like 2024-07-24 or 24 July 2024; "
        "if a spreadsheet rewrote the dates, download the file again",
    )


def _month(word: str) -> int:
    """The number of a month from its name or its first letters. Raises ValueError."""
    return next((n for n, m in enumerate(_MONTHS, start=1) if m.startswith(word.lower())), 0)


def around(day: date, days: int) -> Interval:
    """The interval of `days` to either side."""
    return day - timedelta(days=days), day + timedelta(days=days)


def month_of(day: date) -> Interval:
    """The first and the last day of its month."""
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])
