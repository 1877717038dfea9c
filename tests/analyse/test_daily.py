"""The daily series agrees with the counts by period, which are made another way."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osint_iraq.analyse import Study, attack_counts
from osint_iraq.analyse.daily import daily_counts, series

START, END = "2020-06-01", "2020-06-20"
spans = st.lists(
    st.tuples(st.integers(-12, 30), st.integers(0, 9)).map(
        lambda s: tuple(str((pd.Timestamp(START) + pd.Timedelta(days=d)).date()) for d in (s[0], s[0] + s[1]))
    ),
    max_size=8,
)


@settings(max_examples=25, deadline=None)
@given(spans)
def test_each_day_counts_as_a_period_of_one_day_does(make_events, given_spans):
    events = make_events(*given_spans)
    for spread in ("start", "share"):
        slow = attack_counts(events, START, END, "D", spread=spread)
        fast = daily_counts(events, START, END, spread=spread)
        assert fast["day"].tolist() == slow["period_start"].tolist()
        assert fast["count"].to_numpy(dtype=float) == pytest.approx(slow["count"].to_numpy(dtype=float))
        assert fast["undated"].tolist() == slow["undated"].tolist()
    assert series(events, START, END).tolist() == daily_counts(events, START, END)["count"].tolist()


def test_types_and_study(make_events):
    events = make_events("2020-06-02", "2020-06-02", {"date_start": "2020-06-02", "country": "SY"})
    found = daily_counts(events, "2020-06-01", "2020-06-03")
    assert found["count"].tolist() == [0, 2, 0]
    assert [str(t) for t in found.dtypes] == ["datetime64[us]", "Int64", "Int64"]
    assert str(daily_counts(events, START, END, spread="share")["count"].dtype) == "Float64"
    assert series(events, "2020-06-02", "2020-06-02", Study(countries=())).tolist() == [3]


@pytest.mark.parametrize(
    ("arguments", "word"),
    [({"end": "2020-05-01"}, "ends"), ({"spread": "even"}, "spread"), ({"start": "31.02.2024"}, "date")],
)
def test_a_wrong_argument_is_named(make_events, arguments, word):
    with pytest.raises(ValueError, match=word):
        daily_counts(make_events(), **{"start": START, "end": END, **arguments})
