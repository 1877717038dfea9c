"""Political events that a report dates: talks, truces, handovers, votes …"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from osint_iraq.dates import DateExpression, resolve
from osint_iraq.extract.attack import Attack
from osint_iraq.extract.document import Clause, Document
from osint_iraq.extract.point_dates import point_dates
from osint_iraq.lexicon import Cue

_REACH = 90
_WEAK = ("announcement",)


@dataclass(frozen=True)
class PoliticalMention:
    """One dated political event, in folded coordinates."""

    kind: str
    date_start: date
    date_end: date
    start: int
    end: int


def political_mentions(doc: Document, told: list[Attack]) -> list[PoliticalMention]:
    """The political events that a report dates, in order; one for each pair of a cue and its date."""
    found: list[PoliticalMention] = []
    if not doc.of("political"):
        return found
    taken = {(d.start, d.end) for a in told for f in a.frames for d in ([f.date] if f.date else [])}
    for clause in doc.clauses:
        for expression in point_dates(doc, clause):
            day = _days(expression, told)
            if day is None or (expression.start, expression.end) in taken:
                continue
            cue = _cue(doc, clause, expression)
            if cue is not None:
                low, high = min(cue.begin, expression.start), max(cue.end, expression.end)
                found.append(PoliticalMention(cue.value, day[0], day[1], low, high))
    return found


def _days(expression: DateExpression, told: list[Attack]) -> tuple[date, date] | None:
    """The days of an expression; one told from the attack ("two days after the meeting") counts back from it."""
    if expression.basis == "anchored" and expression.offset_days is not None and not expression.date_start:
        attack = next((a.date for a in told if a.date and a.date.date_start), None)
        if attack is None or attack.date_start is None:
            return None
        expression = resolve(expression, attack.date_start)
    if expression.date_start is None:
        return None
    return expression.date_start, expression.date_end or expression.date_start


def _cue(doc: Document, clause: Clause, expression: DateExpression) -> Cue | None:
    """The political word nearest to the date in its sentence; a bare 'announced' only where nothing else stands."""
    cues = doc.begun(*doc.sentences[clause.sentence], "political")
    near = [c for c in cues if min(abs(c.begin - expression.end), abs(expression.start - c.end)) <= _REACH]
    firm = [c for c in near if c.value not in _WEAK] or near
    if not firm:
        return None
    return min(firm, key=lambda c: min(abs(c.begin - expression.end), abs(expression.start - c.end)))
