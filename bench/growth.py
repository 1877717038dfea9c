"""How cost grows with size: the slope of its logarithm against the logarithm of the size."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping

__all__ = ["exponent", "last_exponent"]


def exponent(costs: Mapping[int, float]) -> float | None:
    """The slope through all sizes by least squares: 1 where cost grows in proportion; None below two sizes.

    >>> exponent({10: 3.0, 100: 30.0})
    1.0
    """
    if len(costs) < 2:
        return None
    x, y = [math.log10(size) for size in costs], [math.log10(cost) for cost in costs.values()]
    return round(statistics.linear_regression(x, y).slope, 3)


def last_exponent(costs: Mapping[int, float]) -> float | None:
    """The slope between the two largest sizes, where what a start costs weighs least."""
    return exponent({size: costs[size] for size in sorted(costs)[-2:]})
