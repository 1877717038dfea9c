"""Which mentions become one event, what it says, and that its id stays."""

from __future__ import annotations

import random
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osint_iraq.link import link, match_political
from osint_iraq.schema import SchemaError, check, empty

from .told import articles, curated, linked, mentions

NIGHT = {"date_start": "2024-07-25", "date_end": "2024-07-26", "date_precision": "night"}
NEXT_DAY = {"date_start": "2024-07-26"}


@pytest.mark.parametrize(
    ("one", "other", "events"),
    [
        # the same, and what keeps two apart
        ({}, {}, 1),
        ({}, {"site_id": "harir"}, 2),
        ({}, NEXT_DAY, 2),
        ({}, {"weapons": "drone"}, 2),
        ({}, {"weapons": "drone|rocket"}, 1),
        ({}, {"weapons": "unknown"}, 1),
        ({}, {"weapons": None}, 1),
        # dates
        ({}, NIGHT, 1),
        (NIGHT, NEXT_DAY, 1),
        ({}, {**NEXT_DAY, "date_basis": "relative"}, 1),
        ({}, {**NEXT_DAY, "date_basis": "anchored"}, 1),
        ({}, {**NEXT_DAY, "date_basis": "relative", "weapons": "unknown"}, 2),
        ({"munitions_min": 2, "munitions_max": 2}, {**NEXT_DAY, "date_basis": "relative", "munitions_min": 5}, 2),
        ({"munitions_min": 2}, {**NEXT_DAY, "date_basis": "relative", "munitions_min": 5}, 1),
        ({}, {"date_start": "2024-07-27", "date_basis": "relative"}, 2),
        # places: one in the other, not side by side
        ({"site_id": "baghdad_city"}, {"site_id": "green_zone"}, 1),
        ({"site_id": "baghdad_airport"}, {"site_id": "victory_base"}, 1),
        ({"site_id": "victory_base"}, {"site_id": "green_zone"}, 2),
        ({"site_id": "erbil_city"}, {"site_id": "erbil_airport"}, 1),
        ({"site_id": "kharab_al_jir", "country": "SY"}, {"site_id": "rumaylan", "country": "SY"}, 1),
        # first reports mix up indirect fire, at the very same place only
        ({"weapons": "mortar"}, {"weapons": "rocket"}, 1),
        ({"weapons": "mortar", "site_id": "baghdad_city"}, {"weapons": "rocket", "site_id": "green_zone"}, 2),
        # without a place: one country and one known weapon
        ({"site_id": None}, {}, 1),
        ({"site_id": None, "country": "SY"}, {}, 2),
        ({"site_id": None, "weapons": "unknown"}, {}, 2),
        ({"site_id": None, "country": None}, {}, 2),
        # one report tells of both
        ({"article_id": "a"}, {"article_id": "a", "munitions_min": 3}, 2),
        ({"article_id": "a"}, {"article_id": "a"}, 1),
        # what makes no event
        ({}, {"certainty": "denied"}, 1),
        ({}, {"date_start": None, "date_precision": "unknown", "date_basis": "unknown"}, 1),
    ],
)
def test_two_mentions_make_so_many_events(one: dict[str, Any], other: dict[str, Any], events: int) -> None:
    assert len(linked(one, other)) == events
    assert len(linked(other, one)) == events


@pytest.mark.parametrize(
    ("voices", "marked", "certainty"),
    [
        ([{}], None, "reported"),
        ([{"certainty": "alleged"}], None, "alleged"),
        ([{"certainty": "alleged"}, {"certainty": "alleged"}], None, "alleged"),
        ([{"certainty": "alleged"}, {}], None, "reported"),
        # the chronology is a voice like another; it says where it knows a claim alone
        ([{"certainty": "alleged"}], {"certainty": None}, "reported"),
        ([{"certainty": "alleged"}], {"certainty": "alleged"}, "alleged"),
        ([{}], {"certainty": "alleged"}, "reported"),
    ],
)
def test_an_attack_is_alleged_where_every_voice_rests_on_a_claim(
    voices: list[dict[str, Any]], marked: dict[str, Any] | None, certainty: str
) -> None:
    events = linked(*voices, chronology=None if marked is None else curated(**marked))
    assert list(events["certainty"]) == [certainty]


def test_a_finer_place_is_kept_and_shuts_out_its_neighbour() -> None:
    events = linked({"site_id": "baghdad_city"}, {"site_id": "green_zone"}, {"site_id": "victory_base"})
    assert list(events["site_id"]) == ["green_zone", "victory_base"]


def test_the_nearest_event_wins() -> None:
    relative = {"date_basis": "relative"}
    events = linked({}, NEXT_DAY, {**NEXT_DAY, **relative})
    assert list(events["mention_ids"]) == ["m0", "m1|m2"]


MONTH = {"date_start": "2024-07-01", "date_end": "2024-07-31", "date_precision": "month"}


def test_a_vague_date_joins_the_only_event_that_fits_and_none_of_several() -> None:
    assert list(linked({}, MONTH)["mention_ids"]) == ["m0|m1"]
    assert list(linked({}, NEXT_DAY, MONTH)["mention_ids"]) == ["m0", "m1"]
    assert list(linked({"site_id": "harir"}, MONTH)["mention_ids"]) == ["m1", "m0"]


def test_an_event_sums_up_its_reports() -> None:
    event = linked(
        {"munitions_min": 2, "munitions_max": 2, "killed_min": 0, "killed_max": 0, "outcome": "near_miss"},
        {"munitions_min": 4, "munitions_max": 4, "killed_min": 0, "killed_max": 0, "outcome": "hit", "damage": "none"},
        {"munitions_min": 4, "munitions_max": 5, "weapon_detail": "katyusha", "claimed_by": "isis"},
        NIGHT,
    ).iloc[0]
    assert (event["munitions_low"], event["munitions_best"], event["munitions_high"]) == (2, 4, 5)
    assert (event["killed_low"], event["killed_best"], event["killed_high"]) == (0, 0, 0)
    assert pd.isna(event["injured_low"])
    assert (event["outcome"], event["damage"], event["weapon_detail"]) == ("hit", "none", "katyusha")
    assert event["conflicts"] == "munitions|outcome"
    assert (event["date_start"], event["date_end"], event["date_precision"]) == (
        pd.Timestamp("2024-07-25"),
        pd.Timestamp("2024-07-25"),
        "day",
    )
    assert (event["n_articles"], event["n_outlets"], event["source"]) == (4, 4, "articles")
    assert event["first_reported"] == pd.Timestamp("2024-08-01", tz="UTC")
    assert (event["admin1"], event["country"], event["target_kind"]) == ("Anbar", "IQ", "military_base")
    assert 33 < event["latitude"] < 34
    assert not event["corrected"]


@pytest.mark.parametrize(
    ("stated", "low", "best", "high"),
    [
        ([(None, None)], None, None, None),
        ([(3, None)], 3, 3, None),
        ([(None, 3)], None, 3, 3),
        ([(3, None), (2, 2)], 2, 3, 3),
        ([(2, 4), (4, 4)], 2, 4, 4),
        ([(2, 2), (3, 3)], 2, 2, 3),  # a tie: the earliest report
        ([(0, 0), (None, None)], 0, 0, 0),
    ],
)
def test_low_best_and_high(stated: list[tuple[int | None, int | None]], low: Any, best: Any, high: Any) -> None:
    event = linked(*({"killed_min": a, "killed_max": b} for a, b in stated)).iloc[0]
    found = [None if pd.isna(event[f"killed_{x}"]) else event[f"killed_{x}"] for x in ("low", "best", "high")]
    assert found == [low, best, high]


def test_two_articles_of_one_outlet_are_one_voice() -> None:
    frame = mentions({"killed_min": 2, "killed_max": 2}, *[{"killed_min": 5, "killed_max": 5}] * 2)
    of = articles(frame).assign(outlet=["one", "two", "two"])
    event = link(frame, of).iloc[0]
    assert (event["n_articles"], event["n_outlets"], event["killed_best"]) == (3, 2, 2)
    assert link(frame, of.assign(outlet=None)).iloc[0]["n_outlets"] == 3


def test_silence_is_no_conflict_and_disjoint_days_are() -> None:
    assert pd.isna(linked({"claimed_by": "isis"}, {"weapons": "unknown"}).iloc[0]["conflicts"])
    apart = linked({"date_basis": "relative"}, NEXT_DAY).iloc[0]
    assert (apart["conflicts"], apart["date_start"]) == ("date", pd.Timestamp("2024-07-26"))


def test_a_row_of_the_chronology_is_an_event_and_a_voice() -> None:
    events = linked({"munitions_min": 4}, {"site_id": "harir"}, chronology=curated(munitions_min=2, munitions_max=2))
    assert list(events["event_id"]) == ["20240725_ain_al_asad", "20240725_harir"]
    assert list(events["source"]) == ["both", "articles"]
    both = events.iloc[0]
    assert (both["chronology_id"], both["n_articles"], both["munitions_best"]) == ("20240725_ain_al_asad", 1, 2)
    assert both["conflicts"] == "munitions"
    alone = link(empty("mentions"), empty("articles"), curated(site="imam_ali_base")).iloc[0]
    assert (alone["source"], alone["n_articles"], alone["site_id"]) == ("chronology", 0, "nasiriyah")
    assert pd.isna(alone["mention_ids"])


def test_an_id_that_the_chronology_has_is_not_given_twice() -> None:
    events = linked({"weapons": "drone"}, chronology=curated())
    assert sorted(events["event_id"]) == ["20240725_ain_al_asad", "20240725_ain_al_asad_2"]


def test_rows_of_the_chronology_stay_apart() -> None:
    two = pd.concat([curated(), curated(chronology_id="20240725_ain_al_asad_2")])
    assert len(link(empty("mentions"), empty("articles"), two)) == 2


def test_a_broken_frame_is_refused() -> None:
    with pytest.raises(SchemaError, match="mentions"):
        link(pd.DataFrame({"mention_id": ["m"]}), empty("articles"))


some_mentions = st.lists(
    st.fixed_dictionaries(
        {
            "article_id": st.sampled_from([f"a{n}" for n in range(6)]),
            "date_start": st.dates(pd.Timestamp("2024-07-24").date(), pd.Timestamp("2024-07-27").date()).map(str),
            "date_basis": st.sampled_from(["explicit", "relative"]),
            "site_id": st.sampled_from(["baghdad_city", "green_zone", "victory_base", "baghdad_airport"]),
            "weapons": st.sampled_from(["rocket", "drone", "unknown", "mortar|rocket"]),
            "munitions_min": st.sampled_from([None, 1, 2, 3]),
            "primary": st.booleans(),
        }
    ),
    max_size=12,
)


@settings(max_examples=25, deadline=None)
@given(some_mentions, st.integers(0, 99))
def test_the_order_of_rows_changes_nothing(rows: list[dict[str, Any]], seed: int) -> None:
    frame = mentions(*rows) if rows else empty("mentions")
    shuffled = frame.sample(frac=1, random_state=seed)
    of = articles(frame)
    pd.testing.assert_frame_equal(link(shuffled, of.sample(frac=1, random_state=seed)), link(frame, of))


@settings(max_examples=25, deadline=None)
@given(some_mentions, st.integers(1, 5))
def test_reports_published_later_change_no_id(rows: list[dict[str, Any]], count: int) -> None:
    frame = mentions(*rows) if rows else empty("mentions")
    of = articles(frame)
    known = of.head(count)
    before = event_of(link(frame[frame["article_id"].isin(known["article_id"])], known))
    after = event_of(link(frame, of))
    assert {mention: after[mention] for mention in before} == before


def event_of(events: pd.DataFrame) -> dict[str, str]:
    pairs = zip(events["event_id"], events["mention_ids"], strict=True)
    return {mention: event for event, ids in pairs for mention in ids.split("|")}


@settings(max_examples=25, deadline=None)
@given(some_mentions)
def test_every_exact_mention_is_in_one_event_and_no_report_twice(rows: list[dict[str, Any]]) -> None:
    frame = mentions(*rows) if rows else empty("mentions")
    events = link(frame, articles(frame))
    listed = [m for ids in events["mention_ids"] for m in ids.split("|")]
    assert sorted(listed) == sorted(frame["mention_id"])
    assert (events["n_articles"] >= 1).all()


def political(**changes: Any) -> pd.DataFrame:
    row = {"article_id": "a", "date_start": "2020-06-11", "date_end": "2020-06-11", "kind": "talks", **changes}
    return check(pd.DataFrame([row]), "political_mentions")


CALENDAR = check(
    pd.DataFrame(
        [
            {"event_id": i, "date_start": s, "date_end": e, "kind": k, "title_en": i, "title_ar": i}
            for i, s, e, k in [
                ("dialogue", "2020-06-11", "2020-06-11", "talks"),
                ("long_talks", "2020-08-19", "2020-08-21", "talks"),
                ("day_of_talks", "2020-08-20", "2020-08-20", "talks"),
                ("vote", "2020-06-11", "2020-06-11", "vote"),
            ]
        ]
    ),
    "political_events",
)


@pytest.mark.parametrize(
    ("mention", "event"),
    [
        ({}, "dialogue"),
        ({"kind": "vote"}, "vote"),
        ({"kind": "truce"}, None),
        ({"date_start": "2020-06-01", "date_end": "2020-06-30"}, "dialogue"),
        ({"date_start": "2020-06-12", "date_end": "2020-06-12"}, None),
        ({"date_start": "2020-08-20", "date_end": "2020-08-20"}, "day_of_talks"),
        ({"date_start": "2020-08-01", "date_end": "2020-08-31"}, None),
        ({"date_start": None, "date_end": None}, None),
        ({"political_event_id": "known"}, "known"),
    ],
)
def test_a_political_mention_finds_its_row_where_only_one_fits(mention: dict[str, Any], event: str | None) -> None:
    found = match_political(political(**mention), CALENDAR)["political_event_id"].iloc[0]
    assert (None if pd.isna(found) else found) == event


def test_without_a_calendar_nothing_is_matched() -> None:
    pd.testing.assert_frame_equal(match_political(political(), None), political())


def test_a_thousand_mentions_keep_their_number() -> None:
    pick = random.Random(1)
    rows = [
        {
            "date_start": f"2024-{pick.randint(1, 12):02d}-{pick.randint(1, 28):02d}",
            "site_id": pick.choice(["taji", "harir"]),
        }
        for _ in range(1000)
    ]
    assert linked(*rows)["n_articles"].sum() == 1000
