"""What came of an attack: hit, near_miss, intercepted, foiled or unknown; the worst of it where it is mixed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

PUBLISHED = "2021-07-08"

OUTCOMES = [
    ("سقط صاروخ داخل قاعدة عين الأسد أمس.", "hit"),
    ("سقط صاروخ على قاعدة عين الأسد أمس.", "hit"),
    ("أصاب صاروخ قاعدة عين الأسد أمس إصابة مباشرة.", "hit"),
    ("انفجرت طائرة مسيرة في قاعدة عين الأسد أمس.", "hit"),
    ("تعرضت قاعدة عين الأسد لقصف بصاروخين أمس.", "hit"),
    ("اندلع حريق في قاعدة عين الأسد بعدما نزل عليها صاروخ أمس.", "hit"),
    ("استهدف صاروخ قاعدة عين الأسد أمس.", "unknown"),
    ("استهدفت طائرتان مسيرتان قاعدة عين الأسد أمس.", "unknown"),
    ("سقط صاروخ في محيط قاعدة عين الأسد أمس.", "near_miss"),
    ("سقط صاروخ قرب قاعدة عين الأسد أمس.", "near_miss"),
    ("سقط صاروخ خارج قاعدة عين الأسد أمس.", "near_miss"),
    ("سقط صاروخ بالقرب من سياج قاعدة عين الأسد أمس.", "near_miss"),
    ("أسقطت الدفاعات الجوية طائرة مسيرة مفخخة هاجمت قاعدة عين الأسد أمس.", "intercepted"),
    ("اعترضت منظومة سي رام صاروخين أطلقا على قاعدة عين الأسد أمس.", "intercepted"),
    ("جرى التصدي لمسيرتين مفخختين حاولتا استهداف قاعدة عين الأسد أمس.", "intercepted"),
    ("تمكنت الدفاعات من تدمير مسيرة كانت متجهة إلى قاعدة عين الأسد أمس وتناثر حطامها في مزرعة قريبة.", "intercepted"),
    ("فككت قوة أمنية أمس ستة صواريخ كانت معدة للإطلاق على قاعدة عين الأسد.", "foiled"),
    ("أحبط الجيش أمس هجوما بثلاثة صواريخ على قاعدة عين الأسد قبل تنفيذه.", "foiled"),
    ("سقط صاروخ داخل قاعدة عين الأسد أمس وآخر خارجها.", "hit"),
    ("سقط صاروخ داخل قاعدة عين الأسد أمس فيما اعترضت الدفاعات صاروخا ثانيا.", "hit"),
    ("اعترضت منظومة الدفاع مسيرة فوق قاعدة عين الأسد أمس وسقط حطامها خارج القاعدة.", "intercepted"),
]


@pytest.mark.parametrize(("text", "outcome"), OUTCOMES, ids=range(len(OUTCOMES)))
def test_outcomes_at_a_base(tells: Callable[..., None], text: str, outcome: str) -> None:
    tells(text, PUBLISHED, [{"site": "ain_al_asad", "date": "2021-07-07", "outcome": outcome}])


ELSEWHERE = [
    ("سقط صاروخ كاتيوشا أمس داخل المنطقة الخضراء قرب مبنى السفارة الأميركية.", "green_zone", "hit"),
    ("سقط صاروخ كاتيوشا أمس قرب السفارة الأميركية في بغداد.", "green_zone", "near_miss"),
    ("انفجرت عبوة ناسفة أمس على رتل للتحالف في بابل.", "convoy_babil", "hit"),
    ("سقط صاروخ في محيط حقل خور مور أمس.", "khor_mor", "near_miss"),
]


@pytest.mark.parametrize(("text", "site", "outcome"), ELSEWHERE, ids=range(len(ELSEWHERE)))
def test_outcomes_elsewhere(tells: Callable[..., None], text: str, site: str, outcome: str) -> None:
    tells(text, PUBLISHED, [{"site": site, "outcome": outcome}])


DAMAGE = [
    ("سقط صاروخ على قاعدة بلد أمس دون أضرار مادية.", "none"),
    ("سقط صاروخ على قاعدة بلد أمس ولم تحدث أضرار.", "none"),
    ("سقط صاروخ على قاعدة بلد أمس وألحق أضرارا مادية بمخزن.", "reported"),
    ("سقط صاروخ على قاعدة بلد أمس.", "unknown"),
]


@pytest.mark.parametrize(("text", "damage"), DAMAGE, ids=range(len(DAMAGE)))
def test_damage(tells: Callable[..., None], text: str, damage: str) -> None:
    tells(text, PUBLISHED, [{"site": "balad", "damage": damage}])


def test_a_strike_that_stops_a_launch_is_a_second_attack(tells: Callable[..., None]) -> None:
    text = (
        "سقطت ثلاثة صواريخ على قاعدة عين الأسد صباح أمس.\n"
        "وقال مسؤول أميركي إن غارة أميركية دمرت أمس في جرف الصخر منصة كانت تستعد لإطلاق صواريخ أخرى."
    )
    events = [
        {"site": "ain_al_asad", "weapons": "rocket", "munitions": 3},
        {"site": "jurf_al_sakhr", "weapons": "airstrike", "attributed_to": "united_states"},
    ]
    tells(text, PUBLISHED, events)
