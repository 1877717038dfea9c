"""The cumulative count is what attack_counts and against_tallies say of the same days."""

from __future__ import annotations

import pandas as pd
import pytest

from osint_iraq.analyse.counts import attack_counts
from osint_iraq.analyse.coverage import against_tallies
from osint_iraq.analyse.cumulative import cumulative_beside, cumulative_counts

ENDS = ("cumulative_low", "cumulative", "cumulative_high")


@pytest.fixture(scope="module")
def events(make_events):
    """Days, a night, a month known as such, and one that began before the window."""
    spans = [("2024-01-03", "2024-01-03"), ("2024-01-03", "2024-01-03"), ("2024-01-09", "2024-01-10"),
             ("2024-01-05", "2024-01-20"), ("2023-12-31", "2024-01-01"), ("2023-12-20", "2024-01-15"),
             ("2024-02-02", "2024-02-02")]  # fmt: skip
    return make_events(*({"date_start": a, "date_end": b} for a, b in spans))


def at(curve: pd.DataFrame, day: str) -> tuple[int, ...]:
    return tuple(int(v) for v in curve.set_index("day").loc[day, list(ENDS)])


def test_each_day_says_what_is_sure_what_counts_and_what_may_be(events):
    curve = cumulative_counts(events, "2024-01-01", "2024-01-31")
    assert len(curve) == 31
    assert at(curve, "2024-01-02") == (0, 0, 2)
    assert at(curve, "2024-01-03") == (2, 2, 4)
    assert at(curve, "2024-01-09") == (2, 3, 6)
    assert at(curve, "2024-01-10") == (3, 3, 6)
    assert at(curve, "2024-01-31") == (4, 4, 6)


@pytest.mark.parametrize("last", ["2024-01-01", "2024-01-04", "2024-01-09", "2024-01-19", "2024-01-20", "2024-02-10"])
def test_the_middle_one_is_attack_counts_of_the_same_days(events, last):
    curve = cumulative_counts(events, "2024-01-01", "2024-02-10")
    assert at(curve, last)[1] == attack_counts(events, "2024-01-01", last, "Y")["count"].sum()


def test_the_three_never_fall_and_keep_their_order(events):
    curve = cumulative_counts(events, "2023-12-25", "2024-02-10")
    assert all(curve[name].is_monotonic_increasing for name in ENDS)
    assert (curve["cumulative_low"] <= curve["cumulative"]).all()
    assert (curve["cumulative"] <= curve["cumulative_high"]).all()


def test_a_window_upside_down_is_refused(events):
    with pytest.raises(ValueError, match="before it starts"):
        cumulative_counts(events, "2024-02-01", "2024-01-01")


def tallies() -> pd.DataFrame:
    from osint_iraq.schema import empty

    base = {"unit": "attacks", "targets": "us_coalition", "countries": "IQ", "counter": "us_dod", "said_by": "x",
            "what": "attacks on forces", "period_start": pd.Timestamp("2024-01-01"), "source_url": "u",
            "confidence": "high"}  # fmt: skip
    days = ["2024-01-04", "2024-01-10", "2024-01-31", "2024-01-31", "2024-01-31"]
    more: list[dict[str, object]] = [
        {"tally_id": "a"}, {"tally_id": "b"}, {"tally_id": "c", "counter": "afp"},
        {"tally_id": "d", "countries": "SY"}, {"tally_id": "e", "unit": "claims"},
    ]  # fmt: skip
    rows = [base | {"as_of_start": pd.Timestamp(d), "as_of_end": pd.Timestamp(d), "count_min": 5, "count_max": 5} | m
            for d, m in zip(days, more, strict=True)]  # fmt: skip
    table = empty("official_tallies")
    return pd.DataFrame(rows, columns=table.columns).astype(table.dtypes.to_dict())


def test_beside_totals_the_curve_says_what_against_tallies_says(events):
    ours = events.assign(site_id="ain_al_asad", target_kind="military_base")
    ours = pd.concat([ours, events.assign(event_id="x" + events["event_id"], target_kind="energy")], ignore_index=True)
    curve, official = cumulative_beside(ours, tallies(), "a")
    assert official["tally_id"].tolist() == ["a", "b", "c"]
    assert (curve["day"].min(), curve["day"].max()) == (pd.Timestamp("2024-01-01"), pd.Timestamp("2024-01-31"))
    compared = against_tallies(ours, tallies()).compared.set_index("tally_id")
    for row in official.to_dict("records"):
        seen = compared.loc[row["tally_id"], ["seen_low", "seen", "seen_high"]]
        assert at(curve, row["as_of_end"]) == tuple(seen)


@pytest.mark.parametrize(("like", "word"), [("nowhere", "no such tally_id"), ("e", "claims")])
def test_totals_that_cannot_be_compared_are_refused(events, like, word):
    with pytest.raises(ValueError, match=word):
        cumulative_beside(events, tallies(), like)
