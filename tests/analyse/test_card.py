"""The card: what stands beside a ratio is true of that very ratio."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from osint_iraq.analyse import Study, around
from osint_iraq.analyse.accuracy import Accuracy
from osint_iraq.analyse.card import result_card
from osint_iraq.analyse.gaps import gaps_in
from osint_iraq.analyse.placebo import placebo_dates
from osint_iraq.analyse.propagation import propagate
from osint_iraq.analyse.specification import specification_curve
from osint_iraq.analyse.windows import compare
from osint_iraq.reference import load_known_gaps

Maker = Callable[..., pd.DataFrame]
D = pd.Timestamp("2020-06-11")
COVER = {"start": "2020-01-01", "end": "2020-12-31"}


@pytest.fixture(scope="module")
def events(make_events: Maker) -> pd.DataFrame:
    """Before: 2 of the chronology, 1 of both; after: 3 of the chronology, 2 of articles, 1 of both, 1 foiled."""
    given = [(-20, "chronology"), (-9, "chronology"), (-2, "both"), (0, "chronology"), (3, "articles"), (5, "articles"),
             (8, "both"), (20, "chronology"), (29, "chronology"), (30, "articles"), (90, "both")]  # fmt: skip
    rows = [{"date_start": D + pd.Timedelta(days=d), "source": source} for d, source in given]
    month = {"date_start": D + pd.Timedelta(days=12)}
    frame = make_events(*rows, {"date_start": D, "outcome": "foiled"}, month)
    frame.loc[frame.index[-1], "date_end"] = D + pd.Timedelta(days=42)
    return frame


def test_the_card_repeats_what_the_analyses_say(events: pd.DataFrame) -> None:
    card = result_card(events, D, **COVER).iloc[0]
    plain = around(events, D, **COVER).iloc[0]
    shared = [name for name in plain.index if name in card.index]
    assert len(shared) > 15
    pd.testing.assert_series_equal(card[shared], plain[shared], check_names=False)
    placebo = placebo_dates(events, D, **COVER).result.iloc[0]
    assert (card["p_placebo"], card["n_placebo"]) == (placebo["p_placebo"], placebo["n_placebo"])
    models = compare(events, D, **COVER).set_index("model")
    assert models.loc[card["model"], "preferred"]
    assert card["model_low"] == models.loc[card["model"], "low"]
    assert card["dispersion"] == models["dispersion"].iloc[0]


@pytest.mark.parametrize("measure", ["log-ratio", "score"])
@pytest.mark.parametrize("reference", [None, ("2020-03-01", "2020-10-15")])
def test_the_placebo_test_is_the_one_asked_for(
    events: pd.DataFrame, measure: Any, reference: tuple[str, str] | None
) -> None:
    card = result_card(events, D, measure=measure, reference=reference, **COVER).iloc[0]
    start, end = reference or tuple(COVER.values())
    placebo = placebo_dates(events, D, measure=measure, start=start, end=end).result.iloc[0]
    shared = ["p_placebo", "n_placebo", "n_disjoint", "measure", "reference_start", "reference_end"]
    assert card[shared].tolist() == placebo[shared].tolist()
    assert card["measure"] == measure
    assert [card["cover_start"], card["n"]] == [pd.Timestamp("2020-01-01"), 9]  # the windows stay cut to the cover


def test_attacks_are_told_apart_by_source_and_by_why_they_are_out(events: pd.DataFrame) -> None:
    card = result_card(events, D, **COVER).iloc[0]
    assert card[["from_chronology", "from_articles", "from_both", "n"]].tolist() == [5, 2, 2, 9]
    assert card["share_articles"] == pytest.approx(4 / 9)
    assert card[["undated", "foiled", "without_date"]].tolist() == [1, 1, 0]
    lost = events.copy()
    lost.loc[0, ["date_start", "date_end"]] = pd.NaT
    card = result_card(lost, D, study=Study(foiled=True, targets="all"), **COVER).iloc[0]
    assert card[["n", "foiled", "without_date"]].tolist() == [9, 1, 1]
    assert card[["countries", "targets", "actors", "foiled_count"]].tolist() == ["IQ", "all", "nonstate", True]


def test_what_was_tried_is_told(events: pd.DataFrame) -> None:
    curve = specification_curve(events, D, days=(7, 30), gaps=(0, 3), **COVER)
    drawn = propagate(events, D, score=Accuracy(17, 3, 3), draws=60, **COVER)
    card = result_card(events, D, milestones_tried=12, curve=curve, propagated=drawn, **COVER).iloc[0]
    assert (card["milestones_tried"], card["n_specifications"]) == (12, len(curve))
    known = curve.drop_duplicates(["days", "gap", "before_count", "after_count"])["ratio"].dropna()
    assert [card["specifications_low"], card["specifications_high"]] == [known.min(), known.max()]
    assert card["specifications_above"] == (known > 1).mean()
    assert card["propagated_low"] == drawn.summary["ratio_low"].iloc[0] < card["propagated_high"]
    bare = result_card(events, D, **COVER).iloc[0]
    assert bare["n_specifications"] == 1
    assert bare[["specifications_above", "propagated_low", "overlapping"]].isna().all()


def test_known_gaps_in_the_windows_are_named(events: pd.DataFrame) -> None:
    gaps = load_known_gaps()
    own = Study(targets="all")
    card = result_card(events, D, gaps=gaps, study=own, **COVER).iloc[0]
    expected = gaps_in(around(events, D, **COVER).iloc[0], gaps, targets="all")["gap_id"].tolist()
    assert card["known_gaps"].split("|") == expected == ["convoys_2020_06"]
    assert result_card(events, D, gaps=gaps, **COVER)["known_gaps"].isna().all()  # sites only
    assert result_card(events, D, study=own, **COVER)["known_gaps"].isna().all()  # none given


def test_other_milestones_in_the_windows_are_named(events: pd.DataFrame) -> None:
    other: dict[str, Any] = {"title_en": "x", "title_ar": "x", "kind": "talks", "series": "talks", "is_attack": False}
    near, far = (
        {"event_id": name, "date_start": D + pd.Timedelta(days=n), **other} for name, n in (("a", 9), ("b", 99))
    )
    card = result_card(events, D, milestones=pd.DataFrame([near, far]), **COVER).iloc[0]
    assert card["overlapping"] == "a"


def test_windows_without_a_covered_day_leave_the_card_empty_not_wrong(events: pd.DataFrame) -> None:
    card = result_card(events, "2020-01-01", **COVER).iloc[0]
    assert card["before_exposure"] == 0
    assert card[["rate_ratio", "p_placebo", "p_mid"]].isna().all()


def test_this_milestone_counts(events: pd.DataFrame) -> None:
    with pytest.raises(ValueError, match="milestones_tried=0"):
        result_card(events, D, milestones_tried=0, **COVER)
