"""An HTTP answer as an archive keeps it: status, headers, and the body without what was done to it on its way."""

from __future__ import annotations

import importlib
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import regex

from osint_iraq.read.containers.contents import size_of
from osint_iraq.read.documents import Limits
from osint_iraq.read.faults import Problem

_YEARS = range(1990, 2100)
_STATUS = regex.compile(rb"HTTP/\d(?:\.\d)?\s+(\d{3})\b", regex.IGNORECASE)
_END = regex.compile(rb"\r?\n\r?\n")
_CHUNK_LINE = regex.compile(rb"\s*([0-9a-fA-F]{1,8})[^\r\n]{0,200}\r?\n")
_CHARSET = regex.compile(r"charset\s*=\s*[\"']?\s*([\w.:\-]{2,40})", regex.IGNORECASE)


@dataclass(frozen=True)
class Answer:
    """Status (0 where there is none), headers with small names, and the body as it came."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Headers:
    """Headers with small names, the first of each, and the encoding that they declare."""

    values: dict[str, str]
    charset: str = ""


def moment(found: datetime) -> str:
    """A moment of fetching in ISO form, UTC; empty where the clock was wrong by decades.

    >>> moment(datetime(2024, 8, 1)), moment(datetime(9999, 12, 31))
    ('2024-08-01T00:00:00+00:00', '')
    """
    if found.year not in _YEARS:
        return ""
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC).isoformat(timespec="seconds")


def parse_headers(block: bytes) -> Headers:
    """The headers of a block of lines; lines that are none are passed over, folded ones joined.

    >>> parse_headers(b"Content-Type: text/html; charset=windows-1256").charset
    'windows-1256'
    """
    values: dict[str, str] = {}
    last = ""
    for line in block.decode("utf-8", "replace").splitlines():
        if line[:1] in (" ", "\t") and last:
            values[last] += " " + line.strip()
        elif ":" in line:
            name, _, value = line.partition(":")
            last = name.strip().lower()
            if last in values:
                last = ""
            else:
                values[last] = value.strip()
    found = _CHARSET.search(values.get("content-type", ""))
    return Headers(values, found[1] if found else "")


def parse_answer(block: bytes) -> Answer:
    """An answer from its bytes.

    >>> parse_answer(b"HTTP/1.1 200 OK\\r\\nServer: x\\r\\n\\r\\nbody")
    Answer(status=200, headers={'server': 'x'}, body=b'body')
    """
    status = _STATUS.match(block)
    end = _END.search(block)
    head, body = (block[: end.start()], block[end.end() :]) if end else (block, b"")
    return Answer(int(status[1]) if status else 0, parse_headers(head.partition(b"\n")[2]).values, body)


def body_of(answer: Answer, limits: Limits) -> bytes | Problem:
    """The body as the server meant it: chunks joined, compression undone within the limits; else what is wrong."""
    body = answer.body
    if "chunked" in answer.headers.get("transfer-encoding", "").lower():
        body = _joined(body)
    codings = [c.strip().lower() for c in answer.headers.get("content-encoding", "").split(",")]
    for coding in reversed([c for c in codings if c not in ("", "identity", "none", "utf-8")]):
        found = _decoded(body, coding, limits)
        if isinstance(found, Problem):
            return found
        body = found
    if len(body) > limits.page_bytes:
        return Problem("", "too_large", f"has more than {size_of(limits.page_bytes)}, which no report has")
    return body


def _joined(body: bytes) -> bytes:
    """The chunks as one; archives often joined them and left the header: then the body stays as it is."""
    parts: list[bytes] = []
    at = 0
    while size := _CHUNK_LINE.match(body, at):
        length = int(size[1], 16)
        if not length:
            return b"".join(parts)
        parts.append(body[size.end() : size.end() + length])
        at = size.end() + length
        if at > len(body):
            break
    return b"".join(parts) if parts and at >= len(body) else body if not parts else b"".join([*parts, body[at:]])


def _decoded(body: bytes, coding: str, limits: Limits) -> bytes | Problem:
    opener = _OPENERS.get(coding)
    if opener is None:
        return Problem("", "unsupported", f"is packed as '{coding}', which is not known; fetch the page again")
    if body.lstrip()[:1] == b"<":  # unpacked when it was archived, with the header left
        return body
    most = max(limits.page_bytes, 1)
    try:
        found = b"".join(_bounded(opener(body, most + 1), most))
    except _Absent:
        return Problem("", "unsupported", f"is packed as '{coding}', which this Python cannot unpack; fetch it again")
    except Exception as error:  # any: four libraries, each with errors of its own
        return Problem(
            "", "damaged", f"cannot be unpacked as {coding} ({type(error).__name__}: {error}); fetch it again"
        )
    if len(found) > most or (len(found) > limits.ratio_from and len(found) > limits.ratio * len(body)):
        return Problem(
            "", "bomb", f"unpacks to more than {size_of(most)} or {limits.ratio} times its size; leave it out"
        )
    return found


class _Absent(Exception):
    pass


def _bounded(parts: Iterator[bytes], most: int) -> Iterator[bytes]:
    size = 0
    for part in parts:
        yield part
        size += len(part)
        if size > most:
            return


def _zlib(body: bytes, most: int, *forms: int) -> Iterator[bytes]:
    """Several members one after the other; a wrong form shows at once."""
    for form in forms:
        tool = zlib.decompressobj(form)
        try:
            first = tool.decompress(body, most)
        except zlib.error:
            if form == forms[-1]:
                raise
            continue
        if not tool.eof and len(first) < most:
            raise EOFError("it ends before its end")
        yield first
        if tool.unused_data.startswith(b"\x1f\x8b"):
            yield from _zlib(tool.unused_data, most, form)
        return


def _gzip(body: bytes, most: int) -> Iterator[bytes]:
    return _zlib(body, most, zlib.MAX_WBITS | 16)


def _deflate(body: bytes, most: int) -> Iterator[bytes]:
    return _zlib(body, most, zlib.MAX_WBITS, -zlib.MAX_WBITS)  # the second is wrong and common


def _brotli(body: bytes, most: int) -> Iterator[bytes]:
    import brotli

    tool = brotli.Decompressor()
    yield tool.process(body, output_buffer_limit=most)
    if not tool.is_finished() and tool.can_accept_more_data():
        raise EOFError("it ends before its end")


def _zstd(body: bytes, most: int) -> Iterator[bytes]:
    try:
        zstd: Any = importlib.import_module("compression.zstd")  # from Python 3.14 on
    except ImportError:
        raise _Absent from None
    with zstd.ZstdFile(io.BytesIO(body)) as stream:
        yield stream.read(most)


_OPENERS = {"gzip": _gzip, "x-gzip": _gzip, "deflate": _deflate, "br": _brotli, "zstd": _zstd}
