"""The gallery shows every published chart in both languages, and says nothing that a browser would run."""

from __future__ import annotations

import json
from html.parser import HTMLParser

import pytest

from osint_iraq import plot
from osint_iraq.report.gallery import KINDS, gallery_html


class Page(HTMLParser):
    """What a browser would see: tags with their attributes, and the text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data

    def all(self, tag, name):
        return [attrs.get(name) for kind, attrs in self.tags if kind == tag]


@pytest.fixture(params=["charts", "my charts"])
def charts(request, tmp_path):
    folder = tmp_path / request.param
    folder.mkdir()
    for stem, title in (("b-map", "Where"), ("a-weeks", "<script>alert(1)</script> & 'more'")):
        words = {"en": title, "ar": "عنوان"}
        about = {"stem": stem, "title": words, "caption": words, "alt": words, "n": 12.0, "method": "attack_counts",
                 "window": {"start": "2020-01-01", "end": "2020-02-01"}}  # fmt: skip
        (folder / f"{stem}.json").write_text(json.dumps(about), encoding="utf-8")
    (folder / "a-weeks-articles.csv").write_text("articles\n", encoding="utf-8")
    (folder / "other.json").write_text("[1]", encoding="utf-8")
    return folder


def test_every_chart_is_there_in_both_languages(charts):
    page = Page(gallery_html(charts))
    assert page.all("img", "src") == [
        f"{charts.name}/{stem}-{lang}.png" for stem in ("a-weeks", "b-map") for lang in ("en", "ar")
    ]
    assert page.all("figure", "dir") == ["ltr", "rtl"] * 2
    assert page.all("img", "alt")[0] == "<script>alert(1)</script> & 'more'"


def test_files_data_and_reports_read_are_linked(charts):
    links = Page(gallery_html(charts)).all("a", "href")
    for name in ("a-weeks-en.svg", "a-weeks-ar.pdf", "b-map.csv", "b-map.json", "a-weeks-articles.csv"):
        assert f"{charts.name}/{name}" in links
    assert f"{charts.name}/b-map-articles.csv" not in links


def test_nothing_of_a_chart_is_run_and_nothing_is_fetched(charts):
    text = gallery_html(charts)
    page = Page(text)
    assert "script" not in {tag for tag, _ in page.tags}
    assert not [v for _, attrs in page.tags for v in attrs.values() if v and "//" in v]
    assert "n = 12" in page.text


def test_kinds_of_chart_and_what_they_need_stand_below(charts):
    said = Page(gallery_html(charts)).text
    assert all(kind in said and needs in said for kind, _, needs, _ in KINDS)


def test_an_empty_folder_has_a_page(tmp_path):
    assert "no published chart" in gallery_html(tmp_path)


def test_the_same_folder_gives_the_same_page(charts):
    assert gallery_html(charts) == gallery_html(charts)


def test_every_chart_function_has_a_kind():
    assert {function for _, function, _, _ in KINDS} == {name for name in plot.__all__ if name.startswith("plot_")}
