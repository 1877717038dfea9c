"""Three models of one rate ratio, and one comparison around many political events."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from osint_iraq.analyse import Study, around
from osint_iraq.analyse.dispersed import quasi_ratio
from osint_iraq.analyse.multiple import benjamini_hochberg, holm
from osint_iraq.analyse.rates import equivalence, minimum_detectable_ratio
from osint_iraq.analyse.sides import counted_parts
from osint_iraq.analyse.windows import compare, family

BEFORE = ["2020-05-13", "2020-05-14", "2020-06-01"]
EVENLY = [f"2020-06-{d:02}" for d in (12, 15, 18, 21, 24, 27, 30)]
BURST = ["2020-06-21"] * 4 + ["2020-06-22"] * 5


def by_model(found: pd.DataFrame) -> pd.DataFrame:
    return found.set_index("model")


def test_sub_periods_add_up_to_the_window_also_with_intervals(make_events):
    events = make_events(
        *BURST, ("2020-06-12", "2020-06-20"), ("2020-06-30", "2020-07-01"), ("2020-07-05", "2020-07-20")
    )
    row = around(events, "2020-06-11").iloc[0]
    found = counted_parts(events, row["after_start"], row["after_end"], 6)
    assert found.counts.tolist() == [1, 0, 9, 1, 0, 0]
    assert found.counts.sum() == row["after_count"]
    assert found.days.tolist() == [5] * 6
    assert counted_parts(events, row["after_start"], row["after_start"], 6).days.tolist() == [1]


def test_the_exact_model_is_what_around_says(make_events):
    events = make_events(*BEFORE, *EVENLY)
    found, row = by_model(compare(events, "2020-06-11")), around(events, "2020-06-11").iloc[0]
    exact = found.loc["exact"]
    wanted = row[["rate_ratio", "ratio_low", "ratio_high", "p_exact"]].tolist()
    assert exact[["ratio", "low", "high", "p"]].tolist() == wanted
    assert (exact["before_count"], exact["after_count"]) == (3, 7)
    assert exact["p_equivalence"] == equivalence(7, 3, 30, 30)
    assert exact["detectable_up"] == minimum_detectable_ratio(3, 30, 30).up
    assert found["p_equivalence"].isna().tolist() == [False, True, True]


def test_quasi_poisson_as_a_glm_of_sub_periods(make_events):
    found = by_model(compare(make_events(*BEFORE, *BURST, "2020-07-02"), "2020-06-11"))
    y = np.array([2, 0, 0, 1, 0, 0, 0, 0, 9, 0, 1, 0])
    x = np.c_[np.ones(12), [0] * 6 + [1] * 6]
    fit = sm.GLM(y, x, family=sm.families.Poisson()).fit(scale="X2", use_t=True)
    quasi = found.loc["quasi-poisson"]
    assert (quasi["ratio"], quasi["p"], quasi["dispersion"]) == pytest.approx(
        (np.exp(fit.params[1]), fit.pvalues[1], fit.scale)
    )
    assert (quasi["low"], quasi["high"]) == pytest.approx(tuple(np.exp(fit.conf_int()[1])))
    assert quasi["detectable_up"] > found.loc["exact", "detectable_up"]


def test_a_burst_is_told_and_the_wider_interval_preferred(make_events):
    even = compare(make_events("2020-05-15", "2020-05-23", "2020-05-31", *EVENLY), "2020-06-11")
    burst = compare(make_events(*BEFORE, *BURST), "2020-06-11")
    assert even.loc[even["preferred"], "model"].tolist() == ["exact"]
    assert burst.loc[burst["preferred"], "model"].tolist() == ["quasi-poisson"]
    assert "cluster" in burst["why"].iloc[0]
    widths = by_model(burst).eval("log(high) - log(low)")
    assert widths["quasi-poisson"] > widths["exact"]


def test_with_few_attacks_the_wider_interval_is_wider_at_both_ends(make_events):
    """Seven days around the dialogue of June 2020: 3 and 2 attacks, where the bare quasi-Poisson is too sure below."""
    events = make_events("2020-06-08", "2020-06-08", "2020-06-10", "2020-06-13", "2020-06-16")
    found = by_model(compare(events, "2020-06-11", 7))
    exact, quasi = found.loc["exact"], found.loc["quasi-poisson"]
    week = [pd.Timestamp("2020-06-04") + pd.Timedelta(days=n) for n in (0, 6, 7, 13)]
    before, after = counted_parts(events, *week[:2], 6), counted_parts(events, *week[2:], 6)
    bare = quasi_ratio(after.counts, before.counts, after.days, before.days)
    assert quasi["preferred"]
    assert bare.low > exact["low"]
    assert (quasi["low"], quasi["high"]) == (exact["low"], bare.high)
    assert quasi["p"] == max(exact["p"], bare.p)
    assert "at neither end narrower than the exact one" in quasi["why"]


def test_each_length_has_three_rows_and_one_preferred(make_events):
    found = compare(make_events(*BEFORE, *BURST), "2020-06-11", [7, 30, 90], start="2020-04-01", end="2020-07-31")
    assert found["days"].tolist() == [7] * 3 + [30] * 3 + [90] * 3
    assert found.groupby("days")["preferred"].sum().tolist() == [1, 1, 1]


def test_nothing_to_compare_is_said(make_events):
    uncovered = compare(make_events(*BURST), "2020-06-11", end="2020-06-01")
    assert uncovered["ratio"].isna().all()
    assert "covered" in uncovered["why"].iloc[0]
    nothing = compare(make_events(), "2020-06-11")
    assert "no attack" in nothing["why"].iloc[0]
    rise = by_model(compare(make_events(*BURST), "2020-06-11"))
    assert rise.loc["exact", "ratio"] == math.inf
    assert rise["preferred"].tolist() == [True, False, False]
    with pytest.raises(ValueError, match="parts"):
        compare(make_events(), "2020-06-11", parts=1)


CALENDAR = pd.DataFrame(
    {
        "event_id": ["talks", "rockets", "visit", "raid", "quiet", "future"],
        "date_start": pd.to_datetime(
            ["2020-06-11", "2020-06-12", "2020-06-25", "2020-09-01", "2021-03-01", "2022-01-01"]
        ),
        "kind": ["talks", "strike", "visit", "strike", "vote", "vote"],
        "title_en": [*"ABCDEF"],
        "title_ar": [*"ABCDEF"],
        "series": ["dialogue", "militia_attack", "dialogue", "us_strike", "other", "other"],
    }
)


def test_one_row_a_milestone_with_the_refused_kept_and_said(make_events):
    events = make_events(*BEFORE, *BURST, "2020-09-05")
    found = family(events, CALENDAR, end="2021-06-30").set_index("event_id")
    assert found.index.tolist() == CALENDAR["event_id"].tolist()
    assert found["refused"].notna().tolist() == [False, True, False, False, False, True]
    assert "itself an attack" in found.loc["rockets", "refused"]
    assert "covered" in found.loc["future", "refused"]
    assert found.loc[["rockets", "future"], "before_count"].isna().all()
    row = around(events, "talks", political_events=CALENDAR, end="2021-06-30").iloc[0]
    talks = found.loc["talks"]
    assert (talks["p"], talks["rate_ratio"]) == (row["p_mid"], row["rate_ratio"])
    assert (talks["before_count"], talks["after_count"]) == (3, 9)


def test_only_tests_that_were_made_are_allowed_for(make_events):
    found = family(make_events(*BEFORE, *BURST, "2020-09-05"), CALENDAR, end="2021-06-30")
    known = found["p"].notna()
    assert found.loc[known, "event_id"].tolist() == ["talks", "visit", "raid"]  # nothing was counted around "quiet"
    assert found["n_tests"].tolist() == [3] * 6
    assert found.loc[known, "p_holm"].tolist() == pytest.approx(holm(found.loc[known, "p"].to_list()).tolist())
    assert found.loc[~known, "p_bh"].isna().all()


def test_a_strike_of_the_other_side_is_refused_where_such_strikes_count(make_events):
    found = family(make_events(*BURST), CALENDAR, study=Study(actors="all")).set_index("event_id")
    assert found["refused"].notna()[["raid", "talks"]].tolist() == [True, False]


def test_overlapping_members_of_the_family_are_named_and_cut(make_events):
    events = make_events(*BEFORE, *BURST)
    plain = family(events, CALENDAR).set_index("event_id")
    cut = family(events, CALENDAR, cut_overlapping=True).set_index("event_id")
    assert plain.loc[["talks", "visit"], "overlapping"].tolist() == ["visit", "talks"]  # the refused one is not named
    assert (plain.loc["talks", "after_exposure"], cut.loc["talks", "after_exposure"]) == (30, 14)
    assert cut.loc["visit", "before_exposure"] == 13


def test_placebo_p_values_are_the_ones_corrected_where_given(make_events):
    given = {"talks": 0.01, "visit": 0.2, "raid": 0.04, "quiet": 0.9, "future": 0.5}
    asked = []

    def placebo(event):
        asked.append(event["event_id"])
        return given[event["event_id"]]

    found = family(make_events(*BEFORE, *BURST), CALENDAR, placebo=placebo)
    assert asked == ["talks", "visit", "raid", "quiet", "future"]
    p = found["p_placebo"].to_numpy()
    assert found["p_bh"].to_numpy() == pytest.approx(benjamini_hochberg(p), nan_ok=True)
    assert found["n_tests"].iloc[0] == 5


def test_dates_and_ids_do_as_well_and_an_empty_family_does_not(make_events):
    found = family(make_events(*BURST), ["talks", "2020-07-30"], political_events=CALENDAR)
    assert found["event_date"].tolist() == [pd.Timestamp("2020-06-11"), pd.Timestamp("2020-07-30")]
    assert found["event_id"].isna().tolist() == [False, True]
    assert found["overlapping"].isna().all()
    near = family(make_events(*BURST), ["talks", "2020-06-20"], political_events=CALENDAR)
    assert near["overlapping"].tolist() == ["2020-06-20", "talks"]
    for nothing in ([], CALENDAR.head(0)):
        with pytest.raises(ValueError, match="empty"):
            family(make_events(), nothing)
