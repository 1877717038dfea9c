"""A table on its way to disk, in parts of one size: memory holds one part, however many rows there are."""

from __future__ import annotations

from contextlib import ExitStack
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import IO

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from osint_iraq.csv_cells import write_csv, write_csv_rows
from osint_iraq.schema import empty
from osint_iraq.writing import failed, flushed, written

__all__ = ["PART_ROWS", "TableWriter"]

PART_ROWS = 20_000
"""Rows of one part: of short articles some 13 MB as Parquet, in memory a few times that."""


class TableWriter:
    """One table, written to `folder` as it grows: NAME.csv, and NAME.parquet, which is a file up to PART_ROWS rows and
    a folder of parts above. Without a folder, it is held in memory.

    Used as a context manager; afterwards `frame` is the whole table, where it is no larger than a part or was held.
    What stands where depends on the rows alone, not on how many came at a time.

    >>> from osint_iraq.schema import empty
    >>> with TableWriter("events") as table:
    ...     table.add(empty("events"))
    >>> table.rows, table.frame.empty
    (0, True)
    """

    def __init__(self, name: str, folder: Path | None = None, guard: bool = True) -> None:
        self.name, self.rows = name, 0
        self.frame: pd.DataFrame | None = None
        self._folder, self._guard = folder, guard
        self._parts, self._held = 0, [empty(name)]
        self._open = ExitStack()
        self._csv: IO[bytes] | None = None

    def __enter__(self) -> TableWriter:
        if self._folder is not None:
            with failed(self._folder), ExitStack() as opening:
                self._csv = opening.enter_context((self._folder / f"{self.name}.csv").open("wb"))
                write_csv(self._held[0], self.name, self._csv)
                self._open = opening.pop_all()
        return self

    def add(self, frame: pd.DataFrame) -> None:
        """More rows, which keep the contract of the table. Raises `StorageError`."""
        self.rows += len(frame)
        if self._csv is not None and self._folder is not None:
            with failed(self._folder):
                write_csv_rows(frame, self.name, self._csv, guard=self._guard)
        self._held.append(frame)
        if self._folder is not None and self.rows - self._parts * PART_ROWS > PART_ROWS:
            whole, start = self._joined(), 0
            while len(whole) - start > PART_ROWS:
                self._write_part(whole.iloc[start : start + PART_ROWS])
                start += PART_ROWS
            self._held = [whole.iloc[start:]]

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with self._open:
            if kind is None:
                self._finish()

    def _finish(self) -> None:
        rest = self._joined()
        if self._csv is not None and self._folder is not None:
            with failed(self._folder):
                flushed(self._csv)
        if self._parts:
            self._write_part(rest)
            return
        self.frame = rest
        if self._folder is not None:
            written(self._folder / f"{self.name}.parquet", partial(_write_parquet, rest))

    def _joined(self) -> pd.DataFrame:
        """What is held, as one frame; the empty one in front keeps the types where nothing came."""
        kept = [frame for frame in self._held if len(frame)] or self._held[:1]
        self._held = kept if len(kept) == 1 else [pd.concat(kept, ignore_index=True)]
        return self._held[0]

    def _write_part(self, rows: pd.DataFrame) -> None:
        assert self._folder is not None
        parts = self._folder / f"{self.name}.parquet"
        parts.mkdir(exist_ok=True)
        written(parts / f"part-{self._parts:05}.parquet", partial(_write_parquet, rows))
        self._parts += 1


def _write_parquet(frame: pd.DataFrame, stream: IO[bytes]) -> None:
    table = pa.Table.from_pandas(frame, preserve_index=False)
    pq.write_table(table.combine_chunks(), stream)  # how the rows came together must not show in the bytes
