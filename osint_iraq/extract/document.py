"""One report made ready for reading: its sentences and clauses, with the cues and dates that stand in them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import groupby, takewhile
from math import inf
from typing import Any, TypeVar, cast

from osint_iraq.dates import DateExpression
from osint_iraq.extract.cue_index import LONGEST_CUE, Cued, CueIndex
from osint_iraq.lexicon import Cue
from osint_iraq.quantities import Quantity, quantities
from osint_iraq.text import Folded

T = TypeVar("T")
_TITLE_LIMIT = 160


@dataclass
class Clause(Cued):
    """A stretch of one sentence with the cues and dates that stand in it, in folded coordinates."""

    index: int
    sentence: int
    start: int
    end: int
    cues: list[Cue] = field(default_factory=list)
    dates: list[DateExpression] = field(default_factory=list)

    def has(self, kind: str, value: str | None = None) -> bool:
        """True where a cue of this kind (and value) stands in the clause."""
        found = self.kinds.get(kind)
        return found is not None and (value is None or value in [cue.value for cue in found])


@dataclass
class Document(Cued):
    """A report with everything that one pass found in it."""

    folded: Folded
    published: date | None
    sentences: list[tuple[int, int]]
    clauses: list[Clause]
    cues: list[Cue]
    stated: dict[tuple[int, int], DateExpression]
    links: list[Cue] = field(default_factory=list)  # words for from, also those inside date expressions
    _dates: dict[int, list[DateExpression]] = field(default_factory=dict, repr=False)
    _numbers: dict[tuple[int, int], list[Quantity]] = field(default_factory=dict, repr=False)
    _read: dict[tuple[str, int], list[Any]] = field(default_factory=dict, repr=False)

    def as_stated(self, expression: DateExpression) -> DateExpression:
        """The expression without the stand-in that orders relative dates where the publication date is unknown."""
        if self.published is not None:
            return expression
        known = self.stated.get((expression.start, expression.end))
        unread = known is None or known.date_start is None
        if expression.basis == "anchored" and unread and self._days_told(expression):
            return expression
        return known or replace(expression, date_start=None, date_end=None, precision="unknown", basis="unknown")

    def _days_told(self, anchored: DateExpression) -> bool:
        """True where a calendar date stands before it: what is told from that needs no publication date."""
        return self._first_day <= anchored.start

    @cached_property
    def named_sites(self) -> set[str]:
        """The ids of all places named."""
        return {c.value for c in self.of("site")}

    @cached_property
    def firm_sites(self) -> set[str]:
        """The ids of the places that are named by a name of theirs alone."""
        return {c.value for c in self.of("site") if c.entry.detail == "strong"}

    @cached_property
    def first_convoy(self) -> float:
        """The number of the first clause that names a convoy as a target; beyond all where none does."""
        return next((c.index for c in self.clauses if c.has("target", "convoy")), inf)

    @cached_property
    def _first_day(self) -> float:
        """Where the first stated day ends; never where none is stated."""
        return min((d.end for d in self.stated.values() if d.date_start and d.role == "point"), default=inf)

    @property
    def text(self) -> str:
        """The folded text."""
        return self.folded.text

    def sentence_clauses(self, sentence: int) -> list[Clause]:
        """The clauses of one sentence, in order."""
        return self._by_sentence.get(sentence, [])

    @cached_property
    def _by_sentence(self) -> dict[int, list[Clause]]:
        return {number: list(own) for number, own in groupby(self.clauses, key=lambda c: c.sentence)}

    def lead_end(self, last: int) -> int:
        """Where sentence number `last` ends, or the last one of a shorter report."""
        return self.sentences[min(last, len(self.sentences) - 1)][1]

    def recalling(self, sentence: int) -> list[Clause]:
        """The clauses of a sentence that name an anniversary, in order."""
        return self._recalling.get(sentence, [])

    @cached_property
    def _recalling(self) -> dict[int, list[Clause]]:
        named = [c for c in self.clauses if any(d.role == "anniversary" for d in c.dates)]
        return {number: list(own) for number, own in groupby(named, key=lambda c: c.sentence)}

    def sentence_dates(self, sentence: int) -> list[DateExpression]:
        """The dates of one sentence, in order."""
        if sentence not in self._dates:
            self._dates[sentence] = [d for c in self.sentence_clauses(sentence) for d in c.dates]
        return self._dates[sentence]

    def numbers(self, start: int, end: int) -> list[Quantity]:
        """The numbers of a stretch; read once."""
        if (start, end) not in self._numbers:
            self._numbers[start, end] = quantities(self.folded, start, end)
        return self._numbers[start, end]

    def lead(self, last: int) -> list[Clause]:
        """The clauses of the sentences up to number `last`."""
        return [c for number in range(last + 1) for c in self.sentence_clauses(number)]

    def once(self, rule: Callable[[Document, Clause], list[T]], clause: Clause) -> list[T]:
        """What `rule` reads in the clause; read once, since clauses are asked from many sides and do not change."""
        key = (rule.__name__, clause.index)
        found = self._read.get(key)
        if found is None:
            found = self._read[key] = rule(self, clause)
        return cast("list[T]", found)

    @cached_property
    def _title_end(self) -> int:
        """Where the first line ends, if it is short enough to be a title."""
        first_line = self.text.find("\n")
        first_line = len(self.text) if first_line < 0 else first_line
        start, end = self.sentences[0]
        return first_line if 0 < first_line <= _TITLE_LIMIT and start < end else 0

    @property
    def title(self) -> list[Clause]:
        """The clauses of the title."""
        return list(takewhile(self.in_title, self.clauses))

    def in_title(self, clause: Clause) -> bool:
        """True for the first line of the report where it is short enough to be its title."""
        return clause.end <= self._title_end

    def in_headline(self, clause: Clause) -> bool:
        """True in the title, and in an entry of a list of days, which is written like one."""
        return self.in_title(clause) or self.in_entry(clause)

    def in_entry(self, clause: Clause) -> bool:
        """True in an entry of a list of days ("5 March: a raid on …")."""
        opening = next((c for c in self.sentence_clauses(clause.sentence)), clause)
        return any(opens_entry(self.text, d) for d in opening.dates)

    def links_near(self, expression: DateExpression) -> list[Cue]:
        """The words for from that may end or begin where the expression ends."""
        return self._links.begun(expression.end - LONGEST_CUE, expression.end + 2)

    @cached_property
    def _links(self) -> CueIndex:
        return CueIndex(self.links)

    def between(self, start: int, end: int) -> str:
        """The folded text of a span."""
        return self.text[start:end]


def opens_entry(text: str, expression: DateExpression) -> bool:
    """'5 March: a raid on …': a line of a list of days."""
    line = text.rfind("\n", 0, expression.start) + 1
    return not text[line : expression.start].strip(" -*.") and text[expression.end : expression.end + 2].strip() == ":"
