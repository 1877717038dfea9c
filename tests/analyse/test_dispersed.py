"""Dispersion and the models that allow for it, against published counts and statsmodels."""

from __future__ import annotations

import math

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats

from osint_iraq.analyse.dispersed import (
    ModelRatio,
    dispersion,
    negative_binomial_ratio,
    preferred_model,
    quasi_ratio,
    wider_of,
)
from osint_iraq.analyse.rates import rate_ratio

# Deaths by horse kick in ten Prussian corps over twenty years (von Bortkiewicz 1898): mean 0.61, variance 0.611.
HORSE_KICKS = [0] * 109 + [1] * 65 + [2] * 22 + [3] * 3 + [4]


def sides(seed: int, size: float = 1.0) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    after, before = (rng.negative_binomial(size, size / (size + mean), 9) for mean in (6, 2.5))
    return after, before, rng.integers(3, 9, 9), rng.integers(3, 9, 9)


def model_frame(a, b, ea, eb):
    return np.r_[a, b], np.c_[np.ones(len(a) + len(b)), [1] * len(a) + [0] * len(b)], np.r_[ea, eb]


def test_the_horse_kicks_are_poisson():
    found = dispersion(HORSE_KICKS)
    assert (round(found.mean, 2), round(found.variance, 3), found.df) == (0.61, 0.611, 199)
    assert found.index == pytest.approx(np.var(HORSE_KICKS, ddof=1) / 0.61)
    assert 0.4 < found.p < 0.6


def test_bunched_counts_are_not_and_even_ones_vary_too_little():
    assert dispersion([0, 0, 12, 0, 0, 0, 9, 0]).p < 1e-6
    even = dispersion([3, 3, 3, 3, 3, 3])
    assert (even.index, even.p) == (0, 1)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_two_groups_with_exposures_as_the_residuals_of_statsmodels(seed):
    a, b, ea, eb = sides(seed)
    y, x, e = model_frame(a, b, ea, eb)
    fit = sm.GLM(y, x, family=sm.families.Poisson(), exposure=e).fit()
    found = dispersion(y, e, ["after"] * len(a) + ["before"] * len(b))
    assert found.chi2 == pytest.approx(fit.pearson_chi2)
    assert found.df == fit.df_resid
    assert found.p == pytest.approx(stats.chi2.sf(fit.pearson_chi2, fit.df_resid))


def test_a_difference_between_groups_is_no_dispersion():
    counts, group = [1, 1, 1, 9, 9, 9], [0, 0, 0, 1, 1, 1]
    assert dispersion(counts).p < 0.01
    assert dispersion(counts, group=group).index == 0


@pytest.mark.parametrize("few", [[0, 0, 0], [0, 1, 0]])
def test_a_group_of_fewer_than_two_attacks_says_nothing(few):
    assert dispersion([*few, 2, 5, 2], group=[0, 0, 0, 1, 1, 1]) == dispersion([2, 5, 2])
    assert quasi_ratio([2, 5, 2], [0, 1, 0]).low > 0
    assert math.isnan(quasi_ratio([0, 1, 0], [0, 1, 0]).low)


def test_nothing_is_known_without_degrees_of_freedom():
    nothing = dispersion([0, 0, 0])
    assert nothing.df == 0
    assert math.isnan(nothing.index)
    assert math.isnan(nothing.p)
    assert math.isnan(dispersion([4]).index)


def test_the_test_keeps_its_level_for_independent_counts():
    rng = np.random.default_rng(7)
    share = np.mean([dispersion(rng.poisson(3, 12), group=[0] * 6 + [1] * 6).p < 0.05 for _ in range(1500)])
    assert 0.035 < share < 0.065


@pytest.mark.parametrize("seed", [1, 3, 4])
def test_quasi_poisson_as_statsmodels_fits_it(seed):
    a, b, ea, eb = sides(seed)
    y, x, e = model_frame(a, b, ea, eb)
    fit = sm.GLM(y, x, family=sm.families.Poisson(), exposure=e).fit(scale="X2", use_t=True)
    assert fit.scale > 1
    found = quasi_ratio(a, b, ea, eb)
    assert (found.ratio, found.p) == pytest.approx((np.exp(fit.params[1]), fit.pvalues[1]))
    assert (found.low, found.high) == pytest.approx(tuple(np.exp(fit.conf_int()[1])))


def test_counts_too_even_do_not_narrow_the_interval():
    found = quasi_ratio([4, 4, 4], [2, 2, 2])
    error = math.sqrt(1 / 12 + 1 / 6)
    assert math.log(found.high / found.ratio) == pytest.approx(stats.t(4).ppf(0.975) * error)


@pytest.mark.parametrize("seed", [1, 2, 5])
def test_negative_binomial_as_statsmodels_fits_it(seed):
    a, b, ea, eb = sides(seed)
    y, x, e = model_frame(a, b, ea, eb)
    fit = sm.NegativeBinomial(y, x, exposure=e).fit(disp=0, maxiter=500)
    # The interval with the expected information, as a GLM with that alpha has it.
    family = sm.families.NegativeBinomial(alpha=fit.params[2])
    glm = sm.GLM(y, x, family=family, exposure=e).fit(scale=1.0)
    found = negative_binomial_ratio(a, b, ea, eb)
    assert found.ratio == pytest.approx(np.exp(fit.params[1]), rel=1e-3)
    assert (found.low, found.high) == pytest.approx(tuple(np.exp(glm.conf_int()[1])), rel=1e-3)
    assert found.p == pytest.approx(glm.pvalues[1], rel=5e-3)


def test_without_dispersion_the_negative_binomial_is_poisson():
    found = negative_binomial_ratio([4, 4, 4], [2, 2, 2])
    error = math.sqrt(1 / 12 + 1 / 6)
    assert math.log(found.high / found.ratio) == pytest.approx(stats.norm.ppf(0.975) * error)


@pytest.mark.parametrize("model", [quasi_ratio, negative_binomial_ratio])
def test_a_side_without_attacks_has_no_interval(model):
    up, down, nothing = model([1, 2], [0, 0]), model([0, 0], [1, 2]), model([0, 0], [0, 0])
    assert (up.ratio, down.ratio) == (math.inf, 0)
    assert math.isnan(nothing.ratio)
    assert all(math.isnan(x) for found in (up, down, nothing) for x in found[1:])


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (([1, 2], [1, 2, 3]), "exposures"),
        (([1, -2], 1.0), "from 0"),
        (([1, 2], [1, 0]), "above 0"),
        (([1, 2], 1.0, [0]), "group"),
    ],
)
def test_a_wrong_argument_is_named(arguments, word):
    with pytest.raises(ValueError, match=word):
        dispersion(*arguments)


@pytest.mark.parametrize(
    ("after", "before", "model", "word"),
    [
        ([0, 0, 0], [0, 0, 0], "exact", "no attack"),
        ([2, 2, 3], [2, 3, 2], "exact", "no sign"),
        ([0, 1, 1], [1, 1, 0], "exact", "says little"),
        ([0, 1, 0], [1, 0, 0], "exact", "too few"),
        ([9, 0, 0], [0, 5, 0], "quasi-poisson", "attacks cluster"),
        ([2, 0, 1], [0, 2, 0], "quasi-poisson", "cannot be ruled out"),
        ([9, 0, 0], [0, 0, 0], "exact", "too narrow"),
    ],
)
def test_the_model_is_chosen_by_the_dispersion_and_says_why(after, before, model, word):
    spread = dispersion([*after, *before], group=[1, 1, 1, 0, 0, 0])
    chosen, why = preferred_model(sum(after), sum(before), spread)
    assert chosen == model
    assert word in why


def test_the_choice_keeps_the_level_where_attacks_are_independent_and_errs_less_than_poisson_in_bursts():
    rng = np.random.default_rng(5)
    chosen: dict[bool, list[bool]] = {False: [], True: []}
    poisson: dict[bool, list[bool]] = {False: [], True: []}
    for bursts in (False, True):
        for _ in range(300):
            days = rng.poisson(0.5, (2, 6, 5)) if not bursts else 3 * rng.poisson(0.5 / 3, (2, 6, 5))
            after, before = days.sum(axis=2)
            exact = rate_ratio(int(after.sum()), int(before.sum()), 30, 30).p_exact
            spread = dispersion([*after, *before], group=[1] * 6 + [0] * 6)
            model, _ = preferred_model(int(after.sum()), int(before.sum()), spread)
            p = max(quasi_ratio(after, before).p, exact) if model == "quasi-poisson" else exact
            chosen[bursts].append(p <= 0.05)
            poisson[bursts].append(exact <= 0.05)
    assert np.mean(chosen[False]) <= 0.05 < 0.15 < np.mean(poisson[True])  # where the naive test errs
    assert np.mean(chosen[True]) <= 0.08


@pytest.mark.parametrize("seed", range(12))
def test_the_interval_to_read_is_never_narrower_than_the_exact_one(seed):
    """Few attacks in bunches: at either end the farther of both, and 1 left out only where both leave it out."""
    after, before = np.random.default_rng(seed).negative_binomial(0.5, 0.4, (2, 6)) + np.eye(6, dtype=int)[:2]
    plain = rate_ratio(int(after.sum()), int(before.sum()), 30, 30)
    exact = ModelRatio(plain.ratio, plain.low, plain.high, plain.p_exact)
    bare = quasi_ratio(after, before)
    found = wider_of(bare, exact)
    assert (found.low, found.high) == (min(bare.low, exact.low), max(bare.high, exact.high))
    assert found.ratio == bare.ratio
    both = [not m.low <= 1 <= m.high for m in (bare, exact)]
    assert (found.p <= 0.05) == (not found.low <= 1 <= found.high) == all(both)


def test_a_model_that_says_nothing_gets_no_interval_from_the_exact_one():
    exact = ModelRatio(*rate_ratio(3, 0, 30, 30)[:4])
    assert all(math.isnan(x) for x in wider_of(quasi_ratio([1, 2], [0, 0]), exact)[1:])


def test_one_sub_period_shows_no_clusters():
    chosen, why = preferred_model(3, 2, dispersion([3, 2], group=[1, 0]))
    assert (chosen, "too few" in why) == ("exact", True)
