"""Corrections by hand: applied, recorded, and reported where they no longer fit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from osint_iraq.corrections import apply_corrections, load_corrections, moves, problems_of, unknown_tables
from osint_iraq.link import link
from osint_iraq.pipeline import Tables, build
from osint_iraq.reference import load_chronology
from osint_iraq.schema import SchemaError, check, empty

EVENTS = link(empty("mentions"), empty("articles"), load_chronology())
ASAD = "20240725_ain_al_asad"
ATTACKS = {
    "one.txt": "بغداد 26 يوليو 2024\nسقط صاروخان على قاعدة عين الأسد غرب العراق يوم 25 يوليو 2024، دون وقوع إصابات.\n",
    "two.txt": "بغداد 29 يوليو 2024\nاستهدفت طائرة مسيرة قاعدة حرير في أربيل يوم 28 يوليو 2024 من دون إصابات.\n",
    "three.txt": "بغداد\nسقطت ثلاثة صواريخ على قاعدة حرير، وأصيب جنديان بجروح.\n",
}


def corrections(*rows: dict[str, Any]) -> pd.DataFrame:
    fixed = {"table": "events", "id": ASAD, "why": "the ministry's statement", "who": "NN", "when": "2026-11-21"}
    return check(pd.DataFrame([{**fixed, **row} for row in rows]), "corrections") if rows else empty("corrections")


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    for name, text in ATTACKS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def built(reports: Path, *rows: dict[str, Any]) -> Tables:
    """The tables with these corrections and without the chronology's help."""
    path = reports.parent / "corrections.csv"
    columns = ["table", "id", "field", "old", "new", "why", "who", "when"]
    corrections(*rows)[columns].to_csv(path, index=False, date_format="%Y-%m-%d")
    return build([reports], corrections=path)


@pytest.mark.parametrize(
    ("row", "status", "found"),
    [
        ({"field": "munitions_best", "old": "4", "new": "5"}, "applied", None),
        ({"field": "munitions_best", "old": "3", "new": "5"}, "stale", "4"),
        ({"field": "munitions_best", "old": None, "new": "5"}, "stale", "4"),
        ({"field": "munitions_best", "old": "3", "new": "4"}, "confirmed", None),
        ({"field": "munitions_best", "old": "4", "new": "4"}, "confirmed", None),
        ({"field": "munitions_best", "old": "4", "new": None}, "applied", None),
        ({"field": "weapon_detail", "old": None, "new": "katyusha"}, "applied", None),
        ({"field": "date_start", "old": "2024-07-25", "new": "2024-07-24"}, "applied", None),
        ({"field": "date_start", "old": "2024-07-25", "new": "2024-07-27"}, "refused", "date_start is above date_end"),
        ({"field": "outcome", "old": "near_miss", "new": "missed"}, "refused", "is not one of"),
        ({"field": "munitions_best", "old": "4", "new": "four"}, "refused", "not a whole number"),
        ({"field": "munitions_best", "old": "4", "new": "-1"}, "refused", "below 0"),
        ({"field": "event_id", "old": ASAD, "new": "x"}, "refused", "cannot be corrected"),
        ({"field": "n_articles", "old": "0", "new": "1"}, "refused", "cannot be corrected"),
        ({"field": "colour", "old": None, "new": "red"}, "refused", "cannot be corrected"),
        ({"id": "20990101_nowhere", "field": "outcome", "old": "hit", "new": "foiled"}, "absent", None),
        (
            {"id": "date_start=2024-07-25;site_id=ain_al_asad", "field": "munitions_best", "old": "4", "new": "5"},
            "applied",
            None,
        ),
        ({"id": "site_id=ain_al_asad", "field": "munitions_best", "old": "4", "new": "5"}, "ambiguous", None),
        ({"id": "site=ain_al_asad", "field": "munitions_best", "old": "4", "new": "5"}, "refused", "no column"),
    ],
)
def test_what_comes_of_a_correction(row: dict[str, Any], status: str, found: str | None) -> None:
    done = apply_corrections(EVENTS, "events", corrections(row))
    made = done.report.iloc[0]
    assert made["status"] == status, made["found"]
    assert (found in made["found"]) if found else pd.isna(made["found"])
    assert done.rows == ({ASAD} if status == "applied" else set())
    changed = done.frame.set_index("event_id").loc[ASAD].compare(EVENTS.set_index("event_id").loc[ASAD])
    assert list(changed.index) == ([row["field"]] if status == "applied" else [])
    pd.testing.assert_series_equal(done.frame.dtypes, EVENTS.dtypes)


def test_corrections_are_applied_one_after_another() -> None:
    first, second = (
        {"field": "outcome", "old": "near_miss", "new": "hit"},
        {"field": "outcome", "old": "hit", "new": "foiled"},
    )
    done = apply_corrections(EVENTS, "events", corrections(first, second))
    assert done.frame.set_index("event_id").at[ASAD, "outcome"] == "foiled"
    assert apply_corrections(EVENTS, "events", corrections(second, first)).report["status"].tolist() == [
        "stale",
        "applied",
    ]


def test_a_table_that_cannot_be_corrected_is_refused() -> None:
    rows = corrections({"table": "chronology", "field": "outcome"}, {"field": "outcome"})
    assert unknown_tables(rows)["status"].tolist() == ["refused"]


def test_what_could_not_be_applied_is_a_problem_that_names_file_row_and_mend() -> None:
    report = apply_corrections(
        EVENTS, "events", corrections({"field": "munitions_best", "old": "3", "new": "5"})
    ).report
    (message,) = problems_of(report, "hand/corrections.csv", set())["message"]
    assert [part in message for part in (ASAD, "munitions_best", "'3'", "'4'", "remove")] == [True] * 5


def test_corrections_of_other_archives_are_no_problem() -> None:
    rows = [{"table": "mentions", "id": "a1#1", "field": "outcome"}, {"table": "articles", "id": "a1", "field": "outlet"},
            {"id": "gone", "field": "outcome"}]  # fmt: skip
    report = corrections(*rows).assign(status="absent")
    assert problems_of(report, "f", set())["message"].str.contains("gone").tolist() == [True]
    assert len(problems_of(report, "f", {"a1"})) == 3


@pytest.mark.parametrize("lacking", ["why", "who", "when", "field"])
def test_a_correction_without_reason_name_or_day_is_no_correction(lacking: str, tmp_path: Path) -> None:
    row = {
        "table": "events",
        "id": ASAD,
        "field": "outcome",
        "old": "hit",
        "new": "foiled",
        "why": "w",
        "who": "n",
        "when": "2026-01-01",
    }
    pd.DataFrame([{**row, lacking: ""}]).to_csv(tmp_path / "c.csv", index=False)
    with pytest.raises(SchemaError, match=lacking):
        load_corrections(tmp_path / "c.csv")


def test_without_a_file_there_are_none(tmp_path: Path) -> None:
    assert load_corrections(tmp_path / "none.csv").empty


def test_a_corrected_event_says_so_in_the_tables(reports: Path) -> None:
    tables = built(
        reports,
        {"field": "munitions_best", "old": "4", "new": "6"},
        {"field": "outcome", "old": "intercepted", "new": "foiled"},
    )
    event = tables.events.set_index("event_id").loc[ASAD]
    assert (event["munitions_best"], event["corrected"]) == (6, True)
    assert int(tables.events["corrected"].sum()) == 1
    assert tables.corrections["status"].tolist() == ["applied", "stale"]
    assert tables.problems["code"].tolist() == ["correction_stale"]


def test_a_corrected_mention_reaches_its_event(reports: Path) -> None:
    plain = built(reports)
    assert plain.events.set_index("event_id").at["20240728_harir", "weapons"] == "drone"
    tables = built(
        reports, {"table": "mentions", "id": "two#1", "field": "site_id", "old": "harir", "new": "erbil_airport"}
    )
    moved = tables.events[tables.events["mention_ids"] == "two#1"].iloc[0]
    assert (moved["site_id"], moved["corrected"]) == ("erbil_airport", True)
    assert tables.evidence["value"].tolist() == plain.evidence["value"].tolist()  # what was read stays what was read


def test_a_corrected_publication_date_dates_what_was_told_by_it(reports: Path) -> None:
    (reports / "three.txt").write_text(
        "سقطت ثلاثة صواريخ على قاعدة حرير مساء أمس، وأصيب جنديان بجروح.\n", encoding="utf-8"
    )
    assert built(reports).mentions.set_index("mention_id").loc["three#1", "date_start"] is pd.NaT
    row = {"table": "articles", "id": "three", "field": "published", "old": None, "new": "2024-08-02"}
    tables = built(reports, row)
    assert tables.mentions.set_index("mention_id").at["three#1", "date_start"] == pd.Timestamp("2024-08-01")
    assert tables.events.set_index("event_id").at["20240801_harir", "corrected"]


@pytest.mark.parametrize(
    ("mention", "old", "new", "where"),
    [
        ("two#1", "20240728_harir", ASAD, ASAD),
        ("two#1", "20240728_harir", "new", "20240728_harir"),
        ("one#1", ASAD, "new", "20240725_ain_al_asad_2"),
        ("one#1", ASAD, "new_second_salvo", "new_second_salvo"),
        ("three#1", None, "20240728_harir", "20240728_harir"),
    ],
)
def test_a_mention_can_be_put_with_another_attack(
    mention: str, old: str | None, new: str, where: str, reports: Path
) -> None:
    tables = built(reports, {"table": "mentions", "id": mention, "field": "event_id", "old": old, "new": new})
    assert tables.corrections["status"].tolist() == ["applied"]
    event = tables.events[tables.events["mention_ids"].str.contains(mention, na=False)].iloc[0]
    assert event["event_id"] == where
    assert event["corrected"]
    assert tables.links.set_index("mention_id").loc[mention, "reason"] == "by_hand"


def test_an_undated_mention_put_by_hand_leaves_the_days_as_they_are(reports: Path) -> None:
    row = {"table": "mentions", "id": "three#1", "field": "event_id", "old": None, "new": "20240728_harir"}
    event = built(reports, row).events.set_index("event_id").loc["20240728_harir"]
    assert (event["date_start"], event["date_end"]) == (pd.Timestamp("2024-07-28"),) * 2
    assert (event["n_articles"], event["injured_high"]) == (2, 2)


@pytest.mark.parametrize(
    ("row", "status"),
    [
        ({"old": "20240728_harir", "new": "20990101_nowhere"}, "refused"),
        ({"old": "20240101_harir", "new": ASAD}, "stale"),
        ({"old": "20240728_harir", "new": "20240728_harir"}, "confirmed"),
        ({"id": "nine#1", "old": None, "new": ASAD}, "absent"),
    ],
)
def test_a_move_that_does_not_fit_is_not_made(row: dict[str, Any], status: str, reports: Path) -> None:
    tables = built(reports, {"table": "mentions", "id": "two#1", "field": "event_id", **row})
    assert tables.corrections["status"].tolist() == [status]
    assert tables.events.set_index("event_id").at["20240728_harir", "mention_ids"] == "two#1"
    assert not tables.events["corrected"].any()


@pytest.mark.parametrize(
    ("field", "old", "new", "why"),
    [("certainty", "reported", "denied", "denies"), ("date_start", "2024-07-28", None, "date_start")],
)
@pytest.mark.parametrize("target", ["new", "new_salvo"])
def test_what_can_be_no_event_is_moved_to_no_new_one(
    field: str, old: str, new: str | None, why: str, target: str, reports: Path
) -> None:
    about = {"table": "mentions", "id": "two#1"}
    moved = {**about, "field": "event_id", "old": None, "new": target}
    tables = built(reports, {**about, "field": field, "old": old, "new": new}, moved)
    last = tables.corrections.set_index("field").loc["event_id"]
    assert last["status"] == "refused"
    assert why in last["found"]


def test_a_move_by_natural_key_marks_its_new_event(reports: Path) -> None:
    key = "article_id=two;site_id=harir"
    row = {"table": "mentions", "id": key, "field": "event_id", "old": "20240728_harir", "new": "new_salvo"}
    events = built(reports, row).events.set_index("event_id")
    assert events.loc["new_salvo", "mention_ids"] == "two#1"
    assert events.loc["new_salvo", "corrected"]


def test_moves_ask_for_what_the_rules_did() -> None:
    mentions = pd.DataFrame({"mention_id": ["m"], "certainty": ["reported"], "date_start": ["2024-07-28"]})
    row = {"table": "mentions", "id": "m", "field": "event_id", "old": "a", "new": "b"}
    wanted, report = moves(mentions, {"m": "a"}, {"a", "b"}, corrections(row))
    assert (wanted, report["status"].tolist()) == ({"m": "b"}, ["applied"])
