"""Counts by place as the charts want them: names in both languages, and places added up over a window."""

from __future__ import annotations

import re

import pandas as pd

from osint_iraq.labels import Lang
from osint_iraq.reference import gazetteer

__all__ = ["by_place", "check_places", "site_name"]

_COLUMNS = ("period_start", "period_end", "site_id", "count", "exposure_days", "partial", "undated")
_ASIDE = re.compile(r"\s*\([^)]*\)")


def check_places(counts: pd.DataFrame) -> None:
    """Raises ValueError unless `counts` has the columns of attack_counts with by="site_id"."""
    missing = [c for c in _COLUMNS if c not in counts]
    if missing:
        raise ValueError(f'counts must come from attack_counts(…, by="site_id"): missing: {", ".join(missing)}')


def by_place(counts: pd.DataFrame) -> pd.DataFrame:
    """One row is one site with at least one attack: site_id, count; most attacks first, then by the alphabet."""
    sums = counts.groupby("site_id", as_index=False)["count"].sum()
    return sums[sums["count"] > 0].sort_values(["count", "site_id"], ascending=[False, True], ignore_index=True)


def site_name(site_id: str, lang: Lang, short: bool = False) -> str:
    """The name of a place in the gazetteer without what stands in brackets; `short` without what follows a comma.

    A place that the gazetteer lacks keeps its id.

    >>> site_name("green_zone", "en"), site_name("green_zone", "en", short=True)
    ('Green Zone, Baghdad', 'Green Zone')
    """
    name = gazetteer().value(site_id, f"name_{lang}")
    if not isinstance(name, str):
        return site_id
    bare = _ASIDE.sub("", name).strip()
    return bare.split(",")[0] if short else bare
