"""Placebo dates, block permutation and profile: the counts of `around`, known p-values, and what is refused."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from osint_iraq.analyse import Study, around
from osint_iraq.analyse.blocks import block_p, block_permutation
from osint_iraq.analyse.placebo import placebo_dates, placebo_p, placebo_p_values
from osint_iraq.analyse.profile import event_profile
from osint_iraq.analyse.sliding import score

YEAR = {"start": "2020-01-01", "end": "2020-12-31"}
POLITICAL = pd.DataFrame(
    {
        "event_id": ["talks", "rockets"],
        "date_start": pd.to_datetime(["2020-06-11"] * 2),
        "kind": ["talks", "strike"],
        "title_en": ["Talks", "Rockets"],
        "title_ar": ["محادثات", "صواريخ"],
        "series": ["dialogue", "militia_attack"],
    }
)


@pytest.fixture(scope="module")
def mixed(make_events):
    """Attacks of a day, a night, a few days and a month, all over the year and beyond its ends."""
    rng = np.random.default_rng(5)
    first = pd.Timestamp("2019-12-15") + pd.to_timedelta(rng.integers(0, 400, 150), unit="D")
    more = rng.choice([0, 0, 0, 1, 2, 6, 29], 150)
    last = first + pd.to_timedelta(more, unit="D")
    return make_events(*zip(first.strftime("%Y-%m-%d"), last.strftime("%Y-%m-%d"), strict=True))


@pytest.mark.parametrize(("days", "gap"), [(7, 0), (30, 0), (30, 3), (1, 0)])
def test_every_placebo_date_counts_as_around_does(mixed, days, gap):
    """`around` is the independent implementation: event by event, with masks."""
    found = placebo_dates(mixed, "2020-06-11", days, gap, **YEAR)
    sample = found.reference.iloc[:: max(1, len(found.reference) // 8)]
    rows = [around(mixed, date, days, gap, **YEAR).iloc[0] for date in sample["date"]]
    assert sample["before_count"].tolist() == [r["before_count"] for r in rows]
    assert sample["after_count"].tolist() == [r["after_count"] for r in rows]
    own = around(mixed, "2020-06-11", days, gap, **YEAR).iloc[0]
    row = found.result.iloc[0]
    assert (row["before_count"], row["after_count"]) == (own["before_count"], own["after_count"])


def test_windows_lie_within_the_period_and_leave_the_date_out(make_events):
    found = placebo_dates(make_events("2020-06-12"), "2020-06-11", 30, 5, **YEAR)
    dates = found.reference["date"]
    assert (f"{dates.min():%m-%d}", f"{dates.max():%m-%d}") == ("02-05", "11-27")
    assert pd.Timestamp("2020-06-11") not in set(dates)
    near = found.reference.loc[found.reference["near"], "date"]
    assert (f"{near.min():%m-%d}", f"{near.max():%m-%d}", len(near)) == ("05-08", "07-15", 68)


def test_the_statistic_and_the_p_value_by_hand(make_events):
    found = placebo_dates(make_events(*["2020-06-11"] * 3, "2020-06-10"), "2020-06-11", 1, **YEAR)
    row = found.result.iloc[0]
    assert row["statistic"] == pytest.approx(math.log(3.5 / 1.5))
    # 366 days, of which the first has no day before it: 364 placebo dates. On 10 June one attack after and none before
    # (log 3), on 12 June none after and three before (log 7): both are further out than log 7/3.
    assert (row["n_placebo"], row["n_as_extreme"]) == (364, 2)
    assert row["p_placebo"] == pytest.approx(3 / 365)
    assert row["p_mid"] == pytest.approx(2.5 / 365)
    assert row["share_as_extreme"] == pytest.approx(2 / 364)


@pytest.mark.parametrize(("alternative", "as_much"), [("two-sided", 2), ("greater", 1), ("less", 363)])
def test_alternatives(make_events, alternative, as_much):
    """Further up is only the day before; the other 363 placebo dates lie lower."""
    events = make_events(*["2020-06-11"] * 3, "2020-06-10")
    row = placebo_dates(events, "2020-06-11", 1, **YEAR, alternative=alternative).result.iloc[0]
    assert row["n_as_extreme"] == as_much


def test_a_fall_ties_with_a_rise_of_the_same_size(make_events):
    """log(5.5/4.5) and log(4.5/5.5) differ in their last bits."""
    events = make_events(*["2020-03-10"] * 4, *["2020-03-11"] * 5, *["2020-09-10"] * 5, *["2020-09-11"] * 4)
    found = placebo_dates(events, "2020-03-11", 1, **YEAR)
    assert found.reference.loc[found.reference["date"] == "2020-09-11", "as_extreme"].item()


@pytest.mark.parametrize(("before", "after", "exposure"), [(1, 4, (30, 30)), (8, 2, (30, 10)), (1, 3, (14, 7))])
def test_the_score_is_that_of_statsmodels(before, after, exposure):
    """For independent counts and a ratio of 1 the score test is the one of statsmodels.stats.rates."""
    from statsmodels.stats.rates import test_poisson_2indep as poisson_2indep

    theirs = poisson_2indep(after, exposure[1], before, exposure[0], method="score", compare="ratio").statistic
    assert score(np.array(before), np.array(after), exposure) == pytest.approx(theirs)


def test_the_score_gives_little_weight_to_a_single_attack(make_events):
    """One attack here and there against 2 before and 6 after: a smaller ratio, but more of a change."""
    lone = [f"2020-{month:02}-01" for month in (1, 3, 9, 11)]
    events = make_events(*lone, *["2020-06-01"] * 2, *["2020-06-20"] * 6)
    ratio, by_score = (
        placebo_dates(events, "2020-06-11", 15, **YEAR, measure=m, apart=30).result.iloc[0]
        for m in ("log-ratio", "score")
    )
    assert ratio["statistic"] == pytest.approx(math.log(6.5 / 2.5))
    assert ratio["n_as_extreme"] > by_score["n_as_extreme"] == 0
    with pytest.raises(ValueError, match="measure='z'"):
        placebo_dates(events, "2020-06-11", **YEAR, measure="z")


def test_windows_cut_by_the_period_are_cut_alike_everywhere(make_events):
    events = make_events("2020-01-11", "2020-01-12", "2020-05-02", "2020-07-07")
    found = placebo_dates(events, "2020-01-11", 30, **YEAR)
    row = found.result.iloc[0]
    assert row["statistic"] == pytest.approx(math.log((2.5 / 30) / (0.5 / 10)))
    sample = found.reference.set_index("date")
    assert sample.loc["2020-05-08", ["before_count", "after_count"]].tolist() == [1, 0]  # 2 May is within 10 days
    assert sample.loc["2020-05-13", ["before_count", "after_count"]].tolist() == [0, 0]


def test_too_few_dates_or_no_window_give_a_reason_and_no_number(make_events):
    few = placebo_dates(make_events("2020-06-12"), "2020-06-11", 30, start="2020-05-10", end="2020-07-20").result.iloc[
        0
    ]
    assert few["n_placebo"] == 12
    assert math.isnan(few["p_placebo"])
    assert "fewer than 20" in few["why_not"]
    none = placebo_dates(make_events("2020-12-30"), "2021-01-10", 30, **YEAR)
    assert none.result["why_not"].item() == "no day of a window lies within 2020-01-01 to 2020-12-31"
    assert none.result["before_count"].item() == 1
    assert none.result[["after_count", "p_placebo", "statistic"]].isna().all(axis=None)
    assert none.reference.empty


@pytest.mark.parametrize(("end", "fit"), [("2020-04-28", 0), ("2020-04-29", 1), ("2020-06-27", 1), ("2020-06-28", 2)])
def test_disjoint_windows(make_events, end, fit):
    """The event's own windows take 1 January to 29 February; every further pair takes 60 days."""
    found = placebo_dates(make_events("2020-06-12"), "2020-01-31", 30, start="2020-01-01", end=end)
    assert found.result["n_disjoint"].item() == fit


def test_disjoint_windows_on_both_sides_of_the_event(make_events):
    row = placebo_dates(make_events("2020-06-12"), "2020-03-31", 30, start="2020-01-01", end="2020-06-28").result.iloc[
        0
    ]
    assert row["n_disjoint"] == 2  # one pair before 1 March, one after 29 April


def test_what_is_refused(make_events):
    events = make_events("2020-06-12")
    with pytest.raises(ValueError, match="rockets is itself an attack"):
        placebo_dates(events, "rockets", **YEAR, political_events=POLITICAL)
    with pytest.raises(ValueError, match="itself an attack"):
        block_permutation(events, "rockets", **YEAR, political_events=POLITICAL)
    with pytest.raises(ValueError, match="itself an attack"):
        event_profile(events, "rockets", **YEAR, political_events=POLITICAL)
    with pytest.raises(ValueError, match="apart=0"):
        placebo_dates(events, "2020-06-11", **YEAR, apart=0)
    with pytest.raises(ValueError, match="days=0"):
        placebo_dates(events, "2020-06-11", 0, **YEAR)
    with pytest.raises(ValueError, match=r"ends .* before it starts"):
        placebo_dates(events, "2020-06-11", start="2020-02-01", end="2020-01-01")
    with pytest.raises(ValueError, match="alternative='more'"):
        placebo_dates(events, "2020-06-11", **YEAR, alternative="more")
    with pytest.raises(ValueError, match="do not fit"):
        placebo_p(np.zeros(100), 20, 30)


def test_the_study_decides_what_counts(make_events):
    events = make_events("2020-06-12", {"date_start": "2020-06-13", "target_kind": "convoy"})
    found = [placebo_dates(events, "2020-06-11", **YEAR, study=s).result["after_count"].item()
             for s in (None, Study(targets="all"))]  # fmt: skip
    assert found == [1, 2]


@pytest.mark.parametrize(("days", "gap", "apart"), [(30, 0, 1), (14, 2, 16), (60, 0, 60)])
def test_the_array_core_agrees_with_the_table(make_events, days, gap, apart):
    series = np.random.default_rng(days).poisson(0.4, 366)
    dates = pd.Timestamp("2020-01-01") + pd.to_timedelta(np.repeat(np.arange(366), series), unit="D")
    events = make_events(*dates.strftime("%Y-%m-%d"))
    row = placebo_dates(events, "2020-06-11", days, gap, **YEAR, apart=apart).result.iloc[0]
    assert placebo_p(series, 162, days, gap, apart=apart) == row["p_placebo"]
    many = placebo_p_values(np.array([series, series[::-1]]), np.array([162, 200]), days, gap, apart=apart)
    assert many.p_mid[0] == row["p_mid"]
    assert many.p_placebo[1] == placebo_p(series[::-1], 200, days, gap, apart=apart)


def test_over_all_dates_the_placebo_test_never_rejects_too_often():
    """Exact by design: picked at random, a date is as likely as any to rank first, however the attacks cluster."""
    rng = np.random.default_rng(3)
    for _ in range(5):
        series = rng.poisson(np.repeat(rng.gamma(0.5, 0.6, 30), 14))
        dates = np.arange(30, len(series) - 29)
        p = placebo_p_values(np.tile(series, (len(dates), 1)), dates).p_placebo
        assert (p <= 0.05).mean() <= 0.05
        assert (p <= 0.5).mean() <= 0.5


@pytest.mark.parametrize("seed", [0, 2])
def test_blocks_of_a_day_are_scipys_permutation_test(seed):
    """With blocks of one day and windows that fill the series, block permutation is the two-sample permutation test."""
    rng = np.random.default_rng(seed)
    series = np.r_[rng.poisson(0.5, 40), rng.poisson(0.8, 40)]

    def statistic(after, before, axis):
        return np.abs(np.round(np.log(after.sum(axis=axis) + 0.5) - np.log(before.sum(axis=axis) + 0.5), 9))

    theirs = stats.permutation_test(
        (series[40:], series[:40]), statistic, vectorized=True, n_resamples=4999, alternative="greater", rng=seed
    ).pvalue
    ours = block_p(series, 40, 40, block_days=1, draws=4999, rng=np.random.default_rng(seed))
    assert 0.001 < theirs < 0.5
    assert ours == pytest.approx(theirs, abs=4 * math.sqrt(2 * theirs * (1 - theirs) / 4999))


def test_blocks_keep_attacks_and_intervals_whole(mixed):
    row = block_permutation(mixed, "2020-06-11", 30, draws=199, **YEAR).iloc[0]
    own = around(mixed, "2020-06-11", 30, **YEAR).iloc[0]
    assert (row["before_count"], row["after_count"]) == (own["before_count"], own["after_count"])
    assert (row["n_blocks"], row["draws"]) == (27, 199)
    assert row["p_block"] == (1 + row["n_as_extreme"]) / 200
    by_score = block_permutation(mixed, "2020-06-11", 30, draws=199, **YEAR, measure="score").iloc[0]
    both = row["after_count"] + row["before_count"]
    assert by_score["statistic"] == pytest.approx((row["after_count"] - row["before_count"]) / math.sqrt(both))
    again = block_permutation(mixed, "2020-06-11", 30, draws=199, **YEAR).iloc[0]
    other = block_permutation(mixed, "2020-06-11", 30, draws=199, **YEAR, seed=1).iloc[0]
    assert again["n_as_extreme"] == row["n_as_extreme"] != other["n_as_extreme"]


def test_shuffling_keeps_the_mean_of_a_window(make_events):
    """An attack falls into a window of 60 of 366 days in 60 of 366 draws, wherever it was."""
    from osint_iraq.analyse.blocks import _moved

    moved = _moved(np.array([0, 100, 365]), 366, 14, 4000, np.random.default_rng(0))
    assert moved.min() >= 0
    assert moved.max() <= 365
    share = ((moved >= 130) & (moved < 190)).mean(axis=0)
    assert share == pytest.approx([60 / 366] * 3, abs=4 * math.sqrt(60 / 366 * 306 / 366 / 4000))
    neighbours = _moved(np.array([100, 101]), 366, 14, 4000, np.random.default_rng(0))
    assert (np.diff(neighbours) == 1).mean() == pytest.approx(13 / 14, abs=0.02)


def test_few_blocks_give_a_reason(make_events):
    row = block_permutation(make_events("2020-06-12"), "2020-06-11", 10, 0, 60, **YEAR).iloc[0]
    assert row["why_not"] == "only 7 blocks, fewer than 10: take a longer period"
    assert math.isnan(row["p_block"])
    with pytest.raises(ValueError, match="draws=0"):
        block_permutation(make_events("2020-06-12"), "2020-06-11", draws=0, **YEAR)


def test_profile_bins_start_at_the_event(make_events):
    events = make_events("2020-06-03", "2020-06-04", "2020-06-10", "2020-06-11", "2020-06-17", "2020-06-18")
    found = event_profile(events, "2020-06-11", **YEAR, bins_before=2, bins_after=2)
    assert found[["bin", "day_from", "day_to", "count"]].values.tolist() == [
        [-2, -14, -8, 1], [-1, -7, -1, 2], [0, 0, 6, 2], [1, 7, 13, 1],
    ]  # fmt: skip
    assert found["rate"].tolist() == pytest.approx([n * 30 / 7 for n in (1, 2, 2, 1)])
    assert f"{found['period_start'][2]:%m-%d} {found['period_end'][2]:%m-%d}" == "06-11 06-17"


def test_a_bin_of_thirty_days_is_a_window(mixed):
    found = event_profile(mixed, "2020-06-11", **YEAR, bins_before=1, bins_after=1, bin_days=30)
    own = around(mixed, "2020-06-11", 30, **YEAR).iloc[0]
    assert found["count"].tolist() == [own["before_count"], own["after_count"]]
    reference = placebo_dates(mixed, "2020-06-11", 30, **YEAR).reference
    for side, row in zip(("before_count", "after_count"), found.itertuples(), strict=True):
        expected = np.percentile(reference[side], [2.5, 50, 97.5])
        assert [row.placebo_low, row.placebo_mid, row.placebo_high] == pytest.approx(expected)
    assert found["n_placebo"].tolist() == [len(reference)] * 2


def test_bins_outside_the_period_are_missing_not_zero(make_events):
    found = event_profile(make_events("2020-12-30"), "2020-12-20", **YEAR, bins_before=1, bins_after=3)
    assert found["exposure"].tolist() == [7, 7, 5, 0]
    assert found["count"].tolist()[:3] == [0, 0, 1]
    assert found.loc[3, ["count", "rate", "period_start"]].isna().all()
    assert found["rate"][2] == pytest.approx(30 / 5)
    few = event_profile(make_events("2020-12-30"), "2020-06-11", start="2020-05-01", end="2020-07-20", bins_before=3)
    assert few["placebo_mid"].isna().all()
    with pytest.raises(ValueError, match="bin_days=0"):
        event_profile(make_events("2020-12-30"), "2020-06-11", **YEAR, bin_days=0)


def test_an_interval_over_two_bins_is_undated(make_events):
    found = event_profile(make_events(("2020-06-09", "2020-06-12")), "2020-06-11", **YEAR, bins_before=1, bins_after=1)
    assert found[["count", "undated"]].values.tolist() == [[0, 1], [0, 1]]
