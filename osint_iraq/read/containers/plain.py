"""Files that are one page each: plain text and saved HTML."""

from __future__ import annotations

from collections.abc import Iterator

from osint_iraq.read.containers.packed import PackedError
from osint_iraq.read.documents import MIB, Container, Kind, RawDocument
from osint_iraq.read.faults import Problem


def read_plain(container: Container) -> Iterator[RawDocument | Problem]:
    """The one page of a text file, or the one problem with it."""
    yield _page(container, "text")


def read_saved(container: Container) -> Iterator[RawDocument | Problem]:
    """The one page of a saved HTML file, or the one problem with it."""
    yield _page(container, "html")


def whole(container: Container, most: int) -> bytes | Problem:
    """All bytes of a container, or the problem with them: there are more than `most`, or they cannot be read."""
    shown = container.shown
    try:
        data = container.stream.read(most + 1)
    except PackedError as error:
        return packed_problem(shown, error)
    except OSError as error:
        message = f"{shown} cannot be read ({error.strerror or error}); check the file and its permissions"
        return Problem(shown, "unreadable", message)
    if len(data) > most:
        size = f"{most // MIB} MiB" if most >= MIB else f"{most} bytes"
        message = f"{shown} has more than {size}, which no report has; split it, or leave it out"
        return Problem(shown, "too_large", message)
    return data


def packed_problem(shown: str, error: PackedError) -> Problem:
    """What is said of a packed file that cannot be unpacked to its end."""
    mend = "leave it out" if error.code == "bomb" else "save or copy it again"
    return Problem(shown, error.code, f"{shown} {error.why}, at byte {error.at} of the packed file; {mend}")


def _page(container: Container, kind: Kind) -> RawDocument | Problem:
    data = whole(container, container.options.limits.page_bytes)
    if isinstance(data, Problem):
        return data
    return RawDocument(container.path, data, data, kind, container.member)
