"""Tables of articles: CSV and its kin."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator

from osint_iraq.read.columns import known_names
from osint_iraq.read.documents import Container, RawDocument
from osint_iraq.read.faults import Problem
from osint_iraq.read.packed import PackedError
from osint_iraq.read.plain import packed_problem
from osint_iraq.read.streams import ByteLine, LineDecoder, byte_lines
from osint_iraq.read.tables import Row, read_rows

_DELIMITERS = ",;\t|"
_SAMPLE_BYTES = 2**16
_SAMPLE_ROWS = 40
_STRAY_LINES = 200  # a quoted cell with more lines than this, in a row that does not fit, was opened by a stray quote


def read_csv_table(container: Container) -> Iterator[RawDocument | Problem]:
    """The reports in the rows of a CSV, TSV or other delimited file."""
    yield from read_rows(container, _rows(container), container.shown)


def _rows(container: Container) -> Iterator[Row | Problem]:
    most = container.options.limits.page_bytes
    lines = _guarded(container, byte_lines(container.stream, most))
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


def _guarded(container: Container, lines: Iterator[ByteLine]) -> Iterator[ByteLine | Problem]:
    """The lines, and at the end the problem that ended them early."""
    try:
        yield from lines
    except PackedError as error:
        yield packed_problem(container.shown, error)
    except OSError as error:
        yield Problem(container.shown, "unreadable", f"{container.shown} cannot be read further ({error})")


class _Feed:
    """Decoded lines for the CSV reader, with the bytes and the count of those that the present row took."""

    def __init__(self, lines: Iterator[ByteLine | Problem], decoder: LineDecoder) -> None:
        self._lines, self._decoder = lines, decoder
        self.data: list[bytes] = []
        self.cut = False
        self.problem: Problem | None = None

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        if isinstance(line, Problem):
            self.problem = line
            raise StopIteration
        self.data.append(line.data)
        self.cut = self.cut or line.cut
        return self._decoder.text(line.data).replace("\0", "")

    def fresh(self) -> None:
        """Forgets the lines of the row before."""
        self.data, self.cut = [], False


def _of_lines(
    container: Container, lines: Iterator[ByteLine | Problem], first: list[ByteLine]
) -> Iterator[Row | Problem]:
    limits = container.options.limits
    decoder = LineDecoder(b"".join(line.data for line in first))
    texts = [decoder.text(line.data).replace("\0", "") for line in first]
    delimiter, skip = _delimiter(texts)
    csv.field_size_limit(max(csv.field_size_limit(), limits.page_bytes))
    feed = _Feed(lines, decoder)
    for _ in range(skip):
        next(feed, None)
    feed.fresh()
    reader = csv.reader(feed, delimiter=delimiter)
    number, at_line = 0, skip
    while True:
        number += 1
        begins = at_line + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            where = f"{container.shown}, row {number} (line {begins})"
            yield Problem(container.shown, "bad_row", f"{where} cannot be read ({error}); mend its quotation marks")
            at_line += len(feed.data)
            feed.fresh()
            continue
        if cells is None:
            break
        at_line += len(feed.data)
        data, cut = b"".join(feed.data), feed.cut
        feed.fresh()
        yield _row(container, number, begins, cells, data, cut)
    yield from _ends(container, feed, decoder)


def _row(container: Container, number: int, line: int, cells: list[str], data: bytes, cut: bool) -> Row | Problem:
    most = container.options.limits.page_bytes
    if cut or len(data) > most:
        where = f"{container.shown}, row {number} (line {line})"
        message = f"{where} has more than {most} bytes, which no report has; look for a quotation mark left open"
        return Problem(container.shown, "too_large", message)
    return Row(f"row-{number}", f"row {number}", cells, data)


def _ends(container: Container, feed: _Feed, decoder: LineDecoder) -> Iterator[Problem]:
    if feed.problem:
        yield feed.problem
    if decoder.replaced:
        message = f"{container.shown}: {decoder.replaced} lines hold letters that cannot be read; save it as CSV UTF-8"
        yield Problem(container.shown, "encoding", message, "warning")


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
