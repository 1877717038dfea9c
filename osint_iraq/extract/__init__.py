"""Articles -> mentions of attacks with their words, stated counts of attacks, dated political events.

The names below are read from their files when they are first used: a process that only reads single reports
(`reports.told`) needs no frames, and starts in half the time.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from osint_iraq.extract.articles import Extracted, extract, extract_each
    from osint_iraq.extract.reports import extract_text

__all__ = ["Extracted", "extract", "extract_each", "extract_text"]

_FILES = {
    "Extracted": "articles", "extract": "articles", "extract_each": "articles", "extract_text": "reports",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _FILES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_FILES[name]}"), name)
