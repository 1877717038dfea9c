"""How well the reports at hand are read: measured on their annotations, else as it was measured on others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from osint_iraq.analyse.accuracy import Accuracy
from osint_iraq.evaluate import evaluate
from osint_iraq.evaluate_files import read_gold
from osint_iraq.pipeline import Tables
from osint_iraq.reference import reference_folder
from osint_iraq.storage import StorageError

__all__ = ["accuracy_by_outlet", "reading_accuracy", "recorded_accuracy"]

_FILE = "accuracy.csv"
_COUNTS = {"tp": "matched", "fp": "false", "fn": "missed"}
_UNSEEN = "test"


def reading_accuracy(tables: Tables, gold: str | Path | None = None, part: str | None = None) -> Accuracy:
    """Attacks of the reports in `tables` that were read right, wrongly, and not at all.

    `gold` is a file of annotations (see `read_gold`) of these reports or of some of them, `part` a part of it (dev,
    test). Without `gold` the bundled annotations are taken where they hold every report of `tables`, and else the
    counts recorded for reports that no rule was written on (`recorded_accuracy`): other reports will be read no better.
    The bundled reports as a whole score higher than `test` alone: right for them, since it is their errors that are
    asked for, and too good for any other report.

    Raises what `read_gold` and `evaluate` raise, and ValueError where none of the annotated reports is in `tables`.

    >>> from dataclasses import fields
    >>> from osint_iraq.schema import empty
    >>> reading_accuracy(Tables(**{f.name: empty(f.name) for f in fields(Tables)})) == recorded_accuracy()
    True
    """
    judged = _judged(tables, gold, part)
    if judged is None:
        return recorded_accuracy()
    return Accuracy(*(int(judged[name].sum()) for name in _COUNTS.values()))


def accuracy_by_outlet(
    tables: Tables, gold: str | Path | None = None, part: str | None = None, least: int = 20
) -> pd.DataFrame:
    """The counts of `reading_accuracy` by outlet: columns outlet (missing in the first row, all together), matched,
    false, missed.

    An outlet with fewer than `least` attacks judged (the three counts together) has no row, as its shares would be
    guesses; what the first row says then goes for it. Raises as `reading_accuracy` does.

    >>> from dataclasses import fields
    >>> from osint_iraq.schema import empty
    >>> len(accuracy_by_outlet(Tables(**{f.name: empty(f.name) for f in fields(Tables)})))
    1
    """
    counts = list(_COUNTS.values())
    every = pd.DataFrame([{"outlet": None, **reading_accuracy(tables, gold, part)._asdict()}]).astype(
        {"outlet": object}
    )
    judged = _judged(tables, gold, part)
    if judged is None:
        return every
    found = judged.groupby("outlet", as_index=False)[counts].sum()
    known = found[found[counts].sum(axis=1) >= least]
    return pd.concat([every, known.astype({"outlet": object})], ignore_index=True)


def recorded_accuracy(part: str = _UNSEEN, folder: str | Path | None = None) -> Accuracy:
    """The counts recorded in data/gold/accuracy.csv for a part of the bundled annotations: dev, test or all.

    `test` was not looked at while rules were written, and is what to expect of other reports at best: see README for
    reports of other hands. Raises `StorageError` where the file is missing and ValueError for another part.

    >>> recorded_accuracy().matched > 0
    True
    """
    path = _gold_folder(folder) / _FILE
    if not path.is_file():
        raise StorageError(f"{path}: no such file. Give gold, annotations of your reports, or a score of your own.")
    recorded = pd.read_csv(path)
    row = recorded[recorded["part"] == part]
    if row.empty:
        raise ValueError(f"part={part!r} is not one of {', '.join(recorded['part'])}")
    return Accuracy(*(int(row[name].iloc[0]) for name in _COUNTS.values()))


def _gold_folder(folder: str | Path | None = None) -> Path:
    return reference_folder().parent / "gold" if folder is None else Path(folder)


def _judged(tables: Tables, gold: str | Path | None, part: str | None) -> pd.DataFrame | None:
    """One row is one annotated report of `tables`: outlet, matched, false, missed. None where nothing is annotated."""
    outlets = dict(zip(tables.articles["article_id"].map(_document), tables.articles["outlet"], strict=True))
    path = _gold_folder() / "corpus.jsonl" if gold is None else Path(gold)
    if gold is None and not (path.is_file() and _holds_all(path, outlets)):
        return None
    documents = [doc for doc in read_gold(path, part) if doc["doc_id"] in outlets]
    if not documents:
        raise ValueError(f"{path}: none of its reports is in the tables, so that nothing can be judged by it")
    found = evaluate(documents, tables.mentions).documents.rename(columns=_COUNTS)
    return found.assign(outlet=found["doc_id"].map(outlets))


def _holds_all(path: Path, outlets: dict[str, Any]) -> bool:
    return bool(outlets) and outlets.keys() <= {doc["doc_id"] for doc in read_gold(path)}


def _document(article_id: str) -> str:
    """The name by which annotations know an article: the last part of its id, without a suffix."""
    return Path(article_id).name.rsplit(".", 1)[0]
