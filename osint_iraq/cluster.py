"""Work on the machines of a Dask cluster: the same results, in the same order, as on one machine.

This process opens the files and writes the tables; only the work on single items goes to the cluster, so that no
shared folder is needed. There, as here, it is done in processes that can be killed.
"""

from __future__ import annotations

import platform
import time
import uuid
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from osint_iraq.batches import Batch, Pickled, Pulse, Size, next_batch
from osint_iraq.versions import READING, installed_version, method_version
from osint_iraq.workers import MEMORY, Failure, WorkerError, run_each

if TYPE_CHECKING:
    from distributed import Client, Future

__all__ = ["Cluster", "ClusterError", "connected"]

_PULSE = Pulse(quick=0.5, slow=2.0, first=8, items=500, size=2 * 2**20, patience=0.2)
_AHEAD = 2  # batches for each thread of the cluster: one at work, one that waits there
_TRIES = 2  # after a fault of a machine, not of an item; a machine that is lost costs none
_CONNECT_SECONDS = 10.0
_LOOK_SECONDS = 5.0  # how often one looks whether the cluster is still there
_EMPTY_SECONDS = 120.0  # how long one waits for workers when all are gone
_NAMED = 5  # workers that a message names
_LARGEST = "1 GiB"  # Dask warns of large tasks; ours hold what the largest page has
_INSTALL = 'pip install "osint_iraq[cluster]"'
_AGAIN = "what was done is kept beside the tables: start the same build again, and it goes on from there"
_BROKE = Failure("crash", "ended the worker of the cluster that had it, time and again")


class ClusterError(WorkerError):
    """The cluster is not there, or not fit for this work; the message says how to mend it."""


@contextmanager
def connected(address: str) -> Iterator[Cluster]:
    """The workers of the Dask scheduler at `address`, as a crew for `build`, `read` and `extract`.

    Raises `ClusterError` where no scheduler answers, it has no worker, or a worker has another version of this
    package, of its lexicons, of Python or of a package that the results rest on.

    >>> with connected("tcp://10.0.0.5:8786") as crew:  # doctest: +SKIP
    ...     list(crew.run_each("math:sqrt", [4.0, 9.0], seconds=10))
    [2.0, 3.0]
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise ClusterError(f"a cluster needs the package distributed, here and on its machines: {_INSTALL}") from error
    try:
        client = Client(address, timeout=_CONNECT_SECONDS, set_as_default=False, name="osint_iraq")
    except (OSError, ValueError, RuntimeError) as error:
        raise ClusterError(
            f"{address}: no Dask scheduler answers there ({_first_line(error)}). Start one (`dask scheduler`) and give "
            "the address that it prints, such as tcp://10.0.0.5:8786"
        ) from error
    try:
        _must_be_ready(client, address)
        yield Cluster(client, address)
    finally:
        client.close(timeout=_CONNECT_SECONDS)


class Cluster:
    """The workers of one Dask scheduler, as a crew; made by `connected`. For one thread at a time."""

    def __init__(self, client: Client, address: str) -> None:
        self._client, self._address = client, address
        self._threads, self._looked = 0, float("-inf")

    def run_each(
        self, task: str, items: Iterable[Any], *, seconds: float, memory: int = MEMORY
    ) -> Iterator[Any | Failure]:
        """What `workers.run_each` would give. A machine that is lost costs nothing; its items go to the others.

        An item that ends the workers of the cluster themselves is a `Failure`, after the others have been done. Raises
        `ClusterError` where the scheduler is lost or all workers are gone for two minutes.
        """
        line, source, size, finished = _Line(self, task, seconds, memory), iter(items), Size(_PULSE), False
        try:
            while line.waiting or not finished:
                while not finished and len(line.waiting) < self._most_waiting():
                    batch, finished = next_batch(source, size)
                    line.put(batch)
                batch, took, results = line.next()
                size.took(len(batch.work), took)
                yield from batch.results(results)
        finally:
            line.clear()

    def submit(self, key: str, *work: Any) -> Future:
        """Have `_done` run with these arguments on any worker. Raises `ClusterError`."""
        import dask

        try:
            with dask.config.set({"distributed.admin.large-graph-warning-threshold": _LARGEST}):
                return self._client.submit(_done, *work, key=key, pure=False, retries=_TRIES)
        except Exception as error:
            raise self._lost(error) from error

    def result(self, future: Future) -> tuple[float, list[Any]]:
        """What `_done` gave. Raises `KilledWorker` where workers died of it, `ClusterError` for all else."""
        from distributed import CancelledError, KilledWorker

        try:
            self._wait_for(future)
            return future.result()
        except (KilledWorker, ClusterError):
            raise
        except WorkerError as error:  # a worker that cannot start processes, or lacks the task
            raise ClusterError(f"{self._address}: a worker of the cluster is not fit: {error}; {_AGAIN}") from error
        except (OSError, CancelledError) as error:
            raise self._lost(error) from error
        except Exception as error:
            why = f"{type(error).__name__}: {_first_line(error)}"
            raise ClusterError(f"{self._address}: the work failed on the cluster ({why}); {_AGAIN}") from error

    def _wait_for(self, future: Future) -> None:
        from distributed import TimeoutError, wait

        empty_since = None
        while True:
            with suppress(TimeoutError), self._client.as_current():
                wait([future], timeout=_LOOK_SECONDS)
                return
            empty_since = None if self._client.nthreads() else empty_since or time.monotonic()
            if empty_since and time.monotonic() - empty_since > _EMPTY_SECONDS:
                raise ClusterError(f"{self._address}: all workers are gone; {_AGAIN}")

    def _lost(self, error: BaseException) -> ClusterError:
        return ClusterError(
            f"{self._address}: the scheduler was lost, or the work was taken from it ({_first_line(error)}); {_AGAIN}"
        )

    def _most_waiting(self) -> int:
        if time.monotonic() - self._looked > _LOOK_SECONDS:
            try:
                self._threads = sum(self._client.nthreads().values())
            except Exception as error:
                raise self._lost(error) from error
            self._looked = time.monotonic()
        return max(1, self._threads) * _AHEAD


class _Line:
    """The batches of one call of `run_each` that are on the cluster, in their order."""

    def __init__(self, cluster: Cluster, task: str, seconds: float, memory: int) -> None:
        self._cluster, self._how = cluster, (task, seconds, memory, _made_of())
        self._name, self._number = f"{task.rpartition(':')[2]}-{uuid.uuid4().hex}", 0  # Dask gives no earlier result
        self.waiting: deque[tuple[Batch, Future | None]] = deque()

    def put(self, batch: Batch) -> None:
        """Send a batch, unless all in it is known."""
        self.waiting.append((batch, self._sent(batch.work) if batch.work else None))

    def next(self) -> tuple[Batch, float, list[Any]]:
        """The first batch, the seconds that it took over there, and its results."""
        from distributed import KilledWorker

        batch, future = self.waiting.popleft()
        if future is None:
            return batch, 0.0, []
        try:
            return batch, *self._got(future)
        except KilledWorker:
            return batch, 0.0, self._one_by_one(batch)

    def clear(self) -> None:
        """Take back what nobody waits for any more."""
        for _, future in self.waiting:
            if future is not None:
                with suppress(Exception):
                    future.cancel()
        self.waiting.clear()

    def _sent(self, work: list[bytes]) -> Future:
        self._number += 1
        return self._cluster.submit(f"{self._name}-{self._number}", work, *self._how)

    def _got(self, future: Future) -> tuple[float, list[Any]]:
        try:
            return self._cluster.result(future)
        finally:
            with suppress(Exception):
                future.release()

    def _one_by_one(self, batch: Batch) -> list[Any]:
        """The items of a batch of which workers died, each with nothing beside it that could be what they die of."""
        from distributed import KilledWorker

        for _, other in self.waiting:
            if other is not None:
                with suppress(KilledWorker):  # its own turn comes
                    self._cluster.result(other)
        results: list[Any] = []
        for item in batch.work:
            try:
                results += self._got(self._sent([item]))[1]
            except KilledWorker:
                results.append(_BROKE)
        return results


def _done(
    work: list[bytes], task: str, seconds: float, memory: int, made_of: dict[str, str]
) -> tuple[float, list[Any]]:
    """On a worker of the cluster: the results of pickled items, and how many seconds they took."""
    differs = _differences(_made_of(), made_of)
    if differs:  # one that came later
        from distributed import get_worker

        raise ClusterError(f"{get_worker().address}: {differs}. {_mend()}; {_AGAIN}")
    began = time.monotonic()
    results = list(run_each(task, map(Pickled, work), seconds=seconds, memory=memory))
    return time.monotonic() - began, results


@lru_cache
def _made_of() -> dict[str, str]:
    """Everything that the results of a worker rest on, by name."""
    packages = {name: installed_version(name) or "none" for name in READING}
    return {"Python": platform.python_version(), **packages, "osint_iraq": method_version("read", "extract")}


def _differences(there: dict[str, str], here: dict[str, str]) -> str:
    """In words, what is other there than here; empty where nothing is."""
    wrong = [f"{name} {there.get(name)} where {here[name]} is asked for" for name in here if name != "osint_iraq"
             and there.get(name) != here[name]]  # fmt: skip
    if wrong or there == here:
        return ", ".join(wrong)
    return "another version of osint_iraq or of its lexicons"


def _must_be_ready(client: Client, address: str) -> None:
    """Raise `ClusterError` where the cluster has no worker or one whose results could be others than ours."""
    try:
        client.run_on_scheduler(_made_of)  # it unpacks tasks, so it must know them
    except Exception as error:
        raise ClusterError(
            f"{address}: the scheduler itself lacks osint_iraq ({_first_line(error)}). {_mend()}"
        ) from error
    with suppress(TimeoutError):
        client.wait_for_workers(1, timeout=_CONNECT_SECONDS)
    answers = client.run(_made_of, on_error="return")
    if not answers:
        raise ClusterError(f"{address}: the scheduler has no workers. Start some: `dask worker {address}`")
    wrong = {worker: _answer(answer) for worker, answer in answers.items()}
    named = [f"{worker} ({why})" for worker, why in sorted(wrong.items()) if why]
    if named:
        rest = f" and {len(named) - _NAMED} more" if len(named) > _NAMED else ""
        raise ClusterError(f"{address}: not fit for this work are {', '.join(named[:_NAMED])}{rest}. {_mend()}")


def _answer(answer: Any) -> str:
    if isinstance(answer, dict):
        return _differences(answer, _made_of())
    return f"cannot import osint_iraq: {_first_line(answer)}"


def _mend() -> str:
    return f"Install the same packages and the same copy of osint_iraq everywhere ({_INSTALL}) and start it anew"


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)
