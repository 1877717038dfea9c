"""A report as an HTML page: alone, and as news sites dress it, with menus, scripts, related headlines and a footer."""

from __future__ import annotations

import html
import json

from bench.corpus import Report
from bench.synthetic import words

__all__ = ["bare", "dressed"]

_MENU_LINKS, _RELATED, _RULES = 40, 24, 160


def bare(report: Report) -> str:
    """The smallest page that holds the report: a headline and a paragraph for each of its own."""
    title = _headline(report)
    head = f'<meta charset="utf-8"><title>{title}</title>'
    return _page(head, f"<article><h1>{title}</h1>{_paragraphs(report)}</article>")


def dressed(report: Report) -> str:
    """The report on a page of some 20 KB, of which its own words are less than a tenth."""
    title, home = _headline(report), words("menu")
    links = "".join(
        f'<li class="menu-item"><a href="/s/{n}">{home[n % len(home)]}</a></li>' for n in range(_MENU_LINKS)
    )
    related = "".join(
        f'<li class="card"><a href="/news/{n}"><img src="/i/{n}.jpg" alt=""><h3>{home[n % len(home)]} {n}</h3></a></li>'
        for n in range(_RELATED)
    )
    rules = "".join(f".c{n} {{ margin: {n}px; color: #{n:06x} }}\n" for n in range(_RULES))
    facts = json.dumps({"@type": "NewsArticle", "headline": html.unescape(title), "datePublished": report.published})
    script = "window.dataLayer = window.dataLayer || [];" + "".join(
        f"dataLayer.push({{k{n}: {n}}});" for n in range(_RULES)
    )
    head = (
        f'<meta charset="utf-8"><title>{title}</title><meta property="og:title" content="{title}">'
        f'<style>{rules}</style><script type="application/ld+json">{facts}</script><script>{script}</script>'
    )
    body = (
        f'<header><nav class="main-menu"><ul>{links}</ul></nav></header><main><article class="post"><h1>{title}</h1>'
        f'<div class="share-buttons">{words("share")[0]}</div><div class="entry-content">'
        f"{_paragraphs(report)}</div></article>"
        f'<aside class="related-posts"><h2>{words("related")[0]}</h2><ul>{related}</ul></aside></main>'
        f"<footer><ul>{links}</ul><p>{words('rights')[0]}</p></footer>"
    )
    return _page(head, body)


def _headline(report: Report) -> str:
    return html.escape(report.text.split("\n", 1)[0])


def _paragraphs(report: Report) -> str:
    return "".join(f"<p>{html.escape(line)}</p>" for line in report.text.split("\n")[1:] if line.strip())


def _page(head: str, body: str) -> str:
    return f'<!DOCTYPE html>\n<html lang="ar" dir="rtl"><head>{head}</head><body>{body}</body></html>\n'
