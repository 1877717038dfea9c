"""What is asked of the tables, fixed before anything is counted."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

import pandas as pd

from osint_iraq.analyse import Study
from osint_iraq.analyse.counts import day
from osint_iraq.analyse.milestones import resolved

__all__ = ["LENGTHS", "Question"]

Days = tuple[str, str]
LENGTHS = (7, 14, 30, 60, 90)
_GAPS = (0, 3, 7)
_CURVE = (7, 14, 21, 30, 45, 60, 75, 90)


@dataclass(frozen=True)
class Question:
    """What is asked, fixed before anything is counted; lists may stand for tuples.

    event: a row id of political_events, or a date. cover: the first and last day on which the sources cover attacks;
    nobody but the one who asks knows them. days, gap: the main windows. reference: the days within which other dates
    are comparable (a regime); the cover where it is missing. others: ids of the political events that are compared
    beside this one. lengths: windows for sensitivity. study: what counts as an attack. draws: how often errors of
    reading are drawn. political_events: another calendar than the repository's.

    Raises ValueError where days are no days, the cover or the reference is no pair of dates in order, the event lies
    outside the cover, or the main windows reach out of the reference: the other dates would then be compared with
    something else than the event.

    >>> Question("2020-06-11", ["2019-05-01", "2026-03-21"]).period
    ('2019-05-01', '2026-03-21')
    """

    event: str
    cover: Days
    days: int = 30
    gap: int = 0
    reference: Days | None = None
    others: tuple[str, ...] = ()
    lengths: tuple[int, ...] = LENGTHS
    study: Study = field(default_factory=Study)
    draws: int = 500
    political_events: pd.DataFrame | None = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        for name in (f.name for f in fields(self)):
            if isinstance(getattr(self, name), list):
                object.__setattr__(self, name, tuple(getattr(self, name)))
        if not isinstance(self.event, str):
            raise ValueError(f"event={self.event!r}: give an id of political_events, or a date like '2020-06-11'")
        for name, least in (("days", 1), ("gap", 0), ("draws", 1)):
            value = getattr(self, name)
            if not isinstance(value, int) or value < least:
                raise ValueError(f"{name}={value!r}: give a whole number of at least {least}")
        _pair("cover", self.cover)
        if self.reference is not None:
            _pair("reference", self.reference)
        self._check_place()

    def _check_place(self) -> None:
        asked = f"the event ({self.event}, {self.date:%Y-%m-%d})"
        if not _within(self.date, self.cover, 0):
            raise ValueError(f"cover={self.cover!r} does not hold {asked}: change the cover, or ask of another day")
        if self.reference is not None and not self.fits(self.days, self.gap):
            raise ValueError(
                f"reference={self.reference!r} does not hold the windows of {self.days} days around {asked}: widen it, "
                "shorten the windows, or give none"
            )

    @property
    def date(self) -> pd.Timestamp:
        """The first day of the event."""
        return day(resolved(self.event, self.political_events)["date_start"])

    @property
    def period(self) -> Days:
        """The days within which other dates are looked at."""
        return self.reference or self.cover

    def fits(self, days: int, gap: int, period: Days | None = None) -> bool:
        """Whether both windows of this length lie within the period (the reference period, unless one is given)."""
        return _within(self.date, period or self.period, days + gap)

    @property
    def curve(self) -> dict[str, Any]:
        """The lengths and gaps of the specification curve whose windows lie within the reference period."""
        lengths, gaps = sorted({*_CURVE, self.days}), sorted({*_GAPS, self.gap})
        held = [d for d in lengths if self.fits(d, max(gaps))] or [self.days]
        held = sorted({*held, self.days})
        return {"days": held, "gaps": gaps if self.fits(max(held), max(gaps)) else [self.gap]}


def _pair(name: str, given: Any) -> None:
    if not isinstance(given, tuple) or len(given) != 2:
        raise ValueError(f"{name}={given!r}: give a first and a last day, ('2019-05-01', '2026-03-21')")
    if day(given[1]) < day(given[0]):
        raise ValueError(f"{name}={given!r}: the last day lies before the first")


def _within(date: pd.Timestamp, period: Days, reach: int) -> bool:
    """Whether the days from `reach` before the date to `reach` from it on lie within the period."""
    first, last = (day(d) for d in period)
    away = pd.Timedelta(days=reach)
    return bool(first <= date - away and date + max(away - pd.Timedelta(days=1), pd.Timedelta(0)) <= last)
