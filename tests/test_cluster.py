"""The work on a Dask cluster of separate processes: the same results, in the same order, whatever happens to it."""

from __future__ import annotations

import itertools
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

pytest.importorskip("distributed", reason="needs the extra 'cluster'")

import dask
import dask.dataframe as dd
from distributed import Client, LocalCluster

from osint_iraq import cluster
from osint_iraq.batches import Known, Pulse
from osint_iraq.cluster import Cluster, ClusterError, connected
from osint_iraq.extract import Extracted, extract
from osint_iraq.extract.frame import extract_frame
from osint_iraq.read import read
from osint_iraq.workers import Failure, run_each

SLOW, ODD = "cluster_tasks:slow", "worker_tasks:odd"
TESTS = Path(__file__).resolve().parent
ONE = Pulse(quick=0, slow=9, first=1, items=1, size=2**20, patience=9)
SEVEN = Pulse(quick=0, slow=9, first=7, items=7, size=2**20, patience=9)
BY_SIZE = Pulse(quick=0, slow=9, first=500, items=500, size=3000, patience=9)


@contextmanager
def local(workers: int, **config: Any) -> Iterator[str]:
    """The address of a cluster of so many processes, each with one thread."""
    given: dict[str, Any] = {"threads_per_worker": 1, "processes": True, "dashboard_address": ":0"}
    patient = {"distributed.deploy.lost-worker-timeout": "5 minutes"}  # a busy machine starts a worker anew slowly
    with dask.config.set(patient | config), LocalCluster(n_workers=workers, **given, silence_logs=50) as made:
        yield made.scheduler_address


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with local(2) as made:
        yield made


@pytest.fixture
def crew(address: str) -> Iterator[Cluster]:
    with connected(address) as made:
        yield made


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_CONNECT_SECONDS", 0.3)


@pytest.fixture(scope="module")
def here(project: Path) -> tuple[pd.DataFrame, pd.DataFrame, Extracted]:
    """The bundled reports as one process of this machine reads and searches them."""
    found = read(project / "data" / "articles")
    return found.articles, found.problems, extract(found.articles)


def processes(address: str) -> dict[str, int]:
    """{address of a worker: its process}"""
    with Client(address, set_as_default=False) as client:
        return client.run(os.getpid)


@pytest.mark.parametrize("pulse", [None, ONE, SEVEN, BY_SIZE], ids=["as is", "one", "seven", "by size"])
def test_reading_and_extraction_give_what_one_machine_gives(
    pulse: Pulse | None,
    crew: Cluster,
    project: Path,
    here: tuple[pd.DataFrame, pd.DataFrame, Extracted],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    articles, problems, told = here
    if pulse:
        monkeypatch.setattr(cluster, "_PULSE", pulse)
    found = read(project / "data" / "articles", crew=crew)
    pd.testing.assert_frame_equal(found.articles, articles)
    pd.testing.assert_frame_equal(found.problems, problems)
    there = extract(articles, crew=crew)
    for name, frame in vars(told).items():
        pd.testing.assert_frame_equal(getattr(there, name), frame)


def test_a_dask_frame_is_searched_on_the_cluster(
    address: str, here: tuple[pd.DataFrame, pd.DataFrame, Extracted]
) -> None:
    articles = here[0].head(12)
    told = extract(articles)
    found = extract_frame(dd.from_pandas(articles, npartitions=4))
    with Client(address, set_as_default=False) as client:
        tables = client.gather(client.compute(list(found)))
    for name, table in zip(found._fields, tables, strict=True):
        pd.testing.assert_frame_equal(table.reset_index(drop=True), getattr(told, name))


def test_items_that_break_a_process_cost_what_they_cost_here(crew: Cluster) -> None:
    items = [*range(40), "exit", "sleep", "wrong", "segfault", *range(40, 80), "lambda"]
    assert list(crew.run_each(ODD, items, seconds=1)) == list(run_each(ODD, items, seconds=1))


def test_known_results_keep_their_place(crew: Cluster) -> None:
    items = [1, Known("a"), 2, *[Known(n) for n in range(2000)], 3, Known("z")]
    assert list(crew.run_each(SLOW, items, seconds=9)) == [1, "a", 2, *range(2000), 3, "z"]
    assert list(crew.run_each("no:task", [Known("only known")], seconds=9)) == ["only known"]
    assert list(crew.run_each("no:task", [], seconds=9)) == []


def test_no_earlier_result_is_taken_for_a_new_one(crew: Cluster) -> None:
    one, other = ([found[1] for found in crew.run_each("cluster_tasks:when", [1], seconds=9)] for _ in range(2))
    assert one != other


def test_a_worker_that_is_killed_in_mid_run_costs_nothing(crew: Cluster, address: str) -> None:
    found = crew.run_each(SLOW, range(400), seconds=9)
    first = list(itertools.islice(found, 50))
    os.kill(min(processes(address).values()), signal.SIGKILL)
    assert first + list(found) == list(range(400))


def test_items_are_taken_a_little_ahead_only_and_the_rest_is_taken_back(crew: Cluster, address: str) -> None:
    taken: list[int] = []

    def source() -> Iterator[int]:
        for n in range(10**9):
            taken.append(n)
            yield n

    found = crew.run_each("worker_tasks:same", source(), seconds=30)
    assert [next(found) for _ in range(5)] == [0, 1, 2, 3, 4]
    found.close()  # type: ignore[attr-defined]
    assert len(taken) < 5000
    with Client(address, set_as_default=False) as client:
        until = time.monotonic() + 60
        while client.run_on_scheduler(lambda dask_scheduler: len(dask_scheduler.tasks)):
            assert time.monotonic() < until, "tasks are left"
            time.sleep(0.05)


def test_a_cluster_that_loses_all_workers_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_LOOK_SECONDS", 0.1)
    monkeypatch.setattr(cluster, "_EMPTY_SECONDS", 0.3)
    given: dict[str, Any] = {"processes": False, "dashboard_address": ":0", "silence_logs": 50}
    with LocalCluster(n_workers=1, **given) as made, connected(made.scheduler_address) as crew:
        found = crew.run_each(SLOW, itertools.count(), seconds=9)
        assert next(found) == 0
        made.scale(0)
        with pytest.raises(ClusterError, match="all workers are gone"):
            list(found)


def test_an_item_that_ends_the_workers_themselves_fails_alone() -> None:
    items: list[Any] = [*range(20), "end it", *range(20, 60)]
    with local(2, **{"distributed.scheduler.allowed-failures": 1}) as address, connected(address) as crew:
        found = list(crew.run_each("cluster_tasks:ends_the_worker", items, seconds=60))
    failure = found.pop(20)
    assert found == list(range(60))
    assert isinstance(failure, Failure)
    assert (failure.reason, failure.message) == ("crash", "ended the worker of the cluster that had it, time and again")


@pytest.fixture
def changed(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Make this process, and not the workers, believe that other versions are installed or the method is another."""

    def change(function: str) -> None:
        monkeypatch.setattr(cluster, function, lambda *_: "1900.1")
        cluster._made_of.cache_clear()

    yield change
    cluster._made_of.cache_clear()


def test_a_worker_with_another_package_is_refused_by_name(address: str, changed: Callable[[str], None]) -> None:
    changed("installed_version")
    with pytest.raises(ClusterError, match=r"regex \S+ where 1900.1 is asked for") as refused, connected(address):
        pass
    assert all(worker in str(refused.value) for worker in processes(address))
    assert 'pip install "osint_iraq[cluster]"' in str(refused.value)


def test_a_worker_with_another_method_is_refused(address: str, changed: Callable[[str], None]) -> None:
    changed("method_version")
    with pytest.raises(ClusterError, match="another version of osint_iraq or of its lexicons"), connected(address):
        pass


def test_a_worker_with_another_method_that_comes_later_is_refused(
    crew: Cluster, changed: Callable[[str], None]
) -> None:
    changed("method_version")
    with pytest.raises(ClusterError, match=r"tcp://\S+: another version of osint_iraq"):
        list(crew.run_each(SLOW, [1], seconds=9))


def test_a_task_that_is_not_there_is_said(crew: Cluster) -> None:
    with pytest.raises(ClusterError, match="no_such_module"):
        list(crew.run_each("no_such_module:f", [1], seconds=9))


def test_an_error_of_the_iterable_is_the_callers(crew: Cluster) -> None:
    def source() -> Iterator[int]:
        yield 1
        raise LookupError("of the caller")

    with pytest.raises(LookupError, match="of the caller"):
        list(crew.run_each(SLOW, source(), seconds=9))


@pytest.mark.usefixtures("impatient")
def test_an_address_where_nobody_answers_is_said() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and nobody listens
        address = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(ClusterError, match=f"{address}: no Dask scheduler answers there"), connected(address):
            pass
    for wrong in ("nonsense", "smoke://signals:1"):
        with pytest.raises(ClusterError, match="give the address that it prints"), connected(wrong):
            pass


@pytest.mark.usefixtures("impatient")
def test_a_scheduler_without_workers_is_said() -> None:
    with local(0) as address, pytest.raises(ClusterError, match=f"dask worker {address}"), connected(address):
        pass


def test_without_the_extra_the_mend_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ClusterError, match=r'pip install "osint_iraq\[cluster\]"'), connected("tcp://127.0.0.1:1"):
        pass


def started(*arguments: str, **environment: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", *arguments]
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen(command, env={**os.environ, **environment}, **quiet)


def test_a_scheduler_that_is_lost_in_mid_run_is_said_and_what_to_do(tmp_path: Path) -> None:
    path = {"PYTHONPATH": os.pathsep.join((str(TESTS.parent), str(TESTS)))}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    port = address.rpartition(":")[2]
    scheduler = started("distributed.cli.dask_scheduler", "--port", port, "--no-dashboard", **path)
    worker = started("distributed.cli.dask_worker", address, "--no-nanny", "--no-dashboard",
                     "--local-directory", str(tmp_path), **path)  # fmt: skip
    try:
        with connected(address) as crew:
            found = crew.run_each(SLOW, itertools.count(), seconds=9)
            assert next(found) == 0
            scheduler.kill()
            with pytest.raises(ClusterError, match="start the same build again"):
                list(found)
    finally:
        for process in (scheduler, worker):
            process.kill()
            process.wait()
