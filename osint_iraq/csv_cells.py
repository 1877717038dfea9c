"""Tables as CSV texts: how each kind of value is written in a cell and read back, and what a spreadsheet may not see.

CSV is UTF-8 with a header line and LF line ends; a missing value is an empty cell, a list is joined by ``|``, a date is
``YYYY-MM-DD``, a time ``YYYY-MM-DDTHH:MM:SSZ``. A publication time that is known to the day only is written as a date.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import IO, Any

import pandas as pd

from osint_iraq.schema import TABLES, Column, SchemaError

__all__ = ["bare", "cells", "guarded", "guarded_csv", "parsed", "write_csv", "write_csv_rows"]

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


def write_csv(
    frame: pd.DataFrame, name: str, stream: IO[bytes], without: Collection[str] = (), guard: bool = True
) -> None:
    """Write table `name` as CSV to an open binary file, the columns `without` left out.

    A text that a spreadsheet may take for a formula (it begins with = + - @, a tab or a line end, also behind blanks)
    gets an apostrophe before it, which `read_csv` takes off again; `guard=False` writes every text as it is.
    """
    kept = [column.name for column in TABLES[name].columns if column.name not in without]
    stream.write((",".join(kept) + "\n").encode())
    write_csv_rows(frame, name, stream, without, guard)


def write_csv_rows(
    frame: pd.DataFrame, name: str, stream: IO[bytes], without: Collection[str] = (), guard: bool = True
) -> None:
    """As `write_csv`, without the header."""
    # csv.writer leaves a lone carriage return unquoted on Python 3.11, which reads back as two rows
    kept = [column for column in TABLES[name].columns if column.name not in without]
    columns = [cells(frame, column) for column in kept]
    if guard:
        columns = [
            [guarded(cell) for cell in column] if about.kind in _TEXT_KINDS else column
            for about, column in zip(kept, columns, strict=True)
        ]
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


def bare(column: pd.Series) -> pd.Series:
    """The cells of a column without their guard."""
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
