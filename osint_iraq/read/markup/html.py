"""From the markup of a saved page to lines for `page.read_page`, and to what the markup says of the report."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import datetime

import regex

from osint_iraq import text as letters
from osint_iraq.read.letters import count_letters
from osint_iraq.read.lines import Line
from osint_iraq.read.markup.html_keep import first_body, kept_elements, report_blocks, shared
from osint_iraq.read.markup.html_tree import HtmlFault, parse_tree
from osint_iraq.read.markup.html_unshown import opened, told_elsewhere
from osint_iraq.read.markup.html_walk import LINKED, Tree
from osint_iraq.read.markup.metadata import Metadata, as_written, believable, read_metadata
from osint_iraq.read.outlets import byline
from osint_iraq.read.stamps import label_of, stamps_of
from osint_iraq.read.written_dates import parse_written

__all__ = ["HtmlFault", "HtmlPage", "read_html"]

_WORD = regex.compile(r"\w+")
_ENOUGH = 0.5  # share of the page's running text, or of the words of JSON-LD's articleBody, below which we look again
_DOUBTFUL = 0.2  # share of the page's running text below which the reader is warned
_ALIKE = 0.6  # share of words that two forms of one headline have in common
_FEWEST = 3  # words of a headline
_MOST = 40
_LONGEST = 500  # characters of a headline
_HEADS = ("h1", "h2", "h3")
_SAVED_FROM = regex.compile(r"<!--\s*saved from url=\(\d+\)(https?://\S{1,2000}?)\s*-->")  # by browsers
_BEGINNING = 4_096
_BEGUN = 12  # characters
_FEW_LETTERS = 120
_UNSHOWN = "the report was taken from a part of the page that browsers do not show as it stands (template, noscript)"
_ELSEWHERE = (
    "hardly more than a headline was found, while the file holds prose that is no text of the page (in a script, a "
    "comment, or behind a tag left open); save the page again from a browser that shows the report"
)
_ENTRY = 30  # elements of an entry that are looked at
_NEAR = 8  # blocks above the headline among which its date is looked for
_TITLE_NAME = regex.compile(r"(?:entry|post|article|news|story|page)[-_]?title|headline", regex.IGNORECASE)
_DATE_NAME = regex.compile(r"date|time|publi", regex.IGNORECASE)
_CLOCK_NAME = regex.compile(r"clock|today|now|current|live", regex.IGNORECASE)


@dataclass(frozen=True)
class HtmlPage:
    """The lines of a page, headline first, and its facts: any of title, url, outlet, published.

    `doubts` says in plain words what makes the extraction uncertain, for a warning in the problems table.
    """

    text: str
    facts: dict[str, str] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()


def read_html(html: str, url: str = "", fetched: datetime | None = None) -> HtmlPage:
    """The report of a page, as lines for `read_page`, and what the markup says of it.

    `url` is the address that the page came from (else what a browser wrote into the page), `fetched` when; a later
    publication is not believed. The text is empty where the page holds no words at all. Raises `HtmlFault` where it
    has more elements than can be read.

    >>> page = read_html("<title>Rockets fall near a base - Site</title><h1>Rockets fall near a base</h1><p>Two fell.")
    >>> page.text, page.facts
    ('Rockets fall near a base\\n\\nTwo fell.', {'title': 'Rockets fall near a base'})
    """
    if not url and (saved := _SAVED_FROM.search(html[:_BEGINNING])):
        url = saved[1]
    page = _read(parse_tree(html), url, fetched)
    if _own_letters(page) >= _FEW_LETTERS or not told_elsewhere(html):
        return page
    unshown = _read(parse_tree(opened(html)), url, fetched)
    if _own_letters(unshown) >= max(_FEW_LETTERS, 2 * _own_letters(page)):
        return replace(unshown, doubts=(*unshown.doubts, _UNSHOWN))
    return replace(page, doubts=(*page.doubts, _ELSEWHERE))


def _own_letters(page: HtmlPage) -> int:
    """Letters below the headline."""
    return count_letters(page.text.removeprefix(page.facts.get("title", "")))


def _read(tree: Tree, url: str, fetched: datetime | None) -> HtmlPage:
    about = read_metadata(tree, url, fetched)
    headline = _headline(tree, about)
    title = tree.blocks[headline].text if headline is not None else next(iter(about.titles), "")
    body = _body(tree, headline, about)
    published = about.published or _time_in_head(tree, headline, fetched)
    facts = {"title": title, "url": about.url, "outlet": about.outlet, "published": published}
    return HtmlPage(
        "\n\n".join(p for p in (title, body) if p), {k: v for k, v in facts.items() if v}, _doubts(tree, body, about)
    )


def _body(tree: Tree, headline: int | None, about: Metadata) -> str:
    """The lines below the headline: without what is named as something else; else all; else what JSON-LD holds."""
    found = _lines(tree, headline, about, named=True)
    if _enough(found, tree, about):
        return found
    whole = _lines(tree, headline, about, named=False)
    if _holds(whole, about.body) or not about.body:
        return whole if len(whole) > len(found) else found
    return about.body


def _doubts(tree: Tree, body: str, about: Metadata) -> tuple[str, ...]:
    """What makes it likely that a part of the report was left out, or that the page is no report."""
    said = []
    whole = sum(b.letters for b in tree.blocks if b.running)
    kept = count_letters(body)
    if whole and kept < _DOUBTFUL * whole:
        said.append(f"only {kept / whole:.0%} of the page's running text was taken as the report")
    if teasers := _teasers(tree, body):
        said.append(f"the page looks like a list of {teasers} other reports, each with its first words")
    if not _holds(body, about.body):
        said.append("the page's metadata hold a longer report than its markup")
    return tuple(said)


def _teasers(tree: Tree, body: str) -> int:
    """How many paragraphs of the text stand below a linked headline; 0 where some do not, or they are few."""
    taken = set(body.split("\n"))
    found = [n for n, b in enumerate(tree.blocks) if n and b.running and b.text in taken]
    below = [n for n in found if (above := tree.blocks[n - 1]).linked > LINKED * above.letters
             and len(above.text.split()) > _FEWEST]  # fmt: skip
    return len(below) if len(below) == len(found) >= _FEWEST else 0


def _lines(tree: Tree, headline: int | None, about: Metadata, named: bool) -> str:
    kept = kept_elements(tree, headline, named)
    below = report_blocks(tree, headline, kept, linked=not named)
    above = _dated_above(tree, headline, kept)
    if _own_date(tree, below):  # a bare date above the headline is then the page's clock
        above = [n for n in above if all(s.kind != "bare" for s in stamps_of(Line(0, tree.blocks[n].text)))]
    numbers = [*above, *below]
    publisher = {letters.normalise(about.site)} - {""}  # its name alone on a line is no part of the report
    return _joined(tree, [n for n in numbers if not _says(tree.blocks[n].text, publisher)])


def _own_date(tree: Tree, numbers: Sequence[int]) -> bool:
    """True where a date line stands between the headline and the running text."""
    for number in numbers:
        if stamps_of(Line(0, tree.blocks[number].text)):
            return True
        if tree.blocks[number].running:
            return False
    return False


def _enough(found: str, tree: Tree, about: Metadata) -> bool:
    if about.body and not _holds(found, about.body):
        return False
    whole = sum(b.letters for b in tree.blocks if b.running)
    return count_letters(found) >= min(_ENOUGH * whole, _FEW_LETTERS) > 0


def _holds(found: str, body: str) -> bool:
    """True where the text holds most words of what JSON-LD says is the report."""
    wanted = set(_WORD.findall(letters.normalise(body)))
    return not wanted or len(wanted & set(_WORD.findall(letters.normalise(found)))) >= _ENOUGH * len(wanted)


def _headline(tree: Tree, about: Metadata) -> int | None:
    """The block of the headline: one that says what the metadata says, else one much like it, else the only h1."""
    heads = [n for n, b in enumerate(tree.blocks) if tree.tags[b.element] in _HEADS and len(b.text) < _LONGEST]
    heads.sort(key=lambda n: (tree.tags[tree.blocks[n].element] != "h1", tree.blocks[n].linked > 0))
    for stated in (about.titles, *([part] for part in sorted(about.parts, key=len, reverse=True))):
        exact = {letters.normalise(t) for t in stated} - {""}
        for numbers in (heads, range(len(tree.blocks))) if exact else ():
            for n in numbers:
                if len(tree.blocks[n].text) < _LONGEST and _says(tree.blocks[n].text, exact):
                    return n
    first = [n for n in heads if tree.tags[tree.blocks[n].element] == "h1" and _fit(tree, n)]
    wanted = [w for t in about.titles if (w := set(_WORD.findall(letters.normalise(t))))]
    for n in first + heads:
        said = set(_WORD.findall(letters.normalise(tree.blocks[n].text)))
        if any(len(said & w) >= _ALIKE * len(w | said) for w in wanted):
            return n
    if len(first) == 1 or (first and not wanted):
        return first[0]
    called = [n for n in heads if _TITLE_NAME.search(tree.names.get(tree.blocks[n].element, "")) and _fit(tree, n)]
    return called[0] if called else _above_text(tree, heads)


def _says(words: str, wanted: Set[str]) -> bool:
    """True where the folded words are one of these; most words are told from them by how they begin."""
    begun = letters.normalise(words[:_BEGUN])
    return any(w.startswith(begun) for w in wanted) and letters.normalise(words) in wanted


def _above_text(tree: Tree, heads: Sequence[int]) -> int | None:
    """The last heading above the first running text."""
    body = next((n for n, b in enumerate(tree.blocks) if b.running), 0)
    above = [n for n in sorted(heads) if n < body and _fit(tree, n) and not tree.blocks[n].linked]
    return above[-1] if above else None


def _fit(tree: Tree, number: int) -> bool:
    return _FEWEST <= len(tree.blocks[number].text.split()) <= _MOST


def _dated_above(tree: Tree, headline: int | None, kept: Sequence[bool]) -> list[int]:
    """Publication lines and bylines above the headline, in the part that it shares with the body or called a date.

    They are set below the headline, where the rules for text look for them.
    """
    if headline is None:
        return []
    around = shared(tree, headline, kept)
    near = [n for n in range(max(0, headline - _NEAR), headline) if kept[tree.blocks[n].element]]
    own = [n for n in near if tree.inside(tree.blocks[n].element, around) or _called_date(tree, n)]
    return [n for n in own if _dated(tree.blocks[n].text)]


def _time_in_head(tree: Tree, headline: int | None, fetched: datetime | None) -> str:
    """The first `<time datetime>` between the part's beginning and the running text; never one of a list of reports."""
    if headline is None:
        return ""
    kept = kept_elements(tree, headline)
    around = shared(tree, headline, kept)
    body = first_body(tree, headline, kept)
    end = tree.blocks[body].element if body is not None else tree.ends[around]
    for number in range(around, end):
        if tree.tags[number] != "time" or not kept[number] or number in tree.linked:
            continue
        if not _in_list(tree, number, headline):
            moment = parse_written(tree.attributes.get(number, {}).get("datetime", ""))
            if moment and believable(moment, fetched):
                return as_written(moment)
    return ""


def _in_list(tree: Tree, number: int, headline: int) -> bool:
    """True where a link, but not the headline, stands beside it: the time belongs to an entry of a list."""
    parent = tree.parents[number]
    if tree.inside(tree.blocks[headline].element, parent):
        return False
    return any(n in tree.linked or n in tree.links for n in range(parent, min(tree.ends[parent], parent + _ENTRY)))


def _called_date(tree: Tree, number: int) -> bool:
    names = tree.names.get(tree.blocks[number].element, "")
    return bool(_DATE_NAME.search(names)) and not _CLOCK_NAME.search(names)


def _dated(words: str) -> bool:
    line = Line(0, words)
    return len(words) < 200 and bool(stamps_of(line) or label_of(line) or byline(line))


def _joined(tree: Tree, numbers: Sequence[int]) -> str:
    out: list[str] = []
    last = -2
    for number in numbers:
        block = tree.blocks[number]
        item = tree.tags[block.element] == "li"
        words = f"- {block.text}" if item and not Line(0, block.text).bullet else block.text
        if out:
            before = tree.tags[tree.blocks[last].element] == "li" if last >= 0 else False
            out.append("\n" if last == number - 1 and (block.joined or (item and before)) else "\n\n")
        out.append(words)
        last = number
    return "".join(out)
