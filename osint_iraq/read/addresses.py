"""Web addresses: the page's own behind an archive or a cache, and the host without what only tells devices apart."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from urllib.parse import SplitResult, unquote, urlsplit

import regex

_ARCHIVED = regex.compile(
    r"^(?:https?://)?(?:web\.archive\.org|archive\.(?:org|ph|is|today|md|li|vn|fo)|arquivo\.pt)"
    r"/(?:web/|wayback/)?\d{4,14}(?:[a-z]{2}_)?/(?P<own>.+)$",
    regex.IGNORECASE,
)
_CACHED = regex.compile(
    r"^(?:https?://)?(?:webcache\.googleusercontent\.com/search\?q=cache:(?:[\w-]{12}:)?(?P<own>[^+&\s]+)"
    r"|(?:www\.)?google\.[a-z.]{2,6}/amp/(?P<amp>s/)?(?P<own>.+)"
    r"|[\w-]+\.cdn\.ampproject\.org/(?:[cvirw]/)?(?P<amp>s/)?(?P<own>.+))$",
    regex.IGNORECASE,
)
_SCHEME = regex.compile(r"^[a-z][a-z0-9+.-]*:", regex.IGNORECASE)
_DEVICE = regex.compile(r"^(?:www\d?|ww\d|m|mobile|amp|wap|web|mail|beta|old|new|cdn|static)\.(?=.+\.)")
_DAY = regex.compile(r"(?<!\d)((?:19|20)\d\d)[/-](\d{1,2})[/-](\d{1,2})(?!\d)")
_LAYERS = 3  # an archived copy of a cached AMP page has two


def day_of_address(url: str) -> date | None:
    """The day that stands in the page's own address, as many sites put that of publication there.

    >>> day_of_address("https://example.org/2020/06/14/a"), day_of_address("https://example.org/2020/06/a")
    (datetime.date(2020, 6, 14), None)
    """
    match = _DAY.search(own_address(url))
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def own_address(url: str) -> str:
    """The address of the page itself where `url` is that of an archived or cached copy of it; else `url`.

    >>> own_address("https://web.archive.org/web/20200614020900id_/http://example.org/a")
    'http://example.org/a'
    """
    url = url.strip()
    for _ in range(_LAYERS):
        match = _ARCHIVED.match(url) or _CACHED.match(url)
        if not match:
            return url
        own = unquote(match["own"]) if "%3A%2F%2F" in match["own"].upper() else match["own"]
        secure = "amp" in match.re.groupindex and match["amp"]
        url = own if _SCHEME.match(own) and "//" in own[:12] else f"http{'s' if secure else ''}://{own}"
    return url


def host_of(url: str) -> str:
    """The host of an address in small letters, in Unicode where it was written in Punycode; empty where it has none.

    >>> host_of("http://user@M.Example.org:8080/a"), host_of("no address")
    ('m.example.org', '')
    """
    try:
        parts = _split(own_address(url))
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return ""
    if "." not in host or any(c.isspace() for c in host):
        return ""
    return _readable(host)


def _split(url: str) -> SplitResult:
    return urlsplit(url if "//" in url else f"//{url}")


def _readable(host: str) -> str:
    if "xn--" not in host:
        return host
    try:
        return host.encode("ascii").decode("idna")
    except UnicodeError:
        return host


def without_device(host: str) -> str:
    """The host without «www.», «m.», «amp.» and the like.

    >>> without_device("www2.example.org"), without_device("m.tv")
    ('example.org', 'm.tv')
    """
    while match := _DEVICE.match(host):
        host = host[match.end() :]
    return host


def domains_of(url: str) -> Iterator[str]:
    """What a table of domains may know an address as, the most exact first: host with its first folder, host, parents.

    >>> list(domains_of("https://www.example.org/arabic/x"))
    ['example.org/arabic', 'example.org']
    """
    host = without_device(host_of(url))
    if not host:
        return
    folder = next((f for f in _split(own_address(url)).path.split("/") if f), "").lower()
    labels = host.split(".")
    for first in range(len(labels) - 1):
        domain = ".".join(labels[first:])
        if folder:
            yield f"{domain}/{folder}"
        yield domain
