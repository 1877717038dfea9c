"""Addresses of pages: one spelling for each, and the lists in which people keep them."""

from __future__ import annotations

import csv
import io
import ipaddress
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urljoin, urlsplit

from osint_iraq.fetch.faults import FetchError

_LONGEST = 4096
PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"[a-z0-9_-]([a-z0-9._-]*[a-z0-9_-])?")
_UNSEEN = re.compile(r"[\x00-\x20\x7f\\]")
_PATH = "/%:@!$&'()*+,;=~"
_QUERY = _PATH + "?"
_HAS_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")  # one letter alone is a drive of Windows


class BadAddress(ValueError):
    """No address of a page on the web; the message says why."""


@dataclass(frozen=True)
class Wanted:
    """An address that somebody asked for, and where it stood. With `fault` it is none that can be asked."""

    url: str
    source: str
    fault: str = ""


def normal(address: str, base: str = "") -> str:
    """One spelling of a web address: no fragment, no default port, host in lower case, all of it ASCII.

    Raises `BadAddress` for what is no http or https address, or names a user.

    >>> normal("HTTP://News.example.:80/خبر?id=7#top")
    'http://news.example/%D8%AE%D8%A8%D8%B1?id=7'
    """
    text = address.strip()
    if len(text) > _LONGEST:
        raise BadAddress(f"is longer than {_LONGEST} characters")
    try:
        parts = urlsplit(urljoin(base, text) if base else text)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise BadAddress(f"is no web address ({error})") from error
    if parts.scheme not in PORTS:
        raise BadAddress("is no web address: it must begin with http:// or https://")
    if "@" in parts.netloc:
        raise BadAddress("names a user before the host; give the address without it")
    if _UNSEEN.search(parts.netloc):
        raise BadAddress("has a space, a backslash or a control character in its host")
    shown = _host(host)
    if port is not None and port != PORTS[parts.scheme]:
        shown += f":{port}"
    return f"{parts.scheme}://{shown}{_quoted(parts.path, _PATH) or '/'}{_query(parts.query)}"


def _host(host: str) -> str:
    try:
        if ":" in host and "%" not in host:
            return f"[{ipaddress.IPv6Address(host)}]"
        plain = host.encode("idna").decode("ascii").rstrip(".").lower()
    except ValueError as error:
        raise BadAddress(f"has no valid host ({error})") from error
    if not _HOST.fullmatch(plain):
        raise BadAddress("has no valid host")
    return plain


def _quoted(text: str, safe: str) -> str:
    try:
        return quote(text, safe=safe)
    except UnicodeError as error:
        raise BadAddress("holds half a character (a lone surrogate)") from error


def _query(query: str) -> str:
    return f"?{_quoted(query, _QUERY)}" if query else ""


def host_of(url: str) -> str:
    """The host of a normal address, without the port: what the pace is kept for."""
    return urlsplit(url).hostname or ""


def origin_of(url: str) -> str:
    """Scheme, host and port of a normal address: what one robots.txt speaks for."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def wanted(given: str | Path) -> Iterator[Wanted]:
    """The addresses of one input: itself, or those of the file that it names (one a line, or CSV with a column url).

    Raises `FetchError` where the file cannot be read or has no column url.
    """
    if isinstance(given, str) and _HAS_SCHEME.match(given.strip()):
        yield _one(given.strip(), "given")
        return
    path = Path(given)
    text = _text(path)
    lines = _column(text, path) if path.suffix.lower() == ".csv" else enumerate(text.splitlines(), start=1)
    for number, line in lines:
        address = line.strip()
        if address and not address.startswith("#"):
            yield _one(address, f"{path.name}, line {number}")


def _one(address: str, source: str) -> Wanted:
    try:
        return Wanted(normal(address), source)
    except BadAddress as error:
        return Wanted(address, source, f"{source}: {error}")


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise FetchError(f"{path}: is not UTF-8 text (byte {error.start}); save the list as UTF-8") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise FetchError(
            f"{path}: cannot be read ({reason}); give an address (https://…) or a file of addresses"
        ) from error


def _column(text: str, path: Path) -> Iterator[tuple[int, str]]:
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        names = [name.strip().lower() for name in next(reader, [])]
        if "url" not in names:
            raise FetchError(f"{path}: has no column url (it has: {', '.join(names) or 'none'})")
        at = names.index("url")
        for row in reader:
            if len(row) > at:
                yield reader.line_num, row[at]
    except csv.Error as error:
        raise FetchError(f"{path}, line {reader.line_num}: is not CSV ({error})") from error
