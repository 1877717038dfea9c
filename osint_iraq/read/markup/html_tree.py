"""A parsed page as flat lists: its elements in document order, and the blocks of text that they hold.

The tree is walked once and without recursion, whatever its depth. resiliparse parses in linear time where other parsers
take seconds (lexbor) or drop in silence what is nested deeper than 256 elements (libxml2).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import regex
from resiliparse.parse.html import DOMContext, ElementNode, HTMLTree, TextNode, traverse_dom


def word_set(words: str) -> frozenset[str]:
    """The words of a text.

    >>> sorted(word_set("b a"))
    ['a', 'b']
    """
    return frozenset(words.split())


MOST_TAGS = 400_000  # a long news page has some thousand; a tree takes a hundred times the memory of its markup
MOST_ATTRIBUTES = 20_000

_SPACE = regex.compile(r"[ \t\n\r\f]+")
_SET_ON = regex.compile(r"\p{Arabic}{3}\0\p{N}|\p{N}\0\p{Arabic}")  # a number beside a word, in spans of their own
_LETTER = regex.compile(r"\p{L}")
_WORDLESS = word_set(
    "script style noscript template svg math iframe object embed canvas audio video map select option optgroup "
    "textarea button input datalist head rp rt"
)
_INLINE = word_set(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark q ruby s samp small span "
    "strike strong sub sup tt u var wbr picture source nobr amp-img o:p"
)
_IMAGES = frozenset(["img", "picture", "amp-img"])
_NEAR_IMAGE = 3  # elements that may stand between an image and its caption
_PARAGRAPH = 2  # line breaks that part paragraphs
_SET_APART = {("a", "a"), ("a", "span"), ("span", "a"), ("b", "a")}
"""Inline elements that follow each other without a blank: entries that a style sheet sets apart, never one word."""
_HIDDEN_STYLE = regex.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", regex.IGNORECASE)
_KEPT_ATTRIBUTES = ("itemprop", "datetime", "content", "itemtype", "role", "pubdate")


class HtmlFault(ValueError):
    """A page that cannot be read; `code` is one of the problems table, the message goes behind the page's name."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(slots=True)
class Element:
    """An element of the page: its place in the list is its number; `end` is the number after its last descendant."""

    tag: str
    parent: int
    names: str = ""  # class and id
    attributes: dict[str, str] = field(default_factory=dict)
    hidden: bool = False
    linked: bool = False  # stands inside a link
    link: bool = False  # is one
    end: int = 0


@dataclass(slots=True)
class Block:
    """A run of text between two breaks; `element` is the number of the block-level element around it."""

    text: str
    element: int
    letters: int
    linked: int  # letters inside links
    pictured: bool  # follows an image in the same small part of the page
    joined: bool  # follows the block above it on the next line, without a blank line between


@dataclass
class Tree:
    """The elements, the blocks, and what the head says: metas, JSON-LD scripts, the title and the canonical address."""

    elements: list[Element] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    metas: list[tuple[str, str]] = field(default_factory=list)  # name in small letters, content
    scripts: list[str] = field(default_factory=list)
    title: str = ""
    canonical: str = ""

    def inside(self, number: int, ancestor: int) -> bool:
        """True where an element is the ancestor or lies in it."""
        return ancestor <= number < self.elements[ancestor].end


def parse_tree(html: str) -> Tree:
    """The page as flat lists.

    Raises `HtmlFault` where the markup has more elements than any report.

    >>> [b.text for b in parse_tree("<h1>A</h1><p>b<br>c</p>").blocks]
    ['A', 'b', 'c']
    """
    _refuse_monsters(html)
    parsed = HTMLTree.parse(html.replace("\0", "").encode("utf-8", "replace").decode("utf-8"))
    walk = _Walk()
    if parsed.document is not None:
        traverse_dom(parsed.document, walk.enter)
    return walk.finish()


def _refuse_monsters(html: str) -> None:
    """Raise for markup that takes minutes: the parser compares each attribute of a tag with all before it."""
    if html.count("<") > MOST_TAGS:
        raise HtmlFault("too_large", f"has more than {MOST_TAGS:,} tags, which no report has; leave it out")
    for stretch in html.split(">"):
        if len(stretch) > MOST_ATTRIBUTES and len(stretch[stretch.find("<") :].split()) > MOST_ATTRIBUTES:
            message = f"has a tag with more than {MOST_ATTRIBUTES:,} attributes, which no report has; leave it out"
            raise HtmlFault("too_large", message)


class _Walk:
    """What one pass over the tree gathers."""

    def __init__(self) -> None:
        self.tree = Tree()
        self._open: list[int] = []  # numbers of the elements around the place
        self._around: list[int] = []  # for each of these the block-level element that it is or lies in
        self._depths: list[int] = []
        self._ended = ""  # the element that ended right before the place
        self._spans = False  # the place is the beginning of a span right behind another
        self._wordless = 0  # depth of elements whose text is not read
        self._links = 0
        self._pre = 0
        self._parts: list[str] = []
        self._linked = 0
        self._image = -_NEAR_IMAGE - 1  # number of the last image
        self._breaks = 2

    def enter(self, context: DOMContext) -> None:
        """Take up the next node; whatever is not around it is closed first."""
        while len(self._depths) and self._depths[-1] >= context.depth:
            self.close()
        node = context.node
        if isinstance(node, TextNode):
            self._text(node)
        elif isinstance(node, ElementNode):
            self._start(node, node.tag or "", context.depth)

    def close(self) -> None:
        """Leave the innermost element. (The parser tells of the end only of elements that hold something.)"""
        element = self.tree.elements[self._open[-1]]
        tag = element.tag
        if tag not in _INLINE and tag != "br":
            self.flush()
            self._breaks = 2
        self._open.pop()
        self._around.pop()
        self._depths.pop()
        element.end = len(self.tree.elements)
        if tag in _WORDLESS:
            self._wordless -= 1
        elif element.link:
            self._links -= 1
        elif tag == "pre":
            self._pre -= 1
        self._ended = tag

    def finish(self) -> Tree:
        """Close all that is open."""
        while self._open:
            self.close()
        self.flush()
        return self.tree

    def _start(self, node: ElementNode, tag: str, depth: int) -> None:
        if tag == "br":
            self.flush()
            self._breaks += 1
        elif tag not in _INLINE:
            self.flush()
            self._breaks = 2
        if (self._ended, tag) in _SET_APART and self._parts and self._parts[-1][-1:].strip():
            self.flush()
            self._breaks = 1
        self._spans = (self._ended, tag) == ("span", "span")
        self._ended = ""
        number = len(self.tree.elements)
        self.tree.elements.append(self._element(node, tag))
        inline = tag in _INLINE or tag == "br"
        self._around.append((self._around or [0])[-1] if inline else number)
        self._open.append(number)
        self._depths.append(depth)
        if tag in _IMAGES:
            self._image = number
        if tag in _WORDLESS:
            self._wordless += 1
        elif tag == "a" and (node.hasattr("href") or not (node.hasattr("name") or node.hasattr("id"))):
            self._links += 1
            self.tree.elements[number].link = True
        elif tag == "pre":
            self._pre += 1
        if tag in ("meta", "link", "script", "title"):
            self._of_head(node, tag)

    def _element(self, node: ElementNode, tag: str) -> Element:
        element = Element(tag, self._open[-1] if self._open else -1, linked=self._links > 0)
        if node.attrs:
            element.names = f"{node.getattr('class') or ''} {node.getattr('id') or ''}".strip()
            element.attributes = {name: v for name in _KEPT_ATTRIBUTES if (v := node.getattr(name)) is not None}
            hidden = _HIDDEN_STYLE.search(node.getattr("style") or "")
            element.hidden = bool(hidden) or node.hasattr("hidden")
        return element

    def _of_head(self, node: ElementNode, tag: str) -> None:
        tree = self.tree
        if tag == "meta":
            content = node.getattr("content")
            names = [node.getattr(name) for name in ("property", "name", "itemprop")]
            tree.metas.extend((name.strip().lower(), content.strip()) for name in names if content and name)
        elif tag == "link" and (node.getattr("rel") or "").lower() == "canonical" and not tree.canonical:
            tree.canonical = (node.getattr("href") or "").strip()
        elif tag == "script" and "ld+json" in (node.getattr("type") or "").lower():
            tree.scripts.append(node.text or "")
        elif tag == "title" and not tree.title and "svg" not in (self.tree.elements[n].tag for n in self._open):
            tree.title = _SPACE.sub(" ", node.text or "").strip()

    def _text(self, node: TextNode) -> None:
        if self._wordless:
            return
        value = node.value or ""
        if self._spans and _SET_ON.search("".join(self._parts[-1:])[-3:] + "\0" + value[:1]):
            self._parts.append(" ")
        self._ended, self._spans = "", False
        if self._pre and "\n" in value:
            for line in value.split("\n"):
                self._add(line)
                self.flush()
                self._breaks += 1
            return
        self._add(value)

    def _add(self, value: str) -> None:
        self._parts.append(value)
        if self._links:
            self._linked += len(_LETTER.findall(value))

    def flush(self) -> None:
        """Close the block that is being gathered."""
        if not self._parts:
            return
        text = _SPACE.sub(" ", "".join(self._parts)).strip()
        if text:
            around = (self._around or [0])[-1]
            letters = len(_LETTER.findall(text))
            pictured = around - self._image <= _NEAR_IMAGE
            self.tree.blocks.append(
                Block(text, around, letters, min(self._linked, letters), pictured, self._breaks < _PARAGRAPH)
            )
            self._breaks = 0
            self._linked, self._image = 0, -_NEAR_IMAGE - 1
        self._parts = []
