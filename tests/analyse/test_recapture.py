"""Capture-recapture against published worked examples, at its edges, and what must hold for any lists."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from osint_iraq.analyse.recapture import Recapture, chao_lower_bound, chapman, recapture_table


@pytest.mark.parametrize(
    ("n1", "n2", "both", "estimate", "se"),
    [
        (100, 150, 20, 725.2381, 127.8601),  # recapr, R package, vignette: N 725.2381, variance 16348.22
        (948, 421, 167, 2382.8, 129.1),  # Seber 1982, p. 107; Rcapture closedp.bc, model Mt
        (10, 15, 5, 28.3333, None),  # Wikipedia, "Mark and recapture"
    ],
)
def test_chapman_as_published(n1, n2, both, estimate, se):
    found = chapman(n1, n2, both)
    assert found.estimate == pytest.approx(estimate, abs=0.05)
    assert se is None or found.se == pytest.approx(se, abs=0.06)
    assert found.seen == n1 + n2 - both


def test_sadinles_interval_as_published():
    # an R package's test of Sadinle's 0.5 transformed logit: 1143.0653 with a relative tolerance of 1e-4
    assert chapman(200, 50, 3).low == pytest.approx(1143.0653, rel=1e-4)
    found = chapman(10, 15, 5)  # Wikipedia, "Mark and recapture": 22 to 65
    assert (round(found.low), round(found.high)) == (22, 65)


def test_without_overlap_the_upper_end_is_finite_and_far():
    found = chapman(10, 15, 0)
    assert found.estimate == 175
    assert found.low == pytest.approx(42.7275, abs=1e-3)
    assert found.high == pytest.approx(5837.16, abs=0.01)


@pytest.mark.parametrize(("n1", "n2", "both"), [(1, 100, 1), (7, 7, 7), (0, 5, 0)])
def test_a_list_within_the_other_keeps_the_estimate_inside_its_interval(n1, n2, both):
    found = chapman(n1, n2, both)
    assert found.seen <= found.low <= found.estimate <= found.high


def test_empty_lists_say_nothing():
    found = chapman(0, 0, 0)
    assert (found.seen, found.estimate) == (0, 0)
    assert math.isnan(found.share)


@pytest.mark.parametrize("bad", [(3, 5, 4), (5, 3, 4), (-1, 5, 0), (2.5, 5, 1), (math.nan, 5, 1)])
def test_impossible_lists_are_refused(bad):
    with pytest.raises(ValueError, match=r"both|n1"):
        chapman(*bad)


@pytest.mark.parametrize("level", [0, 1, 95])
def test_impossible_levels_are_refused(level):
    with pytest.raises(ValueError, match="level"):
        chapman(5, 5, 2, level=level)


LISTS = st.tuples(st.integers(0, 300), st.integers(0, 300), st.integers(0, 300)).map(
    lambda t: (t[0] + t[2], t[1] + t[2], t[2])
)


@given(lists=LISTS, level=st.sampled_from([0.5, 0.9, 0.95, 0.99]))
def test_what_holds_for_any_two_lists(lists, level):
    found = chapman(*lists, level=level)
    assert found.seen <= found.low + 1e-9
    assert found.low <= found.estimate + 1e-9
    assert chapman(lists[1], lists[0], lists[2], level=level) == pytest.approx(found, nan_ok=True)
    if found.seen:
        assert 0 < found.share_low <= found.share + 1e-9
        assert found.share <= found.share_high <= 1 + 1e-9


@pytest.mark.parametrize(
    ("frequencies", "lists", "estimate", "se"),
    [
        ([25, 22, 13, 5, 1, 2], None, 79.8, 6.4),  # snowshoe hares, Rcapture, Mh Chao (LB)
        ([44312, 860, 40], None, 806279.2, 26954.8),  # Daróczi 2015, Mastering Data Analysis with R, ch. 14
        ([1645, 183, 37, 13, 1, 1], math.inf, 9273.5, 662.6),  # immigrants in the Netherlands, Rcapture `ill`
    ],
)
def test_chaos_bound_as_published(frequencies, lists, estimate, se):
    found = chao_lower_bound(frequencies, lists=lists, corrected=False)
    assert found.estimate == pytest.approx(estimate, abs=0.05)
    assert found.se == pytest.approx(se, abs=0.05)
    assert found.seen == sum(frequencies)


@pytest.mark.parametrize(
    ("singles", "doubles", "rest", "n", "estimate", "se", "low", "high"),
    [
        (12, 4, 10, 168, 43.893, 14.306, 30.511, 96.971),  # iNEXT, spider, Girdled
        (14, 4, 19, 252, 61.403, 18.532, 43.502, 128.583),  # iNEXT, spider, Logged
    ],
)
def test_the_log_normal_interval_as_published(singles, doubles, rest, n, estimate, se, low, high):
    found = chao_lower_bound([singles, doubles, rest], lists=n, corrected=False)
    assert found[1:5] == pytest.approx((estimate, se, low, high), abs=1e-3)


@pytest.mark.parametrize(
    ("frequencies", "estimate", "low", "high"),
    [
        ([3, 3, 0, 2, 1], 9.75, 9.07, 17.45),
        ([2, 0, 0, 1, 1], 5, 4.08, 17.27),  # no f2
        ([0, 2, 0, 1, 1], 4, 4, 4.96),  # no f1; EstimateS rounds to 4.95
    ],
)
def test_the_corrected_bound_as_estimates_gives_it(frequencies, estimate, low, high):
    """EstimateS' values, as the tests of scikit-bio's chao1_ci hold them."""
    found = chao_lower_bound(frequencies, lists=math.inf)
    assert found.estimate == estimate
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.015)


def test_a_bound_that_adds_nothing_has_no_interval():
    for frequencies in ([1, 0, 0], [1, 4, 2], [0, 0, 0]):
        found = chao_lower_bound(frequencies)
        assert found.estimate == found.seen == sum(frequencies)
        assert math.isnan(found.low)
        assert math.isnan(found.high)


@pytest.mark.parametrize(
    ("frequencies", "more", "word"),
    [([5, 2], {}, "three lists"), ([5], {"lists": 4}, "three lists"), ([5, -2, 1], {}, "f2"),
     ([5, 0, 1], {"corrected": False}, "corrected"), ([5, 2, 1], {"level": 1.0}, "level")],
)  # fmt: skip
def test_impossible_frequencies_are_refused(frequencies, more, word):
    with pytest.raises(ValueError, match=word):
        chao_lower_bound(frequencies, **more)


@given(frequencies=st.lists(st.integers(0, 500), min_size=3, max_size=8))
def test_what_holds_for_any_frequencies(frequencies):
    found = chao_lower_bound(frequencies)
    assert found.estimate >= found.seen == sum(frequencies)
    if frequencies[0] > 1:
        assert found.seen < found.low <= found.estimate <= found.high < math.inf


def incidence(**lists: str) -> pd.DataFrame:
    """incidence(a="110", b="011"): one column a list, 1 where it has the attack."""
    return pd.DataFrame({name: [c == "1" for c in marks] for name, marks in lists.items()})


def test_the_table_has_every_pair_and_all():
    table = recapture_table(incidence(a="111100000", b="110011000", c="100010110"))
    assert table["lists"].tolist() == ["a|b", "a|c", "b|c", "a|b|c"]
    assert table["method"].tolist() == ["chapman"] * 3 + ["chao"]
    assert table[["n1", "n2", "both", "seen"]].iloc[:3].values.tolist() == [[4, 4, 2, 6], [4, 4, 1, 7], [4, 4, 2, 6]]
    chao = table.iloc[3]
    assert (chao["f1"], chao["f2"], chao["seen"]) == (5, 2, 8)  # the ninth is on no list
    assert chao["estimate"] == chao_lower_bound([5, 2, 1]).estimate
    assert pd.isna(chao["n1"])
    assert pd.isna(table["f1"].iloc[0])


def test_two_lists_have_one_row():
    table = recapture_table(incidence(a="110", b="011"))
    assert len(table) == 1
    assert table["share_seen"].iloc[0] == pytest.approx(chapman(2, 2, 1).share)


@pytest.mark.parametrize(
    ("lists", "word"),
    [
        ({"a": "110", "b": "001"}, "next to nothing"),
        ({"a": "110", "b": "100"}, "within the other"),
        ({"a": "110", "b": "011"}, "fewer than 7"),
        ({"a": "1" * 9 + "0", "b": "0" + "1" * 9}, "lower bound"),
    ],
)
def test_every_row_says_what_speaks_against_it(lists, word):
    caveat = recapture_table(incidence(**lists))["caveat"].iloc[0]
    assert word in caveat
    assert "lower bound" in caveat
    assert ("fewer than" in caveat) == (word == "fewer than 7")


def test_what_is_known_of_the_lists_is_repeated():
    rows = incidence(a="110", b="011")
    rows.attrs["caveat"] = "b copies a"
    assert recapture_table(rows)["caveat"].iloc[0].endswith("b copies a")


@pytest.mark.parametrize(
    ("frame", "word"),
    [(incidence(a="101"), "two lists"), (pd.DataFrame({"a": [True], "b": [1]}), "b"),
     (pd.DataFrame({"a": [True, False], "b": pd.array([True, None], dtype="boolean")}), "b")],
)  # fmt: skip
def test_unusable_incidences_are_refused(frame, word):
    with pytest.raises(ValueError, match=word):
        recapture_table(frame)


def test_an_estimate_is_a_plain_tuple():
    assert Recapture._fields[:2] == ("seen", "estimate")
    assert isinstance(chapman(3, 3, 1), tuple)
