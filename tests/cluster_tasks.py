"""What the tests of a cluster have done there: tasks that tell of, or end, the worker of the cluster they came by."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Any


def slow(item: Any) -> Any:
    time.sleep(0.02)
    return item


def ends_the_worker(item: Any) -> Any:
    """Ends the process that this one works for, where the item says so."""
    if item == "end it":
        os.kill(os.getppid(), signal.SIGKILL)
        time.sleep(600)
    return item


def when(item: Any) -> tuple[Any, int]:
    return item, time.monotonic_ns()


def by_file(order: tuple[str, str | None]) -> str | None:
    """Wait for a file, or write it."""
    path, what = Path(order[0]), order[1]
    if what == "write":
        path.write_text("")
    while what == "wait" and not path.exists():
        time.sleep(0.01)
    time.sleep(0.11)  # so long that batches stay small
    return what
