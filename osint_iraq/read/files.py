"""From inputs (files and folders) to the documents in them, in a fixed order."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from osint_iraq.read.documents import Container, RawDocument, Reader, ReadOptions
from osint_iraq.read.faults import InputError, Problem
from osint_iraq.read.plain import read_plain

READERS: dict[str, Reader] = {".txt": read_plain, ".text": read_plain}
"""Suffix to reader; a further format is one file beside `plain` and one entry here."""

SIDECAR = "articles.csv"


@dataclass(frozen=True)
class Source:
    """One file to read: where it lies, the input folder that it was found below, and its path below that folder."""

    path: Path
    root: Path
    below: str  # POSIX separators

    @property
    def name(self) -> str:
        """The article id that the path gives: the path below the input without its suffix."""
        return str(PurePosixPath(self.below).with_suffix(""))


def shown(path: Path) -> str:
    """A path as tables and messages show it: POSIX separators, and characters that can be written to any file."""
    return os.fsencode(path.as_posix()).decode("utf-8", "replace")


def find(inputs: list[Path]) -> list[Source | Problem]:
    """Every file of the inputs, in the order of the inputs and of the path inside each; a file named twice once.

    Hidden files and sidecars are passed over. What cannot be read is a `Problem`. Raises `InputError` where an input
    does not exist, a folder holds no file, or there is no input at all.
    """
    if not inputs:
        raise InputError("no input given: name at least one file or folder of reports")
    found: list[Source | Problem] = []
    seen: set[Path] = set()
    for given in inputs:
        for item in _of_input(given):
            if isinstance(item, Source):
                real = item.path.resolve()
                if real in seen:
                    continue
                seen.add(real)
            found.append(item)
    return found


def _of_input(given: Path) -> list[Source | Problem]:
    try:
        if given.is_dir():
            items = list(_walk(given, given, frozenset()))
            if not items:
                raise InputError(f"{shown(given)} holds no reports: put UTF-8 text files (.txt) into it")
            return items
        exists = given.exists()
    except OSError as error:
        raise InputError(f"{shown(given)} cannot be opened ({error.strerror})") from error
    if not exists:
        raise InputError(f"{shown(given)} does not exist; check the path")
    return [_file(given, given.parent, given.name, "error")]


def _walk(folder: Path, root: Path, above: frozenset[tuple[int, int]]) -> Iterator[Source | Problem]:
    try:
        status = folder.stat()
        entries = sorted(folder.iterdir(), key=lambda p: p.name)
    except OSError as error:
        yield Problem(shown(folder), "unreadable", f"{shown(folder)} cannot be opened ({error.strerror})")
        return
    here = (status.st_dev, status.st_ino)
    if here in above:  # a link that leads back up
        return
    for entry in entries:
        if entry.name.startswith(".") or entry.name == SIDECAR:
            continue
        if _is_folder(entry):
            yield from _walk(entry, root, above | {here})
        else:
            yield _file(entry, root, shown(entry.relative_to(root)), "warning")


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # told by `_file`
        return False


def _file(path: Path, root: Path, below: str, severity: str) -> Source | Problem:
    try:
        regular = stat.S_ISREG(path.stat().st_mode)
    except OSError as error:
        return Problem(shown(path), "unreadable", f"{shown(path)} cannot be opened ({error.strerror})")
    suffix = path.suffix.lower()
    if regular and suffix in READERS:
        return Source(path, root, below)
    kind = f"files of type '{suffix}' are" if suffix else "files without a suffix are"
    reason = kind if regular else "only ordinary files can be read; devices and pipes are"
    message = f"{shown(path)}: {reason} not read; known: {', '.join(READERS)}"
    return Problem(shown(path), "unsupported", message, "error" if severity == "error" else "warning")


def open_source(source: Source, options: ReadOptions | None = None) -> Iterator[RawDocument | Problem]:
    """The documents of one file, or the problems with it."""
    name = shown(source.path)
    try:
        with source.path.open("rb") as stream:
            container = Container(source.path, name, stream, options or ReadOptions())
            yield from READERS[source.path.suffix.lower()](container)
    except OSError as error:
        yield Problem(name, "unreadable", f"{name} cannot be opened ({error.strerror}); check its permissions")
