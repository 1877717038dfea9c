"""Programs that are killed at some moment, for tests of what is left behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
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


SERVER = """
import json, os, signal, sys
from osint_iraq.cli import main
import osint_iraq.pipeline, osint_iraq.lexicon
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        code = 99
        try:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            code = main(json.loads(line))
        finally:
            os._exit(code)
    sys.stdout.write(f"{child}\\n")
    sys.stdout.flush()
    status = os.waitpid(child, 0)[1]
    sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\\n")
    sys.stdout.flush()
"""


class WarmCommand:
    """The command line in processes that start at once, as what it imports is there already; they can be killed."""

    def __init__(self) -> None:
        path = os.pathsep.join(map(str, (PROJECT, PROJECT / "tests")))
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        self._server = subprocess.Popen(python(SERVER), env={**os.environ, "PYTHONPATH": path}, text=True, **pipes)

    def run(self, arguments: Sequence[str | Path], delay: float | None = None) -> int:
        """Run the command; its exit status, which is -9 where it was killed after `delay` seconds."""
        assert self._server.stdin
        self._server.stdin.write(json.dumps(list(map(str, arguments))) + "\n")
        self._server.stdin.flush()
        process = int(self._said())
        if delay is not None:
            time.sleep(delay)
            with suppress(ProcessLookupError):  # it was done before; the server may not have collected it yet
                os.kill(process, signal.SIGKILL)
        return int(self._said())

    def close(self) -> None:
        """End the server."""
        assert self._server.stdin
        self._server.stdin.close()
        self._server.wait(60)

    def _said(self) -> str:
        assert self._server.stdout
        line = self._server.stdout.readline()
        assert line, "the server of commands ended"
        return line
