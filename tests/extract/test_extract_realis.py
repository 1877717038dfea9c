"""What is not an attack: denied, threatened, planned, rehearsed, remembered without its own facts, or of another world."""

from __future__ import annotations

from collections.abc import Callable

import pytest

PUBLISHED = "2024-08-06"

NOTHING = [
    # negation
    "لم تنفذ الفصائل أي عملية ضد القواعد الأميركية منذ شباط الماضي.",
    "قال المتحدث إن قاعدة عين الأسد لم تتعرض لأي هجوم بالصواريخ أمس.",
    "لا هجوم على السفارة الأميركية في بغداد، هكذا قالت خلية الإعلام الأمني أمس.",
    "مر اليوم الأول من الهدنة من دون أي قصف على قاعدة حرير.",
    "لم يسقط أي صاروخ على معسكر التاجي خلال الأسبوع الماضي.",
    # denial
    "نفت خلية الإعلام الأمني ما تردد عن سقوط صواريخ على المنطقة الخضراء مساء أمس.",
    "قال التحالف الدولي إن الأنباء عن قصف قاعدة فيكتوريا أمس عارية عن الصحة.",
    "أكد محافظ الأنبار عدم صحة الأخبار عن استهداف قاعدة عين الأسد بطائرة مسيرة.",
    pytest.param(
        "فند مصدر أمني أنباء عن تعرض مطار أربيل لقصف بالمسيرات.",
        marks=pytest.mark.xfail(strict=True, reason="a verb of denial that realis_cues lacks"),
    ),
    "أكد التحالف أن لا صحة لما نشر عن سقوط صواريخ على قاعدة حرير أمس.",
    # threats, fears, plans, conditions
    "هددت كتائب حزب الله بقصف السفارة الأميركية بالصواريخ إذا لم تنسحب القوات.",
    "توعدت حركة النجباء باستهداف قاعدة عين الأسد قريبا.",
    "يخشى مسؤولون أميركيون أن تهاجم فصائل مسلحة قاعدة حرير بالمسيرات.",
    "حذرت السفارة الأميركية رعاياها من هجمات محتملة على مطار بغداد.",
    "قد تتعرض القواعد الأميركية في العراق لهجمات صاروخية إذا اتسعت الحرب.",
    "لو استهدفت الفصائل قاعدة عين الأسد لردت واشنطن بقوة، يقول الخبير العسكري.",
    "في حال قصفت الفصائل قاعدة حرير سترد القوات الأميركية.",
    "إذا ما هوجمت السفارة الأميركية بالصواريخ فإن الرد سيكون قاسيا.",
    pytest.param(
        "كان يمكن أن تسقط الصواريخ على السفارة الأميركية لولا يقظة الأمن.",
        marks=pytest.mark.xfail(strict=True, reason="might have fallen"),
    ),
    "أعدت وزارة الدفاع خطة لحماية مطار أربيل من أي هجوم بالمسيرات.",
    "دعا الصدر الفصائل إلى وقف قصف البعثات الدبلوماسية.",
    # drills and weapons without an attack
    "أجرت قوات التحالف في قاعدة عين الأسد مناورات بالذخيرة الحية شملت إطلاق صواريخ.",
    "سمع دوي انفجارات في السفارة الأميركية ببغداد أمس خلال تدريب على منظومة سي رام.",
    "وقع العراق عقدا لشراء صواريخ وطائرات مسيرة من كوريا الجنوبية.",
    "تسلم الجيش العراقي في قاعدة بلد دفعة من صواريخ الدفاع الجوي.",
    "ضبطت القوات الأمنية أمس كدس عتاد يضم 40 صاروخا من مخلفات داعش في الأنبار.",
    "حلقت طائرة استطلاع مسيرة فوق قاعدة حرير أمس من دون أي حادث.",
    "سقطت طائرة استطلاع مسيرة أمس في صحراء الأنبار بسبب خلل فني.",
    "سمع دوي انفجار في محيط أربيل أمس، ولم يعرف سببه بعد.",
    # courts
    "أصدرت محكمة في بغداد حكما بالسجن على متهم بإطلاق صواريخ على السفارة الأميركية.",
    "اعتقلت الشرطة في نينوى رجلا يشتبه بأنه من مطلقي الصواريخ على مطار أربيل.",
    # generic talk
    "تكررت في السنوات الماضية الهجمات على القواعد التي تضم قوات أميركية في العراق.",
    "بحث رئيس الوزراء مع السفيرة الأميركية ملف الهجمات على البعثات الدبلوماسية.",
    "أدانت الأمم المتحدة الهجمات الصاروخية على البعثات في العراق.",
    # other worlds
    "قصف مهاجم نادي الشرطة مرمى الزوراء بصاروخ من خارج منطقة الجزاء أمس.",
    "تعرضت مواقع وزارة النفط العراقية أمس لهجوم إلكتروني.",
    "أطلقت هيئة الاتصالات العراقية أمس قمرا صناعيا محمولا على صاروخ.",
    "قال الطبيب إن هجوم الفيروس على بغداد في تموز كان أشد من سابقه.",
    "شن نائب هجوما حادا على الحكومة خلال جلسة أمس في بغداد.",
    "انفجر خزان وقود في مطار بغداد أمس بسبب تماس كهربائي.",
    "فكك خبراء المتفجرات أمس في البصرة لغما من مخلفات الحرب.",
    pytest.param(
        "شن الجيش العراقي أمس غارات على أوكار داعش في جبال حمرين.",
        marks=pytest.mark.xfail(strict=True, reason="strikes of the Iraqi army are no events of the guidelines"),
    ),
    # abroad
    "أطلقت كتائب القسام أمس رشقة صواريخ على عسقلان.",
    "قصفت القوات الروسية أمس مدينة خاركيف بثلاثة صواريخ.",
    "هاجم الحوثيون سفينة في البحر الأحمر بطائرة مسيرة أمس.",
]


@pytest.mark.parametrize("text", NOTHING, ids=range(len(NOTHING)))
def test_tells_of_no_attack(tells: Callable[..., None], text: str) -> None:
    tells(text, PUBLISHED, [])


BESIDE = [
    pytest.param(
        "سقط صاروخ على قاعدة عين الأسد أمس.\nوهددت كتائب حزب الله بضرب السفارة الأميركية في بغداد.",
        [{"site": "ain_al_asad", "date": "2024-08-05"}],
        id="a threat beside an attack",
    ),
    pytest.param(
        "سقط صاروخ على قاعدة عين الأسد أمس.\nولم تنفذ الفصائل أي هجوم على قاعدة حرير هذا العام.",
        [{"site": "ain_al_asad", "date": "2024-08-05"}],
        id="a negation beside an attack",
    ),
    pytest.param(
        "سقط صاروخان على قاعدة عين الأسد أمس.\nونفى مصدر أمني سقوط صواريخ على مطار أربيل.",
        [{"site": "ain_al_asad", "munitions": 2}],
        id="a denial of another one",
    ),
    pytest.param(
        "قال ضابط إن صاروخين سقطا على قاعدة عين الأسد أمس، ولم ينف التحالف وقوع القصف.",
        [{"site": "ain_al_asad", "munitions": 2}],
        id="did not deny",
    ),
    pytest.param(
        "بعد ساعات من تهديد الفصائل بضرب القواعد، سقطت ثلاثة صواريخ على قاعدة حرير مساء أمس.",
        [{"site": "harir", "munitions": 3, "date": "2024-08-05"}],
        id="a threat that was carried out",
    ),
    pytest.param(
        "عقب تحذيرات من هجمات وشيكة، هاجمت مسيرتان فجر اليوم قاعدة حرير.",
        [{"site": "harir", "munitions": 2, "date": "2024-08-06"}],
        id="a warning that came true",
    ),
    pytest.param(
        "لم يكن أحد يتوقع أن يسقط صاروخ على قاعدة حرير، لكن هذا ما حدث مساء أمس حين سقط صاروخان على القاعدة.",
        [{"site": "harir", "munitions": 2, "date": "2024-08-05"}],
        id="nobody expected it",
        marks=pytest.mark.xfail(
            strict=True, reason="an expectation before it silences an attack that is told after it"
        ),
    ),
    pytest.param(
        "تحيي الفصائل ذكرى الغارة الأميركية التي وقعت على مطار بغداد في 3 كانون الثاني/يناير 2020.",
        [{"site": "baghdad_airport", "date": "2020-01-03", "weapons": "airstrike", "primary": {True, False}}],
        id="an anniversary with its own date",
    ),
    pytest.param(
        "حكم على متهم بالسجن لمشاركته في هجوم بالصواريخ على مطار أربيل في 15 شباط 2021 قتل فيه متعاقد.",
        [{"site": "erbil_airport", "date": "2021-02-15", "killed": 1}],
        id="a trial for a dated attack",
    ),
]


@pytest.mark.parametrize(("text", "events"), BESIDE)
def test_what_did_happen_stays(tells: Callable[..., None], text: str, events: list) -> None:
    tells(text, PUBLISHED, events)


def test_primary_is_what_the_report_is_about(tells: Callable[..., None]) -> None:
    text = (
        "أصيب جنود أميركيون في قصف بصاروخين على قاعدة عين الأسد مساء أمس.\n"
        "وكانت القاعدة قد قصفت في 16 تموز الماضي بطائرتين مسيرتين.\n"
        "وفي 28 كانون الثاني الماضي قتل ثلاثة جنود أميركيين في هجوم بمسيرة على البرج 22 في الأردن."
    )
    events = [
        {"site": "ain_al_asad", "date": "2024-08-05", "munitions": 2, "primary": True},
        {"site": "ain_al_asad", "date": "2024-07-16", "weapons": "drone", "munitions": 2, "primary": False},
        {"site": "tower_22", "date": "2024-01-28", "killed": 3, "primary": False},
    ]
    tells(text, PUBLISHED, events)


def test_one_attack_told_by_three_sources_is_one_mention(tells: Callable[..., None]) -> None:
    text = (
        "هجوم بالصواريخ على قاعدة عين الأسد\n"
        "قال مصدر أمني إن صاروخين سقطا أمس الاثنين على قاعدة عين الأسد في الأنبار.\n"
        "وأكد مسؤول أميركي لرويترز أن القاعدة تعرضت لهجوم مساء الاثنين.\n"
        "وذكر البنتاغون أن خمسة عسكريين أصيبوا في الهجوم."
    )
    tells(text, PUBLISHED, [{"site": "ain_al_asad", "date": "2024-08-05", "munitions": 2, "injured": 5}])


def test_certainty_of_a_plain_report(tells: Callable[..., None]) -> None:
    tells("قال الجيش إن صاروخا سقط على قاعدة بلد أمس.", PUBLISHED, [{"site": "balad", "certainty": "reported"}])


def test_a_claim_alone_is_alleged(tells: Callable[..., None]) -> None:
    text = "زعمت المقاومة الإسلامية في العراق أنها استهدفت قاعدة حرير بطائرة مسيرة أمس."
    tells(text, PUBLISHED, [{"site": "harir", "certainty": "alleged", "claimed_by": "islamic_resistance_iraq"}])
