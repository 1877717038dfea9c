"""Every choice at once: each row is what the comparison itself says, one is primary, and the whole is weighed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from osint_iraq.analyse import Study, around, attack_counts, rate_ratio
from osint_iraq.analyse.placebo import placebo_dates
from osint_iraq.analyse.shares import share_ratio
from osint_iraq.analyse.specification import SOURCES, specification_curve, specification_test, summarise_specifications

Maker = Callable[..., pd.DataFrame]
D = pd.Timestamp("2020-06-11")
COVER = {"start": "2019-12-01", "end": "2020-12-31"}
SMALL: dict[str, Any] = {"days": (7, 30, 60), "gaps": (0, 3)}
CHOICES = ["days", "gap", "spread", "targets", "source", "linking", "certainty", "model"]


@pytest.fixture(scope="module")
def events(make_events: Maker) -> pd.DataFrame:
    """60 attacks over 13 months, from all three sources: days, nights, weeks and a month, convoys and foiled ones."""
    rng = np.random.default_rng(4)
    rows: list[dict[str, Any]] = []
    for number, day in enumerate(rng.integers(-190, 200, 60)):
        first = D + pd.Timedelta(days=int(day))
        kind = {"target_kind": "convoy"} if number % 7 == 0 else {}
        rows.append({"date_start": first, "source": ("chronology", "articles", "both")[number % 3], **kind})
    frame = make_events(*rows, {"date_start": D, "outcome": "foiled"})
    length = pd.to_timedelta(np.resize([0, 0, 1, 0, 6, 0, 0, 29], len(frame)), unit="D")
    return frame.assign(date_end=frame["date_start"] + length)


@pytest.fixture(scope="module")
def curve(events: pd.DataFrame) -> pd.DataFrame:
    return specification_curve(events, D, **SMALL, **COVER, sources=SOURCES)


def test_a_sample_of_reports_alone_is_no_default_choice(events: pd.DataFrame) -> None:
    plain = specification_curve(events, D, days=(30,), gaps=(0,), **COVER)
    assert set(plain["source"]) == {"all", "chronology"}


def test_there_is_a_row_for_every_combination(curve: pd.DataFrame) -> None:
    assert len(curve) == 3 * 2 * 2 * 2 * 3
    assert not curve.duplicated(CHOICES).any()
    assert curve["spec_id"].is_unique
    assert curve.loc[curve["primary"], "spec_id"].tolist() == ["30|0|start|sites|all|default|all|exact"]
    known = curve["ratio"].dropna()
    assert known.is_monotonic_increasing
    assert list(curve["ratio"].isna()) == sorted(curve["ratio"].isna())


@pytest.mark.parametrize("source", ["all", "chronology", "articles"])
@pytest.mark.parametrize("targets", ["sites", "all"])
def test_each_row_is_what_around_says(events: pd.DataFrame, curve: pd.DataFrame, source: str, targets: Any) -> None:
    wanted = {"all": ["articles", "chronology", "both"]}.get(source, [source, "both"])
    told = events[events["source"].isin(wanted)]
    rows = curve[(curve["source"] == source) & (curve["targets"] == targets) & (curve["spread"] == "start")]
    for row in rows.itertuples():
        plain = around(told, D, row.days, row.gap, study=Study(targets=targets), **COVER).iloc[0]
        expected = plain[["before_count", "after_count", "rate_ratio", "ratio_low", "ratio_high", "p_mid"]]
        found = [row.before_count, row.after_count, row.ratio, row.low, row.high, row.p]
        assert found == pytest.approx(expected.astype(float).tolist(), nan_ok=True)


def test_the_placebo_p_is_that_of_placebo_dates(events: pd.DataFrame, curve: pd.DataFrame) -> None:
    rows = curve[(curve["source"] == "all") & (curve["targets"] == "sites") & (curve["spread"] == "start")]
    for row in rows.itertuples():
        expected = placebo_dates(events, D, row.days, row.gap, **COVER).result["p_placebo"].iloc[0]
        assert row.p_placebo == pytest.approx(expected)
    assert rows["p_placebo"].nunique() > 3


def test_shares_are_those_of_attack_counts(events: pd.DataFrame, curve: pd.DataFrame) -> None:
    rows = curve[(curve["source"] == "all") & (curve["targets"] == "sites") & (curve["spread"] == "share")]
    assert (rows["before_count"] % 1 > 0).any()
    for row in rows.itertuples():
        for side, first in (("before_count", D - pd.Timedelta(days=row.gap + row.days)),
                            ("after_count", D + pd.Timedelta(days=row.gap))):  # fmt: skip
            last = first + pd.Timedelta(days=row.days - 1)
            daily = attack_counts(events, first, last, "D", spread="share")
            assert getattr(row, side) == pytest.approx(daily["count"].sum(), abs=1e-6)


@pytest.mark.parametrize("counts", [(11, 21, 800, 3011), (0, 4, 30, 30), (5, 0, 30, 30), (3, 3, 30, 21), (1, 9, 7, 30)])
def test_for_whole_counts_the_continuous_form_is_the_method_for_counts(counts: tuple[float, ...]) -> None:
    """A hair beside a whole count the beta functions are used; they must meet the binomial there."""
    whole = rate_ratio(*counts)  # type: ignore[arg-type]
    near = share_ratio(counts[0] + 1e-7, counts[1] + 1e-7, *counts[2:])
    assert list(near)[1:] == pytest.approx([whole.low, whole.high, whole.p_mid], rel=1e-3, abs=1e-5)
    assert list(share_ratio(*counts)) == [whole.ratio, whole.low, whole.high, whole.p_mid]
    swapped = share_ratio(counts[1] + 0.3, counts[0] + 0.3, counts[3], counts[2])
    straight = share_ratio(counts[0] + 0.3, counts[1] + 0.3, *counts[2:])
    assert [straight.ratio, straight.low, straight.high, straight.p] == pytest.approx(
        [1 / swapped.ratio, 1 / swapped.high, 1 / swapped.low, swapped.p]
    )


def test_other_linking_and_other_studies_add_rows_of_their_own(events: pd.DataFrame) -> None:
    found = specification_curve(
        events, D, days=[30], gaps=[0], targets=["sites"], spreads=["start"], sources={"all": ["articles", "both", "chronology"]},
        linking={"loose": events.iloc[::2]}, certainty={"all": {}, "foiled_too": {"foiled": True}}, **COVER,
    )  # fmt: skip
    assert len(found) == 4
    by = found.set_index(["linking", "certainty"])["after_count"]
    assert by["default", "foiled_too"] == by["default", "all"] + 1
    half = around(events.iloc[::2], D, 30, **COVER)["after_count"].iloc[0]
    assert by["loose", "all"] == half != by["default", "all"]
    assert found.loc[found["primary"], ["linking", "certainty"]].values.tolist() == [["default", "all"]]


def test_attacks_known_from_claims_alone_are_a_choice_where_events_tell(events: pd.DataFrame) -> None:
    told = events.assign(certainty=pd.Series(["alleged", "reported"] * len(events), dtype="str").head(len(events)))
    found = specification_curve(told, D, **SMALL, **COVER)
    assert set(found["certainty"]) == {"all", "certain"}
    counts = found[found["primary"] | (found["spec_id"] == "30|0|start|sites|all|default|certain|exact")]
    assert counts["after_count"].nunique() == 2


def test_windows_are_cut_to_the_cover_and_missing_beyond_it(make_events: Maker) -> None:
    events = make_events("2020-06-01", "2020-06-12", "2020-06-20")
    found = specification_curve(
        events, D, days=[14, 60], gaps=[0], start="2020-05-20", end="2020-12-31", primary=(14, 0)
    )
    plain = around(events, D, 60, start="2020-05-20", end="2020-12-31").iloc[0]
    row = found.set_index("spec_id").loc["60|0|start|sites|all|default|all|exact"]
    assert [row["ratio"], row["low"]] == pytest.approx([plain["rate_ratio"], plain["ratio_low"]])
    beyond = specification_curve(
        events, "2020-05-20", start="2020-05-20", end="2020-12-31", days=[14], gaps=[0], primary=(14, 0)
    )
    assert beyond[["ratio", "p", "p_placebo"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"primary": (31, 0)}, "31"), ({"days": []}, "days"), ({"spreads": ["even"]}, "even"),
        ({"days": [30, 30]}, "once"), ({"targets": ["bases"]}, "bases"),
    ],
)  # fmt: skip
def test_choices_that_make_no_sense_are_named(events: pd.DataFrame, wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        specification_curve(events, D, **(SMALL | COVER | wrong))


def test_the_summary_counts_what_the_curve_shows(curve: pd.DataFrame) -> None:
    row = summarise_specifications(curve).iloc[0]
    known = curve.dropna(subset="ratio")
    assert (row["n"], row["n_known"]) == (len(curve), len(known))
    known = known.groupby(["days", "gap", "before_count", "after_count"]).head(1)  # results that differ, once each
    assert row["n_different"] == len(known)
    assert row["share_above_one"] == np.mean([r > 1 for r in known["ratio"]])
    assert row["share_interval_above"] == np.mean([low > 1 for low in known["low"]])
    assert row["share_placebo"] == np.mean([p < 0.05 for p in known["p_placebo"]])
    assert row["lowest"] <= row["median"] <= row["highest"]
    assert 1 < row["n_different"] < row["n"]
    assert row["primary_ratio"] == curve.loc[curve["primary"], "ratio"].iloc[0]


def test_the_curve_as_a_whole_is_unusual_only_where_the_date_is(make_events: Maker) -> None:
    rng = np.random.default_rng(1)
    calm, burst = rng.integers(-550, 560, 120), rng.integers(0, 30, 40)
    even, more = (make_events(*(D + pd.Timedelta(days=int(d)) for d in days)) for days in (calm, [*calm, *burst]))
    options = SMALL | {"start": "2018-12-01", "end": "2021-12-31", "spreads": ["start"]}
    options |= {"sources": {"all": ["chronology"]}}
    quiet, loud = (specification_test(frame, D, **options).iloc[0] for frame in (even, more))
    assert loud["p_median"] < 0.05 < quiet["p_median"]
    assert loud["median_ratio"] > 2
    assert (
        quiet["n_placebo"] == 1127 - 2 * 63 + 1 - 1
    )  # days of the cover, less the widest windows, less the date itself


def test_with_one_specification_the_whole_is_that_one(events: pd.DataFrame) -> None:
    one = {
        "days": [30],
        "gaps": [0],
        "targets": ["sites"],
        "spreads": ["start"],
        "sources": {"all": ["articles", "both", "chronology"]},
    }
    found = specification_test(events, D, **one, **COVER).iloc[0]
    placebo = placebo_dates(events, D, **COVER)
    alone, others = placebo.result.iloc[0], placebo.reference["statistic"]
    assert found["p_median"] == pytest.approx(alone["p_placebo"])
    assert found["n_placebo"] == alone["n_placebo"]
    assert np.log(found["median_ratio"]) == pytest.approx(alone["statistic"])
    assert alone["statistic"] != 0
    assert found["p_share"] == pytest.approx((1 + (others != 0).sum()) / (1 + len(others)))
