"""One notebook: its parameters set, its cells run, and its page made."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any

__all__ = ["ReportError", "execute", "need_jupyter", "page_html", "set_parameters", "title_of"]

PARAMETERS = "parameters"
"""Tag of the cell whose values the report replaces."""

_TIMEOUT = 600  # seconds for one cell: a hanging one must not hang the report
_NO_ALT = re.compile('alt="No description has been provided for this image"')
_KERNEL = "osint-iraq"


class ReportError(RuntimeError):
    """The report could not be made; the message names the notebook, the cell, what happened and the mend."""


def need_jupyter() -> None:
    """Raises `ReportError` where a package that runs notebooks is not installed."""
    try:
        import ipykernel  # noqa: F401
        import nbclient  # noqa: F401
        import nbconvert  # noqa: F401
        import papermill  # noqa: F401
    except ImportError as error:
        raise ReportError(
            f"{error.name} is not installed, and the report needs it: pip install 'osint-iraq[notebooks]'"
        ) from error


def set_parameters(notebook: Any, values: Mapping[str, str], name: str) -> Any:
    """The notebook with a cell behind the one tagged `parameters` that sets those of its names that are in `values`.

    The cell is papermill's, which other tools know by its tag `injected-parameters`. Its random id is replaced and what
    papermill notes beside it left out, so that the same run gives the same file. Raises `ReportError` where no cell is
    tagged.
    """
    from papermill.parameterize import parameterize_notebook

    places = [i for i, cell in enumerate(notebook.cells) if PARAMETERS in cell.metadata.get("tags", [])]
    if not places:
        raise ReportError(f"{name}: no cell is tagged '{PARAMETERS}'; tag the one that sets TABLES")
    given = notebook.cells[places[0]].source
    asked = {key: value for key, value in values.items() if re.search(rf"^{key} *=", given, flags=re.MULTILINE)}
    notebook.metadata["papermill"] = {}
    for cell in notebook.cells:
        cell.metadata.setdefault("tags", [])  # papermill asks each for its tags
    done = parameterize_notebook(notebook, asked, comment="set by the report", kernel_name=_KERNEL, language="python")
    del done.metadata["papermill"]
    done.cells[places[0] + 1].id = "injected-parameters"
    return done


def execute(notebook: Any, name: str, folder: Path, *, before: str = "") -> None:
    """Run the notebook called `name` in `folder`, on the Python that runs this; outputs are stored in it.

    `before` is code that the kernel runs before the first cell and shows nowhere.

    Nothing is stored that would differ at the next run (times, version of the kernel). Raises `ReportError` where a
    cell fails or does not end.
    """
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    client = NotebookClient(
        notebook,
        kernel_name=_KERNEL,
        timeout=_TIMEOUT,
        record_timing=False,
        resources={"metadata": {"path": str(folder)}},
    )
    try:
        with _this_python(before):
            client.execute()
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        number, what = _failure(notebook, error)
        raise ReportError(f"{name}, cell {number}: {what}") from error
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
    notebook.metadata["language_info"] = {"name": "python"}


def _failure(notebook: Any, error: Exception) -> tuple[int, str]:
    """Number of the cell that failed, counted from 1 over all cells, and its error in one line."""
    for number, cell in enumerate(notebook.cells, start=1):
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                return number, f"{output.ename}: {output.evalue}"
    ran = [n for n, cell in enumerate(notebook.cells, start=1) if cell.get("execution_count")]
    return (ran[-1] if ran else 1), str(error).strip().splitlines()[0]


@contextlib.contextmanager
def _this_python(before: str) -> Iterator[None]:
    """Within it the kernel is the Python that runs this, whatever kernels the machine knows, with this very library."""
    argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", "--log-level=ERROR"]
    argv += [f"--IPKernelApp.exec_lines={before}"] if before else []
    spec = {"argv": argv, "display_name": "Python 3", "language": "python"}
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "kernels" / _KERNEL
        folder.mkdir(parents=True)
        (folder / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
        with _first_on_path("JUPYTER_PATH", scratch), _first_on_path("PYTHONPATH", str(Path(__file__).parents[2])):
            yield


@contextlib.contextmanager
def _first_on_path(variable: str, folder: str) -> Iterator[None]:
    before = os.environ.get(variable)
    os.environ[variable] = folder if not before else folder + os.pathsep + before
    try:
        yield
    finally:
        if before is None:
            del os.environ[variable]
        else:
            os.environ[variable] = before


def page_html(notebook: Any) -> str:
    """The notebook as one HTML file that asks nothing of the network."""
    from nbconvert import HTMLExporter

    quiet = logging.getLogger(f"{__name__}.pages")
    quiet.setLevel(logging.ERROR)  # it warns of the alternative texts that are put in below
    exporter = HTMLExporter(
        log=quiet, embed_images=True, mathjax_url="", require_js_url="", mermaid_js_url="", widget_renderer_url=""
    )
    return _with_alternative_texts(str(exporter.from_notebook_node(notebook)[0]), notebook)


def _with_alternative_texts(page: str, notebook: Any) -> str:
    """The page with the alternative text of each picture, which nbconvert's template leaves out, in their order."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    pictures = [output for output in outputs if "image/png" in output.get("data", {})]
    texts = iter([output.metadata.get("image/png", {}).get("alt", "") for output in pictures])
    return _NO_ALT.sub(lambda _: f'alt="{escape(next(texts, ""), quote=True)}"', page)


def title_of(notebook: Any, otherwise: str) -> str:
    """The heading that the notebook opens with; `otherwise` where it has none."""
    first = notebook.cells[0].source.splitlines() if notebook.cells else []
    return first[0].lstrip("# ").strip() if first and first[0].startswith("#") else otherwise
