"""Table events as GeoJSON (RFC 7946), which every map program opens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from osint_iraq.exchange.exporting import place_values
from osint_iraq.rows import records
from osint_iraq.schema import TABLES, check

__all__ = ["to_geojson"]

_POINT_IS = {
    "site": "the site itself",
    "town": "its town",
    "district": "the seat of its district",
    "governorate": "the capital of its governorate",
}
_PLAIN: dict[str, Callable[[Any], Any]] = {"int": int, "float": float, "bool": bool}
_KINDS = {c.name: c.kind for c in TABLES["events"].columns}


def to_geojson(events: pd.DataFrame) -> dict[str, Any]:
    """Table events as a GeoJSON FeatureCollection, plain dictionaries and lists that `json.dumps` takes.

    One feature is one event. `geometry` is a Point [longitude, latitude] in degrees (WGS 84), null where the event has
    none. `properties` are the columns of events (lists as arrays, dates ISO 8601, missing null) and, because many
    points are those of a town or a capital, `coord_precision` and `point_is`. Raises `SchemaError` where the frame is
    no table events.

    >>> from osint_iraq.schema import empty
    >>> to_geojson(empty("events"))
    {'type': 'FeatureCollection', 'features': []}
    """
    return {"type": "FeatureCollection", "features": [_feature(e) for e in records(check(events, "events"))]}


def _feature(event: dict[str, Any]) -> dict[str, Any]:
    longitude, latitude = event["longitude"], event["latitude"]
    placed = longitude is not None and latitude is not None
    precision = place_values(event)["coord_precision"]
    properties = {name: _json(value, _KINDS[name]) for name, value in event.items()}
    properties |= {"coord_precision": precision, "point_is": _POINT_IS.get(precision)}
    return {
        "type": "Feature",
        "id": event["event_id"],
        "geometry": {"type": "Point", "coordinates": [float(longitude), float(latitude)]} if placed else None,
        "properties": properties,
    }


def _json(value: Any, kind: str) -> Any:
    """A value of the table as JSON has it."""
    if value is None:
        return None
    if kind == "date":
        return value.date().isoformat()
    if kind == "timestamp":
        return value.isoformat().replace("+00:00", "Z")
    return value.split("|") if kind == "list" else _PLAIN.get(kind, str)(value)
