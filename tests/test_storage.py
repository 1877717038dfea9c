"""Tables survive the disk, byte for byte the same each time, and never half-written."""

from __future__ import annotations

import errno
import string
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osint_iraq import partitions
from osint_iraq.schema import TABLES, Column, SchemaError, check, empty
from osint_iraq.storage import StorageError, guarded, read_csv, read_table, write_table, write_tables

AWKWARD = [
    "NA",
    "null",
    "nan",
    "1.50",
    "true",
    ' "مسيّرة", ',
    "سطر\nوآخر",
    "a\rb",
    "é|ç",
    "2024-07-25",
    "'",
    "\u200fRTL",
]


def a_value(column: Column, n: int) -> object:
    """The n-th example of a column's values; every third one is missing where it may be."""
    if n % 3 == 2 and not column.required:
        return None
    if column.kind == "list" and column.allowed:
        return "|".join(sorted(column.allowed[:2]))
    if column.allowed:
        return column.allowed[n % len(column.allowed)]
    return {
        "str": AWKWARD[n % len(AWKWARD)] + (f" {n}" if column.required else ""),
        "list": "a|b",
        "int": 10 + n,
        "float": 33.315 + n / 7,
        "bool": n % 2 == 0,
        "date": f"2024-07-{1 + n:02d}",
        "timestamp": f"2024-07-{1 + n:02d}T20:30:00Z",
    }[column.kind]


def an_example(name: str) -> pd.DataFrame:
    rows = [{c.name: a_value(c, n) for c in TABLES[name].columns} for n in range(len(AWKWARD))]
    return check(pd.DataFrame(rows), name)


@pytest.mark.parametrize("name", TABLES)
def test_each_table_comes_back_from_parquet_and_from_csv(name: str, tmp_path: Path) -> None:
    for frame in (an_example(name), empty(name)):
        write_table(frame, name, tmp_path)
        pd.testing.assert_frame_equal(read_table(tmp_path, name), frame)
        (tmp_path / f"{name}.parquet").unlink()
        pd.testing.assert_frame_equal(read_table(tmp_path, name), frame)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8")), min_size=1, max_size=5))
def test_any_text_comes_back_from_csv(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    folder = tmp_path_factory.mktemp("csv")
    rows = [{"path": "p", "stage": "read", "severity": "error", "code": "c", "message": t or "-"} for t in texts]
    frame = check(pd.DataFrame(rows), "problems")
    write_table(frame, "problems", folder)
    pd.testing.assert_frame_equal(read_csv(folder / "problems.csv", "problems"), frame)


def an_article(**more: object) -> dict[str, object]:
    return {"article_id": "a", "path": "a.txt", "published_precision": "day", "published_basis": "text",
            "sha256": "0", "n_chars": 1, **more}  # fmt: skip


@pytest.mark.parametrize(
    ("published", "precision", "written"),
    [
        ("2024-07-26", "day", "2024-07-26"),
        ("2024-07-26T00:00:00Z", "minute", "2024-07-26T00:00:00Z"),
        ("2024-07-26T20:30:00+03:00", "minute", "2024-07-26T17:30:00Z"),
        ("2024-07-26T20:30:00Z", "day", "2024-07-26T20:30:00Z"),
        (None, "unknown", ""),
    ],
)
def test_a_day_is_written_as_a_day(published: str | None, precision: str, written: str, tmp_path: Path) -> None:
    row = an_article(published=published, published_precision=precision)
    frame = check(pd.DataFrame([row]), "articles")
    write_table(frame, "articles", tmp_path)
    header, line, _ = (tmp_path / "articles.csv").read_text(encoding="utf-8").split("\n")
    assert dict(zip(header.split(","), line.split(","), strict=True))["published"] == written
    pd.testing.assert_frame_equal(read_csv(tmp_path / "articles.csv", "articles"), frame)


def test_csv_is_plain(tmp_path: Path) -> None:
    row = {"path": "مقال.txt", "stage": "read", "severity": "error", "code": "c", "message": 'said "no", then\nleft'}
    write_table(pd.DataFrame([row]), "problems", tmp_path)
    expected = 'path,stage,severity,code,message\nمقال.txt,read,error,c,"said ""no"", then\nleft"\n'
    assert (tmp_path / "problems.csv").read_bytes() == expected.encode()


def test_two_writes_are_the_same_bytes(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        write_tables({"events": an_example("events")}, tmp_path / folder, {"build.json": "{}\n"})
    for file in sorted((tmp_path / "one").iterdir()):
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes()


def test_a_failed_write_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_table(an_example("problems"), "problems", tmp_path)
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir()}

    def full(*_: object, **options: bool) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(partitions, "write_csv", full)
    with pytest.raises(StorageError, match="No space left"):
        write_table(empty("problems"), "problems", tmp_path)
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == before


def test_a_stop_while_writing_leaves_no_scrap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object, **options: bool) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(partitions, "write_csv", stopped)
    with pytest.raises(KeyboardInterrupt):
        write_table(empty("problems"), "problems", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_way_is_said(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file, not a folder")
    with pytest.raises(StorageError, match="could not be written"):
        write_table(empty("problems"), "problems", tmp_path / "out")


def test_a_bad_frame_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(SchemaError):
        write_table(pd.DataFrame({"strange": [1]}), "problems", tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("column", "cell", "said"),
    [
        ("date_start", "31.02.2024", "line 2: '31.02.2024' is not a date like"),
        ("date_start", "2024-02-31", "is not a date like"),
        ("killed_min", "two", "is not a whole number"),
        ("killed_min", "1.5", "is not a whole number"),
        ("killed_min", "-1", "is below 0"),
        ("outcome", "boom", "is not one of"),
        ("killed_min", "9", "killed_min is above killed_max"),
    ],
)
def test_a_wrong_cell_is_named(column: str, cell: str, said: str, tmp_path: Path) -> None:
    row = {"chronology_id": "x", "date_start": "2024-07-25", "date_end": "2024-07-26", "killed_max": "2", column: cell}
    file = tmp_path / "chronology.csv"
    file.write_text(",".join(row) + "\n" + ",".join(row.values()) + "\n")
    with pytest.raises(SchemaError, match=r"chronology\.csv") as raised:
        read_csv(file, "chronology")
    assert said in str(raised.value)
    assert column in str(raised.value)


def test_what_is_no_table_is_said(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="no such file"):
        read_table(tmp_path, "events")
    (tmp_path / "events.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(StorageError, match="not UTF-8"):
        read_table(tmp_path, "events")
    (tmp_path / "problems.csv").write_bytes(b"")
    with pytest.raises(StorageError, match="not a CSV table"):
        read_table(tmp_path, "problems")
    (tmp_path / "articles.parquet").write_bytes(b"PAR1")
    with pytest.raises(StorageError, match="no readable Parquet"):
        read_table(tmp_path, "articles")


def test_a_byte_order_mark_from_a_spreadsheet_is_read_over(tmp_path: Path) -> None:
    text = "path,stage,severity,code,message\r\np,read,error,c,m\r\n"
    (tmp_path / "problems.csv").write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert list(read_table(tmp_path, "problems")["message"]) == ["m"]


@settings(max_examples=30, deadline=None)
@given(st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)), st.sampled_from(["minute", "day", "month"]))
def test_any_time_comes_back(tmp_path_factory: pytest.TempPathFactory, when: datetime, precision: str) -> None:
    folder = tmp_path_factory.mktemp("time")
    row = an_article(published=when.replace(tzinfo=UTC), published_precision=precision)
    frame = check(pd.DataFrame([row]), "articles")
    write_table(frame, "articles", folder)
    pd.testing.assert_frame_equal(read_csv(folder / "articles.csv", "articles"), frame)


@settings(max_examples=20, deadline=None)
@given(st.floats(-90, 90, allow_nan=False), st.text(string.ascii_letters, min_size=1))
def test_any_coordinate_comes_back(tmp_path_factory: pytest.TempPathFactory, value: float, name: str) -> None:
    folder = tmp_path_factory.mktemp("point")
    row = {"site_id": name, "name_en": name, "name_ar": name, "country": "IQ", "latitude": value, "source": "x"}
    frame = check(pd.DataFrame([row]), "sites")
    write_table(frame, "sites", folder)
    pd.testing.assert_frame_equal(read_csv(folder / "sites.csv", "sites"), frame)


LIKE_FORMULAS = [
    "=1+1",
    "+963",
    "-5 قتلى",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n",
    "  =1",
    "\u200f=1",
    "\u061c=1",
    "\u00ad\ufe0f@A1",
    "＝1",
    "－1",
    "'=1",
    "''=1",
    "' -1",
]


@pytest.mark.parametrize("text", LIKE_FORMULAS)
def test_a_text_that_a_spreadsheet_takes_for_a_formula_is_guarded_and_comes_back(text: str, tmp_path: Path) -> None:
    frame = check(pd.DataFrame([{"article_id": "a", "text": text, **an_article()}]), "articles")
    write_table(frame, "articles", tmp_path)
    raw = pd.read_csv(tmp_path / "articles.csv", dtype=str, na_filter=False)
    assert raw.loc[0, "text"] == "'" + text
    pd.testing.assert_frame_equal(read_csv(tmp_path / "articles.csv", "articles"), frame)


@pytest.mark.parametrize("text", ["1+1", "a=b", "'", "'quoted'", "“-”", "«- قال»", "", "'a=1"])
def test_other_texts_stand_in_the_csv_as_they_are(text: str, tmp_path: Path) -> None:
    frame = check(pd.DataFrame([{"article_id": "a", "text": text or None, **an_article()}]), "articles")
    write_table(frame, "articles", tmp_path)
    assert pd.read_csv(tmp_path / "articles.csv", dtype=str, na_filter=False).loc[0, "text"] == text


def test_negative_numbers_stay_numbers(tmp_path: Path) -> None:
    rows = check(an_example("sites").assign(latitude=-33.5), "sites")
    write_table(rows, "sites", tmp_path)
    assert "'-33.5" not in (tmp_path / "sites.csv").read_text(encoding="utf-8")
    pd.testing.assert_frame_equal(read_csv(tmp_path / "sites.csv", "sites"), rows)


def test_exact_cells_on_request(tmp_path: Path) -> None:
    frame = check(pd.DataFrame([an_article(text="=1+1", title="'-x")]), "articles")
    write_tables({"articles": frame}, tmp_path, guard=False)
    raw = pd.read_csv(tmp_path / "articles.csv", dtype=str, na_filter=False)
    assert (raw.loc[0, "text"], raw.loc[0, "title"]) == ("=1+1", "'-x")
    pd.testing.assert_frame_equal(read_csv(tmp_path / "articles.csv", "articles", guard=False), frame)


TEXTS = st.text(st.sampled_from("'=+-@\t\r\n \u200f＝a\"|,;"), max_size=8)


@pytest.mark.parametrize("name", TABLES)
@settings(max_examples=15, deadline=None)
@given(texts=st.lists(TEXTS, min_size=1, max_size=4))
def test_texts_like_formulas_come_back_in_every_table(
    name: str, texts: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder, frame = tmp_path_factory.mktemp("csv"), an_example(name)
    free = [c for c in TABLES[name].columns if c.kind == "str" and not c.allowed and not c.required]
    keyed = set(TABLES[name].key) | {column for column, _, _ in TABLES[name].foreign}
    for column in (c.name for c in free if c.name not in keyed):
        frame[column] = [texts[n % len(texts)] or None for n in range(len(frame))]
    frame = check(frame, name)
    for guard in (True, False):
        write_tables({name: frame}, folder, guard=guard)
        pd.testing.assert_frame_equal(read_csv(folder / f"{name}.csv", name, guard=guard), frame)


def test_no_curated_table_holds_a_cell_that_the_guard_would_change() -> None:
    root = Path(__file__).parents[1]
    files = [*(root / "data").rglob("*.csv"), *(root / "osint_iraq" / "lexicons").glob("*.csv")]
    assert files
    for file in files:
        raw = pd.read_csv(file, dtype=str, na_filter=False)
        held = [cell for column in raw for cell in raw[column] if cell[:1] == "'" and guarded(cell) != cell]
        assert not held, file
