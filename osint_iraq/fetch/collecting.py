"""From addresses, feeds and sitemaps to pages in WARC files and rows of the log."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tqdm import tqdm

from osint_iraq.fetch import robots
from osint_iraq.fetch.addresses import BadAddress, Wanted, normal
from osint_iraq.fetch.client import Ask, Fetcher, Reply
from osint_iraq.fetch.clock import Clock
from osint_iraq.fetch.faults import FetchError, Trouble
from osint_iraq.fetch.feeds import Entry, feed_entries, sitemap_entries
from osint_iraq.fetch.logbook import ASK_NEXT_TIME, IN_HAND, Log, Row
from osint_iraq.fetch.pace import Job
from osint_iraq.fetch.settings import Settings
from osint_iraq.fetch.traffic import REDIRECTS, Result, Traffic, redirected
from osint_iraq.fetch.unpack import unpacked
from osint_iraq.fetch.warc import Shelf, digest
from osint_iraq.schema_fetches import FETCHED, NOT_MODIFIED, REDIRECTED

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Plan:
    """What is asked for. `limit`: pages to ask for in this run; `again`: also those that are in hand, if changed."""

    pages: tuple[Wanted, ...] = ()
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    limit: int | None = None
    again: bool = False


@dataclass
class Tools:
    """What a run works with; tests bring their own."""

    log: Log
    shelf: Shelf
    fetcher: Fetcher
    settings: Settings
    clock: Clock
    chance: Callable[[], float]
    progress: bool = False


@dataclass
class Collector:
    """One run."""

    plan: Plan
    tools: Tools
    wanted: dict[str, None] = field(default_factory=dict)  # every page asked for, in order
    lists: Counter[str] = field(default_factory=Counter)  # outcomes of feeds and sitemaps
    unfit: int = 0  # addresses that can never be asked
    asked: int = 0

    def __post_init__(self) -> None:
        tools = self.tools
        self.traffic = Traffic(tools.fetcher, self._ask, self._handle, tools.settings, tools.clock, tools.chance)
        self._queued: set[str] = set()
        self._listed: set[tuple[str, str]] = set()
        self._bar: Any = tqdm(desc="pages", total=0, unit="page", disable=not tools.progress)

    def run(self) -> None:
        """Ask for all of it."""
        with self._bar:
            self._want(self.plan.pages)
            for url in self.plan.feeds:
                self._list(Job(url, "feed", "given"))
            for url in self.plan.sitemaps:
                self._list(Job(url, "sitemap", "given"))
            self.traffic.run()

    def outcomes(self) -> Counter[str]:
        """{outcome: pages asked for}; `left` are those that this run did not come to."""
        found = Counter[str]()
        for url in self.wanted:
            row = self.tools.log.follow(url)[1]
            found["left" if row is None or row.outcome == REDIRECTED else row.outcome] += 1
        if self.unfit:
            found["refused_address"] += self.unfit
        return found

    def _want(self, pages: Iterable[Wanted]) -> None:
        unfit = []
        for page in pages:
            if page.fault:
                unfit.append(self._row(Job(page.url, "page", page.source), "refused_address", message=page.fault))
            elif page.url not in self.wanted:
                self.wanted[page.url] = None
                self._queue_page(page)
        self.unfit += len(unfit)
        self.tools.log.add(row for row in unfit if row.url not in self.tools.log.last)

    def _queue_page(self, page: Wanted) -> None:
        url, row, trail = (page.url, None, ()) if self.plan.again else self.tools.log.follow(page.url)
        full = self.plan.limit is not None and self.asked >= self.plan.limit
        if url in self._queued or full or (row is not None and self._stands(row)):
            return
        self._queued.add(url)
        self.asked += 1
        self._bar.total += 1
        self.traffic.push(Job(url, "page", page.source, trail))

    def _stands(self, row: Row) -> bool:
        """Whether a row of an earlier run says all there is to say."""
        lifted = row.outcome == "refused_private" and self.tools.settings.allow_private
        return row.outcome not in (*ASK_NEXT_TIME, REDIRECTED) and not lifted

    def _list(self, job: Job) -> bool:
        """Queue a feed or sitemap that was not queued yet; False where there were too many already."""
        if (job.purpose, job.url) in self._listed:
            return True
        if len(self._listed) >= self.tools.settings.sitemaps_most:
            return False
        self._listed.add((job.purpose, job.url))
        self.traffic.push(job)
        return True

    def _ask(self, job: Job) -> Ask:
        settings = self.tools.settings
        if job.purpose == "robots":
            return Ask(job.url, robots.BYTES, cut=True)
        if job.purpose != "page":
            return Ask(job.url, settings.page_bytes)
        known, headers = self._earlier(job.url), {}
        if known and known.etag:
            headers["If-None-Match"] = known.etag
        if known and known.last_modified:
            headers["If-Modified-Since"] = known.last_modified
        return Ask(job.url, settings.page_bytes, headers, texts_only=True)

    def _earlier(self, url: str) -> Row | None:
        row = self.tools.log.last.get(url)
        return row if row is not None and row.outcome in IN_HAND and row.warc else None

    def _handle(self, settled: list[tuple[Job, Result]]) -> None:
        rows = [self._settled(job, result) for job, result in settled]
        self.tools.log.add(rows)
        for row in rows:
            if row.purpose == "page" and row.outcome != REDIRECTED:
                self._bar.update()
            elif row.purpose in ("feed", "sitemap"):
                self.lists[row.outcome] += 1

    def _settled(self, job: Job, result: Result) -> Row:
        try:
            if isinstance(result, Trouble):
                return self._row(job, result.outcome, message=result.message)
            return self._answered(job, result)
        except Trouble as trouble:
            reply = result if isinstance(result, Reply) else None
            return self._row(job, trouble.outcome, reply, message=trouble.message)

    def _answered(self, job: Job, reply: Reply) -> Row:
        if reply.status in (200, 203):
            return self._whole(job, reply)
        known = self._earlier(job.url)
        if reply.status == 304 and known is not None and job.purpose == "page":
            return self._as_before(job, reply, known)
        if reply.status in REDIRECTS:
            return self._redirect(job, reply)
        if reply.status in (404, 410):
            return self._row(job, "not_found", reply)
        if 400 <= reply.status < 500 and reply.status not in (408, 425, 429):
            return self._row(job, "refused_by_site", reply)
        return self._row(job, "error", reply, message=f"answered with status {reply.status}")

    def _redirect(self, job: Job, reply: Reply) -> Row:
        onward = redirected(job, reply, self.tools.settings)
        if isinstance(onward, Trouble):
            raise onward
        row = self._row(job, REDIRECTED, reply, redirected_to=onward.url)
        if job.purpose in ("feed", "sitemap"):
            self.traffic.push(onward, first=True)
        elif job.purpose == "page" and onward.url not in self._queued:
            known = self.tools.log.last.get(onward.url)
            if self.plan.again or known is None or not self._stands(known):
                self._queued.add(onward.url)
                self.traffic.push(onward, first=True)
        return row

    def _whole(self, job: Job, reply: Reply) -> Row:
        if job.purpose == "page":
            return self._keep(job, reply)
        message = None
        if job.purpose != "robots":
            message = self._take_entries(job, reply)
        return self._row(job, FETCHED, reply, message=message)

    def _keep(self, job: Job, reply: Reply) -> Row:
        known, now = self._earlier(job.url), self.tools.clock.utc()
        if known is not None and known.digest == digest(reply.body):
            return self._as_before(job, reply, known)
        try:
            place = self.tools.shelf.add(reply, now)
        except OSError as error:
            raise FetchError(
                f"{self.tools.shelf.folder}: could not be written ({error.strerror or error}); "
                "make room and run again, it goes on where it stopped"
            ) from error
        return self._row(
            job, FETCHED, reply, warc=place.file, warc_offset=place.offset, warc_length=place.length,
            digest=digest(reply.body),
        )  # fmt: skip

    def _as_before(self, job: Job, reply: Reply, known: Row) -> Row:
        """No second record: the row leads to the one that holds the page."""
        row = self._row(
            job, NOT_MODIFIED, reply, warc=known.warc, warc_offset=known.warc_offset, warc_length=known.warc_length,
            digest=known.digest,
        )  # fmt: skip
        row.etag, row.last_modified = row.etag or known.etag, row.last_modified or known.last_modified
        return row

    def _take_entries(self, job: Job, reply: Reply) -> str:
        """Queue what a feed or sitemap lists; says how much that was."""
        settings, plan = self.tools.settings, self.plan
        most = settings.feed_bytes if job.purpose == "feed" else settings.sitemap_bytes
        data = unpacked(reply.body, reply.headers.get("content-encoding", ""), most)
        if job.purpose == "feed":
            entries = feed_entries(data, reply.url, reply.headers.get("content-type", ""))[: settings.list_entries]
        else:
            entries = sitemap_entries(data, settings.list_entries)
        taken = [entry for entry in entries if entry.within(plan.since, plan.until)]
        self._want(_addresses(taken, job.url))
        left = self._take_sitemaps(job, taken)
        message = f"{len(entries)} addresses, {len(taken)} of the days asked for"
        if len(entries) >= settings.list_entries:
            message += f"; only the first {settings.list_entries} were looked at"
        if left:
            message += f"; {left} sitemaps in it were left out, the limits are reached: narrow the days, or give them"
            log.warning("%s: %d sitemaps in it were left out; narrow the days, or give them themselves", job.url, left)
        return message

    def _take_sitemaps(self, job: Job, taken: Iterable[Entry]) -> int:
        """Queue the sitemaps that a sitemap lists; how many were left out."""
        inside = [a for a in _addresses(taken, job.url, "sitemap") if not a.fault]
        if job.depth >= self.tools.settings.sitemap_depth:
            return sum(("sitemap", a.url) not in self._listed for a in inside)
        return sum(not self._list(Job(a.url, "sitemap", job.url, depth=job.depth + 1)) for a in inside)

    def _row(self, job: Job, outcome: str, reply: Reply | None = None, **more: Any) -> Row:
        row = Row(job.url, job.purpose, job.source, self.tools.clock.utc(), outcome, tries=job.tries,
                  waited=round(job.waited, 3), **more)  # fmt: skip
        if reply is not None:
            row.status = reply.status
            row.content_type = reply.type or None
            if reply.status in (200, 203):
                row.bytes = len(reply.body)
            row.etag = _validator(reply.headers.get("etag"))
            row.last_modified = _validator(reply.headers.get("last-modified"))
        return row


def _validator(value: str | None) -> str | None:
    """What can be sent back as it came: short and plain."""
    return value if value and len(value) <= 200 and value.isascii() and value.isprintable() else None


def _addresses(entries: Iterable[Entry], source: str, kind: str = "page") -> Iterable[Wanted]:
    for entry in entries:
        if entry.kind == kind:
            try:
                yield Wanted(normal(entry.url, base=source), source)
            except BadAddress as error:
                yield Wanted(entry.url, source, f"{source}: {error}")
