"""Which article ids are taken, and by which page: on disk where they are many, so that memory stays as it is."""

from __future__ import annotations

import sqlite3

from osint_iraq.writing import StorageError

_MAKE = "CREATE TABLE taken (id TEXT PRIMARY KEY, page TEXT NOT NULL, copies INTEGER NOT NULL) WITHOUT ROWID"
_TAKE = "INSERT OR IGNORE INTO taken VALUES (?, ?, 1)"


class Ids:
    """The ids of one reading.

    >>> ids = Ids()
    >>> ids.own("a", "x.txt"), ids.own("a", "y.txt"), ids.own("a", "z.txt")
    (('a', None), ('a~2', 'x.txt'), ('a~3', 'x.txt'))
    """

    def __init__(self) -> None:
        # a file without a name, gone with this object; a generator may be continued by another thread
        self._base = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        for statement in ("PRAGMA synchronous = OFF", "PRAGMA journal_mode = OFF", _MAKE):
            self._run(statement)

    def own(self, wanted: str, page: str) -> tuple[str, str | None]:
        """The id that the page gets, and the page that has the one it wanted, where that is taken.

        Raises `StorageError` where the disk is full.
        """
        if self._take(wanted, page):
            return wanted, None
        taker, copy = self._run("SELECT page, copies FROM taken WHERE id = ?", (wanted,)).fetchone()
        while not self._take(own := f"{wanted}~{(copy := copy + 1)}", page):
            pass
        self._run("UPDATE taken SET copies = ? WHERE id = ?", (copy, wanted))
        return own, taker

    def _take(self, wanted: str, page: str) -> bool:
        return self._run(_TAKE, (wanted, page)).rowcount == 1

    def _run(self, statement: str, values: tuple[object, ...] = ()) -> sqlite3.Cursor:
        try:
            return self._base.execute(statement, values)
        except sqlite3.Error as error:
            raise StorageError(
                f"the folder for temporary files took no names of articles ({error}); make room on that disk, or name "
                "another one in TMPDIR"
            ) from error

    def close(self) -> None:
        """Let the file go."""
        self._base.close()
