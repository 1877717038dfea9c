"""Files that are one page each: plain text and saved HTML."""

from __future__ import annotations

from collections.abc import Iterator

from osint_iraq.read.containers.contents import whole
from osint_iraq.read.documents import Container, Kind, RawDocument
from osint_iraq.read.faults import Problem


def read_plain(container: Container) -> Iterator[RawDocument | Problem]:
    """The one page of a text file, or the one problem with it."""
    yield _page(container, "text")


def read_saved(container: Container) -> Iterator[RawDocument | Problem]:
    """The one page of a saved HTML file, or the one problem with it."""
    yield _page(container, "html")


def _page(container: Container, kind: Kind) -> RawDocument | Problem:
    data = whole(container, container.options.limits.page_bytes)
    if isinstance(data, Problem):
        return data
    return RawDocument(container.path, data, data, kind, container.member)
