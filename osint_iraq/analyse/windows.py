"""What lay before and after a dated political event: counts, rates, and their ratio with an exact interval.

The statistics describe; they do not test whether the event mattered. Attacks cluster, and talks follow attacks as well
as the other way round, so that an interval for independent counts is too narrow.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from osint_iraq.analyse.counts import Day, day, place, placing
from osint_iraq.analyse.study import Study, study_events
from osint_iraq.reference import explanatory_events, load_political_events

__all__ = ["RateRatio", "around", "rate_interval", "rate_ratio"]

PER_DAYS = 30
"""Rates are given per this many days."""

Cover = tuple[pd.Timestamp | None, pd.Timestamp | None]
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_COLUMNS = [
    "event_id", "event_date", "title_en", "title_ar", "days", "gap",
    "before_start", "before_end", "before_exposure", "before_count", "before_rate", "before_low", "before_high",
    "after_start", "after_end", "after_exposure", "after_count", "after_rate", "after_low", "after_high",
    "rate_ratio", "ratio_low", "ratio_high", "p_exact", "p_mid", "undated",
]  # fmt: skip


class RateRatio(NamedTuple):
    """The ratio of two rates with its interval and two-sided p-values; NaN where the data do not say."""

    ratio: float
    low: float
    high: float
    p_exact: float
    p_mid: float


def around(
    events: pd.DataFrame,
    political_event: str | pd.Timestamp | Mapping[str, Any] | pd.Series,
    days: int | Iterable[int] = 30,
    gap: int = 0,
    *,
    start: Day | None = None,
    end: Day | None = None,
    study: Study | None = None,
    political_events: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Attacks before and after a political event: one row is one window length (`days` may be one number or several).

    `political_event` is a row of political_events, the id of one (looked up in `political_events`, by default the
    repository's), or a date. Its first day D belongs to "after": before is D-gap-days to D-gap-1, after is D+gap to
    D+gap+days-1. `start` and `end` say from when to when the sources cover attacks; windows are cut to them, and
    `before_exposure` and `after_exposure` are the days that remain. Rates are per 30 days with exact 95% intervals;
    `rate_ratio` is after over before with the interval of `rate_ratio`; `undated` counts attacks whose interval of
    dates touches a window without fitting into it. `study` says what counts as an attack.

    Raises ValueError where the id is unknown, days or gap make no window, or the political event is itself an attack
    of the kind that is counted (it would explain itself).

    >>> from osint_iraq.schema import empty
    >>> row = around(empty("events"), "2020-06-11", days=7).iloc[0]
    >>> f"{row.before_start:%d %B} to {row.after_end:%d %B}: {row.before_count} before, {row.after_count} after"
    '04 June to 17 June: 0 before, 0 after'
    """
    event = _resolved(political_event, political_events)
    _refuse_attacks(event, study or Study())
    lengths = [int(d) for d in (days if isinstance(days, Iterable) else [days])]
    if not lengths or min(lengths) < 1 or gap < 0:
        raise ValueError(f"days={days!r}, gap={gap!r}: days must be at least 1, gap at least 0")
    kept = study_events(events, study).events
    cover = (day(start) if start is not None else None, day(end) if end is not None else None)
    rows = [_row(kept, event, length, gap, cover) for length in lengths]
    return pd.DataFrame(rows, columns=_COLUMNS)


def _resolved(given: Any, political_events: pd.DataFrame | None) -> dict[str, Any]:
    """event_id, date_start, titles, kind and series of what was asked for; a bare date has only a date."""
    if isinstance(given, pd.DataFrame):
        raise ValueError("political_event must be one row, an id or a date, not a frame: take .iloc[0]")
    if isinstance(given, Mapping | pd.Series):
        return dict(given)
    if isinstance(given, str) and not _ISO_DATE.fullmatch(given):
        known = load_political_events() if political_events is None else political_events
        rows = known[known["event_id"] == given]
        if rows.empty:
            raise ValueError(f"{given!r} is neither a date like 2020-06-11 nor an event_id of political_events")
        return dict(rows.iloc[0])
    return {"event_id": None, "date_start": day(given), "title_en": None, "title_ar": None}


def _refuse_attacks(event: Mapping[str, Any], study: Study) -> None:
    """Attack frequency around an attack answers itself: the attack is in the window that it is said to explain."""
    if event["event_id"] is None:
        return
    is_attack = explanatory_events(pd.DataFrame([{"series": None, **event}])).empty
    if is_attack or (event.get("kind") == "strike" and study.actors != "nonstate"):
        raise ValueError(
            f"{event['event_id']} is itself an attack of the kind that is counted, so the count after it holds the "
            "event: choose a political event (data/reference/political_events.md says which rows are attacks)"
        )


def _row(events: pd.DataFrame, event: Mapping[str, Any], days: int, gap: int, cover: Cover) -> dict[str, Any]:
    first = day(event["date_start"])
    windows = _windows(first, days, gap, cover)
    placed = place(events, windows)
    exposure = [max(0, int(d) + 1) for d in (windows["period_end"] - windows["period_start"]).dt.days]
    row: dict[str, Any] = {"event_id": event["event_id"], "event_date": first, "days": days, "gap": gap}
    row |= {"title_en": event.get("title_en"), "title_ar": event.get("title_ar")}
    for side, name in enumerate(("before", "after")):
        row |= _side(name, placed.iloc[side], exposure[side])
    ratio = rate_ratio(row["after_count"], row["before_count"], exposure[1], exposure[0])
    row |= {"rate_ratio": ratio.ratio, "ratio_low": ratio.low, "ratio_high": ratio.high}
    return row | {"p_exact": ratio.p_exact, "p_mid": ratio.p_mid, "undated": _undated(events, windows)}


def _windows(first: pd.Timestamp, days: int, gap: int, cover: Cover) -> pd.DataFrame:
    """The two windows as periods, cut to what the sources cover; one that ends before it starts has no day left."""
    away, length, one = pd.Timedelta(days=gap), pd.Timedelta(days=days), pd.Timedelta(days=1)
    bounds = [(first - away - length, first - away - one), (first + away, first + away + length - one)]
    lower, upper = cover
    cut = [(max(a, lower or a), min(b, upper or b)) for a, b in bounds]
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


def rate_interval(count: int, exposure: float, level: float = 0.95) -> tuple[float, float]:
    """The exact (Garwood 1936) interval of a Poisson rate per unit of exposure.

    >>> [round(x, 2) for x in rate_interval(10, 1)]
    [4.8, 18.39]
    """
    tail = (1 - level) / 2
    low = float(stats.chi2.ppf(tail, 2 * count)) / 2 if count else 0.0
    return low / exposure, float(stats.chi2.ppf(1 - tail, 2 * count + 2)) / 2 / exposure


def rate_ratio(
    after: int | None, before: int | None, after_exposure: float, before_exposure: float, level: float = 0.95
) -> RateRatio:
    """The ratio of the rate after to the rate before, by the exact conditional method.

    Given their sum, the count after is binomial, with a chance that the ratio fixes (Przyborowski and Wilenski 1940);
    the interval is Clopper and Pearson's for that chance, and `p_exact` and `p_mid` (the mid-p version; Gu, Ng, Tang
    and Schucany 2008) are twice the smaller tail, at most 1. Without any attack, or without exposure, nothing is
    known and all five are NaN; without an attack before, the ratio and its upper end are infinite.

    >>> [round(x, 3) for x in rate_ratio(11, 21, 800, 3011)][:3]
    [1.971, 0.858, 4.277]
    """
    nothing = RateRatio(*(float("nan"),) * 5)
    if after is None or before is None or not after + before or not after_exposure or not before_exposure:
        return nothing
    scale, total, tail = before_exposure / after_exposure, after + before, (1 - level) / 2
    low = float(stats.beta.ppf(tail, after, before + 1)) if after else 0.0
    high = float(stats.beta.ppf(1 - tail, after + 1, before)) if before else 1.0
    equal = stats.binom(total, after_exposure / (after_exposure + before_exposure))
    at, below, above = equal.pmf(after), equal.cdf(after - 1), equal.sf(after)
    return RateRatio(
        ratio=_odds(after / total, scale),
        low=_odds(low, scale),
        high=_odds(high, scale),
        p_exact=float(min(1.0, 2 * min(below + at, above + at))),
        p_mid=float(min(1.0, 2 * (min(below, above) + at / 2))),
    )


def _odds(chance: float, scale: float) -> float:
    return float(np.inf) if chance == 1 else float(scale * chance / (1 - chance))
