"""A finding says no more than its numbers bear, in both languages, and never that one thing caused another."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from osint_iraq.finding import Evidence, change_sentence, finding_title, sentences, verdict

LANGS = pytest.mark.parametrize("lang", ["en", "ar"])
CAUSAL = re.compile(
    r"\b(because of|led to|caused?|due to|result(ed)? (of|in)|effect|impact|thanks to)\b", re.IGNORECASE
)


def window(**given: Any) -> dict[str, Any]:
    row = {
        "event_date": pd.Timestamp("2020-06-11"), "before_count": 3, "after_count": 11, "before_exposure": 30,
        "after_exposure": 30, "rate_ratio": 3.67, "ratio_low": 1.02, "ratio_high": 20.5,
    }  # fmt: skip
    return row | given


def placebo(p: float, n: int = 800) -> dict[str, Any]:
    days = {"reference_start": pd.Timestamp("2019-05-01"), "reference_end": pd.Timestamp("2021-12-31")}
    return {"p_placebo": p, "n_placebo": n, "n_as_extreme": round(p * (n + 1)) - 1, "n_disjoint": 9, **days}


POWER = {"detectable_up": 4.2, "detectable_down": 0.05}
FULL = Evidence(
    comparison={"ratio": 3.67, "low": 0.8, "high": 25.1, "model": "quasi-poisson", **POWER},
    placebo=placebo(0.04),
    spread={
        "ratio_low": 1.4,
        "ratio_high": 12.0,
        "n_draws": 500,
        "alone": 6,
        "with_chance_low": 0.61,
        "with_chance_high": 31.0,
    },
    specifications={
        "n": 96,
        "n_different": 41,
        "lowest": 0.9,
        "highest": math.inf,
        "share_above_one": 0.97,
        "median_ratio": 2.2,
        "p_median": 0.17,
    },
    family={"p_holm": 0.4, "n_tests": 12},
    sources={"both": 2, "articles": 1, "chronology": 11},
    coverage={
        "counter": "us_dod",
        "count_min": 52,
        "count_max": 52,
        "seen": 47,
        "period_start": pd.Timestamp("2019-10-17"),
        "as_of_end": pd.Timestamp("2020-06-22"),
    },
    gaps=({"what_en": "Rockets of August are few.", "what_ar": "صواريخ آب قليلة."},),
)


@pytest.mark.parametrize(
    ("given", "evidence", "expected"),
    [
        ({}, None, "rose"),
        ({"ratio_low": 0.9}, None, "unclear"),
        ({"before_count": 11, "after_count": 3, "ratio_low": 0.05, "ratio_high": 0.98}, None, "fell"),
        ({"after_count": 3, "ratio_low": 0.1, "ratio_high": 7.0}, None, "equal"),
        ({"after_count": 3, "after_exposure": 15, "ratio_low": 0.1, "ratio_high": 7.0}, None, "unclear"),
        ({"before_count": 0, "after_count": 0, "ratio_low": math.nan, "ratio_high": math.nan}, None, "quiet"),
        ({"after_count": None}, None, "uncovered"),
        # a wider interval and other dates temper the word, and neither strengthens it
        ({}, Evidence(comparison={"low": 0.9, "high": 30.0, **POWER}), "unclear"),
        ({"ratio_low": 0.9}, Evidence(placebo=placebo(0.001)), "unclear"),
        ({}, Evidence(placebo=placebo(0.04)), "rose"),
        ({}, Evidence(placebo=placebo(0.05)), "rose_usual"),
        ({}, Evidence(placebo={"p_placebo": math.nan}), "rose_unknown"),
        ({}, Evidence(placebo=placebo(0.01), family={"p_holm": 0.1, "n_tests": 4}), "rose_usual"),
        ({}, Evidence(placebo=placebo(0.01), family={"p_holm": 0.01, "n_tests": 1}), "rose"),
        ({}, Evidence(comparison={"low": math.nan, "high": math.nan}), "rose"),
        ({"ratio_low": 0.05, "ratio_high": 0.9}, Evidence(placebo=placebo(0.3)), "fell_usual"),
    ],
)
def test_the_verb_is_what_interval_and_other_dates_bear(given, evidence, expected):
    assert verdict(window(**given), evidence) == expected


@LANGS
@pytest.mark.parametrize(
    "given", [{}, {"ratio_low": 0.9}, {"after_count": None}, {"before_count": 0, "after_count": 0}]
)
def test_a_title_has_both_counts_or_says_what_is_missing(given, lang):
    title = finding_title(window(**given), lang, FULL)
    assert "2020" in title
    assert not title.endswith(".")
    if not given:
        assert {"3", "11", "30"} <= set(re.findall(r"\d+", title))


@LANGS
def test_everything_that_was_made_is_said_with_its_numbers(lang):
    text = " ".join(sentences(window(), lang, FULL))
    for part in (
        "3.67",
        "0.80",
        "25",
        "0.04",
        "800",
        "1.40",
        "12",
        "500",
        "96",
        "∞",
        "97%",
        "4.20",
        "52",
        "47",
        "0.05",
        "0.40",
        "2",
        "1",
        "11",
    ):
        assert part in text, part


def test_known_gaps_are_named():
    assert any(
        "Rockets of August are few." in s and "touch these windows" in s for s in sentences(window(), "en", FULL)
    )


def test_what_was_not_made_is_not_spoken_of():
    assert len(sentences(window(), "en")) == 3
    assert (
        len(sentences(window(after_count=None), "en", FULL)) == 5
    )  # title, sources, coverage, and that sequence is not cause


def test_power_is_spoken_of_only_where_nothing_was_seen():
    wide, narrow = ({"ratio": 3.67, "low": low, "high": 20.0, "model": "exact", **POWER} for low in (0.9, 1.1))
    assert not any("four times in five" in s for s in sentences(window(), "en", Evidence(comparison=narrow)))
    assert any("4.20" in s for s in sentences(window(), "en", Evidence(comparison=wide)))
    no_fall = Evidence(comparison=wide | {"detectable_down": math.nan})
    assert any("no fall at all" in s for s in sentences(window(), "en", no_fall))


def test_too_few_other_dates_give_no_share():
    few = Evidence(placebo={"p_placebo": math.nan, "n_placebo": 4})
    assert any("Only 4 other dates" in s for s in sentences(window(), "en", few))


def test_an_attack_less_side_gives_no_ratio_but_its_lower_end():
    row = window(before_count=0, rate_ratio=math.inf, ratio_low=2.4, ratio_high=math.inf)
    assert any("at least 2.40" in s for s in sentences(row, "en"))


@pytest.mark.parametrize(
    "given", [{}, {"ratio_low": 0.9}, {"before_count": 11, "after_count": 3, "ratio_low": 0.1, "ratio_high": 0.9}]
)
def test_no_sentence_speaks_of_a_cause(given):
    text = " ".join(sentences(window(**given), "en", FULL))
    assert not CAUSAL.search(text.replace("not what came of it", ""))
    assert CAUSAL.search("attacks fell because of the talks")  # the check can fail
    assert sentences(window(**given), "en", FULL)[-1].endswith("not what came of it.")


@LANGS
def test_every_sentence_is_whole(lang):
    for sentence in sentences(window(), lang, FULL):
        assert sentence.endswith(".")
        assert "{" not in sentence
        assert "nan" not in sentence


def test_an_unknown_language_is_refused():
    with pytest.raises(ValueError, match="lang='fr'"):
        sentences(window(), "fr")  # type: ignore[arg-type]


def change(**given: Any) -> dict[str, Any]:
    days = {
        "change_date": pd.Timestamp("2020-06-08"),
        "low": pd.Timestamp("2020-04-19"),
        "high": pd.Timestamp("2020-08-03"),
    }
    return days | {"stands": "before", "days_from_event": -3, "p_blocks": 0.19} | given


@pytest.mark.parametrize(
    ("given", "parts"),
    [
        ({}, ("8 June 2020, 3 days before", "19 April 2020 and 3 August 2020", "no rarity", "0.19")),
        ({"p_blocks": 0.004}, ("is rare", "0.004")),
        ({"stands": "at", "days_from_event": 2}, ("at most 2 days from",)),
        ({"stands": "at", "days_from_event": 0}, ("the day of the political event",)),
        ({"stands": "elsewhere", "days_from_event": 40}, ("not at the political event",)),
        ({"stands": None}, ("no change of the rate can be looked for",)),
    ],
)
def test_where_the_rate_changed_most_is_said_with_its_doubt(given, parts):
    said = change_sentence(change(**given))
    for part in parts:
        assert part in said
    assert change_sentence(change(**given), "ar") != said


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"spread": {**FULL.spread, "alone": 0}}, "No attack here rests on reports alone"),
        ({"specifications": {**FULL.specifications, "p_median": math.nan}}, "97% of these. With so few"),
        ({"coverage": {**FULL.coverage, "seen": 60}}, "the two count by different rules"),
    ],
)
def test_a_part_that_says_less_is_worded_as_less(changed, said):
    text = " ".join(sentences(window(), "en", replace(FULL, **changed)))
    assert said in text
    assert said not in " ".join(sentences(window(), "en", FULL))


def test_without_any_attack_nothing_is_said_of_what_could_have_been_seen_but_that_it_cannot_be():
    quiet = window(before_count=0, after_count=0, ratio_low=math.nan, ratio_high=math.nan)
    assert any("cannot be said how large a rise" in s for s in sentences(quiet, "en"))
