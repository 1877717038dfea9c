"""Texts that no report looks like cost work in proportion to their length, and nothing of them is lost."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from itertools import cycle, islice, pairwise
from types import FrameType
from typing import Any

import pytest

from osint_iraq.extract import extract_text
from osint_iraq.extract.parts import MOST_CHARACTERS, MOST_CUES, MOST_SENTENCES, cut, scanned
from osint_iraq.extract.reports import told
from osint_iraq.lexicon import scan
from osint_iraq.read.containers.streams import ByteLine, lines_of
from osint_iraq.read.containers.tables import _names
from osint_iraq.read.lines import core
from osint_iraq.read.markup.html_tree import parse_tree
from osint_iraq.read.page import read_page
from osint_iraq.text import fold
from tests.hostile.reports import PUBLISHED, REPORTS

OPENING = "سقط صاروخ على قاعدة عين الأسد يوم السبت. "
_PLACES = (
    "قاعدة عين الأسد",
    "مطار أربيل",
    "السفارة الأميركية",
    "قاعدة حرير",
    "قاعدة بلد",
    "معسكر التاجي",
    "مطار بغداد",
)
_DAYS = ("السبت", "الأحد", "الثلاثاء", "الخميس", "الجمعة")
_WEAPONS = ("صواريخ كاتيوشا", "طائرات مسيرة", "قذائف هاون")


def attacks(count: int, between: str = ". ") -> str:
    """So many sentences of an attack, each with a place, a day and a weapon of its own."""
    chance = random.Random(count)
    told = (
        f"استهدفت {chance.randint(2, 9)} {chance.choice(_WEAPONS)} {chance.choice(_PLACES)} يوم {chance.choice(_DAYS)} "
        f"{chance.randint(1, 28)} مارس 20{chance.randint(11, 20)}"
        for _ in range(count)
    )
    return between.join(told) + "."


def again(words: str, size: int) -> str:
    """The words again and again, so many characters."""
    return "".join(islice(cycle(words), size))


REPEATED = {
    "words of weapons": "صاروخ ", "weapons on lines": "صاروخ\n", "clauses of attacks": "، وسقط صاروخ",
    "clauses of nothing": "، وقال", "negations": "لم يسقط صاروخ ", "anniversaries": "في الذكرى الثانية سقط صاروخ. ",
    "the base": "سقط صاروخ على القاعدة نفسها. ", "that day": "في ذلك اليوم سقط صاروخ. ", "claims": "تبنت كتائب حزب الله الهجوم ",
    "counts": "25 هجوما منذ أكتوبر. ", "days": "5 مارس: سقط صاروخ على قاعدة بلد\n", "words": "كلمة أخرى ", "one word": "ب",
    "digits": "1234567890", "numbers": "12 ", "groups": "1,234.", "brackets": "(", "bracketed": "(3)", "commas": "، ",
    "stops": ". ", "dots": ".", "months": "يناير كانون الثاني ", "number words": "خمسة وعشرون و", "weekdays": "السبت ",
    "quotation marks": '"', "newlines": "\n", "marks": "\u064b", "tatweel": "ـ", "and": "و", "abbreviations": "أ. ",
    "slashes": "3/", "dates": "3/3/2020 ", "initials": "أ.ب", "blanks": " ", "bars": "أمن | ", "dashes": "- ",
    "terms in each other": "اخر هجوم ",
}  # fmt: skip


def calls(work: Callable[[], Any]) -> int:
    """How many functions the work calls, our own and built-in ones."""
    count = 0

    def counted(_frame: FrameType, event: str, _argument: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def test_a_chain_of_terms_in_each_other_is_not_compared_pair_by_pair() -> None:
    few, many = (scan(fold(again(REPEATED["terms in each other"], n))) for n in (4_000, 16_000))
    assert len(many) > 3.5 * len(few) > 1000
    small, large = (
        steps(lambda n=n: scan(fold(again(REPEATED["terms in each other"], n))))  # type: ignore[misc]
        for n in (4_000, 16_000)
    )
    assert large < 5 * small, (small, large)


@pytest.mark.parametrize("name", REPEATED)
def test_twice_the_text_is_about_twice_the_work(name: str) -> None:
    size = 15_000 if name in ("words", "digits", "commas", "dots", "newlines", "and") else 8_000
    texts = [OPENING + again(REPEATED[name], n) for n in (size, 2 * size)]
    for reading in (lambda t: extract_text(t, PUBLISHED, "a"), read_page):
        reading(OPENING)
        small, large = (calls(lambda r=reading, t=t: r(t)) for t in texts)  # type: ignore[misc]
        assert large < 3 * small + 5_000, (small, large)


def test_ten_times_the_attacks_are_about_ten_times_the_work() -> None:
    few, many = (calls(lambda n=n: extract_text(attacks(n), PUBLISHED, "a")) for n in (200, 1000))  # type: ignore[misc]
    assert many < 6 * few, (few, many)


@pytest.mark.parametrize("between", [". ", "\n", "، ", " و"])
def test_every_stretch_of_a_long_text_is_read(between: str) -> None:
    text = attacks(600, between)
    found = extract_text(text, PUBLISHED, "a")
    for name, rows in found.items():
        for row in rows:
            assert 0 <= row["span_start"] < row["span_end"] <= len(text), name
    for row in found["evidence"]:
        assert text[row["span_start"] : row["span_end"]] == row["text"]
    for part in range(10):
        low, high = part * len(text) // 10, (part + 1) * len(text) // 10
        assert any(low <= row["span_start"] < high for row in found["mentions"]), part
    ids = [row["mention_id"] for row in found["mentions"]]
    assert ids == [f"a#{n}" for n in range(1, len(ids) + 1)]


@pytest.mark.parametrize("text", [*REPORTS, "", "صاروخ", "\n".join(REPORTS), attacks(60)])
def test_a_report_is_read_in_one_piece(text: str) -> None:
    assert told((text, None))["parts"] == 1


@pytest.mark.parametrize("text", [attacks(600), again("صاروخ ", 60_000), again("كلمة ", 200_000), again(". ", 9_000)])
def test_parts_lie_end_to_end_and_keep_the_measure(text: str) -> None:
    parts = cut(scanned(text))
    assert parts[0][0] == 0
    assert parts[-1][1] == len(text)
    assert all(a[1] == b[0] for a, b in pairwise(parts))
    for start, end in parts:
        assert end - start <= MOST_CHARACTERS + MOST_SENTENCES
        assert len(scanned(text[start:end]).cues) <= MOST_CUES + 200


def test_a_part_reads_like_a_report_of_its_own() -> None:
    text = attacks(600)
    first = cut(scanned(text))[0]
    whole, alone = extract_text(text, PUBLISHED, "a"), extract_text(text[slice(*first)], PUBLISHED, "a")
    assert alone["mentions"]
    assert whole["mentions"][: len(alone["mentions"])] == alone["mentions"]


@pytest.mark.parametrize("digits", [13, 30, 5_000, 100_000])
def test_numbers_of_endless_digits_are_no_numbers(digits: int) -> None:
    for text in (f"سقط ({'9' * digits}) صاروخا على قاعدة بلد أمس.", f"سقط {'9' * digits} صاروخا على قاعدة بلد أمس."):
        told = extract_text(text, PUBLISHED, "a")["mentions"]
        assert told or digits > 3_000  # a sentence that long is cut
        assert all(row["munitions_min"] in (None, 1) for row in told)


@pytest.mark.parametrize(
    ("line", "letters"),
    [("- أ 3 ب -", "أ 3 ب"), ("...", ""), ("", ""), ("أ", "أ"), ("1 أ" + "- " * 9 + "ب 2", "أ" + "- " * 9 + "ب")],
)
def test_the_edges_of_a_line_go_and_its_middle_stays(line: str, letters: str) -> None:
    assert core(line) == letters


def steps(work: Callable[[], Any]) -> int:
    """How many steps of bytecode the work takes, each turn of a loop counted."""
    count = 0

    def counted(frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal count
        frame.f_trace_opcodes = True
        count += event == "opcode"
        return counted

    before = sys.gettrace()
    sys.settrace(counted)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


UNUSUAL: dict[str, Callable[[int], Any]] = {
    "elements that are never closed": lambda n: parse_tree("<b><br>x" * n),
    "columns of one name": lambda n: _names(["text"] * n),
}


@pytest.mark.parametrize("name", UNUSUAL)
def test_twice_the_markup_or_columns_are_about_twice_the_work(name: str) -> None:
    small, large = (steps(lambda n=n: UNUSUAL[name](n)) for n in (200, 400))  # type: ignore[misc]
    assert large < 3 * small, (small, large)


def test_what_goes_beyond_the_limit_of_a_line_is_not_gathered() -> None:
    joined = 0

    class Chunk(bytes):
        def __radd__(self, before: bytes) -> bytes:
            nonlocal joined
            joined += 1
            return before + bytes(self)

    found = list(lines_of([Chunk(b"x" * 10)] * 500 + [Chunk(b"y\nz")], 100))
    assert found == [ByteLine(b"x" * 100, True), ByteLine(b"z")]
    assert joined < 20
