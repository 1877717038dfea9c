"""What the command line asks and is told about inputs: columns of tables, CSV cells, a folder that is in use."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from osint_iraq import cli
from osint_iraq.read.containers import opening
from osint_iraq.storage import read_table
from osint_iraq.store import open_store

BODY = "=عاجل= سقط صاروخان على قاعدة بلد الجوية مساء الثلاثاء 4 أيار 2021، دون وقوع إصابات."
TABLE = f"Headline,Body,Day,Views\nصاروخان على قاعدة بلد,{BODY},2021-05-05,12\n"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "in" / "export.csv"
    path.parent.mkdir()
    path.write_text(TABLE, encoding="utf-8")
    return path


def build(*arguments: object) -> int:
    return cli.main(["build", *map(str, arguments)])


def answer(monkeypatch: pytest.MonkeyPatch, words: str) -> Terminal:
    said = Terminal()
    monkeypatch.setattr("sys.stdin", Terminal(words))
    monkeypatch.setattr("sys.stderr", said)
    return said


def test_without_a_terminal_a_guess_is_a_problem_that_shows_how_to_go_on(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert build(table, "--out", tmp_path / "out") == cli.NOTHING_DONE
    told = capsys.readouterr().err
    assert "--columns" in told
    assert "text=Body" in told
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("columns", ["guess", "text=Body,title=Headline,published=Day", " text = Body , published=Day"])
def test_columns_are_taken_as_they_are_said_to_be(table: Path, tmp_path: Path, columns: str) -> None:
    assert build(table.parent, "--out", tmp_path / "out", "--columns", columns) == cli.DONE
    articles = read_table(tmp_path / "out", "articles")
    assert articles["published"].dt.strftime("%Y-%m-%d").tolist() == ["2021-05-05"]
    assert BODY in articles["text"][0]


@pytest.mark.parametrize("yes", ["y\n", "YES\n"])
def test_a_person_at_the_terminal_may_confirm_the_guess(
    table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, yes: str
) -> None:
    said = answer(monkeypatch, yes)
    assert build(table, "--out", tmp_path / "out") == cli.DONE
    assert "'Body'" in said.getvalue()
    assert len(read_table(tmp_path / "out", "articles")) == 1


@pytest.mark.parametrize("no", ["n\n", "\n", ""])
def test_or_refuse_it(table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, no: str) -> None:
    said = answer(monkeypatch, no)
    assert build(table, "--out", tmp_path / "out") == cli.NOTHING_DONE
    assert "--columns text=" in said.getvalue()
    assert not (tmp_path / "out").exists()


def test_nobody_is_asked_where_the_columns_are_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.csv").write_text(f"text,published\n{BODY},2021-05-05\n", encoding="utf-8")
    said = answer(monkeypatch, "n\n")
    assert build(tmp_path / "a.csv", "--out", tmp_path / "out") == cli.DONE
    assert "Read these tables" not in said.getvalue()


def test_nobody_is_asked_about_a_table_without_reports(
    table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table.write_text("a,b\n1,2\n3,4\n", encoding="utf-8")
    (table.parent / "a.txt").write_text(BODY, encoding="utf-8")
    said = answer(monkeypatch, "n\n")
    assert build(table.parent, "--out", tmp_path / "out") == cli.DONE_WITH_PROBLEMS
    assert "Read these tables" not in said.getvalue()


def test_tables_are_looked_at_where_that_can_be_stopped(
    table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "table_columns", None)  # in this process
    answer(monkeypatch, "y\n")
    assert build(table, "--out", tmp_path / "out") == cli.DONE


@pytest.mark.parametrize(("columns", "words"), [
    ("text", "text=body"), ("=x", "text=body"), ("", "text=body"), ("body=text", "'body'"), ("title=Headline", "text"),
])  # fmt: skip
def test_columns_that_cannot_be_meant_are_told(
    table: Path, tmp_path: Path, columns: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        status = build(table, "--out", tmp_path / "out", "--columns", columns)
    except SystemExit as stopped:  # argparse
        status = int(str(stopped.code))
    assert status == cli.NOTHING_DONE
    assert words in capsys.readouterr().err


def test_cells_that_would_be_formulas_are_guarded_unless_exact_ones_are_asked_for(table: Path, tmp_path: Path) -> None:
    table.write_text(f"text,title,published\n{BODY},=1+1 صواريخ على القاعدة,2021-05-05\n", encoding="utf-8")
    assert build(table, "--out", tmp_path / "safe") == cli.DONE
    assert build(table, "--out", tmp_path / "exact", "--csv", "exact") == cli.DONE
    safe, exact = ((tmp_path / n / "articles.csv").read_text(encoding="utf-8") for n in ("safe", "exact"))
    assert ",'=1+1" in safe
    assert ",=1+1" in exact
    assert read_table(tmp_path / "safe", "articles")["title"].tolist() == ["=1+1 صواريخ على القاعدة"]


def test_a_second_build_into_a_folder_is_refused(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert build(table, "--out", out, "--columns", "guess") == cli.DONE
    before = {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}
    with open_store(out):
        assert build(table, "--out", out, "--columns", "guess") == cli.NOTHING_DONE
    assert "another build" in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()} == before
