"""Mentions to events: which reports tell of the same attack, and what they say of it together. See docs/linking.md."""

from __future__ import annotations

import pandas as pd

from osint_iraq.link.matching import assign
from osint_iraq.link.members import members_of_chronology, members_of_mentions
from osint_iraq.link.merging import event_row
from osint_iraq.link.political import match_political
from osint_iraq.reference import gazetteer, gazetteer_of
from osint_iraq.schema import TABLES, check

__all__ = ["link", "match_political"]


def link(
    mentions: pd.DataFrame,
    articles: pd.DataFrame,
    chronology: pd.DataFrame | None = None,
    sites: pd.DataFrame | None = None,
    *,
    days: int = 1,
) -> pd.DataFrame:
    """Table events: one row is one attack, all its reports together, ordered by date and id.

    Two reports are joined where their places, dates and weapons allow it; `days` is how far apart a date told relative
    to publication, or as a night, may lie from another. Mentions without a date, and denied ones, make no event.
    `chronology` joins as one more voice: its rows are events too. Raises `SchemaError` for frames that break the
    contract.

    >>> from osint_iraq.schema import empty
    >>> link(empty("mentions"), empty("articles")).empty
    True
    """
    places = gazetteer() if sites is None else gazetteer_of(sites)
    told = members_of_mentions(check(mentions, "mentions"), articles, places)
    curated = [] if chronology is None else members_of_chronology(check(chronology, "chronology"), places)
    groups = assign(curated, told, places, days)
    rows = [event_row(event_id, members, places) for event_id, members in groups]
    frame = pd.DataFrame(rows, columns=TABLES["events"].names)
    return check(frame.sort_values(["date_start", "date_end", "event_id"]), "events")
