"""Tables on disk: each as Parquet and as CSV, written whole or not at all, read back exactly as they were.

CSV is UTF-8 with a header line and LF line ends; a missing value is an empty cell, a list is joined by ``|``, a date is
``YYYY-MM-DD``, a time ``YYYY-MM-DDTHH:MM:SSZ``. A publication time that is known to the day only is written as a date.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from functools import partial
from pathlib import Path
from typing import IO, Any

import pandas as pd

from osint_iraq.schema import TABLES, Column, SchemaError, check
from osint_iraq.writing import StorageError, Writer, place_of, write_files, write_set

__all__ = ["StorageError", "cells", "guarded", "guarded_csv", "parsed", "read_csv", "read_table", "write_csv",
           "write_files", "write_table", "write_tables"]  # fmt: skip

_NEEDS_QUOTES = re.compile(r'[",\r\n]')
_TEXT_KINDS = ("str", "list")
# What a spreadsheet may take for a formula, also behind blanks and marks that are not seen; behind apostrophes too, so
# that taking the guard off is the exact opposite of putting it on.
_FORMULA = re.compile(
    r"'*(?:[\t\r\n]|[\s\u00ad\u034f\u061c\u180e\ufe00-\ufe0f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20])"
)
_GUARD = "'"
_BOOLEANS = {"true": True, "false": False, "1": True, "0": False}
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


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
    writers: dict[str, Writer] = {}
    for name, frame in tables.items():
        checked = check(frame, name)
        writers[f"{name}.parquet"] = partial(_write_parquet, checked)
        writers[f"{name}.csv"] = partial(write_csv, checked, name, guard=guard)
    for file_name, text in (texts or {}).items():
        writers[file_name] = partial(_write_text, text)
    write_set(writers, folder)


def write_table(frame: pd.DataFrame, name: str, folder: str | Path) -> None:
    """Write one table to `folder` as NAME.parquet and NAME.csv; see `write_tables`."""
    write_tables({name: frame}, folder)


def read_table(folder: str | Path, name: str) -> pd.DataFrame:
    """Table `name` of `folder`, checked: the Parquet file where there is one, else the CSV file.

    Raises `StorageError` where neither stands there, `SchemaError` where it breaks the contract.
    """
    parquet, csv = Path(folder) / f"{name}.parquet", Path(folder) / f"{name}.csv"
    if not place_of(parquet).is_file():
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
        typed = {c: parsed(_bare(raw[c]) if guard else raw[c], _column(name, c)) for c in raw.columns}
    except SchemaError as error:
        raise SchemaError(f"{path}: {error}") from error
    return _checked(pd.DataFrame(typed, index=raw.index), name, path)


def _read_cells(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, na_filter=False, encoding="utf-8-sig", index_col=False)


def _read_where_it_lies(path: Path, read: Callable[[Path], pd.DataFrame]) -> pd.DataFrame:
    """The frame of the file; where its set is moved into place just now, it may lie elsewhere a moment later."""
    try:
        return read(place_of(path))
    except FileNotFoundError:
        return read(path)


def _checked(frame: pd.DataFrame, name: str, path: Path) -> pd.DataFrame:
    try:
        return check(frame, name)
    except SchemaError as error:
        raise SchemaError(f"{path}: {error}") from error


def _column(table: str, name: str) -> Column:
    """The column of the contract, or plain text for a stranger (which `check` then names)."""
    return next((c for c in TABLES[table].columns if c.name == name), Column(name, "str", ""))


def parsed(texts: pd.Series, column: Column) -> pd.Series:
    """The typed values of the cells of one CSV column; an empty cell is missing. Raises `SchemaError`."""
    parse = _PARSERS.get(column.kind)
    if parse is None:
        return texts
    values: list[object] = []
    for row, cell in enumerate(texts):
        try:
            values.append(None if cell == "" else parse(cell))
        except (ValueError, KeyError) as error:
            where = f"column '{column.name}', line {row + 2}"
            raise SchemaError(f"{where}: {cell!r} is not {_WANTED[column.kind]}") from error
    return pd.Series(values, index=texts.index, dtype=object)


def _parse_date(cell: str) -> pd.Timestamp:
    if not _ISO_DATE.fullmatch(cell[:10]):
        raise ValueError(cell)
    return pd.Timestamp(cell)


def _parse_int(cell: str) -> int:
    number = float(cell)
    if number != int(number):
        raise ValueError(cell)
    return int(number) if "." in cell or "e" in cell.lower() else int(cell)


_PARSERS: dict[str, Callable[[str], object]] = {
    "int": _parse_int,
    "float": float,
    "bool": lambda cell: _BOOLEANS[cell.lower()],
    "date": _parse_date,
    "timestamp": _parse_date,
}
_WANTED = {
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "date": "a date like 2024-07-25",
    "timestamp": "a time like 2024-07-25T20:30:00Z",
}


def _write_parquet(frame: pd.DataFrame, stream: IO[bytes]) -> None:
    frame.to_parquet(stream, index=False, engine="pyarrow")


def _write_text(text: str, stream: IO[bytes]) -> None:
    stream.write(text.encode())


def write_csv(
    frame: pd.DataFrame, name: str, stream: IO[bytes], without: Collection[str] = (), guard: bool = True
) -> None:
    """Write table `name` as CSV to an open binary file, the columns `without` left out.

    A text that a spreadsheet may take for a formula (it begins with = + - @, a tab or a line end, also behind blanks)
    gets an apostrophe before it, which `read_csv` takes off again; `guard=False` writes every text as it is.
    """
    # csv.writer leaves a lone carriage return unquoted on Python 3.11, which reads back as two rows
    kept = [column for column in TABLES[name].columns if column.name not in without]
    columns = [cells(frame, column) for column in kept]
    if guard:
        columns = [
            [guarded(cell) for cell in column] if about.kind in _TEXT_KINDS else column
            for about, column in zip(kept, columns, strict=True)
        ]
    stream.write((",".join(column.name for column in kept) + "\n").encode())
    for row in zip(*columns, strict=True):
        stream.write((",".join(map(_quoted, row)) + "\n").encode())


def guarded(cell: str) -> str:
    """The text with an apostrophe before it where a spreadsheet may take it for a formula.

    >>> guarded("=1+1"), guarded("1+1"), guarded("'=1+1")
    ("'=1+1", '1+1', "''=1+1")
    """
    return _GUARD + cell if _FORMULA.match(cell) else cell


def guarded_csv(frame: pd.DataFrame, date_format: str | None = None) -> str:
    """Any frame as CSV that people open in a spreadsheet, its texts `guarded`; nothing reads it back.

    >>> print(guarded_csv(pd.DataFrame({"name": ["=1+1"], "count": [-1]})).split())
    ['name,count', "'=1+1,-1"]
    """
    safe = frame.copy()
    for place, dtype in enumerate(frame.dtypes):
        if not (pd.api.types.is_numeric_dtype(dtype) or pd.api.types.is_datetime64_any_dtype(dtype)):
            cells_of = [guarded(v) if isinstance(v, str) else v for v in frame.iloc[:, place]]
            safe.isetitem(place, cells_of)
    return safe.to_csv(index=False, lineterminator="\n", date_format=date_format)


def _bare(column: pd.Series) -> pd.Series:
    """The cells without their guard."""
    return column.map(lambda cell: cell[1:] if cell[:1] == _GUARD and _FORMULA.match(cell, 1) else cell)


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if _NEEDS_QUOTES.search(cell) else cell


def cells(frame: pd.DataFrame, column: Column) -> list[str]:
    """One column as the texts of its CSV cells; a missing value is an empty one."""
    values = frame[column.name]
    if column.kind == "timestamp":
        precision = frame.get(f"{column.name}_precision", pd.Series("minute", index=frame.index))
        return [_time_text(v, by_day) for v, by_day in zip(values, precision != "minute", strict=True)]
    write = _WRITERS.get(column.kind, str)
    return ["" if pd.isna(v) else write(v) for v in values]


def _time_text(value: Any, by_day: bool) -> str:
    if pd.isna(value):
        return ""
    if by_day and value == value.normalize():
        return str(value.isoformat()[:10])
    return value.isoformat().replace("+00:00", "Z")


_WRITERS: dict[str, Callable[..., str]] = {
    "float": lambda v: repr(float(v)),
    "bool": lambda v: "true" if v else "false",
    "date": lambda v: v.isoformat()[:10],
}
