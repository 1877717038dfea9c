"""When an attack was: the date that belongs to it, and none where the report does not say."""

from __future__ import annotations

from collections.abc import Callable

import pytest

SATURDAY = "2021-07-10"
RELATIVE = [
    ("اليوم السبت", "2021-07-10"),
    ("فجر اليوم", "2021-07-10"),
    ("أمس", "2021-07-09"),
    ("أمس الجمعة", "2021-07-09"),
    ("مساء أمس الأول", "2021-07-08"),
    ("أول أمس", "2021-07-08"),
    ("قبل يومين", "2021-07-08"),
    ("قبل ثلاثة أيام", "2021-07-07"),
    ("ليلة أمس", "2021-07-09"),
    ("الليلة الماضية", ("2021-07-09", "2021-07-10")),
    ("ليل الخميس-الجمعة", ("2021-07-08", "2021-07-09")),
    ("ليل الخميس الجمعة", ("2021-07-08", "2021-07-09")),
    ("ليلة الأربعاء على الخميس", ("2021-07-07", "2021-07-08")),
    ("مساء الاثنين", "2021-07-05"),
    ("يوم الثلاثاء الماضي", "2021-07-06"),
    ("الأسبوع الماضي", ("2021-07-03", "2021-07-09")),
    ("مطلع تموز الجاري", ("2021-07-01", "2021-07-10")),
    ("مطلع حزيران الماضي", ("2021-06-01", "2021-06-10")),
    ("أواخر مايو/أيار الماضي", ("2021-05-21", "2021-05-31")),
    ("في أيار الماضي", ("2021-05-01", "2021-05-31")),
    ("في 5 تموز/يوليو الجاري", "2021-07-05"),
    ("في الخامس من يوليو", "2021-07-05"),
    ("في ٥ تموز", "2021-07-05"),
    ("في 2021/7/5", "2021-07-05"),
    ("يوم الإثنين 5-7-2021", "2021-07-05"),
    ("في 5 جويلية 2021", "2021-07-05"),
    ("في كانون الثاني/يناير 2020", ("2020-01-01", "2020-01-31")),
    ("في 24 كانون الأول من العام الماضي", "2020-12-24"),
    ("في 14 أيلول/سبتمبر 2020", "2020-09-14"),
]


@pytest.mark.parametrize(("phrase", "day"), RELATIVE, ids=range(len(RELATIVE)))
def test_dates_resolve_against_publication(tells: Callable[..., None], phrase: str, day: object) -> None:
    tells(f"أكد مصدر في الشرطة سقوط صاروخين على معسكر التاجي {phrase}.", SATURDAY, [{"site": "taji", "date": day}])


UNDATED = [
    ("اليوم السبت", None),
    ("أمس", None),
    ("قبل يومين", None),
    ("الليلة الماضية", None),
    ("الأسبوع الماضي", None),
    ("مساء الاثنين", None),
    ("في 5 تموز", None),  # no year and no publication date
    ("في 5 تموز 2021", "2021-07-05"),
    ("في الخامس من يوليو/تموز عام 2021", "2021-07-05"),
    ("يوم الإثنين 5-7-2021", "2021-07-05"),
    ("في أيلول 2020", ("2020-09-01", "2020-09-30")),
]


@pytest.mark.parametrize(("phrase", "day"), UNDATED, ids=range(len(UNDATED)))
def test_without_a_publication_date_nothing_is_guessed(tells: Callable[..., None], phrase: str, day: object) -> None:
    tells(f"أكد مصدر في الشرطة سقوط صاروخين على معسكر التاجي {phrase}.", None, [{"site": "taji", "date": day}])


PERIODS = [
    pytest.param(
        "سقط صاروخ على قاعدة عين الأسد، وهي هدف متكرر للفصائل منذ 17 أكتوبر الماضي.",
        "2024-01-31",
        [{"site": "ain_al_asad", "date": {None, "2024-01-31"}}],
        id="since",
    ),
    pytest.param(
        "أصابت مسيرة قاعدة حرير أمس، في حين تنتشر القوات هناك منذ عام 2014.",
        "2024-01-31",
        [{"site": "harir", "date": "2024-01-30"}],
        id="since a year",
    ),
    pytest.param(
        "منذ بدء الحرب في غزة في 7 تشرين الأول لم تهدأ الجبهة، وأمس سقط صاروخان على قاعدة الشدادي.",
        "2024-01-31",
        [{"site": "shaddadi", "date": "2024-01-30", "munitions": 2}],
        id="since a war began",
    ),
    pytest.param(
        "قصف مطار أربيل بصاروخ بينما تجري المفاوضات المقررة في 15 شباط المقبل على قدم وساق.",
        "2024-01-31",
        [{"site": "erbil_airport", "date": {None, "2024-01-31"}}],
        id="a date to come",
    ),
    pytest.param(
        "استهدفت طائرة مسيرة قاعدة فيكتوريا مساء الاثنين.\nوتأتي الضربة قبل أيام من ذكرى 3 يناير 2020.",
        "2024-01-31",
        [{"site": "victory_base", "date": "2024-01-29"}],
        id="an anniversary",
    ),
]


@pytest.mark.parametrize(("text", "published", "events"), PERIODS)
def test_periods_and_other_days_date_no_attack(
    tells: Callable[..., None], text: str, published: str, events: list
) -> None:
    tells(text, published, events)


SHARED_OUT = [
    pytest.param(
        "استهدفت الصواريخ قاعدة بلد يوم الاثنين ومطار بغداد يوم الأربعاء.",
        SATURDAY,
        [{"site": "balad", "date": "2021-07-05"}, {"site": "baghdad_airport", "date": "2021-07-07"}],
        id="two days, two sites",
    ),
    pytest.param(
        "صواريخ على معسكر التاجي\nقالت قيادة العمليات إن صاروخي كاتيوشا سقطا مساء الجمعة 9 تموز 2021 على المعسكر.",
        SATURDAY,
        [{"site": "taji", "date": "2021-07-09", "munitions": 2}],
        id="undated headline",
    ),
    pytest.param(
        "قال المتحدث باسم التحالف، في بيان صدر أمس، إن مطار أربيل قصف بصاروخ يوم الثلاثاء.",
        SATURDAY,
        [{"site": "erbil_airport", "date": "2021-07-06"}],
        id="the day of the statement",
    ),
    pytest.param(
        "سقط صاروخ على قاعدة حرير يوم الخميس 1 تموز. وبعد يومين منه هاجمت مسيرة مطار أربيل.",
        SATURDAY,
        [{"site": "harir", "date": "2021-07-01"}, {"site": "erbil_airport", "date": "2021-07-03"}],
        id="two days after it",
    ),
    pytest.param(
        "سقط صاروخ على قاعدة عين الأسد يوم الاثنين 5 تموز. وفي اليوم نفسه هاجمت مسيرة مفخخة مطار أربيل.",
        SATURDAY,
        [{"site": "ain_al_asad", "date": "2021-07-05"}, {"site": "erbil_airport", "date": "2021-07-05"}],
        id="the same day",
    ),
    pytest.param(
        "قصفت المنطقة الخضراء بصاروخين صباح أمس، ثم قصفت مرة ثانية مساء بثلاثة صواريخ.",
        SATURDAY,
        [
            {"site": "green_zone", "date": "2021-07-09", "munitions": 2},
            {"site": "green_zone", "date": "2021-07-09", "munitions": 3},
        ],
        id="morning and evening",
        marks=pytest.mark.xfail(strict=True, reason="again, a second time: not read as another attack"),
    ),
    pytest.param(
        "قصف حقل خور مور بصاروخ فجر أمس، ثم تجدد القصف بعد الظهر بصاروخين.",
        SATURDAY,
        [
            {"site": "khor_mor", "date": "2021-07-09", "munitions": 1},
            {"site": "khor_mor", "date": "2021-07-09", "munitions": 2},
        ],
        id="dawn and afternoon",
        marks=pytest.mark.xfail(strict=True, reason="again: not read as another attack"),
    ),
    pytest.param(
        "سقط أمس صاروخ على قاعدة التاجي. وفي 13 حزيران 2020 سقط صاروخان على القاعدة ذاتها.",
        SATURDAY,
        [{"date": "2021-07-09", "primary": True}, {"site": "taji", "date": "2020-06-13", "primary": False}],
        id="background with its own date",
    ),
]


@pytest.mark.parametrize(("text", "published", "events"), SHARED_OUT)
def test_each_attack_gets_its_own_day(tells: Callable[..., None], text: str, published: str, events: list) -> None:
    tells(text, published, events)


def test_an_attack_without_any_date_word_is_of_the_publication_day_or_undated(tells: Callable[..., None]) -> None:
    tells("صاروخ كاتيوشا يسقط على المنطقة الخضراء.", SATURDAY, [{"site": "green_zone", "date": {None, SATURDAY}}])


def test_a_few_days_ago_is_no_date(tells: Callable[..., None]) -> None:
    tells("سقط صاروخ على قاعدة بلد قبل أيام.", SATURDAY, [{"site": "balad", "date": None}])


TIMES = [
    ("فجر أمس", "dawn"),
    ("صباح أمس", "morning"),
    ("ظهر أمس", "noon"),
    ("عصر أمس", "afternoon"),
    ("مساء أمس", "evening"),
    ("ليل أمس", "night"),
]


@pytest.mark.parametrize(("phrase", "part"), TIMES, ids=range(len(TIMES)))
def test_the_part_of_the_day_is_kept(tells: Callable[..., None], phrase: str, part: str) -> None:
    tells(f"سقط صاروخ على قاعدة بلد {phrase}.", SATURDAY, [{"date": "2021-07-09", "time_of_day": part}])
