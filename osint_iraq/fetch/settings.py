"""How a run behaves: its limits and manners, and how it presents itself."""

from __future__ import annotations

import re
from dataclasses import dataclass

from osint_iraq.fetch.faults import FetchError
from osint_iraq.versions import installed_version

MIB = 2**20
ROBOT = "osint_iraq"
"""The name that a robots.txt can address."""

_CONTACT = re.compile(r"[!-~]+@[\w.-]+\.\w+|https?://[!-'*-~]+", re.ASCII)
_SHORTEST_DELAY = 1.0


@dataclass(frozen=True)
class Settings:
    """The limits and manners of a run. Times are seconds.

    `patience` is the longest single wait: a site that asks for more is left for a later run, never asked sooner.
    """

    contact: str = ""  # a mail address or a web page, for the people who run the site
    allow_private: bool = False
    delay: float = 5.0  # between two requests to one host, from the end of the first
    page_bytes: int = 16 * MIB
    page_seconds: float = 120.0
    idle_seconds: float = 30.0  # without a byte
    redirects: int = 5
    tries: int = 4
    back_off: float = 10.0  # after the first failure; it doubles with each
    patience: float = 900.0
    host_failures: int = 10  # failed requests in a row after which a host is left alone
    hosts_at_once: int = 4
    file_bytes: int = 10**9
    sitemap_bytes: int = 64 * MIB  # unpacked; the protocol allows 50
    feed_bytes: int = 2 * MIB  # unpacked; feedparser, which takes any kind of feed, needs seconds for each of these
    list_entries: int = 50_000  # addresses of one sitemap or feed, as in the sitemap protocol
    sitemaps_most: int = 1_000
    sitemap_depth: int = 3

    def __post_init__(self) -> None:
        if self.contact and not _CONTACT.fullmatch(self.contact):
            raise FetchError(f"contact {self.contact!r}: give a mail address or the address of a web page")
        if not self.contact and not self.allow_private:
            raise FetchError(
                "no contact given: sites must be able to reach you (--contact you@example.org, or a web page)"
            )
        shortest = 0.0 if self.allow_private else _SHORTEST_DELAY
        if not shortest <= self.delay <= self.patience:
            raise FetchError(f"delay {self.delay:g}: give {shortest:g} to {self.patience:g} seconds")

    @property
    def user_agent(self) -> str:
        """What each request says about who asks.

        >>> Settings(contact="desk@example.org").user_agent.endswith(" (+desk@example.org)")
        True
        """
        contact = f" (+{self.contact})" if self.contact else ""
        return f"{ROBOT}/{installed_version('osint-iraq') or '0'}{contact}"
