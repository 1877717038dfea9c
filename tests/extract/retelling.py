"""The same told in other words or another order: months, the order of the background, sentences on other matters.

Each touches more than the writing, but none touches what is told of an attack.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from osint_iraq.lexicon import scan
from osint_iraq.text import LETTERS, fold, normalise

from .changes import WORD_END, named

# Month names: the Levantine and the Egyptian ones.

_MONTHS = {
    "كانون الثاني": "يناير", "شباط": "فبراير", "آذار": "مارس", "نيسان": "أبريل", "أيار": "مايو", "حزيران": "يونيو",
    "تموز": "يوليو", "آب": "أغسطس", "أيلول": "سبتمبر", "تشرين الأول": "أكتوبر", "تشرين الثاني": "نوفمبر",
    "كانون الأول": "ديسمبر",
}  # fmt: skip
_EITHER = _MONTHS | {egyptian: levantine for levantine, egyptian in _MONTHS.items()}
_NAME = "|".join(re.sub("[أآ]", "[أآا]", name) for name in _EITHER)
_MONTH = re.compile(f"(?<![{LETTERS}])([بلو]?)({_NAME}){WORD_END}")
_TWICE = re.compile(f"({_NAME}) ?[/(] ?({_NAME})\\)?")


def _other(month: str) -> str:
    return next(other for name, other in _EITHER.items() if normalise(name) == normalise(month))


def months_of_the_other_system(text: str) -> str:
    return _MONTH.sub(lambda m: m[1] + _other(m[2]), text)


def months_by_one_name(text: str) -> str:
    return _TWICE.sub(r"\1", text)


def months_by_the_second_name(text: str) -> str:
    return _TWICE.sub(r"\2", text)


def months_by_both_names(text: str) -> str:
    return _MONTH.sub(lambda m: f"{m[1]}{m[2]}/{_other(m[2])}", months_by_one_name(text))


MONTHS = named(months_of_the_other_system, months_by_one_name, months_by_the_second_name, months_by_both_names)

# The order of the background: paragraphs that have a date of their own, or no word of an attack at all.

_ON_ATTACKS = {
    "weapon", "attack", "motion", "killed", "injured", "casualty", "both", "none", "damage", "claim", "blame", "denial",
    "responsibility", "launcher", "outcome", "same_group", "site",
}  # fmt: skip
_POINTS_BACK = {"anaphora", "previous", "one_more", "that_month", "same_group"}
_FULL_DATE = re.compile(rf"\d{{1,2}} (?:من )?(?:{_NAME})(?: ?/ ?(?:{_NAME}))? \d{{4}}")
OLD_ATTACKS = (
    "وكانت ثلاث قذائف هاون قد سقطت على معسكر بسماية في 3 أيار 2019 دون وقوع إصابات.",
    "وكانت طائرة مسيرة قد هاجمت حقل سرسنك النفطي في 9 تشرين الثاني 2018 وألحقت به أضرارا.",
)


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a report; the first is its title."""
    return [p for p in text.split("\n") if p.strip()]


def joined(parts: Iterable[str]) -> str:
    """Paragraphs as a text."""
    return "\n\n".join(parts)


def cue_kinds(text: str) -> set[str]:
    """The kinds of the cues that a text holds."""
    return {cue.kind for cue in scan(fold(text))}


def is_silent(paragraph: str) -> bool:
    """True where it has no word for an attack or a weapon, nor for harm, claims and blame."""
    return not cue_kinds(paragraph) & _ON_ATTACKS


def is_dated(paragraph: str) -> bool:
    """True where it has a day of its own, told in full, and points to nothing before it."""
    return bool(_FULL_DATE.search(paragraph)) and not cue_kinds(paragraph) & _POINTS_BACK


def tail(parts: list[str]) -> int:
    """Where the paragraphs begin that stand for themselves up to the end; never before the third."""
    start = len(parts)
    while start > 2 and (is_silent(parts[start - 1]) or is_dated(parts[start - 1])):
        start -= 1
    return start


def background_in_reverse(text: str) -> str:
    parts = paragraphs(text)
    start = tail(parts)
    return joined(parts[:start] + parts[start:][::-1])


def silent_paragraphs_last(text: str) -> str:
    parts = paragraphs(text)
    last = [p for p in parts[2:] if is_silent(p)]
    return joined([p for p in parts if p not in last] + last)


def silent_paragraphs_after_the_lead(text: str) -> str:
    parts = paragraphs(text)
    early = [p for p in parts[2:] if is_silent(p)]
    return joined(parts[:2] + early + [p for p in parts[2:] if p not in early])


def without_silent_paragraphs(text: str) -> str:
    parts = paragraphs(text)
    return joined(parts[:2] + [p for p in parts[2:] if not is_silent(p)])


ORDER = named(
    background_in_reverse, silent_paragraphs_last, silent_paragraphs_after_the_lead, without_silent_paragraphs
)

# Sentences on other matters.

UNRELATED = {
    "weather": "ويتوقع خبراء الأنواء الجوية طقسا معتدلا في عموم البلاد، مع أمطار خفيفة في المناطق الجبلية.",
    "weather with a day": "وتوقعت هيئة الأنواء الجوية أن تبلغ الحرارة 41 درجة في البصرة يوم الثلاثاء المقبل.",
    "sport": "وفي الدوري الممتاز فاز فريق الشرطة على ضيفه نادي النفط بثلاثة أهداف مقابل هدف.",
    "market": "وتشهد أسعار الخضراوات في الأسواق استقرارا نسبيا، بينما ارتفع سعر الدولار إلى 1480 دينارا.",
    "politics": "وقال رئيس الوزراء العراقي إن حكومته ماضية في تنفيذ برنامجها الاقتصادي وتشكيل اللجان.",
    "politics in quotes": "ودعا نائب إلى إقرار الموازنة، قائلا: «لا بد من توافق القوى السياسية قبل نهاية العام».",
    "school": "وأعلنت وزارة التربية نتائج الامتحانات النهائية لنحو 700 ألف طالب في محافظات العراق.",
}


def at_the_end(text: str, sentence: str) -> str:
    """The sentence as a last paragraph."""
    return f"{text}\n\n{sentence}"


def after_the_lead(text: str, sentence: str) -> str:
    """The sentence as a paragraph behind the title and the lead."""
    parts = paragraphs(text)
    return joined([*parts[:2], sentence, *parts[2:]])


def between_all(text: str, sentence: str) -> str:
    """The sentence as a paragraph after each but the title."""
    parts = paragraphs(text)
    return joined([parts[0], *(f"{p}\n\n{sentence}" for p in parts[1:])])


def behind_the_last_word(text: str, sentence: str) -> str:
    """The sentence in the last paragraph."""
    return f"{text} {sentence}" if text.endswith((".", "»", '"')) else f"{text}. {sentence}"


WHERE = named(at_the_end, after_the_lead, between_all, behind_the_last_word)
