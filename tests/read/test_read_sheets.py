"""Tables of articles: any delimiter and encoding, workbooks, and columns that a person confirms."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from boxes import COLUMNS, LEAD, PAGE, ROW, TITLE, URL, codes, of, pages, problems, sheet, table, zipped
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from osint_iraq.lexicon import rows as lexicon_rows
from osint_iraq.read import InputError
from osint_iraq.read.containers.columns import OURS, Guess, check_columns, guess_columns
from osint_iraq.read.containers.opening import table_columns

FUZZ = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
BODIES = [f"{LEAD} ({n})" for n in range(1, 4)]
GRID = [list(ROW), *([TITLE, body, "2024-07-26", URL] for body in BODIES)]
FACTS = {"title": TITLE, "published": "2024-07-26", "url": URL}


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_delimiter_and_encoding(tmp_path: Path, delimiter: str, coding: str) -> None:
    found = of(tmp_path, "a.csv", table(GRID, delimiter).encode(coding), COLUMNS)
    assert problems(found) == []
    assert [p.content for p in pages(found)] == BODIES
    assert all(p.facts == FACTS for p in pages(found))
    assert [p.member for p in pages(found)] == ["row-2", "row-3", "row-4"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_in_the_encoding_of_arabic_windows_is_read_and_said_to_be(tmp_path: Path, delimiter: str) -> None:
    found = of(tmp_path, "a.csv", table(GRID, delimiter).encode("cp1256"), COLUMNS)
    assert [p.content for p in pages(found)] == BODIES
    assert [(p.code, p.severity) for p in problems(found)] == [("repaired", "warning")]
    assert "windows-1256" in problems(found)[0].message


def test_a_table_in_utf_16_that_does_not_say_so_is_read(tmp_path: Path) -> None:
    found = of(tmp_path, "a.tsv", table(GRID, "\t").encode("utf-16-le"), COLUMNS)
    assert [p.content for p in pages(found)] == BODIES


def test_lines_in_two_encodings_are_both_read(tmp_path: Path) -> None:
    head, *rest = table(GRID).splitlines(keepends=True)
    data = head.encode() + rest[0].encode("cp1256") + rest[1].encode() + rest[2].encode("cp1256")
    assert [p.content for p in pages(of(tmp_path, "a.csv", data, COLUMNS))] == BODIES


def test_excel_says_the_delimiter_itself_where_it_wants_to_be_sure(tmp_path: Path) -> None:
    found = pages(of(tmp_path, "a.csv", "sep=;\r\ntext;title\r\none, two, three;x\r\n"))
    assert [(p.content, p.facts) for p in found] == [("one, two, three", {"title": "x"})]


def test_cells_keep_their_commas_quotes_and_lines(tmp_path: Path) -> None:
    body = 'rockets, "many",\nfell; twice\n\nat night'
    (only,) = pages(of(tmp_path, "a.csv", table([["text", "title"], [body, "x"]])))
    assert only.content == body


def test_a_title_above_the_header_and_empty_rows_are_passed_over(tmp_path: Path) -> None:
    top = [["Export of 1 August 2024"], [], ["42 results", ""], []]
    found = of(tmp_path, "a.csv", table([*top, GRID[0], [], *GRID[1:]]), COLUMNS)
    assert problems(found) == []
    assert [p.content for p in pages(found)] == BODIES
    assert [p.member for p in pages(found)] == ["row-7", "row-8", "row-9"]
    book = pages(of(tmp_path, "a.xlsx", sheet([*top, GRID[0], [], *GRID[1:]]), COLUMNS))
    assert [(p.member, p.content) for p in book] == [(p.member, p.content) for p in pages(found)]


def test_a_row_with_too_many_cells_is_a_problem_that_names_it(tmp_path: Path) -> None:
    found = of(tmp_path, "a.csv", "text,title\none,x\ntwo, and three,x\nfour,y\n")
    assert [p.content for p in pages(found)] == ["one", "four"]
    (problem,) = problems(found)
    assert (problem.code, problem.path) == ("bad_row", "a.csv")
    assert "row 3: 3 cells under 2 columns" in problem.message


def test_an_empty_text_is_a_warning_that_names_the_row(tmp_path: Path) -> None:
    found = of(tmp_path, "a.csv", "text,title\none,x\n,y\n")
    assert [(p.code, p.severity) for p in problems(found)] == [("empty_row", "warning")]
    assert "row 3: 'text' is empty" in problems(found)[0].message


def test_long_reports_and_long_lines_are_read_up_to_the_limit(tmp_path: Path) -> None:
    long = "صاروخ " * 60_000  # beyond what the csv module takes by itself
    (only,) = pages(of(tmp_path, "a.csv", table([["text"], [long]])))
    assert only.content == long.strip()
    found = of(tmp_path, "a.csv", table([["text"], ["one"], [long], ["two"]]), page_bytes=100_000)
    assert [p.content for p in pages(found)] == ["one", "two"]
    assert codes(found) == ["too_large"]
    assert "row 3" in problems(found)[0].message


def test_a_quotation_mark_left_open_costs_its_row_and_no_other(tmp_path: Path) -> None:
    found = of(tmp_path, "a.csv", 'text,title\none,x\n"two,y\n' + "three,z\n" * 3)
    assert [p.content for p in pages(found)] == ["one", "three", "three", "three"]
    assert [p.member for p in pages(found)] == ["row-2", "row-4", "row-5", "row-6"]
    assert codes(found) == ["bad_row"]
    assert "row 3 (line 3)" in problems(found)[0].message
    assert "quotation mark" in problems(found)[0].message


def test_a_table_that_ends_in_the_middle_of_a_row_is_said_to(tmp_path: Path) -> None:
    whole = table([["text", "title"], ["one", "x"], ["two", "y"]])
    found = of(tmp_path, "a.csv", whole[: whole.index(",y")])
    assert [p.content for p in pages(found)] == ["one", "two"]
    assert [(p.code, p.severity) for p in problems(found)] == [("truncated", "warning")]
    assert codes(of(tmp_path, "a.csv", whole.rstrip())) == []
    assert codes(of(tmp_path, "a.csv", whole[: whole.index(",y")] + "\n")) == []


def test_nuls_in_a_table_are_dropped(tmp_path: Path) -> None:
    assert [p.content for p in pages(of(tmp_path, "a.csv", "text,title\non\0e,x\n"))] == ["one"]


def test_markup_in_the_text_is_a_page(tmp_path: Path) -> None:
    found = pages(of(tmp_path, "a.csv", table([["text"], [PAGE], [LEAD], ["5 < 6 and 7 > 2"]])))
    assert [p.kind for p in found] == ["html", "text", "text"]


def test_several_sheets_are_read_under_their_names_and_hidden_ones_passed_over(tmp_path: Path) -> None:
    data = sheet([["text"], ["one"]], May=[["text"], ["two"]], Empty=[], Hidden=[["text"], ["three"]])
    book = openpyxl.load_workbook(io.BytesIO(data))
    book["Hidden"].sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    found = of(tmp_path, "a.xlsx", out.getvalue())
    assert [(p.member, p.content) for p in pages(found)] == [("Sheet/row-2", "one"), ("May/row-2", "two")]
    assert [(p.code, p.severity) for p in problems(found)] == [("empty", "warning"), ("passed_over", "warning")]
    assert "sheet 'Empty'" in problems(found)[0].message
    assert "Hidden" in problems(found)[1].message


def test_dates_and_numbers_of_excel_are_plain(tmp_path: Path) -> None:
    row = ["one", dt.datetime(2024, 7, 26), 12345678901, True]
    later = ["two", dt.datetime(2024, 7, 26, 13, 45), 2.5, None]
    found = pages(of(tmp_path, "a.xlsx", sheet([["text", "published", "article_id", "x"], row, later]), "guess"))
    assert [p.facts for p in found] == [
        {"article_id": "12345678901", "published": "2024-07-26"},
        {"article_id": "2.5", "published": "2024-07-26 13:45:00"},
    ]


def test_a_formula_gives_its_last_value_never_its_words(tmp_path: Path) -> None:
    found = of(tmp_path, "a.xlsx", sheet([["text", "title"], ["one", '=HYPERLINK("http://e.org","x")'], ["=1+1", "y"]]))
    assert [p.content for p in pages(found)] == ["one"]
    assert not any("=" in v for p in pages(found) for v in p.facts.values())
    assert codes(found) == ["empty_row"]


def drawn(cells: str, before: str = "") -> bytes:
    """A workbook whose one sheet holds rows as XML."""
    good = zipfile.ZipFile(io.BytesIO(sheet([["text"], ["one"]])))
    files = {name: good.read(name) for name in good.namelist()}
    names = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    body = f'<?xml version="1.0"?>{before}<worksheet {names}><sheetData>{cells}</sheetData></worksheet>'
    files["xl/worksheets/sheet1.xml"] = body.encode()
    return zipped(files)


def cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


HEAD = f'<row r="1">{cell("A1", "text")}{cell("B1", "title")}</row><row r="2">{cell("A2", "one")}</row>'


def test_rows_that_are_only_coloured_hold_nothing_up(tmp_path: Path) -> None:
    coloured = "".join(f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(3, 50_000))
    found = of(tmp_path, "a.xlsx", drawn(HEAD + coloured + f'<row r="50000">{cell("A50000", "two")}</row>'))
    assert problems(found) == []
    assert [(p.content, p.member) for p in pages(found)] == [("one", "row-2"), ("two", "row-50000")]


def test_cells_at_the_far_end_of_a_sheet_make_no_room_for_all_between(tmp_path: Path) -> None:
    far = f'<row r="5">{cell("XFD5", "far")}</row><row r="1048576">{cell("A1048576", "two")}</row>'
    found = of(tmp_path, "a.xlsx", drawn(HEAD + far))
    assert problems(found) == []
    assert [(p.content, p.member) for p in pages(found)] == [("one", "row-2"), ("two", "row-1048576")]


def test_both_readers_of_workbooks_give_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    when = dt.datetime(2024, 7, 26, 13, 45)
    grid = [
        ["text", "published", "article_id"],
        [LEAD, when, 7],
        [],
        ["one", when.date(), 2.5],
        [" two\nlines", None, True],
    ]
    data = sheet(grid, May=[["text"], ["three"]])
    fast = of(tmp_path, "a.xlsx", data)
    monkeypatch.setattr("osint_iraq.read.containers.excel._ROOM", 0)
    assert of(tmp_path, "a.xlsx", data) == fast
    assert len(pages(fast)) == 4


def test_a_workbook_that_is_a_bomb_is_not_opened(tmp_path: Path) -> None:
    parts = {n: zipfile.ZipFile(io.BytesIO(sheet([["text"], ["one"]]))).read(n) for n in ("[Content_Types].xml",)}
    data = zipped({**parts, "xl/worksheets/sheet1.xml": b"<row/>" * 500_000})
    assert codes(of(tmp_path, "a.xlsx", data, ratio_from=100_000, ratio=50)) == ["bomb"]


def test_entities_in_a_workbook_are_not_expanded(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {chr(98 + i)} "{"&" + chr(97 + i) + ";" * 1}{("&" + chr(97 + i) + ";") * 9}">' for i in range(9)
    )
    rows = f'<row r="1">{cell("A1", "text")}</row><row r="2">{cell("A2", "&j;")}</row>'
    found = of(tmp_path, "a.xlsx", drawn(rows, f"{bomb}]>"))
    assert problems(found)
    assert all(len(p.content) < 10**6 for p in pages(found))


def test_a_protected_workbook_is_said_to_be(tmp_path: Path) -> None:
    data = bytearray(sheet([["text"], ["one"]]))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    assert codes(of(tmp_path, "a.xlsx", bytes(data))) == ["encrypted"]


# Columns


def test_our_own_names_need_no_word(tmp_path: Path) -> None:
    found = of(tmp_path, "a.csv", table([["text", "title", "views"], [LEAD, TITLE, "12"]]))
    assert problems(found) == []
    assert pages(found)[0].facts == {"title": TITLE}


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_columns_that_nobody_confirmed_are_one_problem_that_shows_the_guess(tmp_path: Path, name: str) -> None:
    grid = [[*GRID[0], "views"], *([*row, "7"] for row in GRID[1:])]
    found = of(tmp_path, name, sheet(grid) if name == "a.xlsx" else table(grid).encode())
    assert pages(found) == []
    (problem,) = problems(found)
    assert (problem.code, problem.severity) == ("columns_unconfirmed", "error")
    for words in ("text from 'body'", "title from 'headline'", "not used: 'views'", "columns={", "--columns guess",
                  "--columns url=link,title=headline,published=date,text=body"):  # fmt: skip
        assert words in problem.message
    (guess,) = table_columns(tmp_path / name)
    assert guess.mapping == {"url": "link", "title": "headline", "published": "date", "text": "body"}
    confirmed = of(tmp_path, name, (tmp_path / name).read_bytes(), guess.mapping)
    assert [p.content for p in pages(confirmed)] == BODIES


def test_a_guess_can_be_taken_unseen(tmp_path: Path) -> None:
    assert [p.content for p in pages(of(tmp_path, "a.csv", table(GRID), "guess"))] == BODIES


def test_a_guess_without_a_text_column_is_never_taken(tmp_path: Path) -> None:
    found = of(tmp_path, "a.csv", "views,likes\n1,2\n3,4\n", "guess")
    assert codes(found) == ["columns_unconfirmed"]
    assert "none seems to hold the text" in problems(found)[0].message


@pytest.mark.parametrize("row", lexicon_rows("article_columns"), ids=lambda r: f"{r['column']} {r['name']}")
def test_every_name_of_the_lexicon_is_guessed_with_its_example(row: dict[str, str]) -> None:
    guess = guess_columns([row["name"], "x"], [[row["example"], "7"]])
    assert guess.mapping.get(row["column"]) == row["name"]


def test_the_lexicon_names_our_columns_and_no_name_twice() -> None:
    rows = lexicon_rows("article_columns")
    assert {r["column"] for r in rows} == set(OURS)
    names = [r["name"] for r in rows]
    assert len(set(names)) == len(names)


GUESSES = {
    "names in other letters": (
        ["Full Text", "PubDate", "WebURL"],
        [],
        {"text": "Full Text", "published": "PubDate", "url": "WebURL"},
    ),
    "arabic names": (
        ["عنوان الخبر", "نصّ الخبر", "تاريخ النشر"],
        [],
        {"title": "عنوان الخبر", "text": "نصّ الخبر", "published": "تاريخ النشر"},
    ),
    "names inside names": (["article.body", "meta.url"], [], {"text": "article.body", "url": "meta.url"}),
    "values alone": (["a", "b", "c"], [[URL, LEAD * 2, "2024-07-26"]] * 3, {"url": "a", "text": "b", "published": "c"}),
    "markup by its values": (["a", "b"], [["x", PAGE]] * 3, {"html": "b"}),
    "a number called article": (["article", "body"], [["17", LEAD]] * 3, {"text": "body"}),
    "a link called source": (["source", "text"], [["x" * 200, LEAD]] * 3, {"text": "text"}),
}


@pytest.mark.parametrize(("names", "rows", "mapping"), GUESSES.values(), ids=GUESSES.keys())
def test_guesses(names: list[str], rows: list[list[str]], mapping: dict[str, str]) -> None:
    assert guess_columns(names, rows).mapping == mapping


def test_two_candidates_are_said() -> None:
    guess = guess_columns(["body", "content", "date"])
    assert guess.ambiguous == {"text": ("body", "content")}
    assert "text could be 'body' or 'content'" in guess.words()


def test_a_stated_column_that_is_not_there_is_said(tmp_path: Path) -> None:
    found = of(tmp_path, "a.csv", table(GRID), {"text": "Body", "title": "kopf"})
    assert [p.content for p in pages(found)] == BODIES
    assert [(p.code, p.severity) for p in problems(found)] == [("columns_missing", "warning")]
    found = of(tmp_path, "a.csv", table(GRID), {"text": "rumpf"})
    assert pages(found) == []
    assert [(p.code, p.severity) for p in problems(found)] == [("columns_missing", "error")]
    assert "its columns are 'headline', 'body', 'date', 'link'" in problems(found)[0].message


@pytest.mark.parametrize(
    ("columns", "words"), [({"body": "x"}, "'body' is none of"), ({"title": "x"}, "which column holds")]
)
def test_a_mapping_that_cannot_be_meant_is_an_error(columns: dict[str, str], words: str) -> None:
    with pytest.raises(InputError, match=words):
        check_columns(columns)


def test_the_option_of_a_guess_is_quoted_where_a_shell_would_part_it() -> None:
    assert Guess("t", {"text": "full text"}).as_option() == "--columns 'text=full text'"


def test_names_that_stand_twice_or_are_empty_are_told_apart(tmp_path: Path) -> None:
    data = table([["text", "text", "", "title"], ["one", "two", "three", "x"]])
    assert [p.content for p in pages(of(tmp_path, "a.csv", data, {"text": "text (2)"}))] == ["two"]
    assert [p.content for p in pages(of(tmp_path, "a.csv", data, {"text": "column 3"}))] == ["three"]


@FUZZ
@given(texts=st.lists(st.text(st.characters(exclude_characters="\0\r", exclude_categories=["Cs"]), min_size=1, max_size=60).filter(str.strip), min_size=1, max_size=6))  # fmt: skip
def test_texts_pass_through_a_table_unchanged(tmp_path: Path, texts: list[str]) -> None:
    grid = [["text", "url"], *([t, URL] for t in texts)]
    assert [p.content for p in pages(of(tmp_path, "a.csv", table(grid)))] == [t.strip() for t in texts]


@FUZZ
@given(
    names=st.lists(st.text(max_size=12), max_size=6),
    rows=st.lists(st.lists(st.text(max_size=20), max_size=6), max_size=4),
)
def test_any_table_can_be_guessed_at(names: list[str], rows: list[list[str]]) -> None:
    guess = guess_columns(names, rows)
    assert set(guess.mapping) <= set(OURS)
    assert set(guess.mapping.values()) <= set(names)
    assert guess.words()


@FUZZ
@given(text=st.text(alphabet="ab,;\t\"\n\r'=|", max_size=200))
def test_any_words_are_rows_or_problems(tmp_path: Path, text: str) -> None:
    assert of(tmp_path, "a.csv", "text,title\n" + text, "guess") or not text.strip()


def test_marks_left_open_in_two_rows_do_not_join_them_in_silence(tmp_path: Path) -> None:
    told = [f"سقط صاروخ رقم {n} على القاعدة مساء السبت" for n in range(6)]
    rows = "".join(f'"{text},https://x.example/{n}\n' for n, text in enumerate(told))
    found = of(tmp_path, "open.csv", "text,url\n" + rows)
    assert len(pages(found)) + len(problems(found)) == len(told)
    assert all(sum(text in str(p.content) for text in told) == 1 for p in pages(found))
    assert set(codes(found)) == {"bad_row"}


def test_line_ends_of_old_macs_end_rows(tmp_path: Path) -> None:
    found = of(tmp_path, "mac.csv", "title,text\rأ,سقط صاروخ على القاعدة\rب,سقط صاروخ آخر على المطار\r")
    assert [p.facts["title"] for p in pages(found)] == ["أ", "ب"]
    assert codes(found) == []


def test_a_table_of_endless_columns_is_refused_before_each_is_looked_at(tmp_path: Path) -> None:
    found = of(tmp_path, "wide.csv", ",".join(["text", *["a"] * 6_000]) + "\nسقط صاروخ" + ",1" * 6_000 + "\n")
    assert (pages(found), codes(found)) == ([], ["too_many"])


def test_columns_of_one_name_stay_apart_however_many_they_are(tmp_path: Path) -> None:
    found = of(tmp_path, "twins.csv", "text" + ",text" * 4_000 + "\nسقط صاروخ على القاعدة" + ",x" * 4_000 + "\n")
    assert [p.content for p in pages(found)] == ["سقط صاروخ على القاعدة"]


@pytest.mark.parametrize(("columns", "codes_of"), [(600, []), (6_000, ["too_many"])])
def test_a_wide_sheet_is_read_or_refused_and_never_cut(tmp_path: Path, columns: int, codes_of: list[str]) -> None:
    rows = [[*(f"x{n}" for n in range(columns)), "text"], [*("-" for _ in range(columns)), LEAD]]
    found = of(tmp_path, "a.xlsx", sheet(rows))
    assert codes(found) == codes_of
    assert [p.content for p in pages(found)] == ([] if codes_of else [LEAD])
