"""Archives, packed files and records that are made to break readers."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import stat
import tarfile
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

from tests.hostile.pages import STORY

PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gz": lambda data: gzip.compress(data, 9, mtime=0),
    "bz2": lambda data: bz2.compress(data, 9),
    "xz": lambda data: lzma.compress(data, preset=1),
}


def zipped(members: dict[str, bytes]) -> bytes:
    """A zip of these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def plain_zip() -> bytes:
    """A zip with nothing wrong."""
    return zipped({f"{n}.txt": STORY.encode() for n in range(3)})


def ratio_zip() -> bytes:
    """A member that unpacks to a thousand times its size."""
    return zipped({"bomb.txt": b"0" * (300 * 2**20)})


def nested_zip() -> bytes:
    """Sixteen zips in each of sixteen zips, and so on six deep, with zeros at the bottom."""
    data = zipped({"0.txt": b"0" * 2**20})
    for _ in range(6):
        data = zipped({f"{n}.zip": data for n in range(16)})
    return data


def zip_of_names(folder: Path) -> Path:
    """Names that lead out of the archive, stand twice, are endless or hold what no name holds."""
    path = folder / "names.zip"
    names = ["../../outside.txt", "/absolute.txt", "C:\\windows.txt", "..\\..\\up.txt", "twice.txt", "twice.txt",
             "a" * 60_000 + ".txt", "nul\0.txt", "line\nbreak.txt", "\u202etxt.exe", "ok.txt", "CON.txt", "d/" * 500 + "x.txt"]  # fmt: skip
    with warnings.catch_warnings(), zipfile.ZipFile(path, "w") as archive:
        warnings.simplefilter("ignore")
        for name in names:
            archive.writestr(zipfile.ZipInfo(name), STORY)
    return path


def zip_with_link(folder: Path) -> Path:
    """A member that is a link to a file of the machine."""
    path = folder / "link.zip"
    with zipfile.ZipFile(path, "w") as archive:
        link = zipfile.ZipInfo("passwords.txt")
        link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("ok.txt", STORY)
    return path


def lying_zip() -> bytes:
    """A zip whose directory says that a member is one byte long."""
    data = bytearray(plain_zip())
    at = data.find(b"PK\1\2")
    data[at + 24 : at + 28] = (1).to_bytes(4, "little")
    return bytes(data)


def tar_of_all_kinds(folder: Path) -> Path:
    """A tar with a device, a pipe, links out of it, a name that leads out, and a hole of a terabyte."""
    path = folder / "kinds.tar"
    with tarfile.open(path, "w", format=tarfile.PAX_FORMAT) as archive:
        for name, kind in (("zero.txt", tarfile.CHRTYPE), ("pipe.txt", tarfile.FIFOTYPE)):
            info = tarfile.TarInfo(name)
            info.type, info.devmajor, info.devminor = kind, 1, 5
            archive.addfile(info)
        for name, kind in (("soft.txt", tarfile.SYMTYPE), ("hard.txt", tarfile.LNKTYPE)):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "../../../../etc/passwd"
            archive.addfile(info)
        hole = tarfile.TarInfo("hole.txt")
        hole.pax_headers = {"GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.realsize": str(2**40)}
        hole.size = 512
        archive.addfile(hole, io.BytesIO(b"1\n0\n512\n".ljust(512, b"\0")))
        for name in ("../out.txt", "ok.txt"):
            info = tarfile.TarInfo(name)
            info.size = len(STORY.encode())
            archive.addfile(info, io.BytesIO(STORY.encode()))
    return path


def negative_tar() -> bytes:
    """A member of minus one byte."""
    header = bytearray(tarfile.TarInfo("minus.txt").tobuf())
    header[124:136] = b"\xff" * 12
    header[148:156] = b" " * 8
    header[148:156] = f"{sum(header):06o}".encode() + b"\0 "
    return bytes(header) + b"x" * 1024


def _record(kind: str, body: bytes, length: int | None = None, more: bytes = b"") -> bytes:
    size = len(body) if length is None else length
    return (
        b"WARC/1.0\r\nWARC-Type: " + kind.encode() + b"\r\nWARC-Target-URI: http://news.example/1\r\n"
        b"WARC-Date: 2021-03-14T10:00:00Z\r\nWARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\n"
        + more + b"Content-Type: application/http; msgtype=response\r\nContent-Length: " + str(size).encode()
        + b"\r\n\r\n" + body + b"\r\n\r\n"
    )  # fmt: skip


def _answer(page: bytes, more: bytes = b"") -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n" + more + b"\r\n" + page


def warc(length: int) -> bytes:
    """A record that says another length than it has."""
    return _record("response", _answer(STORY.encode()), length)


def warc_bomb() -> bytes:
    """A page that unpacks to 300 MB."""
    bomb = PACKERS["gz"](b"0" * (300 * 2**20))
    return _record("response", _answer(bomb, b"Content-Encoding: gzip\r\n"))


def warc_headers() -> bytes:
    """A record whose headers do not end for 20 MB."""
    return _record("response", _answer(STORY.encode()), more=b"X-More: yes\r\n" * (20 * 2**20 // 13))


def deep_mail() -> bytes:
    """Multiparts in multiparts."""
    heads = [f'Content-Type: multipart/related; boundary="b{n}"\r\n\r\n--b{n}\r\n' for n in range(20_000)]
    return b"MIME-Version: 1.0\r\n" + "".join(heads).encode() + b"Content-Type: text/html\r\n\r\n<p>x</p>"


def many_parts() -> bytes:
    """A million parts."""
    head = b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n'
    return head + b"--b\r\nContent-Type: text/css\r\n\r\na\r\n" * 400_000 + b"--b--\r\n"
