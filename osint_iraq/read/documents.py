"""What every reader of a file format yields: raw documents or problems."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from osint_iraq.read.faults import Problem


@dataclass(frozen=True)
class RawDocument:
    """One page as it lies in a file: its bytes (they are hashed), its text, and what its container says of it.

    `member` names the page inside an archive and is empty for a file that is one page. `facts` holds what the format
    itself carries (HTML meta, a WARC header): any of outlet, url, title, published.
    """

    path: Path
    data: bytes
    text: str
    member: str = ""
    facts: dict[str, str] = field(default_factory=dict)


Reader = Callable[[Path, str], Iterator[RawDocument | Problem]]
"""A format: from a file and the path to show in messages to its pages."""
