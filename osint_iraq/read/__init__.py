"""Files and folders of saved reports to the articles table.

The names below are read from their files when they are first used: a process that only reads single pages
(`reading.read_content`) needs no frames.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from osint_iraq.read.articles import ReadResult, read, read_each
    from osint_iraq.read.faults import InputError, Problem

__all__ = ["InputError", "Problem", "ReadResult", "read", "read_each"]

_FILES = {
    "InputError": "faults", "Problem": "faults", "ReadResult": "articles", "read": "articles", "read_each": "articles",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _FILES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_FILES[name]}"), name)
