"""The documents that are timed: the bundled reports, varied so that no round meets a document that an earlier one met.

A round gets each report with other numbers (years stay years, days of a month stay days), the day of publication moved
by as much as a year, the sentences behind the lead in another order, and a number of its own at the end. A result that
was kept from an earlier round, of a whole text or of a sentence with a number in it, therefore helps in no later one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import osint_iraq as oi
from bench.synthetic import articles
from osint_iraq.extract.reports import told as extracted
from osint_iraq.lexicon import scan
from osint_iraq.localday import local_day
from osint_iraq.text import fold

__all__ = ["Corpus", "Report", "load", "told", "varied"]

_BUNDLED = Path(__file__).resolve().parent.parent / "data" / "articles"
_ATTACK = {"weapon", "attack"}
_POLITICAL = "political"
_FILLED = 80  # reports of a kind of which the bundled ones are too few
_NUMBER = re.compile(r"\d+")
_SENTENCE = re.compile(r"(?<=[.!؟])[ ]+")
_YEARS, _DAYS = range(1990, 2030), range(1, 29)
_MOVED = 300  # days


@dataclass(frozen=True)
class Report:
    """A report, headline first, and the day of its publication (ISO) where it is known."""

    text: str
    published: str | None


@dataclass(frozen=True)
class Corpus:
    """`relevant` are the bundled reports that tell of an attack, `bundled` all of them.

    `political` holds reports with a word for a political event and none for an attack or a weapon, `quiet` those with
    none of these. Both are filled up with made-up articles; `own` says how many bundled ones each has.
    """

    bundled: list[Report]
    relevant: list[Report]
    quiet: list[Report]
    political: list[Report]
    own: dict[str, int]


def load() -> Corpus:
    """The bundled reports and as many made-up ones as are needed."""
    frame = oi.read(_BUNDLED).articles
    days = [local_day(row.published, row.published_precision) for row in frame.itertuples(index=False)]
    bundled = [Report(text, day.isoformat() if day else None) for text, day in zip(frame["text"], days, strict=True)]
    relevant = [report for report in bundled if told(report)["rows"]["mentions"]]
    made = [Report(article["text"], article["published"]) for article in articles(10 * _FILLED, seed=7)]
    kinds = [_kinds(report) for report in bundled + made]
    filled, own = {}, {}
    for name, wanted in (("quiet", set()), ("political", {_POLITICAL})):
        fitting = [n for n, found in enumerate(kinds) if found & {*_ATTACK, _POLITICAL} == wanted][:_FILLED]
        filled[name] = [(bundled + made)[n] for n in fitting]
        own[name] = sum(n < len(bundled) for n in fitting)
    return Corpus(bundled, relevant, filled["quiet"], filled["political"], own)


def told(report: Report) -> dict[str, Any]:
    """Whole extraction of one report: what a build does for it, in this process."""
    return extracted((report.text, report.published))


def _kinds(report: Report) -> set[str]:
    return {cue.kind for cue in scan(fold(report.text))}


def varied(reports: list[Report], number: int) -> list[Report]:
    """The reports as round `number` gets them; the same number gives the same."""
    random = Random(number)
    return [_varied(report, random, f"({number}-{index})") for index, report in enumerate(reports)]


def _varied(report: Report, random: Random, end: str) -> Report:
    headline, *paragraphs = report.text.split("\n\n")
    sentences = [s for p in paragraphs for s in _SENTENCE.split(p)]
    behind = sentences[1:]
    random.shuffle(behind)
    text = "\n\n".join([headline, *_in_paragraphs([*sentences[:1], *behind])])
    moved = timedelta(random.randint(-_MOVED, _MOVED))
    published = (date.fromisoformat(report.published) + moved).isoformat() if report.published else None
    return Report(f"{_NUMBER.sub(_other_number(random), text)}\n\n{end}", published)


def _in_paragraphs(sentences: list[str]) -> list[str]:
    return [" ".join(sentences[n : n + 2]) for n in range(0, len(sentences), 2)]


def _other_number(random: Random) -> Callable[[re.Match[str]], str]:
    def other(match: re.Match[str]) -> str:
        value = int(match[0])
        if value in _YEARS:
            return str(random.randint(2014, 2024))
        if value in _DAYS:
            return str(random.choice(_DAYS))
        return str(random.randint(10 ** (len(match[0]) - 1), 10 ** len(match[0]) - 1))

    return other
