"""The words that mark what is not the report: boilerplate.csv, loaded once and matched against lines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import ahocorasick_rs
import regex

from osint_iraq import text
from osint_iraq.lexicon import rows
from osint_iraq.read.lines import Line, core

Match = Literal["whole", "label", "signed", "prefix", "stem", "suffix", "contains"]
_MATCHES: tuple[Match, ...] = ("whole", "label", "signed", "prefix", "stem", "suffix", "contains")
_PROMPT_WORDS = 30  # a longer line is running text, whatever it begins with
_PROMPT_LENGTH = 400
_LABEL_WORDS = 15
_LABEL_WORDS_OF = {"credit": 6, "source": 8}
_ANYWHERE = {"second_article", "comment_form", "video", "navigation"}  # also where the line ends as a sentence does


@dataclass(frozen=True)
class Marker:
    """One row of boilerplate.csv."""

    term: str
    kind: str
    match: str
    cut: str  # line, block, list, rest
    example: str


@dataclass(frozen=True)
class Found:
    """A marker on a line; `content` is True where the line says more than the marker."""

    marker: Marker
    content: bool


def alternation(terms: Iterable[str]) -> str:
    """A pattern that matches any of the folded terms, longest first, not inside a longer word."""
    words = sorted({text.normalise(t) for t in terms}, key=lambda t: (-len(t), t))
    return r"(?<![\p{L}\p{N}])(?:" + "|".join(regex.escape(w) for w in words) + r")(?![\p{L}\p{N}])"


@dataclass(frozen=True)
class _Lexicon:
    whole: dict[str, Marker]
    others: list[tuple[regex.Pattern[str], dict[str, Marker]]]
    anywhere: ahocorasick_rs.AhoCorasick  # the terms of these: most lines hold none


_SHAPES = {
    "label": r"(?P<term>{})(?=\s*(?:$|[:|/(\-]))",
    "signed": r"(?P<term>{})(?:[\s/]+[\p{{L}}\p{{N}}]{{1,2}}){{1,4}}[\s/]*$",  # initials follow
    "prefix": r"(?P<term>{})(?![\p{{L}}])",
    "stem": r"(?P<term>{})",
    "suffix": r".*(?<=[\s(\-|/])(?P<term>{})[^\p{{L}}]*$",
    "contains": r".*?(?P<term>{})",
}


@lru_cache(maxsize=1)
def _lexicon() -> _Lexicon:
    markers = [Marker(*(row[c] for c in ("term", "kind", "match", "cut", "example"))) for row in rows("boilerplate")]
    whole = {core(text.normalise(m.term)): m for m in markers if m.match == "whole"}
    others = []
    for match in _MATCHES[1:]:
        chosen = {text.normalise(m.term): m for m in markers if m.match == match}
        ordered = sorted(chosen, key=lambda t: (-len(t), t))
        terms = "|".join(regex.escape(t) for t in ordered)
        others.append((regex.compile(_SHAPES[match].format(terms)), chosen))
    every = sorted({term for _, chosen in others for term in chosen})
    return _Lexicon(whole, others, ahocorasick_rs.AhoCorasick(every, store_patterns=False))


def marker_of(line: Line) -> Found | None:
    """The marker that makes this line something other than the report, or None.

    A line of running text is never a marker: prompts and labels are short, and but for a few kinds they do not end as
    a sentence does.
    """
    if line.blank or len(line.original) > _PROMPT_LENGTH:
        return None
    lexicon = _lexicon()
    if line.core in lexicon.whole:
        return Found(lexicon.whole[line.core], content=False)
    if line.words > _PROMPT_WORDS:
        return None
    if not lexicon.anywhere.find_matches_as_indexes(line.flat):
        return _bar(line)
    for pattern, chosen in lexicon.others:
        match = pattern.match(line.flat)
        if match and _allowed(chosen[match["term"]], line):
            rest = line.flat[: match.start("term")] + line.flat[match.end("term") :]
            return Found(chosen[match["term"]], content=bool(core(rest)))
    return _bar(line)


def _allowed(marker: Marker, line: Line) -> bool:
    if marker.match == "label" and line.words > _LABEL_WORDS_OF.get(marker.kind, _LABEL_WORDS):
        return False
    return marker.kind in _ANYWHERE or not line.paragraph


def _bar(line: Line) -> Found | None:
    """A row of menu entries: parts between upright bars, each of them a marker."""
    if "|" not in line.original:
        return None
    found = [marker_of(Line(line.number, part.strip())) for part in line.original.split("|")]
    return found[0] if found[0] and all(f and f.marker.cut == "line" for f in found) else None
