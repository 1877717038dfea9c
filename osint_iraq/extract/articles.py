"""Articles to the tables that they tell: each report read in a process of its own, so that it can be stopped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from osint_iraq.extract.reports import NAMES, Rows
from osint_iraq.localday import local_day
from osint_iraq.progress import with_bar
from osint_iraq.remembering import each, fingerprint
from osint_iraq.rows import frame_of
from osint_iraq.schema import check
from osint_iraq.store import Room
from osint_iraq.workers import LOCAL, Crew, Failure

__all__ = ["Extracted", "extract", "extract_each"]

_TASK = "osint_iraq.extract.reports:told"
_SECONDS = 60.0  # one report; the longest of the bundled ones takes a hundredth of a second
_CHARACTER = 2  # bytes
_FAILED = {
    "time": ("too_slow", "could not be searched for attacks within a minute; split it, or leave it out"),
    "memory": ("too_much_memory", "needs more memory than one report may take; split it, or leave it out"),
    "crash": ("crashed", "made the search for attacks crash; please report it, and leave it out"),
    "error": ("not_extracted", "could not be searched for attacks, which is a fault of ours; please report it"),
}
_LONG = (
    "read_in_parts",
    "is longer than any report and was read in parts: two of them may tell of one attack; split it into its reports",
)


@dataclass(frozen=True)
class Extracted:
    """What articles tell: one row is an attack, a value with its words, a stated count, a dated political event.

    `problems` has a row for each article that could not be searched, or only in parts.
    """

    mentions: pd.DataFrame
    evidence: pd.DataFrame
    aggregates: pd.DataFrame
    political_mentions: pd.DataFrame
    problems: pd.DataFrame


def extract(
    articles: pd.DataFrame, progress: bool = False, *, room: Room | None = None, crew: Crew = LOCAL
) -> Extracted:
    """The tables mentions, evidence, aggregates and political_mentions of `articles`; a pure function of the frame.

    Every value of a mention that is not missing has its words in evidence; spans count characters of `articles.text`.
    Each report is read in a process of its own that can be stopped: one that takes too long or too much memory is a
    row of `problems`. `room` remembers what was found (see `store`); `crew` searches the reports (see `workers`).
    Raises `SchemaError` where `articles` is not a table of articles.

    >>> from osint_iraq.schema import empty
    >>> len(extract(empty("articles")).mentions)
    0
    """
    articles = check(articles, "articles")
    texts = articles[articles["text"].notna()]
    found: Rows = {name: [] for name in (*NAMES, "problems")}
    searched = with_bar(texts.itertuples(index=False), progress, "extract", len(texts))
    for _, rows in extract_each(searched, room=room, crew=crew):
        for name in found:
            found[name].extend(rows[name])
    return Extracted(**{name: frame_of(found[name], name) for name in found})


def extract_each(
    articles: Iterable[Any], *, room: Room | None = None, crew: Crew = LOCAL
) -> Iterator[tuple[Any, Rows]]:
    """Each article (article_id, path, text, published, published_precision) with its rows by table name.

    The tables are those of `Extracted`. They come in the order of the articles, which may be millions.
    """
    worked = each(articles, _TASK, key=_key, argument=_argument, size=_size, room=room, seconds=_SECONDS, crew=crew)
    for article, found in worked:
        rows: Rows = {name: [] for name in (*NAMES, "problems")}
        if isinstance(found, Failure):
            rows["problems"].append(_problem(article, "error", *_FAILED[found.reason], found.message))
        else:
            if found["parts"] > 1:
                rows["problems"].append(_problem(article, "warning", *_LONG, f"{found['parts']} parts"))
            for name in NAMES:
                rows[name] = [_owned(row, article.article_id) for row in found["rows"][name]]
        yield article, rows


def _argument(article: Any) -> tuple[str, str | None]:
    published = local_day(article.published, article.published_precision)
    return article.text, published.isoformat() if published else None


def _key(article: Any) -> str:
    text, published = _argument(article)
    return fingerprint(text, published or "")


def _size(article: Any) -> int:
    return len(article.text) * _CHARACTER


def _problem(article: Any, severity: str, code: str, why: str, detail: str) -> dict[str, str]:
    return {"path": article.path, "stage": "extract", "severity": severity, "code": code,
            "message": f"{article.path} {why} ({detail})"}  # fmt: skip


def _owned(row: dict[str, Any], article_id: str) -> dict[str, Any]:
    """The row as one of this article: its id, and in front of the mention's."""
    owned = {name: article_id + row[name] for name in ("mention_id",) if name in row}
    return {**row, **({"article_id": article_id} if "article_id" in row else {}), **owned}
