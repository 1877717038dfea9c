"""Bursts: against a search through all stretches, and a p-value that can be counted on paper."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from osint_iraq.analyse.bursts import bursts, clusters


def slow_ratio(y, first, last):
    """Two rates against one, from the Poisson likelihood itself."""
    inside, outside = y[first : last + 1], np.concatenate([y[:first], y[last + 1 :]])
    if inside.mean() <= y.mean():
        return 0.0
    two = stats.poisson.logpmf(inside, inside.mean()).sum() + stats.poisson.logpmf(outside, outside.mean()).sum()
    return two - stats.poisson.logpmf(y, y.mean()).sum()


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(0, 3), min_size=8, max_size=16).filter(any), st.integers(1, 5))
def test_the_first_burst_is_the_best_of_all_stretches(counts, max_days):
    y = np.array(counts)
    stretches = [(a, b) for a in range(len(y)) for b in range(a, min(a + max_days, len(y)))]
    best = max(slow_ratio(y, a, b) for a, b in stretches)
    found = clusters(y, max_days=max_days, draws=1)
    assert (found[0].log_ratio if found else 0) == pytest.approx(best, abs=1e-8)


@given(st.lists(st.integers(0, 3), min_size=8, max_size=40).filter(any), st.integers(1, 7))
def test_bursts_share_no_day(counts, max_days):
    found = clusters(np.array(counts), max_days=max_days, draws=1)
    days = [d for c in found for d in range(c.first, c.last + 1)]
    assert len(days) == len(set(days))
    assert [c.log_ratio for c in found] == sorted((c.log_ratio for c in found), reverse=True)
    assert all(c.attacks == sum(counts[c.first : c.last + 1]) for c in found)


def test_p_of_two_attacks_on_neighbouring_days():
    """Of n^2 ways to strew two attacks over n days, n + 2(n-1) bring them as near: counted on paper."""
    n = 50
    y = np.zeros(n, dtype=int)
    y[[20, 21]] = 1
    assert clusters(y, max_days=10, draws=4999)[0].p == pytest.approx((n + 2 * (n - 1)) / n**2, abs=0.012)


def test_the_columns_of_a_burst(make_events):
    quiet = [f"2020-{m:02d}-15" for m in range(1, 13)]
    table = bursts(
        make_events("2020-06-08", "2020-06-08", "2020-06-10", "2020-06-13", *quiet), "2020-01-01", "2020-12-31"
    )
    row = table.iloc[0]
    assert len(table) == 1
    assert (row["start"], row["end"]) == (pd.Timestamp("2020-06-08"), pd.Timestamp("2020-06-15"))
    assert (row["days"], row["count"], row["peak"], row["peak_day"]) == (8, 5, 2, pd.Timestamp("2020-06-08"))
    assert row["expected"] == pytest.approx(16 * 8 / 366)
    assert row["ratio"] == pytest.approx(5 / row["expected"])
    assert row["rate"] == pytest.approx(30 * 5 / 8)
    assert row["p"] < 0.05


def test_bursts_come_in_order_of_time_and_the_same_seed_says_the_same(make_events):
    days = ["2020-02-01", "2020-02-02", "2020-02-02", "2020-02-03", *["2020-09-09", "2020-09-10", "2020-09-11"] * 3]
    tables = [bursts(make_events(*days), "2020-01-01", "2020-12-31", draws=99, seed=5) for _ in range(2)]
    assert tables[0]["start"].dt.month.tolist() == [2, 9]
    pd.testing.assert_frame_equal(*tables)


def test_without_attacks_no_burst_but_its_columns(make_events):
    table = bursts(make_events("2019-01-01"), "2020-01-01", "2020-12-31")
    assert table.empty
    assert table["start"].dtype == "datetime64[us]"


@pytest.mark.parametrize(
    ("arguments", "said"), [({"max_days": 0}, "max_days=0"), ({"draws": 0}, "draws=0"), ({"level": 0}, "level=0")]
)
def test_what_is_refused(make_events, arguments, said):
    with pytest.raises(ValueError, match=said):
        bursts(make_events("2020-06-08"), "2020-01-01", "2020-12-31", **arguments)
