"""What robots.txt lets us do, as RFC 9309 has it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from protego import Protego

from osint_iraq.fetch.settings import ROBOT

BYTES = 500 * 1024  # what RFC 9309 asks a robot to read at least; the rest is not read
_NAMED = re.compile(rf"(?im)^([ \t]*user-agent[ \t]*:[ \t]*{ROBOT})[/ \t(;][^\r\n]*")
"""A line that names us with version and contact, as they stand in a site's logs; the parser knows the name alone."""
SECONDS = 24 * 3600.0  # how long an answer holds


@dataclass(frozen=True)
class Rules:
    """What one robots.txt says. `open`: there is none; `closed`: it could not be read, so nothing may be asked now."""

    verdict: Literal["read", "open", "closed"]
    until: float = float("inf")  # by the clock of the run
    parser: Protego | None = None
    outcome: str = ""  # of pages, where closed
    message: str = ""

    def allows(self, url: str) -> bool:
        """Whether the address may be asked for."""
        if self.parser is None:
            return self.verdict == "open"
        return bool(self.parser.can_fetch(url, ROBOT))

    @property
    def delay(self) -> float:
        """Seconds between requests that the site asks for (Crawl-delay, Request-rate); 0 where it says nothing."""
        if self.parser is None:
            return 0.0
        rate = self.parser.request_rate(ROBOT)
        per_request = rate.seconds / rate.requests if rate and rate.requests else 0.0
        return max(0.0, float(self.parser.crawl_delay(ROBOT) or 0.0), per_request)


def read(body: bytes, until: float) -> Rules:
    """The rules of a robots.txt; bytes that are no UTF-8 do not matter to the lines around them."""
    text = body[:BYTES].decode("utf-8-sig", "replace").replace("\0", "")
    return Rules("read", until, Protego.parse(_NAMED.sub(r"\1", text)))
