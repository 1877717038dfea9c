"""The rows of a frame as plain dictionaries, for code that looks at one row at a time."""

from __future__ import annotations

from typing import Any

import pandas as pd


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """One dictionary a row, with None for what is missing.

    >>> records(pd.DataFrame({"killed_min": pd.array([0, None], dtype="Int64")}))
    [{'killed_min': 0}, {'killed_min': None}]
    """
    plain = frame.astype(object).where(frame.notna(), None)
    return [{str(name): value for name, value in row.items()} for row in plain.to_dict("records")]
