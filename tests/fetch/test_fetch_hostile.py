"""Sites that are ill, slow or mean: each costs bounded time and space, is logged, and leaves the others alone."""

from __future__ import annotations

import gzip
import itertools
import socket
import struct
import zlib
from pathlib import Path
from types import SimpleNamespace

import pytest
from fetch_site import Asked, QuickClock, Site, collect, endless, outcomes, page, pages, raw, status

from osint_iraq.fetch import unpack
from osint_iraq.fetch.settings import MIB

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


def reset(connection: socket.socket, _: Asked) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


BROKEN = {
    "wrong length": raw(HEAD, b"Content-Length: 50\r\n\r\nshort"),
    "chunks cut": raw(HEAD, b"Transfer-Encoding: chunked\r\n\r\n10\r\nhalf"),
    "bad chunk": raw(HEAD, b"Transfer-Encoding: chunked\r\n\r\nzz\r\nhalf\r\n"),
    "no answer": raw(b""),
    "no http": raw(b"SSH-2.0-OpenSSH\r\n"),
    "half a head": raw(b"HTTP/1.1 200 OK\r\nContent-"),
    "many headers": raw(b"HTTP/1.1 200 OK\r\n", b"a: b\r\n" * 500, b"\r\n"),
    "reset": reset,
    "server error": status(500),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_answer_is_tried_again_and_never_stored(site: Site, tmp_path: Path, kind: str) -> None:
    clock = QuickClock()
    found = collect([site.put("/a", BROKEN[kind])], tmp_path, clock, tries=3, back_off=10)
    assert found.outcomes == {"error": 1}
    assert site.paths() == ["/a"] * 3
    assert pages(tmp_path) == []
    row = found.log.iloc[-1]
    assert (row["tries"], 10 <= row["waited"] <= 40) == (3, True)


@pytest.mark.parametrize("kind", BROKEN)
def test_what_works_the_second_time_is_fetched(site: Site, tmp_path: Path, kind: str) -> None:
    found = collect([site.put("/a", BROKEN[kind], page("good"))], tmp_path)
    assert found.outcomes == {"fetched": 1}
    assert [body for _, body in pages(tmp_path)] == [b"good"]


LARGE = {
    "endless": endless(HEAD + b"\r\n", b"x" * 4096),
    "endless chunks": endless(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1000\r\n" + b"x" * 4096 + b"\r\n"),
    "endless tiny chunks": endless(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1;" + b"e" * 900 + b"\r\nx\r\n"),
    "says so": endless(HEAD + b"Content-Length: 99999999999\r\n\r\n", b"x"),
    "head of a megabyte": endless(b"HTTP/1.1 200 OK\r\n", b"name: " + b"v" * 60_000 + b"\r\n"),
    "one endless line": endless(b"HTTP/1.1 200 OK\r\nname: ", b"v" * 4096),
    "endless 100s": endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 9),
}


@pytest.mark.parametrize("kind", LARGE)
def test_what_is_too_large_is_left_after_one_request(site: Site, tmp_path: Path, kind: str) -> None:
    found = collect([site.put("/a", LARGE[kind]), site.put("/b", "good")], tmp_path, page_bytes=MIB, tries=1)
    assert outcomes(found)["/a"] == "too_large" or (kind == "one endless line" and outcomes(found)["/a"] == "error")
    assert outcomes(found)["/b"] == "fetched"
    assert site.paths().count("/a") == 1


SLOW = {
    "a byte at a time": endless(HEAD + b"\r\n", b"x", 0.05),
    "a header at a time": endless(b"HTTP/1.1 200 OK\r\n", b"a: b\r\n", 0.05),
    "a chunk at a time": endless(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n", 0.05),
}


@pytest.mark.parametrize("kind", SLOW)
def test_a_site_that_drips_is_left_when_the_time_is_up(site: Site, tmp_path: Path, kind: str) -> None:
    found = collect([site.put("/a", SLOW[kind]), site.put("/b", "good")], tmp_path, page_seconds=0.5)
    assert outcomes(found) == {"/a": "too_slow", "/b": "fetched"}


@pytest.mark.parametrize("sent", [b"", HEAD + b"Content-Length: 9\r\n\r\nhalf"])
def test_a_site_that_falls_silent_is_tried_again(site: Site, tmp_path: Path, sent: bytes) -> None:
    silent = endless(sent, b"", 0.2)
    found = collect([site.put("/a", silent, page("good"))], tmp_path, idle_seconds=0.4, page_seconds=30)
    assert found.outcomes == {"fetched": 1}
    assert site.paths() == ["/a", "/a"]


def test_a_page_that_unpacks_to_too_much_is_stored_as_sent(site: Site, tmp_path: Path) -> None:
    bomb = gzip.compress(b"\0" * 50 * MIB)
    found = collect([site.put("/a", page(bomb, Content_Encoding="gzip"))], tmp_path, page_bytes=MIB)
    assert found.outcomes == {"fetched": 1}
    assert found.log.iloc[-1]["bytes"] == len(bomb)


def test_a_busy_site_is_asked_no_sooner_than_it_says(site: Site, tmp_path: Path) -> None:
    site.clock = clock = QuickClock()
    by_date = status(503, Retry_After="Sun, 01 Mar 2026 12:10:00 GMT")  # ten minutes from the start
    address = site.put("/a", status(429, Retry_After="120"), by_date, page("good"))
    found = collect([address], tmp_path, clock)
    assert found.outcomes == {"fetched": 1}
    times = [asked.at for asked in site.asked if asked.path == "/a"]
    assert times[1] - times[0] >= 120
    assert times[2] >= 600
    row = found.log.iloc[-1]
    assert (row["tries"], row["waited"] > 400) == (3, True)


def test_a_site_that_asks_for_too_long_a_wait_is_left_for_a_later_run(site: Site, tmp_path: Path) -> None:
    busy = site.put("/a", status(429, Retry_After="86400"), page("good"))
    addresses = [busy, site.put("/b", "good"), site.url("/b", "localhost")]
    clock = QuickClock()
    found = collect(addresses, tmp_path, clock)
    assert found.outcomes == {"error": 1, "gave_up": 1, "fetched": 1}
    assert clock.time < 900
    assert collect(addresses, tmp_path).outcomes == {"fetched": 3}


def test_pauses_grow_with_each_failure(site: Site, tmp_path: Path) -> None:
    site.clock = clock = QuickClock()
    collect([site.put("/a", status(503))], tmp_path, clock, tries=5, back_off=10, delay=0)
    times = [asked.at for asked in site.asked if asked.path == "/a"]
    pauses = [b - a for a, b in itertools.pairwise(times)]
    assert all(5 * 2**n <= pause <= 10 * 2**n + 0.01 for n, pause in enumerate(pauses))
    assert len(pauses) == 4


def test_a_site_that_keeps_failing_is_left_alone_and_others_are_not(site: Site, tmp_path: Path) -> None:
    addresses = [site.put(f"/{n}", status(500)) for n in range(30)]
    addresses.append(site.put("/good", "good").replace("127.0.0.1", "localhost"))
    found = collect(addresses, tmp_path, tries=2, host_failures=6)
    assert found.outcomes == {"error": 3, "gave_up": 27, "fetched": 1}
    assert len([p for p in site.paths() if p != "/good"]) == 6
    assert set(found.log[found.log["outcome"] == "gave_up"]["tries"]) == {0}


def test_a_redirect_to_a_site_that_was_left_alone_asks_nothing_there(site: Site, tmp_path: Path) -> None:
    bad = site.put("/bad", status(429, Retry_After="86400"))
    onward = site.put("/old", status(301, Location=site.url("/x"))).replace("127.0.0.1", "localhost")
    later = [site.put(f"/{n}", "good").replace("127.0.0.1", "localhost") for n in range(3)]
    found = collect([bad, *later, onward], tmp_path)
    assert found.outcomes == {"error": 1, "fetched": 3, "gave_up": 1}
    assert "/x" not in site.paths()


def test_texts_of_a_site_cannot_break_the_log(site: Site, tmp_path: Path) -> None:
    mean = raw(
        HEAD.replace(b"text/html", b'text/x"\x85,=1+1;\xff\x00\x1f'),
        b'ETag: "a\x0bb,\xff"\r\nContent-Length: 1\r\n\r\nx',
    )
    found = collect([site.put("/a", mean), site.put("/b", status(302, Location='/"c,\t\x0b=\x85'))], tmp_path)
    assert found.outcomes == {"fetched": 1, "not_found": 1}
    again = collect([site.url("/a"), site.url("/b")], tmp_path)
    assert again.log.shape == found.log.shape


def test_a_body_of_very_many_packed_parts_is_gone_through_once(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[int] = []

    class Counted:
        def __init__(self, kind: int) -> None:
            self._tool = zlib.decompressobj(kind)

        def decompress(self, data: bytes, most: int) -> bytes:
            given.append(len(data))
            return self._tool.decompress(data, most)

        def __getattr__(self, name: str) -> object:
            return getattr(self._tool, name)

    body = gzip.compress(b"", mtime=0) * 5000 + gzip.compress(b"end", mtime=0)
    monkeypatch.setattr(unpack, "zlib", SimpleNamespace(**{**vars(zlib), "decompressobj": Counted}))
    assert unpack.unpacked(body, "gzip", 100) == b"end"
    assert max(given) <= len(body) / 10
