"""The sheet of what deserves a human look, and the filled sheet back in."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from osint_iraq import cli
from osint_iraq.pipeline import Tables, build, save
from osint_iraq.review import ReviewError, apply_review, review, write_review
from osint_iraq.schema import SchemaError

REPORTS = {
    "clash_a": "بغداد 26 يوليو 2024\nسقط صاروخان على قاعدة عين الأسد غرب العراق يوم 25 يوليو 2024، ما أسفر عن إصابة جنديين.\n",
    "clash_b": "بغداد 27 يوليو 2024\nسقطت سبعة صواريخ على قاعدة عين الأسد في الأنبار يوم 25 يوليو 2024، ما أسفر عن إصابة خمسة جنود.\n",
    "wrong_year": "بغداد 26 يوليو 2023\nسقط صاروخان على قاعدة بلد الجوية يوم 25 يوليو 2023، دون وقوع إصابات.\n",
    "right_year": "بغداد 26 يوليو 2024\nسقط صاروخان على قاعدة بلد الجوية يوم 25 يوليو 2024، دون وقوع إصابات.\n",
    "undated": "سقطت ثلاثة صواريخ على قاعدة حرير في أربيل، وأصيب جنديان بجروح.\n",
    "claim": "بغداد 29 يوليو 2024\nأعلنت المقاومة الإسلامية في العراق استهداف قاعدة حقل كونيكو بطائرة مسيرة يوم 28 يوليو 2024.\n",
}


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    for name, text in REPORTS.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


def built(reports: Path, corrections: Path | None = None) -> Tables:
    return build([reports], corrections=corrections)


def questions(sheet: pd.DataFrame, kind: str) -> pd.DataFrame:
    return sheet[sheet["kind"] == kind].reset_index(drop=True)


def filled(reports: Path, folder: Path, **decisions: dict[str, str]) -> Path:
    """The sheet with these decisions: {kind: cells} for the first question of each kind."""
    path = folder / "review.csv"
    write_review(built(reports), path)
    sheet = pd.read_csv(path, dtype=str)
    for kind, cells in decisions.items():
        row = sheet.index[sheet["kind"] == kind][0]
        for column, value in {"why": "looked it up", "who": "NN", **cells}.items():
            sheet.loc[row, column] = value
    sheet.to_csv(path, index=False)
    return path


def test_the_sheet_asks_each_kind_of_question(reports: Path) -> None:
    sheet = review(built(reports))
    near = questions(sheet, "near_miss")
    assert ["wrong_year#1", "event_id", "20230725_balad"] in near[["id", "field", "current"]].values.tolist()
    assert near.loc[near["id"] == "wrong_year#1", "reason"].str.contains("year").all()
    assert questions(sheet, "undated")["id"].tolist() == ["undated#1"]
    conflict = questions(sheet, "conflict")
    asad = conflict[conflict["id"] == "20240725_ain_al_asad"].set_index("field")
    assert {"munitions_best", "injured_best"} <= set(asad.index)
    assert "clash_b#1: 5" in asad.at["injured_best", "reason"]
    assert sheet["words"].notna().any()


def test_what_can_change_a_count_comes_first(reports: Path) -> None:
    sheet = review(built(reports))
    assert sheet["influence"].is_monotonic_decreasing
    by_kind = sheet.groupby("kind")["influence"].max()
    assert by_kind["undated"] == 1
    assert by_kind["near_miss"] == 1
    injured = sheet[(sheet["kind"] == "conflict") & (sheet["field"] == "injured_best")]
    assert injured["influence"].tolist() == [0]


def test_the_sheet_is_the_same_at_every_run(reports: Path, tmp_path: Path) -> None:
    for name in ("one.csv", "two.csv"):
        write_review(built(reports), tmp_path / name)
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()


def test_a_decision_is_applied_by_the_next_build_and_not_asked_again(reports: Path, tmp_path: Path) -> None:
    before = built(reports)
    asked = questions(review(before), "near_miss").iloc[0]
    corrections = tmp_path / "corrections.csv"
    added = apply_review(filled(reports, tmp_path, near_miss={"decision": "accept"}), corrections)
    assert added[["table", "id", "field", "old", "new"]].values.tolist() == [
        ["mentions", asked["id"], "event_id", asked["current"], asked["proposal"]]
    ]
    after = built(reports, corrections)
    assert len(after.events) == len(before.events) - 1
    assert after.events.set_index("event_id").at[asked["proposal"], "corrected"]
    assert asked["id"] not in set(questions(review(after), "near_miss")["id"])


def test_to_keep_a_value_answers_the_question_and_changes_nothing(reports: Path, tmp_path: Path) -> None:
    corrections = tmp_path / "corrections.csv"
    apply_review(filled(reports, tmp_path, conflict={"decision": "keep"}, near_miss={"decision": "keep"}), corrections)
    before, after = built(reports), built(reports, corrections)
    pd.testing.assert_frame_equal(before.events, after.events)
    assert after.corrections["status"].tolist() == ["confirmed", "confirmed"]
    assert len(review(after)) == len(review(before)) - 2


def test_a_changed_value_is_what_the_person_wrote(reports: Path, tmp_path: Path) -> None:
    corrections = tmp_path / "corrections.csv"
    cells = {"decision": "change", "new": "2024-08-01", "when": "2026-11-20"}
    added = apply_review(filled(reports, tmp_path, undated=cells), corrections)
    assert added["when"].tolist() == [pd.Timestamp("2026-11-20")]
    tables = built(reports, corrections)
    assert tables.corrections["status"].tolist() == ["applied"]
    assert tables.mentions.set_index("mention_id").at["undated#1", "date_start"] == pd.Timestamp("2024-08-01")


def test_a_sheet_handed_in_twice_adds_nothing_and_keeps_what_stood_there(reports: Path, tmp_path: Path) -> None:
    corrections = tmp_path / "corrections.csv"
    corrections.write_text("table,id,field,old,new,why,who,when\nevents,x,outcome,hit,foiled,w,n,2026-01-01\n")
    sheet = filled(reports, tmp_path, conflict={"decision": "keep"})
    assert len(apply_review(sheet, corrections)) == 1
    once = corrections.read_text()
    assert apply_review(sheet, corrections).empty
    assert corrections.read_text() == once
    assert once.splitlines()[1] == "events,x,outcome,hit,foiled,w,n,2026-01-01"


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"decision": "change"}, "needs new"),
        ({"decision": "keep", "who": ""}, "needs who"),
        ({"decision": "keep", "why": ""}, "needs why"),
        ({"decision": "accept"}, "no proposal"),
    ],
)
def test_a_decision_that_lacks_something_is_refused_whole(
    cells: dict[str, str], message: str, reports: Path, tmp_path: Path
) -> None:
    sheet = filled(reports, tmp_path, undated=cells, near_miss={"decision": "keep"})
    with pytest.raises(ReviewError, match=rf"line \d+: .*{message}"):
        apply_review(sheet, tmp_path / "corrections.csv")
    assert not (tmp_path / "corrections.csv").exists()


def test_a_word_that_is_no_decision_is_named(reports: Path, tmp_path: Path) -> None:
    with pytest.raises(SchemaError, match=r"decision.*maybe"):
        apply_review(filled(reports, tmp_path, undated={"decision": "maybe"}), tmp_path / "c.csv")


def test_a_stale_correction_is_asked_about(reports: Path, tmp_path: Path) -> None:
    corrections = tmp_path / "corrections.csv"
    corrections.write_text(
        "table,id,field,old,new,why,who,when\nevents,20240725_balad,outcome,foiled,near_miss,w,NN,2026-01-01\n"
    )
    asked = questions(review(built(reports, corrections)), "correction")
    assert asked[["id", "field", "current", "proposal"]].values.tolist() == [
        ["20240725_balad", "outcome", "hit", "near_miss"]
    ]


def test_the_commands(reports: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tables, sheet, corrections = tmp_path / "tables", tmp_path / "review.csv", tmp_path / "corrections.csv"
    save(built(reports), tables)
    assert cli.main(["review", "--tables", str(tables), "--out", str(sheet)]) == cli.DONE
    assert "questions" in capsys.readouterr().out
    decided = pd.read_csv(sheet, dtype=str).assign(decision="keep", why="read", who="NN")
    decided.to_csv(sheet, index=False)
    assert cli.main(["review", "--apply", str(sheet), "--corrections", str(corrections)]) == cli.DONE
    assert "decisions added" in capsys.readouterr().out
    out = ["--out", str(tables), "--corrections", str(corrections)]
    assert cli.main(["build", str(reports), *out]) == cli.DONE
    assert len(pd.read_csv(tables / "corrections.csv")) == len(decided.drop_duplicates(["table", "id", "field"]))


@pytest.mark.parametrize("arguments", [[], ["--tables", "x"], ["--tables", "x", "--apply", "y"]])
def test_half_an_order_is_refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["review", *arguments]) == cli.NOTHING_DONE
    assert "--" in capsys.readouterr().err
