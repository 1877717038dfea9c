"""Stated counts of attacks, and dated political events: rows of their own, not attacks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

PUBLISHED = "2024-01-31"
Read = Callable[[str, str | None], dict[str, list[dict[str, Any]]]]

COUNTS = [
    ("تعرضت القوات الأميركية لأكثر من 175 هجوما في العراق وسوريا منذ 17 تشرين الأول/أكتوبر.", 175, None, "2023-10-17"),
    ("قال البنتاغون إن قواته تعرضت لـ160 هجوما منذ منتصف أكتوبر الماضي.", 160, 160, None),
    ("منذ 17 أكتوبر الماضي شُن ما لا يقل عن مئة وأربعين هجوما على قواعد التحالف.", 140, None, "2023-10-17"),
    ("بلغ عدد الهجمات على القوات الأميركية 180 هجوما منذ 17 تشرين الأول الماضي.", 180, 180, "2023-10-17"),
    ("أحصى البنتاغون 165 هجوما، 66 منها في العراق و98 في سوريا، منذ 17 أكتوبر 2023.", 165, 165, "2023-10-17"),
    ("سجلت القيادة الأميركية نحو 60 هجوما على قواتها في العراق منذ 17 أكتوبر 2023.", 60, 60, "2023-10-17"),
]


@pytest.mark.parametrize(("text", "low", "high", "start"), COUNTS, ids=range(len(COUNTS)))
def test_a_stated_count_is_an_aggregate_and_no_attack(
    read: Read, text: str, low: int | None, high: int | None, start: str | None
) -> None:
    found = read(text, PUBLISHED)
    assert found["mentions"] == []
    assert [(a["count_min"], a["count_max"]) for a in found["aggregates"]] == [(low, high)]
    if start:
        assert found["aggregates"][0]["period_start"] == start


def test_the_countries_of_a_count(read: Read) -> None:
    (row,) = read(COUNTS[0][0], PUBLISHED)["aggregates"]
    assert row["countries"].split("|") == ["IQ", "SY"]


def test_a_count_beside_an_attack(read: Read) -> None:
    text = (
        "سقط صاروخان على قاعدة عين الأسد أمس.\n"
        "وتعرضت القوات الأميركية لأكثر من 150 هجوما في العراق وسوريا منذ 17 أكتوبر الماضي."
    )
    found = read(text, PUBLISHED)
    assert [(m["site_id"], m["munitions_min"], m["date_start"]) for m in found["mentions"]] == [
        ("ain_al_asad", 2, "2024-01-30")
    ]
    assert [(a["count_min"], a["count_max"]) for a in found["aggregates"]] == [(150, None)]


NO_COUNTS = [
    "هذا ثالث هجوم خلال أسبوع على قاعدة حرير التي سقط عليها صاروخ أمس.",
    "سقطت عشرة صواريخ على قاعدة حرير أمس.",
    "للمرة الثانية في يومين تسقط صواريخ على قاعدة حرير، إذ قصفت القاعدة أمس.",
    "يوجد نحو 2500 جندي أميركي في العراق، وسقط صاروخ على قاعدة حرير أمس.",
]


@pytest.mark.parametrize("text", NO_COUNTS, ids=range(len(NO_COUNTS)))
def test_short_ordinals_and_other_numbers_are_no_aggregates(read: Read, text: str) -> None:
    found = read(text, PUBLISHED)
    assert found["aggregates"] == []
    assert [m["site_id"] for m in found["mentions"]] == ["harir"]


def test_a_long_ordinal_counts_attacks(read: Read) -> None:
    text = "سقط صاروخ على المنطقة الخضراء أمس، وهو الهجوم الثاني والعشرون على المصالح الأميركية منذ أكتوبر."
    found = read(text, PUBLISHED)
    assert [m["munitions_min"] for m in found["mentions"]] == [1]
    assert [a["count_min"] for a in found["aggregates"]] == [22]


POLITICS = [
    ("انطلقت في 11 حزيران/يونيو 2020 جولة الحوار الاستراتيجي بين بغداد وواشنطن.", "talks", "2020-06-11"),
    ("صوت مجلس النواب العراقي في 5 كانون الثاني 2020 على إخراج القوات الأجنبية.", "vote", "2020-01-05"),
    ("سلم التحالف الدولي قاعدة القيارة إلى القوات العراقية في 26 آذار 2020.", "handover", "2020-03-26"),
    ("وقع الجانبان في 27 أيلول 2024 اتفاقا على إنهاء مهمة التحالف.", "agreement", "2024-09-27"),
    ("زار رئيس الوزراء العراقي واشنطن في 15 نيسان 2024.", "visit", "2024-04-15"),
    pytest.param(
        "أقر البرلمان العراقي في 5 كانون الثاني 2020 قرارا بإخراج القوات الأجنبية.",
        "vote",
        "2020-01-05",
    ),
    ("انسحبت قوات التحالف من معسكر التاجي في 23 آب 2020.", "withdrawal", "2020-08-23"),
    ("جرت الانتخابات البرلمانية في العراق في 10 تشرين الأول 2021.", "election", "2021-10-10"),
]


@pytest.mark.parametrize(("text", "kind", "day"), POLITICS, ids=range(len(POLITICS)))
def test_dated_political_events(read: Read, text: str, kind: str, day: str) -> None:
    found = read(text, "2024-10-01")
    assert found["mentions"] == []
    assert [(p["kind"], p["date_start"], p["date_end"]) for p in found["political_mentions"]] == [(kind, day, day)]


def test_an_undated_political_event_gives_no_row(read: Read) -> None:
    assert read("تتواصل المفاوضات بين بغداد وواشنطن بشأن مستقبل التحالف.", PUBLISHED)["political_mentions"] == []


def test_a_political_date_dates_no_attack(tells: Callable[..., None], read: Read) -> None:
    text = (
        "سقط صاروخان على معسكر التاجي مساء أمس.\n"
        "ويأتي ذلك بعد الحوار الاستراتيجي الذي جرى بين بغداد وواشنطن في 11 حزيران/يونيو 2020."
    )
    tells(text, "2020-06-14", [{"site": "taji", "date": "2020-06-13", "munitions": 2}])
    assert [p["date_start"] for p in read(text, "2020-06-14")["political_mentions"]] == ["2020-06-11"]
