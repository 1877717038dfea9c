"""The scores mean what the method says, on cases small enough to count by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from osint_iraq.evaluate import evaluate
from osint_iraq.evaluate_files import GoldError, read_gold, read_mentions
from osint_iraq.evaluate_match import FIELDS
from osint_iraq.evaluate_rest import rest
from osint_iraq.evaluate_text import documents_text, errors_text, scores_text
from osint_iraq.schema import check, empty
from osint_iraq.storage import StorageError, write_table

GOLD_FOLDER = Path(__file__).parent.parent / "data" / "gold"
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
    assert {k: v for k, v in scores.summary.items() if not k.endswith("_accuracy")} == {
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
    assert errors_text(scores) == "a  field  munitions_min  أربعة صواريخ  4  3  -"
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


def told(table: str, **row: Any) -> pd.DataFrame:
    return check(pd.DataFrame([{"article_id": "archive/a.txt", "span_start": 0, "span_end": 4, **row}]), table)


COUNT = {"count_min": 14, "count_max": None, "period_start": "2020-10-01", "period_end": "2020-10-31"}
TALKS = {"date_start": "2020-06-11", "date_end": "2020-06-11", "kind": "talks"}


@pytest.mark.parametrize(
    ("row", "right", "with_period"),
    [
        ({}, 1, 1),
        ({"count_min": 13}, 0, 0),
        ({"count_max": 14}, 0, 0),
        ({"period_start": None}, 1, 0),
        ({"article_id": "b"}, 0, 0),
    ],
)
def test_stated_counts_are_scored(row: dict[str, Any], right: int, with_period: int) -> None:
    rows = rest([{**gold(), "aggregates": [COUNT]}], {"aggregates": told("aggregates", **{**COUNT, **row})})
    assert rows["score"].tolist() == ["aggregates", "aggregates_with_period"]
    assert rows["right"].tolist() == [right, with_period]
    assert rows["gold"].tolist() == [1, 1]


@pytest.mark.parametrize(
    ("event", "row", "right"),
    [
        ({}, {}, 1),
        ({}, {"kind": "vote"}, 0),
        ({"accept": {"kind": ["vote"]}}, {"kind": "vote"}, 1),
        ({}, {"date_start": "2020-06-10"}, 1),
        ({}, {"date_start": "2020-06-09"}, 0),
        ({}, {"date_start": None, "date_end": None}, 0),
        ({"date_start": None, "date_end": None}, {"date_start": None, "date_end": None}, 1),
    ],
)
def test_political_events_are_scored(event: dict[str, Any], row: dict[str, Any], right: int) -> None:
    rows = rest(
        [{**gold(), "political_events": [{**TALKS, **event}]}],
        {"political_mentions": told("political_mentions", **{**TALKS, **row})},
    )
    assert rows["right"].tolist() == [right]


def test_an_optional_political_event_costs_nothing() -> None:
    document = {**gold(), "political_events": [{**TALKS, "optional": True}]}
    rows = rest([document], {"political_mentions": told("political_mentions", **TALKS)})
    assert rows[["gold", "predicted", "right"]].to_numpy().tolist() == [[0, 0, 0]]
    assert rows["f1"].isna().all()


@pytest.mark.parametrize(
    ("wanted", "published", "precision", "counted"),
    [
        ("2024-07-26", "2024-07-26", "day", [1, 1, 1]),
        ("2024-07-26", "2024-07-25T22:30Z", "minute", [1, 1, 1]),  # half past one at night in Baghdad
        ("2024-07-26", "2024-07-25", "day", [1, 1, 0]),
        ("2024-07-26", None, "unknown", [1, 0, 0]),
        (None, None, "unknown", [0, 0, 0]),
        (None, "2024-07-26", "day", [0, 1, 0]),
    ],
)
def test_publication_dates_are_scored(
    wanted: str | None, published: str | None, precision: str, counted: list[int]
) -> None:
    article = {"article_id": "a", "path": "a.txt", "sha256": "0", "text": "", "n_chars": 0, "published": published}
    basis = "text" if published else "unknown"
    frame = pd.DataFrame([{**article, "published_precision": precision, "published_basis": basis, "language": "ar"}])
    rows = rest([{**gold(), "published": wanted}], {"articles": check(frame, "articles")})
    assert rows[["gold", "predicted", "right"]].to_numpy().tolist() == [counted]


def test_what_stands_beside_the_frame_is_judged_apart() -> None:
    event = {"date_end": "2024-07-26", "country": "IQ", "weapon_detail": "katyusha"}
    scores = evaluate([gold(event)], found({"country": "SY", "weapon_detail": "katyusha"}))
    assert scores.summary["aside_accuracy"] == {"date_interval": 0.0, "country": 0.0, "weapon_detail": 1.0}
    assert scores.summary["f1_full_frame"] == 1.0
    assert set(scores.errors["field"]) == {"date_interval", "country"}


def test_errors_show_the_words_that_were_read() -> None:
    words = {"mention_id": "m0", "field": "munitions_min", "value": "3", "span_start": 0, "span_end": 11}
    evidence = check(pd.DataFrame([{**words, "text": "ثلاثة\nصواريخ", "rule": "counted"}]), "evidence")
    mentions = found({"munitions_min": 3}, {"site_id": "harir", "sentence": "سقط صاروخ\nفي حرير."})
    errors = evaluate([gold({})], mentions, {"evidence": evidence}).errors
    assert dict(zip(errors["kind"], errors["words"], strict=True)) == {
        "false": "سقط صاروخ في حرير.",
        "field": "ثلاثة صواريخ",
    }


def test_each_document_has_its_line() -> None:
    text = documents_text(evaluate([gold({}), gold(doc_id="quiet")], found({}, {"site_id": "harir"})))
    assert [line.split() for line in text.splitlines()[1:]] == [
        ["a", "1", "1", "1", "0", "1", "0.667"],
        ["quiet", "0", "0", "0", "0", "0", "-"],
    ]


def shaken(document: dict[str, Any]) -> list[dict[str, Any]]:
    """The gold of a document as a poor coder would hand it in: what is done to an event follows from its place alone."""
    rows = []
    for n, event in enumerate(document["events"]):
        key = (sum(map(ord, document["doc_id"])) + 3 * n) % 11
        if key == 0:
            continue
        row = {name: event.get(name) for name in (*FIELDS, "date_start", "date_end", "country")}
        row |= {"site_id": event["site"], "weapons": "|".join(event["weapons"] or [])}
        row |= {"munitions_min": None} if key == 1 else {}
        row |= {"weapons": "mortar"} if key == 2 else {}
        row |= {"outcome": "foiled"} if key == 3 else {}
        row |= {"site_id": "basra"} if key == 4 else {}
        row |= {"attributed_to": "isis"} if key == 5 else {}
        row |= {"date_start": None, "date_end": None} if key == 6 else {}
        rows.append({**row, "article_id": document["doc_id"]})
        rows += [{**rows[-1], "site_id": None}] if key == 7 else []
    return rows


def test_it_agrees_with_the_independent_scorer() -> None:
    """The expected numbers are what the project's reference scorer, a program of its own, printed for these rows."""
    expected = json.loads((Path(__file__).parent / "scored_elsewhere.json").read_text(encoding="utf-8"))
    for name, numbers in expected.items():
        documents = read_gold(GOLD_FOLDER / name)
        rows = [row for document in documents for row in shaken(document)]
        mentions = found(*({**row, "outcome": row["outcome"] or "unknown"} for row in rows))
        summary = evaluate(documents, mentions).summary
        assert {key: summary[key] for key in numbers} == numbers
