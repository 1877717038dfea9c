"""What a column and a table are."""

from __future__ import annotations

from dataclasses import dataclass

DTYPES = {
    "str": "str",
    "list": "str",
    "int": "Int64",
    "float": "Float64",
    "bool": "boolean",
    "date": "datetime64[us]",
    "timestamp": "datetime64[us, UTC]",
}


@dataclass(frozen=True)
class Column:
    """One column: its kind (a key of `DTYPES`), its meaning in a sentence, and what it may hold."""

    name: str
    kind: str
    meaning: str
    required: bool = False
    allowed: tuple[str, ...] = ()
    minimum: int | None = None
    unit: str = ""


@dataclass(frozen=True)
class Table:
    """One table: what one row is, its columns in order, its key, its foreign keys and its (low, high) pairs."""

    name: str
    row: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    foreign: tuple[tuple[str, str, str], ...] = ()  # (column, other table, other column)
    ordered: tuple[tuple[str, str], ...] = ()

    @property
    def names(self) -> list[str]:
        """The column names in order."""
        return [c.name for c in self.columns]
