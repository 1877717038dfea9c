"""How well the reports at hand are read: from their annotations, else from what was recorded."""

from __future__ import annotations

import json
import tomllib
from dataclasses import fields, replace
from pathlib import Path

import pandas as pd
import pytest

import osint_iraq as oi
from osint_iraq.analyse.accuracy import Accuracy
from osint_iraq.evaluate import evaluate
from osint_iraq.evaluate_files import read_gold
from osint_iraq.pipeline import Tables
from osint_iraq.report.accuracy import accuracy_by_outlet, reading_accuracy, recorded_accuracy
from osint_iraq.report.choices import linkings
from osint_iraq.schema import empty
from osint_iraq.storage import StorageError


@pytest.fixture(scope="module")
def built(project: Path) -> Tables:
    return oi.build(project / "data" / "articles")


def test_the_recorded_counts_are_those_that_evaluate_gives(built: Tables, project: Path) -> None:
    rows = []
    for part in ("dev", "test", None):
        gold = read_gold(project / "data" / "gold" / "corpus.jsonl", part)
        found = evaluate(gold, built.mentions).summary
        rows.append([part or "all", len(gold), found["tp"], found["fp"], found["fn"]])
    recorded = pd.read_csv(project / "osint_iraq" / "report" / "accuracy.csv")
    assert recorded.values.tolist() == rows, f"osint_iraq/report/accuracy.csv is out of date; put there: {rows}"


def test_bundled_reports_are_judged_by_all_their_annotations(built: Tables) -> None:
    assert reading_accuracy(built) == recorded_accuracy("all")
    assert reading_accuracy(built, part="test") == recorded_accuracy("test")


def test_other_reports_get_what_was_measured_on_unseen_ones(built: Tables) -> None:
    """Also where one of them happens to have the name of a bundled one."""
    more = pd.concat([built.articles, built.articles.head(1).assign(article_id="mine")], ignore_index=True)
    assert reading_accuracy(replace(built, articles=more)) == recorded_accuracy("test") != recorded_accuracy("all")
    assert accuracy_by_outlet(replace(built, articles=more))["matched"].tolist() == [recorded_accuracy("test").matched]


def test_own_annotations_of_some_reports_are_taken(built: Tables, project: Path, tmp_path: Path) -> None:
    lines = (project / "data" / "gold" / "corpus.jsonl").read_text(encoding="utf-8").splitlines()[:9]
    mine = tmp_path / "mine.jsonl"
    mine.write_text("\n".join(lines), encoding="utf-8")
    found = evaluate([json.loads(line) for line in lines], built.mentions).summary
    assert reading_accuracy(built, mine) == Accuracy(found["tp"], found["fp"], found["fn"])
    with pytest.raises(ValueError, match="none of its reports"):
        reading_accuracy(Tables(**{f.name: empty(f.name) for f in fields(Tables)}), mine)


def test_an_outlet_needs_enough_attacks_for_a_row_of_its_own(built: Tables) -> None:
    assert accuracy_by_outlet(built)["outlet"].isna().tolist() == [True]
    rows = accuracy_by_outlet(built, least=1)
    counts = rows[["matched", "false", "missed"]]
    assert len(rows) > 20
    assert counts.iloc[0].tolist() == list(recorded_accuracy("all"))
    unnamed = built.articles["outlet"].isna()
    if not unnamed.any():
        assert counts.iloc[1:].sum().tolist() == counts.iloc[0].tolist()


def test_a_report_of_a_bundled_name_is_not_judged_by_our_annotations(built: Tables) -> None:
    """One other text suffices, be the names what they may; a folder before the name changes nothing."""
    first = built.articles["article_id"] == built.articles["article_id"].iloc[0]
    edited = built.articles.assign(sha256=built.articles["sha256"].mask(first, "0" * 64))
    assert reading_accuracy(replace(built, articles=edited)) == recorded_accuracy("test")
    swapped = built.articles.assign(sha256=built.articles["sha256"].to_numpy()[::-1])
    assert reading_accuracy(replace(built, articles=swapped)) == recorded_accuracy("test")
    deeper = built.articles.assign(article_id="archive/" + built.articles["article_id"])
    assert reading_accuracy(replace(built, articles=deeper)) == recorded_accuracy("all")


def test_without_the_repository_the_recorded_counts_hold(built: Tables, monkeypatch: pytest.MonkeyPatch) -> None:
    def absent() -> Path:
        raise StorageError("no such folder")

    monkeypatch.setattr("osint_iraq.report.accuracy.reference_folder", absent)
    assert reading_accuracy(built) == recorded_accuracy("test")
    assert len(accuracy_by_outlet(built)) == 1


def test_the_recorded_counts_travel_with_the_package(project: Path) -> None:
    listed = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    assert "report/accuracy.csv" in listed["package-data"]["osint_iraq"]


def test_a_part_that_was_not_recorded_is_named() -> None:
    with pytest.raises(ValueError, match="train"):
        recorded_accuracy("train")


def test_a_loose_rule_joins_more_than_a_strict_one(built: Tables) -> None:
    found = linkings(built)
    assert len(found["loose"]) <= len(built.events) <= len(found["strict"])
    assert len(found["loose"]) < len(found["strict"])
