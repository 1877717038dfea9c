"""One page, from its bytes to what it holds: decoding, main text, headline, publication, outlet, language.

A pure function of what it is given, so that it can run in a process that may be killed, and its results be kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from osint_iraq import text
from osint_iraq.read.addresses import day_of_address
from osint_iraq.read.decoding.encodings import Undecodable, decode
from osint_iraq.read.decoding.mojibake import mend
from osint_iraq.read.documents import Kind, Limits
from osint_iraq.read.language import detect_language
from osint_iraq.read.markup.html import HtmlFault, HtmlPage, read_html
from osint_iraq.read.moments import Moment
from osint_iraq.read.outlets import named, outlet_of_url
from osint_iraq.read.page import Page, read_page
from osint_iraq.read.written_dates import parse_written

_UNCERTAIN = {
    "address": "the publication date is the day in the page's address",
    "caption": "the publication date is that of the photo captions",
    "update": "the publication date is that of the update line; the report may be older",
}
_SHOWN = 60  # characters of a value in a message
_HEAD = 12  # lines among which a headline that is known from elsewhere is looked for


@dataclass(frozen=True)
class Content:
    """What one page is read from; `title` and `facts` are what is known of it from elsewhere."""

    content: str | bytes
    kind: Kind = "text"
    charset: str = ""
    title: str = ""
    facts: dict[str, str] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True)
class Reading:
    """What a page holds, in plain values; `text` is None where it holds no report, and `faults` then say why.

    A fault is a code of the problems table, a severity, and words that go behind the name of the page.
    """

    text: str | None = None
    title: str | None = None
    outlet: str | None = None
    url: str | None = None
    language: str = "und"
    published: str | None = None  # ISO, UTC
    precision: str = "unknown"
    basis: str = "unknown"
    rule: str = ""  # which rule of the page's own words found the publication date
    faults: tuple[tuple[str, str, str], ...] = ()


def read_content(given: Content) -> dict[str, Any]:
    """The fields of a `Reading`, as a JSON value: what workers give back and the store keeps.

    >>> read_content(Content("Rockets fall near the base\\n\\nTwo rockets fell near the base on Monday."))["language"]
    'en'
    """
    reading = _read(given)
    return {**vars(reading), "faults": [list(fault) for fault in reading.faults]}


def _read(given: Content) -> Reading:
    decoded = decode(given.content, given.charset) if isinstance(given.content, bytes) else None
    if isinstance(decoded, Undecodable):
        return Reading(faults=((decoded.code, "error", decoded.why),))
    words, repairs = (decoded.text, decoded.repairs) if decoded else mend(str(given.content))
    words = storable(words)
    faults = [("repaired", "warning", _plainly(repair)) for repair in repairs]
    try:
        page = _marked_up(words, given) if given.kind == "html" else HtmlPage(words, {})
    except HtmlFault as fault:
        return Reading(faults=(*faults, (fault.code, "error", str(fault))))
    if len(page.text) > given.limits.page_chars:
        why = f"has {len(page.text):,} characters of text; more than {given.limits.page_chars:,} is no report, split it"
        return Reading(faults=(*faults, ("too_long", "error", why)))
    faults += [("bad_date", "warning", why) for why in _unread(given)]
    faults += [("doubtful_text", "warning", f"{doubt}; compare it with the page") for doubt in page.doubts]
    found, title = _page(page, given)
    if not found.text:
        why = "holds only menus, lists or forms, no report; save the report itself"
        return Reading(faults=(*faults, ("no_text", "error", why)))
    own = found.text if found.title or not title else f"{title}\n\n{found.text}"
    return Reading(
        text=own,
        title=title or found.title,
        outlet=_outlet(found, page, given),
        url=page.facts.get("url"),
        language=detect_language(own),
        faults=tuple(faults),
        **_published(found, page, given),
    )


def _marked_up(words: str, given: Content) -> HtmlPage:
    fetched = given.facts.get("fetched")
    page = read_html(words, given.facts.get("url", ""), datetime.fromisoformat(fetched) if fetched else None)
    return replace(page, text=storable(page.text), facts={name: storable(v) for name, v in page.facts.items()})


def _page(page: HtmlPage, given: Content) -> tuple[Page, str | None]:
    """The report of a page, and the headline that is known of it."""
    split_off, own = given.facts.get("title"), page.facts.get("title")
    if split_off and own and text.normalise(own) in text.normalise(split_off):
        split_off = None  # a browser's name for the page: the headline with the outlet behind it
    title = given.title or split_off or own
    if split_off and not given.title and not _stands_there(split_off, page.text):
        return read_page(f"{split_off}\n\n{page.text}", split_off), split_off
    return read_page(page.text, title), title


def storable(words: str) -> str:
    """The text without NUL, and with halves of characters (lone surrogates) replaced: neither can be stored.

    >>> storable("a\\x00b\\ud800") == "ab\\ufffd"
    True
    """
    whole = words.replace("\0", "")
    try:
        whole.encode()
    except UnicodeEncodeError:
        whole = whole.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole


def _stands_there(title: str, words: str) -> bool:
    wanted = text.normalise(title)
    return any(text.normalise(line) == wanted for line in words.lstrip().split("\n", _HEAD)[:_HEAD])


def _outlet(found: Page, page: HtmlPage, given: Content) -> str | None:
    url = given.facts.get("url") or page.facts.get("url")
    stated = given.facts.get("outlet")
    if stated:
        return _canonical(stated)
    of_page = page.facts.get("outlet")
    return (outlet_of_url(url) if url else None) or (_canonical(of_page) if of_page else None) or found.outlet


def _canonical(name: str) -> str:
    """The lexicon's id of the outlet with this name; the name itself where the lexicon lacks it."""
    known = named(name)
    return known.outlet if known else name


def _published(found: Page, page: HtmlPage, given: Content) -> dict[str, Any]:
    """What the container says, else what the page's markup says, else what its words say, else its address."""
    for written, basis in ((given.facts.get("published"), "metadata"), (page.facts.get("published"), "page")):
        moment = parse_written(written) if written else None
        if moment:
            return _stated(moment, basis)
    if found.published:
        return {**_stated(found.published.when, "text"), "rule": found.published.rule}
    day = day_of_address(given.facts.get("url") or page.facts.get("url") or "")
    return {**_stated(Moment(day), "metadata"), "rule": "address"} if day else {}


def _stated(moment: Moment, basis: str) -> dict[str, Any]:
    return {"published": moment.published.isoformat(), "precision": moment.precision, "basis": basis}


def _plainly(repair: str) -> str:
    """What was done to mend a page, as words that go behind its name and say whether there is something to do."""
    if repair.startswith("read as"):
        return f"was {repair}; if its letters look wrong, save it as UTF-8"
    if "mended in" in repair:
        return f"held {repair}; nothing is to do unless words look wrong"
    return f"is damaged: {repair}"


def _unread(given: Content) -> list[str]:
    """Words on a date of publication that the record states and that was not taken."""
    written = given.facts.get("published", "").strip()
    if not written or parse_written(written):
        return []
    return [f"states as its publication {written[:_SHOWN]!r}, which is no date that can be read in one way only; "
            "write it as 2021-07-26"]  # fmt: skip


def uncertain(rule: str) -> str | None:
    """What a warning says of a publication date that this rule found; None where the rule is a sure one."""
    return f"{_UNCERTAIN[rule]}; write the true one into articles.csv" if rule in _UNCERTAIN else None
