"""Who published a page, and who merely supplied it: outlets.csv against bylines, source lines and the address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex

from osint_iraq import text
from osint_iraq.lexicon import rows
from osint_iraq.read.addresses import domains_of, host_of, without_device
from osint_iraq.read.lines import Line, core
from osint_iraq.read.markers import Found

_PARTS = regex.compile(r"[-–—/|:,;\u060c\u061b()«»\"“”„+©]|(?<=\s)\u0640+(?=\s)")
_WORD = regex.compile(r"\p{L}+")
_BYLINE_WORDS = 7
_BYLINE_REST = 2  # words beside the name: a city, a desk
_NAME_WORDS = 5
_STANDFIRST = 1  # one paragraph may stand above the byline


@dataclass(frozen=True)
class Outlet:
    """One row of outlets.csv: `kind` tells an outlet from a news agency whose report others print."""

    outlet: str
    kind: str


@lru_cache(maxsize=1)
def _names() -> dict[str, Outlet]:
    return {_key(r["name"]): Outlet(r["outlet"], r["kind"]) for r in rows("outlets")}


def _key(name: str) -> str:
    """The words of a name; where it is all digits, these."""
    folded = text.normalise(name)
    return core(folded) or folded.strip()


@lru_cache(maxsize=1)
def _domains() -> dict[str, str]:
    own = {r["outlet"]: r["outlet"] for r in rows("outlets") if "." in r["outlet"]}
    return own | {r["domain"]: r["outlet"] for r in rows("outlet_domains")}


def outlet_of_url(url: str) -> str | None:
    """The outlet of an address: what outlet_domains.csv or outlets.csv call its domain, else the domain itself.

    The address of an archived or cached copy counts as that of the page. None where the text is no web address.

    >>> outlet_of_url("https://www.example.org/a/b")
    'example.org'
    """
    known = _domains()
    found = next((known[d] for d in domains_of(url) if d in known), None)
    return found or without_device(host_of(url)) or None


def named(part: str) -> Outlet | None:
    """The outlet or agency whose name these words are."""
    return _names().get(_key(part))


def parts(line: Line) -> list[str]:
    """The pieces of a line between dashes, bars, brackets and quotation marks."""
    return pieces_of(line.original)


def pieces_of(words: str) -> list[str]:
    """The same of a text."""
    return [p.strip() for p in _PARTS.split(words) if _WORD.search(p)]


def byline(line: Line) -> list[Outlet]:
    """The outlets and agencies of a line that is only a byline, a dateline or a credit; else nothing."""
    speaker, _, said = line.original.partition(":")
    if line.words > _BYLINE_WORDS or (named(speaker) and _WORD.search(said)):
        return []
    pieces = parts(line)
    found = [o for o in map(named, pieces) if o]
    rest = sum(len(_WORD.findall(p)) for p in pieces if not named(p))
    return found if rest <= _BYLINE_REST else []


def credited(line: Line) -> bool:
    """True for a line that ends with the name of an outlet or agency set off by a dash, a bar or brackets."""
    pieces = parts(line)
    return len(pieces) > 1 and named(pieces[-1]) is not None


def outlet_of_page(lines: Sequence[Line], markers: Sequence[Found | None], paragraphs: Sequence[int]) -> str | None:
    """The outlet that a source line, a byline near the head or a name below the body tells; agencies do not count.

    `markers` is what `marker_of` says of each line.
    """
    for line, found in zip(lines, markers, strict=False):
        if found and found.marker.kind == "source" and found.content:
            return _of_source(line)
    body = [*paragraphs, len(lines), len(lines)][_STANDFIRST]
    last = paragraphs[-1] if paragraphs else len(lines)
    for line in [*lines[:body], *lines[max(body, last + 1) :]]:
        for outlet in byline(line):
            if outlet.kind == "outlet":
                return outlet.outlet
    return None


def _of_source(line: Line) -> str | None:
    """The outlet of a line such as «source: name»; a name that the lexicon lacks stands as written."""
    pieces = parts(line)[1:]
    known = [o for o in map(named, pieces) if o]
    for outlet in known:
        if outlet.kind == "outlet":
            return outlet.outlet
    if not known and len(pieces) == 1 and len(_WORD.findall(pieces[0])) <= _NAME_WORDS:
        return pieces[0]
    return None
