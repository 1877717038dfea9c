"""How often other dates show as much: the statistic of a political event against the same statistic at placebo dates.

Attacks come in bursts, so that two neighbouring windows often differ by more than independent counts would. The series
itself says by how much: the same two windows are laid at every other date, and the real date is ranked among them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from osint_iraq.analyse.counts import Day, day
from osint_iraq.analyse.milestones import PoliticalEvent, comparable_event
from osint_iraq.analyse.sliding import (
    Alternative,
    Attacks,
    Measure,
    Pair,
    Period,
    as_extreme,
    change,
    period,
    series_counts,
)  # fmt: skip
from osint_iraq.analyse.study import Study, study_events

__all__ = ["Placebo", "PlaceboP", "placebo_dates", "placebo_p", "placebo_p_values"]

FEWEST = 20
"""With fewer placebo dates than this there is no p-value: it could not fall below 0.05."""

_RESULT = {
    "event_id": "str", "event_date": "datetime64[us]", "title_en": "str", "title_ar": "str",
    "days": "int64", "gap": "int64", "reference_start": "datetime64[us]", "reference_end": "datetime64[us]",
    "alternative": "str", "measure": "str", "before_count": "Int64", "after_count": "Int64", "statistic": "float64",
    "n_placebo": "int64",
    "n_disjoint": "int64", "n_as_extreme": "Int64", "share_as_extreme": "float64", "p_placebo": "float64",
    "p_mid": "float64", "why_not": "str",
}  # fmt: skip
_REFERENCE = {
    "date": "datetime64[us]", "before_count": "int64", "after_count": "int64", "statistic": "float64",
    "as_extreme": "bool", "near": "bool",
}  # fmt: skip


class Placebo(NamedTuple):
    """`result`: one row, the political event. `reference`: one row is one placebo date."""

    result: pd.DataFrame
    reference: pd.DataFrame


def placebo_dates(
    events: pd.DataFrame,
    political_event: PoliticalEvent,
    days: int = 30,
    gap: int = 0,
    *,
    start: Day,
    end: Day,
    study: Study | None = None,
    political_events: pd.DataFrame | None = None,
    alternative: Alternative = "two-sided",
    apart: int = 1,
    measure: Measure = "log-ratio",
) -> Placebo:
    """The change at a political event among the changes at all other dates of a reference period.

    `start` and `end` bound the reference period, and have no default: a single attack of long ago would stretch one by
    years. Give the days that the sources cover, or a shorter regime. The test takes the period as roughly alike
    throughout: where a truce or a war parts it, or attacks grow over years, placebo dates of another regime say little,
    and the regime belongs into `start` and `end`. Windows are those of `around`, cut to the period; every placebo date
    has windows of the same lengths, within the period. The statistic is the log of the rate after over the rate before,
    with half an attack added to both counts (`measure` "log-ratio"). Where much of the period is all but empty, a
    single attack after none is a large ratio, and many dates show as much; "score" is the difference of the counts in
    standard errors instead, and gives such dates little weight. Both keep the level; "score" finds about half as many
    changes again, or more (see `power_table`). Choose before looking.

    `result`, one row: event_id, event_date, title_en, title_ar, days, gap, reference_start, reference_end, alternative,
    measure, before_count, after_count, statistic, n_placebo, n_disjoint (how many placebo windows fit that overlap
    neither each other nor the event's: the windows overlap, and this says how much is really known), n_as_extreme,
    share_as_extreme, p_placebo = (1 + n_as_extreme) / (1 + n_placebo), p_mid (the same with ties counted half), why_not
    (why there is no p-value: fewer than 20 placebo dates, or a window without a covered day; else missing).
    `reference`, one row a placebo date: date, before_count, after_count, statistic, as_extreme, near (less than
    days + gap from the event: its windows share days with the event's windows on the same side).

    `alternative` is "two-sided" (by absolute value), "greater" (more after) or "less". `apart` is how many days a
    placebo date must stand from the event. By default every other date counts: then a date picked at random has
    p_placebo <= 0.05 in at most 5% of cases, whatever the process, since all dates are ranked alike. With
    apart=days + gap the near ones go, which resemble a striking date: the test finds a few more real changes, and
    rejects too often without one, the more so the longer the windows (see `calibrate`).

    Source: a permutation test over dates; for such tests in event studies see Bugni, Li and Li (doi 10.3982/qe1775).
    Raises ValueError as `around` does, and where the period ends before it starts or `apart` is less than 1.

    >>> from osint_iraq.schema import empty
    >>> found = placebo_dates(empty("events"), "2020-06-11", start="2020-01-01", end="2020-12-31")
    >>> found.result["n_placebo"].item(), found.result["n_disjoint"].item(), found.result["p_placebo"].item()
    (306, 4, 1.0)
    """
    event = comparable_event(political_event, political_events, study)
    span = period(start, end)
    at = span.number(event["date_start"])
    pair = Pair.around(at, days, gap, span)
    attacks = Attacks.of(study_events(events, study).events, span)
    row = event_columns(event, span) | {"days": days, "gap": gap, "alternative": alternative, "measure": measure}
    row |= own_counts(pair, attacks, at, measure)
    if not all(pair.exposure):
        row |= {"n_placebo": 0, "n_disjoint": 0, "why_not": no_window(span)}
        return Placebo(framed([row], _RESULT), framed([], _REFERENCE))
    others = _others(pair.dates(span), at, apart)
    before, after = pair.counts(attacks, others)
    statistics = change(before, after, pair.exposure, measure)
    extreme = as_extreme(statistics, row["statistic"], alternative)
    row |= {"n_placebo": len(others), "n_disjoint": _disjoint(others, at, pair.reach)} | _ranked(extreme)
    columns = (span.dates(others), before, after, statistics, extreme > 0, np.abs(others - at) < days + gap)
    reference = pd.DataFrame(dict(zip(_REFERENCE, columns, strict=True))).astype(_REFERENCE)
    return Placebo(framed([row], _RESULT), reference)


def event_columns(event: Mapping[str, Any], span: Period) -> dict[str, Any]:
    """What every result says of the political event and of the period it is compared within."""
    named = {"event_id": event["event_id"], "event_date": day(event["date_start"])}
    named |= {"title_en": event.get("title_en"), "title_ar": event.get("title_ar")}
    return named | {"reference_start": span.start, "reference_end": span.end}


def own_counts(pair: Pair, attacks: Attacks, at: int, measure: Measure = "log-ratio") -> dict[str, Any]:
    """before_count, after_count and statistic at the day `at`; missing where a window has no covered day."""
    before, after = (int(c) for c in pair.counts(attacks, np.array(at)))
    counts = {"before_count": before, "after_count": after}
    if not all(pair.exposure):
        return {name: n for (name, n), seen in zip(counts.items(), pair.exposure, strict=True) if seen}
    return counts | {"statistic": float(change(np.array(before), np.array(after), pair.exposure, measure))}


def no_window(span: Period) -> str:
    """Why there is no p-value where the period holds no day of a window."""
    return f"no day of a window lies within {span.start:%Y-%m-%d} to {span.end:%Y-%m-%d}"


def framed(rows: list[dict[str, Any]], columns: dict[str, str]) -> pd.DataFrame:
    """The rows with these columns and types; what a row does not say is missing."""
    return pd.DataFrame(rows, columns=list(columns)).astype(columns)


def _others(dates: np.ndarray, at: int, apart: int) -> np.ndarray:
    if apart < 1:
        raise ValueError(f"apart={apart!r}: a placebo date is at least 1 day from the political event")
    return dates[np.abs(dates - at) >= apart]


def _disjoint(dates: np.ndarray, at: int, reach: int) -> int:
    """How many dates can be had whose windows overlap neither each other nor those of `at`; earliest first is most."""
    last, found = -reach, 0
    for date in dates[np.abs(dates - at) >= reach]:
        # Dates on both sides of the event are `reach` from it, hence further than that from each other.
        if not found or date - last >= reach:
            last, found = int(date), found + 1
    return found


def _ranked(extreme: np.ndarray) -> dict[str, Any]:
    """The columns on how many placebo dates show as much, from the marks of `as_extreme`."""
    n, as_much, ties = len(extreme), int((extreme > 0).sum()), int((extreme == 1).sum())
    row = {"n_as_extreme": as_much, "share_as_extreme": as_much / n if n else np.nan}
    if n < FEWEST:
        return row | {"why_not": f"only {n} placebo dates fit, fewer than {FEWEST}: take a longer period"}
    return row | {"p_placebo": (1 + as_much) / (1 + n), "p_mid": (0.5 + as_much - ties / 2) / (1 + n)}


def placebo_p(
    series: np.ndarray,
    at: int,
    days: int = 30,
    gap: int = 0,
    *,
    alternative: Alternative = "two-sided",
    apart: int = 1,
    measure: Measure = "log-ratio",
) -> float:
    """The p-value of `placebo_dates` for daily counts without a gap; `at` is the index of the political event's day.

    NaN where fewer than 20 placebo dates fit. Raises ValueError where a window around `at` leaves the series.

    >>> round(placebo_p(np.r_[np.zeros(60), np.ones(5), np.zeros(60)], 60, days=5), 3)
    0.017
    """
    return float(
        placebo_p_values(np.atleast_2d(series), np.array([at]), days, gap, alternative, apart, measure).p_placebo[0]
    )


class PlaceboP(NamedTuple):
    """p_placebo and p_mid of each series."""

    p_placebo: np.ndarray
    p_mid: np.ndarray


def placebo_p_values(
    series: np.ndarray,
    at: np.ndarray,
    days: int = 30,
    gap: int = 0,
    alternative: Alternative = "two-sided",
    apart: int = 1,
    measure: Measure = "log-ratio",
) -> PlaceboP:
    """`placebo_p` for many series at once: one row of `series` is one series, with its event at the index in `at`.

    >>> placebo_p_values(np.eye(3, 90), np.array([45, 45, 45]), days=10).p_placebo.tolist()
    [1.0, 1.0, 1.0]
    """
    before, after, dates = series_counts(series, days, gap)
    if not len(dates) or np.min(at) < dates[0] or np.max(at) > dates[-1]:
        raise ValueError(f"at={at!r}: {days} days and a gap of {gap} do not fit around it into {series.shape[-1]} days")
    statistics = change(before, after, (days, days), measure)
    observed = np.take_along_axis(statistics, (at - dates[0])[:, None], axis=1)
    other = np.abs(dates - at[:, None]) >= apart
    extreme = np.where(other, as_extreme(statistics, observed, alternative), 0)
    n, as_much, ties = other.sum(axis=1), (extreme > 0).sum(axis=1), (extreme == 1).sum(axis=1)
    enough = np.where(n >= FEWEST, 1.0, np.nan)
    return PlaceboP((1 + as_much) / (1 + n) * enough, (0.5 + as_much - ties / 2) / (1 + n) * enough)
