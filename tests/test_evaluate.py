"""The scores mean what the method says, on cases small enough to count by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from osint_iraq.evaluate import GoldError, errors_text, evaluate, read_gold, read_mentions, scores_text
from osint_iraq.schema import check, empty
from osint_iraq.storage import StorageError, write_table

GOLD = {
    "date_start": "2024-07-25", "date_end": "2024-07-25", "site": "ain_al_asad", "weapons": ["rocket"], "cue": "أربعة صواريخ",
    "munitions_min": 4, "munitions_max": 4, "killed_min": None, "killed_max": None, "injured_min": 0, "injured_max": 0,
    "outcome": "hit", "claimed_by": None, "attributed_to": None, "primary": True,
}  # fmt: skip
FOUND = {
    "article_id": "a", "primary": True, "date_precision": "day", "date_basis": "explicit", "date_start": "2024-07-25",
    "site_id": "ain_al_asad", "weapons": "rocket", "munitions_min": 4, "munitions_max": 4, "injured_min": 0,
    "injured_max": 0, "damage": "unknown", "outcome": "hit", "certainty": "reported",
}  # fmt: skip


def gold(*events: dict[str, Any], doc_id: str = "a") -> dict[str, Any]:
    return {"doc_id": doc_id, "events": [{**GOLD, **event} for event in events]}


def found(*rows: dict[str, Any]) -> pd.DataFrame:
    filled = [{"mention_id": f"m{n}", **FOUND, **row} for n, row in enumerate(rows)]
    return check(pd.DataFrame([{"date_end": row["date_start"], **row} for row in filled]), "mentions")


def counts(document: dict[str, Any], mentions: pd.DataFrame) -> tuple[int, int, int]:
    summary = evaluate([document], mentions).summary
    return summary["tp"], summary["fp"], summary["fn"]


@pytest.mark.parametrize(
    ("event", "row", "matches"),
    [
        ({}, {}, True),
        ({}, {"site_id": "harir"}, False),
        ({}, {"site_id": None}, False),
        ({"site": None}, {"site_id": None}, True),
        ({"accept": {"site": ["harir"]}}, {"site_id": "harir"}, True),
        ({"accept": {"site": [None]}}, {"site_id": None}, True),
        ({}, {"date_start": "2024-07-26"}, False),
        ({}, {"date_start": "2024-07-25", "date_end": "2024-07-26"}, True),
        ({}, {"date_start": "2024-07-24", "date_end": "2024-07-26"}, False),  # two days longer than the gold
        ({"date_end": "2024-07-26"}, {"date_start": "2024-07-26"}, True),
        ({"date_end": None}, {}, True),
        ({}, {"date_start": None}, False),
        ({"date_start": None, "date_end": None}, {"date_start": None}, True),
        ({"date_start": None, "date_end": None}, {}, False),
        ({"accept": {"date_start": [None]}}, {"date_start": None}, True),
        ({"accept": {"date_start": ["2024-07-27"], "date_end": ["2024-07-27"]}}, {"date_start": "2024-07-27"}, True),
        ({"accept": {"date_start": ["2024-07-24"]}}, {"date_start": "2024-07-24"}, True),
        ({}, {"article_id": "archive/2024/a"}, True),
        ({}, {"article_id": "archive/a.txt"}, True),
        ({}, {"article_id": "b"}, None),
    ],
)
def test_place_and_date_decide_what_matches(event: dict[str, Any], row: dict[str, Any], matches: bool | None) -> None:
    expected = {True: (1, 0, 0), False: (0, 1, 1), None: (0, 0, 1)}[matches]
    assert counts(gold(event), found(row)) == expected


@pytest.mark.parametrize(
    ("event", "row", "wrong"),
    [
        ({}, {}, set()),
        ({}, {"munitions_min": 3}, {"munitions_min"}),
        ({}, {"munitions_min": None, "munitions_max": None}, {"munitions_min", "munitions_max"}),
        ({}, {"killed_min": 0, "killed_max": 0}, {"killed_min", "killed_max"}),
        ({}, {"injured_min": None, "injured_max": None}, {"injured_min", "injured_max"}),
        ({"accept": {"killed_max": [0, 1]}}, {"killed_max": 1}, set()),
        ({}, {"weapons": "drone|rocket"}, {"weapons"}),
        ({"weapons": ["rocket", "drone"]}, {"weapons": "drone|rocket"}, set()),
        ({"weapons": ["unknown"]}, {"weapons": None}, set()),
        ({"weapons": ["rocket", "unknown"]}, {}, set()),
        ({"accept": {"weapons": [["drone"]]}}, {"weapons": "drone"}, set()),
        ({}, {"outcome": "near_miss"}, {"outcome"}),
        ({}, {"attributed_to": "isis"}, {"attributed_to"}),
        ({}, {"primary": False}, {"primary"}),
    ],
)
def test_each_field_is_judged(event: dict[str, Any], row: dict[str, Any], wrong: set[str]) -> None:
    scores = evaluate([gold(event)], found(row))
    assert set(scores.errors["field"]) == wrong
    assert {name for name, share in scores.summary["field_accuracy"].items() if share == 0} == wrong
    assert scores.summary["f1_with_weapon"] == float("weapons" not in wrong)
    assert scores.summary["f1_full_frame"] == float(not wrong - {"primary"})


def test_the_pair_that_agrees_most_is_made_first() -> None:
    four, two = {"munitions_min": 4}, {"munitions_min": 2, "munitions_max": 2}
    scores = evaluate([gold(four, two)], found(two, four))
    assert scores.summary["f1_full_frame"] == 1.0
    assert scores.errors.empty


@pytest.mark.parametrize(
    ("events", "rows", "expected"),
    [
        ([{"optional": True}], [], (0, 0, 0)),
        ([{"optional": True}], [{}], (0, 0, 0)),
        ([{"optional": True}, {}], [{}], (1, 0, 0)),  # the one that counts comes first
        ([{}], [{}, {}], (1, 1, 0)),
        ([{}, {}], [{}], (1, 0, 1)),
        ([], [{}], (0, 1, 0)),
    ],
)
def test_what_is_found_missed_and_false(
    events: list[dict[str, Any]], rows: list[dict[str, Any]], expected: tuple[int, int, int]
) -> None:
    assert counts(gold(*events), found(*rows) if rows else empty("mentions")) == expected


def test_the_summary_adds_up() -> None:
    documents = [gold({}, {"site": "taji"}), gold(doc_id="quiet"), gold(doc_id="noisy"), gold({}, doc_id="missed")]
    mentions = found({}, {"site_id": "taji", "weapons": "drone"}, {"article_id": "noisy"}, {"article_id": "stranger"})
    scores = evaluate(documents, mentions)
    assert {k: v for k, v in scores.summary.items() if k != "field_accuracy"} == {
        "precision": 0.667, "recall": 0.667, "f1": 0.667, "f1_with_weapon": 0.333, "f1_full_frame": 0.333,
        "tp": 2, "fp": 1, "fn": 1, "clean_negatives": "1/2",
    }  # fmt: skip
    assert scores.summary["field_accuracy"]["weapons"] == 0.5
    assert scores.documents[["doc_id", "tp", "fp", "fn"]].to_numpy().tolist() == [
        ["a", 2, 0, 0], ["quiet", 0, 0, 0], ["noisy", 0, 1, 0], ["missed", 0, 0, 1],
    ]  # fmt: skip
    assert scores.errors["kind"].tolist() == ["field", "false", "missed"]
    assert scores.unscored == 1


def test_intervals_hold_the_value_and_stay_the_same() -> None:
    documents = [gold({}, doc_id=f"d{n}") for n in range(20)]
    mentions = found(*({"article_id": f"d{n}"} for n in range(15)))
    one, two = (evaluate(documents, mentions).intervals for _ in range(2))
    pd.testing.assert_frame_equal(one, two)
    recall = one.set_index("score").loc["recall"]
    assert recall["low"] < recall["value"] == 0.75 < recall["high"]
    assert one.set_index("score").loc["precision", "low"] == 1.0


def test_nothing_found_scores_nothing() -> None:
    scores = evaluate([gold({})], empty("mentions"))
    assert (scores.summary["f1"], scores.summary["field_accuracy"]) == (0.0, {})


def test_the_texts_for_a_terminal() -> None:
    scores = evaluate([gold({})], found({"munitions_min": 3}, {"article_id": "stranger"}))
    text = scores_text(scores)
    assert "1 documents: 1 found, 0 missed, 0 false" in text
    assert "munitions_min         0.000" in text
    assert "1 mentions are of articles that are not among" in text
    assert errors_text(scores) == "a  field  munitions_min  أربعة صواريخ  4  3"
    assert errors_text(evaluate([gold({})], found({}))) == "no errors"


def written(folder: Path, *documents: dict[str, Any]) -> Path:
    path = folder / "gold.jsonl"
    path.write_text("\n".join(json.dumps(d) for d in documents) + "\n", encoding="utf-8")
    return path


def test_gold_is_read_by_part(tmp_path: Path) -> None:
    path = written(tmp_path, gold({}, doc_id="a"), gold(doc_id="b"))
    assert [d["doc_id"] for d in read_gold(path)] == ["a", "b"]
    with pytest.raises(StorageError, match=r"split\.csv"):
        read_gold(path, "test")
    (tmp_path / "split.csv").write_text("doc_id,part\na,dev\nb,test\n")
    assert [d["doc_id"] for d in read_gold(path, "test")] == ["b"]
    (tmp_path / "split.csv").write_text("doc_id,part\na,dev\n")
    with pytest.raises(GoldError, match="does not list b"):
        read_gold(path, "dev")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "holds no annotation"),
        ("{", "line 1: is no JSON"),
        ('{"events": []}', "line 1: lacks doc_id"),
        ('\n{"doc_id": "a", "events": [{"site": null}]}', "line 2: lacks date_start"),
    ],
)
def test_unusable_gold_is_named(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(text)
    with pytest.raises(GoldError, match=r"gold\.jsonl") as raised:
        read_gold(path)
    assert said in str(raised.value)


def test_no_gold_is_refused() -> None:
    with pytest.raises(GoldError, match="no gold document"):
        evaluate([], empty("mentions"))


def test_mentions_are_read_from_both_formats(tmp_path: Path) -> None:
    write_table(found({}), "mentions", tmp_path)
    for name in ("mentions.csv", "mentions.parquet"):
        pd.testing.assert_frame_equal(read_mentions(tmp_path / name), found({}))
    with pytest.raises(StorageError, match="no such file"):
        read_mentions(tmp_path / "none.parquet")
