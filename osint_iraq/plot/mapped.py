"""Counts by place as points of a map: which places are known well enough, and which attacks stay off the map."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from osint_iraq.plot.places import by_place
from osint_iraq.reference import gazetteer

__all__ = ["AREA", "BAGHDAD", "Mapped", "area_points", "inside", "mapped"]

AREA = (38.3, 28.85, 49.1, 37.75)
"""West, south, east and north of the map."""

BAGHDAD = (44.02, 33.10, 44.72, 33.66)
"""The same of the inset: the capital with its bases."""

_EXACT, _NEAR = ("site",), ("town", "district")


@dataclass(frozen=True)
class Mapped:
    """`points`: one row is one point: site_id (of its place with most attacks), more (places there beside it),
    longitude, latitude (degrees), exact (the site itself, else its town or district), count. The rest are attacks
    that are not on the map: known to a governorate only, without a place, outside the map.
    """

    points: pd.DataFrame
    coarse: float
    unplaced: float
    abroad: float

    @property
    def placed(self) -> float:
        """Attacks on the map."""
        return float(self.points["count"].sum())


def mapped(counts: pd.DataFrame) -> Mapped:
    """The counts of attack_counts(by="site_id") over the whole window as points; a governorate's seat is no place."""
    rows = by_place(counts)
    for name in ("longitude", "latitude", "coord_precision"):
        rows[name] = pd.Series([gazetteer().value(s, name) for s in rows["site_id"]], dtype="object")
    known = rows["coord_precision"].isin([*_EXACT, *_NEAR]) & rows["longitude"].notna()
    governorate = rows["coord_precision"] == "governorate"
    unplaced = counts.loc[counts["site_id"].isna(), "count"].sum() + rows.loc[~known & ~governorate, "count"].sum()
    there = rows[known].astype({"longitude": "float64", "latitude": "float64"})
    on_map = inside(there, AREA)
    return Mapped(_joined(there[on_map]), float(rows.loc[governorate, "count"].sum()), float(unplaced),
                  float(there.loc[~on_map, "count"].sum()))  # fmt: skip


def inside(points: pd.DataFrame, area: tuple[float, float, float, float]) -> pd.Series:
    """True for the points in an area given by west, south, east, north."""
    west, south, east, north = area
    return points["longitude"].between(west, east) & points["latitude"].between(south, north)


def _joined(places: pd.DataFrame) -> pd.DataFrame:
    """Places on the very same point become one, named after the first; it is exact where all of them are."""
    rows = places.assign(exact=places["coord_precision"].isin(_EXACT), more=1)
    how = {"site_id": "first", "more": "sum", "exact": "all", "count": "sum"}
    points = rows.groupby(["longitude", "latitude"], sort=False, as_index=False).agg(how)
    points["more"] -= 1
    columns = ["site_id", "more", "longitude", "latitude", "exact", "count"]
    return points.sort_values(["count", "site_id"], ascending=[False, True], ignore_index=True)[columns]


def area_points(points: pd.DataFrame, area_id: str) -> pd.DataFrame:
    """The points with those around the capital as a single one, whose site_id is `area_id`.

    It stands at their weighted middle, as exact where more than half of its attacks are.
    """
    near = inside(points, BAGHDAD)
    if near.sum() < 2:
        return points
    own = points[near]
    weight = own["count"] / own["count"].sum()
    middle = {name: float((own[name] * weight).sum()) for name in ("longitude", "latitude")}
    row = {"site_id": area_id, "more": len(own) - 1, "exact": bool(weight[own["exact"]].sum() > 0.5),
           "count": own["count"].sum()}  # fmt: skip
    joined = pd.concat([pd.DataFrame([row | middle])[points.columns], points[~near]], ignore_index=True)
    return joined.sort_values(["count", "site_id"], ascending=[False, True], ignore_index=True)
