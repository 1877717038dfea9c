"""A researcher's own export file as rows of text, each with its line, whatever program saved it.

Columns are found by name: exports differ in order and in letter case, and carry columns that nothing here needs.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pandas as pd

__all__ = ["Broken", "ExchangeError", "Record", "Sheet", "read_sheet"]

_EXCEL = (".xlsx", ".xls", ".xlsm")
_DELIMITERS = (",", ";", "\t")


class ExchangeError(ValueError):
    """A file cannot be read as the export that it should be; the message names the file, the column and the mend."""


class Broken(ValueError):
    """One row cannot be used; `code` is the short name of the fault, the text says what is wrong."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Record(NamedTuple):
    """One row of theirs: its line in the file and its cells by lower-case column name, blanks taken off."""

    line: int
    cells: dict[str, str]

    def text(self, column: str) -> str:
        """The cell, empty where it or its column is missing."""
        return self.cells.get(column, "")

    def number(self, column: str) -> float | None:
        """The cell as a number, None where it is empty. Raises `Broken` for anything else."""
        cell = self.text(column).replace(",", ".")  # a spreadsheet set to another language writes 33,34
        if not cell:
            return None
        try:
            value = float(cell)
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            raise Broken("bad_number", f"{column} is {self.text(column)!r}, not a number")
        return value

    def code(self, column: str) -> int | None:
        """The cell as a whole number (`3`, or `3.0` after a spreadsheet). Raises `Broken`."""
        value = self.number(column)
        if value is not None and value != int(value):
            raise Broken("bad_number", f"{column} is {self.text(column)!r}, not a whole number")
        return None if value is None else int(value)

    def point(self) -> tuple[float, float] | None:
        """(latitude, longitude) in degrees, None where one is missing or no such point exists."""
        try:
            latitude, longitude = self.number("latitude"), self.number("longitude")
        except Broken:
            return None  # a point that cannot be read is only a lacking one
        if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
            return None
        return latitude, longitude


class Sheet(NamedTuple):
    """The rows of a file that have their right number of cells, and the lines of those that have not."""

    path: str
    records: list[Record]
    ragged: list[int]
    utf8: bool


def read_sheet(path: str | Path, needed: Sequence[str], export: str, header: Sequence[str] = ()) -> Sheet:
    """The rows of the CSV (comma, semicolon or tab) or Excel file at `path`.

    `needed`: columns that must be there. `export`: which export to download, for the message. `header`: the names to
    use where the file has none and its first line has as many cells. Raises `ExchangeError` where the file cannot be
    read or a needed column is missing.
    """
    path = Path(path)
    if not path.is_file():
        raise ExchangeError(f"{path}: no such file.")
    table, utf8 = (_excel(path), True) if path.suffix.lower() in _EXCEL else _delimited(path)
    if not table:
        raise ExchangeError(f"{path}: is empty. Needed is {export}.")
    names = [name.strip().lower() for name in table[0][1]]
    if header and needed[0] not in names and len(names) == len(header):
        names = list(header)
    else:
        table = table[1:]
    missing = [column for column in needed if column not in names]
    if missing:
        raise ExchangeError(f"{path}: column {', '.join(missing)} is missing. Needed is {export}.")
    filled = [(line, row) for line, row in table if any(cell.strip() for cell in row)]
    fitting = [(line, row) for line, row in filled if len(row) == len(names)]
    records = [Record(line, {n: c.strip() for n, c in zip(names, row, strict=True)}) for line, row in fitting]
    return Sheet(str(path), records, [line for line, row in filled if len(row) != len(names)], utf8)


def _delimited(path: Path) -> tuple[list[tuple[int, list[str]]], bool]:
    """(line, cells) of each row, and whether the file is UTF-8."""
    raw = path.read_bytes()
    try:
        text, utf8 = raw.decode("utf-8-sig"), True
    except UnicodeDecodeError:
        text, utf8 = raw.decode("latin-1"), False  # GTD as CSV is mostly met so
    first = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(_DELIMITERS, key=first.count))
    rows: list[tuple[int, list[str]]] = []
    line = 1
    try:
        for row in reader:
            rows.append((line, row))
            line = reader.line_num + 1
    except csv.Error as error:
        raise ExchangeError(f"{path}: is no CSV table from line {line} on ({error}). Download it again.") from error
    return rows, utf8


def _excel(path: Path) -> list[tuple[int, list[str]]]:
    try:
        frame = pd.read_excel(path, header=None, dtype=str, na_filter=False)
    except ImportError as error:
        raise ExchangeError(
            f"{path}: Excel files need the package openpyxl, which is not here. Open it and save it as CSV (UTF-8)."
        ) from error
    except (ValueError, OSError, KeyError) as error:
        raise ExchangeError(f"{path}: is no readable Excel file ({error}). Save it as CSV (UTF-8).") from error
    rows = [[re.sub(r"\.0$", "", str(cell)) for cell in row] for row in frame.itertuples(index=False)]
    return list(enumerate(rows, start=1))
