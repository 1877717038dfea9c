"""Our count beside published claims: which verdict, and why."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from osint_iraq.analyse.claims import AGREE, CANNOT_TELL, DIFFER, against_claims
from osint_iraq.reference import load_published_claims
from osint_iraq.schema import TABLES, check

_PLAIN = {
    "study": "strategic_dialogue_2020", "said_by": "a paper", "said_start": "2020-06-30", "said_end": "2020-06-30",
    "claim_en": "Three attacks.", "claim_ar": "ثلاثة هجمات.", "measure": "count", "period_start": "2020-06-01",
    "period_end": "2020-06-30", "targets": "us_interests", "countries": "IQ", "testable": True,
}  # fmt: skip
CLAIMS = load_published_claims()


def claims(*given: dict[str, object]) -> pd.DataFrame:
    rows = [{"claim_id": f"c{i}", **_PLAIN, **fields} for i, fields in enumerate(given)]
    return check(pd.DataFrame(rows, columns=TABLES["published_claims"].names), "published_claims")


def only(events: pd.DataFrame, cover: tuple[str, str] | None = None, **fields: object) -> pd.Series:
    """The one row that a claim with these fields gives."""
    start, end = cover or (None, None)
    (row,) = against_claims(events, claims(fields), start=start, end=end).to_dict("records")
    return pd.Series(row)


def evenly(n: int, first: str, length: int = 30) -> list[str]:
    """n days from `first` on, as far apart as they can be: no clusters."""
    return [f"{pd.Timestamp(first) + pd.Timedelta(days=i * length // n):%Y-%m-%d}" for i in range(n)]


def days(n: int, first: str = "2020-06-01") -> list[str]:
    return [f"{day:%Y-%m-%d}" for day in pd.date_range(first, periods=n)]


@pytest.mark.parametrize(
    ("ours", "low", "high", "verdict"),
    [
        (4, 4, 4, AGREE),
        (3, 4, 4, AGREE),  # a fifth of 4 is rounded to 1
        (2, 4, 4, DIFFER),
        (1, 2, 2, DIFFER),  # a fifth of 2 is rounded to none
        (0, 1, 1, DIFFER),
        (1, 0, 0, DIFFER),  # none is taken at its word
        (0, 0, 0, AGREE),
        (8, 10, 10, AGREE),
        (7, 10, 10, DIFFER),
        (12, 10, 10, AGREE),
        (13, 10, 10, DIFFER),
        (25, 10, None, AGREE),  # a smallest number
        (8, 10, None, AGREE),
        (7, 10, None, DIFFER),
        (0, None, 10, AGREE),
        (12, None, 10, AGREE),
        (13, None, 10, DIFFER),
        (6, 5, 7, AGREE),
        (9, 5, 7, DIFFER),
        (8, 5, 7, AGREE),
    ],
)
@pytest.mark.parametrize("measure", ["count", "rank", "cumulative"])
def test_a_number_agrees_within_the_leeway(make_events, ours, low, high, verdict, measure):
    row = only(make_events(*days(ours)), value_min=low, value_max=high, measure=measure)
    assert (row["verdict"], row["ours"], row["count"]) == (verdict, ours, ours)


@pytest.mark.parametrize(
    ("leeway", "verdicts"), [(0, [DIFFER, AGREE, DIFFER]), (0.1, [AGREE, AGREE, DIFFER]), (0.3, [AGREE] * 3)]
)
def test_the_leeway_can_be_chosen(make_events, leeway, verdicts):
    told = claims(*({"value_min": n, "value_max": n} for n in (9, 10, 14)))
    assert against_claims(make_events(*days(10)), told, leeway=leeway)["verdict"].tolist() == verdicts


@pytest.mark.parametrize("leeway", [-0.1, math.nan])
def test_a_leeway_below_0_is_refused(make_events, leeway):
    with pytest.raises(ValueError, match="leeway"):
        against_claims(make_events("2020-06-01"), claims({}), leeway=leeway)


def test_vague_dates_of_ours_make_a_range(make_events):
    week = ("2020-06-28", "2020-07-04")  # belongs to no period, may lie in June
    night = ("2020-06-30", "2020-07-01")  # counts by its first day, but lies not wholly in June
    row = only(make_events(*days(5), night, week), value_min=7, value_max=7)
    assert (row["ours_low"], row["ours"], row["ours_high"]) == (5, 6, 7)
    assert row["verdict"] == AGREE
    assert "vague" in row["why"]
    assert only(make_events(*days(5), night, week), value_min=6, value_max=6)["why"].endswith("The two meet.")


def test_vague_days_of_the_claim_make_a_range_too(make_events):
    vague = {"period_start_latest": "2020-06-11", "period_end_earliest": "2020-06-20"}
    row = only(make_events("2020-06-01", "2020-06-10", "2020-06-11", "2020-06-20", "2020-06-21"), value_min=2,
               value_max=2, **vague)  # fmt: skip
    assert (row["ours_low"], row["ours"], row["ours_high"], row["verdict"]) == (2, 5, 5, AGREE)


def test_what_may_belong_widens_the_range_upwards(make_events):
    unplaced = {"date_start": "2020-06-05", "site_id": None, "target_kind": None}
    events = make_events(*({"date_start": d} for d in days(4)), unplaced)
    row = only(events, value_min=5, value_max=5)
    assert (row["ours_low"], row["ours"], row["ours_high"], row["unclear"]) == (4, 4, 5, 1)


DAY = {"date_start": "2020-06-05"}


@pytest.mark.parametrize(
    ("event", "fields", "ours", "unclear"),
    [
        (DAY, {}, 1, 0),
        (DAY, {"countries": "SY"}, 0, 0),
        ({**DAY, "country": "SY"}, {"countries": "IQ|SY"}, 1, 0),
        ({**DAY, "target_kind": "convoy", "weapons": "ied"}, {}, 1, 0),
        ({**DAY, "target_kind": "convoy", "weapons": "ied"}, {"weapons": "rocket"}, 0, 0),
        ({**DAY, "target_kind": "convoy", "weapons": "ied"}, {"weapons": "rocket|ied"}, 1, 0),
        ({**DAY, "target_kind": "convoy", "weapons": "ied"}, {"targets": "us_coalition"}, 0, 0),
        ({**DAY, "weapons": "drone|rocket"}, {"weapons": "rocket"}, 1, 0),
        ({**DAY, "weapons": "drone"}, {"weapons": "rocket"}, 0, 0),
        ({**DAY, "weapons": "unknown"}, {"weapons": "rocket"}, 0, 1),
        ({**DAY, "weapons": None}, {"weapons": "rocket"}, 0, 1),
        ({**DAY, "site_id": None, "target_kind": None, "weapons": "rocket"}, {"weapons": "rocket"}, 0, 1),
        ({**DAY, "site_id": None, "target_kind": None, "weapons": "drone"}, {"weapons": "rocket"}, 0, 0),
        ({**DAY, "attributed_to": "united_states"}, {}, 0, 0),
        (DAY, {"targets": "site", "site": "taji"}, 1, 0),
        (DAY, {"targets": "site", "site": "harir"}, 0, 0),
    ],
)
def test_which_attacks_a_claim_is_about(make_events, event, fields, ours, unclear):
    row = only(make_events(event), value_min=1, value_max=1, **fields)
    assert (row["ours"], row["unclear"]) == (ours, unclear)


@pytest.mark.parametrize(("ours", "verdict"), [(14, AGREE), (21, AGREE), (9, DIFFER), (30, DIFFER), (12, AGREE)])
def test_a_rate_is_per_week(make_events, ours, verdict):
    told = {"measure": "rate", "period_end": "2020-06-14", "value_min": 7, "value_max": 10}
    row = only(make_events(*(days(14) * 3)[:ours]), **told)
    assert row["ours"] == ours / 2
    assert row["verdict"] == verdict
    assert "a week" in row["why"]


UP = {"measure": "direction", "direction": "rose", "compare_start": "2020-05-02", "compare_end": "2020-05-31"}


@pytest.mark.parametrize(
    ("after", "before", "rose", "fell"),
    [
        (15, 4, AGREE, DIFFER),
        (4, 15, DIFFER, AGREE),
        (9, 8, CANNOT_TELL, CANNOT_TELL),
        (10, 5, CANNOT_TELL, CANNOT_TELL),  # twice as many, and the interval holds 1
        (4, 0, CANNOT_TELL, CANNOT_TELL),  # fewer than 5 on both sides
        (6, 0, CANNOT_TELL, CANNOT_TELL),  # none listed is not none
        (0, 30, CANNOT_TELL, CANNOT_TELL),
        (8, 1, AGREE, DIFFER),
        (0, 0, CANNOT_TELL, CANNOT_TELL),
    ],
)
def test_a_direction_needs_an_interval_without_1(make_events, after, before, rose, fell):
    events = make_events(*evenly(after, "2020-06-01"), *evenly(before, "2020-05-02"))
    row = only(events, **UP)
    assert row["basis"] == "direction" if row["verdict"] == AGREE else pd.isna(row["basis"])
    assert (row["count"], row["compare_count"], row["verdict"]) == (after, before, rose)
    assert only(events, **UP | {"direction": "fell"})["verdict"] == fell


def test_the_interval_of_a_direction_is_the_published_one(make_events):
    """15 cases in 19,017 against 41 in 28,010 person-years (Rothman): here as 15 in 19 days against 41 in 28."""
    from scipy import stats

    first = pd.DataFrame({"n": [15, 41], "start": ["2020-06-01", "2020-04-01"], "days": [19, 28]})
    dates = [d for r in first.itertuples() for d in (days(r.days, r.start) * 3)[: r.n]]
    told = UP | {"period_end": "2020-06-19", "compare_start": "2020-04-01", "compare_end": "2020-04-28"}
    row = only(make_events(*dates), **told)
    share = stats.binomtest(15, 56).proportion_ci(0.95, "exact")
    expected = [28 / 19 * p / (1 - p) for p in (15 / 56, share.low, share.high)]
    assert [row["ours"], row["ours_low"], row["ours_high"]] == pytest.approx(expected)
    assert (row["verdict"], row["direction"]) == (DIFFER, "rose")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_interval_of_a_direction_allows_for_clusters(make_events, seed):
    """The bursts below are judged by the quasi-Poisson model, here that of statsmodels on six parts of each period."""
    import numpy as np
    import statsmodels.api as sm
    from scipy import stats

    parts = np.random.default_rng(seed).choice([0, 1, 2, 9, 14], size=12)  # of 5 days: first the period, then compared
    starts = [*pd.date_range("2020-06-01", periods=6, freq="5D"), *pd.date_range("2020-05-02", periods=6, freq="5D")]
    row = only(make_events(*(f"{d:%Y-%m-%d}" for d, n in zip(starts, parts, strict=True) for _ in range(n))), **UP)
    after = np.repeat([1.0, 0.0], 6)
    fit = sm.GLM(parts, sm.add_constant(after), family=sm.families.Poisson()).fit(scale="X2")
    assert fit.scale > 1.5
    reach = stats.t(10).ppf(0.975) * fit.bse[1]
    expected = np.exp([fit.params[1], fit.params[1] - reach, fit.params[1] + reach])
    assert [row["ours"], row["ours_low"], row["ours_high"]] == pytest.approx(expected)
    assert row["model"] == "quasi-poisson"
    assert "quasi-poisson" in row["why"]


def test_a_burst_is_no_rise(make_events):
    """15 against 4 in 30 days each: a rise where both are spread over the days, not where the 15 are one burst."""
    before = evenly(4, "2020-05-02")
    burst = only(make_events(*["2020-06-13"] * 15, *before), **UP)
    spread = only(make_events(*evenly(15, "2020-06-01"), *before), **UP)
    assert [burst["verdict"], spread["verdict"]] == [CANNOT_TELL, AGREE]
    assert [burst["model"], spread["model"]] == ["quasi-poisson", "exact"]
    assert [burst["ours"], spread["ours"]] == pytest.approx([15 / 4] * 2)


@pytest.mark.parametrize(
    ("dates", "low", "high", "basis"),
    [
        (days(10), 10, 10, "inside"),
        (days(10), 8, 12, "inside"),
        (days(10), 10, None, "inside"),  # just the smallest number
        (days(10), 9, None, "floor"),
        (days(10), 0, None, "floor"),
        (days(10), None, 12, "inside"),
        (days(10), 11, 11, "leeway"),
        (days(10), 11, None, "leeway"),
        (days(10), None, 9, "leeway"),
        ([*days(9), ("2020-06-28", "2020-07-04")], 10, 10, "vague"),
        ([*days(9), ("2020-06-28", "2020-07-04")], 10, None, "vague"),
        ([*days(9), ("2020-06-28", "2020-07-04")], 9, 9, "inside"),
        (days(10), 20, 20, None),
        ([], 0, 0, "inside"),
    ],
)
def test_an_agreement_says_what_it_rests_on(make_events, dates, low, high, basis):
    row = only(make_events(*dates), value_min=low, value_max=high)
    assert (row["verdict"], row["basis"] if basis else pd.isna(row["basis"])) == (
        (AGREE, basis) if basis else (DIFFER, True)
    )


def test_few_attacks_over_unequal_times_tell_nothing(make_events):
    """4 in one day against one in 300 is out of the interval, and still too few to speak of a direction."""
    short = UP | {"period_end": "2020-06-01", "compare_start": "2019-08-06", "compare_end": "2020-05-31"}
    row = only(make_events(*["2020-06-01"] * 4, "2020-01-01"), **short)
    assert row["ours_low"] > 1
    assert row["verdict"] == CANNOT_TELL
    assert "fewer than 5" in row["why"]


@pytest.mark.parametrize(
    ("cover", "fields", "said"),
    [
        (("2020-06-02", "2020-12-31"), {"value_min": 1}, "do not cover"),
        (("2020-01-01", "2020-06-29"), {"value_min": 1}, "do not cover"),
        (("2020-06-01", "2020-12-31"), UP, "no day"),
        (("2020-01-01", "2020-05-31"), UP, "no day"),
        (None, {"period_start": None}, "no period start"),
        (None, {"targets": None}, "no targets"),
        (None, UP | {"direction": None, "compare_end": None}, "no direction, no compare end"),
        (None, {"measure": "none"}, "cannot test"),
        (None, {"testable": False, "reason": "it counts claims"}, "It counts claims."),
        (None, {"testable": False, "measure": "none", "period_start": None, "period_end": None}, "cannot test"),
    ],
)
def test_what_cannot_be_told_says_why(make_events, cover, fields, said):
    row = only(make_events(*days(8)), cover, **fields)
    assert row["verdict"] == CANNOT_TELL
    assert said in row["why"]
    assert row[["ours", "count"]].isna().all()


def test_the_periods_of_a_direction_are_cut_to_the_cover(make_events):
    events = make_events(*evenly(20, "2020-06-01", 20), *evenly(10, "2020-05-12", 10))
    whole, cut = only(events, **UP), only(events, ("2020-05-17", "2020-06-15"), **UP)
    assert (whole["count"], whole["compare_count"]) == (20, 10)
    assert (cut["count"], cut["compare_count"], cut["ours"]) == (15, 5, 3.0)
    assert "15 days against 5 in 15 days (cut" in cut["why"]
    assert "cut" not in whole["why"]


def test_sources_can_be_chosen(make_events):
    events = make_events(*({**DAY, "source": s} for s in ("articles", "both", "chronology")))
    for source, count in (("articles", 1), (["articles", "both"], 2), (None, 3)):
        assert against_claims(events, claims({"value_min": 3}), source=source)["count"].tolist() == [count]


def test_the_verdict_is_the_rule_in_whole_numbers(make_events):
    ours = 12
    ranges = [(low, high) for low in range(30) for high in (low, low + 3, None)]
    told = claims(*({"value_min": low, "value_max": high} for low, high in ranges))
    found = against_claims(make_events(*days(ours)), told)["verdict"].tolist()
    for (low, high), verdict in zip(ranges, found, strict=True):
        nearest = low if ours < low or high is None else high
        leeway = (2 * nearest + 5) // 10  # a fifth, rounded half up
        fits = low - leeway <= ours if ours < low else high is None or ours <= high + leeway
        assert verdict == (AGREE if fits else DIFFER), (low, high)
    assert {AGREE, DIFFER} == set(found)


# The bundled claims.


def test_every_bundled_claim_has_a_row_with_a_verdict_and_a_sentence(make_events):
    found = against_claims(make_events(*days(30)), CLAIMS, start="2019-05-01", end="2026-03-21")
    assert found["claim_id"].tolist() == CLAIMS["claim_id"].tolist()
    assert set(found["verdict"]) == {AGREE, DIFFER, CANNOT_TELL}
    assert found["why"].str.match(r"[A-Z][^_]*\.$").all()
    assert found.loc[~CLAIMS["testable"].astype(bool), "verdict"].eq(CANNOT_TELL).all()


def test_afp_changes_what_it_counts_and_the_claims_say_so():
    afp = CLAIMS[CLAIMS["said_by"].eq("AFP") & CLAIMS["measure"].eq("cumulative")]
    late = afp["said_start"] > "2020-07-01"
    assert afp.loc[late, "weapons"].tolist() == ["rocket|ied"]
    assert set(afp.loc[~late, "weapons"]) == {"rocket"}


def test_the_rise_of_june_2020_is_found_in_the_chronology():
    """Worked by hand from chronology.csv: 13, 16, 18 and 22 June are the four attacks that AP counts."""
    from osint_iraq.link import link
    from osint_iraq.reference import load_chronology
    from osint_iraq.schema import empty

    events = link(empty("mentions"), empty("articles"), load_chronology())
    rows = against_claims(events, CLAIMS, start="2019-05-01", end="2026-03-21").set_index("claim_id")
    assert rows.loc["ap_2020_06_22", ["ours", "verdict"]].tolist() == [4, AGREE]
    assert rows.loc["afp_2020_06_22_rose", "verdict"] == AGREE
    assert rows.loc["afp_2020_06_22_fell", "verdict"] == CANNOT_TELL
    convoys = rows.loc["start_2023_06_convoys"]
    assert [convoys["compare_count"], convoys["verdict"]] == [0, CANNOT_TELL]  # no convoy is listed before 2020
    assert convoys["count"] > 30
    assert "list none on one side" in convoys["why"]
    assert rows.loc["start_2023_06_2021", ["model", "verdict"]].tolist() == ["quasi-poisson", CANNOT_TELL]
    assert rows.loc["dod_2023_11_23_iq", "verdict"] == DIFFER
