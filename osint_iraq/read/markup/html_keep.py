"""Which parts of a page hold the report: by what elements are called, by links, and by where the headline stands."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate

import regex

from osint_iraq.read.lines import Line
from osint_iraq.read.markers import marker_of
from osint_iraq.read.markup.html_walk import LINKED, RUNNING, Block, Tree, word_set
from osint_iraq.read.outlets import byline
from osint_iraq.read.stamps import label_of, stamps_of

_PIECES = regex.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_OTHER_PHRASES = regex.compile(
    r"(?:most|more|also|latest)[-_]?(?:read|viewed|popular|news|also|more|posts?|articles?|stories|on)|you[-_]?may|"
    r"see[-_]?also|might[-_]?like|read[-_]?more|(?:next|prev|previous)[-_]?(?:posts?|articles?)",
    regex.IGNORECASE,
)
_OTHER = word_set(
    "related recommended recommendation recommendations recirculation popular mostread mostviewed mostpopular trending "
    "comments comment respond commentlist disqus taboola outbrain readmore alsoread relatedposts cookie cookies "
    "consent gdpr"
)
_BESIDE_PHRASES = regex.compile(
    r"author[-_]?(?:box|bio|info|card|desc)|about[-_]?author|screen[-_]?reader|sr[-_]only|visually[-_]?hidden|caption|"
    r"skip[-_]?link|cat[-_]?links|post[-_]?tags|entry[-_]?tags|tagcloud|tags?[-_]?(?:list|cloud|links)|article[-_]?tags|"
    r"font[-_]?size|copy[-_]?link|short[-_]?link|read(?:ing)?[-_]?time|app[-_]?(?:banner|download)|back[-_]?to[-_]?top|"
    r"mega[-_]?menu",
    regex.IGNORECASE,
)
_BESIDE_NAMES = word_set(
    "share sharing shares social sharedaddy sharebar addtoany newsletter subscribe subscription cookiebar "
    "breadcrumb breadcrumbs crumbs ticker newsticker marquee breakingnews pagination pager tags taglist keywords "
    "advert advertisement ads adsbygoogle popup modal toolbar tools print printfriendly login search searchform "
    "menu nav navbar navigation sidebar widget widgets widgetarea footer promo promoted promotion sponsored "
    "captions topbar masthead infobox offcanvas drawer lightbox toast player podcast weather currency prayer poll "
    "survey polls follow followus whatsapp telegram"
)
_BESIDE = word_set("nav aside footer menu dialog marquee amp-sidebar amp-consent amp-user-notification")
_ROLES = word_set("navigation banner contentinfo complementary search dialog")
_FRAMES = word_set("form header figcaption")
_ASIDE = _BESIDE | _FRAMES
_HEADLINES = word_set("h1 h2")
_HEADINGS = word_set("h2 h3 h4 h5 h6")
_LABEL_WORDS = 6
_TEASER = 4  # blocks of one entry in a list of other reports, at most
_HEADLINE_WORDS = 4
_LONG_NAMES = 500  # characters of class and id; longer ones are not remembered
_LEVELS = 4  # elements that may wrap a label
_MAIN = 0.35  # share of the running text that makes a form or header the page's main part
_HALF = 0.5  # the same for what is called a bar or box beside the report
_ALMOST_ALL = 0.7  # the same for what is called a list of other reports, comments or a footer


def kept_elements(tree: Tree, headline: int | None, named: bool = True) -> list[bool]:
    """For each element whether its text belongs to the report.

    Out go hidden elements, the page's own header, forms, and (where `named`) what is called a sidebar, a related list,
    a comment form and the like. An element stays all the same where it holds the headline or the page's main part:
    pages call their bodies widgets, and lie in one form as a whole.
    """
    share = _Shares(tree)
    head = tree.blocks[headline].element if headline is not None else -1
    kept = [True] * len(tree.tags)
    names, attributes, hidden, ends, number = tree.names, tree.attributes, tree.hidden, tree.ends, 0
    while number < len(kept):
        tag = tree.tags[number]
        if tag in _ASIDE or number in hidden or number in attributes or (named and number in names):
            most = _most(tree, number, named)
            if most is not None and share.of(number) < most and not (head >= 0 and tree.inside(head, number)):
                kept[number : ends[number]] = [False] * (ends[number] - number)
                number = ends[number]
                continue
        number += 1
    return kept


def _most(tree: Tree, number: int, named: bool) -> float | None:
    """Up to which share of the running text the element is left out; None where nothing speaks against it."""
    tag, said = tree.tags[number], tree.attributes.get(number)
    if number in tree.hidden or tag in _BESIDE or (said and said.get("role") in _ROLES):
        return _ALMOST_ALL
    if tag in _FRAMES:
        return _MAIN
    names = tree.names.get(number, "") if named else ""
    kind = (other_by_name(names) if len(names) <= _LONG_NAMES else _called(names)) if names else ""
    return {"": None, "beside": _HALF, "other": _ALMOST_ALL}[kind]


@lru_cache(maxsize=4096)
def other_by_name(names: str) -> str:
    """What class and id say of an element: other (another report, comments), beside (a bar, a box), or nothing.

    >>> other_by_name("td-related-posts"), other_by_name("has-sidebar"), other_by_name("entry-content")
    ('other', 'beside', '')
    """
    return _called(names)


def _called(names: str) -> str:
    pieces = {piece.lower() for piece in _PIECES.findall(names)} | set(names.lower().split())
    if not _OTHER.isdisjoint(pieces) or _OTHER_PHRASES.search(names):
        return "other"
    return "beside" if not _BESIDE_NAMES.isdisjoint(pieces) or _BESIDE_PHRASES.search(names) else ""


class _Shares:
    """For elements the share of the page's running text that they hold."""

    def __init__(self, tree: Tree) -> None:
        self._ends = tree.ends
        found = sorted((block.element, block.letters) for block in tree.blocks if block.running)
        self._elements = [element for element, _ in found]
        self._sums = list(accumulate((letters for _, letters in found), initial=0))

    def of(self, number: int) -> float:
        """The share of one element and all that lies in it."""
        whole = self._sums[-1]
        first, last = (bisect_left(self._elements, n) for n in (number, self._ends[number]))
        return (self._sums[last] - self._sums[first]) / whole if whole else 0.0


def report_blocks(tree: Tree, headline: int | None, kept: Sequence[bool], linked: bool = False) -> list[int]:
    """The numbers of the blocks that are the report, from the headline on, in their order.

    Links are left out; where a page lies in a link as a whole (one that was never closed), `linked` keeps its text.
    """
    start = headline if headline is not None else -1
    end = _second(tree, headline, kept)
    inside = [n for n, b in enumerate(tree.blocks) if start < n < end and kept[b.element]]
    return _without_links(tree, inside, linked)


def shared(tree: Tree, headline: int, kept: Sequence[bool]) -> int:
    """The smallest element with the headline and the first running text below it."""
    body = first_body(tree, headline, kept)
    around = tree.blocks[headline].element
    while body is not None and around > 0 and not tree.inside(tree.blocks[body].element, around):
        around = tree.parents[around]
    return max(0, around)


def first_body(tree: Tree, headline: int | None, kept: Sequence[bool]) -> int | None:
    """The first block of running text below the headline; None where there is none."""
    start = -1 if headline is None else headline
    return next((n for n, b in enumerate(tree.blocks) if n > start and kept[b.element] and b.running), None)


def _second(tree: Tree, headline: int | None, kept: Sequence[bool]) -> int:
    """The block where a second report begins: another headline, or another article element, below the first body."""
    blocks = tree.blocks
    body = first_body(tree, headline, kept)
    if body is None:
        return len(blocks)
    articles = _articles(tree)
    article = articles[blocks[body].element]
    around = shared(tree, headline, kept) if headline is not None else 0
    for number in range(body + 1, len(blocks)):
        element = blocks[number].element
        other = articles[element]
        if other is not None and other != article and (article is None or not tree.inside(other, article)):
            return number
        if headline is not None and _second_headline(tree, element, blocks[headline].element, around):
            return number
    return len(blocks)


def _articles(tree: Tree) -> Sequence[int | None]:
    """For each element the article element around it."""
    if "article" not in tree.tags:
        return [None] * len(tree.tags)
    found: list[int | None] = []
    for number, (tag, parent) in enumerate(zip(tree.tags, tree.parents, strict=True)):
        found.append(number if tag == "article" else found[parent] if parent >= 0 else None)
    return found


def _second_headline(tree: Tree, number: int, first: int, around: int) -> bool:
    """True for a headline that is called as the first one is, or is an h1 outside the part of the first report."""
    tag = tree.tags[number]
    if tag not in _HEADLINES or tag != tree.tags[first]:
        return False
    names = tree.names.get(number)
    if names and names == tree.names.get(first):
        return True
    return tag == "h1" and not tree.inside(number, around)


def _without_links(tree: Tree, inside: Sequence[int], linked: bool) -> list[int]:
    """The blocks without those that are only links, and without the words that introduce these."""
    links = [b.linked > 0 and _is_link(tree, b) and not (linked and b.letters >= RUNNING) for b in tree.blocks]
    body = next((n for n in inside if tree.blocks[n].running), None)
    out = []
    for place, number in enumerate(inside):
        before = place + 1 < len(inside) and links[inside[place + 1]]
        beside = not linked and _beside(tree, number, links, body)
        if not (links[number] or beside or _of_links(tree, number, links, before)):
            out.append(number)
    return out


def _of_links(tree: Tree, number: int, links: Sequence[bool], before: bool) -> bool:
    """True for words that introduce links."""
    if (before or tree.blocks[number].linked) and _introduces(tree.blocks[number]):
        return True
    return before and _heads_links(tree, number, links)


def _beside(tree: Tree, number: int, links: Sequence[bool], body: int | None) -> bool:
    """True for a caption, and for the summary that stands below the linked headline of another report."""
    block = tree.blocks[number]
    if block.pictured and _caption(tree, block, body):
        return True
    if not number or not links[number - 1] or len(tree.blocks[number - 1].text.split()) < _HEADLINE_WORDS:
        return False
    around = block.element
    for _ in range(_LEVELS):
        if tree.inside(tree.blocks[number - 1].element, around):
            break
        around = max(0, tree.parents[around])
    first, last = number - 1, number
    while first > 0 and number - first <= _TEASER and tree.inside(tree.blocks[first - 1].element, around):
        first -= 1
    while last + 1 < len(links) and last - number <= _TEASER and tree.inside(tree.blocks[last + 1].element, around):
        last += 1
    holds_body = body is not None and tree.inside(tree.blocks[body].element, around)
    return last - first < _TEASER and not holds_body


def _caption(tree: Tree, block: Block, body: int | None) -> bool:
    """True for a short line below an image, in a part of the page that holds nothing of the report's first text."""
    tag, parent = tree.tags[block.element], tree.parents[block.element]
    if tag in _HEADINGS | _HEADLINES:
        return False
    around = parent if tag in ("p", "span") and parent >= 0 else block.element
    if body is not None and tree.inside(tree.blocks[body].element, around):
        return False
    line = Line(0, block.text)
    return not (line.paragraph or line.ended or _dated(line))


def _dated(line: Line) -> bool:
    return bool(stamps_of(line) or label_of(line) or byline(line))


def _heads_links(tree: Tree, number: int, links: Sequence[bool]) -> bool:
    """True for a short line above nothing but links: the smallest element that holds more than it holds only these."""
    block = tree.blocks[number]
    line = Line(0, block.text)
    if line.words > _LABEL_WORDS or line.ended or _dated(line):
        return False
    around = block.element
    own = tree.tags[around] in _HEADINGS
    for _ in range(_LEVELS):
        if not own and number and tree.inside(tree.blocks[number - 1].element, around):
            return False  # the last short line of a text rather than the first of a list
        after = number + 1
        while after < len(links) and links[after] and tree.inside(tree.blocks[after].element, around):
            after += 1
        if after < len(links) and tree.inside(tree.blocks[after].element, around):
            return False
        if after > number + 1:
            return True
        around = tree.parents[around]
        if around < 0:
            return False
    return False


def _is_link(tree: Tree, block: Block) -> bool:
    if not block.letters or block.linked < LINKED * block.letters:
        return False
    if block.element in tree.linked or tree.tags[block.element] != "p":
        return True
    line = Line(0, block.text)
    return not (line.ended and line.paragraph)


def _introduces(block: Block) -> bool:
    found = marker_of(Line(0, block.text))
    return found is not None and found.marker.cut != "line"
