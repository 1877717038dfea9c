"""How well attacks are read from reports: counts of right, false and missed ones, and shares drawn from them.

The counts come from comparing what was read with annotations. A share measured on few attacks is itself uncertain, so
that it is drawn anew each time, from its posterior under Jeffreys' prior (Brown, Cai and DasGupta 2001, doi
10.1214/ss/1009213286). That takes attacks as independent; errors come together within a report, so that the true
spread is somewhat wider.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

__all__ = ["Accuracy", "Score", "accuracy_rows", "drawn_shares", "share_interval"]

_COUNTS = ["matched", "false", "missed"]
_HALF = 0.5


class Accuracy(NamedTuple):
    """Attacks read that the annotations have too (`matched`), read but not there (`false`), there but not read.

    >>> found = Accuracy(matched=17, false=3, missed=3)
    >>> found.precision, found.recall
    (0.85, 0.85)
    """

    matched: int
    false: int
    missed: int

    @property
    def precision(self) -> float:
        """The share of what was read that is right; NaN where nothing was read."""
        return _share(self.matched, self.false)

    @property
    def recall(self) -> float:
        """The share of what is told that was read; NaN where nothing is told."""
        return _share(self.matched, self.missed)


Score = Accuracy | pd.DataFrame


def _share(hits: int, others: int) -> float:
    return hits / (hits + others) if hits + others else float("nan")


def accuracy_rows(score: Score) -> pd.DataFrame:
    """One row is one outlet, the first row (outlet missing) all together: columns outlet, matched, false, missed.

    The first row goes for every outlet without a row of its own; a frame that lacks it gets the sum of its rows as
    that. Counts are attacks.

    Raises ValueError where a column is missing, an outlet stands twice, or a count is missing or negative.

    >>> accuracy_rows(Accuracy(17, 3, 3)).values.tolist()
    [[None, 17, 3, 3]]
    """
    if isinstance(score, Accuracy):
        score = pd.DataFrame([{"outlet": None, **score._asdict()}])
    lacking = [name for name in ("outlet", *_COUNTS) if name not in score]
    if lacking:
        raise ValueError(f"score lacks {', '.join(lacking)}: give one row an outlet, with outlet, {', '.join(_COUNTS)}")
    rows = score[["outlet", *_COUNTS]].astype({"outlet": object})
    rows["outlet"] = rows["outlet"].where(rows["outlet"].notna(), None)
    if rows["outlet"].duplicated().any():
        raise ValueError(f"score has {rows['outlet'][rows['outlet'].duplicated()].iloc[0]!r} twice: one row an outlet")
    if rows[_COUNTS].isna().any(axis=None) or (rows[_COUNTS] < 0).any(axis=None):
        raise ValueError("score has a count that is missing or negative: leave the outlet out, or count again")
    every = rows["outlet"].isna()
    if not every.any():
        total = pd.DataFrame([{"outlet": None, **rows[_COUNTS].sum()}]).astype({"outlet": object})
        return pd.concat([total, rows], ignore_index=True)
    return pd.concat([rows[every], rows[~every]], ignore_index=True)


def drawn_shares(hits: np.ndarray, others: np.ndarray, draws: int, rng: np.random.Generator) -> np.ndarray:
    """Shares drawn from Beta(hits + ½, others + ½): one row a draw, one column an outlet.

    >>> drawn_shares(np.array([17]), np.array([3]), 4, np.random.default_rng(0)).shape
    (4, 1)
    """
    return rng.beta(hits + _HALF, others + _HALF, size=(draws, len(hits)))


def share_interval(hits: int, others: int, level: float = 0.95) -> tuple[float, float]:
    """The interval that holds `level` of the draws of `drawn_shares`, its tails equal.

    >>> [round(x, 2) for x in share_interval(17, 3)]
    [0.65, 0.96]
    """
    low, high = stats.beta.ppf([(1 - level) / 2, (1 + level) / 2], hits + _HALF, others + _HALF)
    return float(low), float(high)
