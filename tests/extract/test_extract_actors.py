"""Who claimed an attack and who is blamed for it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

PUBLISHED = "2024-01-31"

CLAIMS = [
    ("وأعلنت المقاومة الإسلامية في العراق مسؤوليتها عن الهجوم.", "islamic_resistance_iraq"),
    ("وتبنت سرايا أولياء الدم الهجوم في بيان.", "saraya_awliya_al_dam"),
    ("وأعلنت عصبة الثائرين وقوفها وراء القصف.", "usbat_al_thairin"),
    ("وأصدرت جماعة أصحاب الكهف بيانا تبنت فيه العملية.", "ashab_al_kahf"),
    ("وتبنى تنظيم داعش الهجوم.", "isis"),
    ("ولم تتبن أي جهة الهجوم.", None),
    ("ولم تعلن أي جهة مسؤوليتها عن القصف حتى الآن.", None),
    ("ولم تعلن المقاومة الإسلامية في العراق مسؤوليتها عنه.", None),
    ("ونفت كتائب حزب الله مسؤوليتها عن الهجوم.", None),
    ("ولم تتبن المقاومة الإسلامية في العراق القصف.", None),
    ("وأنكرت عصائب أهل الحق أي صلة لها بالقصف.", None),
    ("وقالت حركة النجباء إنها لا تقف وراء الهجوم.", None),
    ("ورحبت عصائب أهل الحق بالهجوم من دون أن تتبناه.", None),
    ("وباركت حركة النجباء العملية.", None),
    ("ووصفت كتائب حزب الله الهجوم بأنه رد طبيعي.", None),
    ("وتوعدت كتائب سيد الشهداء بالمزيد.", None),
]


@pytest.mark.parametrize(("sentence", "group"), CLAIMS, ids=range(len(CLAIMS)))
def test_claims(tells: Callable[..., None], sentence: str, group: str | None) -> None:
    text = f"سقط صاروخان أمس على قاعدة عين الأسد.\n{sentence}"
    tells(text, PUBLISHED, [{"site": "ain_al_asad", "claimed_by": group}])


@pytest.mark.parametrize(("sentence", "group"), [c for c in CLAIMS if c[1] is None])
def test_who_does_not_claim_is_not_blamed_for_that(
    tells: Callable[..., None], sentence: str, group: str | None
) -> None:
    text = f"سقط صاروخان أمس على قاعدة عين الأسد.\n{sentence}"
    tells(text, PUBLISHED, [{"site": "ain_al_asad", "attributed_to": None}])


OWN_WORDS = [
    pytest.param(
        "أعلنت المقاومة الإسلامية في العراق أنها استهدفت أمس قاعدة الشدادي بطائرة مسيرة.",
        [{"site": "shaddadi", "date": "2024-01-30", "weapons": "drone", "claimed_by": "islamic_resistance_iraq"}],
        id="says that it did",
    ),
    pytest.param(
        "قالت المقاومة الإسلامية في العراق في بيان إن مجاهديها هاجموا بالمسيرات قاعدة حرير.",
        [{"site": "harir", "claimed_by": "islamic_resistance_iraq", "date": {None, PUBLISHED}}],
        id="its fighters",
    ),
    pytest.param(
        "قالت كتائب حزب الله إن الطيران الأميركي قصف أمس مقرا لها في جرف الصخر.",
        [
            {
                "site": "jurf_al_sakhr",
                "weapons": "airstrike",
                "claimed_by": None,
                "attributed_to": "united_states",
            }
        ],
        id="the one who was hit speaks",
    ),
]


@pytest.mark.parametrize(("text", "events"), OWN_WORDS)
def test_a_group_that_tells_of_an_attack(tells: Callable[..., None], text: str, events: list) -> None:
    tells(text, PUBLISHED, events)


BLAME = [
    ("واتهم مسؤول أميركي كتائب حزب الله بتنفيذ الهجوم.", "kataib_hezbollah"),
    ("وحمّل البنتاغون كتائب حزب الله مسؤولية الهجوم.", "kataib_hezbollah"),
    ("ونسب مسؤول أمني الهجوم إلى حركة النجباء.", "harakat_nujaba"),
    ("وقال ضابط إن عناصر من عصائب أهل الحق يقفون وراء القصف.", "asaib_ahl_al_haq"),
    ("وعادة ما تتهم واشنطن كتائب حزب الله بالوقوف وراء مثل هذه الهجمات.", "kataib_hezbollah"),
    ("وتتهم الولايات المتحدة فصائل موالية لإيران بتنفيذ هذه الهجمات.", "pro_iran_factions"),
    ("وتنسب واشنطن هذه الهجمات إلى جماعات مسلحة مدعومة من إيران.", "pro_iran_factions"),
    ("واتهم مسؤول أميركي كتائب حزب الله وحركة النجباء بتنفيذ الهجوم.", "kataib_hezbollah"),
    ("وحملت كتائب حزب الله واشنطن مسؤولية التصعيد في المنطقة.", None),
    ("ولم يتهم التحالف أي جهة.", None),
    ("واتهم رئيس الوزراء عناصر من كتائب سيد الشهداء بإطلاق الصاروخين.", "kataib_sayyid_al_shuhada"),
    ("وتوجه واشنطن أصابع الاتهام إلى كتائب حزب الله.", "kataib_hezbollah"),
    ("وانتقدت كتائب حزب الله واشنطن وحملتها مسؤولية ما يجري في غزة.", None),
    ("ويتهم نواب واشنطن بانتهاك سيادة العراق.", None),
    ("ودانت حركة عصائب أهل الحق القصف.", None),
]


@pytest.mark.parametrize(("sentence", "group"), BLAME, ids=range(len(BLAME)))
def test_blame(tells: Callable[..., None], sentence: str, group: str | None) -> None:
    text = f"سقط صاروخان أمس على قاعدة عين الأسد.\n{sentence}"
    tells(text, PUBLISHED, [{"site": "ain_al_asad", "claimed_by": None, "attributed_to": group}])


STATES = [
    pytest.param(
        "شنت طائرات أميركية فجر أمس غارة على مقر لكتائب حزب الله في جرف الصخر شمالي بابل.",
        [{"site": "jurf_al_sakhr", "weapons": "airstrike", "attributed_to": "united_states"}],
        id="American raid",
    ),
    pytest.param(
        "قصفت طائرة مسيرة أميركية أمس سيارة في شرقي بغداد، ما أدى إلى مقتل قيادي في الحشد.",
        [{"site": "baghdad_city", "weapons": "airstrike", "attributed_to": "united_states"}],
        id="armed drone of a state",
    ),
    pytest.param(
        "قصف الطيران التركي أمس مواقع في قضاء سنجار غربي نينوى.",
        [{"site": "sinjar", "weapons": "airstrike", "attributed_to": "turkey"}],
        id="Turkish raid",
    ),
    pytest.param(
        "أعلن الحرس الثوري الإيراني أنه قصف أمس أهدافا في مدينة أربيل بصواريخ باليستية.",
        [{"site": "erbil_city", "weapons": "missile", "attributed_to": {"irgc", "iran"}}],
        id="Iranian missiles",
    ),
    pytest.param(
        "أعلنت القيادة المركزية الأميركية أنها نفذت أمس ضربات جوية على منشأة لكتائب حزب الله في القائم.",
        [
            {
                "site": "al_qaim",
                "weapons": "airstrike",
                "attributed_to": "united_states",
                "claimed_by": {None, "united_states"},
            }
        ],
        id="a state announces its own strike",
    ),
    pytest.param(
        "أكد البنتاغون أن مقاتلات أميركية ضربت أمس ثلاثة مواقع لكتائب حزب الله في القائم وجرف الصخر.",
        [
            {"site": "al_qaim", "weapons": "airstrike", "attributed_to": "united_states"},
            {"site": "jurf_al_sakhr", "weapons": "airstrike", "attributed_to": "united_states"},
        ],
        id="two places of one raid",
    ),
    pytest.param(
        "قصفت أنقرة أمس بالطيران الحربي مواقع لحزب العمال قرب سنجار.",
        [{"site": "sinjar", "weapons": "airstrike", "attributed_to": "turkey"}],
        id="a capital for its air force",
    ),
    pytest.param(
        "هاجمت فصائل عراقية أمس قاعدة التنف بمسيرتين، وردت واشنطن بضربات في دير الزور.",
        [{"site": "tanf", "weapons": "drone", "munitions": 2}],
        id="counter-strikes inside Syria",
    ),
    pytest.param(
        "قصفت المقاومة الإسلامية في العراق أمس قاعدة كونيكو بالصواريخ، فردت طائرات أميركية بغارة داخل سوريا.",
        [{"site": "conoco", "weapons": "rocket"}],
        id="strikes inside Syria are no events",
    ),
]


@pytest.mark.parametrize(("text", "events"), STATES)
def test_strikes_of_states(tells: Callable[..., None], text: str, events: list) -> None:
    tells(text, PUBLISHED, events)


OTHERS = [
    pytest.param(
        "سقط صاروخ أمس على قاعدة عين الأسد.\nوكانت واشنطن قد اتهمت كتائب حزب الله بالهجوم على البرج 22 في الأردن الأحد.",
        [
            {"site": "ain_al_asad", "attributed_to": None},
            {"site": "tower_22", "date": "2024-01-28", "attributed_to": "kataib_hezbollah"},
        ],
        id="blame for an earlier attack",
    ),
    pytest.param(
        "تبنت المقاومة الإسلامية في العراق هجوما بمسيرة على قاعدة حرير أمس.\nوفي المساء سقط صاروخ على المنطقة الخضراء ولم تتبنه أي جهة.",
        [
            {"site": "harir", "claimed_by": "islamic_resistance_iraq"},
            {"site": "green_zone", "claimed_by": None},
        ],
        id="a claim stays with its attack",
    ),
]


@pytest.mark.parametrize(("text", "events"), OTHERS)
def test_each_attack_keeps_its_actor(tells: Callable[..., None], text: str, events: list) -> None:
    tells(text, PUBLISHED, events)
