"""What the tests of a cluster have done there: tasks that tell of, or end, the worker of the cluster they came by."""

from __future__ import annotations

import os
import signal
import time
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
