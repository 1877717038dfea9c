"""The commands for other people's data: convert theirs into our columns, export ours in the shape of theirs."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path
from typing import Any

from osint_iraq.cli.speaking import DONE, DONE_WITH_PROBLEMS, VERBOSE, list_problems, say


def add_to(commands: Any) -> None:
    """Add the commands to the parser."""
    convert = commands.add_parser("convert", help="your ACLED, GTD or UCDP GED export into the chronology's columns")
    convert.add_argument("file", type=Path, metavar="FILE", help="the file as you downloaded it")
    convert.add_argument("--from", required=True, dest="kind", choices=("acled", "gtd", "ged"), help="whose it is")
    convert.add_argument("--out", required=True, type=Path, metavar="FILE", help="the CSV file to write")
    convert.add_argument("-v", "--verbose", **VERBOSE)
    convert.set_defaults(run=_convert)
    export = commands.add_parser("export", help="the events as GeoJSON, or in columns like those of ACLED or UCDP GED")
    export.add_argument("--tables", required=True, type=Path, metavar="DIR", help="the folder that build wrote")
    export.add_argument("--as", required=True, dest="kind", choices=("acled", "ged", "geojson"), help="in which shape")
    export.add_argument("--out", required=True, type=Path, metavar="FILE", help="the file to write")
    export.add_argument("-v", "--verbose", **VERBOSE)
    export.set_defaults(run=_export)


def _convert(arguments: argparse.Namespace) -> int:
    from osint_iraq.exchange import read_acled, read_ged, read_gtd
    from osint_iraq.storage import write_csv, write_files

    readers = {"acled": read_acled, "gtd": read_gtd, "ged": read_ged}
    found = readers[arguments.kind](arguments.file)
    list_problems(found.problems)
    out = arguments.out
    write_files({out.name: partial(write_csv, found.chronology, "chronology")}, out.parent)
    say(f"{len(found.chronology)} attacks: {out} (osint-iraq build INPUT --out DIR --chronology {out})")
    return DONE_WITH_PROBLEMS if len(found.problems) else DONE


def _export(arguments: argparse.Namespace) -> int:
    from osint_iraq.exchange import write_export
    from osint_iraq.storage import read_table

    left_out = write_export(read_table(arguments.tables, "events"), arguments.kind, arguments.out)
    say(f"Export: {arguments.out}")
    for reason, n in left_out.items():
        say(f"left out: {n} ({reason})")
    return DONE
