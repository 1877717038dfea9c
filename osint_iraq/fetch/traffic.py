"""Who is asked next: one request a host at a time, each after its due pause, and nothing that robots.txt forbids.

All decisions are made in one thread; the others only carry one request each. So nothing here needs a lock.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

from osint_iraq.fetch import robots
from osint_iraq.fetch.addresses import BadAddress, host_of, normal, origin_of
from osint_iraq.fetch.client import Ask, Fetcher, Reply
from osint_iraq.fetch.clock import Clock
from osint_iraq.fetch.faults import Trouble
from osint_iraq.fetch.pace import ASK_AGAIN, Host, Job, back_off, retry_after
from osint_iraq.fetch.robots import Rules
from osint_iraq.fetch.settings import Settings
from osint_iraq.fetch.unpack import unpacked

log = logging.getLogger(__name__)

Result = Reply | Trouble
Handler = Callable[[list[tuple[Job, Result]]], None]
REDIRECTS = (301, 302, 303, 307, 308)
_LOOK_UP = 0.2  # seconds after which the loop looks whether it is to stop
_NO_ANSWER = ("error", "too_slow")
_TOGETHER = 1000  # refused addresses that are logged in one go


class Traffic:
    """Hosts with their queues. `handle` gets each job once, with its answer or with why there is none."""

    def __init__(
        self, fetcher: Fetcher, asking: Callable[[Job], Ask], handle: Handler, settings: Settings, clock: Clock,
        chance: Callable[[], float],
    ) -> None:  # fmt: skip
        self._fetcher, self._asking, self._handle = fetcher, asking, handle
        self._settings, self._clock, self._chance = settings, clock, chance
        self._hosts: dict[str, Host] = {}
        self._rules: dict[str, Rules] = {}
        self._learning: set[str] = set()  # origins whose robots.txt is being asked for
        self._flying: dict[Future[Reply], Job] = {}
        self.stopped = False

    def push(self, job: Job, first: bool = False) -> None:
        """Queue a job for its host."""
        queue = self._host(job).queue
        if first:
            queue.appendleft(job)
        else:
            queue.append(job)

    def stop(self) -> None:
        """Begin no further request; what is under way is finished."""
        self.stopped = True
        self._clock.wake()

    def run(self) -> None:
        """Until all queues are empty, or until it is stopped."""
        with ThreadPoolExecutor(self._settings.hosts_at_once) as pool:
            while True:
                if not self.stopped:
                    self._start(pool)
                if not self._flying and (self.stopped or not any(host.queue for host in self._hosts.values())):
                    return
                self._await()

    def _host(self, job: Job) -> Host:
        name = host_of(job.url)
        return self._hosts.setdefault(name, Host(name))

    def _start(self, pool: ThreadPoolExecutor) -> None:
        """Send what may be sent now; hosts take turns."""
        for host in list(self._hosts.values()):
            if len(self._flying) >= self._settings.hosts_at_once:
                return
            job = self._next(host)
            if job is not None:
                host.busy = True
                self._hosts[host.name] = self._hosts.pop(host.name)  # to the end of the round
                self._flying[pool.submit(self._fetcher, self._asking(job))] = job

    def _next(self, host: Host) -> Job | None:
        """The job to send to a host now; what may not be sent is settled on the way, without a pause."""
        while True:
            refused: list[tuple[Job, Result]] = []
            job = self._first_allowed(host, refused)
            if refused:  # together: each time the log is written, the disk is waited for
                self._settle(refused)
            if job is not None or len(refused) < _TOGETHER or self.stopped:
                return job

    def _first_allowed(self, host: Host, refused: list[tuple[Job, Result]]) -> Job | None:
        while host.waiting and len(refused) < _TOGETHER:
            job = host.queue[0]
            rules = self._known_rules(job)
            if host.given_up:
                refused.append((host.queue.popleft(), Trouble("gave_up", host.given_up)))
            elif rules is not None and not rules.allows(job.url):
                message = rules.message or "robots.txt of the site asks not to"
                refused.append((host.queue.popleft(), Trouble(rules.outcome or "refused_by_robots", message)))
            elif host.free_at > self._clock.now() or self._blocked(host):
                return None
            elif rules is not None or job.purpose == "robots":
                return host.queue.popleft()
            else:
                origin = origin_of(job.url)
                self._learning.add(origin)
                self.push(Job(f"{origin}/robots.txt", "robots", origin, about=origin), first=True)
        return None

    def _known_rules(self, job: Job) -> Rules | None:
        """What robots.txt says on a job, where it is known and still holds."""
        rules = self._rules.get(origin_of(job.url)) if job.purpose != "robots" else None
        return rules if rules is not None and rules.until > self._clock.now() else None

    def _await(self) -> None:
        """Until an answer has come or a host may be asked again."""
        now = self._clock.now()
        due = [host.free_at for host in self._hosts.values() if host.waiting and not self._blocked(host)]
        pause = max(0.0, min(due) - now) if due and not self.stopped else _LOOK_UP
        if not self._flying:
            self._clock.sleep(pause)
            return
        if len(self._flying) >= self._settings.hosts_at_once:
            pause = _LOOK_UP
        done, _ = wait(self._flying, min(max(pause, 0.01), _LOOK_UP), return_when=FIRST_COMPLETED)
        for future in done:
            self._done(self._flying.pop(future), _result(future))

    def _blocked(self, host: Host) -> bool:
        job = host.queue[0]
        return job.purpose != "robots" and origin_of(job.url) in self._learning

    def _done(self, job: Job, result: Result) -> None:
        host = self._host(job)
        host.busy = False
        host.free_at = self._clock.now() + max(self._settings.delay, host.pause)
        job.tries += 1
        if not _failed(result):
            host.failures = 0
            self._settle([(job, result)])
            return
        host.failures += 1
        pause = max(back_off(job.tries, self._settings, self._chance()), self._asked_pause(result), host.pause)
        host.free_at = max(host.free_at, self._clock.now() + pause)
        if pause > self._settings.patience:
            self._give_up(host, f"{host.name} asks to wait {pause:.0f} s; a later run will ask again", [(job, result)])
        elif host.failures >= self._settings.host_failures:
            self._give_up(host, f"{host.failures} requests to {host.name} failed one after another", [(job, result)])
        elif job.tries >= self._settings.tries or not _worth_trying(result):
            self._settle([(job, result)])
        else:
            job.waited += pause
            host.queue.appendleft(job)

    def _asked_pause(self, result: Result) -> float:
        if isinstance(result, Trouble):
            return 0.0
        return retry_after(result.headers.get("retry-after", ""), self._clock.utc())

    def _give_up(self, host: Host, why: str, settled: list[tuple[Job, Result]]) -> None:
        log.warning("%s; the rest of its addresses is left for a later run", why)
        host.given_up = why
        rest = [(job, Trouble("gave_up", why)) for job in host.queue]
        host.queue.clear()
        self._settle([*settled, *rest])

    def _settle(self, settled: list[tuple[Job, Result]]) -> None:
        for job, result in settled:
            if job.purpose == "robots":
                self._learn(job, result)
        self._handle(settled)

    def _learn(self, job: Job, result: Result) -> None:
        """What the answer to a robots.txt means for the pages that it speaks for."""
        until = self._clock.now() + robots.SECONDS
        if isinstance(result, Trouble):
            outcome = result.outcome if result.outcome.startswith("refused_") else "robots_unreachable"
            rules = Rules("closed", until, outcome=outcome, message=f"{job.url}: {result.message}")
        elif result.status in REDIRECTS:
            onward = redirected(job, result, self._settings)
            if isinstance(onward, Job):
                self.push(onward, first=True)
                return
            rules = Rules("open", until)
        elif result.status in (200, 203):
            rules = _read_rules(result, until)
        elif result.status in ASK_AGAIN or result.status >= 500:
            message = f"{job.url} answered with status {result.status}"
            rules = Rules("closed", until, outcome="robots_unreachable", message=message)
        else:
            rules = Rules("open", until)
        self._learning.discard(job.about)
        self._rules[job.about] = rules
        self._slow_down(job.about, rules)

    def _slow_down(self, origin: str, rules: Rules) -> None:
        host = self._hosts.setdefault(host_of(origin), Host(host_of(origin)))
        host.pause = max(host.pause, rules.delay)
        if host.pause > self._settings.patience and not host.given_up:
            self._give_up(host, f"robots.txt of {host.name} asks for {host.pause:.0f} s between requests", [])
        elif rules.delay:
            host.free_at = max(host.free_at, self._clock.now() + rules.delay)


def _read_rules(reply: Reply, until: float) -> Rules:
    try:
        return robots.read(unpacked(reply.body, reply.headers.get("content-encoding", ""), robots.BYTES, True), until)
    except Exception as error:  # whatever a parser trips over: what we cannot read, we do not take as leave
        return Rules("closed", until, outcome="robots_unreachable", message=f"{reply.url}: cannot be read ({error})")


def redirected(job: Job, reply: Reply, settings: Settings) -> Job | Trouble:
    """The job that a redirect asks for, or why it is not followed."""
    trail = (*job.trail, job.url)
    location = reply.headers.get("location", "")
    try:
        # bytes of a header are read as Latin-1; sites write UTF-8
        target = normal(location.encode("latin-1", "replace").decode("utf-8", "replace"), base=job.url)
    except BadAddress as error:
        return Trouble("refused_address", f"redirects to {location[:200]!r}, which {error}")
    if not location:
        return Trouble("error", "redirects without saying where")
    if target in trail:
        return Trouble("too_many_redirects", f"redirects in a circle: back to {target}")
    if len(trail) > settings.redirects:
        return Trouble("too_many_redirects", f"more than {settings.redirects} redirects, the last to {target}")
    return Job(target, job.purpose, job.source, trail, job.about, job.depth)


def _result(future: Future[Reply]) -> Result:
    try:
        return future.result()
    except Trouble as trouble:
        return trouble
    except Exception as error:  # one answer that trips our own code must not end the run
        log.exception("unexpected")
        return Trouble("error", f"unexpected {type(error).__name__}: {error}")


def _failed(result: Result) -> bool:
    if isinstance(result, Trouble):
        return result.again or result.outcome in _NO_ANSWER
    return result.status in ASK_AGAIN


def _worth_trying(result: Result) -> bool:
    return result.again if isinstance(result, Trouble) else True
