"""Moments as machines and people write them: ISO, RFC 2822, epoch numbers, and dates in Arabic words."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, tzinfo
from email.utils import parsedate_to_datetime

import regex

from osint_iraq.read.lines import Line
from osint_iraq.read.moments import IRAQ, Moment, minute, parse_published
from osint_iraq.read.stamps import days, stamps_of
from osint_iraq.text import fold

_YEARS = range(1990, 2101)
_EPOCH = regex.compile(r"\d{10}|\d{13}")
_LOOSE_ISO = regex.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})"
    r"(?:[T ,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*([AaPp][Mm])?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{1,2})?)?"
)
_COMPACT = regex.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?(Z|[+-]\d{2}:?\d{2})?)?")
_NUMERIC = regex.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[ ,T-]+(\d{1,2}):(\d{2})(?::\d{2})?\s*([AaPp][Mm])?)?")
_RFC = regex.compile(r"(?:\p{L}{3,9},?\s+)?\d{1,2}[ -]\p{L}{3,9}[ -]\d{2,4}\b.*\d:\d\d.*")
_LETTER = regex.compile(r"\p{L}")
_LONGEST = 120
_DATE_WORDS = 6
_MONTHS = 12


def parse_written(value: str) -> Moment | None:
    """The moment that a text states; None where it states none, or one that can be read in two ways.

    Read are ISO dates and timestamps (also with blanks, slashes or without separators), RFC 2822, seconds and
    milliseconds since 1970, day-month-year numbers where only one order is possible or both are the same, and dates
    in words, as osint_iraq.dates reads them. A clock time without a zone is Iraq's. Years before 1990 are none.

    >>> parse_written("Fri, 26 Jul 2024 10:00:00 +0300").published.isoformat()
    '2024-07-26T07:00:00+00:00'
    >>> parse_written("26/07/2024").day.isoformat(), parse_written("05/07/2024")
    ('2024-07-26', None)
    """
    value = fold(value[: _LONGEST + 1]).text.strip()
    if not value or len(value) > _LONGEST:
        return None
    value = value.upper() if value.isascii() else value
    for read in (_iso, _loose, _compact, _epoch, _numeric, _mail, _words):
        try:
            found = read(value)
        except (ValueError, OverflowError, TypeError, IndexError):
            continue
        if found:
            return found if found.day.year in _YEARS else None
    return None


def _iso(value: str) -> Moment | None:
    return parse_published(value)


def _loose(value: str) -> Moment | None:
    match = _LOOSE_ISO.fullmatch(value)
    if not match:
        return None
    day = date(int(match[1]), int(match[2]), int(match[3]))
    return _at(day, match[4], match[5], match[7], match[8])


def _at(day: date, hour: str | None, minutes: str | None, half: str | None, zone: str | None) -> Moment:
    if hour is None or minutes is None:
        return Moment(day)
    hours = int(hour)
    if half:
        hours = hours % 12 + (12 if half.upper() == "PM" else 0)
    clock = time(hours, int(minutes))
    return minute(day, clock, (_zone(zone) or IRAQ) if zone else IRAQ)


def _zone(zone: str) -> tzinfo | None:
    if zone in ("Z", "UTC", "GMT"):
        return UTC
    digits = zone[1:].replace(":", "").zfill(2).ljust(4, "0")
    return datetime.strptime(zone[0] + digits, "%z").tzinfo


def _compact(value: str) -> Moment | None:
    match = _COMPACT.fullmatch(value)
    if not match:
        return None
    day = date(int(match[1]), int(match[2]), int(match[3]))
    return _at(day, match[4], match[5], None, match[7])


def _epoch(value: str) -> Moment | None:
    if not _EPOCH.fullmatch(value):
        return None
    seconds = int(value) / (1000 if len(value) > 10 else 1)
    stamp = datetime.fromtimestamp(seconds, UTC)
    return minute(stamp.date(), stamp.time().replace(second=0, microsecond=0), UTC)


def _numeric(value: str) -> Moment | None:
    match = _NUMERIC.fullmatch(value)
    if not match:
        return None
    first, second = int(match[1]), int(match[2])
    if first <= _MONTHS and second <= _MONTHS and first != second:
        return None
    day, month = (first, second) if second <= _MONTHS else (second, first)
    return _at(date(int(match[3]), month, day), match[4], match[5], match[6], None)


def _mail(value: str) -> Moment | None:
    if not value.isascii() or not _RFC.fullmatch(value):
        return None
    stamp = parsedate_to_datetime(value.title() if "GMT" not in value else value)
    return minute(stamp.date(), stamp.time().replace(second=0, microsecond=0), stamp.tzinfo or IRAQ)


def _words(value: str) -> Moment | None:
    if not _LETTER.search(value):
        return None
    line = Line(0, value)
    stamps = [s for s in stamps_of(line) if s.kind in ("published", "bare")]
    if stamps:
        return stamps[0].when
    found = days(line.folded)
    return Moment(found[0].day) if len(found) == 1 and len(value.split()) <= _DATE_WORDS else None
