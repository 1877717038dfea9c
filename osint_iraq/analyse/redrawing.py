"""The draws behind `propagation`, on arrays: which attacks stay, which are put in, on which day, with which number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

__all__ = ["Case", "Chances", "Redrawn", "redraw"]

_LEAST_RECALL = 0.05  # a lower one would put in more than twenty attacks for each one that was read


@dataclass(frozen=True)
class Case:
    """What every draw starts from. Arrays have one entry an attack; days are counted from 1970.

    `alone` is True where articles are the only source, `group` the column of `Chances` that goes for the attack,
    `low` and `high` the range of what is summed (NaN where nothing is said). `before` and `after` are the first and
    last day of the windows, `at` is the first day of the political event, `cover` what the sources cover (None where
    that is open).
    """

    first: np.ndarray
    length: np.ndarray
    alone: np.ndarray
    group: np.ndarray
    low: np.ndarray
    high: np.ndarray
    before: tuple[int, int]
    after: tuple[int, int]
    at: int
    cover: tuple[int | None, int | None]


class Chances(NamedTuple):
    """The chance that an attack told by articles only is right, and the recall; a row a draw, a column an outlet."""

    keep: np.ndarray
    recall: np.ndarray


class Redrawn(NamedTuple):
    """One entry a draw: the sums in the two windows, false hits taken out of them, missed attacks put into them."""

    before: np.ndarray
    after: np.ndarray
    removed: np.ndarray
    added: np.ndarray


class _Missed(NamedTuple):
    """One entry is one attack that was put in: in which draw, near which attack that was read, on which day."""

    draw: np.ndarray
    near: np.ndarray
    day: np.ndarray


def redraw(
    case: Case,
    chances: Chances | None,
    draws: int,
    rng: np.random.Generator,
    *,
    recall_shift: float = 0.0,
    bandwidth: float = 7.0,
) -> Redrawn:
    """The sums before and after in each of `draws` draws; without `chances` what was read counts as right.

    >>> one, two = np.ones(1), np.full(1, 2)
    >>> case = Case(one, two, one == 0, one * 0, one, one, (0, 1), (2, 3), 2, (None, None))
    >>> found = redraw(case, None, 4, np.random.default_rng(0))
    >>> (found.before + found.after).tolist()
    [1.0, 1.0, 1.0, 1.0]
    """
    shape = (draws, len(case.first))
    day = case.first + np.floor(rng.random(shape) * case.length).astype(np.int64)
    stays = np.ones(shape, dtype=bool)
    missed = _Missed(*(np.zeros(0, dtype=np.int64),) * 3)
    if chances is not None:
        stays = ~case.alone | (rng.random(shape) < chances.keep[:, case.group])
        missed = _missed(case, stays, day, chances.recall[:, case.group], recall_shift, bandwidth, rng)
    value = _values(case, shape, rng)
    values = _values(case, (len(missed.draw),), rng, missed.near)
    sides = []
    for window in (case.before, case.after):
        old, new = _inside(day, window), _inside(missed.day, window)
        total = np.where(old & stays, value, 0.0).sum(axis=1)
        total += np.bincount(missed.draw[new], weights=values[new], minlength=draws)
        sides.append((total, (old & ~stays).sum(axis=1), np.bincount(missed.draw[new], minlength=draws)))
    (before, out_b, in_b), (after, out_a, in_a) = sides
    return Redrawn(before, after, out_b + out_a, in_b + in_a)


def _missed(
    case: Case,
    stays: np.ndarray,
    day: np.ndarray,
    recall: np.ndarray,
    shift: float,
    bandwidth: float,
    rng: np.random.Generator,
) -> _Missed:
    """For each attack that stays a geometric number of missed ones; their sum over n attacks is negative-binomial."""
    later = day >= case.at
    chance = np.clip(np.where(later, recall + shift, recall), _LEAST_RECALL, 1.0)
    number = np.where(stays & case.alone, rng.geometric(chance) - 1, 0)
    draw, near = (np.repeat(index, number[number > 0]) for index in np.nonzero(number))
    moved = day[draw, near] + np.rint(rng.normal(0.0, bandwidth, len(draw))).astype(np.int64)
    lower, upper = case.cover
    side = later[draw, near]
    low = np.where(side, case.at, -np.inf if lower is None else lower)
    high = np.where(side, np.inf if upper is None else upper, case.at - 1)
    return _Missed(draw, near, _reflected(moved, low, high))


def _reflected(day: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Days beyond an end turned back by as much as they passed it, so that none is lost and none changes side."""
    turned = np.where(day < low, 2 * low - 1 - day, day)
    turned = np.where(turned > high, 2 * high + 1 - turned, turned)
    return np.clip(turned, low, high).astype(np.int64)


def _values(case: Case, shape: tuple[int, ...], rng: np.random.Generator, of: np.ndarray | None = None) -> np.ndarray:
    """Whole numbers drawn evenly from the ranges; 0, which adds nothing, where nothing is said."""
    low, high = (case.low, case.high) if of is None else (case.low[of], case.high[of])
    return np.nan_to_num(low + np.floor(rng.random(shape) * (high - low + 1)))


def _inside(day: np.ndarray, window: tuple[int, int]) -> np.ndarray:
    return (day >= window[0]) & (day <= window[1])
