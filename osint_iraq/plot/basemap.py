"""The light map below the places: land, borders, rivers and lakes from the package, and a scale bar."""

from __future__ import annotations

import json
import math
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Polygon

from osint_iraq.labels import Lang, label
from osint_iraq.plot.style import INK, MUTED

__all__ = ["NAME", "basemap", "draw_basemap", "name_lands", "project", "scale_bar"]

_FILE = Path(__file__).parent / "basemap.json"
_MIDDLE = 33.2  # degrees north: where east-west distances are true
_SHRINK = math.cos(math.radians(_MIDDLE))
NAME = 7.5
"""Size of the names of lands and rivers."""

_KM = 111.2  # kilometres to one degree of latitude
_SEA, _LAND, _IRAQ, _WATER = "#DCE6EE", "#EFEFEC", "#FFFFFF", "#9DB4C8"
# Names of land stand where no site is: degrees east and north.
_LANDS = {
    "syria": (39.6, 35.5), "turkey": (41.2, 37.5), "iran": (47.9, 34.3), "saudi": (42.2, 29.9),
    "jordan": (38.95, 31.6), "kuwait": (47.55, 29.2),
}  # fmt: skip
_RIVERS = {"tigris": (46.3, 32.15), "euphrates": (41.25, 34.1)}


@lru_cache(maxsize=1)
def basemap() -> dict[str, Any]:
    """The map: source, licence, note, box, iraq (a closed ring), neighbours, rivers and lakes (lists of lines).

    Points are [degrees east, degrees north] in WGS 84. Made by scripts/make_basemap.py from Natural Earth, which is
    public domain.
    """
    return dict(json.loads(_FILE.read_text(encoding="utf-8")))


def project(longitude: Any, latitude: Any) -> tuple[Any, Any]:
    """Degrees to the plane of the map: equirectangular, true to scale at 33.2 degrees north."""
    return np.asarray(longitude, dtype=float) * _SHRINK, np.asarray(latitude, dtype=float)


def draw_basemap(axes: Axes, area: tuple[float, float, float, float]) -> None:
    """The map in `axes`, cut to the area (west, south, east, north in degrees), without ticks."""
    content = basemap()
    axes.set_facecolor(_SEA)
    for ring in content["neighbours"]:
        axes.add_patch(Polygon(_plane(ring), facecolor=_LAND, edgecolor="#BDBDBD", linewidth=0.6, zorder=0.5))
    axes.add_patch(Polygon(_plane(content["iraq"]), facecolor=_IRAQ, edgecolor=MUTED, linewidth=1.1, zorder=0.8,
                           gid="iraq"))  # fmt: skip
    for ring in content["lakes"]:
        axes.add_patch(Polygon(_plane(ring), facecolor=_SEA, edgecolor=_WATER, linewidth=0.5, zorder=0.9))
    for line in content["rivers"]:
        axes.plot(*_plane(line).T, color=_WATER, linewidth=0.9, zorder=1, gid="river")
    (west, east), (south, north) = project([area[0], area[2]], [area[1], area[3]])
    axes.set(xlim=(west, east), ylim=(south, north), xticks=[], yticks=[])
    axes.spines[:].set_visible(True)
    axes.spines[:].set_color("#BDBDBD")


def _plane(line: list[list[float]]) -> np.ndarray:
    return np.column_stack(project(*np.array(line).T))


def name_lands(axes: Axes, lang: Lang) -> list[tuple[float, float, str]]:
    """Write the names of the neighbours and of the two rivers; where each stands on the plane, and its words."""
    written = []
    for places, color in ((_LANDS, "#6F6F6F"), (_RIVERS, "#4F7189")):
        for key, degrees in places.items():
            (x, y), text = project(*degrees), label(f"map.{key}", lang)
            axes.text(x, y, text, size=NAME, color=color, ha="center", va="center", zorder=1.2, gid="land")
            written.append((float(x), float(y), text))
    return written


def scale_bar(axes: Axes, km: int, lang: Lang, x: float = 0.04, y: float = 0.035) -> None:
    """A bar of so many kilometres at a place given in shares of the axes."""
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    left, height = west + x * (east - west), south + y * (north - south)
    axes.plot([left, left + km / _KM], [height, height], color=INK, linewidth=2, solid_capstyle="butt", zorder=6,
              gid="scale")  # fmt: skip
    axes.annotate(label("map.km", lang, n=km), (left + km / _KM / 2, height), (0, 3), textcoords="offset points",
                  ha="center", va="bottom", size=7.5, zorder=6, gid="scale")  # fmt: skip
