"""The `articles.csv` tables inside an archive, looked for before its pages are read."""

from __future__ import annotations

import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from osint_iraq.read.containers.archives import listed, open_tar
from osint_iraq.read.containers.formats import HEAD, format_of, unpacked_name
from osint_iraq.read.containers.members import FAULTS, SIDECAR, tidy, unsafe
from osint_iraq.read.containers.packed import PackedError, Unpacked
from osint_iraq.read.documents import MIB, Limits

_BYTES = 16 * MIB
_MOST = 1000
_SIGN = 1.0  # seconds between two signs of life

Found = tuple[str, bytes] | None


def look_for(asked: tuple[Path, Limits]) -> Iterator[Found]:
    """Each folder of a zip or tar archive with the bytes of its `articles.csv`, the folder empty at the top.

    Between them comes None now and then, as a sign of life: this is for a process that can be killed, as an archive
    from elsewhere may take for ever. Archives in archives are not searched, a file that is no archive gives none, and
    what cannot be read is left out: reading the archive tells of it.

    >>> list(look_for((Path("no/such.zip"), Limits())))
    []
    """
    path, limits = asked
    count = 0
    try:
        with path.open("rb") as stream:
            for item in _members(path, stream, limits):
                yield item
                count += item is not None
                if count >= _MOST:
                    return
    except (PackedError, *FAULTS):
        return


def _members(path: Path, stream: BinaryIO, limits: Limits) -> Iterator[Found]:
    kind, opened = format_of(path.name, stream.read(HEAD)), stream
    stream.seek(0)
    if kind == "packed":
        opened = cast(BinaryIO, Unpacked(stream, limits))
        kind = format_of(unpacked_name(path.name), opened.peek(HEAD))  # type: ignore[attr-defined]
    if kind == "zip" and opened is stream:
        yield from _in_zip(stream, limits)
    elif kind == "tar":
        yield from _in_tar(opened)


def _in_zip(stream: BinaryIO, limits: Limits) -> Iterator[Found]:
    with zipfile.ZipFile(stream) as archive:
        for name, info in listed(archive)[: limits.members]:
            if _wanted(name, info.file_size):
                yield name.rpartition("/")[0], archive.read(info)


def _in_tar(stream: BinaryIO) -> Iterator[Found]:
    signed = time.monotonic()
    with open_tar(stream) as tar:
        while (member := tar.next()) is not None:
            tar.members = []  # type: ignore[attr-defined]
            name = tidy(member.name)
            if member.isreg() and _wanted(name, member.size) and (inside := tar.extractfile(member)):
                yield name.rpartition("/")[0], inside.read(_BYTES)
            elif time.monotonic() - signed > _SIGN:
                signed = time.monotonic()
                yield None


def _wanted(name: str, size: int) -> bool:
    return name.rpartition("/")[2] == SIDECAR and not unsafe(name) and size <= _BYTES
