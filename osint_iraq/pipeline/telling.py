"""From the articles that lie on disk to what they tell, in one pass: a bounded number of rows is held at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple

import pandas as pd

from osint_iraq.corrections import Corrected, apply_corrections, spoken_of
from osint_iraq.extract import extract_each
from osint_iraq.link import match_political
from osint_iraq.origin import ArticlesHash
from osint_iraq.partitions import TableWriter
from osint_iraq.pipeline.curated import Curated
from osint_iraq.progress import with_bar
from osint_iraq.rows import frame_of
from osint_iraq.schema import empty
from osint_iraq.spool import Spool
from osint_iraq.store import Room
from osint_iraq.workers import Crew

__all__ = ["Told", "add_problem", "frames_of", "tell"]

_TOGETHER = 2_000  # rows that become one frame
_WRITTEN = ("evidence", "aggregates", "political_mentions")  # what linking does not ask for goes to disk at once


class Told(NamedTuple):
    """What linking needs: every mention, the articles that have one, and what came of the articles' corrections."""

    mentions: pd.DataFrame
    articles: pd.DataFrame
    corrected: Corrected
    arabic: int
    articles_sha256: str


@dataclass
class _Seen:
    """What is counted and kept while the articles pass by."""

    arabic: int = 0
    digest: ArticlesHash = field(default_factory=ArticlesHash)
    articles: list[dict[str, Any]] = field(default_factory=list)
    rows: defaultdict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))


def tell(
    pages: Spool,
    problems: Spool,
    known: Curated,
    writers: Mapping[str, TableWriter],
    *,
    room: Room | None,
    crew: Crew,
    progress: bool = False,
) -> Told:
    """Write the articles and what they tell, in the order of their ids; give back what linking needs of it."""
    corrected = _corrected(pages, known.corrections)
    seen, mentions = _Seen(), [empty("mentions")]
    read_in = _articles(pages, corrected, writers["articles"], seen)
    for article, rows in extract_each(with_bar(read_in, progress, "extract", len(pages)), room=room, crew=crew):
        for row in rows["problems"]:
            add_problem(problems, row)
        if rows["mentions"]:
            seen.articles.append(article._asdict())
        for name in ("mentions", *_WRITTEN):
            seen.rows[name].extend(rows[name])
            if len(seen.rows[name]) >= _TOGETHER:
                _pass_on(name, seen.rows[name], mentions, writers, known)
    for name in ("mentions", *_WRITTEN):
        _pass_on(name, seen.rows[name], mentions, writers, known)
    whole = pd.concat(mentions, ignore_index=True)
    return Told(whole, frame_of(seen.articles, "articles"), corrected, seen.arabic, seen.digest.hexdigest())


def add_problem(problems: Spool, row: dict[str, str]) -> None:
    """Put a row of table problems where its order in the table asks for it."""
    problems.add(f"{row['path']}\0{row['message']}", row)


def frames_of(spool: Spool, name: str) -> Iterator[pd.DataFrame]:
    """The rows of a spool as frames of table `name`, in their order."""
    rows = iter(spool)
    while some := list(islice(rows, _TOGETHER)):
        yield frame_of(some, name)


def _corrected(pages: Spool, corrections: pd.DataFrame) -> Corrected:
    """The corrections of articles, applied to the articles that they speak of; the whole table is not held."""
    if not (corrections["table"] == "articles").any():
        return apply_corrections(empty("articles"), "articles", corrections)
    named = [spoken_of(frame, "articles", corrections) for frame in frames_of(pages, "articles")]
    return apply_corrections(pd.concat([empty("articles"), *named], ignore_index=True), "articles", corrections)


def _articles(pages: Spool, corrected: Corrected, writer: TableWriter, seen: _Seen) -> Iterator[Any]:
    """Every article with a text, after its row is written."""
    changed = corrected.frame[corrected.frame["article_id"].isin(corrected.rows)]
    for frame in frames_of(pages, "articles"):
        frame = _replaced(frame, changed)
        writer.add(frame)
        seen.arabic += int((frame["language"] == "ar").sum())
        seen.digest.update(frame)
        yield from frame[frame["text"].notna()].itertuples(index=False)


def _replaced(frame: pd.DataFrame, changed: pd.DataFrame) -> pd.DataFrame:
    """The frame with those rows as they were corrected."""
    own = changed[changed["article_id"].isin(frame["article_id"])]
    if own.empty:
        return frame
    kept = frame[~frame["article_id"].isin(own["article_id"])]
    return pd.concat([kept, own]).sort_values("article_id", ignore_index=True)


def _pass_on(
    name: str,
    rows: list[dict[str, Any]],
    mentions: list[pd.DataFrame],
    writers: Mapping[str, TableWriter],
    known: Curated,
) -> None:
    """Rows that have come together go on: mentions to linking, the rest to disk."""
    frame = frame_of(rows, name)
    rows.clear()
    if name == "mentions":
        mentions.append(frame)
        return
    if name == "political_mentions":
        frame = match_political(frame, known.political_events)
    writers[name].add(frame)
