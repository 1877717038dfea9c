"""Articles -> mentions of attacks with their words, stated counts of attacks, dated political events."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from osint_iraq.extract.aggregates import aggregates
from osint_iraq.extract.discourse import attacks
from osint_iraq.extract.document import Document
from osint_iraq.extract.found import Found
from osint_iraq.extract.mention import mention
from osint_iraq.extract.opening import read_document
from osint_iraq.extract.parts import cut, scanned
from osint_iraq.extract.political import political_mentions
from osint_iraq.localday import local_day
from osint_iraq.remembering import each, fingerprint
from osint_iraq.schema import TABLES, check
from osint_iraq.store import Room
from osint_iraq.workers import Failure

__all__ = ["Extracted", "extract", "extract_text", "parts_of"]

_NAMES = ("mentions", "evidence", "aggregates", "political_mentions")
_TASK = "osint_iraq.extract:told"
_SECONDS = 60.0  # one report; the longest of the bundled ones takes a hundredth of a second
_CHARACTER = 2  # bytes
_FAILED = {
    "time": ("too_slow", "could not be searched for attacks within a minute; split it, or leave it out"),
    "memory": ("too_much_memory", "needs more memory than one report may take; split it, or leave it out"),
    "crash": ("crashed", "made the search for attacks crash; please report it, and leave it out"),
    "error": ("not_extracted", "could not be searched for attacks, which is a fault of ours; please report it"),
}


@dataclass(frozen=True)
class Extracted:
    """What articles tell: one row is an attack, a value with its words, a stated count, a dated political event.

    `problems` has a row for each article that could not be searched.
    """

    mentions: pd.DataFrame
    evidence: pd.DataFrame
    aggregates: pd.DataFrame
    political_mentions: pd.DataFrame
    problems: pd.DataFrame


Rows = dict[str, list[dict[str, Any]]]


def extract(articles: pd.DataFrame, progress: bool = False, *, room: Room | None = None) -> Extracted:
    """The tables mentions, evidence, aggregates and political_mentions of `articles`; a pure function of the frame.

    Every value of a mention that is not missing has its words in evidence; spans count characters of `articles.text`.
    Each report is read in a process of its own that can be stopped: one that takes too long or too much memory is a
    row of `problems`. `room` remembers what was found (see `store`). Raises `SchemaError` where `articles` is not a
    table of articles.

    >>> from osint_iraq.schema import empty
    >>> len(extract(empty("articles")).mentions)
    0
    """
    articles = check(articles, "articles")
    texts = articles[articles["text"].notna()]
    rows: Rows = {name: [] for name in (*_NAMES, "problems")}
    worked = each(texts.itertuples(index=False), _TASK, key=_key, argument=_argument, size=_size,
                  room=room, seconds=_SECONDS)  # fmt: skip
    for article, found in _bar(worked, len(texts), progress):
        if isinstance(found, Failure):
            rows["problems"].append(_problem(article, found))
            continue
        for name in _NAMES:
            rows[name].extend(_owned(row, article.article_id) for row in found[name])
    return Extracted(**{name: check(_frame(rows[name], name), name) for name in (*_NAMES, "problems")})


def _bar(worked: Iterable[Any], total: int, progress: bool) -> Iterable[Any]:
    if not progress:
        return worked
    from tqdm import tqdm  # only where a bar is wanted

    bar: Iterable[Any] = tqdm(worked, total=total, desc="extract")
    return bar


def _argument(article: Any) -> tuple[str, str | None]:
    published = local_day(article.published, article.published_precision)
    return article.text, published.isoformat() if published else None


def _key(article: Any) -> str:
    text, published = _argument(article)
    return fingerprint(text, published or "")


def _size(article: Any) -> int:
    return len(article.text) * _CHARACTER


def _problem(article: Any, failure: Failure) -> dict[str, str]:
    code, why = _FAILED[failure.reason]
    return {"path": article.path, "stage": "extract", "severity": "error", "code": code,
            "message": f"{article.path} {why} ({failure.message})"}  # fmt: skip


def told(argument: tuple[str, str | None]) -> Rows:
    """The rows of one report, from its text and the day of its publication (ISO), as JSON values without an article id.

    >>> told(("", None))["mentions"]
    []
    """
    text, published = argument
    rows = extract_text(text, date.fromisoformat(published) if published else None, "")
    return {name: [_plain(row) for row in found] for name, found in rows.items()}


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}


def _owned(row: dict[str, Any], article_id: str) -> dict[str, Any]:
    """The row as one of this article: its id, and in front of the mention's."""
    owned = {name: article_id + row[name] for name in ("mention_id",) if name in row}
    return {**row, **({"article_id": article_id} if "article_id" in row else {}), **owned}


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
