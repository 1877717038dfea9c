"""The addresses in feeds (RSS, Atom) and sitemaps, whoever wrote them: no entity is ever opened, nothing is loaded."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal
from xml.parsers import expat

import feedparser  # type: ignore[import-untyped]

from osint_iraq.fetch.faults import Trouble

_DEEPEST = 12
_DEEPEST_FEED = 2000  # with all the <br> that are never closed; the time of feedparser grows with its square
_TAG = re.compile(rb"<(/?)[A-Za-z_][^<>]*(?=>)")
_LONGEST = 4096  # of one text that we read


@dataclass(frozen=True)
class Entry:
    """One address of a feed or sitemap, with the day that stands beside it."""

    url: str
    day: date | None = None
    kind: Literal["page", "sitemap"] = "page"

    def within(self, since: date | None, until: date | None) -> bool:
        """Whether it is of the days asked for; without a day of its own it always is.

        A sitemap that was changed after `until` may still list older pages.
        """
        if self.day is None:
            return True
        late = until is not None and self.day > until and self.kind == "page"
        return not late and (since is None or self.day >= since)


def feed_entries(data: bytes, url: str, content_type: str = "") -> list[Entry]:
    """The entries of an RSS or Atom feed. Raises `Trouble` for what is none."""
    if _depth(data) > _DEEPEST_FEED:
        raise Trouble("error", f"is nested deeper than {_DEEPEST_FEED} elements, which no feed is")
    # as a stream: bytes given as such would be tried as the name of a file
    headers = {"content-location": url, **({"content-type": content_type} if content_type else {})}
    try:
        found = feedparser.parse(io.BytesIO(data), response_headers=headers, sanitize_html=False,
                                 resolve_relative_uris=True)  # fmt: skip
    except Exception as error:  # a parser of anything that calls itself a feed may stumble over anything
        raise Trouble("error", f"cannot be read as a feed ({type(error).__name__}: {error})") from error
    if not found.get("version") and not found.entries:
        raise Trouble("error", "is no RSS or Atom feed (for a sitemap there is --sitemap)")
    entries = [(entry.get("link"), _feed_day(entry)) for entry in found.entries]
    return [Entry(str(link), day) for link, day in entries if link]


def _depth(data: bytes) -> int:
    """How deep the elements lie in each other at most, whether or not they are ever closed."""
    depth = deepest = 0
    for tag in _TAG.finditer(data.replace(b"\0", b"")):  # UTF-16 has a zero at each letter of a tag
        if tag[1]:
            depth = max(0, depth - 1)
        elif not tag[0].endswith(b"/"):
            depth += 1
            deepest = max(deepest, depth)
    return deepest


def _feed_day(entry: feedparser.FeedParserDict) -> date | None:
    parsed = entry.get("published_parsed") or entry.get("updated_parsed")
    try:
        return date(*parsed[:3]) if parsed else None
    except (TypeError, ValueError):
        return None


def sitemap_entries(data: bytes, most: int) -> list[Entry]:
    """The entries of a sitemap or sitemap index (XML), or of a plain list of addresses; at most `most` of them.

    Raises `Trouble` for what is neither, and for XML that declares entities.
    """
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n\0\xff\xfe").startswith((b"<", b"\0<")):
        return list(_plain(data, most))
    reader = _Sitemap(most)
    try:
        reader.parser.Parse(data, True)
    except _Enough:
        pass
    except (expat.ExpatError, ValueError, LookupError) as error:  # the last two: an encoding that expat cannot read
        if not reader.entries:
            raise Trouble("error", f"is no sitemap: {error}") from error
    if reader.root not in ("urlset", "sitemapindex"):
        raise Trouble("error", f"is no sitemap: it begins with <{reader.root[:40]}> (for a feed there is --feed)")
    return reader.entries


def _plain(data: bytes, most: int) -> Iterator[Entry]:
    lines = [line.strip() for line in data.decode("utf-8-sig", "replace").split("\n")]
    found = [line for line in lines if line.startswith(("http://", "https://"))]
    if not found:
        raise Trouble("error", "is no sitemap: neither XML nor a list of addresses")
    yield from (Entry(line) for line in found[:most])


class _Enough(Exception):
    """The limit of entries is reached."""


class _Sitemap:
    """Goes through a sitemap and keeps loc, lastmod and the date of news."""

    def __init__(self, most: int) -> None:
        self.entries: list[Entry] = []
        self.root = ""
        self._most = most
        self._path: list[str] = []
        self._said: dict[str, str] = {}
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._open
        self.parser.EndElementHandler = self._close
        self.parser.CharacterDataHandler = self._text
        self.parser.EntityDeclHandler = self._refuse

    def _refuse(self, *_: object) -> None:
        raise Trouble("error", "declares entities, which no sitemap needs; it was not read")

    def _open(self, name: str, _: object) -> None:
        self._path.append(name.rpartition(" ")[2])
        if len(self._path) > _DEEPEST:
            raise Trouble("error", f"is nested deeper than {_DEEPEST} elements, which no sitemap is")
        self.root = self.root or self._path[0]
        if len(self._path) == 2:
            self._said = {}

    def _text(self, text: str) -> None:
        path = tuple(self._path[2:])
        if path in (("loc",), ("lastmod",), ("news", "publication_date")):
            self._said[path[-1]] = (self._said.get(path[-1], "") + text)[:_LONGEST]

    def _close(self, _: str) -> None:
        name = self._path.pop()
        if len(self._path) != 1 or name not in ("url", "sitemap"):
            return
        address = self._said.get("loc", "").strip()
        if address:
            day = _day(self._said.get("publication_date") or self._said.get("lastmod") or "")
            self.entries.append(Entry(address, day, "sitemap" if name == "sitemap" else "page"))
        if len(self.entries) >= self._most:
            raise _Enough


def _day(text: str) -> date | None:
    """The day, in UTC, of a date as sitemaps write it; none where only a year or month stands."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return (moment.astimezone(UTC) if moment.tzinfo else moment).date()
