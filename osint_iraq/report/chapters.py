"""An executed notebook as a chapter: its text, tables and figures, the code folded away, and what it found."""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass
from typing import Any

from nbconvert import HTMLExporter

from osint_iraq.report.figures import Figures
from osint_iraq.report.frames import tidy_tables
from osint_iraq.report.prose import Prose, is_arabic

__all__ = ["Chapter", "chapter_html", "findings"]

_TEMPLATE = """
{%- extends 'display_priority.j2' -%}
{%- block markdowncell -%}{{ cell.source | prose }}{%- endblock -%}
{%- block input_group -%}
<details class="code"><summary>Code</summary><pre dir="ltr">{{ cell.source | escape_html }}</pre></details>
{% endblock -%}
{%- block execute_result -%}{%- block data_priority scoped -%}{{ super() }}{%- endblock -%}{%- endblock -%}
{%- block data_png -%}{{ output | figure }}{%- endblock -%}
{%- block data_html -%}<div class="output">{{ output.data['text/html'] | tables }}</div>
{% endblock -%}
{%- block data_markdown -%}{{ output.data['text/markdown'] | prose }}{%- endblock -%}
{%- block data_text -%}<pre>{{ output.data['text/plain'] | ansi2html }}</pre>
{% endblock -%}
{%- block stream_stdout -%}<pre>{{ output.text | ansi2html }}</pre>
{% endblock -%}
"""
_CHANGING = "nbval-ignore-output"  # tag of cells whose output differs between machines: versions, told in the appendix
_BOLD = re.compile(r"\*\*(.+)\*\*", re.DOTALL)


@dataclass(frozen=True)
class Chapter:
    """An executed notebook: the name of its file without suffix, its title, and the notebook itself."""

    stem: str
    title: str
    notebook: Any

    @property
    def source(self) -> str:
        """The name of its file, to which other files link."""
        return f"{self.stem}.ipynb"

    @property
    def place(self) -> str:
        """Where it stands in the report."""
        return f"chapter-{self.stem}"


def chapter_html(chapter: Chapter, number: str, prose: Prose, figures: Figures) -> str:
    """The notebook as a section of the report; the number goes before its title."""
    notebook = _trimmed(chapter.notebook, figures)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    figures.begin(outputs)
    before = "" if _has_title(notebook) else prose.heading(2, f"{number} {chapter.stem}", chapter.source,
                                                           place=chapter.place)  # fmt: skip
    exporter = HTMLExporter(raw_template=_TEMPLATE)
    numbered = number if _has_title(notebook) else ""
    filters = {
        "prose": lambda text: prose.html(text, chapter.source, number=numbered),
        "figure": figures.html,
        "tables": tidy_tables,
    }
    for name, function in filters.items():
        exporter.register_filter(name, function)
    body = exporter.from_notebook_node(notebook)[0]
    return f'<section class="chapter">\n{before}{body}</section>\n'


def findings(chapter: Chapter) -> list[str]:
    """What the notebook found: the first bold sentence that it computed, and the first one in Arabic, as text."""
    first: dict[bool, str] = {}
    for cell in chapter.notebook.cells:
        for output in cell.get("outputs", []):
            for part in output.get("data", {}).get("text/markdown", "").split("\n\n"):
                sentence = _BOLD.fullmatch(re.sub(r"<[^>]*>", "", part).strip())
                if sentence:
                    first.setdefault(is_arabic(sentence[1]), sentence[1])
    return [first[arabic] for arabic in (False, True) if arabic in first]


def _has_title(notebook: Any) -> bool:
    return bool(notebook.cells) and notebook.cells[0].source.startswith("# ")


def _trimmed(notebook: Any, figures: Figures) -> Any:
    """A copy without the cells that say again what the report says elsewhere (captions, versions).

    Code that shows nothing goes to the code after it, so that it is folded away once.
    """
    trimmed = copy.deepcopy(notebook)
    kept: list[Any] = []
    for cell in trimmed.cells:
        if _CHANGING in cell.metadata.get("tags", []):
            if kept and _is_bare_heading(kept[-1]):
                kept.pop()
        elif _only_captions(cell, figures):
            continue
        elif kept and _is_silent(kept[-1]) and cell.cell_type == "code":
            cell.source = f"{kept[-1].source}\n\n{cell.source}"
            kept[-1] = cell
        else:
            kept.append(cell)
    trimmed.cells = kept
    return trimmed


def _is_bare_heading(cell: Any) -> bool:
    return cell.cell_type == "markdown" and bool(re.fullmatch(r"#+ [^\n]*\s*", cell.source))


def _is_silent(cell: Any) -> bool:
    return cell.cell_type == "code" and not cell.outputs


def _only_captions(cell: Any, figures: Figures) -> bool:
    texts = [output.get("data", {}).get("text/markdown", "") for output in cell.get("outputs", [])]
    return bool(texts) and all(map(figures.is_caption, texts))
