"""Work in processes that can be killed: what breaks costs its own result and nothing else."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osint_iraq import worker_child, worker_process, workers
from osint_iraq.workers import Failure, WorkerError, close_workers, run_each, stream

ODD = "worker_tasks:odd"
TESTS = str(Path(__file__).resolve().parent)
MANY = 300  # more than one batch
POSIX = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
MIB = 2**20


def of_processes(items: list[Any], **more: Any) -> set[int]:
    """The processes that did the items."""
    return {process for _, process in run_each("worker_tasks:whose", items, seconds=30, **more)}


def runs(process: int) -> bool:
    """Whether a process is there and no mere entry that nobody has collected."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    state = Path("/proc", str(process), "stat")
    return not state.exists() or state.read_text().rpartition(")")[2].split()[0] != "Z"


def wait_for(what: Any, seconds: float = 60) -> Any:
    """What the call gives, once it gives something."""
    until = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.02)
    return found


@settings(max_examples=25, deadline=None)
@given(st.lists(st.one_of(st.text(), st.binary(), st.none(), st.tuples(st.integers(), st.floats(allow_nan=False)))))
def test_any_items_come_back_in_their_order(items: list[Any]) -> None:
    assert list(run_each("worker_tasks:same", items, seconds=30)) == items


@pytest.mark.parametrize("count", [1, 2, 3])
def test_several_workers_give_the_same_order(count: int) -> None:
    items = ["x" * (n % 97) + str(n) for n in range(MANY * 10)]
    assert list(run_each("worker_tasks:same", items, seconds=30, workers=count)) == items


def test_several_workers_are_several_processes() -> None:
    both = of_processes([None] * 20_000, workers=2)
    assert len(both) == 2
    assert os.getpid() not in both


@pytest.mark.parametrize(
    ("what", "reason", "said"),
    [
        ("sleep", "time", "took longer than 0.5 seconds"),
        ("spin", "time", "took longer"),
        ("endless", "time", "took longer"),
        ("exit", "crash", "exit code 3"),
        ("sys.exit", "error", "SystemExit: leaving"),
        ("greedy", "memory", "more memory than it may"),
        ("huge result", "memory", "more than 256"),
        ("lambda", "error", "lambda"),
        ("deep", "error", "RecursionError"),
        ("nested", "error", "RecursionError"),
        ("wrong", "error", "ValueError: wrong in two lines"),
        ("silent", "error", "Silent"),
        ("long", "error", "ValueError: xxx"),
        pytest.param("segfault", "crash", "signal 11", marks=POSIX),
        pytest.param("abort", "crash", "abort", marks=POSIX),
    ],
)
def test_only_the_item_at_fault_fails(what: str, reason: str, said: str) -> None:
    items = [*range(70), what, *range(70, 140)]
    seconds, memory = (0.5, workers.MEMORY) if reason == "time" else (60, 800 * MIB)
    found = list(run_each(ODD, items, seconds=seconds, memory=memory))
    failure = found.pop(70)
    assert found == list(range(140))
    assert isinstance(failure, Failure)
    assert (failure.reason, said in failure.message) == (reason, True), failure
    assert len(failure.message) < 600


def test_a_reply_that_names_an_endless_length_is_that_of_a_broken_process() -> None:
    head = (2**62).to_bytes(8, "big") + worker_child.DONE
    assert worker_child.receive(io.BufferedReader(io.BytesIO(head)), worker_child.LARGEST) is None


def test_failures_side_by_side_and_at_both_ends_are_all_told() -> None:
    items = ["exit", "wrong", "exit", "exit", "a", "sleep", "sleep", "b", "exit"]
    found = list(run_each(ODD, items, seconds=1, workers=2))
    reasons = [f.reason if isinstance(f, Failure) else f for f in found]
    assert reasons == ["crash", "error", "crash", "crash", "a", "time", "time", "b", "crash"]


def test_the_time_is_for_each_item_and_not_for_all() -> None:
    assert list(run_each("time:sleep", [0.05] * 30, seconds=0.8)) == [None] * 30


def test_the_time_runs_while_the_reader_does_something_else() -> None:
    found = run_each(ODD, ["a", "sleep", "b"], seconds=0.3)
    assert next(found) == "a"
    assert [f if isinstance(f, str) else f.reason for f in found] == ["time", "b"]


def test_a_process_that_was_killed_by_chance_costs_nothing(tmp_path: Path) -> None:
    found = list(run_each("worker_tasks:dies_once", [str(tmp_path / "a"), str(tmp_path / "b")], seconds=30))
    assert found == ["second time"] * 2


def test_what_a_task_prints_does_not_get_between_the_results() -> None:
    assert list(run_each("worker_tasks:noisy", [1, 2], seconds=30)) == [(1, ""), (2, "")]
    assert list(run_each("worker_tasks:noisy", [3], seconds=30)) == [(3, "")]


def test_the_iterable_is_taken_a_little_ahead_only() -> None:
    taken: list[int] = []

    def source() -> Iterator[int]:
        for n in range(10**9):
            taken.append(n)
            yield n

    found = run_each("worker_tasks:same", source(), seconds=30)
    assert [next(found) for _ in range(5)] == [0, 1, 2, 3, 4]
    found.close()  # type: ignore[attr-defined]
    assert len(taken) < 20 * MANY


def test_large_items_are_not_gathered() -> None:
    taken: list[int] = []

    def source() -> Iterator[bytes]:
        for n in range(1000):
            taken.append(n)
            yield bytes(4 * MIB)

    found = run_each("builtins:len", source(), seconds=30)
    assert next(found) == 4 * MIB
    found.close()  # type: ignore[attr-defined]
    assert len(taken) <= 4


def test_no_item_means_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> Any:
        raise AssertionError("a process was started")

    close_workers()
    monkeypatch.setattr(workers, "Worker", none)
    assert list(run_each(ODD, [], seconds=1)) == []


def test_a_process_serves_one_call_after_another() -> None:
    close_workers()
    first = of_processes([1])
    assert of_processes([1]) == first
    assert of_processes(list(range(MANY))) == first
    assert list(stream("worker_tasks:count_to", 3, seconds=30)) == [0, 1, 2]
    assert of_processes([1]) == first


@POSIX
def test_an_idle_process_that_died_is_replaced() -> None:
    (old,) = of_processes([1])
    os.kill(old, signal.SIGKILL)
    wait_for(lambda: not runs(old))
    assert of_processes([1]) != {old}


def test_a_process_at_the_end_of_its_memory_is_not_used_again() -> None:
    first = of_processes([1])
    assert isinstance(next(iter(run_each(ODD, ["huge result"], seconds=60))), Failure)
    assert of_processes([1]) != first


@POSIX
def test_a_reader_that_stops_half_way_leaves_no_process_at_work() -> None:
    close_workers()
    found = run_each("worker_tasks:whose", [1, *["x"] * 10], seconds=30)
    _, first = next(found)
    found.close()  # type: ignore[attr-defined]
    wait_for(lambda: not runs(first))
    parts = stream("worker_tasks:count_then", (1, "sleep"), seconds=600)
    (process,) = of_processes([1]) if next(parts) == 0 else (0,)
    parts.close()  # type: ignore[attr-defined]
    assert of_processes([1]) == {process}


@POSIX
def test_closing_while_an_item_never_ends_returns_at_once(tmp_path: Path) -> None:
    found = run_each("worker_tasks:note_and_hold_folders", [str(tmp_path / "none"), str(tmp_path)], seconds=3600)
    assert next(found) == "no folder"
    process = int(wait_for(lambda: list(tmp_path.iterdir()))[0].name)
    found.close()  # type: ignore[attr-defined]
    wait_for(lambda: not runs(process))


@POSIX
def test_a_process_that_the_system_ends_twice_is_told(tmp_path: Path) -> None:
    with ThreadPoolExecutor(1) as threads:
        found = threads.submit(list, run_each("worker_tasks:note_and_hold_folders", [str(tmp_path)], seconds=3600))
        first = wait_for(lambda: set(tmp_path.iterdir()))
        os.kill(int(first.copy().pop().name), signal.SIGKILL)
        second = wait_for(lambda: set(tmp_path.iterdir()) - first)
        os.kill(int(second.pop().name), signal.SIGKILL)
        (failure,) = found.result(60)
    assert failure.reason == "memory"
    assert "ended by the system" in failure.message


@pytest.mark.parametrize(
    ("task", "said"),
    [
        ("no_such_module:f", "No module named 'no_such_module'"),
        ("worker_tasks:no_such_function", "no_such_function"),
        ("worker_tasks", "worker_tasks"),
    ],
)
def test_a_task_that_is_not_there_is_said(task: str, said: str) -> None:
    with pytest.raises(WorkerError, match=said):
        list(run_each(task, [1], seconds=5))
    with pytest.raises(WorkerError, match=said):
        list(stream(task, 1, seconds=5))
    assert list(run_each("worker_tasks:same", [1], seconds=5)) == [1]


def test_a_process_that_dies_at_its_start_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    close_workers()
    monkeypatch.setattr(worker_process, "_START", "raise ImportError('this machine lacks something')")
    with pytest.raises(WorkerError, match="this machine lacks something"):
        list(run_each(ODD, [1], seconds=5))


@pytest.mark.parametrize("program", ["", "/no/such/program"])
def test_a_python_that_cannot_be_found_is_said(program: str, monkeypatch: pytest.MonkeyPatch) -> None:
    close_workers()
    monkeypatch.setattr(sys, "executable", program)
    with pytest.raises(WorkerError, match="no worker process could be started"):
        list(run_each(ODD, [1], seconds=5))


def test_a_task_works_in_the_folder_of_the_caller(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        monkeypatch.chdir(tmp_path / name)
        (found,) = run_each("worker_tasks:where", [1], seconds=30)
        assert Path(found).samefile(tmp_path / name)


def test_a_module_that_can_be_imported_since_a_moment_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    list(run_each("worker_tasks:same", [1], seconds=30))
    (tmp_path / "just_written.py").write_text("def double(x):\n    return 2 * x\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert list(run_each("just_written:double", [21], seconds=30)) == [42]


def test_warnings_are_treated_as_here(monkeypatch: pytest.MonkeyPatch) -> None:
    close_workers()
    assert list(run_each("worker_tasks:warn", [1], seconds=30)) == ["only warned"]
    close_workers()
    monkeypatch.setattr(sys, "warnoptions", ["error::DeprecationWarning"])
    (found,) = run_each("worker_tasks:warn", [1], seconds=30)
    assert found == Failure("error", "DeprecationWarning: old ways")
    close_workers()


@pytest.mark.parametrize("what", ["exit", "wrong", "sleep", "lambda"])
def test_a_stream_tells_what_came_before_it_failed(what: str) -> None:
    found = list(stream("worker_tasks:count_then", (40, what), seconds=1))
    assert found[:-1] == list(range(40))
    assert isinstance(found[-1], Failure)


def test_a_stream_goes_on_after_a_result_that_was_too_large() -> None:
    first, failure, last = stream("worker_tasks:count_then", (1, "huge result"), seconds=60)
    assert (first, failure.reason, last) == (0, "memory", "after")


def test_a_slow_reader_does_not_make_a_stream_late() -> None:
    parts = stream("worker_tasks:large_parts", 4, seconds=1)
    sizes = [len(next(parts))]
    time.sleep(4)  # longer than a step may take, and than a worker waits whose caller is gone: the pipe is full
    assert sizes + [len(part) for part in parts] == [MIB] * 4


def test_calls_may_lie_inside_each_other_and_in_threads() -> None:
    inner = run_each("worker_tasks:same", stream("worker_tasks:count_to", 500, seconds=30), seconds=30)
    assert list(run_each("worker_tasks:same", inner, seconds=30)) == list(range(500))

    def work(n: int) -> bool:
        return list(run_each("worker_tasks:same", range(n, n + 50), seconds=30)) == list(range(n, n + 50))

    with ThreadPoolExecutor(4) as threads:
        assert all(threads.map(work, range(20)))


def test_an_error_of_the_iterable_is_the_callers() -> None:
    def source() -> Iterator[int]:
        yield 1
        raise LookupError("of the caller")

    with pytest.raises(LookupError, match="of the caller"):
        list(run_each("worker_tasks:same", source(), seconds=30))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
@pytest.mark.filterwarnings("ignore:.*use of fork:DeprecationWarning")
def test_a_forked_process_has_workers_of_its_own() -> None:
    ours = of_processes([1])
    half_read = run_each("worker_tasks:same", range(10**6), seconds=30)
    next(half_read)
    child = os.fork()
    if child == 0:
        code = 1
        try:
            half_read.close()  # type: ignore[attr-defined]
            code = 0 if of_processes([1]).isdisjoint(ours) else 2
            close_workers()
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert [next(half_read) for _ in range(2000)] == list(range(1, 2001))
    half_read.close()  # type: ignore[attr-defined]


CALLER = """
import sys
sys.path.insert(0, sys.argv[1])
from osint_iraq.workers import run_each
print(list(run_each(sys.argv[2], [sys.argv[3]], seconds=float(sys.argv[4]))))
"""


def started(script: str, *arguments: str, **more: Any) -> subprocess.Popen[str]:
    """A program of its own that calls workers."""
    path = {**os.environ, "PYTHONPATH": str(Path(TESTS).parent)}
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen([sys.executable, "-c", script, *arguments], env=path, text=True, **pipes, **more)


@POSIX
@pytest.mark.parametrize(("task", "seconds"), [("note_and_sleep", "3600"), ("note_and_hold", "1")])
def test_no_process_outlives_a_caller_that_was_killed(task: str, seconds: str, tmp_path: Path) -> None:
    caller = started(CALLER, TESTS, f"worker_tasks:{task}", str(tmp_path), seconds)
    process = int(wait_for(lambda: list(tmp_path.iterdir()))[0].name)
    assert runs(process)
    caller.kill()
    caller.communicate()
    wait_for(lambda: not runs(process))


@POSIX
def test_ctrl_c_stops_the_caller_and_the_work(tmp_path: Path) -> None:
    caller = started(CALLER, TESTS, "worker_tasks:note_and_hold", str(tmp_path), "3600", start_new_session=True)
    process = int(wait_for(lambda: list(tmp_path.iterdir()))[0].name)
    os.killpg(caller.pid, signal.SIGINT)  # as a terminal does: to the caller and the worker
    _, said = caller.communicate(timeout=60)
    assert said.rstrip().endswith("KeyboardInterrupt")
    wait_for(lambda: not runs(process))


def test_a_script_without_a_guard_is_not_run_a_second_time(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        f"import sys\nprint('begin')\nsys.argv = ['', {TESTS!r}, 'worker_tasks:same', 'x', '30']\n{CALLER}"
    )
    path = {**os.environ, "PYTHONPATH": str(Path(TESTS).parent)}
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, env=path, timeout=120)
    assert (done.stdout, done.stderr, done.returncode) == ("begin\n['x']\n", "", 0)


HALF_WAY = """
import sys
sys.path.insert(0, sys.argv[1])
from osint_iraq.workers import run_each, stream
found = run_each("worker_tasks:odd", [1, "sleep", "sleep", "sleep"], seconds=3600)
parts = stream("worker_tasks:count_then", (1, "sleep"), seconds=3600)
print(next(found), next(parts))
sys.exit(7)
"""


def test_a_caller_that_ends_half_way_ends_at_once() -> None:
    caller = started(HALF_WAY, TESTS)
    assert (*caller.communicate(timeout=60), caller.returncode) == ("1 0\n", "", 7)


def test_no_thread_is_left_at_work() -> None:
    close_workers()
    list(run_each("worker_tasks:same", range(10), seconds=30, workers=2))
    close_workers()
    wait_for(lambda: not [t for t in threading.enumerate() if t.name.startswith("osint_iraq")])
