"""More rows than memory holds: on disk as they come, given back in the order of their keys."""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from osint_iraq.writing import StorageError

__all__ = ["Spool", "open_spool"]

_MAKE = "CREATE TABLE rows (n INTEGER PRIMARY KEY, key TEXT NOT NULL, value BLOB NOT NULL)"
_INDEX = "CREATE INDEX IF NOT EXISTS by_key ON rows (key)"  # made when all is there; only keys are sorted, not rows
_SETTINGS = {"synchronous": "OFF", "journal_mode": "OFF", "cache_size": -32 * 1024}  # KiB; a killed spool is not read
_SCRATCH = ("", "-journal", "-wal", "-shm")


class Spool:
    """Rows of plain values with a text key, kept on disk; rows of one key keep their order.

    >>> with open_spool() as spool:
    ...     for key in ("b", "a"):
    ...         spool.add(key, {"letter": key})
    ...     [row["letter"] for row in spool]
    ['a', 'b']
    """

    def __init__(self, base: sqlite3.Connection) -> None:
        self._base, self._rows = base, 0
        base.execute(_MAKE)
        base.execute("BEGIN")

    def add(self, key: str, row: dict[str, Any]) -> None:
        """Keep a row."""
        self._rows += 1
        self._base.execute("INSERT INTO rows VALUES (?, ?, ?)", (self._rows, key, _packed(row)))

    def __len__(self) -> int:
        return self._rows

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """The rows in the order of their keys, by code points."""
        self._base.execute(_INDEX)
        for (packed,) in self._base.execute("SELECT value FROM rows ORDER BY key, n"):
            yield pickle.loads(packed)

    def __contains__(self, key: object) -> bool:
        self._base.execute(_INDEX)
        return self._base.execute("SELECT 1 FROM rows WHERE key = ? LIMIT 1", (key,)).fetchone() is not None


def _packed(row: dict[str, Any]) -> bytes:
    return pickle.dumps(row, pickle.HIGHEST_PROTOCOL)


@contextmanager
def open_spool(path: Path | None = None) -> Iterator[Spool]:
    """An empty spool in the file `path`, in a nameless one without; gone at the end of the block.

    What a killed process left there is removed first, unread. Raises `StorageError` where the disk is full.
    """
    _remove(path)
    try:
        with closing(sqlite3.connect(path or "", isolation_level=None)) as base:
            for name, value in _SETTINGS.items():
                base.execute(f"PRAGMA {name} = {value}")
            yield Spool(base)
    except sqlite3.Error as error:
        where = path.parent if path else "the folder for temporary files"
        raise StorageError(f"{where}: rows could not be put aside there ({error}). Make room on that disk.") from error
    finally:
        _remove(path)


def _remove(path: Path | None) -> None:
    if path is not None:
        for ending in _SCRATCH:
            path.with_name(path.name + ending).unlink(missing_ok=True)
