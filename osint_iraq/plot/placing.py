"""Where labels go on a map, so that none covers another, a circle, or the edge."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

__all__ = ["Box", "Spot", "place_labels"]

_ANGLES = (0, 180, 30, -30, 150, 210, 60, -60, 120, 240, 90, -90, 15, -15, 165, 195, 45, -45, 135, 225, 75, -75)
_FARTHER = (0.0, 0.12, 0.25, 0.4, 0.6, 0.85, 1.1, 1.4)  # inches from the rim of the circle
_AIR = 0.04
_ROUNDS = 4
_STEPS = 12  # points of a leader line that are tested


@dataclass(frozen=True)
class Box:
    """A rectangle in inches: left, bottom, right, top."""

    left: float
    bottom: float
    right: float
    top: float

    def overlaps(self, other: Box) -> bool:
        """True where the two share a point, a little air between them asked for."""
        return (self.left < other.right + _AIR and other.left < self.right + _AIR
                and self.bottom < other.top + _AIR and other.bottom < self.top + _AIR)  # fmt: skip

    def within(self, other: Box) -> bool:
        """True where no part sticks out."""
        return (self.left >= other.left and self.right <= other.right
                and self.bottom >= other.bottom and self.top <= other.top)  # fmt: skip

    def gap_to(self, x: float, y: float) -> float:
        """Inches from a point to the rectangle, 0 inside."""
        return math.hypot(max(self.left - x, 0, x - self.right), max(self.bottom - y, 0, y - self.top))


@dataclass(frozen=True)
class Spot:
    """A circle with the size of its label, in inches."""

    x: float
    y: float
    radius: float
    width: float
    height: float


def place_labels(spots: Sequence[Spot], bounds: Box, taken: Sequence[Box] = ()) -> list[Box | None]:
    """For each spot the box of its label, None where there is no room; spots that come first choose first.

    A label is put beside its circle or, where others stand there, farther away, to be joined to it by a line. It
    keeps clear of all circles, of `taken`, of earlier labels and their lines, and stays in `bounds`.

    >>> place_labels([Spot(1, 1, 0.1, 0.5, 0.1)], Box(0, 0, 2, 2))[0].left
    1.14
    """
    if not spots:
        return []
    order = list(range(len(spots)))
    best: dict[int, Box | None] = {}
    for _ in range(_ROUNDS):
        boxes = _placed([spots[i] for i in order], bounds, taken)
        found = dict(zip(order, boxes, strict=True))
        if not best or sum(map(bool, boxes)) > sum(map(bool, best.values())):
            best = found
        if all(boxes):
            break
        order.sort(key=lambda i: found[i] is not None)  # what found no room chooses first in the next round
    return [best[i] for i in range(len(spots))]


def _placed(spots: Sequence[Spot], bounds: Box, taken: Sequence[Box]) -> list[Box | None]:
    placed: list[Box | None] = []
    for spot in spots:
        earlier = [*taken, *(box for box in placed if box)]
        lines = [_leader(s, b) for s, b in zip(spots, placed, strict=False) if b]
        fits = (b for b in _candidates(spot, bounds) if b.within(bounds) and _is_free(spot, b, spots, earlier, lines))
        placed.append(next(fits, None))
    return placed


def _candidates(spot: Spot, bounds: Box) -> Iterator[Box]:
    """Boxes about the circle, the nearest first; one that would cross an upright edge is moved to it."""
    for farther in _FARTHER:
        reach = spot.radius + _AIR + farther
        for angle in _ANGLES:
            dx, dy = math.cos(math.radians(angle)), math.sin(math.radians(angle))
            x, y = spot.x + reach * dx, spot.y + reach * dy
            middle = x - spot.width * (1 - dx) / 2
            left = round(max(bounds.left, min(middle, bounds.right - spot.width)), 6)
            bottom = round(y - spot.height * (1 - dy) / 2, 6)
            yield Box(left, bottom, left + spot.width, bottom + spot.height)


def _is_free(
    spot: Spot, box: Box, spots: Sequence[Spot], earlier: Sequence[Box], lines: Sequence[list[tuple[float, float]]]
) -> bool:
    if any(box.overlaps(other) for other in earlier):
        return False
    if any(box.gap_to(other.x, other.y) < other.radius for other in spots):
        return False
    if any(box.gap_to(x, y) < _AIR / 2 for line in lines for x, y in line):
        return False
    leader = _leader(spot, box)
    others = [o for o in spots if o is not spot and math.hypot(o.x - spot.x, o.y - spot.y) > o.radius]
    if any(math.hypot(o.x - x, o.y - y) < o.radius for o in others for x, y in leader):
        return False  # it would seem to lead to that circle
    return not any(other.gap_to(x, y) < _AIR / 2 for other in earlier for x, y in leader)


def _leader(spot: Spot, box: Box) -> list[tuple[float, float]]:
    """Points on the line from the circle to the nearest point of the box."""
    x, y = min(max(spot.x, box.left), box.right), min(max(spot.y, box.bottom), box.top)
    return [(spot.x + (x - spot.x) * i / _STEPS, spot.y + (y - spot.y) * i / _STEPS) for i in range(_STEPS + 1)]
