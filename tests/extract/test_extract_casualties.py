"""Killed and wounded: added up where the report lists them, zero only where it says none, else missing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

PUBLISHED = "2021-07-08"

NONE = [
    ("دون وقوع إصابات", 0, 0),
    ("من دون خسائر بشرية", 0, 0),
    ("بلا خسائر", 0, 0),
    ("دون خسائر تذكر", 0, 0),
    ("ولم يسفر القصف عن ضحايا", 0, 0),
    ("ولم تقع خسائر بشرية", 0, 0),
    ("ولم يصب أحد", 0, 0),
    ("ولم يُصب أحد بأذى", 0, 0),
    ("ولم تسجل أي إصابات بشرية", 0, 0),
    ("دون قتلى أو جرحى", 0, 0),
    ("دون أن يوقع قتلى", 0, None),
    ("ولم يسقط جرحى", None, 0),
    ("دون أضرار مادية", None, None),
    ("ولا أنباء عن إصابات", None, None),
    ("ولم ترد أنباء عن سقوط ضحايا", None, None),
    ("ولا معلومات عن وقوع إصابات", None, None),
    ("دون أن تعرف الخسائر", None, None),
    ("ولم تتوفر معلومات عن حجم الخسائر", None, None),
    ("ولم يعرف بعد ما إذا كان قد أوقع إصابات", None, None),
    ("من غير أن تتضح حصيلة الخسائر البشرية", None, None),
    ("وفق ما ذكر شهود", None, None),
]


@pytest.mark.parametrize(("phrase", "killed", "injured"), NONE, ids=range(len(NONE)))
def test_none_unknown_and_silence(tells: Callable[..., None], phrase: str, killed: object, injured: object) -> None:
    text = f"سقط صاروخ كاتيوشا مساء أمس على قاعدة القيارة {phrase}."
    tells(text, PUBLISHED, [{"site": "qayyarah", "killed": killed, "injured": injured}])


COUNTS = [
    ("ما أدى إلى مقتل جندي وإصابة ثلاثة", 1, 3),
    ("ما أسفر عن مقتل جنديين وجرح خمسة آخرين", 2, 5),
    ("وأسفر ذلك عن مقتل متعاقد مدني وإصابة أربعة جنود", 1, 4),
    ("فقتل ثلاثة عسكريين", 3, None),
    ("وأصيب جندي عراقي بجروح طفيفة", None, 1),
    ("وأصيب جنديان", None, 2),
    ("وجرح ٧ عسكريين", None, 7),
    ("وأوقع ستة قتلى و12 جريحا", 6, 12),
    ("وأدى إلى استشهاد منتسب وإصابة اثنين", 1, 2),
    ("فقتل شخص وجرح أربعة", 1, 4),
    ("وخلف قتيلا وجريحين", 1, 2),
    ("فقتل جنديان أميركيان وجندي بريطاني", 3, None),
    ("وأدى إلى مقتل امرأتين وثلاثة أطفال", 5, None),
    ("ما أدى إلى إصابة ثلاثة جنود ومدني واحد", None, 4),
    ("وأصيب ما لا يقل عن عشرة أشخاص", None, (10, None)),
    ("وأصيب أكثر من عشرين عسكريا", None, (20, None)),
    ("وأصيب نحو خمسة عشر شخصا", None, 15),
    ("وأدى إلى إصابة عدد من الجنود", None, None),
    ("ما أدى إلى مقتل جندي دون تسجيل جرحى", 1, 0),
]


@pytest.mark.parametrize(("phrase", "killed", "injured"), COUNTS, ids=range(len(COUNTS)))
def test_numbers_of_killed_and_injured(
    tells: Callable[..., None], phrase: str, killed: object, injured: object
) -> None:
    text = f"سقطت صواريخ مساء أمس على معسكر التاجي {phrase}."
    tells(text, PUBLISHED, [{"site": "taji", "killed": killed, "injured": injured}])


LATER = [
    pytest.param(
        "سقط صاروخ على مطار أربيل مساء أمس.\nوقالت وزارة الصحة إن شخصين قتلا وأصيب تسعة بجروح.",
        [{"site": "erbil_airport", "killed": 2, "injured": 9}],
        id="a later sentence",
    ),
    pytest.param(
        "سقط صاروخ على مطار أربيل مساء أمس.\nقالت الشرطة إن ثلاثة أشخاص أصيبوا، بينما قال مصدر طبي إن خمسة أصيبوا.",
        [{"site": "erbil_airport", "killed": None, "injured": (3, 5)}],
        id="sources that differ",
    ),
    pytest.param(
        "سقط صاروخ على قاعدة بلد أمس دون إصابات.\n"
        "وفي 8 كانون الثاني 2020 أدى قصف على القاعدة بثمانية صواريخ إلى إصابة أربعة جنود.",
        [
            {"date": "2021-07-07", "killed": 0, "injured": 0},
            {"site": "balad", "date": "2020-01-08", "munitions": 8, "injured": 4},
        ],
        id="each attack its own",
    ),
    pytest.param(
        "سقط صاروخ على قاعدة بلد أمس.\nوكان العراق قد شهد مقتل ثلاثة متظاهرين في بغداد خلال احتجاجات.",
        [{"site": "balad", "killed": None, "injured": None}],
        id="dead of something else",
    ),
    pytest.param(
        "سقط صاروخ على قاعدة بلد أمس. وكانت بغداد شهدت الأسبوع الماضي مقتل شرطيين في اشتباك عشائري.",
        [{"site": "balad", "killed": None, "injured": None}],
        id="dead of a feud",
    ),
    pytest.param(
        "سقط صاروخ على قاعدة بلد أمس. وتحيي الفصائل هذه الأيام ذكرى أبو مهدي المهندس الذي قتل مطلع 2020.",
        [{"site": "balad", "killed": None, "injured": None}],
        id="somebody who died before",
    ),
    pytest.param(
        "انفجرت مسيرة فوق مطار أربيل أمس وأوقعت 12 شخصا بين قتيل وجريح.",
        [{"site": "erbil_airport", "killed": {None, (None, 12)}, "injured": {None, (None, 12)}}],
        id="between dead and wounded",
    ),
]


@pytest.mark.parametrize(("text", "events"), LATER)
def test_the_dead_and_wounded_of_this_attack(tells: Callable[..., None], text: str, events: list) -> None:
    tells(text, PUBLISHED, events)
