"""Counts of attacks that a report states ("more than 175 attacks since October"): a table of their own, no events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from osint_iraq.dates import DateExpression
from osint_iraq.extract.document import Clause, Document
from osint_iraq.lexicon import Cue
from osint_iraq.quantities import Quantity

_NEAR = 14
_SMALL = 2
_MANY = 10
_COUNTRIES = ("IQ", "SY", "JO", "KW")


@dataclass(frozen=True)
class Aggregate:
    """One stated count, in folded coordinates."""

    low: int | None
    high: int | None
    what: tuple[int, int]
    countries: tuple[str, ...]
    period_start: date | None
    period_end: date | None
    said_by: str | None
    start: int
    end: int


def aggregates(doc: Document) -> list[Aggregate]:
    """The counts of attacks in a report, in order."""
    found: list[Aggregate] = []
    for clause in doc.clauses:
        for cue in clause.of("attack", "operation_count"):
            number = _number(doc, clause, cue)
            period = _period(doc, clause)
            if number is not None and period is not None:
                found.append(_aggregate(doc, clause, cue, number, period))
                break
    return found


def counts_attacks(doc: Document, clause: Clause) -> bool:
    """True where the clause states a count of attacks over a period: it tells of no single one."""
    nouns = [c for c in clause.of("attack") if c.entry.number == "pl" or clause.of("count")]
    dated = any(d.role == "point" and d.precision == "day" for d in clause.dates)
    for noun in nouns:
        number = _number(doc, clause, noun)
        if number is not None and _period(doc, clause) is not None:
            return not dated or (number.low or number.high or _MANY) >= _MANY
    return False


def _number(doc: Document, clause: Clause, cue: Cue) -> Quantity | None:
    """The number that counts the attack noun: beside it, or after 'the number of attacks'."""
    if cue.entry.inflect != "noun" or cue.value in ("reference", "assassination"):
        return None
    low = _sentence_start(doc, clause) if clause.of("count") else max(clause.start, cue.begin - 60)
    high = doc.sentences[clause.sentence][1] if clause.of("count") else clause.end
    told = doc.numbers(low, high)
    near = [q for q in told if q.is_count and (q.low or q.high or q.rule == "dozens")]
    near += [q for q in told if q.rule == "ordinal" and (q.low or 0) >= _MANY]
    near = [q for q in near if _counts(doc, clause, cue, q)]
    large = [q for q in near if (q.low or q.high or 99) > _SMALL]
    return min(large, key=lambda q: abs(q.start - cue.begin)) if large else None


def _sentence_start(doc: Document, clause: Clause) -> int:
    return doc.sentences[clause.sentence][0]


def _counts(doc: Document, clause: Clause, cue: Cue, quantity: Quantity) -> bool:
    beside = -2 <= cue.begin - quantity.end <= _NEAR or -2 <= quantity.start - cue.end <= 4
    if clause.of("count"):
        return not doc.begun(quantity.end, quantity.end + 3, "victim", "weapon", "killed", "injured")
    return beside


def _period(doc: Document, clause: Clause) -> tuple[date | None, date | None] | None:
    """The period that the count covers, from a 'since', a 'within' or a stated span in the sentence; None without."""
    dates = doc.sentence_dates(clause.sentence)
    for role in ("period", "since", "duration"):
        for expression in dates:
            if expression.role == role and (expression.date_start or expression.rule):
                return _bounds(doc, expression)
    if any(d.rule.startswith("past_") for d in dates):
        return None, doc.published
    if clause.of("count") or doc.begun(*doc.sentences[clause.sentence], "since"):
        return None, doc.published
    return None


def _bounds(doc: Document, expression: DateExpression) -> tuple[date | None, date | None]:
    start = expression.date_start
    end = expression.date_end if expression.role == "period" else doc.published
    if expression.role == "since" and expression.precision == "range" and expression.date_end:
        start = expression.date_end
    if start and end and start > end:
        return None, end
    return start, end


def _aggregate(
    doc: Document, clause: Clause, cue: Cue, number: Quantity, period: tuple[date | None, date | None]
) -> Aggregate:
    cues = [c for k in doc.sentence_clauses(clause.sentence) for c in k.cues]
    countries = tuple(sorted({c.value for c in cues if c.kind == "country" and c.value in _COUNTRIES}))
    said = next((c.value for c in cues if c.kind == "group" and any(s.kind == "say" for s in cues)), None)
    start, end = min(number.start, cue.begin), max(number.end, cue.end)
    low, high = number.low, number.high
    return Aggregate(low, high, (start, clause.end), countries, period[0], period[1], said, start, end)
