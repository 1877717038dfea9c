"""Bytes that unpack to more: gzip, bzip2 and xz, read forward, never beyond a limit, past damage where asked."""

from __future__ import annotations

import bz2
import io
import lzma
import zlib
from typing import BinaryIO, Protocol

from osint_iraq.read.documents import Limits

MAGICS = {b"\x1f\x8b\x08": "gzip", b"BZh": "bzip2", b"\xfd7zXZ\0": "xz"}
_CHUNK = 2**16
_KEPT = 2**22  # packed bytes of one member that are remembered, to look for the next member in them after damage
_XZ_MEMORY = 2**28
_FAULTS = (zlib.error, lzma.LZMAError, OSError, EOFError, ValueError, MemoryError, OverflowError)


class PackedError(Exception):
    """Packed bytes cannot be unpacked further. `code` is of the problems table, `at` the byte in the packed file."""

    def __init__(self, code: str, why: str, at: int) -> None:
        super().__init__(why)
        self.code, self.why, self.at = code, why, at


class _Tool(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    @property
    def needs_input(self) -> bool: ...
    def decompress(self, data: bytes, /, max_length: int) -> bytes: ...


class _Gzip:
    """zlib with the face that bz2 and lzma show."""

    def __init__(self) -> None:
        self._tool = zlib.decompressobj(zlib.MAX_WBITS | 16)
        self._tail = b""
        self.needs_input = True

    def decompress(self, data: bytes, /, max_length: int) -> bytes:
        found = self._tool.decompress(self._tail + data, max_length)
        self._tail = self._tool.unconsumed_tail
        self.needs_input = not self._tail and len(found) < max_length
        return found

    @property
    def eof(self) -> bool:
        return self._tool.eof

    @property
    def unused_data(self) -> bytes:
        return self._tool.unused_data


def packing(head: bytes) -> str:
    """How bytes that begin so are packed: gzip, bzip2 or xz; an empty text where they are not.

    >>> packing(b"BZh91AY"), packing(b"<html>")
    ('bzip2', '')
    """
    return next((kind for magic, kind in MAGICS.items() if head.startswith(magic)), "")


def _tool_for(head: bytes) -> _Tool | None:
    kind = packing(head)
    if kind == "gzip":
        return _Gzip()
    if kind == "bzip2":
        return bz2.BZ2Decompressor()
    return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_XZ_MEMORY) if kind == "xz" else None


class Unpacked(io.BufferedIOBase):
    """The unpacked bytes of a packed stream, read forward; files of several packed members are one stream.

    Raises `PackedError` at damage, at a sudden end and at a bomb, after all that came before has been handed out. With
    `rescue`, bytes between members that belong to none are damage too (else they are passed over, as gzip does), and
    `resume` goes on at the next member that can be unpacked.
    """

    def __init__(self, stream: BinaryIO, limits: Limits, rescue: bool = False) -> None:
        self.rescue = rescue
        self.member = 0  # where the present member begins in the packed file
        self._stream, self._limits = stream, limits
        self._packed = b""  # what was read of the packed file from byte `_base` on
        self._base = 0
        self._used = 0  # how much of it has gone into the tool
        self._tool: _Tool | None = None
        self._ahead = b""
        self._out = 0
        self._over = False

    def readable(self) -> bool:
        """True: it can be read."""
        return True

    def peek(self, size: int = 0, /) -> bytes:
        """Up to `size` bytes that come next, without taking them; what stands before damage where it comes sooner."""
        try:
            while len(self._ahead) < size and (more := self._some(size)):
                self._ahead += more
        except PackedError:  # raised again by the read that reaches it
            if not self._ahead:
                raise
        return self._ahead[:size]

    def read1(self, size: int = -1, /) -> bytes:
        """Up to `size` bytes of one member, none at the end."""
        size = _CHUNK if size < 0 else size
        if self._ahead:
            data, self._ahead = self._ahead[:size], self._ahead[size:]
            return data
        return self._some(size)

    def read(self, size: int | None = -1, /) -> bytes:
        """`size` bytes, fewer at the end; all where no size is given."""
        parts, missing = [], -1 if size is None or size < 0 else size
        while missing and (data := self.read1(_CHUNK if missing < 0 else missing)):
            parts.append(data)
            missing -= len(data) if missing > 0 else 0
        return b"".join(parts)

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override]
        """Fills the buffer as far as the bytes reach."""
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def resume(self, first: bytes) -> bool:
        """Goes on at the next gzip member that begins with `first`; False where there is none."""
        self._tool, self._ahead = None, b""
        self._forget(min(1, len(self._packed)))
        while True:
            at = self._packed.find(b"\x1f\x8b\x08")
            if at < 0:
                self._forget(max(0, len(self._packed) - 2))  # a beginning may be cut by the end of what was read
                if not self._fill():
                    return False
                continue
            self._forget(at)
            while len(self._packed) < _CHUNK and self._fill():
                pass
            if begins(self._packed, first):
                self._over = False
                return True
            self._forget(1)

    def _forget(self, size: int) -> None:
        self._packed, self._base, self._used = self._packed[size:], self._base + size, 0

    def _fill(self) -> bool:
        chunk = self._stream.read(_CHUNK)
        if not self.rescue or len(self._packed) > _KEPT:
            self._forget(self._used)
        self._packed += chunk
        return bool(chunk)

    def _some(self, most: int) -> bytes:
        while not self._over:
            if self._tool is None and not self._begin():
                self._over = True
                break
            if data := self._step(most):
                return data
        return b""

    def _begin(self) -> bool:
        """Makes the tool of the member that comes next; False where none does."""
        self._forget(self._used)
        while not (rest := self._packed.lstrip(b"\0")) or len(rest) < max(map(len, MAGICS)):
            if not self._fill():
                break
        self._base, self._packed = self._base + len(self._packed) - len(rest), rest
        self.member = self._base
        self._tool = _tool_for(self._packed)
        if self._tool is None and self._packed and (self.rescue or not self._out):
            raise PackedError("damaged", "is damaged", self._base)
        return self._tool is not None

    def _step(self, most: int) -> bytes:
        tool = self._tool
        assert tool is not None
        feed = b""
        if tool.needs_input:
            if self._used == len(self._packed) and not self._fill():
                raise PackedError("truncated", "ends before its end", self._base + self._used)
            feed, self._used = self._packed[self._used :], len(self._packed)
        try:
            data = tool.decompress(feed, most)
        except _FAULTS as error:
            raise PackedError("damaged", f"is damaged ({error})", self.member) from error
        if tool.eof:
            self._used = len(self._packed) - len(tool.unused_data)
            self._tool = None
        self._out += len(data)
        limits = self._limits
        if self._out > limits.ratio_from and self._out > limits.ratio * (self._base + self._used):
            why = f"unpacks to more than {limits.ratio} times its size, as decompression bombs do"
            raise PackedError("bomb", why, self.member)
        return data


def begins(packed: bytes, first: bytes) -> bool:
    """True where gzip bytes unpack to a text that begins with `first`."""
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(packed[:_CHUNK], len(first)) == first
    except zlib.error:
        return False
