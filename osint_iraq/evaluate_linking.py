"""Events against a hand-made linking: are the reports of one attack together, and is the number of attacks right?

Pairwise precision and recall compare all pairs of mentions that share an attack. B-cubed (Bagga and Baldwin 1998,
Algorithms for scoring coreference chains) averages over mentions: which share of those put with it belong there, and
which share of those that belong there were put with it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import pandas as pd

from osint_iraq.evaluate_match import compare, predicted_of
from osint_iraq.rows import event_of_mentions, records
from osint_iraq.schema import check, empty
from osint_iraq.storage import read_csv

__all__ = ["LinkScores", "evaluate_linking", "gold_mentions", "read_linking"]

Key = tuple[str, int]
"""A gold attack of one report: document, and its place in the list of events there, from 0."""
_COUNTS = tuple(f"{noun}_{end}" for noun in ("munitions", "killed", "injured") for end in ("min", "max"))
_SAME = ("date_start", "date_end", "country", "weapon_detail", "outcome", "claimed_by", "attributed_to", *_COUNTS)


@dataclass(frozen=True)
class LinkScores:
    """`scores`: one row is one measure (measure, precision, recall, f1, n); `months`: one a month (gold, found)."""

    scores: pd.DataFrame
    months: pd.DataFrame

    @property
    def month_error(self) -> int:
        """Attacks too many and too few, summed over the months."""
        return int((self.months["found"] - self.months["gold"]).abs().sum())


def read_linking(path: str | Path) -> pd.DataFrame:
    """Table linking: one row is one annotated attack of one report and the attack that it is, from a CSV file.

    Raises `StorageError` and `SchemaError` as `read_csv` does.
    """
    return read_csv(path, "linking")


def gold_mentions(gold: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Table mentions with one row for each annotated attack, so that linking can be measured apart from reading.

    The id is document#place in its list. Raises `SchemaError` where the annotation breaks the contract.
    """
    rows = [_gold_row(doc["doc_id"], n, event) for doc in gold for n, event in enumerate(doc["events"])]
    return check(pd.DataFrame(rows), "mentions") if rows else empty("mentions")


def _gold_row(doc_id: str, n: int, event: Mapping[str, Any]) -> dict[str, Any]:
    start, end = event["date_start"], event["date_end"]
    row = {name: event.get(name) for name in _SAME}
    return row | {
        "mention_id": f"{doc_id}#{n}",
        "article_id": doc_id,
        "primary": bool(event["primary"]),
        "date_end": end or start,
        "date_precision": _precision(start, end),
        "date_basis": "unknown" if start is None else "explicit",
        "site_id": event["site"],
        "weapons": "|".join(event["weapons"] or ()) or "unknown",
        "damage": "unknown",
        "outcome": event.get("outcome") or "unknown",
        "certainty": "reported",
        "span_start": n,
        "span_end": n,
    }


def _precision(start: str | None, end: str | None) -> str:
    if start is None:
        return "unknown"
    days = (pd.Timestamp(end or start) - pd.Timestamp(start)).days
    return "day" if not days else "night" if days == 1 else "range"


def evaluate_linking(
    events: pd.DataFrame,
    mentions: pd.DataFrame,
    gold: Sequence[Mapping[str, Any]],
    linking: pd.DataFrame,
    chronology: pd.DataFrame | None = None,
) -> LinkScores:
    """Compare `events`, made of `mentions`, with `linking`, which says of each attack of `gold` which attack it is.

    A mention stands for the gold attack that `evaluate` would pair it with; what was read but is not in the gold, or in
    the gold but not read, counts in the months and not in the pairs. The months of gold attacks are those of their
    chronology row where there is one.
    """
    told = _told(mentions, gold)
    listed = {(row["doc_id"], row["event_index"]): row for row in records(linking)}
    keys = sorted(set(told.values()) & set(listed))
    truth = {key: listed[key]["attack_id"] for key in keys}
    found = _found(events, {m: k for m, k in told.items() if k in listed})
    found = {key: found.get(key, f"alone {key}") for key in keys}
    rows = [("pairs of mentions", *_pairwise(found, truth)), ("mentions, B-cubed", *_b_cubed(found, truth))]
    rows += _with_chronology(events, found, listed, keys)
    scores = pd.DataFrame([_scored(*row) for row in rows])
    return LinkScores(scores, _months(events, gold, linking, chronology))


def _told(mentions: pd.DataFrame, gold: Sequence[Mapping[str, Any]]) -> dict[str, Key]:
    """{mention id: the gold attack that it stands for}; gold mentions are known by their ids."""
    by_id = {f"{doc['doc_id']}#{n}": (doc["doc_id"], n) for doc in gold for n in range(len(doc["events"]))}
    if set(mentions["mention_id"]) <= set(by_id):
        return {m: by_id[m] for m in mentions["mention_id"]}
    by_document: defaultdict[str, list[Any]] = defaultdict(list)
    for mention in predicted_of(mentions):
        by_document[mention.doc_id].append(mention)
    out: dict[str, Key] = {}
    for doc in gold:
        plain = [{**event, "optional": False} for event in doc["events"]]
        places = {id(event): n for n, event in enumerate(plain)}
        for match in compare(plain, by_document[doc["doc_id"]]).matched:
            out[match.predicted.mention_id] = (doc["doc_id"], places[id(match.gold)])
    return out


def _found(events: pd.DataFrame, told: Mapping[str, Key]) -> dict[Key, str]:
    return {told[mention]: event for mention, event in event_of_mentions(events).items() if mention in told}


def _pairwise(found: Mapping[Any, Hashable], truth: Mapping[Any, Hashable]) -> tuple[float, float, int]:
    made, real = _pairs(found), _pairs(truth)
    both = len(made & real)
    return both / len(made) if made else 1.0, both / len(real) if real else 1.0, len(real)


def _pairs(clusters: Mapping[Any, Hashable]) -> set[tuple[Any, Any]]:
    members = _members(clusters)
    return {pair for group in members.values() for pair in combinations(sorted(group, key=str), 2)}


def _members(clusters: Mapping[Any, Hashable]) -> dict[Hashable, set[Any]]:
    out: defaultdict[Hashable, set[Any]] = defaultdict(set)
    for key, cluster in clusters.items():
        out[cluster].add(key)
    return out


def _b_cubed(found: Mapping[Any, Hashable], truth: Mapping[Any, Hashable]) -> tuple[float, float, int]:
    made, real = _members(found), _members(truth)
    common = {key: len(made[found[key]] & real[truth[key]]) for key in truth}
    n = len(truth)
    if not n:
        return 1.0, 1.0, 0
    return (
        sum(common[key] / len(made[found[key]]) for key in truth) / n,
        sum(common[key] / len(real[truth[key]]) for key in truth) / n,
        n,
    )


def _with_chronology(
    events: pd.DataFrame, found: Mapping[Key, str], listed: Mapping[Key, Mapping[str, Any]], keys: list[Key]
) -> list[tuple[str, float, float, int]]:
    """How many mentions are with their row of the chronology; and B-cubed with these rows as voices of their own."""
    row_of = {row["event_id"]: row["chronology_id"] for row in records(events[["event_id", "chronology_id"]])}
    made = {key: row_of.get(found[key]) for key in keys}
    real = {key: listed[key]["chronology_id"] for key in keys}
    right = sum(made[key] is not None and made[key] == real[key] for key in keys)
    given, wanted = sum(v is not None for v in made.values()), sum(v is not None for v in real.values())
    rows = {("row", r) for r in [*made.values(), *real.values()] if r is not None}
    event_of = {row: event for event, row in row_of.items() if row is not None}
    both_found = {**found, **{row: event_of.get(row[1], f"alone {row}") for row in rows}}
    attack_of = {real[key]: listed[key]["attack_id"] for key in keys if real[key] is not None}
    both_truth = {**{k: listed[k]["attack_id"] for k in keys}, **{r: attack_of.get(r[1], f"alone {r}") for r in rows}}
    return [
        ("mentions to the chronology", right / given if given else 1.0, right / wanted if wanted else 1.0, wanted),
        ("mentions and chronology, B-cubed", *_b_cubed(both_found, both_truth)),
    ]


def _scored(measure: str, precision: float, recall: float, n: int) -> dict[str, Any]:
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {"measure": measure, "precision": precision, "recall": recall, "f1": f1, "n": n}


def _months(
    events: pd.DataFrame,
    gold: Sequence[Mapping[str, Any]],
    linking: pd.DataFrame,
    chronology: pd.DataFrame | None,
) -> pd.DataFrame:
    """One row is one month: attacks that the reports tell of by the gold, and events made of reports."""
    days = {(doc["doc_id"], n): event["date_start"] for doc in gold for n, event in enumerate(doc["events"])}
    curated = (
        {} if chronology is None else dict(zip(chronology["chronology_id"], chronology["date_start"], strict=True))
    )
    starts: dict[str, pd.Timestamp] = {}
    for row in records(linking):
        key = (row["doc_id"], row["event_index"])
        day = curated.get(row["chronology_id"], days.get(key))
        if key in days and day is not None and pd.notna(day):
            starts[row["attack_id"]] = min(pd.Timestamp(day), starts.get(row["attack_id"], pd.Timestamp.max))
    told = events.loc[(events["source"] != "chronology") & events["date_start"].notna(), "date_start"]
    real = pd.Series(list(starts.values()), dtype="datetime64[us]")
    counts = {"gold": real.dt.to_period("M").value_counts(), "found": told.dt.to_period("M").value_counts()}
    frame = pd.DataFrame(counts).fillna(0).astype(int).sort_index().rename_axis("month").reset_index()
    return frame.assign(month=frame["month"].astype(str))
