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
_INDEX = "CREATE INDEX by_key ON rows (key)"  # from the beginning: to sort later would take room elsewhere
_SETTINGS = tuple(f"PRAGMA {name}" for name in ("synchronous = OFF", "journal_mode = OFF", "cache_size = -32768"))
_SCRATCH = ("", "-journal", "-wal", "-shm")


class Spool:
    """Rows of plain values with a text key, kept on disk; rows of one key keep their order.

    >>> with open_spool() as spool:
    ...     for key in ("b", "a"):
    ...         spool.add(key, {"letter": key})
    ...     [row["letter"] for row in spool]
    ['a', 'b']
    """

    def __init__(self, base: sqlite3.Connection, where: str) -> None:
        self._base, self._where, self._rows = base, where, 0
        for statement in (*_SETTINGS, _MAKE, _INDEX, "BEGIN"):
            self._run(statement).close()

    def add(self, key: str, row: dict[str, Any]) -> None:
        """Keep a row. Raises `StorageError` where the disk is full."""
        self._rows += 1
        self._run("INSERT INTO rows VALUES (?, ?, ?)", (self._rows, key, _packed(row)))

    def __len__(self) -> int:
        return self._rows

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """The rows in the order of their keys, by code points."""
        for (packed,) in self._run("SELECT value FROM rows ORDER BY key, n"):
            yield pickle.loads(packed)

    def __contains__(self, key: object) -> bool:
        return self._run("SELECT 1 FROM rows WHERE key = ? LIMIT 1", (key,)).fetchone() is not None

    def _run(self, statement: str, values: tuple[Any, ...] = ()) -> sqlite3.Cursor:
        try:
            return self._base.execute(statement, values)
        except sqlite3.Error as error:
            raise StorageError(
                f"{self._where}: rows could not be put aside there ({error}); make room on that disk"
            ) from error


def _packed(row: dict[str, Any]) -> bytes:
    return pickle.dumps(row, pickle.HIGHEST_PROTOCOL)


@contextmanager
def open_spool(path: Path | None = None) -> Iterator[Spool]:
    """An empty spool in the file `path`, in a nameless one without; gone at the end of the block.

    What a killed process left there is removed first, unread. Raises `StorageError` where the disk is full.
    """
    _remove(path)
    where = str(path.parent) if path else "the folder for temporary files"
    try:
        base = sqlite3.connect(path or "", isolation_level=None)
    except sqlite3.Error as error:
        raise StorageError(f"{where}: cannot be written to ({error}); choose another folder") from error
    try:
        with closing(base):
            yield Spool(base, where)
    finally:
        _remove(path)


def _remove(path: Path | None) -> None:
    if path is not None:
        for ending in _SCRATCH:
            path.with_name(path.name + ending).unlink(missing_ok=True)
