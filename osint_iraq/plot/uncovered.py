"""Periods that the sources do not cover: told from the counts, drawn as light hatched bands, said in words."""

from __future__ import annotations

from typing import Any

import matplotlib.dates as mdates
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from osint_iraq.labels import Lang, interval_text, label

__all__ = ["draw_bands", "handle", "is_cut", "notes", "said", "spans"]

# Paler than any bar, and hatched the other way than what stands in the chronology only.
_LOOK: dict[str, Any] = {
    "facecolor": "#F7F7F7", "hatch": "\\\\\\", "hatchcolor": "#C4C4C4", "edgecolor": "#C4C4C4", "linewidth": 0.0,
}  # fmt: skip
_DAY = pd.Timedelta(days=1)
_EDGES = ["period_start", "period_end"]


def spans(counts: pd.DataFrame) -> list[tuple[pd.Timestamp, pd.Timestamp]]:
    """First and last day of each run of periods in which no count is known; `counts` as attack_counts gives them.

    >>> table = pd.DataFrame({"period_start": pd.to_datetime(["2020-01-01", "2020-01-02", "2020-01-03"]),
    ...                       "period_end": pd.to_datetime(["2020-01-01", "2020-01-02", "2020-01-03"]),
    ...                       "count": pd.array([None, None, 0], dtype="Int64")})
    >>> [(str(first.date()), str(last.date())) for first, last in spans(table)]
    [('2020-01-01', '2020-01-02')]
    """
    known = counts["count"].notna().groupby([counts[name] for name in _EDGES]).any()
    runs: list[tuple[pd.Timestamp, pd.Timestamp]] = []
    for first, last in known[~known].index:
        if runs and runs[-1][1] + _DAY == first:
            runs[-1] = runs[-1][0], last
        else:
            runs.append((first, last))
    return runs


def is_cut(counts: pd.DataFrame) -> bool:
    """Whether the sources cover some days of a period and not all of them."""
    known = counts[counts["count"].notna()]
    return bool((known["exposure_days"] < (known["period_end"] - known["period_start"]).dt.days + 1).any())


def draw_bands(axes: Axes, counts: pd.DataFrame) -> None:
    """A band over each run of such periods, from the lower to the upper edge and below all else."""
    for first, last in spans(counts):
        axes.axvspan(mdates.date2num(first), mdates.date2num(last + _DAY), zorder=0.5, label="uncovered", **_LOOK)


def handle(lang: Lang) -> Patch:
    """The entry of the legend."""
    return Patch(label=label("calendar.unknown", lang), **_LOOK | {"linewidth": 0.5})


def said(counts: pd.DataFrame, lang: Lang) -> str:
    """The days that are not covered as a sentence; nothing where all periods are."""
    listed = [interval_text(first, last, lang) for first, last in spans(counts)]
    return label("uncovered.list", lang, list=label("list.comma", lang).join(listed)) if listed else ""


def notes(counts: pd.DataFrame, lang: Lang) -> list[str]:
    """What the hatched bands mean; nothing where there is none."""
    return [label("note.uncovered", lang)] if spans(counts) else []
