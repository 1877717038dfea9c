"""Texts beyond the measure of a report: what no report is as long as is read in parts, so that the work stays bounded.

Rules compare the clauses of a sentence and the attacks of a report with each other. Ten thousand attacks in one text
would cost a hundred million comparisons; cut into parts they cost as much as so many long reports.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise

import regex

from osint_iraq.lexicon import Cue, Scan
from osint_iraq.text import fold, sentences

MOST_CUES = 1_500
"""Words of the lexicons in one part; the longest of the reports at hand has 433."""
MOST_CHARACTERS = 40_000
MOST_SENTENCES = 1_000
_ENDS = "\n.!?\u203c"
_SENTENCE_CUES = 150
_SENTENCE_CHARACTERS = 3_000
_QUOTES = "\"\u201c\u201d\u201e\u00ab\u00bb\u2018\u2019\u201a\u2039\u203a'`"
_DOUBLED = regex.compile(r"\(\p{Cf}*\(|\)\p{Cf}*\)")
"""Round brackets that stand for quotation marks."""
_NOTHING = "\u200c"
"""As long as a quotation mark, and not read: "a \"suicide\" drone" is found as the phrase that it is."""


def scanned(text: str) -> Scan:
    """The text folded and searched for cues; quotation marks are not read."""
    return Scan(fold(_unquoted(text), text))


def _unquoted(text: str) -> str:
    unquoted = text
    if "(" in text or ")" in text:
        unquoted = _DOUBLED.sub(lambda quote: _NOTHING * len(quote.group()), unquoted)
    for quote in _QUOTES:
        unquoted = unquoted.replace(quote, _NOTHING)
    return unquoted


def cut(read: Scan) -> list[tuple[int, int]]:
    """The parts of a text, in its own coordinates, end to end: one, but for what is longer than any report."""
    whole = len(read.folded.original)
    text = read.folded.text
    few = sum(text.count(mark) for mark in _ENDS) < MOST_SENTENCES
    if few and read.at_most(MOST_CUES) and len(text) <= MOST_CHARACTERS:
        return [(0, whole)]
    begins = [c.begin for c in read.cues]
    opens, first = [], 0
    for number, (start, end) in enumerate(spans := readable(text, sentences(read.folded), read.cues)):
        cues = bisect_left(begins, end) - bisect_left(begins, spans[first][0])
        long = end - spans[first][0] > MOST_CHARACTERS or number - first >= MOST_SENTENCES
        if number > first and (cues > MOST_CUES or long):
            opens.append(read.folded.span(start, start + 1)[0])
            first = number
    edges = [0, *opens, whole]
    return list(pairwise(edges))


def readable(text: str, spans: list[tuple[int, int]], cues: list[Cue]) -> list[tuple[int, int]]:
    """The sentences, those without an end cut where they hold more cues or characters than any sentence does."""
    if len(cues) <= _SENTENCE_CUES and len(text) <= _SENTENCE_CHARACTERS:
        return spans
    begins = [c.begin for c in cues]
    found: list[tuple[int, int]] = []
    for start, end in spans:
        while (stop := _stop(text, start, end, begins)) < end:
            found.append((start, len(text[start:stop].rstrip()) + start))
            start = stop
        found.append((start, end))
    return [(a, b) for a, b in found if a < b]


def _stop(text: str, start: int, end: int, begins: list[int]) -> int:
    """Where the sentence is cut: before a cue, else after a blank; its end where it need not be."""
    most = bisect_left(begins, start) + _SENTENCE_CUES
    stop = begins[most] if most < len(begins) and start < begins[most] < end else end
    if stop - start <= _SENTENCE_CHARACTERS:
        return stop
    blank = text.rfind(" ", start + 1, start + _SENTENCE_CHARACTERS) + 1
    return blank or start + _SENTENCE_CHARACTERS
