"""Plain text files: UTF-8, with or without a byte order mark."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path

from osint_iraq.read.documents import RawDocument
from osint_iraq.read.faults import Problem

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CONTROL = bytes(set(range(32)) - set(b"\t\n\r\x0b\x0c\x1b\x1c\x1d\x1e\x1f"))
_MANY_CONTROLS = 0.02


def read_plain(path: Path, shown: str) -> Iterator[RawDocument | Problem]:
    """The one page of a text file, or the one problem with it (empty, not text, not UTF-8, unreadable)."""
    try:
        data = path.read_bytes()
    except OSError as error:
        yield Problem(shown, "unreadable", f"{shown} cannot be opened ({error.strerror}); check its permissions")
        return
    text = decode(data, shown)
    yield text if isinstance(text, Problem) else RawDocument(path, data, text)


def decode(data: bytes, shown: str) -> str | Problem:
    """The text of `data`, or the problem that keeps it from being read.

    >>> decode("ab".encode("utf-8-sig"), "a.txt")
    'ab'
    >>> decode(bytes([99, 228, 100]), "a.txt").code
    'encoding'
    """
    if not data:
        return Problem(shown, "empty", f"{shown} is empty (0 bytes); save the report again or delete the file")
    if data.startswith(_UTF16):
        return Problem(shown, "encoding", f"{shown} is UTF-16; save it as UTF-8")
    if b"\0" in data or len(data) - len(data.translate(None, _CONTROL)) > _MANY_CONTROLS * len(data):
        return Problem(shown, "not_text", f"{shown} is not a text file; save the report as UTF-8 text")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return Problem(
            shown, "encoding",
            f"{shown} is not UTF-8: byte {error.start} (0x{data[error.start]:02x}) cannot be read; "
            "open it in an editor with its own encoding (often windows-1256) and save it as UTF-8",
        )  # fmt: skip
    if not any(c.isalnum() for c in text):
        return Problem(shown, "empty", f"{shown} holds no words; save the report again or delete the file")
    return text
