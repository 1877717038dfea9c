"""Frames as plain Python, for code that looks at one row at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from osint_iraq.schema import TABLES, check


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """One dictionary a row, with None for what is missing.

    >>> records(pd.DataFrame({"killed_min": pd.array([0, None], dtype="Int64")}))
    [{'killed_min': 0}, {'killed_min': None}]
    """
    plain = frame.astype(object).where(frame.notna(), None)
    return [{str(name): value for name, value in row.items()} for row in plain.to_dict("records")]


def frame_of(rows: Sequence[dict[str, Any]], name: str) -> pd.DataFrame:
    """Rows as a frame of table `name`; a column that a row lacks is missing in it. Raises `SchemaError`.

    >>> frame_of([], "problems").empty
    True
    """
    return check(pd.DataFrame(rows, columns=TABLES[name].names, dtype=object), name)


def event_of_mentions(events: pd.DataFrame) -> dict[str, str]:
    """{mention id: the id of its event}, from the column mention_ids of table events.

    >>> event_of_mentions(pd.DataFrame({"event_id": ["e", "f"], "mention_ids": ["a#1|b#1", None]}))
    {'a#1': 'e', 'b#1': 'e'}
    """
    told = events[events["mention_ids"].notna()]
    return {m: e for e, ids in zip(told["event_id"], told["mention_ids"], strict=True) for m in ids.split("|")}
