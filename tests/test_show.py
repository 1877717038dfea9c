"""A report shown with its words marked: what stands on the page, and that it stays sound HTML whatever the text holds."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

import osint_iraq as oi
from osint_iraq.show import show
from osint_iraq.storage import StorageError

PLAIN = "سقط صاروخان على قاعدة عين الأسد غرب العراق يوم 25 يوليو 2024، وأصيب ثلاثة جنود.\nوتبنت عصبة الثائرين الهجوم."
STRANGE = (
    'سقط صاروخ على معسكر التاجي يوم 24 يوليو 2024 <script>alert("x")</script> بحسب شركة A&B، دون وقوع إصابات.\n'
    "وأكد المصدر أن 2 < 3 وأن الوضع هادئ."
)
QUIET = "عقدت بغداد وواشنطن جولة جديدة من الحوار حول العلاقات الاقتصادية والتعليمية بين البلدين.\n"
VOID = {"br"}


class Page(HTMLParser):
    """The page as a browser takes it: the text of the report, its marks with their titles, the cells of the tables."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[str] = []
        self.text = ""
        self.marks: list[tuple[int, int, str]] = []
        self.cells: list[str] = []
        self._report = 0
        self._mark: tuple[int, str] | None = None
        self.feed(html)
        self.close()
        assert self.open == [], "a tag was left open"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        given = dict(attrs)
        if tag in VOID:
            self.text += "\n" if self._report else ""
            return
        self.open.append(tag)
        if given.get("dir") == "rtl":
            assert given.get("lang") == "ar"
            self._report = len(self.open)
        if tag == "mark" and self._report:
            assert self._mark is None, "a mark within a mark"
            self._mark = (len(self.text), given.get("title") or "")
        if tag in ("td", "th", "caption"):
            self.cells.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, "tags cross"
        if tag == "mark" and self._mark:
            start, title = self._mark
            self.marks.append((start, len(self.text), title))
            self._mark = None
        if len(self.open) < self._report:
            self._report = 0

    def handle_data(self, data: str) -> None:
        if self._report:
            self.text += data
        elif self.open and self.open[-1] in ("td", "th", "caption", "b"):
            self.cells[-1:] = [self.cells[-1] + data] if self.cells else []


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    inputs = tmp_path_factory.mktemp("reports")
    for name, text in (("plain", PLAIN), ("strange", STRANGE), ("quiet", QUIET)):
        (inputs / f"{name}.txt").write_text(text, encoding="utf-8")
    lines = "".join(f"{name}.txt,one & two,2024-07-26\n" for name in ("plain", "strange", "quiet"))
    (inputs / "articles.csv").write_text(f"path,outlet,published\n{lines}", encoding="utf-8")
    return inputs


@pytest.fixture(scope="module")
def tables(folder: Path) -> oi.Tables:
    return oi.build([folder])


def text_of(tables: oi.Tables, article_id: str) -> str:
    return tables.articles.set_index("article_id")["text"][article_id]


def evidence_of(tables: oi.Tables, article_id: str) -> pd.DataFrame:
    own = tables.mentions.loc[tables.mentions["article_id"] == article_id, "mention_id"]
    return tables.evidence[tables.evidence["mention_id"].isin(own)]


def letters(spans: list[tuple[int, int]], text: str) -> set[int]:
    """The places of all letters within the spans; blanks need no mark."""
    return {place for start, end in spans for place in range(start, end) if not text[place].isspace()}


@pytest.mark.parametrize("article_id", ["plain", "strange", "quiet"])
def test_the_report_stands_right_to_left_and_whole(tables: oi.Tables, article_id: str) -> None:
    page = show(article_id, tables).html
    assert page.count('dir="rtl"') == 1
    assert Page(page).text == text_of(tables, article_id)


@pytest.mark.parametrize("article_id", ["plain", "strange"])
def test_what_is_marked_is_the_evidence(tables: oi.Tables, article_id: str) -> None:
    text, page = text_of(tables, article_id), Page(show(article_id, tables).html)
    words = evidence_of(tables, article_id)
    assert len(words) >= 4
    marked = letters([(start, end) for start, end, _ in page.marks], text)
    assert marked == letters(list(zip(words["span_start"], words["span_end"], strict=True)), text)
    assert 0 < len(marked) < len(text)


def test_each_word_of_evidence_tells_its_field_value_and_rule(tables: oi.Tables) -> None:
    page = Page(show("plain", tables).html)
    for row in evidence_of(tables, "plain").itertuples():
        over = [title for start, end, title in page.marks if row.span_start <= start and end <= row.span_end]
        assert over
        assert all(f"1: {row.field} = {row.value} ({row.rule})" in title for title in over)


def test_a_report_without_an_attack_has_no_mark_and_says_so(tables: oi.Tables) -> None:
    shown = show("quiet", tables)
    page = Page(shown.html)
    assert page.marks == []
    assert "table" not in page.tags
    assert "No attack was read" in shown.html


def test_what_looks_like_html_is_text(tables: oi.Tables) -> None:
    shown = show("strange", tables)
    page = Page(shown.html)
    assert "script" not in page.tags
    assert "<script>" not in shown.html
    assert "&lt;script&gt;" in shown.html
    assert "A&amp;B" in shown.html
    assert "one &amp; two" in shown.html
    assert '<script>alert("x")</script>' in page.text


def test_values_and_names_of_files_are_escaped_too(tables: oi.Tables, tmp_path: Path) -> None:
    bad = '<i>"&'
    odd = replace(
        tables,
        articles=tables.articles.assign(article_id=tables.articles["article_id"].replace("plain", bad)),
        mentions=tables.mentions.assign(
            article_id=tables.mentions["article_id"].replace("plain", bad), claimed_by="<b>group</b>"
        ),
        evidence=tables.evidence.assign(value='"><u>'),
    )
    shown = show(bad, odd)
    page = Page(shown.html)
    assert not {"i", "u"} & set(page.tags)
    assert "<b>group</b>" in page.cells
    assert all('"><u>' in title for *_, title in page.marks)
    assert Page(shown.save(tmp_path / "odd.html").read_text(encoding="utf-8").split("<body>")[1].split("</body>")[0])
    assert "<title>&lt;i&gt;" in (tmp_path / "odd.html").read_text(encoding="utf-8")


OVERLAPS = [
    pytest.param([(0, 12), (5, 20)], id="one reaches into the other"),
    pytest.param([(0, 30), (5, 12), (8, 12)], id="one within the other"),
    pytest.param([(4, 12), (4, 12)], id="twice the same"),
    pytest.param([(0, 8), (8, 16)], id="side by side"),
    pytest.param([(0, 0), (3, 9)], id="one of no length"),
    pytest.param([], id="none"),
]


@pytest.mark.parametrize("spans", OVERLAPS)
def test_overlapping_evidence_keeps_the_page_sound(tables: oi.Tables, spans: list[tuple[int, int]]) -> None:
    (mention_id,) = tables.mentions.loc[tables.mentions["article_id"] == "strange", "mention_id"]
    text = text_of(tables, "strange")
    rows = [
        {"mention_id": mention_id, "field": ("weapons", "site_id", "outcome")[n % 3], "value": f"v{n}",
         "span_start": start, "span_end": end, "text": text[start:end], "rule": f"rule{n}"}
        for n, (start, end) in enumerate(spans)
    ]  # fmt: skip
    made = pd.DataFrame(rows, columns=tables.evidence.columns)
    page = Page(show("strange", replace(tables, evidence=made)).html)
    assert page.text == text
    assert letters([(s, e) for s, e, _ in page.marks], text) == letters(spans, text)
    for start, end, title in page.marks:
        over = [n for n, (low, high) in enumerate(spans) if low <= start and end <= high]
        assert {n for n in range(len(spans)) if f"= v{n} (rule{n})" in title} == set(over)


def test_pointing_at_a_word_gives_each_value_a_line_of_its_own(tables: oi.Tables) -> None:
    titles = [title for *_, title in Page(show("plain", tables).html).marks]
    assert any("\n" in title for title in titles)
    assert not any("<br>" in title for title in titles)


def test_the_attack_stands_beside_the_text(tables: oi.Tables) -> None:
    shown = show("plain", tables)
    page = Page(shown.html)
    assert page.tags.count("table") == len(tables.mentions[tables.mentions["article_id"] == "plain"]) == 1
    assert shown.html.index("<table") < shown.html.index('dir="rtl"')
    cells = dict(zip(page.cells[1::2], page.cells[2::2], strict=True))
    assert page.cells[0] == "1 (main attack)"
    assert cells["date"] == "2024-07-25"
    assert cells["site_id"] == "ain_al_asad"
    assert cells["weapons"] == "rocket"
    assert cells["munitions"] == "2"
    assert cells["injured"] == "3"
    assert cells["claimed_by"] == "usbat_al_thairin"


def test_what_is_missing_is_shown_as_missing_and_zero_is_not(tables: oi.Tables) -> None:
    plain, strange = (Page(show(name, tables).html).cells for name in ("plain", "strange"))
    first, second = (dict(zip(cells[1::2], cells[2::2], strict=True)) for cells in (plain, strange))
    assert first["killed"] == first["weapon_detail"] == first["attributed_to"] == "–"
    assert second["killed"] == second["injured"] == "0"
    assert second["claimed_by"] == "–"
    assert not {"None", "nan", "NaT", "<NA>"} & {*plain, *strange}


@pytest.mark.parametrize(
    ("low", "high", "shown"), [(3, 5, "3 to 5"), (3, None, "at least 3"), (None, 5, "at most 5"), (None, None, "–")]
)
def test_ranges_are_read_as_ranges(tables: oi.Tables, low: int | None, high: int | None, shown: str) -> None:
    ends = {"munitions_min": pd.array([low], dtype="Int64")[0], "munitions_max": pd.array([high], dtype="Int64")[0]}
    cells = Page(show("plain", replace(tables, mentions=tables.mentions.assign(**ends))).html).cells
    assert dict(zip(cells[1::2], cells[2::2], strict=True))["munitions"] == shown


def test_save_writes_a_page_that_opens_anywhere(tables: oi.Tables, tmp_path: Path) -> None:
    shown = show("plain", tables)
    path = tmp_path / "صفحة.html"
    assert shown.save(path) == path
    assert shown.save(str(path)) == path
    written = path.read_text(encoding="utf-8")
    assert written.startswith("<!doctype html>")
    assert '<meta charset="utf-8">' in written
    assert "<title>plain</title>" in written
    assert shown.html in written


def test_a_notebook_shows_the_same(tables: oi.Tables) -> None:
    shown = show("plain", tables)
    assert shown._repr_html_() == shown.html
    assert shown.article_id == "plain"


def test_an_unknown_report_is_named_with_those_near_it(tables: oi.Tables) -> None:
    with pytest.raises(KeyError) as error:
        show("no_such_report", tables)
    assert "no_such_report" in str(error.value)
    with pytest.raises(KeyError) as near:
        show("lain", tables)
    assert "plain" in str(near.value).replace("'lain'", "")


def test_tables_in_a_folder_give_the_same_page(tables: oi.Tables, folder: Path, tmp_path: Path) -> None:
    oi.build([folder], out=tmp_path / "tables")
    assert show("plain", tmp_path / "tables").html == show("plain", tables).html
    assert show("strange", str(tmp_path / "tables")).html == show("strange", tables).html


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="nowhere"):
        show("plain", tmp_path / "nowhere")
