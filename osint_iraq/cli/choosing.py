"""Which columns of a table of articles hold what: as the option says, or as a person at the terminal confirms."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from osint_iraq.cli.speaking import UsageError, complain

Columns = dict[str, str] | Literal["guess"]
_YES = ("y", "yes")
_LOOK = "osint_iraq.read.containers.opening:table_columns"


def add_columns(command: Any) -> None:
    """Add the option --columns to a command that reads inputs."""
    command.add_argument(
        "--columns",
        type=_columns,
        metavar="OURS=THEIRS,…",
        help="what the columns of tables of articles hold, such as text=body,title=headline; or 'guess'",
    )


def _columns(value: str) -> Columns:
    if value.strip() == "guess":
        return "guess"
    pairs = [pair.partition("=") for pair in value.split(",") if pair.strip()]
    wrong = [ours for ours, sign, theirs in pairs if not (sign and ours.strip() and theirs.strip())]
    if wrong or not pairs:
        raise argparse.ArgumentTypeError(f"'{value}' is not like text=body,title=headline, nor 'guess'")
    return {ours.strip(): theirs.strip() for ours, _, theirs in pairs}


def confirmed_columns(arguments: argparse.Namespace) -> Columns | None:
    """The option, or what a person at a terminal says to the guess; None where neither is there."""
    if arguments.columns is not None or not (sys.stdin.isatty() and sys.stderr.isatty()):
        chosen: Columns | None = arguments.columns
        return chosen
    guesses = list(_guesses(arguments.inputs))
    if not guesses:
        return None
    for guess in guesses:
        complain(guess)
    sys.stderr.write("Read these tables so? [y/N] ")
    sys.stderr.flush()
    if sys.stdin.readline().strip().lower() in _YES:
        return "guess"
    raise UsageError("no table was read; say what the columns hold: --columns text=body,title=headline,published=date")


def _guesses(inputs: list[Path]) -> Iterator[str]:
    """What the tables in the inputs seem to hold, a line each, where their columns are not ours but could be."""
    from osint_iraq.read.documents import Limits
    from osint_iraq.read.files import Source, find
    from osint_iraq.workers import Failure, run_each

    files = [source.path for source in find(inputs) if isinstance(source, Source)]
    for found in run_each(_LOOK, files, seconds=Limits().seconds):
        if not isinstance(found, Failure):  # reading the table tells of it
            yield from (f"{guess.table}: {guess.words()}" for guess in found if guess.usable)
