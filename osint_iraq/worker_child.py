"""What runs inside a worker process: it takes tasks from a pipe, does them one item at a time and sends what came.

Only the standard library is imported here, so that a worker starts fast; a task brings what it needs. `workers` is
the side that calls.
"""

from __future__ import annotations

import faulthandler
import gc
import importlib
import os
import pickle
import queue
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import IO, Any

__all__ = ["BATCH", "BEGIN", "DONE", "END", "FAILED", "LARGEST", "NO_MEMORY", "READY", "STREAM", "UNABLE",
           "main", "receive", "send"]  # fmt: skip

BEGIN, BATCH, STREAM = b"B", b"I", b"S"  # requests: a task; items for it; one argument whose results are streamed
READY, UNABLE, DONE, FAILED, END = b"R", b"U", b"D", b"F", b"E"  # replies

LARGEST = 256 * 2**20
"""Bytes of one pickled result; the largest page that is read has a tenth of it."""

_MARGIN = 2.0  # seconds that a worker outlives its time limit where nobody is left who could end it
_ROOM_BESIDE = 2**30  # address space beyond the memory itself: thread stacks, mapped files
_LOST, NO_MEMORY = 70, 71  # exit codes
_SAID = 500  # characters of an error message


def send(write: Callable[[bytes | memoryview], int | None], kind: bytes, body: bytes = b"") -> None:
    """Write one frame through `write`, which may take less than it is given, as `os.write` does."""
    rest = memoryview(len(body).to_bytes(8, "big") + kind + body)
    while rest:
        rest = rest[write(rest) or 0 :]


def receive(stream: IO[bytes], most: int | None = None) -> tuple[bytes, bytes] | None:
    """The next frame as its kind and its body; None where the other side is gone, or names a length beyond `most`."""
    head = stream.read(9)
    if len(head) < 9:
        return None
    length = int.from_bytes(head[:8], "big")
    if most is not None and length > most:
        return None
    body = stream.read(length)
    return (head[8:], body) if len(body) == length else None


def main() -> None:
    """Serve until the other side is gone."""
    with suppress(ValueError):  # not the main thread of this process
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
    requests, replies, nowhere = _own_pipes()
    _limit("RLIMIT_CORE", 0)  # a parser that breaks must not fill the disk
    worker = _Worker(replies, nowhere)
    waiting: queue.SimpleQueue[tuple[bytes, bytes]] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(requests, waiting), daemon=True).start()
    worker.reply(READY)
    os.dup2(nowhere.fileno(), 2)
    while True:
        kind, body = waiting.get()
        worker.serve(kind, body)


def _own_pipes() -> tuple[IO[bytes], int, IO[bytes]]:
    """The pipes, moved to where no library writes by chance; what is printed goes nowhere."""
    requests, replies = os.fdopen(os.dup(0), "rb"), os.dup(1)
    nowhere = open(os.devnull, "r+b", buffering=0)  # noqa: PTH123, SIM115 - stays open as long as the process
    os.dup2(nowhere.fileno(), 0)
    os.dup2(nowhere.fileno(), 1)
    return requests, replies, nowhere


def _listen(requests: IO[bytes], waiting: queue.SimpleQueue[tuple[bytes, bytes]]) -> None:
    """Pass requests on; when the parent is gone, whatever way, end this process, also in the midst of a task."""
    code = NO_MEMORY
    try:
        while (frame := receive(requests)) is not None:
            waiting.put(frame)
        code = 0
    finally:
        os._exit(code)


class _Worker:
    """One task at a time, and what came of its items."""

    def __init__(self, replies: int, nowhere: IO[bytes]) -> None:
        self._replies, self._nowhere = replies, nowhere
        self._function: Callable[[Any], Any] = str
        self._seconds = 0.0
        self._armed = float("-inf")
        self._settled = False

    def reply(self, kind: bytes, body: bytes = b"") -> None:
        try:
            send(lambda part: os.write(self._replies, part), kind, body)
        except OSError:
            os._exit(_LOST)

    def serve(self, kind: bytes, body: bytes) -> None:
        if kind == BEGIN:
            self._begin(pickle.loads(body))
        elif kind == BATCH:
            for item in pickle.loads(body):
                self._guard()
                self.reply(*self._outcome(item))
            self._unguard()
            self._settle()
        else:
            self._stream(body)

    def _settle(self) -> None:
        """After the first batch the task has loaded what it needs, for good: no collection need look at it again.

        Lexicons and gazetteer are some hundred thousand objects; looking at them took a fifth of the time.
        """
        if not self._settled:
            gc.collect()
            gc.freeze()
            self._settled = True

    def _begin(self, job: dict[str, Any]) -> None:
        self._settled = False
        try:
            _stand_where_the_parent_stands(job)
            module, _, name = job["task"].partition(":")
            self._function = getattr(importlib.import_module(module), name)
        except BaseException as error:
            return self.reply(UNABLE, _said(error).encode("utf-8", "replace"))
        self._seconds = job["seconds"]
        _limit_memory(job["memory"])
        return self.reply(READY)

    def _outcome(self, item: bytes) -> tuple[bytes, bytes]:
        try:
            return _packed(self._function(pickle.loads(item)))
        except BaseException as error:
            return _failed(error)

    def _stream(self, body: bytes) -> None:
        try:
            self._guard()
            for value in self._function(pickle.loads(body)):
                reply = _packed(value)
                self._unguard()  # the reader may take its time
                self.reply(*reply)
                self._guard()
        except BaseException as error:
            self.reply(*_failed(error))
        self._unguard()
        self.reply(END)

    def _guard(self) -> None:
        """See to it that this process ends by itself where an item never does and the parent was killed.

        A thread of the C library does this, because C code that never ends may never let Python run. It is not set
        anew for each item: that would cost more than many an item does.
        """
        now = time.monotonic()
        if now - self._armed > self._seconds / 4:
            after = self._seconds * 1.25 + _MARGIN
            faulthandler.dump_traceback_later(after, exit=True, file=self._nowhere)
            self._armed = now

    def _unguard(self) -> None:
        faulthandler.cancel_dump_traceback_later()
        self._armed = float("-inf")


def _packed(value: Any) -> tuple[bytes, bytes]:
    body = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    if len(body) > LARGEST:
        return _failure("memory", f"what came of it has {len(body) // 2**20} MiB, more than {LARGEST // 2**20}")
    return DONE, body


def _failed(error: BaseException) -> tuple[bytes, bytes]:
    if isinstance(error, MemoryError):
        return _failure("memory", "needed more memory than it may take")
    return _failure("error", _said(error))


def _failure(reason: str, message: str) -> tuple[bytes, bytes]:
    return FAILED, pickle.dumps((reason, message))


def _said(error: BaseException) -> str:
    """The kind of the error and its first words, whatever its own text does."""
    try:
        words = " ".join(str(error).split())
    except Exception:
        words = ""
    name = type(error).__name__
    return f"{name}: {words[:_SAID]}" if words else name


def _stand_where_the_parent_stands(job: dict[str, Any]) -> None:
    """The parent's folder and module path, which may have changed since the last task."""
    if job["path"] != sys.path:
        sys.path[:] = job["path"]
        importlib.invalidate_caches()
    if job["folder"] is not None:
        os.chdir(job["folder"])


def _limit_memory(allowed: int) -> None:
    """At most `allowed` bytes beyond what stands now; on Linux only, other systems offer no such limit that holds.

    RLIMIT_DATA counts what is written to. RLIMIT_AS counts reserved addresses too, of which pyarrow and threads take
    many without need, so it stands further off and is there for kernels that do not count the other.
    """
    try:
        with open("/proc/self/statm", "rb") as stream:  # noqa: PTH123
            pages = [int(n) for n in stream.read().split()]
    except OSError:
        return
    size = os.sysconf("SC_PAGE_SIZE")
    _limit("RLIMIT_DATA", pages[5] * size + allowed)
    _limit("RLIMIT_AS", pages[0] * size + allowed + _ROOM_BESIDE)


def _limit(name: str, value: int) -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    kind = getattr(resource, name, None)
    if kind is None:
        return
    hard = resource.getrlimit(kind)[1]
    soft = value if hard == resource.RLIM_INFINITY else min(value, hard)
    with suppress(OSError, ValueError):
        resource.setrlimit(kind, (soft, hard))
