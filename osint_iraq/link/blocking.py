"""Blocking: which attacks are near enough to a voice, in place and days, to be compared with it at all."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from osint_iraq.link.comparing import Attack
from osint_iraq.link.members import Member
from osint_iraq.reference import Gazetteer

__all__ = ["Blocks"]

_ANYWHERE = "*"


class Blocks:
    """Attacks by site and day, and by day alone; a look-up costs as much as it finds, not as much as there is."""

    def __init__(self, places: Gazetteer) -> None:
        self._places = places
        self._at: defaultdict[tuple[str, date], list[int]] = defaultdict(list)
        self._within: defaultdict[str, set[str]] = defaultdict(set)

    def add(self, attack: Attack) -> None:
        """Make the attack findable by its place, by what the place lies in, and by each of its days."""
        site = attack.site or ""
        for wider in self._places.ancestors(site):
            self._within[wider].add(site)
        for day in days_of(attack.start, attack.end):
            self._at[site, day].append(attack.number)
            self._at[_ANYWHERE, day].append(attack.number)

    def near(self, member: Member, margin: int) -> list[int]:
        """Numbers of the attacks at most `margin` days away at the voice's place or in its family; oldest first.

        An attack stays findable by days that it has lost since, when voices narrowed it: compare before you believe.
        """
        sites = {_ANYWHERE} if member.site is None else self._family(member.site)
        reach = timedelta(days=margin)
        found: set[int] = set()
        for day in days_of(member.start - reach, member.end + reach):
            for site in sites:
                found.update(self._at.get((site, day), ()))
        return sorted(found)

    def _family(self, site: str) -> set[str]:
        """The site, all above it, all within it, and its neighbours below a common parent."""
        above = self._places.ancestors(site)
        return {site, *above, *self._within[site]}.union(*(self._within[parent] for parent in above))


def days_of(start: date, end: date) -> list[date]:
    """Every day from start to end, both included."""
    return [start + timedelta(days=n) for n in range((end - start).days + 1)]
