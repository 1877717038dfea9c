"""The comparison vector, the decision on it, and the reasons that the table links gives."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from osint_iraq.link import NEAR_REASONS, REASONS, Rule, link_explained
from osint_iraq.schema_columns import VERDICTS

from .told import articles, curated, explained, mentions

NEXT_DAY = {"date_start": "2024-07-26"}
TWO_DEAD = {"killed_min": 2, "killed_max": 2}
FIVE = {"munitions_min": 5, "munitions_max": 5}


def reason(*rows: dict[str, Any], **more: Any) -> tuple[str, str]:
    """Verdict and reason of the last mention."""
    links = explained(*rows, **more).links
    own = links[(links["mention_id"] == f"m{len(rows) - 1}") & (links["verdict"] != "near_miss")]
    return tuple(own[["verdict", "reason"]].iloc[0])


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({}, {}, ("joined", "same")),
        ({}, {"site_id": "harir"}, ("opened", "opened")),
        ({}, {**NEXT_DAY, "date_basis": "relative"}, ("joined", "day_off")),
        ({}, {"site_id": None}, ("joined", "no_place")),
        # two explicit days are one attack only where a number says so
        (FIVE, {**NEXT_DAY, **FIVE}, ("joined", "strong")),
        (TWO_DEAD, {**NEXT_DAY, **TWO_DEAD}, ("joined", "strong")),
        (TWO_DEAD, {**NEXT_DAY, **TWO_DEAD, "munitions_min": 4, "munitions_max": 4}, ("joined", "strong")),
        ({**TWO_DEAD, **FIVE}, {**NEXT_DAY, **TWO_DEAD, "munitions_min": 4, "munitions_max": 4}, ("opened", "opened")),
        (
            {"munitions_min": 2, "munitions_max": 2},
            {**NEXT_DAY, "munitions_min": 2, "munitions_max": 2},
            ("opened", "opened"),
        ),
        # neighbours are one attack only by a toll that names it
        ({"site_id": "green_zone", **TWO_DEAD}, {"site_id": "victory_base", **TWO_DEAD}, ("joined", "toll")),
        ({"site_id": "green_zone", **FIVE}, {"site_id": "victory_base", **FIVE}, ("opened", "opened")),
        ({"site_id": "green_zone"}, {"site_id": "victory_base"}, ("opened", "opened")),
        # a strike by aircraft is told with the armed drone or the missile of it, but not with rockets
        ({"weapons": "airstrike"}, {"weapons": "drone"}, ("joined", "same")),
        ({"weapons": "missile"}, {"weapons": "airstrike"}, ("joined", "same")),
        ({"weapons": "airstrike"}, {"weapons": "rocket"}, ("opened", "opened")),
        ({"weapons": "drone"}, {"weapons": "missile"}, ("opened", "opened")),
        # parts of one day that no salvo spans
        ({"time_of_day": "dawn"}, {"time_of_day": "evening"}, ("opened", "opened")),
        ({"time_of_day": "dawn"}, {"time_of_day": "night"}, ("joined", "same")),
        ({"time_of_day": "dawn"}, {"time_of_day": "morning"}, ("joined", "same")),
        ({"time_of_day": "dawn"}, {}, ("joined", "same")),
        ({"time_of_day": "dawn", **TWO_DEAD}, {"time_of_day": "evening", **TWO_DEAD}, ("joined", "same")),
    ],
)
def test_why_two_mentions_are_joined_or_not(
    one: dict[str, Any], other: dict[str, Any], expected: tuple[str, str]
) -> None:
    assert reason(one, other) == expected


@pytest.mark.parametrize(
    ("days", "apart", "joined"), [(0, 1, False), (1, 1, True), (1, 2, False), (2, 2, True), (3, 3, True)]
)
def test_days_may_be_set(days: int, apart: int, joined: bool) -> None:
    later = {"date_start": f"2024-07-{25 + apart}", "date_basis": "relative"}
    assert len(explained({}, later, days=days).events) == (1 if joined else 2)


@pytest.mark.parametrize(
    ("site", "events"),
    [("exact", [2, 2]), ("family", [1, 2]), ("area", [1, 1])],
)
def test_the_strictness_of_places_may_be_set(site: Any, events: list[int]) -> None:
    inside = ({"site_id": "baghdad_airport"}, {"site_id": "victory_base"})
    beside = ({"site_id": "green_zone"}, {"site_id": "victory_base"})
    assert [len(explained(*pair, site=site).events) for pair in (inside, beside)] == events


@pytest.mark.parametrize(("days", "site"), [(-1, "family"), (1, "near")])
def test_a_rule_that_does_not_exist_is_refused(days: int, site: Any) -> None:
    with pytest.raises(ValueError, match=r"days=-1|site='near'"):
        Rule(days, site)


def test_a_vague_mention_is_chosen_for_by_its_toll() -> None:
    month = {"date_start": "2024-07-01", "date_end": "2024-07-31", "date_precision": "month"}
    rows = ({}, {**NEXT_DAY, **TWO_DEAD}, {"date_start": "2024-07-28"})
    assert reason(*rows, {**month, **TWO_DEAD}) == ("joined", "same")
    assert reason(*rows, month) == ("left_out", "several")
    events = explained(*rows, {**month, **TWO_DEAD}).events
    assert events.loc[events["mention_ids"].str.contains("m3"), "mention_ids"].tolist() == ["m1|m3"]


def test_a_vague_mention_of_a_site_is_not_put_with_the_city_around_it() -> None:
    month = {"date_start": "2024-07-01", "date_end": "2024-07-31", "date_precision": "month"}
    rows = ({"site_id": "erbil_city"}, {"site_id": "erbil_airport", **NEXT_DAY}, {"site_id": "erbil_airport", **month})
    assert list(explained(*rows).events["mention_ids"]) == ["m0", "m1|m2"]


def test_every_mention_has_one_verdict_and_every_reason_its_words() -> None:
    undated = {"date_start": None, "date_precision": "unknown", "date_basis": "unknown"}
    links = explained({}, {}, NEXT_DAY, {"certainty": "denied"}, undated, {"site_id": None, "country": None}).links
    decided = links[links["verdict"] != "near_miss"]
    assert sorted(decided["mention_id"]) == [f"m{n}" for n in range(6)]
    assert set(links["verdict"]) <= set(VERDICTS)
    assert set(decided["reason"]) <= set(REASONS)
    assert set(links["reason"]) <= {*REASONS, *NEAR_REASONS}
    assert links.set_index("mention_id").loc["m3", "reason"] == "denied"


def test_two_rows_of_the_chronology_never_share_an_event_and_two_mentions_may() -> None:
    rows = pd.concat([curated(), curated(chronology_id="20240725_ain_al_asad_2", weapons="drone")])
    events = explained({"weapons": "drone"}, {}, chronology=rows).events
    assert dict(zip(events["event_id"], events["mention_ids"], strict=True)) == {
        "20240725_ain_al_asad": "m1", "20240725_ain_al_asad_2": "m0",
    }  # fmt: skip


def test_the_comparison_is_kept_field_by_field() -> None:
    rows = (
        {**TWO_DEAD, **FIVE, "claimed_by": "isis"},
        {**TWO_DEAD, "munitions_min": 4, "munitions_max": 4, "claimed_by": "irgc"},
    )
    row = explained(*rows).links.set_index("mention_id").loc["m1"]
    found = row[["days_apart", "site", "weapons", "munitions", "killed", "injured", "claim", "time"]].tolist()
    assert found == [0, "same", "shared", "differ", "agree", "silent", "differ", "silent"]


def test_two_names_of_one_place_are_one_site() -> None:
    events = explained(
        {"site_id": "rumaylan", "country": "SY"}, {"site_id": "kharab_al_jir", "country": "SY"}, site="exact"
    ).events
    assert list(events["site_id"]) == ["kharab_al_jir"]


def test_linking_alters_no_frame_that_it_is_given() -> None:
    frame = mentions({}, NEXT_DAY)
    of, rows = articles(frame), curated()
    before = [x.copy() for x in (frame, of, rows)]
    link_explained(frame, of, rows)
    for one, other in zip(before, (frame, of, rows), strict=True):
        pd.testing.assert_frame_equal(one, other)
