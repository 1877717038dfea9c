"""Where an attack was aimed at: the target, not the launching ground, not the seat of whoever speaks."""

from __future__ import annotations

from collections.abc import Callable

import pytest

PUBLISHED = "2021-07-08"  # a Thursday

NAMES = [
    ("قاعدة عين الأسد غربي الأنبار", "ain_al_asad"),
    ("قاعدة عين الاسد الجوية", "ain_al_asad"),
    ("معسكر التاجي شمالي العاصمة", "taji"),
    ("قاعدة بلد الجوية", "balad"),
    ("قاعدة كي وان شمال غربي كركوك", "k1"),
    ("قاعدة فيكتوريا المجاورة لمطار بغداد", "victory_base"),
    ("مركز الدعم الدبلوماسي الأميركي", "victory_base"),
    ("مطار بغداد الدولي", "baghdad_airport"),
    ("المنطقة الخضراء وسط بغداد", "green_zone"),
    ("مبنى السفارة الأميركية في بغداد", "green_zone"),
    ("معسكر بسماية", "besmaya"),
    ("قاعدة الحبانية", "habbaniyah"),
    ("قاعدة التقدم الجوية", "habbaniyah"),
    ("قاعدة القيارة جنوبي الموصل", "qayyarah"),
    ("مطار أربيل الدولي", "erbil_airport"),
    ("القاعدة الأميركية في مطار أربيل", "erbil_airport"),
    ("قاعدة حرير", "harir"),
    ("القنصلية الأميركية في أربيل", "erbil_consulate"),
    ("معسكر زليكان التركي", "zilkan"),
    ("القاعدة التركية في بعشيقة", "zilkan"),
    ("مطار السليمانية", "sulaymaniyah_airport"),
    ("حقل خور مور الغازي", "khor_mor"),
    ("حقل كورمور للغاز في جمجمال", "khor_mor"),
    ("ناحية جرف الصخر", "jurf_al_sakhr"),
    ("قاعدة الإمام علي الجوية في الناصرية", "nasiriyah"),
    ("قاعدة التنف", "tanf"),
    ("قاعدة كونيكو في ريف دير الزور", "conoco"),
    ("قاعدة حقل العمر النفطي", "omar_field"),
    ("القرية الخضراء في حقل العمر شرقي دير الزور", "omar_field"),
    ("قاعدة الشدادي جنوبي الحسكة", "shaddadi"),
    ("البرج 22 في الأردن", "tower_22"),
    ("معسكر عريفجان في الكويت", "camp_arifjan"),
    ("مصفاة كوركوسك قرب أربيل", "kawergosk_refinery"),
    ("حقل سرسنك النفطي", "sarsang"),
    ("حقل طاوكي", "tawke"),
    ("مطار البصرة الدولي", "basra_airport"),
]


@pytest.mark.parametrize(("name", "site"), NAMES, ids=range(len(NAMES)))
def test_every_base_is_known_by_its_names(tells: Callable[..., None], name: str, site: str) -> None:
    tells(f"قال مصدر أمني إن صاروخ كاتيوشا سقط أمس على {name}.", PUBLISHED, [{"site": site, "weapons": "rocket"}])


WEAK = [
    pytest.param(
        "العراق بلد أنهكته الحروب، هكذا علق نائب على سقوط صاروخين على معسكر التاجي مساء أمس.",
        [{"site": "taji"}],
        id="balad as the word country",
    ),
    pytest.param(
        "سقطت قذيفة هاون على قاعدة بلد في محافظة صلاح الدين فجر اليوم.",
        [{"site": "balad", "weapons": "mortar"}],
        id="base of Balad",
    ),
    pytest.param(
        "احترق مخزن للحرير في بغداد بعدما سقط عليه صاروخ كاتيوشا أخطأ المنطقة الخضراء مساء أمس.",
        [{"site": "green_zone"}],
        id="harir as silk",
    ),
    pytest.param(
        "بعد لقائه الرئيس السوري بشار الأسد، قال المسؤول إن قصف مطار أربيل بثلاثة صواريخ أمس عمل إجرامي.",
        [{"site": "erbil_airport", "munitions": 3}],
        id="al-Asad the president",
    ),
    pytest.param(
        "أفادت قناة الميادين بأن صاروخا سقط على قاعدة حرير صباح اليوم.",
        [{"site": "harir"}],
        id="the television channel",
    ),
]


@pytest.mark.parametrize(("text", "events"), WEAK)
def test_weak_names_need_a_word_that_says_place(tells: Callable[..., None], text: str, events: list) -> None:
    tells(text, PUBLISHED, events)


ORIGIN = [
    pytest.param(
        "سقط صاروخ كاتيوشا أمس داخل المنطقة الخضراء، وتبين أنه انطلق من حي الأمين شرقي بغداد.",
        [{"site": "green_zone", "munitions": 1}],
        id="quarter it came from",
    ),
    pytest.param(
        "أُطلقت ثلاثة صواريخ مساء أمس من ناحية برطلة في سهل نينوى باتجاه مطار أربيل.",
        [{"site": "erbil_airport", "munitions": 3}],
        id="launched from A towards B",
    ),
    pytest.param(
        "قصفت قاعدة عين الأسد فجر اليوم بستة صواريخ، وعثرت القوات العراقية على منصة الإطلاق في قضاء البغدادي.",
        [{"site": "ain_al_asad", "munitions": 6}],
        id="launcher found elsewhere",
    ),
    pytest.param(
        "انطلاقاً من منطقة أبو غريب، وُجهت خمسة صواريخ ليل أمس إلى قاعدة فيكتوريا.",
        [{"site": "victory_base", "munitions": 5}],
        id="origin first",
    ),
    pytest.param(
        "طائرة مسيرة قدمت من الأراضي السورية انفجرت أمس فوق معسكر زليكان في بعشيقة.",
        [{"site": "zilkan", "weapons": "drone"}],
        id="came from Syria",
    ),
]


@pytest.mark.parametrize(("text", "events"), ORIGIN)
def test_the_place_of_launch_is_not_the_target(tells: Callable[..., None], text: str, events: list) -> None:
    tells(text, PUBLISHED, events)


SPEAKERS = [
    pytest.param(
        "أبلغ ضابط في شرطة كركوك مراسلنا أن صاروخين نزلا على قاعدة كي وان ليلة أمس.",
        [{"site": "k1"}],
        id="police officer of a province",
    ),
    pytest.param(
        "ذكرت قيادة عمليات بغداد أن قاعدة بلد الجوية قصفت بخمس قذائف هاون فجر اليوم.",
        [{"site": "balad", "munitions": 5}],
        id="operations command",
    ),
    pytest.param(
        "نقل مراسل الوكالة في البصرة عن شهود أن صاروخا أصاب حقل الرميلة صباح أمس.",
        [{"site": "rumaila"}],
        id="correspondent's seat",
    ),
    pytest.param(
        "أربيل - وكالات\nقال جهاز مكافحة الإرهاب في كردستان إن مسيرة مفخخة هاجمت مساء أمس قاعدة حرير.",
        [{"site": "harir", "weapons": "drone"}],
        id="dateline",
    ),
    pytest.param(
        "أعربت بغداد عن أسفها لسقوط صاروخين مساء أمس على قاعدة القيارة.",
        [{"site": "qayyarah"}],
        id="capital as government",
    ),
]


@pytest.mark.parametrize(("text", "events"), SPEAKERS)
def test_the_seat_of_a_source_is_not_the_target(tells: Callable[..., None], text: str, events: list) -> None:
    tells(text, PUBLISHED, events)


CONVOYS = [
    pytest.param(
        "انفجرت عبوة ناسفة صباح اليوم في رتل ينقل معدات لقوات التحالف الدولي على الطريق السريع بمحافظة بابل.",
        [{"site": "convoy_babil", "weapons": "ied", "outcome": "hit"}],
        id="babil",
    ),
    pytest.param(
        "استهدف تفجير بعبوة ناسفة أمس رتلا لوجستيا للتحالف قرب مدينة الديوانية.",
        [{"site": "convoy_diwaniyah", "weapons": "ied"}],
        id="town of the governorate",
    ),
    pytest.param(
        "تعرض رتل شاحنات تابع للتحالف الدولي في ذي قار مساء أمس لانفجار عبوة ناسفة زرعت على جانب الطريق.",
        [{"site": "convoy_dhi_qar", "weapons": "ied"}],
        id="dhi qar",
    ),
    pytest.param(
        "انفجرت عبوة ناسفة أمس لدى مرور موكب يقل دبلوماسيين بريطانيين في بغداد.",
        [{"site": "convoy_baghdad", "weapons": "ied"}],
        id="diplomatic motorcade",
    ),
    pytest.param(
        "مصدر أمني: عبوتان ناسفتان انفجرتا فجر اليوم على رتل دعم للقوات الأميركية قرب الفلوجة في الأنبار.",
        [{"site": "convoy_anbar", "weapons": "ied", "munitions": 2}],
        id="two bombs",
    ),
]


@pytest.mark.parametrize(("text", "events"), CONVOYS)
def test_a_convoy_is_a_target_of_its_governorate(tells: Callable[..., None], text: str, events: list) -> None:
    tells(text, PUBLISHED, events)


SEVERAL = [
    pytest.param(
        "هاجمت ثماني طائرات مسيرة مساء أمس قاعدتي التنف والشدادي في سوريا.",
        [
            {"site": "tanf", "munitions": None, "country": "SY"},
            {"site": "shaddadi", "munitions": None, "country": "SY"},
        ],
        id="two bases, one total",
    ),
    pytest.param(
        "سقطت أمس صواريخ على قاعدة حرير وعلى مطار أربيل وعلى حقل خور مور في ساعات متقاربة.",
        [{"site": "harir"}, {"site": "erbil_airport"}, {"site": "khor_mor"}],
        id="three sites",
    ),
    pytest.param(
        "قصفت قاعدة عين الأسد فجر اليوم بصاروخين، وبعد ساعة هاجمت طائرة مسيرة مطار أربيل.",
        [
            {"site": "ain_al_asad", "weapons": "rocket", "munitions": 2},
            {"site": "erbil_airport", "weapons": "drone", "munitions": 1},
        ],
        id="two attacks in one sentence",
    ),
    pytest.param(
        "تضررت شاحنة في انفجار عبوة ناسفة برتل للتحالف في بابل صباح أمس، ومساء سقط صاروخ على المنطقة الخضراء.",
        [{"site": "convoy_babil", "weapons": "ied"}, {"site": "green_zone", "weapons": "rocket"}],
        id="convoy and zone",
    ),
]


@pytest.mark.parametrize(("text", "events"), SEVERAL)
def test_each_site_of_a_wave_is_an_attack(tells: Callable[..., None], text: str, events: list) -> None:
    tells(text, PUBLISHED, events)


ANAPHORA = [
    pytest.param(
        "سقط صاروخان صباح اليوم على قاعدة بلد الجوية.\nوكانت القاعدة نفسها قد قصفت في 4 أيار الماضي بثلاث قذائف هاون.",
        [
            {"site": "balad", "date": "2021-07-08", "munitions": 2, "primary": True},
            {"site": "balad", "date": "2021-05-04", "weapons": "mortar", "munitions": 3, "primary": False},
        ],
        id="the base itself",
    ),
    pytest.param(
        "استهدفت طائرة مسيرة أمس حقل خور مور في السليمانية.\nوكان الحقل تعرض في 21 حزيران الماضي لقصف بصاروخ واحد.",
        [
            {"site": "khor_mor", "date": "2021-07-07", "weapons": "drone"},
            {"site": "khor_mor", "date": "2021-06-21", "weapons": "rocket", "munitions": 1, "primary": False},
        ],
        id="the field",
    ),
    pytest.param(
        "أعلنت السلطات سقوط صاروخ على مطار أربيل ليل أمس.\nوقال شهود إن حريقا شب في المطار بعد سقوط الصاروخ.",
        [{"site": "erbil_airport", "munitions": 1}],
        id="retelling with a definite noun",
    ),
]


@pytest.mark.parametrize(("text", "events"), ANAPHORA)
def test_words_that_point_back_keep_the_place(tells: Callable[..., None], text: str, events: list) -> None:
    tells(text, PUBLISHED, events)


MISSED = [
    pytest.param(
        "سقط صاروخ كاتيوشا مساء أمس على منزل في حي الجهاد ببغداد، وقال ضابط إن مطار بغداد كان هو المقصود.",
        [{"site": "baghdad_airport", "outcome": "near_miss"}],
        id="fell on a house",
    ),
    pytest.param(
        "عثرت القوات الأمنية صباح اليوم على ثلاثة صواريخ معدة للإطلاق على قاعدة عين الأسد وأبطلت مفعولها.",
        [{"site": "ain_al_asad", "munitions": 3, "outcome": "foiled"}],
        id="found before launch",
    ),
    pytest.param(
        "كان مطار بغداد هدفا لصاروخين مساء أمس، لكنهما سقطا في أرض زراعية في الرضوانية.",
        [{"site": "baghdad_airport", "munitions": 2, "outcome": "near_miss"}],
        id="fell in a field",
    ),
    pytest.param(
        "أخطأت قذيفتان هدفهما في السفارة الأميركية أمس وانفجرتا في متنزه الزوراء.",
        [{"site": "green_zone", "munitions": 2, "outcome": "near_miss"}],
        id="missed the embassy",
    ),
]


@pytest.mark.parametrize(("text", "events"), MISSED)
def test_the_site_is_what_was_aimed_at(tells: Callable[..., None], text: str, events: list) -> None:
    tells(text, PUBLISHED, events)


PLAIN = [
    pytest.param(
        "قالت وزارة الدفاع إن قاعدة عسكرية غربي العراق، لم تذكر اسمها، قصفت أمس بصاروخين.",
        [{"site": None, "munitions": 2, "country": "IQ"}],
        id="no site named",
    ),
    pytest.param(
        "قصفت فصائل مسلحة فجر أمس مطارا عسكريا غربي البلاد بثلاثة صواريخ.",
        [{"site": None, "munitions": 3, "country": "IQ"}],
        id="an airfield without a name",
    ),
    pytest.param(
        "سقط صاروخ أمس قرب قاعدة عسكرية في مدينة كركوك تضم جنودا أميركيين.",
        [{"site": {"kirkuk", "k1"}, "munitions": 1}],
        id="a base in Kirkuk",
    ),
    pytest.param(
        "هاجمت مسيرة مساء أمس قاعدة تضم قوات التحالف في أربيل.",
        [{"site": "erbil_airport", "weapons": "drone"}],
        id="the coalition base in Erbil",
    ),
    pytest.param(
        "تعرض موقع للبرج 22 على الحدود الأردنية لهجوم بمسيرة مساء أمس.",
        [{"site": "tower_22", "country": "JO"}],
        id="Jordan",
    ),
]


@pytest.mark.parametrize(("text", "events"), PLAIN)
def test_unnamed_and_half_named_places(tells: Callable[..., None], text: str, events: list) -> None:
    tells(text, PUBLISHED, events)
