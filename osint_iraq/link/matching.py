"""Which voices speak of the same attack: each is placed, in order, with the event that fits it best, or opens one."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from osint_iraq.link.members import COUNTS, Member
from osint_iraq.reference import Gazetteer

_INDIRECT_FIRE = frozenset({"rocket", "missile", "mortar", "artillery"})
"""First reports mix these up (one Arabic word serves for rocket and missile), drones and bombs they do not."""

_ANYWHERE = "*"


@dataclass
class _Event:
    """An attack as known so far: the days and the place narrow with each voice."""

    number: int
    event_id: str
    members: list[Member]
    start: date
    end: date
    site: str | None
    weapons: set[str] = field(default_factory=set)

    def told_by(self, article_id: str | None) -> list[Member]:
        return [m for m in self.members if m.article_id == article_id]


def assign(curated: list[Member], told: list[Member], places: Gazetteer, days: int) -> list[tuple[str, list[Member]]]:
    """(event id, its members) for every attack; `told` must stand in the order in which it is to be placed."""
    board = _Board(places, days, taken={m.member_id for m in curated})
    for row in curated:
        board.open(row, row.member_id)
    for mention in told:
        board.place(mention)
    return [(event.event_id, event.members) for event in board.events]


class _Board:
    """The events found so far, and where to look for those of a place and day."""

    def __init__(self, places: Gazetteer, days: int, taken: set[str]) -> None:
        self.places = places
        self.days = days
        self.taken = taken
        self.events: list[_Event] = []
        self._at: defaultdict[tuple[str | None, date], list[int]] = defaultdict(list)
        self._within: defaultdict[str, set[str]] = defaultdict(set)

    def place(self, mention: Member) -> None:
        """Put the mention with the event that fits best, else open one; a vague one that fits several is left out."""
        fitting = [self.events[n] for n in self._candidates(mention) if self._fits(mention, self.events[n])]
        if not fitting:
            self.open(mention, self._new_id(mention))
        elif len(fitting) == 1 or not mention.vague:
            self._join(mention, min(fitting, key=lambda event: self._distance(mention, event)))

    def open(self, member: Member, event_id: str) -> None:
        """A new event with this member as its first voice."""
        self.taken.add(event_id)
        number, weapons = len(self.events), set(member.weapons)
        self.events.append(_Event(number, event_id, [member], member.start, member.end, member.site, weapons))
        self._register(self.events[number])

    def _new_id(self, member: Member) -> str:
        base = f"{member.start:%Y%m%d}_{member.site or 'unplaced'}"
        number = 1
        while (event_id := base if number == 1 else f"{base}_{number}") in self.taken:
            number += 1
        return event_id

    def _register(self, event: _Event) -> None:
        """Make the event findable by its place and days."""
        for wider in (*self.places.ancestors(event.site or ""), *self.places.same_as(event.site or "")):
            self._within[wider].add(event.site or "")
        for day in _days(event.start, event.end):
            self._at[event.site, day].append(event.number)
            self._at[_ANYWHERE, day].append(event.number)

    def _candidates(self, mention: Member) -> list[int]:
        """Numbers of the events near the mention in place and time, oldest first."""
        margin = timedelta(days=self.days)
        sites = {_ANYWHERE}
        if mention.site is not None:
            sites = {mention.site, *self.places.ancestors(mention.site), *self._within[mention.site]}
        found: set[int] = set()
        for day in _days(mention.start - margin, mention.end + margin):
            for site in sites:
                found.update(self._at.get((site, day), ()))
        return sorted(found)

    def _fits(self, mention: Member, event: _Event) -> bool:
        if not self._place_fits(mention, event):
            return False
        if any(not mention.says_the_same(other) for other in event.told_by(mention.article_id)):
            return False  # the report itself tells the two apart
        gap = _gap(mention, event)
        if gap == 0:
            return self._weapons_agree(mention, event)
        flexible = mention.flexible or any(m.flexible for m in event.members)
        if gap > self.days or not flexible or mention.vague:
            return False
        return bool(mention.weapons & event.weapons) and mention.site == event.site and _counts_agree(mention, event)

    def _place_fits(self, mention: Member, event: _Event) -> bool:
        """True for the same place, or where one lies in the other; without a place, for one country and one weapon."""
        one, other = mention.site, event.site
        if one is None:
            countries = {m.row["country"] for m in event.members}
            return mention.row["country"] in countries - {None} and bool(mention.weapons & event.weapons)
        if other is None:
            return False
        near = {*self.places.ancestors(one), *self.places.same_as(one), one}
        return other in near or one in self.places.ancestors(other)

    def _weapons_agree(self, mention: Member, event: _Event) -> bool:
        if not mention.weapons or not event.weapons or mention.weapons & event.weapons:
            return True
        same_place = mention.site == event.site
        return same_place and bool(mention.weapons & _INDIRECT_FIRE) and bool(event.weapons & _INDIRECT_FIRE)

    def _distance(self, mention: Member, event: _Event) -> tuple[Any, ...]:
        """How far the event is from the mention, the weightiest first; the oldest event wins a tie."""
        return (
            _gap(mention, event),
            mention.site != event.site,
            not mention.weapons & event.weapons,
            not _counts_agree(mention, event),
            abs((mention.start - event.start).days) + abs((mention.end - event.end).days),
        )

    def _join(self, mention: Member, event: _Event) -> None:
        event.members.append(mention)
        start, end = max(event.start, mention.start), min(event.end, mention.end)
        if start <= end:
            event.start, event.end = start, end
        event.weapons |= mention.weapons
        if event.site in self.places.ancestors(mention.site or ""):
            event.site = mention.site  # the finer place of the two
            self._register(event)


def _days(start: date, end: date) -> list[date]:
    return [start + timedelta(days=n) for n in range((end - start).days + 1)]


def _gap(mention: Member, event: _Event) -> int:
    """Days between the two intervals; 0 where they overlap."""
    return max(0, (mention.start - event.end).days, (event.start - mention.end).days)


def _counts_agree(mention: Member, event: _Event) -> bool:
    """False where some number that the mention states contradicts what every other voice states."""
    for noun in COUNTS:
        stated = [m.count(noun) for m in event.members if m.count(noun) != (None, None)]
        if mention.count(noun) != (None, None) and stated and not any(_overlap(mention.count(noun), s) for s in stated):
            return False
    return True


def _overlap(one: tuple[int | None, int | None], other: tuple[int | None, int | None]) -> bool:
    low = max(one[0] or 0, other[0] or 0)
    highs = [v for v in (one[1], other[1]) if v is not None]
    return not highs or low <= min(highs)
