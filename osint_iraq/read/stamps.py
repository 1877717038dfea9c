"""Lines that are a date: publication lines, update lines, page clocks, bare datelines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta, timezone, tzinfo
from functools import lru_cache

import regex

from osint_iraq import text
from osint_iraq.dates import calendar_dates
from osint_iraq.lexicon import rows
from osint_iraq.read.lines import Line
from osint_iraq.read.markers import alternation
from osint_iraq.read.moments import IRAQ, Moment, minute, zone_named
from osint_iraq.read.outlets import named, pieces_of

_LONGEST = 25  # words of a line that may be a date line
_LABEL_REST = 5  # further words beside a label, its date and time (a name, a section)
_TIMED_REST = 2  # further words beside a bare date with a clock time (a section)
_NEAR_LABEL = 3  # words that may stand before a label
_FARTHEST = timedelta(hours=15)  # no zone lies farther from Greenwich
_YEARS = range(1990, 2101)

_CLOCK = regex.compile(r"(?<![\d:])([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?(?![\d:])")
_ISO_ZONE = regex.compile(r"z(?!\p{L})|([+-])(\d\d):?(\d\d)(?![\d:])", regex.IGNORECASE)
_HIJRI_YEAR = regex.compile(r"(?<!\d)1[34]\d\d(?!\d)")
_OFFSET = regex.compile(r"\s*([+-])\s*(\d{1,2})(?::?(\d\d))?(?!\d)")
_WORD = regex.compile(r"\p{L}+")
_DIGIT = re.compile(r"\d")
_FOUR_DIGITS = re.compile(r"[12]\d\d\d")
_YEAR = regex.compile(r"(?<!\d)(?:1[34]|19|20)\d\d(?!\d)")


@dataclass(frozen=True)
class Day:
    """A full date on a line: [start, end) in folded coordinates, and the day."""

    start: int
    end: int
    day: date


@dataclass(frozen=True)
class Stamp:
    """What a date line says: `kind` is published, updated, clock or bare."""

    line: int
    kind: str
    when: Moment


@lru_cache(maxsize=1)
def _terms() -> dict[str, dict[str, str]]:
    """publication.csv by kind: folded term to its value."""
    terms: dict[str, dict[str, str]] = {}
    for row in rows("publication"):
        terms.setdefault(row["kind"], {})[text.normalise(row["term"])] = row["value"]
    return terms


@lru_cache(maxsize=16)
def pattern(*kinds: str) -> regex.Pattern[str]:
    """A pattern that matches any term of these kinds of publication.csv."""
    return regex.compile(alternation(t for kind in kinds for t in _terms()[kind]))


def days(folded: text.Folded, start: int = 0, end: int | None = None) -> list[Day]:
    """The full dates of a line or a stretch of it, those excluded whose weekday on the same line says otherwise.

    A numeric date is read day first; where the weekday fits only the other order, that order is taken.
    """
    stop = len(folded.text) if end is None else end
    if not _FOUR_DIGITS.search(folded.text, start, stop) or not _YEAR.search(folded.text, start, stop):
        return []
    named = weekdays(folded.text[start:stop])
    found = []
    clockless = replace(folded, text=_CLOCK.sub(lambda m: "|" * len(m.group()), folded.text))  # «10:20-14» is no span
    for d in calendar_dates(clockless, start, stop):
        if d.year is None or d.day is None or d.year not in _YEARS:
            continue
        words = folded.text[d.start : d.end]
        if _HIJRI_YEAR.search(words):
            day = _nearest(date(d.year, d.month, d.day), named)
        else:
            day = _fitting(d.year, d.month, d.day, named, numeric=not _WORD.search(words))
        if day:
            found.append(Day(d.start, d.end, day))
    return found


def weekdays(folded: str) -> set[int]:
    """The weekdays that a folded text names, Monday as 0."""
    return {int(_terms()["weekday"][m.group()]) for m in pattern("weekday").finditer(folded)}


def _nearest(day: date, named: set[int]) -> date | None:
    """The day of a Hijri date, or the one beside it: calendars differ by a day."""
    around = (day, day + timedelta(days=1), day - timedelta(days=1))
    return next((d for d in around if not named or d.weekday() in named), None)


def _fitting(year: int, month: int, day: int, named: set[int], numeric: bool) -> date | None:
    orders = [(month, day)]
    if numeric and named and day <= 12:
        orders.append((day, month))
    for m, d in orders:
        try:
            found = date(year, m, d)
        except ValueError:
            continue
        if not named or found.weekday() in named:
            return found
    return None


def stamps_of(line: Line) -> list[Stamp]:
    """What the line says as a date line; nothing where it is running text or a headline with a date in it."""
    if line.long or not _DIGIT.search(line.original) or line.words > _LONGEST:
        return []
    return [replace(stamp, line=line.number) for stamp in _stamps_of(line.original)]


@lru_cache(maxsize=32)
def _stamps_of(words: str) -> Sequence[Stamp]:
    """The same of a short line; the rules for markup and for text ask several times of the one date of a page."""
    line = Line(0, words)
    if not (found := days(line.folded)):
        return []
    folded = line.folded.text
    labels = list(pattern("published", "updated", "clock").finditer(folded))
    rest = _rest(folded, found)
    if labels and rest <= _LABEL_REST and len(_WORD.findall(folded[: labels[0].start()])) <= _NEAR_LABEL:
        return [] if line.ended else _labelled(line, found, labels)
    clock = _CLOCK.search(_without(folded, found))
    if rest <= (_TIMED_REST if clock else 0) and _agree(found):
        return [Stamp(line.number, "bare", _moment(folded, 0, len(folded), found))]
    return []


def label_of(line: Line) -> str | None:
    """The kind of a line that is nothing but a label: its date stands on the next line."""
    match = pattern("published", "updated", "clock").fullmatch(line.core)
    return _kind(match.group()) if match else None


def mostly_date(line: Line) -> bool:
    """True for a line that begins with a date or weekday and says little more, such as a masthead with a city."""
    found = [] if line.long else days(line.folded)
    if not found or _rest(line.folded.text, found) > _TIMED_REST + 1:
        return False
    return not _WORD.search(pattern("weekday", "filler").sub("", line.flat[: max(0, found[0].start)]))


def _kind(label: str) -> str:
    return next(k for k in ("clock", "updated", "published") if label in _terms()[k])


def _labelled(line: Line, found: list[Day], labels: list[regex.Match[str]]) -> list[Stamp]:
    folded = line.folded.text
    if _kind(labels[0].group()) == "clock":
        return [Stamp(line.number, "clock", Moment(found[0].day))]
    first = labels[0]
    before = [d for d in found if d.end <= first.start()] if _kind(first.group()) == "updated" else []
    out = [Stamp(line.number, "bare", _moment(folded, 0, first.start(), before))] if before else []
    for label, following in zip(labels, [*labels[1:], None], strict=True):
        end = following.start() if following else len(folded)
        inside = [d for d in found if label.end() <= d.start < end]
        if inside:
            out.append(Stamp(line.number, _kind(label.group()), _moment(folded, label.end(), end, inside)))
    return out


def _agree(found: list[Day]) -> bool:
    """A Hijri date beside the Gregorian one may differ by a day; more than that are two dates."""
    return max(d.day for d in found) - min(d.day for d in found) <= timedelta(days=1)


def _without(folded: str, found: list[Day]) -> str:
    left, at = [], 0
    for d in found:
        left += [folded[at : d.start], " " * (d.end - d.start)]
        at = d.end
    return "".join([*left, folded[at:]])


def _rest(folded: str, found: list[Day]) -> int:
    """How many words the line has beside its dates, times, zones, weekdays, labels and names of outlets."""
    left = _CLOCK.sub(" ", _without(folded, found))
    left = regex.sub(pattern("zone_lead").pattern + r"\s+" + pattern("zone").pattern, " ", left)
    known = ("published", "updated", "clock", "zone_lead", "zone_alone", "am", "pm", "weekday", "filler")
    pieces = pieces_of(pattern(*known).sub(" ", left))
    return sum(len(_WORD.findall(piece)) for piece in pieces if not named(piece))


def _moment(folded: str, start: int, end: int, found: list[Day]) -> Moment:
    """The moment of the first date inside [start, end), with the clock time there where its zone is known."""
    segment = _without(folded, found)[start:end]
    day = found[0].day
    match = _CLOCK.search(segment)
    zone = _zone(segment, match.end() if match else 0)
    if not match or zone is None:
        return Moment(day)
    return minute(day, time(_hour(int(match[1]), segment[match.end() :]), int(match[2])), zone)


def _hour(hour: int, after: str) -> int:
    """The hour on the 24-hour clock, by the word right after the time."""
    after = after.lstrip(" -,(")
    evening = pattern("pm").match(after)
    if evening and int(_terms()["pm"][evening.group()] or 1) <= hour < 12:
        return hour + 12
    return 0 if hour == 12 and pattern("am").match(after) else hour


def _zone(segment: str, after: int) -> tzinfo | None:
    """The zone that stands right after the clock time or is named; Iraq's where none is, None where it is not known."""
    attached = _ISO_ZONE.match(segment, after) if after else None
    if attached:
        shift = timedelta(hours=int(attached[2] or 0), minutes=int(attached[3] or 0))
        return timezone(-shift if attached[1] == "-" else shift) if shift < _FARTHEST else None
    alone = pattern("zone_alone").search(segment)
    if alone:
        offset = _OFFSET.match(segment, alone.end())
        if offset and int(offset[2]) < 15:
            shift = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
            return timezone(shift if offset[1] == "+" else -shift)
        return zone_named(_terms()["zone_alone"][alone.group()])
    lead = pattern("zone_lead").search(segment)
    if not lead:
        return IRAQ
    name = pattern("zone").match(segment[lead.end() :].lstrip())
    return zone_named(_terms()["zone"][name.group()]) if name else None
