"""The notebooks stay thin, hold their outputs, and name no folder but in their parameters."""

from __future__ import annotations

import json
import re
from pathlib import Path

import nbformat
import pytest

PROJECT = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted((PROJECT / "notebooks").glob("*.ipynb"))
EACH = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
LONGEST = 7  # lines of a cell, blank ones apart; a longer one belongs into the library. The parameters are data and may be longer.
PATH = re.compile(r"""["'][^"'\s]*(?:\.\.?/|[\w-]+/)[\w./-]+["']""")
ABSOLUTE = re.compile(r"(?<![\w.:/<-])/(?:home|root|Users|tmp|work|mnt|opt|var)/|[A-Z]:\\\\")


def code_cells(path: Path) -> list[nbformat.NotebookNode]:
    return [c for c in nbformat.read(path, 4).cells if c.cell_type == "code"]


def n_lines(cell: nbformat.NotebookNode) -> int:
    return sum(1 for line in cell.source.splitlines() if line.strip())


def is_parameters(cell: nbformat.NotebookNode) -> bool:
    return "parameters" in cell.metadata.get("tags", [])


def test_all_six_are_there():
    assert [p.name[:2] for p in NOTEBOOKS][:6] == ["01", "02", "03", "04", "05", "06"]


@EACH
def test_one_cell_holds_the_parameters_and_comes_first(path):
    cells = code_cells(path)
    assert [is_parameters(c) for c in cells].count(True) == 1
    assert is_parameters(cells[0])
    assert "TABLES = None" in cells[0].source


@EACH
def test_cells_are_short_and_define_nothing(path):
    for cell in code_cells(path):
        assert is_parameters(cell) or n_lines(cell) <= LONGEST, cell.source
        for word in ("def ", "class ", "lambda", "while ", "plt."):
            assert word not in cell.source, cell.source
        assert not re.search(r"\bimport re\b", cell.source), cell.source
        assert not re.search(r"^for |;\s*$|^[!%]", cell.source, re.MULTILINE), cell.source


@EACH
def test_paths_stand_in_the_parameters_only(path):
    for cell in code_cells(path):
        assert is_parameters(cell) or not PATH.search(cell.source), cell.source


@EACH
def test_outputs_are_stored_in_order_and_none_is_an_error(path):
    cells = code_cells(path)
    assert [c.execution_count for c in cells] == list(range(1, len(cells) + 1))
    assert not [o for c in cells for o in c.outputs if o.output_type in ("error", "stream")]
    assert any(c.outputs for c in cells)


@EACH
def test_no_output_names_a_folder_of_a_machine(path):
    for cell in code_cells(path):
        for output in cell.outputs:
            shown = {k: v for k, v in output.get("data", {}).items() if k != "image/png"}
            assert not ABSOLUTE.search(json.dumps(shown, ensure_ascii=False)), cell.source


@EACH
def test_every_picture_has_an_alternative_text(path):
    pictures = [o for c in code_cells(path) for o in c.outputs if "image/png" in o.get("data", {})]
    assert all(p.metadata["image/png"]["alt"] for p in pictures)


@EACH
def test_nothing_is_stored_that_changes_from_run_to_run(path):
    notebook = nbformat.read(path, 4)
    assert not [c for c in notebook.cells if "execution" in c.metadata]
    assert "version" not in notebook.metadata.get("language_info", {})


@EACH
def test_it_opens_with_a_title_and_says_its_limits(path):
    cells = nbformat.read(path, 4).cells
    assert cells[0].cell_type == "markdown"
    assert cells[0].source.startswith("# ")
    words = " ".join(c.source for c in cells if c.cell_type == "markdown")
    assert "do not say" in words
    assert "**Which data**" in words


@EACH
def test_the_wording_describes_and_claims_no_cause(path):
    words = " ".join(c.source for c in nbformat.read(path, 4).cells if c.cell_type == "markdown").lower()
    for claim in ("caused", "because of the talks", "led to", "effect of", "impact of", "proves"):
        assert claim not in words


def test_the_versions_are_not_compared_between_machines():
    for path in NOTEBOOKS:
        cells = [c for c in code_cells(path) if "versions()" in c.source]
        assert cells
        assert all("nbval-ignore-output" in c.metadata.tags for c in cells)
