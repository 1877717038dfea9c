"""A report from small notebooks: what is written, where it runs, and what a failure leaves."""

from __future__ import annotations

import json
import sys

import nbformat
import pandas as pd
import pytest
from reported import write_notebook, write_small_tables

from osint_iraq.analyse import Study
from osint_iraq.labels import LANGS, label
from osint_iraq.pipeline import Tables
from osint_iraq.reference import load_political_events
from osint_iraq.report import ReportError, make_report, notebook, rerun
from osint_iraq.report.index import index_html
from osint_iraq.schema import TABLES
from osint_iraq.storage import StorageError


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    return write_small_tables(tmp_path_factory.mktemp("built") / "tables")


@pytest.fixture(scope="module")
def report(small_again):
    return small_again


def test_the_report_holds_pages_charts_and_an_index(report):
    charts = {f"june-{lang}.{kind}" for lang in ("en", "ar") for kind in ("png", "svg", "pdf")}
    assert {p.name for p in (report / "charts").iterdir()} == charts | {"june.csv", "june.json"}
    assert {p.name for p in (report / "notebooks").iterdir()} == {"01-small.ipynb", "01-small.html"}
    listed = json.loads((report / "report.json").read_text())["files"]
    assert all((report / name).is_file() for name in listed)
    assert {"report.html", "gallery.html", "chart-pack.zip", "index.html"} <= set(listed)
    assert "report.pdf" not in listed


def test_the_notebook_ran_on_the_given_tables(report):
    cells = nbformat.read(report / "notebooks" / "01-small.ipynb", 4).cells
    assert [c.metadata.get("tags") for c in cells[1:3]] == [["parameters"], ["injected-parameters"]]
    assert cells[2].source.splitlines()[1:] == ['TABLES = "../../tables"', 'CHARTS = "../charts"']
    assert pd.read_csv(report / "charts" / "june.csv")["count"].sum() == 2


def test_the_report_names_no_folder_of_this_machine(report):
    injected = nbformat.read(report / "notebooks" / "01-small.ipynb", 4).cells[2].source
    assert str(report.parent) not in injected
    assert str(report.parent) not in (report / "index.html").read_text(encoding="utf-8")


def test_pages_and_index_need_no_network(report):
    for page in (report / "index.html", report / "report.html", report / "notebooks" / "01-small.html"):
        text = page.read_text(encoding="utf-8")
        assert 'src="http' not in text
        assert "src='http" not in text
        assert 'rel="stylesheet" href="http' not in text


def test_the_picture_in_the_page_has_its_alternative_text(report):
    assert 'alt="Bar chart of attacks reported' in (report / "notebooks" / "01-small.html").read_text(encoding="utf-8")


def test_the_index_leads_to_everything_and_says_what_made_it(report):
    text = (report / "index.html").read_text(encoding="utf-8")
    for part in ("A small one", "notebooks/01-small.html", "charts/june-ar.svg", "charts/june.csv", "9.9", "dir='rtl'"):
        assert part in text
    assert "no proof" in text


def test_what_is_not_ours_stays_and_what_is_stale_goes(report):
    assert (report / "mine.txt").read_text() == "kept"
    assert not (report / "charts" / "old-en.png").exists()


def test_a_failing_cell_is_named_and_leaves_the_earlier_report(tables, tmp_path):
    small = write_notebook(tmp_path / "notebooks", "1 + 1", "raise ValueError('no such month')")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "index.html").write_text("earlier")
    with pytest.raises(ReportError, match=r"01-small\.ipynb, cell 5: ValueError: no such month"):
        make_report(tables, tmp_path / "out", small, pdf=False)
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["index.html"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["notebooks", "out"]


def test_a_notebook_is_run_where_it_stands_with_this_python(tmp_path):
    where = "import os, sys\nprint(os.getcwd())\nprint(sys.executable)"
    path = write_notebook(tmp_path / "notebooks", where, "6 * 7") / "01-small.ipynb"
    rerun(path)
    done = nbformat.read(path, 4)
    assert done.cells[-2].outputs[0].text.splitlines() == [str(path.parent.resolve()), sys.executable]
    assert done.cells[-1].outputs[0].data["text/plain"] == "42"
    assert "execution" not in done.cells[-1].metadata
    first = path.read_bytes()
    rerun(path)
    assert path.read_bytes() == first


def test_a_notebook_that_fails_stays_as_it_was(tmp_path):
    path = write_notebook(tmp_path / "notebooks", "1 / 0") / "01-small.ipynb"
    before = path.read_bytes()
    with pytest.raises(ReportError, match="ZeroDivisionError"):
        rerun(path)
    assert path.read_bytes() == before


def test_a_notebook_without_parameters_is_refused(tables, tmp_path):
    with pytest.raises(ReportError, match=r"01-small\.ipynb.*parameters"):
        make_report(tables, tmp_path / "out", write_notebook(tmp_path / "notebooks", tag="other"))


def test_missing_tables_and_notebooks_are_said(tables, tmp_path):
    with pytest.raises(StorageError, match="nowhere"):
        make_report(tmp_path / "nowhere", tmp_path / "out")
    with pytest.raises(ReportError, match="no notebooks"):
        make_report(tables, tmp_path / "out", tmp_path)


def test_titles_and_captions_are_escaped(tables, tmp_path):
    text = index_html(tmp_path, tables, {"01-x": "<b>bold</b> & 'quoted'"})
    assert "<b>" not in text
    assert "&lt;b&gt;bold" in text


# what the notebooks call


@pytest.fixture
def opened(tables):
    return notebook.open_tables(tables, "unused")


def test_tables_are_opened_from_their_folder(opened):
    assert len(opened.events) == 2
    assert list(opened.articles.columns) == TABLES["articles"].names


def test_no_example_where_nothing_was_found(opened):
    assert notebook.pick_mention(opened, ["a"]) == ""
    assert notebook.evidence_of(opened, "").empty
    assert "No attack" in notebook.marked_report(opened, "").html
    assert notebook.mentions_of(opened, ["a"]).empty


def test_milestones_are_picked_by_id_and_put_in_order():
    days = pd.to_datetime(["2020-06-11", "2020-01-03"])
    events = pd.DataFrame({"event_id": ["talks", "strike"], "date_start": days})
    assert notebook.milestones_of(events, ["talks", "strike"])["event_id"].tolist() == ["strike", "talks"]
    with pytest.raises(ValueError, match="nothing"):
        notebook.milestones_of(events, ["talks", "nothing"])


@pytest.fixture(scope="module")
def known():
    return load_political_events()


@pytest.mark.parametrize(("event", "added"), [("2021-08-01", 1), ("2021-07-26", 0), ("2019-01-01", 0)])
def test_a_date_without_an_event_is_marked_as_what_was_asked_for(known, event, added):
    """One of an event already marked is not marked twice; one outside of the period is not marked at all."""
    given = ("2021-04-01", "2021-12-31")
    plain = notebook.milestones_between(known, *given, "strategic_dialogue_2021_07")
    found = notebook.milestones_between(known, *given, event)
    assert (found.dtypes == known.dtypes).all()
    own = found[found["event_id"].isna()]
    assert len(own) == added == len(found) - len(plain)
    assert (own["date_start"] == pd.Timestamp(event)).all()
    for lang in LANGS:
        assert set(own[f"title_{lang}"]) <= {label("milestone.asked", lang)}
    assert found["date_start"].is_monotonic_increasing
    pd.testing.assert_frame_equal(found.dropna(subset="event_id").reset_index(drop=True), plain)


def test_of_many_milestones_the_nearest_are_taken_and_attacks_never(known):
    found = notebook.milestones_between(known, "2019-05-01", "2026-03-21", "2021-08-01", most=3)
    assert found["event_id"].fillna("asked").tolist() == [
        "kadhimi_biden_meeting_2021_07", "strategic_dialogue_2021_07", "asked",
    ]  # fmt: skip
    attack = known.loc[known["is_attack"].fillna(False), "event_id"].iloc[0]
    assert attack not in set(notebook.milestones_between(known, "2019-05-01", "2026-03-21", attack)["event_id"])
    with pytest.raises(ValueError, match="neither a date"):
        notebook.milestones_between(known, "2021-04-01", "2021-12-31", "talks_of_nobody")


def test_totals_by_choice_start_with_that_of_the_charts(opened):
    totals = notebook.totals_by_choice(opened.events, "2020-06-01", "2020-06-30")
    assert totals["attacks_reported"].iloc[0] == 1
    assert totals["counted"].is_unique
    assert notebook._CHOICES[totals["counted"].iloc[0]] == Study()


def test_fingerprints_follow_the_events(opened):
    whole = notebook.fingerprints(opened)
    assert whole == notebook.fingerprints(opened)
    fewer = Tables(**{**opened.frames(), "events": opened.events.head(1)})
    assert whole != notebook.fingerprints(fewer)


def test_versions_name_the_library():
    assert notebook.versions()["package"].tolist()[0] == "osint_iraq"
