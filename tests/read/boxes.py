"""One report in every container that we read, made by code."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import lzma
import tarfile
import zipfile
from collections.abc import Iterable
from email.message import EmailMessage
from pathlib import Path

import openpyxl

from osint_iraq.read.containers.opening import FileToRead, read_file
from osint_iraq.read.documents import Limits, RawDocument, ReadOptions
from osint_iraq.read.faults import Problem

TITLE = "صواريخ تسقط قرب معسكر غربي المدينة"
LEAD = "قال ضابط في الشرطة إن ثلاثة صواريخ سقطت يوم الثلاثاء قرب معسكر غربي المدينة دون وقوع إصابات."
TEXT = f"{TITLE}\n\n26 يوليو 2024\n\n{LEAD}\n"
PAGE = f"<!DOCTYPE html><html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1><p>{LEAD}</p></body></html>"
URL = "https://example.org/ar/2024/1"
COLUMNS = {"text": "body", "title": "headline", "published": "date", "url": "link"}
ROW = {"headline": TITLE, "body": LEAD, "date": "2024-07-26", "link": URL}
UUID = "00000000-0000-4000-8000-{:012d}"


def opened(path: Path, columns: object = None, **limits: float) -> list[RawDocument | Problem]:
    options = ReadOptions(columns=columns, limits=Limits(**limits))  # type: ignore[arg-type]
    return list(read_file(FileToRead(path, path.name, options)))


def of(
    folder: Path, name: str, data: bytes | str, columns: object = None, **limits: float
) -> list[RawDocument | Problem]:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return opened(path, columns, **limits)


def pages(found: Iterable[RawDocument | Problem]) -> list[RawDocument]:
    return [f for f in found if isinstance(f, RawDocument)]


def problems(found: Iterable[RawDocument | Problem]) -> list[Problem]:
    return [f for f in found if isinstance(f, Problem)]


def codes(found: Iterable[RawDocument | Problem]) -> list[str]:
    return [p.code for p in problems(found)]


def record(
    number: int,
    body: bytes,
    kind: str = "response",
    media: str = "text/html; charset=utf-8",
    status: str = "200 OK",
    headers: str = "",
    url: str = "",
    version: str = "1.0",
) -> bytes:
    block = body
    if kind in ("response", "revisit"):
        block = f"HTTP/1.1 {status}\r\nContent-Type: {media}\r\n{headers}\r\n".encode() + body
    declared = "application/http; msgtype=response" if kind in ("response", "revisit") else media
    head = (
        f"WARC/{version}\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url or f'{URL}{number}'}\r\n"
        f"WARC-Date: 2024-08-01T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:{number:08x}-0000-4000-8000-000000000000>\r\n"
        f"Content-Type: {declared}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def page(number: int) -> bytes:
    return PAGE.replace("ثلاثة", f"ثلاثة ({number})").encode()


def warc(count: int = 3) -> bytes:
    return b"".join(record(n, page(n)) for n in range(1, count + 1))


def warc_gz(count: int = 3) -> bytes:
    return b"".join(gzip.compress(record(n, page(n)), mtime=0) for n in range(1, count + 1))


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return out.getvalue()


def tarred(files: dict[str, bytes], mode: str = "w") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def sheet(rows: Iterable[Iterable[object]], **others: Iterable[Iterable[object]]) -> bytes:
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    for row in rows:
        first.append(list(row))
    for name, more in others.items():
        other = book.create_sheet(name)
        for row in more:
            other.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def table(rows: Iterable[Iterable[str]], delimiter: str = ",") -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


def lines(records: Iterable[object]) -> str:
    return "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records)


def mhtml(
    html: bytes = PAGE.encode(), charset: str = "utf-8", coding: str = "quoted-printable", subject: str = TITLE
) -> bytes:
    message = EmailMessage()
    message["From"] = "<Saved by Blink>"
    message["Snapshot-Content-Location"] = URL
    message["Subject"] = subject
    message["Date"] = "Thu, 1 Aug 2024 00:00:00 -0000"
    message["MIME-Version"] = "1.0"
    message.set_content(html, "text", "html", cte=coding)
    part = message.get_payload()
    body = bytes(part, "ascii") if isinstance(part, str) else b""
    subject_line = message.as_bytes().split(b"\n\n")[0]
    top = b"\n".join(h for h in _unfolded(subject_line) if not h.lower().startswith((b"content-", b"mime-")))
    boundary = b"----MultipartBoundary--x"
    return (
        top
        + b'\nMIME-Version: 1.0\nContent-Type: multipart/related;\n\ttype="text/html";\n\tboundary="'
        + boundary
        + b'"\n\n--'
        + boundary
        + f"\nContent-Type: text/html; charset={charset}\nContent-Transfer-Encoding: {coding}\n".encode()
        + f"Content-Location: {URL}\n\n".encode()
        + body
        + b"\n--"
        + boundary
        + b"\nContent-Type: image/png\nContent-Transfer-Encoding: base64\nContent-Location: https://example.org/a.png\n\n"
        + b"iVBORw0KGgo=\n--"
        + boundary
        + b"--\n"
    )


def _unfolded(head: bytes) -> list[bytes]:
    return head.replace(b"\n ", b" ").split(b"\n")


CONTAINERS: dict[str, bytes] = {
    "a.html": PAGE.encode(),
    "a.htm.gz": gzip.compress(PAGE.encode()),
    "a.html.bz2": bz2.compress(PAGE.encode()),
    "a.html.xz": lzma.compress(PAGE.encode()),
    "a.mhtml": mhtml(),
    "a.warc": record(1, PAGE.encode()),
    "a.warc.gz": gzip.compress(record(1, PAGE.encode())),
    "a.jsonl": lines([{"html": PAGE}]).encode(),
    "a.json": json.dumps([{"html": PAGE}], indent=1).encode(),
    "a.ndjson.gz": gzip.compress(lines([{"html": PAGE}]).encode()),
    "a.csv": table([["html"], [PAGE]]).encode(),
    "a.tsv": table([["url", "html"], [URL, PAGE]], "\t").encode(),
    "a.csv.xz": lzma.compress(table([["html"], [PAGE]]).encode()),
    "a.xlsx": sheet([["html"], [PAGE]]),
    "a.zip": zipped({"in/a.html": PAGE.encode()}),
    "a.tar": tarred({"in/a.html": PAGE.encode()}),
    "a.tar.gz": tarred({"in/a.html": PAGE.encode()}, "w:gz"),
    "a.tgz": tarred({"in/a.html": PAGE.encode()}, "w:gz"),
    "a.tar.bz2": tarred({"in/a.html": PAGE.encode()}, "w:bz2"),
    "a.tar.xz": tarred({"in/a.html": PAGE.encode()}, "w:xz"),
    "b.zip": zipped({"in/b.warc.gz": gzip.compress(record(1, PAGE.encode()))}),
    "c.zip": zipped({"c.tar": tarred({"c.jsonl.gz": gzip.compress(lines([{"html": PAGE}]).encode())})}),
    "d.tar": tarred({"d.zip": zipped({"d.xlsx": sheet([["html"], [PAGE]])})}),
}
