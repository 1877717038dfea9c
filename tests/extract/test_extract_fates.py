"""What became of a munition, which munition is left unnamed, where it started from, and planes that only stand there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

PUBLISHED = "2021-07-08"
YESTERDAY = "2021-07-07"

ELLIPSES = [
    pytest.param(
        "سقط صاروخان أمس على معسكر التاجي، وسقط ثالث على حقل خور مور.",
        [
            {"site": "taji", "weapons": "rocket", "munitions": 2},
            {"site": "khor_mor", "weapons": "rocket", "munitions": 1},
        ],
        id="a third rocket",
    ),
    pytest.param(
        "هاجمت مسيرتان مفخختان أمس قاعدة حرير، وانفجرت ثالثة في حقل خورمالة النفطي.",
        [
            {"site": "harir", "weapons": "drone", "munitions": 2},
            {"site": "khurmala", "weapons": "drone", "munitions": 1},
        ],
        id="a third drone",
    ),
    pytest.param(
        "أصابت ثلاثة صواريخ أمس قاعدة بلد، وسقط رابع على مطار أربيل.",
        [
            {"site": "balad", "weapons": "rocket", "munitions": 3},
            {"site": "erbil_airport", "weapons": "rocket", "munitions": 1},
        ],
        id="a fourth",
    ),
    pytest.param(
        "سقطت قذيفتا هاون أمس على معسكر التاجي، وانفجرت ثالثة قرب مطار بغداد.",
        [
            {"site": "taji", "weapons": "mortar", "munitions": 2},
            {"site": "baghdad_airport", "weapons": "mortar", "munitions": 1},
        ],
        id="a third shell",
    ),
    pytest.param(
        "سقط صاروخان أمس على معسكر التاجي في ثالث هجوم من نوعه على المعسكر.",
        [{"site": "taji", "weapons": "rocket", "munitions": 2}],
        id="a third attack is no munition",
    ),
    pytest.param(
        "سقط صاروخان أمس على معسكر التاجي، وزار مسؤول ثالث حقل خور مور.",
        [{"site": "taji", "weapons": "rocket", "munitions": 2}],
        id="a third official is no munition",
    ),
]


@pytest.mark.parametrize(("text", "events"), ELLIPSES)
def test_a_third_one_is_a_munition_of_the_kind_named_before(
    tells: Callable[..., None], text: str, events: list[dict[str, Any]]
) -> None:
    tells(text, PUBLISHED, events)


FATES = [
    ("أطلق صاروخان أمس على قاعدة عين الأسد لكنهما لم يصلا إلى هدفهما.", "near_miss"),
    ("أطلقت صواريخ أمس على قاعدة عين الأسد سقطت قبل أن تصل إلى القاعدة.", "near_miss"),
    ("أطلقت ثلاثة صواريخ أمس باتجاه قاعدة عين الأسد، غير أنها لم تبلغ هدفها.", "near_miss"),
    ("دُمرت طائرة مسيرة في الجو أمس كانت تحاول استهداف قاعدة عين الأسد.", "intercepted"),
    ("هاجمت طائرة مسيرة أمس قاعدة عين الأسد ودمرتها الدفاعات في الجو.", "intercepted"),
    ("استهدفت مسيرة مفخخة أمس قاعدة عين الأسد، لكنها دمرت في الهواء قبل بلوغ هدفها.", "intercepted"),
    ("هاجمت طائرة مسيرة أمس قاعدة عين الأسد وانفجرت في الجو قبل وصولها.", "intercepted"),
    ("أطلق صاروخان أمس على قاعدة عين الأسد ولم يصلا إلى القاعدة.", "near_miss"),
    ("أطلقت صواريخ أمس على قاعدة عين الأسد، لكنها سقطت قبل بلوغها.", "near_miss"),
    ("سقطت مسيرة أمس قبل وصولها إلى قاعدة عين الأسد.", "intercepted"),
    ("انفجرت طائرة مسيرة أمس في سماء قاعدة عين الأسد قبل وصولها إلى هدفها.", "intercepted"),
    ("سقط صاروخان أمس داخل قاعدة عين الأسد ولم تصل فرق الإطفاء إلا متأخرة.", "hit"),
    ("انفجرت طائرة مسيرة أمس داخل قاعدة عين الأسد ودمرت مخزنا.", "hit"),
]


@pytest.mark.parametrize(("text", "outcome"), FATES, ids=range(len(FATES)))
def test_fell_short_and_destroyed_in_the_air(tells: Callable[..., None], text: str, outcome: str) -> None:
    tells(text, PUBLISHED, [{"site": "ain_al_asad", "date": YESTERDAY, "outcome": outcome}])


LAUNCHES = [
    pytest.param(
        "سقطت ثلاثة صواريخ على المنطقة الخضراء مساء أمس أُطلقت من قضاء أبو غريب غربي العاصمة.",
        [{"site": "green_zone", "munitions": 3}],
        id="fired from a quarter",
    ),
    pytest.param(
        "أصاب صاروخان مطار أربيل أمس، وقال جهاز مكافحة الإرهاب إنهما انطلقا من مدينة الموصل في نينوى.",
        [{"site": "erbil_airport", "munitions": 2}],
        id="started from a town",
    ),
    pytest.param(
        "قصفت قاعدة عين الأسد أمس بستة صواريخ.\nوعثر على الشاحنة التي استخدمت في الإطلاق في قضاء حديثة.",
        [{"site": "ain_al_asad", "munitions": 6}],
        id="the truck was found",
    ),
    pytest.param(
        "سقط صاروخان أمس على معسكر التاجي.\nوقال مصدر أمني إن السيارة التي حملت القاذفة وجدت محترقة في قضاء الطارمية.",
        [{"site": "taji", "munitions": 2}],
        id="the car was found burnt",
    ),
    pytest.param(
        "سقطت ثلاثة صواريخ أمس على المنطقة الخضراء، وجرى إطلاقها من محيط مدينة الصدر.",
        [{"site": "green_zone", "munitions": 3}],
        id="fired from around a camp",
    ),
    pytest.param(
        "انطلقت من قضاء الطارمية أمس قذيفتا هاون سقطتا على معسكر التاجي.",
        [{"site": "taji", "weapons": "mortar", "munitions": 2}],
        id="shells from a district",
    ),
    pytest.param(
        "قصف مطار أربيل أمس بستة صواريخ.\nوأطلقت الصواريخ من مدينة الموصل بحسب جهاز مكافحة الإرهاب.",
        [{"site": "erbil_airport", "munitions": 6}],
        id="a sentence of its own",
    ),
    pytest.param(
        "سقط صاروخ أمس على قاعدة بلد وآخر على مطار أربيل.",
        [{"site": "balad"}, {"site": "erbil_airport"}],
        id="a second place that was hit stays",
    ),
    pytest.param(
        "انفجرت طائرة مسيرة أمس فوق شاحنة وقود في مطار أربيل.",
        [{"site": "erbil_airport", "weapons": "drone"}],
        id="a truck that was hit stays",
    ),
]


@pytest.mark.parametrize(("text", "events"), LAUNCHES)
def test_where_it_was_launched_is_no_target(
    tells: Callable[..., None], text: str, events: list[dict[str, Any]]
) -> None:
    tells(text, PUBLISHED, events)


PLANES = [
    ("سقطت أربعة صواريخ أمس على قاعدة بلد حيث تتمركز مقاتلات عراقية من طراز إف 16.", "rocket"),
    ("استهدفت طائرة مسيرة أمس قاعدة بلد التي تتمركز فيها مقاتلات أميركية.", "drone"),
    ("تعرضت قاعدة بلد، التي تضم طائرات مقاتلة، أمس لقصف بقذائف الهاون.", "mortar"),
    ("سقطت صواريخ أمس على قاعدة بلد حيث تربض مقاتلات إف 16.", "rocket"),
    ("قصفت مقاتلات أميركية أمس مواقع في قاعدة بلد.", "airstrike"),
    ("شنت مقاتلات أميركية غارة أمس على قاعدة بلد.", "airstrike"),
]


@pytest.mark.parametrize(("text", "weapons"), PLANES, ids=range(len(PLANES)))
def test_planes_that_are_stationed_are_no_weapon(tells: Callable[..., None], text: str, weapons: str) -> None:
    tells(text, PUBLISHED, [{"site": "balad", "date": YESTERDAY, "weapons": weapons}])


PEOPLE = [
    ("قتل خمسة من عائلة واحدة، هم ثلاثة أطفال وامرأتان.", 5, None),
    ("وأدى القصف إلى مقتل خمسة أشخاص من أسرة واحدة، بينهم ثلاثة أطفال وامرأتان.", 5, None),
    ("وأسفر القصف عن مقتل ثلاثة أطفال وامرأتين.", 5, None),
    ("وقتل في القصف خمسة من عائلة واحدة: ثلاثة أطفال وامرأتان.", 5, None),
    ("وأصيب ستة أشخاص، وحالة اثنين من الجرحى حرجة.", None, 6),
    ("وأسفر القصف عن سقوط ستة جرحى، واثنان من الجرحى حالتهما خطرة.", None, 6),
    ("وخلف القصف ستة جرحى نقلوا إلى المستشفى، واثنان من الجرحى في حالة حرجة.", None, 6),
    ("وأصيب ستة جنود في القصف، بينهم اثنان إصابتهما خطرة.", None, 6),
    ("وأسفر القصف عن إصابة ستة جنود واثنين من المتعاقدين.", None, 8),
]


@pytest.mark.parametrize(("sentence", "killed", "injured"), PEOPLE, ids=range(len(PEOPLE)))
def test_a_list_of_those_counted_before_is_not_added(
    tells: Callable[..., None], sentence: str, killed: object, injured: object
) -> None:
    text = f"سقطت صواريخ أمس على قاعدة بلد. {sentence}"
    tells(text, PUBLISHED, [{"site": "balad", "killed": killed, "injured": injured}])
