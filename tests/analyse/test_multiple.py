"""Corrections for many tests: a published example, statsmodels and scipy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests

from osint_iraq.analyse.multiple import benjamini_hochberg, holm

# The 15 p-values that Benjamini and Hochberg (1995, section 4.1) take from a study of heart attacks: at 5% their method
# finds four, Bonferroni's (and Holm's) three.
PUBLISHED = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528,
             0.7590, 1.0000]  # fmt: skip
p_values = st.lists(st.floats(0, 1), min_size=1, max_size=20)


def test_the_published_example():
    assert (benjamini_hochberg(PUBLISHED) <= 0.05).sum() == 4
    assert (holm(PUBLISHED) <= 0.05).sum() == 3


@settings(max_examples=20, deadline=None)
@given(p_values)
def test_as_statsmodels_and_scipy_give_them(p):
    assert holm(p) == pytest.approx(multipletests(p, method="holm")[1])
    assert benjamini_hochberg(p) == pytest.approx(stats.false_discovery_control(p, method="bh"))


@given(p_values, st.randoms())
def test_order_and_missing_values_change_nothing(p, random):
    order = list(range(len(p)))
    random.shuffle(order)
    for method in (holm, benjamini_hochberg):
        plain = method(p)
        assert method([p[i] for i in order]) == pytest.approx(plain[order])
        with_gaps = method([np.nan, *p, np.nan])
        assert np.isnan(with_gaps[[0, -1]]).all()
        assert with_gaps[1:-1] == pytest.approx(plain)


@pytest.mark.parametrize("method", [holm, benjamini_hochberg])
def test_nothing_given_and_no_probabilities(method):
    assert method([]).tolist() == []
    with pytest.raises(ValueError, match="between 0 and 1"):
        method([0.5, 1.2])
