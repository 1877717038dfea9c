"""The command line. Exit status 0: done; 1: done, with problems; 2: nothing done."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Sequence

from osint_iraq import __version__
from osint_iraq.cli import collecting, exchanging, judging, making
from osint_iraq.cli.speaking import DONE, DONE_WITH_PROBLEMS, NOTHING_DONE, VERBOSE, UsageError, complain

__all__ = ["DONE", "DONE_WITH_PROBLEMS", "NOTHING_DONE", "UsageError", "main"]

log = logging.getLogger(__name__)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status; expected errors become one plain line on stderr."""
    _open_closed_streams()
    arguments = _parser().parse_args(argv)
    logging.basicConfig(stream=sys.stderr, format="%(levelname)s: %(message)s")
    logging.getLogger("osint_iraq").setLevel(logging.DEBUG if arguments.verbose else logging.WARNING)
    try:
        return int(arguments.run(arguments))
    except _expected_errors() as error:
        log.debug("where it happened", exc_info=True)
        complain(str(error))
        return NOTHING_DONE
    except KeyboardInterrupt:
        complain("stopped; nothing was half-written")
        return NOTHING_DONE
    except BrokenPipeError:  # whoever read our output has read enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE


def _open_closed_streams() -> None:
    """Give a program that was started without streams, as schedulers do, ones that lead nowhere."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115 - as long as we run


def _expected_errors() -> tuple[type[Exception], ...]:
    """What can go wrong outside the program: unusable arguments, files and tables; anything else is a bug of ours."""
    from osint_iraq.evaluate_files import GoldError
    from osint_iraq.exchange import ExchangeError
    from osint_iraq.read import InputError
    from osint_iraq.schema import SchemaError
    from osint_iraq.storage import StorageError
    from osint_iraq.suggest_ner import NerError
    from osint_iraq.workers import WorkerError

    known = (UsageError, ExchangeError, GoldError, InputError, NerError, SchemaError, StorageError, WorkerError,
             FileNotFoundError, PermissionError)  # fmt: skip
    # only where they ran: what they need may not be installed
    optional = (("fetch", "FetchError"), ("report", "ReportError"), ("review", "ReviewError"))
    rooms = ((sys.modules.get(f"osint_iraq.{room}"), name) for room, name in optional)
    return (*known, *filter(None, [getattr(room, name, None) for room, name in rooms]))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="osint-iraq",
        description="Tables of attack events from Arabic news reports, and what they show.",
        epilog="Exit status: 0 done; 1 done, with problems listed in the table problems; 2 nothing could be done.",
    )
    parser.add_argument("--version", action="version", version=f"osint-iraq {__version__}")
    parser.set_defaults(verbose=False)
    parser.add_argument("-v", "--verbose", **VERBOSE)
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    collecting.add_to(commands)
    making.add_to(commands)
    judging.add_to(commands)
    exchanging.add_to(commands)
    return parser
