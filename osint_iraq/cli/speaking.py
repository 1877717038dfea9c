"""What every command says in the same way, and its exit status."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

DONE, DONE_WITH_PROBLEMS, NOTHING_DONE = 0, 1, 2
VERBOSE: dict[str, Any] = {
    "action": "store_true",
    "default": argparse.SUPPRESS,  # a command's own default would undo a -v that stands before the command
    "help": "say what is being done, and where an error arose",
}
_SHOWN = 20


class UsageError(Exception):
    """The arguments cannot be used; the message says why and what to give instead."""


def say(text: str) -> None:
    """One text to the screen."""
    sys.stdout.write(text + "\n")


def complain(text: str) -> None:
    """One line to the screen, apart from what a command makes."""
    sys.stderr.write(f"osint-iraq: {text}\n")


def list_problems(problems: pd.DataFrame) -> None:
    """The first problems, a line each, and how many more there are."""
    from osint_iraq.rows import records

    for row in records(problems.head(_SHOWN)):
        complain(f"{row['severity']}: {row['message']}")
    if len(problems) > _SHOWN:
        complain(f"… and {len(problems) - _SHOWN} more problems, all in the table problems")
