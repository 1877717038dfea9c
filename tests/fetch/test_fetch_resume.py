"""A run may be stopped at any moment; the next one goes on, and every page is in the files exactly once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import pytest
from fetch_site import QuickClock, Site, collect, page, pages, status
from filelock import FileLock
from warcio.archiveiterator import ArchiveIterator as OtherReader

from osint_iraq.fetch import FetchError
from osint_iraq.fetch.client import Client
from osint_iraq.fetch.logbook import Log
from osint_iraq.fetch.warc import Shelf
from osint_iraq.schema import TABLES
from osint_iraq.storage import read_csv


def check_whole(folder: Path, addresses: list[str]) -> None:
    """Every record can be read by others, and each page is there once."""
    found: Counter[str] = Counter()
    for path in (folder / "pages").iterdir():
        with path.open("rb") as stream:
            for record in OtherReader(stream, check_digests="raise"):
                record.content_stream().read()
                if record.rec_type == "response":
                    found[record.rec_headers["WARC-Target-URI"]] += 1
    assert found == Counter(addresses)
    log = read_csv(folder / "fetches.csv", "fetches")
    assert Counter(log[log["outcome"] == "fetched"]["url"]) >= found


def wait_for(site: Site, requests: int, process: subprocess.Popen[bytes]) -> None:
    while len(site.asked) < requests and process.poll() is None:
        time.sleep(0.005)


@pytest.fixture
def command(tmp_path: Path) -> list[str]:
    return [sys.executable, "-m", "osint_iraq.cli", "fetch", str(tmp_path / "list.txt"), "--out", str(tmp_path / "out"),
            "--allow-private", "--delay", "0"]  # fmt: skip


def test_killed_again_and_again_it_completes(site: Site, tmp_path: Path, command: list[str]) -> None:
    addresses = [site.put(f"/{n}", page(os.urandom(20_000 * (n % 4)))) for n in range(36)]
    (tmp_path / "list.txt").write_text("\n".join(addresses), encoding="utf-8")
    kills = 0
    for n in range(40):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(site, len(site.asked) + 2 + n % 9, process)
        process.kill()
        kills += process.wait() == -signal.SIGKILL
        if process.returncode == 0:
            break
    assert process.returncode == 0
    assert kills >= 4
    check_whole(tmp_path / "out", addresses)
    assert sum(Counter(site.paths()).values()) <= 36 + kills  # at most one page under way is asked for twice


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal between processes")
def test_ctrl_c_finishes_what_is_under_way_and_says_how_to_go_on(
    site: Site, tmp_path: Path, command: list[str]
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(connection, asked) -> None:  # type: ignore[no-untyped-def]
        begun.set()
        go_on.wait(30)
        page("good")(connection, asked)

    addresses = [site.put("/0", slow), *(site.put(f"/{n}", "good") for n in range(1, 5))]
    (tmp_path / "list.txt").write_text("\n".join(addresses), encoding="utf-8")
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert begun.wait(30)
    process.send_signal(signal.SIGINT)
    assert process.stderr is not None
    assert b"stopping" in process.stderr.readline()
    go_on.set()
    _, said = process.communicate(timeout=30)
    assert b"the same command goes on from here" in said
    assert process.returncode == 1
    assert [url for url, _ in pages(tmp_path / "out")] == addresses[:1]
    assert subprocess.run(command, capture_output=True).returncode == 0
    check_whole(tmp_path / "out", addresses)
    assert Counter(site.paths()) == Counter(f"/{n}" for n in range(5))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal between processes")
def test_a_second_ctrl_c_waits_for_nobody(site: Site, tmp_path: Path, command: list[str]) -> None:
    begun, never = threading.Event(), threading.Event()
    silent = lambda *_: (begun.set(), never.wait())  # noqa: E731
    (tmp_path / "list.txt").write_text(site.put("/0", silent), encoding="utf-8")
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert begun.wait(30)
    process.send_signal(signal.SIGINT)
    assert process.stderr is not None
    assert b"stopping" in process.stderr.readline()
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=20)  # without the second it would be 30 s without a byte, and that four times
    assert b"nothing was half-written" in said
    assert process.returncode == 2
    never.set()


def test_two_runs_into_one_folder_are_refused(site: Site, tmp_path: Path) -> None:
    with FileLock(tmp_path / ".fetch.lock"), pytest.raises(FetchError, match="another run"):
        collect([site.put("/a", "good")], tmp_path)
    assert site.asked == []
    assert collect([site.url("/a")], tmp_path).complete


def test_a_stop_between_any_two_bytes_is_mended(site: Site, tmp_path: Path) -> None:
    """Both files are cut, or torn, as a loss of power could leave them; what the log tells of is all there is."""
    addresses = [site.put(f"/{n}", f"good {n}") for n in range(3)]
    collect(addresses, tmp_path)
    log, (warc,) = tmp_path / "fetches.csv", (tmp_path / "pages").iterdir()
    log_bytes, warc_bytes = log.read_bytes(), warc.read_bytes()
    rows = read_csv(log, "fetches").iloc[-1]
    last = (rows["warc_offset"], log_bytes.rfind(b"\n", 0, -1) + 1)
    for end in range(last[0], len(warc_bytes), 97):
        warc.write_bytes(warc_bytes[:end])
        log.write_bytes(log_bytes[: last[1]])
        assert collect(addresses, tmp_path).complete
        check_whole(tmp_path, addresses)
        for extra in (tmp_path / "pages").iterdir():
            extra.unlink()
    header = log_bytes.find(b"\n") + 1
    for end in range(1, len(log_bytes), 61):
        log.write_bytes(log_bytes[:end])
        book = Log(log)
        assert log.read_bytes() == log_bytes[: max(header, log_bytes.rfind(b"\n", 0, end) + 1)]
        assert len(book.table()) == max(0, log_bytes[:end].count(b"\n") - 1)


@pytest.mark.parametrize("tail", [b"http://a", b"\0" * 4096, b"http://a/,page\n", b"\0\0\n\0", b'"http://a/,page\n\n'])
def test_a_torn_end_of_the_log_is_dropped(site: Site, tmp_path: Path, tail: bytes) -> None:
    collect([site.put("/a", "good")], tmp_path)
    log = tmp_path / "fetches.csv"
    whole = log.read_bytes()
    log.write_bytes(whole + tail)
    assert collect([site.url("/a")], tmp_path).complete
    assert log.read_bytes() == whole
    assert site.paths() == ["/a"]


def test_an_empty_log_gets_its_header(tmp_path: Path) -> None:
    (tmp_path / "fetches.csv").write_bytes(b"")
    assert list(Log(tmp_path / "fetches.csv").table().columns) == TABLES["fetches"].names


def test_pages_whose_files_are_gone_are_fetched_again(site: Site, tmp_path: Path) -> None:
    addresses = [site.put(f"/{n}", f"good {n}") for n in range(3)]
    collect(addresses, tmp_path, file_bytes=1)
    lost = sorted((tmp_path / "pages").iterdir())[1]
    lost.unlink()
    assert collect(addresses, tmp_path).complete
    check_whole(tmp_path, addresses)
    assert len(site.paths()) == 4


def test_files_without_their_log_are_not_touched(site: Site, tmp_path: Path) -> None:
    collect([site.put("/a", "good")], tmp_path)
    (warc,) = (tmp_path / "pages").iterdir()
    whole = warc.read_bytes()
    (tmp_path / "fetches.csv").unlink()
    with pytest.raises(FetchError, match="WARC files but no fetches"):
        collect([site.url("/a")], tmp_path)
    assert warc.read_bytes() == whole


def test_a_file_with_more_than_one_lost_page_is_not_cut(site: Site, tmp_path: Path) -> None:
    addresses = [site.put(f"/{n}", page(os.urandom(900_000))) for n in range(6)]
    collect(addresses, tmp_path)
    (warc,) = (tmp_path / "pages").iterdir()
    whole, log = warc.read_bytes(), tmp_path / "fetches.csv"
    log.write_bytes(log.read_bytes()[: log.read_bytes().find(b"\n") + 1])
    with pytest.raises(FetchError, match="knows nothing"):
        collect(addresses, tmp_path, page_bytes=1_000_000)
    assert warc.read_bytes() == whole


def test_a_redirect_that_was_not_yet_followed_is_followed_next_time(site: Site, tmp_path: Path) -> None:
    address = site.put("/old", status(301, Location="/new"))
    site.put("/new", status(500))
    assert collect([address], tmp_path, tries=1).outcomes == {"error": 1}
    site.put("/new", "good")
    assert collect([address], tmp_path).complete
    assert site.paths() == ["/old", "/new", "/new"]


def test_a_full_disk_is_said_and_the_next_run_goes_on(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, data: bytes) -> None:
        with path.open("ab") as stream:
            stream.write(data[: len(data) // 2])
        raise OSError(28, "No space left on device")

    addresses = [site.put(f"/{n}", f"good {n}") for n in range(3)]
    collect(addresses[:1], tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr("osint_iraq.fetch.warc._append", full)
        with pytest.raises(FetchError, match="No space left"):
            collect(addresses, tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr("osint_iraq.fetch.logbook._append", full)
        with pytest.raises(FetchError, match="No space left"):
            collect(addresses, tmp_path)
    assert collect(addresses, tmp_path).complete
    check_whole(tmp_path, addresses)


def test_an_unwritable_folder_is_said(site: Site, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(FetchError, match="choose another folder"):
        collect([site.url("/a")], tmp_path / "file")


def test_a_page_is_in_the_file_before_it_is_in_the_log(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The order on which resuming rests."""
    done: list[str] = []
    add, write = Shelf.add, Log.add
    monkeypatch.setattr(Shelf, "add", lambda *a: (add(*a), done.append("file"))[0])
    monkeypatch.setattr(
        Log, "add", lambda self, rows: ((rows := list(rows)) and done.append(rows[0].purpose)) or write(self, rows)
    )
    collect([site.put("/a", "good")], tmp_path)
    assert done == ["robots", "file", "page"]


def test_an_error_of_our_own_ends_one_page_and_not_the_run(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = Client.__call__

    def stumble(self: Client, ask):  # type: ignore[no-untyped-def]
        if ask.url.endswith("/bad"):
            raise KeyError("ours")
        return call(self, ask)

    monkeypatch.setattr(Client, "__call__", stumble)
    assert collect([site.url("/bad"), site.put("/a", "good")], tmp_path, QuickClock()).outcomes == {
        "error": 1,
        "fetched": 1,
    }
