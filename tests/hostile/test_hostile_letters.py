"""What a page does to letters, blanks and marks that nobody sees does not change what is read, nor does it crash."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osint_iraq.extract import extract_text
from osint_iraq.text import fold, normalise
from tests.hostile.reports import BLANKS, DIGITS, FORMS, INVISIBLE, PUBLISHED, REPORTS, SISTERS

_PLACES = ("span_start", "span_end")
_WORDS = ("sentence", "place_name", "text", "what", "value")


def told(text: str) -> dict[str, list[dict[str, Any]]]:
    """What is read, its words folded and without their places."""
    return {
        name: [
            {k: normalise(v) if k in _WORDS and isinstance(v, str) else v for k, v in row.items() if k not in _PLACES}
            for row in rows
        ]
        for name, rows in extract_text(text, PUBLISHED, "a").items()
    }


def check_spans(text: str) -> None:
    for name, rows in extract_text(text, PUBLISHED, "a").items():
        for row in rows:
            assert 0 <= row["span_start"] < row["span_end"] <= len(text), (name, row)
            if name == "evidence":
                assert text[row["span_start"] : row["span_end"]] == row["text"]


def sprinkled(text: str, marks: list[tuple[int, str]]) -> str:
    for place, mark in sorted(marks, key=lambda m: -(m[0] % (len(text) + 1))):
        at = place % (len(text) + 1)
        text = text[:at] + mark + text[at:]
    return text


MARKS = st.lists(
    st.tuples(st.integers(0, 10_000), st.text(st.sampled_from(INVISIBLE), min_size=1, max_size=3)), max_size=40
)


@pytest.mark.parametrize("report", REPORTS)
def test_the_reports_tell_of_an_attack(report: str) -> None:
    assert told(report)["mentions"]
    check_spans(report)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(REPORTS), MARKS)
def test_marks_that_nobody_sees_change_nothing(report: str, marks: list[tuple[int, str]]) -> None:
    text = sprinkled(report, marks)
    assert told(text) == told(report)
    check_spans(text)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(REPORTS), st.randoms(use_true_random=False))
def test_tatweel_inside_words_changes_nothing(report: str, random: Any) -> None:
    joined = [c + "ـ" * random.choice([0, 0, 1, 3]) if "\u0628" <= c <= "\u064a" else c for c in report]
    text = "".join(joined)
    assert told(text) == told(report)
    check_spans(text)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(REPORTS), st.randoms(use_true_random=False))
def test_letters_and_digits_of_neighbours_change_nothing(report: str, random: Any) -> None:
    text = "".join(random.choice(c + SISTERS.get(c, "") + DIGITS.get(c, "")) for c in report)
    assert told(text) == told(report)
    check_spans(text)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(REPORTS), st.randoms(use_true_random=False))
def test_presentation_forms_of_whole_words_change_nothing(report: str, random: Any) -> None:
    words = [shaped(w, random) if random.random() < 0.6 else w for w in report.split(" ")]
    text = " ".join(words)
    assert told(text) == told(report)
    check_spans(text)


def shaped(word: str, random: Any) -> str:
    """The word in presentation forms, ligatures where there is one."""
    out, at = "", 0
    while at < len(word):
        pair = word[at : at + 2]
        size = 2 if len(pair) == 2 and pair in FORMS else 1
        out += random.choice(FORMS.get(word[at : at + size], [word[at : at + size]]))
        at += size
    return out


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(REPORTS), st.randoms(use_true_random=False))
def test_other_blanks_change_nothing(report: str, random: Any) -> None:
    text = "".join(random.choice([" ", *BLANKS, " \u00a0", "\u200f \u200e"]) if c == " " else c for c in report)
    assert told(text) == told(report)
    check_spans(text)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(REPORTS), MARKS, st.randoms(use_true_random=False))
def test_all_of_it_at_once_changes_nothing(report: str, marks: list[tuple[int, str]], random: Any) -> None:
    text = "".join(random.choice(c + SISTERS.get(c, "") + DIGITS.get(c, "")) for c in report)
    text = "".join(random.choice([" ", *BLANKS]) if c == " " else c for c in text)
    text = sprinkled(text, marks)
    assert told(text) == told(report)
    check_spans(text)


@pytest.mark.parametrize(
    ("page", "plain"),
    [("قاعـ\u00adدة", "قاعدة"), ("صاروخ\u00a0ين", "صاروخ ين"), ("ﻻ", "لا"), ("ﻷ", "لا"), ("ﻼﻟ", "لال"), ("3٫5", "3.5")],
)
def test_what_comes_out_of_html_folds_like_plain_text(page: str, plain: str) -> None:
    assert fold(page).text == fold(plain).text


ANY = st.characters(exclude_categories=())  # surrogates, unassigned and private characters too
BROKEN = st.lists(st.tuples(st.integers(0, 10_000), st.text(ANY, min_size=1, max_size=4)), max_size=30)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(REPORTS), BROKEN)
def test_no_character_crashes_the_reading(report: str, marks: list[tuple[int, str]]) -> None:
    check_spans(sprinkled(report, marks))


@pytest.mark.parametrize("text", ["", "\0", "\ud800", "\udfff صاروخ", "صاروخ\0", "\U0010ffff صاروخ", "\x1b[31mصاروخ"])
def test_texts_of_strange_characters_are_read(text: str) -> None:
    check_spans(text)


@settings(max_examples=300, deadline=None)
@given(st.text(ANY, max_size=60))
def test_every_folded_character_comes_from_its_own_place(text: str) -> None:
    folded = fold(text)
    for at, char in enumerate(folded.text):
        start, end = folded.span(at, at + 1)
        assert end == start + 1
        assert char in fold(text[start]).text or (char == " " and text[start].isspace())
    assert not any(unicodedata.category(c) in ("Cf", "Cs", "Mn") for c in folded.text)
