"""Tables of counts and windows made by hand, in the columns that analyse gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd
import pytest

_COLUMNS = ["period_start", "period_end", "source", "count", "exposure_days", "partial", "undated"]


@pytest.fixture(scope="session")
def make_counts() -> Callable[..., pd.DataFrame]:
    """make_counts("2020-01-01", "2020-03-31", "M", both=[1, 0, 2], …): a table as attack_counts(by="source") gives it."""

    def make(
        start: str, end: str, freq: str, partial: bool = False, undated: int = 0, **counts: list[float]
    ) -> pd.DataFrame:
        periods = pd.period_range(start, end, freq=freq)
        rows = []
        for source in ("articles", "both", "chronology"):
            for period, count in zip(periods, counts.get(source, [0] * len(periods)), strict=True):
                first, last = period.start_time.normalize(), min(period.end_time.normalize(), pd.Timestamp(end))
                cut = partial and period == periods[-1]
                rows.append((first, last, source, count, (last - first).days + 1, cut, undated))
        return pd.DataFrame(rows, columns=_COLUMNS).sort_values("period_start", kind="stable", ignore_index=True)

    return make


@pytest.fixture(scope="session")
def make_window() -> Callable[..., pd.DataFrame]:
    """make_window(before=3, after=11, ratio_low=1.2): one row as `around` gives it, other values at their plainest."""

    def make(**given: object) -> pd.DataFrame:
        row: dict[str, object] = {
            "event_id": "talks", "event_date": pd.Timestamp("2020-06-11"), "title_en": "Talks open",
            "title_ar": "افتتاح الحوار", "days": 30, "gap": 0,
            "before_start": pd.Timestamp("2020-05-12"), "before_end": pd.Timestamp("2020-06-10"),
            "after_start": pd.Timestamp("2020-06-11"), "after_end": pd.Timestamp("2020-07-10"),
            "before_exposure": 30, "after_exposure": 30, "before_count": 3, "after_count": 11,
            "before_low": 0.6, "before_high": 8.8, "after_low": 5.5, "after_high": 19.7,
            "rate_ratio": 3.67, "ratio_low": 0.97, "ratio_high": 20.0, "undated": 0,
        }  # fmt: skip
        row |= given
        for side in ("before", "after"):
            row.setdefault(f"{side}_rate", row[f"{side}_count"])
        return pd.DataFrame([row])

    return make


@pytest.fixture(scope="session")
def make_milestones() -> Callable[..., pd.DataFrame]:
    """make_milestones({"2020-06-11": "Talks"}): rows of political_events; the Arabic title numbers them."""

    def make(given: Mapping[str, str]) -> pd.DataFrame:
        days = pd.to_datetime(list(given))
        titles = {"title_en": list(given.values()), "title_ar": [f"حدث {i}" for i in range(len(given))]}
        return pd.DataFrame({"date_start": days, "date_end": days, **titles})

    return make


@pytest.fixture
def coarse(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures of few dots, so that a test that writes files need not wait for those of print."""
    monkeypatch.setattr("osint_iraq.plot.export._PRINT_DPI", 50)
    monkeypatch.setattr("osint_iraq.plot.export._SCREEN_DPI", 50)
