"""Gold annotations and extracted mentions to scores: what was found, what was missed, and how right each field is.

The unit is one attack in one document. A gold attack and a mention match when they name the same place and their dates
overlap, the mention's at most a day longer. A wrong value costs in the field scores, and so does an abstention where
the gold has a value. Optional gold attacks cost nothing, found or missed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from osint_iraq.evaluate_match import FIELDS, Predicted, Verdict, compare, predicted_of
from osint_iraq.schema import check
from osint_iraq.storage import StorageError, read_csv

__all__ = ["GoldError", "Scores", "errors_text", "evaluate", "read_gold", "read_mentions", "scores_text"]

_EVENT_KEYS = ("date_start", "date_end", "site", "weapons", "primary", *FIELDS[1:-1])
_COUNTS = ("tp", "fp", "fn", "with_weapon", "full_frame")
_RATIOS = ("precision", "recall", "f1", "f1_with_weapon", "f1_full_frame")
_SEED, _DRAWS, _LEVEL = 20200611, 2000, 0.95
_ERROR_COLUMNS = ["doc_id", "kind", "field", "cue", "gold", "predicted"]


class GoldError(ValueError):
    """A gold file cannot be used; the message names the file, the line and the mend."""


@dataclass(frozen=True)
class Scores:
    """What an evaluation found.

    summary: the scores as one dictionary. documents: one row is one gold document with its counts. errors: one row is
    one attack missed, one false one, or one wrong field. intervals: one row is one score with its 95 % interval over
    documents (bootstrap). unscored: mentions of articles that are not among
    the gold documents.
    """

    summary: dict[str, Any]
    documents: pd.DataFrame
    errors: pd.DataFrame
    intervals: pd.DataFrame
    unscored: int


def evaluate(gold: Sequence[Mapping[str, Any]], mentions: pd.DataFrame) -> Scores:
    """The scores of table mentions against gold documents (see `read_gold`).

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
    return Scores(
        summary=_summary(documents),
        documents=documents,
        errors=pd.DataFrame([row for doc, v in verdicts for row in _errors(doc, v)], columns=_ERROR_COLUMNS),
        intervals=_intervals(documents),
        unscored=sum(len(rows) for doc_id, rows in predicted.items() if doc_id not in known),
    )


def read_gold(path: str | Path, part: str | None = None) -> list[dict[str, Any]]:
    """The gold documents of a JSONL file; with `part` (dev, test) those that split.csv beside it puts there.

    Raises `GoldError` for a line that is no annotation, `StorageError` where a file is missing.
    """
    path = Path(path)
    if not path.is_file():
        raise StorageError(f"{path}: no such file. Give a JSONL file of gold annotations.")
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    documents = [_checked(line, f"{path}, line {n}") for n, line in enumerate(lines, 1) if line.strip()]
    if not documents:
        raise GoldError(f"{path}: holds no annotation")
    return documents if part is None else _of_part(documents, path.with_name("split.csv"), part)


def read_mentions(path: str | Path) -> pd.DataFrame:
    """Table mentions from mentions.csv or mentions.parquet, checked."""
    path = Path(path)
    if path.suffix != ".parquet":
        return read_csv(path, "mentions")
    if not path.is_file():
        raise StorageError(f"{path}: no such file. Build the tables first.")
    try:
        return check(pd.read_parquet(path), "mentions")
    except OSError as error:
        raise StorageError(f"{path}: is no readable Parquet file ({error})") from error


def _checked(line: str, where: str) -> dict[str, Any]:
    """One annotation, with what the comparison needs; missing keys are an error, not an unknown."""
    try:
        document: dict[str, Any] = json.loads(line)
        lacking = [key for key in ("doc_id", "events") if key not in document]
        lacking += [key for event in document.get("events", ()) for key in _EVENT_KEYS if key not in event]
    except (ValueError, TypeError) as error:
        raise GoldError(f"{where}: is no JSON annotation ({error})") from error
    if lacking:
        raise GoldError(f"{where}: lacks {', '.join(dict.fromkeys(lacking))}")
    return document


def _of_part(documents: list[dict[str, Any]], split: Path, part: str) -> list[dict[str, Any]]:
    if not split.is_file():
        raise StorageError(f"{split}: no such file. It must list doc_id,part for every document.")
    listed = pd.read_csv(split, dtype=str, na_filter=False)
    parts = dict(zip(listed["doc_id"], listed["part"], strict=True))
    strangers = [d["doc_id"] for d in documents if d["doc_id"] not in parts]
    if strangers:
        raise GoldError(f"{split}: does not list {strangers[0]} (and {len(strangers) - 1} more)")
    return [d for d in documents if parts[d["doc_id"]] == part]


def _document(doc: Mapping[str, Any], verdict: Verdict) -> dict[str, Any]:
    row = {"doc_id": doc["doc_id"], "n_gold": len(doc["events"]), "n_predicted": verdict.n_predicted}
    row |= {"tp": len(verdict.matched), "fp": len(verdict.false), "fn": len(verdict.missed)}
    right = [match.right for match in verdict.matched]
    row["with_weapon"] = sum(fields["weapons"] for fields in right)
    row["full_frame"] = sum(all(ok for name, ok in fields.items() if name != "primary") for fields in right)
    return row | {f"right_{name}": sum(fields[name] for fields in right) for name in FIELDS}


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


def _errors(doc: Mapping[str, Any], verdict: Verdict) -> Iterable[tuple[Any, ...]]:
    for event in verdict.missed:
        yield doc["doc_id"], "missed", None, event.get("cue"), _told(event), None
    for mention in verdict.false:
        yield doc["doc_id"], "false", None, None, None, mention.described()
    for match in verdict.matched:
        for name in (n for n, ok in match.right.items() if not ok):
            gold, predicted = match.gold.get(name), match.predicted.values[name]
            yield doc["doc_id"], "field", name, match.gold.get("cue"), _text(gold), _text(predicted)


def _told(event: Mapping[str, Any]) -> str:
    weapons = "|".join(event["weapons"] or ["unknown"])
    return f"{event['site']} {event['date_start']}..{event['date_end']} {weapons}"


def _text(value: Any) -> str | None:
    return None if value is None else "|".join(value) if isinstance(value, list) else str(value)


def scores_text(scores: Scores) -> str:
    """The scores as a plain table for a terminal."""
    summary = scores.summary
    lines = [f"{len(scores.documents)} documents: {summary['tp']} found, {summary['fn']} missed, {summary['fp']} false"]
    lines += [f"{'score':<20}{'value':>7}   95 % interval over documents"]
    lines += [f"{r.score:<20}{r.value:>7.3f}   {r.low:.3f} to {r.high:.3f}" for r in scores.intervals.itertuples()]
    lines += [
        f"{'documents without an attack, kept clean':<42}{summary['clean_negatives']}",
        "",
        "share of matches right",
    ]
    lines += [f"{name:<20}{value:>7.3f}" for name, value in summary["field_accuracy"].items()]
    if scores.unscored:
        lines.append(
            f"{scores.unscored} mentions are of articles that are not among these documents, and were not scored"
        )
    return "\n".join(lines)


def errors_text(scores: Scores) -> str:
    """Every error on one line: the document, what kind, the gold's cue, what the gold has, what was predicted."""
    if scores.errors.empty:
        return "no errors"
    rows = scores.errors.astype(object).where(scores.errors.notna(), "-")
    return "\n".join("  ".join(map(str, row)) for row in rows.itertuples(index=False))
