"""Superposed epochs: which milestones are used, the mean by hand, and the bootstrap against scipy's."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from osint_iraq.analyse import Study
from osint_iraq.analyse.epochs import _bootstrap, _random_sets, superposed_epochs
from osint_iraq.analyse.profile import event_profile

YEARS = {"start": "2020-01-01", "end": "2021-12-31"}
FEW = {"bins_before": 2, "bins_after": 2, "draws": 199}


@pytest.fixture(scope="module")
def many(make_events):
    days = np.random.default_rng(2).integers(0, 731, 250)
    return make_events(*(pd.Timestamp("2020-01-01") + pd.to_timedelta(days, unit="D")).strftime("%Y-%m-%d"))


def test_the_mean_is_that_of_the_profiles(many):
    dates = ["2020-03-01", "2020-08-10", "2021-05-05"]
    found = superposed_epochs(many, dates, **YEARS, **FEW)
    each = [event_profile(many, d, **YEARS, bins_before=2, bins_after=2) for d in dates]
    assert found.profile["mean_rate"].tolist() == pytest.approx(np.mean([p["rate"] for p in each], axis=0))
    assert found.profile["bin"].tolist() == [-2, -1, 0, 1]
    assert found.members["before_count"].tolist() == [p["count"][:2].sum() for p in each]
    assert found.members["after_count"].tolist() == [p["count"][2:].sum() for p in each]
    test = found.test.iloc[0]
    assert (test["n_epochs"], test["before_count"]) == (3, found.members["before_count"].sum())
    assert test["statistic"] == pytest.approx(math.log((test["after_count"] + 0.5) / (test["before_count"] + 0.5)))
    assert test["p_placebo"] == (1 + test["n_as_extreme"]) / 200
    by_score = superposed_epochs(many, dates, **YEARS, **FEW, measure="score").test.iloc[0]
    more = test["after_count"] - test["before_count"]
    assert by_score["statistic"] == pytest.approx(more / math.sqrt(test["after_count"] + test["before_count"]))


def test_epochs_that_share_days_are_dropped_in_order_of_date(many):
    dates = ["2020-06-28", "2020-06-01", "2020-06-15", "2020-07-25"]  # an epoch is 28 days
    found = superposed_epochs(many, dates, **YEARS, **FEW).members
    assert [f"{d:%m-%d}" for d in found["event_date"]] == ["06-01", "06-15", "06-28", "07-25"]
    assert found["used"].tolist() == [True, False, False, True]
    assert found["why_not"][1] == found["why_not"][2] == "shares days with the epoch of 2020-06-01"
    assert found.loc[~found["used"], ["before_count", "after_count"]].isna().all(axis=None)
    touching = superposed_epochs(many, ["2020-06-01", "2020-06-29"], **YEARS, **FEW).members
    assert touching["used"].all()
    kept = superposed_epochs(many, dates, **YEARS, **FEW, drop_overlapping=False)
    assert kept.members["used"].all()
    assert kept.profile["n_epochs"].tolist() == [4] * 4


def test_a_dropped_epoch_drops_no_other(many):
    """The third shares days with the second, which is not used."""
    found = superposed_epochs(many, ["2020-06-01", "2020-06-20", "2020-07-05"], **YEARS, **FEW).members
    assert found["used"].tolist() == [True, False, True]


def named(*days: str) -> pd.DataFrame:
    """Rows of political_events by the names a, b, c …"""
    plain = {"kind": "talks", "title_en": "Talks", "title_ar": "محادثات", "series": "dialogue"}
    return pd.DataFrame({"event_id": list("abcdef")[: len(days)], "date_start": pd.to_datetime(list(days))} | plain)


@pytest.mark.parametrize(
    ("first", "used"),
    [
        (None, {"a": True, "b": False, "c": True, "d": False}),
        ("a", {"a": True, "b": False, "c": True, "d": False}),
        ("b", {"a": False, "b": True, "c": False, "d": True}),  # pushes out its neighbours on both sides
        ("d", {"a": True, "b": False, "c": False, "d": True}),
    ],
)
def test_the_own_event_is_taken_before_all_others(many, first, used):
    rows = named("2020-06-01", "2020-06-15", "2020-07-01", "2020-07-15")  # an epoch is 28 days
    found = superposed_epochs(many, rows, **YEARS, **FEW, first=first).members
    assert found["event_id"].tolist() == list("abcd")
    assert dict(zip(found["event_id"], found["used"], strict=True)) == used
    if first == "b":
        assert found["why_not"][0] == found["why_not"][2] == "shares days with the epoch of b 2020-06-15"


def test_the_own_event_is_no_exception_from_the_other_rules(many):
    rows = named("2020-01-02", "2020-01-20")
    found = superposed_epochs(many, rows, **YEARS, **FEW, first="a").members
    assert found["used"].tolist() == [False, True]  # what is not used pushes out nothing
    assert superposed_epochs(many, rows, **YEARS, **FEW, first="b", drop_overlapping=False).members["used"][1]
    with pytest.raises(ValueError, match="first='z' is the event_id of no milestone"):
        superposed_epochs(many, rows, **YEARS, **FEW, first="z")


def test_attacks_and_milestones_beyond_the_period_are_named_with_the_reason(many):
    rows = pd.DataFrame(
        {
            "event_id": ["talks", "rockets", "late", "raid"],
            "date_start": pd.to_datetime(["2020-06-11", "2020-09-11", "2021-12-25", "2021-03-01"]),
            "kind": ["talks", "strike", "talks", "strike"],
            "title_en": ["Talks", "Rockets", "Late talks", "A raid"],
            "title_ar": ["محادثات", "صواريخ", "محادثات أخرى", "مداهمة"],
            "series": ["dialogue", "militia_attack", "dialogue", "iraqi_state_action"],
        }
    )
    found = superposed_epochs(many, rows, **YEARS, **FEW).members.set_index("event_id")
    assert found["used"].to_dict() == {"talks": True, "rockets": False, "raid": True, "late": False}
    assert found.loc["rockets", "why_not"] == "is itself an attack of the kind that is counted"
    assert found.loc["late", "why_not"] == "its days do not lie within 2020-01-01 to 2021-12-31"
    assert found.loc["talks", "title_ar"] == "محادثات"
    states = superposed_epochs(many, rows, **YEARS, **FEW, study=Study(actors="all")).members
    assert not states.set_index("event_id").loc["raid", "used"]


def test_nothing_to_use_is_missing_not_zero(many):
    found = superposed_epochs(many, ["2022-06-01"], **YEARS, **FEW)
    assert found.profile[["mean_rate", "low", "high", "background_mid"]].isna().all(axis=None)
    assert found.profile["n_epochs"].tolist() == [0] * 4
    assert found.test[["statistic", "p_placebo", "before_count"]].isna().all(axis=None)
    one = superposed_epochs(many, ["2020-06-01"], **YEARS, **FEW).profile
    assert one[["low", "high"]].isna().all(axis=None)
    assert one[["mean_rate", "background_mid"]].notna().all(axis=None)


def test_the_bootstrap_is_scipys_percentile_interval():
    counts = np.random.default_rng(4).poisson(3, size=(9, 5))
    theirs = stats.bootstrap(
        (counts,), np.mean, axis=0, method="percentile", n_resamples=9999, rng=1
    ).confidence_interval
    low, high = _bootstrap(counts, 9999, np.random.default_rng(1))
    spread = counts.std(axis=0) / 3
    assert (np.abs(low - theirs.low) <= 0.15 * spread).all()
    assert (np.abs(high - theirs.high) <= 0.15 * spread).all()


def test_the_background_is_what_random_dates_hold(many):
    """One epoch at a time: the band is that of the profile over all dates, up to the error of drawing."""
    found = superposed_epochs(many, ["2020-06-01"], **YEARS, bins_before=2, bins_after=2, draws=4000).profile
    profile = event_profile(many, "2020-06-01", **YEARS, bins_before=2, bins_after=2)
    assert found["background_mid"].tolist() == pytest.approx(profile["placebo_mid"].tolist())
    assert np.abs(found["background_high"] - profile["placebo_high"]).max() <= 30 / 7


@pytest.mark.parametrize("n", [2, 5])
def test_a_steady_series_has_a_flat_background(make_events, n):
    """Seven attacks a week, whatever the dates: 30 in 30 days, and no random set shows more than the real one."""
    events = make_events(*pd.date_range("2020-01-01", "2020-12-31").strftime("%Y-%m-%d"))
    dates = pd.date_range("2020-02-01", periods=n, freq="30D")
    found = superposed_epochs(events, dates, start="2020-01-01", end="2020-12-31", **FEW)
    band = found.profile[["mean_rate", "low", "high", "background_low", "background_high"]]
    assert band.to_numpy() == pytest.approx(np.full((4, 5), 30.0))
    assert found.test["p_placebo"].item() == 1


def test_random_sets_are_all_sets_that_do_not_overlap_alike():
    """Of 7 places, 3 at least 2 apart can be had in C(5, 3) = 10 ways."""
    found = _random_sets(7, 3, 2, 5000, np.random.default_rng(0))
    assert np.diff(found, axis=1).min() == 2
    assert (found.min(), found.max()) == (0, 6)
    sets, times = np.unique(found, axis=0, return_counts=True)
    assert len(sets) == 10
    assert stats.chisquare(times).pvalue > 0.001


def test_the_same_seed_gives_the_same_bands(many):
    dates = ["2020-03-01", "2020-08-10", "2021-05-05", "2021-09-09"]
    first, again = (superposed_epochs(many, dates, **YEARS, **FEW).profile for _ in range(2))
    pd.testing.assert_frame_equal(first, again)
    other = superposed_epochs(many, dates, **YEARS, **FEW, seed=1).profile
    assert not other["background_high"].equals(first["background_high"])


def test_what_is_refused(many):
    with pytest.raises(ValueError, match="milestones is empty"):
        superposed_epochs(many, [], **YEARS)
    with pytest.raises(ValueError, match="lacks event_id or date_start"):
        superposed_epochs(many, pd.DataFrame({"when": ["2020-06-01"]}), **YEARS)
    with pytest.raises(ValueError, match="draws=0"):
        superposed_epochs(many, ["2020-06-01"], **YEARS, draws=0)
    with pytest.raises(ValueError, match="bins_before=0"):
        superposed_epochs(many, ["2020-06-01"], **YEARS, bins_before=0)
