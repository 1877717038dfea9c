"""Which parts of a page hold the report: by what elements are called, by links, and by where the headline stands."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from osint_iraq.read.html_tree import Block, Tree
from osint_iraq.read.lines import Line
from osint_iraq.read.markers import marker_of

_PIECES = regex.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_PHRASES = regex.compile(
    r"(?:most|more|also|read|next|prev|previous|latest|top)[-_]?(?:read|viewed|popular|news|also|more|post|article|"
    r"stories|articles|posts)|you[-_]?may|see[-_]?also|might[-_]?like|author[-_]?(?:box|bio|info|card|desc)|"
    r"about[-_]?author|screen[-_]?reader|sr[-_]only|visually[-_]?hidden|caption|skip[-_]?link|cat[-_]?links|"
    r"post[-_]?tags|entry[-_]?tags|tagcloud|tag[-_]?(?:list|cloud)|article[-_]?tags|font[-_]?size|copy[-_]?link|"
    r"short[-_]?link|more[-_]?on|read[-_]?time|reading[-_]?time|app[-_]?(?:banner|download)|back[-_]?to[-_]?top|mega[-_]?menu",
    regex.IGNORECASE,
)
_OTHER = frozenset(
    "related recommended recommendation recommendations recirculation popular mostread mostviewed mostpopular trending "
    "comments comment respond commentlist disqus share sharing shares social sharedaddy sharebar addtoany newsletter "
    "subscribe subscription cookie cookies consent gdpr cookiebar breadcrumb breadcrumbs crumbs ticker newsticker "
    "breakingnews pagination pager tags taglist keywords taboola outbrain advert advertisement ads adsbygoogle popup "
    "modal toolbar tools print printfriendly login search searchform menu nav navbar navigation sidebar widget widgets "
    "widgetarea footer promo promoted promotion readmore alsoread sponsored captions topbar masthead "
    "jp relatedposts infobox offcanvas drawer lightbox toast player podcast weather currency prayer poll survey "
    "polls follow followus whatsapp telegram".split()
)
_ITEM = frozenset("li dd dt".split())
_HEADLINES = frozenset("h1 h2".split())
_LINKED = 0.8  # share of letters inside links that makes a block a link
_LABEL_WORDS = 6
_LEVELS = 4  # elements that may wrap a label
_RUNNING = 60  # letters of a block that is running text
_MAIN = 0.35  # share of the running text that makes an element the page's main part, whatever it is called


def running(block: Block) -> bool:
    """True for a block of running text rather than a link, a label or a headline."""
    return block.letters >= _RUNNING and block.linked < _LINKED * block.letters


def kept_elements(tree: Tree, headline: int | None, named: bool = True) -> list[bool]:
    """For each element whether its text belongs to the report.

    Out go hidden elements, the page's own header, forms, and (where `named`) what is called a sidebar, a related list,
    a comment form and the like. An element stays all the same where it holds the headline or the page's main part.
    """
    share = _running_share(tree)
    kept: list[bool] = []
    for number, element in enumerate(tree.elements):
        above = element.parent < 0 or kept[element.parent]
        out = above and _out(tree, number, named)
        if out:
            block = tree.blocks[headline].element if headline is not None else -1
            out = share[number] < _MAIN and not (headline is not None and tree.inside(block, number))
        kept.append(above and not out)
    return kept


def _out(tree: Tree, number: int, named: bool) -> bool:
    element = tree.elements[number]
    if element.hidden or element.tag in ("form", "header", "figcaption", "amp-sidebar"):
        return True
    if element.attributes.get("role") in ("navigation", "banner", "contentinfo", "complementary", "search", "dialog"):
        return True
    return named and bool(element.names) and other_by_name(element.names)


def other_by_name(names: str) -> bool:
    """True where class and id say that an element is something beside the report.

    >>> other_by_name("td-related-posts"), other_by_name("entry-content"), other_by_name("adsorbed")
    (True, False, False)
    """
    if _PHRASES.search(names):
        return True
    return any(piece.lower() in _OTHER for piece in _PIECES.findall(names)) or not _OTHER.isdisjoint(
        names.lower().split()
    )


def _running_share(tree: Tree) -> list[float]:
    """For each element the share of the page's running text that it holds."""
    letters = [0] * len(tree.elements)
    for block in tree.blocks:
        if running(block):
            letters[block.element] += block.letters
    for number in range(len(letters) - 1, 0, -1):
        parent = tree.elements[number].parent
        if parent >= 0:
            letters[parent] += letters[number]
    whole = letters[0] if letters else 0
    return [n / whole if whole else 0.0 for n in letters]


def report_blocks(tree: Tree, headline: int | None, kept: Sequence[bool]) -> list[int]:
    """The numbers of the blocks that are the report, from the headline on, in their order."""
    start = headline if headline is not None else -1
    end = _second(tree, headline, kept)
    inside = [n for n, b in enumerate(tree.blocks) if start < n < end and kept[b.element]]
    return _without_links(tree, inside)


def _second(tree: Tree, headline: int | None, kept: Sequence[bool]) -> int:
    """The block where a second report begins: another headline, or another article element, below the first body."""
    blocks = tree.blocks
    start = headline if headline is not None else -1
    body = next((n for n, b in enumerate(blocks) if n > start and kept[b.element] and running(b)), None)
    if body is None:
        return len(blocks)
    article = _article_around(tree, blocks[body].element)
    first = tree.elements[blocks[headline].element] if headline is not None else None
    for number in range(body + 1, len(blocks)):
        element = blocks[number].element
        other = _article_around(tree, element)
        if other is not None and other != article and (article is None or not tree.inside(other, article)):
            return number
        head = tree.elements[element]
        if first and head.tag == first.tag and first.tag in _HEADLINES and _stands_apart(tree, number, headline, body):
            return number
    return len(blocks)


def _article_around(tree: Tree, number: int) -> int | None:
    while number >= 0:
        if tree.elements[number].tag == "article":
            return number
        number = tree.elements[number].parent
    return None


def _stands_apart(tree: Tree, number: int, headline: int | None, body: int) -> bool:
    """True where a headline is called as the first one is, or lies outside the part that holds the first body."""
    assert headline is not None
    blocks, elements = tree.blocks, tree.elements
    own, first = blocks[number].element, blocks[headline].element
    if elements[own].names and elements[own].names == elements[first].names:
        return True
    return elements[own].tag == "h1" and not tree.inside(own, elements[blocks[body].element].parent)


def _without_links(tree: Tree, inside: Sequence[int]) -> list[int]:
    """The blocks without those that are only links, and without the words that introduce these."""
    blocks = tree.blocks
    link = [_is_link(tree, n) for n in inside]
    out = []
    for place, number in enumerate(inside):
        if link[place]:
            continue
        if (blocks[number].linked or _before(link, place)) and _introduces(blocks[number]):
            continue
        if _before(link, place) and _heads_links(tree, number):
            continue
        out.append(number)
    return out


def _before(link: Sequence[bool], place: int) -> bool:
    return place + 1 < len(link) and link[place + 1]


def _heads_links(tree: Tree, number: int) -> bool:
    """True for a short line that stands above nothing but links: the smallest element with more than it has only these."""
    block = tree.blocks[number]
    if Line(0, block.text).words > _LABEL_WORDS or Line(0, block.text).ended:
        return False
    around = block.element
    for _ in range(_LEVELS):
        last = number
        while last + 1 < len(tree.blocks) and tree.inside(tree.blocks[last + 1].element, around):
            last += 1
        if last > number:
            return all(_is_link(tree, n) for n in range(number + 1, last + 1))
        around = tree.elements[around].parent
        if around < 0:
            return False
    return False


def _is_link(tree: Tree, number: int) -> bool:
    block = tree.blocks[number]
    if not block.letters or block.linked < _LINKED * block.letters:
        return False
    line = Line(0, block.text)
    around = tree.elements[block.element]
    return around.linked or not (line.ended and line.paragraph and around.tag == "p")


def _introduces(block: Block) -> bool:
    found = marker_of(Line(0, block.text))
    return found is not None and found.marker.cut != "line"
