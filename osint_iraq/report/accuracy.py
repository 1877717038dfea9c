"""How well the reports at hand are read: measured on their annotations, else as it was measured on others."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pandas as pd

from osint_iraq.analyse.accuracy import Accuracy
from osint_iraq.evaluate import evaluate
from osint_iraq.evaluate_files import read_gold
from osint_iraq.pipeline import Tables
from osint_iraq.reference import reference_folder
from osint_iraq.storage import StorageError

__all__ = ["accuracy_by_outlet", "reading_accuracy", "recorded_accuracy"]

_RECORDED = Path(__file__).with_name("accuracy.csv")
_COUNTS = {"tp": "matched", "fp": "false", "fn": "missed"}
_UNSEEN = "test"


def reading_accuracy(tables: Tables, gold: str | Path | None = None, part: str | None = None) -> Accuracy:
    """Attacks of the reports in `tables` that were read right, wrongly, and not at all.

    `gold` is a file of annotations (see `read_gold`) of these reports or of some of them, `part` a part of it (dev,
    test). Without `gold` the bundled annotations are taken where every report of `tables` is a bundled one, byte for
    byte, and else the counts recorded for reports that no rule was written on (`recorded_accuracy`): other reports will
    be read no better.
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


def recorded_accuracy(part: str = _UNSEEN) -> Accuracy:
    """The counts measured on a part of the bundled annotations, dev, test or all, as they ship with the package.

    `test` was not looked at while rules were written, and is what to expect of other reports at best: see README for
    reports of other hands. Raises ValueError for another part.

    >>> recorded_accuracy().matched > 0
    True
    """
    recorded = pd.read_csv(_RECORDED)
    row = recorded[recorded["part"] == part]
    if row.empty:
        raise ValueError(f"part={part!r} is not one of {', '.join(recorded['part'])}")
    return Accuracy(*(int(row[name].iloc[0]) for name in _COUNTS.values()))


def _judged(tables: Tables, gold: str | Path | None, part: str | None) -> pd.DataFrame | None:
    """One row is one annotated report of `tables`: outlet, matched, false, missed. None where nothing is annotated."""
    path = _bundled_gold(tables) if gold is None else Path(gold)
    if path is None:
        return None
    outlets = dict(zip(tables.articles["article_id"].map(_document), tables.articles["outlet"], strict=True))
    documents = [doc for doc in read_gold(path, part) if doc["doc_id"] in outlets]
    if not documents:
        raise ValueError(f"{path}: none of its reports is in the tables, so that nothing can be judged by it")
    found = evaluate(documents, tables.mentions).documents.rename(columns=_COUNTS)
    return found.assign(outlet=found["doc_id"].map(outlets))


def _bundled_gold(tables: Tables) -> Path | None:
    """The file of the bundled annotations, where it is at hand and every report of `tables` is one that they judge.

    A name is not enough: files called a002 are many. The bytes must be those of the bundled report too.
    """
    try:
        data = reference_folder().parent
    except StorageError:
        return None
    path = data / "gold" / "corpus.jsonl"
    if not path.is_file() or tables.articles.empty:
        return None
    judged = {doc["doc_id"] for doc in read_gold(path)}
    bundled = {(name, _sha256(data / "articles" / f"{name}.txt")) for name in judged}
    own = zip(tables.articles["article_id"].map(_document), tables.articles["sha256"], strict=True)
    return path if set(own) <= bundled else None


def _sha256(path: Path) -> str | None:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None


def _document(article_id: str) -> str:
    """The name by which annotations know an article: the last part of its id, without a suffix."""
    return Path(article_id).name.rsplit(".", 1)[0]
