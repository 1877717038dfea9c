"""What a report tells beside its attacks, against gold: stated counts, political events, its day of publication."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

import pandas as pd

from osint_iraq.evaluate_match import accepted
from osint_iraq.localday import local_day
from osint_iraq.rows import records

__all__ = ["REST", "rest"]

REST = ("aggregates", "aggregates_with_period", "political_mentions", "publication_dates")
_COLUMNS = ["score", "gold", "predicted", "right", "precision", "recall", "f1"]
_Rows = Mapping[str, list[dict[str, Any]]]


def rest(gold: Sequence[Mapping[str, Any]], tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """One row is one thing scored beside the attacks, of those whose table is given.

    Columns: score (see `REST`); gold, predicted, right (counts); precision, recall, f1 (shares; missing where there is
    nothing to divide by). A stated count is right where both its numbers are, with its period where both ends are too.
    A political event is right where its kind is and the days overlap, the predicted ones at most a day longer. A
    publication date is right where it is the gold's day; gold without one is not counted, a date found there is.

    >>> rest([], {}).empty
    True
    """
    rows = []
    if "aggregates" in tables:
        told = _by_document(tables["aggregates"])
        rows.append(_scored("aggregates", gold, "aggregates", told, _same_count))
        rows.append(_scored("aggregates_with_period", gold, "aggregates", told, _same_count_and_period))
    if "political_mentions" in tables:
        told = _by_document(tables["political_mentions"])
        rows.append(_scored("political_mentions", gold, "political_events", told, _same_event))
    if "articles" in tables:
        rows.append(_published(gold, _by_document(tables["articles"])))
    return pd.DataFrame(rows, columns=_COLUMNS)


def _by_document(frame: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in records(frame):
        found.setdefault(row["article_id"].rpartition("/")[2].removesuffix(".txt"), []).append(row)
    return found


def _scored(
    name: str,
    gold: Sequence[Mapping[str, Any]],
    key: str,
    told: _Rows,
    same: Callable[[Mapping[str, Any], Mapping[str, Any]], bool],
) -> dict[str, Hashable]:
    n_gold = n_predicted = n_right = 0
    for document in gold:
        wanted, found = document.get(key, []), list(told.get(document["doc_id"], []))
        n_gold, n_predicted = n_gold + len([w for w in wanted if not w.get("optional")]), n_predicted + len(found)
        for item in sorted(wanted, key=lambda w: bool(w.get("optional"))):
            hit = next((f for f in found if same(item, f)), None)
            if hit is not None:
                found.remove(hit)
                n_right += not item.get("optional")
                n_predicted -= bool(item.get("optional"))
    return _row(name, n_gold, n_predicted, n_right)


def _row(name: str, n_gold: int, n_predicted: int, n_right: int) -> dict[str, Hashable]:
    precision = n_right / n_predicted if n_predicted else None
    recall = n_right / n_gold if n_gold else None
    f1 = 2 * n_right / (n_gold + n_predicted) if n_gold + n_predicted else None
    return dict(zip(_COLUMNS, (name, n_gold, n_predicted, n_right, precision, recall, f1), strict=True))


def _same_count(wanted: Mapping[str, Any], found: Mapping[str, Any]) -> bool:
    return all(found[name] in accepted(wanted, name) for name in ("count_min", "count_max"))


def _same_count_and_period(wanted: Mapping[str, Any], found: Mapping[str, Any]) -> bool:
    ends = ("period_start", "period_end")
    return _same_count(wanted, found) and all(_day(found[name]) in accepted(wanted, name) for name in ends)


def _same_event(wanted: Mapping[str, Any], found: Mapping[str, Any]) -> bool:
    if found["kind"] not in accepted(wanted, "kind"):
        return False
    start, end = wanted["date_start"], wanted["date_end"] or wanted["date_start"]
    if start is None or found["date_start"] is None:
        return start is None and found["date_start"] is None
    first, last = pd.Timestamp(found["date_start"]), pd.Timestamp(found["date_end"])
    overlap = first <= pd.Timestamp(end) and last >= pd.Timestamp(start)
    return overlap and (last - first) - (pd.Timestamp(end) - pd.Timestamp(start)) <= pd.Timedelta(days=1)


def _published(gold: Sequence[Mapping[str, Any]], articles: _Rows) -> dict[str, Hashable]:
    days = [
        (d.get("published"), _day(local_day(r["published"], r["published_precision"])))
        for d in gold
        for r in articles.get(d["doc_id"], [])
    ]
    stated = [wanted for wanted, _ in days if wanted]
    right = sum(wanted is not None and wanted == found for wanted, found in days)
    return _row("publication_dates", len(stated), sum(found is not None for _, found in days), right)


def _day(value: Any) -> str | None:
    return None if value is None or pd.isna(value) else str(pd.Timestamp(value).date())
