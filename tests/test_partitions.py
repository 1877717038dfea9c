"""Large tables: parts of one size on disk, whatever came at a time, and readable by the tools that people have."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from osint_iraq import partitions
from osint_iraq.partitions import TableWriter
from osint_iraq.rows import frame_of
from osint_iraq.schema import empty
from osint_iraq.storage import StorageError, read_csv, read_table, write_tables
from osint_iraq.writing import OWN, new_set

ROWS = 10


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(partitions, "PART_ROWS", 4)


def problems(rows: int) -> pd.DataFrame:
    row = {"stage": "read", "severity": "warning", "code": "repaired"}
    return frame_of([{"path": f"{n}.txt", "message": f"=رسالة {n}\r", **row} for n in range(rows)], "problems")


def written(folder: Path, frame: pd.DataFrame, sizes: list[int]) -> TableWriter:
    """The table written in pieces of these sizes."""
    with new_set(folder) as staged, TableWriter("problems", staged) as table:
        for start, size in zip([0, *pd.Series(sizes).cumsum()], sizes, strict=False):
            table.add(frame.iloc[start : start + size].reset_index(drop=True))
    return table


def contents(folder: Path) -> dict[str, bytes]:
    files = (p for p in folder.rglob("*") if p.is_file() and OWN not in p.parts)
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in files}


@pytest.mark.parametrize("rows", [0, 1, 3, 4, 5, 8, 9, ROWS])
def test_a_table_comes_back_whatever_its_size(rows: int, tmp_path: Path) -> None:
    frame = problems(rows)
    write_tables({"problems": frame}, tmp_path)
    pd.testing.assert_frame_equal(read_table(tmp_path, "problems"), frame)
    pd.testing.assert_frame_equal(read_csv(tmp_path / "problems.csv", "problems"), frame)
    assert (tmp_path / "problems.parquet").is_dir() == (rows > partitions.PART_ROWS)


def test_parts_have_one_size_and_an_order(tmp_path: Path) -> None:
    write_tables({"problems": problems(ROWS)}, tmp_path)
    parts = sorted((tmp_path / "problems.parquet").iterdir())
    assert [p.name for p in parts] == ["part-00000.parquet", "part-00001.parquet", "part-00002.parquet"]
    assert [len(pd.read_parquet(p)) for p in parts] == [4, 4, 2]


@pytest.mark.parametrize("sizes", [[ROWS], [1] * ROWS, [3, 0, 7], [4, 4, 2], [9, 1]])
def test_the_bytes_do_not_show_how_the_rows_came(sizes: list[int], tmp_path: Path) -> None:
    written(tmp_path / "one", problems(ROWS), [ROWS])
    written(tmp_path / "other", problems(ROWS), sizes)
    assert contents(tmp_path / "one") == contents(tmp_path / "other")


def test_no_more_than_a_part_is_held(tmp_path: Path) -> None:
    with TableWriter("problems", tmp_path) as table:
        for n in range(50):
            table.add(problems(1).assign(path=f"{n:02}"))
            assert sum(map(len, table._held)) <= partitions.PART_ROWS
    assert (table.rows, table.frame) == (50, None)


def test_without_a_folder_all_is_held() -> None:
    with TableWriter("problems") as table:
        for n in range(ROWS):
            table.add(problems(n + 1).iloc[[n]].reset_index(drop=True))
    assert table.frame is not None
    pd.testing.assert_frame_equal(table.frame, problems(ROWS))


@pytest.mark.parametrize("sizes", [(ROWS, 2), (2, ROWS), (ROWS, 5), (5, ROWS)])
def test_a_new_set_takes_the_place_of_the_old_whatever_their_sizes(sizes: tuple[int, int], tmp_path: Path) -> None:
    for rows in sizes:
        write_tables({"problems": problems(rows)}, tmp_path)
    write_tables({"problems": problems(sizes[-1])}, tmp_path / "fresh")
    fresh = {f"fresh/{name}": data for name, data in contents(tmp_path / "fresh").items()}
    assert contents(tmp_path) == {name.removeprefix("fresh/"): data for name, data in fresh.items()} | fresh


def test_a_folder_that_holds_more_than_parts_is_left_alone(tmp_path: Path) -> None:
    write_tables({"problems": problems(ROWS)}, tmp_path)
    (tmp_path / "problems.parquet" / "notes.txt").write_text("mine")
    with pytest.raises(StorageError, match="could not be written"):
        write_tables({"problems": problems(1)}, tmp_path)
    assert (tmp_path / "problems.parquet" / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("name", [".DS_Store", "_metadata"])
def test_what_programs_leave_beside_parts_goes_with_them(name: str, tmp_path: Path) -> None:
    write_tables({"problems": problems(ROWS)}, tmp_path)
    (tmp_path / "problems.parquet" / name).write_bytes(b"x")
    write_tables({"problems": problems(1)}, tmp_path)
    assert (tmp_path / "problems.parquet").is_file()


def test_a_folder_of_hidden_files_alone_is_no_folder_of_parts(tmp_path: Path) -> None:
    (tmp_path / "problems.parquet").mkdir()
    (tmp_path / "problems.parquet" / ".mine").write_text("x")
    with pytest.raises(StorageError, match="could not be written"):
        write_tables({"problems": problems(ROWS)}, tmp_path)
    assert (tmp_path / "problems.parquet" / ".mine").is_file()


def test_parts_of_another_program_are_left_alone(tmp_path: Path) -> None:
    theirs = tmp_path / "problems.parquet" / "part-00000-c1.snappy.parquet"
    theirs.parent.mkdir()
    theirs.write_bytes(b"PAR1")
    with pytest.raises(StorageError, match="could not be written"):
        write_tables({"problems": problems(ROWS)}, tmp_path)
    assert theirs.read_bytes() == b"PAR1"


def test_a_place_that_is_taken_is_said_before_the_work(tmp_path: Path) -> None:
    (tmp_path / "events.parquet" / "mine").mkdir(parents=True)
    with pytest.raises(StorageError, match="could not be written"), new_set(tmp_path, ["events.parquet"]):
        pytest.fail("hours of work")


def test_a_link_to_a_folder_of_parts_is_replaced(tmp_path: Path) -> None:
    write_tables({"problems": problems(ROWS)}, tmp_path / "large disk")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "problems.parquet").symlink_to(tmp_path / "large disk" / "problems.parquet")
    for rows in (ROWS, 2):
        write_tables({"problems": problems(rows)}, tmp_path / "out")
        assert len(read_table(tmp_path / "out", "problems")) == rows
    assert len(read_table(tmp_path / "large disk", "problems")) == ROWS


def test_an_error_of_the_work_is_not_said_to_be_one_of_writing(tmp_path: Path) -> None:
    with pytest.raises(BrokenPipeError), new_set(tmp_path):
        raise BrokenPipeError


def test_a_full_disk_is_said_with_the_folder_that_was_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(partitions, "flushed", full)
    with pytest.raises(StorageError) as error:
        write_tables({"problems": problems(ROWS)}, tmp_path)
    assert str(error.value).startswith(f"{tmp_path}: could not be written (No space left")
    assert list(tmp_path.iterdir()) == []


def test_a_table_that_fails_half_way_leaves_the_old_one(tmp_path: Path) -> None:
    write_tables({"problems": problems(ROWS)}, tmp_path)
    before = contents(tmp_path)

    def break_off(table: TableWriter) -> None:
        table.add(problems(7))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), new_set(tmp_path) as staged, TableWriter("problems", staged) as table:
        break_off(table)
    assert contents(tmp_path) == before
    assert not (tmp_path / OWN).exists()


def test_parts_that_wait_to_be_moved_are_read(tmp_path: Path) -> None:
    """A writer that was killed between two moves: the new set counts, also where it is a folder of parts."""
    write_tables({"problems": problems(2)}, tmp_path)
    write_tables({"problems": problems(ROWS)}, tmp_path / "new")
    ready = tmp_path / OWN / "ready"
    ready.mkdir(parents=True)
    (tmp_path / "new" / "problems.parquet").rename(ready / "problems.parquet")
    assert len(read_table(tmp_path, "problems")) == ROWS
    write_tables({"links": empty("links")}, tmp_path)  # the next writer moves it
    assert len(list((tmp_path / "problems.parquet").iterdir())) == 3


def test_pandas_reads_the_folder_of_parts(tmp_path: Path) -> None:
    write_tables({"problems": problems(ROWS)}, tmp_path)
    frame = pd.read_parquet(tmp_path / "problems.parquet")
    pd.testing.assert_frame_equal(frame, problems(ROWS))


def test_duckdb_reads_the_folder_of_parts(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    write_tables({"problems": problems(ROWS)}, tmp_path)
    parts = (tmp_path / "problems.parquet" / "*.parquet").as_posix()
    found = duckdb.sql(f"SELECT path FROM '{parts}' WHERE message LIKE '%رسالة%'").fetchall()
    assert [path for (path,) in found] == list(problems(ROWS)["path"])


def test_dask_reads_the_folder_of_parts(tmp_path: Path) -> None:
    frames = pytest.importorskip("dask.dataframe")
    write_tables({"problems": problems(ROWS)}, tmp_path)
    frame = frames.read_parquet(tmp_path / "problems.parquet")
    assert frame.npartitions == 3
    pd.testing.assert_frame_equal(frame.compute().astype("str").reset_index(drop=True), problems(ROWS))
