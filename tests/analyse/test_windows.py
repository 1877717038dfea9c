"""Before and after: the windows, the exact intervals against known numbers, and what is refused."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from osint_iraq.analyse import Study, around, rate_interval, rate_ratio


def test_the_day_itself_belongs_to_after(make_events):
    row = around(
        make_events("2020-06-03", "2020-06-04", "2020-06-10", "2020-06-11", "2020-06-17", "2020-06-18"), "2020-06-11", 7
    ).iloc[0]
    assert (row["before_count"], row["after_count"]) == (2, 2)
    bounds = row[["before_start", "before_end", "after_start", "after_end"]]
    assert [f"{d:%m-%d}" for d in bounds] == ["06-04", "06-10", "06-11", "06-17"]


def test_a_gap_leaves_days_out_on_both_sides(make_events):
    row = around(make_events("2020-06-09", "2020-06-11", "2020-06-12", "2020-06-13"), "2020-06-11", 5, gap=2).iloc[0]
    assert (row["before_count"], row["after_count"]) == (0, 1)
    assert f"{row['before_end']:%m-%d} {row['after_start']:%m-%d}" == "06-08 06-13"


def test_several_lengths_are_several_rows(make_events):
    found = around(make_events("2020-06-01", "2020-06-20"), "2020-06-11", [7, 14])
    assert found["days"].tolist() == [7, 14]
    assert found["before_count"].tolist() == [0, 1]
    assert found["after_count"].tolist() == [0, 1]


def test_windows_are_cut_to_what_the_sources_cover(make_events):
    row = around(make_events("2020-06-09"), "2020-06-11", 30, start="2020-06-06", end="2020-06-20").iloc[0]
    assert (row["before_exposure"], row["after_exposure"]) == (5, 10)
    assert row["before_rate"] == pytest.approx(30 / 5)


def test_a_side_that_is_not_covered_is_missing_not_zero(make_events):
    row = around(make_events("2020-06-09"), "2020-06-11", 30, end="2020-06-10").iloc[0]
    assert row["after_exposure"] == 0
    assert pd.isna(row["after_count"])
    assert math.isnan(row["rate_ratio"])


@pytest.mark.parametrize(
    ("when", "before", "after", "undated"),
    [
        (("2020-06-10", "2020-06-11"), 1, 0, 0),  # a night counts by its first day
        (("2020-06-09", "2020-06-11"), 0, 0, 1),  # three days over the border: in neither window, counted once
        (("2020-06-01", "2020-06-10"), 1, 0, 0),
        (("2020-05-01", "2020-05-03"), 0, 0, 0),
    ],
)
def test_intervals(make_events, when, before, after, undated):
    row = around(make_events(when), "2020-06-11", 30).iloc[0]
    assert (row["before_count"], row["after_count"], row["undated"]) == (before, after, undated)


POLITICAL = pd.DataFrame(
    {
        "event_id": ["talks", "raid", "rockets"],
        "date_start": pd.to_datetime(["2020-06-11"] * 3),
        "kind": ["talks", "strike", "strike"],
        "title_en": ["Talks", "A raid", "Rockets"],
        "title_ar": ["محادثات", "مداهمة", "صواريخ"],
        "series": ["dialogue", "iraqi_state_action", "militia_attack"],
    }
)


@pytest.mark.parametrize("given_as", ["talks", POLITICAL.iloc[0], POLITICAL.iloc[0].to_dict()])
def test_an_event_by_id_or_row(make_events, given_as):
    row = around(make_events("2020-06-12"), given_as, political_events=POLITICAL).iloc[0]
    assert (row["event_id"], row["title_en"], row["after_count"]) == ("talks", "Talks", 1)


def test_the_own_calendar_is_used_where_none_is_given(make_events):
    assert around(make_events("2020-06-12"), "strategic_dialogue_2020_06").iloc[0]["event_date"] == pd.Timestamp(
        "2020-06-11"
    )


@pytest.mark.parametrize(
    ("event", "study", "message"),
    [
        ("rockets", None, "itself an attack"),
        ("raid", Study(actors="all"), "itself an attack"),
        ("nothing_such", None, "nothing_such"),
        (POLITICAL, None, "one row"),
    ],
)
def test_what_is_refused(make_events, event, study, message):
    with pytest.raises(ValueError, match=message):
        around(make_events("2020-06-12"), event, study=study, political_events=POLITICAL)


def test_a_strike_of_the_other_side_is_no_attack_of_the_counted_kind(make_events):
    assert len(around(make_events("2020-06-12"), "raid", political_events=POLITICAL)) == 1


@pytest.mark.parametrize(("days", "gap"), [(0, 0), ([], 0), ([7, -1], 0), (7, -1)])
def test_windows_without_days_are_refused(make_events, days, gap):
    with pytest.raises(ValueError, match="at least"):
        around(make_events("2020-06-12"), "2020-06-11", days, gap)


MILESTONES = pd.DataFrame(
    {
        "event_id": ["talks", "visit", "vote", "same_day", "far"],
        "date_start": pd.to_datetime(["2020-06-11", "2020-06-15", "2020-06-02", "2020-06-11", "2021-01-01"]),
    }
)


def test_other_milestones_in_the_windows_are_named(make_events):
    found = around(make_events("2020-06-12"), "talks", [3, 7, 30], political_events=POLITICAL, overlapping=MILESTONES)
    assert found["overlapping"].tolist() == ["same_day", "same_day|visit", "vote|same_day|visit"]
    assert found["after_exposure"].tolist() == [3, 7, 30]
    alone = around(make_events(), "2021-06-01", overlapping=MILESTONES)
    assert alone["overlapping"].isna().all()
    assert "overlapping" not in around(make_events(), "2021-06-01")


def test_windows_end_at_the_nearest_other_milestone(make_events):
    events = make_events("2020-06-01", "2020-06-02", "2020-06-03", "2020-06-14", "2020-06-15")
    found = around(events, "talks", [3, 30], political_events=POLITICAL, overlapping=MILESTONES, cut_overlapping=True)
    bounds = found[["before_start", "before_end", "after_start", "after_end"]].map(lambda d: f"{d:%m-%d}")
    assert bounds.iloc[0].tolist() == ["06-08", "06-10", "06-11", "06-13"]
    assert bounds.iloc[1].tolist() == ["06-03", "06-10", "06-11", "06-14"]
    assert found[["before_exposure", "after_exposure"]].iloc[1].tolist() == [8, 4]
    assert found[["before_count", "after_count"]].iloc[1].tolist() == [1, 1]


def test_a_milestone_on_the_next_day_and_a_gap_leave_no_day(make_events):
    others = pd.DataFrame({"event_id": ["next"], "date_start": pd.to_datetime(["2020-06-16"])})
    row = around(make_events("2020-06-20"), "2020-06-11", 10, 5, overlapping=others, cut_overlapping=True).iloc[0]
    assert row["after_exposure"] == 0
    assert pd.isna(row["after_count"])
    assert row["before_exposure"] == 10


days_apart = st.lists(st.integers(-40, 40).filter(bool), max_size=6)


@settings(max_examples=40, deadline=None)
@given(days_apart, st.integers(1, 40), st.integers(0, 5))
def test_no_other_milestone_lies_in_a_cut_window(make_events, away, days, gap):
    first = pd.Timestamp("2020-06-11")
    dates = [first + pd.Timedelta(days=d) for d in away]
    others = pd.DataFrame({"event_id": [f"m{n}" for n in range(len(away))], "date_start": pd.to_datetime(dates)})
    row = around(make_events(), first, days, gap, overlapping=others, cut_overlapping=True).iloc[0]
    for side in ("before", "after"):
        if row[f"{side}_exposure"]:
            assert not others["date_start"].between(row[f"{side}_start"], row[f"{side}_end"]).any()
            assert row[f"{side}_exposure"] <= days
    inside = [d for d in away if gap <= d < gap + days or -gap - days <= d < -gap]
    assert (0 if pd.isna(row["overlapping"]) else len(row["overlapping"].split("|"))) == len(inside)


@pytest.mark.parametrize(
    ("arguments", "word"),
    [({"cut_overlapping": True}, "overlapping="), ({"overlapping": pd.DataFrame({"date": []})}, "date_start")],
)
def test_milestones_that_cannot_be_used_are_named(make_events, arguments, word):
    with pytest.raises(ValueError, match=word):
        around(make_events(), "2020-06-11", **arguments)


# R's poisson.test(c(11, 21), c(800, 3011)) prints this ratio and interval.
@pytest.mark.parametrize(
    ("after", "before", "exposures", "ratio", "low", "high"),
    [(11, 21, (800, 3011), 1.971488, 0.8584264, 4.2772659)],
)
def test_the_interval_of_a_published_example(after, before, exposures, ratio, low, high):
    found = rate_ratio(after, before, *exposures)
    assert (found.ratio, found.low, found.high) == pytest.approx((ratio, low, high), rel=1e-5)


@pytest.mark.parametrize(("after", "before"), [(5, 3), (22, 9), (0, 4), (4, 0), (1, 1), (60, 2)])
def test_against_scipy_where_exposures_are_equal(after, before):
    found = rate_ratio(after, before, 30, 30)
    test = stats.binomtest(after, after + before, 0.5)
    interval = test.proportion_ci(0.95, "exact")
    assert found.p_exact == pytest.approx(test.pvalue)
    assert found.low == pytest.approx(interval.low / (1 - interval.low))
    high = math.inf if interval.high == 1 else interval.high / (1 - interval.high)
    assert found.high == pytest.approx(high)


# statsmodels 0.15, test_poisson_2indep: exact-cond, and twice the smaller one-sided cond-midp.
@pytest.mark.parametrize(
    ("after", "before", "exact", "mid"),
    [(5, 3, 0.7265625, 0.5078125000000001), (22, 9, 0.029449373483657837, 0.020061607006937245)],
)
def test_p_values_as_statsmodels_gives_them(after, before, exact, mid):
    found = rate_ratio(after, before, 30, 30)
    assert (found.p_exact, found.p_mid) == pytest.approx((exact, mid), rel=1e-6)


def test_nothing_is_known_without_attacks_or_exposure():
    assert all(math.isnan(x) for x in rate_ratio(0, 0, 30, 30))
    assert all(math.isnan(x) for x in rate_ratio(1, 2, 0, 30))
    assert all(math.isnan(x) for x in rate_ratio(None, 2, 30, 30))


@given(after=st.integers(0, 60), before=st.integers(0, 60), days=st.integers(1, 90), other=st.integers(1, 90))
def test_the_interval_holds_the_ratio_and_turns_with_time(after, before, days, other):
    found = rate_ratio(after, before, days, other)
    turned = rate_ratio(before, after, other, days)
    if after + before == 0:
        return
    assert found.low <= found.ratio <= found.high
    assert 0 <= found.p_mid <= found.p_exact <= 1
    if after and before:
        assert found.ratio == pytest.approx(1 / turned.ratio)
        assert found.low == pytest.approx(1 / turned.high)
    assert found.p_exact == pytest.approx(turned.p_exact)


@pytest.mark.parametrize(
    ("count", "low", "high"), [(0, 0, 3.688879), (1, 0.025318, 5.571643), (10, 4.795389, 18.390356)]
)
def test_garwood_intervals_of_the_tables(count, low, high):
    assert rate_interval(count, 1) == pytest.approx((low, high), rel=1e-5)


def test_the_exact_interval_covers_at_least_as_often_as_it_says():
    # all pairs of counts at rates 3 and 6: the chance that the interval holds the true ratio 2
    chance = np.outer(stats.poisson(6).pmf(range(30)), stats.poisson(3).pmf(range(25)))
    covered = [[(f := rate_ratio(a, b, 30, 30)).low <= 2 <= f.high or a + b == 0 for b in range(25)] for a in range(30)]
    assert chance[np.array(covered)].sum() >= 0.95
