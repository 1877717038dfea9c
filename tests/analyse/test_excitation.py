"""The self-exciting model: a slow likelihood of its own, parameters recovered from clusters, and honest intervals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, stats

from osint_iraq.analyse.excitation import MODELS, fit_self_exciting, log_likelihood, self_exciting
from osint_iraq.analyse.simulation import simulate_counts
from osint_iraq.schema import empty


def slow_log_likelihood(y, mu, branching, half_life, dispersion):
    """Every earlier day summed anew for every day; the days before the first all at the mean."""
    keep = 0.5 ** (1 / half_life)
    total = 0.0
    for day in range(len(y)):
        past = sum((1 - keep) * keep ** (lag - 1) * y[day - lag] for lag in range(1, day + 1))
        mean = mu + branching * (past + keep**day * np.mean(y))
        if dispersion:
            total += stats.nbinom.logpmf(y[day], 1 / dispersion, 1 / (1 + dispersion * mean))
        else:
            total += stats.poisson.logpmf(y[day], mean)
    return total


def families(mu, branching, half_life, days, seed):
    """Attacks as families, without any intensity: children after a geometric number of days, and theirs in turn."""
    rng = np.random.default_rng(seed)
    stop = 1 - 0.5 ** (1 / half_life)
    early = 400
    alive = rng.integers(0, days + early, rng.poisson(mu * (days + early)))
    born = [alive]
    while len(alive):
        parents = np.repeat(alive, rng.poisson(branching, len(alive)))
        alive = parents + rng.geometric(stop, len(parents))
        born.append(alive)
    when = np.concatenate(born)
    return np.bincount(when[when < days + early], minlength=days + early)[early:]


def daily_events(counts):
    days = pd.date_range("2020-01-01", periods=len(counts)).repeat(counts)
    return empty("events").reindex(range(len(days))).assign(date_start=days, date_end=days, country="IQ")


CLUSTERED = families(0.1, 0.6, 3.0, 400, seed=3)
EVEN = np.random.default_rng(5).poisson(0.3, 400)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(0, 5), min_size=1, max_size=25).filter(any),
    st.floats(0.01, 3),
    st.floats(0, 0.99),
    st.floats(0.25, 60),
    st.sampled_from([0.0, 0.1, 2.0]),
)
def test_the_likelihood_against_a_slow_one(counts, mu, branching, half_life, dispersion):
    fast = log_likelihood(np.array(counts), mu, branching, half_life, dispersion)
    assert fast == pytest.approx(slow_log_likelihood(counts, mu, branching, half_life, dispersion), rel=1e-8, abs=1e-8)


@pytest.mark.parametrize(
    ("mu", "branching", "half_life", "seed"), [(0.1, 0.5, 2.0, 1), (0.2, 0.7, 5.0, 2), (0.3, 0.3, 1.0, 6)]
)
def test_parameters_come_back_from_families_of_attacks(mu, branching, half_life, seed):
    fit = fit_self_exciting(families(mu, branching, half_life, 6000, seed))
    assert fit.branching == pytest.approx(branching, abs=0.08)
    assert fit.mu == pytest.approx(mu, rel=0.2)
    assert fit.half_life == pytest.approx(half_life, rel=0.45)


@pytest.mark.parametrize(("branching", "decay"), [(0.5, 7.0), (0.7, 3.0)])
def test_the_fit_agrees_with_the_simulated_bursts_of_the_calibration(branching, decay):
    """These run in continuous time; what follows on the same day is lost to daily counts, so a little less comes back."""
    runs = simulate_counts("hawkes", mean=0.3, days=3000, runs=6, seed=1, branching=branching, decay=decay)
    fits = [fit_self_exciting(run) for run in runs]
    assert np.mean([fit.branching for fit in fits]) == pytest.approx(branching - 0.03, abs=0.06)
    assert np.median([fit.half_life for fit in fits]) == pytest.approx(decay * np.log(2), rel=0.35)


def test_the_mean_is_the_best_rate_without_excitation():
    assert fit_self_exciting(EVEN, "poisson").mu == pytest.approx(EVEN.mean(), rel=1e-4)


def test_the_fit_is_the_best_that_another_search_finds():
    fit = fit_self_exciting(CLUSTERED)

    def cost(x):
        return -slow(np.exp(x[0]), 1 / (1 + np.exp(-x[1])), np.exp(x[2]))

    def slow(mu, branching, half_life):
        return log_likelihood(CLUSTERED, mu, branching, half_life) if half_life < 60 else -1e9

    best = optimize.minimize(cost, [-2, 0.0, 0.5], method="BFGS")
    assert fit.loglik == pytest.approx(-best.fun, abs=1e-4)
    assert fit.branching == pytest.approx(1 / (1 + np.exp(-best.x[1])), abs=0.01)


@pytest.fixture(scope="module")
def clustered():
    return self_exciting(daily_events(CLUSTERED), "2020-01-01", "2021-02-03").set_index("model")


@pytest.fixture(scope="module")
def even():
    return self_exciting(daily_events(EVEN), "2020-01-01", "2021-02-03").set_index("model")


def test_the_table(clustered):
    assert tuple(clustered.index) == MODELS
    assert clustered["days"].unique().tolist() == [400]
    assert clustered["n"].unique().tolist() == [CLUSTERED.sum()]
    assert clustered["n_parameters"].tolist() == [1, 2, 3, 4]
    assert clustered["aic"].tolist() == pytest.approx(
        (2 * clustered["n_parameters"] - 2 * clustered["loglik"]).tolist()
    )
    assert clustered["preferred"].sum() == 1
    assert clustered["delta_aic"].min() == 0
    assert clustered.loc["poisson", ["branching", "half_life_days", "dispersion"]].isna().all()


def test_clusters_are_told_from_even_attacks(clustered, even):
    assert clustered["aic"].idxmin().startswith("hawkes")
    assert even["aic"].idxmin() == "poisson"
    assert clustered.loc["poisson", "ks_p"] < 0.01 < 0.1 < clustered.loc["hawkes", "ks_p"]
    assert even.loc["poisson", "ks_p"] > 0.1
    assert even.loc["poisson", "pit_p"] > 0.1


def test_the_interval_of_the_branching_ratio(clustered, even):
    row = clustered.loc["hawkes"]
    assert 0 < row["branching_low"] < 0.6 < row["branching_high"]
    assert even.loc["hawkes", "branching_low"] == 0
    assert row["half_life_low"] < 3.0 < row["half_life_high"]


@pytest.mark.parametrize("end", ["branching_low", "branching_high"])
def test_at_the_ends_of_the_interval_the_likelihood_has_fallen_by_1_92(clustered, end):
    """The other two parameters searched anew, by another method."""
    row = clustered.loc["hawkes"]

    def cost(x):
        return -log_likelihood(CLUSTERED, np.exp(x[0]), row[end], np.exp(x[1]))

    best = optimize.minimize(cost, [-2, 1], method="L-BFGS-B", bounds=[(-9, 1), (np.log(0.25), np.log(60))])
    assert row["loglik"] + best.fun == pytest.approx(stats.chi2.ppf(0.95, 1) / 2, abs=0.05)


def test_salvos_are_not_taken_for_excitation():
    """Whole salvos on independent days: no day follows from another, and the counts are wide all the same."""
    rng = np.random.default_rng(8)
    y = rng.poisson(0.2, 300) * rng.integers(1, 5, 300)
    table = self_exciting(daily_events(y), "2020-01-01", "2020-10-26").set_index("model")
    assert table["aic"].idxmin() == "negative-binomial"
    assert table.loc["hawkes-negative-binomial", "branching_low"] == 0
    assert table.loc["poisson", "pit_p"] < 0.05 < table.loc["negative-binomial", "pit_p"]


def test_a_drift_of_the_background_is_warned_of():
    """A busy half and a quiet half look like excitation: nearly every attack seems to follow another."""
    y = np.random.default_rng(2).poisson(np.repeat([1.0, 0.05], 80))
    table = self_exciting(daily_events(y), "2020-01-01", "2020-06-08").set_index("model")
    assert table.loc["hawkes", "branching"] > 0.8
    assert "background" in table.loc["hawkes", "caveat"]


def test_few_attacks_are_warned_of():
    table = self_exciting(daily_events([0, 2, 0, 0, 1, 0, 0, 0, 0, 0] * 3), "2020-01-01", "2020-01-30")
    assert table["caveat"].str.contains("fewer than 30").all()


def test_the_same_seed_says_the_same():
    tables = [self_exciting(daily_events(EVEN[:60]), "2020-01-01", "2020-02-29", seed=4) for _ in range(2)]
    pd.testing.assert_frame_equal(*tables)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: self_exciting(daily_events([1]), "2021-01-01", "2021-02-01"), "at least one attack"),
        (lambda: self_exciting(daily_events([1, 1]), "2020-01-01", "2020-02-01", max_half_life=1), "max_half_life=1"),
        (lambda: fit_self_exciting(np.array([0, 1]), "gamma"), "model='gamma'"),
        (lambda: fit_self_exciting(np.array([0, -1, 3])), "not below 0"),
        (lambda: fit_self_exciting(np.array([0, np.nan, 3])), "must be known"),
    ],
)
def test_what_is_refused(call, said):
    with pytest.raises(ValueError, match=said):
        call()
