"""From addresses to WARC files and a log, against a site on this machine."""

from __future__ import annotations

import gzip
import itertools
from pathlib import Path

import pytest
from fetch_site import QuickClock, Site, collect, outcomes, page, pages, raw, status, zipped
from warcio.archiveiterator import ArchiveIterator as OtherReader

import osint_iraq as oi
from osint_iraq.storage import read_csv

REPORT = "سقطت قذيفتان قرب معسكر التاجي من دون خسائر"


def test_pages_in_several_encodings_come_out_as_they_were_sent(site: Site, tmp_path: Path) -> None:
    sent = {
        "/utf8": REPORT.encode(),
        "/1256": REPORT.encode("windows-1256"),
        "/16": REPORT.encode("utf-16"),
        "/empty": b"",
    }
    addresses = [site.put(path, page(body, "text/html")) for path, body in sent.items()]
    addresses.append(site.put("/gz", zipped(REPORT.encode())))
    chunks = raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n",
                 b"5\r\n<p>on\r\n6;x=1\r\ne</p>\n\r\n0\r\nTrailer: t\r\n\r\n")  # fmt: skip
    addresses.append(site.put("/chunks", chunks))
    addresses.append(site.put("/old", raw(b"HTTP/1.0 200 OK\nContent-Type: text/html\n\nuntil the end")))
    found = collect(addresses, tmp_path)
    expected = {**sent, "/gz": REPORT.encode(), "/chunks": b"<p>one</p>\n", "/old": b"until the end"}
    assert dict(pages(tmp_path)) == {site.url(path): body for path, body in expected.items()}
    assert found.complete
    assert found.outcomes == {"fetched": 7}
    assert sorted(site.paths()) == sorted(expected)


def test_other_readers_find_whole_records_with_right_digests(site: Site, tmp_path: Path) -> None:
    collect([site.put("/a", REPORT), site.put("/b", zipped(REPORT.encode()))], tmp_path, contact="desk@example.org")
    (path,) = (tmp_path / "pages").iterdir()
    with path.open("rb") as stream:
        records = []
        for record in OtherReader(stream, check_digests="raise"):
            content = record.content_stream().read()
            records.append((record.rec_type, record.rec_headers, record.http_headers, content))
    assert [kind for kind, *_ in records] == ["warcinfo", "response", "request", "response", "request"]
    info = records[0][3].decode()
    assert "software: osint_iraq/" in info
    assert "delay: 5.0" in info
    assert "(+desk@example.org)" in info
    answer, request = records[1][1], records[2][1]
    assert answer.protocol == "WARC/1.1"
    assert answer["WARC-IP-Address"] == "127.0.0.1"
    assert answer["WARC-Date"].startswith("2026-03-01T12:00:")
    assert request["WARC-Concurrent-To"] == answer["WARC-Record-ID"]
    assert records[2][2].get_header("User-Agent").endswith("(+desk@example.org)")
    assert records[3][3] == REPORT.encode()


def test_the_log_leads_to_each_record(site: Site, tmp_path: Path) -> None:
    collect([site.put(f"/{n}", f"{REPORT} {n}") for n in range(5)], tmp_path)
    log = read_csv(tmp_path / "fetches.csv", "fetches")
    rows = log[log["purpose"] == "page"]
    assert len(rows) == 5
    for row in rows.itertuples():
        data = (tmp_path / "pages" / row.warc).read_bytes()[row.warc_offset : row.warc_offset + row.warc_length]
        plain = gzip.decompress(data).decode()
        assert f"WARC-Target-URI: {row.url}" in plain
        assert f"{REPORT} {row.url[-1]}" in plain


def test_files_are_rotated_at_a_size(site: Site, tmp_path: Path) -> None:
    found = collect([site.put(f"/{n}", REPORT * n) for n in range(4)], tmp_path, file_bytes=1)
    assert len(list((tmp_path / "pages").iterdir())) == 4
    assert len(pages(tmp_path)) == 4
    assert found.log["warc"].dropna().nunique() == 4


def test_one_address_is_asked_for_once_however_it_is_written(site: Site, tmp_path: Path) -> None:
    site.put("/a", REPORT)
    spellings = [site.url("/a"), site.url("/a#end"), site.url("/a").replace("http:", "HTTP:"), f" {site.url('/a')} "]
    found = collect(spellings, tmp_path)
    assert site.paths() == ["/a"]
    assert found.outcomes == {"fetched": 1}


def test_lists_are_read_from_files_and_what_is_no_address_is_logged(site: Site, tmp_path: Path) -> None:
    site.put("/a", REPORT)
    site.put("/b", REPORT)
    lines = tmp_path / "list.txt"
    lines.write_text(f"# my list\n{site.url('/a')}\n\nnews of today\nfile:///etc/passwd\n", encoding="utf-8-sig")
    table = tmp_path / "list.csv"
    table.write_text(f'outlet,URL\n"a, b",{site.url("/b")}\n', encoding="utf-8")
    found = collect([lines, str(table)], tmp_path / "out")
    assert sorted(site.paths()) == ["/a", "/b"]
    assert found.outcomes == {"fetched": 2, "refused_address": 2}
    assert not found.complete
    bad = found.log[found.log["outcome"] == "refused_address"]
    assert list(bad["source"]) == ["list.txt, line 4", "list.txt, line 5"]


def test_a_head_with_a_line_that_is_no_header_is_stored_as_it_was_understood(site: Site, tmp_path: Path) -> None:
    odd = raw(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nno header\r\nTransfer-Encoding: chunked\r\n\r\n",
        REPORT.encode(),
    )
    assert collect([site.put("/a", odd)], tmp_path).complete
    assert [body for _, body in pages(tmp_path)] == [REPORT.encode()]


def test_what_comes_before_an_answer_is_not_stored(site: Site, tmp_path: Path) -> None:
    site.put("/a", raw(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood and more"))
    assert collect([site.url("/a")], tmp_path).complete
    assert [body for _, body in pages(tmp_path)] == [b"good"]


@pytest.mark.parametrize(
    ("code", "outcome"), [(404, "not_found"), (410, "not_found"), (403, "refused_by_site"), (451, "refused_by_site")]
)
def test_a_plain_no_is_asked_for_once_and_stands(site: Site, tmp_path: Path, code: int, outcome: str) -> None:
    address = site.put("/a", status(code))
    for _ in range(2):
        assert collect([address], tmp_path).outcomes == {outcome: 1}
    assert site.paths() == ["/a"]


def test_what_holds_no_text_is_left_where_it_is(site: Site, tmp_path: Path) -> None:
    kinds = {"/film": "video/mp4", "/doc": "application/pdf", "/style": "text/css", "/zip": "application/zip"}
    kept = {"/x": "application/xhtml+xml", "/t": "text/plain", "/j": "application/ld+json", "/r": "application/rss+xml"}
    addresses = [site.put(path, page(b"x", kind)) for path, kind in {**kinds, **kept}.items()]
    addresses.append(site.put("/none", raw(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx")))
    found = outcomes(collect(addresses, tmp_path))
    assert {path for path, outcome in found.items() if outcome == "skipped_type"} == set(kinds)
    assert {path for path, outcome in found.items() if outcome == "fetched"} == {*kept, "/none"}


def test_redirects_are_followed_and_each_step_is_logged(site: Site, tmp_path: Path) -> None:
    first = site.put("/old", status(301, Location="/new#part"))
    site.put("/new", status(302, Location=site.url("/خبر", "localhost")))
    site.put("/%D8%AE%D8%A8%D8%B1", REPORT)
    found = collect([first], tmp_path)
    assert found.outcomes == {"fetched": 1}
    assert list(found.log[found.log["purpose"] == "page"]["outcome"]) == ["redirected", "redirected", "fetched"]
    assert [url for url, _ in pages(tmp_path)] == [site.url("/%D8%AE%D8%A8%D8%B1", "localhost")]
    assert collect([first], tmp_path).outcomes == {"fetched": 1}
    assert len(site.paths()) == 3


def test_two_addresses_that_lead_to_one_page_fetch_it_once(site: Site, tmp_path: Path) -> None:
    target = site.put("/page", REPORT)
    addresses = [site.put("/1", status(301, Location="/page")), site.put("/2", status(307, Location="/page")), target]
    assert collect(addresses, tmp_path).outcomes == {"fetched": 3}
    assert site.paths().count("/page") == 1


def test_redirects_end(site: Site, tmp_path: Path) -> None:
    circle = site.put("/a", status(302, Location="/b"))
    site.put("/b", status(302, Location="/a"))
    for n in range(10):
        site.put(f"/far{n}", status(302, Location=f"/far{n + 1}"))
    five = site.put("/five0", status(302, Location="/five1"))
    for n in range(1, 5):
        site.put(f"/five{n}", status(302, Location=f"/five{n + 1}"))
    site.put("/five5", REPORT)
    nowhere = site.put("/none", status(302))
    found = collect([circle, site.url("/far0"), five, nowhere], tmp_path)
    assert found.outcomes == {"too_many_redirects": 2, "fetched": 1, "error": 1}
    assert [p for p in site.paths() if p.startswith("/far")] == [f"/far{n}" for n in range(6)]


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://127.0.0.1/a", "gopher://127.0.0.1:70/", "javascript:1",
                                    "http://user:word@127.0.0.1/", "https://", "data:text/html,x"])  # fmt: skip
def test_redirects_out_of_the_web_are_not_followed(site: Site, tmp_path: Path, target: str) -> None:
    found = collect([site.put("/a", status(302, Location=target))], tmp_path)
    assert found.outcomes == {"refused_address": 1}
    assert site.paths() == ["/a"]


def test_a_page_that_has_not_changed_is_not_sent_again(site: Site, tmp_path: Path) -> None:
    def answer(connection, asked) -> None:  # type: ignore[no-untyped-def]
        same = asked.headers.get("if-none-match") == '"v1"' and "if-modified-since" in asked.headers
        last = {"ETag": '"v1"', "Last_Modified": "Sun, 01 Mar 2026 00:00:00 GMT"}
        (status(304, **last) if same else page(REPORT, **last))(connection, asked)

    addresses = [site.put("/tagged", answer), site.put("/same", REPORT), site.put("/other", REPORT, REPORT + "!")]
    collect(addresses, tmp_path)
    for _ in range(2):
        assert collect(addresses, tmp_path).outcomes == {"fetched": 3}
    assert len(site.paths()) == 3
    found = collect(addresses, tmp_path, again=True)
    assert outcomes(found) == {"/tagged": "not_modified", "/same": "not_modified", "/other": "fetched"}
    assert found.complete
    assert len(pages(tmp_path)) == 4
    rows = found.log[found.log["url"] == addresses[0]]
    assert rows["warc_offset"].nunique() == 1
    assert list(rows["status"]) == [200, 304]
    collect(addresses, tmp_path, again=True)
    assert len(pages(tmp_path)) == 4


def test_a_limit_takes_some_and_the_next_run_goes_on(site: Site, tmp_path: Path) -> None:
    addresses = [site.put(f"/{n}", REPORT) for n in range(5)]
    assert collect(addresses, tmp_path, limit=2).outcomes == {"fetched": 2, "left": 3}
    assert collect(addresses, tmp_path, limit=2).outcomes == {"fetched": 4, "left": 1}
    assert collect(addresses, tmp_path, limit=2).complete
    assert sorted(site.paths()) == [f"/{n}" for n in range(5)]


def test_hosts_take_turns_and_each_gets_its_pause(site: Site, tmp_path: Path) -> None:
    site.clock = clock = QuickClock()
    paths = [site.put(f"/{n}", REPORT).rpartition("/")[2] for n in range(4)]
    slow, quick = ([site.url(f"/{p}", host) for p in paths] for host in ("127.0.0.1", "localhost"))
    collect([*slow, *quick], tmp_path, clock, delay=7)
    for host in ("127.0.0.1", "localhost"):
        times = [asked.at for asked in site.asked if asked.headers["host"].startswith(host)]
        assert len(times) == 5  # with robots.txt
        assert all(b - a >= 7 for a, b in itertools.pairwise(times))
    hosts = [asked.headers["host"] for asked in site.asked]
    assert all(set(hosts[n : n + 2]) == {f"127.0.0.1:{site.port}", f"localhost:{site.port}"} for n in range(0, 10, 2))


def test_the_library_gives_the_function(site: Site, tmp_path: Path) -> None:
    address = site.put("/a", REPORT)
    settings = __import__("osint_iraq.fetch", fromlist=["Settings"]).Settings(allow_private=True)
    assert oi.fetch(address, tmp_path, settings=settings, clock=QuickClock()).in_hand == 1
