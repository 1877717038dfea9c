"""Opens any file and gives out the pages in it, archives in archives included."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, cast

from osint_iraq.read.containers.archives import read_tar, read_zip
from osint_iraq.read.containers.columns import ColumnsProblem, Guess
from osint_iraq.read.containers.contents import packed_problem, unreadable
from osint_iraq.read.containers.excel import read_excel
from osint_iraq.read.containers.formats import HEAD, SUFFIXES, format_of, not_read, suffix_of, unpacked_name
from osint_iraq.read.containers.jsonl import read_json
from osint_iraq.read.containers.members import too_deep
from osint_iraq.read.containers.mhtml import read_mhtml
from osint_iraq.read.containers.packed import PackedError, Unpacked, begins
from osint_iraq.read.containers.plain import read_plain, read_saved
from osint_iraq.read.containers.sheets import read_csv_table
from osint_iraq.read.containers.warc import read_warc
from osint_iraq.read.documents import Container, RawDocument, Reader, ReadOptions
from osint_iraq.read.faults import Problem, Severity

_TABLES = ("csv", "excel", "json", "packed")


@dataclass(frozen=True)
class FileToRead:
    """All that reading one file takes, so that it can be done in another process.

    `shown` is its path as messages show it, `severity` that of the problem where it is no file that can be read.
    """

    path: Path
    shown: str
    options: ReadOptions = field(default_factory=ReadOptions)
    severity: Severity = "error"


def read_file(file: FileToRead) -> Iterator[RawDocument | Problem]:
    """The pages of one file in their order, and the problems with it; nothing else is raised for what is in the file.

    >>> [p.code for p in read_file(FileToRead(Path("no/such.txt"), "no/such.txt"))]
    ['unreadable']
    """
    try:
        stream = file.path.open("rb")
    except OSError as error:
        message = f"{file.shown} cannot be opened ({error.strerror}); check its permissions"
        yield Problem(file.shown, "unreadable", message)
        return
    with stream:
        yield from read_named(Container(file.path, file.shown, stream, file.options), file.path.name, file.severity)


def is_one_page(file: FileToRead) -> bool:
    """True for a text or a saved page, which needs no opening; also for a file that cannot be looked into.

    >>> is_one_page(FileToRead(Path("no/such.txt"), "no/such.txt"))
    True
    """
    try:
        with file.path.open("rb") as stream:
            return format_of(file.path.name, stream.read(HEAD)) in ("text", "html")
    except OSError:
        return True


def table_columns(path: Path, options: ReadOptions | None = None) -> list[Guess]:
    """What the columns of the tables in a file seem to be, where nobody has said so; empty where nothing is to ask.

    One guess a table: a workbook has one a sheet. Archives and web archives give none.
    """
    plain = replace(options or ReadOptions(), columns=None)
    suffix = SUFFIXES.get(suffix_of(path.name), "")
    inner = SUFFIXES.get(suffix_of(unpacked_name(path.name)), "")
    if suffix not in _TABLES or (suffix == "packed" and inner not in _TABLES):
        return []
    found = []
    for item in read_file(FileToRead(path, path.as_posix(), plain)):
        if isinstance(item, ColumnsProblem):
            found.append(item.guess)
        elif isinstance(item, RawDocument) and "excel" not in (suffix, inner):  # one table, and it is being read
            break
    return found


def read_named(container: Container, name: str, severity: Severity = "warning") -> Iterator[RawDocument | Problem]:
    """The pages of an opened file or member that has a name."""
    stream = (
        container.stream
        if hasattr(container.stream, "peek")
        else io.BufferedReader(cast(io.RawIOBase, container.stream))
    )
    container = replace(container, stream=stream)
    try:
        head = stream.peek(HEAD)[:HEAD]
    except PackedError as error:
        yield packed_problem(container.shown, error)
        return
    except OSError as error:
        yield unreadable(container.shown, error)
        return
    kind = format_of(name, head)
    if kind == "packed":
        yield from _read_packed(container, name, severity)
    elif kind in _READERS:
        yield from _or_empty(_READERS[kind](container), container, severity)
    else:
        yield _unsupported(container, name, kind, severity)


def _or_empty(
    found: Iterator[RawDocument | Problem], container: Container, severity: Severity
) -> Iterator[RawDocument | Problem]:
    """What was found; where that is nothing at all, a problem, so that no file is passed over in silence."""
    first = next(found, None)
    if first is None:
        message = f"{container.shown} holds no report: it is empty, or all in it is hidden; look into it"
        yield Problem(container.shown, "empty", message, severity)
        return
    yield first
    yield from found


def _read_packed(container: Container, name: str, severity: Severity) -> Iterator[RawDocument | Problem]:
    depth = container.depth + isinstance(container.stream, Unpacked)
    if depth > container.options.limits.depth:
        yield too_deep(container)
        return
    inside = unpacked_name(name)
    named = SUFFIXES.get(suffix_of(inside)) == "warc"
    head = container.stream.peek(HEAD)  # type: ignore[attr-defined]
    stream: Any = Unpacked(container.stream, container.options.limits, rescue=named or begins(head, b"WARC/"))
    opened = replace(container, stream=stream, depth=depth)
    yield from read_warc(opened) if named else read_named(opened, inside, severity)


def _unsupported(container: Container, name: str, kind: str, severity: Severity) -> Problem:
    if kind == "html table":
        message = f"{container.shown} is called a workbook but is an HTML page; open it in Excel and save it as .xlsx"
        return Problem(container.shown, "unsupported", message)
    suffix = suffix_of(name)
    if suffix in SUFFIXES:  # only its first bytes speak against it
        why = f"is called {suffix} but is a file of old Word or Excel; open it there and save its text as .txt"
        return Problem(container.shown, "unsupported", f"{container.shown} {why}")
    return Problem(container.shown, "unsupported", f"{container.shown} {not_read(suffix)}", severity)


_READERS: dict[str, Reader] = {
    "text": read_plain,
    "html": read_saved,
    "mhtml": read_mhtml,
    "warc": read_warc,
    "json": read_json,
    "csv": read_csv_table,
    "excel": read_excel,
    "zip": partial(read_zip, inner=read_named),
    "tar": partial(read_tar, inner=read_named),
}
"""Format to reader; a further format is one file and one entry here and in `formats.SUFFIXES`."""
