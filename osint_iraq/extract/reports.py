"""One report to the rows of its tables: a pure function of its text and its day, run where it can be stopped."""

from __future__ import annotations

from datetime import date
from typing import Any

from osint_iraq.extract.aggregates import Aggregate, aggregates
from osint_iraq.extract.discourse import attacks
from osint_iraq.extract.document import Document
from osint_iraq.extract.found import Found
from osint_iraq.extract.mention import mention
from osint_iraq.extract.opening import read_document
from osint_iraq.extract.parts import cut, scanned
from osint_iraq.extract.political import PoliticalMention, political_mentions

__all__ = ["NAMES", "Rows", "extract_text", "told"]

NAMES = ("mentions", "evidence", "aggregates", "political_mentions")

_DATED = ("mentions", "aggregates", "political_mentions")
"""The tables with days in them."""

Rows = dict[str, list[dict[str, Any]]]


def told(argument: tuple[str, str | None]) -> dict[str, Any]:
    """What one report tells, from its text and the day of its publication (ISO), as JSON values.

    Under `rows` the rows by table name, without an article id; under `parts` how many parts the text was read in: one,
    but for what is longer than any report. What two parts tell is not known to be one attack.

    >>> told(("a short report", None))["parts"]
    1
    """
    text, published = argument
    rows, parts = _read(text, date.fromisoformat(published) if published else None, "")
    for name in _DATED:
        for row in rows[name]:
            for column, value in row.items():
                if isinstance(value, date):
                    row[column] = value.isoformat()
    return {"rows": rows, "parts": parts}


def extract_text(text: str, published: date | None, article_id: str) -> Rows:
    """The rows of one report by table name; empty lists where it tells nothing of attacks or politics."""
    return _read(text, published, article_id)[0]


def _read(text: str, published: date | None, article_id: str) -> tuple[Rows, int]:
    rows: Rows = {name: [] for name in NAMES}
    whole = scanned(text)
    parts = cut(whole)
    for start, end in parts:
        part = whole if len(parts) == 1 else scanned(text[start:end])
        doc = read_document(part, published)
        if doc is not None:
            _add(rows, doc, article_id, start)
    return rows, len(parts)


def _add(rows: Rows, doc: Document, article_id: str, offset: int) -> None:
    """Adds what a part of a report tells; `offset` is where the part begins."""
    told = attacks(doc)
    for number, attack in enumerate(told, start=len(rows["mentions"]) + 1):
        row, evidence = mention(doc, attack, told[0])
        mention_id = f"{article_id}#{number}"
        first = attack.frames[0]
        sentence = doc.sentences[first.clause.sentence]
        cue = first.anchors[0].cue
        rows["mentions"].append(
            {"mention_id": mention_id, "article_id": article_id, **row, "sentence": doc.folded.words(*sentence),
             **_span(doc, cue.begin, cue.end, offset)}
        )  # fmt: skip
        rows["evidence"] += [_evidence(doc, mention_id, found, offset) for found in evidence]
    rows["aggregates"] += [_aggregate(doc, article_id, a, offset) for a in aggregates(doc)]
    politics = political_mentions(doc, told)
    rows["political_mentions"] += [_political(doc, article_id, p, offset) for p in politics]


def _span(doc: Document, start: int, end: int, offset: int) -> dict[str, int]:
    """Where the words of a folded span stand in the whole text."""
    first, last = doc.folded.span(start, end)
    return {"span_start": first + offset, "span_end": last + offset}


def _evidence(doc: Document, mention_id: str, found: Found, offset: int) -> dict[str, Any]:
    start, end = doc.folded.span(found.start, found.end)
    return {"mention_id": mention_id, "field": found.field, "value": found.value, "span_start": start + offset,
            "span_end": end + offset, "text": doc.folded.original[start:end], "rule": found.rule}  # fmt: skip


def _aggregate(doc: Document, article_id: str, found: Aggregate, offset: int) -> dict[str, Any]:
    return {"article_id": article_id, "count_min": found.low, "count_max": found.high,
            "what": doc.folded.words(*found.what).strip(), "countries": "|".join(found.countries),
            "period_start": found.period_start, "period_end": found.period_end, "said_by": found.said_by,
            **_span(doc, found.start, found.end, offset)}  # fmt: skip


def _political(doc: Document, article_id: str, found: PoliticalMention, offset: int) -> dict[str, Any]:
    return {"article_id": article_id, "date_start": found.date_start, "date_end": found.date_end, "kind": found.kind,
            "political_event_id": None, **_span(doc, found.start, found.end, offset)}  # fmt: skip
