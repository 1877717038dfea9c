"""Change without a date: against a search through all partitions, a published example, and numerical integration."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from osint_iraq.analyse import Study
from osint_iraq.analyse.changes import change_dates, change_points, change_stand, log_ratios, permuted_p, single_change
from osint_iraq.schema import empty

# Coal mining disasters a year in Britain, 1851 to 1962 (Jarrett 1979; R's boot::coal).
COAL = np.array(
    [
        int(c)
        for c in "4541043406334026335453144155342522342132211113001011003103220111010100021000110233112111123300014000"
    ]
    + [int(c) for c in "100000100101"]
)
# The attacks on sites from March to July 2020 as the chronology has them.
SPRING_2020 = [
    "2020-03-26", "2020-04-06", "2020-05-06", "2020-05-18", "2020-06-08", "2020-06-08", "2020-06-10", "2020-06-13",
    "2020-06-16", "2020-06-18", "2020-06-22", "2020-07-05", "2020-07-19", "2020-07-24", "2020-07-27", "2020-07-30",
]  # fmt: skip


def daily_events(counts, first="2020-01-01"):
    """As many attacks on each day as the counts say."""
    days = pd.date_range(first, periods=len(counts)).repeat(counts)
    return empty("events").reindex(range(len(days))).assign(date_start=days, date_end=days, country="IQ")


def cost(part):
    """Minus twice the log likelihood of a Poisson rate, without the factorials, which no cut changes."""
    return 2 * (part.sum() - (part.sum() * np.log(part.mean()) if part.sum() else 0))


def best_partition(y, penalty, shortest):
    """Every partition, by recursion: slow and certain."""

    @cache
    def best(end):
        whole = (cost(y[:end]), ())
        cuts = [(best(cut), cut) for cut in range(shortest, end - shortest + 1)]
        return min([whole] + [(b + cost(y[cut:end]) + penalty, (*c, cut)) for (b, c), cut in cuts])

    return best(len(y))


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([3.0, 6.0]), st.sampled_from([2, 5]))
def test_the_segments_are_the_best_of_all_partitions(seed, penalty, shortest):
    rng = np.random.default_rng(seed)
    y = rng.poisson(np.repeat(rng.uniform(0.2, 4, 3), 12))
    table = change_points(daily_events(y), "2020-01-01", "2020-02-05", penalty=penalty, min_days=shortest)
    cuts = [0, *table["days"].cumsum()]
    ours = sum(cost(y[a:b]) for a, b in pairwise(cuts)) + penalty * (len(table) - 1)
    assert ours == pytest.approx(best_partition(y, penalty, shortest)[0], abs=1e-8)
    assert table["count"].sum() == y.sum()


def test_the_columns_of_a_segment():
    y = np.concatenate([np.tile([1, 0, 0], 20), np.tile([2, 1, 3], 10), np.zeros(45, dtype=int)])
    table = change_points(daily_events(y), "2020-01-01", "2020-05-14")
    assert table["segment_start"].dt.strftime("%m-%d").tolist() == ["01-01", "03-01", "03-31"]
    assert table["segment_end"].dt.strftime("%m-%d").tolist() == ["02-29", "03-30", "05-14"]
    assert table["count"].tolist() == [20, 60, 0]
    assert table["rate"].tolist() == pytest.approx([10, 60, 0])
    assert table["change_ratio"].tolist()[1:] == pytest.approx([6, 0])
    assert table["change_date"].isna().tolist() == [True, False, False]
    assert table["support"].tolist()[1:] == [1.0, 1.0]
    assert table["penalty"].iloc[0] == pytest.approx(2 * np.log(135))


def test_weeks_leave_out_the_days_that_make_none():
    y = np.concatenate([np.tile([0, 0, 1], 21), np.full(38, 2)])  # 101 days: 14 weeks and 3 days
    table = change_points(daily_events(y), "2020-01-01", "2020-04-10", freq="W", min_days=14)
    assert table["days"].tolist() == [63, 35]
    assert table["change_date"].iloc[1] == pd.Timestamp("2020-03-04")
    assert table["period_days"].unique().tolist() == [7]


def test_coal_mining_disasters_change_after_41_years():
    """Carlin, Gelfand and Smith (1992): the change lies after 1891, from about 3.1 to about 0.9 a year."""
    assert (len(COAL), COAL.sum()) == (112, 191)
    after = int(log_ratios(COAL).argmax()) + 1
    assert 1850 + after == 1891
    assert COAL[:after].mean() == pytest.approx(3.1, abs=0.05)
    assert COAL[after:].mean() == pytest.approx(0.9, abs=0.05)
    table = change_dates(daily_events(COAL), "2020-01-01", "2020-04-21", min_days=1)
    assert table["probability"].idxmax() + 1 == 41
    assert table["probability"].sum() == pytest.approx(1)
    assert table["probability"].iloc[35:47].sum() > 0.95  # Raftery and Akman (1986): 1887 to 1895 or so


def test_the_probability_of_a_date_against_numerical_integration():
    """Both rates integrated out by quadrature over Jeffreys' prior."""
    y = np.array([0, 1, 0, 0, 2, 3, 1])
    table = change_dates(daily_events(y), "2020-01-01", "2020-01-07", min_days=1)

    def evidence(part):
        return integrate.quad(lambda m: np.prod(stats.poisson.pmf(part, m)) / np.sqrt(m), 0, np.inf)[0]

    weights = np.array([evidence(y[:cut]) * evidence(y[cut:]) for cut in range(1, 7)])
    assert table["probability"].to_numpy() == pytest.approx(weights / weights.sum(), rel=1e-5)


@given(st.lists(st.integers(0, 4), min_size=4, max_size=30).filter(any))
def test_log_ratios_against_the_poisson_likelihood(counts):
    y = np.array(counts)
    slow = [
        stats.poisson.logpmf(y[:c], y[:c].mean()).sum() + stats.poisson.logpmf(y[c:], y[c:].mean()).sum()
        for c in range(1, len(y))
    ]
    assert log_ratios(y) == pytest.approx(np.array(slow) - stats.poisson.logpmf(y, y.mean()).sum(), abs=1e-8)


def test_the_search_rejects_seldom_where_nothing_changes():
    """Even counts: at 5 % about one series in twenty, which in 200 series is neither none nor twenty."""
    rng = np.random.default_rng(11)
    found = [permuted_p(rng.poisson(0.5, 40), 7, draws=39, seed=seed) for seed in range(200)]
    assert 0 < sum(p <= 0.05 for p in found) < 20


def test_a_clear_change_is_found_with_a_short_interval():
    y = np.random.default_rng(1).poisson(np.repeat([0.3, 2.0], 60))
    row = single_change(daily_events(y), "2020-01-01", "2020-04-29", draws=199).iloc[0]
    assert row["low"] <= pd.Timestamp("2020-03-01") <= row["high"]
    assert (row["high"] - row["low"]).days < 21
    assert (row["p_days"], row["p_blocks_short"]) == (1 / 200, 1 / 200)
    assert row["p_blocks"] <= 0.05  # five blocks: not many ways to shuffle them
    assert (row["block_days"], row["n_blocks"]) == (28, 5)


def test_blocks_make_a_burst_less_surprising():
    """One burst of ten days: as independent days a change, as a burst nothing that lasts."""
    y = np.zeros(120, dtype=int)
    y[[5, 30, *range(75, 85)]] = 1
    row = single_change(daily_events(y), "2020-01-01", "2020-04-29", draws=299).iloc[0]
    assert row["p_days"] < 0.05 < 0.2 < min(row["p_blocks"], row["p_blocks_short"])


def test_p_is_given_for_blocks_of_two_lengths():
    y = np.random.default_rng(3).poisson(np.repeat([0.2, 0.5], 60))
    row = single_change(daily_events(y), "2020-01-01", "2020-04-29", block_days=20, draws=99, seed=4).iloc[0]
    wanted = [permuted_p(y, 7, length, 99, 4) for length in (1, 20, 10)]
    assert row[["p_days", "p_blocks", "p_blocks_short"]].tolist() == wanted
    assert (row["block_days"], row["n_blocks"]) == (20, 6)


def test_the_set_of_days_holds_95_percent_and_no_day_too_many(make_events):
    events, window = make_events(*SPRING_2020), ("2020-03-18", "2020-07-31")
    row, table = single_change(events, *window, draws=1).iloc[0], change_dates(events, *window)
    chance = table.set_index("date")["probability"].sort_values(ascending=False)
    n = row["days_in_set"]
    assert chance.iloc[: n - 1].sum() < 0.95 <= chance.iloc[:n].sum()
    assert (row["low"], row["high"]) == (min(chance.index[:n]), max(chance.index[:n]))
    assert n < (row["high"] - row["low"]).days + 1  # not every day from low to high fits


def test_the_date_is_that_of_the_likelihood_where_the_most_probable_is_another():
    """The p-values are about the largest likelihood ratio, so that the date must be as well."""
    attacks = ["2024-05-01", "2024-07-16", "2024-07-26", "2024-08-06", "2024-09-10", "2024-09-28"]
    y = np.bincount((pd.to_datetime(attacks) - pd.Timestamp("2024-04-23")).days, minlength=180)
    row = single_change(daily_events(y, "2024-04-23"), "2024-04-23", "2024-10-19", draws=1).iloc[0]
    table = change_dates(daily_events(y, "2024-04-23"), "2024-04-23", "2024-10-19").set_index("date")
    assert row["change_date"] == table["log_ratio"].idxmax() != table["probability"].idxmax()
    assert row["log_ratio"] == table["log_ratio"].max()


def test_the_rise_of_june_2020_stands_three_days_before_the_dialogue(make_events):
    change = single_change(make_events(*SPRING_2020), "2020-03-18", "2020-07-31", draws=199)
    stand = change_stand(change, "strategic_dialogue_2020_06").iloc[0]
    assert (stand["stands"], stand["days_from_event"]) == ("before", -3)
    assert stand["change_date"] == pd.Timestamp("2020-06-08")
    assert stand["change_ratio"] == pytest.approx((12 / 54) / (4 / 82))
    assert stand["event_in_interval"]  # sixteen attacks cannot tell 8 June from 11 June
    assert min(stand["p_blocks"], stand["p_blocks_short"]) > 0.05
    carried = ["p_blocks", "p_blocks_short", "block_days", "n_blocks", "low", "high", "days_in_set"]
    assert stand[carried].tolist() == change[carried].iloc[0].tolist()
    segments = change_points(make_events(*SPRING_2020), "2020-03-18", "2020-07-31", penalty="sic")
    stand = change_stand(segments, "2020-06-11").iloc[0]
    assert stand["days_from_event"] == -3
    assert 0.5 < stand["support"] < 1  # it hangs on the penalty: the stricter one finds no change at all
    assert len(change_points(make_events(*SPRING_2020), "2020-03-18", "2020-07-31")) == 1


@pytest.mark.parametrize(
    ("days", "stands"),
    [(0, "at"), (3, "at"), (4, "elsewhere"), (-1, "before"), (-30, "before"), (-31, "elsewhere")],
)
def test_where_a_change_stands(days, stands):
    first = pd.Timestamp("2020-06-11")
    changes = pd.DataFrame({"change_date": [pd.NaT, first + pd.Timedelta(days=days)], "change_ratio": [np.nan, 2.0]})
    row = change_stand(changes, first).iloc[0]
    assert (row["stands"], row["days_from_event"], row["change_ratio"]) == (stands, days, 2.0)


def test_the_nearest_change_counts():
    dates = pd.to_datetime([None, "2020-03-01", "2020-06-13", "2020-09-01"])
    assert change_stand(pd.DataFrame({"change_date": dates}), "2020-06-11")["days_from_event"].tolist() == [2]


def test_an_attack_is_no_political_event():
    raid = {"event_id": "raid", "date_start": "2020-06-11", "kind": "strike", "series": "militia_attack"}
    with pytest.raises(ValueError, match="itself an attack"):
        change_stand(pd.DataFrame({"change_date": pd.to_datetime(["2020-06-01"])}), raid)


def test_the_study_says_what_counts(make_events):
    events = make_events(*({"date_start": day, "target_kind": "convoy"} for day in SPRING_2020))
    assert change_points(events, "2020-03-18", "2020-07-31")["count"].tolist() == [0]
    convoys = change_points(events, "2020-03-18", "2020-07-31", study=Study(targets="convoys"))
    assert convoys["count"].sum() == len(SPRING_2020)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda e: change_points(e, "2020-01-01", "2020-03-01", freq="M"), "freq='M'"),
        (lambda e: change_points(e, "2020-01-01", "2020-03-01", penalty=0), "penalty=0"),
        (lambda e: change_points(e, "2020-01-01", "2020-03-01", penalty="aic"), "penalty='aic'"),
        (lambda e: change_points(e, "2020-01-01", "2020-01-10"), "10 periods"),
        (lambda e: change_dates(e.head(0), "2020-01-01", "2020-03-01"), "0 attacks"),
        (lambda e: single_change(e, "2020-01-01", "2020-03-01", draws=0), "draws=0"),
        (lambda e: single_change(e, "2020-01-01", "2020-03-01", block_days=1), "block_days=1"),
        (lambda e: change_stand(change_points(e, "2020-01-01", "2020-03-01"), "2020-02-01", -1), "near_days=-1"),
    ],
)
def test_what_is_refused(call, said):
    with pytest.raises(ValueError, match=said):
        call(daily_events([0, 1, 0, 2]))
