"""Which event of the reference calendar a report's political mention speaks of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from osint_iraq.rows import records
from osint_iraq.schema import check


def match_political(political_mentions: pd.DataFrame, political_events: pd.DataFrame | None) -> pd.DataFrame:
    """Table political_mentions with `political_event_id` filled where exactly one row of the calendar fits.

    A row fits that has the same kind and shares a day; where several do, one with the very same days. An id that stands
    already stays.
    """
    frame = check(political_mentions, "political_mentions")
    if political_events is None:
        return frame
    calendar = records(political_events)
    ids = [_event_of(mention, calendar) for mention in records(frame)]
    return check(frame.assign(political_event_id=pd.Series(ids, dtype="str")), "political_mentions")


def _event_of(mention: Mapping[str, Any], calendar: list[dict[str, Any]]) -> str | None:
    start, end = mention["date_start"], mention["date_end"] or mention["date_start"]
    if mention["political_event_id"] or start is None:
        return mention["political_event_id"]
    same_kind = [event for event in calendar if event["kind"] == mention["kind"]]
    fitting = [event for event in same_kind if event["date_start"] <= end and event["date_end"] >= start]
    if len(fitting) > 1:
        fitting = [event for event in fitting if (event["date_start"], event["date_end"]) == (start, end)]
    return fitting[0]["event_id"] if len(fitting) == 1 else None
