"""The headline of a page, and what stands around it that is not the report."""

from __future__ import annotations

from collections.abc import Sequence

from osint_iraq import text
from osint_iraq.read.captions import is_caption
from osint_iraq.read.lines import Line
from osint_iraq.read.outlets import byline
from osint_iraq.read.stamps import mostly_date, stamps_of

_FEWEST = 3  # a shorter line above the body is a section, a city or a menu entry
_MOST = 25


def find_title(lines: Sequence[Line], reasons: Sequence[str | None], given: str | None) -> int | None:
    """The number of the headline's line: the line that equals the sidecar's title, else the first one fit to be one.

    A headline has three to 25 words and no full stop, is no date line, dateline, byline or menu, and more of the page
    follows it. None where running text comes first: such a page has no headline.
    """
    kept = [line for line in lines if not line.blank and not reasons[line.number]]
    if given:
        wanted = text.normalise(given)
        same = [line.number for line in kept if line.folded.text.strip() == wanted]
        if same:
            return same[0]
    for place, line in enumerate(kept[:-1]):
        if (line.ended and line.words >= _FEWEST) or line.words > _MOST:
            return None
        if _fit(line, first=place == 0):
            return line.number
    return None


def _fit(line: Line, first: bool) -> bool:
    if line.words < _FEWEST or byline(line) or mostly_date(line) or stamps_of(line):
        return False
    return first or not is_caption(line, above_body=True)


def mark_head(lines: Sequence[Line], reasons: list[str | None], title: int) -> None:
    """Mark what stands above the headline, and sections and bylines between it and the running text."""
    for line in lines[:title]:
        reasons[line.number] = reasons[line.number] or "masthead"
    for line in lines[title + 1 :]:
        if line.paragraph and not reasons[line.number]:
            return
        if not line.blank and not reasons[line.number] and (line.words < _FEWEST or byline(line)):
            reasons[line.number] = "byline"
