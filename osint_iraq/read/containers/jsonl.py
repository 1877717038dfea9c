"""JSON of articles: JSON Lines, an array, or an object with a list of them, read a piece at a time."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from osint_iraq.read.containers.contents import guarded, size_of
from osint_iraq.read.containers.jsonstream import Item, JsonStream
from osint_iraq.read.containers.streams import ByteLine, LineDecoder, byte_chunks, lines_of
from osint_iraq.read.containers.tables import Record, read_records
from osint_iraq.read.documents import Container, RawDocument
from osint_iraq.read.faults import Problem

_LONG = 80  # letters; what is longer is the text of a report
_DEEPEST = 6  # levels of nested objects that are names with dots
_FIELDS = 500  # of one record


class BadJson(ValueError):
    """A text that is no JSON; the message says why and where."""


def read_json(container: Container) -> Iterator[RawDocument | Problem]:
    """The reports in the records of a JSON file of any of the three forms."""
    yield from read_records(container, guarded(container, _records(container)), container.shown)


def _records(container: Container) -> Iterator[Record | Problem]:
    most = container.options.limits.page_bytes
    chunks = byte_chunks(container.stream)
    head, above = b"", 0
    for chunk in chunks:
        head += chunk
        begins = len(head) - len(head.lstrip(b" \t\r\n")) if not head[:1].strip() else 0
        above, head = above + head[:begins].count(b"\n"), head[begins:]
        if head.partition(b"\n")[2].strip() or len(head) > most:
            break
    decoder = LineDecoder(head)
    line, ended, more = head.partition(b"\n")
    every = chain([head], chunks)
    if head[:1] == b"[" or (
        head[:1] == b"{" and not _is_record(line, bool(ended) or len(head) <= most, bool(more.strip()), decoder)
    ):
        yield from _of_document(container, every, decoder)
    else:
        yield from _of_lines(container, lines_of(every, most), decoder, above + 1)


def _is_record(line: bytes, whole: bool, more: bool, decoder: LineDecoder) -> bool:
    """True where the first line is a record of its own and not the beginning, or all, of one big document."""
    if not whole:
        return False
    try:
        value = parse(decoder.text(line))
    except BadJson:
        # `{` alone or `{"a": 1,` begins a document; a line that also closes is a bad line among others.
        return line.rstrip().endswith(b"}")
    return more or not _is_envelope(value)


def _is_envelope(value: Any) -> bool:
    """True for an object that holds a list of records, at any depth, instead of being one with a text of its own."""
    if not isinstance(value, dict) or any(isinstance(v, str) and len(v) > _LONG for v in value.values()):
        return False
    lists = (v for v in value.values() if isinstance(v, list))
    return any(v and isinstance(v[0], dict) for v in lists) or any(_is_envelope(v) for v in value.values())


def parse(text: str) -> Any:
    """The value of one JSON text; numbers stay as they are written. Raises `BadJson`.

    >>> parse('{"n": 1e999, "id": 12345678901234567890}')
    {'n': '1e999', 'id': '12345678901234567890'}
    """
    try:
        # files that were joined have a mark in their middle, and lines cut out of an array a comma at their end
        return DECODER.decode(text.strip().removeprefix("\ufeff").removesuffix(","))
    except RecursionError:
        raise BadJson("it is nested too deep") from None
    except ValueError as error:
        raise BadJson(str(error)) from error


def _nothing(_: str) -> None:
    return None


DECODER = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=_nothing, strict=False)
"""Reads numbers as they are written, so that none is too long, NaN as nothing, and line ends inside of texts."""


def _of_lines(
    container: Container, lines: Iterator[ByteLine], decoder: LineDecoder, first: int
) -> Iterator[Record | Problem]:
    for number, line in enumerate(lines, start=first):
        if line.data.strip():
            yield _line(container, number, line, decoder)
    yield from decoder.told(container.shown)


def _line(container: Container, number: int, line: ByteLine, decoder: LineDecoder) -> Record | Problem:
    where = f"{container.shown}, line {number}"
    most = container.options.limits.page_bytes
    if line.cut or len(line.data) > most:
        return Problem(container.shown, "too_large", f"{where} has more than {size_of(most)}, which no report has")
    try:
        value = parse(decoder.text(line.data))
    except BadJson as error:
        return Problem(container.shown, "bad_row", f"{where} is not JSON ({error}); mend it or delete the line")
    if not isinstance(value, dict):
        message = f'{where} is no object with named fields; write {{"text": ...}} or delete the line'
        return Problem(container.shown, "bad_row", message)
    return Record(f"line-{number}", f"line {number}", flat(value), line.data.rstrip(b"\r\n"))


def _of_document(container: Container, chunks: Iterable[bytes], decoder: LineDecoder) -> Iterator[Record | Problem]:
    if decoder.encoding not in ("utf-8", "ascii"):
        decoder.others = 1
    letters = codecs.getincrementaldecoder(decoder.encoding)("replace")
    texts = chain((letters.decode(chunk) for chunk in chunks), iter(lambda: letters.decode(b"", True), ""))
    most = container.options.limits.page_bytes
    for item in JsonStream(texts, most).items():
        if isinstance(item, Item):
            if isinstance(item.value, dict):
                data = item.text.encode("utf-8", "replace")
                yield Record(f"item-{item.number}", f"item {item.number}", flat(item.value), data)
            elif item.value is not None:
                message = f"{container.shown}, item {item.number} is no object with named fields; it was not read"
                yield Problem(container.shown, "bad_row", message)
        else:
            yield Problem(container.shown, item.code, f"{container.shown} {item.why}")
    yield from decoder.told(container.shown)


def flat(value: dict[str, Any]) -> dict[str, str]:
    """A record as one level of names: `source.name` for a field inside `source`, lists of texts as lines.

    >>> flat({"source": {"name": "x"}, "body": ["one", "two"], "n": None})
    {'source.name': 'x', 'body': 'one\\ntwo', 'n': ''}
    """
    found: dict[str, str] = {}
    waiting: list[tuple[str, Any, int]] = [("", value, 0)]
    while waiting and len(found) < _FIELDS:
        name, part, depth = waiting.pop(0)
        if isinstance(part, dict):
            if depth < _DEEPEST:
                inner = [(f"{name}.{key}" if name else str(key), v, depth + 1) for key, v in part.items()]
                waiting[:0] = inner[:_FIELDS]
        else:
            found[_clean(name)] = _text(part)
    return found


def _text(part: Any) -> str:
    if part is None:
        return ""
    if isinstance(part, list):
        return "\n".join(_clean(str(p)) for p in part if isinstance(p, str | int | float))
    return _clean(str(part).lower() if isinstance(part, bool) else str(part))


def _clean(text: str) -> str:
    """Halves of letters joined where both are there (JSON may write letters so), replaced where one is missing."""
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
