"""Which articles repeat the text of another: one agency report in six papers is one source, not six.

Texts are compared as sets of three-word shingles (Broder 1997). The pairs worth a look are found by their rarest
shingles within the days of a reprint (`shingles`); so the cost grows with the number of articles, not of pairs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import pandas as pd

from osint_iraq.link.shingles import Shingles, much_in_common, shingles_of
from osint_iraq.rows import records
from osint_iraq.schema import check
from osint_iraq.text import normalise

__all__ = ["counterparts", "find_reprints"]

_SAME_TEXT = 0.6  # Jaccard similarity: the same text with another headline, or a line of the paper's own
_PART_OF = 0.9  # share of the shorter text that stands in the longer: the same text, cut
_CUT = 0.4  # Jaccard similarity of a text and its cut form; below, the longer one is a digest that quotes the shorter
_OF_THE_SHORTER = 0.75  # what both come to at least: where it is the Jaccard similarity, 2 * 0.6 / (1 + 0.6)
_SHORTEST = 20  # shingles; shorter texts are alike by chance
_DAYS = 3  # an agency text is printed within so many days, a formula comes back later


def find_reprints(articles: pd.DataFrame, mentions: pd.DataFrame) -> pd.DataFrame:
    """Table reprints: one row is one article whose text is that of another, with `original_id` and their similarity.

    Only articles with a mention are compared. Two are one text where at least 60 % of their three-word shingles are
    common, or 40 % and with them 90 % of the shorter one's, they were published at most three days apart, and they do
    not date the same attack differently in other words. The original of a group is what was published first.
    """
    told = _told_by_article(mentions)
    rows = {row["article_id"]: row for row in records(_with_text(articles, set(told)))}
    texts = {article: shingles_of(row["text"]) for article, row in rows.items()}
    pairs = [(a, b) for a, b in _one_text(texts, rows) if _same_days(told[a], told[b])]
    out = [
        {"article_id": article, "original_id": first, "similarity": _jaccard(texts[article], texts[first])}
        for first, *others in (_by_age(group, rows) for group in _groups(pairs))
        for article in others
    ]
    columns = ["article_id", "original_id", "similarity"]
    return check(pd.DataFrame(out, columns=columns).sort_values("article_id"), "reprints")


def counterparts(reprints: pd.DataFrame, mentions: pd.DataFrame) -> dict[str, str]:
    """{mention of a reprint: that of the original which it repeats}: the same attack by place, weapon and turn."""
    repeated = mentions["article_id"].isin({*reprints["article_id"], *reprints["original_id"]})
    told = _told_by_article(mentions[repeated])
    found: dict[str, str] = {}
    for row in records(reprints):
        own, original = told.get(row["article_id"], []), told.get(row["original_id"], [])
        left = list(original)
        for mention in own:
            match = next((m for m in left if _alike(m) == _alike(mention)), None)
            if match is not None:
                left.remove(match)
                found[mention["mention_id"]] = match["mention_id"]
    return found


def _alike(mention: dict[str, Any]) -> tuple[Any, ...]:
    return mention["site_id"], mention["country"], mention["weapons"]


def _told_by_article(mentions: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    """{article_id: its mentions, in the order of the text}."""
    told: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in records(mentions.sort_values(["article_id", "span_start", "mention_id"])):
        told[row["article_id"]].append(row)
    return dict(told)


def _with_text(articles: pd.DataFrame, ids: set[str]) -> pd.DataFrame:
    """The columns that are compared, of these articles where they have a text, by id."""
    kept = articles[articles["article_id"].isin(ids) & articles["text"].notna()]
    return kept[["article_id", "published", "text"]].sort_values("article_id")


def _one_text(texts: dict[str, Shingles], rows: dict[str, dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """The pairs of articles with one text, published near each other."""
    articles = [article for article, text in texts.items() if len(text) >= _SHORTEST]
    days = [_day(rows[article]) for article in articles]
    for one, other, common in much_in_common([texts[a] for a in articles], days, _DAYS, _OF_THE_SHORTER):
        shorter, longer = len(texts[articles[one]]), len(texts[articles[other]])
        alike = common / (shorter + longer - common)
        if alike >= _SAME_TEXT or (alike >= _CUT and common >= _PART_OF * shorter):
            yield articles[one], articles[other]


def _day(row: dict[str, Any]) -> int | None:
    return None if row["published"] is None else row["published"].toordinal()


def _jaccard(one: Shingles, other: Shingles) -> float:
    common = len(np.intersect1d(one, other, assume_unique=True))
    return common / (len(one) + len(other) - common)


def _same_days(one: list[dict[str, Any]], other: list[dict[str, Any]]) -> bool:
    """False where both tell of one place, in other words, on other days: that is a formula used again, no reprint."""
    for a, b in _pairs_by_place(one, other):
        apart = a["date_start"] > b["date_end"] or b["date_start"] > a["date_end"]
        if apart and normalise(a["sentence"] or "") != normalise(b["sentence"] or ""):
            return False
    return True


def _pairs_by_place(
    one: list[dict[str, Any]], other: list[dict[str, Any]]
) -> Iterable[tuple[dict[str, Any], dict[str, Any]]]:
    """The first dated mention of each place in both."""
    firsts: list[dict[str | None, dict[str, Any]]] = []
    for told in (one, other):
        dated = [m for m in told if m["date_start"] is not None and m["date_end"] is not None]
        firsts.append({m["site_id"]: m for m in reversed(dated)})
    return [(firsts[0][site], firsts[1][site]) for site in firsts[0] if site in firsts[1]]


def _groups(pairs: list[tuple[str, str]]) -> list[list[str]]:
    """The articles that pairs hang together, each group once."""
    group_of: dict[str, list[str]] = {}
    for a, b in pairs:
        small, large = sorted((group_of.setdefault(a, [a]), group_of.setdefault(b, [b])), key=len)
        if small is not large:
            large.extend(small)
            group_of.update(dict.fromkeys(small, large))
    unique = {id(group): group for group in group_of.values()}
    return [sorted(group) for group in unique.values()]


def _by_age(group: list[str], rows: dict[str, dict[str, Any]]) -> list[str]:
    def age(article: str) -> tuple[bool, float, str]:
        published = rows[article]["published"]
        return published is None, 0.0 if published is None else published.timestamp(), article

    return sorted(group, key=age)
