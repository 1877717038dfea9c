"""The two windows of one political event: their days, and what lies in each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from osint_iraq.analyse.counts import day, place, placing
from osint_iraq.analyse.milestones import cut_at_others, others_inside
from osint_iraq.analyse.rates import rate_interval, rate_ratio

__all__ = ["PER_DAYS", "Cover", "Others", "Parts", "counted_parts", "row_around"]

PER_DAYS = 30
"""Rates are given per this many days."""

Cover = tuple[pd.Timestamp | None, pd.Timestamp | None]


class Others(NamedTuple):
    """Other milestones to look out for, and whether windows end at them."""

    milestones: pd.DataFrame | None
    cut: bool


def row_around(
    events: pd.DataFrame, event: Mapping[str, Any], days: int, gap: int, cover: Cover, others: Others
) -> dict[str, Any]:
    """The row of `around` for windows of this many days."""
    first = day(event["date_start"])
    windows = _windows(first, days, gap)
    near = None if others.milestones is None else others_inside(windows, event, others.milestones)
    if near is not None and others.cut:
        windows = cut_at_others(windows, first, near)
    windows = _cut(windows, cover)
    placed = place(events, windows)
    exposure = [max(0, int(d) + 1) for d in (windows["period_end"] - windows["period_start"]).dt.days]
    row: dict[str, Any] = {"event_id": event["event_id"], "event_date": first, "days": days, "gap": gap}
    row |= {"title_en": event.get("title_en"), "title_ar": event.get("title_ar")}
    for side, name in enumerate(("before", "after")):
        row |= _side(name, placed.iloc[side], exposure[side])
    ratio = rate_ratio(row["after_count"], row["before_count"], exposure[1], exposure[0])
    row |= {"rate_ratio": ratio.ratio, "ratio_low": ratio.low, "ratio_high": ratio.high}
    row |= {"p_exact": ratio.p_exact, "p_mid": ratio.p_mid, "undated": _undated(events, windows)}
    return row if near is None else row | {"overlapping": "|".join(near["event_id"]) or None}


def _windows(first: pd.Timestamp, days: int, gap: int) -> pd.DataFrame:
    """The two windows as periods, before and after."""
    away, length, one = pd.Timedelta(days=gap), pd.Timedelta(days=days), pd.Timedelta(days=1)
    bounds = [(first - away - length, first - away - one), (first + away, first + away + length - one)]
    return pd.DataFrame(bounds, columns=["period_start", "period_end"])


def _cut(windows: pd.DataFrame, cover: Cover) -> pd.DataFrame:
    """The windows cut to what the sources cover; one that ends before it starts has no day left."""
    lower, upper = cover
    bounds = zip(windows["period_start"], windows["period_end"], strict=True)
    cut = [(max(first, lower or first), min(last, upper or last)) for first, last in bounds]
    return pd.DataFrame(cut, columns=["period_start", "period_end"])


def _undated(events: pd.DataFrame, windows: pd.DataFrame) -> int:
    """Attacks that touch a window but fit into neither, each counted once however many windows it touches."""
    touched, fitting = pd.Series(False, index=events.index), pd.Series(False, index=events.index)
    for first, last in zip(windows["period_start"], windows["period_end"], strict=True):
        fits, undated = placing(events, first, last)
        touched, fitting = touched | undated, fitting | fits
    return int((touched & ~fitting).sum())


def _side(name: str, placed: pd.Series, exposure: int) -> dict[str, Any]:
    """The columns of one window; where no day of it is covered, the count is missing, not 0."""
    if not exposure:
        return {f"{name}_exposure": 0, f"{name}_count": None}
    count = int(placed["count"])
    low, high = rate_interval(count, exposure)
    return {
        f"{name}_start": placed["period_start"],
        f"{name}_end": placed["period_end"],
        f"{name}_exposure": exposure,
        f"{name}_count": count,
        f"{name}_rate": PER_DAYS * count / exposure,
        f"{name}_low": PER_DAYS * low,
        f"{name}_high": PER_DAYS * high,
    }


class Parts(NamedTuple):
    """A window in sub-periods of equal length, or nearly so: attacks in each, and days of each."""

    counts: np.ndarray
    days: np.ndarray


def counted_parts(events: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp, parts: int) -> Parts:
    """The attacks that count in the window from `first` to `last`, each in the sub-period of its first day.

    They add up to the count of the window: one known to several days within it is not lost between two sub-periods.
    """
    length = (last - first).days + 1
    borders = np.linspace(0, length, min(parts, length) + 1).round().astype(int)
    counts, _ = placing(events, first, last)
    offset = (events.loc[counts, "date_start"] - first).dt.days.to_numpy()
    return Parts(np.histogram(offset, borders)[0], np.diff(borders))
