"""A command run to its end, with the memory that it and its child processes take, looked at many times a second."""

from __future__ import annotations

import subprocess
import tempfile
import time

import psutil

__all__ = ["CommandError", "run"]

_PAUSE = 0.1  # seconds between two looks
_TAIL = 2_000  # characters of what a command said that failed


class CommandError(Exception):
    """A command that ended with a fault; the text says which, and the last that it said."""


def run(command: list[str]) -> tuple[str, dict[str, float]]:
    """What the command prints, and its peak memory in bytes: `peak` of all its processes, `peak_one` of the largest.

    Memory that processes share counts for each of them, so `peak` is an upper bound. Raises `CommandError`.
    """
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        process = psutil.Popen(command, stdout=out, stderr=err)
        peak = peak_one = 0
        try:
            while process.poll() is None:
                sizes = _sizes(process)
                peak, peak_one = max(peak, sum(sizes)), max([peak_one, *sizes])
                time.sleep(_PAUSE)
        except BaseException:
            process.kill()
            process.wait()
            raise
        out.seek(0)
        err.seek(0)
        if process.returncode:
            raise CommandError(
                f"{subprocess.list2cmdline(command)} ended with {process.returncode}: {err.read()[-_TAIL:]}"
            )
        return out.read(), {"peak": peak, "peak_one": peak_one}


def _sizes(process: psutil.Process) -> list[int]:
    """Resident memory of the process and of each of its descendants; nothing of those that end meanwhile."""
    found = []
    try:
        family = [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return [0]
    for member in family:
        try:
            found.append(member.memory_info().rss)
        except psutil.NoSuchProcess:
            continue
    return found
