"""A connection that keeps the request and the head of the answer as sent, and ends at its limits of time and size."""

from __future__ import annotations

import io
import socket
import time
from collections.abc import Callable
from contextlib import suppress

from urllib3 import connection

from osint_iraq.fetch.faults import Trouble
from osint_iraq.fetch.guard import Guard


class Wire:
    """Stands where the HTTP client expects its socket. `head` is the head of the answer as it came."""

    def __init__(self, sock: socket.socket, seconds_left: Callable[[], float], limit: int) -> None:
        self._sock, self._left = sock, seconds_left
        self.limit = limit
        self.received = 0
        self.sent, self.head, self.in_head = bytearray(), bytearray(), True
        self.peer = str(sock.getpeername()[0])

    def sendall(self, data: bytes) -> None:
        """Send, within the time that is left."""
        self._sock.settimeout(self._left())
        self._sock.sendall(data)
        self.sent += data

    def receive(self, into: memoryview) -> int:
        """Read what has come, within the time that is left; raises `Trouble` beyond the limit of bytes."""
        self._sock.settimeout(self._left())
        try:
            count = self._sock.recv_into(into)
        except TimeoutError as error:
            self._left()  # where the time in all is up, this says so
            raise Trouble("error", "the site stopped sending", again=True) from error
        self.received += count
        if self.received > self.limit:
            raise Trouble("too_large", f"more than {self.limit} bytes")
        return count

    def makefile(self, *_: object, **__: object) -> Tap:
        """The answer as a file, as http.client asks for it."""
        return Tap(self)

    def settimeout(self, _: float | None) -> None:
        """Passed over: each step gets the time that is left."""

    def close(self) -> None:
        """Passed over: http.client lets go before the body is read; `end` closes."""

    def break_off(self) -> None:
        """Let whoever waits for an answer wait no longer."""
        with suppress(OSError):  # it has ended by itself
            self._sock.shutdown(socket.SHUT_RDWR)

    def end(self) -> None:
        """Close for good."""
        self._sock.close()


class _Raw(io.RawIOBase):
    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def readable(self) -> bool:
        return True

    def readinto(self, into: memoryview) -> int:  # type: ignore[override]
        return self._wire.receive(into)


class Tap(io.BufferedReader):
    """The answer, which notes the lines that are read of it: those of its head."""

    def __init__(self, wire: Wire) -> None:
        super().__init__(_Raw(wire))
        self._wire = wire

    def readline(self, size: int | None = -1, /) -> bytes:
        """A line, noted."""
        line = super().readline(size)
        if self._wire.in_head:
            self._wire.head += line
        return line


class Deadline:
    """The time that one page may take, in all and without a byte."""

    def __init__(self, seconds: float, idle: float) -> None:
        self._end, self._idle, self._seconds = time.monotonic() + seconds, idle, seconds

    def left(self) -> float:
        """Seconds for the next step; raises `Trouble` where the time is up."""
        rest = self._end - time.monotonic()
        if rest <= 0:
            raise Trouble("too_slow", f"took more than {self._seconds:g} seconds in all")
        return min(rest, self._idle)


class _Guarded:
    """Connects to the address that the guard has checked, not to whatever the name means a moment later."""

    guard: Guard
    deadline: Deadline
    host: str
    port: int
    _dns_host: str

    def _new_conn(self) -> socket.socket:
        last: OSError | None = None
        for address in self.guard.addresses(self._dns_host.strip("[]"), self.port):
            try:
                sock = socket.create_connection((address, self.port), self.deadline.left())
            except OSError as error:
                last = error
                continue
            try:
                self.guard.check(self.host, [str(sock.getpeername()[0])])
            except BaseException:
                sock.close()
                raise
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return sock
        raise last or OSError("no address answered")


class PlainConnection(_Guarded, connection.HTTPConnection):
    """http, guarded."""


class SafeConnection(_Guarded, connection.HTTPSConnection):
    """https, guarded; certificate and server name are those of the host, whichever address is connected to."""
