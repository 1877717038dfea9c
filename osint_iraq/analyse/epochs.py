"""Superposed epochs: the days around several political events of one kind laid over each other and averaged."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from osint_iraq.analyse.counts import Day, day
from osint_iraq.analyse.milestones import refusal, resolved
from osint_iraq.analyse.placebo import framed
from osint_iraq.analyse.profile import Bins
from osint_iraq.analyse.sides import PER_DAYS
from osint_iraq.analyse.sliding import Attacks, Measure, Period, as_extreme, change, period
from osint_iraq.analyse.study import Study, study_events
from osint_iraq.rows import records

__all__ = ["Epochs", "superposed_epochs"]

_PROFILE = {
    "bin": "int64", "day_from": "int64", "day_to": "int64", "n_epochs": "int64", "mean_rate": "float64",
    "low": "float64", "high": "float64", "background_low": "float64", "background_mid": "float64",
    "background_high": "float64", "reference_start": "datetime64[us]", "reference_end": "datetime64[us]",
}  # fmt: skip
_MEMBERS = {
    "event_id": "str", "event_date": "datetime64[us]", "title_en": "str", "title_ar": "str", "used": "bool",
    "why_not": "str", "before_count": "Int64", "after_count": "Int64",
}  # fmt: skip
_TEST = {
    "n_epochs": "int64", "before_count": "Int64", "after_count": "Int64", "statistic": "float64", "n_sets": "int64",
    "n_as_extreme": "Int64", "p_placebo": "float64", "reference_start": "datetime64[us]",
    "reference_end": "datetime64[us]",
}  # fmt: skip


class Epochs(NamedTuple):
    """`profile`: one row is one bin. `members`: one row is one milestone. `test`: one row, all used epochs together."""

    profile: pd.DataFrame
    members: pd.DataFrame
    test: pd.DataFrame


def superposed_epochs(
    events: pd.DataFrame,
    milestones: pd.DataFrame | Iterable[Any],
    *,
    start: Day,
    end: Day,
    bins_before: int = 6,
    bins_after: int = 6,
    bin_days: int = 7,
    study: Study | None = None,
    political_events: pd.DataFrame | None = None,
    drop_overlapping: bool = True,
    first: str | None = None,
    measure: Measure = "log-ratio",
    draws: int = 1999,
    seed: int = 0,
) -> Epochs:
    """The mean rate of attacks around several milestones, with two bands: how sure the mean is, and what is usual.

    `milestones` are rows of political_events, or ids and dates. An epoch is all days of all bins around a milestone.
    It is used where it lies within the period from `start` to `end`; with `drop_overlapping`, epochs are taken in the
    order of their dates, and one that shares days with an epoch taken before it is left out. `first` is the event_id of
    the milestone that is taken before all others, wherever its date lies: the event that a study is about, which an
    earlier neighbour would otherwise push out. Milestones that are themselves attacks are left out, and so is one
    beyond the period, `first` not excepted. `members` names each with the reason.

    `profile`, one row a bin: bin (0 starts at the milestone), day_from, day_to (relative, both included), n_epochs,
    mean_rate (per 30 days), low, high (95%: `draws` samples of whole epochs with replacement, so that what belongs
    together within an epoch stays together; missing with fewer than 2 epochs, and too narrow with fewer than about
    10), background_low, background_mid, background_high (2.5, 50 and 97.5% points of the same mean over `draws` random
    sets of as many dates of the period, whose epochs do not overlap either where `drop_overlapping`),
    reference_start, reference_end. `members`, one row a milestone in order of date: event_id, event_date, title_en,
    title_ar, used, why_not, before_count, after_count (of all bins before and after; of used ones only). `test`, one
    row: n_epochs, before_count, after_count (of all used epochs), statistic (by `measure`, as in `placebo_dates`),
    n_sets, n_as_extreme, p_placebo (two-sided, among the random sets), reference_start, reference_end. Bands hold for
    one bin at a time; the period is taken as alike throughout.

    Source: superposed epochs (Chree 1913, Philosophical Transactions A 212:75); the percentile bootstrap (Efron 1979,
    doi 10.1214/aos/1176344552). Raises ValueError as `event_profile` does, where no milestone is given, and where
    `first` is none of them.

    >>> from osint_iraq.schema import empty
    >>> given = ["2020-06-11", "2020-06-20", "2020-09-20"]
    >>> found = superposed_epochs(empty("events"), given, start="2020-01-01", end="2020-12-31", draws=99)
    >>> found.members["used"].tolist()
    [True, False, True]
    """
    if draws < 1:
        raise ValueError(f"draws={draws!r}: it must be at least 1")
    span, bins = period(start, end), Bins.of(bins_before, bins_after, bin_days)
    found = _resolved(milestones, political_events, first)
    members = _members(found, study or Study(), bins, span, drop_overlapping)
    attacks = Attacks.of(study_events(events, study).events, span)
    at = np.array([span.number(m["event_date"]) for m in members if m["used"]], dtype=np.int64)
    counts = bins.counts(attacks, at)
    rng = np.random.default_rng(seed)
    low, high = _bootstrap(counts, draws, rng)
    usual = _random_means(bins, attacks, len(at), span, draws, rng, drop_overlapping)
    where = {"reference_start": span.start, "reference_end": span.end}
    columns = {"bin": bins.numbers, "day_from": bins.first, "day_to": bins.last, "n_epochs": len(at)} | where
    rates = {"mean_rate": counts.mean(axis=0) if len(at) else np.nan, "low": low, "high": high}
    rates |= dict(zip(("background_low", "background_mid", "background_high"), _points(usual), strict=True))
    profile = pd.DataFrame(columns | {name: v * PER_DAYS / bins.days for name, v in rates.items()})
    _count_members(members, bins, attacks, span)
    test = _test(counts, usual, bins, measure) | where
    return Epochs(profile[list(_PROFILE)].astype(_PROFILE), framed(members, _MEMBERS), framed([test], _TEST))


def _resolved(
    milestones: pd.DataFrame | Iterable[Any], political_events: pd.DataFrame | None, first: str | None
) -> list[dict[str, Any]]:
    """The milestones in the order in which they are taken: `first`, then by date."""
    if isinstance(milestones, pd.DataFrame) and not {"event_id", "date_start"} <= set(milestones):
        raise ValueError("milestones lacks event_id or date_start: give rows of political_events, ids or dates")
    given = records(milestones) if isinstance(milestones, pd.DataFrame) else list(milestones)
    if not given:
        raise ValueError("milestones is empty: give rows of political_events, ids or dates")
    found = [resolved(one, political_events) for one in given]
    if first is not None and first not in [event["event_id"] for event in found]:
        raise ValueError(
            f"first={first!r} is the event_id of no milestone given: add it to milestones, or leave it out"
        )
    return sorted(found, key=lambda e: (first is not None and e["event_id"] != first, day(e["date_start"])))


def _members(
    found: list[dict[str, Any]], study: Study, bins: Bins, span: Period, drop_overlapping: bool
) -> list[dict[str, Any]]:
    """The rows of `members` in order of date, with `used` and `why_not`; epochs are taken in the order of `found`."""
    rows: list[dict[str, Any]] = []
    taken: list[dict[str, Any]] = []
    for event in found:
        row = {name: event.get(name) for name in ("event_id", "title_en", "title_ar")}
        row["event_date"] = day(event["date_start"])
        row["why_not"] = _outside(event, study, bins, span)
        if row["why_not"] is None and drop_overlapping:
            row["why_not"] = next(filter(None, (_overlap(row, other, bins) for other in taken)), None)
        row["used"] = row["why_not"] is None
        taken += [row] if row["used"] else []
        rows.append(row)
    return sorted(rows, key=lambda row: row["event_date"])


def _outside(event: dict[str, Any], study: Study, bins: Bins, span: Period) -> str | None:
    if refusal(event, study):
        return "is itself an attack of the kind that is counted"
    at = span.number(event["date_start"])
    if at + bins.first[0] < 0 or at + bins.last[-1] >= span.days:
        return f"its days do not lie within {span.start:%Y-%m-%d} to {span.end:%Y-%m-%d}"
    return None


def _overlap(row: dict[str, Any], taken: dict[str, Any], bins: Bins) -> str | None:
    if abs((row["event_date"] - taken["event_date"]).days) >= len(bins.numbers) * bins.days:
        return None
    return f"shares days with the epoch of {taken['event_id'] or ''} {taken['event_date']:%Y-%m-%d}".replace("  ", " ")


def _count_members(members: list[dict[str, Any]], bins: Bins, attacks: Attacks, span: Period) -> None:
    for row in members:
        if row["used"]:
            counts = bins.counts(attacks, np.array([span.number(row["event_date"])]))
            row |= dict(
                zip(("before_count", "after_count"), (int(c.sum()) for c in _halves(counts, bins)), strict=True)
            )


def _halves(counts: np.ndarray, bins: Bins) -> tuple[np.ndarray, np.ndarray]:
    """The sums over the bins before and over the bins after, of the last axis."""
    return counts[..., bins.numbers < 0].sum(axis=-1), counts[..., bins.numbers >= 0].sum(axis=-1)


def _bootstrap(counts: np.ndarray, draws: int, rng: np.random.Generator) -> tuple[Any, Any]:
    """The 95% percentile interval of the mean of each column, whole rows drawn with replacement."""
    if len(counts) < 2:
        return np.nan, np.nan
    means = counts[rng.integers(len(counts), size=(draws, len(counts)))].mean(axis=1)
    low, high = np.quantile(means, [0.025, 0.975], axis=0)
    return low, high


def _random_means(
    bins: Bins, attacks: Attacks, n: int, span: Period, draws: int, rng: np.random.Generator, disjoint: bool
) -> np.ndarray:
    """The mean count of each bin over random sets of `n` dates: one row is one set."""
    dates = bins.dates(span)
    if not n:
        return np.empty((0, len(bins.numbers)))
    counts = bins.counts(attacks, dates)
    reach = len(bins.numbers) * bins.days if disjoint else 1
    return counts[_random_sets(len(dates), n, reach, draws, rng)].mean(axis=1)


def _random_sets(places: int, n: int, reach: int, draws: int, rng: np.random.Generator) -> np.ndarray:
    """Random sets of `n` of the places 0, 1, … at least `reach` from each other, all sets alike: one row is one set."""
    # Take reach - 1 places away behind each but the last: what is left is any set of n different places.
    spare = (n - 1) * (reach - 1)
    sets = np.array([rng.choice(places - spare, size=n, replace=False) for _ in range(draws)])
    return np.sort(sets, axis=1) + np.arange(n) * (reach - 1)


def _points(means: np.ndarray) -> np.ndarray:
    return np.quantile(means, [0.025, 0.5, 0.975], axis=0) if len(means) else np.full(3, np.nan)


def _test(counts: np.ndarray, usual: np.ndarray, bins: Bins, measure: Measure) -> dict[str, Any]:
    n = len(counts)
    if not n:
        return {"n_epochs": 0, "n_sets": 0}
    exposure = (int((bins.numbers < 0).sum()) * bins.days * n, int((bins.numbers >= 0).sum()) * bins.days * n)
    before, after = (int(c.sum()) for c in _halves(counts, bins))
    observed = float(change(np.array(before), np.array(after), exposure, measure))
    then, later = (np.rint(c * n) for c in _halves(usual, bins))
    sets = change(then, later, exposure, measure)
    as_much = int((as_extreme(sets, observed, "two-sided") > 0).sum())
    row = {"n_epochs": n, "before_count": before, "after_count": after, "statistic": observed}
    return row | {"n_sets": len(sets), "n_as_extreme": as_much, "p_placebo": (1 + as_much) / (1 + len(sets))}
