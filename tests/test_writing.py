"""Files change whole, sets of files all at once, whatever happens to the process, the disk or the folder."""

from __future__ import annotations

import errno
import logging
import os
import random
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import IO, Any

import pandas as pd
import pytest
from killing import contents, kill_when, python, started

from osint_iraq import writing
from osint_iraq.schema import TABLES, check
from osint_iraq.storage import read_table, write_tables
from osint_iraq.writing import StorageError, finish_set, place_of, write_files, write_set

OWN = ".osint_iraq"
NAMES = ("a.csv", "a.parquet", "b.csv", "c.json")
AS_ROOT = os.name != "posix" or os.geteuid() == 0


def say(words: bytes, stream: IO[bytes]) -> None:
    stream.write(words)


def a_set(words: str, names: tuple[str, ...] = NAMES) -> dict[str, Callable[[IO[bytes]], None]]:
    return {name: partial(say, words.encode()) for name in names}


def read_in(folder: Path) -> set[str]:
    """What the files of the set say, as a reader of tables finds them."""
    places = [place_of(folder / name) for name in NAMES]
    return {p.read_text() if p.exists() else "nothing" for p in places}


def everything(folder: Path) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*")}


STEPS = ("replace", "rename", "fsync", "mkdir", "unlink", "rmdir")


def ended_at(step: int, work: Callable[[], None]) -> bool:
    """Do the work in another process that ends without notice before its step on the disk of that number."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    try:
        count = iter(range(10**6))
        for name in STEPS:
            setattr(os, name, partial(stepped, getattr(os, name), count, step))
        work()
    finally:
        os._exit(0)


def stepped(real: Callable[..., Any], count: Iterator[int], last: int, *given: Any, **more: Any) -> Any:
    if next(count) == last:
        os._exit(9)
    return real(*given, **more)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
@pytest.mark.filterwarnings("ignore:.*use of fork:DeprecationWarning")
@pytest.mark.parametrize("before", ["nothing", "old"])
def test_a_set_is_whole_wherever_its_writer_ends(before: str, tmp_path: Path) -> None:
    seen, step = [], 0
    out = tmp_path / "out"
    while True:
        shutil.rmtree(out, ignore_errors=True)
        if before == "old":
            write_set(a_set("old"), out)
        if not ended_at(step, lambda: write_set(a_set("new"), out)):
            break
        found = read_in(out)
        assert found in ({before}, {"new"}), (step, found)
        phases = [name for name in ("staged", "ready") if (out / OWN / name).exists()]
        seen.append((found == {"new"}, *phases))
        finish_set(out)
        assert read_in(out) == found
        write_set(a_set("newer"), out)
        assert everything(out) == set(NAMES)
        assert {(out / name).read_text() for name in NAMES} == {"newer"}
        step += 1
    assert step > 12
    assert set(seen) >= {(False,), (False, "staged"), (True, "ready"), (True,)}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
@pytest.mark.filterwarnings("ignore:.*use of fork:DeprecationWarning")
def test_finishing_may_itself_be_interrupted(tmp_path: Path) -> None:
    out = tmp_path / "out"
    step = 0
    while True:
        shutil.rmtree(out, ignore_errors=True)
        write_set(a_set("old"), out)
        a_ready_set(out, a_set("new"))
        if not ended_at(step, lambda: finish_set(out)):
            break
        assert read_in(out) == {"new"}
        finish_set(out)
        assert {(out / name).read_text() for name in NAMES} == {"new"}
        step += 1
    assert step > 4
    assert everything(out) == set(NAMES)


def a_ready_set(out: Path, writers: dict[str, Callable[[IO[bytes]], None]], moved: int = 0) -> None:
    """The folder as a writer leaves it that was killed when it had moved so many files."""
    ready = out / OWN / "ready"
    ready.mkdir(parents=True)
    for n, (name, writer) in enumerate(writers.items()):
        with ((out if n < moved else ready) / name).open("wb") as stream:
            writer(stream)


WRITER = """
import sys, time, pathlib
from osint_iraq.writing import write_set
real = pathlib.Path.replace
def slow(*given):
    time.sleep(0.01)
    return real(*given)
pathlib.Path.replace = slow
def write(stream):
    stream.write(words)
    time.sleep(0.003)
for n in range(int(sys.argv[2]), 10**9):
    words = str(n).encode() * 3000
    write_set({name: write for name in sys.argv[3:]}, sys.argv[1])
"""


def test_a_set_fits_together_after_fifty_kills_at_random_moments(tmp_path: Path) -> None:
    out, chance = tmp_path / "out", random.Random(50)
    own = out / OWN
    left, said = [], []
    for n in range(50):
        command = python(WRITER, out, str(n * 1000), *NAMES)
        before = place_of(out / NAMES[0]).stat() if n else None
        assert kill_when(command, partial(_writes, out, before), chance.uniform(0, 0.1))
        left.append("ready" if (own / "ready").exists() else "staged" if (own / "staged").exists() else "nothing")
        (words,) = read_in(out)
        said.append(int(words[: len(words) // 3000]))
    assert set(left) >= {"ready", "staged"}, left
    assert said == sorted(said)
    assert len(set(said)) > 25
    write_set(a_set("last"), out)
    assert everything(out) == set(NAMES)


def _writes(out: Path, before: os.stat_result | None) -> bool:
    """Whether the program has written its first set, so that the kill comes in the midst of its work."""
    try:
        return place_of(out / NAMES[0]).stat() != before
    except FileNotFoundError:
        return False


@pytest.mark.parametrize("moved", range(5))
def test_readers_see_one_set_while_it_waits(moved: int, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    write_set(a_set("old"), tmp_path)
    a_ready_set(tmp_path, a_set("new"), moved)
    assert read_in(tmp_path) == {"new"}
    with caplog.at_level(logging.WARNING):
        finish_set(tmp_path)
    assert "interrupted" in caplog.text
    assert everything(tmp_path) == set(NAMES)
    assert {(tmp_path / name).read_text() for name in NAMES} == {"new"}


def problems(word: str) -> pd.DataFrame:
    row = {"path": word, "stage": "read", "severity": "error", "code": "c", "message": "m"}
    return check(pd.DataFrame([row]), "problems")


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_table_that_waits_is_read_before_the_older_one(kind: str, tmp_path: Path) -> None:
    write_tables({"problems": problems("new")}, tmp_path)
    ready = tmp_path / OWN / "ready"
    ready.mkdir(parents=True)
    (tmp_path / f"problems.{kind}").rename(ready / f"problems.{kind}")
    (tmp_path / "problems.csv").unlink(missing_ok=True)
    (tmp_path / "problems.parquet").unlink(missing_ok=True)
    assert list(read_table(tmp_path, "problems")["path"]) == ["new"]


def test_a_table_moved_between_looking_and_reading_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from osint_iraq import storage

    write_tables({"problems": problems("new")}, tmp_path)
    gone = tmp_path / "gone" / "problems.parquet"
    monkeypatch.setattr(storage, "place_of", lambda path: path if path.suffix == ".csv" else _once(path, gone))
    assert list(read_table(tmp_path, "problems")["path"]) == ["new"]


def _once(path: Path, gone: Path, asked: list[int] = []) -> Path:  # noqa: B006 - counts the calls
    asked.append(1)
    return path if len(asked) == 1 else gone


def test_what_killed_processes_left_is_removed(tmp_path: Path) -> None:
    (tmp_path / OWN / "staged").mkdir(parents=True)
    (tmp_path / OWN / "staged" / "a.csv").write_text("half")
    (tmp_path / ".a.csv.x1y2z3.tmp").write_text("half")
    (tmp_path / ".mine.tmp").write_text("not ours")
    write_set(a_set("new"), tmp_path)
    assert everything(tmp_path) == {*NAMES, ".mine.tmp"}


def test_a_file_written_alone_removes_only_old_scraps(tmp_path: Path) -> None:
    old, young = tmp_path / ".a.csv.x1y2z3.tmp", tmp_path / ".a.csv.living.tmp"
    for scrap in (old, young):
        scrap.write_text("half")
    os.utime(old, (time.time() - 7200,) * 2)
    write_files(a_set("new", ("a.csv",)), tmp_path)
    assert everything(tmp_path) == {"a.csv", young.name}


def test_a_store_beside_the_tables_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / OWN).mkdir()
    (tmp_path / OWN / "store.sqlite").write_text("kept")
    write_set(a_set("new"), tmp_path)
    assert everything(tmp_path) == {*NAMES, OWN, f"{OWN}/store.sqlite"}


SHARED = """
import sys
from osint_iraq.writing import write_set
for n in range(12):
    words = f"{sys.argv[2]} {n}".encode()
    write_set({name: lambda stream: stream.write(words) for name in "abcdefgh"}, sys.argv[1])
"""


def test_writers_at_the_same_time_do_not_mix_their_sets(tmp_path: Path) -> None:
    several = [started(python(SHARED, tmp_path / "out", str(n))) for n in range(4)]
    assert [process.wait(120) for process in several] == [0] * 4
    assert len({(tmp_path / "out" / name).read_text() for name in "abcdefgh"}) == 1
    assert everything(tmp_path / "out") == set("abcdefgh")


# Disks and folders that do not take what is written


WAYS: dict[str, Callable[..., None]] = {"a set": write_set, "files": write_files}


@pytest.fixture(params=WAYS)
def write(request: pytest.FixtureRequest) -> Callable[..., None]:
    return WAYS[request.param]


def test_a_write_that_fails_leaves_what_was_there(write: Callable[..., None], tmp_path: Path) -> None:
    def full(stream: IO[bytes]) -> None:
        stream.write(b"some of it")
        raise OSError(errno.ENOSPC, "No space left on device")

    write(a_set("old"), tmp_path)
    with pytest.raises(StorageError, match=r"could not be written \(No space left on device\).*Choose a folder"):
        write({**a_set("new"), "z.csv": full}, tmp_path)
    assert everything(tmp_path) == set(NAMES)
    assert read_in(tmp_path) == {"old"}


@pytest.mark.parametrize("error", [KeyboardInterrupt, MemoryError, ValueError("of the writer")])
def test_a_writer_that_stops_leaves_no_scrap(error: Any, write: Callable[..., None], tmp_path: Path) -> None:
    def stopped(_: IO[bytes]) -> None:
        raise error

    out = tmp_path / "out"
    with pytest.raises(error if isinstance(error, type) else ValueError):
        write({"a.csv": partial(say, b"new"), "b.csv": stopped}, out)
    assert list(out.iterdir()) == []


@pytest.mark.skipif(not AS_ROOT or not shutil.which("mount"), reason="a small disk can be made by root only")
def test_a_disk_that_is_really_full_keeps_the_old_files(write: Callable[..., None], tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "none", str(disk)], capture_output=True)
    if made.returncode:
        pytest.skip("no small disk can be made here")
    try:
        write(a_set("old"), disk)
        large = {name: partial(say, bytes(100_000)) for name in NAMES}
        with pytest.raises(StorageError, match="No space left"):
            write(large, disk)
        assert everything(disk) == set(NAMES)
        assert read_in(disk) == {"old"}
        write(a_set("new"), disk)
        assert read_in(disk) == {"new"}
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.parametrize("deep", ["", "/below", "/below/further"])
def test_a_file_where_a_folder_should_be_is_said(deep: str, write: Callable[..., None], tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    with pytest.raises(StorageError, match="could not be written"):
        write(a_set("new"), Path(f"{tmp_path}/out{deep}"))
    assert (tmp_path / "out").read_text() == "mine"


def test_a_folder_where_a_file_should_be_is_said(write: Callable[..., None], tmp_path: Path) -> None:
    write(a_set("old"), tmp_path)
    (tmp_path / "b.csv").unlink()
    (tmp_path / "b.csv").mkdir()
    with pytest.raises(StorageError, match=r"Is a directory: b\.csv|b\.csv"):
        write(a_set("new"), tmp_path)
    assert everything(tmp_path) == set(NAMES)
    assert {(tmp_path / name).read_text() for name in NAMES if name != "b.csv"} == {"old"}


def test_a_file_that_may_not_be_changed_is_said(
    write: Callable[..., None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a spreadsheet on Windows holds a file, or its owner protects it; root is not stopped by that, so it is played."""
    real = Path.open

    def refused(path: Path, mode: str = "r", *more: Any, **others: Any) -> Any:
        if path.name == "c.json" and mode == "r+b":
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return real(path, mode, *more, **others)

    write(a_set("old"), tmp_path)
    monkeypatch.setattr(Path, "open", refused)
    with pytest.raises(StorageError, match=r"Permission denied: c\.json"):
        write(a_set("new"), tmp_path)
    monkeypatch.undo()
    assert everything(tmp_path) == set(NAMES)
    assert read_in(tmp_path) == {"old"}


@pytest.mark.skipif(AS_ROOT, reason="root may write anywhere")
def test_a_protected_file_or_folder_is_said(write: Callable[..., None], tmp_path: Path) -> None:
    write(a_set("old"), tmp_path)
    for protected, back in ((tmp_path / "a.csv", 0o644), (tmp_path, 0o755)):
        protected.chmod(0o555)
        with pytest.raises(StorageError, match="could not be written"):
            write(a_set("new"), tmp_path)
        protected.chmod(back)
        assert everything(tmp_path) == set(NAMES)
        assert read_in(tmp_path) == {"old"}


def test_a_move_that_fails_is_said_and_done_by_the_next_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.replace

    def refused(path: Path, target: Path) -> Path:
        if target.name == "b.csv":
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return real(path, target)

    write_set(a_set("old"), tmp_path)
    monkeypatch.setattr(Path, "replace", refused)
    with pytest.raises(StorageError, match="Permission denied"):
        write_set(a_set("new"), tmp_path)
    assert read_in(tmp_path) == {"new"}
    monkeypatch.undo()
    finish_set(tmp_path)
    assert everything(tmp_path) == set(NAMES)
    assert {(tmp_path / name).read_text() for name in NAMES} == {"new"}


def test_a_writer_that_waits_too_long_says_for_whom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "_PATIENCE", 0.1)
    with writing._alone(tmp_path), pytest.raises(StorageError, match=f"process {os.getpid()} on .* writes there"):
        write_set(a_set("new"), tmp_path)


def test_a_link_to_a_file_is_replaced_and_its_target_left_alone(tmp_path: Path) -> None:
    (tmp_path / "elsewhere.txt").write_text("mine")
    (tmp_path / "a.csv").symlink_to(tmp_path / "elsewhere.txt")
    write_set(a_set("new"), tmp_path)
    assert (tmp_path / "elsewhere.txt").read_text() == "mine"
    assert not (tmp_path / "a.csv").is_symlink()


def test_new_files_have_the_permissions_of_ordinary_ones(write: Callable[..., None], tmp_path: Path) -> None:
    write(a_set("new"), tmp_path)
    (tmp_path / "ordinary").write_text("")
    assert {(tmp_path / name).stat().st_mode for name in (*NAMES, "ordinary")} == {
        (tmp_path / "ordinary").stat().st_mode
    }


def test_tables_are_the_same_bytes_however_they_came_about(tmp_path: Path) -> None:
    frames = {"problems": problems("a"), "funnel": check(pd.DataFrame(columns=TABLES["funnel"].names), "funnel")}
    write_tables(frames, tmp_path / "straight")
    write_tables({"problems": problems("b")}, tmp_path / "winding")
    (tmp_path / "winding" / OWN / "staged").mkdir(parents=True)
    write_tables(frames, tmp_path / "winding")
    assert contents(tmp_path / "straight") == contents(tmp_path / "winding")
