"""What earlier builds worked out, kept beside their tables, so that only what is new or changed is worked out again.

Everything in it can be worked out anew: a damaged store costs time, never a result. A value that does not match its
checksum is not believed.
"""

from __future__ import annotations

import hashlib
import json
import logging
import sqlite3
import time
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

from osint_iraq.folder_lock import Held, hold
from osint_iraq.writing import OWN, StorageError, failed, finish_set, own_folder

__all__ = ["Memory", "Room", "Store", "no_store", "open_store"]

log = logging.getLogger(__name__)

_FILE, _LOCK = "store.sqlite", "build.lock"
_SIDECAR, _WRITTEN = "articles.csv", "datapackage.json"  # the latter stands in every folder of tables
_LAYOUT = 1  # a store of another layout is thrown away
_COMMIT_ENTRIES, _COMMIT_SECONDS = 500, 2.0  # what a killed build loses at most
_MUCH_FREE = 0.25  # share of the file that is empty; above, it is written anew without
_CHECKSUM = 16

_MAKE = f"""
PRAGMA user_version = {_LAYOUT};
CREATE TABLE entries (
    id INTEGER PRIMARY KEY, room TEXT NOT NULL, method TEXT NOT NULL, key TEXT NOT NULL,
    checksum BLOB NOT NULL, value BLOB NOT NULL, UNIQUE (room, method, key)
);
"""
_GET = "SELECT id, checksum, value FROM entries WHERE room = ? AND method = ? AND key = ?"
_PUT = "INSERT OR REPLACE INTO entries (room, method, key, checksum, value) VALUES (?, ?, ?, ?, ?) RETURNING id"

_ERRORS = (sqlite3.Error, UnicodeDecodeError)  # the latter where a message quotes what lies in a damaged file

# What SQLite says where the file is damaged, cut short or not ours, and where the fault is the machine's.
_DAMAGED = {
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_ERROR,  # a table or a column is not there
    sqlite3.SQLITE_CONSTRAINT,
    sqlite3.SQLITE_MISMATCH,
    sqlite3.SQLITE_FORMAT,
}
_MACHINE = {
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_IOERR: "the disk did not take or give what was asked for, or is full",
    sqlite3.SQLITE_READONLY: "it may not be written",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened or made",
    sqlite3.SQLITE_PERM: "it may not be written",
    sqlite3.SQLITE_BUSY: "another program has it open",
    sqlite3.SQLITE_LOCKED: "another program has it open",
    sqlite3.SQLITE_NOMEM: "there is too little memory",
}


class Memory(Protocol):
    """What a build asks: a `Store`, or the stand-in of `no_store`."""

    def room(self, name: str, method: str) -> Room:
        """The entries of one step of the build, as one version of the method makes them."""

    def prune(self) -> None:
        """Forget what was neither asked for and found, nor put, since the store was opened."""


class Room:
    """The entries of one step and one method version: JSON values by keys."""

    def __init__(self, store: Store | None, name: str, method: str) -> None:
        self._store, self._name, self._method = store, name, method

    def get(self, key: str) -> Any | None:
        """The value that was put for `key`, by this build or an earlier one; None where there is none."""
        return self._store.find(self._name, self._method, key) if self._store else None

    def put(self, key: str, value: Any) -> None:
        """Remember a JSON value; tuples come back as lists. Raises TypeError for what is no JSON, `StorageError`."""
        if self._store:
            self._store.keep(self._name, self._method, key, value)


@contextmanager
def open_store(folder: str | Path) -> Iterator[Store]:
    """The store of the builds that write to `folder`, which nobody else may build into meanwhile.

    What an interrupted build left half-way is brought to its end. A damaged store is put aside, with a warning, and
    begun anew. Raises `StorageError` where another build holds the folder or it cannot be written.

    >>> with open_store("build/tables") as store:  # doctest: +SKIP
    ...     room = store.room("extract", "version 1")
    ...     room.put("0" * 64, {"mentions": []})
    """
    target = Path(folder)
    _must_be_no_input(target)
    made = not target.exists()
    with ExitStack() as held:
        if made:
            held.callback(_remove_if_empty, target)
        with failed(target):
            own = held.enter_context(own_folder(target))
            try:
                held.enter_context(hold(own / _LOCK))
            except Held as other:
                raise StorageError(
                    f"another build ({other.holder}) is writing to {target}; wait for it, or choose another folder"
                ) from None
            finish_set(target)
            store = held.enter_context(_kept(own / _FILE, made))
        yield store


@contextmanager
def _kept(path: Path, made: bool) -> Iterator[Store]:
    """The store at `path`, thrown away where a first build came to its end without a table, or to nothing at all."""
    store = Store(path)
    done = False
    try:
        yield store
        done = True
    finally:
        useless = False
        with suppress(StorageError, OSError):  # of a disk that is gone: why the build stopped matters more
            useless = made and (done or store.empty) and [p.name for p in path.parent.parent.iterdir()] == [OWN]
        store.close()
        if useless:
            path.unlink(missing_ok=True)


def _remove_if_empty(folder: Path) -> None:
    with suppress(OSError):
        folder.rmdir()


def _must_be_no_input(folder: Path) -> None:
    """Raise `StorageError` where the tables would take the place of an articles.csv that a person wrote."""
    if (folder / _SIDECAR).is_file() and not (folder / _WRITTEN).exists() and not (folder / OWN).exists():
        raise StorageError(
            f"{folder} holds an {_SIDECAR} that no build wrote, and the tables would replace it; choose another folder "
            "for them"
        )


@contextmanager
def no_store() -> Iterator[Memory]:
    """A stand-in for builds without a folder: it has the same rooms and remembers nothing.

    >>> with no_store() as store:
    ...     room = store.room("extract", "version 1")
    ...     room.put("a", 1)
    ...     room.get("a") is None
    True
    """
    yield _Nothing()


class _Nothing:
    def room(self, name: str, method: str) -> Room:
        return Room(None, name, method)

    def prune(self) -> None:
        pass


class Store:
    """The entries of all rooms in one SQLite file; see `open_store`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._pending, self._committed = 0, time.monotonic()
        self._base = self._opened()

    def room(self, name: str, method: str) -> Room:
        """The entries of one step of the build, as one version of the method makes them."""
        return Room(self, name, method)

    def find(self, room: str, method: str, key: str) -> Any | None:
        """The value of an entry; None where there is none, or it is not what was put. Raises `StorageError`."""
        rows = self._run(_GET, (room, method, key))
        if not rows:
            return None
        entry, checksum, packed = rows[0]
        value = (
            _unpacked(packed)
            if isinstance(packed, bytes) and checksum == _checksum(room, method, key, packed)
            else None
        )
        if value is None:
            log.warning("%s: an entry is damaged; what it held is worked out again", self._path)
            self._run("DELETE FROM entries WHERE id = ?", (entry,))
            return None
        self._touch(entry)
        return value[0]

    def keep(self, room: str, method: str, key: str, value: Any) -> None:
        """Remember the value of an entry. Raises `StorageError`."""
        packed = _packed(value)
        row = (room, method, key, _checksum(room, method, key, packed), packed)
        for (entry,) in self._run(_PUT, row):
            self._touch(entry)

    def prune(self) -> None:
        """Forget what was neither asked for and found, nor put, since the store was opened.

        A full disk or the like only means that it is forgotten later.
        """
        try:
            self._commit()
            self._run("DELETE FROM entries WHERE id NOT IN (SELECT id FROM touched)")
            self._commit()
            free, pages = (self._run(f"PRAGMA {name}")[0][0] for name in ("freelist_count", "page_count"))
            if free > pages * _MUCH_FREE:
                self._base.execute("VACUUM")
        except (StorageError, *_ERRORS) as error:
            log.warning("%s: old entries could not be removed (%s); the next build tries again", self._path, error)

    @property
    def empty(self) -> bool:
        """Whether nothing is remembered."""
        return not self._run("SELECT 1 FROM entries LIMIT 1")

    def close(self) -> None:
        """Save what is not saved yet and let the file go. Raises `StorageError` where it could not be saved."""
        try:
            self._commit()
        finally:
            self._base.close()

    def _touch(self, entry: int) -> None:
        """Note that this run needed the entry, in a table of its own that lasts as long as the run."""
        self._run("INSERT OR IGNORE INTO touched VALUES (?)", (entry,))
        self._pending += 1
        if self._pending >= _COMMIT_ENTRIES or time.monotonic() - self._committed > _COMMIT_SECONDS:
            self._commit()

    def _commit(self) -> None:
        try:
            if self._base.in_transaction:
                self._base.execute("COMMIT")
        except _ERRORS as error:
            with suppress(sqlite3.Error):
                self._base.execute("ROLLBACK")
            self._recover(error)
        self._pending, self._committed = 0, time.monotonic()

    def _run(self, statement: str, values: tuple[object, ...] = ()) -> list[Any]:
        """What the statement finds; nothing, on a fresh file, where the file turns out to be damaged."""
        try:
            if not self._base.in_transaction and not statement.startswith("PRAGMA"):
                self._base.execute("BEGIN")
            return self._base.execute(statement, values).fetchall()
        except _ERRORS as error:
            self._recover(error)
            return []

    def _recover(self, error: Exception) -> None:
        """Begin anew where the file is damaged. Raises `StorageError` where the fault is the machine's."""
        self._must_be_damaged(error)
        with suppress(sqlite3.Error):
            self._base.close()
        self._put_aside(str(error))
        self._base = _connected(self._path)

    def _opened(self) -> sqlite3.Connection:
        try:
            return _connected(self._path)
        except _ERRORS as error:
            self._must_be_damaged(error)
            self._put_aside(str(error))
        return _connected(self._path)

    def _must_be_damaged(self, error: Exception) -> None:
        damaged = sqlite3.SQLITE_CORRUPT if isinstance(error, UnicodeDecodeError) else None
        code = getattr(error, "sqlite_errorcode", damaged)
        if code is None:  # a mistake of ours, not of the file
            raise error
        if code == sqlite3.SQLITE_IOERR_SHORT_READ or code & 0xFF in _DAMAGED:
            return
        raise StorageError(
            f"{self._path}: {_MACHINE.get(code & 0xFF, 'cannot be used')} ({error}). Make room, or choose a folder "
            "that you may write to; the tables there are as they were."
        ) from error

    def _put_aside(self, why: str) -> None:
        aside = self._path.with_name(f"{self._path.name}.damaged")
        log.warning("%s: is damaged (%s); kept as %s, and everything is worked out anew", self._path, why, aside.name)
        self._path.replace(aside)
        self._path.with_name(f"{self._path.name}-journal").unlink(missing_ok=True)


def _connected(path: Path) -> sqlite3.Connection:
    """An open store of our layout, made where there is none. Raises `sqlite3.Error`."""
    base = sqlite3.connect(path, isolation_level=None, timeout=5)
    try:
        base.execute("PRAGMA synchronous = NORMAL")
        base.execute("PRAGMA cache_size = -32768")  # KiB: keys come in no order, and an archive has millions
        (layout,) = base.execute("PRAGMA user_version").fetchone()
        if layout != _LAYOUT:
            _make(base)
        base.execute(_GET, ("", "", "")).fetchone()  # fails where a column is missing
        base.execute("CREATE TEMP TABLE touched (id INTEGER PRIMARY KEY)")
    except BaseException:
        base.close()
        raise
    return base


def _make(base: sqlite3.Connection) -> None:
    """The tables of our layout, in one step; what another layout left goes."""
    base.execute("BEGIN IMMEDIATE")
    base.execute("DROP TABLE IF EXISTS entries")
    for statement in _MAKE.split(";\n"):
        if statement.strip():
            base.execute(statement)
    base.execute("COMMIT")


def _packed(value: Any) -> bytes:
    return zlib.compress(
        json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"), 1
    )


def _unpacked(packed: bytes) -> tuple[Any] | None:
    with suppress(zlib.error, ValueError):
        return (json.loads(zlib.decompress(packed).decode("utf-8", "surrogatepass")),)
    return None


def _checksum(room: str, method: str, key: str, packed: bytes) -> bytes:
    """Of the value and of where it belongs: a damaged index must not give one article's value to another."""
    digest = hashlib.blake2b(packed, digest_size=_CHECKSUM)
    digest.update("\0".join((room, method, key)).encode("utf-8", "surrogatepass"))
    return digest.digest()
