"""What lies between a file and its articles: the container that is opened, and the raw pages that come out of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Literal

from osint_iraq.read.faults import Problem

Kind = Literal["text", "html"]
MIB = 2**20


@dataclass(frozen=True)
class Limits:
    """How much one input may ask for; what goes beyond is a problem, never a crash and never cut in silence."""

    page_bytes: int = 16 * MIB  # one page, one row or one record, unpacked; a long report has a hundredth of it
    page_chars: int = 1_000_000  # the text of one page
    members: int = 1_000_000  # pages in one archive
    ratio: int = 200  # unpacked bytes to packed ones; Arabic pages reach 20
    ratio_from: int = 8 * MIB  # below this size the ratio does not matter
    depth: int = 3  # archives in archives
    seconds: float = 30.0  # one step of reading one page


@dataclass(frozen=True)
class ReadOptions:
    """What the user said about the inputs. `columns`: {our name: their name} for tables of articles, or "guess"."""

    columns: Mapping[str, str] | Literal["guess"] | None = None
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True)
class Container:
    """An opened file, or an opened member of one: what a reader of a format gets.

    `shown` names it in messages (`archive.zip::inner/a.html`), `member` is the part of that behind the file. `stream`
    can be read forward; only one over a file on disk can be counted on to seek.
    """

    path: Path
    shown: str
    stream: BinaryIO
    options: ReadOptions = field(default_factory=ReadOptions)
    member: str = ""
    depth: int = 0


@dataclass(frozen=True)
class RawDocument:
    """One page as it lies in a file: its bytes (they are hashed), what is to be read, what its container says.

    `content` is text where the container settles the encoding, else bytes, whose encoding `charset` may declare.
    `member` names the page inside its file and is empty for a file that is one page. `facts` holds what the container
    says: any of article_id, outlet, url, title, published (as written), fetched (ISO: when it was saved).
    """

    path: Path
    data: bytes
    content: str | bytes
    kind: Kind = "text"
    member: str = ""
    charset: str = ""
    facts: dict[str, str] = field(default_factory=dict)


Reader = Callable[[Container], Iterator[RawDocument | Problem]]
"""A format: from an opened container to its pages, one at a time and in their order."""
