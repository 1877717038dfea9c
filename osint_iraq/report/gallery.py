"""One page that shows every published chart in both languages, with its caption, files and data."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path

from osint_iraq.report.index import figure, link

__all__ = ["KINDS", "gallery_html"]

KINDS = (
    ("Timeline", "plot_timeline", 'attack_counts(…, by="source"), milestones', "when attacks were reported"),
    ("Timeline by weapon", "plot_weapons", 'attack_counts(…, by="weapons"), milestones', "which weapons, and when"),
    ("Window", "plot_window", "around(…)", "counts before and after one date"),
    ("Small multiples", "plot_sites", 'attack_counts(…, by="site_id")', "when attacks were reported at each site"),
    ("Map", "plot_site_map", 'attack_counts(…, by="site_id")', "where attacks were reported"),
    ("Cumulative count", "plot_cumulative", "cumulative_beside(…)", "our count beside published totals, day by day"),
    ("Coverage", "plot_coverage", "against_tallies(…).compared", "our count over one published total after another"),
    ("Profile", "plot_profile", "event_profile(…)", "rates in bins around one date, beside placebo dates"),
    ("Epochs", "plot_epochs", "superposed_epochs(…)", "mean rates around several dates laid over each other"),
    ("Forest plot", "plot_family", "family(…)", "around which of many dates a difference stands at once"),
    ("Specification curve", "plot_specification", "specification_curve(…)", "one result under many defensible choices"),
    ("Spread", "plot_spread", "propagate(…).draws, .summary", "how far errors of reading move a finding"),
    ("Calendar", "plot_calendar", "daily_counts(…)", "every day of a window at a glance"),
)
"""Kinds of chart: name, function, what it needs, what it answers."""

_STYLE = """
body { font: 16px/1.55 system-ui, sans-serif; max-width: 74rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a; }
h1, h2, h3 { line-height: 1.25; } img { max-width: 100%; border: 1px solid #ddd; }
section { display: grid; grid-template-columns: repeat(auto-fit, minmax(24rem, 1fr)); gap: 0 1.5rem; }
section > h3, section > p { grid-column: 1 / -1; margin: .6rem 0 0; } figure { margin: .8rem 0 0; }
figcaption { font-size: .85rem; color: #444; } td, th { text-align: left; padding: .15rem 1rem .15rem 0; }
td, th, code { font-size: .85rem; vertical-align: top; } a { color: #0057a0; }
"""


def gallery_html(charts: Path) -> str:
    """The page for the folder `charts`, to be saved beside it (in its parent), whose pictures it links to.

    Every sidecar (STEM.json) of the folder is one entry, in the order of the stems: its title, both pictures with
    their alternative texts and captions, its files and its data. Below stands a table of the kinds of chart. The same
    folder gives the same page. Other JSON files are passed over.
    """
    stems = sorted(path for path in charts.glob("*.json") if _is_sidecar(path))
    entries = [_entry(charts, path) for path in stems] or ["<p>The folder holds no published chart.</p>"]
    contents = "".join(f"<li><a href='#{_place(path)}'>{escape(_title(path))}</a></li>" for path in stems)
    parts = [
        "<h1>Attacks reported: all charts</h1>",
        "<p>Counts are attacks <em>reported</em>, never attacks that happened.</p>",
        f"<ol>{contents}</ol>" if contents else "",
        *entries,
        "<h2>Kinds of chart, and what each needs</h2>",
        _kinds(),
    ]
    head = f"<meta charset='utf-8'><meta name='viewport' content='width=device-width'><style>{_STYLE}</style>"
    return f"<!doctype html>\n<html lang='en'><head>{head}<title>osint_iraq charts</title></head><body>\n" + (
        "\n".join(part for part in parts if part) + "\n</body></html>\n"
    )


def _is_sidecar(path: Path) -> bool:
    about = json.loads(path.read_text(encoding="utf-8"))
    return isinstance(about, dict) and {"stem", "title", "caption", "alt"} <= set(about)


def _title(path: Path) -> str:
    return str(json.loads(path.read_text(encoding="utf-8"))["title"]["en"])


def _place(path: Path) -> str:
    return escape(f"chart-{path.stem}", quote=True)


def _entry(charts: Path, path: Path) -> str:
    """The chart as the first page of the report shows it, its window and method, and a further table where it has one.

    That page lies beside a folder called charts; here the folder may have any name.
    """
    about = json.loads(path.read_text(encoding="utf-8"))
    shown = figure(charts.parent, path)
    if charts.name != "charts":
        shown = shown.replace("'charts/", f"'{escape(charts.name, quote=True)}/")
    window = about.get("window") or {}
    days = f"{window['start']} to {window['end']}; " if window.get("start") else ""
    said = escape(f"{days}n = {about.get('n', 0):g}; {about.get('method', '')}")
    more = charts / f"{about['stem']}-articles.csv"
    further = f" · {link(f'{charts.name}/{more.name}', 'reports read')}" if more.is_file() else ""
    return f"<section id='{_place(path)}'>{shown}<p><small>{said}{further}</small></p></section>"


def _kinds() -> str:
    head = "".join(f"<th>{name}</th>" for name in ("kind", "drawn by", "needs", "answers"))
    rows = "".join(
        f"<tr><td>{escape(kind)}</td><td><code>{escape(drawn)}</code></td><td><code>{escape(needs)}</code></td>"
        f"<td>{escape(answers)}</td></tr>"
        for kind, drawn, needs, answers in KINDS
    )
    return f"<table><tr>{head}</tr>{rows}</table>"
