"""The commands: what they print, what they leave, and their exit status."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from osint_iraq import __version__, cli
from osint_iraq.storage import read_table

ATTACK = "بغداد 26 يوليو 2024\nسقط صاروخان على قاعدة عين الأسد غرب العراق يوم 25 يوليو 2024، دون وقوع إصابات.\n"
GOLD = {
    "doc_id": "attack",
    "events": [
        {"date_start": "2024-07-25", "date_end": "2024-07-25", "site": "ain_al_asad", "weapons": ["rocket"],
         "munitions_min": 2, "munitions_max": 2, "killed_min": 0, "killed_max": 0, "injured_min": 0, "injured_max": 0,
         "outcome": "hit", "claimed_by": None, "attributed_to": None, "primary": True, "cue": "صاروخان"},
        {"date_start": "2024-07-25", "date_end": "2024-07-25", "site": "harir", "weapons": ["drone"],
         "munitions_min": None, "munitions_max": None, "killed_min": None, "killed_max": None, "injured_min": None,
         "injured_max": None, "outcome": "hit", "claimed_by": None, "attributed_to": None, "primary": False, "cue": "حرير"},
    ],
}  # fmt: skip


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "attack.txt").write_text(ATTACK, encoding="utf-8")
    return folder


def test_build_writes_the_tables_and_says_where(
    reports: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert cli.main(["build", str(reports), "--out", str(out)]) == cli.DONE
    printed = capsys.readouterr()
    assert f"Tables: {out}" in printed.out
    assert "articles read" in printed.out
    assert printed.err == ""
    assert list(read_table(out, "mentions")["site_id"]) == ["ain_al_asad"]


def test_a_bad_file_among_good_ones_is_listed(
    reports: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (reports / "empty.txt").write_bytes(b"")
    out = tmp_path / "out"
    assert cli.main(["build", str(reports), "--out", str(out)]) == cli.DONE_WITH_PROBLEMS
    problems = read_table(out, "problems")
    assert problems["path"].str.contains("empty.txt", regex=False).tolist() == [True]
    assert "empty.txt" in capsys.readouterr().err


def test_many_problems_are_cut_short_on_the_screen(
    reports: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for n in range(25):
        (reports / f"empty{n}.txt").write_bytes(b"")
    assert cli.main(["build", str(reports), "--out", str(tmp_path / "out")]) == cli.DONE_WITH_PROBLEMS
    assert "and 5 more problems" in capsys.readouterr().err
    assert len(read_table(tmp_path / "out", "problems")) == 25


@pytest.mark.parametrize("content", [None, {}, {"empty.txt": b""}, {"picture.txt": b"\x89PNG\r\n\x1a\n\x00\x00\xff"}])
def test_nothing_readable_is_an_error(
    content: dict[str, bytes] | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "reports"
    if content is not None:
        folder.mkdir()
        for name, data in content.items():
            (folder / name).write_bytes(data)
    assert cli.main(["build", str(folder), "--out", str(tmp_path / "out")]) == cli.NOTHING_DONE
    printed = capsys.readouterr()
    assert str(folder) in printed.err
    assert "Traceback" not in printed.err
    assert not (tmp_path / "out").exists()


def test_a_broken_sidecar_ends_in_words_not_in_a_traceback(
    reports: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (reports / "articles.csv").write_text("path,colour\nattack.txt,red\n")
    assert cli.main(["build", str(reports), "--out", str(tmp_path / "out")]) != cli.DONE
    printed = capsys.readouterr()
    assert "articles.csv" in printed.err
    assert "colour" in printed.err


def test_an_out_folder_that_cannot_be_is_an_error(
    reports: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "taken").write_text("a file")
    assert cli.main(["build", str(reports), "--out", str(tmp_path / "taken")]) == cli.NOTHING_DONE
    assert "could not be written" in capsys.readouterr().err


@pytest.fixture
def mentions(reports: Path, tmp_path: Path) -> Path:
    cli.main(["build", str(reports), "--out", str(tmp_path / "tables")])
    return tmp_path / "tables" / "mentions.csv"


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(GOLD) + "\n", encoding="utf-8")
    return path


def test_evaluate_prints_scores(mentions: Path, gold: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert cli.main(["evaluate", str(gold), "--mentions", str(mentions)]) == cli.DONE
    assert "1 documents: 1 found, 1 missed, 0 false" in capsys.readouterr().out
    assert cli.main(["evaluate", str(gold), "--mentions", str(mentions), "--json", "--errors"]) == cli.DONE
    scores, errors = capsys.readouterr().out.split("\n", 1)
    assert json.loads(scores)["recall"] == 0.5
    assert "missed" in errors
    assert "harir" in errors


@pytest.mark.parametrize(
    ("gold_text", "part", "said"),
    [
        ("{", [], "is no JSON annotation"),
        (json.dumps(GOLD), ["--part", "test"], "split.csv"),
        (None, [], "no such file"),
    ],
)
def test_evaluate_names_what_it_cannot_use(
    gold_text: str | None,
    part: list[str],
    said: str,
    mentions: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / "given.jsonl"
    if gold_text is not None:
        path.write_text(gold_text, encoding="utf-8")
    assert cli.main(["evaluate", str(path), "--mentions", str(mentions), *part]) == cli.NOTHING_DONE
    assert said in capsys.readouterr().err


def test_report_is_made_from_built_tables(
    mentions: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made: list[tuple[Path, Path, bool]] = []
    room = SimpleNamespace(make_report=lambda tables, out, *, pdf: made.append((tables, out, pdf)))
    monkeypatch.setitem(sys.modules, "osint_iraq.report", room)
    out = tmp_path / "report"
    assert cli.main(["report", "--tables", str(mentions.parent), "--out", str(out)]) == cli.DONE
    assert cli.main(["report", "--tables", str(mentions.parent), "--out", str(out), "--no-pdf"]) == cli.DONE
    assert made == [(mentions.parent, out, True), (mentions.parent, out, False)]
    said = capsys.readouterr().out
    assert str(out / "report.html") in said
    assert "report.pdf" not in said  # none was made
    assert cli.main(["report", "--tables", str(tmp_path / "none"), "--out", str(out)]) == cli.NOTHING_DONE
    assert "build the tables first" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["build"], ["build", "x"], ["strange"], ["evaluate", "g"], ["report"]])
def test_unusable_arguments_exit_with_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main(arguments)
    assert stopped.value.code == cli.NOTHING_DONE


@pytest.mark.parametrize("order", [["-v", "build"], ["build", "-v"]])
def test_verbose_says_what_is_done(order: list[str], tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    cli.main([*order, str(tmp_path / "none"), "--out", str(tmp_path / "out")])
    assert "where it happened" in caplog.text
    caplog.clear()
    cli.main(["build", str(tmp_path / "none"), "--out", str(tmp_path / "out")])
    assert caplog.text == ""


def test_a_reader_that_stops_reading_is_no_error(mentions: Path, gold: Path) -> None:
    run = shlex.join([sys.executable, "-u", "-m", "osint_iraq.cli", "evaluate", str(gold), "--mentions", str(mentions)])
    command = f"{run} | true; exit ${{PIPESTATUS[0]}}"
    root = Path(__file__).parents[1]
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, cwd=root)
    assert (done.returncode, done.stderr) == (cli.DONE, "")


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main(["--version"])
    assert stopped.value.code == 0
    assert capsys.readouterr().out == f"osint-iraq {__version__}\n"


def test_a_bug_is_not_hidden(reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("osint_iraq.pipeline.build", broken)
    with pytest.raises(ZeroDivisionError):
        cli.main(["build", str(reports), "--out", str(tmp_path / "out")])
