"""JSON of articles in its three forms: every record is a report or a problem with its place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from boxes import COLUMNS, LEAD, ROW, TITLE, URL, codes, lines, of, pages, problems
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from osint_iraq.read.containers.jsonstream import Item, JsonStream

FUZZ = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
ROWS = [{**ROW, "body": f"{LEAD} ({n})"} for n in range(1, 4)]
FORMS = {
    "lines": lines(ROWS),
    "lines of Windows with blank ones": "\r\n\r\n" + "\r\n \r\n".join(json.dumps(r) for r in ROWS),
    "an array": json.dumps(ROWS, ensure_ascii=False),
    "an array over many lines": json.dumps(ROWS, indent=2),
    "an object with a list": json.dumps({"status": "ok", "total": 3, "articles": ROWS}),
    "an object with a list, over many lines": json.dumps(
        {"total": 3, "tags": ["a"], "articles": ROWS, "end": {}}, indent=1
    ),
    "a list deep inside": json.dumps({"response": {"n": 3, "docs": ROWS, "facets": [1, 2]}}, indent=1),
    "a list deep inside one line": json.dumps({"response": {"n": 3, "docs": ROWS}}) + "\n",
    "an array in one line that ends": json.dumps(ROWS) + "\n",
}
FACTS = {"title": TITLE, "published": "2024-07-26", "url": URL}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16"])
def test_every_form_gives_the_same_reports(tmp_path: Path, form: str, coding: str) -> None:
    found = of(tmp_path, "a.json", form.encode(coding), COLUMNS)
    assert problems(found) == []
    assert [p.content for p in pages(found)] == [r["body"] for r in ROWS]
    assert all(p.facts == FACTS for p in pages(found))


def test_a_record_is_named_by_its_line_or_its_place(tmp_path: Path) -> None:
    assert [p.member for p in pages(of(tmp_path, "a.jsonl", "\n" + lines(ROWS), COLUMNS))] == [
        "line-2",
        "line-3",
        "line-4",
    ]
    assert [p.member for p in pages(of(tmp_path, "a.json", FORMS["an array"], COLUMNS))] == [
        "item-1",
        "item-2",
        "item-3",
    ]


def test_one_object_over_many_lines_is_one_record(tmp_path: Path) -> None:
    (only,) = pages(of(tmp_path, "a.json", json.dumps(ROWS[0], indent=2), COLUMNS))
    assert only.content == ROWS[0]["body"]


def test_a_record_with_a_list_of_pictures_stays_one_record(tmp_path: Path) -> None:
    records = [{**r, "images": [{"url": "x.png"}, {"url": "y.png"}]} for r in ROWS]
    for text in (lines(records), lines(records[:1]), json.dumps(records)):
        found = of(tmp_path, "a.jsonl", text, COLUMNS)
        assert problems(found) == []
        assert [p.content for p in pages(found)] == [r["body"] for r in ROWS][: len(pages(found))]


def test_bad_lines_are_problems_with_their_number_and_the_rest_is_kept(tmp_path: Path) -> None:
    good = lines(ROWS).splitlines()
    bad = ['{"body": "one"', "[1, 2]", "null", '"words"', '{"body": }']
    found = of(tmp_path, "a.jsonl", "\n".join([good[0], *bad, good[1], good[2]]), COLUMNS)
    assert [p.content for p in pages(found)] == [r["body"] for r in ROWS]
    assert codes(found) == ["bad_row"] * 5
    assert [f"line {n}" in p.message for n, p in enumerate(problems(found), start=2)] == [True] * 5


def test_a_bad_first_line_does_not_make_a_document_of_lines(tmp_path: Path) -> None:
    found = of(tmp_path, "a.jsonl", '{"body": broken}\n' + lines(ROWS), COLUMNS)
    assert len(pages(found)) == 3
    assert codes(found) == ["bad_row"]


def test_an_array_that_breaks_keeps_what_came_before(tmp_path: Path) -> None:
    whole = FORMS["an array"]
    for cut, code in ((whole[: whole.index("(3)")], "truncated"), (whole.replace("}, {", "} {", 2), "bad_row")):
        found = of(tmp_path, "a.json", cut, COLUMNS)
        assert 1 <= len(pages(found)) < 3
        assert codes(found) == [code]
        assert "at character" in problems(found)[0].message


HOSTILE = {
    "nested a hundred thousand deep": "[" * 100_000,
    "objects nested deep": '{"a":' * 100_000,
    "a deep field beside the text": '{"body": "rockets fell", "x": ' + "[" * 100_000 + "]" * 100_000 + "}",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_deep_nesting_is_a_problem(tmp_path: Path, text: str) -> None:
    found = of(tmp_path, "a.json", text + "\n" + lines(ROWS), COLUMNS)
    assert problems(found)


ODD = {
    "huge numbers": ('{"body": "rockets fell", "id": ' + "9" * 10_000 + ', "x": 1e999999}', "rockets fell"),
    "no numbers": ('{"body": "rockets fell", "x": NaN, "y": -Infinity}', "rockets fell"),
    "half a letter": ('{"body": "rockets \\ud83d fell"}', "rockets \ufffd fell"),
    "a letter in halves": ('{"body": "rockets \\ud83d\\ude80 fell"}', "rockets \U0001f680 fell"),
    "line ends inside": ('{"body": "rockets\\nfell\tdown"}', "rockets\nfell\tdown"),
    "paragraphs as a list": ('{"body": ["rockets", null, "fell"]}', "rockets\nfell"),
    "a NUL": ('{"body": "rockets\\u0000fell"}', "rockets\0fell"),
}


@pytest.mark.parametrize(("line", "content"), ODD.values(), ids=ODD.keys())
def test_odd_values_are_read(tmp_path: Path, line: str, content: str) -> None:
    found = of(tmp_path, "a.jsonl", line + "\n" + line, {"text": "body"})
    assert problems(found) == []
    assert [p.content for p in pages(found)] == [content] * 2
    content.encode()


def test_fields_inside_fields_have_names_with_dots(tmp_path: Path) -> None:
    record = {"source": {"name": "example.org", "id": 7}, "content": {"rendered": LEAD}, "x": {"y": {"z": 1}}}
    (only,) = pages(of(tmp_path, "a.jsonl", lines([record]), {"text": "content.rendered", "outlet": "source.name"}))
    assert (only.content, only.facts) == (LEAD, {"outlet": "example.org"})


def test_a_line_beyond_the_limit_is_a_problem(tmp_path: Path) -> None:
    data = lines([ROWS[0], {"body": "x" * 5000}, ROWS[1]])
    found = of(tmp_path, "a.jsonl", data, COLUMNS, page_bytes=2000)
    assert [p.content for p in pages(found)] == [ROWS[0]["body"], ROWS[1]["body"]]
    assert codes(found) == ["too_large"]
    assert "line 2" in problems(found)[0].message


def test_many_records_and_long_ones_pass_through_small_buffers(tmp_path: Path) -> None:
    rows = [{"body": f"{n} " + "صاروخ " * (n * 97 % 20_000)} for n in range(60)]
    for text in (lines(rows), json.dumps(rows), json.dumps({"a": rows}, ensure_ascii=False)):
        found = pages(of(tmp_path, "a.json", text, {"text": "body"}))
        assert [p.content for p in found] == [r["body"].strip() for r in rows]


def test_an_empty_file_and_an_empty_list_are_said(tmp_path: Path) -> None:
    for text in ("", "  \n\n", "[]", "{}"):
        assert codes(of(tmp_path, "a.json", text)) in (["empty"], ["columns_unconfirmed"])


def test_an_empty_text_is_a_warning_that_names_the_line(tmp_path: Path) -> None:
    found = of(tmp_path, "a.jsonl", lines([ROWS[0], {"body": " "}, {"headline": "x"}]), {"text": "body"})
    assert codes(found) == ["empty_row", "empty_row"]
    assert "line 2: 'body' is empty" in problems(found)[0].message


def test_lines_in_the_encoding_of_arabic_windows_are_read_and_said_to_be(tmp_path: Path) -> None:
    for data in (
        lines(ROWS[:1]).encode() + lines(ROWS[1:2]).encode("cp1256") + lines(ROWS[2:]).encode(),
        lines(ROWS).encode("cp1256"),
        json.dumps(ROWS, ensure_ascii=False, indent=1).encode("cp1256"),
    ):
        found = of(tmp_path, "a.json", data, COLUMNS)
        assert [p.content for p in pages(found)] == [r["body"] for r in ROWS]
        assert set(codes(found)) <= {"repaired"}
    assert codes(found) == ["repaired"]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)


@FUZZ
@given(values=st.lists(VALUES, max_size=4), cut=st.integers(0, 400), indent=st.sampled_from([None, 1]))
def test_any_json_whole_or_cut_gives_pages_or_problems(
    tmp_path: Path, values: list[object], cut: int, indent: int | None
) -> None:
    for text in (json.dumps(values, indent=indent), lines(values), json.dumps({"a": 1, "list": values}, indent=indent)):
        for columns in (None, "guess", {"text": "a"}):
            for part in (text, text[: cut % (len(text) + 1)]):
                assert of(tmp_path, "a.json", part.encode("utf-8", "replace"), columns)


@FUZZ
@given(texts=st.lists(st.text(min_size=1, max_size=50).filter(lambda t: t.strip()), min_size=1, max_size=8))
def test_texts_pass_unchanged(tmp_path: Path, texts: list[str]) -> None:
    records = [{"text": t} for t in texts]
    for data in (lines(records), json.dumps(records), json.dumps({"x": [], "records": records}, indent=1)):
        found = pages(of(tmp_path, "a.json", data.encode("utf-8", "surrogatepass")))
        assert [p.content for p in found] == [t.strip() for t in texts]


def test_a_number_that_is_cut_by_the_end_of_a_piece_is_whole() -> None:
    found = list(JsonStream(iter(["[12", "34, 5", "6]"]), 100).items())
    assert [item.value for item in found if isinstance(item, Item)] == ["1234", "56"]
    assert len(found) == 2


def test_a_mark_of_byte_order_in_the_middle_costs_no_record(tmp_path: Path) -> None:
    records = [lines([{"text": f"سقط صاروخ رقم {n} على القاعدة"}]) for n in range(3)]
    found = of(tmp_path, "joined.jsonl", "\ufeff".join(records))
    assert (len(pages(found)), codes(found)) == (3, [])


def test_lines_that_were_cut_out_of_an_array_with_their_commas_are_records(tmp_path: Path) -> None:
    records = [{"text": f"سقط صاروخ رقم {n} على القاعدة"} for n in range(3)]
    found = of(tmp_path, "cut.jsonl", "".join(json.dumps(r) + ",\n" for r in records))
    assert (len(pages(found)), codes(found)) == (3, [])
