"""The whole report as one HTML file: contents, findings, chapters, figures in both languages, and the appendices."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

from osint_iraq.report import appendix
from osint_iraq.report.chapters import Chapter, chapter_html, findings
from osint_iraq.report.figures import Figures
from osint_iraq.report.origin import origin
from osint_iraq.report.prose import Heading, Prose, direction
from osint_iraq.report.sheet import SHEET

__all__ = ["report_html"]

_TITLE = "Attacks on foreign forces in Iraq, as reported"
_SUBTITLE = (
    "Counts of attacks reported, never of attacks that happened. Made by osint_iraq from tables whose versions and "
    "hashes stand at the end; the same tables give the same report."
)
_FRONT = "front"  # the name under which headings of no file are known


def report_html(chapters: Sequence[Chapter], charts: Path, tables: Path, docs: Path) -> str:
    """One page that needs nothing beside it: no other file, no network, no script.

    `charts` is the folder of the published charts, `tables` that of the tables (for what its build noted), `docs` that
    of the pages on method, which may be missing. The same input gives the same page.
    """
    places = {chapter.source: chapter.place for chapter in chapters} | appendix.places(docs)
    prose, figures = Prose(places), Figures(charts)
    front = _findings(chapters, prose)
    body = [chapter_html(chapter, f"{number}.", prose, figures) for number, chapter in enumerate(chapters, start=1)]
    parts = [front, *body, *_back(figures, tables, docs, prose)]
    main = prose.settled("\n".join(parts))
    return _document(f"<h1>{_TITLE}</h1><p class='sub'>{_SUBTITLE}</p>{_contents(prose.headings)}<main>{main}</main>")


def _back(figures: Figures, tables: Path, docs: Path, prose: Prose) -> list[str]:
    """Charts that no chapter shows, and the appendices, lettered; the brief ones begin no page of their own."""
    rest = figures.rest()
    return [
        f"<section>{prose.heading(2, 'Further charts', _FRONT)}{rest}</section>" if rest else "",
        f"<section>{appendix.methods(docs, 'A.', prose)}</section>",
        f"<section>{appendix.limits('B.', prose)}</section>",
        f"<section class='brief'>{appendix.ethics(docs, 'C.', prose)}</section>",
        f"<section>{appendix.origins(origin(tables), figures.known, 'D.', prose)}</section>",
    ]


def _findings(chapters: Sequence[Chapter], prose: Prose) -> str:
    """The sentence that each notebook found, with the way to its chapter."""
    items = []
    for number, chapter in enumerate(chapters, start=1):
        told = findings(chapter)
        if told:
            sentences = "".join(f"<p{direction(text)}><strong>{escape(text)}</strong></p>" for text in told)
            link = f'<a href="#{chapter.place}">{number}. {escape(chapter.title)}</a>'
            items.append(f'<li>{sentences}<p class="from">{link}</p></li>')
    listed = f'<ul class="findings">{"".join(items)}</ul>' if items else "<p>The notebooks state no finding.</p>"
    return f"<section class='front'>{prose.heading(2, 'Findings', _FRONT)}{listed}</section>"


def _contents(headings: Sequence[Heading]) -> str:
    """Chapters, and below each of them its parts."""
    items = ""
    inside = False
    for heading in (h for h in headings if h.level <= 3):
        if heading.level == 2:
            items += "</ol></li>" if inside else ""
            items += f'<li><a href="#{heading.id}">{heading.text}</a><ol>'
            inside = True
        else:
            items += f'<li><a href="#{heading.id}">{heading.text}</a></li>'
    items += "</ol></li>" if inside else ""
    return f'<nav aria-labelledby="contents"><h2 id="contents">Contents</h2><ol>{items}</ol></nav>'.replace(
        "<ol></ol>", ""
    )


def _document(body: str) -> str:
    head = f"<meta charset='utf-8'><meta name='viewport' content='width=device-width'><style>{SHEET}</style>"
    return (
        f"<!doctype html>\n<html lang='en'><head>{head}<title>{_TITLE}</title></head><body>\n{body}\n</body></html>\n"
    )
