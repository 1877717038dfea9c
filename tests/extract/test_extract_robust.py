"""Odd input, no hidden state, and changes of writing that change nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from osint_iraq.extract import extract, extract_text
from osint_iraq.schema import TABLES, SchemaError, empty

PUBLISHED = date(2024, 1, 31)
NAMES = ("mentions", "evidence", "aggregates", "political_mentions")

REPORTS = [
    "سقط صاروخان على معسكر التاجي فجر أمس دون وقوع إصابات.",
    "هاجمت 3 طائرات مسيرة قاعدة حرير مساء الاثنين، وأصيب 5 جنود.\nوأعلنت المقاومة الإسلامية في العراق مسؤوليتها.",
    "قصفت قاعدة عين الأسد يوم 16 كانون الثاني/يناير 2024 بستة صواريخ عيار 122 ملم سقط 2 منها خارج القاعدة.",
    "انفجرت عبوة ناسفة أمس برتل للتحالف في الديوانية. وفي 13 حزيران 2020 سقط صاروخ على المنطقة الخضراء.",
    "شنت طائرات أميركية غارة على جرف الصخر ليل السبت-الأحد قتل فيها 4 مقاتلين.",
    "تعرضت القوات الأميركية لأكثر من 150 هجوما في العراق وسوريا منذ 17 أكتوبر الماضي.",
    "هددت الفصائل بقصف السفارة الأميركية في بغداد.",
    "انطلقت في 11 حزيران 2020 جولة الحوار الاستراتيجي بين بغداد وواشنطن.",
]
_PLACES = {"span_start", "span_end", "sentence", "place_name", "what", "said_by"}


def facts(text: str) -> dict[str, list[dict[str, Any]]]:
    """What a report tells, without where it stands in the text."""
    found = extract_text(text, PUBLISHED, "r0")
    return {
        name: [{k: v for k, v in row.items() if k not in _PLACES} for row in found[name]]
        for name in NAMES
        if name != "evidence"
    }


def _indic(text: str) -> str:
    return text.translate({ord("0") + n: chr(0x0660 + n) for n in range(10)})


def _persian(text: str) -> str:
    digits = {ord("0") + n: chr(0x06F0 + n) for n in range(10)}
    return text.translate(digits | {ord("ي"): "ی", ord("ك"): "ک"})


def _with(mark: str) -> Callable[[str], str]:
    return lambda text: "".join(c + mark if "\u0628" <= c <= "\u0647" else c for c in text)


REWRITINGS = {
    "Arabic-Indic digits": _indic,
    "Persian letters and digits": _persian,
    "fatha on letters": _with("\u064e"),
    "shadda on letters": _with("\u0651"),
    "bidi marks": lambda text: f"\u202b{text}\u202c",
    "zero-width joiners": lambda text: text.replace("ال", "ا\u200dل"),
    "tatweel": lambda text: text.replace("ص", "صـ"),
    "no hamza on alef": lambda text: text.translate({ord("أ"): "ا", ord("إ"): "ا", ord("آ"): "ا"}),
    "yeh for alef maksura": lambda text: text.replace("على", "علي"),
    "heh for teh marbuta": lambda text: text.replace("ة", "ه"),
    "no-break blanks": lambda text: text.replace(" ", "\u00a0"),
    "two blanks": lambda text: text.replace(" ", "  "),
    "Windows line ends": lambda text: text.replace("\n", "\r\n"),
    "blank lines around": lambda text: f"\n\n{text}\n\n",
    "an unrelated last sentence": lambda text: f"{text}\nوتشهد أسعار الخضراوات في الأسواق استقرارا نسبيا.",
    "an unrelated last paragraph": lambda text: f"{text}\n\nويتوقع خبراء الأنواء الجوية طقسا معتدلا في عموم البلاد.",
}


@pytest.mark.parametrize("text", REPORTS, ids=range(len(REPORTS)))
@pytest.mark.parametrize("how", REWRITINGS)
def test_another_way_of_writing_tells_the_same(how: str, text: str) -> None:
    assert facts(REWRITINGS[how](text)) == facts(text)


def test_the_reports_of_this_file_tell_something() -> None:
    told = [facts(text) for text in REPORTS]
    assert [len(t["mentions"]) for t in told] == [1, 1, 1, 2, 1, 0, 0, 0]
    assert [len(t["aggregates"]) for t in told] == [0, 0, 0, 0, 0, 1, 0, 0]
    assert [len(t["political_mentions"]) for t in told] == [0, 0, 0, 0, 0, 0, 0, 1]


def test_an_empty_frame_gives_empty_tables() -> None:
    found = extract(empty("articles"))
    for name in NAMES:
        assert getattr(found, name).empty
        assert list(getattr(found, name).columns) == TABLES[name].names


def test_another_table_is_refused() -> None:
    with pytest.raises(SchemaError, match="articles"):
        extract(pd.DataFrame({"body": ["سقط صاروخ"]}))


NOTHING = [
    None,
    "",
    " ",
    "\n\n",
    "!!!",
    "12345",
    "Two rockets hit the Taji base.",
    "تجمع المزارعون في الحقل.",
    "\u200f",
]


@pytest.mark.parametrize("text", NOTHING, ids=range(len(NOTHING)))
def test_a_text_without_arabic_attacks_gives_no_rows(make_articles: Callable[..., pd.DataFrame], text: Any) -> None:
    found = extract(make_articles((text, "2024-01-31")))
    assert [len(getattr(found, name)) for name in NAMES] == [0, 0, 0, 0]


def test_an_article_without_text_does_not_stop_the_others(make_articles: Callable[..., pd.DataFrame]) -> None:
    found = extract(make_articles((None, None), (REPORTS[0], "2024-01-31"), ("", None)))
    assert found.mentions["article_id"].tolist() == ["r1"]


def test_the_input_is_left_alone(make_articles: Callable[..., pd.DataFrame]) -> None:
    given_frame = make_articles(*((text, "2024-01-31") for text in REPORTS))
    before = given_frame.copy(deep=True)
    first = extract(given_frame)
    pd.testing.assert_frame_equal(given_frame, before)
    again = extract(given_frame)
    for name in NAMES:
        pd.testing.assert_frame_equal(getattr(first, name), getattr(again, name))


def test_the_order_of_articles_changes_no_row(make_articles: Callable[..., pd.DataFrame]) -> None:
    frame = make_articles(*((text, "2024-01-31") for text in REPORTS))
    straight, reverse = extract(frame), extract(frame.iloc[::-1])
    for name, key in zip(NAMES, ("mention_id", "mention_id", "article_id", "article_id"), strict=True):
        one = getattr(straight, name).sort_values(key, kind="stable", ignore_index=True)
        other = getattr(reverse, name).sort_values(key, kind="stable", ignore_index=True)
        pd.testing.assert_frame_equal(one, other)


def test_one_article_alone_gives_its_rows_of_the_whole(make_articles: Callable[..., pd.DataFrame]) -> None:
    frame = make_articles(*((text, "2024-01-31") for text in REPORTS))
    whole = extract(frame).mentions
    for article_id in frame["article_id"]:
        alone = extract(frame[frame["article_id"] == article_id]).mentions
        part = whole[whole["article_id"] == article_id].reset_index(drop=True)
        pd.testing.assert_frame_equal(alone, part)


def test_a_minute_of_publication_counts_as_the_day_in_baghdad(make_articles: Callable[..., pd.DataFrame]) -> None:
    frame = make_articles(("سقط صاروخ على معسكر التاجي اليوم.", "2024-01-31"))
    frame["published"] = pd.to_datetime(["2024-01-30T22:30:00Z"]).astype(frame["published"].dtype)
    frame["published_precision"] = "minute"
    assert extract(frame).mentions["date_start"].dt.date.tolist() == [date(2024, 1, 31)]


def test_a_month_of_publication_resolves_no_yesterday(make_articles: Callable[..., pd.DataFrame]) -> None:
    frame = make_articles(("سقط صاروخ على معسكر التاجي أمس.", "2024-01-01"))
    frame["published_precision"] = "month"
    assert extract(frame).mentions["date_start"].isna().tolist() == [True]


REPEATED = [
    ("صاروخ ", 3_000),
    ("قصف", 2_000),
    ("أمس ", 3_000),
    ("و", 10_000),
    ("ال", 2_000),
    ("\n", 10_000),
    ("12 ", 3_000),
    ("،", 10_000),
    ("سقط صاروخ على التاجي ", 150),
    ("بغداد و", 1_000),
    ("لم ", 3_000),
    ("\u0651", 10_000),
]


@pytest.mark.parametrize(("piece", "times"), REPEATED, ids=range(len(REPEATED)))
def test_a_word_repeated_without_end_does_not_break_it(piece: str, times: int) -> None:
    rows = extract_text(piece * times, PUBLISHED, "r0")
    assert len(rows["mentions"]) <= 1


def test_one_attack_told_a_hundred_times_is_one_mention() -> None:
    rows = extract_text("سقط صاروخ على قاعدة بلد أمس.\n" * 100, PUBLISHED, "r0")
    assert [r["site_id"] for r in rows["mentions"]] == ["balad"]


_WORDS = st.sampled_from(
    [w for text in REPORTS for w in text.replace("\n", " \n ").split(" ")]
    + [
        "،",
        ".",
        "\n",
        "لم",
        "منذ",
        "قبل",
        "بعد",
        "يومين",
        "العراق",
        "سوريا",
        "ثالث",
        "نفى",
        "-",
        "/",
        "«",
        "»",
        "\u200f",
    ]
)
_QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _is_sound(text: str, published: date | None) -> None:
    found = extract_text(text, published, "r0")
    assert set(found) == set(NAMES)
    for row in found["evidence"]:
        assert row["text"] == text[row["span_start"] : row["span_end"]]
    for name in ("mentions", "aggregates", "political_mentions"):
        for row in found[name]:
            assert 0 <= row["span_start"] <= row["span_end"] <= len(text)
            assert not (published is None and row.get("date_basis") == "relative")
    for row in found["mentions"]:
        for low, high in TABLES["mentions"].ordered:
            assert row[low] is None or row[high] is None or row[low] <= row[high]


@_QUICK
@given(st.lists(_WORDS, max_size=60), st.sampled_from([None, PUBLISHED]))
def test_any_order_of_words_is_read_without_error(words: list[str], published: date | None) -> None:
    _is_sound(" ".join(words), published)


@_QUICK
@given(st.text(max_size=300), st.sampled_from([None, PUBLISHED]))
def test_any_text_is_read_without_error(text: str, published: date | None) -> None:
    _is_sound(text, published)


@_QUICK
@given(st.text(st.characters(min_codepoint=0xD7F0, max_codepoint=0xE010, categories=["Cs", "Co"]), max_size=5))
def test_broken_characters_are_read_without_error(broken: str) -> None:
    _is_sound(f"سقط {broken} صاروخ على {broken} قاعدة بلد أمس {broken}", PUBLISHED)


@_QUICK
@given(st.lists(_WORDS, min_size=1, max_size=40))
def test_tables_of_any_text_keep_the_contract(words: list[str]) -> None:
    rows = extract_text(" ".join(words), PUBLISHED, "r0")
    known = {m["mention_id"] for m in rows["mentions"]}
    assert {e["mention_id"] for e in rows["evidence"]} <= known
    assert {m["mention_id"] for m in rows["mentions"]} <= {e["mention_id"] for e in rows["evidence"]}


def test_a_text_longer_than_any_report_is_said_to_be_read_in_parts(make_articles: Callable[..., pd.DataFrame]) -> None:
    told = "سقط صاروخان على قاعدة بلد فجر السبت. "
    articles = make_articles((told * 1200, "2024-07-26"), (told * 3, "2024-07-26"))
    problem = extract(articles).problems.iloc[0]
    assert (problem.path, problem.stage, problem.severity) == (articles["path"][0], "extract", "warning")
    assert problem.code == "read_in_parts"
    assert len(extract(articles).problems) == 1
