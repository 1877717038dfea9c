"""Programs that are killed at some moment, for tests of what is left behind."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


def started(command: Sequence[str]) -> subprocess.Popen[bytes]:
    """The program, with this library and the tests' modules within reach."""
    path = os.pathsep.join(map(str, (PROJECT, PROJECT / "tests")))
    nowhere = subprocess.DEVNULL
    return subprocess.Popen(
        command, env={**os.environ, "PYTHONPATH": path}, stdin=nowhere, stdout=nowhere, stderr=nowhere
    )


def python(script: str, *arguments: str | Path) -> list[str]:
    """The command that runs a script of Python."""
    return [sys.executable, "-c", script, *map(str, arguments)]


def kill_at(command: Sequence[str], delay: float) -> bool:
    """Start the program and kill it after `delay` seconds, in a way that it cannot notice; False where it was done."""
    process = started(command)
    try:
        process.wait(delay)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return True
    return False


def kill_when(command: Sequence[str], happened: Callable[[], bool], delay: float) -> bool:
    """Start the program and kill it `delay` seconds after something happened; False where it was done before."""
    process = started(command)
    while process.poll() is None and not happened():
        time.sleep(0.001)
    try:
        process.wait(delay)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return True
    return False


def contents(folder: Path) -> dict[str, bytes]:
    """The files of a folder by name, the library's own folder left out."""
    return {p.name: p.read_bytes() for p in folder.iterdir() if p.is_file()}
