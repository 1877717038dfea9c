"""What was nearly joined stands in the table links, and changes no event."""

from __future__ import annotations

from typing import Any

import pytest

from osint_iraq.link import link_explained

from .told import articles, curated, explained, mentions

TWO = {"munitions_min": 2, "munitions_max": 2, "weapons": "drone"}
FIVE = {"munitions_min": 5, "munitions_max": 5}


def near(*rows: dict[str, Any], chronology: Any = None) -> list[tuple[str, str, str]]:
    links = explained(*rows, chronology=chronology).links
    found = links[links["verdict"] == "near_miss"]
    return list(found[["mention_id", "event_id", "reason"]].itertuples(index=False, name=None))


@pytest.mark.parametrize(
    ("mention", "reason"),
    [
        ({"date_start": "2023-07-25"}, "other_year"),
        ({"date_start": "2025-07-25"}, "other_year"),
        ({"date_start": "2022-07-25"}, None),
        ({"date_start": "2023-07-29"}, None),
        ({"date_start": "2023-07-25", "weapons": "drone"}, None),
        ({"date_start": "2023-07-25", "site_id": "harir"}, None),
        ({"date_start": "2024-07-28"}, "near_day"),
        ({"date_start": "2024-07-29"}, None),
        ({"date_start": "2024-08-10", **FIVE}, "same_numbers"),
        ({"date_start": "2024-08-10"}, None),
        ({"date_start": "2024-09-10", **FIVE}, None),
        ({"weapons": "drone"}, "other_weapon"),
        ({"date_start": "2024-07-28", "munitions_min": 9, "munitions_max": 9}, None),
    ],
)
def test_a_mention_that_comes_close_to_a_row_of_the_chronology(mention: dict[str, Any], reason: str | None) -> None:
    rows = curated(munitions_min=5, munitions_max=5)
    assert near(mention, chronology=rows) == ([("m0", "20240725_ain_al_asad", reason)] if reason else [])
    assert len(explained(mention, chronology=rows).events) == 2


def test_neighbours_of_one_day_are_a_near_miss() -> None:
    rows = curated(site="green_zone", chronology_id="20240725_green_zone")
    assert near({"site_id": "victory_base"}, chronology=rows) == [("m0", "20240725_green_zone", "near_place")]
    assert near({"site_id": "harir"}, chronology=rows) == []


def test_a_year_that_a_report_got_wrong_is_found_by_its_day() -> None:
    row = curated(date_start="2024-07-16", date_end="2024-07-16", chronology_id="right", weapons="drone")
    assert near({"date_start": "2023-07-16", **TWO}, chronology=row) == [("m0", "right", "other_year")]
    assert near({"date_start": "2024-02-29", **TWO}, chronology=row) == []  # a day that the next year lacks


def test_what_another_outlet_or_the_chronology_confirms_is_no_near_miss() -> None:
    later = {"date_start": "2024-07-27"}
    assert near({}, {}, later, later) == []
    assert [m for m, _, _ in near({}, {}, later)] == ["m2"]
    assert near(later, chronology=curated(date_start="2024-07-27", date_end="2024-07-27")) == []


def test_a_report_that_tells_two_apart_nearly_joins_neither() -> None:
    assert near({"article_id": "a"}, {"article_id": "a", "date_start": "2024-07-27"}) == []


def test_an_undated_mention_is_near_what_lies_before_its_publication() -> None:
    undated = {"date_start": None, "date_precision": "unknown", "date_basis": "unknown"}
    frame = mentions({}, undated, {"site_id": "harir", **undated})
    of = articles(frame, a1="2024-08-03", a2="2024-08-03")
    links = link_explained(frame, of).links
    found = links[links["verdict"] == "near_miss"]
    assert found[["mention_id", "event_id", "reason"]].values.tolist() == [["m1", "20240725_ain_al_asad", "no_date"]]
    late = link_explained(frame, articles(frame, a1="2024-09-03")).links
    assert "near_miss" not in set(late["verdict"])
    assert link_explained(frame, of.assign(published=None)).links["verdict"].tolist() == [
        "opened",
        "left_out",
        "left_out",
    ]


def test_at_most_three_near_misses_are_shown_and_the_likeliest_first() -> None:
    days = [{"date_start": f"2024-07-{day}"} for day in (22, 23, 24, 26, 27, 28)]
    links = explained({"date_start": "2023-07-25"}, *days, {"date_start": "2024-07-25"}).links
    own = links[(links["mention_id"] == "m0") & (links["verdict"] == "near_miss")]
    assert own[["event_id", "reason"]].values.tolist() == [["20240725_ain_al_asad", "other_year"]]
    middle = links[(links["mention_id"] == "m7") & (links["verdict"] == "near_miss")]
    assert len(middle) == 3
    assert middle["reason"].tolist()[0] == "other_year"
