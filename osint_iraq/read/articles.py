"""From inputs to the articles table, with a problem for everything that did not become an article."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from osint_iraq.progress import with_bar
from osint_iraq.read.containers.columns import check_columns
from osint_iraq.read.containers.opening import is_one_page, read_file
from osint_iraq.read.documents import Limits, RawDocument, ReadOptions
from osint_iraq.read.faults import InputError, Problem
from osint_iraq.read.files import Source, as_task, find, shown
from osint_iraq.read.ids import Ids
from osint_iraq.read.reading import Content, Reading, storable, uncertain
from osint_iraq.read.sidecar import Entry
from osint_iraq.read.sidecars import Sidecars
from osint_iraq.remembering import each, fingerprint
from osint_iraq.schema import TABLES, check
from osint_iraq.store import Room
from osint_iraq.workers import LOCAL, Crew, Failure, stream

log = logging.getLogger(__name__)

_OPEN = "osint_iraq.read.containers.opening:read_file"
_LOOK = "osint_iraq.read.containers.archived_sidecars:look_for"
_READ = "osint_iraq.read.reading:read_content"
_FAILED = {
    "time": ("too_slow", "could not be read within the time that one page may take; if it is a report, save its text"),
    "memory": ("too_much_memory", "needs more memory than one page may take; if it is a report, save its text"),
    "crash": ("crashed", "made the reader of pages crash; if it is a report, save its text"),
    "error": ("not_readable", "could not be read, which is a fault of ours; please report it, and save its text"),
}
"""Reason of a failed task to the code and the words of its problem."""


@dataclass(frozen=True)
class ReadResult:
    """What was read: `articles`, one row a report, and `problems`, one row a thing that went wrong."""

    articles: pd.DataFrame
    problems: pd.DataFrame


@dataclass(frozen=True)
class _Found:
    """One raw page, the file that it lies in, and what the sidecars say of it."""

    source: Source
    document: RawDocument
    entry: Entry

    @property
    def name(self) -> str:
        return shown(self.source.path) + (f"::{self.document.member}" if self.document.member else "")


Row = dict[str, object]
"""One row of articles by column."""


@dataclass
class _Reading:
    options: ReadOptions
    sidecars: Sidecars = field(default_factory=Sidecars)
    problems: list[Problem] = field(default_factory=list)  # since the last row
    ids: Ids = field(default_factory=Ids)

    def said(self) -> Iterator[Problem]:
        """The problems since the last row."""
        yield from self.problems
        self.problems.clear()


def read(
    inputs: Iterable[str | Path] | str | Path,
    progress: bool = False,
    *,
    columns: Mapping[str, str] | Literal["guess"] | None = None,
    limits: Limits | None = None,
    room: Room | None = None,
    crew: Crew = LOCAL,
) -> ReadResult:
    """The articles of files and folders, one row a report, and the problems, one row a thing that went wrong.

    Text, saved web pages (HTML, MHTML), WARC, JSON Lines, CSV, Excel, and zip and tar archives of these; folders are
    read with all below them, in the order of their paths; hidden files are passed over, files of other types are
    problems. Every page yields an article or a problem. An `articles.csv` in a folder or an archive tells more about
    the files below it; the nearest one that names a file counts.

    A publication date is the sidecar's (basis as it states; `metadata` where it states none, read it off the address
    or inferred it), else that of the table or JSON record (`metadata`), else that of the page's markup (`page`), else
    what the page's words say (`text`), else the day in its address (`metadata`, with a warning), else unknown. `text`
    is the headline and the report's own words; `article_id` the sidecar's or the record's, else the path below the
    input without its suffix. Where two pages claim one id, the later one gets `~2` behind it and a problem tells.

    `columns` says which columns of tables and records hold what, {"text": "body", "title": "headline", …}, or "guess"
    to accept what their names suggest; without it, only tables with our own column names are read, and for others a
    problem shows the guess. `limits` bound what one page may ask for. `room` remembers what was read (see `store`);
    `crew` reads the pages (see `workers`), this process opens the files.
    Raises `InputError` where an input does not exist, a folder is empty, a sidecar is not a table of its columns, or
    `columns` names a column that we do not have; `WorkerError` where no process can be started to read in,
    `StorageError` where the folder for temporary files is full.

    >>> read("no/such/folder")
    Traceback (most recent call last):
    osint_iraq.read.faults.InputError: no/such/folder does not exist; check the path
    """
    rows: list[Row] = []
    problems: list[Problem] = []
    for found in read_each(inputs, progress, columns=columns, limits=limits, room=room, crew=crew):
        problems.append(found) if isinstance(found, Problem) else rows.append(found)
    return ReadResult(
        check(pd.DataFrame(rows, columns=TABLES["articles"].names, dtype=object), "articles"),
        check(pd.DataFrame([p.row() for p in problems], columns=TABLES["problems"].names), "problems"),
    )


def read_each(
    inputs: Iterable[str | Path] | str | Path,
    progress: bool = False,
    *,
    columns: Mapping[str, str] | Literal["guess"] | None = None,
    limits: Limits | None = None,
    room: Room | None = None,
    crew: Crew = LOCAL,
) -> Iterator[Row | Problem]:
    """What `read` finds, one after the other as it is read, so that there may be millions: rows and problems.

    `crew` is who reads the pages. Raises what `read` raises; inputs that cannot be read at all are named before the
    first page.
    """
    given = [Path(inputs)] if isinstance(inputs, str | Path) else [Path(path) for path in inputs]
    if isinstance(columns, Mapping):
        check_columns(columns)
    elif columns not in (None, "guess"):
        raise InputError(f"columns: {columns!r} is neither 'guess' nor a mapping such as {{'text': 'body'}}")
    state = _Reading(ReadOptions(columns, limits or Limits()))
    files = 0
    for item in find(given):  # first of all, so that a wrong sidecar stops the reading before it has begun
        files += 1
        if isinstance(item, Source):
            state.sidecars.load_above(item)
    found = _documents(with_bar(find(given), progress, "read", files, "file"), state)
    n_rows = n_problems = 0
    with closing(state.ids):
        for result in _read_pages(found, state, room, crew):
            n_problems += isinstance(result, Problem)
            n_rows += not isinstance(result, Problem)
            yield result
    log.info("read %d files: %d articles, %d problems", files, n_rows, n_problems)


def _read_pages(
    pages: Iterable[_Found | Problem], state: _Reading, room: Room | None, crew: Crew
) -> Iterator[Row | Problem]:
    for page, result in each(pages, _READ, key=_key, argument=_content, size=_size, room=room,
                             seconds=state.options.limits.seconds, crew=crew):  # fmt: skip
        if isinstance(page, Problem):
            yield page
            continue
        row = _take(page, result, state)
        yield from state.said()
        if row is not None:
            yield row
    state.sidecars.close()
    yield from state.sidecars.problems


def _documents(sources: Iterable[Source | Problem], state: _Reading) -> Iterator[_Found | Problem]:
    """Every raw page of the sources, and in its place what is none.

    Pages are looked for ahead of those being read, by how much is a matter of chance; so nothing is noted here.
    """
    for source in sources:
        if isinstance(source, Problem):
            yield source
            continue
        for item in _pages(source, state):
            if isinstance(item, Failure):
                yield _failed(shown(source.path), item, "the pages before this point were kept; ")
            elif isinstance(item, Problem):
                yield item
            else:
                document = _clean(item)
                yield _Found(source, document, state.sidecars.entry_of(source, document.member))
        state.sidecars.leave()


def _pages(source: Source, state: _Reading) -> Iterator[RawDocument | Problem | Failure]:
    """What lies in a file. One that holds many pages is opened where that can be stopped."""
    task = as_task(source, state.options)
    if is_one_page(task):
        yield from read_file(task)
        return
    state.sidecars.enter(source, _sidecars_inside(source, state))
    yield from stream(_OPEN, task, seconds=state.options.limits.seconds)


def _sidecars_inside(source: Source, state: _Reading) -> dict[str, bytes]:
    """The tables of the user inside an archive; where looking for them was cut off, a problem tells."""
    found: dict[str, bytes] = {}
    limits = state.options.limits
    for item in stream(_LOOK, (source.path, limits), seconds=limits.seconds):
        if isinstance(item, Failure):
            name = shown(source.path)
            message = (
                f"{name}: an articles.csv behind this point was not found ({item.message}); put it beside the file"
            )
            state.sidecars.problems.append(Problem(name, "sidecar_unread", message, "warning"))
        elif item is not None:
            found.setdefault(*item)
    return found


def _clean(document: RawDocument) -> RawDocument:
    """The document with nothing in its texts that no file of tables can hold."""
    content = document.content if isinstance(document.content, bytes) else storable(document.content)
    facts = {name: storable(value) for name, value in document.facts.items()}
    return replace(document, content=content, facts=facts, member=storable(document.member))


def _content(found: _Found | Problem) -> Content:
    assert isinstance(found, _Found)
    document, entry = found.document, found.entry
    facts = {k: v for k, v in document.facts.items() if k != "article_id"}
    if entry.url:
        facts["url"] = entry.url
    return Content(document.content, document.kind, document.charset, entry.title, facts)


def _key(found: _Found | Problem) -> str | None:
    if isinstance(found, Problem):
        return None
    given = _content(found)
    facts = json.dumps(given.facts, ensure_ascii=True, sort_keys=True)
    return fingerprint(given.content, given.kind, given.charset, given.title, facts, repr(given.limits))


def _size(found: _Found | Problem) -> int:
    return 0 if isinstance(found, Problem) else len(found.document.data) + len(found.document.content)


def _take(found: _Found, result: dict[str, Any] | Failure, state: _Reading) -> Row | None:
    """The row of one page, where it holds a report; what is wrong with it goes among the problems."""
    if isinstance(result, Failure):
        state.problems.append(_failed(found.name, result))
        return None
    reading = Reading(**result)
    for code, severity, why in reading.faults:
        state.problems.append(
            Problem(found.name, code, f"{found.name} {why}", "error" if severity == "error" else "warning")
        )
    return _row(found, reading, state) if reading.text is not None else None


def _failed(name: str, failure: Failure, kept: str = "") -> Problem:
    code, why = _FAILED[failure.reason]
    return Problem(name, code, f"{name} {why} ({kept}{failure.message})")


def _row(found: _Found, reading: Reading, state: _Reading) -> Row:
    document, entry, text = found.document, found.entry, reading.text or ""
    url = entry.url or document.facts.get("url") or reading.url
    return {
        "article_id": _own_id(found, state),
        "path": found.name,
        "outlet": entry.outlet or reading.outlet,
        "url": url,
        "title": reading.title,
        "language": reading.language,
        **_publication(found, reading, state),
        "text": text,
        "sha256": hashlib.sha256(document.data).hexdigest(),
        "n_chars": len(text),
    }


def _publication(found: _Found, reading: Reading, state: _Reading) -> dict[str, object]:
    entry = found.entry
    if entry.published:
        return _stated(entry.published.published, entry.published.precision, entry.basis)
    if reading.published is None or entry.settled:
        return _stated(None, "unknown", "unknown")
    doubt = uncertain(reading.rule)
    if doubt:
        state.problems.append(Problem(found.name, "uncertain_date", f"{found.name}: {doubt}", "warning"))
    return _stated(datetime.fromisoformat(reading.published), reading.precision, reading.basis)


def _stated(published: object, precision: str, basis: str) -> dict[str, object]:
    return {"published": published, "published_precision": precision, "published_basis": basis}


def _own_id(found: _Found, state: _Reading) -> str:
    document = found.document
    by_path = "/".join(p for p in (found.source.name, document.member) if p)
    wanted = found.entry.article_id or document.facts.get("article_id") or by_path
    own, taker = state.ids.own(wanted, found.name)
    if taker is not None:
        message = f"{found.name}: article_id '{wanted}' is already that of {taker}; '{own}' is used instead"
        message += "; give it its own in articles.csv"
        state.problems.append(Problem(found.name, "duplicate_id", message, "warning"))
    return own
