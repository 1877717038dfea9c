"""When a page was published, by what the page itself says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import regex

from osint_iraq.read.captions import caption_day, old_picture
from osint_iraq.read.lines import Line
from osint_iraq.read.moments import Moment
from osint_iraq.read.stamps import Stamp, days, label_of, pattern, stamps_of, weekdays

_HEAD_PARAGRAPHS = 2  # a standfirst may stand above the publication line, a second paragraph may not
_TODAY_PARAGRAPHS = 5
_TODAY_REACH = 60  # characters after «today» in which its date may stand
_YEAR = re.compile(r"[12]\d\d\d")  # without one there is no date to look for
_MARKS = regex.compile(r"[\s(),\-:]*")


@dataclass(frozen=True)
class Finding:
    """A publication date found on a page and the rule that found it: label, line, today, caption or update."""

    when: Moment
    rule: str


def date_lines(lines: Sequence[Line]) -> list[Stamp]:
    """The date lines of a page; a label alone on its line names the kind of the date below it."""
    found: list[Stamp] = []
    pending: str | None = None
    for line in lines:
        if line.blank:
            continue
        stamps = stamps_of(line)
        if pending:
            stamps = [Stamp(s.line, pending, s.when) if s.kind == "bare" else s for s in stamps]
        found.extend(stamps)
        pending = None if stamps else label_of(line)
    return found


def find_published(
    lines: Sequence[Line], stamps: Sequence[Stamp], title: int | None, paragraphs: Sequence[int]
) -> Finding | None:
    """The publication date that the page states, or None; the first of these that it has:

    1. a line with a word for publication; 2. a line that is only a date, below the headline and above the second
    paragraph, or right above the headline; 3. «today, Saturday (13 June 2020)» in the first paragraphs; 4. photo
    captions above the body that agree on a date whose weekday the first paragraph names; 5. an update line.
    A page clock and a date above a menu are never it.
    """
    for stamp in stamps:
        if stamp.kind == "published":
            return Finding(stamp.when, "label")
    bare = _bare(lines, stamps, title, paragraphs)
    if bare:
        return Finding(bare.when, "line")
    body = [lines[p] for p in paragraphs if title is None or p > title]
    day = _said_today(body[:_TODAY_PARAGRAPHS])
    if day:
        return Finding(Moment(day), "today")
    day = _in_captions(lines[: paragraphs[0]], lines[paragraphs[0]]) if paragraphs else None
    if day:
        return Finding(Moment(day), "caption")
    updated = [s for s in stamps if s.kind == "updated"]
    return Finding(updated[0].when, "update") if updated else None


def _bare(lines: Sequence[Line], stamps: Sequence[Stamp], title: int | None, paragraphs: Sequence[int]) -> Stamp | None:
    body = [p for p in paragraphs if title is None or p > title]
    limit = body[_HEAD_PARAGRAPHS - 1] if len(body) >= _HEAD_PARAGRAPHS else len(lines)
    bare = [s for s in stamps if s.kind == "bare" and s.line < limit]
    below = [s for s in bare if title is None or s.line > title]
    if below or title is None:
        return below[0] if below else None
    above = [s for s in bare if all(lines[k].blank for k in range(s.line + 1, title))]
    return above[-1] if above else None


def _said_today(paragraphs: Sequence[Line]) -> date | None:
    """The date set beside «today»; None where there is none, or two that differ."""
    found = set()
    for line in paragraphs:
        folded = line.folded.text
        if not _YEAR.search(folded):
            continue
        for today in pattern("today").finditer(folded):
            for day in days(line.folded, today.end(), min(len(folded), today.end() + _TODAY_REACH)):
                between = pattern("weekday", "filler").sub("", folded[today.end() : day.start])
                if _MARKS.fullmatch(between):
                    found.add(day.day)
    return found.pop() if len(found) == 1 else None


def _in_captions(head: Sequence[Line], lead: Line) -> date | None:
    dated = [(line, day) for line in head if (day := caption_day(line))]
    agreed = {day for _, day in dated}
    if len(agreed) != 1 or any(old_picture(line) for line, _ in dated):
        return None
    day = agreed.pop()
    return day if day.weekday() in weekdays(lead.folded.text) else None
