"""Every value has its words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from osint_iraq.extract import Extracted, extract
from osint_iraq.schema import TABLES, check

REPORTS = [
    (
        "كاتيوشا على معسكر التاجي\n"
        "قالت خلية الإعلام الأمني إنَّ صاروخـي كاتيوشا سقطا مساء أمس السبت على معسكر التاجي شمالي بغداد دون إصابات.\n"
        "وتتهم واشنطن عادة كتائب حزب الله بالوقوف وراء مثل هذه الهجمات.",
        "2020-06-14",
    ),
    (
        "أعلنت المقاومة الإسلامية في العراق مسؤوليتها عن هجوم بطائرتين مسيّرتين على قاعدة حرير في أربيل فجر اليوم، "
        "وأسقطت الدفاعات إحداهما فيما أصيب ثلاثة جنود وقتل متعاقد.\n"
        "وفي 28 كانون الثاني/يناير قتلت مسيّرة ثلاثة جنود أميركيين في البرج 22 بالأردن.",
        "2024-01-31",
    ),
    (
        "انفجرت عبوة ناسفة على رتل للتحالف في محافظة بابل وألحقت أضرارا بشاحنة. "
        "وفي غربي العراق قصفت قاعدة عسكرية بستة صواريخ غراد.",
        None,
    ),
    ("شنت طائرات أميركية غارات على مقرات في جرف الصخر ليل الخميس-الجمعة، ما أدى إلى مقتل خمسة.", "2020-03-14"),
    (
        "تعرضت القوات لأكثر من 150 هجوما في العراق وسوريا منذ 17 أكتوبر الماضي. وانطلق الحوار الاستراتيجي في 11 حزيران 2020.",
        "2024-01-31",
    ),
]
_SELF_EVIDENT = {"mention_id", "article_id", "primary", "date_precision", "date_basis", "certainty", "sentence",
                 "span_start", "span_end"}  # fmt: skip
FIELDS = [name for name in TABLES["mentions"].names if name not in _SELF_EVIDENT]


@pytest.fixture(scope="module")
def articles(make_articles: Callable[..., pd.DataFrame]) -> pd.DataFrame:
    return make_articles(*REPORTS)


@pytest.fixture(scope="module")
def found(articles: pd.DataFrame) -> Extracted:
    return extract(articles)


def test_the_reports_tell_something(found: Extracted) -> None:
    assert len(found.mentions) >= 5
    assert len(found.aggregates) == 1
    assert len(found.political_mentions) >= 1


@pytest.mark.parametrize("name", ["mentions", "evidence", "aggregates", "political_mentions"])
def test_every_table_keeps_the_contract(found: Extracted, name: str) -> None:
    pd.testing.assert_frame_equal(check(getattr(found, name), name), getattr(found, name))


def test_evidence_quotes_the_article(found: Extracted, articles: pd.DataFrame) -> None:
    text = articles.set_index("article_id")["text"]
    of = found.mentions.set_index("mention_id")["article_id"]
    for row in found.evidence.itertuples():
        body = text[of[row.mention_id]]
        assert 0 <= row.span_start < row.span_end <= len(body)
        assert row.text == body[row.span_start : row.span_end]
        assert row.text.strip()
        assert row.rule


@pytest.mark.parametrize("name", ["mentions", "aggregates", "political_mentions"])
def test_spans_lie_in_the_article(found: Extracted, articles: pd.DataFrame, name: str) -> None:
    text = articles.set_index("article_id")["text"]
    for row in getattr(found, name).itertuples():
        assert 0 <= row.span_start < row.span_end <= len(text[row.article_id])


def test_the_sentence_stands_in_the_article_and_holds_the_span(found: Extracted, articles: pd.DataFrame) -> None:
    text = articles.set_index("article_id")["text"]
    for row in found.mentions.itertuples():
        body = text[row.article_id]
        assert row.sentence in body
        assert body[row.span_start : row.span_end] in row.sentence


def test_every_value_has_words(found: Extracted) -> None:
    assert _without_words(found) == []


def test_every_value_has_words_where_no_site_is_named(make_articles: Callable[..., pd.DataFrame]) -> None:
    found = extract(make_articles(("قاعدة عسكرية غربي العراق قصفت أمس بصاروخين.", "2021-07-08")))
    assert len(found.mentions) == 1
    assert _without_words(found) == []


def _without_words(found: Extracted) -> list[tuple[str, str, str]]:
    return [
        (row["mention_id"], field, value)
        for row in found.mentions.to_dict("records")
        for field in FIELDS
        for value in _values(row[field])
        if not _has_words(found.evidence, row["mention_id"], field, value)
    ]


def _values(value: Any) -> list[str]:
    if pd.isna(value) or value == "unknown":
        return []
    if isinstance(value, pd.Timestamp):
        return [value.date().isoformat()]
    return str(value).split("|")


def _has_words(evidence: pd.DataFrame, mention_id: str, field: str, value: str) -> bool:
    rows = evidence[(evidence["mention_id"] == mention_id) & (evidence["field"] == field)]
    return value in rows["value"].astype(str).str.slice(0, max(10, len(value))).tolist()


def test_evidence_speaks_of_fields_that_exist(found: Extracted) -> None:
    assert set(found.evidence["field"]) <= set(FIELDS)


def test_sources_that_differ_are_separate_rows(make_articles: Callable[..., pd.DataFrame]) -> None:
    text = "سقطت أربعة صواريخ على قاعدة القيارة أمس بحسب الشرطة. وقال مصدر آخر إن ثلاثة صواريخ سقطت على القاعدة."
    rows = extract(make_articles((text, "2021-07-08"))).evidence
    values = rows[rows["field"].str.startswith("munitions")]["value"].astype(str)
    assert {"3", "4"} <= set(values)


def test_ids_name_the_article(found: Extracted) -> None:
    assert found.mentions["mention_id"].is_unique
    assert all(m.startswith(a) for m, a in zip(found.mentions["mention_id"], found.mentions["article_id"], strict=True))
