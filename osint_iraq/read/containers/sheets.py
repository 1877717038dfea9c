"""Tables of articles: CSV and its kin."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator

from osint_iraq.read.containers.columns import known_names
from osint_iraq.read.containers.contents import guarded, size_of
from osint_iraq.read.containers.streams import ByteLine, LineDecoder, byte_lines
from osint_iraq.read.containers.tables import Row, read_rows
from osint_iraq.read.documents import Container, RawDocument
from osint_iraq.read.faults import Problem

_DELIMITERS = ",;\t|"
_SAMPLE_BYTES = 2**16
_SAMPLE_ROWS = 40


def read_csv_table(container: Container) -> Iterator[RawDocument | Problem]:
    """The reports in the rows of a CSV, TSV or other delimited file."""
    yield from read_rows(container, _rows(container), container.shown)


def _rows(container: Container) -> Iterator[Row | Problem]:
    most = container.options.limits.page_bytes
    lines = guarded(container, byte_lines(container.stream, most))
    first: list[ByteLine] = []
    size = 0
    for line in lines:
        if isinstance(line, Problem):
            yield from _of_lines(container, iter([*first, line]), first)
            return
        first.append(line)
        size += len(line.data)
        if size > _SAMPLE_BYTES:
            break

    def every() -> Iterator[ByteLine | Problem]:
        yield from first
        yield from lines

    yield from _of_lines(container, every(), first)


class _Feed:
    """Decoded lines for the CSV reader, with the bytes and the count of those that the present row took."""

    def __init__(self, lines: Iterator[ByteLine | Problem], decoder: LineDecoder) -> None:
        self._lines, self._decoder = lines, decoder
        self._data: list[bytes] = []
        self._cut = False
        self.problem: Problem | None = None

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        if isinstance(line, Problem):
            self.problem = line
            raise StopIteration
        self._data.append(line.data)
        self._cut = self._cut or line.cut
        return self.text(line.data)

    def text(self, line: bytes) -> str:
        """The text of one line, without NULs and carriage returns, at which the CSV reader balks."""
        return self._decoder.text(line).replace("\0", "").replace("\r\n", "\n").replace("\r", " ")

    def take(self) -> tuple[list[bytes], bool]:
        """The lines of the row that was just read, and whether one of them was too long to be held."""
        data, cut = self._data, self._cut
        self._data, self._cut = [], False
        return data, cut


def _of_lines(
    container: Container, lines: Iterator[ByteLine | Problem], first: list[ByteLine]
) -> Iterator[Row | Problem]:
    decoder = LineDecoder(b"".join(line.data for line in first))
    feed = _Feed(lines, decoder)
    delimiter, skip = _delimiter([feed.text(line.data) for line in first])
    decoder.others = decoder.replaced = 0  # the same lines come once more
    csv.field_size_limit(max(csv.field_size_limit(), container.options.limits.page_bytes))
    for _ in range(skip):
        next(feed, None)
    feed.take()
    yield from _parsed(container, feed, delimiter, skip)
    yield from _ends(container, feed, decoder)


def _parsed(container: Container, feed: _Feed, delimiter: str, at_line: int) -> Iterator[Row | Problem]:
    """Every row; where a quotation mark is left open, the lines that it would swallow come by themselves."""
    reader = csv.reader(feed, delimiter=delimiter)
    number = width = 0
    ended = True
    while True:
        number += 1
        cells: list[str] | None = []
        fault = ""
        try:
            cells = next(reader, None)
        except csv.Error as error:
            fault = str(error)
        taken, cut = feed.take()
        if cells is None:
            break
        if len(taken) > 1 and _left_open(feed, taken, delimiter):
            fault = "a quotation mark is left open"
        yield _row(container, number, at_line + 1, cells, b"".join(taken), cut, fault)
        at_line += len(taken)
        whole = len(cells) >= width or taken[-1:] == [] or taken[-1].endswith(b"\n")
        ended, width = whole, len(cells) or width
        for line in taken[1:] if fault else ():
            number += 1
            alone = next(csv.reader([feed.text(line)], delimiter=delimiter, quoting=csv.QUOTE_NONE), [])
            yield Row(f"row-{number}", f"row {number}", alone, line)
    if not ended:
        message = f"{container.shown} ends in the middle of its last row, which was read as it stands; save it again"
        yield Problem(container.shown, "truncated", message, "warning")


def _left_open(feed: _Feed, taken: list[bytes], delimiter: str) -> bool:
    """True where a row of several lines is two or more: its marks do not pair, or one ends a cell in its middle."""
    if b"".join(taken).count(b'"') % 2:
        return True
    try:
        list(csv.reader(map(feed.text, taken), delimiter=delimiter, strict=True))
    except csv.Error:
        return True
    return False


def _row(
    container: Container, number: int, line: int, cells: list[str], data: bytes, cut: bool, fault: str
) -> Row | Problem:
    most = container.options.limits.page_bytes
    where = f"{container.shown}, row {number} (line {line})"
    if fault:
        return Problem(container.shown, "bad_row", f"{where} cannot be read ({fault}); mend its quotation marks")
    if cut or len(data) > most:
        message = f"{where} has more than {size_of(most)}, which no report has; look for a quotation mark left open"
        return Problem(container.shown, "too_large", message)
    return Row(f"row-{number}", f"row {number}", cells, data)


def _ends(container: Container, feed: _Feed, decoder: LineDecoder) -> Iterator[Problem]:
    if feed.problem:
        yield feed.problem
    yield from decoder.told(container.shown)


def _delimiter(texts: list[str]) -> tuple[str, int]:
    """What parts the cells, and how many lines to pass over: Excel writes `sep=;` first where it wants to be sure."""
    if texts and texts[0].lower().startswith("sep=") and len(texts[0].strip()) == len("sep=;"):
        return texts[0].strip()[-1], 1
    return max(_DELIMITERS, key=lambda d: (_fitness(texts, d), -_DELIMITERS.index(d))), 0


def _fitness(texts: list[str], delimiter: str) -> tuple[int, float, int]:
    """Known names in the best row, the share of rows with the commonest count of cells, and that count."""
    rows = []
    try:
        for row in csv.reader(iter(texts), delimiter=delimiter):
            if any(row):
                rows.append(row)
            if len(rows) >= _SAMPLE_ROWS:
                break
    except csv.Error:
        pass
    if not rows:
        return 0, 0.0, 0
    names = max(known_names(c for c in row if len(c) <= 80) if len(row) > 1 else 0 for row in rows)
    count, times = Counter(len(row) for row in rows).most_common(1)[0]
    return names, (times / len(rows) if count > 1 else 0.0), count
