"""Did attacks rise, or reporting? The comparison around a political event beside how much was read in each window.

Talks are news: in the weeks around them more is written, so that more attacks may be told of without there being more.
Three yardsticks, each with faults of its own: how many reports were read, how many of those speak of politics and not
of an attack (a control topic), and how far two sources overlap. None corrects the count; together they say how much of
a change reporting alone could make.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import pandas as pd
from scipy import stats

from osint_iraq.analyse.counts import Day, placing
from osint_iraq.analyse.coverage import reporting_intensity, source_incidence
from osint_iraq.analyse.milestones import PoliticalEvent
from osint_iraq.analyse.recapture import chapman
from osint_iraq.analyse.study import Study, study_events
from osint_iraq.analyse.windows import around, rate_ratio

__all__ = ["reporting_variants"]

_COLUMNS = {
    "event_id": "str", "event_date": "datetime64[us]", "days": "int64", "gap": "int64", "variant": "str",
    "before": "float64", "after": "float64", "before_offset": "float64", "after_offset": "float64", "unit": "str",
    "ratio": "float64", "low": "float64", "high": "float64", "why_not": "str", "caveat": "str",
}  # fmt: skip
_SIDES = ("before", "after")
_TOLD = ("articles", "both")
_Z = float(stats.norm.ppf(0.975))
_PLAIN = "takes every day as watched alike"
_LATER = "; attacks of a window are also told of by reports of other days"
_PER_ARTICLE = (
    "says how often a report tells of a new attack; where one attack draws many reports it falls although attacks do "
    "not, and a chosen sample of reports says more of the choice than of the press" + _LATER
)
_PER_QUIET = (
    "right if reports without an attack follow how much is written in all, which talks themselves may raise" + _LATER
)
_PER_CONTROL = (
    "the control topic is the talks themselves: it rises at them by definition, so that the ratio is too low" + _LATER
)
_ESTIMATED = (
    "too low where the sources feed each other, as reports written after those that the chronology cites do; the ratio "
    "of two such estimates is right if they do so alike in both windows"
)


class _Side(NamedTuple):
    """The sums of one window: attacks, those that articles tell of, days, and reports by kind."""

    attacks: pd.DataFrame
    exposure: int
    articles: int
    quiet: int
    control: int

    @property
    def told(self) -> int:
        """Attacks that articles tell of."""
        return int(self.attacks["source"].isin(_TOLD).sum())


def reporting_variants(
    events: pd.DataFrame,
    political_event: PoliticalEvent,
    articles: pd.DataFrame,
    mentions: pd.DataFrame,
    political_mentions: pd.DataFrame,
    days: int = 30,
    gap: int = 0,
    *,
    start: Day | None = None,
    end: Day | None = None,
    study: Study | None = None,
    political_events: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """The ratio of `around` with other denominators than days: one row is one variant.

    Variants: "days" (all attacks, per day: the plain ratio), "told_days" (attacks that articles tell of, per day), and
    these per article: "per_article" (all reports read; the logarithm of their number is the offset of a Poisson
    regression), "per_quiet_article" (reports without an attack), "per_control_article" (reports with a political event
    and no attack); last "two_source": attacks estimated from how far articles and chronology overlap (`chapman`), per
    day.

    Columns: event_id, event_date, days, gap, variant, before, after (attacks, counted or estimated), before_offset,
    after_offset (what they are divided by), unit (day or article), ratio, low, high (95 %), why_not (why there is no
    ratio, else missing), caveat. Intervals: for "days", "told_days" and "per_article" exact conditional, with the
    reports read as the given amount of looking (`rate_ratio`); for the other two per article the exact conditional
    interval of an odds ratio, as their numbers vary too (Fisher; Cornfield 1956); for "two_source" by the delta method
    on the log scale, with the variance of the estimates and that of Poisson counts. An article counts in the window
    that holds its day of publication in Iraq.

    Raises ValueError as `around` does.

    >>> from osint_iraq.schema import empty
    >>> tables = [empty(name) for name in ("articles", "mentions", "political_mentions")]
    >>> reporting_variants(empty("events"), "2020-06-11", *tables)["why_not"].tolist()[2]
    'no report read in the window before'
    """
    row = around(events, political_event, days, gap, start=start, end=end, study=study,
                 political_events=political_events).iloc[0]  # fmt: skip
    kept = study_events(events, study).events
    told = articles["article_id"].isin(mentions["article_id"])
    political = articles["article_id"].isin(political_mentions["article_id"])
    kinds = {"articles": articles, "quiet": articles[~told], "control": articles[political & ~told]}
    before, after = (_side(row, name, kept, kinds, mentions) for name in _SIDES)
    rows = [
        _per_day("days", len(before.attacks), len(after.attacks), before, after),
        _per_day("told_days", before.told, after.told, before, after),
        _per_article("per_article", before, after, (before.articles, after.articles), "report read", _PER_ARTICLE),
        _per_article("per_quiet_article", before, after, (before.quiet, after.quiet), "report without an attack",
                     _PER_QUIET),
        _per_article("per_control_article", before, after, (before.control, after.control),
                     "report with politics alone", _PER_CONTROL),
        _two_source(before, after),
    ]  # fmt: skip
    said = {name: row[name] for name in ("event_id", "event_date", "days", "gap")}
    return pd.DataFrame([said | one for one in rows], columns=list(_COLUMNS)).astype(_COLUMNS)


def _side(
    row: pd.Series, name: str, kept: pd.DataFrame, kinds: dict[str, pd.DataFrame], mentions: pd.DataFrame
) -> _Side:
    exposure = int(row[f"{name}_exposure"])
    if not exposure:
        return _Side(kept.head(0), 0, 0, 0, 0)
    first, last = row[f"{name}_start"], row[f"{name}_end"]
    # By year, so that an article known to a month only is in the window that holds the month.
    read = {k: int(reporting_intensity(v, mentions, first, last, "Y")["articles"].sum()) for k, v in kinds.items()}
    return _Side(kept[placing(kept, first, last)[0]], exposure, **read)


def _per_day(variant: str, before: int, after: int, left: _Side, right: _Side) -> dict[str, Any]:
    row = _row(variant, before, after, left.exposure, right.exposure, "day", _PLAIN)
    missing = _why_not(row, "covered day")
    return row | missing if missing else _ratio(row)


def _per_article(
    variant: str, before: _Side, after: _Side, offsets: tuple[int, int], of: str, caveat: str
) -> dict[str, Any]:
    row = _row(variant, before.told, after.told, *offsets, "article", caveat)
    missing = _why_not(row, of)
    if missing:
        return row | missing
    return _ratio(row) if variant == "per_article" else _odds(row)


def _row(
    variant: str, before: float, after: float, before_offset: float, after_offset: float, unit: str, caveat: str
) -> dict[str, Any]:
    names = ("variant", "before", "after", "before_offset", "after_offset", "unit", "caveat")
    return dict(zip(names, (variant, before, after, before_offset, after_offset, unit, caveat), strict=True))


def _why_not(row: dict[str, Any], of: str) -> dict[str, Any]:
    """The reason why there is no ratio; nothing where there is one."""
    for name in _SIDES:
        if not row[f"{name}_offset"]:
            return {"why_not": f"no {of} in the window {name}"}
    return {} if row["before"] + row["after"] else {"why_not": "no such attack in either window"}


def _ratio(row: dict[str, Any]) -> dict[str, Any]:
    found = rate_ratio(row["after"], row["before"], row["after_offset"], row["before_offset"])
    return row | {"ratio": found.ratio, "low": found.low, "high": found.high}


def _odds(row: dict[str, Any]) -> dict[str, Any]:
    """Attacks told of, after over before, against the yardstick's reports, after over before."""
    from scipy.stats.contingency import odds_ratio

    table = [[row["after"], row["before"]], [row["after_offset"], row["before_offset"]]]
    interval = odds_ratio(table, kind="conditional").confidence_interval(0.95)
    change = row["before_offset"] / row["after_offset"]
    ratio = change * row["after"] / row["before"] if row["before"] else math.inf
    return row | {"ratio": ratio, "low": float(interval.low), "high": float(interval.high)}


def _two_source(before: _Side, after: _Side) -> dict[str, Any]:
    estimates, lacking, within = [], [], []
    for name, side in zip(_SIDES, (before, after), strict=True):
        lists = source_incidence(side.attacks)
        n1, n2, both = int(lists["articles"].sum()), int(lists["chronology"].sum()), int(lists.all(axis=1).sum())
        estimates.append(chapman(n1, n2, both))
        lacking += [] if both else [name]
        within += [name] if both and both == min(n1, n2) else []
    left, right = estimates
    row = _row("two_source", left.estimate, right.estimate, before.exposure, after.exposure, "day", _ESTIMATED)
    if within:
        row["caveat"] += f"; in the window {' and '.join(within)} one source lies within the other: nothing is unseen"
    missing = _why_not(row, "covered day")
    if lacking and not missing:
        missing = {"why_not": f"no attack is in both sources in the window {' and '.join(lacking)}"}
    if missing:
        return row | missing
    ratio = right.estimate / after.exposure / (left.estimate / before.exposure)
    variance = sum((one.se / one.estimate) ** 2 + 1 / one.estimate for one in estimates)
    factor = math.exp(_Z * math.sqrt(variance))
    return row | {"ratio": ratio, "low": ratio / factor, "high": ratio * factor}
