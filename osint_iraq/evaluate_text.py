"""Scores as plain text for a terminal."""

from __future__ import annotations

import json

import pandas as pd

from osint_iraq.evaluate import Scores
from osint_iraq.evaluate_linking import LinkScores
from osint_iraq.rows import records

__all__ = ["documents_text", "errors_text", "linking_text", "scores_json", "scores_text"]


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
    lines += [
        f"{name:<20}{value:>7.3f}   (no part of the full frame)" for name, value in summary["aside_accuracy"].items()
    ]
    lines += _rest_lines(scores.rest)
    if scores.unscored:
        lines.append(
            f"{scores.unscored} mentions are of articles that are not among these documents, and were not scored"
        )
    return "\n".join(lines)


def scores_json(scores: Scores) -> str:
    """The summary as one line of JSON, with what was scored beside the attacks under `rest`."""
    beside = {row["score"]: {k: v for k, v in row.items() if k != "score"} for row in records(scores.rest)}
    return json.dumps({**scores.summary, "rest": beside}, ensure_ascii=False)


def _rest_lines(rest: pd.DataFrame) -> list[str]:
    lines = ["", f"{'beside the attacks':<24}{'gold':>6}{'found':>7}{'right':>7}{'F1':>7}"] if len(rest) else []
    for row in records(rest):
        f1 = "-" if row["f1"] is None else f"{row['f1']:.3f}"
        lines.append(f"{row['score']:<24}{row['gold']:>6}{row['predicted']:>7}{row['right']:>7}{f1:>7}")
    return lines


def documents_text(scores: Scores) -> str:
    """One line a document: gold attacks, found, false, missed, those with the whole frame right, and its F1."""
    lines = [f"{'document':<28}{'gold':>6}{'found':>7}{'false':>7}{'missed':>7}{'frames':>7}{'F1':>7}"]
    for row in records(scores.documents):
        f1 = "-" if row["f1"] is None else f"{row['f1']:.3f}"
        numbers = f"{row['n_gold']:>6}{row['tp']:>7}{row['fp']:>7}{row['fn']:>7}{row['full_frame']:>7}"
        lines.append(f"{row['doc_id']:<28}{numbers}{f1:>7}")
    return "\n".join(lines)


def errors_text(scores: Scores) -> str:
    """Every error on one line: document, kind, field, gold's cue, gold's value, the predicted one, the words read."""
    if scores.errors.empty:
        return "no errors"
    rows = scores.errors.astype(object).where(scores.errors.notna(), "-")
    return "\n".join("  ".join(map(str, row)) for row in rows.itertuples(index=False))


def linking_text(title: str, scores: LinkScores) -> str:
    """The scores as a plain table for a terminal."""
    lines = [f"linking: {title}", f"{'':<34}{'precision':>10}{'recall':>8}{'F1':>7}{'n':>6}"]
    lines += [
        f"{row['measure']:<34}{row['precision']:>10.3f}{row['recall']:>8.3f}{row['f1']:>7.3f}{row['n']:>6}"
        for row in records(scores.scores)
    ]
    gold, found = int(scores.months["gold"].sum()), int(scores.months["found"].sum())
    lines.append(f"attacks: {gold} by the gold, {found} found; summed over the months, {scores.month_error} apart")
    return "\n".join(lines)
