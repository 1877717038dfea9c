"""Which political event was asked for, and whether attacks may be counted around it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from osint_iraq.analyse.counts import day
from osint_iraq.analyse.study import Study
from osint_iraq.reference import explanatory_events, load_political_events

__all__ = ["PoliticalEvent", "refuse_attacks", "resolved"]

PoliticalEvent = str | pd.Timestamp | Mapping[str, Any] | pd.Series
"""A row of political_events, the id of one, or a date."""

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def resolved(given: Any, political_events: pd.DataFrame | None = None) -> dict[str, Any]:
    """event_id, date_start, titles, kind and series of what was asked for; a bare date has only a date.

    Raises ValueError where an id is unknown to `political_events` (by default the repository's), and for a frame.

    >>> resolved("2020-06-11")["event_id"] is None
    True
    """
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


def refuse_attacks(event: Mapping[str, Any], study: Study) -> None:
    """Raise ValueError where the event is an attack of the kind counted: it lies in the window it is said to explain.

    >>> refuse_attacks({"event_id": "talks", "kind": "talks", "is_attack": False}, Study())
    """
    if event["event_id"] is None:
        return
    is_attack = explanatory_events(pd.DataFrame([{"series": None, **event}])).empty
    if is_attack or (event.get("kind") == "strike" and study.actors != "nonstate"):
        raise ValueError(
            f"{event['event_id']} is itself an attack of the kind that is counted, so the count after it holds the "
            "event: choose a political event (data/reference/political_events.md says which rows are attacks)"
        )
