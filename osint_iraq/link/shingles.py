"""Which texts have much of their words in common: found for certain, and without looking at every pair.

A text is the set of its three-word shingles, each as a number of 8 bytes: two shingles of one pair of texts have the
same number once in about 10 ** 13 pairs, and would then change the share in common by one shingle. A pair is found by
its shorter text (prefix filtering: Bayardo, Ma and Srikant 2007, Scaling up all pairs similarity search; Xiao et al.
2008, PPJoin): where 75 % of its shingles stand in the longer text, so does one at least of any 26 % of them, and the
rarest will do. So formulas that thousands of reports share bring nobody together, and chance decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from hashlib import blake2b
from itertools import chain
from math import ceil

import numpy as np
import numpy.typing as npt

from osint_iraq.text import normalise, tokens

__all__ = ["Shingles", "much_in_common", "shingles_of"]

Shingles = npt.NDArray[np.uint64]
_Numbers = npt.NDArray[np.int64]

_WEIGHTS = np.array([1, 3, 5], dtype=np.uint64)  # no two sums of them are equal: the order of the words counts
_BITS = 22  # room for the number of any day beside that of a shingle
_UNDATED = 0


def shingles_of(text: str) -> Shingles:
    """The different three-word shingles of a text, as sorted numbers; none for a text of fewer words."""
    words = np.array(list(chain.from_iterable(map(_numbers, text.split()))), dtype=np.uint64)
    first, second, third = (words[n : len(words) - 2 + n] * weight for n, weight in enumerate(_WEIGHTS))
    return np.unique(first + second + third)


@lru_cache(maxsize=1 << 16)
def _numbers(word: str) -> tuple[int, ...]:
    """A number for each token of what stands between two blanks; most words come back, so they are kept."""
    found = tokens(normalise(word))
    return tuple(int.from_bytes(blake2b(token.encode(), digest_size=8).digest()) for token in found)


def much_in_common(
    texts: list[Shingles], days: list[int | None], reach: int, share: float
) -> Iterator[tuple[int, int, int]]:
    """Every pair of texts of which the longer holds `share` of the shorter's shingles, and some that come close.

    Yields the positions of the two, the shorter first, and how many shingles they have in common. `days` are numbers of
    days: texts more than `reach` days apart are no pair; one without a day (None) is near all others.
    """
    shared = _in_several(texts)
    kept = [_positions(text, shared) for text in texts]
    sizes = np.array([len(text) for text in texts])
    rarest = _rarest(kept, [ceil(share * len(text)) for text in texts], len(shared))
    where = _Whereabouts(kept, rarest, days, len(shared))
    own = np.zeros(len(shared), dtype=bool)
    for one in (n for n, looked_up in enumerate(rarest) if len(looked_up)):
        others = where.near(rarest[one], days[one], reach)
        longer = (sizes[others] > sizes[one]) | ((sizes[others] == sizes[one]) & (others > one))
        own[kept[one]] = True
        for other in others[longer].tolist():
            yield one, other, _common(own, kept[other])
        own[kept[one]] = False


def _in_several(texts: list[Shingles]) -> Shingles:
    """The shingles that stand in two texts or more; the others, which are most, can be forgotten."""
    every = np.sort(np.concatenate([*texts, np.array([], dtype=np.uint64)]))
    return np.unique(every[1:][every[1:] == every[:-1]])


def _positions(text: Shingles, shared: Shingles) -> _Numbers:
    """Which of the shared shingles stand in the text."""
    at = np.searchsorted(shared, text)
    return at[shared.take(at, mode="clip") == text] if len(shared) else at[:0]


def _rarest(kept: list[_Numbers], least: list[int], different: int) -> list[_Numbers]:
    """For each text the shingles in the fewest texts: so many that any text with `least` of all has one of these."""
    texts_with = np.zeros(different, dtype=np.int64)
    for numbers in kept:
        texts_with[numbers] += 1
    return [
        numbers[np.argsort(texts_with[numbers], kind="stable")[: max(0, len(numbers) - wanted + 1)]]
        for numbers, wanted in zip(kept, least, strict=True)
    ]


def _common(own: npt.NDArray[np.bool_], numbers: _Numbers) -> int:
    return int(np.count_nonzero(own[numbers]))


class _Whereabouts:
    """In which texts the shingles that are looked up stand, by day: a look-up costs as much as it finds."""

    def __init__(self, kept: list[_Numbers], looked_up: list[_Numbers], days: list[int | None], different: int) -> None:
        wanted = np.zeros(different, dtype=bool)
        for numbers in looked_up:
            wanted[numbers] = True
        found = [numbers[wanted[numbers]] for numbers in kept]
        keys = [(n << _BITS) | (_UNDATED if d is None else d) for n, d in zip(found, days, strict=True)]
        texts = np.repeat(np.arange(len(kept), dtype=np.int32), [len(n) for n in found])
        together = np.concatenate([*keys, np.array([], dtype=np.int64)])
        order = np.argsort(together)
        self._keys, self._texts = together[order], texts[order]

    def near(self, numbers: _Numbers, day: int | None, reach: int) -> _Numbers:
        """The texts with one of the shingles that are undated or at most `reach` days from the day."""
        spans = [(0, 1 << _BITS)] if day is None else [(_UNDATED, _UNDATED + 1), (day - reach, day + reach + 1)]
        found = [
            self._texts[start:stop]
            for low, high in spans
            for start, stop in np.searchsorted(self._keys, (numbers << _BITS)[:, None] + (low, high)).tolist()
        ]
        return np.unique(np.concatenate(found))
