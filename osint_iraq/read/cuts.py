"""What of a page is not the report: controls, lists of other reports, second articles, forms, tags."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import regex

from osint_iraq.inflection import affixes
from osint_iraq.read.lines import Line
from osint_iraq.read.markers import Found
from osint_iraq.read.stamps import pattern

_ITEM_WORDS = 25
_RETOLD = 0.6  # share of a headline's words that the lead below it repeats
_BEFORE_SECOND = 3  # paragraphs that a report has before a second one may follow
_WORD = regex.compile(r"\p{L}{3,}")
_PREFIXES = sorted(affixes().classes["noun"][0], key=len, reverse=True)
_ROOT = 3  # letters that a word keeps when its clitics are taken off
_ENDS_REPORT = {"source", "tags", "end", "comment_form", "credit"}
_BARS = 2
_ENTRY_WORDS = 4


@dataclass(frozen=True)
class Cuts:
    """Where the page's own part ends, and for each line before it the kind of boilerplate that it is, or None."""

    end: int
    reasons: list[str | None]


def find_cuts(lines: Sequence[Line], markers: Sequence[Found | None]) -> Cuts:
    """The boilerplate of a page by the words of boilerplate.csv; `markers` is what `marker_of` says of each line.

    A list or prompt takes its items along. Everything below is cut only where nothing of the report can follow: after
    a sidebar or comment form below the body, after a list that no running text follows, or after a prompt that stands
    below the end of the report or over a second one. A prompt inside the body takes only its own headline.
    """
    paragraphs = [line.number for line in lines if line.paragraph and not markers[line.number]]
    ends = [number for number, found in enumerate(markers) if found and found.marker.kind in _ENDS_REPORT]
    reasons: list[str | None] = [None] * len(lines)
    for line in lines:
        number, found = line.number, markers[line.number]
        if reasons[number] or line.blank:
            continue
        if not found:
            reasons[number] = "navigation" if _menu(line) else None
            continue
        stop = _stop(lines, ends, paragraphs, number, found)
        for cut in range(number, stop):
            reasons[cut] = found.marker.kind
        if stop == len(lines) and stop > number + 1:
            return Cuts(number, reasons)
    return Cuts(len(lines), reasons)


def _menu(line: Line) -> bool:
    """A row of short entries between bars, or a line without a letter or digit."""
    if not any(c.isalnum() for c in line.original):
        return True
    if line.original.startswith(("http://", "https://", "www.")) and len(line.original.split()) == 1:
        return True
    if "|" not in line.original:
        return False
    entries = line.original.split("|")
    return len(entries) > _BARS and all(len(e.split()) <= _ENTRY_WORDS for e in entries) and line.words > 0


def _stop(lines: Sequence[Line], ends: Sequence[int], paragraphs: Sequence[int], number: int, found: Found) -> int:
    """The line after the last one that the marker cuts."""
    begun = bool(paragraphs) and paragraphs[0] < number
    marker = found.marker
    if not begun and found.content and marker.match == "label" and marker.cut in ("list", "rest"):
        return number  # «breaking: …» above the body is a headline
    if marker.cut == "line":
        return number + 1
    if not begun:
        return _bullets(lines, number + 1)
    if marker.cut == "block":
        return number + 1 if found.content else _block(lines, number + 1)
    if marker.cut == "rest":
        return number + 1 if found.content and marker.match == "label" else len(lines)
    return _list_stop(lines, ends, paragraphs, number, found)


def _bullets(lines: Sequence[Line], start: int) -> int:
    """The line after the bulleted items that begin at `start`, blank lines between them included."""
    stop = number = start
    while number < len(lines) and (lines[number].blank or (lines[number].bullet and not lines[number].paragraph)):
        number += 1
        if not lines[number - 1].blank:
            stop = number
    return stop


def _block(lines: Sequence[Line], start: int) -> int:
    """The line after the headlines that begin at `start` and stand together; one blank line may come first."""
    stop = _bullets(lines, start)
    if stop > start:
        return stop
    number = start + 1 if start < len(lines) and lines[start].blank else start
    first = number
    while number < len(lines) and _headline_like(lines[number]):
        number += 1
    return number if number > first else start


def _headline_like(line: Line) -> bool:
    return not line.blank and not line.ended and line.words <= _ITEM_WORDS


def _list_stop(lines: Sequence[Line], ends: Sequence[int], paragraphs: Sequence[int], number: int, found: Found) -> int:
    stop = _bullets(lines, number + 1) if found.content else _block(lines, number + 1)
    following = bisect_left(paragraphs, stop)
    if following == len(paragraphs):
        return stop if found.content else len(lines)
    before = bisect_left(paragraphs, number)
    if bisect_left(ends, number) > bisect_left(ends, paragraphs[before - 1]):
        return len(lines)
    items = [line for line in lines[number + 1 : stop] if not line.blank]
    alone = len(items) == 1 and stop < paragraphs[following]
    if alone and before >= _BEFORE_SECOND and len(paragraphs) - following > 1:
        lead = lines[paragraphs[following]]
        return len(lines) if _is_lead(lead) and _retold(items[0], lead) >= _RETOLD else stop
    return stop


def _is_lead(line: Line) -> bool:
    """True for a paragraph that names a weekday or today, as the opening of a report does."""
    return pattern("weekday", "today").search(line.folded.text) is not None


def _retold(headline: Line, paragraph: Line) -> float:
    wanted, said = _stems(headline), _stems(paragraph)
    return len(wanted & said) / len(wanted) if wanted else 0.0


def _stems(line: Line) -> set[str]:
    return {_stem(word) for word in _WORD.findall(line.folded.text)}


def _stem(word: str) -> str:
    """The word without conjunction, preposition and article."""
    return next(word[len(p) :] for p in _PREFIXES if word.startswith(p) and len(word) - len(p) >= min(_ROOT, len(word)))
