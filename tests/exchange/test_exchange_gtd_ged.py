"""GTD and UCDP GED files in."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from osint_iraq.exchange import ExchangeError, read_ged, read_gtd
from osint_iraq.exchange.columns import GED_COLUMNS
from tests.exchange.made import GED_ROW, ged_file, gtd_file, write_rows


def plain(row: pd.Series, *columns: str) -> list[object]:
    return [None if pd.isna(row[c]) else row[c] for c in columns]


def gtd(folder: Path, **change: str) -> pd.Series:
    found = read_gtd(gtd_file(folder, change))
    assert found.problems.empty, found.problems["message"].tolist()
    return found.chronology.iloc[0]


def ged(folder: Path, **change: str) -> pd.Series:
    found = read_ged(ged_file(folder, change))
    assert found.problems.empty, found.problems["message"].tolist()
    return found.chronology.iloc[0]


def test_a_gtd_row_becomes_a_row_of_the_chronology(tmp_path: Path) -> None:
    row = gtd(tmp_path)
    assert plain(row, "chronology_id", "site", "country", "weapons", "outcome", "claimed_by", "attributed_to") == [
        "gtd_202001050001", "green_zone", "IQ", "rocket", "unknown", None, "kataib_hezbollah",
    ]  # fmt: skip
    assert plain(row, "killed_min", "killed_max", "injured_min", "injured_max") == [1, 1, 2, 2]
    assert row["note"] == "GTD 202001050001; Bombing/Explosion; location Baghdad; place by name"


@pytest.mark.parametrize(
    ("change", "interval"),
    [
        ({}, ("2020-01-05", "2020-01-05")),
        ({"iday": "0"}, ("2020-01-01", "2020-01-31")),
        ({"imonth": "0", "iday": "0"}, ("2020-01-01", "2020-12-31")),
        ({"extended": "1", "resolution": "2020-01-07"}, ("2020-01-05", "2020-01-07")),
        ({"extended": "1"}, ("2020-01-05", "2020-01-05")),
    ],
)
def test_gtd_dates(tmp_path: Path, change: dict[str, str], interval: tuple[str, str]) -> None:
    row = gtd(tmp_path, **change)
    assert (row["date_start"], row["date_end"]) == tuple(map(pd.Timestamp, interval))


@pytest.mark.parametrize(
    ("nkill", "killed"), [("", [None, None]), ("0", [0, 0]), ("2.5", [2, 3]), ("-99", [None, None]), ("1.0", [1, 1])]
)
def test_gtd_casualties(tmp_path: Path, nkill: str, killed: list[int | None]) -> None:
    assert plain(gtd(tmp_path, nkill=nkill), "killed_min", "killed_max") == killed


@pytest.mark.parametrize(
    ("change", "weapons"),
    [
        ({"weapdetail": "Three mortars", "summary": ""}, "mortar"),
        ({"weapdetail": "", "summary": "A projectile was fired."}, "unknown"),
        ({"weapdetail": "An RPG was used", "summary": ""}, "small_arms"),
        ({"weapsubtype1": "16", "weapdetail": "", "summary": "A device exploded."}, "ied"),
        ({"weapsubtype1": "16", "weapdetail": "A drone with explosives", "summary": ""}, "drone"),
        ({"weapsubtype1": "15"}, "ied"),
        ({"weapsubtype1": "", "weapdetail": "roadside bomb", "summary": ""}, "ied"),
        ({"weaptype2": "5", "weapsubtype2": "5", "attacktype2": "2"}, "rocket|small_arms"),
        ({"weaptype1": "12", "weapsubtype1": "", "weapdetail": "A UAV was used.", "summary": ""}, "drone"),
    ],
)
def test_gtd_weapons(tmp_path: Path, change: dict[str, str], weapons: str) -> None:
    assert gtd(tmp_path, **change)["weapons"] == weapons


@pytest.mark.parametrize(
    ("change", "who"),
    [
        ({"claimed": "1"}, ["kataib_hezbollah", None]),
        ({"claimed": "-9"}, [None, "kataib_hezbollah"]),
        ({"gname": "Unknown"}, [None, None]),
        ({"gname": "A New Front", "claimed": "1"}, [None, None]),
        ({"gname": "Ashab al-Kahf", "claimed": "1"}, ["ashab_al_kahf", None]),
    ],
)
def test_gtd_groups(tmp_path: Path, change: dict[str, str], who: list[str | None]) -> None:
    row = gtd(tmp_path, **change)
    assert plain(row, "claimed_by", "attributed_to") == who
    assert ("gname: A New Front" in row["note"]) == (change.get("gname") == "A New Front")


def test_gtd_source_url_only_where_a_citation_has_one(tmp_path: Path) -> None:
    assert pd.isna(gtd(tmp_path)["source_url"])
    row = gtd(tmp_path, scite1="No link.", scite2="A headline, https://example.org/a.", scite3="(http://example.org/b)")
    assert plain(row, "source_url", "source_url_2") == ["https://example.org/a", "http://example.org/b"]


def test_gtd_convoys_go_to_the_convoy_site_of_their_governorate(tmp_path: Path) -> None:
    change = {
        "provstate": "Dhi Qar",
        "city": "Nasiriyah",
        "summary": "A roadside bomb hit a logistics convoy.",
        "location": "",
    }
    assert gtd(tmp_path, **change)["site"] == "convoy_dhi_qar"


@pytest.mark.parametrize(
    ("change", "severity", "code"),
    [
        ({"country_txt": "Iran"}, "warning", "out_of_scope_country"),
        ({"attacktype1": "6", "attacktype1_txt": "Hostage Taking (Kidnapping)"}, "warning", "out_of_scope_type"),
        ({"attacktype1": "2", "weaptype1": "5", "weapsubtype1": "2", "summary": "", "weapdetail": ""}, "warning", "no_weapon_named"),
        ({"weaptype1": "7", "weapsubtype1": ""}, "warning", "not_an_attack"),
        ({"iday": "31", "imonth": "2"}, "error", "bad_date"),
        ({"iyear": "x"}, "error", "bad_number"),
        ({"eventid": "2.02E+11"}, "error", "bad_id"),
        ({"extended": "1", "resolution": "1/7/2020"}, "error", "bad_date"),
        ({"extended": "1", "resolution": "2020-01-01"}, "error", "bad_date"),
    ],
)  # fmt: skip
def test_gtd_rows_that_are_not_used(tmp_path: Path, change: dict[str, str], severity: str, code: str) -> None:
    found = read_gtd(gtd_file(tmp_path, change))
    assert found.chronology.empty
    assert found.problems[["severity", "code"]].values.tolist() == [[severity, code]]


def test_gtd_as_csv_in_its_usual_encoding(tmp_path: Path) -> None:
    found = read_gtd(gtd_file(tmp_path, {"summary": "A rocket hit a café."}, encoding="latin-1"))
    assert found.chronology["weapons"].tolist() == ["rocket"]
    assert found.problems["code"].tolist() == ["not_utf8"]


def test_a_ged_row_becomes_a_row_of_the_chronology(tmp_path: Path) -> None:
    row = ged(tmp_path)
    assert plain(row, "chronology_id", "site", "country", "weapons", "killed_min", "killed_max", "outcome", "attributed_to") == [
        "ged_900001", "taji", "IQ", "rocket", 2, 4, "unknown", "isis",
    ]  # fmt: skip
    assert (row["date_start"], row["date_end"]) == (pd.Timestamp("2020-03-11"),) * 2
    assert row["note"].endswith("location Taji; date_prec 1; best 3")


def test_in_ged_battles_either_side_may_have_attacked(tmp_path: Path) -> None:
    row = ged(tmp_path, type_of_violence="1", side_a="Government of Iraq", side_b="IS", source_headline="Three killed")
    assert plain(row, "attributed_to", "weapons") == [None, "unknown"]
    assert "side_a: Government of Iraq; side_b: IS" in row["note"]


@pytest.mark.parametrize(("prec", "site"), [("1", "taji"), ("2", "taji"), ("4", None), ("6", None)])
def test_a_coarse_ged_place_is_no_base(tmp_path: Path, prec: str, site: str | None) -> None:
    assert plain(ged(tmp_path, where_prec=prec), "site") == [site]


def test_a_coarse_place_is_its_governorate_where_that_is_a_site(tmp_path: Path) -> None:
    row = ged(tmp_path, where_prec="4", adm_1="Al-Anbar governorate", where_coordinates="Ramadi")
    assert row["site"] == "anbar"
    assert "place by area" in row["note"]


def test_ged_without_a_header_is_read_by_the_order_of_its_columns(tmp_path: Path) -> None:
    path = write_rows(tmp_path / "candidate.csv", GED_COLUMNS, [GED_ROW])
    path.write_text(path.read_text().split("\n", 1)[1])
    assert read_ged(path).chronology["chronology_id"].tolist() == ["ged_900001"]


@pytest.mark.parametrize(
    ("change", "severity", "code"),
    [
        ({"country": "Afghanistan"}, "warning", "out_of_scope_country"),
        ({"date_end": "2020-03-01"}, "error", "bad_date"),
        ({"date_start": "March"}, "error", "bad_date"),
        ({"low": "5"}, "error", "bad_number"),
        ({"id": ""}, "error", "bad_id"),
    ],
)
def test_ged_rows_that_are_not_used(tmp_path: Path, change: dict[str, str], severity: str, code: str) -> None:
    found = read_ged(ged_file(tmp_path, change))
    assert found.chronology.empty
    assert found.problems[["severity", "code"]].values.tolist() == [[severity, code]]


@pytest.mark.parametrize(("read", "said"), [(read_gtd, "eventid.*GTD"), (read_ged, "id, .*GED")])
def test_a_file_of_another_kind_is_refused(tmp_path: Path, read: object, said: str) -> None:
    path = write_rows(tmp_path / "x.csv", ["a", "b"], [{"a": "1"}])
    with pytest.raises(ExchangeError, match=said):
        read(path)  # type: ignore[operator]
