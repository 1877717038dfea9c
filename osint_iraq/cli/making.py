"""The commands that make something from reports: build, report, suggest."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from osint_iraq.cli.choosing import add_columns, confirmed_columns
from osint_iraq.cli.speaking import DONE, DONE_WITH_PROBLEMS, VERBOSE, UsageError, list_problems, say
from osint_iraq.cli.where import add_where

if TYPE_CHECKING:
    import pandas as pd


def add_to(commands: Any) -> None:
    """Add the commands to the parser."""
    _add_build(commands)
    _add_report(commands)
    _add_suggest(commands)


def _add_build(commands: Any) -> None:
    command = commands.add_parser("build", help="make every table from files and folders of reports")
    command.add_argument(
        "inputs", nargs="+", type=Path, metavar="INPUT", help="a file, an archive or a folder of reports"
    )
    command.add_argument("--out", required=True, type=Path, metavar="DIR", help="the folder for the tables")
    command.add_argument(
        "--reference", type=Path, metavar="DIR", help="chronology and political events, if not the own"
    )
    command.add_argument("--chronology", type=Path, metavar="FILE", help="another list of attacks in its columns")
    command.add_argument("--corrections", type=Path, metavar="FILE", help="corrections by hand, if not the own")
    command.add_argument(
        "--link-days", type=int, default=1, metavar="N", help="days by which a relative date may be off (default 1)"
    )
    command.add_argument(
        "--link-site",
        choices=("exact", "family", "area"),
        default="family",
        help="which places fit: the same, also what it lies in (default), also neighbours",
    )
    add_columns(command)
    command.add_argument(
        "--csv",
        choices=("guarded", "exact"),
        default="guarded",
        help="guarded (default): an apostrophe before text that a spreadsheet would take for a formula; exact: none",
    )
    add_where(command)
    command.add_argument("-v", "--verbose", **VERBOSE)
    command.set_defaults(run=_build)


def _add_report(commands: Any) -> None:
    command = commands.add_parser("report", help="one page, notebooks and charts from tables already built")
    command.add_argument("--tables", required=True, type=Path, metavar="DIR", help="the folder that build wrote")
    command.add_argument("--out", required=True, type=Path, metavar="DIR", help="the folder for the report")
    command.add_argument("--no-pdf", action="store_true", help="no report.pdf, even where a browser could print it")
    command.add_argument("-v", "--verbose", **VERBOSE)
    command.set_defaults(run=_report)


def _add_suggest(commands: Any) -> None:
    command = commands.add_parser("suggest", help="names of places and groups that the gazetteer lacks")
    command.add_argument(
        "inputs", nargs="+", type=Path, metavar="INPUT", help="a file, an archive or a folder of reports"
    )
    command.add_argument("--out", type=Path, metavar="FILE", help="the CSV file to write; without it, to the screen")
    command.add_argument(
        "--ner",
        metavar="MODEL",
        help="also ask a model of named entities: its folder, or 'pretrained' for that of camel-tools",
    )
    add_columns(command)
    command.add_argument("-v", "--verbose", **VERBOSE)
    command.set_defaults(run=_suggest)


def _build(arguments: argparse.Namespace) -> int:
    from osint_iraq.pipeline import build

    if arguments.link_days < 0:
        raise UsageError(f"--link-days {arguments.link_days}: give 0 or more")
    choices = {
        "reference": arguments.reference,
        "chronology": arguments.chronology,
        "corrections": arguments.corrections,
        "days": arguments.link_days,
        "site": arguments.link_site,
        "columns": confirmed_columns(arguments),
        "guard": arguments.csv == "guarded",
        "workers": arguments.workers,
        "scheduler": arguments.scheduler,
    }
    tables = build(arguments.inputs, arguments.out, progress=sys.stderr.isatty(), **choices)
    list_problems(tables.problems)
    if not tables.funnel["rows"].iloc[0]:
        raise UsageError(f"nothing readable in {', '.join(map(str, arguments.inputs))}: no table was written")
    say(_funnel_text(tables.funnel))
    say(f"Tables: {arguments.out}")
    return DONE_WITH_PROBLEMS if len(tables.problems) else DONE


def _funnel_text(funnel: pd.DataFrame) -> str:
    from osint_iraq.rows import records

    steps = records(funnel)
    width = max(len(f"{step['rows']:,}") for step in steps)
    return "\n".join(f"{s['rows']:>{width},}  {s['step'].replace('_', ' ')} ({s['meaning']})" for s in steps)


def _report(arguments: argparse.Namespace) -> int:
    from osint_iraq.report import make_report

    if not arguments.tables.is_dir():
        raise UsageError(
            f"{arguments.tables}: no such folder; build the tables first (osint-iraq build INPUT --out DIR)"
        )
    make_report(arguments.tables, arguments.out, pdf=not arguments.no_pdf)
    say(f"Report: {arguments.out / 'report.html'}")
    if (arguments.out / "report.pdf").is_file():
        say(f"To print: {arguments.out / 'report.pdf'}")
    say(f"Charts, notebooks, tables: {arguments.out / 'index.html'}")
    return DONE


def _suggest(arguments: argparse.Namespace) -> int:
    from osint_iraq.read import read
    from osint_iraq.storage import guarded_csv, write_files
    from osint_iraq.suggest import suggest
    from osint_iraq.suggest_ner import load_ner

    model = load_ner(arguments.ner) if arguments.ner else None
    found = read(arguments.inputs, progress=sys.stderr.isatty(), columns=confirmed_columns(arguments))
    list_problems(found.problems)
    if found.articles.empty:
        raise UsageError(f"nothing readable in {', '.join(map(str, arguments.inputs))}")
    names = suggest(found.articles, model)
    table = guarded_csv(names)

    def write(stream: IO[bytes]) -> None:
        stream.write(table.encode())

    if arguments.out is None:
        sys.stdout.write(table)
    else:
        write_files({arguments.out.name: write}, arguments.out.parent)
        say(f"{len(names)} names that the gazetteer lacks: {arguments.out}")
    return DONE_WITH_PROBLEMS if len(found.problems) else DONE
