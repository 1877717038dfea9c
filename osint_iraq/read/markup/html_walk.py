"""A parsed page as flat lists, filled by one walk over it: elements in document order, and the blocks of their text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

import regex

from osint_iraq.read.letters import count_letters


def word_set(words: str) -> frozenset[str]:
    """The words of a text.

    >>> sorted(word_set("b a"))
    ['a', 'b']
    """
    return frozenset(words.split())


_SPACE = re.compile(r"[ \t\n\r\f]{2,}|[\t\n\r\f]")
_SET_ON = regex.compile(r"\p{Arabic}{3}\0\p{N}|\p{N}\0\p{Arabic}")  # a number beside a word, in spans of their own
_WORDLESS = word_set(
    "script style noscript template svg math iframe object embed canvas audio video map select option optgroup "
    "textarea button input datalist head rp rt"
)
_INLINE = word_set(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark q ruby s samp small span "
    "strike strong sub sup tt u var wbr picture source nobr amp-img o:p"
)
_IMAGES = word_set("img picture amp-img")
_BLOCK, _INSIDE, _BREAK = range(3)
_FLOW = {**dict.fromkeys(_INLINE, _INSIDE), "br": _BREAK}  # all others are blocks
_NEAR_IMAGE = 3  # elements that may stand between an image and its caption
_PARAGRAPH = 2  # line breaks that part paragraphs
LINKED = 0.8  # share of letters inside links that makes a block a link
RUNNING = 60  # letters of a block that is running text
_SET_APART = {("a", "a"), ("a", "span"), ("span", "a"), ("b", "a")}
"""Inline elements that follow each other without a blank: entries that a style sheet sets apart, never one word."""
_HIDDEN_STYLE = regex.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", regex.IGNORECASE)
_ATTRIBUTE = re.compile(' (=?[^ =]*)="([^"]*)"')
_KEPT = word_set("itemprop datetime content itemtype role pubdate")
_Said = tuple[str, dict[str, str], bool, bool]  # class and id, what is kept, hidden, of an «a»: leads somewhere


@dataclass(slots=True)
class Block:
    """A run of text between two breaks; `element` is the number of the block-level element around it."""

    text: str
    element: int
    letters: int
    linked: int  # letters inside links
    pictured: bool  # follows an image in the same small part of the page
    joined: bool  # follows the block above it on the next line, without a blank line between
    running: bool  # is running text rather than a link, a label or a headline


@dataclass
class Tree:
    """The elements, the blocks, and what the head says: metas, JSON-LD scripts, the title and the canonical address.

    An element is the number of its place in the document. `tags`, `parents` and `ends` (the number after its last
    descendant) tell of each, the others only of those that have something to say.
    """

    tags: list[str] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)  # class and id
    attributes: dict[int, dict[str, str]] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    links: set[int] = field(default_factory=set)
    linked: set[int] = field(default_factory=set)  # what stands inside a link
    blocks: list[Block] = field(default_factory=list)
    metas: list[tuple[str, str]] = field(default_factory=list)  # name in small letters, content
    scripts: list[str] = field(default_factory=list)
    title: str = ""
    canonical: str = ""

    def inside(self, number: int, ancestor: int) -> bool:
        """True where an element is the ancestor or lies in it."""
        return ancestor <= number < self.ends[ancestor]


class Walk:
    """What one pass over a page gathers: it is told where elements start and end, and the texts, in their order.

    Attributes come as parsers write them: a blank, the name, the value escaped and in quotation marks.
    """

    def __init__(self) -> None:
        self.tree = Tree()
        self._tags, self._parents, self._ends = self.tree.tags, self.tree.parents, self.tree.ends
        self._open: list[tuple[int, int]] = [(-1, 0)]  # elements around the place, each with the block-level one there
        self._said: dict[str, _Said] = {}
        self._ended = ""  # the element that ended right before the place
        self._spans = False  # the place is the beginning of a span right behind another
        self._wordless = 0  # depth of elements whose text is not read
        self._links = 0
        self._pre = 0
        self._parts: list[str] = []
        self._linked = 0
        self._image = -_NEAR_IMAGE - 1  # number of the last image
        self._breaks = 2
        self._pictures = 0  # depth of SVG, where a title is none of the page
        self._kept: list[str] | None = None  # the text of an element that is kept as a whole
        self._keeper = -1  # and that element

    def start(self, tag: str, written: str) -> None:
        """An element begins, with these attributes."""
        flow, number, (parent, around) = _FLOW.get(tag, _BLOCK), len(self._tags), self._open[-1]
        if flow != _INSIDE:
            if self._parts:
                self.flush()
            self._breaks = self._breaks + 1 if flow else 2
            self._spans = False
        else:
            if self._ended and (self._ended, tag) in _SET_APART and self._parts and self._parts[-1][-1:].strip():
                self.flush()
                self._breaks = 1
            self._spans = tag == "span" == self._ended
        self._ended = ""
        self._tags.append(tag)
        self._parents.append(parent)
        self._ends.append(0)
        self._open.append((number, around if flow else number))
        if self._links:
            self.tree.linked.add(number)
        if written:
            self._describe(number, written)
        if tag in _STARTS:
            _STARTS[tag](self, number, written)

    def end(self) -> None:
        """The innermost element ends."""
        number = self._open[-1][0]
        tag = self._tags[number]
        if tag not in _FLOW:
            if self._parts:
                self.flush()
            self._breaks = 2
        self._open.pop()
        self._ends[number] = len(self._tags)
        self._ended = tag
        if tag in _ENDS:
            _ENDS[tag](self, number)

    def text(self, value: str) -> None:
        """A text stands here."""
        if self._kept is not None:
            self._kept.append(value)
        if self._wordless:
            return
        if self._spans and _SET_ON.search("".join(self._parts[-1:])[-3:] + "\0" + value[:1]):
            self._parts.append(" ")
        self._ended, self._spans = "", False
        if self._pre and "\n" in value:
            for line in value.split("\n"):
                self._add(line)
                self.flush()
                self._breaks += 1
        elif self._parts or not value.isspace():
            self._add(value)

    def _add(self, value: str) -> None:
        self._parts.append(value)
        if self._links:
            self._linked += count_letters(value)

    def flush(self) -> None:
        """Close the block that is being gathered."""
        text = "".join(self._parts).strip()
        self._parts = []
        if not text:
            return
        text = _SPACE.sub(" ", text)
        around, letters = self._open[-1][1], count_letters(text)
        linked = min(self._linked, letters)
        running = letters >= RUNNING and linked < LINKED * letters
        near, joined = around - self._image <= _NEAR_IMAGE, self._breaks < _PARAGRAPH
        self.tree.blocks.append(Block(text, around, letters, linked, near, joined, running))
        self._breaks, self._linked, self._image = 0, 0, -_NEAR_IMAGE - 1

    def _describe(self, number: int, written: str) -> None:
        """Take down what the attributes say; many elements of a page say the same."""
        said = self._said.get(written)
        if said is None:
            said = self._said[written] = _said(written)
        names, kept, hidden, _ = said
        if names:
            self.tree.names[number] = names
        if kept:
            self.tree.attributes[number] = kept
        if hidden:
            self.tree.hidden.add(number)

    def _mute(self, _number: int, _written: str) -> None:
        self._wordless += 1

    def _unmute(self, _number: int) -> None:
        self._wordless -= 1

    def _picture(self, number: int, _written: str) -> None:
        self._image = number

    def _drawing(self, _number: int, _written: str) -> None:
        self._wordless += 1
        self._pictures += 1

    def _drawn(self, _number: int) -> None:
        self._wordless -= 1
        self._pictures -= 1

    def _link(self, number: int, written: str) -> None:
        if not written or self._said[written][3]:
            self._links += 1
            self.tree.links.add(number)

    def _unlink(self, number: int) -> None:
        self._links -= number in self.tree.links

    def _preformatted(self, _number: int, _written: str) -> None:
        self._pre += 1

    def _formatted(self, _number: int) -> None:
        self._pre -= 1

    def _meta(self, _number: int, written: str) -> None:
        said = attributes_of(written)
        content = said.get("content")
        names = [said.get(name) for name in ("property", "name", "itemprop")]
        self.tree.metas.extend((name.strip().lower(), content.strip()) for name in names if content and name)

    def _canonical(self, _number: int, written: str) -> None:
        if not self.tree.canonical and (said := attributes_of(written)).get("rel", "").lower() == "canonical":
            self.tree.canonical = said.get("href", "").strip()

    def _script(self, number: int, written: str) -> None:
        self._wordless += 1
        if "ld+json" in written.lower() and "ld+json" in attributes_of(written).get("type", "").lower():
            self._keep(number)

    def _scripted(self, number: int) -> None:
        self._wordless -= 1
        if number == self._keeper:
            self.tree.scripts.append(self._kept_text())

    def _title(self, number: int, _written: str) -> None:
        if not self.tree.title and not self._pictures:
            self._keep(number)

    def _titled(self, number: int) -> None:
        if number == self._keeper:
            self.tree.title = re.sub(r"[ \t\n\r\f]+", " ", self._kept_text()).strip()

    def _keep(self, number: int) -> None:
        if self._kept is None:
            self._kept, self._keeper = [], number

    def _kept_text(self) -> str:
        text = "".join(self._kept or ())
        self._kept, self._keeper = None, -1
        return text


_STARTS: dict[str, Callable[[Walk, int, str], None]] = {
    **dict.fromkeys(_WORDLESS, Walk._mute), **dict.fromkeys(_IMAGES, Walk._picture), "svg": Walk._drawing,
    "a": Walk._link, "pre": Walk._preformatted, "meta": Walk._meta, "link": Walk._canonical, "script": Walk._script,
    "title": Walk._title,
}  # fmt: skip
_ENDS: dict[str, Callable[[Walk, int], None]] = {
    **dict.fromkeys(_WORDLESS, Walk._unmute), "svg": Walk._drawn, "a": Walk._unlink, "pre": Walk._formatted,
    "script": Walk._scripted, "title": Walk._titled,
}  # fmt: skip


def attributes_of(written: str) -> dict[str, str]:
    """The attributes of a tag as a parser writes it.

    >>> attributes_of(' class="a &amp; b" id="c"')
    {'class': 'a & b', 'id': 'c'}
    """
    said = dict(_ATTRIBUTE.findall(written))
    return {name: plain(value) for name, value in said.items()} if "&" in written else said


def plain(written: str) -> str:
    """Text or a value without the escapes of a parser.

    >>> plain("a &amp;lt; b")
    'a &lt; b'
    """
    if "&" not in written:
        return written
    for escape, character in (
        ("&nbsp;", "\u00a0"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", '"'),
        ("&#x27;", "'"),
        ("&amp;", "&"),
    ):
        written = written.replace(escape, character)
    return written


def _said(written: str) -> _Said:
    said = attributes_of(written)
    names, style = said.get("class", ""), said.get("style")
    if "id" in said:
        names = f"{names} {said['id']}"
    hidden = "hidden" in said or (style is not None and _HIDDEN_STYLE.search(style) is not None)
    kept = {} if _KEPT.isdisjoint(said) else {name: value for name, value in said.items() if name in _KEPT}
    return names.strip(), kept, hidden, "href" in said or not ("name" in said or "id" in said)
