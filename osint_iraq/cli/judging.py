"""The commands that judge what was made: evaluate against annotations, review by a person."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from osint_iraq.cli.speaking import DONE, VERBOSE, UsageError, say

if TYPE_CHECKING:
    import pandas as pd

_SHOWN = 10


def add_to(commands: Any) -> None:
    """Add the commands to the parser."""
    _add_evaluate(commands)
    _add_review(commands)


def _add_evaluate(commands: Any) -> None:
    command = commands.add_parser("evaluate", help="compare extracted mentions with gold annotations")
    command.add_argument("gold", nargs="+", type=Path, metavar="GOLD", help="gold annotations (JSONL)")
    made = command.add_mutually_exclusive_group(required=True)
    made.add_argument("--tables", type=Path, metavar="DIR", help="the folder that build wrote")
    made.add_argument("--mentions", type=Path, metavar="FILE", help="mentions.csv or mentions.parquet alone")
    command.add_argument("--part", choices=("dev", "test"), help="only this part, by split.csv beside the gold file")
    command.add_argument("--errors", action="store_true", help="list every error, with the words that were read")
    command.add_argument("--documents", action="store_true", help="list the scores of every document")
    command.add_argument(
        "--linking", type=Path, metavar="FILE", help="score the joining of reports too, by this file (needs --tables)"
    )
    command.add_argument("--json", action="store_true", help="print the scores as JSON")
    command.add_argument("-v", "--verbose", **VERBOSE)
    command.set_defaults(run=_evaluate)


def _add_review(commands: Any) -> None:
    command = commands.add_parser("review", help="what deserves a human look, as a sheet to fill; and the sheet back")
    command.add_argument("--tables", type=Path, metavar="DIR", help="the folder that build wrote")
    command.add_argument("--out", type=Path, metavar="FILE", help="the sheet to write (CSV)")
    command.add_argument("--apply", type=Path, metavar="FILE", help="a filled sheet, to be taken over as corrections")
    command.add_argument(
        "--corrections", type=Path, metavar="FILE", help="the corrections to add to (default data/hand/corrections.csv)"
    )
    command.add_argument("-v", "--verbose", **VERBOSE)
    command.set_defaults(run=_review)


def _evaluate(arguments: argparse.Namespace) -> int:
    from osint_iraq.evaluate import evaluate
    from osint_iraq.evaluate_files import read_gold, read_mentions, read_tables
    from osint_iraq.evaluate_text import documents_text, errors_text, scores_json, scores_text

    if arguments.linking and not arguments.tables:
        raise UsageError("--linking compares events, so it needs --tables, the folder that build wrote")
    gold = [doc for path in arguments.gold for doc in read_gold(path, arguments.part)]
    made = (read_mentions(arguments.mentions), {}) if arguments.mentions else read_tables(arguments.tables)
    scores = evaluate(gold, *made)
    say(scores_json(scores) if arguments.json else scores_text(scores))
    if arguments.documents:
        say("\n" + documents_text(scores))
    if arguments.errors:
        say("\n" + errors_text(scores))
    if arguments.linking:
        say("\n" + _linking_text(arguments, gold, made[0]))
    return DONE


def _linking_text(arguments: argparse.Namespace, gold: list[dict[str, Any]], mentions: pd.DataFrame) -> str:
    """The scores of the events in the tables, and of linking the annotated attacks themselves."""
    from osint_iraq.evaluate_linking import evaluate_linking, gold_mentions, read_linking
    from osint_iraq.evaluate_text import linking_text
    from osint_iraq.link import link
    from osint_iraq.reference import load_chronology
    from osint_iraq.storage import read_table

    linking, chronology = read_linking(arguments.linking), load_chronology()
    events = read_table(arguments.tables, "events")
    read = evaluate_linking(events, mentions, gold, linking, chronology)
    annotated = gold_mentions(gold)
    alone = link(annotated, read_table(arguments.tables, "articles"), chronology)
    perfect = evaluate_linking(alone, annotated, gold, linking, chronology)
    parts = [linking_text("events of the tables", read), linking_text("the annotated attacks, linked", perfect)]
    if events["corrected"].any():
        parts.append(f"{int(events['corrected'].sum())} events were corrected by hand, to the first part's gain")
    return "\n\n".join(parts)


def _review(arguments: argparse.Namespace) -> int:
    from osint_iraq.pipeline import load_tables
    from osint_iraq.reference import reference_folder
    from osint_iraq.review import apply_review, write_review

    if (arguments.apply is None) == (arguments.tables is None):
        raise UsageError("give --tables DIR --out FILE to get a sheet, or --apply FILE to hand a filled one in")
    if arguments.apply is not None:
        target = arguments.corrections or reference_folder().parent / "hand" / "corrections.csv"
        added = apply_review(arguments.apply, target)
        say(f"{len(added)} decisions added to {target}; build the tables again to apply them")
        return DONE
    if arguments.out is None:
        raise UsageError("say where the sheet goes: --out review.csv")
    sheet = write_review(load_tables(arguments.tables), arguments.out)
    say(_sheet_text(sheet))
    say(f"Sheet: {arguments.out} (fill decision, why and who; then osint-iraq review --apply {arguments.out})")
    return DONE


def _sheet_text(sheet: pd.DataFrame) -> str:
    """How many questions there are of each kind, and the first ones."""
    from osint_iraq.rows import records

    kinds = ", ".join(f"{n} {str(kind).replace('_', ' ')}" for kind, n in sheet["kind"].value_counts().items())
    weighty = int((sheet["influence"] > 0).sum())
    lines = [f"{len(sheet)} questions ({kinds or 'none'}); {weighty} of them could change a count"]
    first = records(sheet.head(_SHOWN))
    lines += [f"  {row['kind']}: {row['table']} {row['id']}, {row['field']}: {row['reason']}" for row in first]
    return "\n".join(lines)
