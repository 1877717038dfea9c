"""A site on this machine that answers as it is told, and notes who asked for what; and time that passes at once."""

from __future__ import annotations

import gzip
import socket
import socketserver
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from fastwarc.warc import ArchiveIterator, WarcRecordType

from osint_iraq.fetch import Collected, Settings, fetch
from osint_iraq.fetch.clock import Clock

TODAY = datetime(2026, 3, 1, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Asked:
    path: str
    headers: Mapping[str, str]
    at: float = 0.0


Answer = Callable[[socket.socket, Asked], None]


@dataclass
class Site:
    port: int = 0
    answers: dict[str, list[Answer]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    clock: Clock | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def put(self, path: str, *answers: Answer | bytes | str) -> str:
        """Answer requests for a path: with each in turn, then always with the last."""
        self.answers[path] = [page(a) if isinstance(a, bytes | str) else a for a in answers]
        return self.url(path)

    def paths(self, robots: bool = False) -> list[str]:
        return [a.path for a in self.asked if robots or a.path != "/robots.txt"]

    def answer(self, connection: socket.socket) -> None:
        data = b""
        while b"\r\n\r\n" not in data:
            piece = connection.recv(65536)
            if not piece:
                return
            data += piece
        first, *lines = data.decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines if line)}
        asked = Asked(first.split(" ")[1], headers, self.clock.now() if self.clock else 0.0)
        with self.lock:
            self.asked.append(asked)
            waiting = self.answers.get(asked.path, [status(404)])
            answer = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        answer(connection, asked)


@contextmanager
def serving() -> Iterator[Site]:
    site = Site()

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with suppress(OSError):  # whoever asked has gone
                site.answer(self.request)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads, allow_reuse_address, request_queue_size, block_on_close = True, True, 64, False

    with Server(("127.0.0.1", 0), Handler) as server:
        site.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield site
        server.shutdown()


def raw(*pieces: bytes) -> Answer:
    """Bytes as they are, then the end of the connection."""
    return lambda connection, _: connection.sendall(b"".join(pieces))


def status(code: int, **headers: str) -> Answer:
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return raw(f"HTTP/1.1 {code} Said\r\n{lines}Content-Length: 0\r\n\r\n".encode())


def page(body: bytes | str, kind: str = "text/html; charset=utf-8", **headers: str) -> Answer:
    data = body.encode() if isinstance(body, str) else body
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return raw(f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n{lines}Content-Length: {len(data)}\r\n\r\n".encode(), data)


def zipped(body: bytes, kind: str = "text/html; charset=utf-8") -> Answer:
    return page(gzip.compress(body, mtime=0), kind, Content_Encoding="gzip")


def endless(head: bytes, piece: bytes, between: float = 0.0) -> Answer:
    """Goes on sending until whoever asked has had enough."""

    def answer(connection: socket.socket, _: Asked) -> None:
        connection.sendall(head)
        while True:
            connection.sendall(piece)
            if between:
                threading.Event().wait(between)

    return answer


class QuickClock(Clock):
    """Sleeping takes no time, but time passes."""

    def __init__(self) -> None:
        super().__init__()
        self.time = 0.0
        self.slept: list[float] = []

    def now(self) -> float:
        return self.time

    def utc(self) -> datetime:
        return TODAY + timedelta(seconds=self.time)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds


def collect(inputs: Any, out: Path, clock: Clock | None = None, **options: Any) -> Collected:
    """A run without real waiting. Options of Settings and of fetch, mixed."""
    names = {"feeds", "sitemaps", "since", "until", "limit", "again"}
    own = {name: options.pop(name) for name in names & options.keys()}
    settings = Settings(**{"allow_private": True, "idle_seconds": 5.0, **options})
    return fetch(inputs, out, settings=settings, clock=clock or QuickClock(), **own)


def outcomes(found: Collected, purpose: str = "page") -> dict[str, str]:
    """{path: newest outcome}."""
    rows = found.log[found.log["purpose"] == purpose]
    return {"/" + url.split("/", 3)[3]: outcome for url, outcome in zip(rows["url"], rows["outcome"], strict=True)}


def pages(folder: Path) -> list[tuple[str, bytes]]:
    """Address and unpacked body of each response in the WARC files, digests checked."""
    found = []
    for path in sorted((folder / "pages").glob("*.warc.gz")):
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream, record_types=WarcRecordType.response, auto_decode="all"):
                found.append((record.headers["WARC-Target-URI"], record.reader.read()))
    return found
