"""Interrupted time series: did the level or the trend of attacks reported change at a dated political event?

The fit describes; other things happen on the same days, and talks follow attacks as well as the other way round.
"""

from __future__ import annotations

import math
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd

from osint_iraq.analyse.counts import Day, day, place
from osint_iraq.analyse.milestones import PoliticalEvent, comparable_event
from osint_iraq.analyse.study import Study, study_events

__all__ = ["Family", "Freq", "Shape", "newey_west_lags", "segmented", "segmented_counts"]

Freq = Literal["D", "W", "M"]
Shape = Literal["both", "level", "slope"]
Family = Literal["poisson", "quasi-poisson", "negative-binomial"]

_DAYS: dict[str, int] = {"D": 1, "W": 7, "M": 30}
_TERMS: dict[str, list[str]] = {
    "both": ["level", "slope_before", "slope_change"],
    "level": ["level", "slope_before"],
    "slope": ["slope_before", "slope_change"],
}
_FAMILIES = ("poisson", "quasi-poisson", "negative-binomial")
_SHORT = 12  # periods on a side (Turner et al. 2021)
_FEWEST = 3
_PER_TERM = 10  # attacks for each fitted term
_A_SIDE = 5  # attacks on a side
_UNEVEN = 1.5  # dispersion above which Poisson errors are plainly too small
_MISFIT = 3.0  # dispersion of a line that does not follow the counts
_CORRELATED = 2.0  # standard errors of the lag-1 autocorrelation
_YEAR = 365.25
_COLUMNS = [
    "event_id", "event_date", "title_en", "title_ar", "start", "end", "period_days", "shape", "term", "per_days",
    "estimate", "se", "ratio", "low", "high", "p", "model", "se_type", "lags", "n", "n_before", "n_after",
    "count_before", "count_after", "dispersion", "lag1", "caveat",
]  # fmt: skip


class _Fit(NamedTuple):
    estimate: np.ndarray
    se: np.ndarray
    se_type: list[str]
    mean: np.ndarray
    alpha: float  # negative binomial: variance m + alpha m^2; 0 for the others


def segmented(
    events: pd.DataFrame,
    political_event: PoliticalEvent,
    *,
    start: Day,
    end: Day,
    freq: Freq = "W",
    shape: Shape = "both",
    family: Family = "quasi-poisson",
    lags: int | None = None,
    lagged_counts: int = 0,
    harmonics: int = 0,
    study: Study | None = None,
    political_events: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """A line through the log of the attack rate, broken at the political event: one row is one fitted term.

    Days from `start` to `end` are cut into periods of 1, 7 or 30 days ("D", "W", "M") counted from D, the first day
    of the event, so that no period holds days of both sides; shorter periods at the ends count by their days.
    Terms: "level" (the rate in the first period from D on, against where the line before led), "slope_before" and
    "slope_change" (per period; time counts from D, not from the start), then "season_…" and "lag_…" where asked for.
    `shape` says which of level and slope may change; say so before looking. `ratio` is exp(estimate) with its 95 %
    interval, and `per_days` over how many days a slope counts. For the other arguments, and what `se_type`, `lags`,
    `dispersion`, `lag1` and `caveat` say, see `segmented_counts`. An attack known to an interval counts where the
    period holds all of it, a night by its first day.

    Attacks in bursts still deceive the fit: of made-up years of weekly counts in which each attack calls forth half
    another and nothing changes, one in ten shows a level change at 5 % and one in six a slope change. Quote placebo
    dates as the test, and this as the description.

    Sources: Lopez Bernal, Cummins and Gasparrini 2017, doi 10.1093/ije/dyw098; time since the event: Xiao, Augusto
    and Wagenaar 2021, doi 10.1093/ije/dyaa148; short series: Turner et al. 2021, doi 10.1186/s12874-021-01364-0.

    Raises ValueError for an unknown id, an event that is itself an attack, fewer than 3 periods on a side, or an
    argument outside its list.

    >>> from osint_iraq.schema import empty
    >>> table = segmented(empty("events"), "2020-06-11", start="2020-01-01", end="2020-12-31")
    >>> table["term"].tolist(), table["caveat"].iloc[0]
    (['level', 'slope_before', 'slope_change'], 'no attack on one side: nothing can be fitted')
    """
    event = comparable_event(political_event, political_events, study)
    if freq not in _DAYS:
        raise ValueError(f"freq={freq!r} is not one of {', '.join(_DAYS)}")
    first = day(event["date_start"])
    periods = _periods(first, day(start), day(end), _DAYS[freq])
    placed = place(study_events(events, study).events, periods)
    exposure = (periods["period_end"] - periods["period_start"]).dt.days.to_numpy() + 1
    table = segmented_counts(
        placed["count"].to_numpy(), exposure, int((periods["period_start"] < first).sum()), shape=shape, family=family,
        lags=lags, lagged_counts=lagged_counts, harmonics=harmonics, periods_a_year=_YEAR / _DAYS[freq],
    )  # fmt: skip
    said: dict[str, Any] = {"event_id": event["event_id"], "event_date": first, "start": day(start), "end": day(end)}
    said |= {"title_en": event.get("title_en"), "title_ar": event.get("title_ar"), "period_days": _DAYS[freq]}
    table = table.assign(**said, shape=shape)
    table["per_days"] = table["term"].str.startswith("slope").map({True: _DAYS[freq], False: pd.NA}).astype("Int64")
    return table[_COLUMNS]


def segmented_counts(
    counts: np.ndarray,
    exposure: np.ndarray,
    before: int,
    *,
    shape: Shape = "both",
    family: Family = "quasi-poisson",
    lags: int | None = None,
    lagged_counts: int = 0,
    harmonics: int = 0,
    periods_a_year: float = 12,
) -> pd.DataFrame:
    """The fit of `segmented` to counts of consecutive periods, the first `before` of them before the event.

    `exposure` (days, or people) enters as an offset. `family`: "poisson"; "quasi-poisson" (the same estimates, errors
    scaled by the dispersion); "negative-binomial" (its dispersion by maximum likelihood). `lags` periods of
    autocorrelation enter the errors by the method of Newey and West (1987, doi 10.2307/1913610) with the factor
    n/(n-k) for few periods; None takes `newey_west_lags`, 0 the errors of the model. In short series these errors are
    often too small: with 26 weeks on each side and nothing happening they reject in one case of eight. Each term
    therefore takes the larger of these and the model's own, whatever the family (Angrist and Pischke 2009, Mostly
    Harmless Econometrics, section 8.2), and `se_type` says which. `lagged_counts` adds log(count+1)
    of so many periods before (Fokianos and Tjostheim 2011, doi 10.1016/j.jmva.2010.11.002) and gives up as many
    periods at the start; the other terms then hold given those counts. `harmonics` adds pairs of sine and cosine.

    Columns: term, estimate, se, ratio, low, high, p (normal for "poisson" with lags=0, else t with n-k degrees), model,
    se_type, lags, n (periods), n_before, n_after, count_before, count_after, dispersion (Pearson's chi-square over
    n-k, of the Poisson fit whatever the family; far above 1 the lines do not follow the counts), lag1 (autocorrelation
    of the Pearson residuals at one period), caveat (what to hold against the row, or missing). The Durbin-Watson test
    is left out: it is not reliable in short series. Without an attack on one side, estimates are missing.

    Raises ValueError for arguments outside their lists, or fewer than 3 periods on a side.

    >>> table = segmented_counts(np.array([4, 5, 6, 5, 11, 10, 9, 10]), np.full(8, 7), 4, shape="level", lags=0)
    >>> [round(x, 2) for x in table["ratio"]]
    [2.0, 1.0]
    """
    _check(shape, family, lags, lagged_counts, harmonics)
    y, offset = np.asarray(counts, dtype=float), np.log(np.asarray(exposure, dtype=float))
    terms, design = _design(y, before, shape, lagged_counts, harmonics, periods_a_year)
    y, offset, before = y[lagged_counts:], offset[lagged_counts:], before - lagged_counts
    n, k = len(y), len(terms) + 1
    if min(before, n - before) < _FEWEST or n <= k + 1:
        raise ValueError(f"{before} periods before and {n - before} after: give a longer series or shorter periods")
    lags = newey_west_lags(n) if lags is None else lags
    out = pd.DataFrame(
        {"term": terms, "model": family, "lags": lags, "n": n, "n_before": before, "n_after": n - before}
    )
    out["count_before"], out["count_after"] = int(y[:before].sum()), int(y[before:].sum())
    out["se_type"] = None
    if not y[:before].any() or not y[before:].any():
        out[["estimate", "se", "ratio", "low", "high", "p", "dispersion", "lag1"]] = np.nan
        return out.assign(caveat="no attack on one side: nothing can be fitted")
    fit = _fitted(y, design, offset, family, lags)
    poisson = fit if not fit.alpha else _fitted(y, design, offset, "poisson", 0)
    out["se_type"] = fit.se_type
    dispersion = float(((y - poisson.mean) ** 2 / poisson.mean).sum() / (n - k))
    lag1 = _lag1((y - fit.mean) / np.sqrt(fit.mean + fit.alpha * fit.mean**2))
    out = out.join(_inference(fit, n - k, normal=family == "poisson" and not lags))
    out["dispersion"], out["lag1"] = dispersion, lag1
    return out.assign(caveat=_caveat(out.iloc[0], k))


def newey_west_lags(n: int) -> int:
    """How many periods of autocorrelation the errors allow for by default: the whole part of 4 (n/100)^(2/9).

    Source: Newey and West 1994, doi 10.2307/2297912, with the usual first bandwidth in place of their second step.

    >>> newey_west_lags(52), newey_west_lags(359)
    (3, 5)
    """
    return int(4 * (n / 100) ** (2 / 9))


def _check(shape: str, family: str, lags: int | None, lagged_counts: int, harmonics: int) -> None:
    for name, given, known in (("shape", shape, tuple(_TERMS)), ("family", family, _FAMILIES)):
        if given not in known:
            raise ValueError(f"{name}={given!r} is not one of {', '.join(known)}")
    if min(lags or 0, lagged_counts, harmonics) < 0:
        raise ValueError(f"lags={lags!r}, lagged_counts={lagged_counts!r}, harmonics={harmonics!r}: none below 0")


def _periods(first: pd.Timestamp, start: pd.Timestamp, end: pd.Timestamp, length: int) -> pd.DataFrame:
    """Periods of `length` days counted from the event both ways, cut to the series."""
    if not start < first <= end:
        raise ValueError(f"the event ({first:%Y-%m-%d}) is not inside the series: choose start and end around it")
    below, above = -(-(first - start).days // length), (end - first).days // length
    starts = first + pd.to_timedelta(np.arange(-below, above + 1) * length, unit="D")
    ends = starts + pd.Timedelta(days=length - 1)
    out = pd.DataFrame({"period_start": starts.where(starts > start, start), "period_end": ends.where(ends < end, end)})
    return out.astype("datetime64[us]")


def _design(
    y: np.ndarray, before: int, shape: Shape, lagged_counts: int, harmonics: int, periods_a_year: float
) -> tuple[list[str], np.ndarray]:
    """Names of the terms, and their columns behind a constant; the first `lagged_counts` periods given up."""
    time = np.arange(len(y)) - before
    columns = {"level": time >= 0, "slope_before": time, "slope_change": np.maximum(time, 0)}
    named = {term: columns[term] for term in _TERMS[shape]}
    for pair in range(1, harmonics + 1):
        turn = 2 * math.pi * pair * time / periods_a_year
        named |= {f"season_sin_{pair}": np.sin(turn), f"season_cos_{pair}": np.cos(turn)}
    for lag in range(1, lagged_counts + 1):
        named[f"lag_{lag}"] = np.log1p(np.concatenate([np.zeros(lag), y[:-lag]]))
    design = np.column_stack([np.ones(len(y)), *named.values()]).astype(float)
    return list(named), design[lagged_counts:]


def _fitted(y: np.ndarray, design: np.ndarray, offset: np.ndarray, family: Family, lags: int) -> _Fit:
    """The generalised linear model, with the errors of its terms (the constant left out) and how they were got."""
    import statsmodels.api as sm

    alpha = _alpha(y, design, offset) if family == "negative-binomial" else 0.0
    law = sm.families.NegativeBinomial(alpha=alpha) if alpha else sm.families.Poisson()
    model = sm.GLM(y, design, family=law, offset=offset)
    found = model.fit(scale="X2" if family == "quasi-poisson" else 1.0)
    se = np.asarray(found.bse)[1:]
    kind = np.full(len(se), "scaled" if family == "quasi-poisson" else "model", dtype=object)
    if lags:
        robust = np.asarray(model.fit(cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": True}).bse)[1:]
        taken = robust > se
        se, kind = np.where(taken, robust, se), np.where(taken, f"newey-west({lags})", kind)
    return _Fit(found.params[1:], se, list(kind), found.fittedvalues, alpha)


def _alpha(y: np.ndarray, design: np.ndarray, offset: np.ndarray) -> float:
    """The a of the variance m + a m^2 with the largest likelihood; 0 where the counts are no wider than Poisson's."""
    import statsmodels.api as sm
    from scipy.optimize import minimize_scalar

    def cost(log_alpha: float) -> float:
        law = sm.families.NegativeBinomial(alpha=math.exp(log_alpha))
        return -float(sm.GLM(y, design, family=law, offset=offset).fit().llf)

    lowest = -9.0
    found = minimize_scalar(cost, bounds=(lowest, 4.0), method="bounded", options={"xatol": 1e-6})
    poisson = float(sm.GLM(y, design, family=sm.families.Poisson(), offset=offset).fit().llf)
    return math.exp(found.x) if -found.fun > poisson + 1e-6 else 0.0


def _inference(fit: _Fit, free: int, *, normal: bool) -> pd.DataFrame:
    from scipy import stats

    se = fit.se
    law = stats.norm if normal else stats.t(free)
    reach = law.ppf(0.975) * se
    with np.errstate(over="ignore"):  # a side with next to no attacks has no upper end
        ends = np.exp([fit.estimate, fit.estimate - reach, fit.estimate + reach])
    out = pd.DataFrame({"estimate": fit.estimate, "se": se})
    out["ratio"], out["low"], out["high"] = ends
    return out.assign(p=2 * law.sf(np.abs(fit.estimate) / se))


def _lag1(residual: np.ndarray) -> float:
    centred = residual - residual.mean()
    return float((centred[1:] * centred[:-1]).sum() / (centred**2).sum())


def _caveat(row: pd.Series, k: int) -> str | None:
    """What a reader must hold against this fit."""
    said = []
    if min(row["n_before"], row["n_after"]) < _SHORT:
        said.append(f"short series: fewer than {_SHORT} periods on a side")
    if row["count_before"] + row["count_after"] < _PER_TERM * k:
        said.append(f"fewer than {_PER_TERM} attacks for each fitted term")
    if min(row["count_before"], row["count_after"]) < _A_SIDE:
        said.append(f"fewer than {_A_SIDE} attacks on a side")
    if row["dispersion"] > _MISFIT:
        said.append("the lines do not follow the counts: choose a window of one regime")
    if row["model"] == "poisson" and not row["lags"] and row["dispersion"] > _UNEVEN:
        said.append("overdispersed: Poisson errors are too small")
    if not row["lags"] and row["lag1"] > _CORRELATED / math.sqrt(row["n"]):
        said.append("residuals are autocorrelated: errors are too small")
    return "; ".join(said) or None
