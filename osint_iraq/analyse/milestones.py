"""The political event that is asked about, whether it may be asked about, and which others stand near it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from osint_iraq.analyse.counts import day
from osint_iraq.analyse.study import Study
from osint_iraq.reference import explanatory_events, load_political_events

__all__ = ["PoliticalEvent", "comparable_event", "cut_at_others", "others_inside", "refusal", "resolved"]

PoliticalEvent = str | pd.Timestamp | Mapping[str, Any] | pd.Series
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def resolved(given: PoliticalEvent | pd.DataFrame, political_events: pd.DataFrame | None = None) -> dict[str, Any]:
    """What was asked for as a row: event_id, date_start, titles, kind, series; a bare date has only a date.

    `given` is a row of political_events, the id of one (looked up in `political_events`, by default the repository's),
    or a date. Raises ValueError for a whole frame, an unknown id, or a text that is no date.

    >>> resolved("2020-06-11")["date_start"]
    Timestamp('2020-06-11 00:00:00')
    """
    if isinstance(given, pd.DataFrame):
        raise ValueError("political_event must be one row, an id or a date, not a frame: take .iloc[0]")
    if isinstance(given, Mapping | pd.Series):
        return {str(k): v for k, v in given.items()}
    if isinstance(given, str) and not _ISO_DATE.fullmatch(given):
        known = load_political_events() if political_events is None else political_events
        rows = known[known["event_id"] == given]
        if rows.empty:
            raise ValueError(f"{given!r} is neither a date like 2020-06-11 nor an event_id of political_events")
        return dict(rows.iloc[0])
    return {"event_id": None, "date_start": day(given), "title_en": None, "title_ar": None}


def refusal(event: Mapping[str, Any], study: Study | None = None) -> str | None:
    """Why attacks around this event cannot be compared, None where they can.

    An attack cannot be used: it is in the window after it, which it is said to stand before. The strikes of the other
    side can, unless `study` counts those too.

    >>> refusal({"event_id": "talks", "series": "dialogue", "kind": "talks"}) is None
    True
    """
    if event["event_id"] is None:
        return None
    is_attack = explanatory_events(pd.DataFrame([{"series": None, **event}])).empty
    if is_attack or (event.get("kind") == "strike" and (study or Study()).actors != "nonstate"):
        return (
            f"{event['event_id']} is itself an attack of the kind that is counted, so the count after it holds the "
            "event: choose a political event (data/reference/political_events.md says which rows are attacks)"
        )
    return None


def comparable_event(
    given: PoliticalEvent, political_events: pd.DataFrame | None, study: Study | None
) -> dict[str, Any]:
    """The political event as a row; raises ValueError where attacks around it cannot be compared."""
    event = resolved(given, political_events)
    refused = refusal(event, study)
    if refused:
        raise ValueError(refused)
    return event


def others_inside(windows: pd.DataFrame, event: Mapping[str, Any], milestones: pd.DataFrame) -> pd.DataFrame:
    """The rows of `milestones`, the event itself apart, whose first day lies in one of `windows`.

    `windows` has period_start and period_end. Raises ValueError where `milestones` lacks event_id or date_start.
    """
    if not {"event_id", "date_start"} <= set(milestones.columns):
        raise ValueError("overlapping= needs rows of political_events, with event_id and date_start")
    others = milestones[milestones["event_id"] != event["event_id"]]
    inside = pd.Series(False, index=others.index)
    for first, last in zip(windows["period_start"], windows["period_end"], strict=True):
        inside |= others["date_start"].between(first, last)
    return others[inside].sort_values(["date_start", "event_id"])


def cut_at_others(windows: pd.DataFrame, first: pd.Timestamp, others: pd.DataFrame) -> pd.DataFrame:
    """The windows before and after `first`, each ended at the nearest of `others`, whose day lies in neither any more.

    A milestone on `first` itself stays: what follows one of two on the same day follows the other as well.
    """
    out, one = windows.copy(), pd.Timedelta(days=1)
    earlier = others.loc[others["date_start"] < first, "date_start"]
    later = others.loc[others["date_start"] > first, "date_start"]
    if len(earlier):
        out.loc[0, "period_start"] = max(out.loc[0, "period_start"], earlier.max() + one)
    if len(later):
        out.loc[1, "period_end"] = min(out.loc[1, "period_end"], later.min() - one)
    return out
