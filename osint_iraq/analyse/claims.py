"""Our count beside each published claim about how often attacks happened: agree, differ, or cannot tell, and why.

The verdict says how two counts by different rules compare, not which of them is right. Nor are the two independent: who
makes a list of attacks from the press reads the same agencies as those who count.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, NamedTuple

import pandas as pd

from osint_iraq.analyse.comparable import Comparable, comparable
from osint_iraq.analyse.counts import Day, day, placing
from osint_iraq.analyse.directions import FEW, rates_compared
from osint_iraq.rows import records

__all__ = ["AGREE", "CANNOT_TELL", "DIFFER", "FEW", "LEEWAY", "against_claims"]

AGREE, DIFFER, CANNOT_TELL = "agree", "differ", "cannot_tell"
LEEWAY = 0.2
"""A number may lie this share of itself away, for attacks that one rule counts and the other does not."""

_COLUMNS = {
    "claim_id": "str", "study": "str", "said_by": "str", "claim_en": "str", "claim_ar": "str", "measure": "str",
    "direction": "str", "period_start": "datetime64[us]", "period_end": "datetime64[us]",
    "compare_start": "datetime64[us]", "compare_end": "datetime64[us]", "value_min": "Int64", "value_max": "Int64",
    "ours": "Float64", "ours_low": "Float64", "ours_high": "Float64", "unclear": "Int64",
    "count": "Int64", "compare_count": "Int64", "model": "str", "verdict": "str", "basis": "str", "why": "str",
}  # fmt: skip
_SUBJECT = ("targets", "countries", "site", "weapons")
_PERIOD = ("period_start", "period_end", "targets")
_NEEDED = dict.fromkeys(("count", "rank", "cumulative", "rate"), _PERIOD) | {
    "direction": (*_PERIOD, "direction", "compare_start", "compare_end")
}
_WEEK = 7
_UNTOLD = {"unknown"}
_MEETING = {
    "inside": "The two meet.",
    "vague": "They meet where dates or words are vague.",
    "floor": "More does not contradict a smallest number.",
}

Cover = tuple[pd.Timestamp | None, pd.Timestamp | None]


class _Counted(NamedTuple):
    """Attacks of one period: surely in it, by the rule of `attack_counts`, and all that may be; targets not told."""

    low: int
    best: int
    high: int
    unclear: int


def against_claims(
    events: pd.DataFrame,
    claims: pd.DataFrame,
    *,
    start: Day | None = None,
    end: Day | None = None,
    source: str | Iterable[str] | None = None,
    leeway: float = LEEWAY,
) -> pd.DataFrame:
    """Our count beside each published claim: one row is one claim, in the order of `claims` (table published_claims).

    Columns: claim_id, study, said_by, claim_en, claim_ar, measure, direction, period_start, period_end, compare_start,
    compare_end, value_min, value_max (all as claimed), ours, ours_low, ours_high, unclear, count, compare_count,
    model (of a direction's interval), verdict ("agree", "differ" or "cannot_tell"), basis (what an agreement rests on;
    missing without one) and why (a sentence or two). `start` and `end` say from when to when
    the sources cover attacks; `source` keeps events with these values of `source`. Which attacks a claim is about
    hangs on its targets, countries, site and weapons, as in `comparable`.

    Numbers (measure count, rank, cumulative; rate, per week): `ours` counts the attacks between period_start and
    period_end by the rule of `attack_counts`; `ours_low` those wholly within the shortest period that the words allow;
    `ours_high` those that touch the longest, with the `unclear` ones, which may belong to it (target or weapon not
    told). They agree where the range of ours meets that of the claim, or comes as near as `leeway` times the claim's
    nearest number, rounded to whole attacks (so from 3 on; a claim of none is taken at its word); else they differ.
    The two count the same attacks, so that what parts them is rules and misses, not chance: an interval for chance
    counts would be so wide for small numbers that nothing could differ.

    `basis` of an agreement on a number: "inside" (`ours` itself lies in the claim's range), "floor" (the claim is a
    smallest number and `ours` is above it: more does not contradict, so that this tests little), "vague" (only other
    numbers of our range do: dates, targets or words are vague), "leeway" (only within the leeway).

    Why a fifth: a convention, which no measurement fixes. Beside the one count with rules and places like ours, the
    Pentagon's for Iraq from October 2023, the chronology holds three fifths of the attacks of the first weeks and
    nearly all by the fourth month (data/reference/chronology.md): a fifth lies between. It forgives misses, so that
    agreement within it says less; look at the verdicts with `leeway` 0, 0.1 and 0.3 too.

    Directions: `ours` is the rate in the period over that in the period compared, `ours_low` and `ours_high` its 95%
    interval by the model that `compare` would prefer for the two (`rates_compared`: quasi-Poisson where attacks come in
    bursts, else exact), `count` and `compare_count` the attacks in the two. They agree (`basis` "direction") where the
    interval lies on the claimed side of 1, differ where it lies on the other. Nothing can be told where it holds 1,
    both sides have fewer than `FEW`, or one side has none: a table may hold none because there were none or because
    nobody listed them, as with convoys in 2019. Attacks known only to a longer interval than the period are in
    neither.

    Nothing can be told either where the claim is not testable (its `reason` is then the why) or lacks a period or what
    is counted, or where the sources do not cover the period; periods that a direction compares are cut to what they
    cover. No claim is compared with another claim: totals by two counters, or by one who changed what is counted, are
    never subtracted.

    Raises ValueError for a leeway below 0.

    >>> from osint_iraq.schema import empty
    >>> len(against_claims(empty("events"), empty("published_claims")))
    0
    """
    if not leeway >= 0:
        raise ValueError(f"leeway={leeway!r}: give a share of 0 or more, 0.2 for a fifth")
    if source is not None:
        events = events[events["source"].isin([source] if isinstance(source, str) else list(source))]
    cover = (day(start) if start is not None else None, day(end) if end is not None else None)

    @cache
    def about(*subject: str | None) -> Comparable:
        return _about(events, dict(zip(_SUBJECT, subject, strict=True)))

    rows = [claim | _judged(about, claim, cover, leeway) for claim in records(claims)]
    return pd.DataFrame(rows, columns=list(_COLUMNS)).astype(_COLUMNS)


def _judged(about: Callable[..., Comparable], claim: dict[str, Any], cover: Cover, leeway: float) -> dict[str, Any]:
    """The columns of ours, the verdict and the why of one claim."""
    if not claim["testable"] or claim["measure"] == "none":
        return _cannot_tell(_sentence(claim["reason"] or "a count of attacks cannot test it"))
    missing = [name for name in _NEEDED[claim["measure"]] if claim[name] is None]
    if missing:
        return _cannot_tell(f"The claim has no {', no '.join(missing)}.".replace("_", " "))
    ours, unclear = about(*(claim[name] for name in _SUBJECT))
    if claim["measure"] == "direction":
        return _direction(ours, claim, cover)
    return _number(ours, unclear, claim, cover, leeway)


def _cannot_tell(why: str) -> dict[str, Any]:
    return {"verdict": CANNOT_TELL, "why": why}


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def _about(events: pd.DataFrame, subject: dict[str, Any]) -> Comparable:
    """The attacks that the claim is about, and those of which target or weapon is not told."""
    ours, unclear = comparable(events, subject)
    if subject["weapons"] is None:
        return Comparable(ours, unclear)
    wanted = set(subject["weapons"].split("|"))
    fits = _kinds(ours).map(lambda kinds: not wanted.isdisjoint(kinds)).astype(bool)
    untold = _kinds(ours).map(lambda kinds: kinds == _UNTOLD).astype(bool)
    may_fit = _kinds(unclear).map(lambda kinds: not (wanted | _UNTOLD).isdisjoint(kinds)).astype(bool)
    return Comparable(ours[fits], pd.concat([ours[untold & ~fits], unclear[may_fit]]))


def _kinds(events: pd.DataFrame) -> pd.Series:
    """The weapons of each as a set."""
    return events["weapons"].map(lambda kinds: set(kinds.split("|")) if isinstance(kinds, str) else _UNTOLD)


def _number(
    ours: pd.DataFrame, unclear: pd.DataFrame, claim: dict[str, Any], cover: Cover, leeway: float
) -> dict[str, Any]:
    first, last = claim["period_start"], claim["period_end"]
    if _outside(first, last, cover):
        return _cannot_tell(f"Our sources do not cover all of {_days(first, last)}.")
    found = _count(ours, unclear, claim)
    scale = _WEEK / ((last - first).days + 1) if claim["measure"] == "rate" else 1.0
    low, best, high = (n * scale for n in (found.low, found.best, found.high))
    row = {"ours": best, "ours_low": low, "ours_high": high, "unclear": found.unclear, "count": found.best}
    return row | _compared(claim, (low, best, high), leeway)


def _count(ours: pd.DataFrame, unclear: pd.DataFrame, claim: dict[str, Any]) -> _Counted:
    first, last = claim["period_start"], claim["period_end"]
    surely = claim["period_start_latest"] or first, claim["period_end_earliest"] or last
    untold = _touching(unclear, first, last)
    return _Counted(
        low=int(((ours["date_start"] >= surely[0]) & (ours["date_end"] <= surely[1])).sum()),
        best=int(placing(ours, first, last)[0].sum()),
        high=_touching(ours, first, last) + untold,
        unclear=untold,
    )


def _touching(events: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp) -> int:
    return int(((events["date_start"] <= last) & (events["date_end"] >= first)).sum())


def _compared(claim: dict[str, Any], ours: tuple[float, float, float], leeway: float) -> dict[str, Any]:
    """The verdict on a number and why: how far the two ranges are apart, and how far they may be."""
    low, best, high = ours
    smallest = claim["value_min"] if claim["value_min"] is not None else 0
    largest = claim["value_max"] if claim["value_max"] is not None else math.inf
    apart = max(smallest - high, low - largest, 0.0)
    said = f"The claim says {_number_words(claim)}, we count {_number_of(best)}"
    said += f" ({_number_of(low)} to {_number_of(high)})" if low != high else ""
    said += " a week." if claim["measure"] == "rate" else "."
    if not apart:
        basis = _basis(best, smallest, largest)
        return {"verdict": AGREE, "basis": basis, "why": f"{said} {_MEETING[basis]}"}
    nearest = smallest if high < smallest else largest
    allowed = leeway * nearest if claim["measure"] == "rate" else math.floor(leeway * nearest + 0.5)
    far = f"{said} They are {_number_of(apart)} apart,"
    if apart > allowed:
        return {"verdict": DIFFER, "why": f"{far} more than the leeway of {_number_of(allowed)}."}
    return {"verdict": AGREE, "basis": "leeway", "why": f"{far} within the leeway of {_number_of(allowed)}."}


def _basis(best: float, smallest: float, largest: float) -> str:
    """What an agreement of two ranges that meet rests on."""
    if not smallest <= best <= largest:
        return "vague"
    return "floor" if math.isinf(largest) and best > smallest else "inside"


def _number_words(claim: dict[str, Any]) -> str:
    low, high = claim["value_min"], claim["value_max"]
    if low is None or high is None:
        return f"at most {high}" if low is None else f"at least {low}"
    return str(low) if low == high else f"{low} to {high}"


def _number_of(value: float) -> str:
    return f"{value:.0f}" if float(value).is_integer() else f"{value:.1f}"


def _direction(ours: pd.DataFrame, claim: dict[str, Any], cover: Cover) -> dict[str, Any]:
    asked = [(claim["period_start"], claim["period_end"]), (claim["compare_start"], claim["compare_end"])]
    cut = [_cut(first, last, cover) for first, last in asked]
    if any(last < first for first, last in cut):
        return _cannot_tell("Our sources cover no day of one of the two periods.")
    found = rates_compared(ours, *cut)
    row = found.numbers | {"count": found.in_period, "compare_count": found.in_compared, "model": found.model}
    said = found.said + (" (cut to what our sources cover)" if cut != asked else "")
    if found.why_not:
        return row | _cannot_tell(f"{said}: {found.why_not}.")
    said += f": {found.ratio_said}."
    if found.way is None:
        return row | _cannot_tell(f"{said} The interval holds 1.")
    agreed = {"verdict": AGREE, "basis": "direction"} if found.way == claim["direction"] else {"verdict": DIFFER}
    return row | agreed | {"why": f"{said} The claim says {claim['direction']}, we find {found.way}."}


def _cut(first: pd.Timestamp, last: pd.Timestamp, cover: Cover) -> tuple[pd.Timestamp, pd.Timestamp]:
    lower, upper = cover
    return max(first, lower or first), min(last, upper or last)


def _outside(first: pd.Timestamp, last: pd.Timestamp, cover: Cover) -> bool:
    return _cut(first, last, cover) != (first, last)


def _days(first: pd.Timestamp, last: pd.Timestamp) -> str:
    return f"{first:%Y-%m-%d} to {last:%Y-%m-%d}"
