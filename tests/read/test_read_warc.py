"""Web archives: one page is one report, damage costs the record that it hits, and nothing is passed over in silence."""

from __future__ import annotations

import gzip
import io
import zlib
from pathlib import Path

import brotli
import pytest
from boxes import LEAD, PAGE, URL, codes, of, page, pages, problems, record, warc, warc_gz
from fastwarc.stream_io import GzipWriter
from fastwarc.warc import WarcRecord, WarcRecordType
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from osint_iraq.read.containers.http import body_of, parse_answer
from osint_iraq.read.containers.packed import Unpacked
from osint_iraq.read.containers.warcrecords import Damage, warc_records
from osint_iraq.read.containers.warcrecords import WarcRecord as Found
from osint_iraq.read.documents import Limits

FUZZ = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
NAMES = {"a.warc": warc, "a.warc.gz": warc_gz, "whole.warc.gz": lambda n=3: gzip.compress(warc(n))}


@pytest.mark.parametrize("name", NAMES)
def test_every_page_is_a_report_with_its_address(tmp_path: Path, name: str) -> None:
    found = of(tmp_path, name, NAMES[name](3))
    assert problems(found) == []
    assert [p.content for p in pages(found)] == [page(n) for n in (1, 2, 3)]
    fetched = "2024-08-01T00:00:00+00:00"
    assert [p.facts for p in pages(found)] == [{"url": f"{URL}{n}", "fetched": fetched} for n in (1, 2, 3)]
    assert [p.member for p in pages(found)] == ["record-1-00000001", "record-2-00000002", "record-3-00000003"]
    assert {(p.charset, p.kind) for p in pages(found)} == {("utf-8", "html")}


def test_the_day_of_the_crawl_is_not_taken_for_the_day_of_the_report(tmp_path: Path) -> None:
    assert [set(p.facts) for p in pages(of(tmp_path, "a.warc", warc(1)))] == [{"url", "fetched"}]


@pytest.mark.parametrize("written", ["", "yesterday", "2024-13-01T00:00:00Z", "0000", "9999-12-31T23:59:59Z"])
def test_a_day_of_the_crawl_that_is_none_is_left_out(tmp_path: Path, written: str) -> None:
    data = warc(1).replace(b"2024-08-01T00:00:00Z", written.encode())
    assert [set(p.facts) for p in pages(of(tmp_path, "a.warc", data))] == [{"url"}]


def test_records_about_pages_are_passed_over_quietly(tmp_path: Path) -> None:
    data = record(1, b"software: x", "warcinfo", "application/warc-fields") + record(
        2, b"GET / HTTP/1.1\r\n\r\n", "request"
    )
    data += record(3, page(3)) + record(4, b"via: x", "metadata", "application/warc-fields")
    found = of(tmp_path, "a.warc", data)
    assert problems(found) == []
    assert [p.member for p in pages(found)] == ["record-3-00000003"]


def test_what_is_no_page_is_counted_in_one_warning(tmp_path: Path) -> None:
    data = record(1, page(1)) + record(2, b"", status="404 Not Found") + record(3, b"x", status="404 Not Found")
    data += record(4, b"\x89PNG", media="image/png") + record(5, b"GIF8", media="image/gif") + record(6, b"", "revisit")
    found = of(tmp_path, "a.warc", data)
    (warning,) = problems(found)
    assert (warning.code, warning.severity) == ("passed_over", "warning")
    for words in ("5 records", "2 with status 404", "2 of type image/*", "1 revisits"):
        assert words in warning.message
    assert len(pages(found)) == 1


def test_a_pdf_is_named_as_a_report_may_be_lost_with_it(tmp_path: Path) -> None:
    data = record(1, page(1)) + record(2, b"%PDF", media="application/pdf", url="https://example.org/statement.pdf")
    found = of(tmp_path, "a.warc", data)
    assert codes(found) == ["passed_over", "unsupported"]
    assert "https://example.org/statement.pdf" in problems(found)[1].message


def test_resources_and_conversions_are_pages_too(tmp_path: Path) -> None:
    data = record(1, page(1), "resource") + record(2, LEAD.encode(), "conversion", "text/plain", version="1.1")
    found = pages(of(tmp_path, "a.warc", data))
    assert [(p.content, p.kind) for p in found] == [(page(1), "html"), (LEAD.encode(), "text")]


def chunked(data: bytes, size: int = 40) -> bytes:
    parts = [data[i : i + size] for i in range(0, len(data), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in parts) + b"0\r\n\r\n"


def raw_deflate(data: bytes) -> bytes:
    tool = zlib.compressobj(wbits=-15)
    return tool.compress(data) + tool.flush()


CODINGS = {
    "gzip": ("Content-Encoding: gzip\r\n", gzip.compress(PAGE.encode())),
    "x-gzip in capitals": ("CONTENT-ENCODING: X-GZIP\r\n", gzip.compress(PAGE.encode())),
    "deflate": ("Content-Encoding: deflate\r\n", zlib.compress(PAGE.encode())),
    "raw deflate": ("Content-Encoding: deflate\r\n", raw_deflate(PAGE.encode())),
    "brotli": ("Content-Encoding: br\r\n", brotli.compress(PAGE.encode())),
    "chunks": ("Transfer-Encoding: chunked\r\n", chunked(PAGE.encode())),
    "chunks of gzip": (
        "Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n",
        chunked(gzip.compress(PAGE.encode())),
    ),
    "two codings": ("Content-Encoding: deflate, gzip\r\n", gzip.compress(zlib.compress(PAGE.encode()))),
    "chunks long joined": ("Transfer-Encoding: chunked\r\n", PAGE.encode()),
    "gzip long undone": ("Content-Encoding: gzip\r\n", PAGE.encode()),
    "identity": ("Content-Encoding: identity\r\n", PAGE.encode()),
    "gzip in two members": (
        "Content-Encoding: gzip\r\n",
        gzip.compress(PAGE[:99].encode()) + gzip.compress(PAGE[99:].encode()),
    ),
}


@pytest.mark.parametrize(("headers", "body"), CODINGS.values(), ids=CODINGS.keys())
def test_the_body_is_read_as_the_server_meant_it(tmp_path: Path, headers: str, body: bytes) -> None:
    found = of(tmp_path, "a.warc", record(1, body, headers=headers))
    assert problems(found) == []
    assert [p.content for p in pages(found)] == [PAGE.encode()]


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "compress"])
def test_a_body_that_cannot_be_unpacked_is_a_problem_with_its_place(tmp_path: Path, coding: str) -> None:
    data = (
        record(1, page(1))
        + record(2, b"\x01\x02nonsense", headers=f"Content-Encoding: {coding}\r\n")
        + record(3, page(3))
    )
    found = of(tmp_path, "a.warc", data)
    assert [p.content for p in pages(found)] == [page(1), page(3)]
    (problem,) = problems(found)
    assert problem.code in ("damaged", "unsupported")
    assert f"record 2 at byte {len(record(1, page(1)))} ({URL}2)" in problem.message


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress, brotli.compress])
def test_a_bomb_in_a_body_is_a_problem_and_the_rest_is_read(tmp_path: Path, pack: object) -> None:
    assert callable(pack)
    coding = {gzip.compress: "gzip", zlib.compress: "deflate", brotli.compress: "br"}[pack]  # type: ignore[index]
    data = record(1, pack(bytes(5_000_000)), headers=f"Content-Encoding: {coding}\r\n") + record(2, page(2))
    found = of(tmp_path, "a.warc", data, page_bytes=100_000)
    assert codes(found) == ["bomb"]
    assert [p.content for p in pages(found)] == [page(2)]


def test_a_bomb_of_a_record_is_a_problem(tmp_path: Path) -> None:
    data = warc_gz(2) + gzip.compress(record(3, bytes(20_000_000)))
    found = of(tmp_path, "a.warc.gz", data, ratio_from=1_000_000, ratio=100)
    assert codes(found) == ["bomb"]
    assert len(pages(found)) == 2


def test_a_record_that_is_too_large_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    data = record(1, page(1)) + record(2, b"<html>" + b"x" * 5000) + record(3, page(3))
    data += record(4, b"x" * 5000, "metadata", "text/plain")
    found = of(tmp_path, "a.warc", data, page_bytes=1000)
    assert [p.content for p in pages(found)] == [page(1), page(3)]
    assert codes(found) == ["too_large"]


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
@pytest.mark.parametrize("how", ["flipped", "taken out", "put in", "zeros"])
def test_damage_costs_the_record_that_it_hits_and_its_neighbour_at_most(tmp_path: Path, name: str, how: str) -> None:
    data = NAMES[name](5)
    own = {page(n) for n in range(1, 6)}
    starts = [0]
    for n in range(1, 6):
        starts.append(starts[-1] + len(NAMES[name](n)) - len(NAMES[name](n - 1)))
    for at in range(0, len(data), 10):
        broken = {
            "flipped": data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :],
            "taken out": data[:at] + data[at + 7 :],
            "put in": data[:at] + b"\x07#damage#\xff" + data[at:],
            "zeros": data[:at] + bytes(600) + data[at:],
        }[how]
        found = of(tmp_path, name, broken)
        hit = max(i for i, start in enumerate(starts) if start <= at)
        kept = {p.content for p in pages(found)}
        safe = {page(n + 1) for n in range(5) if n not in (hit, hit + 1)} - (
            {page(hit)} if at - starts[hit] < 10 else set()
        )
        assert safe <= kept, f"{how} at {at}: {codes(found)}"
        assert kept >= own or codes(found) or len(kept) == 5


@pytest.mark.parametrize("name", NAMES)
def test_an_archive_that_ends_too_soon_keeps_what_came_before(tmp_path: Path, name: str) -> None:
    data = NAMES[name](3)
    found = of(tmp_path, name, data[: len(data) - 30])
    (problem,) = problems(found)
    assert problem.code == "truncated"
    assert "record 3 at byte" in problem.message or name == "whole.warc.gz"
    if name != "whole.warc.gz":
        assert [p.content for p in pages(found)] == [page(1), page(2)]


def test_a_record_that_a_stopped_crawler_cut_costs_only_itself(tmp_path: Path) -> None:
    cut = record(2, page(2))
    for at in range(5, len(cut) - 5, 3):
        found = of(tmp_path, "a.warc", record(1, page(1)) + cut[:at] + record(3, page(3)) + record(4, page(4)))
        assert [(p.facts["url"][-1], p.content) for p in pages(found)] == [(n, page(int(n))) for n in "134"], at
        assert len(problems(found)) == 1, at


def test_a_wrong_length_does_not_swallow_the_records_behind(tmp_path: Path) -> None:
    wrong = record(2, page(2)).replace(b"Content-Length: ", b"Content-Length: 9", 1)
    found = of(tmp_path, "a.warc", record(1, page(1)) + wrong + record(3, page(3)) + record(4, page(4)))
    assert [p.content for p in pages(found)] == [page(1), page(3), page(4)]
    assert codes(found) == ["truncated"]


@pytest.mark.parametrize("length", ["", "-5", "many", "1e3"])
def test_a_record_without_a_length_is_a_problem_and_the_rest_is_read(tmp_path: Path, length: str) -> None:
    bad = record(2, page(2))
    at = bad.index(b"Content-Length: ", bad.index(b"WARC-Record-ID"))
    bad = bad[:at] + f"Content-Length: {length}\r\n".encode() + bad[bad.index(b"\r\n", at) + 2 :]
    found = of(tmp_path, "a.warc", record(1, page(1)) + bad + record(3, page(3)))
    assert [p.content for p in pages(found)] == [page(1), page(3)]
    assert codes(found) == ["damaged"]


def test_line_ends_of_unix_and_missing_ones_between_records_are_read(tmp_path: Path) -> None:
    one = record(1, PAGE.encode(), "resource").replace(b"\r\n", b"\n")
    two = record(2, page(2)).removesuffix(b"\r\n\r\n")
    assert [p.content for p in pages(of(tmp_path, "a.warc", one + two + record(3, page(3))))] == [
        PAGE.encode(),
        page(2),
        page(3),
    ]


def test_empty_and_pageless_archives_are_said(tmp_path: Path) -> None:
    assert codes(of(tmp_path, "a.warc", b"")) == ["empty"]
    assert codes(of(tmp_path, "a.warc", record(1, b"x", "warcinfo", "text/plain"))) == ["no_page"]
    assert codes(of(tmp_path, "a.warc", record(1, b"", media="text/html"))) == ["empty"]


def test_an_encoding_in_the_header_is_handed_on(tmp_path: Path) -> None:
    data = record(1, PAGE.encode("cp1256"), media='text/html; Charset="Windows-1256"')
    (only,) = pages(of(tmp_path, "a.warc", data))
    assert only.charset == "Windows-1256"


def written(*bodies: bytes, gz: bool) -> bytes:
    """An archive as a well-known library writes it."""
    out = io.BytesIO()
    stream = GzipWriter(out) if gz else out
    for number, body in enumerate(bodies, start=1):
        made = WarcRecord()
        made.init_headers(WarcRecordType.response, f"uuid:{number:08x}-0000-4000-8000-000000000000".encode())
        made.headers["WARC-Target-URI"] = f"{URL}{number}"
        made.headers["Content-Type"] = "application/http; msgtype=response"
        made.set_bytes_content(b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body)
        made.write(stream, checksum_data=True)
    if gz:
        stream.close()
    return out.getvalue()


@pytest.mark.parametrize("gz", [False, True])
def test_archives_of_a_well_known_library_are_read(tmp_path: Path, gz: bool) -> None:
    found = of(tmp_path, "a.warc.gz" if gz else "a.warc", written(page(1), page(2), gz=gz))
    assert problems(found) == []
    assert [p.content for p in pages(found)] == [page(1), page(2)]


def test_a_page_that_was_changed_after_it_was_archived_is_read_and_said(tmp_path: Path) -> None:
    data = written(page(1), page(2), gz=False)
    assert b"WARC-Block-Digest: sha1:" in data
    found = of(tmp_path, "a.warc", data.replace(b"(2)", b"(9)"))
    assert [p.content for p in pages(found)] == [page(1), page(9)]
    (warning,) = problems(found)
    assert (warning.code, warning.severity) == ("changed", "warning")
    assert "record 2 at byte" in warning.message
    assert "record 1" not in warning.message


def test_ids_are_unique_also_where_records_share_theirs(tmp_path: Path) -> None:
    members = [p.member for p in pages(of(tmp_path, "a.warc", record(1, page(1)) * 3))]
    assert len(set(members)) == 3


@FUZZ
@given(data=st.binary(max_size=300), at=st.integers(0, 3000), name=st.sampled_from(sorted(NAMES)))
def test_any_bytes_put_in_leave_a_page_or_a_problem(tmp_path: Path, data: bytes, at: int, name: str) -> None:
    whole = NAMES[name](3)
    at %= len(whole)
    assert of(tmp_path, name, whole[:at] + data + whole[at:])


@FUZZ
@given(block=st.binary(max_size=300), coding=st.sampled_from(["gzip", "deflate", "br", "", "x"]))
def test_any_answer_gives_a_body_or_a_problem(block: bytes, coding: str) -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
    found = body_of(parse_answer(head + block), Limits())
    assert isinstance(found, bytes) or found.message


def test_a_record_says_where_it_lies() -> None:
    data = warc_gz(3)
    found = list(warc_records(Unpacked(io.BytesIO(data), Limits(), rescue=True), Limits()))  # type: ignore[arg-type]
    assert [f.at for f in found] == [0, len(warc_gz(1)), len(warc_gz(2))]
    assert all(isinstance(f, Found) for f in found)
    assert not any(isinstance(f, Damage) for f in found)


def test_a_whole_record_before_a_damaged_beginning_is_kept(tmp_path: Path) -> None:
    data = record(1, page(1)) + record(2, page(2)).replace(b"WARC/1.0", b"WARX/1.0", 1) + record(3, page(3))
    found = of(tmp_path, "a.warc", data)
    assert [p.content for p in pages(found)] == [page(1), page(3)]
    assert codes(found) == ["damaged"]


def test_a_page_that_came_through_a_proxy_is_a_page(tmp_path: Path) -> None:
    data = record(1, page(1), status="203 Non-Authoritative Information") + record(
        2, page(2), status="206 Partial Content"
    )
    found = of(tmp_path, "a.warc", data)
    assert [p.member.partition("-")[2].partition("-")[0] for p in pages(found)] == ["1"]


@pytest.mark.parametrize("how", ["announced", "crawler", "segment"])
def test_a_page_of_which_only_the_beginning_was_archived_is_read_and_said(tmp_path: Path, how: str) -> None:
    whole = record(2, page(2), headers=f"Content-Length: {len(page(2)) + 900 * (how == 'announced')}\r\n")
    more = {"crawler": b"WARC-Truncated: length\r\n", "segment": b"WARC-Segment-Number: 1\r\n"}.get(how, b"")
    cut = whole.replace(b"WARC-Date:", more + b"WARC-Date:")
    found = of(tmp_path, "cut.warc", record(1, page(1)) + cut)
    assert len(pages(found)) == 2
    assert codes(found) == ["truncated"]
    assert "record 2" in problems(found)[0].message


def test_a_page_as_long_as_announced_is_not_called_cut(tmp_path: Path) -> None:
    packed = gzip.compress(page(2), mtime=0)
    found = of(
        tmp_path,
        "whole.warc",
        record(1, page(1), headers=f"Content-Length: {len(page(1))}\r\n")
        + record(2, packed, headers=f"Content-Encoding: gzip\r\nContent-Length: {len(packed)}\r\n")
        + record(3, page(3), headers="Content-Length: 17\r\n"),  # of the packed page, which the crawler unpacked
    )
    assert (len(pages(found)), codes(found)) == (3, [])
