"""From files to every table, in order, the same each time."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

import osint_iraq as oi
from osint_iraq.pipeline import build, curated, save
from osint_iraq.schema import TABLES, check
from osint_iraq.storage import StorageError, read_table, write_tables
from osint_iraq.versions import READING

ATTACK = "بغداد 26 يوليو 2024\nسقط صاروخان على قاعدة عين الأسد غرب العراق يوم 25 يوليو 2024، دون وقوع إصابات.\n"
DIALOGUE = "عقدت بغداد وواشنطن جولة جديدة من الحوار الاستراتيجي حول العلاقات الاقتصادية والتعليمية بين البلدين.\n"


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "attack.txt").write_text(ATTACK, encoding="utf-8")
    (folder / "dialogue.txt").write_text(DIALOGUE, encoding="utf-8")
    (folder / "articles.csv").write_text(
        "path,outlet,published\nattack.txt,one.iq,2024-07-26\ndialogue.txt,two.iq,2024-07-24\n", encoding="utf-8"
    )
    return folder


@pytest.fixture
def reference(tmp_path: Path) -> Path:
    """A chronology of two attacks, the first of which the reports tell of, and one political event."""
    folder = tmp_path / "reference"
    attack = {"site": "ain_al_asad", "country": "IQ", "weapons": "rocket"}
    chronology = [
        {"chronology_id": day.replace("-", ""), "date_start": day, "date_end": day, **attack}
        for day in ("2024-07-25", "2024-08-05")
    ]
    talks = {"event_id": "talks", "date_start": "2024-07-23", "date_end": "2024-07-23", "kind": "talks",
             "title_en": "Talks", "title_ar": "محادثات"}  # fmt: skip
    write_tables({"chronology": pd.DataFrame(chronology), "political_events": pd.DataFrame([talks])}, folder)
    return folder


def test_every_table_is_made_and_linked_with_the_chronology(reports: Path, reference: Path) -> None:
    tables = build([reports], reference=reference)
    for name, frame in tables.frames().items():
        pd.testing.assert_frame_equal(check(frame, name), frame)
    assert list(tables.articles["article_id"]) == ["attack", "dialogue"]
    assert list(tables.mentions["site_id"]) == ["ain_al_asad"]
    assert list(tables.events["event_id"]) == ["20240725", "20240805"]
    assert list(tables.events["source"]) == ["both", "chronology"]
    assert set(tables.evidence["mention_id"]) == set(tables.mentions["mention_id"])


def test_the_funnel_counts_what_each_step_kept(reports: Path, reference: Path) -> None:
    funnel = build(reports, reference=reference).funnel.set_index("step")["rows"].to_dict()
    assert funnel == {
        "articles_read": 2,
        "articles_arabic": 2,
        "articles_with_attack": 1,
        "articles_reprinted": 0,
        "mentions": 1,
        "mentions_not_denied": 1,
        "mentions_dated": 1,
        "mentions_dated_and_placed": 1,
        "events_from_articles": 1,
        "events_of_several_outlets": 0,
        "events_in_both": 1,
        "events_chronology_only": 1,
        "events": 2,
    }


def test_two_builds_write_the_same_bytes(reports: Path, reference: Path, tmp_path: Path) -> None:
    for out in ("one", "two"):
        build([reports], out=tmp_path / out, reference=reference)
    names = {p.name for p in (tmp_path / "one").iterdir() if p.is_file()}
    made = oi.Tables.__dataclass_fields__
    assert names == {"build.json", "datapackage.json"} | {f"{t}.{kind}" for t in made for kind in ("csv", "parquet")}
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name


def test_what_is_written_is_what_was_returned(reports: Path, reference: Path, tmp_path: Path) -> None:
    tables = build([reports], out=tmp_path / "out", reference=reference)
    for name, frame in tables.frames().items():
        pd.testing.assert_frame_equal(read_table(tmp_path / "out", name), frame)
        assert name in TABLES


def test_the_origin_names_versions_and_hashes_that_follow_the_inputs(
    reports: Path, reference: Path, tmp_path: Path
) -> None:
    first = build([reports], out=tmp_path / "first", reference=reference)
    (reports / "dialogue.txt").write_text(DIALOGUE * 2, encoding="utf-8")
    build([reports], out=tmp_path / "second", reference=reference)
    one, two = (json.loads((tmp_path / n / "build.json").read_text()) for n in ("first", "second"))
    assert one["osint_iraq"] == oi.__version__
    assert one["dependencies"]["pandas"] == pd.__version__
    assert set(READING) <= set(one["dependencies"])
    assert one["rows"]["articles"] == len(first.articles)
    assert one["articles_sha256"] != two["articles_sha256"]
    assert one["linking"] == {"days": 1, "site": "family"}
    assert one["lexicons_sha256"] == two["lexicons_sha256"]
    assert one["reference_sha256"] == two["reference_sha256"]


def test_the_origin_tells_what_was_asked_for(reports: Path, reference: Path, tmp_path: Path) -> None:
    mine, by_hand = tmp_path / "mine.csv", tmp_path / "corrections.csv"
    shutil.copy(reference / "chronology.csv", mine)
    by_hand.write_text("table,id,field,old,new,why,who,when\n", encoding="utf-8")
    choices = {"reference": reference, "chronology": mine, "corrections": by_hand, "days": 2, "site": "area"}
    build([reports], out=tmp_path / "out", **choices)
    origin = json.loads((tmp_path / "out" / "build.json").read_text())
    assert origin["linking"] == {"days": 2, "site": "area"}
    for name, path in (("chronology", mine), ("corrections", by_hand)):
        assert origin[f"{name}_sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()


def test_without_a_checkout_events_rest_on_the_articles(reports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(folder: object = None) -> Path:
        raise StorageError("data/reference: no such folder")

    monkeypatch.setattr(curated, "reference_folder", absent)
    tables = build([reports])
    assert list(tables.events["source"]) == ["articles"]
    assert list(tables.problems["code"]) == ["no_reference"]


def test_a_reference_folder_that_was_asked_for_must_be_there(reports: Path, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="no such file"):
        build([reports], reference=tmp_path / "none")


def test_a_folder_that_cannot_be_written_is_said(reports: Path, reference: Path, tmp_path: Path) -> None:
    tables = build([reports], reference=reference)
    (tmp_path / "taken").write_text("")
    with pytest.raises(StorageError, match="could not be written"):
        save(tables, tmp_path / "taken", reference)


def test_the_front_door_opens_every_room() -> None:
    for name in oi.__all__:
        assert name == "__version__" or callable(getattr(oi, name)), name
    with pytest.raises(AttributeError, match="nothing"):
        oi.nothing  # noqa: B018


def test_a_room_can_be_called_by_its_name(reports: Path) -> None:
    articles = oi.read([reports]).articles
    found = oi.extract(articles)
    pd.testing.assert_frame_equal(oi.link(found.mentions, articles), oi.link.link(found.mentions, articles))


def test_reports_in_any_order_give_the_same_tables(reports: Path, reference: Path, tmp_path: Path) -> None:
    files = sorted(reports.glob("*.txt"))
    one, other = build(files, reference=reference), build(files[::-1], reference=reference)
    for name, frame in one.frames().items():
        pd.testing.assert_frame_equal(frame, other.frames()[name], obj=name)


def test_another_list_of_attacks_can_take_the_place_of_the_chronology(reports: Path, tmp_path: Path) -> None:
    own = tmp_path / "mine.csv"
    own.write_text(
        "chronology_id,date_start,date_end,site,country,weapons\nmine_1,2020-01-01,2020-01-01,taji,IQ,rocket\n"
    )
    tables = build([reports], chronology=own)
    assert tables.events["chronology_id"].dropna().tolist() == ["mine_1"]
    with pytest.raises(StorageError, match="no such file"):
        build([reports], chronology=tmp_path / "none.csv")


def test_the_rule_of_linking_can_be_set(reports: Path, reference: Path) -> None:
    with pytest.raises(ValueError, match="site='near'"):
        build([reports], reference=reference, site="near")  # type: ignore[arg-type]
    assert len(build([reports], reference=reference, site="exact", days=0).events)


def test_faults_of_a_reference_folder_are_problems(reports: Path, reference: Path, tmp_path: Path) -> None:
    faulty = tmp_path / "faulty"
    faulty.mkdir()
    for file in reference.glob("*.csv"):
        (faulty / file.name).write_bytes(file.read_bytes())
    chronology = pd.read_csv(faulty / "chronology.csv", dtype=str).assign(site="atlantis")
    chronology.to_csv(faulty / "chronology.csv", index=False)
    problems = build([reports], reference=faulty).problems
    assert problems["message"].str.contains("atlantis").any()
