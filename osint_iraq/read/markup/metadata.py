"""What a page's markup says of the report: headline, publication, outlet and address."""

from __future__ import annotations

import html as entities
import json
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import regex

from osint_iraq import text
from osint_iraq.read.addresses import day_of_address, own_address
from osint_iraq.read.lines import core
from osint_iraq.read.markup.html_tree import parse_tree
from osint_iraq.read.markup.html_walk import Tree, word_set
from osint_iraq.read.moments import Moment
from osint_iraq.read.outlets import named, outlet_of_url
from osint_iraq.read.written_dates import parse_written

_REPORTS = word_set(
    "newsarticle article report reportagenewsarticle backgroundnewsarticle analysisnewsarticle opinionnewsarticle "
    "blogposting liveblogposting techarticle socialmediaposting scholarlyarticle"
)
_PAGES = word_set("webpage itempage")
_OTHERS = word_set("itemlistelement isrelatedto relatedlink mentions haspart citation comment review about")
_MOST_NODES = 5_000
_DATE_NAMES = (
    "article:published_time", "og:article:published_time", "og:published_time", "parsely-pub-date", "datepublished",
    "publishdate", "publish-date", "publish_date", "published_at", "pubdate", "publication_date", "publicationdate",
    "article.published", "article_date_original", "article-date", "cxenseparse:recs:publishtime", "sailthru.date",
    "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created", "dc.date", "dcterms.date",
    "citation_publication_date", "citation_date", "originalpublicationdate", "date",
)  # fmt: skip
_TITLE_NAMES = ("og:title", "twitter:title", "headline", "dc.title", "dcterms.title", "parsely-title", "title")
_SITE_NAMES = ("og:site_name", "application-name", "publisher", "dc.publisher")
_SEPARATOR = regex.compile(r"\s+(?:[-–—|•·»«:/]|::|>>)\s+|\s*[|]\s*")
_TRAILING_COMMA = regex.compile(r",\s*(?=[}\]])")
_WRAPPING = regex.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)?|(?:-->|//\s*\]\]>|\]\]>)?\s*;?\s*$")
_FIELD = regex.compile(r'"(headline|datePublished)"\s*:\s*"((?:[^"\\]|\\.){1,400})"')
_TAG = regex.compile(r"<[^>]{1,200}>")
_SPACE = regex.compile(r"\s+")
_FAR = timedelta(days=1)


@dataclass
class Metadata:
    """What the markup says; every field may be empty. `titles` are the headlines that it gives, the surest first,
    `parts` what is left of them when a name that we do not know is taken off; `site` is what the site calls itself."""

    titles: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    published: str = ""
    outlet: str = ""
    site: str = ""
    url: str = ""
    body: str = ""


def read_metadata(tree: Tree, url: str = "", fetched: datetime | None = None) -> Metadata:
    """The metadata of a page.

    Publication is the day or minute that JSON-LD (datePublished), a meta element or itemprop="datePublished" state;
    dates of changes are never taken. Where two of them lie more than a day apart, the one that the address holds
    counts, else the earlier. What cannot be read in one way, lies before 1990, or more than a day after the page was
    fetched is passed over. Of several reports in JSON-LD the one of this address or of the page's first headline
    counts, and never one inside a list of related ones.
    """
    found = Metadata(url=_address(tree, url))
    item = _own_item(tree, found.url)
    metas = dict(reversed(tree.metas))
    site = found.site = _site(item, metas)
    found.outlet = outlet_of_url(found.url) or ""
    found.outlet = found.outlet or (known.outlet if (known := named(site)) and known.outlet else site)
    stated = [_plain(item.get("headline")), _plain(item.get("name"))]
    stated += [metas.get(name, "") for name in _TITLE_NAMES] + [tree.title]
    known_site = {core(text.normalise(name)) for name in (site, found.outlet) if name}
    found.titles = list(dict.fromkeys(t for s in stated if s and (t := _without_outlet(_clean(s), known_site))))
    found.parts = list(dict.fromkeys(part for title in found.titles for part in _shorter(title)))
    found.published = _published(tree, item, metas, found.url, fetched)
    found.body = _lines(_plain(item.get("articleBody")))
    return found


def _address(tree: Tree, url: str) -> str:
    metas = dict(reversed(tree.metas))
    for stated in (tree.canonical, metas.get("og:url", ""), url):
        own = own_address(stated)
        if own.startswith(("http://", "https://")):
            return own
    return url


def _site(item: dict[str, Any], metas: dict[str, str]) -> str:
    publisher = item.get("publisher")
    publisher = publisher[0] if isinstance(publisher, list) and publisher else publisher
    name = publisher.get("name") if isinstance(publisher, dict) else publisher
    stated = [metas.get(_SITE_NAMES[0], ""), _plain(name), *(metas.get(n, "") for n in _SITE_NAMES[1:])]
    return next((_clean(s) for s in stated if s), "")


def _clean(value: str) -> str:
    """Text without markup and entities, also where these were escaped twice."""
    for _ in range(2):
        value = entities.unescape(value)
    return _SPACE.sub(" ", _TAG.sub(" ", value) if "<" in value else value).strip()


def _lines(body: str) -> str:
    """The text of a report in JSON-LD, which may be markup, also escaped."""
    body = entities.unescape(body)
    return "\n\n".join(b.text for b in parse_tree(body).blocks) if _TAG.search(body) else body.strip()


def _plain(value: object) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name") or ""
    return value if isinstance(value, str) else str(value) if isinstance(value, int) else ""


def _without_outlet(title: str, sites: set[str]) -> str:
    """The title without the outlet's name or address at its end or beginning."""
    parts = _SEPARATOR.split(title)
    marks = [m.group() for m in _SEPARATOR.finditer(title)]
    while len(parts) > 1 and _names_site(parts[-1], sites):
        parts.pop()
        marks.pop()
    while len(parts) > 1 and _names_site(parts[0], sites):
        parts.pop(0)
        marks.pop(0)
    if len(parts) == 1 and _names_site(parts[0], sites):
        return ""
    return "".join(p + m for p, m in zip(parts, [*marks, ""], strict=True)).strip()


def _shorter(title: str) -> list[str]:
    """The title without its last or its first part, where a separator sets one off."""
    marks = list(_SEPARATOR.finditer(title))
    return [p for m in marks[-1:] + marks[:1] for p in (title[: m.start()], title[m.end() :]) if p]


def _names_site(part: str, sites: set[str]) -> bool:
    own = core(text.normalise(part))
    return not own or own in sites or named(part) is not None


def _items(tree: Tree) -> Iterator[dict[str, Any]]:
    for script in tree.scripts:
        yield from _walk(_json(script))


def _json(script: str) -> object:
    """The data of a script; of broken JSON what can be told."""
    script = _WRAPPING.sub("", script)
    for attempt in (script, _TRAILING_COMMA.sub("", script), entities.unescape(script)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    fields: dict[str, str] = {}
    for key, value in _FIELD.findall(script):
        try:
            fields.setdefault(key, json.loads(f'"{value}"', strict=False))
        except ValueError:
            fields.setdefault(key, value)
    return {"@type": "Article", **fields} if fields else None


def _walk(data: object) -> Iterator[dict[str, Any]]:
    """Every object of the data that is no part of a list of other reports."""
    waiting, seen = deque([data]), 0
    while waiting and seen < _MOST_NODES:
        value = waiting.popleft()
        seen += 1
        if isinstance(value, dict):
            yield value
            waiting.extend(v for k, v in value.items() if k.lower() not in _OTHERS and isinstance(v, dict | list))
        elif isinstance(value, list):
            waiting.extend(v for v in value if isinstance(v, dict | list))


def _own_item(tree: Tree, url: str) -> dict[str, Any]:
    """The object that describes this page's report; an empty one where there is none."""
    items = list(_items(tree))
    reports = [i for i in items if _types(i) & _REPORTS] or [i for i in items if _types(i) & _PAGES]
    if len(reports) > 1:
        own = [i for i in reports if url and url.rstrip("/") in _addresses(i)]
        heads = {text.normalise(b.text) for b in tree.blocks if tree.tags[b.element] == "h1"}
        same = [i for i in reports if text.normalise(_clean(_plain(i.get("headline")))) in heads]
        reports = own or same or reports
    return reports[0] if reports else {}


def _types(item: dict[str, Any]) -> set[str]:
    stated = item.get("@type")
    return {
        t.lower().rpartition("/")[2] for t in (stated if isinstance(stated, list) else [stated]) if isinstance(t, str)
    }


def _addresses(item: dict[str, Any]) -> set[str]:
    main = item.get("mainEntityOfPage")
    main = main.get("@id") or main.get("url") if isinstance(main, dict) else main
    return {a.split("#")[0].rstrip("/") for a in (item.get("url"), item.get("@id"), main) if isinstance(a, str)}


def _published(tree: Tree, item: dict[str, Any], metas: dict[str, str], url: str, fetched: datetime | None) -> str:
    stated = [_plain(item.get("datePublished"))]
    stated += [metas[name] for name in _DATE_NAMES if name in metas]
    for number, said in tree.attributes.items():
        if "datepublished" in said.get("itemprop", "").lower():
            stated.append(said.get("datetime") or said.get("content") or "")
        elif "pubdate" in said and tree.tags[number] == "time":
            stated.append(said.get("datetime") or "")
    read = [m for s in stated if s and (m := parse_written(s)) and believable(m, fetched)]
    return as_written(_agreed(read, url)) if read else ""


def believable(moment: Moment, fetched: datetime | None) -> bool:
    """False for a publication more than a day after the page was fetched.

    >>> from datetime import date
    >>> believable(Moment(date(2020, 6, 14)), None)
    True
    """
    return fetched is None or moment.published <= fetched + _FAR


def _agreed(read: list[Moment], url: str) -> Moment:
    first = read[0]
    apart = [m for m in read if abs(m.published - first.published) > _FAR]
    if not apart:
        exact = [m for m in read if m.at and m.local_day == first.local_day]
        return exact[0] if exact and not first.at else first
    day = day_of_address(url)
    same = [m for m in read if m.local_day == day]
    if same:
        return same[0]
    return min(read, key=lambda m: m.published)


def as_written(moment: Moment) -> str:
    """The moment as an ISO text that parse_published reads again.

    >>> from datetime import date
    >>> as_written(Moment(date(2020, 6, 14)))
    '2020-06-14'
    """
    if moment.precision == "month":
        return f"{moment.day:%Y-%m}"
    return moment.at.isoformat(timespec="minutes") if moment.at else moment.day.isoformat()
