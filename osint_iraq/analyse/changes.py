"""Change without a date: when did the rate of attacks reported change, and where does that stand to a political event?

No date is given to these searches. What they find is where the counts change most; that something changed at all must
come from `single_change` and its permutations, and that it changed at a political event from a test at that date.
"""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import pandas as pd

from osint_iraq.analyse.counts import Day, day
from osint_iraq.analyse.daily import series
from osint_iraq.analyse.milestones import PoliticalEvent, comparable_event
from osint_iraq.analyse.sides import PER_DAYS
from osint_iraq.analyse.study import Study

__all__ = ["change_dates", "change_points", "change_stand", "log_ratios", "permuted_p", "single_change"]

_RANGE = np.geomspace(0.5, 2.0, 9)  # of the penalty, for the support of a change point
_PRIOR = 0.5  # Jeffreys' prior of a Poisson rate: half an attack in no time
_SEGMENTS = [
    "segment_start", "segment_end", "days", "count", "rate", "change_date", "change_ratio", "support", "dispersion",
    "penalty", "penalty_rule", "min_days", "period_days",
]  # fmt: skip
_WHOLE = ("block_days", "n_blocks", "days_in_set")
_SEARCHED = ("p_blocks", "p_blocks_short", *_WHOLE, "low", "high")  # by `single_change` alone
_STAND = ["event_id", "event_date", "title_en", "title_ar", "stands", "change_date", "days_from_event", "change_ratio",
          "near_days", "lead_days", "support", *_SEARCHED, "event_in_interval"]  # fmt: skip


def change_points(
    events: pd.DataFrame,
    start: Day,
    end: Day,
    *,
    freq: Literal["D", "W"] = "D",
    penalty: Literal["bic", "sic"] | float = "bic",
    min_days: int = 7,
    near_days: int = 7,
    study: Study | None = None,
) -> pd.DataFrame:
    """Stretches of days with one rate of attacks: one row is one segment of the window, in order.

    PELT (Killick, Fearnhead and Eckley 2012, doi 10.1080/01621459.2012.737745) with the Poisson cost, minus twice the
    log likelihood, cuts the window where a further segment of at least `min_days` gains more than `penalty`: "bic" is
    2 log(number of periods), one for the rate and one for the date of the change; "sic" is half of that, for the rate
    alone, and finds more; a number is taken as it is. "W" counts weeks from `start`; days that make no whole week
    at the end are left out. Columns: segment_start, segment_end, days, count, rate (per 30 days), change_date (first
    day of the segment; missing in the first row), change_ratio (rate over that of the segment before; infinite after
    a segment without attacks), support, dispersion (variance over mean of the counts inside), penalty, penalty_rule,
    min_days, period_days.

    `support` is the share of 9 penalties from half to twice this one at which a change lies within `near_days`: near
    1 it does not hang on the penalty. Where dispersion is well above 1, the Poisson cost finds too many changes.

    Raises ValueError for another freq, a penalty not above 0, or a window shorter than two segments.

    >>> from osint_iraq.schema import empty
    >>> change_points(empty("events"), "2020-01-01", "2020-03-31")[["days", "count", "penalty_rule"]].values.tolist()
    [[91, 0, '2 log(91)']]
    """
    if freq not in ("D", "W"):
        raise ValueError(f"freq={freq!r} is not one of D, W")
    length, first = {"D": 1, "W": 7}[freq], day(start)
    y = series(events, first, end, study)
    y = y[: len(y) // length * length].reshape(-1, length).sum(axis=1)
    shortest = max(1, -(-min_days // length))
    if len(y) < 2 * shortest:
        raise ValueError(f"{len(y)} periods do not hold two segments of {min_days} days: choose a longer window")
    price, rule = _penalty(penalty, len(y))
    cuts = _pelt(y, price, shortest)
    near = [_pelt(y, price * factor, shortest) for factor in _RANGE]
    rows = [_segment(y, a, b, length) for a, b in zip([0, *cuts], [*cuts, len(y)], strict=True)]
    out = pd.DataFrame(rows)
    out["segment_start"] = first + pd.to_timedelta([cut * length for cut in [0, *cuts]], unit="D")
    out["segment_end"] = out["segment_start"] + pd.to_timedelta(out["days"] - 1, unit="D")
    out["change_date"] = out["segment_start"].where(out.index > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        out["change_ratio"] = out["rate"] / out["rate"].shift()
    reach = near_days / length
    shares = [float(np.mean([bool((np.abs(found - cut) <= reach).any()) for found in near])) for cut in cuts]
    out["support"] = [np.nan, *shares]
    out = out.assign(penalty=price, penalty_rule=rule, min_days=min_days, period_days=length)[_SEGMENTS]
    return out.astype(dict.fromkeys(("segment_start", "segment_end", "change_date"), "datetime64[us]"))


def change_dates(
    events: pd.DataFrame, start: Day, end: Day, *, min_days: int = 7, study: Study | None = None
) -> pd.DataFrame:
    """Where one change of the rate would lie, if there was exactly one: one row is one day it may have begun on.

    Columns: date (first day of the new rate), count_before, count_after, change_ratio, log_ratio (log likelihood with
    the change over that without), probability. The probability is Raftery and Akman's (1986, doi
    10.1093/biomet/73.1.85): every date equally likely beforehand, the rates with Jeffreys' prior; it adds up to 1 over
    the dates, as it takes the change for granted.

    Raises ValueError for a window without an attack or shorter than two stretches of `min_days`.

    >>> from osint_iraq.schema import empty
    >>> days = pd.to_datetime(["2020-01-25", "2020-01-26", "2020-01-28"])
    >>> events = empty("events").reindex(range(3)).assign(date_start=days, date_end=days, country="IQ")
    >>> table = change_dates(events, "2020-01-01", "2020-01-31", min_days=3)
    >>> f"{table.loc[table['log_ratio'].idxmax(), 'date']:%d %B}"
    '25 January'
    """
    return _dates(series(events, start, end, study), day(start), min_days)


def single_change(
    events: pd.DataFrame,
    start: Day,
    end: Day,
    *,
    min_days: int = 7,
    block_days: int = 28,
    draws: int = 1999,
    study: Study | None = None,
    seed: int = 0,
) -> pd.DataFrame:
    """The one day on which the rate changed most, with an interval of days and a p-value of the search: one row.

    `change_date` has the largest likelihood, which the p-values are about; it need not be the most probable day of
    `change_dates`. `low` and `high` are the first and last day of the smallest set of days that holds 95 % of the
    probability there; where `days_in_set` is fewer than from low to high, not every day between them fits.

    Columns: start, end, days, count, change_date, low, high, days_in_set, change_ratio, log_ratio, p_days, p_blocks,
    p_blocks_short, draws, min_days, block_days, n_blocks (the last one perhaps shorter). The p-values are the share of
    permutations, the data counted in, whose best date does as well: of single days (`p_days`, as if attacks were
    independent), of blocks of `block_days` (`p_blocks`, which keeps bursts together; the one to quote) and of blocks
    half as long (`p_blocks_short`, as p hangs on the length). With fewer than ten blocks there are few ways to shuffle
    them, and p is rough. It says whether there was any change, not whether at a given date. Method: the likelihood
    ratio maximised over dates (Worsley 1986, doi 10.1093/biomet/73.1.91), by permutation. Raises ValueError as
    `change_dates` does, and where draws is below 1 or block_days below 2.

    >>> from osint_iraq.schema import empty
    >>> days = pd.to_datetime(["2020-01-25", "2020-01-26", "2020-01-28"])
    >>> events = empty("events").reindex(range(3)).assign(date_start=days, date_end=days, country="IQ")
    >>> row = single_change(events, "2020-01-01", "2020-01-31", min_days=3, draws=99).iloc[0]
    >>> f"{row.change_date:%d %B}, between {row.low:%d %B} and {row.high:%d %B}"
    '25 January, between 09 January and 28 January'
    """
    if draws < 1 or block_days < 2:
        raise ValueError(f"draws={draws!r}, block_days={block_days!r}: draws from 1, blocks from 2 days")
    y = series(events, start, end, study)
    table = _dates(y, day(start), min_days)
    best = table.iloc[int(table["log_ratio"].to_numpy().argmax())]
    ranked = table.sort_values("probability", ascending=False, kind="stable")
    held = ranked.loc[ranked["probability"].cumsum().shift(fill_value=0) < 0.95, "date"]
    blocks = {"p_days": 1, "p_blocks": block_days, "p_blocks_short": block_days // 2}
    row = {
        "start": day(start), "end": day(end), "days": len(y), "count": int(y.sum()), "change_date": best["date"],
        "low": held.min(), "high": held.max(), "days_in_set": len(held), "change_ratio": best["change_ratio"],
        "log_ratio": best["log_ratio"], **{p: permuted_p(y, min_days, n, draws, seed) for p, n in blocks.items()},
        "draws": draws, "min_days": min_days, "block_days": block_days, "n_blocks": -(-len(y) // block_days),
    }  # fmt: skip
    dates = dict.fromkeys(("start", "end", "change_date", "low", "high"), "datetime64[us]")
    return pd.DataFrame([row]).astype(dates)


def change_stand(
    changes: pd.DataFrame,
    political_event: PoliticalEvent,
    near_days: int = 3,
    *,
    lead_days: int = 30,
    political_events: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Where the nearest change stands to a political event: one row.

    `changes` is a table of `change_points` or `single_change`. With D the first day of the event, `stands` is "at"
    where the change begins on D or up to `near_days` after it, "before" where it begins up to `lead_days` before D
    (a rise that began the day before did not begin with the event), "elsewhere" otherwise, and missing where there is
    no change at all. Columns: event_id, event_date, title_en, title_ar, stands, change_date, days_from_event (negative
    before D), change_ratio, near_days, lead_days, and, from the table where it has them: support, p_blocks,
    p_blocks_short, block_days, n_blocks, days_in_set, low, high, event_in_interval (whether D lies from low to high).

    Raises ValueError for an unknown id, an event that is itself an attack, and negative days.

    >>> from osint_iraq.schema import empty
    >>> none = change_points(empty("events"), "2020-01-01", "2020-12-31")
    >>> change_stand(none, "2020-06-11")["stands"].isna().tolist()
    [True]
    """
    if min(near_days, lead_days) < 0:
        raise ValueError(f"near_days={near_days!r}, lead_days={lead_days!r}: neither may be below 0")
    event = comparable_event(political_event, political_events, None)
    first = day(event["date_start"])
    row: dict[str, Any] = {"event_id": event["event_id"], "event_date": first, "title_en": event.get("title_en")}
    row |= {"title_ar": event.get("title_ar"), "near_days": near_days, "lead_days": lead_days}
    found = changes.dropna(subset=["change_date"])
    if not found.empty:
        away = (found["change_date"] - first).dt.days.to_numpy()
        which = int(np.abs(away).argmin())
        nearest, days = found.iloc[which], int(away[which])
        place = "at" if 0 <= days <= near_days else "before" if -lead_days <= days < 0 else "elsewhere"
        row |= {"stands": place, "days_from_event": days, "change_date": nearest["change_date"]}
        row |= {name: nearest.get(name) for name in ("change_ratio", "support", *_SEARCHED)}
        if row["low"] is not None:
            row["event_in_interval"] = bool(row["low"] <= first <= row["high"])
    dates = dict.fromkeys(("event_date", "change_date", "low", "high"), "datetime64[us]")
    return pd.DataFrame([row], columns=_STAND).astype(dates | dict.fromkeys(("days_from_event", *_WHOLE), "Int64"))


def log_ratios(counts: np.ndarray, shortest: int = 1) -> np.ndarray:
    """For each place where a series of counts may be cut in two, the log likelihood gained by two Poisson rates.

    The first value is for a cut after `shortest` counts, the last for one before the last `shortest`. Raises
    ValueError where there is no attack or no room for a cut.

    >>> log_ratios(np.array([0, 0, 2, 2])).round(2).tolist()
    [1.15, 2.77, 0.58]
    """
    from scipy.special import xlogy

    y = np.asarray(counts, dtype=float)
    if not y.sum() or shortest < 1 or len(y) < 2 * shortest:
        raise ValueError(f"{len(y)} days, {int(y.sum())} attacks: choose a longer window with at least one attack")
    days = np.arange(shortest, len(y) - shortest + 1)
    before = np.cumsum(y)[days - 1]
    after = y.sum() - before
    split = xlogy(before, before / days) + xlogy(after, after / (len(y) - days))
    return np.asarray(split - xlogy(y.sum(), y.mean()))


def permuted_p(counts: np.ndarray, shortest: int, block: int = 1, draws: int = 1999, seed: int = 0) -> float:
    """The share of permutations of blocks of days whose best cut gains as much, the counts themselves counted in.

    Each draw closes the series to a ring and begins its blocks at a day of its own, so that no burst is always cut.
    Raises ValueError as `log_ratios` does.

    >>> permuted_p(np.repeat([0, 2], 30), 7, draws=99)
    0.01
    """
    y = np.asarray(counts)
    rng, best = np.random.default_rng(seed), log_ratios(y, shortest).max()
    as_good = 1
    for _ in range(draws):
        ring = np.roll(y, int(rng.integers(len(y))))
        blocks = [ring[i : i + block] for i in range(0, len(y), block)]
        order = rng.permutation(len(blocks))
        as_good += bool(log_ratios(np.concatenate([blocks[i] for i in order]), shortest).max() >= best - 1e-9)
    return as_good / (draws + 1)


def _dates(y: np.ndarray, first: pd.Timestamp, min_days: int) -> pd.DataFrame:
    ratios = log_ratios(y, min_days)
    before = np.cumsum(y)[min_days - 1 : len(y) - min_days]
    days = np.arange(min_days, len(y) - min_days + 1)
    after = y.sum() - before
    weight = _integrated(before, days) + _integrated(after, len(y) - days)
    chance = np.exp(weight - weight.max())
    out = pd.DataFrame({"date": first + pd.to_timedelta(days, unit="D"), "count_before": before, "count_after": after})
    with np.errstate(divide="ignore"):
        out["change_ratio"] = (after / (len(y) - days)) / (before / days)
    out["log_ratio"], out["probability"] = ratios, chance / chance.sum()
    return out.astype({"date": "datetime64[us]", "count_before": "int64", "count_after": "int64"})


def _penalty(penalty: str | float, n: int) -> tuple[float, str]:
    if penalty in ("bic", "sic"):
        return (2 if penalty == "bic" else 1) * float(np.log(n)), f"{'2 ' if penalty == 'bic' else ''}log({n})"
    if isinstance(penalty, str) or not penalty > 0:
        raise ValueError(f"penalty={penalty!r}: give 'bic', 'sic' or a number above 0")
    return float(penalty), "given"


def _pelt(y: np.ndarray, penalty: float, shortest: int) -> np.ndarray:
    """Positions at which a new segment begins, by skchange."""
    from scipy.special import xlogy
    from skchange.detectors import PELT
    from skchange.interval_scorers import PoissonCost

    class Cost(PoissonCost):  # the same cost for all intervals at once: without numba, skchange loops over them
        def evaluate(self, cache: dict[str, np.ndarray], interval_specs: np.ndarray) -> np.ndarray:
            first, behind = interval_specs[:, :1], interval_specs[:, 1:]
            count = cache["sums"][behind[:, 0]] - cache["sums"][first[:, 0]]
            factorials = cache["log_factorial_sums"][behind[:, 0]] - cache["log_factorial_sums"][first[:, 0]]
            return np.asarray(2 * (count - xlogy(count, count / (behind - first)) + factorials))

    column = y.reshape(-1, 1)
    found = PELT(cost=Cost(), penalty=penalty, min_segment_length=shortest).fit(column).predict(column)
    return np.asarray(found, dtype=np.int64)


def _segment(y: np.ndarray, first: int, behind: int, length: int) -> dict[str, Any]:
    part = y[first:behind]
    spread = float(part.var(ddof=1) / part.mean()) if part.sum() and len(part) > 1 else float("nan")
    days, count = len(part) * length, int(part.sum())
    return {"days": days, "count": count, "rate": PER_DAYS * count / days, "dispersion": spread}


def _integrated(count: np.ndarray, days: np.ndarray) -> np.ndarray:
    """Log probability of a count with the rate integrated out, up to a constant."""
    from scipy.special import gammaln

    return np.asarray(gammaln(count + _PRIOR) - (count + _PRIOR) * np.log(days))
