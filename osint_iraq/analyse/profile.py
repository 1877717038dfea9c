"""Attacks counted from the day of a political event, bin by bin, with what the same bins hold at other dates."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from osint_iraq.analyse.counts import Day, placing
from osint_iraq.analyse.milestones import PoliticalEvent, comparable_event
from osint_iraq.analyse.placebo import FEWEST, event_columns, framed
from osint_iraq.analyse.sides import PER_DAYS
from osint_iraq.analyse.sliding import Attacks, Period, period
from osint_iraq.analyse.study import Study, study_events

__all__ = ["Bins", "event_profile"]

_PROFILE = {
    "event_id": "str", "event_date": "datetime64[us]", "title_en": "str", "title_ar": "str",
    "bin": "int64", "day_from": "int64", "day_to": "int64",
    "period_start": "datetime64[us]", "period_end": "datetime64[us]", "count": "Int64", "exposure": "int64",
    "undated": "Int64", "rate": "float64", "placebo_low": "float64", "placebo_mid": "float64",
    "placebo_high": "float64", "n_placebo": "int64",
    "reference_start": "datetime64[us]", "reference_end": "datetime64[us]",
}  # fmt: skip


class Bins(NamedTuple):
    """Bins of `days` days around a date: `numbers` …, -1, 0, 1, …, of which 0 starts at the date."""

    numbers: np.ndarray
    days: int

    @classmethod
    def of(cls, before: int, after: int, days: int) -> Bins:
        """Raises ValueError where there is no bin on a side, or no day in a bin."""
        if min(before, after, days) < 1:
            raise ValueError(f"bins_before={before!r}, bins_after={after!r}, bin_days={days!r}: all at least 1")
        return cls(np.arange(-before, after), days)

    @property
    def first(self) -> np.ndarray:
        """The first day of each bin, relative to the date."""
        return self.numbers * self.days

    @property
    def last(self) -> np.ndarray:
        """The last day of each bin, relative to the date."""
        return self.first + self.days - 1

    def dates(self, span: Period) -> np.ndarray:
        """The day numbers at which every bin lies within the period."""
        return np.arange(-self.first[0], span.days - self.last[-1])

    def counts(self, attacks: Attacks, at: np.ndarray) -> np.ndarray:
        """Attacks in each bin: one row is one date, one column one bin."""
        return attacks.counted(at[:, None] + self.first, at[:, None] + self.last)


def event_profile(
    events: pd.DataFrame,
    political_event: PoliticalEvent,
    *,
    start: Day,
    end: Day,
    bins_before: int = 12,
    bins_after: int = 12,
    bin_days: int = 7,
    study: Study | None = None,
    political_events: pd.DataFrame | None = None,
    apart: int = 1,
) -> pd.DataFrame:
    """Attacks in bins of days before and after a political event: one row is one bin.

    Bin 0 starts at the event's first day, bin -1 ends the day before. Columns: event_id, event_date, title_en,
    title_ar, bin, day_from, day_to (relative to the event, both included), period_start, period_end and exposure (days;
    cut to the period from `start` to `end`, and where nothing is left the count is missing), count (an attack known to
    an interval counts as in `attack_counts`), undated (attacks that touch the bin without fitting), rate (per 30 days),
    placebo_low, placebo_mid, placebo_high (the 2.5, 50 and 97.5% points of that bin's rate at all placebo dates, that
    is at the dates of the period, at least `apart` days from the event, around which every bin lies within it; missing
    with fewer than 20), n_placebo, reference_start, reference_end.

    The band is for one bin at a time: of 24 bins, one lies outside by chance more often than not. Counts of bins are
    few and whole, so that the band is rough. As in `placebo_dates`, the period is taken as alike throughout.

    Source: the event-study plot (MacKinlay 1997, Journal of Economic Literature 35:13), with placebo dates for normal
    days. Raises ValueError as `placebo_dates` does, and where a bin or a side is empty.

    >>> from osint_iraq.schema import empty
    >>> found = event_profile(empty("events"), "2020-06-11", start="2020-01-01", end="2020-12-31", bins_before=2)
    >>> found[["bin", "day_from", "day_to", "count"]].head(3).values.tolist()
    [[-2, -14, -8, 0], [-1, -7, -1, 0], [0, 0, 6, 0]]
    """
    event = comparable_event(political_event, political_events, study)
    span, bins = period(start, end), Bins.of(bins_before, bins_after, bin_days)
    at = span.number(event["date_start"])
    kept = study_events(events, study).events
    dates = bins.dates(span)
    others = dates[np.abs(dates - at) >= apart]
    rates = PER_DAYS / bins.days * bins.counts(Attacks.of(kept, span), others)
    band = np.quantile(rates, [0.025, 0.5, 0.975], axis=0) if len(others) >= FEWEST else None
    named = event_columns(event, span) | {"n_placebo": len(others)}
    rows = []
    for place, (first, last) in enumerate(zip(bins.first, bins.last, strict=True)):
        row = named | {"bin": bins.numbers[place], "day_from": first, "day_to": last}
        row |= _bin(kept, span, max(0, at + first), min(span.days - 1, at + last))
        if band is not None:
            row |= dict(zip(("placebo_low", "placebo_mid", "placebo_high"), band[:, place], strict=True))
        rows.append(row)
    return framed(rows, _PROFILE)


def _bin(events: pd.DataFrame, span: Period, first: int, last: int) -> dict[str, Any]:
    """The columns of one bin, from the first to the last of its days that are covered."""
    exposure = max(0, last - first + 1)
    if not exposure:
        return {"exposure": 0}
    start, end = span.at(first), span.at(last)
    counts, undated = (int(mask.sum()) for mask in placing(events, start, end))
    row = {"period_start": start, "period_end": end, "exposure": exposure, "count": counts, "undated": undated}
    return row | {"rate": PER_DAYS * counts / exposure}
