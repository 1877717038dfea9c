"""Photo captions: lines that end with a date or a credit set off from the words."""

from __future__ import annotations

from datetime import date

import regex

from osint_iraq.read.lines import Line
from osint_iraq.read.outlets import credited
from osint_iraq.read.stamps import days, pattern

_SET_OFF = regex.compile(r"[-/|]\s*$"), regex.compile(r"\s*(?:$|[-/|(])")
_BRACKETED = regex.compile(r"[(,]\s*$"), regex.compile(r"\s*\)?\s*$")
_WORD = regex.compile(r"\p{L}+")
_SHORT = 12
_FEWEST = 3  # words beside the date or the credit


def caption_day(line: Line) -> date | None:
    """The date of a dated caption («words - 4 January 2022 - agency»); None where the line is no such caption."""
    if not _can_be(line):
        return None
    folded = line.folded.text
    for found in days(line.folded):
        before = pattern("weekday").sub("", folded[: found.start])
        after = folded[found.end :]
        set_off = any(left.search(before) and right.match(after) for left, right in (_SET_OFF, _BRACKETED))
        if set_off and len(_WORD.findall(before)) + len(_WORD.findall(after)) >= _FEWEST:
            return found.day
    return None


def is_caption(line: Line, above_body: bool) -> bool:
    """True for a line that ends with the name of an agency or outlet, and above the body for a dated one.

    Below, a line that ends with a date may as well be an entry of a chronology, and a longer one with an agency in
    brackets a sentence of the report.
    """
    if not _can_be(line):
        return False
    if above_body:
        return credited(line) or caption_day(line) is not None
    return line.words <= _SHORT and credited(line)


def _can_be(line: Line) -> bool:
    return not line.long and not line.paragraph and not line.ended and not line.bullet and line.words > _FEWEST


def old_picture(line: Line) -> bool:
    """True where the caption itself says that the picture is of an earlier event or from the archive."""
    return pattern("old_picture").search(line.folded.text) is not None
