"""Files, folders, sidecars: every input becomes an article or a problem, or one plain error."""

from __future__ import annotations

import hashlib
import json
import os
from email.header import Header
from pathlib import Path

import pandas as pd
import pytest

from osint_iraq.read import InputError, read

TITLE = "صواريخ تسقط قرب معسكر غربي المدينة"
LEAD = "قال ضابط في الشرطة إن ثلاثة صواريخ سقطت يوم الثلاثاء قرب معسكر غربي المدينة دون وقوع إصابات."
PAGE = f"{TITLE}\n\n26 يوليو 2024\n\n{LEAD}\n"


def put(folder: Path, name: str, content: str | bytes = PAGE) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def only(frame: pd.DataFrame) -> pd.Series:
    assert len(frame) == 1
    return frame.iloc[0]


def test_one_file(tmp_path: Path) -> None:
    path = put(tmp_path, "a.txt")
    result = read(path)
    row = only(result.articles)
    assert result.problems.empty
    assert (row.article_id, row.path, row.title, row.language) == ("a", path.as_posix(), TITLE, "ar")
    assert row.text == f"{TITLE}\n\n{LEAD}"
    assert row.n_chars == len(row.text)
    assert row.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (row.published, row.published_precision, row.published_basis) == (
        pd.Timestamp("2024-07-26", tz="UTC"), "day", "text",
    )  # fmt: skip
    assert pd.isna(row.outlet)
    assert pd.isna(row.url)


def test_a_folder_is_read_in_the_order_of_its_paths_and_hidden_files_are_passed_over(tmp_path: Path) -> None:
    for name in ("b.txt", "a/2.txt", "a/1.txt", ".hidden.txt", ".git/x.txt", "c.TXT"):
        put(tmp_path, name)
    result = read(str(tmp_path))
    assert list(result.articles.article_id) == ["a/1", "a/2", "b", "c"]
    assert result.problems.empty


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    put(tmp_path, "a.txt")
    assert len(read([tmp_path, tmp_path / "a.txt", str(tmp_path)]).articles) == 1


def test_a_byte_order_mark_and_other_line_ends_change_nothing(tmp_path: Path) -> None:
    put(tmp_path, "a.txt")
    put(tmp_path, "b.txt", ("\ufeff" + PAGE.replace("\n", "\r\n")).encode())
    texts = read(tmp_path).articles.text
    assert texts[0] == texts[1]


BROKEN = {
    "empty": (b"", "empty", "0 bytes"),
    "blank": (b"\xef\xbb\xbf \n", "empty", "no words"),
    "binary": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "not_text", "not a text file"),
    "no encoding": (b"c\xe4d", "encoding", "byte 1"),
    "damaged throughout": (b"abc " + b"\xd8 \xff" * 9 + b" def", "encoding", "byte 4"),
    "menus alone": ("الرئيسية | سياسة | رياضة\nشارك\nمن نحن\n".encode(), "no_text", "no report"),
}


@pytest.mark.parametrize(("content", "code", "words"), BROKEN.values(), ids=BROKEN.keys())
def test_a_file_that_cannot_be_read_is_a_problem(tmp_path: Path, content: bytes, code: str, words: str) -> None:
    path = put(tmp_path, "a.txt", content)
    result = read(tmp_path)
    row = only(result.problems)
    assert result.articles.empty
    assert (row.path, row.stage, row.severity, row.code) == (path.as_posix(), "read", "error", code)
    assert path.as_posix() in row.message
    assert words in row.message


def test_other_types_are_problems(tmp_path: Path) -> None:
    put(tmp_path, "a.txt")
    put(tmp_path, "b.pdf", b"%PDF")
    put(tmp_path, "notes.md", "words")
    os.mkfifo(tmp_path / "pipe.txt")
    problems = read(tmp_path).problems
    assert list(problems.code) == ["unsupported"] * 3
    assert list(problems.severity) == ["warning"] * 3
    assert only(read(tmp_path / "b.pdf").problems).severity == "error"


def test_links_that_lead_back_or_nowhere(tmp_path: Path) -> None:
    put(tmp_path, "in/a.txt")
    (tmp_path / "in" / "up").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "in" / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    (tmp_path / "in" / "self.txt").symlink_to(tmp_path / "in" / "self.txt")
    result = read(tmp_path)
    assert list(result.articles.article_id) == ["in/a"]
    assert list(result.problems.code) == ["unreadable", "unreadable"]


def test_a_file_and_a_folder_that_may_not_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "a.txt")
    put(tmp_path, "closed/b.txt")

    def refuse(path: Path) -> object:
        raise PermissionError(13, "Permission denied")

    scandir = os.scandir
    monkeypatch.setattr(Path, "open", lambda p, *_: refuse(p))
    monkeypatch.setattr(os, "scandir", lambda p: refuse(p) if Path(p).name == "closed" else scandir(p))
    result = read(tmp_path)
    assert result.articles.empty
    assert sorted(result.problems.path) == [str(tmp_path / "a.txt"), str(tmp_path / "closed")]
    assert set(result.problems.code) == {"unreadable"}


def test_a_missing_path_an_empty_folder_and_no_input_are_plain_errors(tmp_path: Path) -> None:
    put(tmp_path, "only/articles.csv", "path\n")
    (tmp_path / "empty").mkdir()
    for inputs, words in [
        (tmp_path / "none", "does not exist"),
        (tmp_path / "empty", "holds no reports"),
        (tmp_path / "only", "holds no reports"),
        ([], "no input"),
    ]:
        with pytest.raises(InputError, match=words):
            read(inputs)


def test_two_files_that_claim_one_id_both_stay(tmp_path: Path) -> None:
    put(tmp_path, "one/a.txt")
    put(tmp_path, "two/a.txt")
    result = read([tmp_path / "one", tmp_path / "two"])
    assert list(result.articles.article_id) == ["a", "a~2"]
    row = only(result.problems)
    assert (row.code, row.severity) == ("duplicate_id", "warning")
    assert "one/a.txt" in row.message


def test_a_report_in_english_is_an_article(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", "Rockets near the base\n\nTwo rockets landed in the north of the base on Tuesday.\n")
    assert only(read(tmp_path).articles).language == "en"


def test_a_date_that_rests_on_a_caption_is_said_to(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", f"{TITLE}\n\nقطع عثر عليها الجنود - 4 يناير 2022 - الشرق\n\n{LEAD}")
    result = read(tmp_path)
    assert only(result.articles).published == pd.Timestamp("2022-01-04", tz="UTC")
    assert (only(result.problems).code, only(result.problems).severity) == ("uncertain_date", "warning")


def dated(folder: Path, *days: str) -> pd.DataFrame:
    rows = [f"{day},{TITLE} {n},{LEAD}" for n, day in enumerate(days)]
    put(folder, "a.csv", "\n".join(["published,title,text", *rows]))
    return read(folder).articles


def test_a_date_of_a_record_that_can_be_read_in_two_ways_is_told(tmp_path: Path) -> None:
    articles = dated(tmp_path, "5/7/2021", "6/7/2021", "")
    assert articles.published.isna().all()
    problems = read(tmp_path).problems
    assert set(problems.code) == {"bad_date"}
    assert list(problems.path) == [f"{tmp_path.as_posix()}/a.csv::row-{n}" for n in (2, 3)]
    assert "'5/7/2021'" in problems.message[0]


@pytest.mark.parametrize(("days", "wanted"), [
    (("5/7/2021", "13/7/2021"), ["2021-07-05", "2021-07-13"]),
    (("7-5-2021", "7-13-2021"), ["2021-07-05", "2021-07-13"]),
    (("٥/٧/٢٠٢١", "١٣/7/2021"), ["2021-07-05", "2021-07-13"]),
])  # fmt: skip
def test_other_rows_tell_whether_the_day_or_the_month_stands_first(
    tmp_path: Path, days: tuple[str, ...], wanted: list[str]
) -> None:
    articles = dated(tmp_path, *days)
    assert articles.published.dt.strftime("%Y-%m-%d").tolist() == wanted
    assert read(tmp_path).problems.empty


def test_rows_that_contradict_each_other_tell_nothing(tmp_path: Path) -> None:
    assert dated(tmp_path, "5/7/2021", "13/7/2021", "7/13/2021").published.notna().tolist() == [False, True, True]


MARKED_UP = f'<html><head><meta charset="utf-8"></head><body><h1>{TITLE}</h1><p>{LEAD}</p></body></html>'


def test_a_browsers_name_for_a_page_is_not_its_headline(tmp_path: Path) -> None:
    subject = Header(f"{TITLE} - وكالة بعيدة", "utf-8").encode()
    put(tmp_path, "a.mhtml", f"Subject: {subject}\nMIME-Version: 1.0\nContent-Type: text/html\n\n{MARKED_UP}")
    row = only(read(tmp_path).articles)
    assert (row.title, row.text) == (TITLE, f"{TITLE}\n\n{LEAD}")


def test_the_address_that_a_browser_wrote_into_a_page_is_its_address(tmp_path: Path) -> None:
    put(tmp_path, "a.html", f"<!-- saved from url=(0024)https://www.ina.iq/1.html -->\n{MARKED_UP}")
    row = only(read(tmp_path).articles)
    assert (row.url, row.outlet) == ("https://www.ina.iq/1.html", "ina.iq")


def test_what_systems_and_office_programs_leave_behind_is_passed_over(tmp_path: Path) -> None:
    for name in ("Thumbs.db", "desktop.ini", "~$reports.xlsx"):
        put(tmp_path, name, b"\0\1")
    put(tmp_path, "a.txt")
    assert read(tmp_path).problems.empty


def test_a_repair_says_what_was_done_and_whether_there_is_something_to_do(tmp_path: Path) -> None:
    path = put(tmp_path, "a.txt", PAGE.encode("cp1256"))
    assert only(read(path).problems).message == (
        f"{path.as_posix()} was read as windows-1256, which nothing declares; if its letters look wrong, save it as UTF-8"
    )
    path = put(tmp_path, "b.txt", PAGE.encode().decode("latin-1"))
    assert only(read(path).problems).message.startswith(f"{path.as_posix()} held UTF-8 read as ")


def test_columns_that_are_no_mapping_are_refused(tmp_path: Path) -> None:
    put(tmp_path, "a.txt")
    with pytest.raises(InputError, match="neither 'guess' nor a mapping"):
        read(tmp_path, columns="gues")  # type: ignore[arg-type]


def sidecar(folder: Path, *lines: str) -> Path:
    return put(folder, "articles.csv", "\n".join(lines) + "\n")


def test_the_sidecar_tells_what_it_knows(tmp_path: Path) -> None:
    put(tmp_path, "in/a.txt")
    sidecar(
        tmp_path,
        "\ufeffpath,article_id,outlet,url,published,published_basis,title",
        'in/a.txt,x1,example,https://example.org/1,2020-06-14T05:09:00Z,page,"عنوان، من الجدول"',
    )
    row = only(read(tmp_path).articles)
    assert (row.article_id, row.outlet, row.url, row.title) == (
        "x1",
        "example",
        "https://example.org/1",
        "عنوان، من الجدول",
    )
    assert (row.published, row.published_precision, row.published_basis) == (
        pd.Timestamp("2020-06-14T05:09", tz="UTC"), "minute", "page",
    )  # fmt: skip


def test_the_nearest_sidecar_that_names_the_file_counts(tmp_path: Path) -> None:
    for name in ("in/a.txt", "in/b.txt"):
        put(tmp_path, name)
    sidecar(tmp_path, "path,outlet", "in/a.txt,far", "in/b.txt,far")
    sidecar(tmp_path / "in", "path,outlet", "a.txt,near")
    assert list(read(tmp_path).articles.outlet) == ["near", "far"]
    assert only(read(tmp_path / "in" / "a.txt").articles).outlet == "near"


def test_the_outlet_of_an_address(tmp_path: Path) -> None:
    put(tmp_path, "a.txt")
    sidecar(tmp_path, "path,url", "a.txt,https://www.shafaq.com/ar/1")
    assert only(read(tmp_path).articles).outlet == "shafaq.com"


def test_a_title_that_the_page_lacks_stands_first(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", LEAD)
    sidecar(tmp_path, "path,title", f"a.txt,{TITLE}")
    assert only(read(tmp_path).articles).text == f"{TITLE}\n\n{LEAD}"


DATES = [
    ("2024-07-25", "text", "2024-07-25", "day", "text"),
    ("2024-07-25", "page", "2024-07-25", "day", "page"),
    ("2024-07-25", "url", "2024-07-25", "day", "metadata"),
    ("2024-07-25", "inferred", "2024-07-25", "day", "metadata"),
    ("2024-07-25", "", "2024-07-25", "day", "metadata"),
    ("2024-07-25", "unknown", "2024-07-25", "day", "unknown"),
    ("2024-07", "", "2024-07-01", "month", "metadata"),
    ("2024-07-25 01:30", "", "2024-07-24T22:30", "minute", "metadata"),
    ("2024-07-25T01:30:00+0200", "", "2024-07-24T23:30", "minute", "metadata"),
    ("", "", "2024-07-26", "day", "text"),  # found on the page
    ("", "unknown", None, "unknown", "unknown"),  # the user looked and there is none
]


@pytest.mark.parametrize(("value", "stated", "published", "precision", "basis"), DATES)
def test_dates_of_the_sidecar(
    tmp_path: Path, value: str, stated: str, published: str | None, precision: str, basis: str
) -> None:
    put(tmp_path, "a.txt")
    sidecar(tmp_path, "path,published,published_basis", f"a.txt,{value},{stated}")
    result = read(tmp_path)
    row = only(result.articles)
    assert result.problems.empty
    assert (row.published_precision, row.published_basis) == (precision, basis)
    assert pd.isna(row.published) if published is None else row.published == pd.Timestamp(published, tz="UTC")


@pytest.mark.parametrize(
    "value", ["31.02.2024", "2024-02-31", "28.02.2024", "2024-13-01", "yesterday", "0001-01-01", "2024-07-25T25:00"]
)
def test_a_date_that_is_none_is_a_problem_and_unknown(tmp_path: Path, value: str) -> None:
    put(tmp_path, "a.txt")
    file = sidecar(tmp_path, "path,published", f"a.txt,{value}")
    result = read(tmp_path)
    row = only(result.articles)
    assert pd.isna(row.published)
    assert (row.published_precision, row.published_basis) == ("unknown", "unknown")
    problem = only(result.problems)
    assert (problem.path, problem.code, problem.severity) == (file.as_posix(), "bad_date", "warning")
    for words in ("row 2", "a.txt", value, "YYYY-MM-DD"):
        assert words in problem.message


def test_rows_of_the_sidecar_that_do_not_fit_are_problems(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        put(tmp_path, name)
    sidecar(
        tmp_path,
        "path,article_id,published_basis",
        "a.txt,x,",
        "a.txt,y,",
        "gone.txt,z,",
        "../out.txt,z,",
        ",,text",
        "",
        "./b.txt,x,guess",
    )
    result = read(tmp_path)
    assert list(result.articles.article_id) == ["x", "x~2"]
    assert sorted(result.problems.code) == [
        "bad_basis", "duplicate_id", "sidecar_duplicate", "sidecar_no_file", "sidecar_no_file", "sidecar_no_path",
    ]  # fmt: skip
    assert set(result.problems.severity) == {"warning"}
    assert result.problems.message.str.contains("row 4", regex=False).any()


WRONG = {
    "unknown column": ("path,datum\na.txt,x\n", "unknown column 'datum'"),
    "semicolons": ("path;outlet\na.txt;x\n", "separated by commas"),
    "no path": ("outlet\nx\n", "'path' is missing"),
    "column twice": ("path,url,url\na.txt,x,y\n", "stands twice"),
    "nothing": ("", "'path' is missing"),
    "too many cells": ("path,title\na.txt,one, two\n", "row 2"),
    "quotes left open": ('path,title\na.txt,"one\n', "not a CSV table"),
    "not UTF-8": (b"path,title\na.txt,\xd5\xe6\n", "not UTF-8"),
}


@pytest.mark.parametrize(("content", "words"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_sidecar_is_one_plain_error(tmp_path: Path, content: str | bytes, words: str) -> None:
    put(tmp_path, "a.txt")
    file = put(tmp_path, "articles.csv", content)
    with pytest.raises(InputError) as error:
        read(tmp_path)
    assert words in str(error.value)
    assert file.as_posix() in str(error.value)


def test_progress_changes_nothing(tmp_path: Path) -> None:
    put(tmp_path, "a.txt")
    pd.testing.assert_frame_equal(read(tmp_path, progress=True).articles, read(tmp_path).articles)


def test_a_report_that_is_a_word_file_by_its_bytes_is_an_error_with_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600))
    (problem,) = read(tmp_path).problems.to_dict("records")
    assert (problem["code"], problem["severity"]) == ("unsupported", "error")
    assert "Word" in problem["message"]


@pytest.mark.parametrize(
    ("written", "told"), [("44268", True), ("لاحقا", True), ("1899-01-01", True), ("2021-03-14", False), ("", False)]
)
def test_a_date_of_a_record_that_cannot_be_read_is_said(tmp_path: Path, written: str, told: bool) -> None:
    row = {"text": "سقط صاروخان على قاعدة بلد الجوية مساء السبت من دون خسائر تذكر.", "published": written}
    (tmp_path / "a.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    found = read(tmp_path)
    assert len(found.articles) == 1
    assert list(found.problems["code"]) == ["bad_date"] * told
    assert all(written in message for message in found.problems["message"])


@pytest.mark.parametrize(("url", "day"), [
    ("https://example.org/ar/2021/05/04/rockets", "2021-05-04"),
    ("https://web.archive.org/web/20220101000000/https://example.org/news/2021-5-4-rockets", "2021-05-04"),
    ("https://example.org/2021/05/rockets-20210504", None),
    ("https://example.org/2021/13/40/rockets", None),
])  # fmt: skip
def test_the_day_in_the_address_is_the_last_resort_and_said(tmp_path: Path, url: str, day: str | None) -> None:
    put(tmp_path, "a.txt", f"{TITLE}\n\n{LEAD}")
    put(tmp_path, "b.txt", PAGE)
    sidecar(tmp_path, "path,url", f"a.txt,{url}", f"b.txt,{url}")
    result = read(tmp_path)
    first, second = result.articles.itertuples()
    assert pd.isna(first.published) if day is None else first.published == pd.Timestamp(day, tz="UTC")
    assert first.published_basis == ("metadata" if day else "unknown")
    assert second.published == pd.Timestamp("2024-07-26", tz="UTC")  # what the page says goes before
    assert list(result.problems.code) == ["uncertain_date"] * bool(day)
