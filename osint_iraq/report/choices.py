"""The choices that a specification curve tries and that only the roof can make: other rules of joining reports."""

from __future__ import annotations

import pandas as pd

from osint_iraq.link import SiteRule, link
from osint_iraq.pipeline import Tables
from osint_iraq.reference import load_chronology

__all__ = ["linkings"]

_RULES: dict[str, tuple[int, SiteRule]] = {"strict": (0, "exact"), "loose": (2, "area")}
"""Days that a vague date may lie off, and how places must fit; the build's own rule is one day and "family"."""


def linkings(tables: Tables, chronology: pd.DataFrame | None = None) -> dict[str, pd.DataFrame]:
    """Events joined by other rules than the build's: "strict" (same day and place) and "loose" (two days, neighbours).

    Goes into `specification_curve(linking=…)`. `chronology` is the list that the build used, by default the
    repository's, or none where no event stands in one; where the events stand in another list than that, nothing comes
    back, because they cannot be joined anew without it. Corrections made by hand are not in these events.

    >>> from dataclasses import fields
    >>> from osint_iraq.schema import empty
    >>> nothing = Tables(**{f.name: empty(f.name) for f in fields(Tables)})
    >>> {name: len(events) for name, events in linkings(nothing, empty("chronology")).items()}
    {'strict': 0, 'loose': 0}
    """
    ids = set(tables.events["chronology_id"].dropna())
    known = load_chronology() if chronology is None else chronology
    if not ids <= set(known["chronology_id"]):
        return {}
    known = known if ids or chronology is not None else known.head(0)
    return {
        name: link(tables.mentions, tables.articles, known, days=days, site=site)
        for name, (days, site) in _RULES.items()
    }
