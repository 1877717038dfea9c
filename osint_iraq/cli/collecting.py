"""The command that collects pages from the web: fetch."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from typing import TYPE_CHECKING, Any

from osint_iraq.cli.speaking import DONE, DONE_WITH_PROBLEMS, NOTHING_DONE, VERBOSE, complain, list_problems, say

if TYPE_CHECKING:
    import pandas as pd

    from osint_iraq.fetch import Collected

_SEEN = {"fetched", "not_modified", "redirected"}


def add_to(commands: Any) -> None:
    """Add the command to the parser."""
    command = commands.add_parser("fetch", help="collect pages from the web, politely, into WARC files")
    command.add_argument("inputs", nargs="*", metavar="INPUT",
                         help="an address, or a file of them: one a line, or CSV with a column url")  # fmt: skip
    command.add_argument("--out", required=True, metavar="DIR", help="the folder for pages and log")
    command.add_argument("--contact", default="", metavar="WHO",
                         help="a mail address or web page where sites can reach you; they are told it")  # fmt: skip
    command.add_argument(
        "--feed", action="append", default=[], metavar="URL", help="also the pages of an RSS or Atom feed"
    )
    command.add_argument("--sitemap", action="append", default=[], metavar="URL", help="also the pages of a sitemap")
    command.add_argument("--since", type=_day, metavar="DAY", help="of feeds and sitemaps: pages from this day on")
    command.add_argument("--until", type=_day, metavar="DAY", help="of feeds and sitemaps: pages up to this day")
    command.add_argument("--limit", type=int, metavar="N", help="ask for N pages at most; the next run goes on")
    command.add_argument("--again", action="store_true", help="ask whether pages already fetched have changed")
    command.add_argument("--delay", type=float, default=5.0, metavar="S",
                         help="seconds between two requests to one site (default 5), or what it asks for")  # fmt: skip
    command.add_argument("--page-size", type=float, default=16, metavar="MIB", help="largest page (default 16)")
    command.add_argument("--page-time", type=float, default=120, metavar="S", help="longest time a page (default 120)")
    command.add_argument("--allow-private", action="store_true",
                         help="also addresses of the own network; for tests and intranets")  # fmt: skip
    command.add_argument("-v", "--verbose", **VERBOSE)
    command.set_defaults(run=_fetch)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day like 2024-07-25") from error


def _fetch(arguments: argparse.Namespace) -> int:
    import logging

    from osint_iraq.fetch import FetchError, Settings, fetch
    from osint_iraq.fetch.settings import MIB

    if arguments.page_size <= 0 or arguments.page_time <= 0:
        raise FetchError("--page-size and --page-time: give more than 0")
    logging.getLogger("urllib3").setLevel(logging.ERROR)  # what it warns of is in the log, in plain words
    settings = Settings(
        contact=arguments.contact,
        allow_private=arguments.allow_private,
        delay=arguments.delay,
        page_bytes=int(arguments.page_size * MIB),
        page_seconds=arguments.page_time,
    )
    found = fetch(
        arguments.inputs,
        arguments.out,
        feeds=arguments.feed,
        sitemaps=arguments.sitemap,
        since=arguments.since,
        until=arguments.until,
        limit=arguments.limit,
        again=arguments.again,
        settings=settings,
        progress=sys.stderr.isatty(),
    )
    return _closing(found)


def _closing(found: Collected) -> int:
    list_problems(_problems(found.log))
    for outcome, pages in sorted(found.outcomes.items(), key=lambda item: -item[1]):
        say(f"{pages:>7,}  {outcome.replace('_', ' ')}")
    say(f"Log: {found.folder / 'fetches.csv'}")
    if found.in_hand:
        say(f"Pages: {found.pages} (osint-iraq build {found.pages} --out DIR)")
    if found.stopped or found.outcomes.get("left"):
        complain("not all pages were asked for; the same command goes on from here")
    if found.complete:
        return DONE
    return DONE_WITH_PROBLEMS if found.in_hand else NOTHING_DONE


def _problems(log: pd.DataFrame) -> pd.DataFrame:
    """The newest row of each address, where something was wrong, as problems are listed."""
    newest = log.drop_duplicates(["url", "purpose"], keep="last")
    wrong = newest[~newest["outcome"].isin(_SEEN) & (newest["purpose"] != "robots")]
    said = wrong["url"] + ": " + wrong["outcome"].str.replace("_", " ") + (", " + wrong["message"]).fillna("")
    return wrong.assign(severity="warning", message=said)[["severity", "message"]]
