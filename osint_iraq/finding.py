"""A finding in words, English and Arabic: no more is said than the numbers bear, and never what caused what.

The words of uncertainty are tied to stated limits: a change is called a rise or a fall only where the interval of the
ratio leaves 1 out and fewer than one in twenty other dates show as large a change.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from osint_iraq.labels import Lang, check_lang, counted, date_text, interval_text, label, number

__all__ = ["Evidence", "change_sentence", "finding_title", "ratio_sentences", "sentences", "verdict"]

Row = Mapping[str, Any]
_RARE = 0.05
_SIDES = ("before", "after")


@dataclass(frozen=True)
class Evidence:
    """What a finding rests on beside its two counts; each part is a row of the analysis named, None where not made.

    comparison: the preferred row of `compare`; placebo: `placebo_dates(…).result`; spread: `propagate(…).summary`;
    specifications: `summarise_specifications` with p_median of `specification_test`; family: the row of the political
    event in `family`; sources: {"articles", "chronology", "both"}, the attacks in the two windows by where they stand;
    coverage: a row of `against_tallies(…).compared`, a published total of the time; gaps: the rows of `gaps_in`.
    """

    comparison: Row | None = None
    placebo: Row | None = None
    spread: Row | None = None
    specifications: Row | None = None
    family: Row | None = None
    sources: Row | None = None
    coverage: Row | None = None
    gaps: tuple[Row, ...] = ()


def verdict(window: Row | pd.Series, evidence: Evidence | None = None) -> str:
    """One word for a row of `around`: uncovered, quiet, equal, unclear, rose, fell; rose_usual, rose_unknown, ….

    A usual change is one that the interval supports, but that as many as one in twenty other dates show too (after
    Holm's correction where a family of events was compared); an unknown one has too few other dates beside it. Without
    `evidence` the interval alone decides.

    >>> counts = {"before_count": 3, "after_count": 14, "before_exposure": 30, "after_exposure": 30}
    >>> verdict({**counts, "ratio_low": 1.3, "ratio_high": 25.4})
    'rose'
    >>> verdict({**counts, "ratio_low": 1.3, "ratio_high": 25.4}, Evidence(placebo={"p_placebo": 0.2}))
    'rose_usual'
    """
    window = dict(window)
    if _lacks(window["before_count"]) or _lacks(window["after_count"]):
        return "uncovered"
    if not window["before_count"] and not window["after_count"]:
        return "quiet"
    low, high = _interval(window, evidence)
    if low > 1 or high < 1:
        word = "rose" if low > 1 else "fell"
        return word + _usual(evidence)
    same = window["before_count"] == window["after_count"] and window["before_exposure"] == window["after_exposure"]
    return "equal" if same else "unclear"


def _interval(window: Row, evidence: Evidence | None) -> tuple[float, float]:
    """The interval of the preferred model where there is one: the exact one is too narrow for counts in bursts."""
    chosen = evidence.comparison if evidence is not None else None
    if chosen is not None and not _lacks(chosen["low"]):
        return float(chosen["low"]), float(chosen["high"])
    return float(window["ratio_low"]), float(window["ratio_high"])


def _usual(evidence: Evidence | None) -> str:
    """What other dates do to the verb: nothing, _usual or _unknown."""
    placebo = evidence.placebo if evidence is not None else None
    if evidence is None or placebo is None:
        return ""
    family = evidence.family
    corrected = family["p_holm"] if family is not None and family["n_tests"] > 1 else placebo["p_placebo"]
    if _lacks(placebo["p_placebo"]) or _lacks(corrected):
        return "_unknown"
    return "_usual" if max(placebo["p_placebo"], corrected) >= _RARE else ""


def finding_title(window: Row | pd.Series, lang: Lang = "en", evidence: Evidence | None = None) -> str:
    """Both counts, with a verb that the evidence bears; without a full stop, for a title.

    Raises ValueError for an unknown language.
    """
    check_lang(lang)
    window = dict(window)
    word, values = verdict(window, evidence), {"date": date_text(window["event_date"], lang)}
    if word == "uncovered":
        return label("title.uncovered", lang, **values)
    for side in _SIDES:
        values[side] = number(window[f"{side}_count"])
        values[f"{side}_days"] = counted(int(window[f"{side}_exposure"]), "day", lang)
    return label(f"title.{word}", lang, **values)


def sentences(window: Row | pd.Series, lang: Lang = "en", evidence: Evidence | None = None) -> list[str]:
    """The finding of a row of `around` in whole sentences, the most important first; each stands by itself.

    What was not made is not spoken of. The last sentence always says that sequence is not cause. Raises ValueError for
    an unknown language.

    >>> day = pd.Timestamp("2020-06-11")
    >>> row = {"event_date": day, "before_count": None, "after_count": None, "rate_ratio": math.nan}
    >>> sentences(row)[0]
    'The sources do not cover both sides of 11 June 2020.'
    """
    window, made = dict(window), evidence or Evidence()
    said = [finding_title(window, lang, made) + "."]
    word = verdict(window, made)
    if word == "quiet":
        said += _power(None, lang)
    if word not in ("uncovered", "quiet"):
        said += [*ratio_sentences(window, lang, made), *_family(made.family, lang)]
        said += [*_spread(made.spread, lang), *_specifications(made.specifications, lang)]
        said += _power(made.comparison, lang) if word in ("unclear", "equal") and made.comparison else []
    said += [*_sources(made.sources, lang), *_coverage(made.coverage, lang), *_gaps(made.gaps, lang)]
    return [*said, label("finding.sequence", lang)]


def ratio_sentences(window: Row | pd.Series, lang: Lang, evidence: Evidence) -> list[str]:
    """The ratio of the rates with its interval and, where placebo dates were tried, how many show as much."""
    return [*_ratio(dict(window), evidence.comparison, lang), *_placebo(evidence.placebo, lang)]


def _ratio(window: Row, comparison: Row | None, lang: Lang) -> list[str]:
    row = {"ratio": window["rate_ratio"], "low": window["ratio_low"], "high": window["ratio_high"], "model": "exact"}
    row |= dict(comparison) if comparison is not None and not _lacks(comparison["low"]) else {}
    model = label(f"finding.model.{row['model']}", lang)
    if _lacks(row["ratio"]):
        return [label("finding.ratio.unknown", lang)]
    if math.isinf(row["ratio"]):
        return [label("finding.ratio.unbounded", lang, low=_short(row["low"]), model=model)]
    ends = {"ratio": _short(row["ratio"]), "low": _short(row["low"]), "high": _short(row["high"])}
    return [label("finding.ratio", lang, **ends, model=model)]


def _placebo(row: Row | None, lang: Lang) -> list[str]:
    if row is None:
        return []
    if _lacks(row["p_placebo"]):
        return [label("finding.placebo.few", lang, n=number(row["n_placebo"]))]
    window = interval_text(row["reference_start"], row["reference_end"], lang)
    share = _percent(row["n_as_extreme"] / row["n_placebo"])
    counts = {"n": number(row["n_placebo"]), "disjoint": number(row["n_disjoint"])}
    return [label("finding.placebo", lang, share=share, window=window, p=_p(row["p_placebo"]), **counts)]


def _family(row: Row | None, lang: Lang) -> list[str]:
    if row is None or _lacks(row["p_holm"]) or row["n_tests"] < 2:
        return []
    return [label("finding.family", lang, n=number(row["n_tests"]), p=_p(row["p_holm"]))]


def change_sentence(stand: Row | pd.Series, lang: Lang = "en") -> str:
    """Where the rate changed most, by a row of `change_stand` on `single_change`: how far from the event, how surely.

    >>> days = {name: pd.Timestamp(day) for name, day in zip(("change_date", "low", "high"),
    ...     ("2020-06-08", "2020-06-01", "2020-06-20"))}
    >>> change_sentence({**days, "stands": "before", "days_from_event": -3, "p_blocks": 0.01})[:77]
    'Without a date given, the rate changed most on 8 June 2020, 3 days before the'
    """
    check_lang(lang)
    row = dict(stand)
    if _lacks(row["stands"]):
        return label("finding.change.none", lang)
    away = int(row["days_from_event"])
    key = "on" if not away else row["stands"]
    date, days = date_text(row["change_date"], lang), counted(abs(away), "day", lang)
    where = label(f"finding.change.{key}", lang, date=date, days=days)
    ends = {name: date_text(row[name], lang) for name in ("low", "high")}
    sure = "sure" if row["p_blocks"] < _RARE else "unsure"
    return label(f"finding.change.{sure}", lang, where=where, p=_p(row["p_blocks"]), **ends)


def _spread(row: Row | None, lang: Lang) -> list[str]:
    if row is None or _lacks(row["ratio_low"]):
        return []
    ends = {name: _short(row[f"with_{name}"]) for name in ("chance_low", "chance_high")}
    if not row["alone"]:
        return [label("finding.spread.none", lang, **ends)]
    ends |= {"low": _short(row["ratio_low"]), "high": _short(row["ratio_high"])}
    return [label("finding.spread", lang, **ends, n=number(row["n_draws"]), alone=number(row["alone"]))]


def _specifications(row: Row | None, lang: Lang) -> list[str]:
    if row is None or not row["n_different"]:
        return []
    values = {name: _short(row[name]) for name in ("lowest", "highest")}
    values |= {
        "n": number(row["n"]),
        "different": number(row["n_different"]),
        "share": _percent(row["share_above_one"]),
    }
    if _lacks(row["p_median"]):
        return [label("finding.specifications.few", lang, **values)]
    return [label("finding.specifications", lang, **values, median=_short(row["median_ratio"]), p=_p(row["p_median"]))]


def _power(row: Row | None, lang: Lang) -> list[str]:
    if row is None or _lacks(row["detectable_up"]):
        return [label("finding.power.none", lang)]
    up, down = row["detectable_up"], row["detectable_down"]
    if _lacks(down):
        return [label("finding.power.up", lang, up=_short(up))]
    return [label("finding.power", lang, up=_short(up), down=_short(down))]


def _sources(row: Row | None, lang: Lang) -> list[str]:
    if row is None:
        return []
    n = {name: number(row[name]) for name in ("both", "articles", "chronology")}
    return [label("finding.sources", lang, **n)]


def _coverage(row: Row | None, lang: Lang) -> list[str]:
    if row is None:
        return []
    low, high = number(row["count_min"]), number(row["count_max"])
    values = {
        "counter": label(f"counter.{row['counter']}", lang),
        "count": low if low == high else label("finding.range", lang, low=low, high=high),
        "seen": number(row["seen"]),
        "start": date_text(row["period_start"], lang),
        "end": date_text(row["as_of_end"], lang),
    }
    more = ".more" if row["seen"] > row["count_max"] else ""
    return [label(f"finding.coverage{more}", lang, **values)]


def _gaps(rows: tuple[Row, ...], lang: Lang) -> list[str]:
    if not rows:
        return []
    named = label("list.comma", lang).join(str(row[f"what_{lang}"]).rstrip(".") for row in rows)
    return [label("finding.gaps", lang, list=named)]


def _lacks(value: Any) -> bool:
    return bool(pd.isna(value))


def _short(value: float) -> str:
    """A ratio with the places that matter: 12, 3.67, 0.25.

    >>> [_short(x) for x in (12.34, 3.667, 0.254, math.inf)]
    ['12', '3.67', '0.25', '∞']
    """
    if math.isinf(value):
        return "∞"
    return f"{value:.0f}" if value >= 10 else f"{value:.2f}"


def _percent(share: float) -> str:
    """A share in whole percent; one below a half percent that is not 0 is said to be below 1."""
    return "<1" if 0 < share < 0.005 else f"{100 * share:.0f}"


def _p(value: float) -> str:
    return "<0.001" if value < 0.001 else f"{value:.2g}" if value < 0.1 else f"{value:.2f}"
