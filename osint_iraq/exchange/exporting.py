"""What both exports share: ids that nobody takes for theirs, names of groups and states, what is left out and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import pandas as pd

from osint_iraq.exchange.countries import COUNTRIES, SCOPE, STATES
from osint_iraq.reference import gazetteer, load_groups
from osint_iraq.rows import records
from osint_iraq.schema import check

__all__ = [
    "DATASET",
    "PREFIX",
    "Exported",
    "Skipped",
    "exported",
    "group_name",
    "group_row",
    "place_values",
    "state_of",
]

DATASET = "source_dataset"
PREFIX = "osint_iraq:"
_INTEGERS = frozenset(
    ("year", "time_precision", "iso", "geo_precision", "fatalities", "number_of_sources", "where_prec", "priogrid_gid",
     "country_id", "event_clarity", "date_prec", "deaths_unknown", "best", "high", "low", "gwnoa")
)  # fmt: skip
_FLOATS = frozenset(("latitude", "longitude"))


class Exported(NamedTuple):
    """`frame`, one row an event in their columns, and `left_out`: why events are not in it, with their number."""

    frame: pd.DataFrame
    left_out: dict[str, int]


class Skipped(Exception):
    """One event that cannot be written in their columns; the text is the reason."""


def exported(
    events: pd.DataFrame, columns: Sequence[str], dataset: str, row_of: Callable[[dict[str, Any]], dict[str, Any]]
) -> Exported:
    """Table events in other columns; `row_of` gives the cells of one event and raises `Skipped` with the reason.

    Raises `SchemaError` where the frame is no table events.
    """
    rows, left = [], Counter[str]()
    for event in records(check(events, "events")):
        try:
            rows.append(row_of(event))
        except Skipped as reason:
            left[str(reason)] += 1
    frame = pd.DataFrame(rows, columns=list(columns), dtype=object)
    typed = {c: _typed(frame[c], c) for c in columns}
    return Exported(pd.DataFrame({DATASET: pd.Series(dataset, index=frame.index, dtype="str"), **typed}), dict(left))


def _typed(values: pd.Series, column: str) -> pd.Series:
    if column in _INTEGERS:
        return values.astype("Int64")
    if column in _FLOATS:
        return values.astype("Float64")
    return values.map(_text).astype("str")


def _text(value: Any) -> str | None:
    return None if pd.isna(value) else str(value)


def place_values(event: dict[str, Any]) -> dict[str, Any]:
    """Of the event's site: `name` in English, `admin2`, `coord_precision`, `kind`; of its country the `known` facts."""
    places, site = gazetteer(), event["site_id"] or ""
    return {
        "name": places.value(site, "name_en") or event["place_name"],
        "admin2": places.value(site, "admin2"),
        "coord_precision": places.value(site, "coord_precision") if event["latitude"] is not None else None,
        "kind": places.value(site, "target_kind"),
        "known": COUNTRIES.get(event["country"] or ""),
    }


@lru_cache(maxsize=1)
def _groups() -> dict[str, dict[str, Any]]:
    return {row["group_id"]: row for row in records(load_groups())}


def group_row(group: str | None) -> dict[str, Any]:
    """The row of table groups, empty where there is none."""
    return _groups().get(group or "", {})


def group_name(group: str | None) -> str | None:
    """The English name of a group; the id itself where the table lacks it; None for none and for unknown attackers."""
    if group is None or group == "unknown_attackers":
        return None
    return str(group_row(group).get("name_en") or group)


def state_of(group: str | None) -> str | None:
    """The studied country whose state the group is, or is a force of: None for all others.

    >>> state_of("hashd_shaabi"), state_of("united_states")
    ('IQ', None)
    """
    while group:
        if STATES.get(group) in SCOPE:
            return STATES[group]
        group = group_row(group).get("parent_id")
    return None
