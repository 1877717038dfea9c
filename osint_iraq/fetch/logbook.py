"""The log of what was asked: a CSV file that grows a line at a time and is whole after any stop."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import pandas as pd

from osint_iraq.fetch.faults import FetchError
from osint_iraq.rows import records
from osint_iraq.schema import TABLES, check
from osint_iraq.schema_fetches import FETCHED, NOT_MODIFIED, REDIRECTED
from osint_iraq.storage import read_csv, write_csv

NAME = "fetches"
IN_HAND = (FETCHED, NOT_MODIFIED)
ASK_NEXT_TIME = ("error", "too_slow", "gave_up", "robots_unreachable")
"""Outcomes that the next run tries to better; the others stand."""

_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_LONGEST = 4096
_TAIL = 1 << 20


@dataclass(slots=True)
class Row:
    """One row of the table fetches."""

    url: str
    purpose: str
    source: str
    requested_at: datetime
    outcome: str
    status: int | None = None
    redirected_to: str | None = None
    bytes: int | None = None
    content_type: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    digest: str | None = None
    warc: str | None = None
    warc_offset: int | None = None
    warc_length: int | None = None
    tries: int = 0
    waited: float = 0.0
    message: str | None = None

    @property
    def end(self) -> int:
        """Where its records end in their WARC file."""
        return (self.warc_offset or 0) + (self.warc_length or 0)


class Log:
    """The log of one folder: `last` holds the newest row of each page."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.last: dict[str, Row] = {}
        self.ends: dict[str, int] = {}
        _mend(path)
        for row in records(read_csv(path, NAME)):
            self._note(Row(**row))

    def _note(self, row: Row) -> None:
        if row.purpose == "page":
            self.last[row.url] = row
        if row.warc:
            self.ends[row.warc] = max(self.ends.get(row.warc, 0), row.end)

    def add(self, rows: Iterable[Row]) -> None:
        """Write rows; they are safely on the disk when this returns. Raises `FetchError` where the disk takes none."""
        new = list(rows)
        if not new:
            return
        frame = check(pd.DataFrame([_clean(row) for row in new], columns=TABLES[NAME].names), NAME)
        text = io.BytesIO()
        write_csv(frame, NAME, text)
        lines = text.getvalue().partition(b"\n")[2]
        try:
            _append(self._path, lines)
        except OSError as error:
            raise FetchError(
                f"{self._path}: could not be written ({error.strerror or error}); make room and run again"
            ) from error
        for row in new:
            self._note(row)

    def forget_lost(self, sizes: Mapping[str, int]) -> int:
        """Drop the rows of pages whose WARC file is gone or too short, so that they are fetched anew; how many."""
        lost = [url for url, row in self.last.items() if row.warc and sizes.get(row.warc, 0) < row.end]
        for url in lost:
            del self.last[url]
        return len(lost)

    def follow(self, url: str) -> tuple[str, Row | None, tuple[str, ...]]:
        """Where the redirects noted for an address end: that address, its row if it was asked, and the way there."""
        trail: list[str] = []
        row = self.last.get(url)
        while row is not None and row.outcome == REDIRECTED and row.redirected_to and url not in trail:
            trail.append(url)
            url = row.redirected_to
            row = self.last.get(url)
        return url, row, tuple(trail)

    def table(self) -> pd.DataFrame:
        """The whole log as the table fetches."""
        return read_csv(self._path, NAME)


def _clean(row: Row) -> dict[str, object]:
    """The cells of a row, each on one line: a torn last line can then be told from a whole one."""
    return {
        name: _UNSEEN.sub(" ", value)[:_LONGEST] if isinstance(value, str) else value
        for name, value in asdict(row).items()
    }


def _append(path: Path, data: bytes) -> None:
    with path.open("ab") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _mend(path: Path) -> None:
    """Make the file end with a whole line; a new one gets its header."""
    header = (",".join(TABLES[NAME].names) + "\n").encode()
    size = path.stat().st_size if path.exists() else 0
    if size:
        with path.open("rb") as stream:
            stream.seek(max(0, size - _TAIL))
            tail = stream.read()
        keep = size - len(tail) + len(_whole_lines(tail))
        if keep < size:
            os.truncate(path, keep)
        size = keep
    if size == 0:
        _append(path, header)


def _whole_lines(tail: bytes) -> bytes:
    """The tail without what a stop left of its last lines: no line end, blocks of zeros, too few cells."""
    while tail:
        tail = tail[: tail.rfind(b"\n") + 1]
        line = tail[tail.rfind(b"\n", 0, -1) + 1 : -1]
        if b"\0" not in line and len(next(csv.reader([line.decode("utf-8", "replace")]), [])) == len(
            TABLES[NAME].names
        ):
            break
        tail = tail[: len(tail) - len(line) - 1]
    return tail
