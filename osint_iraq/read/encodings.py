"""From bytes to text, whatever encoding a page was saved in."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CONTROL = bytes(set(range(32)) - set(b"\t\n\r\x0b\x0c\x1b\x1c\x1d\x1e\x1f"))
_MANY_CONTROLS = 0.02


@dataclass(frozen=True)
class Decoded:
    """The text of some bytes, the encoding that it was in, and what was done to mend it (plain words, often nothing)."""

    text: str
    encoding: str
    repairs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Undecodable:
    """Why bytes are no text: a code of the problems table, and words that go behind the name of the file."""

    code: str
    why: str


def decode(data: bytes, declared: str = "") -> Decoded | Undecodable:
    """The text of `data`, or what keeps it from being read. `declared` is the encoding that the container states.

    >>> decode("ab".encode("utf-8-sig")).text
    'ab'
    >>> decode(bytes([99, 228, 100])).code
    'encoding'
    """
    if not data:
        return Undecodable("empty", "is empty (0 bytes); save the report again or delete the file")
    if data.startswith(_UTF16):
        return Undecodable("encoding", "is UTF-16; save it as UTF-8")
    if b"\0" in data or len(data) - len(data.translate(None, _CONTROL)) > _MANY_CONTROLS * len(data):
        return Undecodable("not_text", "is not a text file; save the report as UTF-8 text")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return Undecodable(
            "encoding",
            f"is not UTF-8: byte {error.start} (0x{data[error.start]:02x}) cannot be read; "
            "open it in an editor with its own encoding (often windows-1256) and save it as UTF-8",
        )
    if not any(c.isalnum() for c in text):
        return Undecodable("empty", "holds no words; save the report again or delete the file")
    return Decoded(text, "utf-8")
