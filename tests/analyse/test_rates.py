"""Tests, power and equivalence of two counts, against statsmodels, the study notes' figures and simulation."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.rates import test_poisson_2indep as poisson_test
from statsmodels.stats.rates import tost_poisson_2indep

from osint_iraq.analyse.rates import equivalence, minimum_detectable_ratio, power_of, rate_ratio

counts, exposures = st.integers(0, 40), st.integers(1, 90)


@pytest.mark.filterwarnings("ignore:divide by zero:RuntimeWarning")  # statsmodels divides by a count of 0
@given(counts, counts, exposures, exposures)
def test_p_values_are_twice_the_smaller_one_sided_ones_of_statsmodels(after, before, ea, eb):
    if not after + before:
        return
    found = rate_ratio(after, before, ea, eb)
    for ours, method in ((found.p_exact, "exact-cond"), (found.p_mid, "cond-midp")):
        sides = [
            poisson_test(after, ea, before, eb, method=method, alternative=a).pvalue for a in ("larger", "smaller")
        ]
        assert ours == pytest.approx(min(1, 2 * min(sides)), rel=1e-9, abs=1e-12)


@pytest.mark.filterwarnings("ignore:divide by zero:RuntimeWarning")  # statsmodels divides by a count of 0
@given(counts, counts, exposures, exposures)
def test_equivalence_as_statsmodels_gives_it(after, before, ea, eb):
    if not after + before:
        return
    theirs = tost_poisson_2indep(after, ea, before, eb, 0.5, 2.0, method="exact-cond").pvalue
    assert equivalence(after, before, ea, eb) == pytest.approx(theirs, rel=1e-9, abs=1e-12)


def test_equivalence_turns_with_time_and_needs_attacks():
    assert equivalence(12, 9, 30, 20) == pytest.approx(equivalence(9, 12, 20, 30))
    assert equivalence(60, 60, 30, 30) < 0.001 < 0.5 < equivalence(60, 20, 30, 30)
    assert math.isnan(equivalence(0, 0, 30, 30))
    with pytest.raises(ValueError, match="low"):
        equivalence(3, 3, 30, 30, low=2, high=0.5)


# Simulated for windows of 30 days with independent counts before this function was written.
@pytest.mark.parametrize(
    ("rate", "double", "treble"), [(0.1, 0.09, 0.31), (0.2, 0.21, 0.62), (0.3, 0.33, 0.83), (0.6, 0.65, 0.99)]
)
def test_power_of_the_exact_test(rate, double, treble):
    assert power_of(rate, 2, 30, 30) == pytest.approx(double, abs=0.02)
    assert power_of(rate, 3, 30, 30) == pytest.approx(treble, abs=0.02)


@pytest.mark.parametrize(("test", "field"), [("exact", "p_exact"), ("mid-p", "p_mid")])
def test_power_as_simulated(test, field):
    rng = np.random.default_rng(11)
    pairs = zip(rng.poisson(0.4 * 20, 4000), rng.poisson(0.4 * 2.2 * 45, 4000), strict=True)
    p = {(b, a): getattr(rate_ratio(int(a), int(b), 45, 20), field) for b, a in set(pairs)}
    rng = np.random.default_rng(11)
    pairs = zip(rng.poisson(0.4 * 20, 4000), rng.poisson(0.4 * 2.2 * 45, 4000), strict=True)
    share = np.mean([p[pair] <= 0.05 for pair in pairs])
    assert power_of(0.4, 2.2, 20, 45, test=test) == pytest.approx(share, abs=0.025)


@pytest.mark.parametrize(("rate", "before_days"), [(0.05, 30), (0.2, 30), (0.5, 60), (2, 14)])
def test_without_a_change_the_exact_test_finds_one_at_most_at_its_level(rate, before_days):
    assert 0 < power_of(rate, 1, before_days, 30) <= 0.05


def test_the_end_of_all_attacks_is_found_where_enough_came_before():
    # Six or more before and none after is p = 2/2^6 or less: the chance of six or more where six are expected.
    assert power_of(0.2, 0, 30, 30) == pytest.approx(stats.poisson(6).sf(5))


@pytest.mark.parametrize(("before", "days", "after_days"), [(9, 30, 30), (25, 60, 30), (4, 30, 30), (40, 90, 90)])
@pytest.mark.parametrize("test", ["exact", "mid-p"])
def test_the_detectable_ratio_has_the_power_and_a_smaller_one_has_not(before, days, after_days, test):
    up, down = minimum_detectable_ratio(before, days, after_days, test=test)
    rate = before / days
    assert (
        power_of(rate, up, days, after_days, test=test) >= 0.8 > power_of(rate, up * 0.98, days, after_days, test=test)
    )
    if not math.isnan(down):
        assert power_of(rate, down, days, after_days, test=test) >= 0.8
        assert power_of(rate, down + 0.01, days, after_days, test=test) < 0.8
    else:
        assert power_of(rate, 0, days, after_days, test=test) < 0.8


def test_what_cannot_be_found_is_missing():
    assert math.isnan(minimum_detectable_ratio(4, 30, 30).down)
    assert all(math.isnan(x) for x in minimum_detectable_ratio(0, 30, 30))
    assert math.isnan(minimum_detectable_ratio(0.001, 30, 30).up)


def test_clusters_ask_for_a_larger_change():
    plain, clustered = minimum_detectable_ratio(20, 30, 30), minimum_detectable_ratio(20, 30, 30, dispersion=2)
    assert clustered.up > plain.up
    assert clustered.down < plain.down


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ({"rate": -1}, "rate"),
        ({"ratio": -1}, "ratio"),
        ({"after_exposure": 0}, "exposures"),
        ({"alpha": 1}, "alpha"),
        ({"test": "wald"}, "wald"),
        ({"dispersion": 0}, "dispersion"),
    ],
)
def test_a_wrong_argument_of_power_is_named(arguments, word):
    with pytest.raises(ValueError, match=word):
        power_of(**{"rate": 0.3, "ratio": 2, "before_exposure": 30, "after_exposure": 30, **arguments})


@pytest.mark.parametrize("arguments", [(-1, 30, 30), (3, 30, 30, 1.0)])
def test_a_wrong_argument_of_the_detectable_ratio_is_named(arguments):
    with pytest.raises(ValueError, match="before_count"):
        minimum_detectable_ratio(*arguments)
