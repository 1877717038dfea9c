"""Table events in ACLED's columns, for tools that read those.

The rows are ours: our ids, our judgement. Only names of columns and codes are theirs.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd

from osint_iraq.exchange.columns import ACLED_COLUMNS
from osint_iraq.exchange.exporting import (
    PREFIX,
    Exported,
    Skipped,
    exported,
    group_name,
    group_row,
    place_values,
    state_of,
)

__all__ = ["to_acled_like"]

_DATASET = "osint_iraq (ACLED-like columns)"
_WEEK, _MONTH = 7, 31
_GEO_PRECISION = {"site": 1, "town": 1, "district": 2, "governorate": 3}
_REMOTE, _STRATEGIC = "Explosions/Remote violence", "Strategic developments"
# ACLED keeps the first that applies; the order is theirs
_HIERARCHY = (
    ({"airstrike", "drone"}, "Air/drone strike"),
    ({"rocket", "mortar", "missile", "artillery"}, "Shelling/artillery/missile attack"),
    ({"ied"}, "Remote explosive/landmine/IED"),
)
_ARMED = ("military_base", "convoy")
_TAIL = (
    "date_start", "date_end", "date_precision", "site_id", "place_name", "target_kind", "weapons", "weapon_detail",
    "munitions_low", "munitions_best", "munitions_high", "killed_low", "killed_best", "killed_high", "injured_low",
    "injured_best", "injured_high", "damage", "outcome", "claimed_by", "attributed_to", "n_articles", "n_outlets",
    "source", "chronology_id", "conflicts",
)  # fmt: skip


def to_acled_like(events: pd.DataFrame) -> Exported:
    """`Exported(frame, left_out)`: table events in ACLED's 31 columns, behind a column that says whose rows they are.

    One row of `frame` is one of our events; `event_id_cnty` is `osint_iraq:` and our id. `event_date` (text, ISO) is
    the day, the first day of a night, or the middle of a week (time_precision 2) or month (3). `fatalities` (persons)
    is our best number; unknown stays empty, never 0. `notes` ends with what ACLED has no column for, as key=value.
    Events without a date, or with one wider than a month, are counted in `left_out`. Raises `SchemaError` where the
    frame is no table events. The crosswalk is in docs/interoperability.md.

    >>> from osint_iraq.schema import empty
    >>> list(to_acled_like(empty("events")).frame)[:2]
    ['source_dataset', 'event_id_cnty']
    """
    return exported(events, ACLED_COLUMNS, _DATASET, _row)


def _row(event: dict[str, Any]) -> dict[str, Any]:
    day, precision = _date(event)
    place = place_values(event)
    country = place["known"]
    event_type, sub_event_type = _type(event)
    named = [g for g in (event["claimed_by"], event["attributed_to"]) if group_name(g)]
    attacker = named[0] if named else None
    inter = _inter(attacker, event["country"])
    other = named[1] if len(named) > 1 and named[1] != attacker else None
    return {
        "event_id_cnty": PREFIX + event["event_id"],
        "event_date": day.isoformat(),
        "year": day.year,
        "time_precision": precision,
        "disorder_type": _STRATEGIC if event_type == _STRATEGIC else "Political violence",
        "event_type": event_type,
        "sub_event_type": sub_event_type,
        "actor1": group_name(attacker) or _unidentified(country),
        "assoc_actor_1": group_name(other),
        "inter1": inter,
        "interaction": f"{inter} only",
        "iso": country.number if country else None,
        "region": "Middle East",
        "country": country.name if country else event["country"],
        "admin1": event["admin1"],
        "admin2": place["admin2"],
        "location": place["name"],
        "latitude": event["latitude"],
        "longitude": event["longitude"],
        "geo_precision": _GEO_PRECISION.get(place["coord_precision"]),
        "notes": _notes(event, place["name"]),
        "fatalities": event["killed_best"],
    }


def _date(event: dict[str, Any]) -> tuple[date, int]:
    """(event_date, time_precision): the middle of an interval, as ACLED does."""
    if event["date_start"] is None:
        raise Skipped("no date")
    start = event["date_start"].date()
    end = event["date_end"].date() if event["date_end"] is not None else start
    days = (end - start).days + 1
    if days == 1 or event["date_precision"] == "night":
        return start, 1  # a night is one report of one date there
    if days > _MONTH:
        raise Skipped("a date wider than a month")
    return start + timedelta(days=(days - 1) // 2), 2 if days <= _WEEK else 3


def _type(event: dict[str, Any]) -> tuple[str, str | None]:
    """(event_type, sub_event_type); the second is missing where no weapon is known."""
    weapons = set((event["weapons"] or "").split("|"))
    if event["outcome"] in ("intercepted", "foiled"):
        return _STRATEGIC, "Disrupted weapons use"
    for group, name in _HIERARCHY:
        if weapons & group:
            return _REMOTE, name
    if "small_arms" in weapons:
        armed = event["target_kind"] in _ARMED
        return ("Battles", "Armed clash") if armed else ("Violence against civilians", "Attack")
    return _REMOTE, None


def _inter(group: str | None, country: str | None) -> str:
    kind = group_row(group).get("kind")
    if kind in ("state", "state_force"):
        return "State forces" if country and state_of(group) == country else "External/Other forces"
    if kind == "coalition":
        return "External/Other forces"
    return "Rebel group" if kind == "jihadist" else "Political militia"  # theirs also for the unidentified


def _unidentified(country: Any) -> str:
    return f"Unidentified Armed Group ({country.name})" if country else "Unidentified Armed Group"


def _notes(event: dict[str, Any], name: str | None) -> str:
    """A sentence, then every value that has no column there."""
    weapons = (event["weapons"] or "unknown").replace("unknown", "unknown weapon").replace("_", " ").split("|")
    where = f" on {name}" if name else ""
    told = f"Attack ({', '.join(weapons)}){where}, recorded by osint_iraq, not by ACLED."
    tail = [f"{c}={_plain(event[c])}" for c in _TAIL if event[c] is not None]
    return f"{told} {'; '.join(tail)}"


def _plain(value: Any) -> str:
    return value.date().isoformat() if isinstance(value, pd.Timestamp) else str(value)
