"""Days that are easily mistaken: of a statement, of what came before, of a night between two days, of an hour alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

THURSDAY = "2021-03-04"
Read = Callable[[str, str | None], dict[str, list[dict[str, Any]]]]

STATEMENTS = [
    pytest.param(
        "أعلنت وزارة الدفاع العراقية الخميس أن هجوما بثلاثة صواريخ على قاعدة بلد وقع مساء الثلاثاء.",
        [{"site": "balad", "date": "2021-03-02", "munitions": 3}],
        id="one sentence",
    ),
    pytest.param(
        "ذكر بيان للتحالف الدولي اليوم الخميس أن صاروخين سقطا ليل الاثنين على قاعدة بلد.",
        [{"site": "balad", "date": "2021-03-01"}],
        id="a statement of today",
    ),
    pytest.param(
        "الدفاع العراقية: قاعدة بلد تعرضت لهجوم بالصواريخ\n"
        "كشفت وزارة الدفاع العراقية، الخميس، عن تعرض قاعدة بلد لهجوم صاروخي.\n"
        "وأوضحت الوزارة أن ثلاثة صواريخ سقطت على القاعدة مساء الثلاثاء.",
        [{"site": "balad", "date": "2021-03-02", "munitions": 3}],
        id="the day in the sentence after the lead",
    ),
    pytest.param(
        "بغداد تعلن الخميس حصيلة هجوم قاعدة بلد\n"
        "قال المتحدث العسكري إن ثلاثة صواريخ سقطت على قاعدة بلد مساء الثلاثاء وأصابت جنديا واحدا.",
        [{"site": "balad", "date": "2021-03-02", "injured": 1}],
        id="the day of the statement in the headline",
    ),
    pytest.param(
        "الخميس.. الجيش يعلن تفاصيل قصف قاعدة بلد\nاستهدف القصف القاعدة بثلاثة صواريخ مساء الثلاثاء.",
        [{"site": "balad", "date": "2021-03-02", "munitions": 3}],
        id="a headline that opens with the day of the statement",
    ),
    pytest.param(
        "أعلنت القيادة العسكرية، الخميس، إصابة جنديين في هجوم على قاعدة بلد نفذ بمسيرة ليل الثلاثاء.",
        [{"site": "balad", "date": "2021-03-02", "weapons": "drone", "injured": 2}],
        id="the victims are announced",
    ),
    pytest.param(
        "أعلنت وزارة الدفاع أن ثلاثة صواريخ سقطت الخميس على قاعدة بلد.",
        [{"site": "balad", "date": "2021-03-04"}],
        id="the day behind the verb of the attack is its own",
    ),
    pytest.param(
        "سقطت ثلاثة صواريخ على قاعدة بلد الأربعاء.\nوكانت الحكومة قد عقدت مساء الثلاثاء جلسة عن الموازنة.",
        [{"site": "balad", "date": "2021-03-03"}],
        id="a day of something else does not take its place",
    ),
]


@pytest.mark.parametrize(("text", "events"), STATEMENTS)
def test_the_day_of_a_statement_is_not_that_of_the_attack(
    tells: Callable[..., None], text: str, events: list[dict[str, Any]]
) -> None:
    tells(text, THURSDAY, events)


BACKGROUND = [
    pytest.param(
        "سقط صاروخان على مطار أربيل أمس.\nوجاء القصف غداة هجوم بطائرة مسيرة على قاعدة عين الأسد.",
        [
            {"site": "erbil_airport", "date": "2021-03-03", "primary": True},
            {"site": "ain_al_asad", "date": "2021-03-02", "weapons": "drone", "primary": False},
        ],
        id="the day after",
    ),
    pytest.param(
        "استهدفت ثلاثة صواريخ الأربعاء قاعدة بلد بعد يوم على هجوم بطائرة مسيرة استهدف مطار أربيل.",
        [
            {"site": "balad", "date": "2021-03-03", "primary": True},
            {"site": "erbil_airport", "date": "2021-03-02", "weapons": "drone", "primary": False},
        ],
        id="a day after",
    ),
    pytest.param(
        "سقط صاروخ أمس على المنطقة الخضراء بعد أربعة أيام على قصف معسكر التاجي بخمسة صواريخ.",
        [
            {"site": "green_zone", "date": "2021-03-03", "munitions": 1, "primary": True},
            {"site": "taji", "date": "2021-02-27", "munitions": 5, "primary": False},
        ],
        id="four days after",
    ),
    pytest.param(
        "أصاب صاروخ قاعدة حرير أمس غداة وصول المبعوث الأميركي إلى بغداد.",
        [{"site": "harir", "date": "2021-03-03", "primary": True}],
        id="the day after a visit",
    ),
    pytest.param(
        "سقط صاروخان على قاعدة بلد أمس عشية جلسة للبرلمان عن بقاء القوات الأجنبية.",
        [{"site": "balad", "date": "2021-03-03", "primary": True}],
        id="the eve of a session",
    ),
    pytest.param(
        "سقط صاروخ أمس على المنطقة الخضراء بعد ثلاثة أيام من هجوم بمسيرة على قاعدة حرير.",
        [
            {"site": "green_zone", "date": "2021-03-03", "primary": True},
            {"site": "harir", "date": "2021-02-28", "weapons": "drone", "primary": False},
        ],
        id="three days after",
    ),
    pytest.param(
        "أصاب صاروخ قاعدة حرير أمس بعد ثلاثة أيام من جلسة البرلمان.",
        [{"site": "harir", "date": "2021-03-03", "primary": True}],
        id="three days after a session",
    ),
    pytest.param(
        "بعد يوم من الهدوء، سقطت أربعة صواريخ على قاعدة بلد مساء الأربعاء.",
        [{"site": "balad", "date": "2021-03-03", "munitions": 4}],
        id="a day after nothing",
    ),
]


@pytest.mark.parametrize(("text", "events"), BACKGROUND)
def test_what_came_the_day_before(tells: Callable[..., None], text: str, events: list[dict[str, Any]]) -> None:
    tells(text, THURSDAY, events)


SUNDAY_TO_MONDAY = ("2021-02-28", "2021-03-01")
WORDS = [
    ("سقط صاروخان على معسكر التاجي قبيل فجر الأربعاء.", "2021-03-03"),
    ("قبيل فجر أمس سقط صاروخان على معسكر التاجي.", "2021-03-03"),
    ("سقط صاروخان على معسكر التاجي في الليلة الواقعة بين الأحد والاثنين.", SUNDAY_TO_MONDAY),
    ("استهدف صاروخان معسكر التاجي في الليلة الفاصلة بين الأحد والاثنين.", SUNDAY_TO_MONDAY),
    ("سقط صاروخان على معسكر التاجي مساء الاثنين، بين صلاتي المغرب والعشاء.", "2021-03-01"),
]


@pytest.mark.parametrize(("text", "day"), WORDS, ids=range(len(WORDS)))
def test_nights_and_hours_before_dawn(tells: Callable[..., None], text: str, day: object) -> None:
    tells(text, THURSDAY, [{"site": "taji", "date": day}])


THAT_DAY = [
    ("سقط صاروخ على قاعدة بلد يوم الاثنين. وفي ذلك اليوم أيضا هاجمت طائرة مسيرة مطار أربيل.", "2021-03-01"),
    ("سقط صاروخ على قاعدة بلد ليلة الاثنين. وفي الليلة ذاتها هاجمت طائرة مسيرة مطار أربيل.", "2021-03-01"),
    ("سقط صاروخ على قاعدة بلد يوم الاثنين. وفي اليوم نفسه هاجمت طائرة مسيرة مطار أربيل.", "2021-03-01"),
    ("سقط صاروخ على قاعدة بلد يوم الاثنين، وهاجمت طائرة مسيرة مطار أربيل مساء ذلك اليوم.", "2021-03-01"),
    ("سقط صاروخ على قاعدة بلد يوم الاثنين. وفي اليوم التالي هاجمت طائرة مسيرة مطار أربيل.", "2021-03-02"),
    ("سقط صاروخ على قاعدة بلد يوم الاثنين. وهاجمت طائرة مسيرة مطار أربيل يوم الثلاثاء.", "2021-03-02"),
]


@pytest.mark.parametrize(("text", "day"), THAT_DAY, ids=range(len(THAT_DAY)))
def test_that_day_and_that_night_point_back(tells: Callable[..., None], text: str, day: str) -> None:
    tells(text, THURSDAY, [{"site": "balad", "date": "2021-03-01"}, {"site": "erbil_airport", "date": day}])


FROM_A_FULL_DATE = [
    ("وقبل ذلك بأربعة أيام سقط صاروخان على معسكر التاجي.", "2020-09-10"),
    ("وقبل ذلك بيومين أصابت قذيفتا هاون معسكر التاجي.", "2020-09-12"),
    ("وبعد ذلك بثلاثة أيام سقط صاروخان على معسكر التاجي.", "2020-09-17"),
    ("وقبل أربعة أيام سقط صاروخان على معسكر التاجي.", None),  # told from the day of writing, which nobody knows
    ("وأمس سقط صاروخان على معسكر التاجي.", None),
]


@pytest.mark.parametrize(("sentence", "day"), FROM_A_FULL_DATE, ids=range(len(FROM_A_FULL_DATE)))
def test_days_before_a_full_date_need_no_publication_day(
    tells: Callable[..., None], sentence: str, day: str | None
) -> None:
    text = f"سقط صاروخ على قاعدة بلد في 14 أيلول/سبتمبر 2020. {sentence}"
    tells(text, None, [{"site": "balad", "date": "2020-09-14"}, {"site": "taji", "date": day}])


HOURS = [
    ("سقط صاروخان بعد منتصف الليل على قاعدة عين الأسد، بحسب مصدر أمني.", {THURSDAY, ("2021-03-03", THURSDAY)}),
    ("سقط صاروخان فجرا على قاعدة عين الأسد، بحسب مصدر أمني.", {THURSDAY}),
    ("هاجمت طائرتان مسيرتان مساء قاعدة عين الأسد، بحسب مصدر أمني.", {THURSDAY, ("2021-03-03", THURSDAY)}),
    ("تعرضت قاعدة عين الأسد صباحا لقصف بالصواريخ.", {THURSDAY}),
    ("سقطت صواريخ بعيد منتصف الليل على قاعدة عين الأسد.", {THURSDAY, ("2021-03-03", THURSDAY)}),
    ("ليلا سقطت صواريخ على قاعدة عين الأسد.", {THURSDAY, ("2021-03-03", THURSDAY)}),
    ("سقطت صواريخ ظهرا على قاعدة عين الأسد.", {THURSDAY}),
]


@pytest.mark.parametrize(("text", "days"), HOURS, ids=range(len(HOURS)))
def test_an_hour_alone_is_of_the_day_of_the_report(read: Read, text: str, days: set[object]) -> None:
    (mention,) = read(text, THURSDAY)["mentions"]
    low, high = mention["date_start"], mention["date_end"]
    assert (low if low == high else (low, high)) in days
    assert mention["date_basis"] == "relative"
    assert mention["time_of_day"] is not None


@pytest.mark.parametrize("text", [text for text, _ in HOURS], ids=range(len(HOURS)))
def test_an_hour_alone_dates_nothing_where_the_publication_day_is_unknown(read: Read, text: str) -> None:
    (mention,) = read(text, None)["mentions"]
    assert (mention["date_start"], mention["date_end"]) == (None, None)


@pytest.mark.parametrize(
    "text",
    [
        "سقط صاروخان على قاعدة عين الأسد، بحسب مصدر أمني.",
        "هاجمت طائرتان مسيرتان قاعدة عين الأسد ولم تقع إصابات.",
        "قاعدة عين الأسد تتعرض لقصف بالصواريخ",
    ],
)
def test_a_report_without_any_word_of_time_stays_undated(read: Read, text: str) -> None:
    (mention,) = read(text, THURSDAY)["mentions"]
    assert (mention["date_start"], mention["date_end"]) == (None, None)
    assert mention["date_basis"] == "unknown"


def test_the_hour_of_an_earlier_attack_is_not_today(read: Read) -> None:
    text = "سقط صاروخان على قاعدة عين الأسد أمس.\nوكان معسكر التاجي قد قصف الشهر الماضي بعد منتصف الليل بخمسة صواريخ."
    days = {m["site_id"]: m["date_start"] for m in read(text, THURSDAY)["mentions"]}
    assert days["ain_al_asad"] == "2021-03-03"
    assert days["taji"] != THURSDAY
