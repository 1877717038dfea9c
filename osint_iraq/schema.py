"""The table contract: every column of every table, and the one check that stands at each border.

Frames hold pandas' own types: ``str`` for text (missing is NaN), ``Int64`` for counts (missing is ``<NA>``, never 0),
``boolean``, ``Float64``, and ``datetime64[us]`` for dates. A list is one text of values joined by ``|``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from osint_iraq.schema_fetches import FETCHES
from osint_iraq.schema_reference import REFERENCE
from osint_iraq.schema_tables import ARTICLES, CORRECTIONS, EXTRACTED, LINKED
from osint_iraq.schema_types import DTYPES, Column, Table

__all__ = ["TABLES", "Column", "SchemaError", "Table", "check", "empty"]

TABLES: dict[str, Table] = {t.name: t for t in (*ARTICLES, *EXTRACTED, *LINKED, *CORRECTIONS, *FETCHES, *REFERENCE)}


class SchemaError(ValueError):
    """A frame does not keep the contract; the message names the table, the column, the row and the mend."""


@dataclass(frozen=True)
class _Fault:
    table: str
    problems: list[str] = field(default_factory=list)

    def raise_if_any(self) -> None:
        if self.problems:
            raise SchemaError(f"table '{self.table}': " + "; ".join(self.problems))


def empty(name: str) -> pd.DataFrame:
    """A frame of table `name` with every column and no row.

    >>> list(empty("problems").columns)
    ['path', 'stage', 'severity', 'code', 'message']
    """
    return check(pd.DataFrame(columns=[c.name for c in TABLES[name].columns]), name)


def check(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """A new frame with exactly the columns of table `name`, in its order and types; optional columns are added.

    Raises `SchemaError` (table, column, first bad row, how to mend it) where a column is missing or unknown, a value
    has the wrong type or is not allowed, a required value or a key is missing, or a key stands twice.

    >>> check(empty("mentions"), "mentions").empty
    True
    """
    table = TABLES[name]
    fault = _Fault(name)
    _check_columns(frame, table, fault)
    fault.raise_if_any()
    out = pd.DataFrame(index=range(len(frame)))
    for column in table.columns:
        given = frame[column.name] if column.name in frame else pd.Series([None] * len(frame), dtype=object)
        out[column.name] = _coerced(given.reset_index(drop=True), column, fault)
    fault.raise_if_any()
    for column in table.columns:
        _check_values(out, column, fault)
    _check_key(out, table, fault)
    _check_order(out, table, fault)
    fault.raise_if_any()
    return out


def _check_columns(frame: pd.DataFrame, table: Table, fault: _Fault) -> None:
    known = {c.name for c in table.columns}
    missing = [c.name for c in table.columns if c.required and c.name not in frame]
    unknown = [str(c) for c in frame.columns if c not in known]
    if missing:
        fault.problems.append(f"column(s) missing: {', '.join(missing)}")
    if unknown:
        fault.problems.append(f"unknown column(s): {', '.join(unknown)} (known: {', '.join(sorted(known))})")


def _as_text(value: Any) -> str | None:
    return None if pd.isna(value) or value == "" else str(value)


def _coerced(values: Any, column: Column, fault: _Fault) -> Any:
    try:
        if column.kind in ("str", "list"):
            return values.map(_as_text).astype("str")
        if column.kind == "timestamp":
            return pd.to_datetime(values, utc=True).astype(DTYPES["timestamp"])
        if column.kind == "date":
            return pd.to_datetime(values).astype(DTYPES["date"])
        return values.astype(DTYPES[column.kind])
    except (TypeError, ValueError) as error:
        fault.problems.append(f"column '{column.name}' must be {column.kind}: {error}")
        return values


def _check_values(frame: pd.DataFrame, column: Column, fault: _Fault) -> None:
    values = frame[column.name]
    if column.required and values.isna().any():
        fault.problems.append(f"column '{column.name}' is missing in row {list(values.isna()).index(True)}")
    present = values.dropna()
    if column.allowed:
        single = present.str.split("|").explode() if column.kind == "list" else present
        wrong = single[~single.isin(column.allowed)]
        if len(wrong):
            allowed = ", ".join(column.allowed)
            fault.problems.append(
                f"column '{column.name}', row {wrong.index[0]}: {wrong.iloc[0]!r} is not one of {allowed}"
            )
    if column.kind == "int" and column.minimum is not None and (present < column.minimum).any():
        row = present.index[(present < column.minimum)][0]
        fault.problems.append(f"column '{column.name}', row {row}: {present[row]} is below {column.minimum}")


def _check_key(frame: pd.DataFrame, table: Table, fault: _Fault) -> None:
    if table.key and frame.duplicated(list(table.key)).any():
        row = frame.index[frame.duplicated(list(table.key))][0]
        value = ", ".join(str(frame.at[row, k]) for k in table.key)
        fault.problems.append(f"key {'+'.join(table.key)} stands twice: {value} (row {row})")


def _check_order(frame: pd.DataFrame, table: Table, fault: _Fault) -> None:
    for low, high in table.ordered:
        both = frame[[low, high]].dropna()
        wrong = [row for row, above in zip(both.index, both[low] > both[high], strict=True) if above]
        if len(wrong):
            fault.problems.append(f"row {wrong[0]}: {low} is above {high}")
