"""The documentation tells the truth: commands, links, names, examples and scores that it states are those of the code."""

from __future__ import annotations

import argparse
import re
import shlex
from datetime import date
from pathlib import Path

import pytest

import osint_iraq as oi
from osint_iraq.cli import _parser
from osint_iraq.evaluate import Scores
from osint_iraq.schema import TABLES

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "data/README.md", "osint_iraq/lexicons/README.md")]
PAGES += sorted((ROOT / "docs").glob("*.md"))
README = (ROOT / "README.md").read_text(encoding="utf-8")
EACH_PAGE = pytest.mark.parametrize("page", PAGES, ids=lambda p: p.relative_to(ROOT).as_posix())
SUBCOMMANDS = next(a.choices for a in _parser()._actions if isinstance(a, argparse._SubParsersAction))
GOLD = ROOT / "data" / "gold" / "corpus.jsonl"

TABLE_HEAD = ["| score | dev | test |", "| --- | --- | --- |"]
SCORES = {
    "f1": "attacks found, F1", "precision": "precision", "recall": "recall",
    "f1_with_weapon": "F1 with the weapon right", "f1_full_frame": "F1 with the full frame right",
}  # fmt: skip


def code(page: str, language: str) -> list[str]:
    """The fenced blocks of one language."""
    return re.findall(rf"^```{language}\n(.*?)^```", page, flags=re.DOTALL | re.MULTILINE)


def commands(page: Path) -> list[str]:
    """What a reader is told to type: lines of shell blocks without their comments, and inline code."""
    text = page.read_text(encoding="utf-8")
    lines = [line.split("#")[0].strip() for block in code(text, "sh") for line in block.splitlines()]
    prose = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    return [line for line in (*lines, *re.findall(r"`([^`\n]+)`", prose)) if line]


def anchors(page: Path) -> set[str]:
    """What a link can point to in a page: its headings, as GitHub names them."""
    heads = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in heads}


def score_table(parts: dict[str, Scores]) -> list[str]:
    """The lines of README's table for these scores."""
    rows = []
    for name, label in SCORES.items():
        found = [s.intervals.set_index("score").loc[name] for s in parts.values()]
        rows.append([label, *(f"{f['value']:.2f} ({f['low']:.2f} to {f['high']:.2f})" for f in found)])
    rows.append(["reports without an attack, kept clean", *(s.summary["clean_negatives"] for s in parts.values())])
    rows.append(["reports; attacks in them", *(f"{len(s.documents)}; {_attacks(s)}" for s in parts.values())])
    return [*TABLE_HEAD, *(f"| {' | '.join(row)} |" for row in rows)]


def _attacks(scores: Scores) -> int:
    return int(scores.summary["tp"] + scores.summary["fn"])


@EACH_PAGE
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if target.startswith(("http://", "https://")):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        assert file.exists(), f"{page.name} links to {target}, which does not exist"
        assert not anchor or anchor in anchors(file), (
            f"{page.name} links to {target}, and no heading there is so called"
        )


@EACH_PAGE
def test_make_targets_exist(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    told = {m[1] for c in commands(page) if (m := re.match(r"make ([a-z-]+)", c))}
    assert told <= targets, f"{page.name}: make has no {', '.join(sorted(told - targets))}"


@EACH_PAGE
def test_options_of_the_command_line_exist(page: Path) -> None:
    for line in commands(page):
        words = shlex.split(line.replace("…", "")) if line.startswith((".venv/bin/osint-iraq ", "osint-iraq ")) else []
        if len(words) > 2:
            _parser().parse_args(words[1:])  # leaves with SystemExit where a command or an option is unknown
        elif words:
            assert words[1] in SUBCOMMANDS, f"{page.name} tells of `{line}`"


def test_the_two_commands_are_told() -> None:
    assert {"make report", "make test"} <= set(commands(ROOT / "README.md"))


def test_every_command_of_the_command_line_is_told() -> None:
    assert "build" in SUBCOMMANDS
    assert [name for name in SUBCOMMANDS if f"`osint-iraq {name} " not in README] == []


def test_files_that_are_told_exist() -> None:
    told = re.findall(r"(?<![\w./-])((?:data|docs|notebooks|requirements|osint_iraq|scripts)/[\w./-]*\w)", README)
    assert told
    assert [name for name in told if not (ROOT / name).exists()] == []


def test_every_sidecar_column_is_told() -> None:
    from osint_iraq.read.sidecar import _BASES, COLUMNS

    own = README.split("## Your own articles")[1].split("\n## ")[0]
    assert [c for c in COLUMNS if f"`{c}`" not in own] == []
    assert [b for b in _BASES if b and b not in own] == []


def test_the_codebook_names_every_table_and_column() -> None:
    codebook = (ROOT / "docs" / "codebook.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", codebook, flags=re.DOTALL | re.MULTILINE))
    assert set(sections) == set(TABLES)
    for name, table in TABLES.items():
        assert [c for c in table.names if f"| {c} |" not in sections[name]] == []


def test_the_method_page_names_every_value_that_it_explains() -> None:
    method = (ROOT / "docs" / "method-and-limits.md").read_text(encoding="utf-8")
    columns = {c.name: c.allowed for c in TABLES["mentions"].columns}
    told = [v for name in ("date_precision", "date_basis", "outcome", "damage", "certainty") for v in columns[name]]
    assert [v for v in told if v not in method] == []


def test_the_examples_run_as_they_stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data").symlink_to(ROOT / "data", target_is_directory=True)
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for block in code(README, "python"):
        exec(compile(block, "README.md", "exec"), names)
    assert (tmp_path / "timeline.png").stat().st_size > 10_000
    assert len(names["windows"]) == 3  # type: ignore[arg-type]
    assert not names["words"].empty  # type: ignore[attr-defined]


def test_the_scores_are_dated_and_of_this_version() -> None:
    block = README.split("<!-- scores -->")[1].split("<!-- /scores -->")[0]
    stated = re.search(r"Version (\S+), measured (\d{4}-\d{2}-\d{2})\.", block)
    assert stated, "the score table must say: Version X.Y.Z, measured YYYY-MM-DD."
    assert stated[1] == oi.__version__
    assert date(2026, 1, 1) <= date.fromisoformat(stated[2])


def test_the_scores_are_those_that_evaluate_gives() -> None:
    from osint_iraq.evaluate import evaluate
    from osint_iraq.evaluate_files import read_gold

    mentions = oi.build(ROOT / "data" / "articles").mentions
    table = score_table({part: evaluate(read_gold(GOLD, part), mentions) for part in ("dev", "test")})
    block = README.split("<!-- scores -->")[1].split("<!-- /scores -->")[0]
    told = [line for line in block.splitlines() if line.startswith("|")]
    assert told == table, "the scores in README.md are out of date; put these lines there:\n" + "\n".join(table)
