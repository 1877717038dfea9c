"""Pages that a browser saved in one file."""

from __future__ import annotations

import base64
import quopri
from email.header import Header
from pathlib import Path

import pytest
from boxes import LEAD, PAGE, TITLE, URL, codes, mhtml, of, pages, problems

FRAME = b"<html><body>frame</body></html>"


def archive(parts: list[tuple[str, bytes]], top: str = "", subject: str = "x") -> bytes:
    """Parts with their headers as they stand, below a head that may name which one is the page."""
    out = f"From: <Saved by Internet Explorer>\r\nSubject: {subject}\r\nMIME-Version: 1.0\r\n{top}".encode()
    if "Content-Type" not in top:
        out += b'Content-Type: multipart/related; boundary="b"\r\n'
    for headers, body in parts:
        out += b"\r\n--b\r\n" + headers.encode() + b"\r\n" + body
    return out + b"\r\n--b--\r\n"


def html(body: bytes = PAGE.encode(), charset: str = "utf-8", more: str = "") -> tuple[str, bytes]:
    coded = base64.encodebytes(body)
    return f'Content-Type: text/html; charset="{charset}"\r\nContent-Transfer-Encoding: base64\r\n{more}', coded


@pytest.mark.parametrize("coding", ["quoted-printable", "base64"])
def test_the_page_its_address_and_its_title(tmp_path: Path, coding: str) -> None:
    found = of(tmp_path, "a.mhtml", mhtml(coding=coding))
    assert problems(found) == []
    (only,) = pages(found)
    assert isinstance(only.content, bytes)
    assert only.content.decode().strip() == PAGE
    assert only.facts == {"url": URL, "title": TITLE, "fetched": "2024-08-01T00:00:00+00:00"}
    assert only.data == only.content


def test_the_day_of_saving_is_not_taken_for_the_day_of_the_report(tmp_path: Path) -> None:
    assert b"Date: Thu, 01 Aug 2024" in mhtml() or b"Date: Thu, 1 Aug 2024" in mhtml()
    (only,) = pages(of(tmp_path, "a.mhtml", mhtml()))
    assert "published" not in only.facts


def test_old_pages_in_the_encoding_of_arabic_windows(tmp_path: Path) -> None:
    coded = quopri.encodestring(PAGE.encode("cp1256"))
    headers = 'Content-Type: text/html;\r\n\tcharset="windows-1256"\r\nContent-Transfer-Encoding: quoted-printable\r\n'
    subject = Header(TITLE, "windows-1256").encode(linesep="\r\n")
    (only,) = pages(of(tmp_path, "a.mht", archive([(headers, coded)], subject=subject)))
    assert only.charset == "windows-1256"
    assert isinstance(only.content, bytes)
    assert only.content.decode("cp1256").strip() == PAGE
    assert only.facts["title"] == TITLE


WHICH = {
    "named by start": ('Content-Type: multipart/related; boundary="b"; start="<p@x>"\r\n', "Content-ID: <p@x>\r\n"),
    "at the address of the snapshot": (f"Snapshot-Content-Location: {URL}\r\n", f"Content-Location: {URL}\r\n"),
    "at the address of the archive": (f"Content-Location: {URL}\r\n", f"Content-Location: {URL}\r\n"),
}


@pytest.mark.parametrize(("top", "more"), WHICH.values(), ids=WHICH.keys())
def test_the_page_is_found_behind_its_frames(tmp_path: Path, top: str, more: str) -> None:
    frame = html(FRAME, more="Content-Location: https://ads.example.org/\r\nContent-ID: <f@x>\r\n")
    (only,) = pages(of(tmp_path, "a.mht", archive([frame, html(more=more), frame], top)))
    assert only.content == PAGE.encode()


def test_without_a_hint_the_first_page_is_the_page(tmp_path: Path) -> None:
    picture = ("Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n", b"iVBORw0KGgo=")
    (only,) = pages(of(tmp_path, "a.mht", archive([picture, html(), html(FRAME)])))
    assert only.content == PAGE.encode()
    assert "url" not in only.facts


def test_an_archive_of_one_part_is_read(tmp_path: Path) -> None:
    data = (
        b"MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
        + PAGE.encode()
    )
    (only,) = pages(of(tmp_path, "a.mht", data))
    assert only.content == PAGE.encode()


def test_an_archive_without_a_page_is_a_problem(tmp_path: Path) -> None:
    picture = ("Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n", b"iVBORw0KGgo=")
    assert codes(of(tmp_path, "a.mht", archive([picture]))) == ["no_page"]
    assert codes(of(tmp_path, "b.mht", b"")) == ["no_page"]


def test_parts_in_parts_without_end_are_a_problem_or_a_page(tmp_path: Path) -> None:
    deep = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(3000))
    assert of(tmp_path, "a.mht", b"MIME-Version: 1.0\n" + deep + b"Content-Type: text/html\n\n<p>" + LEAD.encode())


def test_a_title_that_is_written_wrongly_stays_as_it_is(tmp_path: Path) -> None:
    for subject in ("=?utf-8?B?###?=", "=?nonsense?Q?a?=", "plain"):
        (only,) = pages(of(tmp_path, "a.mht", archive([html()], subject=subject)))
        assert only.facts["title"]


def test_a_file_of_endless_parts_is_refused_before_each_is_made(tmp_path: Path) -> None:
    head = b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n'
    found = of(tmp_path, "parts.mhtml", head + b"--b\r\nContent-Type: text/css\r\n\r\na\r\n" * 21_000 + b"--b--\r\n")
    assert (pages(found), codes(found)) == ([], ["too_many"])


def test_a_page_that_breaks_off_is_said_to(tmp_path: Path) -> None:
    whole = mhtml(coding="base64")
    assert codes(of(tmp_path, "a.mhtml", archive([html()])[:-200])) == ["damaged"]
    assert pages(of(tmp_path, "b.mhtml", whole))
