"""Known gaps in the windows: which, on which side, over how many days."""

from __future__ import annotations

import pandas as pd
import pytest

from osint_iraq.analyse import around
from osint_iraq.analyse.gaps import gaps_in
from osint_iraq.reference import load_known_gaps
from osint_iraq.schema import TABLES, check

GAPS = load_known_gaps()
D = "2020-06-11"  # 10 days before: 1 to 10 June; after: 11 to 20 June


def gaps(*given: dict[str, object]) -> pd.DataFrame:
    plain = {"kind": "missing", "countries": "IQ", "what_en": "Some attacks.", "what_ar": "هجمات.", "note": "made up"}
    rows = [{"gap_id": f"g{i}", **plain, **fields} for i, fields in enumerate(given)]
    return check(pd.DataFrame(rows, columns=TABLES["known_gaps"].names), "known_gaps")


@pytest.mark.parametrize(
    ("first", "last", "side", "before", "after"),
    [
        ("2020-06-05", "2020-06-07", "before", 3, 0),
        ("2020-06-11", "2020-06-11", "after", 0, 1),
        ("2020-06-10", "2020-06-11", "both", 1, 1),
        ("2020-05-01", "2020-06-01", "before", 1, 0),
        ("2020-06-20", "2020-07-01", "after", 0, 1),
        ("2019-01-01", "2021-01-01", "both", 10, 10),
        ("2020-06-18", None, "after", 0, 3),  # open
        ("2020-05-01", None, "both", 10, 10),
        ("2020-05-01", "2020-05-31", None, 0, 0),
        ("2020-06-21", None, None, 0, 0),
    ],
)
def test_days_are_counted_on_each_side(make_events, first, last, side, before, after):
    row = around(make_events(), D, days=10).iloc[0]
    found = gaps_in(row, gaps({"date_start": first, "date_end": last}))
    every = set(pd.date_range(first, last or "2022-01-01"))
    windows = [pd.date_range("2020-06-01", "2020-06-10"), pd.date_range("2020-06-11", "2020-06-20")]
    assert [len(every & set(w)) for w in windows] == [before, after]  # counted day by day
    assert found[["side", "days_touched_before", "days_touched_after"]].values.tolist() == (
        [[side, before, after]] if side else []
    )


def test_the_gap_and_the_cut_of_the_windows_are_kept_to(make_events):
    given = gaps({"date_start": "2020-06-08", "date_end": "2020-06-13"})
    assert gaps_in(around(make_events(), D, 10, 3).iloc[0], given).empty
    cut = around(make_events(), D, 10, start="2020-06-10", end="2020-12-31").iloc[0]
    assert gaps_in(cut, given)["days_touched_before"].tolist() == [1]
    uncovered = around(make_events(), D, 10, start="2020-06-11", end="2020-12-31").iloc[0]
    assert gaps_in(uncovered, given)[["side", "days_touched_before"]].values.tolist() == [["after", 0]]


@pytest.mark.parametrize(
    ("own", "asked", "there"),
    [("IQ", ("IQ",), True), ("SY", ("IQ",), False), ("IQ|SY", ("SY",), True), (None, ("IQ",), True),
     ("SY", (), True), (None, (), True)],
)  # fmt: skip
def test_gaps_of_other_countries_are_left_out(make_events, own, asked, there):
    row = around(make_events(), D, days=10).iloc[0]
    assert len(gaps_in(row, gaps({"date_start": D, "date_end": D, "countries": own}), asked)) == there


@pytest.mark.parametrize(
    ("lacking", "sites", "convoys"),
    [("convoys", False, True), ("us_coalition", True, False), ("khor_mor", True, False), ("us_interests", True, True),
     (None, True, True)],
)  # fmt: skip
def test_gaps_about_other_targets_are_left_out(make_events, lacking, sites, convoys):
    row, given = around(make_events(), D, days=10).iloc[0], gaps({"date_start": D, "targets": lacking})
    found = [len(gaps_in(row, given, targets=targets)) for targets in ("sites", "convoys", "all")]
    assert found == [sites, convoys, True]


@pytest.mark.parametrize(
    ("event", "days", "ids"),
    [
        ("strategic_dialogue_2020_06", 30, []),
        ("strategic_dialogue_2020_06", 90, ["baghdad_2020_08", "g4s_2020_09"]),
        ("jscd_2024_07", 30, ["khor_mor_2023", "iraq_2024_02"]),
        ("jscd_2024_07", 90, ["khor_mor_2023", "iraq_2024_02", "iraq_2024_10"]),
        ("coalition_end_announcement_2024_09", 30, ["khor_mor_2023", "iraq_2024_02", "iraq_2024_10"]),
    ],
)
def test_the_bundled_gaps_in_the_windows_of_the_studies(make_events, event, days, ids):
    row = around(make_events(), event, days, start="2019-05-01", end="2026-03-21").iloc[0]
    assert gaps_in(row, GAPS)["gap_id"].tolist() == ids
