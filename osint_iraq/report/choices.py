"""The choices that a specification curve tries and that only the roof can make: other rules of joining reports."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from osint_iraq.link import SiteRule, link
from osint_iraq.pipeline import Tables
from osint_iraq.reference import load_chronology
from osint_iraq.storage import StorageError

__all__ = ["linkings"]

_RULES: dict[str, tuple[int, SiteRule]] = {"strict": (0, "exact"), "loose": (2, "area")}
"""Days that a vague date may lie off, and how places must fit; the build's own rule is one day and "family"."""


def linkings(tables: Tables, chronology: pd.DataFrame | None = None) -> dict[str, pd.DataFrame]:
    """Events joined by other rules than the build's: "strict" (same day and place) and "loose" (two days, neighbours).

    Goes into `specification_curve(linking=…)`. `chronology` is the list that the build used, by default the
    repository's; none is used where no event stands in one. Nothing comes back where the events hold other rows than
    all those of the list, or where there is none at hand (an installed package): they cannot be joined anew without
    the very list that they were built with. Corrections made by hand are not in these events.

    Joining takes minutes for thousands of reports, so what came of the tables asked about last is kept, together with
    these, and handed out again for the same frames. Frames that were changed in place are not noticed.

    >>> from dataclasses import fields
    >>> from osint_iraq.schema import empty
    >>> nothing = Tables(**{f.name: empty(f.name) for f in fields(Tables)})
    >>> {name: len(events) for name, events in linkings(nothing).items()}
    {'strict': 0, 'loose': 0}
    """
    return {name: events.copy() for name, events in _linkings(_Asked(tables, chronology)).items()}


@dataclass(frozen=True, eq=False)
class _Asked:
    """What is linked; two are the same where every frame is the very same object."""

    tables: Tables
    chronology: pd.DataFrame | None

    def _frames(self) -> tuple[pd.DataFrame | None, ...]:
        return self.tables.mentions, self.tables.articles, self.tables.events, self.chronology

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Asked) and all(a is b for a, b in zip(self._frames(), other._frames(), strict=True))

    def __hash__(self) -> int:
        return hash(tuple(map(id, self._frames())))


@lru_cache(maxsize=1)
def _linkings(asked: _Asked) -> dict[str, pd.DataFrame]:
    tables, known = asked.tables, asked.chronology
    ids = set(tables.events["chronology_id"].dropna())
    if known is None and ids:
        known = _own_list()
    if ids != (set() if known is None else set(known["chronology_id"])):
        return {}
    return {
        name: link(tables.mentions, tables.articles, known, days=days, site=site)
        for name, (days, site) in _RULES.items()
    }


def _own_list() -> pd.DataFrame | None:
    """The chronology of the repository; None where the library is installed without it."""
    try:
        return load_chronology()
    except StorageError:
        return None
