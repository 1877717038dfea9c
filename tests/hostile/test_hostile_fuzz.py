"""A short run of what `make fuzz` does for longer, and every case that it ever found."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osint_iraq.dates import date_expressions
from osint_iraq.text import fold
from tests.hostile.reports import REPORTS
from tests.hostile.targets import TARGETS, composed, found, vocabulary

CASES = [(name, path) for name in TARGETS for path in found(name)]


@pytest.mark.parametrize(("name", "path"), CASES, ids=[path.stem for _, path in CASES])
def test_what_was_found_once_stays_mended(name: str, path: Path) -> None:
    TARGETS[name](path.read_bytes().decode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("name", TARGETS)
@settings(max_examples=60, deadline=None)
@given(data=st.binary(max_size=400))
def test_texts_made_of_bytes_and_words_keep_the_promises(name: str, data: bytes) -> None:
    TARGETS[name](composed(data))


@pytest.mark.parametrize("name", TARGETS)
@pytest.mark.parametrize("report", REPORTS)
def test_the_seeds_keep_the_promises(name: str, report: str) -> None:
    TARGETS[name](report)


def test_bytes_reach_the_words_of_the_lexicons() -> None:
    text = composed(bytes([1]) + bytes(range(96, 256)) * 4)
    assert sum(word in text for word in vocabulary() if len(word) > 3) > 20


RELATIVE = ("السبت المقبل", "الأسبوع الماضي", "الأسبوع المقبل", "السبت من الأسبوع الماضي", "قبل 3 أيام", "ليلة الأربعاء ٣ مارس", "خلال 48 ساعة الماضية", "أمس")  # fmt: skip


@pytest.mark.parametrize("published", [date.min, date.max])
@pytest.mark.parametrize("words", [*RELATIVE, *REPORTS])
def test_the_first_and_last_days_of_the_calendar_break_no_date(words: str, published: date) -> None:
    for found_date in date_expressions(fold(f"سقط صاروخ {words} على القاعدة."), published):
        assert found_date.date_start is None or found_date.date_end is not None
