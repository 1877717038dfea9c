"""Markdown of many files as parts of one page: headings with ids of their own, links that lead inside the page."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape, unescape
from typing import Any

# Imported by what makes a page only, and there inside functions: nbconvert takes two seconds and may not be installed.
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

__all__ = ["Heading", "Prose", "direction", "is_arabic", "plain", "slug"]

_LATER = "later:"  # links are settled when every heading of the page is known
_WAITING = re.compile(rf'<a href="{_LATER}([^"|]*)\|([^"]*)">(.*?)</a>', re.DOTALL)


@dataclass(frozen=True)
class Heading:
    """A heading of the page: level 2 is a chapter, its text is HTML without links."""

    level: int
    id: str
    text: str


class Prose:
    """Turns Markdown into HTML for one page and remembers the headings.

    `places` leads from the name of a file (docs/coverage.md: coverage.md) to the id where it stands in the page. A link
    to a file that has no place there becomes plain text, since the page may be handed on alone.
    """

    def __init__(self, places: Mapping[str, str]) -> None:
        self.places = dict(places)
        self.headings: list[Heading] = []
        self._ids: set[str] = set(places.values())
        self._anchors: dict[tuple[str, str], str] = {}

    def html(self, text: str, source: str, *, deeper: int = 1, number: str = "") -> str:
        """The Markdown of the file named `source` as HTML; its headings stand `deeper` levels lower.

        `number` goes before a heading that becomes one of level 2, a chapter.
        """
        renderer = _Renderer(self, source, deeper, number)
        return str(MarkdownWithMath(renderer=renderer).render(text))

    def heading(self, level: int, text: str, source: str, *, place: str = "") -> str:
        """A heading as HTML, noted for the contents; `place` is its id, where that is decided already."""
        words = slug(plain(text))
        own = place or self._free(f"{self.places.get(source, slug(source))}-{words}")
        self._anchors.setdefault((source, words), own)
        self.headings.append(Heading(level, own, re.sub(r"</?a\b[^>]*>", "", text)))
        return f'<h{level} id="{own}"{direction(plain(text))}>{text}</h{level}>\n'

    def awaits(self, place: str) -> bool:
        """Whether no heading stands yet at this place of a file."""
        return bool(place) and place not in {heading.id for heading in self.headings}

    def settled(self, page: str) -> str:
        """The page with its links: to a place in it, to the network, or plain text where there is nothing to go to."""
        return _WAITING.sub(lambda m: self._link(unescape(m[1]), unescape(m[2]), m[3]), page)

    def _link(self, source: str, url: str, text: str) -> str:
        if re.match(r"https?://|mailto:", url):
            return f'<a href="{escape(url)}">{text}</a>'
        path, _, anchor = url.partition("#")
        name = path.rsplit("/", 1)[-1] or source
        target = self._anchors.get((name, slug(anchor))) or self.places.get(name)
        return f'<a href="#{target}">{text}</a>' if target else text

    def _free(self, wanted: str) -> str:
        number, own = 1, wanted
        while own in self._ids:
            number += 1
            own = f"{wanted}-{number}"
        self._ids.add(own)
        return own


class _Renderer(IPythonRenderer):
    """nbconvert's renderer with our headings, links and directions, and without pictures from outside the page."""

    def __init__(self, prose: Prose, source: str, deeper: int, number: str) -> None:
        super().__init__(escape=False, exclude_anchor_links=True)
        self._prose, self._source, self._deeper, self._number = prose, source, deeper, number
        self._place = prose.places.get(source, "")

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        lower = min(level + self._deeper, 6)
        if level > 1 or not self._prose.awaits(self._place):
            return self._prose.heading(max(lower, 3), text, self._source)  # a second title is no second chapter
        text = f"{escape(self._number)} {text}" if self._number else text
        return self._prose.heading(lower, text, self._source, place=self._place)

    def paragraph(self, text: str) -> str:
        return f"<p{direction(plain(text))}>{text}</p>\n"

    def list_item(self, text: str, **attrs: Any) -> str:
        return f"<li{direction(plain(text))}>{text}</li>\n"

    def table(self, text: str) -> str:
        return f'<div class="table"><table>\n{text}</table></div>\n'

    def link(self, text: str, url: str, title: str | None = None) -> str:
        return f'<a href="{_LATER}{escape(self._source)}|{escape(url)}">{text or escape(url)}</a>'

    def image(self, text: str, url: str, title: str | None = None) -> str:
        return super().image(text, url, title) if url.startswith("data:") else f"<em>{text}</em>"


def slug(text: str) -> str:
    """What a heading is called in a link; the same for GitHub's and Jupyter's way of writing it.

    >>> slug("How it is measured"), slug("How-it-is-measured?")
    ('how-it-is-measured', 'how-it-is-measured')
    """
    return re.sub(r"[^\w]+", "-", text.lower()).strip("-")


def plain(html: str) -> str:
    """The words of a piece of HTML, without its tags.

    >>> plain("<b>3</b> &lt; 4")
    '3 < 4'
    """
    return unescape(re.sub(r"<[^>]*>", "", html))


def is_arabic(text: str) -> bool:
    """Whether more letters of the text run from right to left than from left to right.

    >>> is_arabic("osint_iraq"), is_arabic("12"), is_arabic("\u0647\u062c\u0648\u0645 on 3")
    (False, False, True)
    """
    kinds = [unicodedata.bidirectional(letter) for letter in text]
    return kinds.count("AL") + kinds.count("R") > kinds.count("L")


def direction(text: str) -> str:
    """The attributes of an element that holds this text: language and direction where it is Arabic, else nothing."""
    return ' lang="ar" dir="rtl"' if is_arabic(text) else ""
