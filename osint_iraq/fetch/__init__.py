"""Fetches pages from the web, politely, into WARC files with a log of every request."""

from __future__ import annotations

import logging
import random
import signal
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path

import pandas as pd

from osint_iraq.fetch.addresses import BadAddress, Wanted, normal, wanted
from osint_iraq.fetch.client import Client
from osint_iraq.fetch.clock import Clock
from osint_iraq.fetch.collecting import Collector, Plan, Tools
from osint_iraq.fetch.faults import FetchError
from osint_iraq.fetch.guard import Guard
from osint_iraq.fetch.logbook import IN_HAND, Log
from osint_iraq.fetch.settings import Settings
from osint_iraq.fetch.warc import Shelf, files, mend
from osint_iraq.folder_lock import Held, hold
from osint_iraq.schema_fetches import FETCHED

__all__ = ["Collected", "FetchError", "Settings", "fetch"]

log = logging.getLogger(__name__)

PAGES, LOG = "pages", "fetches.csv"


@dataclass(frozen=True)
class Collected:
    """What a run came to.

    `log` is the table fetches with the rows of all runs into the folder. `outcomes` counts the pages asked for in this
    run by how they stand now, `left` among them; `lists` does so for feeds and sitemaps. `stopped`: by Ctrl-C.
    """

    log: pd.DataFrame
    folder: Path
    outcomes: Mapping[str, int]
    lists: Mapping[str, int]
    stopped: bool = False

    @property
    def pages(self) -> Path:
        """The folder of the WARC files: an input of `build`."""
        return self.folder / PAGES

    @property
    def in_hand(self) -> int:
        """Pages asked for that are in the WARC files, from this run or an earlier one."""
        return sum(self.outcomes.get(outcome, 0) for outcome in IN_HAND)

    @property
    def complete(self) -> bool:
        """Whether everything that was asked for is in hand, and every feed and sitemap was read."""
        lists = sum(self.lists.values()) - self.lists.get(FETCHED, 0) - self.lists.get("redirected", 0)
        return not self.stopped and lists == 0 and self.in_hand == sum(self.outcomes.values())


def fetch(
    inputs: Sequence[str | Path] | str | Path,
    out: str | Path,
    *,
    feeds: Sequence[str] = (),
    sitemaps: Sequence[str] = (),
    since: date | None = None,
    until: date | None = None,
    limit: int | None = None,
    again: bool = False,
    settings: Settings | None = None,
    contact: str = "",
    progress: bool = False,
    clock: Clock | None = None,
) -> Collected:
    """Fetch pages into the folder `out`: WARC files in `out`/pages, and `out`/fetches.csv, which logs every request.

    `inputs` are addresses and files of addresses; `feeds` and `sitemaps` are addresses of lists, of which pages from
    the day `since` up to the day `until` are taken. At most `limit` pages are asked for. What an earlier run into the
    folder has is not asked for again; with `again` the sites are asked whether it has changed. `contact` (or
    `settings`) says how sites can reach you, `progress` shows a bar, `clock` is for tests. Raises `FetchError` where
    nothing can be asked for, or the folder is in use or cannot be written.

    >>> fetch(["ftp://news.example/1"], "pages", contact="desk@example.org")
    Traceback (most recent call last):
        ...
    osint_iraq.fetch.faults.FetchError: nothing to fetch: given: is no web address: it must begin with http:// or https://
    """
    chosen = settings or Settings(contact=contact)
    chosen = replace(chosen, contact=contact or chosen.contact)
    if limit is not None and limit < 1:
        raise FetchError(f"limit {limit}: give 1 or more")
    given = [inputs] if isinstance(inputs, str | Path) else inputs
    pages = tuple(page for one in given for page in wanted(one))
    plan = Plan(pages, _normal(feeds, "feed"), _normal(sitemaps, "sitemap"), since, until, limit, again)
    if not plan.feeds and not plan.sitemaps and not any(not page.fault for page in pages):
        raise FetchError(f"nothing to fetch: {_first_fault(pages)}")
    with _locked(Path(out)) as folder:
        return _collect(folder, plan, chosen, clock or Clock(), progress)


def _first_fault(pages: Sequence[Wanted]) -> str:
    return pages[0].fault if pages else "give an address, a file of addresses, a feed or a sitemap"


def _normal(addresses: Sequence[str], kind: str) -> tuple[str, ...]:
    try:
        return tuple(normal(address) for address in addresses)
    except BadAddress as error:
        raise FetchError(f"{kind} {', '.join(addresses)}: {error}") from error


@contextmanager
def _locked(folder: Path) -> Iterator[Path]:
    """The folder, for us alone."""
    with ExitStack() as held:
        try:
            held.enter_context(hold(folder / ".fetch.lock"))
        except Held as other:
            message = f"{folder}: another run ({other.holder}) is fetching into it; wait for its end, or choose another"
            raise FetchError(message) from other
        except OSError as error:
            why = error.strerror or error
            raise FetchError(f"{folder}: cannot be written ({why}); choose another folder") from error
        yield folder


def _collect(folder: Path, plan: Plan, settings: Settings, clock: Clock, progress: bool) -> Collected:
    book = _opened(folder, settings)
    described = {"software": settings.user_agent.partition(" ")[0], "http-header-user-agent": settings.user_agent,
                 "robots": "obey", **{name: str(value) for name, value in asdict(settings).items()}}  # fmt: skip
    shelf = Shelf(folder / PAGES, described, settings.file_bytes)
    client = Client(settings, Guard(settings.allow_private))
    run = Collector(plan, Tools(book, shelf, client, settings, clock, random.random, progress))
    with _stop_on_signal(run.traffic.stop, client.abandon):
        run.run()
    return Collected(book.table(), folder, run.outcomes(), run.lists, run.traffic.stopped)


def _opened(folder: Path, settings: Settings) -> Log:
    """The log, with the folder as its rows say: what a stopped run left half-done is taken away."""
    if not (folder / LOG).exists() and files(folder / PAGES):
        raise FetchError(f"{folder}: holds WARC files but no {LOG}, which tells what is in them; choose another folder")
    try:
        book = Log(folder / LOG)
        for done in mend(folder / PAGES, book.ends, settings.page_bytes):
            log.info(done)
    except OSError as error:
        raise FetchError(f"{folder}: cannot be written ({error.strerror or error}); choose another folder") from error
    lost = book.forget_lost({path.name: path.stat().st_size for path in files(folder / PAGES)})
    if lost:
        log.warning("%s: %d pages of the log are no longer in the WARC files and are fetched again", folder, lost)
    return book


@contextmanager
def _stop_on_signal(stop: Callable[[], None], abandon: Callable[[], None]) -> Iterator[None]:
    """Ctrl-C ends the run after what is under way; a second one at once."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.getsignal(signal.SIGINT)

    def second(*_: object) -> None:
        abandon()
        raise KeyboardInterrupt

    def first(*_: object) -> None:
        signal.signal(signal.SIGINT, second)
        log.warning("stopping: requests under way are finished; press Ctrl-C again to stop at once")
        stop()

    signal.signal(signal.SIGINT, first)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
