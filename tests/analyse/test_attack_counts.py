"""Attacks per period: where each counts, what is zero, and that none is lost or counted twice."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osint_iraq.analyse import Study, attack_counts


def counts(frame: pd.DataFrame) -> dict[str, float]:
    return dict(zip(frame["period_start"].dt.strftime("%Y-%m-%d"), frame["count"], strict=True))


def test_months_without_an_attack_count_zero_inside_the_window_only(make_events):
    events = make_events("2020-01-15", "2020-04-02", "2020-09-09")
    found = attack_counts(events, "2020-01-01", "2020-05-31")
    assert counts(found) == {"2020-01-01": 1, "2020-02-01": 0, "2020-03-01": 0, "2020-04-01": 1, "2020-05-01": 0}
    assert found["exposure_days"].tolist() == [31, 29, 31, 30, 31]
    assert not found["partial"].any()


def test_periods_cut_by_the_window_are_marked(make_events):
    found = attack_counts(make_events("2020-01-10"), "2020-01-10", "2020-03-15")
    assert found["partial"].tolist() == [True, False, True]
    assert found["exposure_days"].tolist() == [22, 29, 15]
    assert found["period_end"].dt.strftime("%Y-%m-%d").tolist() == ["2020-01-31", "2020-02-29", "2020-03-15"]


@pytest.mark.parametrize(
    ("week_start", "expected"),
    [
        # 13 June 2020 was a Saturday
        ("SUN", {"2020-06-07": 1, "2020-06-14": 1}),
        ("MON", {"2020-06-07": 0, "2020-06-08": 2, "2020-06-15": 0}),
        ("SAT", {"2020-06-07": 0, "2020-06-13": 2, "2020-06-20": 0}),
    ],
)
def test_weeks_start_as_told(make_events, week_start, expected):
    events = make_events("2020-06-13", "2020-06-14")
    assert counts(attack_counts(events, "2020-06-07", "2020-06-20", "W", week_start=week_start)) == expected


@pytest.mark.parametrize(
    ("when", "freq", "expected", "undated"),
    [
        (("2020-06-30", "2020-07-01"), "M", [1, 0], [0, 0]),  # a night counts by its first day
        (("2020-06-29", "2020-07-01"), "M", [0, 0], [1, 1]),  # three days over a border: in neither month
        (("2020-06-01", "2020-06-30"), "M", [1, 0], [0, 0]),  # known to the month: enough for months
        (("2020-05-31", "2020-06-01"), "M", [0, 0], [0, 0]),  # its first day lies before the window
        (("2020-05-01", "2020-08-31"), "M", [0, 0], [1, 1]),
    ],
)
def test_intervals(make_events, when, freq, expected, undated):
    found = attack_counts(make_events(when), "2020-06-01", "2020-07-31", freq)
    assert found["count"].tolist() == expected
    assert found["undated"].tolist() == undated


def test_shared_out_over_its_days(make_events):
    events = make_events(("2020-06-28", "2020-07-01"), "2020-06-02")
    found = attack_counts(events, "2020-06-01", "2020-07-31", spread="share")
    assert found["count"].tolist() == pytest.approx([1.75, 0.25])
    assert found["undated"].tolist() == [0, 0]


def test_by_source_has_a_row_for_each_source_and_period(make_events):
    events = make_events({"date_start": "2020-06-02", "source": "both"}, "2020-07-02")
    found = attack_counts(events, "2020-06-01", "2020-07-31", by="source")
    table = found.pivot(index="period_start", columns="source", values="count")
    assert table.to_dict("list") == {"articles": [0, 0], "both": [1, 0], "chronology": [0, 1]}


def test_by_a_column_with_gaps_keeps_the_unknown_apart(make_events):
    events = make_events({"date_start": "2020-06-02", "claimed_by": "ashab_al_kahf"}, "2020-06-03", "2020-06-04")
    found = attack_counts(events, "2020-06-01", "2020-06-30", by="claimed_by")
    assert found["claimed_by"].tolist()[:1] == ["ashab_al_kahf"]
    assert found["claimed_by"].isna().tolist() == [False, True]
    assert found["count"].tolist() == [1, 2]


def test_sources_and_study_narrow_the_count(make_events):
    events = make_events({"date_start": "2020-06-02", "source": "both"}, {"date_start": "2020-06-03", "country": "SY"})
    one = attack_counts(events, "2020-06-01", "2020-06-30", source=["both"])
    abroad = attack_counts(events, "2020-06-01", "2020-06-30", source="chronology", study=Study(countries=()))
    assert one["count"].tolist() == abroad["count"].tolist() == [1]


def test_an_attack_with_two_weapons_counts_once_in_a_row_of_its_own(make_events):
    weapons = ["rocket", "drone|rocket", "drone", "airstrike|drone", "unknown", None]
    events = make_events(*({"date_start": f"2020-06-0{n + 1}", "weapons": w} for n, w in enumerate(weapons)))
    found = attack_counts(events, "2020-06-01", "2020-06-30", by="weapons", study=Study(actors="all"))
    table = dict(zip(found["weapons"].fillna("missing"), found["count"], strict=True))
    assert {w: n for w, n in table.items() if n} == {
        "rocket": 1, "drone": 1, "several": 2, "unknown": 1, "missing": 1,
    }  # fmt: skip
    assert table["mortar"] == 0  # the list is closed, so that a weapon nobody used has its zeros


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sets(st.sampled_from(["rocket", "drone", "mortar", "missile"]), min_size=1), max_size=8))
def test_the_rows_of_weapons_add_up_to_the_attacks(make_events, weapons):
    events = make_events(*({"date_start": "2020-06-05", "weapons": "|".join(sorted(w))} for w in weapons))
    found = attack_counts(events, "2020-06-01", "2020-06-30", by="weapons")
    assert found["count"].sum() == len(weapons)


def test_outside_the_cover_nothing_is_zero(make_events):
    events = make_events("2020-01-10", "2020-02-05", "2020-02-25", "2020-04-01")
    found = attack_counts(events, "2020-01-01", "2020-04-30", cover=("2020-02-11", "2020-03-31"))
    assert found["count"].fillna(-1).tolist() == [-1, 1, 0, -1]
    assert found["undated"].isna().tolist() == [True, False, False, True]
    assert found["exposure_days"].tolist() == [0, 19, 31, 0]
    assert found["partial"].tolist() == [True, True, False, True]
    assert found["count"].dtype == "Int64"
    assert found["period_start"].dt.month.tolist() == [1, 2, 3, 4]


def test_a_cover_wider_than_the_window_changes_nothing_but_the_type(make_events):
    events = make_events("2020-01-10", ("2020-01-30", "2020-02-02"))
    plain = attack_counts(events, "2020-01-01", "2020-03-31")
    covered = attack_counts(events, "2020-01-01", "2020-03-31", cover=("2019-01-01", "2021-01-01"))
    assert covered.astype(plain.dtypes.to_dict()).equals(plain)


def test_shares_and_values_end_at_the_cover_too(make_events):
    events = make_events(("2020-01-31", "2020-02-03"))
    cover = ("2020-02-02", "2020-02-29")
    shares = attack_counts(events, "2020-01-01", "2020-02-29", spread="share", cover=cover)
    assert shares["count"].isna().tolist() == [True, False]
    assert shares["count"].iloc[1] == pytest.approx(0.5)
    by = attack_counts(events, "2020-01-01", "2020-02-29", by="country", cover=cover)
    assert by["count"].isna().tolist() == [True, False]


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ({"freq": "Q"}, "freq"),
        ({"week_start": "TUE"}, "week_start"),
        ({"spread": "even"}, "spread"),
        ({"by": "colour"}, "colour"),
        ({"start": "2021-01-01"}, "ends"),
        ({"start": "31.02.2024"}, "date"),
        ({"cover": ("2020-06-01", "2020-05-01")}, "cover"),
    ],
)
def test_a_wrong_argument_is_named(make_events, arguments, word):
    arguments = {"start": "2020-01-01", "end": "2020-12-31", **arguments}
    with pytest.raises(ValueError, match=word):
        attack_counts(make_events("2020-06-02"), **arguments)


dates = st.dates(min_value=pd.Timestamp("2019-12-20").date(), max_value=pd.Timestamp("2021-01-10").date())


@settings(max_examples=25, deadline=None)
@given(days=st.lists(dates, max_size=12), freq=st.sampled_from(["D", "W", "M", "Y"]))
def test_every_day_of_the_window_counts_once(make_events, days, freq):
    found = attack_counts(make_events(*map(str, days)), "2020-01-03", "2020-12-20", freq)
    inside = [d for d in days if pd.Timestamp("2020-01-03") <= pd.Timestamp(d) <= pd.Timestamp("2020-12-20")]
    assert found["count"].sum() == len(inside)
    assert found["exposure_days"].sum() == 353


@settings(max_examples=25, deadline=None)
@given(day=dates, length=st.integers(0, 40))
def test_shares_add_up_to_the_attack(make_events, day, length):
    end = pd.Timestamp(day) + pd.Timedelta(days=length)
    found = attack_counts(make_events((str(day), str(end.date()))), "2019-12-01", "2021-03-31", "W", spread="share")
    assert found["count"].sum() == pytest.approx(1)
