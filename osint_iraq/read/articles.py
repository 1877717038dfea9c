"""From inputs to the articles table, with a problem for everything that did not become an article."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from osint_iraq.read.documents import RawDocument
from osint_iraq.read.encodings import Undecodable, decode
from osint_iraq.read.faults import Problem
from osint_iraq.read.files import Source, find, open_source, shown
from osint_iraq.read.language import detect_language
from osint_iraq.read.outlets import outlet_of_url
from osint_iraq.read.page import Page, read_page
from osint_iraq.read.sidecar import Entry, Sidecar, key, load_sidecar
from osint_iraq.schema import TABLES, check

log = logging.getLogger(__name__)

_UNCERTAIN = {
    "caption": "the publication date is that of the photo captions",
    "update": "the publication date is that of the update line; the report may be older",
}


@dataclass(frozen=True)
class ReadResult:
    """What was read: `articles`, one row a report, and `problems`, one row a thing that went wrong."""

    articles: pd.DataFrame
    problems: pd.DataFrame


@dataclass
class _Reading:
    rows: list[dict[str, object]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    sidecars: dict[Path, Sidecar | None] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)  # article id to the path that took it


def read(inputs: Iterable[str | Path] | str | Path, progress: bool = False) -> ReadResult:
    """The articles of files and folders, one row a report, and the problems, one row a thing that went wrong.

    Folders are read with all below them, in the order of their paths; hidden files are passed over, files of other
    types are problems. Every file yields an article or a problem. An `articles.csv` in a folder tells more about the
    files below it; the nearest one that names a file counts. A date there without a stated basis, or read from the
    address or inferred, has the basis `metadata`; where it gives none, the page is searched (basis `text`).

    `text` is the headline and the report's own words; `article_id` the sidecar's, else the path below the input
    without its suffix. Where two files claim one id, the later one gets `~2` behind it and a problem tells.
    Raises `InputError` where an input does not exist, a folder is empty or a sidecar is not a table of its columns.

    >>> read("no/such/folder")
    Traceback (most recent call last):
    osint_iraq.read.faults.InputError: no/such/folder does not exist; check the path
    """
    given = [inputs] if isinstance(inputs, str | Path) else list(inputs)
    sources = find([Path(p) for p in given])
    state = _Reading()
    _load_sidecars(sources, state)
    for item in _bar(sources, progress):
        if isinstance(item, Problem):
            state.problems.append(item)
        else:
            _read_source(item, state)
    log.info("read %d files: %d articles, %d problems", len(sources), len(state.rows), len(state.problems))
    return ReadResult(
        check(pd.DataFrame(state.rows, columns=TABLES["articles"].names, dtype=object), "articles"),
        check(pd.DataFrame([p.row() for p in state.problems], columns=TABLES["problems"].names), "problems"),
    )


def _bar(sources: list[Source | Problem], progress: bool) -> Iterable[Source | Problem]:
    if not progress:
        return sources
    from tqdm import tqdm  # only where a bar is wanted

    bar: Iterable[Source | Problem] = tqdm(sources, desc="read", unit="file")
    return bar


def _read_source(source: Source, state: _Reading) -> None:
    entry = _entry_of(source, state)
    for document in open_source(source):
        if isinstance(document, Problem):
            state.problems.append(document)
            continue
        name = _shown(document)
        decoded = decode(document.content, document.charset) if isinstance(document.content, bytes) else None
        if isinstance(decoded, Undecodable):
            state.problems.append(Problem(name, decoded.code, f"{name} {decoded.why}"))
            continue
        words = decoded.text if decoded else str(document.content)
        page = read_page(words, entry.title or document.facts.get("title"))
        if not page.text:
            message = f"{name} holds only menus, lists or forms, no report; save the report itself"
            state.problems.append(Problem(name, "no_text", message))
            continue
        state.rows.append(_row(source, document, page, entry, state))


def _load_sidecars(sources: list[Source | Problem], state: _Reading) -> None:
    """Every sidecar above a file, first, so that a wrong one stops the reading before it has begun."""
    for source in sources:
        for folder in _folders(source) if isinstance(source, Source) else ():
            if folder not in state.sidecars:
                sidecar = state.sidecars[folder] = load_sidecar(folder)
                state.problems.extend(sidecar.problems if sidecar else [])


def _entry_of(source: Source, state: _Reading) -> Entry:
    """The row of the nearest sidecar that names the file; an empty one where none does."""
    for folder in _folders(source):
        sidecar = state.sidecars[folder]
        entry = sidecar.entries.get(key(source.path.relative_to(folder).as_posix())) if sidecar else None
        if entry:
            return entry
    return Entry(0)


def _folders(source: Source) -> Iterator[Path]:
    folder = source.path.parent
    yield folder
    while folder != source.root:
        folder = folder.parent
        yield folder


def _row(source: Source, document: RawDocument, page: Page, entry: Entry, state: _Reading) -> dict[str, object]:
    facts = document.facts
    url = entry.url or facts.get("url", "")
    text = page.text
    if entry.title and page.title is None:
        text = f"{entry.title}\n\n{text}"
    return {
        "article_id": _own_id(source, document, entry, state),
        "path": _shown(document),
        "outlet": entry.outlet or facts.get("outlet") or (outlet_of_url(url) if url else None) or page.outlet,
        "url": url,
        "title": entry.title or facts.get("title") or page.title,
        "language": detect_language(text),
        **_publication(document, page, entry, state),
        "text": text,
        "sha256": hashlib.sha256(document.data).hexdigest(),
        "n_chars": len(text),
    }


def _publication(document: RawDocument, page: Page, entry: Entry, state: _Reading) -> dict[str, object]:
    if entry.published:
        return _stated(entry.published.published, entry.published.precision, entry.basis)
    if page.published is None or entry.settled:
        return _stated(None, "unknown", "unknown")
    if page.published.rule in _UNCERTAIN:
        name = _shown(document)
        message = f"{name}: {_UNCERTAIN[page.published.rule]}; write the true one into articles.csv"
        state.problems.append(Problem(name, "uncertain_date", message, "warning"))
    return _stated(page.published.when.published, page.published.when.precision, "text")


def _stated(published: object, precision: str, basis: str) -> dict[str, object]:
    return {"published": published, "published_precision": precision, "published_basis": basis}


def _own_id(source: Source, document: RawDocument, entry: Entry, state: _Reading) -> str:
    wanted = entry.article_id or "/".join(p for p in (source.name, document.member) if p)
    own, copy = wanted, 1
    while own in state.paths:
        copy += 1
        own = f"{wanted}~{copy}"
    name = _shown(document)
    if own != wanted:
        message = f"{name}: article_id '{wanted}' is already that of {state.paths[wanted]}; '{own}' is used instead"
        state.problems.append(Problem(name, "duplicate_id", message + "; give it its own in articles.csv", "warning"))
    state.paths[own] = name
    return own


def _shown(document: RawDocument) -> str:
    return shown(document.path) + (f"::{document.member}" if document.member else "")
