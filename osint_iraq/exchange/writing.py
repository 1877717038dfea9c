"""The exports as files, written whole or not at all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import IO, Literal

import pandas as pd

from osint_iraq.exchange.acled_like import to_acled_like
from osint_iraq.exchange.ged_like import to_ged_like
from osint_iraq.exchange.geojson import to_geojson
from osint_iraq.storage import guarded_csv, write_files

__all__ = ["ExportKind", "write_export"]

ExportKind = Literal["acled", "ged", "geojson"]
_KINDS = ("acled", "ged", "geojson")


def write_export(events: pd.DataFrame, kind: ExportKind, path: str | Path) -> dict[str, int]:
    """Write table events to `path` as UTF-8: "acled" and "ged" as CSV in those columns, "geojson" as GeoJSON.

    What comes back is why events are not in the file, with their number ({} where all are). A missing value is an
    empty cell; a text that a spreadsheet may take for a formula has an apostrophe before it, as words of a report may
    stand in a row. Raises ValueError for another kind, `SchemaError` where the frame is no table events, `StorageError`
    where the file cannot be written; what stood there before then stays.

    >>> from osint_iraq.schema import empty
    >>> write_export(empty("events"), "shapefile", "events.shp")
    Traceback (most recent call last):
    ...
    ValueError: kind is 'shapefile', not one of acled, ged, geojson
    """
    if kind not in _KINDS:
        raise ValueError(f"kind is {kind!r}, not one of {', '.join(_KINDS)}")
    if kind == "geojson":
        _write(json.dumps(to_geojson(events), ensure_ascii=False, allow_nan=False, indent=1) + "\n", path)
        return {}
    out = to_acled_like(events) if kind == "acled" else to_ged_like(events)
    _write(guarded_csv(out.frame), path)
    return out.left_out


def _write(text: str, path: str | Path) -> None:
    def writer(stream: IO[bytes]) -> None:
        stream.write(text.encode())

    write_files({Path(path).name: writer}, Path(path).parent)
