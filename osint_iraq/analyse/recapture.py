"""How many attacks there were in all, estimated from how far lists of attacks overlap (capture-recapture).

Every estimate here rests on four assumptions: no attack comes or goes while the lists are made, the lists are
independent of each other, within a list every attack has the same chance, and it is known which entries are the same
attack. docs/coverage.md says how each fails for news. Lists that feed each other make the estimate too low, so that it
is a lower bound at best.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations
from typing import Any, NamedTuple

import pandas as pd
from scipy import stats

__all__ = ["Recapture", "chao_lower_bound", "chapman", "recapture_table"]

_FEW = 7  # below this overlap Chapman's estimator is biased by more than a few per cent (Robson and Regier 1964)
_HALF = 0.5
_LISTS_THAT_FEED = "lists that copy or cite each other make the estimate too low: read it as a lower bound"
_COLUMNS = {
    "lists": "str", "method": "str", "n1": "Int64", "n2": "Int64", "both": "Int64", "f1": "Int64", "f2": "Int64",
    "seen": "Int64", "estimate": "float64", "low": "float64", "high": "float64",
    "share_seen": "float64", "share_low": "float64", "share_high": "float64", "caveat": "str",
}  # fmt: skip


class Recapture(NamedTuple):
    """An estimate of all attacks: `seen` are those on any list, `share` is seen over estimate, both with intervals.

    `se` is the standard error. `share_low` belongs to `high` and the other way round. NaN where nothing can be said.
    """

    seen: int
    estimate: float
    se: float
    low: float
    high: float
    share: float
    share_low: float
    share_high: float


def chapman(n1: int, n2: int, both: int, level: float = 0.95) -> Recapture:
    """All attacks from two lists of `n1` and `n2` attacks, of which `both` hold the same ones; counts of attacks.

    The estimate is Chapman's (1951), (n1+1)(n2+1)/(both+1) - 1, with the variance of Seber (1982, p. 60). The interval
    is the 0.5 transformed logit of Sadinle (2009), which never falls below what was
    seen and is finite without any overlap (but then says next to nothing). Where one list lies within the other its
    lower end can pass the estimate; it is then set to the estimate.

    Raises ValueError for counts that are negative, not whole, or more in both lists than in one, and for a level that
    is not between 0 and 1.

    >>> found = chapman(100, 150, 20)
    >>> round(found.estimate, 1), round(found.se, 1), round(found.share, 2)
    (725.2, 127.9, 0.32)
    """
    a, b, m = (_whole(n, name) for n, name in ((n1, "n1"), (n2, "n2"), (both, "both")))
    if m > min(a, b):
        raise ValueError(f"both={m} is more than one of the lists has (n1={a}, n2={b})")
    z = _z(level)
    estimate = (a + 1) * (b + 1) / (m + 1) - 1
    variance = (a + 1) * (b + 1) * (a - m) * (b - m) / ((m + 1) ** 2 * (m + 2))
    n11, n10, n01 = m + _HALF, a - m + _HALF, b - m + _HALF
    unseen = n10 * n01 / n11
    spread = math.exp(z * math.sqrt(1 / n11 + 1 / n10 + 1 / n01 + n11 / (n10 * n01)))
    seen = a + b - m
    low = min(estimate, max(seen, seen - _HALF + unseen / spread))
    return _recapture(seen, estimate, math.sqrt(variance), low, seen - _HALF + unseen * spread)


def chao_lower_bound(
    frequencies: Sequence[int], level: float = 0.95, *, lists: float | None = None, corrected: bool = True
) -> Recapture:
    """A lower bound of all attacks from three or more lists (Chao 1987, doi 10.2307/2531532).

    `frequencies` are f1, f2, …: how many attacks just one list has, just two, and so on; zeros included, so that their
    number is that of the lists (`lists` says otherwise; math.inf for a great many). With A = (lists-1)/lists the
    attacks on no list are at least A f1²/(2 f2), or in the bias-corrected form, which also stands where f2 is 0,
    A f1(f1-1)/(2(f2+1)). Standard errors are those of Chao (1987) and, for the corrected form, of the manual of
    EstimateS; the interval is log-normal. Where f1 is 0 nothing points to unseen attacks, and the interval is that of
    EstimateS for such data; where the bound adds nothing for another reason (f1 is 1) its ends are NaN.

    Raises ValueError for fewer than three lists, counts that are negative or not whole, or the uncorrected form with
    f2 = 0.

    >>> found = chao_lower_bound([44312, 860, 40], corrected=False)  # Daróczi 2015, ch. 14
    >>> round(found.estimate, 1), round(found.se, 1)
    (806279.2, 26954.8)
    """
    f = [_whole(n, f"f{i}") for i, n in enumerate(frequencies, start=1)]
    number = len(f) if lists is None else lists
    if number < 3 or len(f) < 2:
        raise ValueError(f"{number} lists, {len(f)} frequencies: the bound wants three lists; two go to chapman")
    if not corrected and not f[1]:
        raise ValueError("f2 is 0: only the corrected form is defined")
    z, seen = _z(level), sum(f)
    share = 1.0 if math.isinf(number) else (number - 1) / number
    unseen = share * (f[0] * (f[0] - 1) / (2 * (f[1] + 1)) if corrected else f[0] ** 2 / (2 * f[1]))
    variance = _corrected_variance(f[0], f[1], share, seen + unseen) if corrected else _variance(f[0], f[1], share)
    if not f[0]:
        return _without_singles(seen, sum(k * n for k, n in enumerate(f, start=1)), z)
    if not unseen:
        return _recapture(seen, seen, math.nan, math.nan, math.nan)
    spread = math.exp(z * math.sqrt(math.log(1 + variance / unseen**2)))
    return _recapture(seen, seen + unseen, math.sqrt(variance), seen + unseen / spread, seen + unseen * spread)


def _variance(f1: int, f2: int, share: float) -> float:
    r = f1 / f2
    return f2 * (share / 2 * r**2 + share**2 * r**3 + share**2 / 4 * r**4)


def _corrected_variance(f1: int, f2: int, share: float, estimate: float) -> float:
    """Equations 6 and 7 of the manual of EstimateS, with (lists-1)/lists put in where the lists are few."""
    if not f2:
        third = f1**4 / (4 * estimate) if estimate else 0.0
        return share * f1 * (f1 - 1) / 2 + share**2 * (f1 * (2 * f1 - 1) ** 2 / 4 - third)
    first = share * f1 * (f1 - 1) / (2 * (f2 + 1))
    second = f1 * (2 * f1 - 1) ** 2 / (4 * (f2 + 1) ** 2) + f1**2 * f2 * (f1 - 1) ** 2 / (4 * (f2 + 1) ** 4)
    return first + share**2 * second


def _without_singles(seen: int, sightings: int, z: float) -> Recapture:
    """Equation 14 of the manual of EstimateS: every attack is on two lists or more."""
    if not seen:
        return _recapture(0, 0, math.nan, math.nan, math.nan)
    missed = math.exp(-sightings / seen)
    middle, half = seen / (1 - missed), z * math.sqrt(seen * missed) / (1 - missed)
    return _recapture(seen, seen, math.sqrt(seen * missed * (1 - missed)), max(seen, middle - half), middle + half)


def recapture_table(incidence: pd.DataFrame, level: float = 0.95) -> pd.DataFrame:
    """One row is one estimate: every pair of lists by Chapman, and with three lists or more all of them by Chao.

    `incidence` has one row an attack and one boolean column a list (see `source_incidence`, `outlet_incidence`); rows
    on no list are left out. Columns: lists (names joined by |), method (chapman, chao), n1, n2, both (attacks on the
    first, the second, on both; missing for chao), f1, f2 (attacks on just one and just two lists; missing for
    chapman), seen (attacks on any of these lists), estimate (all attacks) with low and high, share_seen (seen over
    estimate) with share_low and share_high, caveat (what speaks against reading the row as it stands; texts in
    `incidence.attrs["caveat"]` are added). Counts are attacks, the shares between 0 and 1; NaN where nothing can be
    said.

    Raises ValueError for fewer than two columns or one that is not boolean.

    >>> rows = pd.DataFrame({"a": [True, True, False], "b": [True, False, True]})
    >>> recapture_table(rows)[["lists", "n1", "n2", "both", "seen", "estimate"]].values.tolist()
    [['a|b', 2, 2, 1, 3, 3.5]]
    """
    if incidence.shape[1] < 2:
        raise ValueError(f"incidence has {incidence.shape[1]} columns: an estimate wants two lists or more")
    odd = [str(c) for c in incidence if not pd.api.types.is_bool_dtype(incidence[c]) or incidence[c].isna().any()]
    if odd:
        raise ValueError(f"incidence must be True or False throughout; it is not in {', '.join(odd)}")
    known = str(incidence.attrs.get("caveat", ""))
    on_lists = incidence.astype(bool)
    rows = [_pair(on_lists[a], on_lists[b], level, known) for a, b in combinations(on_lists.columns, 2)]
    if on_lists.shape[1] >= 3:
        rows.append(_all(on_lists, level, known))
    return pd.DataFrame(rows, columns=list(_COLUMNS)).astype(_COLUMNS)


def _pair(first: pd.Series, second: pd.Series, level: float, known: str) -> dict[str, Any]:
    n1, n2, both = int(first.sum()), int(second.sum()), int((first & second).sum())
    found = chapman(n1, n2, both, level)
    warnings = ["no attack is on both lists: the numbers say next to nothing"] if not both else []
    if both and both == min(n1, n2):
        warnings.append("one list lies within the other: nothing can be learnt of unseen attacks")
    elif 0 < both < _FEW:
        warnings.append(f"fewer than {_FEW} attacks on both lists: unstable")
    row = {"lists": f"{first.name}|{second.name}", "method": "chapman", "n1": n1, "n2": n2, "both": both}
    return row | _said(found, [*warnings, _LISTS_THAT_FEED, known])


def _all(on_lists: pd.DataFrame, level: float, known: str) -> dict[str, Any]:
    times = on_lists.sum(axis=1)
    frequencies = [int((times == k).sum()) for k in range(1, on_lists.shape[1] + 1)]
    found = chao_lower_bound(frequencies, level)
    warnings = ["no attack is on just two lists: unstable"] if not frequencies[1] else []
    if frequencies[0] < 2:
        warnings.append("hardly an attack is on one list only: the bound adds nothing")
    row = {"lists": "|".join(map(str, on_lists.columns)), "method": "chao", "f1": frequencies[0], "f2": frequencies[1]}
    return row | _said(found, [*warnings, _LISTS_THAT_FEED, known])


def _said(found: Recapture, warnings: list[str]) -> dict[str, Any]:
    values = found._asdict()
    values["share_seen"] = values.pop("share")
    return {k: v for k, v in values.items() if k != "se"} | {"caveat": "; ".join(w for w in warnings if w)}


def _recapture(seen: int, estimate: float, se: float, low: float, high: float) -> Recapture:
    shares = (seen / of if of > 0 else math.nan for of in (estimate, high, low))
    return Recapture(seen, float(estimate), se, float(low), float(high), *shares)


def _whole(value: Any, name: str) -> int:
    if pd.isna(value) or value < 0 or int(value) != value:
        raise ValueError(f"{name}={value!r} is not a count: whole and not negative")
    return int(value)


def _z(level: float) -> float:
    if not 0 < level < 1:
        raise ValueError(f"level={level!r} is not between 0 and 1")
    return float(stats.norm.ppf((1 + level) / 2))
