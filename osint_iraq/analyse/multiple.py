"""What many tests at once do to a p-value: Holm's and Benjamini and Hochberg's corrections."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

__all__ = ["benjamini_hochberg", "holm"]


def holm(p: Sequence[float] | np.ndarray) -> np.ndarray:
    """Adjusted p-values in the order given: at most alpha where the test holds though all were tried.

    Holm's step-down method keeps the chance of any false finding at alpha, whatever the tests have in common. For a
    claim about single political events. A missing p-value stays missing and was no test.
    Source: Holm (1979), A simple sequentially rejective multiple test procedure, Scandinavian Journal of Statistics 6.
    Raises ValueError for a value outside 0 to 1.

    >>> holm([0.01, 0.04, 0.03]).round(2).tolist()
    [0.03, 0.06, 0.06]
    """
    return _adjusted(p, lambda ordered: np.maximum.accumulate(ordered * np.arange(len(ordered), 0, -1)))


def benjamini_hochberg(p: Sequence[float] | np.ndarray) -> np.ndarray:
    """Adjusted p-values in the order given: at most q where the share of false findings is to stay at q.

    The step-up method holds for independent tests and for those that lean the same way; windows that share days do.
    For looking around, not for a claim about one political event. A missing p-value stays missing and was no test.
    Source: Benjamini and Hochberg (1995), Controlling the false discovery rate, doi 10.1111/j.2517-6161.1995.tb02031.x.
    Raises ValueError for a value outside 0 to 1.

    >>> benjamini_hochberg([0.01, 0.04, 0.03]).round(2).tolist()
    [0.03, 0.04, 0.04]
    """

    def stepped(ordered: np.ndarray) -> np.ndarray:
        scaled = ordered * len(ordered) / np.arange(1, len(ordered) + 1)
        smallest: np.ndarray = np.minimum.accumulate(scaled[::-1])[::-1]
        return smallest

    return _adjusted(p, stepped)


def _adjusted(p: Sequence[float] | np.ndarray, method: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    given = np.asarray(p, dtype=float)
    known = ~np.isnan(given)
    if (given[known] < 0).any() or (given[known] > 1).any():
        raise ValueError(f"p={list(given)}: a p-value lies between 0 and 1")
    out = np.full(given.shape, np.nan)
    if known.any():
        order = np.argsort(given[known], kind="stable")
        values = np.empty(len(order))
        values[order] = np.minimum(1.0, method(given[known][order]))
        out[known] = values
    return out
