"""Reading costs what it must: counted in calls of functions, since seconds depend on the machine and its neighbours."""

from __future__ import annotations

from datetime import date

import pytest

from osint_iraq.cues import Finder
from osint_iraq.extract.opening import read_document
from osint_iraq.extract.parts import scanned
from osint_iraq.extract.reports import told
from tests.hostile.test_hostile_work import attacks, calls

DAY = "2020-06-14"
_QUIET = (
    "افتتح وزير الزراعة في مدينة السليمانية معرضا للتمور والعسل شاركت فيه عشرون شركة محلية.",
    "وارتفعت أسعار القمح في الأسواق بنسبة ثلاثة بالمئة منذ مطلع العام الجاري.",
    "وفاز المنتخب الوطني لكرة القدم بهدفين في مباراة أقيمت مساء الجمعة.",
    "وتتوقع هيئة الأنواء الجوية هطول أمطار خفيفة في الشمال يوم الأحد 12 كانون الثاني 2020.",
)
_PLACES = (
    "قاعدة عين الأسد",
    "مطار أربيل",
    "قاعدة حرير",
    "قاعدة بلد",
    "معسكر التاجي",
    "مطار بغداد الدولي",
    "السفارة الأميركية",
)
_TOLD = (
    "قال مصدر أمني إن {number} صواريخ كاتيوشا سقطت مساء {day} يونيو 2020 على {place} دون وقوع إصابات.",
    "وأعلنت خلية الإعلام الأمني إصابة {number} جنود بجروح في هجوم بطائرة مسيرة على {place} فجر {day} مايو 2020.",
    "وتبنت جماعة تطلق على نفسها عصبة الثائرين استهداف {place} في {day} مارس 2020، وقالت إن القصف رد على الغارات.",
    "واتهم مسؤول أميركي كتائب حزب الله بالوقوف وراء القصف الذي طال {place} في {day} أبريل 2020.",
    "ولم تعلن أي جهة مسؤوليتها عن إطلاق {number} قذائف هاون على {place} يوم {day} شباط 2020.",
)


def quiet(count: int) -> str:
    """So many sentences without a word for an attack, a weapon or politics."""
    return " ".join(f"{_QUIET[n % len(_QUIET)]} {n}." for n in range(count))


def report(count: int) -> str:
    """So many different sentences about attacks, each of a day and a place of its own."""
    return " ".join(
        _TOLD[n % len(_TOLD)].format(number=3 + n % 6, day=1 + n % 28, place=_PLACES[n % len(_PLACES)])
        for n in range(count)
    )


def cost(text: str) -> int:
    """How many functions reading the text calls, once every table and every letter has been met."""
    told((text, DAY))
    return calls(lambda: told((text, DAY)))


def test_the_texts_are_what_they_are_meant_to_be() -> None:
    assert not any(told((quiet(40), DAY))["rows"].values())
    assert len(told((report(10), DAY))["rows"]["mentions"]) >= 5


@pytest.mark.parametrize("count", [4, 40])
def test_a_text_that_tells_of_no_attack_costs_a_few_calls_and_one_more_a_sentence(count: int) -> None:
    assert cost(quiet(count)) <= 80 + count


def test_a_text_that_tells_of_no_attack_makes_no_cue(monkeypatch: pytest.MonkeyPatch) -> None:
    def made(*_: object) -> None:
        pytest.fail("cues were made")

    monkeypatch.setattr(Finder, "cues", made)
    assert told((quiet(4), DAY))["parts"] == 1


@pytest.mark.parametrize("made", [report, attacks])
def test_four_times_the_sentences_are_about_four_times_the_calls(made: object) -> None:
    assert callable(made)
    few, many = (cost(made(count)) for count in (12, 48))
    assert many <= 5.2 * few, (few, many)


def test_a_report_costs_few_calls_for_each_character() -> None:
    text = report(5)
    assert cost(text) <= 25 * len(text), cost(text) / len(text)


def test_making_a_report_ready_costs_few_calls_for_each_character() -> None:
    text, day = report(5), date.fromisoformat(DAY)
    read_document(scanned(text), day)
    needed = calls(lambda: read_document(scanned(text), day))
    assert needed <= 9 * len(text), needed / len(text)
