"""Which articles repeat the text of another: one agency report in six papers is one source, not six.

Texts are compared as sets of three-word shingles; MinHash with locality-sensitive hashing (Broder 1997; Leskovec,
Rajaraman and Ullman 2020, Mining of Massive Datasets, chapter 3) finds the pairs worth a look, and the sets themselves
decide. So the cost grows with the number of articles, not of pairs, and chance decides nothing but what is looked at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import pandas as pd
from datasketch import MinHash, MinHashLSH

from osint_iraq.rows import records
from osint_iraq.schema import check
from osint_iraq.text import normalise, tokens

__all__ = ["counterparts", "find_reprints"]

_SHINGLE = 3  # words
_PERMUTATIONS, _SEED = 128, 1
_WORTH_A_LOOK = 0.4  # estimated Jaccard similarity
_SAME_TEXT = 0.6  # Jaccard similarity: the same text with another headline, or a line of the paper's own
_PART_OF = 0.9  # share of the shorter text that stands in the longer: the same text, cut
_SHORTEST = 20  # shingles; shorter texts are alike by chance
_DAYS = 3  # an agency text is printed within so many days, a formula comes back later


def find_reprints(articles: pd.DataFrame, mentions: pd.DataFrame) -> pd.DataFrame:
    """Table reprints: one row is one article whose text is that of another, with `original_id` and their similarity.

    Only articles with a mention are compared. Two are one text where at least 60 % of their three-word shingles are
    common, or 90 % of the shorter one's stand in the longer, they were published at most three days apart, and they
    do not date the same attack differently in other words. The original of a group is what was published first.
    """
    told = _told_by_article(mentions)
    rows = {row["article_id"]: row for row in records(articles) if row["article_id"] in told and row["text"]}
    shingles = {article: _shingles(row["text"]) for article, row in rows.items()}
    pairs = [
        (a, b)
        for a, b in _worth_a_look({k: v for k, v in shingles.items() if len(v) >= _SHORTEST})
        if _one_text(shingles[a], shingles[b]) and _near(rows[a], rows[b]) and _same_days(told[a], told[b])
    ]
    out = [
        {"article_id": article, "original_id": first, "similarity": _jaccard(shingles[article], shingles[first])}
        for first, *others in (_by_age(group, rows) for group in _groups(pairs))
        for article in others
    ]
    columns = ["article_id", "original_id", "similarity"]
    return check(pd.DataFrame(out, columns=columns).sort_values("article_id"), "reprints")


def counterparts(reprints: pd.DataFrame, mentions: pd.DataFrame) -> dict[str, str]:
    """{mention of a reprint: that of the original which it repeats}: the same attack by place, weapon and turn."""
    told = _told_by_article(mentions)
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


def _shingles(text: str) -> frozenset[str]:
    words = tokens(normalise(text))
    return frozenset(" ".join(words[i : i + _SHINGLE]) for i in range(len(words) - _SHINGLE + 1))


def _worth_a_look(shingles: dict[str, frozenset[str]]) -> list[tuple[str, str]]:
    index = MinHashLSH(threshold=_WORTH_A_LOOK, num_perm=_PERMUTATIONS)
    pairs: list[tuple[str, str]] = []
    for article in sorted(shingles):
        sketch = MinHash(num_perm=_PERMUTATIONS, seed=_SEED)
        sketch.update_batch([shingle.encode() for shingle in shingles[article]])
        pairs += [(other, article) for other in sorted(index.query(sketch))]
        index.insert(article, sketch)
    return pairs


def _jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other)


def _one_text(one: frozenset[str], other: frozenset[str]) -> bool:
    common = len(one & other)
    return _jaccard(one, other) >= _SAME_TEXT or common >= _PART_OF * min(len(one), len(other))


def _near(one: dict[str, Any], other: dict[str, Any]) -> bool:
    if one["published"] is None or other["published"] is None:
        return True
    return abs((one["published"].normalize() - other["published"].normalize()).days) <= _DAYS


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
        one, other = group_of.setdefault(a, [a]), group_of.setdefault(b, [b])
        if one is not other:
            one.extend(other)
            group_of.update(dict.fromkeys(other, one))
    unique = {id(group): group for group in group_of.values()}
    return [sorted(group) for group in unique.values()]


def _by_age(group: list[str], rows: dict[str, dict[str, Any]]) -> list[str]:
    def age(article: str) -> tuple[bool, float, str]:
        published = rows[article]["published"]
        return published is None, 0.0 if published is None else published.timestamp(), article

    return sorted(group, key=age)
