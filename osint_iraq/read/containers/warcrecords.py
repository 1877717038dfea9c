"""The records of a WARC file, read forward; damage costs the record that it hits and no other.

warcio and fastwarc were measured: both end at the first damaged record, with all that follows lost, and both take a
record that is cut at the end of the file for a whole one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, NoReturn

import regex

from osint_iraq.read.containers.http import parse_headers
from osint_iraq.read.containers.packed import PackedError, Unpacked
from osint_iraq.read.documents import MIB, Limits

_CHUNK = 2**16
_HEADER = 2**16
_VERSION = regex.compile(rb"WARC/\d+\.\d+[ \t]*\r?\n")
_END = regex.compile(rb"\r?\n\r?\n")
_MARK = b"WARC/"
_NEXT = regex.compile(  # on a line of its own, or right behind a record that was cut when a crawler was stopped
    rb"(?<=\n)WARC/\d\.\d+\r?\n|WARC/\d\.\d+\r?\n(?=WARC-[A-Z][A-Za-z-]*:|Content-(?:Type|Length):)"
)
_SEAM = 64  # bytes in which a beginning may be cut by the end of what was read
_MEND = "it was passed over; fetch the page again, or copy the archive again"


@dataclass(frozen=True)
class WarcRecord:
    """One record: where it begins in the file (in the packed file for .gz), its headers, its block."""

    at: int
    headers: dict[str, str]
    block: bytes


@dataclass(frozen=True)
class Damage:
    """What was lost, as words behind the name of the file. `counts` is True where it was a record."""

    at: int
    code: str
    why: str
    counts: bool = True


class _Bad(Exception):
    def __init__(self, code: str, why: str) -> None:
        super().__init__(why)
        self.code, self.why = code, why


def warc_records(stream: BinaryIO, limits: Limits) -> Iterator[WarcRecord | Damage]:
    """The records in their order, with damage where it lies; what comes after damage is found again."""
    feed = _Feed(stream)
    while True:
        try:
            if not feed.skip_blank():
                return
            yield _record(feed, limits)
        except _Bad as error:
            yield Damage(feed.begin, error.code, error.why)
            if not _find_next(feed):
                return
        except PackedError as error:
            yield Damage(feed.begin, error.code, f"{error.why}; {_MEND}")
            if error.code == "bomb" or not feed.resume():
                return
        except OSError as error:
            yield Damage(feed.begin, "unreadable", f"cannot be read further ({error})", False)
            return


class _Feed:
    """Bytes ahead of the reader, and where they lie."""

    def __init__(self, stream: BinaryIO) -> None:
        self.begin = 0  # of the present record
        self.data = bytearray()
        self._stream = stream
        self._at = 0  # of the first byte of `data`, where the file is not packed
        self._members = [(0, 0)]  # of a packed file: a place in `data`, and where the member lies that begins there
        self._fault: PackedError | None = None

    def more(self) -> bool:
        """Reads on; False at the end, and at damage, which `fail` tells once what came before it has been read."""
        if self._fault:
            return False
        try:
            chunk = self._stream.read1(_CHUNK)  # type: ignore[attr-defined]
        except PackedError as error:
            self._fault = error
            return False
        if isinstance(self._stream, Unpacked):
            self._members.append((len(self.data), self._stream.member))
        self.data += chunk
        return bool(chunk)

    def drop(self, size: int) -> None:
        """Goes forward by bytes that have been read."""
        del self.data[:size]
        self._at += size
        moved = [(place - size, member) for place, member in self._members]
        self._members = moved[max((i for i, (place, _) in enumerate(moved) if place <= 0), default=0) :]

    def skip_blank(self) -> bool:
        """Goes to the next byte that is no line end; False at the end of the file."""
        while True:
            self.drop(len(self.data) - len(self.data.lstrip(b"\r\n")))
            if self.data or not self.more():
                break
        packed = isinstance(self._stream, Unpacked)
        self.begin = self._members[0][1] if packed else self._at
        if not self.data and self._fault:
            self.begin = self._stream.member if isinstance(self._stream, Unpacked) else self._fault.at
            raise self._fault
        return bool(self.data)

    def fail(self, code: str, why: str) -> NoReturn:
        """Raises the damage of the packed file where it was met, else what is given."""
        raise self._fault or _Bad(code, f"{why}; {_MEND}")

    def resume(self) -> bool:
        """Behind damage of a packed file: goes on at its next member that holds a record."""
        self.data.clear()
        self._fault, self._members = None, []
        found = isinstance(self._stream, Unpacked) and self._stream.resume(_MARK)
        self._members = [(0, self._stream.member if isinstance(self._stream, Unpacked) else 0)]
        return found


def _record(feed: _Feed, limits: Limits) -> WarcRecord | Damage:
    at, headers, skip = _headers(feed)
    try:
        length = int(headers["content-length"])
    except (KeyError, ValueError):
        feed.drop(skip)
        feed.fail("damaged", "does not say how long it is")
    if length < 0:
        feed.drop(skip)
        feed.fail("damaged", f"says that it is {length} bytes long")
    if length > 2 * limits.page_bytes:
        feed.drop(skip)
        return _pass(feed, at, headers, length)
    while len(feed.data) < skip + length + len(_MARK) + 4 and feed.more():
        pass
    _check_end(feed, skip, length)
    block = bytes(feed.data[skip : skip + length])
    feed.drop(skip + length)
    return WarcRecord(at, headers, block)


def _check_end(feed: _Feed, skip: int, length: int) -> None:
    """A record must be followed by another or by the end; where it is not, its length is wrong or it is cut."""
    if len(feed.data) < skip + length:
        inside = _NEXT.search(feed.data, skip)
        feed.drop(inside.start() if inside else max(skip, len(feed.data) - _SEAM))
        feed.fail("truncated", "is cut: the file ends, or its length is wrong")
    while not (tail := feed.data[skip + length :].lstrip(b"\r\n")) or len(tail) < len(_MARK):
        if not feed.more():
            break
    if tail and not tail.startswith(_MARK):
        inside = _NEXT.search(feed.data, skip)
        ends = feed.data[skip + length : skip + length + 4] == b"\r\n\r\n"
        if ends and not (inside and inside.start() < skip + length):
            return  # the record is whole, and the damage lies in the one behind it
        feed.drop(inside.start() if inside else max(skip, len(feed.data) - _SEAM))
        feed.fail("damaged", "is not as long as it says")


def _headers(feed: _Feed) -> tuple[int, dict[str, str], int]:
    """Where the record begins, its headers, and how many bytes they take."""
    while not (end := _END.search(feed.data)) and len(feed.data) < _HEADER and feed.more():
        pass
    if not _VERSION.match(feed.data):
        feed.fail("damaged", "does not begin as a WARC record")
    if not end:
        code = "truncated" if len(feed.data) < _HEADER else "damaged"
        feed.drop(len(_MARK))
        feed.fail(code, "has headers without an end")
    if inside := _NEXT.search(feed.data, len(_MARK), end.start()):
        feed.drop(inside.start())
        feed.fail("truncated", "is cut within its headers")
    return feed.begin, parse_headers(bytes(feed.data[: end.start()]).partition(b"\n")[2]).values, end.end()


def _pass(feed: _Feed, at: int, headers: dict[str, str], length: int) -> WarcRecord | Damage:
    """Goes over a record that is too large for a page; an error where it could have been one."""
    left = length
    while left:
        if not feed.data and not feed.more():
            feed.fail("truncated", "is cut: the file ends")
        step = min(left, len(feed.data))
        feed.drop(step)
        left -= step
    if headers.get("warc-type", "").lower() not in ("response", "resource", "conversion"):
        return WarcRecord(at, headers, b"")
    url = headers.get("warc-target-uri", "")
    why = f"({url}) has {length // MIB} MiB, which no report has; it was passed over"
    return Damage(at, "too_large", why)


def _find_next(feed: _Feed) -> bool:
    """Goes to the next beginning of a record; False where there is none."""
    if feed.data.startswith(_MARK) and _VERSION.match(feed.data):
        return True
    while True:
        found = _NEXT.search(feed.data)
        if found:
            feed.drop(found.start())
            return True
        feed.drop(max(0, len(feed.data) - _SEAM))
        if not feed.more():
            return feed.resume()
