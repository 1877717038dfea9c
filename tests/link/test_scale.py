"""Linking costs as much as its blocks hold: counted in comparisons, which no slow machine changes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest

from osint_iraq.link import assigning, link_explained, near, shingles
from osint_iraq.link.members import Member
from osint_iraq.link.reprints import find_reprints

from .told import articles, mentions, texts

SITES = ("green_zone", "victory_base", "baghdad_city", "ain_al_asad", "harir", "taji", "balad", "mosul", None)
WEAPONS = ("rocket", "drone", "ied", "unknown")
A_DAY = 4
FIRST = date(2020, 2, 1)


class Counted:
    """How often a function was called."""

    def __init__(self, patch: pytest.MonkeyPatch, name: str, *modules: Any) -> None:
        self.calls = 0
        inner = getattr(modules[0], name)

        def counting(*args: Any) -> Any:
            self.calls += 1
            return inner(*args)

        for module in modules:
            patch.setattr(module, name, counting)

    def of(self, *given: Any, **more: Any) -> int:
        """The calls that linking these mentions takes."""
        before, frame = self.calls, mentions(*given)
        link_explained(frame, articles(frame, **more))
        return self.calls - before


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> Counted:
    return Counted(monkeypatch, "compare", assigning, near)


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> Counted:
    return Counted(monkeypatch, "_common", shingles)


def told(count: int, first: date = FIRST, a_day: int = A_DAY) -> list[dict[str, Any]]:
    """So many mentions, so many a day, of all kinds that linking treats in a way of its own."""
    return list(_told(count, first, a_day))


def _told(count: int, first: date, a_day: int) -> Iterator[dict[str, Any]]:
    for n in range(count):
        day = first + timedelta(days=n // a_day)
        vague = n % 29 == 0
        dead = n % 3 or None
        yield {
            "date_start": str(day - timedelta(days=6) if vague else day), "date_end": str(day), "killed_min": dead,
            "date_precision": "range" if vague else "day", "site_id": SITES[n * 7 % len(SITES)], "killed_max": dead,
            "weapons": WEAPONS[n * 5 % len(WEAPONS)], "date_basis": "relative" if n % 5 else "explicit",
        }  # fmt: skip


def test_comparisons_grow_with_mentions_and_not_with_their_pairs(compared: Counted) -> None:
    few, many = 300, 1200
    assert 0 < compared.of(*told(many)) / many <= 1.3 * compared.of(*told(few)) / few


def test_a_crowded_day_is_compared_with_no_other_time(compared: Counted) -> None:
    crowded, calm = told(120, a_day=120), told(120, first=FIRST + timedelta(days=100))
    assert 0 < compared.of(*crowded, *calm) <= compared.of(*crowded) + compared.of(*calm)


def test_a_voice_on_a_much_told_attack_asks_no_more_voices(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, voice = Counted(monkeypatch, "count", Member), {"killed_min": 2, "killed_max": 2}
    few, many = 25, 100
    assert 0 < asked.of(*[voice] * many) / many <= 1.3 * asked.of(*[voice] * few) / few


FORMULA = " ".join(f"formula{n}" for n in range(60))


def reports(count: int, each: int = 1, a_day: int = A_DAY) -> tuple[pd.DataFrame, pd.DataFrame]:
    """So many reports with a formula in common, each printed so often, and their mentions."""
    days = [str(FIRST + timedelta(days=n // each // a_day)) for n in range(count * each)]
    frame = mentions(*({"date_start": day} for day in days))
    own = [" ".join(f"w{n // each}x{word}" for word in range(40)) for n in range(count * each)]
    of = articles(frame, **{f"a{n}": day for n, day in enumerate(days)})
    return texts(of, **{f"a{n}": f"{text} {FORMULA}" for n, text in enumerate(own)}), frame


def test_a_formula_brings_no_reports_together(looked_at: Counted) -> None:
    assert find_reprints(*reports(200)).empty
    assert looked_at.calls == 0


def test_texts_are_looked_at_with_their_own_reprints_only(looked_at: Counted) -> None:
    assert len(find_reprints(*reports(100, each=3))) == 200
    assert looked_at.calls == 300


def test_a_text_that_comes_back_is_looked_at_within_its_days_only(looked_at: Counted) -> None:
    def calls(count: int) -> float:
        of, frame = reports(count, a_day=1)
        before = looked_at.calls
        find_reprints(of.assign(text=FORMULA), frame)
        return (looked_at.calls - before) / count

    assert 0 < calls(200) <= 1.3 * calls(50)
