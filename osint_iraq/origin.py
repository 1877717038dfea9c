"""What made the tables: versions, and hashes of everything that they rest on. No clock: the same makes the same."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from osint_iraq.reference import LEXICONS, reference_folder
from osint_iraq.storage import StorageError
from osint_iraq.versions import installed_version

__all__ = ["ArticlesHash", "articles_hash", "origin"]

_DEPENDENCIES = (
    "pandas", "pyarrow", "camel-tools", "regex", "ahocorasick-rs", "hijridate", "resiliparse", "ftfy",
)  # fmt: skip


class ArticlesHash:
    """One hash over ids and contents of articles that come frame by frame, in the order of their ids.

    >>> articles = pd.DataFrame({"article_id": ["a", "b"], "sha256": ["1", "2"]})
    >>> parts = ArticlesHash()
    >>> parts.update(articles.iloc[:1])
    >>> parts.update(articles.iloc[1:])
    >>> parts.hexdigest() == articles_hash(articles)
    True
    """

    def __init__(self) -> None:
        self._digest, self._between = hashlib.sha256(), ""

    def update(self, articles: pd.DataFrame) -> None:
        """Take in more articles."""
        for name, sha in zip(articles["article_id"], articles["sha256"], strict=True):
            self._digest.update(f"{self._between}{name}\t{sha}".encode())
            self._between = "\n"

    def hexdigest(self) -> str:
        """The hash of what was taken in."""
        return self._digest.hexdigest()


def articles_hash(articles: pd.DataFrame) -> str:
    """One hash over ids and contents of articles, in whatever order they stand."""
    digest = ArticlesHash()
    digest.update(articles.sort_values("article_id"))
    return digest.hexdigest()


def origin(
    rows: Mapping[str, int],
    articles_sha256: str,
    reference: str | Path | None = None,
    *,
    chronology: str | Path | None = None,
    corrections: str | Path | None = None,
    days: int = 1,
    site: str = "family",
) -> dict[str, object]:
    """What build.json says of tables: versions, rows, and hashes of lexicons, curated tables, inputs and corrections.

    `rows` is how many each table has, `articles_sha256` the `articles_hash`; the other arguments are those of `build`.
    """
    by_hand = _corrections_path(reference) if corrections is None else Path(corrections)
    return {
        "python": platform.python_version(),
        "dependencies": {name: installed_version(name) for name in _DEPENDENCIES},
        "lexicons_sha256": _hash_of_folder(LEXICONS, "*.csv"),
        "reference_sha256": _reference_hash(reference),
        "articles_sha256": articles_sha256,
        "rows": dict(rows),
        "chronology_sha256": None if chronology is None else _hash(Path(chronology)),
        "corrections_sha256": _hash(by_hand) if by_hand is not None and by_hand.is_file() else None,
        "linking": {"days": days, "site": site},
    }


def _reference_hash(folder: str | Path | None) -> str | None:
    try:
        return _hash_of_folder(reference_folder(folder), "*.csv")
    except StorageError:
        return None


def _corrections_path(reference: str | Path | None) -> Path | None:
    try:
        return reference_folder(reference).parent / "hand" / "corrections.csv"
    except StorageError:
        return None


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _hash_of_folder(folder: Path, pattern: str) -> str:
    """One hash over names and contents of the files, in the order of their names."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob(pattern)):
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
