"""The same comparison under every choice that could as well have been made: window, gap, targets, sources, linking.

Method: the specification curve of Simonsohn, Simmons and Nelson (2020, doi 10.1038/s41562-020-0912-z). The choices
share most of their attacks, so that the rows are no independent tests, and many rows may be alike; whether the curve as
a whole is unusual is asked of placebo dates (`specification_test`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import product
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from osint_iraq.analyse.counts import Day, Spread
from osint_iraq.analyse.milestones import PoliticalEvent, comparable_event, resolved
from osint_iraq.analyse.placebo import FEWEST
from osint_iraq.analyse.shares import Shares, share_ratio
from osint_iraq.analyse.sliding import Attacks, Pair, Period, as_extreme, log_ratio, period
from osint_iraq.analyse.study import Study, Targets, study_events

__all__ = [
    "SOURCES",
    "different_specifications",
    "specification_curve",
    "specification_test",
    "summarise_specifications",
]

SOURCES: Mapping[str, tuple[str, ...]] = {
    "all": ("chronology", "articles", "both"),
    "chronology": ("chronology", "both"),
    "articles": ("articles", "both"),
}
"""Which attacks a choice of source takes, by the column `source` of events."""

_TWO_SOURCES = ("all", "chronology")  # a chosen sample of reports is no defensible count by itself
_DAYS, _GAPS = (7, 14, 21, 30, 45, 60, 75, 90), (0, 3, 7)
_DEFAULT = "default"
_MODEL = "exact"
_LEVEL = 0.05
_COLUMNS = {
    "spec_id": "str", "days": "int64", "gap": "int64", "spread": "str", "targets": "str", "source": "str",
    "linking": "str", "certainty": "str", "model": "str", "before_count": "float64", "after_count": "float64",
    "ratio": "float64", "low": "float64", "high": "float64", "p": "float64", "p_placebo": "float64", "primary": "bool",
}  # fmt: skip
_CHOICES = ("days", "gap", "spread", "targets", "source", "linking", "certainty", "model")


class _Swept(NamedTuple):
    """One specification: its row, and the statistic at every date of the period (NaN where the windows do not fit)."""

    row: dict[str, Any]
    statistics: np.ndarray


def specification_curve(
    events: pd.DataFrame,
    political_event: PoliticalEvent,
    *,
    start: Day,
    end: Day,
    days: Iterable[int] = _DAYS,
    gaps: Iterable[int] = _GAPS,
    targets: Iterable[Targets] | None = None,
    sources: Mapping[str, Iterable[str]] | None = None,
    spreads: Iterable[Spread] = ("start", "share"),
    linking: Mapping[str, pd.DataFrame] | None = None,
    certainty: Mapping[str, Mapping[str, Any]] | None = None,
    study: Study | None = None,
    primary: tuple[int, int] = (30, 0),
    political_events: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """The ratio of `around` under every combination of choices: one row is one specification, the lowest ratio first.

    Choices: `days` and `gaps` of the windows; `spreads`, how attacks known to an interval count (see `attack_counts`);
    `targets` of the `study` (by default its own, and for fixed sites all targets too); `sources`, a name and the values
    of events.source that it takes (by default all attacks, and those of the chronology; for an archive that is no mere
    sample, SOURCES has the reports alone too); `linking`, a name and the events that come of another rule of joining
    reports (`events` are "default"); `certainty`, a name and the fields of `Study` that it changes (by default "all",
    and "certain" without attacks of which a claim alone tells, where the events say so). `start` and `end` are those of
    `placebo_dates`.

    Columns: spec_id (the choices joined by |), days, gap, spread, targets, source, linking, certainty, model ("exact"),
    before_count, after_count (fractions with spread="share"; missing where a window has no covered day), ratio, low,
    high (exact conditional 95 % interval, see `rate_ratio`; for fractions its continuous form), p (mid-p), p_placebo
    (as `placebo_dates` gives it), primary: True in one row, with the days and gap of `primary` and the first of every
    other choice. Ratios that are missing stand last.

    Raises ValueError where a choice has no value or an unknown one, `primary` is not among the choices, and what
    `placebo_dates` refuses.

    >>> from osint_iraq.schema import empty
    >>> curve = specification_curve(empty("events"), "2020-06-11", start="2020-01-01", end="2020-12-31")
    >>> len(curve), curve.loc[curve["primary"], "spec_id"].tolist()
    (192, ['30|0|start|sites|all|default|all|exact'])
    """
    choices = _choices(events, days, gaps, targets, sources, spreads, linking, certainty, study)
    swept = _sweep(choices, political_event, (start, end), study, political_events)
    rows = pd.DataFrame([one.row for one in swept])
    first = {name: rows[name].iloc[0] for name in _CHOICES} | dict(zip(("days", "gap"), primary, strict=True))
    rows["primary"] = np.logical_and.reduce([rows[name] == value for name, value in first.items()])
    if rows["primary"].sum() != 1:
        raise ValueError(f"primary={primary!r}: days and gap must be among the choices, each value once")
    return rows[list(_COLUMNS)].astype(_COLUMNS).sort_values("ratio", kind="stable", ignore_index=True)


def specification_test(events: pd.DataFrame, political_event: PoliticalEvent, **choices: Any) -> pd.DataFrame:
    """Is the curve as a whole unusual? The same curve is drawn at every placebo date: one row.

    `choices` are the arguments of `specification_curve`. Columns: n (specifications), median_ratio (exp of the median
    of their statistics, each the log of the ratio with ½ added to both counts), share_above_one (statistics above 0),
    n_placebo (dates at which all windows fit), p_median (how often the median at a placebo date lies as far from 0 or
    further) and p_share (how often as many statistics or more have one and the same sign), both (1 + as extreme) /
    (1 + n_placebo), missing with fewer than 20 placebo dates. This answers for having tried all these choices at once.
    Source: after the joint test of Simonsohn, Simmons and Nelson (2020), with dates in place of their resampling.
    Raises ValueError as `specification_curve` does.

    >>> from osint_iraq.schema import empty
    >>> found = specification_test(empty("events"), "2020-06-11", start="2020-01-01", end="2020-12-31")
    >>> found[["n", "p_median"]].values.tolist()
    [[192.0, 1.0]]
    """
    given: dict[str, Any] = {
        "study": None,
        "political_events": None,
        "days": _DAYS,
        "gaps": _GAPS,
        "targets": None,
    }
    given |= {"spreads": ("start", "share"), "sources": None, "linking": None, "certainty": None} | choices
    names = ("days", "gaps", "targets", "sources", "spreads", "linking", "certainty", "study")
    found = _choices(events, *(given[name] for name in names))
    cover = (given["start"], given["end"])
    swept = list(_sweep(found, political_event, cover, given["study"], given["political_events"]))
    at = period(*cover).number(resolved(political_event, given["political_events"])["date_start"])
    table = np.stack([one.statistics for one in swept])
    own = np.array([one.row["statistic"] for one in swept])
    fits = np.isfinite(table).all(axis=0)
    if 0 <= at < len(fits):
        fits[at] = False
    others = table[:, fits]
    higher, lower = (others > 0).mean(axis=0), (others < 0).mean(axis=0)
    row = {"n": len(own), "median_ratio": float(np.exp(np.median(own))), "share_above_one": float((own > 0).mean())}
    row |= {"n_placebo": int(fits.sum())}
    row["p_median"] = _p(np.abs(np.median(others, axis=0)), abs(float(np.median(own))))
    row["p_share"] = _p(np.maximum(higher, lower), max(float((own > 0).mean()), float((own < 0).mean())))
    return pd.DataFrame([row])


def _p(others: np.ndarray, own: float) -> float:
    if len(others) < FEWEST or not np.isfinite(own):
        return float("nan")
    return float((1 + (np.round(others, 9) >= np.round(own, 9)).sum()) / (1 + len(others)))


def summarise_specifications(curve: pd.DataFrame) -> pd.DataFrame:
    """What the curve says in one row.

    Columns: n (specifications), n_known (with a ratio), n_different (known ones with different counts or windows: rows
    that differ in nothing else say nothing twice); of the different ones: median, lowest, highest (of the ratios),
    share_above_one, share_below_one, share_interval_above, share_interval_below (whose interval leaves 1 out),
    share_placebo (whose p_placebo is below 0.05, of those that have one); primary_ratio, primary_low, primary_high,
    primary_rank (1 is the lowest ratio of all, ties by the middle). Shares are NaN where no ratio is known.

    >>> curve = pd.DataFrame({"ratio": [0.5, 2.0], "low": [0.2, 1.1], "high": [1.4, 4.0], "p_placebo": [0.3, 0.04],
    ...     "primary": [False, True], "days": 30, "gap": 0, "before_count": [8, 8], "after_count": [4, 16]})
    >>> summarise_specifications(curve)[["median", "share_above_one", "primary_rank"]].values.tolist()
    [[1.25, 0.5, 2.0]]
    """
    known = different_specifications(curve)
    placebo = known["p_placebo"].dropna()
    place = int(np.flatnonzero(curve["primary"])[0])
    chosen = curve.iloc[place]
    row: dict[str, Any] = {"n": len(curve), "n_known": int(curve["ratio"].notna().sum())}
    row["n_different"] = len(known)
    row |= {"median": known["ratio"].median(), "lowest": known["ratio"].min(), "highest": known["ratio"].max()}
    row |= {"share_above_one": (known["ratio"] > 1).mean(), "share_below_one": (known["ratio"] < 1).mean()}
    row |= {"share_interval_above": (known["low"] > 1).mean(), "share_interval_below": (known["high"] < 1).mean()}
    row["share_placebo"] = (placebo < _LEVEL).mean()
    row |= {f"primary_{name}": chosen[name] for name in ("ratio", "low", "high")}
    return pd.DataFrame([row | {"primary_rank": curve["ratio"].rank().iloc[place]}])


def different_specifications(curve: pd.DataFrame) -> pd.DataFrame:
    """The rows of a curve that have a ratio, each pair of windows with each pair of counts once; the primary one stays.

    >>> curve = pd.DataFrame({"days": 30, "gap": 0, "before_count": [4.0, 4.0], "after_count": [5.0, 5.0],
    ...     "ratio": [1.25, 1.25], "primary": [False, True]})
    >>> different_specifications(curve)["primary"].tolist()
    [True]
    """
    known = curve[curve["ratio"].notna()].sort_values("primary", ascending=False, kind="stable")
    return known.drop_duplicates(["days", "gap", "before_count", "after_count"]).sort_index()


class _Choices(NamedTuple):
    """Every choice with its values, the first of each being the primary one."""

    days: list[int]
    gaps: list[int]
    spreads: list[Spread]
    sources: dict[str, list[str]]
    linking: dict[str, pd.DataFrame]
    studies: dict[tuple[str, str], Study]


def _choices(
    events: pd.DataFrame,
    days: Iterable[int],
    gaps: Iterable[int],
    targets: Iterable[Targets] | None,
    sources: Mapping[str, Iterable[str]] | None,
    spreads: Iterable[Spread],
    linking: Mapping[str, pd.DataFrame] | None,
    certainty: Mapping[str, Mapping[str, Any]] | None,
    study: Study | None,
) -> _Choices:
    base = study or Study()
    changes = _certainties(events, base) if certainty is None else certainty
    own: tuple[Targets, ...] = ("sites", "all") if base.targets == "sites" else (base.targets,)
    studies: dict[tuple[str, str], Study] = {
        (t, c): replace(base, targets=t, **change) for t, (c, change) in product(targets or own, changes.items())
    }
    given = {name: SOURCES[name] for name in _TWO_SOURCES} if sources is None else sources
    taken = {name: list(values) for name, values in given.items()}
    found = _Choices(list(days), list(gaps), list(spreads), taken, {_DEFAULT: events, **(linking or {})}, studies)
    lacking = [name for name, values in found._asdict().items() if not values]
    unknown = [spread for spread in found.spreads if spread not in ("start", "share")]
    if lacking or unknown:
        raise ValueError(f"{', '.join(lacking)}: give a value or more" if lacking else
                         f"spreads={unknown!r}: there are start and share")  # fmt: skip
    return found


def _certainties(events: pd.DataFrame, study: Study) -> dict[str, dict[str, Any]]:
    """Whether attacks known from a claim alone count, where the study takes them and the events can tell."""
    known = study.alleged and "certainty" in events and events["certainty"].notna().any()
    return {"all": {}} | ({"certain": {"alleged": False}} if known else {})


def _sweep(
    choices: _Choices,
    political_event: PoliticalEvent,
    cover: tuple[Day, Day],
    study: Study | None,
    political_events: pd.DataFrame | None,
) -> Iterator[_Swept]:
    """Every specification; events are sifted once for all windows."""
    event, span = comparable_event(political_event, political_events, study), period(*cover)
    at = span.number(event["date_start"])
    pairs = [(d, g, Pair.around(at, d, g, span)) for d, g in product(choices.days, choices.gaps)]
    for (name, frame), ((targets, certainty), wanted) in product(choices.linking.items(), choices.studies.items()):
        kept = study_events(frame, wanted).events
        for (source, values), spread in product(choices.sources.items(), choices.spreads):
            told = kept[kept["source"].isin(values)]
            attacks = Attacks.of(told, span) if spread == "start" else Shares.of(told, span)
            for days, gap, pair in pairs:
                row = {"days": days, "gap": gap, "spread": spread, "targets": targets, "source": source}
                row |= {"linking": name, "certainty": certainty, "model": _MODEL}
                yield _one(row, attacks, pair, at, span)


def _one(row: dict[str, Any], attacks: Attacks | Shares, pair: Pair, at: int, span: Period) -> _Swept:
    row["spec_id"] = "|".join(str(row[name]) for name in _CHOICES)
    statistics = np.full(span.days, np.nan)
    row |= {"before_count": None, "after_count": None, "statistic": np.nan, "p_placebo": np.nan}
    row |= dict.fromkeys(("ratio", "low", "high", "p"), np.nan)
    if not all(pair.exposure):
        return _Swept(row, statistics)
    dates = np.append(pair.dates(span), at)
    before = attacks.counted(dates + pair.before_first, dates + pair.before_last)
    after = attacks.counted(dates + pair.after_first, dates + pair.after_last)
    values = log_ratio(before, after, pair.exposure)
    statistics[dates[:-1]] = values[:-1]
    others = values[:-1][dates[:-1] != at]
    own = before[-1].item(), after[-1].item(), values[-1].item()
    row |= {"before_count": own[0], "after_count": own[1], "statistic": own[2]}
    if len(others) >= FEWEST:
        row["p_placebo"] = (1 + int((as_extreme(others, own[2], "two-sided") > 0).sum())) / (1 + len(others))
    row |= share_ratio(own[1], own[0], pair.exposure[1], pair.exposure[0])._asdict()
    return _Swept(row, statistics)
