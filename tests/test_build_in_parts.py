"""A build holds a few rows at a time: its tables are those of one that holds them all."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from osint_iraq import partitions
from osint_iraq.corrections import apply_corrections
from osint_iraq.partitions import PART_ROWS
from osint_iraq.pipeline import Tables, build, load_tables, telling
from osint_iraq.schema import check
from osint_iraq.storage import StorageError
from osint_iraq.writing import OWN

FIXED = {"table": "articles", "why": "the paper's own archive", "who": "NN", "when": "2026-11-21"}
CORRECTIONS = [
    {"id": "a002", "field": "outlet", "old": "one.iq", "new": "two.iq"},
    {"id": "a002", "field": "outlet", "old": "two.iq", "new": "three.iq"},
    {"id": "outlet=three.iq", "field": "title", "old": "", "new": "x"},
    {"id": "a003", "field": "published", "old": "2020-01-01", "new": "2020-01-02"},
    {"id": "outlet=one.iq", "field": "published", "old": "2020-01-01", "new": "2020-01-03"},
    {"id": "a004;", "field": "outlet", "old": "", "new": "x"},
    {"id": "colour=red", "field": "outlet", "old": "", "new": "x"},
    {"id": "zzz", "field": "outlet", "old": "", "new": "x"},
    {"id": "a007", "field": "language", "old": "en", "new": "ar"},
    {"id": "a009", "field": "language", "old": "ar", "new": "klingon"},
]


@pytest.fixture(scope="module")
def reports(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dozen of the bundled reports, with a sidecar of their own."""
    folder = tmp_path_factory.mktemp("reports")
    names = sorted(path.name for path in (project / "data" / "articles").glob("*.txt"))[:12]
    for name in names:
        shutil.copy(project / "data" / "articles" / name, folder)
    rows = [f"{name},one.iq,2020-01-01" for name in names]
    (folder / "articles.csv").write_text("\n".join(["path,outlet,published", *rows]) + "\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def whole(reports: Path) -> Tables:
    return build(reports)


@pytest.fixture
def few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(partitions, "PART_ROWS", 3)
    monkeypatch.setattr(telling, "_TOGETHER", 2)


def same(one: Tables, other: Tables) -> None:
    for name, frame in one.frames().items():
        pd.testing.assert_frame_equal(other.frames()[name], frame, obj=name)


def files(folder: Path) -> dict[str, bytes]:
    kept = (path for path in folder.rglob("*") if path.is_file() and OWN not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in kept}


@pytest.mark.usefixtures("few_at_a_time")
def test_parts_hold_what_one_table_holds(reports: Path, whole: Tables, tmp_path: Path) -> None:
    made = build(reports, tmp_path / "out")
    assert (tmp_path / "out" / "evidence.parquet").is_dir()
    same(whole, made)
    same(whole, load_tables(tmp_path / "out"))
    assert not list((tmp_path / "out" / OWN).glob("*.spool*"))


@pytest.mark.usefixtures("few_at_a_time")
def test_a_later_build_takes_the_place_of_parts(reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(reports, tmp_path / "out")
    monkeypatch.setattr(partitions, "PART_ROWS", PART_ROWS)
    build(reports, tmp_path / "out")
    build(reports, tmp_path / "fresh")
    assert files(tmp_path / "out") == files(tmp_path / "fresh")


@pytest.mark.parametrize("workers", [2, 3])
def test_more_workers_write_the_same_bytes(workers: int, reports: Path, tmp_path: Path) -> None:
    build(reports, tmp_path / "one")
    build(reports, tmp_path / "more", workers=workers)
    assert files(tmp_path / "one") == files(tmp_path / "more")


@pytest.mark.usefixtures("few_at_a_time")
def test_large_tables_are_read_when_they_are_asked_for(reports: Path, whole: Tables, tmp_path: Path) -> None:
    made = build(reports, tmp_path / "out")
    assert "articles" not in vars(made)
    assert repr(made).startswith("Tables(articles, mentions")
    pd.testing.assert_frame_equal(made.articles, whole.articles)
    assert "articles" in vars(made)
    assert repr(made).startswith(f"Tables(articles: {len(whole.articles)}, ")
    with pytest.raises(AttributeError, match="no attribute 'attacks'"):
        _ = made.attacks


@pytest.mark.usefixtures("few_at_a_time")
def test_tables_of_two_builds_are_not_mixed(reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    made = build(reports, "out")
    monkeypatch.chdir(reports)
    assert len(made.articles)
    (reports / "new.txt").write_text((reports / "a002.txt").read_text(encoding="utf-8"), encoding="utf-8")
    try:
        build(reports, tmp_path / "out")
    finally:
        (reports / "new.txt").unlink()
    with pytest.raises(StorageError, match="built again meanwhile"):
        _ = made.evidence


def test_a_wrong_rule_of_linking_is_said_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="famly"):
        build(tmp_path / "none", site="famly")  # type: ignore[arg-type]


@pytest.mark.usefixtures("few_at_a_time")
@pytest.mark.parametrize("rows", [CORRECTIONS, CORRECTIONS[:1], CORRECTIONS[2:], CORRECTIONS[::-1]])
def test_corrections_are_those_of_the_whole_table(
    rows: list[dict[str, str]], reports: Path, whole: Tables, tmp_path: Path
) -> None:
    """An id that fits rows of two batches is ambiguous; one that a former correction makes fit is found."""
    wanted = check(pd.DataFrame([FIXED | row for row in rows]), "corrections")
    path = tmp_path / "corrections.csv"
    columns = ["table", "id", "field", "old", "new", "why", "who", "when"]
    wanted[columns].to_csv(path, index=False, date_format="%Y-%m-%d")
    made = build(reports, tmp_path / "out", corrections=path)
    at_once = apply_corrections(whole.articles, "articles", wanted)
    pd.testing.assert_frame_equal(made.articles, at_once.frame)
    pd.testing.assert_frame_equal(made.corrections, at_once.report)
    assert len(set(made.corrections["status"])) >= min(len(rows), 4)
