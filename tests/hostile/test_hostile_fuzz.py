"""A short run of what `make fuzz` does for longer, and every case that it ever found."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
