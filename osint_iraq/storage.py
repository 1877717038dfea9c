"""Tables on disk: each as Parquet and as CSV, written whole or not at all, read back exactly as they were.

A table of up to PART_ROWS rows is one file NAME.parquet; a larger one is a folder of that name with parts, which
pandas and Dask read by that name too. How values stand in CSV: see `csv_cells`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import IO

import pandas as pd

from osint_iraq.csv_cells import bare, cells, guarded, guarded_csv, parsed, write_csv
from osint_iraq.partitions import TableWriter
from osint_iraq.schema import TABLES, Column, SchemaError, check
from osint_iraq.writing import StorageError, new_set, place_of, write_files, written

__all__ = ["StorageError", "cells", "files_of", "guarded", "guarded_csv", "parsed", "read_csv", "read_table",
           "write_csv", "write_files", "write_table", "write_tables", "write_texts"]  # fmt: skip


def write_tables(
    tables: Mapping[str, pd.DataFrame],
    folder: str | Path,
    texts: Mapping[str, str] | None = None,
    guard: bool = True,
) -> None:
    """Write each table of {name: frame} to `folder` as NAME.parquet and NAME.csv, and each of {file name: text} beside.

    All of them change or none: a failure leaves what stood there before, and where the process is killed, the folder
    reads as it was or as it was to be. Raises `SchemaError` for a frame that breaks the contract and `StorageError`
    where the folder cannot be written. `guard` is that of `write_csv`.
    """
    checked = {name: check(frame, name) for name, frame in tables.items()}
    with new_set(folder, (*files_of(tables), *(texts or {}))) as staged:
        for name, frame in checked.items():
            with TableWriter(name, staged, guard) as table:
                table.add(frame)
        write_texts(texts or {}, staged)


def files_of(tables: Iterable[str]) -> list[str]:
    """The names under which these tables stand in their folder.

    >>> files_of(["events"])
    ['events.parquet', 'events.csv']
    """
    return [f"{name}.{kind}" for name in tables for kind in ("parquet", "csv")]


def write_texts(texts: Mapping[str, str], folder: Path) -> None:
    """Write each of {file name: text} to a folder that `new_set` gave. Raises `StorageError`."""
    for file_name, text in texts.items():
        written(folder / file_name, partial(_write_text, text))


def _write_text(text: str, stream: IO[bytes]) -> None:
    stream.write(text.encode())


def write_table(frame: pd.DataFrame, name: str, folder: str | Path) -> None:
    """Write one table to `folder` as NAME.parquet and NAME.csv; see `write_tables`."""
    write_tables({name: frame}, folder)


def read_table(folder: str | Path, name: str) -> pd.DataFrame:
    """Table `name` of `folder`, checked: the Parquet file, or folder of parts, where there is one, else the CSV file.

    Raises `StorageError` where neither stands there, `SchemaError` where it breaks the contract.
    """
    parquet, csv = Path(folder) / f"{name}.parquet", Path(folder) / f"{name}.csv"
    if not place_of(parquet).exists():
        return read_csv(csv, name)
    try:
        frame = _read_where_it_lies(parquet, pd.read_parquet)
    except (OSError, ValueError) as error:
        raise StorageError(f"{parquet}: is no readable Parquet file ({error}). Build the tables again.") from error
    return _checked(frame, name, parquet)


def read_csv(path: str | Path, name: str, guard: bool = True) -> pd.DataFrame:
    """The CSV file at `path` as table `name`, checked. The guard that `write_csv` put before a cell is taken off;
    `guard=False` reads every cell as it stands.

    Raises `StorageError` where it is not there or not UTF-8 text, `SchemaError` where it breaks the contract.
    """
    path = Path(path)
    if not place_of(path).is_file():
        raise StorageError(f"{path}: no such file. Build the tables first, or check the folder.")
    try:
        raw = _read_where_it_lies(path, _read_cells)
    except UnicodeDecodeError as error:
        raise StorageError(f"{path}: is not UTF-8 text (byte {error.start}). Save it as UTF-8.") from error
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise StorageError(f"{path}: is not a CSV table ({error}).") from error
    try:
        typed = {c: parsed(bare(raw[c]) if guard else raw[c], _column(name, c)) for c in raw.columns}
    except SchemaError as error:
        raise SchemaError(f"{path}: {error}") from error
    return _checked(pd.DataFrame(typed, index=raw.index), name, path)


def _read_cells(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, na_filter=False, encoding="utf-8-sig", index_col=False)


def _read_where_it_lies(path: Path, read: Callable[[Path], pd.DataFrame]) -> pd.DataFrame:
    """The frame of the file; where its set is moved into place just now, it may lie elsewhere a moment later."""
    for place in (place_of(path), place_of(path)):
        with suppress(FileNotFoundError):
            return read(place)
    return read(path)


def _checked(frame: pd.DataFrame, name: str, path: Path) -> pd.DataFrame:
    try:
        return check(frame, name)
    except SchemaError as error:
        raise SchemaError(f"{path}: {error}") from error


def _column(table: str, name: str) -> Column:
    """The column of the contract, or plain text for a stranger (which `check` then names)."""
    return next((c for c in TABLES[table].columns if c.name == name), Column(name, "str", ""))
