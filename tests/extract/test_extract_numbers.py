"""How many were fired: the number that belongs to the munitions, and none where the report does not count them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

PUBLISHED = "2021-07-08"

PHRASES = [
    ("صاروخ", 1),
    ("صاروخ واحد", 1),
    ("صاروخان", 2),
    ("صاروخا كاتيوشا", 2),
    ("صاروخان من طراز كاتيوشا", 2),
    ("ثلاثة صواريخ", 3),
    ("٣ صواريخ", 3),
    ("3 صواريخ", 3),
    ("(4) صواريخ", 4),
    ("خمسة صواريخ من عيار 107 ملم", 5),
    ("عشرة صواريخ غراد", 10),
    ("أحد عشر صاروخا", 11),
    ("خمسة عشر صاروخاً", 15),
    ("14 صاروخا", 14),
    ("ستة وعشرون صاروخا", 26),
    ("ما بين 3 و5 صواريخ", (3, 5)),
    ("ثلاثة أو أربعة صواريخ", (3, 4)),
    ("ما لا يقل عن خمسة صواريخ", (5, None)),
    ("خمسة صواريخ على الأقل", (5, None)),
    ("أكثر من عشرين صاروخا", (20, None)),
    ("نحو عشرة صواريخ", 10),
    ("قرابة عشرين صاروخا", 20),
    ("عدة صواريخ", None),
    ("عدد من الصواريخ", None),
    ("صواريخ", None),
    ("صواريخ عيار 122 ملم", None),
    ("صواريخ يبلغ مداها 40 كيلومترا", None),
    ("رشقة صاروخية", None),
]


@pytest.mark.parametrize(("phrase", "munitions"), PHRASES, ids=range(len(PHRASES)))
def test_what_fell(tells: Callable[..., None], phrase: str, munitions: object) -> None:
    text = f"أفاد مصدر في الشرطة بأنه سقط فجر اليوم على معسكر التاجي {phrase}، ولم تتضح التفاصيل."
    tells(text, PUBLISHED, [{"site": "taji", "weapons": "rocket", "munitions": munitions}])


BY_WHAT = [
    ("بصاروخ", "rocket", 1),
    ("بصاروخين", "rocket", 2),
    ("بصاروخي كاتيوشا", "rocket", 2),
    ("بستة صواريخ", "rocket", 6),
    ("بالصواريخ", "rocket", None),
    ("بطائرة مسيرة", "drone", 1),
    ("بطائرتين مسيرتين", "drone", 2),
    ("بمسيّرتين مفخختين", "drone", 2),
    ("بثلاث طائرات مسيّرة", "drone", 3),
    ("بثلاث مسيرات", "drone", 3),
    ("بطائرات مسيرة", "drone", None),
    ("بقذيفة هاون", "mortar", 1),
    ("بقذيفتي هاون", "mortar", 2),
    ("بثماني قذائف هاون", "mortar", 8),
    ("بقذائف الهاون", "mortar", None),
    ("بصاروخ باليستي", "missile", 1),
    ("بصواريخ بالستية", "missile", None),
    ("بثلاثة صواريخ وطائرة مسيرة", "drone|rocket", 4),
    ("بصاروخين وثلاث طائرات مسيرة", "drone|rocket", 5),
]


@pytest.mark.parametrize(("phrase", "weapons", "munitions"), BY_WHAT, ids=range(len(BY_WHAT)))
def test_what_it_was_shelled_with(tells: Callable[..., None], phrase: str, weapons: str, munitions: object) -> None:
    text = f"قال مسؤول عسكري إن قاعدة عين الأسد هوجمت مساء أمس {phrase}."
    tells(text, PUBLISHED, [{"site": "ain_al_asad", "weapons": weapons, "munitions": munitions}])


DETAILS = [
    ("سقط صاروخ كاتيوشا على قاعدة بلد أمس.", "katyusha"),
    ("سقطت صواريخ غراد على قاعدة بلد أمس.", "grad"),
    ("سقط على قاعدة بلد أمس صاروخ من عيار 107 ملم.", "107mm"),
    ("سقط على قاعدة بلد أمس صاروخ عيار 122 ملم.", "122mm"),
    ("سقط صاروخ على قاعدة بلد أمس.", None),
]


@pytest.mark.parametrize(("text", "detail"), DETAILS, ids=range(len(DETAILS)))
def test_the_type_of_the_munition(tells: Callable[..., None], text: str, detail: str | None) -> None:
    tells(text, PUBLISHED, [{"site": "balad", "weapons": "rocket", "weapon_detail": detail}])


PARTS = [
    pytest.param(
        "أطلقت أربعة صواريخ مساء أمس على مطار بغداد، فسقط اثنان منها داخله واثنان خارج سوره.",
        [{"site": "baghdad_airport", "munitions": 4, "outcome": "hit"}],
        id="inside and outside",
    ),
    pytest.param(
        "هاجمت خمس مسيرات مفخخة قاعدة حرير فجر اليوم، أسقطت الدفاعات الجوية ثلاثا منها وانفجرت اثنتان داخل القاعدة.",
        [{"site": "harir", "munitions": 5, "outcome": "hit"}],
        id="shot down and not",
    ),
    pytest.param(
        "قصفت المنطقة الخضراء بسبعة صواريخ ليل أمس.\nوسقط أحد الصواريخ قرب جسر الجمهورية.",
        [{"site": "green_zone", "munitions": 7}],
        id="one of the rockets",
    ),
    pytest.param(
        "قصفت قاعدة فيكتوريا أمس بستة صواريخ.\nوعثرت القوات في موقع الإطلاق على صاروخين لم ينطلقا.",
        [{"site": "victory_base", "munitions": {6, (6, 8)}}],
        id="rockets left on the launcher",
    ),
]


@pytest.mark.parametrize(("text", "events"), PARTS)
def test_a_part_is_not_the_total(tells: Callable[..., None], text: str, events: list) -> None:
    tells(text, PUBLISHED, events)


SOURCES = [
    pytest.param(
        "سقطت أربعة صواريخ على قاعدة القيارة أمس بحسب الشرطة. وقال مصدر آخر إن ثلاثة صواريخ سقطت على القاعدة.",
        (3, 4),
        id="two numbers",
    ),
    pytest.param(
        "سقط صاروخان على قاعدة القيارة أمس بحسب الجيش. وأكد التحالف سقوط صاروخين على القاعدة.", 2, id="one number twice"
    ),
    pytest.param(
        "قال الجيش إن ما لا يقل عن ثلاثة صواريخ سقطت على قاعدة القيارة أمس. وأحصى شهود خمسة صواريخ سقطت على القاعدة.",
        (3, 5),
        id="at least and a number",
    ),
]


@pytest.mark.parametrize(("text", "munitions"), SOURCES)
def test_sources_that_differ_give_least_and_most(tells: Callable[..., None], text: str, munitions: object) -> None:
    tells(text, PUBLISHED, [{"site": "qayyarah", "munitions": munitions}])


NOT_MUNITIONS = [
    pytest.param("هذا ثالث هجوم بالصواريخ خلال أسبوع، إذ قصفت قاعدة بلد فجر اليوم.", None, id="third attack"),
    pytest.param("سقطت صواريخ على قاعدة بلد التي تؤوي 2500 جندي أميركي فجر اليوم.", None, id="soldiers"),
    pytest.param("سقطت صواريخ فجر اليوم على قاعدة بلد الواقعة على بعد 80 كيلومترا شمالي بغداد.", None, id="distance"),
    pytest.param("عند الساعة 3:20 من فجر اليوم سقطت صواريخ على قاعدة بلد.", None, id="clock"),
    pytest.param("سقطت صواريخ على قاعدة بلد فجر اليوم وأعطبت طائرة من طراز إف 16.", None, id="type of aircraft"),
    pytest.param("سقط صاروخان على قاعدة بلد فجر اليوم بعد 10 أيام من قصف سابق.", 2, id="days"),
]


@pytest.mark.parametrize(("text", "munitions"), NOT_MUNITIONS)
def test_other_numbers_are_no_munitions(tells: Callable[..., None], text: str, munitions: object) -> None:
    found: list[dict] = [{"site": "balad", "date": PUBLISHED, "munitions": munitions, "weapons": "rocket"}]
    tells(text, PUBLISHED, found)


def test_a_single_roadside_bomb_counts_one_or_stays_uncounted(tells: Callable[..., None]) -> None:
    text = "انفجرت عبوة ناسفة أمس برتل للتحالف الدولي في بابل."
    tells(text, PUBLISHED, [{"site": "convoy_babil", "munitions": {1, None}}])
