"""What lay before and after a dated political event: counts, rates, and their ratio by several models.

The statistics describe; they do not test whether the event mattered. Attacks cluster, and talks follow attacks as well
as the other way round, so that an interval for independent counts is too narrow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from osint_iraq.analyse.counts import Day, day
from osint_iraq.analyse.dispersed import (
    ModelRatio,
    dispersion,
    negative_binomial_ratio,
    preferred_model,
    quasi_ratio,
    wider_of,
)
from osint_iraq.analyse.milestones import PoliticalEvent, refusal, resolved
from osint_iraq.analyse.multiple import benjamini_hochberg, holm
from osint_iraq.analyse.rates import RateRatio, equivalence, minimum_detectable_ratio, rate_interval, rate_ratio
from osint_iraq.analyse.sides import PER_DAYS, Others, counted_parts, row_around
from osint_iraq.analyse.study import Study, study_events

__all__ = ["PER_DAYS", "RateRatio", "around", "compare", "family", "rate_interval", "rate_ratio"]

_COLUMNS = [
    "event_id", "event_date", "title_en", "title_ar", "days", "gap",
    "before_start", "before_end", "before_exposure", "before_count", "before_rate", "before_low", "before_high",
    "after_start", "after_end", "after_exposure", "after_count", "after_rate", "after_low", "after_high",
    "rate_ratio", "ratio_low", "ratio_high", "p_exact", "p_mid", "undated",
]  # fmt: skip
_COMPARED = (
    "event_id", "event_date", "days", "gap", "before_count", "after_count", "model", "ratio", "low", "high", "p",
    "dispersion", "dispersion_p", "preferred", "why", "detectable_up", "detectable_down", "p_equivalence",
)  # fmt: skip
_TEXTS = dict.fromkeys(("event_id", "title_en", "title_ar", "overlapping", "refused"), "str")
_FAMILY = [
    "event_id", "event_date", "title_en", "title_ar", "days", "gap", "before_count", "before_exposure", "after_count",
    "after_exposure", "rate_ratio", "ratio_low", "ratio_high", "p", "p_placebo", "p_holm", "p_bh", "n_tests",
    "overlapping", "refused",
]  # fmt: skip


def around(
    events: pd.DataFrame,
    political_event: PoliticalEvent,
    days: int | Iterable[int] = 30,
    gap: int = 0,
    *,
    start: Day | None = None,
    end: Day | None = None,
    study: Study | None = None,
    political_events: pd.DataFrame | None = None,
    overlapping: pd.DataFrame | None = None,
    cut_overlapping: bool = False,
) -> pd.DataFrame:
    """Attacks before and after a political event: one row is one window length (`days` may be one number or several).

    `political_event` is a row of political_events, the id of one (looked up in `political_events`, by default the
    repository's), or a date. Its first day D belongs to "after": before is D-gap-days to D-gap-1, after is D+gap to
    D+gap+days-1. `start` and `end` say from when to when the sources cover attacks; windows are cut to them, and
    `before_exposure` and `after_exposure` are the days that remain. Rates are per 30 days with exact 95% intervals;
    `rate_ratio` is after over before with the interval of `rate_ratio`; `undated` counts attacks whose interval of
    dates touches a window without fitting into it. `study` says what counts as an attack.

    `overlapping` are other milestones (rows of political_events): a last column, `overlapping`, then names those whose
    first day lies in either window as asked for, joined by |, missing where none does. With `cut_overlapping` each
    window ends at the nearest of them, so that no other milestone's first day lies in it, and exposure is what remains,
    perhaps none. One on the very same first day cannot be told apart; it is named and stays.

    Raises ValueError where the id is unknown, days or gap make no window, the political event is itself an attack
    of the kind that is counted (it would explain itself), or `cut_overlapping` is asked for without `overlapping`.

    >>> from osint_iraq.schema import empty
    >>> row = around(empty("events"), "2020-06-11", days=7).iloc[0]
    >>> f"{row.before_start:%d %B} to {row.after_end:%d %B}: {row.before_count} before, {row.after_count} after"
    '04 June to 17 June: 0 before, 0 after'
    """
    event = resolved(political_event, political_events)
    refused = refusal(event, study)
    if refused:
        raise ValueError(refused)
    if cut_overlapping and overlapping is None:
        raise ValueError("cut_overlapping=True needs overlapping=, the milestones at which windows are to end")
    lengths = [int(d) for d in (days if isinstance(days, Iterable) else [days])]
    if not lengths or min(lengths) < 1 or gap < 0:
        raise ValueError(f"days={days!r}, gap={gap!r}: days must be at least 1, gap at least 0")
    kept = study_events(events, study).events
    cover = (day(start) if start is not None else None, day(end) if end is not None else None)
    others = Others(overlapping, cut_overlapping)
    rows = [row_around(kept, event, length, gap, cover, others) for length in lengths]
    out = pd.DataFrame(rows, columns=_COLUMNS if overlapping is None else [*_COLUMNS, "overlapping"])
    return out if overlapping is None else out.astype({"overlapping": "str"})


def compare(
    events: pd.DataFrame,
    political_event: PoliticalEvent,
    days: int | Iterable[int] = 30,
    gap: int = 0,
    *,
    start: Day | None = None,
    end: Day | None = None,
    study: Study | None = None,
    political_events: pd.DataFrame | None = None,
    overlapping: pd.DataFrame | None = None,
    cut_overlapping: bool = False,
    parts: int = 6,
) -> pd.DataFrame:
    """The rate ratio around a political event by three models: one row is one window length and one model.

    Columns: event_id, event_date, days, gap, before_count, after_count, model ("exact", "quasi-poisson",
    "negative-binomial"), ratio, low, high (95%), p (two-sided; for "exact" p_exact), dispersion and dispersion_p (index
    and test of `rates.dispersion` on `parts` sub-periods of each window, so that a change between the windows is none),
    preferred (True for one model of each length), why (in words), detectable_up and detectable_down (the smallest rise
    and fall that four in five such windows would show; "quasi-poisson" allows for the dispersion, "negative-binomial"
    has none) and p_equivalence (that the ratio lies between 0.5 and 2; of "exact" alone).

    The exact method is preferred unless the sub-periods vary more than independent attacks would (dispersion above 1);
    then quasi-Poisson is, where both windows have attacks, and `why` says how sure the test is. Its interval is
    Poisson's scaled by the root of the dispersion, approximately. With few attacks that may be narrower than the exact
    one, so that this row holds the farther end on each side and the larger p (`dispersed.wider_of`; the bare model is
    `dispersed.quasi_ratio`). The negative binomial, whose dispersion a dozen numbers cannot fix, is a check on it and
    never preferred. Clusters longer than a sub-period hide from all three: placebo dates find those. Arguments as in
    `around`.
    Raises ValueError as `around` does, and for fewer than two parts.

    >>> from osint_iraq.schema import empty
    >>> compare(empty("events"), "2020-06-11", 7)[["model", "preferred"]].values.tolist()
    [['exact', True], ['quasi-poisson', False], ['negative-binomial', False]]
    """
    if parts < 2:
        raise ValueError(f"parts={parts!r}: dispersion needs two sub-periods or more in each window")
    rows = around(
        events,
        political_event,
        days,
        gap,
        start=start,
        end=end,
        study=study,
        political_events=political_events,
        overlapping=overlapping,
        cut_overlapping=cut_overlapping,
    )
    kept = study_events(events, study).events
    out = [{**row[list(_COMPARED[:6])], **model} for _, row in rows.iterrows() for model in _models(kept, row, parts)]
    return pd.DataFrame(out, columns=list(_COMPARED)).astype({"before_count": "Int64", "after_count": "Int64"})


def _models(events: pd.DataFrame, row: pd.Series, parts: int) -> list[dict[str, Any]]:
    """What each model says of the two windows of a row of `around`."""
    exact = {"ratio": row["rate_ratio"], "low": row["ratio_low"], "high": row["ratio_high"], "p": row["p_exact"]}
    models: list[dict[str, Any]] = [{"model": name} for name in ("exact", "quasi-poisson", "negative-binomial")]
    models[0] |= exact
    if not row["before_exposure"] or not row["after_exposure"]:
        chosen, why = "exact", "a window has no covered day: nothing to compare"
        return [m | {"preferred": m["model"] == chosen, "why": why} for m in models]
    b = counted_parts(events, row["before_start"], row["before_end"], parts)
    a = counted_parts(events, row["after_start"], row["after_end"], parts)
    sides = ["before"] * len(b.counts) + ["after"] * len(a.counts)
    spread = dispersion([*b.counts, *a.counts], [*b.days, *a.days], sides)
    quasi = quasi_ratio(a.counts, b.counts, a.days, b.days)
    models[1] |= wider_of(quasi, ModelRatio(**exact))._asdict()
    models[2] |= negative_binomial_ratio(a.counts, b.counts, a.days, b.days)._asdict()
    totals, exposures = (int(b.counts.sum()), int(a.counts.sum())), (row["before_exposure"], row["after_exposure"])
    for model, factor in ((models[0], 1.0), (models[1], max(1.0, spread.index))):
        found = minimum_detectable_ratio(totals[0], *exposures, dispersion=factor if spread.df else 1.0)
        model |= {"detectable_up": found.up, "detectable_down": found.down}
    models[0]["p_equivalence"] = equivalence(totals[1], totals[0], exposures[1], exposures[0])
    chosen, why = preferred_model(totals[1], totals[0], spread)
    shared = {"dispersion": spread.index, "dispersion_p": spread.p, "why": why}
    return [m | shared | {"preferred": m["model"] == chosen} for m in models]


def family(
    events: pd.DataFrame,
    milestones: pd.DataFrame | Iterable[PoliticalEvent],
    days: int = 30,
    gap: int = 0,
    *,
    start: Day | None = None,
    end: Day | None = None,
    study: Study | None = None,
    political_events: pd.DataFrame | None = None,
    placebo: Callable[[Mapping[str, Any]], float] | None = None,
    cut_overlapping: bool = False,
) -> pd.DataFrame:
    """The same comparison around many political events, allowing for their number: one row is one event.

    Columns: event_id, event_date, title_en, title_ar, days, gap, counts and exposures (days) of both windows,
    rate_ratio with ratio_low and ratio_high as in `around`, p (the mid-p of `rate_ratio`), p_placebo (what `placebo`
    gives for the row of the event; missing without it), p_holm and p_bh (of p_placebo where `placebo` is given, else
    of p; see `multiple`), n_tests (how many p-values those allow for), overlapping (others of the family inside the
    windows: the tests share days) and refused (why there is no comparison: the event is itself an attack, or a window
    is not covered). A refused row has no counts and is no test; nor is one without any attack in its windows. Two
    on one day are one comparison counted twice, which errs on the careful side.

    `milestones` are rows of political_events, or ids, or dates; other arguments as in `around`.
    Raises ValueError where there is none, one is unknown, or days or gap make no window.

    >>> from osint_iraq.schema import empty
    >>> rows = family(empty("events"), ["strategic_dialogue_2020_06", "k1_rocket_attack_2019_12"])
    >>> rows["refused"].notna().tolist(), rows["n_tests"].tolist()
    ([False, True], [0, 0])
    """
    given = [r for _, r in milestones.iterrows()] if isinstance(milestones, pd.DataFrame) else list(milestones)
    if not given:
        raise ValueError("milestones is empty: give rows of political_events, ids or dates")
    known = [resolved(m, political_events) for m in given]
    reasons = [refusal(event, study) for event in known]
    usable = _named([event for event, why in zip(known, reasons, strict=True) if not why])
    rows: list[dict[str, Any]] = []
    others = iter(usable.index)
    for event, why in zip(known, reasons, strict=True):
        row = {c: event.get(c) for c in ("event_id", "title_en", "title_ar")}
        row |= {"event_date": day(event["date_start"]), "days": days, "gap": gap, "refused": why}
        if not why:
            found = around(events, event, days, gap, start=start, end=end, study=study,
                           overlapping=usable.drop(index=next(others)), cut_overlapping=cut_overlapping)  # fmt: skip
            row |= _compared(found.iloc[0], event, placebo)
        rows.append(row)
    return _adjusted(pd.DataFrame(rows, columns=_FAMILY), placebo is not None)


def _named(milestones: list[dict[str, Any]]) -> pd.DataFrame:
    """event_id and date_start of each; a bare date is named by itself."""
    dates = [day(event["date_start"]) for event in milestones]
    names = [event["event_id"] or f"{date:%Y-%m-%d}" for event, date in zip(milestones, dates, strict=True)]
    return pd.DataFrame({"event_id": names, "date_start": pd.to_datetime(dates)})


def _compared(
    found: pd.Series, event: Mapping[str, Any], placebo: Callable[[Mapping[str, Any]], float] | None
) -> dict[str, Any]:
    """The columns of a milestone that may be used, from its row of `around`."""
    if not found["before_exposure"] or not found["after_exposure"]:
        side = "before" if not found["before_exposure"] else "after"
        return {"refused": f"no day of the window {side} it is covered or left", "overlapping": found["overlapping"]}
    names = [c for c in _FAMILY if c in found.index and c != "refused"]
    return {**found[names], "p": found["p_mid"], "p_placebo": None if placebo is None else placebo(event)}


def _adjusted(rows: pd.DataFrame, by_placebo: bool) -> pd.DataFrame:
    numbers = ["rate_ratio", "ratio_low", "ratio_high", "p", "p_placebo"]
    counts = ["before_count", "before_exposure", "after_count", "after_exposure"]
    out = rows.astype(dict.fromkeys(numbers, "float64") | dict.fromkeys(counts, "Int64") | _TEXTS)
    p = out["p_placebo" if by_placebo else "p"].to_numpy()
    return out.assign(p_holm=holm(p), p_bh=benjamini_hochberg(p), n_tests=int((~np.isnan(p)).sum()))
