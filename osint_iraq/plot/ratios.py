"""Ratios on a logarithmic axis: its ends, its ticks, and what stands for a ratio that no axis can hold."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axis import Axis
from matplotlib.ticker import FixedFormatter, FixedLocator, NullLocator

__all__ = ["ABOVE", "BELOW", "FLAT", "Ends", "Mark", "dress", "ends", "exact", "ticks", "verdicts"]

# Where ticks may stand within a power of ten, from few to many.
_STEPS = ((1,), (1, 2, 5), (1, 1.5, 2, 3, 5, 7), (1, 1.2, 1.4, 1.6, 1.8, 2, 2.5, 3, 4, 5, 6, 7, 8, 9))
_POWERS = range(-4, 5)
_FEWEST = 3
_ROOM = 0.34  # inches from one tick to the next
_BEYOND = 4.0  # an interval that reaches further than so many times the outermost ratio runs off the axis
_WIDEST = 100.0


class Ends(NamedTuple):
    """The ends of an axis of ratios."""

    low: float
    high: float


class Mark(NamedTuple):
    """Shape and colour of a ratio."""

    marker: str
    face: str
    edge: str


# Colours of Okabe and Ito; the shapes tell them apart where colours do not.
ABOVE, BELOW, FLAT = Mark("D", "#D55E00", "#1a1a1a"), Mark("s", "#0072B2", "#1a1a1a"), Mark("o", "white", "#555555")


def ends(ratio: pd.Series, low: pd.Series, high: pd.Series) -> Ends:
    """Ends that hold 1, every finite ratio, and intervals up to a few times the outermost ratio.

    >>> e = ends(pd.Series([2.0, float("inf")]), pd.Series([0.5, 1.0]), pd.Series([8.0, float("inf")]))
    >>> e.low < 0.5 and e.high > 8
    True
    """
    usable = ratio[np.isfinite(ratio) & (ratio > 0)].clip(1 / _WIDEST, _WIDEST)
    inner_low, inner_high = min([1.0, *usable]), max([1.0, *usable])
    lows = low[np.isfinite(low) & (low > 0)]
    highs = high[np.isfinite(high) & (high > 0)]
    outer_low = min(inner_low / 1.5, max(min(lows, default=inner_low), inner_low / _BEYOND))
    outer_high = max(inner_high * 1.5, min(max(highs, default=inner_high), inner_high * _BEYOND))
    return Ends(outer_low / 1.2, outer_high * 1.2)


def ticks(axis_ends: Ends, inches: float) -> list[float]:
    """Round ratios that leave room for their digits on an axis so long: few, but three where that can be.

    >>> ticks(Ends(0.15, 12), 4), ticks(Ends(0.004, 300), 2), ticks(Ends(0.9, 2.2), 4)
    ([0.2, 0.5, 1.0, 2.0, 5.0, 10.0], [0.01, 0.1, 1.0, 10.0, 100.0], [1.0, 1.5, 2.0])
    """
    per_power = inches / float(np.log10(axis_ends.high / axis_ends.low))
    best: list[float] = []
    for steps in _STEPS:
        every = [round(step * 10.0**power, 6) for power in _POWERS for step in steps]
        inside = [tick for tick in every if axis_ends.low <= tick <= axis_ends.high]
        if best and (np.diff(np.log10(inside)) * per_power < _ROOM).any():
            return best
        best = inside
        if len(best) >= _FEWEST and steps != _STEPS[0]:
            return best
    return best


def dress(axis: Axis, axis_ends: Ends, inches: float) -> None:
    """Ticks at round ratios and none between, on an axis so many inches long."""
    inside = ticks(axis_ends, inches)
    axis.set_major_locator(FixedLocator(inside))
    axis.set_major_formatter(FixedFormatter([f"{tick:g}" for tick in inside]))
    axis.set_minor_locator(NullLocator())


def exact(ratio: float) -> str:
    """A ratio in digits, an endless one by its sign.

    >>> exact(3.6667), exact(0.04), exact(float("inf")), exact(12.0)
    ('3.67', '0.04', '∞', '12.0')
    """
    if not ratio or not np.isfinite(ratio):
        return "0" if not ratio else "∞" if ratio > 0 else "–"
    return f"{ratio:.2f}" if ratio < 9.995 else f"{ratio:.1f}" if ratio < 100 else f"{ratio:.0f}"


def verdicts(low: pd.Series, high: pd.Series) -> pd.Series:
    """For each interval: "above" where it lies above 1, "below" where below, else (also where not known) "flat".

    >>> verdicts(pd.Series([1.2, 0.2, 0.5]), pd.Series([9.0, 0.9, 2.0])).tolist()
    ['above', 'below', 'flat']
    """
    return pd.Series(np.select([low > 1, high < 1], ["above", "below"], "flat"), index=low.index)
