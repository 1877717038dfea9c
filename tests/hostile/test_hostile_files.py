"""Files that are made to break readers give an article or a row in problems, and nothing else."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from osint_iraq.read import InputError, ReadResult, read
from tests.hostile.corpus import CASES, Hostile


def write(case: Hostile, folder: Path) -> Path:
    if sys.platform == "win32":
        pytest.skip("links, pipes and odd names are those of POSIX")
    try:
        return case.make(folder)
    except OSError as error:  # a file system that refuses the name
        pytest.skip(f"cannot be made here: {error}")


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_file_gives_an_article_or_a_problem(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    path = write(case, tmp_path)
    if name == "a file that may not be read" and os.access(path, os.R_OK):
        pytest.skip("this user may read every file")
    with suppress(InputError):  # the one exception that a user is told in words
        check(name, case, read(path))


def check(name: str, case: Hostile, result: ReadResult) -> None:
    articles, problems = result.articles, result.problems
    assert len(articles) + len(problems) > 0, "neither an article nor a problem: something was lost in silence"
    assert (articles["text"].str.strip().str.len() > 0).all(), "an article without a text"
    assert set(problems["code"]) <= case.codes | {"uncertain_date", "repaired"}, problems.to_dict("records")
    assert problems["message"].str.len().max() < 5_000 or problems.empty, "a message nobody can read"
    if case.article != "may":
        assert len(articles) > 0 if case.article == "must" else articles.empty, name


def test_a_folder_of_hostile_files_leaves_the_good_one_standing(tmp_path: Path) -> None:
    for name in ("NUL bytes", "cut multi-byte letter", "a named pipe", "50 MB of one line"):
        write(CASES[name], tmp_path)
    (tmp_path / "good.txt").write_text(
        "سقوط صواريخ على قاعدة\n\nسقط صاروخان على قاعدة بلد أمس السبت دون خسائر تذكر.\n", encoding="utf-8"
    )
    result = read(tmp_path)
    assert "good" in set(result.articles["article_id"])
    assert len(result.articles) + len(result.problems) >= 5


def test_no_name_in_an_archive_leads_out_of_it(tmp_path: Path) -> None:
    inside = tmp_path / "in"
    inside.mkdir()
    path = write(CASES["zip names"], inside)
    read(path)
    assert [p.name for p in tmp_path.iterdir()] == ["in"]
    assert [p.name for p in inside.iterdir()] == [path.name]
