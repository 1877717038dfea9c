"""The generated files say what the schema says."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from osint_iraq.codebook import datapackage, generated, markdown
from osint_iraq.schema import TABLES

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("path", generated(ROOT), ids=lambda p: p.name if isinstance(p, Path) else None)
def test_the_generated_files_are_fresh(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == generated(ROOT)[path], "run: python -m osint_iraq.codebook"


def test_every_column_stands_in_the_codebook() -> None:
    text = markdown()
    for table in TABLES.values():
        chapter = text.split(f"\n## {table.name}\n")[1].split("\n## ")[0]
        listed = [line.split("|")[1].strip() for line in chapter.splitlines() if line.startswith("| ")][2:]
        assert listed == table.names


@pytest.mark.parametrize("descriptor", ["data/datapackage.json", "osint_iraq/lexicons/datapackage.json"])
def test_described_files_have_the_described_columns(descriptor: str) -> None:
    package = json.loads((ROOT / descriptor).read_text(encoding="utf-8"))
    found = 0
    for resource in package["resources"]:
        file = (ROOT / descriptor).parent / resource["path"]
        if file.is_file():
            found += 1
            columns = list(pd.read_csv(file, nrows=0).columns)
            assert columns == [field["name"] for field in resource["schema"]["fields"]]
    assert found >= 2


def test_a_resource_says_keys_constraints_and_sources() -> None:
    package = datapackage({"mentions": "mentions.csv", "articles": "articles.csv", "chronology": "c.csv"})
    mentions, _, chronology = package["resources"]  # type: ignore[misc]
    fields = {field["name"]: field for field in mentions["schema"]["fields"]}
    assert mentions["schema"]["primaryKey"] == ["mention_id"]
    assert mentions["schema"]["foreignKeys"] == [
        {"fields": "article_id", "reference": {"resource": "articles", "fields": "article_id"}}
    ]
    assert fields["outcome"]["constraints"]["enum"] == ["hit", "near_miss", "intercepted", "foiled", "unknown"]
    assert fields["killed_min"] == {
        "name": "killed_min",
        "type": "integer",
        "description": "Smallest number of persons that the report supports; missing is unknown.",
        "unit": "persons",
        "constraints": {"minimum": 0},
    }
    assert chronology["sources"]


def test_a_foreign_key_to_a_table_that_is_not_there_is_left_out() -> None:
    (mentions,) = datapackage({"mentions": "mentions.csv"})["resources"]  # type: ignore[misc]
    assert "foreignKeys" not in mentions["schema"]
