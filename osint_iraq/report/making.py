"""The notebooks run on tables already built, and everything that they make in one folder to hand over."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from osint_iraq.report.index import index_html
from osint_iraq.storage import StorageError

__all__ = ["ReportError", "make_report", "rerun"]

log = logging.getLogger(__name__)

PARAMETERS = "parameters"
"""Tag of the cell whose values the report replaces."""

_TIMEOUT = 600  # seconds for one cell: a hanging one must not hang the report
_MANIFEST = "report.json"
_NO_ALT = re.compile('alt="No description has been provided for this image"')
_KERNEL = "osint-iraq"


class ReportError(RuntimeError):
    """The report could not be made; the message names the notebook, the cell, what happened and the mend."""


def make_report(tables: str | Path, out: str | Path, notebooks: str | Path | None = None) -> Path:
    """Run every notebook on the tables in `tables` and write to `out`; the path of its index.html comes back.

    `out` then holds notebooks/ (executed, and as pages that open in any browser), charts/ (PNG, SVG, PDF, data and
    sidecar of each), tables/ and index.html. `notebooks` is the folder of the notebooks, by default that of the
    checkout that the library runs from. All is made beside `out` and moved there when every notebook has run, so that
    a failure leaves an earlier report as it was; files of an earlier report that this one lacks are removed, and
    nothing else is.

    Raises `ReportError` where a notebook fails, the packages to run them are not installed, or there are no notebooks;
    `StorageError` where the tables are missing or `out` cannot be written.
    """
    source, target = Path(tables).resolve(), Path(out).resolve()
    if not source.is_dir():
        raise StorageError(f"{source}: no such folder. Build the tables first (osint-iraq build INPUT --out DIR).")
    found = _notebooks(notebooks)
    _need_jupyter()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as scratch:
            stage = Path(scratch)
            titles = {path.stem: _run(path, stage, source) for path in found}
            (stage / "index.html").write_text(index_html(stage, source, titles), encoding="utf-8")
            _move(stage, target)
    except OSError as error:
        raise StorageError(f"{target}: could not be written ({error.strerror or error}).") from error
    return target / "index.html"


def rerun(path: str | Path) -> None:
    """Run a notebook in its own folder with its own parameters and store its outputs in it.

    Nothing is stored that would differ at the next run (times, versions of the kernel), so that a change shows in what
    the tables and charts say. Raises `ReportError` where a cell fails; the file is then as it was.
    """
    import nbformat

    place = Path(path)
    notebook = nbformat.read(place, as_version=4)
    _execute(notebook, place.name, place.resolve().parent)
    nbformat.write(notebook, place)


def _notebooks(folder: str | Path | None) -> list[Path]:
    place = Path(folder) if folder is not None else Path(__file__).parents[2] / "notebooks"
    found = sorted(place.glob("[0-9]*.ipynb"))
    if not found:
        raise ReportError(
            f"{place}: no notebooks there. They come with the repository, not with the package: run from a checkout, "
            "or say where they are (notebooks='…/notebooks')."
        )
    return found


def _need_jupyter() -> None:
    try:
        import ipykernel  # noqa: F401
        import nbclient  # noqa: F401
        import nbconvert  # noqa: F401
    except ImportError as error:
        raise ReportError(
            f"{error.name} is not installed, and the report needs it: pip install 'osint-iraq[notebooks]'"
        ) from error


def _run(path: Path, stage: Path, tables: Path) -> str:
    """Execute one notebook in the stage, write it and its page there; its title comes back."""
    import nbformat

    log.info("running %s", path.name)
    folder = stage / "notebooks"
    folder.mkdir(exist_ok=True)
    notebook = nbformat.read(path, as_version=4)
    # relative paths: the report may be handed on, and says nothing of the machine that made it
    values = {"TABLES": Path(os.path.relpath(tables, folder)).as_posix(), "CHARTS": "../charts", "EXPORT": "../tables"}
    _inject(notebook, values, path.name)
    _execute(notebook, path.name, folder)
    nbformat.write(notebook, folder / path.name)
    (folder / f"{path.stem}.html").write_text(_page(notebook), encoding="utf-8")
    return _title(notebook, path.stem)


def _inject(notebook: Any, values: dict[str, str], name: str) -> None:
    """After the cell tagged `parameters` a cell that sets those of its names that the report decides."""
    import nbformat

    places = [i for i, cell in enumerate(notebook.cells) if PARAMETERS in cell.metadata.get("tags", [])]
    if not places:
        raise ReportError(f"{name}: no cell is tagged '{PARAMETERS}'; tag the one that sets TABLES")
    given = notebook.cells[places[0]].source
    lines = [f"{key} = {value!r}" for key, value in values.items() if f"{key} = " in given]
    cell = nbformat.v4.new_code_cell(
        "\n".join(lines), metadata={"tags": ["injected-parameters"]}, id="injected-parameters"
    )
    notebook.cells.insert(places[0] + 1, cell)


def _execute(notebook: Any, name: str, folder: Path) -> None:
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
        with _this_python():
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
def _this_python() -> Iterator[None]:
    """Within it the kernel is the Python that runs this, whatever kernels the machine knows, with this very library."""
    argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", "--log-level=ERROR"]
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


def _page(notebook: Any) -> str:
    """The notebook as one HTML file that asks nothing of the network."""
    from nbconvert import HTMLExporter

    exporter = HTMLExporter(
        embed_images=True, mathjax_url="", require_js_url="", mermaid_js_url="", widget_renderer_url=""
    )
    return _with_alternative_texts(str(exporter.from_notebook_node(notebook)[0]), notebook)


def _with_alternative_texts(page: str, notebook: Any) -> str:
    """The page with the alternative text of each picture, which nbconvert's template leaves out, in their order."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    pictures = [output for output in outputs if "image/png" in output.get("data", {})]
    texts = iter([output.metadata.get("image/png", {}).get("alt", "") for output in pictures])
    return _NO_ALT.sub(lambda _: f'alt="{escape(next(texts, ""), quote=True)}"', page)


def _title(notebook: Any, otherwise: str) -> str:
    first = notebook.cells[0].source.splitlines() if notebook.cells else []
    return first[0].lstrip("# ").strip() if first and first[0].startswith("#") else otherwise


def _move(stage: Path, target: Path) -> None:
    """Put every file of the stage into its place in `target`, and take away what an earlier report left."""
    files = sorted(p.relative_to(stage).as_posix() for p in stage.rglob("*") if p.is_file())
    manifest = target / _MANIFEST
    earlier = json.loads(manifest.read_text(encoding="utf-8"))["files"] if manifest.is_file() else []
    (stage / _MANIFEST).write_text(json.dumps({"files": files}, indent=2) + "\n", encoding="utf-8")
    for name in [*files, _MANIFEST]:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.move(stage / name, target / name)
    for name in sorted(set(earlier) - set(files)):
        (target / name).unlink(missing_ok=True)
