"""One request and its answer, kept as it was sent.

urllib3's connections are used without its pools: a pool would retry, redirect and unpack by itself, and each of these
must pass our own checks here. Proxies of the environment are not used: behind one, nobody could check the address.
"""

from __future__ import annotations

import re
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.client import HTTPException
from urllib.parse import urlsplit

from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse

from osint_iraq.fetch.addresses import PORTS
from osint_iraq.fetch.faults import Trouble
from osint_iraq.fetch.guard import Guard
from osint_iraq.fetch.settings import Settings
from osint_iraq.fetch.wire import Deadline, PlainConnection, SafeConnection, Wire

HEADER_BYTES = 30 * 1024  # readers of WARC take 32 KiB
_PIECE = 64 * 1024
_CONTINUE = re.compile(rb"HTTP/1\.\d 100\b")
_HEADER = re.compile(rb"[!-9;-~]+:|[ \t]")  # or more of the one before
_TEXTS = re.compile(r"text/(?!css|javascript|calendar|vcard)|application/(xhtml\+xml|xml|json|[\w.-]+\+(xml|json))\b")
_WHOLE = (200, 203)


@dataclass(frozen=True)
class Ask:
    """What to ask for. With `cut` a body beyond `limit` is cut there instead of refused; `texts_only` skips others."""

    url: str
    limit: int
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: bool = False
    texts_only: bool = False


@dataclass(frozen=True)
class Reply:
    """An answer. `head` and `request` are as sent; `body` too, but for the chunks that a transfer may cut it into.

    Only what came with status 200 or 203 has a body.
    """

    url: str
    status: int
    headers: Mapping[str, str]  # names in lower case
    body: bytes
    head: bytes
    request: bytes
    ip: str

    @property
    def type(self) -> str:
        """The media type without its parameters, in lower case; empty where none is given."""
        return self.headers.get("content-type", "").split(";")[0].strip().lower()


Fetcher = Callable[[Ask], Reply]


class Client:
    """Asks for pages. It follows nothing, repeats nothing and waits for nothing: `run` decides on all of these."""

    def __init__(self, settings: Settings, guard: Guard, context: ssl.SSLContext | None = None) -> None:
        self._settings, self._guard = settings, guard
        self._context = context or ssl.create_default_context()
        self._open: set[Wire] = set()

    def __call__(self, ask: Ask) -> Reply:
        """The answer to one request. Raises `Trouble`."""
        deadline = Deadline(self._settings.page_seconds, self._settings.idle_seconds)
        connection = self._connection(ask.url, deadline)
        try:
            connection.connect()
            wire = Wire(connection.sock, deadline.left, HEADER_BYTES)
            self._open.add(wire)
        except Exception as error:
            connection.close()
            raise _trouble(error) from error
        try:
            connection.sock = wire
            return self._exchange(connection, wire, ask)
        except Exception as error:
            raise _trouble(error) from error
        finally:
            self._open.discard(wire)
            wire.end()

    def abandon(self) -> None:
        """Break off all requests that are under way, from another thread."""
        for wire in list(self._open):
            wire.break_off()

    def _connection(self, url: str, deadline: Deadline) -> PlainConnection | SafeConnection:
        parts = urlsplit(url)
        connection: PlainConnection | SafeConnection
        host, timeout = parts.hostname or "", deadline.left()
        port = parts.port or PORTS[parts.scheme]  # where none is given, http.client looks for one in an IPv6 address
        if parts.scheme == "https":
            connection = SafeConnection(host, port, timeout=timeout, ssl_context=self._context)
        else:
            connection = PlainConnection(host, port, timeout=timeout)
        connection.guard, connection.deadline = self._guard, deadline
        return connection

    def _exchange(self, connection: PlainConnection | SafeConnection, wire: Wire, ask: Ask) -> Reply:
        parts = urlsplit(ask.url)
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request("GET", target, headers=self._headers(ask), preload_content=False, decode_content=False)
        response = connection.getresponse()
        wire.limit = HEADER_BYTES + 2 * ask.limit  # chunks of a transfer have a size line each
        wire.in_head = False
        if not wire.head.endswith((b"\r\n\r\n", b"\n\n")):
            raise Trouble("error", "the answer ended within its head", again=True)
        body = _body(response, ask) if response.status in _WHOLE else b""
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Reply(
            ask.url, response.status, headers, body, _head(bytes(wire.head), response), bytes(wire.sent), wire.peer
        )

    def _headers(self, ask: Ask) -> dict[str, str]:
        return {
            "User-Agent": self._settings.user_agent,
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,text/*;q=0.8,application/json;q=0.7",
            "Accept-Encoding": "gzip",
            "Connection": "close",
            **ask.headers,
        }


def _body(response: BaseHTTPResponse, ask: Ask) -> bytes:
    """The body without transfer chunks, read to its end. Raises `Trouble` for what is not wanted."""
    kind = response.headers.get("content-type", "").strip().lower()
    if ask.texts_only and kind and not _TEXTS.match(kind):
        raise Trouble("skipped_type", f"is {kind.split(';')[0][:80]}, which holds no report that we read")
    stated = response.headers.get("content-length", "")
    if not ask.cut and stated.isascii() and stated.isdigit() and int(stated) > ask.limit:
        raise Trouble("too_large", f"the site gives its size as {int(stated)} bytes; the limit is {ask.limit}")
    body = bytearray()
    for piece in response.stream(_PIECE, decode_content=False):
        body += piece
        if len(body) > ask.limit:
            if ask.cut:
                break
            raise Trouble("too_large", f"more than {ask.limit} bytes")
    return bytes(body[: ask.limit])


def _head(noted: bytes, response: BaseHTTPResponse) -> bytes:
    """The head of an answer, with the line ends that it should have and without a `100 Continue` before it.

    Where a line is no header, only what was understood is kept: the body was read by that, and readers of the record
    must read it by the same.
    """
    lines = [line.rstrip(b"\r") for line in noted.split(b"\n")]
    while _CONTINUE.match(lines[0]) and b"" in lines[:-1]:
        lines = lines[lines.index(b"") + 1 :]
    lines = [line for line in lines if line]
    if not all(_HEADER.match(line) for line in lines[1:]):
        lines[1:] = [f"{name}: {value}".encode("latin-1", "replace") for name, value in response.headers.items()]
    return b"\r\n".join(lines) + b"\r\n\r\n"


def _trouble(error: Exception) -> Trouble:
    """What an error of the network means for the log."""
    if isinstance(error, Trouble):
        return error
    if isinstance(error, ssl.SSLCertVerificationError):
        return Trouble("error", f"the certificate of the site is not valid ({error.verify_message})")
    if isinstance(error, HTTPError | HTTPException | OSError | ValueError):
        return Trouble("error", f"{type(error).__name__}: {error}", again=True)
    raise error
