"""The commands: build, evaluate, report, suggest. Exit status 0: done; 1: done, with problems; 2: nothing done."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from osint_iraq import __version__

if TYPE_CHECKING:
    import pandas as pd

DONE, DONE_WITH_PROBLEMS, NOTHING_DONE = 0, 1, 2
_SHOWN = 20
_VERBOSE: dict[str, Any] = {
    "action": "store_true",
    "default": argparse.SUPPRESS,  # a command's own default would undo a -v that stands before the command
    "help": "say what is being done, and where an error arose",
}

log = logging.getLogger(__name__)


class UsageError(Exception):
    """The arguments cannot be used; the message says why and what to give instead."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status; expected errors become one plain line on stderr."""
    arguments = _parser().parse_args(argv)
    logging.basicConfig(stream=sys.stderr, format="%(levelname)s: %(message)s")
    logging.getLogger("osint_iraq").setLevel(logging.DEBUG if arguments.verbose else logging.WARNING)
    try:
        return int(arguments.run(arguments))
    except _expected_errors() as error:
        log.debug("where it happened", exc_info=True)
        _complain(str(error))
        return NOTHING_DONE
    except KeyboardInterrupt:
        _complain("stopped; nothing was half-written")
        return NOTHING_DONE
    except BrokenPipeError:  # whoever read our output has read enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE


def _expected_errors() -> tuple[type[Exception], ...]:
    """What can go wrong outside the program: unusable arguments, files and tables; anything else is a bug of ours."""
    from osint_iraq.evaluate_files import GoldError
    from osint_iraq.read import InputError
    from osint_iraq.schema import SchemaError
    from osint_iraq.storage import StorageError
    from osint_iraq.suggest_ner import NerError

    known = (UsageError, GoldError, InputError, NerError, SchemaError, StorageError, FileNotFoundError, PermissionError)
    report = sys.modules.get("osint_iraq.report")  # only where it ran: what it needs may not be installed
    return (*known, *filter(None, [getattr(report, "ReportError", None)]))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="osint-iraq",
        description="Tables of attack events from Arabic news reports, and what they show.",
        epilog="Exit status: 0 done; 1 done, with problems listed in the table problems; 2 nothing could be done.",
    )
    parser.add_argument("--version", action="version", version=f"osint-iraq {__version__}")
    parser.set_defaults(verbose=False)
    parser.add_argument("-v", "--verbose", **_VERBOSE)
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _add_build(commands)
    _add_evaluate(commands)
    _add_report(commands)
    _add_suggest(commands)
    return parser


def _add_build(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser("build", help="make every table from files and folders of reports")
    command.add_argument("inputs", nargs="+", type=Path, metavar="INPUT", help="a file or a folder of reports")
    command.add_argument("--out", required=True, type=Path, metavar="DIR", help="the folder for the tables")
    command.add_argument(
        "--reference", type=Path, metavar="DIR", help="chronology and political events, if not the own"
    )
    command.add_argument("-v", "--verbose", **_VERBOSE)
    command.set_defaults(run=_build)


def _add_evaluate(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser("evaluate", help="compare extracted mentions with gold annotations")
    command.add_argument("gold", nargs="+", type=Path, metavar="GOLD", help="gold annotations (JSONL)")
    made = command.add_mutually_exclusive_group(required=True)
    made.add_argument("--tables", type=Path, metavar="DIR", help="the folder that build wrote")
    made.add_argument("--mentions", type=Path, metavar="FILE", help="mentions.csv or mentions.parquet alone")
    command.add_argument("--part", choices=("dev", "test"), help="only this part, by split.csv beside the gold file")
    command.add_argument("--errors", action="store_true", help="list every error, with the words that were read")
    command.add_argument("--documents", action="store_true", help="list the scores of every document")
    command.add_argument("--json", action="store_true", help="print the scores as JSON")
    command.add_argument("-v", "--verbose", **_VERBOSE)
    command.set_defaults(run=_evaluate)


def _add_report(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser("report", help="notebooks, charts and tables from tables already built")
    command.add_argument("--tables", required=True, type=Path, metavar="DIR", help="the folder that build wrote")
    command.add_argument("--out", required=True, type=Path, metavar="DIR", help="the folder for the report")
    command.add_argument("-v", "--verbose", **_VERBOSE)
    command.set_defaults(run=_report)


def _add_suggest(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser("suggest", help="names of places and groups that the gazetteer lacks")
    command.add_argument("inputs", nargs="+", type=Path, metavar="INPUT", help="a file or a folder of reports")
    command.add_argument("--out", type=Path, metavar="FILE", help="the CSV file to write; without it, to the screen")
    command.add_argument(
        "--ner",
        metavar="MODEL",
        help="also ask a model of named entities: its folder, or 'pretrained' for that of camel-tools",
    )
    command.add_argument("-v", "--verbose", **_VERBOSE)
    command.set_defaults(run=_suggest)


def _build(arguments: argparse.Namespace) -> int:
    from osint_iraq.pipeline import build, save

    tables = build(arguments.inputs, progress=sys.stderr.isatty(), reference=arguments.reference)
    _list_problems(tables.problems)
    if tables.articles.empty:
        raise UsageError(f"nothing readable in {', '.join(map(str, arguments.inputs))}: no table was written")
    save(tables, arguments.out, arguments.reference)
    _say(_funnel_text(tables.funnel))
    _say(f"Tables: {arguments.out}")
    return DONE_WITH_PROBLEMS if len(tables.problems) else DONE


def _evaluate(arguments: argparse.Namespace) -> int:
    from osint_iraq.evaluate import evaluate
    from osint_iraq.evaluate_files import read_gold, read_mentions, read_tables
    from osint_iraq.evaluate_text import documents_text, errors_text, scores_json, scores_text

    gold = [doc for path in arguments.gold for doc in read_gold(path, arguments.part)]
    made = (read_mentions(arguments.mentions), {}) if arguments.mentions else read_tables(arguments.tables)
    scores = evaluate(gold, *made)
    _say(scores_json(scores) if arguments.json else scores_text(scores))
    if arguments.documents:
        _say("\n" + documents_text(scores))
    if arguments.errors:
        _say("\n" + errors_text(scores))
    return DONE


def _report(arguments: argparse.Namespace) -> int:
    from osint_iraq.report import make_report

    if not arguments.tables.is_dir():
        raise UsageError(
            f"{arguments.tables}: no such folder; build the tables first (osint-iraq build INPUT --out DIR)"
        )
    make_report(arguments.tables, arguments.out)
    _say(f"Report: {arguments.out}")
    return DONE


def _suggest(arguments: argparse.Namespace) -> int:
    from osint_iraq.read import read
    from osint_iraq.storage import write_files
    from osint_iraq.suggest import suggest
    from osint_iraq.suggest_ner import load_ner

    model = load_ner(arguments.ner) if arguments.ner else None
    found = read(arguments.inputs, progress=sys.stderr.isatty())
    _list_problems(found.problems)
    if found.articles.empty:
        raise UsageError(f"nothing readable in {', '.join(map(str, arguments.inputs))}")
    names = suggest(found.articles, model)
    table = names.to_csv(index=False, lineterminator="\n")

    def write(stream: IO[bytes]) -> None:
        stream.write(table.encode())

    if arguments.out is None:
        sys.stdout.write(table)
    else:
        write_files({arguments.out.name: write}, arguments.out.parent)
        _say(f"{len(names)} names that the gazetteer lacks: {arguments.out}")
    return DONE_WITH_PROBLEMS if len(found.problems) else DONE


def _funnel_text(funnel: pd.DataFrame) -> str:
    from osint_iraq.rows import records

    steps = records(funnel)
    width = max(len(f"{step['rows']:,}") for step in steps)
    return "\n".join(f"{s['rows']:>{width},}  {s['step'].replace('_', ' ')} ({s['meaning']})" for s in steps)


def _list_problems(problems: pd.DataFrame) -> None:
    from osint_iraq.rows import records

    for row in records(problems.head(_SHOWN)):
        _complain(f"{row['severity']}: {row['message']}")
    if len(problems) > _SHOWN:
        _complain(f"… and {len(problems) - _SHOWN} more problems, all in the table problems")


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


def _complain(text: str) -> None:
    sys.stderr.write(f"osint-iraq: {text}\n")


if __name__ == "__main__":
    sys.exit(main())
