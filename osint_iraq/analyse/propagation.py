"""Errors of reading carried into the finding: the same comparison, made many times on data that might as well be true.

Each draw takes out attacks that may be false hits, puts in attacks that the reports tell of but that may have been
missed, picks a day inside each interval of dates and a number inside each range, and counts anew. What spreads is what
the reading leaves open. Attacks that no report tells of stay unknown (see `reporting` and `coverage`), and so does an
error in a site, a country or an author.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd

from osint_iraq.analyse.accuracy import Accuracy, Score, accuracy_rows, drawn_shares, share_interval
from osint_iraq.analyse.counts import Day, day, placing
from osint_iraq.analyse.redrawing import Case, Chances, Redrawn, redraw
from osint_iraq.analyse.study import Study, study_events
from osint_iraq.analyse.windows import around, rate_ratio

__all__ = ["FalseHits", "Measure", "Propagated", "propagate"]

Measure = Literal["attacks", "munitions", "killed", "injured"]
FalseHits = Literal["unconfirmed", "any"]
_MEASURES = ("attacks", "munitions", "killed", "injured")
_ALONE, _LISTED = "articles", "chronology"  # values of events.source
_HALF = 0.5
_TAIL = 0.025
_KEYS = ["event_id", "event_date", "title_en", "title_ar", "days", "gap"]
_SUMMARY = [
    *_KEYS, "measure", "plain_before", "plain_after", "plain_ratio", "ratio_median", "ratio_low", "ratio_high",
    "with_chance_low", "with_chance_high", "share_above_one", "share_same_sign", "share_without_ratio",
    "precision", "precision_low", "precision_high", "recall", "recall_low", "recall_high", "alone_kept", "alone",
    "undated", "without_number", "recall_shift", "false_hits", "n_draws",
]  # fmt: skip


class Propagated(NamedTuple):
    """`draws`: one row is one draw. `summary`: one row, what the draws say together, beside the plain result."""

    draws: pd.DataFrame
    summary: pd.DataFrame


def propagate(
    events: pd.DataFrame,
    political_event: str | pd.Timestamp | Mapping[str, Any] | pd.Series,
    days: int = 30,
    gap: int = 0,
    *,
    score: Score | None,
    outlets: pd.DataFrame | None = None,
    measure: Measure = "attacks",
    draws: int = 500,
    seed: int = 0,
    recall_shift: float = 0.0,
    false_hits: FalseHits = "unconfirmed",
    without_chronology: bool = False,
    bandwidth: float = 7.0,
    start: Day | None = None,
    end: Day | None = None,
    study: Study | None = None,
    political_events: pd.DataFrame | None = None,
) -> Propagated:
    """The comparison of `around` with the errors of reading in it, drawn `draws` times.

    An attack that the chronology has is sure; `without_chronology` leaves out what only it has and trusts it in
    nothing, as though the reports were all there is. `score` says how well attacks are read: an `Accuracy`, or a frame
    with one row an outlet (outlet, matched, false, missed; see `accuracy_rows`), which wants `outlets`, the table of
    `outlet_incidence`; None takes the reading as right and draws only days and numbers. In each draw:

    - precision and recall are drawn from their posteriors (`drawn_shares`); an attack told by several outlets takes
      those of the outlet with the best precision;
    - an attack of the chronology stays. One that only articles tell of stays with a chance: with
      false_hits="unconfirmed" false hits are all among these, as the attacks that the chronology has too are right, so
      that the chance is (precision × told - confirmed) / (told - confirmed) over all of `events`, at least 0; with
      "any" it is the precision itself;
    - for n attacks that stay and only articles tell of, the missed ones are negative-binomial with n and the recall:
      what is left of N where n ~ Binomial(N, recall), with the prior 1/N; n / recall in the mean. `recall_shift` is
      added to the recall from the first day of the political event on;
    - the day is drawn evenly from the interval of dates. A missed attack lies near one that was read, at a normal
      distance (`bandwidth`, in days), on the same side of the political event: missed at random within a side;
    - munitions, killed or injured are drawn evenly between low and high. What is missing stays missing and adds
      nothing; a missed attack has the numbers of the one it lies near.

    Columns of `draws`: draw, before, after (attacks, or the sum of the measure), ratio (of rates; infinite without any
    before, NaN without any at all), statistic (log of the ratio with ½ added to both), p_mid (attacks only),
    ratio_with_chance (attacks only: a ratio of two rates drawn from their posteriors under Jeffreys' prior given these
    counts, so that it spreads by chance too), removed and added (false hits taken out of, missed attacks put into the
    windows). Columns of `summary`: event_id, event_date, title_en, title_ar, days, gap, measure, plain_before,
    plain_after, plain_ratio (as counted), ratio_median, ratio_low, ratio_high (2.5 and 97.5 % of the draws),
    with_chance_low, with_chance_high, share_above_one, share_same_sign (as the plain finding, no change counting as a
    sign; missing where that has no ratio), share_without_ratio, precision, precision_low, precision_high, recall,
    recall_low, recall_high (of all outlets together), alone_kept (mean share of the attacks told by articles only that
    stay), alone (such attacks in the windows), undated (in the plain result, where draws put them somewhere),
    without_number (attacks in the windows that say nothing of the measure), recall_shift, false_hits, n_draws.

    Raises ValueError for a measure, false_hits, draws, bandwidth or recall_shift out of range, windows without a
    covered day, outlets that lack, and what `around` refuses.

    >>> from osint_iraq.schema import empty
    >>> found = propagate(empty("events"), "2020-06-11", score=Accuracy(17, 3, 3), draws=5)
    >>> len(found.draws), float(found.summary["plain_after"].iloc[0])
    (5, 0.0)
    """
    _check(measure, false_hits, draws, bandwidth, recall_shift)
    if without_chronology:
        events = events[events["source"] != _LISTED].assign(source=_ALONE)
    row = around(events, political_event, days, gap, start=start, end=end, study=study,
                 political_events=political_events).iloc[0]  # fmt: skip
    kept = study_events(events, study).events
    rows = None if score is None else accuracy_rows(score)
    case = _case(kept, row, (start, end), measure, _groups(kept, rows, outlets))
    rng = np.random.default_rng(seed)
    chances = None if rows is None else _chances(events, rows, _groups(events, rows, outlets), false_hits, draws, rng)
    redrawn = redraw(case, chances, draws, rng, recall_shift=recall_shift, bandwidth=bandwidth)
    table = _table(redrawn, row, measure, rng)
    plain = _plain(kept, row, measure)
    said = {"recall_shift": recall_shift, "false_hits": false_hits, "n_draws": draws}
    summary = plain | _spread(table, plain) | _read(rows, chances, case) | said
    return Propagated(table, pd.DataFrame([summary], columns=_SUMMARY))


def _check(measure: str, false_hits: str, draws: int, bandwidth: float, shift: float) -> None:
    for name, given, known in (("measure", measure, _MEASURES), ("false_hits", false_hits, ("unconfirmed", "any"))):
        if given not in known:
            raise ValueError(f"{name}={given!r} is not one of {', '.join(known)}")
    if draws < 1 or bandwidth < 0 or not -1 < shift < 1:
        raise ValueError(
            f"draws={draws}, bandwidth={bandwidth}, recall_shift={shift}: draws must be at least 1, the bandwidth at "
            "least 0, the shift between -1 and 1"
        )


def _groups(events: pd.DataFrame, rows: pd.DataFrame | None, outlets: pd.DataFrame | None) -> np.ndarray:
    """For each event the row of the accuracies: of its outlets that are known the one with the best precision."""
    group = np.zeros(len(events), dtype=np.int64)
    if rows is None or len(rows) == 1:
        return group
    if outlets is None:
        raise ValueError("score has a row an outlet, so it must be known who tells of what: give outlets, the table "
                         "of outlet_incidence")  # fmt: skip
    known = rows[rows["outlet"].isin(outlets.columns)]
    precision = known["matched"] / (known["matched"] + known["false"])
    worst_first = known.loc[precision.sort_values(kind="stable", na_position="first").index]
    told = outlets.reindex(events["event_id"]).fillna(False).astype(bool)
    for index, name in zip(worst_first.index.to_numpy(), worst_first["outlet"], strict=True):
        group[told[name].to_numpy()] = index
    return group


def _case(
    kept: pd.DataFrame, row: pd.Series, cover: tuple[Day | None, Day | None], measure: str, group: np.ndarray
) -> Case:
    if not row["before_exposure"] or not row["after_exposure"]:
        raise ValueError(f"around {row['event_date']:%Y-%m-%d} no day of a window lies between start and end")
    first = _days(kept["date_start"])
    low, high = _range(kept, measure)
    return Case(
        first=first,
        length=_days(kept["date_end"]) - first + 1,
        alone=(kept["source"] == _ALONE).to_numpy(dtype=bool),
        group=group,
        low=low,
        high=high,
        before=(_number(row["before_start"]), _number(row["before_end"])),
        after=(_number(row["after_start"]), _number(row["after_end"])),
        at=_number(row["event_date"]),
        cover=(
            None if cover[0] is None else _number(day(cover[0])),
            None if cover[1] is None else _number(day(cover[1])),
        ),
    )


def _days(dates: pd.Series) -> np.ndarray:
    return dates.to_numpy(dtype="datetime64[D]").astype(np.int64)


def _number(date: pd.Timestamp) -> int:
    return int(date.to_datetime64().astype("datetime64[D]").astype(np.int64))


def _range(kept: pd.DataFrame, measure: str) -> tuple[np.ndarray, np.ndarray]:
    """Low and high of what is summed; where one end is open, the best number stands for it."""
    if measure == "attacks":
        return np.ones(len(kept)), np.ones(len(kept))
    low, best, high = (kept[f"{measure}_{end}"].astype("Float64") for end in ("low", "best", "high"))
    ends = low.fillna(best), high.fillna(best)
    return ends[0].to_numpy(dtype=float, na_value=np.nan), ends[1].to_numpy(dtype=float, na_value=np.nan)


def _chances(
    events: pd.DataFrame,
    rows: pd.DataFrame,
    group: np.ndarray,
    false_hits: str,
    draws: int,
    rng: np.random.Generator,
) -> Chances:
    matched, false, missed = (rows[name].to_numpy(dtype=float) for name in ("matched", "false", "missed"))
    precision = drawn_shares(matched, false, draws, rng)
    recall = drawn_shares(matched, missed, draws, rng)
    if false_hits == "any":
        return Chances(precision, recall)
    source = events["source"].to_numpy()
    told = np.bincount(group[source != _LISTED], minlength=len(rows))
    alone = np.bincount(group[source == _ALONE], minlength=len(rows))
    keep = (precision * told - (told - alone)) / np.maximum(1, alone)
    return Chances(np.clip(keep, 0.0, 1.0), recall)


def _table(redrawn: Redrawn, row: pd.Series, measure: str, rng: np.random.Generator) -> pd.DataFrame:
    before, after = redrawn.before, redrawn.after
    before_days, after_days = int(row["before_exposure"]), int(row["after_exposure"])
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = (after / after_days) / (before / before_days)
    table = pd.DataFrame({"draw": np.arange(1, len(before) + 1), "before": before, "after": after, "ratio": ratio})
    table["statistic"] = _statistic(before, after, before_days, after_days)
    table["p_mid"], table["ratio_with_chance"] = np.nan, np.nan
    if measure == "attacks":
        pairs = {(a, b): rate_ratio(int(a), int(b), after_days, before_days).p_mid
                 for a, b in set(zip(after, before, strict=True))}  # fmt: skip
        table["p_mid"] = [pairs[pair] for pair in zip(after, before, strict=True)]
        chance = rng.gamma(after + _HALF) / after_days / (rng.gamma(before + _HALF) / before_days)
        table["ratio_with_chance"] = chance
    return table.assign(removed=redrawn.removed, added=redrawn.added)


def _statistic(before: Any, after: Any, before_days: int, after_days: int) -> Any:
    return np.log((after + _HALF) / after_days) - np.log((before + _HALF) / before_days)


def _plain(kept: pd.DataFrame, row: pd.Series, measure: str) -> dict[str, Any]:
    """The comparison as it stands: counts of `around`, or the sums of the best numbers of the same attacks."""
    sides, silent, alone = [], 0, 0
    for name in ("before", "after"):
        placed = kept[placing(kept, row[f"{name}_start"], row[f"{name}_end"])[0]]
        numbers = pd.Series(1, index=placed.index) if measure == "attacks" else placed[f"{measure}_best"]
        sides.append(float(numbers.sum()))
        silent += int(numbers.isna().sum())
        alone += int((placed["source"] == _ALONE).sum())
    before, after = sides
    exposure = row["before_exposure"] / row["after_exposure"]
    ratio = exposure * after / before if before else (np.inf if after else np.nan)
    return {
        **{name: row[name] for name in _KEYS},
        "measure": measure,
        "plain_before": before,
        "plain_after": after,
        "plain_ratio": float(ratio),
        "plain_statistic": float(_statistic(before, after, int(row["before_exposure"]), int(row["after_exposure"]))),
        "alone": alone,
        "undated": row["undated"],
        "without_number": silent,
    }


def _spread(table: pd.DataFrame, plain: dict[str, Any]) -> dict[str, Any]:
    ratio = table["ratio"].dropna().to_numpy()
    low, middle, high = _quantiles(ratio, (_TAIL, 0.5, 1 - _TAIL))
    chance_low, chance_high = _quantiles(table["ratio_with_chance"].dropna().to_numpy(), (_TAIL, 1 - _TAIL))
    signs, sign = np.sign(table["statistic"].round(12)), np.sign(round(plain["plain_statistic"], 12))
    compared = not np.isnan(plain["plain_ratio"])
    return {
        "ratio_median": middle,
        "ratio_low": low,
        "ratio_high": high,
        "with_chance_low": chance_low,
        "with_chance_high": chance_high,
        "share_above_one": float((table["ratio"] > 1).mean()),
        "share_same_sign": float((signs == sign).mean()) if compared else np.nan,
        "share_without_ratio": float(table["ratio"].isna().mean()),
    }


def _quantiles(values: np.ndarray, at: tuple[float, ...]) -> list[float]:
    """Quantiles that are values themselves, because between a number and infinity nothing lies."""
    if not len(values):
        return [float("nan")] * len(at)
    return [float(q) for q in np.quantile(values, at, method="inverted_cdf")]


def _read(rows: pd.DataFrame | None, chances: Chances | None, case: Case) -> dict[str, Any]:
    """Precision and recall of all outlets together, and what they make of the attacks that only articles tell of."""
    if rows is None or chances is None:
        return {}
    total = Accuracy(*(int(rows[name].iloc[0]) for name in ("matched", "false", "missed")))
    shares = {"precision": total.precision, "recall": total.recall}
    for name, others in (("precision", total.false), ("recall", total.missed)):
        shares[f"{name}_low"], shares[f"{name}_high"] = share_interval(total.matched, others)
    kept = chances.keep[:, case.group[case.alone]]
    return shares | {"alone_kept": float(kept.mean()) if kept.size else np.nan}
