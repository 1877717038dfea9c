"""The question at a terminal: whether tables of articles hold what their columns seem to hold."""

from __future__ import annotations

import argparse
import io
from pathlib import Path

import pytest

from osint_iraq.cli.choosing import confirmed_columns
from osint_iraq.cli.speaking import UsageError
from osint_iraq.read.containers import opening

BODY = "قال ضابط في الشرطة إن ثلاثة صواريخ سقطت يوم الثلاثاء قرب معسكر غربي المدينة دون وقوع إصابات بين الجنود."
FOREIGN = f"headline,body\nصواريخ قرب معسكر,{BODY}\n"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def chosen(folder: Path, monkeypatch: pytest.MonkeyPatch, answer: str, **tables: str) -> tuple[object, str]:
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    said = Terminal()
    monkeypatch.setattr("sys.stdin", Terminal(answer))
    monkeypatch.setattr("sys.stderr", said)
    return confirmed_columns(argparse.Namespace(columns=None, inputs=[folder])), said.getvalue()


def test_what_a_person_confirms_is_read_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    columns, said = chosen(tmp_path, monkeypatch, "y\n", a=FOREIGN)
    assert columns == "guess"
    assert "a.csv: title from 'headline', text from 'body'" in said
    assert said.endswith("[y/N] ")


@pytest.mark.parametrize("answer", ["n\n", "\n", ""])
def test_what_a_person_does_not_confirm_ends_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    with pytest.raises(UsageError, match="--columns text=body"):
        chosen(tmp_path, monkeypatch, answer, a=FOREIGN)


def test_nobody_is_asked_about_our_own_columns_nor_about_tables_without_reports(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = chosen(tmp_path, monkeypatch, "", own=f"text\n{BODY}\n", numbers="a,b\n1,2\n3,4\n")
    assert found == (None, "")


def test_tables_are_looked_at_where_that_can_be_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "table_columns", None)  # in this process
    assert chosen(tmp_path, monkeypatch, "yes\n", a=FOREIGN)[0] == "guess"
