"""Work on things that may be hostile, in processes that can be killed.

A page that a parser never finishes, or that breaks it, costs its own result and nothing else. A worker process is
started when it is first needed, serves every later call and ends with this one.

This bounds time and, on Linux, memory, and it outlives crashes. It is no sandbox: a worker may do all that its user
may, so its pickled results are believed.
"""

from __future__ import annotations

import atexit
import os
import pickle
import queue
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
from typing import Any, Protocol

from osint_iraq.batches import Known, Pulse, Size, in_order
from osint_iraq.worker_process import Failure, Job, Worker, WorkerError

__all__ = ["LOCAL", "MEMORY", "Crew", "Failure", "Known", "Local", "WorkerError", "close_workers", "run_each", "stream"]

MEMORY = 3 * 2**30
"""Bytes that an item may make a worker take beyond what its programs take. The worst pages tried took 0.8 GiB."""

_PULSE = Pulse(quick=0.02, slow=0.1, first=1, items=512, size=2**20, patience=0.02)
_KEPT = 8  # idle workers; each holds some 150 MB


class Crew(Protocol):
    """Who works: the processes of this machine (`Local`), or a cluster (`cluster.connected`)."""

    def run_each(self, task: str, items: Iterable[Any], *, seconds: float) -> Iterator[Any | Failure]:
        """See the function `run_each`: whoever works, the same results come in the same order."""


def run_each(
    task: str, items: Iterable[Any], *, seconds: float, memory: int = MEMORY, workers: int = 1
) -> Iterator[Any | Failure]:
    """What the function `task` ("package.module:function") makes of each item, in the order of `items`.

    Where one took longer than `seconds` or more than `memory` bytes, broke its process or raised an exception, a
    `Failure` comes instead; for an item that is `Known`, its result. Items are taken from the iterable a little ahead
    of what is asked for, in the thread that asks, and go to `workers` processes. Arguments and results are pickled;
    what the function prints or logs is not seen. A process that broke is tried a second time for the item, so that a
    chance kill loses nothing. Raises `WorkerError` where no process can be started or the function is not there.

    >>> list(run_each("math:sqrt", [4.0, -1.0, 9.0], seconds=10))
    [2.0, Failure(reason='error', message='ValueError: math domain error'), 3.0]
    """
    size = Size(_PULSE)
    crew = _Crew(Job(task, seconds, memory), max(1, workers), size)
    try:
        yield from in_order(items, size, crew)
        crew.finish()
    except BaseException:  # also where the reader stopped half-way
        crew.stop()
        raise


@dataclass(frozen=True)
class Local:
    """This machine as a crew: so many worker processes.

    >>> list(Local(workers=2).run_each("math:sqrt", [4.0, 9.0], seconds=10))
    [2.0, 3.0]
    """

    workers: int = 1

    def run_each(
        self, task: str, items: Iterable[Any], *, seconds: float, memory: int = MEMORY
    ) -> Iterator[Any | Failure]:
        """See the function `run_each`."""
        return run_each(task, items, seconds=seconds, memory=memory, workers=self.workers)


LOCAL = Local()


def stream(task: str, argument: Any, *, seconds: float, memory: int = MEMORY) -> Iterator[Any | Failure]:
    """What the generator function `task` yields for `argument`, over there, one at a time.

    `seconds` is for each step; the time that the reader takes does not count. After a failure nothing more comes,
    except where one result was merely too large to be sent. Raises `WorkerError` as `run_each` does.

    >>> list(stream("builtins:range", 3, seconds=10))
    [0, 1, 2]
    """
    asked, found = pickle.dumps(argument, pickle.HIGHEST_PROTOCOL), None
    worker = _POOL.take(Job(task, seconds, memory))
    try:
        for found in worker.stream(asked):
            yield found
    except BaseException:  # also where the reader stopped half-way: the generator over there still runs
        worker.kill()
        raise
    if _spent(found) or not worker.alive:
        worker.kill()
    else:
        _POOL.give_back(worker)


def close_workers() -> None:
    """End the idle worker processes; later calls start new ones."""
    _POOL.close()


class _Pool:
    """The idle workers of this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: list[Worker] = []

    def take(self, job: Job) -> Worker:
        """A worker that is ready for `job`: an idle one that still lives, else a new one. Raises `WorkerError`."""
        while True:
            with self._lock:
                worker = self._idle.pop() if self._idle else None
            fresh = worker is None
            worker = worker or Worker()
            try:
                ready = worker.begin(job)
            except WorkerError:  # of the task, not of the process
                self.give_back(worker)
                raise
            except BaseException:
                worker.kill()
                raise
            if ready:
                return worker
            why = worker.end()
            if fresh:
                raise WorkerError(f"a worker process ended while it got ready for {job.task}: it {why.message}")

    def give_back(self, worker: Worker) -> None:
        """Keep a worker that did its job to the end."""
        with self._lock:
            if len(self._idle) < _KEPT:
                self._idle.append(worker)
                return
        worker.kill()

    def close(self) -> None:
        """End all that are idle."""
        with self._lock:
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.kill()

    def forget(self) -> None:
        """After a fork: these workers are the parent's, and so may be the hold on the lock."""
        idle, self._idle, self._lock = self._idle, [], threading.Lock()
        for worker in idle:
            worker.abandon()


_POOL = _Pool()
atexit.register(close_workers)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_POOL.forget)


_Order = tuple[list[bytes], "Future[list[Any]]"]


class _Crew:
    """The threads of one call of `run_each`, each with a worker of its own."""

    def __init__(self, job: Job, workers: int, size: Size) -> None:
        self._job, self._workers, self._size = job, workers, size
        self._orders: queue.SimpleQueue[_Order | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._busy: set[Worker] = set()
        self._threads: list[threading.Thread] = []
        self._left = False

    def count(self) -> int:
        """How many batches are worked on at a time."""
        return self._workers

    def send(self, work: list[bytes]) -> Future[list[Any]]:
        """Have the batch done; its results are those of the future."""
        order: _Order = (work, Future())
        if len(self._threads) < self._workers:
            thread = threading.Thread(target=self._serve, name="osint_iraq worker", daemon=True)
            self._threads.append(thread)
            thread.start()
        self._orders.put(order)
        return order[1]

    def wait(self, sent: list[Future[list[Any]]]) -> None:
        """Return when one of these is done."""
        wait(sent, return_when=FIRST_COMPLETED)

    def results(self, sent: Future[list[Any]], work: list[bytes]) -> list[Any]:
        """What came of a batch. Raises what the thread raised that did it."""
        return sent.result()

    def finish(self) -> None:
        """All is done: give the workers back, before the next call looks for one."""
        for _ in self._threads:
            self._orders.put(None)
        for thread in self._threads:
            thread.join()

    def stop(self) -> None:
        """Stop at once what is still at work, and let the threads end."""
        with self._lock:
            self._left = True
            for worker in self._busy:
                worker.cut()
        for _ in self._threads:
            self._orders.put(None)

    def _serve(self) -> None:
        worker: Worker | None = None
        while (order := self._orders.get()) is not None:
            batch, future = order
            if self._left:
                continue
            began = time.monotonic()
            try:
                results, worker = self._results(batch, worker)
            except BaseException as error:
                future.set_exception(error)
                worker = None
            else:
                self._size.took(len(batch), time.monotonic() - began)
                future.set_result(results)
        if worker is not None:
            self._release(worker)

    def _results(self, batch: list[bytes], worker: Worker | None) -> tuple[list[Any], Worker | None]:
        """What came of each item; where a process ended, the item at fault is passed over and the rest done anew."""
        results: list[Any] = []
        suspect = -1
        while len(results) < len(batch) and not self._left:
            worker = worker or self._take()
            results += worker.batch(batch[len(results) :])
            if len(results) == len(batch):
                return results, self._fit(worker, results)
            failure, at = worker.end(), len(results)
            self._drop(worker)
            worker = None
            if failure.reason != "time" and suspect != at:
                suspect = at
            else:
                results.append(failure)
        return results, worker

    def _take(self) -> Worker:
        worker = _POOL.take(self._job)
        with self._lock:
            self._busy.add(worker)
            if self._left:
                worker.cut()
        return worker

    def _drop(self, worker: Worker) -> None:
        with self._lock:
            self._busy.discard(worker)

    def _fit(self, worker: Worker, results: list[Any]) -> Worker | None:
        """The worker for the next batch; none where this one came to the end of its memory."""
        if not any(map(_spent, results)):
            return worker
        worker.kill()
        self._drop(worker)
        return None

    def _release(self, worker: Worker) -> None:
        self._drop(worker)
        if worker.alive and not self._left:
            _POOL.give_back(worker)
        else:
            worker.kill()


def _spent(found: Any) -> bool:
    return isinstance(found, Failure) and found.reason == "memory"
