"""A build that is killed at any moment is completed by the next one, with the same bytes as one that ran through."""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from killing import WarmCommand, contents, kill_at

from osint_iraq.writing import place_of

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")

KILLS = 50
PLACES = ("قاعدة عين الأسد", "مطار أربيل", "قاعدة فكتوريا قرب مطار بغداد", "المنطقة الخضراء", "قاعدة بلد الجوية")
REPORT = "بغداد {day} تموز 2024\nاستهدف هجوم بثلاثة صواريخ {place} يوم {day} تموز 2024، وأصيب جنديان بجروح، بحسب مصدر أمني.\n"


@pytest.fixture(scope="module")
def command() -> Iterator[WarmCommand]:
    warm = WarmCommand()
    yield warm
    warm.close()


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two states of one archive: in the second, reports were added, one was changed and one was taken away."""
    both = [tmp_path_factory.mktemp("archive") / name for name in ("before", "after")]
    for n, folder in enumerate(both):
        folder.mkdir()
        for i in range(n, 8 + 4 * n):
            text = REPORT.format(day=1 + i % 28, place=PLACES[i % len(PLACES)])
            (folder / f"report-{i}.txt").write_text(text * (2 if n and i == 5 else 1), encoding="utf-8")
    return both


def arguments(archive: Path, out: Path) -> list[str | Path]:
    return ["build", archive, "--out", out]


def as_read(out: Path, names: set[str]) -> dict[str, bytes]:
    """What a reader of the tables finds under these names."""
    places = {name: place_of(out / name) for name in names}
    return {name: place.read_bytes() for name, place in places.items() if place.exists()}


@pytest.fixture(scope="module")
def whole(
    command: WarmCommand, archives: list[Path], tmp_path_factory: pytest.TempPathFactory
) -> list[dict[str, bytes]]:
    """What uninterrupted builds write, each into a folder of its own."""
    made = []
    for archive in archives:
        out = tmp_path_factory.mktemp("whole")
        assert command.run(arguments(archive, out)) in (0, 1)
        made.append(contents(out))
    assert made[0].keys() == made[1].keys()
    assert made[0] != made[1]
    return made


def test_fifty_kills_leave_whole_tables_and_the_next_build_completes_them(
    command: WarmCommand, archives: list[Path], whole: list[dict[str, bytes]], tmp_path: Path
) -> None:
    names, chance = set(whole[0]), random.Random(50)
    out, seen = tmp_path / "out", []
    began = time.monotonic()
    assert command.run(arguments(archives[0], tmp_path / "timed")) in (0, 1)
    long, kills, tries = time.monotonic() - began, 0, 0
    latest = long  # of the moments to kill at: a build that finds most of its work done is over sooner
    while kills < KILLS:
        tries += 1
        assert tries < KILLS * 10, "the builds are done before they can be killed"
        if kills % 10 == 0:
            out = tmp_path / f"out{kills}"
        turn = tries % 2
        killed = command.run(arguments(archives[turn], out), chance.uniform(0, latest)) == -9
        kills += killed
        latest = min(long, latest * 1.2) if killed else latest * 0.8
        found = as_read(out, names)
        assert found in ({}, *whole), sorted(found)
        seen.append("nothing" if not found else "this" if found == whole[turn] else "the other")
        if tries % 7 == 0:
            assert command.run(arguments(archives[turn], out)) in (0, 1)
            assert contents(out) == whole[turn]
    assert set(seen) == {"nothing", "this", "the other"}, seen
    for turn in (0, 1):
        assert command.run(arguments(archives[turn], out)) in (0, 1)
        assert contents(out) == whole[turn]


def test_the_real_command_may_be_killed_too(
    archives: list[Path], whole: list[dict[str, bytes]], tmp_path: Path
) -> None:
    chance, out = random.Random(5), tmp_path / "out"
    command = [sys.executable, "-m", "osint_iraq.cli", *map(str, arguments(archives[0], out))]
    killed = [kill_at(command, chance.uniform(0.5, 3)) for _ in range(3)]
    assert any(killed)
    assert not kill_at(command, 300)
    assert contents(out) == whole[0]
