"""What stands around an attack: lists of days, drills, owners and finders, the day of something else, another war."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

PUBLISHED = "2024-03-14"  # a Thursday

LISTS = [
    pytest.param(
        "حصيلة الأسبوع\n8 مارس: مسيّرتان تستهدفان قاعدة حرير.\n11 مارس: أربعة صواريخ باتجاه السفارة الأميركية في بغداد.",
        [
            {"site": "harir", "date": "2024-03-08", "weapons": "drone", "munitions": 2, "primary": True},
            {"site": "green_zone", "date": "2024-03-11", "weapons": "rocket", "munitions": 4, "primary": True},
        ],
        id="two entries",
    ),
    pytest.param(
        "تسلسل زمني\n- 5 آذار: سقوط صاروخ داخل قاعدة بلد الجوية.\n- 9 آذار: زيارة وفد إلى قاعدة عين الأسد.",
        [{"site": "balad", "date": "2024-03-05", "primary": True}],
        id="an entry without an attack",
    ),
    pytest.param(
        "تقرير عن الأمن\nبغداد 12 مارس: تستهدف الفصائل قاعدة بلد بالصواريخ.", [], id="what happens again and again"
    ),
]


@pytest.mark.parametrize(("text", "events"), LISTS)
def test_an_entry_of_a_list_of_days_is_an_attack_of_that_day(
    tells: Callable[..., None], text: str, events: list[dict[str, Any]]
) -> None:
    tells(text, PUBLISHED, events)


AROUND = [
    pytest.param(
        "سقط صاروخ على المنطقة الخضراء مساء الثلاثاء.\nوقالت الشرطة إن أحدا لم يصب.\n"
        "ويأتي سقوط الصاروخ بعد أيام من قرار الوزارة، الخميس الماضي، تقليص عدد موظفيها.",
        [{"site": "green_zone", "date": "2024-03-12"}],
        id="the day of a decision",
    ),
    pytest.param(
        "سقطت صواريخ على قاعدة القيارة مساء الثلاثاء.\nوقال بيان إن قوة من قيادة عمليات نينوى وجدت المنصة وعليها صاروخ.",
        [{"site": "qayyarah", "date": "2024-03-12"}],
        id="who found the launcher",
    ),
    pytest.param(
        "سقطت صواريخ مساء الثلاثاء على مقر قيادة عمليات نينوى في الموصل.",
        [{"site": "nineveh_palaces", "date": "2024-03-12"}],
        id="a command that is the target",
    ),
    pytest.param(
        "الفصائل تضرب رتلين للجيش الأميركي في بابل\nانفجرت عبوة ناسفة أمس على رتل دعم للجيش الأميركي في محافظة بابل.",
        [{"site": "convoy_babil", "weapons": "ied"}],
        id="whose convoys they are",
    ),
    pytest.param(
        "ضربات للجيش الأميركي في القائم\nنفذ الجيش الأميركي أمس ضربات على مقر في القائم.",
        [{"site": "al_qaim", "weapons": "airstrike", "attributed_to": "united_states"}],
        id="who struck",
    ),
    pytest.param(
        "أعلنت خلية الإعلام الأمني أن طائرات عراقية وجهت أمس ضربة جوية إلى وكر لداعش في جبال حمرين.",
        [],
        id="another war",
    ),
    pytest.param(
        "تمرين مشترك في معسكر بسماية\nنفذت القوات أمس تمرينا.\nوتضمن التمرين صد هجوم بطائرات مسيرة على نقطة عسكرية"
        "، وإخلاء جرحى من رتل تعرض لعبوة ناسفة.",
        [],
        id="a drill with its wounded",
    ),
    pytest.param(
        "تفاصيل ما جرى\nسقطت ثلاثة صواريخ باليستية أمس على مدينة أربيل.\nواعترضت الدفاعات أمس طائرة مسيرة قرب مطار أربيل.",
        [{"site": "erbil_city", "weapons": "missile"}, {"site": "erbil_airport", "weapons": "drone"}],
        id="other weapons at a place inside it",
    ),
    pytest.param(
        "ليلة في أربيل\nسقطت صواريخ أمس على قاعدة ملاصقة لمطار المدينة.\nولم يعلن أحد من أربيل حصيلة.",
        [{"site": "erbil_airport", "weapons": "rocket"}],
        id="the airport of the city named before",
    ),
    pytest.param(
        "ما جرى في بعشيقة وأربيل\nسقطت ثلاثة صواريخ أمس على المعسكر التركي في ناحية بعشيقة.\nولم يصب المطار في أربيل بأذى.",
        [{"site": "zilkan", "weapons": "rocket", "munitions": 3}],
        id="an airport that was not hit",
    ),
    pytest.param(
        "هجوم قرب بغداد\nأصابت طائرة مسيرة أمس مخزنا داخل قاعدة فيكتوريا.\n"
        "وسقطت مسيرة ثانية في أرض زراعية بقضاء أبو غريب قبل أن تصل إلى القاعدة.",
        [{"site": "victory_base", "weapons": "drone"}],
        id="where a drone fell short",
    ),
    pytest.param(
        "قصفت صواريخ أمس مدينة أربيل.\nوقال مصدر إن الصواريخ سقطت على مطار أربيل.",
        [{"site": "erbil_airport", "weapons": "rocket"}],
        id="the same weapons at a place inside it",
    ),
]


@pytest.mark.parametrize(("text", "events"), AROUND)
def test_what_stands_around_an_attack_is_no_attack_of_its_own(
    tells: Callable[..., None], text: str, events: list[dict[str, Any]]
) -> None:
    tells(text, PUBLISHED, events)
