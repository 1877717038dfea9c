"""The first page of a report: what it holds, what the numbers do not mean, and what made them."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path

from osint_iraq.report.limits import LIMITS
from osint_iraq.report.origin import origin

__all__ = ["figure", "index_html", "link"]

_KINDS = ("png", "svg", "pdf")
_WHOLE = (
    ("report.html", "the whole report in one file: findings, chapters, methods, limits, hashes"),
    ("report.pdf", "the same for printing (PDF)"),
    ("gallery.html", "every chart in both languages, with caption and files"),
    ("chart-pack.zip", "the charts with captions in both languages, to paste into a text processor (ZIP)"),
)
_STYLE = """
body { font: 16px/1.55 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a; }
h1, h2, h3 { line-height: 1.25; } img { max-width: 100%; border: 1px solid #ddd; } figure { margin: 1.5rem 0 2.5rem; }
figcaption { font-size: .9rem; color: #444; } code, td, th { font-size: .85rem; } td, th { text-align: left;
padding: .15rem 1rem .15rem 0; vertical-align: top; overflow-wrap: anywhere; } a { color: #0057a0; }
"""


def index_html(report: Path, tables: Path, titles: dict[str, str]) -> str:
    """The page for the report in folder `report`, made from `tables`; `titles` names its notebooks."""
    parts = [
        "<h1>Attacks reported: tables, charts and notebooks</h1>",
        "<h2>The report</h2>",
        _list([link(name, text) for name, text in _WHOLE if (report / name).is_file()]),
        "<h2>Notebooks</h2>",
        _list([link(f"notebooks/{stem}.html", title) + f" ({link(f'notebooks/{stem}.ipynb', 'notebook')})"
               for stem, title in sorted(titles.items())]),
        "<h2>What the numbers do not mean</h2>",
        _list(list(LIMITS)),
        "<h2>Charts</h2>",
        *(figure(report, path) for path in sorted((report / "charts").glob("*.json"))),
        "<h2>Tables</h2>",
        _list([link(f"tables/{p.name}", p.name) for p in sorted((report / "tables").glob("*"))]),
        "<h2>What made this</h2>",
        _origin(tables),
    ]  # fmt: skip
    head = f"<meta charset='utf-8'><meta name='viewport' content='width=device-width'><style>{_STYLE}</style>"
    return f"<!doctype html>\n<html lang='en'><head>{head}<title>osint_iraq report</title></head><body>\n" + (
        "\n".join(parts) + "\n</body></html>\n"
    )


def link(target: str, text: str) -> str:
    """A link in HTML; both parts are escaped."""
    return f"<a href='{escape(target, quote=True)}'>{escape(text)}</a>"


def _list(items: list[str]) -> str:
    return "<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>" if items else "<p>none</p>"


def figure(report: Path, sidecar: Path) -> str:
    """One chart in both languages with its captions and its files."""
    about = json.loads(sidecar.read_text(encoding="utf-8"))
    stem = about["stem"]
    shown = []
    for lang, direction in (("en", "ltr"), ("ar", "rtl")):
        files = " · ".join(link(f"charts/{stem}-{lang}.{kind}", kind.upper()) for kind in _KINDS)
        shown.append(
            f"<figure lang='{lang}' dir='{direction}'><img src='charts/{stem}-{lang}.png' loading='lazy' "
            f"alt='{escape(about['alt'][lang], quote=True)}'>"
            f"<figcaption>{escape(about['caption'][lang])}<br><span dir='ltr'>{files}</span></figcaption></figure>"
        )
    data = f"<p>{link(f'charts/{stem}.csv', 'data of this chart')} · {link(f'charts/{stem}.json', 'sidecar')}</p>"
    return f"<h3>{escape(about['title']['en'])}</h3>" + "".join(shown) + data


def _origin(tables: Path) -> str:
    cells = "".join(f"<tr><th>{escape(key)}</th><td>{escape(value)}</td></tr>" for key, value in origin(tables).items())
    return f"<table>{cells}</table>"
