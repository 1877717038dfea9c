"""Interrupted time series: a published example, independent fits by hand, and what a reader is warned of."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import optimize, stats

from osint_iraq.analyse.segmented import newey_west_lags, segmented, segmented_counts

# Acute coronary events a month in Sicily, 2002 to November 2006, and the standardised population; a smoking ban began
# with the 37th month. The worked example of Lopez Bernal, Cummins and Gasparrini (2017), doi 10.1093/ije/dyw098.
ACES = np.array([
    728, 659, 791, 734, 757, 726, 760, 740, 720, 814, 795, 858, 887, 766, 851, 769, 781, 756, 766, 752, 765, 831, 879,
    928, 914, 808, 937, 840, 916, 828, 845, 818, 860, 839, 887, 886, 831, 796, 833, 820, 877, 758, 767, 738, 781, 843,
    850, 908, 1021, 859, 976, 888, 962, 838, 810, 876, 843, 936, 912,
], dtype=float)  # fmt: skip
PEOPLE = np.array([
    379875.3, 376495.5, 377040.8, 377116.4, 377383.4, 374113.1, 379513.3, 376295.5, 374653.2, 378485.6, 375955.5,
    378349.7, 376762.4, 379032.3, 379360.4, 376162, 377972.4, 381830.7, 379888.6, 380872.2, 380966.9, 381240.4,
    382104.9, 381802.7, 381656.3, 383680, 383504.2, 386462.9, 383783.1, 380836.8, 383483, 380906.2, 382926.8,
    384052.4, 384449.6, 383428.4, 388153.2, 388373.2, 386470.1, 386033.2, 383686.4, 385509.3, 385901.9, 386516.6,
    388436.5, 383255.2, 390148.7, 385874.9, 391613.6, 391750.4, 394005.6, 391364.9, 391664.6, 389022.3, 391878.5,
    388575.3, 392989, 390018.8, 390712.3,
], dtype=float)  # fmt: skip
BAN = 36
TIME = np.arange(len(ACES)) - BAN
STEP = np.column_stack([np.ones(len(ACES)), TIME >= 0, TIME]).astype(float)


def poisson_fit(y, design, offset):
    """Newton's method by hand: estimates, fitted means, inverse information."""
    beta = np.zeros(design.shape[1])
    beta[0] = np.log(y.sum() / np.exp(offset).sum())
    for _ in range(50):
        mean = np.exp(design @ beta + offset)
        beta = beta + np.linalg.solve(design.T @ (design * mean[:, None]), design.T @ (y - mean))
    mean = np.exp(design @ beta + offset)
    return beta, mean, np.linalg.inv(design.T @ (design * mean[:, None]))


def newey_west(y, mean, design, inverse, lags, alpha=0.0):
    """The sandwich by hand, with Bartlett's weights and the factor n/(n-k); alpha is the negative binomial's."""
    scores = design * ((y - mean) / (1 + alpha * mean))[:, None]
    meat = scores.T @ scores
    for lag in range(1, lags + 1):
        cross = scores[lag:].T @ scores[:-lag]
        meat += (1 - lag / (lags + 1)) * (cross + cross.T)
    n, k = design.shape
    return np.sqrt(np.diag(inverse @ meat @ inverse) * n / (n - k))


def test_the_smoking_ban_in_sicily_as_published():
    """Rate ratio 0.894 (0.864 to 0.925) in the paper; the corrected data at hand give the last digit of one end anew."""
    row = segmented_counts(ACES, PEOPLE, BAN, shape="level", family="poisson", lags=0).iloc[0]
    assert (row["term"], row["n"], row["n_before"]) == ("level", 59, 36)
    assert row["ratio"] == pytest.approx(0.894, abs=0.0005)
    assert row["low"] == pytest.approx(0.864, abs=0.0010)
    assert row["high"] == pytest.approx(0.925, abs=0.0005)
    assert "overdispersed" in row["caveat"]


@pytest.mark.parametrize("lags", [1, 3, 6])
def test_newey_west_against_a_sandwich_by_hand(lags):
    table = segmented_counts(ACES, PEOPLE, BAN, shape="level", family="poisson", lags=lags)
    beta, mean, inverse = poisson_fit(ACES, STEP, np.log(PEOPLE))
    robust, plain = newey_west(ACES, mean, STEP, inverse, lags), np.sqrt(np.diag(inverse))
    se = np.maximum(robust, plain)
    assert table["estimate"].to_numpy() == pytest.approx(beta[1:], rel=1e-6)
    assert table["se"].to_numpy() == pytest.approx(se[1:], rel=1e-6)
    reach = stats.t(len(ACES) - 3).ppf(0.975) * se[1:]
    assert table["high"].to_numpy() == pytest.approx(np.exp(beta[1:] + reach), rel=1e-6)
    kinds = np.where(robust > plain, f"newey-west({lags})", "model")
    assert table["se_type"].tolist() == kinds[1:].tolist()
    assert "newey-west" in kinds[1]


def test_quasi_poisson_takes_the_larger_of_two_errors():
    both, scaled = (
        segmented_counts(ACES, PEOPLE, BAN, shape="level", lags=lags).set_index("term")["se"] for lags in (3, 0)
    )
    _, mean, inverse = poisson_fit(ACES, STEP, np.log(PEOPLE))
    robust = newey_west(ACES, mean, STEP, inverse, 3)[1:]
    assert both.to_numpy() == pytest.approx(np.maximum(scaled.to_numpy(), robust), rel=1e-6)
    table = segmented_counts(ACES, PEOPLE, BAN, shape="level", lags=3)
    assert table["se_type"].tolist() == ["newey-west(3)", "scaled"]


@pytest.mark.parametrize("lagged_counts", [0, 1])
@pytest.mark.parametrize("family", ["quasi-poisson", "negative-binomial", "poisson"])
def test_no_family_reports_less_than_the_error_of_its_model(family, lagged_counts):
    """Counts that fall after each rise: the sandwich is too small, and the error of the model stays."""
    y = np.tile([9.0, 2, 8, 3, 10, 1], 8)
    given = {"shape": "level", "family": family, "lagged_counts": lagged_counts}
    own, both = (segmented_counts(y, np.ones(48), 24, lags=lags, **given) for lags in (0, 3))
    design = np.column_stack([np.ones(48), np.arange(48) >= 24, np.arange(48) - 24.0]).astype(float)
    if lagged_counts:
        design, y = np.column_stack([design, np.log1p(np.roll(y, 1))])[1:], y[1:]
    _, mean, inverse = poisson_fit(y, design, np.zeros(len(y)))
    robust = newey_west(y, mean, design, inverse, 3)[1:]
    assert (robust < own["se"]).all()
    assert both["se"].to_numpy() == pytest.approx(own["se"].to_numpy())
    assert both["se_type"].tolist() == own["se_type"].tolist()


@pytest.mark.parametrize("harmonics", [0, 2])
def test_quasi_poisson_with_seasons_against_newton_by_hand(harmonics):
    turns = [2 * np.pi * (pair + 1) * TIME / 12 for pair in range(harmonics)]
    design = np.column_stack([STEP, *[wave(turn) for turn in turns for wave in (np.sin, np.cos)]])
    beta, mean, inverse = poisson_fit(ACES, design, np.log(PEOPLE))
    dispersion = ((ACES - mean) ** 2 / mean).sum() / (len(ACES) - design.shape[1])
    table = segmented_counts(ACES, PEOPLE, BAN, shape="level", lags=0, harmonics=harmonics)
    assert table["dispersion"].to_numpy() == pytest.approx(dispersion, rel=1e-6)
    assert table["estimate"].to_numpy() == pytest.approx(beta[1:], rel=1e-5, abs=1e-8)
    assert table["se"].to_numpy() == pytest.approx(np.sqrt(dispersion * np.diag(inverse))[1:], rel=1e-5)
    residual = (ACES - mean) / np.sqrt(mean)
    residual = residual - residual.mean()
    assert table["lag1"].iloc[0] == pytest.approx((residual[1:] @ residual[:-1]) / (residual @ residual), abs=1e-6)


def test_lagged_counts_against_newton_by_hand():
    design = np.column_stack([STEP, np.log1p(np.roll(ACES, 1)), np.log1p(np.roll(ACES, 2))])[2:]
    beta, _, inverse = poisson_fit(ACES[2:], design, np.log(PEOPLE[2:]))
    table = segmented_counts(ACES, PEOPLE, BAN, shape="level", family="poisson", lags=0, lagged_counts=2)
    assert table["term"].tolist() == ["level", "slope_before", "lag_1", "lag_2"]
    assert (table["n"].iloc[0], table["n_before"].iloc[0]) == (57, 34)
    assert table["estimate"].to_numpy() == pytest.approx(beta[1:], rel=1e-4)
    assert table["se"].to_numpy() == pytest.approx(np.sqrt(np.diag(inverse))[1:], rel=1e-4)


def test_negative_binomial_against_maximum_likelihood_by_scipy():
    rng = np.random.default_rng(4)
    # Two neighbours alike, so that errors that allow for autocorrelation are the larger ones.
    y = rng.negative_binomial(2, 2 / (2 + np.repeat([3.0, 8.0], 15))).repeat(2).astype(float)
    design = np.column_stack([np.ones(60), np.arange(60) >= 30, np.arange(60) - 30.0]).astype(float)

    def cost(x):
        mean, size = np.exp(design @ x[:3]), np.exp(-x[3])
        return -stats.nbinom.logpmf(y, size, size / (size + mean)).sum()

    best = optimize.minimize(cost, [1.0, 0, 0, 0], method="Nelder-Mead", options={"maxiter": 9000, "fatol": 1e-10})
    table = segmented_counts(y, np.ones(60), 30, shape="level", family="negative-binomial", lags=0)
    assert table["estimate"].to_numpy() == pytest.approx(best.x[1:3], abs=2e-4)
    mean, alpha = np.exp(design @ best.x[:3]), np.exp(best.x[3])
    information = design.T @ (design * (mean / (1 + alpha * mean))[:, None])
    inverse = np.linalg.inv(information)
    assert table["se"].to_numpy() == pytest.approx(np.sqrt(np.diag(inverse))[1:], rel=1e-3)
    observed = design.T @ (design * (mean * (1 + alpha * y) / (1 + alpha * mean) ** 2)[:, None])
    robust = newey_west(y, mean, design, np.linalg.inv(observed), 4, alpha)[1:]
    both = segmented_counts(y, np.ones(60), 30, shape="level", family="negative-binomial", lags=4)
    assert both["se_type"].tolist() == ["newey-west(4)"] * 2
    assert both["se"].to_numpy() == pytest.approx(np.maximum(table["se"].to_numpy(), robust), rel=1e-3)


def test_negative_binomial_falls_back_where_counts_are_even():
    y = np.tile([5.0, 6.0, 5.0], 10)
    fits = [segmented_counts(y, np.ones(30), 15, family=f, lags=0) for f in ("negative-binomial", "poisson")]
    assert fits[0]["estimate"].to_numpy() == pytest.approx(fits[1]["estimate"].to_numpy(), abs=1e-8)


@pytest.mark.parametrize("before", [12, 20, 33])
def test_the_level_is_the_change_at_the_event_however_long_the_series(before):
    """Time counts from the event: a series on two exact lines gives their numbers, with any start."""
    time = np.arange(40) - before
    mean = 1e4 * 1.02**time * np.where(time >= 0, 2.0 * 0.97**time, 1.0)
    found = segmented_counts(np.rint(mean), np.ones(40), before, lags=0).set_index("term")["ratio"]
    assert found.to_dict() == pytest.approx({"level": 2.0, "slope_before": 1.02, "slope_change": 0.97}, rel=1e-3)


def test_exposure_is_an_offset():
    """Half the days and half the attacks are the same rate."""
    y, days = np.array([10, 12, 9, 11, 20, 22, 19, 21.0]), np.full(8, 30.0)
    y[0], days[0] = 5, 15
    whole = segmented_counts(np.array([10, 12, 9, 11, 20, 22, 19, 21]), np.full(8, 30), 4, shape="level", lags=0)
    cut = segmented_counts(y, days, 4, shape="level", lags=0)
    assert cut["estimate"].to_numpy() == pytest.approx(whole["estimate"].to_numpy(), abs=0.03)


def test_periods_are_cut_at_the_event(make_events):
    """A week that held days of both sides would blur the break: the attack on D is after, that of D-1 before."""
    quiet = [f"2020-0{m}-{d:02d}" for m in (3, 4, 5, 7, 8) for d in (2, 12, 22)]
    table = segmented(
        make_events("2020-06-10", "2020-06-11", *quiet), "2020-06-11", start="2020-03-01", end="2020-09-01"
    )
    row = table.iloc[0]
    assert (row["n_before"], row["n_after"]) == (15, 12)  # 102 days and 83 days, the last week of each side cut
    assert (row["count_before"], row["count_after"]) == (10, 7)
    assert table["per_days"].tolist() == [pd.NA, 7, 7]
    assert row["lags"] == newey_west_lags(27)
    assert "10 attacks" in row["caveat"]


@pytest.mark.parametrize(("freq", "n_before", "short"), [("D", 102, False), ("W", 15, False), ("M", 4, True)])
def test_a_short_series_says_so(make_events, freq, n_before, short):
    days = [f"2020-{m:02d}-{d:02d}" for m in range(3, 9) for d in range(1, 28, 2)]
    table = segmented(make_events(*days), "2020-06-11", start="2020-03-01", end="2020-09-01", freq=freq)
    assert table["n_before"].iloc[0] == n_before
    assert ("short series" in str(table["caveat"].iloc[0])) == short


def test_without_an_attack_on_one_side_nothing_is_said(make_events):
    days = [f"2020-0{m}-{d:02d}" for m in (7, 8) for d in range(1, 28, 2)]
    table = segmented(make_events(*days), "2020-06-11", start="2020-03-01", end="2020-09-01")
    assert table[["estimate", "ratio", "low", "high", "p"]].isna().all().all()
    assert table["count_after"].tolist() == [28, 28, 28]
    assert "no attack on one side" in table["caveat"].iloc[0]


def test_autocorrelated_residuals_are_reported():
    wave = 50 + 30 * np.sin(np.arange(60) / 4)
    row = segmented_counts(np.rint(wave), np.ones(60), 30, lags=0).iloc[0]
    assert row["lag1"] > 0.8
    assert "autocorrelated" in row["caveat"]


def test_a_line_through_two_regimes_is_warned_of():
    """A campaign that ends well before the event: the trend before is a straight line only on paper."""
    row = segmented_counts(np.repeat([20, 0, 1], 15), np.ones(45), 30).iloc[0]
    assert row["dispersion"] > 3
    assert "one regime" in row["caveat"]


def test_few_attacks_on_a_side_are_warned_of():
    row = segmented_counts(np.tile([3, 4, 2, 5, 0, 0, 1, 0], 5)[:39], np.ones(39), 36).iloc[0]
    assert row["count_after"] == 1
    assert "fewer than 5 attacks on a side" in row["caveat"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"freq": "Y"}, "freq='Y'"),
        ({"shape": "curve"}, "shape='curve'"),
        ({"family": "normal"}, "family='normal'"),
        ({"lags": -1}, "lags=-1"),
        ({"start": "2020-06-11"}, "not inside the series"),
        ({"start": "2020-06-01"}, "2 periods before"),
    ],
)
def test_what_is_refused(make_events, arguments, said):
    given = {"start": "2020-01-01", "end": "2020-12-31", **arguments}
    with pytest.raises(ValueError, match=said):
        segmented(make_events("2020-06-12"), "2020-06-11", **given)


def test_an_attack_is_no_political_event(make_events):
    raid = {"event_id": "raid", "date_start": "2020-06-11", "kind": "strike", "series": "militia_attack"}
    with pytest.raises(ValueError, match="itself an attack"):
        segmented(make_events("2020-06-12"), raid, start="2020-01-01", end="2020-12-31")
