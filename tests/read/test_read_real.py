"""Real saved pages, where a folder with them is named by OSINT_IRAQ_REAL_REPORTS; their texts are not ours to ship."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from osint_iraq.read import ReadResult, read


@pytest.fixture(scope="module")
def without_sidecar(real_reports: Path, tmp_path_factory: pytest.TempPathFactory) -> ReadResult:
    folder = tmp_path_factory.mktemp("reports")
    for path in real_reports.glob("*.txt"):
        shutil.copy(path, folder / f"{path.stem[:3]}.txt")
    return read(folder)


def test_dates_are_found_where_the_page_has_one_and_nowhere_else(without_sidecar: ReadResult) -> None:
    found = without_sidecar.articles.set_index("article_id").published.dt.strftime("%Y-%m-%d")
    assert found.dropna().to_dict() == {"000": "2024-07-26", "003": "2020-06-14", "004": "2022-01-04"}


def test_the_second_article_the_lists_and_the_forms_are_gone(without_sidecar: ReadResult) -> None:
    text = without_sidecar.articles.set_index("article_id").text
    assert "رويترز: اتفاق على انسحاب" not in text["002"]
    assert text["002"].endswith("المتواجدة في سوريا.")
    for words in ("إقرأ أيضاً", "مقالات", "اترك تعليق", "video tag", "علامات", "time reading", "تصنيفات"):
        assert not text.str.contains(words, regex=False).any()


def test_the_text_begins_with_the_headline(without_sidecar: ReadResult) -> None:
    rows = without_sidecar.articles
    titled = rows[rows.title.notna()]
    assert list(titled.article_id) == ["000", "001", "003", "004"]
    assert all(row.text.startswith(row.title) for row in titled.itertuples())
