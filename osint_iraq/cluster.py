"""Work on the machines of a Dask cluster: the same results, in the same order, as on one machine.

This process opens the files and writes the tables; only the work on single items goes to the cluster, so that no
shared folder is needed. There, as here, it is done in processes that can be killed.
"""

from __future__ import annotations

import platform
import time
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from osint_iraq.batches import Pickled, Pulse, Size, in_order
from osint_iraq.versions import READING, installed_version, method_version
from osint_iraq.workers import MEMORY, Crew, Failure, Local, WorkerError, run_each

if TYPE_CHECKING:
    from distributed import Client, Future

__all__ = ["Cluster", "ClusterError", "connected", "crew_of"]

_PULSE = Pulse(quick=0.5, slow=2.0, first=8, items=500, size=2 * 2**20, patience=0.2)
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


@contextmanager
def crew_of(workers: int = 1, scheduler: str | None = None) -> Iterator[Crew]:
    """So many processes of this machine as a crew, or the cluster at an address.

    Raises what `connected` raises, and ValueError where both are asked for, or less than one process.

    >>> with crew_of(workers=2) as crew:
    ...     crew
    Local(workers=2)
    """
    if workers < 1 or (scheduler is not None and workers > 1):
        raise ValueError(f"workers={workers}: give 1 or more, and either workers or a scheduler")
    if scheduler is None:
        yield Local(workers)
        return
    with connected(scheduler) as crew:
        yield crew


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
        size = Size(_PULSE)
        hands = _Hands(self, (task, seconds, memory, _made_of()), size)
        try:
            yield from in_order(items, size, hands)
        finally:
            hands.clear()

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
            while True:
                self.wait_for([future])
                try:
                    return future.result(timeout=_EMPTY_SECONDS)
                except TimeoutError:
                    if future.status == "error":
                        raise  # else it was lost again with its worker, before it was fetched
        except (KilledWorker, ClusterError):
            raise
        except WorkerError as error:  # a worker that cannot start processes, or lacks the task
            raise ClusterError(f"{self._address}: a worker of the cluster is not fit: {error}; {_AGAIN}") from error
        except (OSError, CancelledError) as error:
            raise self._lost(error) from error
        except Exception as error:
            why = f"{type(error).__name__}: {_first_line(error)}"
            raise ClusterError(f"{self._address}: the work failed on the cluster ({why}); {_AGAIN}") from error

    def wait_for(self, futures: list[Future]) -> None:
        """Return when one of these is done. Raises `ClusterError` where all workers are gone for long."""
        from distributed import CancelledError, TimeoutError, wait

        empty_since = None
        while not any(future.done() for future in futures):
            try:
                with suppress(TimeoutError), self._client.as_current():
                    wait(futures, timeout=_LOOK_SECONDS, return_when="FIRST_COMPLETED")
                    return
                empty_since = None if self._client.nthreads() else empty_since or time.monotonic()
            except (Exception, CancelledError) as error:
                raise self._lost(error) from error
            if empty_since and time.monotonic() - empty_since > _EMPTY_SECONDS:
                raise ClusterError(f"{self._address}: all workers are gone; {_AGAIN}")

    def _lost(self, error: BaseException) -> ClusterError:
        return ClusterError(
            f"{self._address}: the scheduler was lost, or the work was taken from it ({_first_line(error)}); {_AGAIN}"
        )

    def threads(self) -> int:
        """How many batches the cluster works on at a time, as it was a moment ago."""
        if time.monotonic() - self._looked > _LOOK_SECONDS:
            try:
                self._threads = sum(self._client.nthreads().values())
            except Exception as error:
                raise self._lost(error) from error
            self._looked = time.monotonic()
        return max(1, self._threads)


class _Hands:
    """The cluster at work on one call of `run_each`."""

    def __init__(self, cluster: Cluster, how: tuple[Any, ...], size: Size) -> None:
        self._cluster, self._how, self._size = cluster, how, size
        task = how[0].rpartition(":")[2]
        self._name, self._number = f"{task}-{uuid.uuid4().hex}", 0  # no earlier result has this name
        self._sent: list[Future] = []

    def count(self) -> int:
        """How many batches are worked on at a time."""
        return self._cluster.threads()

    def send(self, work: list[bytes]) -> Future:
        """Have the batch done by any worker."""
        self._number += 1
        future = self._cluster.submit(f"{self._name}-{self._number}", work, *self._how)
        self._sent.append(future)
        return future

    def wait(self, sent: list[Future]) -> None:
        """Return when one of these is done."""
        self._cluster.wait_for(sent)

    def results(self, sent: Future, work: list[bytes]) -> list[Any]:
        """What came of a batch; item by item, where workers of the cluster died of it."""
        from distributed import KilledWorker

        try:
            took, results = self._got(sent)
        except KilledWorker:
            return self._one_by_one(work)
        self._size.took(len(work), took)
        return results

    def clear(self) -> None:
        """Take back what nobody waits for any more."""
        for future in self._sent:
            with suppress(Exception):
                future.cancel()

    def _got(self, future: Future) -> tuple[float, list[Any]]:
        self._sent.remove(future)
        try:
            return self._cluster.result(future)
        finally:
            with suppress(Exception):
                future.release()

    def _one_by_one(self, work: list[bytes]) -> list[Any]:
        """The items of a batch of which workers died, each with nothing beside it that could be what they die of."""
        from distributed import KilledWorker

        for other in self._sent:
            with suppress(KilledWorker):  # its own turn comes
                self._cluster.result(other)
        results: list[Any] = []
        for item in work:
            try:
                results += self._got(self.send([item]))[1]
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
