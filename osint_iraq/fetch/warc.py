"""Writes pages to WARC files: one gzip member a record, so that any record can be read, or cut off, by itself."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import os
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fastwarc.warc import WarcRecord, WarcRecordType

from osint_iraq.fetch.client import Reply
from osint_iraq.fetch.faults import FetchError
from osint_iraq.fetch.settings import MIB

SUFFIX = ".warc.gz"
_PREFIX = "osint-iraq-"
_TRANSFER = re.compile(rb"\n(Transfer-Encoding|Content-Length)[ \t]*:", re.IGNORECASE)
_ROOM = MIB  # heads, digests and gzip around one page


@dataclass(frozen=True)
class Place:
    """Where a response record lies: file, offset of its gzip member, and bytes of it and of the request behind it."""

    file: str
    offset: int
    length: int


def digest(data: bytes) -> str:
    """The digest as WARC records give it."""
    return "sha1:" + base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode("ascii")


class Shelf:
    """The WARC files of a folder. A run adds files of its own; those of earlier runs are only read."""

    def __init__(self, folder: Path, settings: Mapping[str, str], file_bytes: int) -> None:
        self.folder, self._settings, self._file_bytes = folder, dict(settings), file_bytes
        self._path: Path | None = None
        self._info = ""

    def add(self, reply: Reply, when: datetime) -> Place:
        """Write the answer and its request, safely on the disk when this returns."""
        if self._path is None or self._path.stat().st_size >= self._file_bytes:
            self._open(when)
        assert self._path is not None
        identity = _identity()
        common = {
            "WARC-Target-URI": reply.url,
            "WARC-Date": _date(when),
            "WARC-IP-Address": reply.ip,
            "WARC-Warcinfo-ID": f"<{self._info}>",
        }
        block = _head(reply) + reply.body
        answer = {**common, "Content-Type": "application/http; msgtype=response",
                  "WARC-Payload-Digest": digest(reply.body)}  # fmt: skip
        asked = {**common, "Content-Type": "application/http; msgtype=request",
                 "WARC-Concurrent-To": f"<{identity}>"}  # fmt: skip
        members = _member(WarcRecordType.response, identity, answer, block)
        members += _member(WarcRecordType.request, _identity(), asked, reply.request)
        offset = self._path.stat().st_size
        _append(self._path, members)
        return Place(self._path.name, offset, len(members))

    def _open(self, when: datetime) -> None:
        self.folder.mkdir(exist_ok=True)
        number = 1 + max((_number(path) for path in files(self.folder)), default=0)
        self._path = self.folder / f"{_PREFIX}{when:%Y%m%dT%H%M%SZ}-{number:05d}{SUFFIX}"
        self._info = _identity()
        fields = {"format": "WARC file version 1.1", "conformsTo": "http://iipc.github.io/warc-specifications/",
                  **self._settings}  # fmt: skip
        text = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
        headers = {"WARC-Date": _date(when), "WARC-Filename": self._path.name,
                   "Content-Type": "application/warc-fields"}  # fmt: skip
        with self._path.open("xb"):
            pass
        _append(self._path, _member(WarcRecordType.warcinfo, self._info, headers, text.encode()))


def _head(reply: Reply) -> bytes:
    """The head that fits a body without transfer chunks; what it changes keeps its value under an X-Crawl name.

    The chunks say nothing of the page and differ from one time to the next, and some readers trip over them. Common
    Crawl writes its heads in this way.
    """
    if "transfer-encoding" not in reply.headers:
        return reply.head
    head = _TRANSFER.sub(rb"\nX-Crawl-\1:", reply.head.removesuffix(b"\r\n"))
    return head + b"Content-Length: %d\r\n\r\n" % len(reply.body)


def files(folder: Path) -> list[Path]:
    """The WARC files that runs have left, oldest first."""
    return sorted(folder.glob(f"{_PREFIX}*{SUFFIX}"), key=_number)


def _number(path: Path) -> int:
    number = path.name.removesuffix(SUFFIX).rpartition("-")[2]
    return int(number) if number.isascii() and number.isdigit() else 0


def mend(folder: Path, known: Mapping[str, int], page_bytes: int) -> list[str]:
    """Cut back what a killed run wrote and did not log; {file name: bytes that the log knows} tells how far to keep.

    Returns what was done, a sentence each. Raises `FetchError` where a file holds more than one killed request can have
    left: then the log is not that of these files.
    """
    done = []
    for path in files(folder):
        keep, size = known.get(path.name, 0), path.stat().st_size
        if size <= keep:
            continue
        if size - keep > page_bytes * 2 + _ROOM:
            raise FetchError(
                f"{path}: holds {size - keep} bytes of which fetches.csv knows nothing; put the log of these files "
                "back beside them, or choose another folder"
            )
        if keep:
            os.truncate(path, keep)
            done.append(f"{path.name}: cut back by {size - keep} bytes, which a stopped run had left unfinished")
        else:
            path.unlink()
            done.append(f"{path.name}: removed; a stopped run had begun it and written no page")
    return done


def _member(kind: WarcRecordType, identity: str, headers: Mapping[str, str], block: bytes) -> bytes:
    record = WarcRecord()
    record.init_headers(kind, identity.removeprefix("urn:").encode())
    for name, value in headers.items():
        record.headers[name] = value
    record.headers["WARC-Block-Digest"] = digest(block)
    record.set_bytes_payload(block)
    plain = io.BytesIO()
    record.write(plain)
    return gzip.compress(plain.getvalue(), 6, mtime=0)


def _append(path: Path, data: bytes) -> None:
    with path.open("ab") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _identity() -> str:
    return f"urn:uuid:{uuid.uuid4()}"


def _date(when: datetime) -> str:
    return when.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
