"""One worker process as the calling side holds it: started, asked, timed and ended."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Literal

from osint_iraq.worker_child import BATCH, BEGIN, END, FAILED, LARGEST, NO_MEMORY, READY, STREAM, UNABLE, receive, send

__all__ = ["Failure", "Job", "Worker", "WorkerError"]

Reason = Literal["time", "memory", "crash", "error"]

_START_SECONDS = 120.0  # a start takes one or two; a laptop that wakes up may take long
_BUFFER = 2**18
_START = "import sys; sys.path.insert(0, sys.argv[1]); from osint_iraq.worker_child import main; main()"
_KILLED, _ABORTED = -9, -6


class WorkerError(RuntimeError):
    """No worker could be started, or the task does not exist: a fault of the program or the machine, not of an item."""


@dataclass(frozen=True)
class Failure:
    """What came instead of a result: the item took too long or too much memory, broke the process, or was an error.

    `message` says it in words that can follow the item's name; an error of Python comes as ``TypeName: its text``.
    """

    reason: Reason
    message: str


@dataclass(frozen=True)
class Job:
    """A task and what one item of it may take."""

    task: str
    seconds: float
    memory: int

    def request(self) -> bytes:
        """The job as the worker gets it, with the folder and the module path that count now."""
        try:
            folder = str(Path.cwd())
        except OSError:  # it was deleted
            folder = None
        limits = {"seconds": self.seconds, "memory": self.memory}
        asked = {"task": self.task, **limits, "folder": folder, "path": list(map(str, sys.path))}
        return pickle.dumps(asked)


class Worker:
    """A process that does one job at a time. For one thread at a time; only `cut` may come from others."""

    def __init__(self) -> None:
        self._parent = os.getpid()
        self._noise = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `kill`
        try:
            self._process = _started(self._noise)
        except OSError as error:
            self._noise.close()
            raise WorkerError(f"no worker process could be started ({error.strerror or error})") from error
        self._watch = _Watch(self._process)
        self._expect_ready("a worker process ended while it started")

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def begin(self, job: Job) -> bool:
        """Make the worker ready for `job`; False where the process is gone. Raises `WorkerError` where it cannot be."""
        self._job = job
        self._send(BEGIN, job.request())
        self._watch.allow(_START_SECONDS)
        reply = self._receive()
        self._watch.rest()
        if reply is None:
            return False
        if reply[0] == UNABLE:
            why = reply[1].decode("utf-8", "replace")
            raise WorkerError(f"the task {job.task} cannot be done in a worker process ({why})")
        return True

    def batch(self, items: list[bytes]) -> Iterator[Any]:
        """What came of each pickled item, in order; fewer where the process ended before all were done."""
        self._send(BATCH, pickle.dumps(items))
        for _ in items:
            self._watch.allow(self._job.seconds)
            reply = self._receive()
            if reply is None:
                return  # `end` tells why
            yield _outcome(*reply)
        self._watch.rest()

    def stream(self, argument: bytes) -> Iterator[Any]:
        """What the generator yields, and the failure where it ended with one."""
        self._send(STREAM, argument)
        while True:
            self._watch.allow(self._job.seconds)
            reply = self._receive()
            if reply is None:
                yield self.end()
                return
            self._watch.rest()
            if reply[0] == END:
                return
            yield _outcome(*reply)

    def end(self) -> Failure:
        """End the process; why the item that it was at failed."""
        timed_out, code = self._watch.fired, self._exit_code()
        own = self._watch.fired_at == self._watch.deadline
        self.kill()
        if timed_out and own:
            return Failure("time", f"took longer than {self._job.seconds:g} seconds")
        if timed_out:  # the kill was meant for the item before, whose result came after all
            return Failure("crash", "lost its process")
        if code == NO_MEMORY:
            return Failure("memory", "needed more memory than it may take")
        if code == _KILLED:
            return Failure("memory", "was ended by the system, most likely because the machine ran out of memory")
        if code == _ABORTED:
            return Failure("crash", "made the program that read it give up (abort)")
        return Failure("crash", f"broke the program that read it ({_how(code)})")

    def cut(self) -> None:
        """End the process now, from any thread; the one that reads from it comes to the end of its pipe."""
        if os.getpid() != self._parent:  # a generator that is collected after a fork
            return
        self._watch.stop()
        with suppress(OSError):
            self._process.kill()

    def kill(self) -> None:
        """End the process now, and give back what it held: only for the thread that reads from it."""
        self.cut()
        if os.getpid() != self._parent:
            return
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(10)
        for pipe in (self._process.stdin, self._process.stdout, self._noise):
            with suppress(OSError):  # what was not sent yet
                pipe.close()  # type: ignore[union-attr]

    def abandon(self) -> None:
        """Let go of the pipes after a fork: the process belongs to the parent, and must see when that ends."""
        self._process.returncode = 0
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                os.close(pipe.fileno())  # type: ignore[union-attr]

    def _exit_code(self) -> int:
        try:
            return self._process.wait(5)
        except subprocess.TimeoutExpired:  # it closed its pipe and lives on
            return 0

    def _send(self, kind: bytes, body: bytes) -> None:
        """Send; a process that is gone is noticed by whoever waits for its reply."""
        stream = self._process.stdin
        assert stream is not None
        with suppress(OSError, ValueError):
            send(stream.write, kind, body)
            stream.flush()

    def _receive(self) -> tuple[bytes, bytes] | None:
        stream = self._process.stdout
        assert stream is not None
        try:
            return receive(stream, LARGEST)  # a broken process must not make this one ask for all memory
        except (OSError, ValueError):  # closed by `kill`
            return None

    def _expect_ready(self, what: str) -> None:
        self._watch.allow(_START_SECONDS)
        try:
            reply = self._receive()
        except BaseException:  # Ctrl-C while it starts
            self.kill()
            raise
        self._watch.rest()
        if reply is None or reply[0] != READY:
            code, said = self._exit_code(), self._words()
            self.kill()
            raise WorkerError(f"{what} ({_how(code)}): {said}" if said else f"{what} ({_how(code)})")

    def _words(self) -> str:
        """The last line that the process left behind while it started."""
        with suppress(OSError, ValueError):
            size = self._noise.seek(0, os.SEEK_END)
            self._noise.seek(max(0, size - 2000))
            lines = self._noise.read().decode("utf-8", "replace").strip().splitlines()
            return lines[-1] if lines else ""
        return ""


def _started(noise: IO[bytes]) -> subprocess.Popen[bytes]:
    """A process of the same Python, with the same warnings, that can import this package."""
    if not sys.executable:
        raise WorkerError("no worker process could be started: this Python does not know where its program lies")
    options = [f"-W{option}" for option in sys.warnoptions] + (["-Xutf8"] if sys.flags.utf8_mode else [])
    package = str(Path(__file__).resolve().parent.parent)
    return subprocess.Popen(
        [sys.executable, "-P", *options, "-c", _START, package],
        bufsize=_BUFFER,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=noise,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


def _outcome(kind: bytes, body: bytes) -> Any:
    try:
        found = pickle.loads(body)
    except Exception as error:  # a class that only the worker could import
        return Failure("error", f"{type(error).__name__}: {error}")
    return Failure(*found) if kind == FAILED else found


def _how(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"


class _Watch(threading.Thread):
    """Kills a process whose deadline has passed, so that whoever waits for its reply reads the end of the pipe."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        super().__init__(name="osint_iraq worker watch", daemon=True)
        self._process = process
        self._changed = threading.Condition()
        self._sleeps_until = 0.0
        self._over = False
        self.deadline = self.fired_at = float("inf")
        self.fired = False
        self.start()

    def allow(self, seconds: float) -> None:
        """Kill the process `seconds` from now, unless something else is said before."""
        self.deadline = time.monotonic() + seconds
        if self.deadline < self._sleeps_until:
            with self._changed:
                self._changed.notify()

    def rest(self) -> None:
        """Nothing is waited for."""
        self.deadline = float("inf")

    def stop(self) -> None:
        """End this thread."""
        self._over = True
        with self._changed:
            self._changed.notify()

    def run(self) -> None:
        """Sleep until the deadline that stood when sleep began; most of the time a later one stands by then."""
        with self._changed:
            while not self._over:
                deadline = self._sleeps_until = self.deadline
                if self.deadline < deadline:  # set between the two, with nobody to wake us
                    continue
                left = deadline - time.monotonic()
                if left > 0:
                    self._changed.wait(None if left == float("inf") else min(left, 3600))
                elif self.deadline == deadline:
                    self.fired, self.fired_at = True, deadline
                    with suppress(OSError):
                        self._process.kill()
                    return
