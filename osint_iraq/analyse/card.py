"""What a result must say about itself: how many attacks it rests on, from where, over which days, after how many tries.

A ratio alone can be had from four attacks, from one source, from the window that looked best. The card puts beside it
what a reviewer asks for, in one row, so that no table or sentence need be without it.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd

from osint_iraq.analyse.counts import Day, day, placing
from osint_iraq.analyse.gaps import gaps_in
from osint_iraq.analyse.milestones import PoliticalEvent
from osint_iraq.analyse.placebo import placebo_dates
from osint_iraq.analyse.propagation import Propagated
from osint_iraq.analyse.sliding import Measure
from osint_iraq.analyse.specification import summarise_specifications
from osint_iraq.analyse.study import Study, study_events
from osint_iraq.analyse.windows import around, compare

__all__ = ["result_card"]

_SOURCES = ("chronology", "articles", "both")
_PLACEBO = ["p_placebo", "n_placebo", "n_disjoint", "measure", "reference_start", "reference_end"]
_WINDOWS = [f"{side}_{part}" for side in ("before", "after") for part in ("start", "end", "exposure", "count")]
_COLUMNS = [
    "event_id", "event_date", "title_en", "title_ar", "days", "gap", *_WINDOWS, "n", "rate_ratio", "ratio_low",
    "ratio_high", "p_mid", *_PLACEBO, "model", "model_low", "model_high", "dispersion",
    "dispersion_p", "detectable_up", "detectable_down", "p_equivalence", "cover_start", "cover_end",
    *(f"from_{name}" for name in _SOURCES), "share_articles", "undated", "without_date", "foiled", "overlapping",
    "known_gaps", "countries", "targets", "actors", "foiled_count", "milestones_tried", "n_specifications",
    "specifications_above", "specifications_low", "specifications_high", "propagated_low", "propagated_high",
    "propagated_same_sign",
]  # fmt: skip


def result_card(
    events: pd.DataFrame,
    political_event: PoliticalEvent,
    days: int = 30,
    gap: int = 0,
    *,
    start: Day,
    end: Day,
    study: Study | None = None,
    political_events: pd.DataFrame | None = None,
    milestones: pd.DataFrame | None = None,
    milestones_tried: int = 1,
    curve: pd.DataFrame | None = None,
    propagated: Propagated | None = None,
    measure: Measure = "log-ratio",
    reference: tuple[Day, Day] | None = None,
    gaps: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """One comparison with everything that it should never be shown without: one row.

    Columns: event_id, event_date, title_en, title_ar, days, gap; of each window start, end, exposure (days covered) and
    count (before_…, after_…); n (attacks in both); rate_ratio, ratio_low, ratio_high, p_mid (as `around`); p_placebo,
    n_placebo, n_disjoint, measure, reference_start, reference_end (as `placebo_dates`, by the statistic `measure`, in
    the period from the first to the last day of `reference`, by default the cover: so a card can repeat the very test
    of a text); model (the one that `compare` prefers), model_low, model_high (its interval), dispersion,
    dispersion_p; detectable_up, detectable_down (the smallest rise and fall that four in five such windows would
    show), p_equivalence (that the ratio lies between 0.5 and 2); cover_start, cover_end;
    from_chronology, from_articles, from_both (attacks in the windows by source), share_articles (of n, those that
    articles tell of); undated (attacks that touch a window and count in neither), without_date (attacks of the table
    without any date), foiled (attacks in the windows that were stopped before launch, counted or not); overlapping
    (other `milestones` in the windows, by id, joined by |; missing without any); known_gaps (those of `gaps`, the table
    known_gaps, that touch a window, by `gaps_in`: ids joined by |; missing without any); countries, targets, actors,
    foiled_count (what the `study` counts); milestones_tried (how many political events were looked at in all: the
    caller must say); n_specifications, specifications_above, specifications_low, specifications_high (number, share of
    ratios above 1, lowest and highest, of `curve`); propagated_low, propagated_high, propagated_same_sign (of
    `propagated`). What was not given is missing.

    Raises ValueError as `around` and `placebo_dates` do, and where milestones_tried is less than 1.

    >>> from osint_iraq.schema import empty
    >>> card = result_card(empty("events"), "2020-06-11", start="2019-05-01", end="2026-03-21").iloc[0]
    >>> int(card["n"]), int(card["n_specifications"]), f"{card['cover_start']:%d %B %Y}"
    (0, 1, '01 May 2019')
    """
    if milestones_tried < 1:
        raise ValueError(f"milestones_tried={milestones_tried}: this one counts, so that it is at least 1")
    chosen = study or Study()
    asked: dict[str, Any] = {"start": start, "end": end, "study": chosen, "political_events": political_events}
    plain = around(events, political_event, days, gap, overlapping=milestones, **asked).iloc[0]
    within = dict(zip(("start", "end"), reference or (start, end), strict=True))
    placebo = placebo_dates(events, political_event, days, gap, **asked | within, measure=measure).result.iloc[0]
    row: dict[str, Any] = {name: plain[name] for name in _COLUMNS if name in plain.index}
    row |= {name: placebo[name] for name in _PLACEBO}
    row |= _model(compare(events, political_event, days, gap, **asked))
    row |= {"cover_start": day(start), "cover_end": day(end), "milestones_tried": milestones_tried}
    row |= {"known_gaps": _gaps(plain, gaps, chosen)}
    row |= _attacks(events, plain, chosen) | _counted(chosen) | _tried(curve) | _redrawn(propagated)
    return pd.DataFrame([row], columns=_COLUMNS)


def _model(compared: pd.DataFrame) -> dict[str, Any]:
    """The interval of the model preferred, and what the windows could have shown by that model."""
    found = compared[compared["preferred"].astype(bool)].iloc[0]
    exact = compared[compared["model"] == "exact"].iloc[0]
    row = {name: found[name] for name in ("model", "dispersion", "dispersion_p", "detectable_up", "detectable_down")}
    return row | {"model_low": found["low"], "model_high": found["high"], "p_equivalence": exact["p_equivalence"]}


def _attacks(events: pd.DataFrame, plain: pd.Series, study: Study) -> dict[str, Any]:
    """Where the attacks of the two windows come from, and what was left out."""
    kept, every = study_events(events, study).events, Study(**(asdict(study) | {"foiled": True}))
    inside = _inside(kept, plain)
    all_inside = _inside(study_events(events, every).events, plain)
    by_source = {f"from_{name}": int((inside["source"] == name).sum()) for name in _SOURCES}
    told = by_source["from_articles"] + by_source["from_both"]
    return {
        **by_source,
        "n": len(inside),
        "share_articles": told / len(inside) if len(inside) else np.nan,
        "without_date": int(events[["date_start", "date_end"]].isna().any(axis=1).sum()),
        "foiled": int((all_inside["outcome"] == "foiled").sum()),
    }


def _gaps(plain: pd.Series, gaps: pd.DataFrame | None, study: Study) -> str | None:
    if gaps is None:
        return None
    return "|".join(gaps_in(plain, gaps, study.countries, study.targets)["gap_id"]) or None


def _inside(events: pd.DataFrame, plain: pd.Series) -> pd.DataFrame:
    masks = [
        placing(events, plain[f"{side}_start"], plain[f"{side}_end"])[0]
        for side in ("before", "after")
        if plain[f"{side}_exposure"]
    ]
    return events[np.logical_or.reduce(masks)] if masks else events.head(0)


def _counted(study: Study) -> dict[str, Any]:
    return {"countries": "|".join(study.countries), "targets": study.targets, "actors": study.actors,
            "foiled_count": study.foiled}  # fmt: skip


def _tried(curve: pd.DataFrame | None) -> dict[str, Any]:
    """What the specification curve says; a comparison that was made once is one specification."""
    if curve is None:
        return {"n_specifications": 1}
    found = summarise_specifications(curve).iloc[0]
    return {
        "n_specifications": int(found["n"]),
        "specifications_above": found["share_above_one"],
        "specifications_low": found["lowest"],
        "specifications_high": found["highest"],
    }


def _redrawn(propagated: Propagated | None) -> dict[str, Any]:
    if propagated is None:
        return {}
    found = propagated.summary.iloc[0]
    return {
        "propagated_low": found["ratio_low"],
        "propagated_high": found["ratio_high"],
        "propagated_same_sign": found["share_same_sign"],
    }
