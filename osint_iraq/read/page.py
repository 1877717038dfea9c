"""From the text of a saved page to the report in it: headline, own words, publication date, outlet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from osint_iraq.read.captions import is_caption
from osint_iraq.read.cuts import find_cuts
from osint_iraq.read.headline import find_title, mark_head
from osint_iraq.read.lines import Line, split
from osint_iraq.read.markers import marker_of
from osint_iraq.read.outlets import byline, outlet_of_page
from osint_iraq.read.published import Finding, date_lines, find_published

_REPEATED = 3  # words of a line that is dropped when an earlier line says the same


@dataclass(frozen=True)
class Page:
    """What a page holds; `text` begins with the headline where the page has one."""

    title: str | None
    text: str
    published: Finding | None
    outlet: str | None


def read_page(page: str, title: str | None = None) -> Page:
    """The report of a page saved as text.

    `text` keeps the report's lines as they stand, blank lines between paragraphs included, with the headline first.
    Out of it go what boilerplate.csv marks, what stands above the headline, date lines, bylines, photo captions, and
    lines that repeat an earlier one. A `title` known from elsewhere is looked for on the page.

    >>> read_page("Rockets fall near the base\\n\\nTwo rockets fell near the base on Monday.\\n\\nShare").text
    'Rockets fall near the base\\n\\nTwo rockets fell near the base on Monday.'
    """
    all_lines = split(page)
    markers = [marker_of(line) for line in all_lines]
    cuts = find_cuts(all_lines, markers)
    lines, reasons = all_lines[: cuts.end], cuts.reasons[: cuts.end]
    stamps = date_lines(lines)
    for stamp in stamps:
        reasons[stamp.line] = reasons[stamp.line] or "date"
    found = find_title(lines, reasons, title)
    paragraphs = [line.number for line in lines if line.paragraph and not reasons[line.number] and line.number != found]
    outlet = outlet_of_page(lines, markers, paragraphs)
    published = find_published(lines, stamps, found, paragraphs)
    if found is not None:
        mark_head(lines, reasons, found)
    _mark_captions(lines, reasons, found, paragraphs)
    _mark_repeats(lines, reasons)
    heading = lines[found].original if found is not None else None
    return Page(heading, _joined(lines, reasons), published, outlet)


def _mark_captions(
    lines: Sequence[Line], reasons: list[str | None], title: int | None, paragraphs: Sequence[int]
) -> None:
    """Mark captions above and between paragraphs, and bylines near the head and below the last paragraph."""
    if not paragraphs:
        return
    first, second, last = paragraphs[0], [*paragraphs, paragraphs[-1]][1], paragraphs[-1]
    for line in lines:
        if line.blank or line.ended or reasons[line.number] or line.number == title:
            continue
        if line.number < last and is_caption(line, above_body=line.number < first):
            reasons[line.number] = "caption"
        elif not second < line.number < last and byline(line):
            reasons[line.number] = "byline"


def _mark_repeats(lines: Sequence[Line], reasons: list[str | None]) -> None:
    seen: set[str] = set()
    for line in lines:
        if line.blank or reasons[line.number] or line.words < _REPEATED:
            continue
        if line.flat in seen:
            reasons[line.number] = "repeat"
        seen.add(line.flat)


def _joined(lines: Sequence[Line], reasons: Sequence[str | None]) -> str:
    """The kept lines; where lines were blank or cut between them, one blank line."""
    out: list[str] = []
    for line in lines:
        if not line.blank and not reasons[line.number]:
            out.append(line.original)
        elif out and out[-1]:
            out.append("")
    while out and not out[-1]:
        out.pop()
    return "\n".join(out)
