"""Errors of reading in the finding: nothing moves where nothing is in doubt, and what moves does so as it should."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from osint_iraq.analyse import around
from osint_iraq.analyse.accuracy import Accuracy, accuracy_rows, drawn_shares, share_interval
from osint_iraq.analyse.propagation import propagate
from osint_iraq.analyse.redrawing import Case, Chances, redraw

Maker = Callable[..., pd.DataFrame]
D = pd.Timestamp("2020-06-11")
SURE = Accuracy(10**12, 0, 0)
DOUBTFUL = Accuracy(17, 3, 3)
COVER = {"start": "2020-01-01", "end": "2020-12-31"}


def on(days: list[int], **fields: Any) -> list[dict[str, Any]]:
    """Attacks so many days from D, told by articles only unless `fields` says otherwise."""
    return [{"date_start": D + pd.Timedelta(days=d), "source": "articles"} | fields for d in days]


def certain_case(first: list[int], length: int = 1, alone: bool = True, **more: Any) -> Case:
    """Attacks on these days, the political event on day 0, windows of 30 days."""
    n = len(first)
    arrays = {"first": np.array(first), "length": np.full(n, length), "alone": np.full(n, alone)}
    arrays |= {"group": np.zeros(n, dtype=int), "low": np.ones(n), "high": np.ones(n)}
    return Case(**(arrays | {"before": (-30, -1), "after": (0, 29), "at": 0, "cover": (None, None)} | more))


@pytest.mark.parametrize("score", [None, SURE])
@pytest.mark.parametrize("days", [7, 30])
def test_where_nothing_is_in_doubt_every_draw_is_the_plain_result(
    make_events: Maker, score: Accuracy | None, days: int
) -> None:
    events = make_events(*on([-20, -9, -3, 0, 2, 6, 6, 25]), *on([-2, 4, 29], source="both"))
    found = propagate(events, D, days, score=score, draws=40, **COVER)
    plain = around(events, D, days, **COVER).iloc[0]
    assert set(found.draws["before"]) == {plain["before_count"]}
    assert set(found.draws["after"]) == {plain["after_count"]}
    assert set(found.draws["p_mid"]) == {plain["p_mid"]}
    row = found.summary.iloc[0]
    assert row["ratio_low"] == row["ratio_high"] == pytest.approx(plain["rate_ratio"])
    assert row["share_same_sign"] == 1
    assert found.draws[["removed", "added"]].to_numpy().sum() == 0


def test_the_same_seed_gives_the_same_draws(make_events: Maker) -> None:
    events = make_events(*on([-20, -9, -3, 0, 2, 6]))
    one, two, other = (propagate(events, D, score=DOUBTFUL, draws=50, seed=seed, **COVER) for seed in (3, 3, 4))
    pd.testing.assert_frame_equal(one.draws, two.draws)
    pd.testing.assert_frame_equal(one.summary, two.summary)
    assert not one.draws.equals(other.draws)


@pytest.mark.parametrize("length", [1, 2, 5])
def test_days_are_drawn_evenly_inside_the_interval(length: int) -> None:
    """A window on each single day holds the attack with chance 1 / length inside the interval, with none outside."""
    draws, rng = 4000, np.random.default_rng(0)
    shares = []
    for day in range(8, 10 + length + 2):
        case = certain_case([10], length, alone=False, after=(day, day))
        shares.append(redraw(case, None, draws, rng).after.mean())
    expected = [1 / length if 10 <= day < 10 + length else 0.0 for day in range(8, 10 + length + 2)]
    assert shares == pytest.approx(expected, abs=4 * np.sqrt(0.25 / draws))
    assert [s for s, e in zip(shares, expected, strict=True) if e == 0] == [0.0] * 4


def test_a_night_on_the_border_falls_on_either_side(make_events: Maker) -> None:
    night = make_events(("2020-06-10", "2020-06-11"))
    draws = propagate(night, D, score=None, draws=2000, **COVER).draws
    assert ((draws["before"] + draws["after"]) == 1).all()
    assert draws["after"].mean() == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize(("precision", "recall"), [(0.9, 0.8), (0.6, 0.9), (1.0, 0.5), (0.75, 1.0)])
def test_the_mean_is_found_times_precision_over_recall(precision: float, recall: float) -> None:
    """The closed form: n found, n × precision of them right, and n × precision / recall there were."""
    n, draws = 40, 3000
    case = certain_case([5 + i % 20 for i in range(n)])
    chances = Chances(np.full((draws, 1), precision), np.full((draws, 1), recall))
    total = redraw(case, chances, draws, np.random.default_rng(1), bandwidth=1.0).after
    kept = stats.binom(n, precision)
    variance = kept.var() / recall**2 + kept.mean() * (1 - recall) / recall**2
    assert total.mean() == pytest.approx(n * precision / recall, abs=4 * np.sqrt(variance / draws))
    assert total.var() == pytest.approx(variance, rel=0.15, abs=1e-9)


def test_missed_attacks_are_negative_binomial() -> None:
    """Against scipy: what is left of N when n are found with chance r, prior 1/N, is NegBin(n, r)."""
    n, recall, draws = 6, 0.7, 20000
    chances = Chances(np.ones((draws, 1)), np.full((draws, 1), recall))
    added = redraw(certain_case([10] * n), chances, draws, np.random.default_rng(2), bandwidth=0.0).added
    seen = np.bincount(added, minlength=12)[:12] / draws
    assert seen == pytest.approx(stats.nbinom(n, recall).pmf(np.arange(12)), abs=0.015)


def test_missed_attacks_stay_on_their_side_and_inside_the_cover() -> None:
    draws = 3000
    chances = Chances(np.ones((draws, 1)), np.full((draws, 1), 0.3))
    case = certain_case([-30, -1, 0, 29], before=(-30, -1), after=(0, 29), cover=(-30, 29))
    found = redraw(case, chances, draws, np.random.default_rng(0), bandwidth=7.0)
    expected = 2 / 0.3
    assert found.before.mean() == pytest.approx(expected, rel=0.06)
    assert found.after.mean() == pytest.approx(expected, rel=0.06)
    alone = certain_case([0], before=(-1000, -1), after=(0, 1000))
    assert redraw(alone, chances, draws, np.random.default_rng(0), bandwidth=20.0).before.max() == 0


def test_missed_attacks_do_not_pile_up_where_the_cover_ends() -> None:
    """Beside its last day a normal distance of 0 or, turned back, of one day beyond it leads to that very day."""
    chances = Chances(np.ones((4000, 1)), np.full((4000, 1), 0.5))
    last = certain_case([29], after=(29, 29), cover=(-30, 29))
    wide = certain_case([29], after=(0, 29), cover=(-30, 29))
    on_last, all_added = (redraw(case, chances, 4000, np.random.default_rng(0)).added.sum() for case in (last, wide))
    expected = stats.norm(0, 7.0).cdf(1.5) - stats.norm(0, 7.0).cdf(-0.5)
    assert on_last / all_added == pytest.approx(expected, abs=0.02)


def test_a_lower_recall_after_puts_more_in_after(make_events: Maker) -> None:
    events = make_events(*on([*range(-20, -8), *range(8, 20)]))
    score = Accuracy(8000, 0, 2000)
    means = [
        propagate(events, D, score=score, recall_shift=shift, draws=1500, bandwidth=2, **COVER).draws[["before", "after"]].mean()
        for shift in (-0.4, 0.0, 0.2)
    ]  # fmt: skip
    assert [m["before"] for m in means] == pytest.approx([12 / 0.8] * 3, rel=0.03)
    assert [m["after"] for m in means] == pytest.approx([12 / 0.4, 12 / 0.8, 12], rel=0.04)


def test_the_spread_covers_the_truth_as_often_as_it_says() -> None:
    """Reports tell of a known number of attacks; read with known errors, the 95 % spread holds the true ratio."""
    rng, runs, held, precision, recall = np.random.default_rng(5), 300, 0, 0.85, 0.8
    for run in range(runs):
        truth = {"before": int(rng.poisson(25)) + 1, "after": int(rng.poisson(50)) + 1}
        days: list[int] = []
        for side, window in (("before", (-30, 0)), ("after", (0, 30))):
            read = rng.binomial(truth[side], recall)
            read += rng.poisson(truth[side] * recall * (1 - precision) / precision)
            days += list(rng.integers(*window, size=read))
        judged = 150
        matched, right = rng.binomial(judged, recall), rng.binomial(judged, precision)
        shares = (drawn_shares(np.array([hits]), np.array([judged - hits]), 300, rng) for hits in (right, matched))
        found = redraw(certain_case(days), Chances(*shares), 300, np.random.default_rng(run), bandwidth=5.0)
        low, high = np.quantile(found.after / found.before, [0.025, 0.975])
        held += low <= truth["after"] / truth["before"] <= high
    assert 0.91 <= held / runs <= 0.985


def test_with_chance_the_spread_covers_the_ratio_of_the_rates(make_events: Maker) -> None:
    rng, runs, held = np.random.default_rng(8), 30, 0
    for run in range(runs):
        days = [*rng.integers(-30, 0, rng.poisson(20)), *rng.integers(0, 30, rng.poisson(40))]
        events = make_events(*on([int(d) for d in days], source="chronology"))
        row = propagate(events, D, score=DOUBTFUL, draws=300, seed=run, **COVER).summary.iloc[0]
        held += row["with_chance_low"] <= 2 <= row["with_chance_high"]
        assert row["ratio_low"] == row["ratio_high"]  # the chronology is not in doubt
    assert held / runs >= 0.85


@pytest.mark.parametrize(
    ("rule", "confirmed", "alone", "kept"),
    [("any", 30, 10, 0.9), ("unconfirmed", 30, 10, 0.6), ("unconfirmed", 0, 10, 0.9), ("unconfirmed", 90, 5, 0.0)],
)
def test_false_hits_lie_among_what_the_chronology_lacks(
    make_events: Maker, rule: Any, confirmed: int, alone: int, kept: float
) -> None:
    """Of 40 attacks read with precision 0.9 four are false; where 30 are confirmed they are four of the other ten."""
    events = make_events(*on([5] * confirmed, source="both"), *on([5] * alone))
    score = Accuracy(900_000, 100_000, 0)
    row = propagate(events, D, score=score, false_hits=rule, draws=400, **COVER).summary.iloc[0]
    assert row["alone_kept"] == pytest.approx(kept, abs=0.01)
    bare = propagate(events, D, score=score, without_chronology=True, false_hits=rule, draws=400, **COVER)
    assert bare.summary["alone"].iloc[0] == confirmed + alone
    assert bare.summary["alone_kept"].iloc[0] == pytest.approx(0.9, abs=0.01)


def test_numbers_are_drawn_inside_their_ranges_and_missing_ones_add_nothing(make_events: Maker) -> None:
    ranges = [(2, 3, 5), (7, 7, 7), (None, 4, None), (None, None, None)]
    rows = [
        on([3], source="chronology", munitions_low=low, munitions_best=best, munitions_high=high)[0]
        for low, best, high in ranges
    ]
    found = propagate(make_events(*rows), D, score=None, measure="munitions", draws=800, **COVER)
    assert set(found.draws["after"]) == {2 + 7 + 4, 3 + 7 + 4, 4 + 7 + 4, 5 + 7 + 4}
    assert found.draws["after"].mean() == pytest.approx(3.5 + 7 + 4, abs=0.15)
    row = found.summary.iloc[0]
    assert (row["plain_after"], row["without_number"]) == (3 + 7 + 4, 1)
    assert found.draws[["p_mid", "ratio_with_chance"]].isna().all(axis=None)


def test_an_outlet_that_is_known_to_err_loses_more(make_events: Maker) -> None:
    events = make_events(*on([5, 5, -5, -5]))
    ids = events["event_id"]
    outlets = pd.DataFrame({"good": [True, True, False, True], "bad": [False, False, True, True]}, index=ids)
    score = pd.DataFrame(
        {"outlet": [None, "good", "bad"], "matched": [10**6] * 3, "false": [0, 0, 9 * 10**6], "missed": [0] * 3}
    )
    draws = propagate(events, D, score=score, outlets=outlets, draws=2000, **COVER).draws
    assert set(draws["after"]) == {2}
    assert draws["before"].mean() == pytest.approx(1.1, abs=0.03)  # the fourth is told by the good one too
    with pytest.raises(ValueError, match="outlet_incidence"):
        propagate(events, D, score=score, draws=5, **COVER)


def test_a_ratio_without_any_before_is_infinite_and_without_any_missing(make_events: Maker) -> None:
    row = propagate(make_events(*on([3], source="both")), D, score=None, draws=20, **COVER).summary.iloc[0]
    assert row["ratio_median"] == row["plain_ratio"] == np.inf
    assert (row["share_above_one"], row["share_without_ratio"]) == (1, 0)
    row = propagate(make_events(*on([300], source="both")), D, score=None, draws=20, **COVER).summary.iloc[0]
    assert row[["ratio_median", "share_same_sign"]].isna().all()
    assert row["share_without_ratio"] == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"measure": "deaths"}, "deaths"), ({"false_hits": "none"}, "none"), ({"draws": 0}, "draws=0"),
        ({"bandwidth": -1}, "bandwidth=-1"), ({"recall_shift": 1.5}, "1.5"),
        ({"start": "2020-08-01", "end": "2020-12-31"}, "no day"),
    ],
)  # fmt: skip
def test_arguments_that_make_no_sense_are_named(make_events: Maker, wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        propagate(make_events(*on([1])), D, **({"score": DOUBTFUL} | wrong))


def test_rows_of_accuracy_start_with_all_together() -> None:
    rows = accuracy_rows(pd.DataFrame({"outlet": ["a", "b"], "matched": [3, 4], "false": [1, 0], "missed": [0, 2]}))
    assert rows.values.tolist() == [[None, 7, 1, 2], ["a", 3, 1, 0], ["b", 4, 0, 2]]
    for wrong, said in (
        (pd.DataFrame({"outlet": ["a"], "matched": [1]}), "lacks false, missed"),
        (pd.DataFrame({"outlet": ["a", "a"], "matched": 1, "false": 1, "missed": 1}), "'a' twice"),
        (pd.DataFrame({"outlet": ["a"], "matched": [-1], "false": 1, "missed": 1}), "negative"),
    ):
        with pytest.raises(ValueError, match=said):
            accuracy_rows(wrong)


def test_the_interval_of_a_share_is_that_of_jeffreys() -> None:
    """Against statsmodels, which has the same interval."""
    from statsmodels.stats.proportion import proportion_confint

    for hits, others in ((17, 3), (121, 6), (5, 40)):
        assert share_interval(hits, others) == pytest.approx(proportion_confint(hits, hits + others, method="jeffreys"))
