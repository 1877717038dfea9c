"""From the rows of any table or list of records to reports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from osint_iraq.read.containers.columns import (
    MOST,
    ColumnsProblem,
    Guess,
    guess_columns,
    is_markup,
    known_names,
    stated_columns,
    unconfirmed,
)
from osint_iraq.read.containers.contents import size_of
from osint_iraq.read.documents import Container, RawDocument
from osint_iraq.read.faults import Problem

_HEADER_WITHIN = 30  # rows above a header: a title, a note, the date of the export
_SAMPLE = 50
_COLUMNS = 5_000  # a table with more holds something else, and to look at each of its columns takes minutes
_FACTS = ("article_id", "outlet", "url", "title", "published")


@dataclass(frozen=True)
class Row:
    """One row of a table: what names it (`row-7`), how messages call it (`row 7`), its cells, its bytes."""

    member: str
    shown: str
    cells: list[str]
    data: bytes


@dataclass(frozen=True)
class Record:
    """One row by the names of its columns."""

    member: str
    shown: str
    cells: dict[str, str]
    data: bytes


def read_rows(container: Container, rows: Iterator[Row | Problem], table: str) -> Iterator[RawDocument | Problem]:
    """The reports of a table whose header stands in one of its first rows. `table` names it in messages."""
    first: list[Row] = []
    for row in rows:
        if isinstance(row, Problem):
            yield row
        elif len(row.cells) > MOST:
            why = f"has {len(row.cells)} columns, which no table of articles has; keep those of the reports"
            yield Problem(table, "too_many", f"{table} {why}")
            return
        elif any(c.strip() for c in row.cells):
            first.append(row)
            if len(first) >= _HEADER_WITHIN + _SAMPLE:
                break
    if not first:
        yield Problem(table, "empty", f"{table} holds no rows; save it again or leave it out", "warning")
        return
    at = _header_at(first, container)
    if len(first[at].cells) > _COLUMNS:
        message = f"{table} has {len(first[at].cells):,} columns, more than any table of reports; leave it out"
        yield Problem(table, "too_many", message)
        return
    header = _names(first[at].cells)
    yield from read_records(container, _records(chain(first[at + 1 :], rows), header, table), table, header)


def read_records(
    container: Container, records: Iterator[Record | Problem], table: str, names: Sequence[str] = ()
) -> Iterator[RawDocument | Problem]:
    """The reports of records, once it is clear which of their fields is what; else the one problem that asks."""
    sample: list[Record] = []
    size = 0
    for record in records:
        if isinstance(record, Problem):
            yield record
            continue
        sample.append(record)
        size += len(record.data)
        if len(sample) >= _SAMPLE or size > container.options.limits.page_bytes:
            break
    if not sample:
        yield Problem(table, "empty", f"{table} holds no records; save it again or leave it out", "warning")
        return
    header = list(names) or list(dict.fromkeys(name for r in sample for name in r.cells))
    guess = _decided(container, header, sample, table)
    if isinstance(guess, Problem):
        yield guess
        if not isinstance(guess, ColumnsProblem) or guess.severity == "error":
            return
        guess = guess.guess
    for each in chain(sample, records):
        if isinstance(each, Problem):
            yield each
        else:
            yield _document(container, each, guess, table)


def _header_at(rows: Sequence[Row], container: Container) -> int:
    """The row that names the columns: the one with the most names that are known, else the first with two cells."""
    columns = container.options.columns
    stated = set(columns.values()) if columns and columns != "guess" else set()

    def known(row: Row) -> tuple[int, int]:
        short = [c.strip() for c in row.cells if len(c) <= 80]
        return len(stated & set(short)), known_names(short)

    best = max(range(min(_HEADER_WITHIN, len(rows))), key=lambda i: (known(rows[i]), -i))
    if known(rows[best]) > (0, 0):
        return best
    return next((i for i, row in enumerate(rows[:_HEADER_WITHIN]) if sum(map(bool, row.cells)) > 1), 0)


def _names(cells: Sequence[str]) -> list[str]:
    """The names of the columns, each its own: a second `text` is `text (2)`, an empty one `column 3`."""
    copies: dict[str, int] = {}  # in the order of the columns: each name, and the number of its last copy
    for number, cell in enumerate(cells, start=1):
        base = name = " ".join(cell.replace("\ufeff", "").split()) or f"column {number}"
        while name in copies:
            copies[base] += 1
            name = f"{base} ({copies[base]})"
        copies[name] = 1
    names = list(copies)
    while names and names[-1] == f"column {len(names)}":
        names.pop()
    return names


def _records(
    rows: Iterator[Row | Problem] | chain[Row | Problem], header: list[str], table: str
) -> Iterator[Record | Problem]:
    for row in rows:
        if isinstance(row, Problem):
            yield row
            continue
        if not any(c.strip() for c in row.cells):
            continue
        over = [c for c in row.cells[len(header) :] if c.strip()]
        if over:
            message = (
                f"{table}, {row.shown}: {len(header) + len(over)} cells under {len(header)} columns; put cells that "
                "hold the separator into quotation marks; the row was not read"
            )
            yield Problem(table, "bad_row", message)
            continue
        yield Record(row.member, row.shown, dict(zip(header, row.cells, strict=False)), row.data)


def _decided(container: Container, header: Sequence[str], sample: Sequence[Record], table: str) -> Guess | Problem:
    columns = container.options.columns
    if columns is not None and columns != "guess":
        return stated_columns(columns, header, table)
    cells = [[r.cells.get(name, "") for name in header] for r in sample]
    guess = guess_columns(header, cells, table)
    if guess.usable and (columns == "guess" or guess.exact):
        return guess
    return unconfirmed(guess)


def _document(container: Container, record: Record, guess: Guess, table: str) -> RawDocument | Problem:
    limits = container.options.limits
    cells = {ours: record.cells.get(theirs, "").strip() for ours, theirs in guess.mapping.items()}
    content, kind = cells.get("text", ""), "text"
    if not content and cells.get("html"):
        content, kind = cells["html"], "html"
    elif content and is_markup(content):
        kind = "html"
    if not content:
        where = " and ".join(f"'{guess.mapping[o]}'" for o in ("text", "html") if o in guess.mapping)
        message = f"{table}, {record.shown}: {where} is empty, so there is no report; fill it in or delete the row"
        return Problem(table, "empty_row", message, "warning")
    if len(record.data) > limits.page_bytes or len(content) > limits.page_bytes:
        size = size_of(limits.page_bytes)
        return Problem(table, "too_large", f"{table}, {record.shown} has more than {size}, which no report has")
    facts = {name: " ".join(cells[name].split()) for name in _FACTS if cells.get(name)}
    member = "/".join(part for part in (container.member, record.member) if part)
    return RawDocument(container.path, record.data, content, "html" if kind == "html" else "text", member, "", facts)


def few(items: Sequence[str], most: int = 5) -> str:
    """Some names in one line, with the number of those left out.

    >>> few(["a", "b", "c"], 2)
    'a, b and 1 more'
    """
    shown = ", ".join(islice(items, most))
    return shown + (f" and {len(items) - most} more" if len(items) > most else "")
