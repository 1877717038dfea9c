"""The bytes of a container, whole or on the way, and what is said where they cannot be had to the end."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import BinaryIO, TypeVar

from osint_iraq.read.containers.packed import PackedError
from osint_iraq.read.documents import MIB, Container
from osint_iraq.read.faults import Problem

T = TypeVar("T")

_MEND = ", which no report has; split it, or leave it out"


def size_of(size: int) -> str:
    """A limit in words.

    >>> size_of(16 * MIB), size_of(100)
    ('16 MiB', '100 bytes')
    """
    return f"{size // MIB} MiB" if size >= MIB else f"{size} bytes"


def whole(container: Container, most: int, mend: str = _MEND) -> bytes | Problem:
    """All bytes of a container, or the problem with them: there are more than `most`, or they cannot be read."""
    shown = container.shown
    try:
        data = container.stream.read(most + 1)
    except PackedError as error:
        return packed_problem(shown, error)
    except OSError as error:
        return unreadable(shown, error)
    if len(data) > most:
        return Problem(shown, "too_large", f"{shown} has more than {size_of(most)}{mend}")
    return data


def seekable(container: Container, most: int) -> BinaryIO | Problem:
    """The stream of a format that is not read from its beginning on; inside of another archive it is held in memory."""
    if not container.member and container.stream.seekable():
        return container.stream
    data = whole(container, most, " inside of an archive; unpack it first")
    return data if isinstance(data, Problem) else io.BytesIO(data)


def guarded(container: Container, items: Iterator[T]) -> Iterator[T | Problem]:
    """What is read of a container bit by bit, and at the end the problem that ended it early."""
    try:
        yield from items
    except PackedError as error:
        yield packed_problem(container.shown, error)
    except OSError as error:
        yield unreadable(container.shown, error)


def packed_problem(shown: str, error: PackedError) -> Problem:
    """What is said of a packed file that cannot be unpacked to its end."""
    mend = "leave it out" if error.code == "bomb" else "save or copy it again"
    return Problem(shown, error.code, f"{shown} {error.why}, at byte {error.at} of the packed file; {mend}")


def unreadable(shown: str, error: OSError) -> Problem:
    """What is said of a file that the system does not let us read, or not to its end."""
    message = f"{shown} cannot be read ({error.strerror or error}); check the file and its permissions"
    return Problem(shown, "unreadable", message)
