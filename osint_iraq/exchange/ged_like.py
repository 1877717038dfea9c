"""Table events in the columns of the UCDP GED, for tools that read those.

The rows are ours: our ids, our judgement. Numbers that UCDP gives to conflicts, dyads and actors are never made up.
"""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from osint_iraq.exchange.columns import GED_COLUMNS
from osint_iraq.exchange.countries import COUNTRIES, STATES
from osint_iraq.exchange.exporting import PREFIX, Exported, Skipped, exported, group_name, place_values

__all__ = ["to_ged_like"]

_DATASET = "osint_iraq (UCDP GED-like columns)"
_WHERE_PREC = {"site": 1, "town": 1, "district": 3, "governorate": 4}
_LINE, _AREA, _COUNTRY = 5, 4, 6
_TOWN_LIKE = ("city", "district")
_WIDTHS = ((1, 1), (6, 2), (7, 3), (31, 4), (366, 5))
"""(days at most, date_prec)."""


def to_ged_like(events: pd.DataFrame, *, all: bool = False) -> Exported:
    """`Exported(frame, left_out)`: table events in GED's 49 columns, behind a column that says whose rows they are.

    One row of `frame` is one of our events; `id` is `osint_iraq:` and our id. Dates are text, ISO. `low`, `best` and
    `high` (persons killed) are ours; unknown stays empty, never 0. By GED's own rule only events that may have killed
    somebody are taken; `all=True` takes all. `side_a` is our claimant, else whom the reports blame. Events without a
    date, with one wider than a year, and those without a death are counted in `left_out`. Raises `SchemaError` where
    the frame is no table events. The crosswalk is in docs/interoperability.md.

    >>> from osint_iraq.schema import empty
    >>> list(to_ged_like(empty("events")).frame)[:2]
    ['source_dataset', 'id']
    """
    return exported(events, GED_COLUMNS, _DATASET, lambda event: _row(event, all))


def _row(event: dict[str, Any], take_all: bool) -> dict[str, Any]:
    precision = _date_prec(event)
    # "at least four" has a low number and no high one: somebody was killed all the same
    if not take_all and max(event[f"killed_{n}"] or 0 for n in ("low", "best", "high")) < 1:
        raise Skipped("nobody killed, or not known")
    place = place_values(event)
    country = place["known"]
    attacker = event["claimed_by"] or event["attributed_to"]
    point = (event["latitude"], event["longitude"])
    known = point if None not in point else None
    return {
        "id": PREFIX + event["event_id"],
        "year": event["date_start"].year,
        "code_status": "Check",  # nobody at UCDP did
        "side_a": group_name(attacker),
        "number_of_sources": event["n_articles"] or None,
        "where_prec": _where_prec(event, place),
        "where_coordinates": place["name"],
        "where_description": event["place_name"],
        "adm_1": event["admin1"],
        "adm_2": place["admin2"],
        "latitude": point[0],
        "longitude": point[1],
        "geom_wkt": f"POINT ({known[1]} {known[0]})" if known else None,
        "priogrid_gid": _priogrid(*known) if known else None,
        "country": country.name if country else event["country"],
        "country_id": country.gw if country else None,
        "region": "Middle East",
        "event_clarity": 2 if precision > 2 or event["conflicts"] else 1,
        "date_prec": precision,
        "date_start": event["date_start"].date().isoformat(),
        "date_end": _last(event).date().isoformat(),
        "deaths_unknown": event["killed_best"],
        "best": event["killed_best"],
        "high": event["killed_high"],
        "low": event["killed_low"],
        "gwnoa": COUNTRIES[STATES[attacker]].gw if attacker in STATES else None,
    }


def _last(event: dict[str, Any]) -> pd.Timestamp:
    return event["date_end"] if event["date_end"] is not None else event["date_start"]


def _date_prec(event: dict[str, Any]) -> int:
    if event["date_start"] is None:
        raise Skipped("no date")
    days = (_last(event) - event["date_start"]).days + 1
    precision = next((code for widest, code in _WIDTHS if days <= widest), None)
    if precision is None:
        raise Skipped("a date wider than a year")
    return precision


def _where_prec(event: dict[str, Any], place: dict[str, Any]) -> int:
    """1 the place itself, 2 near a known point, 3 district, 4 governorate, 5 a road, 6 the country."""
    if place["kind"] == "convoy":
        return _LINE
    precision = place["coord_precision"]
    if precision == "town" and place["kind"] not in _TOWN_LIKE:
        return 2  # the point of the town stands for a base by it
    return _WHERE_PREC.get(precision) or (_AREA if event["admin1"] else _COUNTRY)


def _priogrid(latitude: float, longitude: float) -> int:
    """The cell of half a degree in PRIO-GRID's numbering: rows from the south, columns from the west."""
    row, column = math.floor((latitude + 90) * 2) + 1, math.floor((longitude + 180) * 2) + 1
    return (row - 1) * 720 + column
