"""Our events in other people's shapes, and back again."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pandas as pd
import pytest

from osint_iraq.exchange import read_acled, read_ged, to_acled_like, to_ged_like, to_geojson, write_export
from osint_iraq.exchange.columns import ACLED_COLUMNS, GED_COLUMNS
from osint_iraq.exchange.countries import COUNTRIES, STATES
from osint_iraq.reference import gazetteer, load_groups
from osint_iraq.schema import TABLES, SchemaError
from osint_iraq.storage import StorageError
from tests.exchange.made import events_of

KILLED = {"killed_low": 1, "killed_best": 2, "killed_high": 3}
NO_DATE = {"date_start": None, "date_end": None, "date_precision": "unknown"}


def span(first: str, last: str, precision: str = "range") -> dict[str, str]:
    return {"date_start": first, "date_end": last, "date_precision": precision}


def test_columns_stand_in_order_behind_whose_rows_they_are() -> None:
    acled, ged = to_acled_like(events_of({})).frame, to_ged_like(events_of(KILLED)).frame
    assert list(acled) == ["source_dataset", *ACLED_COLUMNS]
    assert list(ged) == ["source_dataset", *GED_COLUMNS]
    assert acled["source_dataset"][0] == "osint_iraq (ACLED-like columns)"
    assert ged["source_dataset"][0] == "osint_iraq (UCDP GED-like columns)"
    assert (len(ACLED_COLUMNS), len(GED_COLUMNS)) == (31, 49)
    assert acled["event_id_cnty"][0] == ged["id"][0] == "osint_iraq:20240724_ain_al_asad"


def test_an_event_in_acled_like_columns() -> None:
    row = to_acled_like(events_of({})).frame.iloc[0]
    assert row[["event_date", "year", "time_precision", "geo_precision", "iso", "country", "location"]].tolist() == [
        "2024-07-24", 2024, 1, 1, 368, "Iraq", "Ain al-Asad air base",
    ]  # fmt: skip
    assert row[["sub_event_type", "actor1", "inter1", "interaction"]].tolist() == [
        "Air/drone strike", "Islamic Resistance in Iraq", "Political militia", "Political militia only",
    ]  # fmt: skip
    assert row[["actor2", "inter2", "source", "fatalities", "civilian_targeting", "timestamp"]].isna().all()
    assert "recorded by osint_iraq, not by ACLED" in row["notes"]
    assert "munitions_low=2; munitions_best=2; munitions_high=4" in row["notes"]


@pytest.mark.parametrize(
    ("change", "day", "precision"),
    [
        (span("2024-07-24", "2024-07-25", "night"), "2024-07-24", 1),
        (span("2024-07-24", "2024-07-26"), "2024-07-25", 2),
        (span("2024-07-22", "2024-07-28", "week"), "2024-07-25", 2),
        (span("2024-02-01", "2024-02-29", "month"), "2024-02-15", 3),
    ],
)
def test_acled_like_dates(change: dict[str, str], day: str, precision: int) -> None:
    row = to_acled_like(events_of(change)).frame.iloc[0]
    assert (row["event_date"], row["time_precision"]) == (day, precision)


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"weapons": "rocket"}, "Shelling/artillery/missile attack"),
        ({"weapons": "ied|mortar"}, "Shelling/artillery/missile attack"),
        ({"weapons": "ied"}, "Remote explosive/landmine/IED"),
        ({"weapons": "small_arms"}, "Armed clash"),
        ({"weapons": "small_arms", "target_kind": "city"}, "Attack"),
        ({"weapons": "unknown"}, None),
        ({"weapons": "rocket", "outcome": "intercepted"}, "Disrupted weapons use"),
        ({"weapons": "rocket", "outcome": "foiled"}, "Disrupted weapons use"),
    ],
)
def test_acled_like_types(change: dict[str, str], kind: str | None) -> None:
    row = to_acled_like(events_of(change)).frame.iloc[0]
    assert (None if pd.isna(row["sub_event_type"]) else row["sub_event_type"]) == kind


@pytest.mark.parametrize(
    ("claimed", "blamed", "actor", "inter"),
    [
        (None, None, "Unidentified Armed Group (Iraq)", "Political militia"),
        (None, "unknown_attackers", "Unidentified Armed Group (Iraq)", "Political militia"),
        (None, "turkey", "Turkey", "External/Other forces"),
        (None, "iraqi_forces", "Iraqi security forces", "State forces"),
        ("isis", None, "Islamic State (ISIS)", "Rebel group"),
        (None, "coalition", "International coalition against ISIS", "External/Other forces"),
    ],
)
def test_acled_like_actors(claimed: str | None, blamed: str | None, actor: str, inter: str) -> None:
    row = to_acled_like(events_of({"claimed_by": claimed, "attributed_to": blamed})).frame.iloc[0]
    assert (row["actor1"], row["inter1"]) == (actor, inter)


def test_claim_and_blame_both_stand_where_they_differ() -> None:
    row = to_acled_like(events_of({"attributed_to": "kataib_hezbollah"})).frame.iloc[0]
    assert (row["actor1"], row["assoc_actor_1"]) == ("Islamic Resistance in Iraq", "Kataib Hezbollah")


def test_what_is_left_out_is_counted() -> None:
    wide, wider = span("2024-01-01", "2024-12-31", "year"), span("2023-01-01", "2024-12-31")
    events = events_of(KILLED, KILLED | NO_DATE, KILLED | wide, KILLED | wider, {})
    acled, ged = to_acled_like(events), to_ged_like(events)
    assert acled.left_out == {"no date": 1, "a date wider than a month": 2}
    assert ged.left_out == {"no date": 1, "a date wider than a year": 1, "nobody killed, or not known": 1}
    assert to_ged_like(events, all=True).left_out == {"no date": 1, "a date wider than a year": 1}
    assert len(acled.frame) + sum(acled.left_out.values()) == len(ged.frame) + sum(ged.left_out.values()) == len(events)


def test_unknown_is_empty_and_never_0() -> None:
    known = {"killed_low": 0, "killed_best": 0, "killed_high": 0}
    assert to_acled_like(events_of({}, known)).frame["fatalities"].tolist() == [pd.NA, 0]
    ged = to_ged_like(events_of({}, known), all=True).frame
    assert ged[["best", "high", "low", "deaths_unknown"]].iloc[0].isna().all()
    assert ged[["best", "high", "low", "deaths_unknown"]].iloc[1].tolist() == [0, 0, 0, 0]


def test_at_least_one_killed_is_lethal() -> None:
    assert len(to_ged_like(events_of({"killed_low": 4})).frame) == 1


def test_an_event_in_ged_like_columns() -> None:
    row = to_ged_like(events_of(KILLED | {"attributed_to": "united_states", "claimed_by": None})).frame.iloc[0]
    assert row[["year", "code_status", "side_a", "gwnoa", "number_of_sources", "where_prec", "country_id"]].tolist() == [
        2024, "Check", "United States", 2, 3, 1, 645,
    ]  # fmt: skip
    assert row[["low", "best", "high", "deaths_unknown", "date_prec", "event_clarity"]].tolist() == [1, 2, 3, 2, 1, 1]
    assert row["geom_wkt"] == "POINT (42.441 33.786)"
    assert row["priogrid_gid"] == (247 * 720) + 445
    invented = ["relid", "type_of_violence", "conflict_new_id", "dyad_new_id", "side_a_new_id", "side_b", "active_year"]
    assert row[invented].isna().all()


@pytest.mark.parametrize(
    ("group", "number"),
    [("united_states", 2), ("united_kingdom", 200), ("france", 220), ("iran", 630), ("turkey", 640), ("iraq", 645),
     ("syrian_government", 652), ("jordan", 663), ("israel", 666), ("kuwait", 690), ("irgc", None), ("coalition", None),
     ("kataib_hezbollah", None)],
)  # fmt: skip
def test_the_number_of_a_state_is_that_of_gleditsch_and_ward(group: str, number: int | None) -> None:
    """The numbers of their list of states (UCDP uses it); a force or an armed group has no number of a state."""
    row = to_ged_like(events_of(KILLED | {"attributed_to": group, "claimed_by": None})).frame.iloc[0]
    assert (None if pd.isna(row["gwnoa"]) else row["gwnoa"]) == number


def test_every_state_is_one_in_the_table_of_groups() -> None:
    kinds = load_groups().set_index("group_id")["kind"]
    assert set(kinds[list(STATES)]) == {"state"}
    assert set(STATES.values()) == set(COUNTRIES)


@pytest.mark.parametrize(
    ("last", "precision", "clarity"),
    [("2024-07-24", 1, 1), ("2024-07-25", 2, 1), ("2024-07-30", 3, 2), ("2024-08-20", 4, 2), ("2024-12-01", 5, 2)],
)
def test_ged_like_dates(last: str, precision: int, clarity: int) -> None:
    row = to_ged_like(events_of(KILLED | span("2024-07-24", last))).frame.iloc[0]
    assert row[["date_start", "date_end", "date_prec", "event_clarity"]].tolist() == [
        "2024-07-24",
        last,
        precision,
        clarity,
    ]


@pytest.mark.parametrize(
    ("site", "acled", "ged"),
    [
        ("ain_al_asad", 1, 1),
        ("mosul", 1, 1),
        ("kalsu", 1, 2),
        ("khor_mor", 2, 3),
        ("anbar", 3, 4),
        ("convoy_babil", 3, 5),
    ],
)
def test_precision_of_places(site: str, acled: int, ged: int) -> None:
    place = {"site_id": site, **{c: gazetteer().value(site, c) for c in ("latitude", "longitude", "admin1")}}
    events = events_of(KILLED | place)
    assert to_acled_like(events).frame["geo_precision"].tolist() == [acled]
    assert to_ged_like(events).frame["where_prec"].tolist() == [ged]


def test_an_event_without_a_place_has_none() -> None:
    nowhere = dict.fromkeys(("site_id", "place_name", "admin1", "latitude", "longitude"))
    events = events_of(KILLED | nowhere)
    assert to_acled_like(events).frame[["geo_precision", "latitude", "location"]].isna().all(axis=None)
    row = to_ged_like(events).frame.iloc[0]
    assert row["where_prec"] == 6
    assert row[["latitude", "geom_wkt", "priogrid_gid", "where_coordinates"]].isna().all()


def test_frames_that_are_no_events_are_refused() -> None:
    for export in (to_acled_like, to_ged_like, to_geojson):
        with pytest.raises(SchemaError):
            export(pd.DataFrame({"a": [1]}))  # type: ignore[operator]


def test_geojson_is_as_its_standard_asks() -> None:
    nowhere = {"site_id": None, "latitude": None, "longitude": None}
    found = json.loads(json.dumps(to_geojson(events_of(KILLED, nowhere | NO_DATE)), allow_nan=False))
    assert found.keys() == {"type", "features"}
    placed, unplaced = found["features"]
    assert placed["type"] == "Feature"
    assert placed["geometry"] == {"type": "Point", "coordinates": [42.441, 33.786]}
    assert unplaced["geometry"] is None
    told = placed["properties"]
    assert list(told) == [*TABLES["events"].names, "coord_precision", "point_is"]
    assert told["weapons"] == ["drone", "rocket"]
    assert (told["date_start"], told["killed_best"], told["corrected"]) == ("2024-07-24", 2, False)
    assert told["first_reported"] == "2024-07-25T01:30:00Z"
    assert (told["coord_precision"], told["point_is"]) == ("site", "the site itself")
    assert unplaced["properties"]["coord_precision"] is unplaced["properties"]["date_start"] is None


SITES = [
    "ain_al_asad",
    "victory_base",
    "green_zone",
    "erbil_airport",
    "mosul",
    "anbar",
    "convoy_babil",
    "conoco",
    "tower_22",
]
WEAPONS = [
    "rocket",
    "drone",
    "drone|rocket",
    "missile",
    "mortar",
    "ied",
    "airstrike",
    "artillery",
    "drone|missile|rocket",
]


def round_trip() -> pd.DataFrame:
    places = gazetteer()
    columns = ("country", "admin1", "latitude", "longitude")
    placed = [{"site_id": s} | {c: places.value(s, c) for c in columns} for s in SITES]
    return events_of(*(KILLED | p | {"weapons": w} for p, w in zip(placed, WEAPONS, strict=True)))


def test_our_acled_like_export_is_read_back_the_same(tmp_path: Path) -> None:
    events = round_trip()
    assert write_export(events, "acled", tmp_path / "out.csv") == {}
    back = read_acled(tmp_path / "out.csv")
    assert back.problems.empty
    assert back.chronology["chronology_id"].tolist() == [f"acled_osint_iraq:{e}" for e in events["event_id"]]
    assert back.chronology["site"].tolist() == SITES
    assert back.chronology["weapons"].tolist() == WEAPONS
    assert back.chronology["date_start"].tolist() == events["date_start"].tolist()
    assert back.chronology["killed_min"].tolist() == events["killed_best"].tolist()
    assert set(back.chronology["attributed_to"]) == {"islamic_resistance_iraq"}


@pytest.mark.parametrize("outcome", ["intercepted", "foiled"])
def test_disrupted_attacks_come_back_with_their_outcome(tmp_path: Path, outcome: str) -> None:
    write_export(events_of({"outcome": outcome}), "acled", tmp_path / "out.csv")
    back = read_acled(tmp_path / "out.csv").chronology
    assert back[["outcome", "weapons"]].values.tolist() == [[outcome, "drone|rocket"]]


def test_a_week_comes_back_a_week(tmp_path: Path) -> None:
    write_export(events_of(span("2024-07-22", "2024-07-28", "week")), "acled", tmp_path / "out.csv")
    back = read_acled(tmp_path / "out.csv").chronology
    assert (
        back[["date_start", "date_end"]].values.tolist()
        == events_of(span("2024-07-22", "2024-07-28"))[["date_start", "date_end"]].values.tolist()
    )


def test_our_ged_like_export_is_read_back_as_far_as_it_says(tmp_path: Path) -> None:
    events = round_trip()
    write_export(events, "ged", tmp_path / "out.csv")
    back = read_ged(tmp_path / "out.csv")
    assert back.problems.empty
    assert back.chronology["site"].tolist() == SITES
    assert back.chronology["date_end"].tolist() == events["date_end"].tolist()
    assert back.chronology["killed_max"].tolist() == events["killed_high"].tolist()
    assert set(back.chronology["weapons"]) == {"unknown"}  # GED has no column for weapons


def test_geojson_is_written_as_utf8(tmp_path: Path) -> None:
    write_export(events_of({"place_name": "عين الأسد"}), "geojson", tmp_path / "map.geojson")
    raw = (tmp_path / "map.geojson").read_text(encoding="utf-8")
    assert "عين الأسد" in raw
    assert json.loads(raw)["features"][0]["properties"]["place_name"] == "عين الأسد"


def test_a_file_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(StorageError):
        write_export(events_of({}), "acled", tmp_path / "taken" / "out.csv")


def test_no_event_is_no_error(tmp_path: Path) -> None:
    assert to_acled_like(events_of({}).iloc[:0]).frame.empty
    assert write_export(events_of({}).iloc[:0], "ged", tmp_path / "none.csv") == {}


@pytest.mark.parametrize("kind", ["acled", "ged"])
def test_names_and_addresses_from_strangers_are_no_formulas_in_an_export(kind: str, tmp_path: Path) -> None:
    bad = '=HYPERLINK("http://x.example")'
    events = events_of(
        KILLED | {"place_name": bad, "site_id": None, "country": "IQ", "latitude": 33.0, "longitude": 44.0}
    )
    write_export(events, kind, tmp_path / "out.csv")  # type: ignore[arg-type]
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as stream:
        cells = [cell for row in csv.reader(stream) for cell in row]
    assert f"'{bad}" in cells
    assert not any(cell[:1] in ("=", "@") for cell in cells)
