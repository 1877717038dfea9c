"""Archives of files: zip and tar, read member by member, never unpacked to a disk."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Iterator
from typing import Any, BinaryIO

from osint_iraq.read.containers.contents import packed_problem, seekable
from osint_iraq.read.containers.members import (
    FAULTS,
    Inner,
    Tally,
    member_of,
    own_name,
    passed_over,
    shown_inside,
    summary,
    tidy,
    too_deep,
    unsafe,
)
from osint_iraq.read.containers.packed import PackedError
from osint_iraq.read.containers.tables import few
from osint_iraq.read.containers.zipnames import name_of
from osint_iraq.read.documents import MIB, Container, Limits, RawDocument
from osint_iraq.read.faults import Problem

_IN_MEMORY = 128 * MIB  # a zip archive inside another one has to be held whole, as its list stands at its end
_ZEROS = 2**17  # empty blocks one after the other: 64 MiB; archives end with some twenty
_HEADER = MIB  # a header of a tar archive that only carries a long name
_CARRIERS = (
    tarfile.XHDTYPE,
    tarfile.XGLTYPE,
    tarfile.SOLARIS_XHDTYPE,
    tarfile.GNUTYPE_LONGNAME,
    tarfile.GNUTYPE_LONGLINK,
)


def read_zip(container: Container, inner: Inner) -> Iterator[RawDocument | Problem]:
    """The pages of a zip archive, its members in the order of their names."""
    limits = container.options.limits
    if container.depth >= limits.depth:
        yield too_deep(container)
        return
    opened = seekable(container, _IN_MEMORY)
    if isinstance(opened, Problem):
        yield opened
        return
    try:
        archive = zipfile.ZipFile(opened)
        infos = listed(archive)
    except FAULTS as error:
        yield Problem(container.shown, "damaged", f"{container.shown} is a damaged archive ({error}); copy it again")
        return
    tally = Tally(limits, packed=opened.seek(0, io.SEEK_END))
    tally.pages.update(name for name, _ in infos)
    with archive:
        if len(infos) > limits.members:
            yield _too_many(container)
        for name, info in infos[: limits.members]:
            yield from _zip_member(container, archive, name, info, tally, inner)
            if tally.over():
                yield _bomb(container)
                break
    yield from summary(container, tally)


def listed(archive: zipfile.ZipFile) -> list[tuple[str, zipfile.ZipInfo]]:
    """The members that are files, by their tidied names and in the order of these."""
    named = ((tidy(name_of(info)), info) for info in archive.infolist())
    return sorted(((n, i) for n, i in named if not n.endswith("/")), key=lambda pair: (pair[0], pair[1].header_offset))


def _zip_member(
    container: Container, archive: zipfile.ZipFile, name: str, info: zipfile.ZipInfo, tally: Tally, inner: Inner
) -> Iterator[RawDocument | Problem]:
    shown = shown_inside(container, name)
    if fault := unsafe(name):
        yield Problem(shown, "unsafe_name", f"{shown} {fault}; it was not read; pack the archive again", "warning")
        return
    if passed_over(name, tally):
        return
    if info.flag_bits & 1:
        yield Problem(shown, "encrypted", f"{shown} is protected by a password; pack the archive without one")
        return
    try:
        stream = archive.open(info)
    except FAULTS as error:
        yield Problem(shown, "damaged", f"{shown} cannot be unpacked ({error}); pack the archive again")
        return
    with stream:
        own = own_name(name, tally)
        member = member_of(container, own, stream, tally, info.compress_size, info.header_offset)
        yield from inner(member, name)


class _TarInfo(tarfile.TarInfo):
    """A header that takes no gigabytes for a name, and that leaves word of damage, which tarfile passes in silence."""

    damage: tuple[int, str] | None = None
    zeros = 0

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> _TarInfo:
        found = super().frombuf(buf, encoding, errors)
        if found.type in _CARRIERS and found.size > _HEADER:
            raise tarfile.InvalidHeaderError("a name of more than a megabyte")  # type: ignore[attr-defined]
        return found

    @classmethod
    def fromtarfile(cls, tar: tarfile.TarFile) -> _TarInfo:
        try:
            found = super().fromtarfile(tar)
            cls.zeros = 0
            return found
        except tarfile.HeaderError as error:
            cls.zeros = cls.zeros + 1 if type(error).__name__ == "EOFHeaderError" else 0
            if cls.zeros > _ZEROS:
                raise PackedError("damaged", "holds nothing but zeros for 64 MiB", tar.offset) from None
            if type(error).__name__ not in ("EOFHeaderError", "EmptyHeaderError") and cls.damage is None:
                cls.damage = (tar.offset, str(error))
            raise


def _header() -> type[_TarInfo]:
    """A class for one archive, to hold its damage."""

    class Header(_TarInfo):
        damage = None
        zeros = 0

    return Header


def read_tar(container: Container, inner: Inner) -> Iterator[RawDocument | Problem]:
    """The pages of a tar archive, its members in their order there."""
    limits = container.options.limits
    if container.depth >= limits.depth:
        yield too_deep(container)
        return
    tally = Tally(limits)
    odd: list[str] = []
    header = _header()
    try:
        with open_tar(container.stream, header) as archive:
            number = 0
            while (info := archive.next()) is not None:
                archive.members = []  # type: ignore[attr-defined]  # tarfile keeps all that it has met
                number += 1
                if number > limits.members:
                    yield _too_many(container)
                    break
                yield from _tar_member(container, archive, info, tally, odd, inner)
    except PackedError as error:
        yield packed_problem(container.shown, error)
    except FAULTS as error:
        yield Problem(container.shown, "damaged", f"{container.shown} is a damaged archive ({error}); copy it again")
    if header.damage:
        at, why = header.damage
        message = (
            f"{container.shown} is damaged at byte {at} ({why}); what can be read behind it was read; copy it again"
        )
        yield Problem(container.shown, "damaged", message)
    if odd:
        kinds = f"{len(odd)} links, devices or files of holes were passed over, they hold no pages"
        message = f"{container.shown}: {kinds}: {few(odd)}"
        yield Problem(container.shown, "passed_over", message, "warning")
    yield from summary(container, tally)


def open_tar(stream: BinaryIO, header: type[tarfile.TarInfo] | None = None) -> tarfile.TarFile:
    """A tar archive that is read forward. Raises what `FAULTS` lists, and `PackedError` where it is only zeros."""
    header = header or _header()
    # `ignore_zeros` also goes on behind damage, at the next header that is whole.
    return tarfile.open(fileobj=stream, mode="r|", tarinfo=header, ignore_zeros=True, errors="replace")


def _tar_member(
    container: Container, archive: tarfile.TarFile, info: tarfile.TarInfo, tally: Tally, odd: list[str], inner: Inner
) -> Iterator[RawDocument | Problem]:
    name = tidy(info.name)
    shown = shown_inside(container, name)
    if info.isdir():
        return
    if not info.isreg():
        odd.append(name)
        return
    if fault := unsafe(name):
        yield Problem(shown, "unsafe_name", f"{shown} {fault}; it was not read; pack the archive again", "warning")
        return
    if passed_over(name, tally):
        return
    if _hollow(info, tally.limits):
        message = f"{shown} is mostly a hole that unpacks to {info.size // MIB} MiB of nothing; leave it out"
        yield Problem(shown, "bomb", message)
        return
    stream = archive.extractfile(info)
    if stream is not None:
        yield from inner(member_of(container, own_name(name, tally), stream, tally, 0, info.offset), name)


def _hollow(info: tarfile.TarInfo, limits: Limits) -> bool:
    """True for a sparse file of which the archive holds next to nothing: a header can claim a terabyte of zeros."""
    parts: Any = info.sparse  # (offset, size) of each, which the types of Python call a number
    held = sum(size for _, size in parts or ())
    return info.issparse() and info.size > limits.ratio_from and info.size > limits.ratio * held


def _too_many(container: Container) -> Problem:
    most = container.options.limits.members
    message = f"{container.shown} has more than {most} members; the others were not read; split it"
    return Problem(container.shown, "too_many", message)


def _bomb(container: Container) -> Problem:
    ratio = container.options.limits.ratio
    message = f"{container.shown} unpacks to more than {ratio} times its size, as bombs do; the rest was not read"
    return Problem(container.shown, "bomb", message)
