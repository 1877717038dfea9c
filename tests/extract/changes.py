"""What every change of a text is made of: pure functions that choose the same for the same text."""

from __future__ import annotations

import random
import zlib
from collections.abc import Callable

from osint_iraq.text import LETTERS

Change = Callable[[str], str]
WORD_END = f"(?![{LETTERS}])"


def chance(text: str) -> random.Random:
    """Chance that falls the same way for the same text."""
    return random.Random(zlib.crc32(text.encode()))


def named(*changes: Change) -> dict[str, Change]:
    """Changes by their names, as the tests show them."""
    return {change.__name__.replace("_", " ").strip(): change for change in changes}
