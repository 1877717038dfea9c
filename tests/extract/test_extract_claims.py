"""Claims of several attacks at once, claimants with an explanation behind the name, factions told by whom they serve."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

PUBLISHED = "2024-01-31"
TWO = "سقط صاروخان أمس على قاعدة عين الأسد، وهاجمت طائرة مسيرة مساء أمس قاعدة حرير."

CLAIMS_OF_BOTH = [
    ("وتبنت المقاومة الإسلامية في العراق الهجومين.", "islamic_resistance_iraq"),
    ("وأعلنت سرايا أولياء الدم مسؤوليتها عن الهجومين في بيان.", "saraya_awliya_al_dam"),
    ("وتبنت عصبة الثائرين العمليتين.", "usbat_al_thairin"),
    ("ونفت المقاومة الإسلامية في العراق مسؤوليتها عن الهجومين.", None),
    ("ورحبت سرايا أولياء الدم بالهجومين.", None),
    ("ولم تعلق سرايا أولياء الدم على الهجومين.", None),
    ("ولم تتبن أي جهة الهجومين.", None),
    ("ونفت سرايا أولياء الدم أن تكون قد تبنت الهجومين.", None),
]


@pytest.mark.parametrize(("sentence", "group"), CLAIMS_OF_BOTH, ids=range(len(CLAIMS_OF_BOTH)))
def test_a_claim_of_both_attacks_reaches_both(tells: Callable[..., None], sentence: str, group: str | None) -> None:
    events = [{"site": "ain_al_asad", "claimed_by": group}, {"site": "harir", "claimed_by": group}]
    tells(f"{TWO}\n{sentence}", PUBLISHED, events)


CLAIMS_OF_ONE = [
    ("وتبنت المقاومة الإسلامية في العراق الهجوم على قاعدة حرير.", None, "islamic_resistance_iraq"),
    ("وأعلنت عصبة الثائرين مسؤوليتها عن قصف قاعدة عين الأسد.", "usbat_al_thairin", None),
    ("وتبنت سرايا أولياء الدم الهجوم الثاني.", None, "saraya_awliya_al_dam"),
]


@pytest.mark.parametrize(("sentence", "first", "second"), CLAIMS_OF_ONE, ids=range(len(CLAIMS_OF_ONE)))
def test_a_claim_of_one_attack_reaches_one(
    tells: Callable[..., None], sentence: str, first: str | None, second: str | None
) -> None:
    events = [{"site": "ain_al_asad", "claimed_by": first}, {"site": "harir", "claimed_by": second}]
    tells(f"{TWO}\n{sentence}", PUBLISHED, events)


def test_a_claim_of_three_attacks_reaches_each(tells: Callable[..., None]) -> None:
    text = "سقط صاروخ أمس على قاعدة بلد، وهاجمت مسيرة قاعدة حرير، وسقط صاروخ على معسكر التاجي."
    for sentence, group in (
        ("وتبنت سرايا أولياء الدم الهجمات الثلاث.", "saraya_awliya_al_dam"),
        ("ولم تتبن سرايا أولياء الدم الهجمات الثلاث.", None),
    ):
        events = [{"site": site, "claimed_by": group} for site in ("balad", "harir", "taji")]
        tells(f"{text}\n{sentence}", PUBLISHED, events)


APPOSITIONS = [
    (
        "المقاومة الإسلامية في العراق، وهو اسم جديد لعدد من الفصائل، أعلنت مسؤوليتها عن الهجوم.",
        "islamic_resistance_iraq",
    ),
    ("وكانت عصبة الثائرين، وهي جماعة ظهرت حديثا، قد تبنت القصف.", "usbat_al_thairin"),
    ("وسرايا أولياء الدم، وهي واجهة جديدة، تبنت الهجوم في بيان.", "saraya_awliya_al_dam"),
    ("المقاومة الإسلامية في العراق، وهو اسم جديد لعدد من الفصائل، نفت مسؤوليتها عن الهجوم.", None),
    ("المقاومة الإسلامية في العراق، وهو اسم جديد لعدد من الفصائل، باركت الهجوم.", None),
]


@pytest.mark.parametrize(("sentence", "group"), APPOSITIONS, ids=range(len(APPOSITIONS)))
def test_a_claimant_with_an_explanation_behind_the_name(
    tells: Callable[..., None], sentence: str, group: str | None
) -> None:
    text = f"سقط صاروخان أمس على قاعدة عين الأسد.\n{sentence}"
    tells(text, PUBLISHED, [{"site": "ain_al_asad", "claimed_by": group}])


TIES = [
    ("واتهم مسؤول أميركي مسلحين تدعمهم إيران بتنفيذ الهجوم.", "pro_iran_factions"),
    ("وقال البنتاغون إن مسلحين تدعمهم إيران يقفون وراء الهجوم.", "pro_iran_factions"),
    ("واتهمت واشنطن فصائل مدعومة من طهران بالوقوف وراء القصف.", "pro_iran_factions"),
    ("وحمّل مسؤول أميركي مجموعات مقربة من إيران مسؤولية القصف.", "pro_iran_factions"),
    ("ونسب مسؤول أمني الهجوم إلى ميليشيات تمولها طهران.", "pro_iran_factions"),
    ("وينسب التحالف هجمات كهذه إلى فصائل تتلقى الدعم من إيران.", "pro_iran_factions"),
    ("واتهم البنتاغون جماعات تسلحها إيران بالوقوف وراء الهجوم.", "pro_iran_factions"),
    ("واتهم مسؤول محلي مسلحين مجهولين بتنفيذ الهجوم.", None),
    ("وقال مسؤول أميركي إن فصائل مدعومة من طهران تشارك في الحكومة.", None),
    ("وقال مسؤول إن قوات تدعمها واشنطن تتمركز في القاعدة.", None),
]


@pytest.mark.parametrize(("sentence", "group"), TIES, ids=range(len(TIES)))
def test_who_is_told_by_the_tie_to_iran(tells: Callable[..., None], sentence: str, group: str | None) -> None:
    text = f"سقط صاروخان أمس على قاعدة عين الأسد.\n{sentence}"
    events: list[dict[str, Any]] = [{"site": "ain_al_asad", "claimed_by": None, "attributed_to": group}]
    tells(text, PUBLISHED, events)
