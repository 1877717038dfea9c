"""From inputs (files and folders) to the documents in them, in a fixed order."""

from __future__ import annotations

import hashlib
import os
import stat
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from osint_iraq.read.containers.formats import (
    MENDS,
    PARTS,
    is_companion,
    is_rubbish,
    not_read,
    stem_of,
    suffix_of,
)
from osint_iraq.read.containers.members import SIDECAR
from osint_iraq.read.containers.opening import FileToRead
from osint_iraq.read.containers.tables import few
from osint_iraq.read.documents import ReadOptions
from osint_iraq.read.faults import InputError, Problem, Severity
from osint_iraq.schema import TABLES

__all__ = ["SIDECAR", "Source", "as_task", "find", "holds_tables", "shown"]

_LOG = "fetches.csv"  # what `fetch` did, beside the pages that it got
_BUILT = frozenset(("build.json", "datapackage.json", "articles.parquet"))  # what every folder of tables holds
_TABLES = _BUILT | {f"{name}.{kind}" for name in TABLES for kind in ("csv", "parquet")}


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read: where it lies, the input folder that it was found below, and its path below that folder."""

    path: Path
    root: Path
    below: str  # POSIX separators
    severity: Severity = "error"  # of the problem where it turns out to be nothing that can be read

    @property
    def name(self) -> str:
        """The article id that the path gives: the path below the input without its suffix (both of `.html.gz`)."""
        return stem_of(self.below)


@lru_cache(maxsize=64)  # the many pages of one file name it one after the other
def shown(path: Path) -> str:
    """A path as tables and messages show it: POSIX separators, and characters that can be written to any file."""
    return os.fsencode(path.as_posix()).decode("utf-8", "replace")


def find(inputs: list[Path]) -> Iterator[Source | Problem]:
    """Every file of the inputs, in the order of the inputs and of the path inside each; a file named twice once.

    Hidden files, sidecars, tables that a build wrote and the folders that browsers save beside a page are passed over;
    other parts of pages (styles, pictures) are counted in one warning a folder. What cannot be read is a `Problem`.
    One comes after the other, as they are asked for, since there may be millions. Raises `InputError` where an input
    does not exist, a folder holds no file, or there is no input at all.
    """
    if not inputs:
        raise InputError("no input given: name at least one file or folder of reports")
    seen: set[bytes] = set()
    folders: dict[Path, Path] = {}
    for given in inputs:
        for item in _of_input(given):
            if isinstance(item, Source):
                real = _digest(_real(item.path, folders))
                if real in seen:
                    continue
                seen.add(real)
            yield item


def _digest(path: str) -> bytes:
    """A path in 16 bytes: a million paths in full would take some 200 MB."""
    return hashlib.blake2b(path.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def holds_tables(folder: Path) -> bool:
    """True for a folder that a build wrote its tables to: its articles.csv is no sidecar but one of them."""
    return all((folder / name).exists() for name in _BUILT)  # a large table is a folder of parts


def _real(path: Path, folders: dict[Path, Path]) -> str:
    """Where a file really lies; its folder is resolved once for all files in it, which are many."""
    if path.is_symlink():
        return str(path.resolve())
    folder = path.parent
    if folder not in folders:
        folders.clear()  # files of a folder come one after the other
        folders[folder] = folder.resolve()
    return str(folders[folder] / path.name)


def _of_input(given: Path) -> Iterator[Source | Problem]:
    try:
        if given.is_dir():
            item: Source | Problem | None = None
            for item in _walk(given, given, frozenset()):
                yield item
            if item is None:
                raise InputError(
                    f"{shown(given)} holds no reports: put text files (.txt) or saved pages (.html) into it"
                )
            return
        exists = given.exists()
    except OSError as error:
        raise InputError(f"{shown(given)} cannot be opened ({error.strerror})") from error
    if not exists:
        raise InputError(f"{shown(given)} does not exist; check the path")
    yield _file(given, given.parent, shown(Path(given.name)), "error")


def _walk(folder: Path, root: Path, above: frozenset[tuple[int, int]]) -> Iterator[Source | Problem]:
    try:
        status = folder.stat()
        with os.scandir(folder) as listed:  # names alone: a folder of a million paths would not be small
            entries = sorted(entry.name for entry in listed)
    except OSError as error:
        yield Problem(shown(folder), "unreadable", f"{shown(folder)} cannot be opened ({error.strerror})")
        return
    here = (status.st_dev, status.st_ino)
    if here in above:  # a link that leads back up
        return
    names = set(entries)
    ours = {SIDECAR, _LOG} | (_TABLES if names >= _BUILT else set())  # tables of ours would be read as reports
    parts: Counter[str] = Counter()
    for name in entries:
        if is_rubbish(name) or name in ours:
            continue
        entry, suffix = folder / name, suffix_of(name)
        if _is_folder(entry):
            if not is_companion(name, names):
                yield from _walk(entry, root, above | {here})
        elif suffix in PARTS:
            parts[suffix] += 1
        else:
            yield _file(entry, root, shown(entry.relative_to(root)), "warning")
    if parts:
        kinds = few([f"{n} {suffix}" for suffix, n in sorted(parts.items())])
        message = f"{shown(folder)}: {parts.total()} parts of pages (styles, pictures) were passed over: {kinds}"
        yield Problem(shown(folder), "passed_over", message, "warning")


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # told by `_file`
        return False


def _file(path: Path, root: Path, below: str, severity: Severity) -> Source | Problem:
    try:
        regular = stat.S_ISREG(path.stat().st_mode)
    except OSError as error:
        return Problem(shown(path), "unreadable", f"{shown(path)} cannot be opened ({error.strerror})")
    suffix = suffix_of(path.name)
    if regular and suffix not in MENDS and suffix not in PARTS:  # the first bytes decide of unknown ones
        return Source(path, root, below, severity)
    why = not_read(suffix) if regular else "is a device or a pipe, and only ordinary files are read; leave it out"
    return Problem(shown(path), "unsupported", f"{shown(path)} {why}", severity)


def as_task(source: Source, options: ReadOptions | None = None) -> FileToRead:
    """What `osint_iraq.read.containers.opening:read_file` needs to read a file, in this process or another one."""
    return FileToRead(source.path, shown(source.path), options or ReadOptions(), source.severity)
