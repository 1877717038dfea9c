"""From markup to a parsed page as flat lists.

resiliparse parses in linear time where other parsers take seconds (lexbor) or drop in silence what is nested deeper
than 256 elements (libxml2). Asking its tree node by node takes ten times what parsing takes; so the tree is written out
as markup once, in which all is closed and escaped, and one pattern cuts that up. Neither recurses, whatever the depth,
but for templates in templates, which are therefore asked node by node where there are many.
"""

from __future__ import annotations

import re
from contextlib import suppress
from html import escape

from resiliparse.parse.html import DOMContext, ElementNode, HTMLTree, Node, TextNode, traverse_dom

from osint_iraq.read.markup.html_walk import Tree, Walk, plain, word_set

MOST_TAGS = 400_000  # a long news page has some thousand; a tree takes a hundred times the memory of its markup
MOST_ATTRIBUTES = 20_000
_MOST_TEMPLATES = 100

_PIECE = re.compile(
    r"<(?:(script|style|iframe)((?: [^>]*)?)>([^<]*(?:<(?!/\1>)[^<]*)*)</\1"  # their text is not escaped
    r"|!--.*?--|([/!?]?)([^ >]+)([^>]*))>([^<]*)",
    re.DOTALL,
)
_UNESCAPED = ("<plaintext", "<xmp", "<noembed", "<noframes")
_VOID = word_set("area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr")
_FOREIGN = frozenset(["svg", "math"])
_SPECIAL = _VOID | _FOREIGN | {"template"}
_LOOKED_AT = (
    "class", "id", "style", "hidden", "itemprop", "datetime", "content", "itemtype", "role", "pubdate", "href", "name",
    "property", "rel", "type",
)  # fmt: skip


class HtmlFault(ValueError):
    """A page that cannot be read; `code` is one of the problems table, the message goes behind the page's name."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class _Unclear(Exception):
    """The written-out page can be read in two ways."""


def parse_tree(html: str) -> Tree:
    """The page as flat lists.

    Raises `HtmlFault` where the markup has more elements than any report.

    >>> [b.text for b in parse_tree("<h1>A</h1><p>b<br>c</p>").blocks]
    ['A', 'b', 'c']
    """
    _refuse_monsters(html)
    document = HTMLTree.parse(html.replace("\0", "").encode("utf-8", "replace").decode("utf-8")).document
    if document is None:
        return Tree()
    if html.lower().count("<template") > _MOST_TEMPLATES:  # writing out what lies in them ends the process
        return by_nodes(document)
    markup = document.html
    if not any(name in markup for name in _UNESCAPED):
        with suppress(_Unclear):
            return _by_markup(markup)
    return by_nodes(document)


def _refuse_monsters(html: str) -> None:
    """Raise for markup that takes minutes: the parser compares each attribute of a tag with all before it."""
    if html.count("<") > MOST_TAGS:
        raise HtmlFault("too_large", f"has more than {MOST_TAGS:,} tags, which no report has; leave it out")
    if len(html) <= MOST_ATTRIBUTES:
        return
    for stretch in html.split(">"):
        if len(stretch) > MOST_ATTRIBUTES and len(stretch[stretch.find("<") :].split()) > MOST_ATTRIBUTES:
            message = f"has a tag with more than {MOST_ATTRIBUTES:,} attributes, which no report has; leave it out"
            raise HtmlFault("too_large", message)


def _by_markup(markup: str) -> Tree:
    walk = Walk()
    apart = _Apart(walk)
    for raw, said, content, mark, name, written, words in _PIECE.findall(markup):
        if apart.inside:
            if not apart.take(raw, said, content, mark, name, written):
                continue
        elif mark == "/":
            if name == "script":
                raise _Unclear
            walk.end()
        elif raw:
            _must_end_there(content)
            walk.start(raw, said)
            walk.text(content)
            walk.end()
        elif name and not mark:
            walk.start(name, written)
            if name in _SPECIAL and not apart.enter(name):
                continue
        if words:
            walk.text(plain(words))
    return walk.tree


def _must_end_there(content: str) -> None:
    """Raise where a script begins in a comment of a script: its end, then, is not the first that stands there."""
    if "<!--" in content and "<script" in content.lower():
        raise _Unclear


class _Apart:
    """Templates, whose content is no part of the page, and SVG and MathML, where nothing is void.

    `enter` and `take` say whether the text behind the piece is read.
    """

    def __init__(self, walk: Walk) -> None:
        self.inside = False
        self._walk = walk
        self._templates = self._foreign = 0

    def enter(self, name: str) -> bool:
        """Behind the beginning of a special element."""
        if name in _VOID:
            self._walk.end()
            return True
        self.inside = True
        if name == "template":
            self._templates = 1
            return False
        self._foreign = 1
        return True

    def take(self, raw: str, said: str, content: str, mark: str, name: str, written: str) -> bool:
        """A piece inside of one."""
        walk = self._walk
        _must_end_there(content)
        if self._templates:
            if name == "template":
                self._templates += -1 if mark == "/" else 1
            if self._templates:
                return False
            walk.end()
            self.inside = False
        elif raw:
            if "<" in content:
                raise _Unclear
            walk.start(raw, said)
            walk.text(content)
            walk.end()
        elif mark == "/":
            if name == "script":
                raise _Unclear
            walk.end()
            self._foreign -= name in _FOREIGN
            self.inside = self._foreign > 0
        elif name and not mark:
            if name in _VOID or name == "template":
                raise _Unclear
            walk.start(name.lower(), written.replace(" xlink:", " "))
            self._foreign += name in _FOREIGN
        return True


def by_nodes(document: Node) -> Tree:
    """The same, asked node by node: slower, and never in doubt."""
    walk = Walk()
    depths: list[int] = []

    def enter(context: DOMContext) -> None:
        while depths and depths[-1] >= context.depth:
            depths.pop()
            walk.end()
        node = context.node
        if isinstance(node, TextNode):
            walk.text(node.value or "")
        elif isinstance(node, ElementNode):
            said = ((name, node.getattr(name)) for name in _LOOKED_AT)
            walk.start(node.tag or "", "".join(f' {name}="{escape(v)}"' for name, v in said if v is not None))
            depths.append(context.depth)

    traverse_dom(document, enter)
    for _ in depths:
        walk.end()
    return walk.tree
