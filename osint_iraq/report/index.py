"""The first page of a report: what it holds, what the numbers do not mean, and what made them."""

from __future__ import annotations

import json
import platform
from html import escape
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from osint_iraq import __version__

__all__ = ["index_html"]

_KINDS = ("png", "svg", "pdf")
_PACKAGES = ("pandas", "matplotlib", "scipy", "camel-tools")
_LIMITS = (
    "Counts are attacks <em>reported</em>: in the Arabic reports of this corpus, in a hand-made chronology, or in "
    "both. The charts show which is which.",
    "A period without a bar has no attack on record. That is no proof that there was none.",
    "The bundled reports are few and were chosen; how often they mention attacks says nothing about how often attacks "
    "happened.",
    "A window around a political event describes what came before and after. It does not show that the event mattered: "
    "talks follow attacks as well as the other way round, and other events lie in the same weeks.",
    "Intervals take attacks as independent of each other. Attacks come in clusters, so the true uncertainty is larger.",
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
        "<h2>Notebooks</h2>",
        _list([_link(f"notebooks/{stem}.html", title) + f" ({_link(f'notebooks/{stem}.ipynb', 'notebook')})"
               for stem, title in sorted(titles.items())]),
        "<h2>What the numbers do not mean</h2>",
        _list(list(_LIMITS)),
        "<h2>Charts</h2>",
        *(_figure(report, path) for path in sorted((report / "charts").glob("*.json"))),
        "<h2>Tables</h2>",
        _list([_link(f"tables/{p.name}", p.name) for p in sorted((report / "tables").glob("*"))]),
        "<h2>What made this</h2>",
        _origin(tables),
    ]  # fmt: skip
    head = f"<meta charset='utf-8'><meta name='viewport' content='width=device-width'><style>{_STYLE}</style>"
    return f"<!doctype html>\n<html lang='en'><head>{head}<title>osint_iraq report</title></head><body>\n" + (
        "\n".join(parts) + "\n</body></html>\n"
    )


def _link(target: str, text: str) -> str:
    return f"<a href='{escape(target, quote=True)}'>{escape(text)}</a>"


def _list(items: list[str]) -> str:
    return "<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>" if items else "<p>none</p>"


def _figure(report: Path, sidecar: Path) -> str:
    """One chart in both languages with its captions and its files."""
    about = json.loads(sidecar.read_text(encoding="utf-8"))
    stem = about["stem"]
    shown = []
    for lang, direction in (("en", "ltr"), ("ar", "rtl")):
        files = " · ".join(_link(f"charts/{stem}-{lang}.{kind}", kind.upper()) for kind in _KINDS)
        shown.append(
            f"<figure lang='{lang}' dir='{direction}'><img src='charts/{stem}-{lang}.png' loading='lazy' "
            f"alt='{escape(about['alt'][lang], quote=True)}'>"
            f"<figcaption>{escape(about['caption'][lang])}<br><span dir='ltr'>{files}</span></figcaption></figure>"
        )
    data = f"<p>{_link(f'charts/{stem}.csv', 'data of this chart')} · {_link(f'charts/{stem}.json', 'sidecar')}</p>"
    return f"<h3>{escape(about['title']['en'])}</h3>" + "".join(shown) + data


def _origin(tables: Path) -> str:
    """Versions and hashes: those that the build wrote beside its tables, and those of the packages that drew."""
    built = tables / "build.json"
    origin: dict[str, Any] = json.loads(built.read_text(encoding="utf-8")) if built.is_file() else {}
    rows = {"osint_iraq (charts)": __version__, "Python": platform.python_version()}
    rows |= {name: _version(name) for name in _PACKAGES}
    rows |= {f"build: {key}": _plain(value) for key, value in origin.items()}
    cells = "".join(f"<tr><th>{escape(k)}</th><td>{escape(v)}</td></tr>" for k, v in rows.items())
    return f"<table>{cells}</table>"


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {part}" for key, part in value.items())
    return str(value)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
