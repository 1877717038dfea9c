"""Pages that a browser saved in one file (.mht, .mhtml): the page itself, without its pictures and frames."""

from __future__ import annotations

import email
import email.errors
import email.policy
from collections.abc import Iterator
from email.header import decode_header
from email.message import Message
from email.utils import parsedate_to_datetime

from osint_iraq.read.containers.contents import size_of, whole
from osint_iraq.read.containers.http import moment
from osint_iraq.read.documents import Container, RawDocument
from osint_iraq.read.faults import Problem

_TIMES = 6  # how much larger than a page the file may be: its pictures lie in it
_PARTS = 20_000  # lines that may begin a part; a page with all its pictures has some hundred
_PAGES = ("text/html", "application/xhtml+xml")


def read_mhtml(container: Container) -> Iterator[RawDocument | Problem]:
    """The one page of a file in MHTML, or the one problem with it."""
    most = container.options.limits.page_bytes
    data = whole(container, _TIMES * most)
    yield data if isinstance(data, Problem) else _page(container, data, most)


def _page(container: Container, data: bytes, most: int) -> RawDocument | Problem:
    shown = container.shown
    if data.count(b"\n--") > _PARTS:
        return Problem(shown, "too_many", f"{shown} has more than {_PARTS:,} parts, which no page has; leave it out")
    try:
        message = email.message_from_bytes(data.lstrip(b"\xef\xbb\xbf\r\n"))
        part = _main(message)
        body = part.get_payload(decode=True) if part is not None else None
    except (email.errors.MessageError, ValueError, LookupError, RecursionError, AssertionError) as error:
        text = f"{shown} is a damaged web archive ({type(error).__name__}: {error}); save the page again"
        return Problem(shown, "damaged", text)
    if part is not None and _broken_off(message, part):
        return Problem(shown, "damaged", f"{shown} breaks off inside the page; save the page again")
    if part is None or not isinstance(body, bytes) or not body.strip():
        return Problem(shown, "no_page", f"{shown} holds no page, only what belongs to one; save the page again")
    if len(body) > most:
        return Problem(shown, "too_large", f"{shown} holds a page of more than {size_of(most)}, which no report has")
    charset = str(part.get_param("charset", "", "content-type") or "")
    kind = "text" if part.get_content_type() == "text/plain" else "html"
    facts = _facts(message, part)
    return RawDocument(
        container.path, body, body, "text" if kind == "text" else "html", container.member, charset, facts
    )


def _main(message: Message) -> Message | None:
    """The part that is the page: named by `start`, else at the address of the snapshot, else the first that is HTML."""
    parts = [p for p in message.walk() if not p.is_multipart()]
    pages = [p for p in parts if p.get_content_type() in _PAGES]
    start = str(message.get_param("start", "") or "").strip("<> ")
    place = _header(message, "Snapshot-Content-Location") or _header(message, "Content-Location")
    named = (p for p in pages if start and _header(p, "Content-ID").strip("<> ") == start)
    placed = (p for p in pages if place and _header(p, "Content-Location") == place)
    plain = (p for p in parts if p.get_content_type() == "text/plain" and len(parts) == 1)
    return next(named, None) or next(placed, None) or next(iter(pages), None) or next(plain, None)


def _broken_off(message: Message, page: Message) -> bool:
    """True where the file ends inside the page, before the mark that ends the last part."""
    parts = [p for p in message.walk() if not p.is_multipart()]
    unclosed = any(isinstance(d, email.errors.CloseBoundaryNotFoundDefect) for d in message.defects)
    return unclosed and parts[-1] is page


def _facts(message: Message, part: Message) -> dict[str, str]:
    """Address, title, and when it was saved, which is no date of publication."""
    places = (
        _header(message, "Snapshot-Content-Location"),
        _header(part, "Content-Location"),
        _header(message, "Content-Location"),
    )
    url = next((p for p in places if p.startswith(("http://", "https://"))), "")
    title = " ".join(_decoded(_header(message, "Subject")).split())
    facts = {"url": url, "title": title, "fetched": _saved(_header(message, "Date"))}
    return {name: value for name, value in facts.items() if value}


def _saved(value: str) -> str:
    """When the page was saved, in ISO form; empty where that is not said."""
    try:
        return moment(parsedate_to_datetime(value))
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""


def _header(message: Message, name: str) -> str:
    value = message.get(name)
    return str(value).replace("\r\n", "").replace("\n", "").strip() if value is not None else ""


def _decoded(value: str) -> str:
    """A header as RFC 2047 writes it; one that is written wrongly stays as it is."""
    try:
        parts = decode_header(value)
        return "".join(p.decode(c or "ascii", "replace") if isinstance(p, bytes) else p for p, c in parts) or value
    except (email.errors.HeaderParseError, LookupError, ValueError):
        return value
