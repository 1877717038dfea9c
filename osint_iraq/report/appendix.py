"""What stands behind the chapters: methods, limits, ethics, and the versions and hashes of the data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

from osint_iraq.report.limits import LIMITS
from osint_iraq.report.prose import Prose

__all__ = ["METHODS", "ethics", "limits", "methods", "origins", "places"]

METHODS = ("method-and-limits.md", "statistics.md", "linking.md", "coverage.md")
"""The pages of docs/ that the report takes in, in this order."""

_SOURCE = "appendix"  # the name under which headings of no file are known
_ETHICS = (
    "Only published news, only in aggregate. The tables tell what was reported; they accuse nobody, and what a report "
    "attributes to somebody is not proven. Do not use them to find people or to choose targets."
)
_KEPT = "## Ethics"


def places(docs: Path) -> dict[str, str]:
    """Where the pages on method that are there stand in the report, by their names."""
    return {name: f"page-{Path(name).stem}" for name in METHODS if (docs / name).is_file()}


def methods(docs: Path, letter: str, prose: Prose) -> str:
    """The pages on method, without their part on ethics; a sentence where they are not there."""
    title = prose.heading(2, f"{letter} Methods", _SOURCE)
    there = [docs / name for name in places(docs)]
    if not there:
        return title + (
            "<p>The pages on method come with the repository (docs/) and were not beside the notebooks that made this "
            "report.</p>"
        )
    return title + "".join(prose.html(_without_ethics(path), path.name, deeper=2) for path in there)


def limits(letter: str, prose: Prose) -> str:
    """What the numbers do not mean."""
    items = "".join(f"<li>{item}</li>" for item in LIMITS)
    return prose.heading(2, f"{letter} Limits: what the numbers do not mean", _SOURCE) + f"<ul>{items}</ul>"


def ethics(docs: Path, letter: str, prose: Prose) -> str:
    """The part on ethics of the page on method."""
    page = docs / METHODS[0]
    found = _section(page.read_text(encoding="utf-8")) if page.is_file() else ""
    return prose.heading(2, f"{letter} Ethics", _SOURCE) + prose.html(f"{_ETHICS}\n\n{found}", METHODS[0])


def origins(rows: Mapping[str, str], charts: list[dict[str, Any]], letter: str, prose: Prose) -> str:
    """Versions and hashes of what made the report, and of the data that each chart was drawn from."""
    parts = [
        prose.heading(2, f"{letter} Data, versions and hashes", _SOURCE),
        "<p>The hashes are SHA-256. With the same hashes and versions the same numbers come out.</p>",
        prose.heading(3, "What made this report", _SOURCE),
        _table([], [[f"<th>{escape(key)}</th>", _cell(value)] for key, value in rows.items()]),
        prose.heading(3, "What each chart was drawn from", _SOURCE),
        _table(["chart", "window", "n", "method", "data, inputs"], [_chart(about) for about in charts])
        if charts
        else "<p>No charts.</p>",
    ]
    return "".join(parts)


def _chart(about: Mapping[str, Any]) -> list[str]:
    window = [about["window"][edge] or "?" for edge in ("start", "end")]
    hashes = {"data": about["data_sha256"], **about["inputs_sha256"]}
    told = "<br>".join(f"{escape(name)} <code>{escape(value)}</code>" for name, value in hashes.items())
    cells = [_cell(about["stem"]), _cell(" to ".join(window)), f"<td class='number'>{about['n']:g}</td>"]
    return [*cells, _cell(about["method"]), f"<td>{told}</td>"]


def _cell(text: str) -> str:
    return f"<td>{escape(text)}</td>"


def _table(heads: list[str], rows: list[list[str]]) -> str:
    head = "".join(f"<th>{name}</th>" for name in heads)
    body = "".join(f"<tr>{''.join(row)}</tr>" for row in rows)
    return f'<div class="table origin"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _section(page: str) -> str:
    found = re.search(rf"^{_KEPT}\n(.*?)(?=^## |\Z)", page, flags=re.DOTALL | re.MULTILINE)
    return found[1].strip() if found else ""


def _without_ethics(path: Path) -> str:
    page = path.read_text(encoding="utf-8")
    return re.sub(rf"^{_KEPT}\n.*?(?=^## |\Z)", "", page, flags=re.DOTALL | re.MULTILINE)
