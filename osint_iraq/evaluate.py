"""Gold annotations and extracted mentions to scores: what was found, what was missed, and how right each field is.

The unit is one attack in one document. A gold attack and a mention match when they name the same place and their dates
overlap, the mention's at most a day longer. A wrong value costs in the field scores, and so does an abstention where
the gold has a value. Optional gold attacks cost nothing, found or missed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from osint_iraq.evaluate_files import GoldError
from osint_iraq.evaluate_match import ASIDE, FIELDS, Predicted, Verdict, compare, predicted_of
from osint_iraq.evaluate_rest import rest
from osint_iraq.rows import records
from osint_iraq.schema import check

__all__ = ["Scores", "evaluate"]

_COUNTS = ("tp", "fp", "fn", "with_weapon", "full_frame")
_RATIOS = ("precision", "recall", "f1", "f1_with_weapon", "f1_full_frame")
_SEED, _DRAWS, _LEVEL = 20200611, 2000, 0.95
_ERROR_COLUMNS = ["doc_id", "kind", "field", "cue", "gold", "predicted", "words"]


@dataclass(frozen=True)
class Scores:
    """What an evaluation found.

    summary: the scores as one dictionary. documents: one row is one gold document with its counts and its F1. errors:
    one row is one attack missed, one false one, or one wrong field, with the words that were read: those of the field
    (from table evidence, where it is given), the sentence of a false attack, nothing for a missed one. intervals: one
    row is one score with its 95 % interval over documents (bootstrap). rest: one row is one thing scored beside the
    attacks (see `evaluate_rest.rest`). unscored: mentions of articles that are not among the gold documents.
    """

    summary: dict[str, Any]
    documents: pd.DataFrame
    errors: pd.DataFrame
    intervals: pd.DataFrame
    rest: pd.DataFrame
    unscored: int


def evaluate(
    gold: Sequence[Mapping[str, Any]], mentions: pd.DataFrame, others: Mapping[str, pd.DataFrame] | None = None
) -> Scores:
    """The scores of table mentions against gold documents (see `evaluate_files.read_gold`).

    `others` may hold the tables evidence (whose words then stand in the errors), aggregates, political_mentions and
    articles (which are then scored in `Scores.rest`).

    Method: precision, recall and F1 over matched attacks; f1_with_weapon and f1_full_frame count a match only where the
    weapons, or all fields but `primary`, are right too; field_accuracy is the share of matches with the field right.

    >>> from osint_iraq.schema import empty
    >>> evaluate([{"doc_id": "a", "events": []}], empty("mentions")).summary["clean_negatives"]
    '1/1'
    """
    if not gold:
        raise GoldError("no gold document to compare with")
    frame = check(mentions, "mentions")
    predicted: dict[str, list[Predicted]] = {}
    for mention in predicted_of(frame):
        predicted.setdefault(mention.doc_id, []).append(mention)
    verdicts = [(doc, compare(doc["events"], predicted.get(doc["doc_id"], []))) for doc in gold]
    documents = pd.DataFrame([_document(doc, verdict) for doc, verdict in verdicts])
    known = {doc["doc_id"] for doc in gold}
    tables = {name: check(table, name) for name, table in (others or {}).items()}
    words = _words(tables.get("evidence"))
    return Scores(
        summary=_summary(documents),
        documents=documents,
        errors=pd.DataFrame([row for doc, v in verdicts for row in _errors(doc, v, words)], columns=_ERROR_COLUMNS),
        intervals=_intervals(documents),
        rest=rest(gold, tables),
        unscored=sum(len(rows) for doc_id, rows in predicted.items() if doc_id not in known),
    )


def _words(evidence: pd.DataFrame | None) -> dict[tuple[str, str], str]:
    """{(mention, field): the words it was read from}; two places are joined by a stroke."""
    found: dict[tuple[str, str], list[str]] = {}
    for row in records(evidence) if evidence is not None else ():
        found.setdefault((row["mention_id"], row["field"]), []).append(" ".join(row["text"].split()))
    return {key: " / ".join(dict.fromkeys(texts)) for key, texts in found.items()}


def _document(doc: Mapping[str, Any], verdict: Verdict) -> dict[str, Any]:
    row = {"doc_id": doc["doc_id"], "n_gold": len(doc["events"]), "n_predicted": verdict.n_predicted}
    row |= {"tp": len(verdict.matched), "fp": len(verdict.false), "fn": len(verdict.missed)}
    right = [match.right for match in verdict.matched]
    row["with_weapon"] = sum(fields["weapons"] for fields in right)
    row["full_frame"] = sum(all(ok for name, ok in fields.items() if name != "primary") for fields in right)
    row |= {f"right_{name}": sum(fields[name] for fields in right) for name in FIELDS}
    aside = [match.aside for match in verdict.matched]
    for name in ASIDE:
        row |= {
            f"right_{name}": sum(a[name] for a in aside if name in a),
            f"judged_{name}": sum(name in a for a in aside),
        }
    whole = 2 * row["tp"] + row["fp"] + row["fn"]
    return row | {"f1": 2 * row["tp"] / whole if whole else None}


def _summary(documents: pd.DataFrame) -> dict[str, Any]:
    totals = documents.sum(numeric_only=True)
    tp, fp, fn = (int(totals["tp"]), int(totals["fp"]), int(totals["fn"]))
    negative = documents[documents["n_gold"] == 0]
    ratios = _ratios(totals[list(_COUNTS)].to_numpy(dtype=float)[None, :])[0]
    accuracy = {name: round(float(totals[f"right_{name}"]) / tp, 3) for name in FIELDS} if tp else {}
    return {
        **{name: round(float(value), 3) for name, value in zip(_RATIOS, ratios, strict=True)},
        "tp": tp,
        "fp": fp,
        "fn": fn,
        "clean_negatives": f"{int((negative['n_predicted'] == 0).sum())}/{len(negative)}",
        "field_accuracy": accuracy,
        "aside_accuracy": {
            name: round(float(totals[f"right_{name}"] / totals[f"judged_{name}"]), 3)
            for name in ASIDE
            if totals[f"judged_{name}"]
        },
    }


def _ratios(counts: np.ndarray) -> np.ndarray:
    """Precision, recall and the three F1 of each row of (tp, fp, fn, with_weapon, full_frame)."""
    tp, fp, fn, weapon, frame = counts.T
    precision, recall = tp / np.maximum(1, tp + fp), tp / np.maximum(1, tp + fn)
    f1 = 2 * precision * recall / np.maximum(1e-9, precision + recall)
    whole = np.maximum(1, 2 * tp + fp + fn)
    return np.column_stack([precision, recall, f1, 2 * weapon / whole, 2 * frame / whole])


def _intervals(documents: pd.DataFrame) -> pd.DataFrame:
    """One row is one score with its interval: documents drawn anew with replacement, percentiles of the draws."""
    draw = np.random.default_rng(_SEED).integers(len(documents), size=(_DRAWS, len(documents)))
    counts = documents[list(_COUNTS)].to_numpy(dtype=float)
    drawn = _ratios(counts[draw].sum(axis=1))
    edges = np.quantile(drawn, [(1 - _LEVEL) / 2, (1 + _LEVEL) / 2], axis=0)
    point = _ratios(counts.sum(axis=0)[None, :])[0]
    return pd.DataFrame({"score": _RATIOS, "value": point, "low": edges[0], "high": edges[1]})


def _errors(
    doc: Mapping[str, Any], verdict: Verdict, words: Mapping[tuple[str, str], str]
) -> Iterable[tuple[Any, ...]]:
    for event in verdict.missed:
        yield doc["doc_id"], "missed", None, event.get("cue"), _told(event), None, None
    for mention in verdict.false:
        yield doc["doc_id"], "false", None, None, None, mention.described(), _one_line(mention.sentence)
    for match in verdict.matched:
        for name in (n for n, ok in (match.right | match.aside).items() if not ok):
            gold, predicted = _gold_value(match.gold, name), match.predicted.values[name]
            read = words.get((match.predicted.mention_id, "date_start" if name == "date_interval" else name))
            yield doc["doc_id"], "field", name, match.gold.get("cue"), _text(gold), _text(predicted), read


def _gold_value(event: Mapping[str, Any], name: str) -> Any:
    return f"{event['date_start']}..{event['date_end']}" if name == "date_interval" else event.get(name)


def _one_line(text: str | None) -> str | None:
    return None if text is None else " ".join(text.split())


def _told(event: Mapping[str, Any]) -> str:
    weapons = "|".join(event["weapons"] or ["unknown"])
    return f"{event['site']} {event['date_start']}..{event['date_end']} {weapons}"


def _text(value: Any) -> str | None:
    return None if value is None else "|".join(value) if isinstance(value, list) else str(value)
