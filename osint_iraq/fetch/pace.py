"""When a host may be asked again."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from osint_iraq.fetch.settings import Settings

ASK_AGAIN = (408, 425, 429, 500, 502, 503, 504)
"""Answers that may be better later."""


@dataclass
class Job:
    """One address to ask for. `trail`: the addresses whose redirects led here; `about`: the origin of a robots.txt."""

    url: str
    purpose: str = "page"
    source: str = ""
    trail: tuple[str, ...] = ()
    about: str = ""
    depth: int = 0  # of a sitemap in sitemaps
    tries: int = 0
    waited: float = 0.0


@dataclass
class Host:
    """The queue of one host. Only one request at a time goes to it, and none before `free_at`."""

    name: str
    queue: deque[Job] = field(default_factory=deque)
    free_at: float = 0.0
    busy: bool = False
    pause: float = 0.0  # that its robots.txt asks for between requests
    failures: int = 0  # failed requests in a row
    given_up: str = ""  # why, where it is left alone for the rest of the run

    @property
    def waiting(self) -> bool:
        """Whether something is to be asked and nothing is under way."""
        return bool(self.queue) and not self.busy


def back_off(tries: int, settings: Settings, chance: float) -> float:
    """Seconds before the next try: twice as long after each failure, by half at random (`chance` from 0 to 1).

    >>> settings = Settings(allow_private=True)
    >>> [back_off(tries, settings, 1.0) for tries in (1, 2, 3)], back_off(1, settings, 0.0)
    ([10.0, 20.0, 40.0], 5.0)
    """
    whole = min(settings.back_off * 2.0 ** min(tries - 1, 30), settings.patience)
    return float(whole * (0.5 + chance / 2))


def retry_after(value: str, now: datetime) -> float:
    """Seconds that a Retry-After header asks for, as a number or a date; 0 where it says nothing that can be read.

    >>> retry_after("120", datetime(2026, 1, 1, tzinfo=UTC))
    120.0
    >>> retry_after("Thu, 01 Jan 2026 00:05:00 GMT", datetime(2026, 1, 1, tzinfo=UTC))
    300.0
    """
    text = value.strip()
    if text.isascii() and text.isdigit():
        return float(text[:12])
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError, OverflowError):
        return 0.0
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds())
