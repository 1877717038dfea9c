"""Which versions made a result: those of installed packages, and one of our own method."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterator
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

__all__ = ["EXTRACTION", "READING", "installed_version", "method_version"]

EXTRACTION = ("camel-tools", "regex", "ahocorasick-rs", "hijridate")
"""The packages whose answers show in what extraction finds."""

READING = (*EXTRACTION, "resiliparse", "ftfy")
"""Those whose answers show in what reading finds."""

_PACKAGE = Path(__file__).resolve().parent


def installed_version(name: str) -> str | None:
    """The version of the installed package `name`; None where it is not installed.

    >>> installed_version("no-such-package") is None
    True
    """
    try:
        return version(name)
    except PackageNotFoundError:
        return None


@lru_cache
def method_version(*rooms: str, depends: tuple[str, ...] = ()) -> str:
    """One hash over all that the results of these rooms (read, extract, …) rest on, so that a changed method shows.

    That is the source of the rooms and of the modules that all rooms share, the lexicons and other data, the Python
    and the versions of the packages `depends`. Raises ValueError for a room that does not exist.

    >>> method_version("read") == method_version("read", depends=("pandas",))
    False
    """
    digest = hashlib.sha256(platform.python_version().encode())
    for name in depends:
        digest.update(f"\0{name}\0{installed_version(name)}".encode())
    for path in _sources(rooms):
        digest.update(b"\0" + path.relative_to(_PACKAGE).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _sources(rooms: tuple[str, ...]) -> Iterator[Path]:
    """The files that are hashed, in a fixed order."""
    yield from sorted(_PACKAGE.glob("*.py"))
    yield from sorted((_PACKAGE / "lexicons").glob("*.csv"))
    for room in rooms:
        if not (_PACKAGE / room).is_dir():
            raise ValueError(f"{room!r} is no room of {_PACKAGE.name}")
        files = (p for p in (_PACKAGE / room).rglob("*") if "__pycache__" not in p.relative_to(_PACKAGE).parts)
        yield from sorted(p for p in files if p.is_file())
