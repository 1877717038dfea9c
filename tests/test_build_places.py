"""Where the tables are put: beside the reports, below them, or where they would take the place of a person's table."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from osint_iraq.pipeline import build
from osint_iraq.read import InputError, read
from osint_iraq.storage import StorageError

REPORT = "بغداد 26 يوليو 2024\nسقط صاروخان على قاعدة عين الأسد غرب العراق يوم 25 يوليو 2024، دون وقوع إصابات.\n"
OTHER = "أربيل 2 آذار 2021\nاستهدفت طائرة مسيرة مطار أربيل الدولي مساء الاثنين 1 آذار 2021، وأصيب شخص واحد بجروح.\n"


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "a.txt").write_text(REPORT, encoding="utf-8")
    (folder / "b.txt").write_text(OTHER, encoding="utf-8")
    return folder


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


def test_an_articles_table_that_a_person_wrote_is_not_replaced(reports: Path) -> None:
    mine = "path,outlet,published\na.txt,ina,2024-07-26\n"
    (reports / "articles.csv").write_text(mine, encoding="utf-8")
    before = bytes_of(reports)
    with pytest.raises(StorageError, match=r"articles\.csv that no build wrote"):
        build(reports, reports)
    assert bytes_of(reports) == before
    assert not (reports / ".osint_iraq").exists()


@pytest.mark.parametrize("below", ["", "tables", "june/tables"])
def test_tables_among_the_reports_are_not_read_as_reports(reports: Path, below: str) -> None:
    out = reports / below
    first = build(reports, out)
    before = bytes_of(out)
    again = build(reports, out)
    assert list(again.articles["article_id"]) == list(first.articles["article_id"]) == ["a", "b"]
    assert again.problems.equals(first.problems)
    assert bytes_of(out) == before


def test_a_folder_of_tables_alone_holds_no_reports(reports: Path, tmp_path: Path) -> None:
    build(reports, tmp_path / "tables")
    with pytest.raises(InputError, match="holds no reports"):
        read(tmp_path / "tables")


def test_a_table_of_articles_with_the_name_of_one_of_ours_is_still_read(tmp_path: Path) -> None:
    (tmp_path / "events.csv").write_text(f"title,text\nخبر,{REPORT.splitlines()[1]}\n", encoding="utf-8")
    assert list(read(tmp_path).articles["article_id"]) == ["events/row-2"]


@pytest.mark.skipif(sys.platform == "win32", reason="closing a stream before the start is that of POSIX shells")
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_the_command_runs_without_streams_as_schedulers_start_it(reports: Path, tmp_path: Path, closed: str) -> None:
    command = f'"{sys.executable}" -m osint_iraq.cli build "{reports}" --out "{tmp_path / "out"}" {closed}'
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, env=environment, check=False)
    assert done.returncode in (0, 1), done.stderr
    assert b"Traceback" not in done.stderr
    assert (tmp_path / "out" / "events.csv").is_file()
