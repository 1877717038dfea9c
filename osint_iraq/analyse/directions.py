"""Whether attacks became more or fewer from one period to another, of unequal length or far apart."""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd

from osint_iraq.analyse.dispersed import dispersion, preferred_model, quasi_ratio
from osint_iraq.analyse.rates import rate_ratio
from osint_iraq.analyse.sides import Parts, counted_parts

__all__ = ["FEW", "Compared", "rates_compared"]

FEW = 5
"""With fewer attacks than this on both sides a direction is not judged."""
_PARTS = 6  # sub-periods of each period, as in `compare`

Span = tuple[pd.Timestamp, pd.Timestamp]


class Compared(NamedTuple):
    """Two periods compared; `way` is "rose" or "fell", None where the interval holds 1 or nothing can be told."""

    in_period: int
    in_compared: int
    numbers: dict[str, Any]
    model: str | None
    way: str | None
    why_not: str | None
    said: str
    ratio_said: str


def rates_compared(events: pd.DataFrame, period: Span, compared: Span) -> Compared:
    """The rate of attacks in `period` over that in `compared` (first and last days), and which way it went.

    `numbers` holds ours, ours_low and ours_high: the ratio of the rates and its 95% interval by `model`, the one that
    `preferred_model` names for `_PARTS` sub-periods of each of the two, so that a change between the two is no
    dispersion: "quasi-poisson" where these vary more than independent attacks would, else "exact". `why_not` says in
    words why no way can be told: fewer than `FEW` attacks on both sides, or none on one (without a row a table does
    not say whether there was none, or none was listed). `said` and `ratio_said` are parts of a sentence.

    >>> from osint_iraq.schema import empty
    >>> first, last = pd.Timestamp("2020-06-01"), pd.Timestamp("2020-06-30")
    >>> rates_compared(empty("events"), (first, last), (first, last)).why_not
    'fewer than 5 on both sides'
    """
    now, then = counted_parts(events, *period, _PARTS), counted_parts(events, *compared, _PARTS)
    count, before = int(now.counts.sum()), int(then.counts.sum())
    said = f"We count {count} in {now.days.sum()} days against {before} in {then.days.sum()} days"
    why_not = None
    if count < FEW and before < FEW:
        why_not = f"fewer than {FEW} on both sides"
    elif not count or not before:
        why_not = "our sources list none on one side, and do not say whether there was none"
    if not count or not before:
        return Compared(count, before, {}, None, None, why_not, said, "")
    model, ratio, low, high = _ratio(now, then)
    numbers = {"ours": ratio, "ours_low": low, "ours_high": high}
    way = None if why_not or low <= 1 <= high else "rose" if low > 1 else "fell"
    told = f"rate ratio {ratio:.2f} ({low:.2f} to {high:.2f}, {model})"
    return Compared(count, before, numbers, model, way, why_not, said, told)


def _ratio(now: Parts, then: Parts) -> tuple[str, float, float, float]:
    """Model, ratio and interval; both periods have attacks."""
    sides = [1] * len(now.counts) + [0] * len(then.counts)
    spread = dispersion([*now.counts, *then.counts], [*now.days, *then.days], sides)
    model, _ = preferred_model(int(now.counts.sum()), int(then.counts.sum()), spread)
    if model == "quasi-poisson":
        quasi = quasi_ratio(now.counts, then.counts, now.days, then.days)
        return model, quasi.ratio, quasi.low, quasi.high
    days, days_before = int(now.days.sum()), int(then.days.sum())
    exact = rate_ratio(int(now.counts.sum()), int(then.counts.sum()), days, days_before)
    return model, exact.ratio, exact.low, exact.high
