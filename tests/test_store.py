"""What earlier builds worked out is found again, is never believed when damaged, and belongs to one build at a time."""

from __future__ import annotations

import json
import logging
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from killing import kill_at, kill_when, python, started

from osint_iraq import folder_lock, store
from osint_iraq.storage import StorageError
from osint_iraq.store import no_store, open_store
from osint_iraq.versions import method_version

OWN = ".osint_iraq"
FILE = f"{OWN}/store.sqlite"
ROWS = {"mentions": [{"words": "سقط صاروخان قرب القاعدة", "n": 2, "missing": None}]}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def put(folder: Path, *keys: str, room: str = "extract", method: str = "1", value: Any = ROWS) -> None:
    with open_store(folder) as opened:
        for key in keys:
            opened.room(room, method).put(key, value)


def found(folder: Path, *keys: str, room: str = "extract", method: str = "1") -> list[Any]:
    with open_store(folder) as opened:
        return [opened.room(room, method).get(key) for key in keys]


def entries(folder: Path) -> list[tuple[str, str, str]]:
    base = sqlite3.connect(folder / FILE)
    try:
        return sorted(base.execute("SELECT room, method, key FROM entries"))
    finally:
        base.close()


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(st.text(), JSON, min_size=1, max_size=4))
def test_any_value_comes_back(tmp_path_factory: pytest.TempPathFactory, values: dict[str, Any]) -> None:
    folder = tmp_path_factory.mktemp("store")
    values = {k.encode("utf-8", "replace").decode(): v for k, v in values.items()}
    with open_store(folder) as opened:
        for key, value in values.items():
            opened.room("extract", "1").put(key, value)
        assert all(opened.room("extract", "1").get(key) == value for key, value in values.items())
    assert found(folder, *values) == list(values.values())


def test_an_unpaired_surrogate_in_a_value_comes_back(tmp_path: Path) -> None:
    put(tmp_path, "a", value={"text": "cut \ud83d off"})
    assert found(tmp_path, "a") == [{"text": "cut \ud83d off"}]


def test_what_is_not_there_is_none(tmp_path: Path) -> None:
    put(tmp_path, "a")
    assert found(tmp_path, "a", "b") == [ROWS, None]
    assert found(tmp_path, "a", room="read") == [None]
    assert found(tmp_path, "a", method="2") == [None]


def test_a_later_value_takes_the_place_of_an_earlier_one(tmp_path: Path) -> None:
    put(tmp_path, "a", value=1)
    put(tmp_path, "a", value=2)
    assert found(tmp_path, "a") == [2]
    assert len(entries(tmp_path)) == 1


def test_what_is_no_json_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        put(tmp_path, "a", value={1, 2})
    assert found(tmp_path, "a") == [None]


def test_pruning_forgets_what_this_run_did_not_need(tmp_path: Path) -> None:
    put(tmp_path, "kept", "gone")
    put(tmp_path, "kept", method="old")
    put(tmp_path, "kept", room="read")
    with open_store(tmp_path) as opened:
        room = opened.room("extract", "1")
        assert room.get("kept") == ROWS
        assert room.get("never there") is None
        room.put("new", 1)
        opened.prune()
        room.put("later", 2)
    assert entries(tmp_path) == [("extract", "1", "kept"), ("extract", "1", "later"), ("extract", "1", "new")]


def test_without_pruning_nothing_is_forgotten(tmp_path: Path) -> None:
    put(tmp_path, "a")
    put(tmp_path, "b", method="2")
    assert len(entries(tmp_path)) == 2


def test_pruning_makes_the_file_small_again(tmp_path: Path) -> None:
    noise = random.Random(1).randbytes(200_000).hex()
    put(tmp_path, *"abcdefgh", value=noise)
    large = (tmp_path / FILE).stat().st_size
    with open_store(tmp_path) as opened:
        opened.room("extract", "1").get("a")
        opened.prune()
    assert (tmp_path / FILE).stat().st_size < large / 4
    assert found(tmp_path, "a") == [noise]


def test_the_stand_in_remembers_nothing() -> None:
    with no_store() as opened:
        room = opened.room("extract", "1")
        room.put("a", ROWS)
        assert room.get("a") is None
        opened.prune()


# Damage


def test_a_flipped_bit_is_never_believed(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Each single byte of the stored value, its checksum and its place: the value comes back right or not at all."""
    put(tmp_path, "a", "b", value="صاروخ" * 40)
    clean = (tmp_path / FILE).read_bytes()
    chance = random.Random(6)
    places = [i for i, byte in enumerate(clean) if byte]
    answers = []
    for place in chance.sample(places, 400):
        damaged = bytearray(clean)
        damaged[place] ^= 1 << chance.randrange(8)
        (tmp_path / FILE).write_bytes(damaged)
        answers += found(tmp_path, "a", "b")
    assert set(answers) == {None, "صاروخ" * 40}


def test_a_wrong_value_is_forgotten_and_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    put(tmp_path, "a", "b")
    base = sqlite3.connect(tmp_path / FILE)
    base.execute("UPDATE entries SET value = (SELECT value FROM entries WHERE key = 'b'), key = 'c' WHERE key = 'a'")
    base.commit()
    base.close()
    assert found(tmp_path, "c", "b") == [None, ROWS]
    assert "an entry is damaged" in caplog.text
    assert [key for _, _, key in entries(tmp_path)] == ["b"]


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def overwrite_inside(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:4096] + b"\xa5" * (path.stat().st_size - 4096))


def another_table(path: Path) -> None:
    base = sqlite3.connect(path)
    base.execute("ALTER TABLE entries DROP COLUMN checksum")
    base.commit()
    base.close()


def no_table(path: Path) -> None:
    base = sqlite3.connect(path)
    base.execute("DROP TABLE entries")
    base.commit()
    base.close()


DAMAGES = {
    "garbage": lambda path: path.write_bytes(b"garbage " * 4000),
    "cut short": cut_short,
    "cut in the header": lambda path: path.write_bytes(path.read_bytes()[:50]),
    "overwritten inside": overwrite_inside,
    "another table": another_table,
    "no table": no_table,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_store_is_put_aside_and_begun_anew(
    damage: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    keys = [f"{n:064x}" for n in range(300)]
    put(tmp_path, *keys)
    DAMAGES[damage](tmp_path / FILE)
    damaged = (tmp_path / FILE).read_bytes()
    with caplog.at_level(logging.WARNING):
        answers = found(tmp_path, *keys)
        put(tmp_path, *keys)
    assert None in answers
    assert all(answer in (None, ROWS) for answer in answers)
    assert "is damaged" in caplog.text
    assert (tmp_path / f"{FILE}.damaged").stat().st_size <= len(damaged)
    assert found(tmp_path, *keys) == [ROWS] * 300


def test_an_empty_file_is_a_new_store(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / OWN).mkdir()
    (tmp_path / FILE).write_bytes(b"")
    put(tmp_path, "a")
    assert found(tmp_path, "a") == [ROWS]
    assert caplog.text == ""


def test_a_store_of_another_layout_is_begun_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "a")
    monkeypatch.setattr(store, "_LAYOUT", 2)
    monkeypatch.setattr(store, "_MAKE", store._MAKE.replace("user_version = 1", "user_version = 2"))
    assert found(tmp_path, "a") == [None]
    put(tmp_path, "a")
    assert found(tmp_path, "a") == [ROWS]


# Disks and folders


def full(opened: Any) -> None:
    """Let the disk hold no more than the file has now."""
    pages = opened._base.execute("PRAGMA page_count").fetchone()[0]
    opened._base.execute(f"PRAGMA max_page_count = {pages}")


def test_a_full_disk_is_said_and_costs_no_earlier_entry(tmp_path: Path) -> None:
    put(tmp_path, "a")
    noise = random.Random(1).randbytes(100_000).hex()
    with open_store(tmp_path) as opened:
        full(opened)
        with pytest.raises(StorageError, match=r"the disk is full.*Make room"):
            opened.room("extract", "1").put("b", noise)
    assert found(tmp_path, "a", "b") == [ROWS, None]


@pytest.mark.parametrize("what", ["file instead of the folder", "file instead of our folder", "folder as the store"])
def test_what_is_in_the_way_is_said(what: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    if what == "file instead of the folder":
        out.write_text("")
    else:
        out.mkdir()
        (out / OWN).write_text("") if what == "file instead of our folder" else (out / FILE).mkdir(parents=True)
    with pytest.raises(StorageError, match=r"could not be written|cannot be opened"), open_store(out):
        pass


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_said(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StorageError, match="could not be written"), open_store(tmp_path):
        pass
    tmp_path.chmod(0o700)


def test_a_fault_of_the_build_is_not_taken_for_one_of_the_store(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as raised, open_store(tmp_path):
        raise FileNotFoundError("of the build")
    assert type(raised.value) is FileNotFoundError


# One build at a time

HOLDER = """
import sys, time
from pathlib import Path
from osint_iraq.store import open_store
with open_store(sys.argv[1]) as store:
    store.room("extract", "1").put("a", 1)
    Path(sys.argv[2]).write_text("")
    time.sleep(600)
"""


def held(folder: Path, sign: Path) -> subprocess.Popen[bytes]:
    """Another process that builds into the folder."""
    process = started(python(HOLDER, folder, sign))
    while not sign.exists():
        assert process.poll() is None
    return process


def test_a_second_build_is_refused_with_who_holds_the_folder(tmp_path: Path) -> None:
    out = tmp_path / "out"
    other = held(out, tmp_path / "sign")
    words = (
        rf"another build \(process {other.pid} on \S+ since \d{{4}}-\d\d-\d\d \d\d:\d\d UTC\) is writing to .*out; wait"
    )
    with pytest.raises(StorageError, match=words), open_store(out):
        pass
    other.kill()
    other.wait()
    put(out, "b")
    assert found(out, "b") == [ROWS]


def test_two_builds_in_one_process_exclude_each_other(tmp_path: Path) -> None:
    with open_store(tmp_path), pytest.raises(StorageError, match=f"process {os.getpid()} "), open_store(tmp_path):
        pass
    put(tmp_path / "other", "a")
    put(tmp_path, "a")


def test_another_folder_is_free(tmp_path: Path) -> None:
    with open_store(tmp_path / "one") as one, open_store(tmp_path / "two") as two:
        one.room("x", "1").put("a", 1)
        assert two.room("x", "1").get("a") is None


def test_a_file_of_a_lock_that_nobody_holds_is_no_hindrance(tmp_path: Path) -> None:
    (tmp_path / OWN).mkdir()
    said = {"process": 1, "host": "elsewhere", "since": "2003-03-20 02:30 UTC"}
    (tmp_path / OWN / "build.lock").write_text(json.dumps(said))
    put(tmp_path, "a")
    assert sorted(p.name for p in (tmp_path / OWN).iterdir()) == ["store.sqlite"]


def test_a_folder_without_locks_is_told_and_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def unknown(handle: int) -> None:
        raise OSError(folder_lock.errno.ENOLCK, "No locks available")

    monkeypatch.setattr(folder_lock, "_lock", unknown)
    put(tmp_path, "a")
    assert "knows no locks" in caplog.text
    assert found(tmp_path, "a") == [ROWS]


CONTENDER = """
import sys, os
from pathlib import Path
from osint_iraq.folder_lock import hold
place = Path(sys.argv[1])
for _ in range(100):
    with hold(place / "own" / "lock", 60):
        mine = os.open(place / "inside", os.O_CREAT | os.O_EXCL)
        os.close(mine)
        os.unlink(place / "inside")
"""


def test_no_two_are_ever_inside_though_the_file_comes_and_goes(tmp_path: Path) -> None:
    several = [started(python(CONTENDER, tmp_path)) for _ in range(4)]
    assert [process.wait(120) for process in several] == [0] * 4


def test_a_lock_on_a_file_that_was_removed_meanwhile_does_not_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its last holder removes the file; who waited with it open holds a lock that nobody else can see."""
    real, path, calls = folder_lock._lock, tmp_path / "lock", []

    def lock(handle: int) -> None:
        calls.append(handle)
        if len(calls) == 1:
            path.unlink()
            path.write_text("of another")
        real(handle)

    monkeypatch.setattr(folder_lock, "_lock", lock)
    with folder_lock.hold(path, patience=30), pytest.raises(folder_lock.Held), folder_lock.hold(path):
        pass
    assert len(calls) == 3


# Killed at any moment

WRITER = """
import sys
from osint_iraq import store
store._COMMIT_ENTRIES = 7
with store.open_store(sys.argv[1]) as opened:
    for n in range(400):
        opened.room("extract", "1").put(str(n), {"number": n, "words": "ص" * n})
        if n % 50 == 49:
            opened.room("extract", "1").get(str(n - 3))
    opened.prune()
"""


def test_a_build_that_is_killed_at_any_moment_leaves_a_sound_store(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    chance = random.Random(50)
    reached = []
    for n in range(50):
        out = tmp_path / str(n % 10)  # a store is also killed again and again
        command = python(WRITER, out)
        journal = out / OWN / "store.sqlite-journal"
        if n % 2:
            kill_when(command, journal.exists, chance.uniform(0, 0.05))
        else:
            kill_at(command, chance.uniform(0.03, 0.3))
        values = found(out, *map(str, range(400)))
        assert all(v in (None, {"number": i, "words": "ص" * i}) for i, v in enumerate(values))
        reached.append(sum(v is not None for v in values))
    assert "damaged" not in caplog.text
    assert len(set(reached)) > 5, reached
    assert subprocess.run(python(WRITER, out), cwd=Path(__file__).parent.parent, timeout=60).returncode == 0
    assert None not in found(out, *map(str, range(400)))


# Versions of the method


def test_the_method_version_follows_sources_words_and_packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from osint_iraq import versions

    def fresh(*rooms: str, **more: Any) -> str:
        method_version.cache_clear()
        return method_version(*rooms, **more)

    for name in ("floor.py", "read/page.py", "read/deep/inner.py", "link/merging.py", "lexicons/words.csv"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("one")
    monkeypatch.setattr(versions, "_PACKAGE", tmp_path)
    first = fresh("read")
    assert fresh("read") == first
    assert len({first, fresh("read", "link"), fresh("link"), fresh("read", depends=("pandas",))}) == 4
    for name in ("floor.py", "read/page.py", "read/deep/inner.py", "lexicons/words.csv"):
        (tmp_path / name).write_text("two")
        assert fresh("read") != first, name
        (tmp_path / name).write_text("one")
    (tmp_path / "link/merging.py").write_text("two")
    (tmp_path / "read/__pycache__").mkdir()
    (tmp_path / "read/__pycache__/page.cpython-311.pyc.4711").write_text("half-written by another process")
    assert fresh("read") == first
    with pytest.raises(ValueError, match="'raed' is no room"):
        fresh("raed")
    method_version.cache_clear()


def test_the_method_version_is_the_same_in_another_process() -> None:
    script = "from osint_iraq.versions import method_version; print(method_version('read', 'extract'))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=Path(__file__).parent.parent
    )
    assert done.stdout.strip() == method_version("read", "extract")


def fail_after(out: Path, work: Callable[[store.Store], object]) -> None:
    """A build that does this and fails."""
    with open_store(out) as opened:
        work(opened)
        raise ValueError("of the build")


@pytest.mark.parametrize("put", [True, False])
def test_a_build_that_fails_leaves_a_folder_only_where_it_worked_something_out(tmp_path: Path, put: bool) -> None:
    with pytest.raises(ValueError, match="of the build"):
        fail_after(tmp_path / "out", lambda opened: opened.room("read", "1").put("a", 1) if put else None)
    assert (tmp_path / "out").exists() == put


@pytest.mark.skipif(os.name == "nt", reason="an open file cannot be removed there")
def test_a_folder_that_is_removed_meanwhile_hides_no_other_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="of the build"):
        fail_after(tmp_path / "out", lambda _: shutil.rmtree(tmp_path / "out"))
