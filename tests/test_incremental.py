"""A later build works on new and changed pages only, and writes what one build from the beginning would have."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from osint_iraq import pipeline
from osint_iraq.pipeline import build
from osint_iraq.workers import Known, Local

FIRST = "بغداد 26 يوليو 2024\nسقط صاروخان على قاعدة عين الأسد غرب العراق يوم 25 يوليو 2024، دون وقوع إصابات.\n"
SECOND = "أربيل 2 آذار 2021\nاستهدفت طائرة مسيرة مطار أربيل الدولي مساء الاثنين 1 آذار 2021، وأصيب شخص واحد بجروح.\n"
OTHER = "بغداد 3 نيسان 2022\nبحث الوزيران أسعار النفط وسبل زيادة الصادرات خلال اجتماع عقد في العاصمة يوم الأحد.\n"


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    for name, text in (("first", FIRST), ("second", SECOND), ("other", OTHER)):
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def worked(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How many items each task was run for."""
    seen: Counter[str] = Counter()
    run_each = Local.run_each

    def counted(crew: Local, task: str, items: Iterable[Any], **rest: Any) -> Iterator[Any]:
        def passed() -> Iterator[Any]:
            for item in items:
                seen[task.rpartition(":")[2]] += not isinstance(item, Known)
                yield item

        return run_each(crew, task, passed(), **rest)

    monkeypatch.setattr(Local, "run_each", counted)
    return seen


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


def test_only_new_and_changed_pages_are_worked_on(reports: Path, tmp_path: Path, worked: Counter[str]) -> None:
    out = tmp_path / "out"
    build(reports, out)
    assert worked == {"read_content": 3, "told": 3}
    build(reports, out)
    assert worked == {"read_content": 3, "told": 3}
    (reports / "second.txt").write_text(SECOND.replace("شخص واحد", "شخصان"), encoding="utf-8")
    (reports / "fourth.txt").write_text(FIRST.replace("صاروخان", "ثلاثة صواريخ"), encoding="utf-8")
    build(reports, out)
    assert worked == {"read_content": 5, "told": 5}
    build(reports, tmp_path / "fresh")
    assert bytes_of(out) == bytes_of(tmp_path / "fresh")


def test_a_page_that_is_gone_or_renamed_leaves_nothing_of_itself(
    reports: Path, tmp_path: Path, worked: Counter[str]
) -> None:
    build(reports, tmp_path / "out")
    (reports / "first.txt").rename(reports / "renamed.txt")
    (reports / "other.txt").unlink()
    build(reports, tmp_path / "out")
    assert worked == {"read_content": 3, "told": 3}
    build(reports, tmp_path / "fresh")
    assert bytes_of(tmp_path / "out") == bytes_of(tmp_path / "fresh")


def test_what_the_sidecar_says_anew_is_taken(reports: Path, tmp_path: Path) -> None:
    build(reports, tmp_path / "out")
    text = "أصابت قذيفتا هاون محيط معسكر التاجي فجر أمس، دون خسائر بشرية بحسب ضابط في الشرطة العراقية.\n"
    (reports / "undated.txt").write_text(text, encoding="utf-8")
    assert (
        build(reports, tmp_path / "out").mentions.set_index("article_id").loc["undated", "date_precision"] == "unknown"
    )
    (reports / "articles.csv").write_text("path,published,outlet\nundated.txt,2020-07-28,one.iq\n", encoding="utf-8")
    tables = build(reports, tmp_path / "out")
    assert str(tables.mentions.set_index("article_id").loc["undated", "date_start"].date()) == "2020-07-27"
    assert tables.articles.set_index("article_id").loc["undated", "outlet"] == "one.iq"
    build(reports, tmp_path / "fresh")
    assert bytes_of(tmp_path / "out") == bytes_of(tmp_path / "fresh")


def test_another_version_of_the_method_reads_everything_again(
    reports: Path, tmp_path: Path, worked: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    build(reports, tmp_path / "out")
    known = pipeline.method_version
    monkeypatch.setattr(
        pipeline, "method_version", lambda *rooms, **rest: known(*rooms, **rest) + "+" * ("extract" in rooms)
    )
    build(reports, tmp_path / "out")
    assert worked == {"read_content": 3, "told": 6}


def test_two_copies_of_one_page_are_worked_on_once(reports: Path, tmp_path: Path, worked: Counter[str]) -> None:
    shutil.copy(reports / "first.txt", reports / "copy.txt")
    tables = build(reports, tmp_path / "out")
    assert worked == {"read_content": 3, "told": 3}
    assert set(tables.mentions["article_id"]) >= {"copy", "first"}


def test_the_remembered_may_be_deleted(reports: Path, tmp_path: Path) -> None:
    build(reports, tmp_path / "out")
    first = bytes_of(tmp_path / "out")
    shutil.rmtree(tmp_path / "out" / ".osint_iraq")
    build(reports, tmp_path / "out")
    assert bytes_of(tmp_path / "out") == first


def test_where_nothing_can_be_read_the_old_tables_stay(reports: Path, tmp_path: Path) -> None:
    build(reports, tmp_path / "out")
    first = bytes_of(tmp_path / "out")
    (tmp_path / "empty.txt").write_text("")
    assert build(tmp_path / "empty.txt", tmp_path / "out").articles.empty
    assert bytes_of(tmp_path / "out") == first
