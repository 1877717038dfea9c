"""Reports that tell of several attacks: each keeps its own day, place, weapon and claim."""

from __future__ import annotations

from collections.abc import Callable

import pytest

THURSDAY = "2021-03-04"


@pytest.mark.parametrize("day", ["غداً الجمعة", "يوم غد"])
def test_what_is_to_come_dates_no_attack(tells: Callable[..., None], day: str) -> None:
    tells(
        f"سقط صاروخان على معسكر التاجي أمس. ويأتي الهجوم قبيل زيارة المبعوث المقررة {day}.",
        THURSDAY,
        [{"site": "taji", "date": "2021-03-03"}],
    )


@pytest.mark.parametrize(
    ("words", "day"),
    [("وقبله بيومين", "2021-03-01"), ("وقبل ذلك بيوم", "2021-03-02"), ("وبعده بيوم", "2021-03-04")],
)
def test_a_verb_left_out_is_that_of_before(tells: Callable[..., None], words: str, day: str) -> None:
    tells(
        f"تعرضت قاعدة بلد الجوية في الثالث من آذار لقذيفتي هاون، {words} خمسة صواريخ في قاعدة عين الأسد.",
        "2021-03-06",
        [
            {"site": "balad", "date": "2021-03-03", "weapons": {"mortar"}},
            {"site": "ain_al_asad", "date": day, "weapons": {"rocket"}},
        ],
    )


def test_that_same_day_is_the_day_named_last(tells: Callable[..., None]) -> None:
    tells(
        "هاجمت طائرة مسيرة مطار أربيل يوم الاثنين، وسقط صاروخ على قاعدة بلد يوم الثلاثاء. "
        "وفي مساء اليوم ذاته أُطلقت ثلاثة صواريخ على المنطقة الخضراء.",
        THURSDAY,
        [
            {"site": "erbil_airport", "date": "2021-03-01"},
            {"site": "balad", "date": "2021-03-02"},
            {"site": "green_zone", "date": "2021-03-02"},
        ],
    )


def test_two_attacks_that_share_the_words_of_a_date_share_the_day(tells: Callable[..., None]) -> None:
    tells(
        "يومان من النار\n\nسقط صاروخ على معسكر التاجي أمس، واعتُرضت قبل ذلك بيوم مسيّرة بالقرب من مطار أربيل، "
        "في حين طاولت اثنتان حقل خورمالة.",
        THURSDAY,
        [
            {"site": "taji", "date": "2021-03-03"},
            {"site": "erbil_airport", "date": "2021-03-02"},
            {"site": "khurmala", "date": "2021-03-02"},
        ],
    )


def test_a_list_gives_each_place_its_own_weapon(tells: Callable[..., None]) -> None:
    tells(
        "عشرة صواريخ على عين الأسد ومسيّرات على حقل العمر ومطار أربيل",
        THURSDAY,
        [
            {"site": "ain_al_asad", "weapons": {"rocket"}},
            {"site": "omar_field", "weapons": {"drone"}},
            {"site": "erbil_airport", "weapons": {"drone"}},
        ],
    )


@pytest.mark.parametrize("day", ["التاسع والعشرين", "الثامن والعشرين"])
def test_before_something_with_a_date_it_came_true(tells: Callable[..., None], day: str) -> None:
    number = {"التاسع والعشرين": 29, "الثامن والعشرين": 28}[day]
    tells(
        "سقطت عشرة صواريخ على قاعدة كي وان في 27 كانون الأول 2019، واتهمت واشنطن الفصائل، "
        f"قبل أن تقصف مقاتلات أميركية، في {day} من الشهر ذاته، مقار في مدينة القائم.",
        "2020-02-14",
        [{"site": "k1", "date": "2019-12-27"}, {"site": "al_qaim", "date": f"2019-12-{number}"}],
    )


def test_before_it_could_strike_it_did_not(tells: Callable[..., None]) -> None:
    tells(
        "أُسقطت طائرة مسيرة قرب مطار أربيل أمس قبل أن تقصف القنصلية الأميركية.",
        THURSDAY,
        [{"site": "erbil_airport", "date": "2021-03-03"}],
    )


def test_a_similar_rocket_months_ago_does_not_date_the_news(
    read: Callable[..., dict[str, list[dict[str, object]]]],
) -> None:
    rows = read(
        "هوى صاروخان داخل المنطقة الخضراء وسط بغداد. "
        "وكان صاروخ مماثل قد انفجر قرب معسكر التاجي يوم 19 أيار من العام الجاري.",
        "2019-10-31",
    )["mentions"]
    days = {row["site_id"]: row["date_start"] for row in rows}
    assert days["taji"] == "2019-05-19"
    assert days["green_zone"] != "2019-05-19"


def test_the_wounded_of_a_count_are_not_those_of_the_attack(tells: Callable[..., None]) -> None:
    tells(
        "سقطت صواريخ على قاعدة الشدادي مساء أمس. وبلغ مجموع ما تعرضت له القوات الأميركية منذ السابع عشر "
        "من الشهر الماضي 46 هجوماً على الأقل، وأصيب جراءها 56 عسكرياً.",
        "2023-11-09",
        [{"site": "shaddadi", "injured": None}],
    )


@pytest.mark.parametrize(
    "claim",
    [
        "وأعلنت «سرايا أولياء الدم» أنها صاحبة العملية.",
        "وادعت «سرايا أولياء الدم» أنها وراء الهجوم.",
        "ونسبت «سرايا أولياء الدم» الهجوم إلى نفسها.",
    ],
)
def test_ways_to_claim(tells: Callable[..., None], claim: str) -> None:
    tells(
        f"سقط صاروخان على مطار أربيل أمس. {claim}",
        THURSDAY,
        [{"site": "erbil_airport", "claimed_by": "saraya_awliya_al_dam"}],
    )


@pytest.mark.parametrize(
    "ready", ["مهيأة للانطلاق نحو معسكر التاجي", "جاهزة للانطلاق صوب معسكر التاجي", "معدة للانطلاق نحو معسكر التاجي"]
)
def test_rockets_that_stood_ready(tells: Callable[..., None], ready: str) -> None:
    tells(
        f"تمكنت القوات من ضبط ثلاثة صواريخ {ready} أمس.",
        THURSDAY,
        [{"site": "taji", "outcome": "foiled"}],
    )


def test_a_habit_of_years_is_no_attack(tells: Callable[..., None]) -> None:
    tells("وكان معسكر التاجي قد تعرض كثيراً لصواريخ الكاتيوشا في السنوات الماضية.", THURSDAY, [])
    tells("هوجم معسكر التاجي بالصواريخ غير مرة.", THURSDAY, [])


def test_a_vehicle_they_fired_from_is_no_target(tells: Callable[..., None]) -> None:
    tells(
        "أُطلقت ستة صواريخ مساء أمس من شاحنة متوقفة في سهل نينوى، وكانت غايتها قوات التحالف في مطار أربيل الدولي.",
        THURSDAY,
        [{"site": "erbil_airport", "date": "2021-03-03"}],
    )
