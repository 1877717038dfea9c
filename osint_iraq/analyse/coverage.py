"""What share of the attacks the sources see: against published totals, between lists, and by how much was read.

Nobody knows all attacks. A ratio to somebody else's total says how two counts by different rules compare; an overlap of
two lists says how far they agree; the number of reports read says how hard was looked. docs/coverage.md has the method.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import pandas as pd

from osint_iraq.analyse.comparable import Comparable, comparable, why_not
from osint_iraq.analyse.counts import Day, Freq, WeekStart, attack_counts, placing
from osint_iraq.localday import local_day
from osint_iraq.rows import records
from osint_iraq.schema import empty

__all__ = ["Tallied", "against_tallies", "outlet_incidence", "reporting_intensity", "source_incidence"]

_COMPARED = {
    "tally_id": "str", "counter": "str", "as_of_start": "datetime64[us]", "as_of_end": "datetime64[us]",
    "period_start": "datetime64[us]", "countries": "str", "targets": "str", "site": "str",
    "count_min": "Int64", "count_max": "Int64", "seen_low": "Int64", "seen": "Int64", "seen_high": "Int64",
    "unclear": "Int64", "ratio": "float64", "ratio_low": "float64", "ratio_high": "float64", "caveat": "str",
}  # fmt: skip
_LEFT_OUT = ["tally_id", "counter", "as_of_end", "unit", "targets", "reason"]
_INTENSITY = ["period_start", "period_end", "articles", "with_attack", "outlets", "undated", "exposure_days", "partial"]
_ABOVE_ONE = "more than theirs: the two count by different rules"
_OPEN = {"count_max": "theirs is a smallest number", "count_min": "theirs is a largest number"}
_SOURCES_DEPEND = (
    "articles and chronology are not independent where reports were written after reports that the chronology cites, "
    "as the bundled ones were: a demonstration, no estimate"
)
_OUTLETS_DEPEND = "outlets draw on the same agencies, and all tell of the gravest attacks"


class Tallied(NamedTuple):
    """`compared`: one row is one published total with our count beside it. `left_out`: one row is one that has none."""

    compared: pd.DataFrame
    left_out: pd.DataFrame


def against_tallies(
    events: pd.DataFrame,
    tallies: pd.DataFrame,
    source: str | Iterable[str] | None = None,
    counters: str | Iterable[str] | None = None,
) -> Tallied:
    """Our count beside each published total of attacks whose first day is known: one row is one total.

    `tallies` is the table official_tallies. `source` keeps events with these values of `source`, `counters` the totals
    of these counters; by default all. Columns of `compared`: tally_id, counter, as_of_start, as_of_end, period_start,
    countries, targets, site, count_min, count_max (theirs; missing where open), seen_low (our attacks wholly between
    period_start and as_of_start), seen (those that count between period_start and as_of_end by the rule of
    `attack_counts`: a night by its first day, a longer interval where it lies within), seen_high (those that touch
    it), unclear (attacks by the same hands whose target nobody names, or only a town: they may belong to it, and are
    in none of the three), ratio (seen over count, over the middle where it is a range; missing where it is open or 0),
    ratio_low (seen_low over count_max) and ratio_high (seen_high over count_min), caveat. Counts are attacks.

    What is comparable hangs on `targets` and `countries` (see `comparable`). A ratio above 1 means that the two count
    by different rules, not that all was seen. Columns of `left_out`: tally_id, counter, as_of_end, unit, targets,
    reason (claims and single munitions; totals without a first day, for some weapons only, of a site that the gazetteer
    lacks, or for a part that no column of events tells).

    Raises ValueError for a counter that `tallies` does not have.

    >>> from osint_iraq.schema import empty
    >>> [len(part) for part in against_tallies(empty("events"), empty("official_tallies"))]
    [0, 0]
    """
    chosen = tallies if counters is None else _of_counters(tallies, _several(counters))
    kept = events if source is None else events[events["source"].isin(_several(source))]
    usable, unusable = [], []
    for tally in records(chosen):
        reason = why_not(tally)
        if reason:
            unusable.append({**tally, "reason": reason})
        else:
            usable.append(_compared(tally, comparable(kept, tally)))
    left_out = pd.DataFrame(unusable, columns=_LEFT_OUT).astype({"as_of_end": "datetime64[us]", "reason": "str"})
    return Tallied(pd.DataFrame(usable, columns=list(_COMPARED)).astype(_COMPARED), left_out)


def _several(given: str | Iterable[str]) -> list[str]:
    return [given] if isinstance(given, str) else list(given)


def _of_counters(tallies: pd.DataFrame, counters: list[str]) -> pd.DataFrame:
    unknown = sorted(set(counters) - set(tallies["counter"]))
    if unknown:
        raise ValueError(f"no total by {', '.join(unknown)}; there are {', '.join(sorted(set(tallies['counter'])))}")
    return tallies[tallies["counter"].isin(counters)]


def _compared(tally: dict[str, Any], ours: Comparable) -> dict[str, Any]:
    first, sure, last = tally["period_start"], tally["as_of_start"], tally["as_of_end"]
    start, end = ours.events["date_start"], ours.events["date_end"]
    row = {name: tally[name] for name in _COMPARED if name in tally}
    row["seen_low"] = int(((start >= first) & (end <= sure)).sum())
    row["seen"] = int(placing(ours.events, first, last)[0].sum())
    row["seen_high"] = int(((start <= last) & (end >= first)).sum())
    row["unclear"] = int(placing(ours.unclear, first, last)[0].sum())
    low, high = tally["count_min"], tally["count_max"]
    row["ratio"] = _over(row["seen"], None if low is None or high is None else (low + high) / 2)
    row["ratio_low"], row["ratio_high"] = _over(row["seen_low"], high), _over(row["seen_high"], low)
    return row | {"caveat": _caveat(row, low, high)}


def _over(seen: int, count: float | None) -> float:
    return seen / count if count else math.nan


def _caveat(row: dict[str, Any], low: int | None, high: int | None) -> str:
    said = [text for name, text in _OPEN.items() if row[name] is None]
    said += ["theirs is 0, so that there is no ratio"] if high == 0 else []
    said += [_ABOVE_ONE] if low is not None and high is not None and row["seen"] > high else []
    return "; ".join(said)


def reporting_intensity(
    articles: pd.DataFrame,
    mentions: pd.DataFrame,
    start: Day,
    end: Day,
    freq: Freq = "M",
    week_start: WeekStart = "SUN",
) -> pd.DataFrame:
    """How many reports were read: one row is one period of the window, as in `attack_counts`.

    Columns: period_start, period_end (cut to the window), articles (published in the period, by the day in Iraq),
    with_attack (of these, the ones with a row in `mentions`), outlets (different ones; a report without an outlet is
    one of its own), undated (reports that may lie in the period but have no day that says so: those of a month that
    the period does not hold as a whole, and in every row those without any date), exposure_days, partial. A period
    inside the window without a report has 0. Counts are articles; a reprint is an article too.

    Raises ValueError for a window that ends before it starts, or an unknown freq or week_start.

    >>> from osint_iraq.schema import empty
    >>> reporting_intensity(empty("articles"), empty("mentions"), "2020-06-01", "2020-07-15")["articles"].tolist()
    [0, 0]
    """
    periods = attack_counts(empty("events"), start, end, freq, week_start=week_start)
    first, last = _published_between(articles)
    outlet = articles["outlet"].fillna(articles["article_id"])
    told = articles["article_id"].isin(mentions["article_id"])
    rows = []
    for a, b in zip(periods["period_start"], periods["period_end"], strict=True):
        inside = (first >= a) & (last <= b)
        may = first.isna() | ((first <= b) & (last >= a) & ~inside)
        rows.append((int(inside.sum()), int((inside & told).sum()), outlet[inside].nunique(), int(may.sum())))
    counted = pd.DataFrame(rows, columns=["articles", "with_attack", "outlets", "undated"], index=periods.index)
    return pd.concat([periods.drop(columns=["count", "undated"]), counted], axis=1)[_INTENSITY]


def _published_between(articles: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """First and last day on which each was published; a month where only that is known, NaT where nothing is."""
    rows = zip(articles["published"], articles["published_precision"], strict=True)
    days = pd.Series([local_day(when, how) for when, how in rows], index=articles.index).astype("datetime64[us]")
    month = articles["published"].where(articles["published_precision"] == "month").dt.tz_localize(None)
    begins = month.dt.to_period("M").dt.start_time.astype("datetime64[us]")
    return days.fillna(begins), days.fillna(begins + pd.offsets.MonthEnd(0))


def source_incidence(events: pd.DataFrame) -> pd.DataFrame:
    """Which of the two sources has each attack: one row is one event (index event_id), columns articles, chronology.

    Both columns are boolean; `attrs["caveat"]` says that the two are not independent, for `recapture_table` to repeat.

    >>> from osint_iraq.schema import empty
    >>> list(source_incidence(empty("events")))
    ['articles', 'chronology']
    """
    where = events.set_index("event_id")["source"]
    out = pd.DataFrame({name: where.isin([name, "both"]).astype(bool) for name in ("articles", "chronology")})
    out.attrs["caveat"] = _SOURCES_DEPEND
    return out


def outlet_incidence(
    events: pd.DataFrame, mentions: pd.DataFrame, articles: pd.DataFrame, reprints: pd.DataFrame
) -> pd.DataFrame:
    """Which outlets tell of each attack: one row is one event that articles tell of, one boolean column an outlet.

    The index is event_id; columns stand in the order of the alphabet. A reprint counts for the outlet of its original,
    an article without an outlet as one of its own, by its id. `attrs["caveat"]` is for `recapture_table` to repeat.

    >>> from osint_iraq.schema import empty
    >>> outlet_incidence(*(empty(name) for name in ("events", "mentions", "articles", "reprints"))).shape
    (0, 0)
    """
    told = events.loc[events["source"] != "chronology", ["event_id", "mention_ids"]].dropna(subset="mention_ids")
    long = told.assign(mention_id=told["mention_ids"].str.split("|")).explode("mention_id")
    article = long["mention_id"].map(mentions.set_index("mention_id")["article_id"]).map(_original(reprints))
    names = articles.set_index("article_id")["outlet"]
    long["outlet"] = article.map(names).fillna(article)
    if long.empty:
        out = pd.DataFrame(index=pd.Index([], name="event_id"))
    else:
        out = pd.crosstab(long["event_id"], long["outlet"]).astype(bool).rename_axis(columns=None)
        out = out.reindex(told["event_id"])
    out.attrs["caveat"] = _OUTLETS_DEPEND
    return out


def _original(reprints: pd.DataFrame) -> Callable[[str], str]:
    """The article whose words another repeats, itself where it repeats none; chains are followed to their end."""
    repeated = dict(zip(reprints["article_id"], reprints["original_id"], strict=True))

    def follow(article: str) -> str:
        passed = set()
        while article in repeated and article not in passed:
            passed.add(article)
            article = repeated[article]
        return article

    return follow
