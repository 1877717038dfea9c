"""The notebooks run on tables already built, and everything that they make in one folder to hand over."""

from __future__ import annotations

import json
import logging
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from osint_iraq.report.gallery import gallery_html
from osint_iraq.report.index import index_html
from osint_iraq.report.pack import chart_pack
from osint_iraq.report.pdf import print_pdf
from osint_iraq.report.running import ReportError, execute, need_jupyter, page_html, set_parameters, title_of
from osint_iraq.storage import StorageError

if TYPE_CHECKING:
    from osint_iraq.report.chapters import Chapter

__all__ = ["ReportError", "make_report", "rerun"]

log = logging.getLogger(__name__)

_MANIFEST = "report.json"
# a page has room for whole sentences, where a notebook on the screen cuts them at 50 letters
_WHOLE_CELLS = "import pandas; pandas.set_option('display.max_colwidth', 400)"


def make_report(tables: str | Path, out: str | Path, notebooks: str | Path | None = None, *, pdf: bool = True) -> Path:
    """Run every notebook on the tables in `tables` and write to `out`; the path of its index.html comes back.

    `out` then holds report.html (all in one file, to hand over), report.pdf (the same, where `pdf` is true and there is
    a browser to print it), gallery.html (every chart in both languages), chart-pack.zip (pictures and captions for a
    text processor), notebooks/ (executed, and as pages that open in any browser), charts/ (PNG, SVG, PDF, data and
    sidecar of each), tables/ and index.html.
    `notebooks` is the folder of the notebooks, by default that of the checkout that the library runs from; the pages on
    method are taken from docs/ beside it. All is made beside `out` and moved there when every notebook has run, so that
    a failure leaves an earlier report as it was; files of an earlier report that this one lacks are removed, and
    nothing else is. The same tables, notebooks and packages give the same bytes, but for the PDF, which is dated.

    Raises `ReportError` where a notebook fails, the packages to run them are not installed, or there are no notebooks;
    `StorageError` where the tables are missing or `out` cannot be written.
    """
    source, target = Path(tables).resolve(), Path(out).resolve()
    if not source.is_dir():
        raise StorageError(f"{source}: no such folder. Build the tables first (osint-iraq build INPUT --out DIR).")
    found = _notebooks(notebooks)
    need_jupyter()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as scratch:
            stage = Path(scratch)
            chapters = [_run(path, stage, source) for path in found]
            _gather(stage, source, chapters, found[0].parent.parent / "docs", pdf)
            _move(stage, target)
    except OSError as error:
        raise StorageError(f"{target}: could not be written ({error.strerror or error}).") from error
    return target / "index.html"


def _gather(stage: Path, tables: Path, chapters: list[Chapter], docs: Path, pdf: bool) -> None:
    """What is made of all notebooks together: the one page, its PDF, the chart pack, and the index."""
    # here, because it imports nbconvert, which takes two seconds; every notebook imports this package
    from osint_iraq.report.page import report_html

    report = stage / "report.html"
    report.write_text(report_html(chapters, stage / "charts", tables, docs), encoding="utf-8")
    (stage / "gallery.html").write_text(gallery_html(stage / "charts"), encoding="utf-8")
    (stage / "chart-pack.zip").write_bytes(chart_pack(stage / "charts"))
    if pdf:
        log.info("printing report.pdf")
        print_pdf(report, stage / "report.pdf")
    titles = {chapter.stem: chapter.title for chapter in chapters}
    (stage / "index.html").write_text(index_html(stage, tables, titles), encoding="utf-8")


def rerun(path: str | Path) -> None:
    """Run a notebook in its own folder with its own parameters and store its outputs in it.

    Nothing is stored that would differ at the next run (times, versions of the kernel), so that a change shows in what
    the tables and charts say. Raises `ReportError` where a cell fails; the file is then as it was.
    """
    import nbformat

    place = Path(path)
    notebook = nbformat.read(place, as_version=4)
    execute(notebook, place.name, place.resolve().parent)
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


def _run(path: Path, stage: Path, tables: Path) -> Chapter:
    """Execute one notebook in the stage, write it and its page there."""
    import nbformat

    from osint_iraq.report.chapters import Chapter

    log.info("running %s", path.name)
    folder = stage / "notebooks"
    folder.mkdir(exist_ok=True)
    # relative paths: the report may be handed on, and says nothing of the machine that made it
    values = {"TABLES": Path(os.path.relpath(tables, folder)).as_posix(), "CHARTS": "../charts", "EXPORT": "../tables"}
    notebook = set_parameters(nbformat.read(path, as_version=4), values, path.name)
    execute(notebook, path.name, folder, before=_WHOLE_CELLS)
    nbformat.write(notebook, folder / path.name)
    (folder / f"{path.stem}.html").write_text(page_html(notebook), encoding="utf-8")
    return Chapter(path.stem, title_of(notebook, path.stem), notebook)


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
