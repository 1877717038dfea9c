"""Files that are one page each: plain text and saved HTML."""

from __future__ import annotations

from collections.abc import Iterator

from osint_iraq.read.documents import MIB, Container, Kind, RawDocument
from osint_iraq.read.faults import Problem


def read_plain(container: Container) -> Iterator[RawDocument | Problem]:
    """The one page of a text file, or the one problem with it."""
    yield _page(container, "text")


def _page(container: Container, kind: Kind) -> RawDocument | Problem:
    most = container.options.limits.page_bytes
    try:
        data = container.stream.read(most + 1)
    except OSError as error:
        message = f"{container.shown} cannot be read ({error.strerror or error}); check the file and its permissions"
        return Problem(container.shown, "unreadable", message)
    if len(data) > most:
        message = f"{container.shown} has more than {most // MIB} MiB, which no report has; split it, or leave it out"
        return Problem(container.shown, "too_large", message)
    return RawDocument(container.path, data, data, kind, container.member)
