"""Short attack reports of our own for hostile tests, and the ways in which pages write the same letters."""

from __future__ import annotations

import unicodedata
from datetime import date

PUBLISHED = date(2021, 3, 14)

REPORTS = [
    "سقطت ثلاثة صواريخ كاتيوشا على قاعدة عين الأسد في الأنبار مساء السبت 13 مارس 2021، من دون خسائر بشرية.",
    "أعلنت خلية الإعلام الأمني أن طائرتين مسيّرتين استهدفتا مطار أربيل فجر اليوم، وأصيب جنديان بجروح طفيفة.",
    "تبنّت «سرايا أولياء الدم» قصف قاعدة بلد الجوية بـ5 صواريخ يوم الخميس الماضي، واتهمت واشنطن إيران بالهجوم.",
    "انفجرت عبوة ناسفة برتل دعم لوجستي تابع للتحالف الدولي في محافظة بابل أمس الأول، وقُتل سائق عراقي واحد.",
    "قال مصدر أمني إن أكثر من عشرين صاروخا سقطت قرب السفارة الأميركية في بغداد في 20 كانون الأول/ديسمبر 2020.\n\n"
    "وأضاف المصدر أن الهجوم أوقع 4 جرحى.",
    "هجوم بطائرة مسيرة على قاعدة حرير\n\nأكد مسؤول كردي (أمس الجمعة) إسقاط الطائرة قبل وصولها إلى هدفها.",
    "استهدف ((فصيل مسلح)) معسكر التاجي بقذيفتي هاون ليلة الأربعاء ٣ مارس، وفق بيان للجيش العراقي.",
]

INVISIBLE = (
    "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\u200c\u200d\ufeff\u061c\u00ad\u2060"
)
BLANKS = "\u00a0\u2002\u2003\u2009\u202f\u3000\t"
SISTERS = {"ي": "یۍێې", "ى": "ی", "ك": "کڪگ", "ه": "ەھہ", "و": "ۆۇ", "ة": "ۃ", "ا": "ٱ"}
"""Persian, Kurdish and Urdu letters that stand for an Arabic one."""
DIGITS = {str(n): chr(0x0660 + n) + chr(0x06F0 + n) + chr(0xFF10 + n) for n in range(10)}
COMMAS = {"،": ",", ",": "،"}


def _forms() -> dict[str, list[str]]:
    forms: dict[str, list[str]] = {}
    for code in range(0xFB50, 0xFEFD):
        parts = unicodedata.decomposition(chr(code)).split()
        if len(parts) >= 2 and parts[0] in ("<isolated>", "<initial>", "<medial>", "<final>"):
            letters = "".join(chr(int(p, 16)) for p in parts[1:])
            if " " not in letters and len(letters) <= 2:
                forms.setdefault(letters, []).append(chr(code))
    return forms


FORMS = _forms()
"""Letters, and the ligatures of two, by the forms in which old pages and PDFs print them."""
