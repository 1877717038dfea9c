"""Time as a run sees it; tests bring their own, so that nothing really waits."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime


class Clock:
    """The time of this machine. `wake` ends a sleep early."""

    def __init__(self) -> None:
        self._woken = threading.Event()

    def now(self) -> float:
        """Seconds that only ever grow."""
        return time.monotonic()

    def utc(self) -> datetime:
        """The time of day, for the log and the records."""
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        """Wait, unless somebody wakes us."""
        self._woken.wait(seconds)

    def wake(self) -> None:
        """End the sleep; later ones end at once."""
        self._woken.set()
