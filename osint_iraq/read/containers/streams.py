"""Lines of a stream as bytes, bounded, whatever encoding they are in."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from osint_iraq.read.decoding.encodings import Decoded, decode
from osint_iraq.read.faults import Problem

CHUNK = 2**16
_SAMPLE = 2**12
_WIDE = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


@dataclass(frozen=True)
class ByteLine:
    """One line with its end, without what stands beyond the limit; `cut` is True where something does."""

    data: bytes
    cut: bool = False


def byte_lines(stream: BinaryIO, most: int) -> Iterator[ByteLine]:
    """The lines of a stream, with their ends; one longer than `most` bytes comes cut. UTF-16 comes as UTF-8."""
    yield from lines_of(byte_chunks(stream), most)


def lines_of(chunks: Iterable[bytes], most: int) -> Iterator[ByteLine]:
    """The lines of a stream that comes in pieces, as `byte_lines`."""
    pieces: list[bytes] = []  # of the line that is not ended yet; joined once, as a long one has thousands
    held = 0
    for chunk in chunks:
        *ended, rest = chunk.split(b"\n")
        for end in ended:
            line = b"".join((*pieces, end))
            yield ByteLine((line + b"\n")[:most], held + len(end) > most)
            pieces, held = [], 0
        if held <= most:
            pieces.append(rest)
        held += len(rest)
    if held:
        yield ByteLine(b"".join(pieces)[:most], held > most)


def byte_chunks(stream: BinaryIO) -> Iterator[bytes]:
    """The stream in pieces, without a byte order mark; UTF-16 with its mark as UTF-8."""
    chunk = stream.read(CHUNK)
    encoding, mark = _WIDE.get(chunk[:2]), 2
    if encoding is None and b"\0" in chunk[:_SAMPLE]:
        encoding, mark = _unmarked(chunk[:_SAMPLE]), 0
    if encoding is None:
        chunk = chunk.removeprefix(codecs.BOM_UTF8)
        old = b"\r" in chunk and b"\n" not in chunk  # lines that end as those of old Macs, which Excel still writes
        while chunk:
            yield chunk.replace(b"\r", b"\n") if old else chunk
            chunk = stream.read(CHUNK)
        return
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    chunk = chunk[mark:]
    while chunk:
        yield decoder.decode(chunk).encode("utf-8", "replace")
        chunk = stream.read(CHUNK)
    yield decoder.decode(b"", True).encode("utf-8", "replace")


def _whole(sample: bytes) -> bytes:
    """A sample without a letter that its end cuts."""
    end = len(sample)
    while end and len(sample) - end < 4 and sample[end - 1] & 0xC0 == 0x80:
        end -= 1
    return sample[: end - 1] if end and sample[end - 1] >= 0xC0 and not _complete(sample[end - 1 :]) else sample


def _complete(letter: bytes) -> bool:
    try:
        letter.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _unmarked(sample: bytes) -> str | None:
    """UTF-16 that does not say so, as some databases export it."""
    found = decode(sample)
    return found.encoding if isinstance(found, Decoded) and found.encoding.startswith("utf-16") else None


class LineDecoder:
    """Lines to text: UTF-8 where they are, else the encoding that the beginning of the file shows, else their own."""

    def __init__(self, sample: bytes) -> None:
        found = decode(_whole(sample))
        self.encoding = found.encoding if isinstance(found, Decoded) else "utf-8"
        self.others = 0  # lines that were not UTF-8
        self.replaced = 0  # lines of which letters were lost

    def text(self, line: bytes) -> str:
        """The text of one line; letters that no encoding gives are shown as replaced, and counted."""
        if line.isascii():
            return line.decode("ascii")
        for encoding in dict.fromkeys(("utf-8", self.encoding)):
            try:
                text = line.decode(encoding)
            except (UnicodeDecodeError, LookupError):
                continue
            self.others += encoding != "utf-8"
            return text
        found = decode(line)
        if isinstance(found, Decoded):
            return found.text
        self.replaced += 1
        return line.decode("utf-8", "replace")

    def told(self, shown: str) -> Iterator[Problem]:
        """What is to be said of the encoding, once all lines are read."""
        if self.others:
            message = f"{shown}: read as {self.encoding}, which it does not say; if letters are wrong, save it as UTF-8"
            yield Problem(shown, "repaired", message, "warning")
        if self.replaced:
            message = f"{shown}: {self.replaced} lines hold letters that cannot be read; save it as UTF-8"
            yield Problem(shown, "encoding", message, "warning")
