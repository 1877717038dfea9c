"""Builds of made-up archives of many sizes, each in a fresh process: time, peak memory, a later build, more workers."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.processes import run
from bench.synthetic import write

__all__ = ["measure", "measure_workers"]

_WORK = Path("build") / "bench" / "work"
_MORE = 100  # the later build has one new article for so many old ones


def measure(size: int) -> Iterator[dict[str, Any]]:
    """A first build of `size` articles; then the same and a later one with a hundredth more. Both with one worker.

    What came first is worth keeping, where the later build of a large archive is not waited for.
    """
    with _archive(size) as folder:
        found = {"first": _build(folder, workers=1), "input": _bytes(folder / "in")}
        yield found
        write(folder / "in", max(1, size // _MORE), seed=2)
        yield {**found, "later": _build(folder, workers=1)}


def measure_workers(size: int, workers: tuple[int, ...], repeats: int) -> dict[str, list[float]]:
    """Wall seconds of first builds of `size` articles by number of workers, in turn."""
    found: dict[str, list[float]] = {str(count): [] for count in workers}
    with _archive(size) as folder:
        for _ in range(repeats):
            for count in workers:
                found[str(count)].append(_build(folder, count)["wall"])
                shutil.rmtree(folder / "out")
    return found


@contextmanager
def _archive(size: int) -> Iterator[Path]:
    """A folder with `size` articles under `in`, gone afterwards: a million of them and their tables take gigabytes."""
    folder = _WORK / str(size)
    shutil.rmtree(folder, ignore_errors=True)
    try:
        write(folder / "in", size)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _build(folder: Path, workers: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.one_build", str(folder / "in"), str(folder / "out"), str(workers)]
    printed, memory = run(command)
    return {**json.loads(printed), **memory}


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
