"""Made-up series have the moments of theory, and tests reject as often as they should where nothing happens."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from osint_iraq.analyse.calibration import PROCESSES, TESTS, calibrate, power_table
from osint_iraq.analyse.placebo import placebo_dates, placebo_p
from osint_iraq.analyse.rates import power_of, rate_ratio
from osint_iraq.analyse.simulation import hawkes_times, simulate_counts
from osint_iraq.analyse.windows import compare
from osint_iraq.schema import empty

FIRST = pd.Timestamp("2020-01-01")


@pytest.mark.parametrize("branching", [0.0, 0.3, 0.7])
def test_hawkes_has_the_mean_and_the_dispersion_of_theory(branching):
    """Hawkes (1971): the mean is mu / (1 - n), and over long windows variance / mean is 1 / (1 - n)^2."""
    counts = simulate_counts("hawkes", 0.3, 2000, 400, seed=1, branching=branching, decay=2.0)
    totals = counts.sum(axis=1)
    error = math.sqrt(0.3 / (1 - branching) ** 2 / counts.size)
    assert counts.mean() == pytest.approx(0.3, abs=4 * error)
    assert totals.var(ddof=1) / totals.mean() == pytest.approx(1 / (1 - branching) ** 2, rel=4 * math.sqrt(2 / 399))


def test_hawkes_has_the_covariance_of_theory():
    """Hawkes (1971) for the exponential kernel: the covariance density falls off with rate (1 - n) / decay."""
    mean, n, decay = 0.3, 0.5, 7.0
    counts = simulate_counts("hawkes", mean, 1000, 3000, seed=2, branching=n, decay=decay).astype(float)
    beta, lags = 1 / decay, np.array([1, 7, 14])
    density = mean * n * beta * (2 - n) / (2 * (1 - n))
    smear = (2 * math.cosh(beta * (1 - n)) - 2) / (beta * (1 - n)) ** 2  # the density averaged over two whole days
    theory = density * smear * np.exp(-beta * (1 - n) * lags)
    centred = counts - mean
    found = np.array([(centred[:, k:] * centred[:, :-k]).mean() for k in lags])
    assert found == pytest.approx(theory, rel=0.1)


def test_hawkes_is_stationary_from_its_first_day():
    counts = simulate_counts("hawkes", 0.3, 60, 20_000, seed=3, branching=0.7)
    first, last = counts[:, :10].mean(), counts[:, -10:].mean()
    error = math.sqrt(0.3 / 0.3**2 / 200_000)
    assert first == pytest.approx(0.3, abs=4 * error)
    assert last == pytest.approx(0.3, abs=4 * error)


def test_hawkes_times_fill_their_day():
    """Attacks are not set to the hour: where in its day one falls is uniform."""
    _, time = hawkes_times(0.3, 200, 200, np.random.default_rng(0), branching=0.5)
    assert stats.kstest(time % 1, "uniform").pvalue > 0.01


@pytest.mark.parametrize(("dispersion", "spell"), [(1.0, 1), (0.5, 1), (2.0, 14)])
def test_negative_binomial_spells_are_scipys(dispersion, spell):
    counts = simulate_counts("negative-binomial", 0.3, 14, 60_000, 4, dispersion=dispersion, cluster_days=spell)
    size = 1 / dispersion
    one_day = stats.nbinom(size, size / (size + 0.3))
    observed = np.bincount(counts[:, 3], minlength=4)[:4] / len(counts)
    assert observed == pytest.approx(one_day.pmf(np.arange(4)), abs=0.008)
    # Two days belong to the same spell unless it happens to change between them.
    covariance = np.cov(counts[:, 3], counts[:, 4])[0, 1]
    assert covariance == pytest.approx(dispersion * 0.3**2 * (spell - 1) / spell, abs=0.012)


def test_poisson_counts_are_independent():
    counts = simulate_counts("poisson", 0.6, 400, 500, seed=5)
    assert counts.var() / counts.mean() == pytest.approx(1, abs=4 * math.sqrt(2 / counts.size) + 0.005)
    totals = counts.sum(axis=1)
    assert totals.var(ddof=1) / totals.mean() == pytest.approx(1, abs=4 * math.sqrt(2 / 499))


def test_what_simulation_refuses():
    with pytest.raises(ValueError, match="kind='uniform'"):
        simulate_counts("uniform")
    with pytest.raises(ValueError, match="branching=1"):
        simulate_counts("hawkes", branching=1)
    with pytest.raises(ValueError, match="cluster_days=0"):
        simulate_counts("negative-binomial", cluster_days=0)
    with pytest.raises(ValueError, match="days=0"):
        simulate_counts("poisson", days=0)


def within(share: float, runs: int, low: float, high: float) -> bool:
    """Could a test that rejects between `low` and `high` have rejected this share? By the 99% binomial intervals."""
    return stats.binom.ppf(0.005, runs, low) <= share * runs <= stats.binom.ppf(0.995, runs, high)


def test_under_bursts_the_placebo_test_keeps_its_level_and_the_naive_one_does_not():
    found = calibrate(400, processes=[PROCESSES[3]], tests=["exact", "mid-p", "placebo", "placebo-mid-p"], seed=1)
    shares = found.set_index("test")["rejected_share"]
    assert within(shares["placebo"], 400, 0.04, 0.06)
    assert within(shares["placebo-mid-p"], 400, 0.04, 0.06)
    assert (found.set_index("test")["low"][["exact", "mid-p"]] > 0.10).all()


def test_without_bursts_no_test_rejects_too_often():
    found = calibrate(300, processes=[PROCESSES[0]], seed=2)
    assert found["test"].tolist() == list(TESTS)
    assert (found["low"] <= 0.05).all()
    assert found["branching"].isna().all()


def test_the_table_says_what_was_run():
    found = calibrate(
        30, mean=0.5, series_days=200, days=14, gap=1, processes=PROCESSES[3:5], tests=["placebo"], seed=3
    )
    assert found["process"].tolist() == ["hawkes", "negative-binomial"]
    assert found["branching"].tolist()[0] == 0.7
    assert found["cluster_days"].isna().tolist() == [True, False]
    assert (
        found[["mean", "series_days", "days", "gap", "level", "runs"]].to_numpy() == [0.5, 200, 14, 1, 0.05, 30]
    ).all()
    interval = stats.binomtest(found["rejected"].tolist()[0], 30).proportion_ci(method="exact")
    assert found[["low", "high"]].values.tolist()[0] == pytest.approx(list(interval))
    again = calibrate(
        30, mean=0.5, series_days=200, days=14, gap=1, processes=PROCESSES[3:5], tests=["placebo"], seed=3
    )
    assert again.equals(found)


def test_each_test_is_the_one_of_the_library():
    rng = np.random.default_rng(6)
    series, at = simulate_counts("hawkes", 0.3, 300, 12, seed=7), rng.integers(30, 271, 12)
    sides = [(int(s[a : a + 30].sum()), int(s[a - 30 : a].sum())) for s, a in zip(series, at, strict=True)]
    exact = [rate_ratio(after, before, 30, 30).p_exact for after, before in sides]
    np.testing.assert_array_equal(TESTS["exact"](series, at, 30, 0, rng), exact)
    placebo = [placebo_p(s, int(a), 30) for s, a in zip(series, at, strict=True)]
    np.testing.assert_array_equal(TESTS["placebo"](series, at, 30, 0, rng), placebo)
    far = [placebo_p(s, int(a), 30, apart=30) for s, a in zip(series, at, strict=True)]
    np.testing.assert_array_equal(TESTS["placebo-far"](series, at, 30, 0, rng), far)


def attacks_on(counts):
    days = pd.date_range(FIRST, periods=len(counts)).repeat(counts)
    return empty("events").reindex(range(len(days))).assign(date_start=days, date_end=days, country="IQ")


def test_the_chosen_test_and_the_verdict_are_those_of_the_tables():
    """By `compare` and `placebo_dates` on tables of attacks; a series without any attack has no verdict."""
    rng = np.random.default_rng(8)
    series, at = simulate_counts("hawkes", 0.2, 200, 10, seed=9, branching=0.7), rng.integers(30, 171, 10)
    series[:4, 100:] += rng.poisson(0.8, (4, 100))  # so that some reject
    series[-1], at[:4] = 0, 100
    span = {"start": FIRST, "end": FIRST + pd.Timedelta(days=199)}
    p, rejected, preferred = [], [], []
    for counts, day in zip(series, at.tolist(), strict=True):
        events, date = attacks_on(counts), FIRST + pd.Timedelta(days=day)
        row = compare(events, date, **span).query("preferred").iloc[0]
        other = placebo_dates(events, date, measure="score", **span).result.iloc[0]
        p.append(row["p"])
        preferred.append(row["model"])
        rejected.append(not row["low"] <= 1 <= row["high"] and other["p_placebo"] < 0.05)
    rejected[-1] = False  # without an interval nothing is left out
    assert set(preferred) == {"exact", "quasi-poisson"}
    np.testing.assert_allclose(TESTS["chosen"](series, at, 30, 0, rng), np.array(p, dtype=float), equal_nan=True)
    verdict = TESTS["verdict"](series, at, 30, 0, rng)
    assert (verdict <= 0.05).tolist() == rejected
    assert 0 < sum(rejected) < 9
    assert np.isnan(verdict[-1])


def test_no_p_value_is_no_rejection():
    """With next to no attacks nearly every pair of windows is empty."""
    found = calibrate(50, mean=1e-6, series_days=120, processes=PROCESSES[:1], tests=["chosen", "verdict"])
    assert found["runs"].tolist() == [50, 50]
    assert found["rejected"].tolist() == [0, 0]


def test_the_verdict_rejects_no_more_than_either_of_its_tests():
    tests = ["exact", "placebo-score", "chosen", "verdict"]
    found = power_table(200, means=[0.3], ratios=[3], process=PROCESSES[2], tests=tests, seed=4)
    shares = found.set_index("test")["rejected_share"]
    assert 0 < shares["verdict"] <= min(shares["placebo-score"], shares["chosen"])
    assert shares["chosen"] < shares["exact"]


def test_power_is_shown_at_the_rate_of_the_studies_by_default():
    found = power_table(3, ratios=[2])
    assert 0.13 in found["mean"].tolist()
    assert "verdict" in found["test"].tolist()


@pytest.mark.parametrize(("mean", "ratio"), [(0.3, 2.0), (0.6, 3.0)])
def test_the_power_of_the_exact_test_is_that_summed_without_simulation(mean, ratio):
    found = power_table(800, means=[mean], ratios=[ratio], tests=["exact"]).iloc[0]
    theory = power_of(mean, ratio, 30, 30)
    assert found["rejected_share"] == pytest.approx(theory, abs=3.5 * math.sqrt(theory * (1 - theory) / 800))
    assert (found["mean"], found["ratio"]) == (mean, ratio)


def test_what_calibration_refuses():
    with pytest.raises(ValueError, match="known are exact, mid-p"):
        calibrate(10, tests=["student"])
    with pytest.raises(ValueError, match="do not fit"):
        calibrate(10, series_days=50)
    with pytest.raises(ValueError, match=r"ratio=0\.5"):
        power_table(10, ratios=[0.5])
