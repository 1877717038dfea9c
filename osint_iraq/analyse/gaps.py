"""Known gaps of the chronology that touch the two windows of a comparison.

A day that the sources cover and a day for which they are known to lack attacks look alike in a count: both may hold
none. The table known_gaps names the second kind, so that a comparison can say which of its days are in doubt.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from osint_iraq.analyse.study import Targets
from osint_iraq.rows import records

__all__ = ["gaps_in"]

_COLUMNS = {
    "gap_id": "str", "kind": "str", "side": "str", "days_touched_before": "int64", "days_touched_after": "int64",
    "what_en": "str", "what_ar": "str",
}  # fmt: skip


def gaps_in(
    windows_row: Mapping[str, Any] | pd.Series,
    gaps: pd.DataFrame,
    countries: Iterable[str] = ("IQ",),
    targets: Targets = "sites",
) -> pd.DataFrame:
    """Which known gaps touch the windows of a row of `around`: one row is one gap, in the order of `gaps`.

    Columns: gap_id, kind ("missing", "thin" or "not_proven", see the codebook), side ("before", "after" or "both"),
    days_touched_before, days_touched_after (days of the window that lie in the gap's stretch of days: not days that
    are known to lack an attack, for a gap may lie anywhere in its stretch), what_en, what_ar. `gaps` is the table
    known_gaps. Kept are gaps of one of the `countries` or of all (no `countries`: of any); with `targets` "sites" none
    that is about convoys alone, with "convoys" none that is about other targets alone. A window without a covered day
    is touched by none.

    >>> from osint_iraq.analyse.windows import around
    >>> from osint_iraq.reference import load_known_gaps
    >>> from osint_iraq.schema import empty
    >>> row = around(empty("events"), "coalition_end_announcement_2024_09", days=30).iloc[0]
    >>> gaps_in(row, load_known_gaps())[["gap_id", "side", "days_touched_after"]].values.tolist()
    [['khor_mor_2023', 'both', 30], ['iraq_2024_02', 'both', 30], ['iraq_2024_10', 'after', 25]]
    """
    wanted = set(countries)
    rows = []
    for gap in records(gaps):
        own = set(gap["countries"].split("|")) if gap["countries"] else wanted
        if (wanted and wanted.isdisjoint(own)) or not _meant(gap["targets"], targets):
            continue
        before, after = (_touched(gap, windows_row, side) for side in ("before", "after"))
        if before or after:
            side = "both" if before and after else "before" if before else "after"
            rows.append(gap | {"side": side, "days_touched_before": before, "days_touched_after": after})
    return pd.DataFrame(rows, columns=list(_COLUMNS)).astype(_COLUMNS)


def _meant(lacking: str | None, targets: Targets) -> bool:
    """Whether attacks that a gap lacks could be among those that a study of these targets counts."""
    if lacking is None or lacking == "us_interests" or targets == "all":
        return True
    return (lacking == "convoys") == (targets == "convoys")


def _touched(gap: Mapping[str, Any], windows: Mapping[str, Any] | pd.Series, side: str) -> int:
    """How many days of the window lie in the gap's stretch of days."""
    first, last = windows[f"{side}_start"], windows[f"{side}_end"]
    if pd.isna(first) or pd.isna(last):
        return 0
    until = last if gap["date_end"] is None else min(last, gap["date_end"])
    return max(0, (until - max(first, gap["date_start"])).days + 1)
