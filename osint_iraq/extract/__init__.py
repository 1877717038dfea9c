"""Articles -> mentions of attacks with their words, stated counts of attacks, dated political events."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
from tqdm import tqdm

from osint_iraq.extract.aggregates import aggregates
from osint_iraq.extract.discourse import attacks
from osint_iraq.extract.document import Document
from osint_iraq.extract.found import Found
from osint_iraq.extract.mention import mention
from osint_iraq.extract.opening import read_document
from osint_iraq.extract.parts import cut, scanned
from osint_iraq.extract.political import political_mentions
from osint_iraq.localday import local_day
from osint_iraq.schema import TABLES, check

__all__ = ["Extracted", "extract", "extract_text", "parts_of"]

_NAMES = ("mentions", "evidence", "aggregates", "political_mentions")


@dataclass(frozen=True)
class Extracted:
    """What articles tell: one row is an attack, a value with its words, a stated count, a dated political event."""

    mentions: pd.DataFrame
    evidence: pd.DataFrame
    aggregates: pd.DataFrame
    political_mentions: pd.DataFrame


Rows = dict[str, list[dict[str, Any]]]


def extract(articles: pd.DataFrame, progress: bool = False) -> Extracted:
    """The tables mentions, evidence, aggregates and political_mentions of `articles`; a pure function of the frame.

    Raises `SchemaError` where `articles` is not a table of articles. Every value of a mention that is not missing has
    its words in evidence; spans count characters of `articles.text`.

    >>> from osint_iraq.schema import empty
    >>> len(extract(empty("articles")).mentions)
    0
    """
    articles = check(articles, "articles")
    rows: Rows = {name: [] for name in _NAMES}
    records: Iterable[Any] = articles.itertuples(index=False)
    for article in tqdm(records, total=len(articles), desc="extract", disable=None if progress else True):
        if isinstance(article.text, str):
            published = local_day(article.published, article.published_precision)
            for name, found in extract_text(article.text, published, article.article_id).items():
                rows[name].extend(found)
    return Extracted(**{name: check(_frame(rows[name], name), name) for name in _NAMES})


def _frame(rows: list[dict[str, Any]], name: str) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=TABLES[name].names)


def extract_text(text: str, published: date | None, article_id: str) -> Rows:
    """The rows of one report by table name; empty lists where it tells nothing of attacks or politics."""
    rows: Rows = {name: [] for name in _NAMES}
    whole = scanned(text)
    parts = cut(whole)
    for start, end in parts:
        part = whole if len(parts) == 1 else scanned(text[start:end])
        doc = read_document(part, published)
        if doc is not None:
            _add(rows, doc, article_id, start)
    return rows


def parts_of(text: str) -> int:
    """How many parts a text is read in: 1, but for one that is longer than any report.

    What is told in two parts is then not known to be one attack; a caller should say so.

    >>> parts_of("a short report")
    1
    """
    return len(cut(scanned(text)))


def _add(rows: Rows, doc: Document, article_id: str, offset: int) -> None:
    """Adds what a part of a report tells; `offset` is where the part begins."""
    told = attacks(doc)
    for number, attack in enumerate(told, start=len(rows["mentions"]) + 1):
        row, evidence = mention(doc, attack, told[0])
        mention_id = f"{article_id}#{number}"
        first = attack.frames[0]
        sentence = doc.sentences[first.clause.sentence]
        start, end = doc.folded.span(first.anchors[0].cue.begin, first.anchors[0].cue.end)
        rows["mentions"].append(
            {"mention_id": mention_id, "article_id": article_id, **row, "sentence": doc.folded.words(*sentence),
             "span_start": start + offset, "span_end": end + offset}
        )  # fmt: skip
        rows["evidence"].extend(_moved(_evidence(doc, mention_id, found), offset) for found in evidence)
    rows["aggregates"].extend(_moved(_aggregate(doc, article_id, a), offset) for a in aggregates(doc))
    politics = political_mentions(doc, told)
    rows["political_mentions"].extend(_moved(_political(doc, article_id, p), offset) for p in politics)


def _moved(row: dict[str, Any], offset: int) -> dict[str, Any]:
    """The row with its span counted in the whole text."""
    return row | {"span_start": row["span_start"] + offset, "span_end": row["span_end"] + offset}


def _evidence(doc: Document, mention_id: str, found: Found) -> dict[str, Any]:
    start, end = doc.folded.span(found.start, found.end)
    return {"mention_id": mention_id, "field": found.field, "value": found.value, "span_start": start,
            "span_end": end, "text": doc.folded.original[start:end], "rule": found.rule}  # fmt: skip


def _aggregate(doc: Document, article_id: str, found: Any) -> dict[str, Any]:
    start, end = doc.folded.span(found.start, found.end)
    return {"article_id": article_id, "count_min": found.low, "count_max": found.high,
            "what": doc.folded.words(*found.what).strip(), "countries": "|".join(found.countries),
            "period_start": found.period_start, "period_end": found.period_end, "said_by": found.said_by,
            "span_start": start, "span_end": end}  # fmt: skip


def _political(doc: Document, article_id: str, found: Any) -> dict[str, Any]:
    start, end = doc.folded.span(found.start, found.end)
    return {"article_id": article_id, "date_start": found.date_start, "date_end": found.date_end, "kind": found.kind,
            "political_event_id": None, "span_start": start, "span_end": end}  # fmt: skip
