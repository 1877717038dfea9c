"""Gold annotations and the tables that are compared with them, from files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd

from osint_iraq.evaluate_match import FIELDS
from osint_iraq.schema import check
from osint_iraq.storage import StorageError, read_csv, read_table

__all__ = ["GoldError", "read_gold", "read_mentions", "read_tables"]

_EVENT_KEYS = ("date_start", "date_end", "site", "weapons", "primary", *FIELDS[1:-1])
_OTHERS = ("evidence", "aggregates", "political_mentions", "articles")


class GoldError(ValueError):
    """A gold file cannot be used; the message names the file, the line and the mend."""


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
    if not path.exists():
        raise StorageError(f"{path}: no such file. Build the tables first.")
    try:
        return check(pd.read_parquet(path), "mentions")
    except OSError as error:
        raise StorageError(f"{path}: is no readable Parquet file ({error})") from error


def read_tables(folder: str | Path) -> tuple[pd.DataFrame, dict[str, pd.DataFrame]]:
    """Table mentions of a folder that `build` wrote, and the other tables that `evaluate` can use."""
    return read_table(folder, "mentions"), {name: read_table(folder, name) for name in _OTHERS}


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
