"""Which article ids are taken, and by which page: on disk where they are many, so that memory stays as it is."""

from __future__ import annotations

import sqlite3

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
        self._base.execute("PRAGMA synchronous = OFF")
        self._base.execute("PRAGMA journal_mode = OFF")
        self._base.execute(_MAKE)

    def own(self, wanted: str, page: str) -> tuple[str, str | None]:
        """The id that the page gets, and the page that has the one it wanted, where that is taken."""
        if self._take(wanted, page):
            return wanted, None
        taker, copy = self._base.execute("SELECT page, copies FROM taken WHERE id = ?", (wanted,)).fetchone()
        while not self._take(own := f"{wanted}~{(copy := copy + 1)}", page):
            pass
        self._base.execute("UPDATE taken SET copies = ? WHERE id = ?", (copy, wanted))
        return own, taker

    def _take(self, wanted: str, page: str) -> bool:
        return self._base.execute(_TAKE, (wanted, page)).rowcount == 1

    def close(self) -> None:
        """Let the file go."""
        self._base.close()
