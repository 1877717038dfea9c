"""ACLED exports in: dates, places, weapons, outcomes, groups, and an account of every row that is not used."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from osint_iraq.exchange import ExchangeError, read_acled
from osint_iraq.exchange.columns import ACLED_COLUMNS
from osint_iraq.link import link
from osint_iraq.schema import check, empty
from tests.exchange.made import ACLED_ROW, acled_file, write_rows

STRIKE, DISRUPTED = "Air/drone strike", "Disrupted weapons use"


def first(folder: Path, **change: str) -> pd.Series:
    found = read_acled(acled_file(folder, change))
    assert found.problems.empty, found.problems["message"].tolist()
    return found.chronology.iloc[0]


def problems(folder: Path, *changes: dict[str, str]) -> list[tuple[str, str]]:
    found = read_acled(acled_file(folder, *changes)).problems
    check(found, "problems")
    assert set(found["stage"]) <= {"reference"}
    return list(zip(found["severity"], found["code"], strict=True))


def test_a_row_becomes_a_row_of_the_chronology(tmp_path: Path) -> None:
    row = first(tmp_path)
    assert row["chronology_id"] == "acled_irq900001"
    assert (row["date_start"], row["date_end"]) == (pd.Timestamp("2024-07-24"),) * 2
    assert (row["site"], row["country"], row["weapons"]) == ("ain_al_asad", "IQ", "rocket")
    assert (row["outcome"], row["attributed_to"]) == ("unknown", "islamic_resistance_iraq")
    assert (
        row[["killed_min", "killed_max", "injured_min", "munitions_min", "claimed_by", "source_url", "confidence"]]
        .isna()
        .all()
    )
    assert row["note"] == "ACLED IRQ900001; Shelling/artillery/missile attack; location Al Baghdadi; place by name"


def test_the_chronology_goes_into_linking(tmp_path: Path) -> None:
    found = read_acled(acled_file(tmp_path, {}, {"location": "Taji", "notes": "Mortar shells"})).chronology
    events = link(empty("mentions"), empty("articles"), found)
    assert sorted(events["chronology_id"]) == ["acled_irq900001", "acled_irq900002"]


@pytest.mark.parametrize(
    ("precision", "day", "interval"),
    [
        ("1", "24 July 2024", ("2024-07-24", "2024-07-24")),
        ("1", "2024-07-24", ("2024-07-24", "2024-07-24")),
        ("1.0", "24-Jul-2024", ("2024-07-24", "2024-07-24")),
        ("2", "2024-07-24", ("2024-07-21", "2024-07-27")),
        ("3", "2024-02-15", ("2024-02-01", "2024-02-29")),
    ],
)
def test_dates_are_as_wide_as_their_precision(
    tmp_path: Path, precision: str, day: str, interval: tuple[str, str]
) -> None:
    row = first(tmp_path, time_precision=precision, event_date=day)
    assert (row["date_start"], row["date_end"]) == tuple(map(pd.Timestamp, interval))


@pytest.mark.parametrize(("said", "killed"), [("0", None), ("", None), ("3", 3), ("3.0", 3)])
def test_no_fatalities_is_not_known(tmp_path: Path, said: str, killed: int | None) -> None:
    row = first(tmp_path, fatalities=said)
    assert [None if pd.isna(v) else v for v in row[["killed_min", "killed_max"]]] == [killed, killed]


@pytest.mark.parametrize(
    ("kind", "inter", "notes", "weapons"),
    [
        ("Shelling/artillery/missile attack", "3", "Several mortar shells fell.", "mortar"),
        ("Shelling/artillery/missile attack", "3", "Forces shelled the village.", "artillery"),
        ("Shelling/artillery/missile attack", "3", "They shelled it with ROCKETS.", "rocket"),
        ("Shelling/artillery/missile attack", "3", "A rocket-propelled grenade hit it.", "small_arms"),
        ("Shelling/artillery/missile attack", "3", "An attack.", "unknown"),
        ("Shelling/artillery/missile attack", "3", "Sprockets and drones' wreckage", "drone"),
        (STRIKE, "External/Other forces", "Turkish warplanes struck.", "airstrike"),
        (STRIKE, "8", "A strike.", "airstrike|drone"),
        (STRIKE, "3", "A strike.", "drone"),
        (STRIKE, "Political militias", "A strike.", "drone"),
        (STRIKE, "3", "A UAV and Grad rockets.", "drone|rocket"),
        (STRIKE, "8", "Missiles were fired.", "airstrike|drone|missile"),
        ("Remote explosive/landmine/IED", "3", "A bomb against a convoy, then mortar fire.", "ied"),
        ("Suicide bomb", "2", "", "ied"),
        ("Grenade", "3", "A hand grenade was thrown.", "small_arms"),
        ("Grenade", "3", "An IED was thrown.", "ied"),
        ("Chemical weapon", "2", "", "unknown"),
        ("Armed clash", "2", "A clash with mortars.", "mortar"),
        ("Attack", "3", "They attacked with an explosive device.", "ied"),
    ],
)  # fmt: skip
def test_weapons_come_from_the_type_and_the_words(
    tmp_path: Path, kind: str, inter: str, notes: str, weapons: str
) -> None:
    assert first(tmp_path, sub_event_type=kind, inter1=inter, notes=notes)["weapons"] == weapons


@pytest.mark.parametrize(
    ("notes", "outcome", "weapons"),
    [
        ("Air defenses intercepted two drones over the base.", "intercepted", "drone"),
        ("A UAV was shot down near a depot.", "intercepted", "drone"),
        ("Rockets ready to launch were found.", "foiled", "rocket"),
        ("Engineers defused a roadside bomb.", "foiled", "ied"),
        ("Something was intercepted.", "intercepted", "unknown"),
    ],
)
def test_disrupted_weapons_are_intercepted_or_foiled(tmp_path: Path, notes: str, outcome: str, weapons: str) -> None:
    row = first(tmp_path, sub_event_type=DISRUPTED, notes=notes)
    assert (row["outcome"], row["weapons"]) == (outcome, weapons)


@pytest.mark.parametrize(
    "notes", ["Police seized weapons.", "A cache of IEDs was defused.", "A mortar went off accidentally."]
)
def test_seizures_stores_and_accidents_are_no_attack(tmp_path: Path, notes: str) -> None:
    assert problems(tmp_path, {"sub_event_type": DISRUPTED, "notes": notes}) == [("warning", "not_an_attack")]


@pytest.mark.parametrize(
    ("actor", "group", "kept"),
    [
        ("Military Forces of Turkey (2016-)", "turkey", False),
        ("Military Forces of the United States (2021-2025)", "united_states", False),
        ("Military Forces of Iran (1989-) Islamic Revolutionary Guard Corps", "irgc", False),
        ("military forces of iraq (2022-) popular mobilization forces", "hashd_shaabi", False),
        ("Military Forces of Iraq (2022-)", "iraqi_forces", False),
        ("Unidentified Armed Group (Iraq)", None, False),
        ("A Front Of The Day", None, True),
    ],
)
def test_groups_are_ours_or_their_name_is_kept(tmp_path: Path, actor: str, group: str | None, kept: bool) -> None:
    row = first(tmp_path, actor1=actor)
    assert (None if pd.isna(row["attributed_to"]) else row["attributed_to"]) == group
    assert (f"actor1: {actor}" in row["note"]) == kept


@pytest.mark.parametrize(("kind", "notes"), [("Armed clash", "mortars"), (DISRUPTED, "The army shot down a drone.")])
def test_where_either_side_may_have_attacked_nobody_is_blamed(tmp_path: Path, kind: str, notes: str) -> None:
    row = first(tmp_path, sub_event_type=kind, notes=notes)
    assert pd.isna(row["attributed_to"])
    assert "actor1: Islamic Resistance in Iraq; actor2: Military Forces of the United States" in row["note"]


BROKEN = [
    ({"event_date": "24/07/24"}, "bad_date"),
    ({"event_date": "2024-02-30"}, "bad_date"),
    ({"event_date": "24 Juillet 2024"}, "bad_date"),
    ({"event_date": ""}, "bad_date"),
    ({"time_precision": "4"}, "bad_precision"),
    ({"time_precision": ""}, "bad_precision"),
    ({"fatalities": "several"}, "bad_number"),
    ({"fatalities": "-1"}, "bad_number"),
    ({"geo_precision": "1.5"}, "bad_number"),
    ({"event_id_cnty": ""}, "bad_id"),
]


@pytest.mark.parametrize(("change", "code"), BROKEN)
def test_a_broken_row_is_named_with_its_line(tmp_path: Path, change: dict[str, str], code: str) -> None:
    found = read_acled(acled_file(tmp_path, {"notes": "over\ntwo lines, a rocket"}, change, {}))
    assert len(found.chronology) == 2
    assert found.problems[["severity", "code"]].values.tolist() == [["error", code]]
    assert found.problems["message"][0].startswith("line 4: ")


def test_what_is_out_of_scope_is_counted_once_a_reason(tmp_path: Path) -> None:
    found = read_acled(
        acled_file(
            tmp_path, {}, {"country": "Iran", "iso": "364"}, {"country": "Iran", "iso": "364"}, {"country": "Turkey"},
            {"sub_event_type": "Peaceful protest"}, {"sub_event_type": "Arrests"}, {"sub_event_type": "Magic"},
            {"sub_event_type": "Armed clash", "notes": "gunfire"}, {"event_id_cnty": "IRQ900001"},
            {"sub_event_type": "Remote explosive/landmine/IED", "notes": "An unexploded shell went off."},
        )
    )  # fmt: skip
    told = dict(zip(found.problems["code"], found.problems["message"], strict=True))
    assert set(found.problems["severity"]) == {"warning"}
    assert told.keys() == {
        "out_of_scope_country", "out_of_scope_type", "unknown_type", "no_weapon_named", "duplicate_id", "not_an_attack",
    }  # fmt: skip
    assert told["out_of_scope_country"].startswith("3 rows left out")
    assert "(Iran 2, Turkey 1)" in told["out_of_scope_country"]
    assert "Magic 1" in told["unknown_type"]
    assert len(found.chronology) == 1


def test_a_row_with_too_many_cells_is_not_read_shifted(tmp_path: Path) -> None:
    path = acled_file(tmp_path, {})
    path.write_text(path.read_text() + "IRQ1,2024-07-24,one cell too few\n\n")
    found = read_acled(path)
    assert found.problems[["severity", "code"]].values.tolist() == [["error", "ragged_row"]]
    assert len(found.chronology) == 1


@pytest.mark.parametrize("how", [{"encoding": "utf-8-sig"}, {"delimiter": ";"}, {"delimiter": "\t"}])
def test_what_programs_do_to_files_is_undone(tmp_path: Path, how: dict[str, str]) -> None:
    plain = read_acled(acled_file(tmp_path, {}, {})).chronology
    pd.testing.assert_frame_equal(read_acled(acled_file(tmp_path, {}, {}, **how)).chronology, plain)


def test_columns_are_found_by_name(tmp_path: Path) -> None:
    columns = [f" {c.upper()} " for c in reversed(ACLED_COLUMNS)] + ["POPULATION_BEST"]
    path = write_rows(tmp_path / "a.csv", columns, [{f" {k.upper()} ": v for k, v in ACLED_ROW.items()}])
    assert read_acled(path).chronology["site"].tolist() == ["ain_al_asad"]


def test_older_files_with_other_columns_are_read(tmp_path: Path) -> None:
    columns = ["data_id", "iso", "event_id_cnty", "event_id_no_cnty", *ACLED_COLUMNS[1:4], *ACLED_COLUMNS[5:], "iso3"]
    row = {k: v for k, v in ACLED_ROW.items() if k in columns} | {"event_date": "02 January 2020", "inter1": "3"}
    assert len(read_acled(write_rows(tmp_path / "old.csv", columns, [row])).chronology) == 1


def test_a_file_that_is_not_utf8_is_read_with_a_warning(tmp_path: Path) -> None:
    found = read_acled(acled_file(tmp_path, {"admin2": "Hîtt"}, encoding="latin-1"))
    assert found.problems["code"].tolist() == ["not_utf8"]
    assert len(found.chronology) == 1


def test_a_missing_column_is_named_with_the_export_to_download(tmp_path: Path) -> None:
    path = write_rows(tmp_path / "weekly.csv", ["week", "country", "events"], [{"week": "1"}])
    with pytest.raises(ExchangeError, match=r"weekly.csv: column event_id_cnty, .*one row an event"):
        read_acled(path)


@pytest.mark.parametrize(("name", "text"), [("a.csv", ""), ("b.csv", "\n\n")])
def test_an_empty_file_is_said_to_be(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(ExchangeError, match=name):
        read_acled(tmp_path / name)


def test_a_file_without_rows_gives_empty_tables(tmp_path: Path) -> None:
    found = read_acled(acled_file(tmp_path))
    assert found.chronology.empty
    assert found.problems.empty


def test_excel_without_its_package_is_said_how_to_mend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def lacking(*args: object, **kwargs: object) -> None:
        raise ImportError("Missing optional dependency 'openpyxl'.")

    monkeypatch.setattr(pd, "read_excel", lacking)
    (tmp_path / "a.xlsx").write_bytes(b"PK")
    with pytest.raises(ExchangeError, match=r"a.xlsx: .*save it as CSV"):
        read_acled(tmp_path / "a.xlsx")


def test_excel_is_read_where_pandas_can(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    row = [ACLED_ROW.get(c, "") for c in ACLED_COLUMNS]
    row[1] = "2024-07-24 00:00:00"
    monkeypatch.setattr(pd, "read_excel", lambda *a, **k: pd.DataFrame([list(ACLED_COLUMNS), row]))
    (tmp_path / "a.xlsx").write_bytes(b"PK")
    assert read_acled(tmp_path / "a.xlsx").chronology["date_start"].tolist() == [pd.Timestamp("2024-07-24")]
