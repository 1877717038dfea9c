"""The report as one page: chapters, findings, figures, tables, links, appendices; and the pack of charts, and the PDF."""

from __future__ import annotations

import io
import json
import logging
import os
import re
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from reported import write_notebook

from osint_iraq.report import pdf
from osint_iraq.report.chapters import Chapter, findings
from osint_iraq.report.frames import tidy_tables
from osint_iraq.report.page import report_html
from osint_iraq.report.prose import Prose, plain

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def report(small_report):
    return small_report / "out"


@pytest.fixture(scope="module")
def page(report):
    return (report / "report.html").read_text(encoding="utf-8")


def executed(*cells) -> Chapter:
    """A chapter of cells (Markdown, or a source with its outputs), as if it had run."""
    made = [
        nbformat.v4.new_markdown_cell(cell)
        if isinstance(cell, str)
        else nbformat.v4.new_code_cell(
            cell[0], outputs=[nbformat.v4.new_output("display_data", data=d) for d in cell[1]]
        )
        for cell in cells
    ]
    return Chapter("07-made", "Made", nbformat.v4.new_notebook(cells=made))


def page_of(*chapters: Chapter, folder: Path) -> str:
    return report_html(chapters, folder / "charts", folder / "tables", folder / "docs")


def test_twice_the_same_tables_give_the_same_bytes(report, small_again):
    for name in ("report.html", "chart-pack.zip", "index.html", "notebooks/01-small.ipynb"):
        assert (small_again / name).read_bytes() == (report / name).read_bytes(), name


def test_findings_stand_before_the_chapters_in_both_languages(page):
    front = page.split('<section class="chapter">')[0]
    assert "<p><strong>Two attacks were reported.</strong></p>" in front
    assert '<p lang="ar" dir="rtl"><strong>أُبلغ عن هجومين.</strong></p>' in front
    assert '<a href="#chapter-01-small">1. A small one</a>' in front


def test_only_a_sentence_that_is_bold_from_end_to_end_is_a_finding():
    chapter = executed("# T", ("a", [{"text/markdown": "some **bold** words"}]), ("b", [{"text/markdown": "**Found.**"}]),
                       ("c", [{"text/markdown": "**Found later.**"}]))  # fmt: skip
    assert findings(chapter) == ["Found."]
    assert findings(executed("# T", "**not computed**")) == []


def test_a_chart_comes_in_both_languages_once_with_its_captions(report, page):
    about = json.loads((report / "charts" / "june.json").read_text(encoding="utf-8"))
    for lang, direction in (("en", "ltr"), ("ar", "rtl")):
        assert page.count(f'<figure dir="{direction}" lang="{lang}">') == 1
        assert plain(page).count(about["caption"][lang]) == 1  # the notebook shows the English one as well
    assert page.count("data:image/png;base64,") == 2
    assert len(re.findall(r'<img alt="[^"]+', page)) == 2


def test_tables_lose_their_counter_and_say_nothing_where_nothing_is_known(page):
    table = page.split("site_<wbr/>id")[1].split("</table>")[0]
    assert '<td dir="rtl" lang="ar">قاعدة التاجي</td><td></td>' in table
    assert '<td class="number">0</td>' in table
    assert "<th>0</th>" not in table


@pytest.mark.parametrize(
    ("frame", "kept"),
    [
        (pd.DataFrame({"a": ["x", "y"]}), ["a", "x", "y"]),
        (pd.DataFrame({"a": ["x", "y"]}, index=[1, 2]), ["", "a", "1", "x", "2", "y"]),
        (pd.DataFrame({"a": ["x"]}, index=pd.Index([0], name="days")), ["days", "a", "0", "x"]),
        (pd.DataFrame({"a": pd.to_datetime(["2020-06-11", None])}), ["a", "2020-06-11", ""]),
        (pd.DataFrame({"a": ["1 < 2"]}), ["a", "1 < 2"]),
        (pd.DataFrame({"a": [0.5, float("nan")]}), ["a", "0.5", ""]),
    ],
)
def test_a_table_keeps_what_it_says(frame, kept):
    cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", tidy_tables(frame._repr_html_()))
    assert [plain(cell) for cell in cells] == kept


def test_a_table_without_rows_says_so_and_other_output_stays():
    assert "No rows." in tidy_tables(pd.DataFrame({"a": []})._repr_html_())
    assert tidy_tables("<p><b>1</b> NaN</p>") == "<p><b>1</b> NaN</p>"


def test_ids_are_unique_also_where_headings_are_the_same(tmp_path):
    first = executed("# Same", "## Part", "## Part")
    second = Chapter("08-other", "Same", first.notebook)
    ids = re.findall(r' id="([^"]+)"', page_of(first, second, folder=tmp_path))
    assert len(ids) == len(set(ids))
    assert {"chapter-07-made", "chapter-08-other", "chapter-07-made-part", "chapter-07-made-part-2"} <= set(ids)


def test_links_lead_inside_the_page_or_to_the_network_or_nowhere(page):
    assert '<a href="#page-method-and-limits-counts">counts</a>' in page
    assert '<a href="#page-linking">linking</a>' in page
    assert '<a href="https://doi.org/1">a paper</a>' in page
    assert "[data]" not in page
    assert ", data," in page
    ids = set(re.findall(r' id="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= ids


def test_a_link_to_a_notebook_or_a_heading_of_this_one_is_found(tmp_path):
    made = page_of(executed("# T", "## A part?\n\n[here](#A-part?) and [there](07-made.ipynb)"), folder=tmp_path)
    assert '<a href="#chapter-07-made-a-part">here</a> and <a href="#chapter-07-made">there</a>' in made


def test_the_appendices_hold_method_limits_ethics_and_hashes(report, page):
    about = json.loads((report / "charts" / "june.json").read_text(encoding="utf-8"))
    for letter in "ABCD":
        assert re.search(rf"<h2 id=[^>]*>{letter}\. ", page)
    assert (
        page.index("Counted with care.")
        < page.index("That is no proof")
        < page.index("Nobody is named.")
        < page.index("9.9")
    )
    assert page.count("Nobody is named.") == 1
    assert about["data_sha256"] in page
    assert "drawing.png" not in page


def test_without_pages_on_method_the_appendix_says_so(tmp_path):
    made = page_of(executed("# T"), folder=tmp_path)
    assert "come with the repository" in made
    assert "Do not use them to find people" in made
    assert "No charts." in made


def test_versions_are_told_once_and_silent_code_goes_to_the_next(tmp_path):
    chapter = executed("# T", ("import this", []), ("1 + 1", [{"text/plain": "2"}]), "## With which versions?",
                       ("nb.versions()", [{"text/plain": "pandas 3"}]))  # fmt: skip
    chapter.notebook.cells[-1].metadata["tags"] = ["nbval-ignore-output"]
    made = page_of(chapter, folder=tmp_path)
    assert "With which versions?" not in made
    assert made.count("<details") == 1
    assert "import this\n\n1 + 1" in made
    assert len(chapter.notebook.cells) == 5  # the notebook itself stays as it ran


def test_a_notebook_without_a_title_is_a_chapter_all_the_same(tmp_path):
    made = page_of(executed(("1", [{"text/plain": "<1>"}]), "# Late title"), folder=tmp_path)
    assert '<h2 id="chapter-07-made">1. 07-made</h2>' in made
    assert "&lt;1&gt;" in made


def test_nothing_in_the_page_runs_or_loads(page):
    assert re.findall(r"<(?:script|link|iframe|object|embed)\b", page) == []
    assert [s[:40] for s in re.findall(r'src="([^"]+)"', page) if not s.startswith("data:image/")] == []
    assert "url(" not in page
    assert "@import" not in page


def test_headings_of_level_one_are_left_to_the_page():
    prose = Prose({"a.md": "page-a"})
    made = prose.html("# One\n\n# Two", "a.md", deeper=2)
    assert re.findall(r"<h(\d) id=\"([^\"]+)\"", made) == [("3", "page-a"), ("3", "page-a-two")]


# the pack of charts


def test_the_pack_holds_pictures_captions_and_a_page(report):
    with zipfile.ZipFile(report / "chart-pack.zip") as pack:
        files = {name.removeprefix("chart-pack/"): pack.read(name) for name in pack.namelist()}
        assert {entry.date_time for entry in pack.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert set(files) == {"chart-pack.html", "captions-en.txt", "captions-ar.txt", "june-en.png", "june-ar.png"}
    about = json.loads((report / "charts" / "june.json").read_text(encoding="utf-8"))
    for lang in ("en", "ar"):
        assert files[f"june-{lang}.png"] == (report / "charts" / f"june-{lang}.png").read_bytes()
        told = files[f"captions-{lang}.txt"].decode("utf-8-sig")
        assert all(about[part][lang] in told for part in ("title", "caption", "alt"))
    page = files["chart-pack.html"].decode()
    assert page.count('class="MsoCaption"') == 2
    assert re.search(r'<img src="june-ar\.png" width="600" height="[1-9]\d\d" alt="[^"]', page)


def test_the_size_of_a_picture_is_that_of_its_file(report):
    from matplotlib.image import imread

    with zipfile.ZipFile(report / "chart-pack.zip") as pack:
        page = pack.read("chart-pack/chart-pack.html").decode()
        height, width = imread(io.BytesIO(pack.read("chart-pack/june-en.png"))).shape[:2]
    assert f'width="600" height="{round(600 * height / width)}"' in page


# the PDF


def a_browser(folder: Path, does: str) -> str:
    """A program that is called like a browser and does this."""
    path = folder / "chromium"
    path.write_text(f"#!/bin/sh\nfor a; do case $a in --print-to-pdf=*) out=${{a#*=}};; esac; done\n{does}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


@pytest.mark.skipif(os.name != "posix", reason="the made-up browser is a shell script")
@pytest.mark.parametrize(
    ("does", "made", "said"),
    [
        ("printf '%%PDF-1.4 printed' > \"$out\"", True, ""),
        ("exit 3", False, "ended with status 3"),
        ("exit 0", False, "wrote none"),
        ("echo no > \"$out\"", False, "wrote none"),
    ],
)  # fmt: skip
def test_a_browser_that_fails_is_a_warning(tmp_path, monkeypatch, caplog, does, made, said):
    browser = a_browser(tmp_path, does)
    monkeypatch.setattr(pdf, "find_browser", lambda: browser)
    (tmp_path / "report.html").write_text("<p>x")
    with caplog.at_level(logging.WARNING):
        assert pdf.print_pdf(tmp_path / "report.html", tmp_path / "report.pdf") is made
    assert (tmp_path / "report.pdf").is_file() is made
    assert said in caplog.text
    assert bool(caplog.records) is not made


def test_without_a_browser_it_is_said_and_there_is_no_pdf(tmp_path, monkeypatch, caplog):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(pdf, "_APPLICATIONS", ())
    assert pdf.find_browser() is None
    assert not pdf.print_pdf(tmp_path / "report.html", tmp_path / "report.pdf")
    assert "no browser" in caplog.text


def test_a_browser_that_hangs_is_stopped(tmp_path, monkeypatch, caplog):
    browser = a_browser(tmp_path, "exec sleep 60")
    monkeypatch.setattr(pdf, "find_browser", lambda: browser)
    monkeypatch.setattr(pdf, "_TIMEOUT", 0.2)
    assert not pdf.print_pdf(tmp_path / "report.html", tmp_path / "report.pdf")
    assert "did not finish" in caplog.text


# papermill, with which a reader runs a notebook with other values


def test_papermill_runs_a_notebook_with_other_values(tmp_path):
    source = write_notebook(tmp_path / "notebooks", "(TABLES, CHARTS)") / "01-small.ipynb"
    values = ["-p", "TABLES", "else/where", "-y", "{CHARTS: [1, 2]}"]
    command = [
        sys.executable,
        "-m",
        "papermill",
        str(source),
        "out.ipynb",
        *values,
        "-k",
        "python3",
        "--language",
        "python",
    ]
    done = subprocess.run([*command, "--no-progress-bar"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    cells = nbformat.read(tmp_path / "out.ipynb", 4).cells
    assert cells[2].metadata.tags == ["injected-parameters"]
    assert cells[-1].outputs[0].data["text/plain"] == "('else/where', [1, 2])"
