"""What is true of the members of any archive: their names, their streams, and what is no report among them."""

from __future__ import annotations

import io
import lzma
import tarfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Protocol

from osint_iraq.read.containers.formats import PARTS, SUFFIXES, is_companion, is_rubbish, suffix_of
from osint_iraq.read.containers.packed import PackedError
from osint_iraq.read.containers.tables import few
from osint_iraq.read.documents import Container, Limits, RawDocument
from osint_iraq.read.faults import Problem

SIDECAR = "articles.csv"
FAULTS = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, OSError, EOFError, ValueError, RuntimeError,
    NotImplementedError, OverflowError, IndexError, KeyError, MemoryError,
)  # fmt: skip
"""What zipfile and tarfile raise for damaged bytes; struct.error and UnicodeError are ValueErrors or listed by them."""

_BOMBS = 9  # so many are passed over one by one; more are an attack


class Inner(Protocol):
    """Reads a member by its name, whatever it is."""

    def __call__(self, container: Container, name: str, /) -> Iterator[RawDocument | Problem]:
        """The pages of the member."""
        ...


@dataclass
class Tally:
    """What has been met in one archive: names that are taken, bytes that came out, and what was passed over."""

    limits: Limits
    packed: int = 0  # bytes of the archive itself, 0 where it is not known
    out: int = 0
    bombs: int = 0
    seen: Counter[str] = field(default_factory=Counter)
    parts: Counter[str] = field(default_factory=Counter)
    sidecars: list[str] = field(default_factory=list)
    pages: set[str] = field(default_factory=set)  # names of pages: of a zip all, of a tar archive those met so far

    def over(self) -> bool:
        """True where all members together unpacked to more than the limits allow."""
        limits = self.limits
        if self.bombs > _BOMBS:
            return True
        return bool(self.packed) and self.out > limits.ratio_from and self.out > limits.ratio * self.packed


class MemberStream(io.BufferedIOBase):
    """The bytes of one member, with every way of being damaged turned into `PackedError`."""

    def __init__(self, inner: IO[bytes], tally: Tally, packed: int, at: int) -> None:
        self._inner, self._tally, self._packed, self._at = inner, tally, packed, at
        self._out = 0
        self._ahead = b""

    def readable(self) -> bool:
        """True: it can be read."""
        return True

    def peek(self, size: int = 0, /) -> bytes:
        """Up to `size` bytes that come next, without taking them."""
        if len(self._ahead) < size:
            self._ahead += self._read(size - len(self._ahead))
        return self._ahead[:size]

    def read(self, size: int | None = -1, /) -> bytes:
        """`size` bytes, fewer at the end; all where no size is given."""
        wanted = -1 if size is None or size < 0 else size
        ahead, self._ahead = (self._ahead, b"") if wanted < 0 else (self._ahead[:wanted], self._ahead[wanted:])
        if wanted >= 0 and len(ahead) == wanted:
            return ahead
        return ahead + self._read(wanted - len(ahead) if wanted >= 0 else -1)

    def read1(self, size: int = -1, /) -> bytes:
        """Up to `size` bytes, none at the end."""
        return self.read(2**16 if size < 0 else size)

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override]
        """Fills the buffer as far as the bytes reach."""
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def _read(self, size: int) -> bytes:
        try:
            data = self._inner.read(size)
        except PackedError:
            raise
        except FAULTS as error:
            raise PackedError("damaged", f"is damaged ({error})"[:300], self._at) from error
        self._out += len(data)
        self._tally.out += len(data)
        limits = self._tally.limits
        alone = self._packed and self._out > limits.ratio_from and self._out > limits.ratio * self._packed
        if alone:
            self._tally.bombs += 1
            self._tally.out -= self._out  # it is told by itself, and the others are still read
        if alone or self._tally.over():
            why = f"unpacks to more than {limits.ratio} times its size, as decompression bombs do"
            raise PackedError("bomb", why, self._at)
        return data


def unsafe(name: str) -> str:
    """Why a member's name is not that of a file below a folder; empty where it is.

    >>> unsafe("a/b.txt"), unsafe("../b.txt"), unsafe("C:/b.txt")
    ('', 'leads out of its folder', 'begins at the root of a disk')
    """
    if not name or "\0" in name:
        return "has no proper name"
    if name.startswith("/") or name[1:3] == ":/":
        return "begins at the root of a disk"
    return "leads out of its folder" if ".." in name.split("/") else ""


def tidy(name: str) -> str:
    """A member's name with POSIX separators and nothing that cannot be written down."""
    return name.replace("\\", "/").removeprefix("./").encode("utf-8", "replace").decode("utf-8")


def passed_over(name: str, tally: Tally) -> bool:
    """True for what is no report: hidden files, sidecars, what lies beside a saved page, and parts of pages.

    The last are counted.
    """
    pieces = name.split("/")
    if any(is_rubbish(p) for p in pieces):
        return True
    if pieces[-1] == SIDECAR:
        tally.sidecars.append(name)
        return True
    if SUFFIXES.get(suffix_of(name)) in ("html", "mhtml"):
        tally.pages.add(name)
    if any(is_companion("/".join(pieces[:n]), tally.pages) for n in range(1, len(pieces))):
        return True
    suffix = suffix_of(name)
    if suffix in PARTS:
        tally.parts[suffix] += 1
        return True
    return False


def own_name(name: str, tally: Tally) -> str:
    """The name, with `~2` behind it where the archive holds it a second time."""
    tally.seen[name] += 1
    return name if tally.seen[name] == 1 else f"{name}~{tally.seen[name]}"


def member_of(container: Container, name: str, stream: IO[bytes], tally: Tally, packed: int, at: int) -> Container:
    """A member of an archive as its reader gets it."""
    member = f"{container.member}/{name}" if container.member else name
    shown = shown_inside(container, name)
    inner = MemberStream(stream, tally, packed, at)
    return Container(container.path, shown, inner, container.options, member, container.depth + 1)  # type: ignore[arg-type]


def shown_inside(container: Container, name: str) -> str:
    """How messages name a member: `archive.zip::inner.zip/a.html`."""
    return f"{container.shown}{'/' if container.member else '::'}{name}"


def too_deep(container: Container) -> Problem:
    """The problem with an archive that lies in too many others."""
    most = container.options.limits.depth
    message = f"{container.shown} lies in {most} archives, one in the other, or more; unpack it first"
    return Problem(container.shown, "too_deep", message)


def summary(container: Container, tally: Tally) -> Iterator[Problem]:
    """One warning that counts the parts of pages; one for each name that stands more than once."""
    if tally.parts:
        kinds = few([f"{n} {suffix}" for suffix, n in tally.parts.most_common()])
        message = (
            f"{container.shown}: {tally.parts.total()} parts of pages (styles, pictures) were passed over: {kinds}"
        )
        yield Problem(container.shown, "passed_over", message, "warning")
    if container.member and tally.sidecars:
        message = f"{container.shown} lies in another archive, so its articles.csv was not read; unpack the outer one"
        yield Problem(container.shown, "sidecar_unread", message, "warning")
    twice = [name for name, n in tally.seen.items() if n > 1]
    if twice:
        message = f"{container.shown} holds a name more than once, each was read: {few(twice)}"
        yield Problem(container.shown, "duplicate_name", message, "warning")
