"""What is fuzzed: each target takes a text and fails where a promise is broken. `make fuzz` and the tests share them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from hashlib import sha256
from itertools import islice, pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from osint_iraq.dates import calendar_dates, date_expressions
from osint_iraq.extract import extract_text
from osint_iraq.lexer import rows as word_rows
from osint_iraq.lexicon import load_entries
from osint_iraq.quantities import count_before, quantities
from osint_iraq.read.containers.formats import SUFFIXES
from osint_iraq.read.containers.opening import FileToRead, read_file
from osint_iraq.read.decoding.encodings import Undecodable, decode
from osint_iraq.read.documents import RawDocument, ReadOptions
from osint_iraq.read.language import detect_language
from osint_iraq.read.page import read_page
from osint_iraq.read.reading import Content, Reading, read_content
from osint_iraq.text import fold, sentences
from tests.hostile.reports import REPORTS

FOUND = Path(__file__).parent / "found"
"""Texts that once broke a target, TARGET-HASH.txt; each stays, and a test reads it again."""
_SUFFIXES = (*SUFFIXES, "")
_DAYS = (date(2021, 3, 14), date(2024, 2, 29), date(1, 1, 1), date(9999, 12, 31), None)
_MARKS = (
    " ",
    " ",
    " ",
    "\n",
    ". ",
    "، ",
    " و",
    "و",
    "(",
    ")",
    '"',
    "/",
    "-",
    ":",
    "%",
    "1",
    "25",
    "2020",
    "٣",
    "\u200f",
    "ـ",
)


def read_target(text: str) -> None:
    """A page decodes and is read; what comes out is words of the page."""
    decoded = decode(text.encode("utf-8", "surrogatepass"))
    if isinstance(decoded, Undecodable):
        assert decoded.code
        assert decoded.why
        return
    page = read_page(decoded.text)
    lines = {line.strip() for line in decoded.text.splitlines()}
    assert all(line in lines for line in page.text.split("\n") if line)
    assert page.title is None or page.title in lines
    detect_language(page.text)


def dates_target(text: str) -> None:
    """Dates lie in the text, in order and apart, and begin before they end."""
    folded = fold(text)
    for day in (_DAYS[len(text) % len(_DAYS)], _DAYS[0]):
        found = date_expressions(folded, day)
        for d in found:
            assert 0 <= d.start < d.end <= len(folded.text)
            assert (d.date_start is None) == (d.date_end is None)
            assert d.date_start is None or d.date_end is None or d.date_start <= d.date_end
        assert all(a.end <= b.start for a, b in pairwise(found))
    calendar_dates(folded)


def quantities_target(text: str) -> None:
    """Numbers lie in the text and their bounds are in order."""
    folded = fold(text)
    for q in quantities(folded):
        assert 0 <= q.start < q.end <= len(folded.text)
        assert q.low is None or q.high is None or q.low <= q.high
        assert all(bound is None or 0 <= bound < 2**63 for bound in (q.low, q.high))
    for start, end in sentences(folded)[:20]:
        first = folded.text.find(" ", start, end)
        if first > start:
            count_before(folded, start, first, dual=True)
            count_before(folded, start, first, singular=True)


def extract_target(text: str) -> None:
    """Extraction tells where its words stand, and tells the same again."""
    told = extract_text(text, _DAYS[0], "a")
    for rows in told.values():
        for row in rows:
            assert 0 <= row["span_start"] < row["span_end"] <= len(text)
    for row in told["evidence"]:
        assert text[row["span_start"] : row["span_end"]] == row["text"]
    extract_text(text, None, "a")


def _bytes(text: str) -> bytes:
    """The bytes that `composed` made the text from, where it did; else the text as UTF-8, halves of characters too."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")


def markup_target(text: str) -> None:
    """A page of markup is read, or a fault says why not; what is read can be stored."""
    reading = Reading(**read_content(Content(_bytes(text), "html")))
    assert reading.text is None or reading.text.strip()
    assert reading.text is not None or any(severity == "error" for _, severity, _ in reading.faults)
    for value in (reading.text, reading.title, reading.outlet, reading.url):
        assert value is None or "\0" not in value.encode().decode()


def files_target(text: str) -> None:
    """Whatever bytes a file has under whatever name, it gives pages and problems, and at least one of them."""
    data = _bytes(text)
    suffix = _SUFFIXES[len(data) % len(_SUFFIXES)]
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"a{suffix}"
        path.write_bytes(data)
        found = list(islice(read_file(FileToRead(path, path.name, ReadOptions("guess"))), 10_000))
    assert found
    assert all(isinstance(item, RawDocument) or item.message for item in found)


def files() -> list[bytes]:
    """Files that can be read, to begin with: a report in every container."""
    from tests.read.boxes import CONTAINERS

    return list(CONTAINERS.values())


TARGETS: dict[str, Callable[[str], None]] = {
    "read": read_target,
    "markup": markup_target,
    "files": files_target,
    "dates": dates_target,
    "quantities": quantities_target,
    "extract": extract_target,
}


@lru_cache(maxsize=1)
def vocabulary() -> tuple[str, ...]:
    """The words that texts are made of: those of the lexicons, and marks."""
    tables = ("numbers", "quantity_words", "months", "weekdays", "date_words")
    words = {r.term for t in tables for r in word_rows(t)} | {e.term for e in load_entries()}
    words |= {w for report in REPORTS for w in report.split()}
    return tuple(sorted(words))


def composed(data: bytes) -> str:
    """A text from bytes: words of the vocabulary where the first byte is odd, else the bytes as UTF-8."""
    if not data or data[0] % 2 == 0:
        return data[1:].decode("utf-8", "surrogateescape")
    words, out, at = vocabulary(), [], 1
    while at + 1 < len(data):
        number = int.from_bytes(data[at : at + 2], "big")
        out.append(_MARKS[number % len(_MARKS)] if data[at] < 96 else words[number % len(words)])
        at += 2
    return "".join(out)


def keep(target: str, text: str) -> Path:
    """Store a text that broke a target, for the tests to come."""
    data = text.encode("utf-8", "surrogatepass")
    path = FOUND / f"{target}-{sha256(data).hexdigest()[:12]}.txt"
    path.write_bytes(data)
    return path


def found(target: str) -> list[Path]:
    """The texts that once broke a target."""
    return sorted(FOUND.glob(f"{target}-*.txt"))


__all__ = ["FOUND", "TARGETS", "composed", "files", "found", "keep", "vocabulary"]
