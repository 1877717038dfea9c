"""Blocking: which attacks are near enough to a voice, in place and days, to be compared with it at all."""

from __future__ import annotations

from collections import defaultdict

from osint_iraq.link.comparing import Attack
from osint_iraq.link.members import Member
from osint_iraq.reference import Gazetteer

__all__ = ["Blocks"]

_Block = tuple[str | None, int]  # a site, a topmost place, or None for anywhere; the number of a day


class Blocks:
    """Attacks by day, at their site and in its family; a look-up costs as much as it finds, not as much as there is."""

    def __init__(self, places: Gazetteer) -> None:
        self._places = places
        self._tops: dict[str, str] = {}
        self._at: defaultdict[_Block, list[int]] = defaultdict(list)
        self._below: defaultdict[_Block, list[int]] = defaultdict(list)

    def add(self, attack: Attack) -> None:
        """Make the attack findable by its place, by the topmost place that this lies in, and by each of its days."""
        for day in range(attack.start.toordinal(), attack.end.toordinal() + 1):
            self._below[None, day].append(attack.number)
            if attack.site is not None:
                self._at[attack.site, day].append(attack.number)
                self._below[self._top(attack.site), day].append(attack.number)

    def near(self, member: Member, margin: int) -> list[int]:
        """Numbers of the attacks at most `margin` days away in the family of the voice's place; oldest first.

        The family is all below one topmost place; of a voice without a place it is the world. An attack stays findable
        by days and places that it has lost since, when voices narrowed it: compare before you believe.
        """
        return _found(self._below, None if member.site is None else self._top(member.site), member, margin)

    def here(self, member: Member, margin: int) -> list[int]:
        """The same, at the very place of the voice; of one without a place, nothing."""
        return _found(self._at, member.site, member, margin)

    def _top(self, site: str) -> str:
        if site not in self._tops:
            self._tops[site] = [site, *self._places.ancestors(site)][-1]
        return self._tops[site]


def _found(blocks: dict[_Block, list[int]], place: str | None, member: Member, margin: int) -> list[int]:
    days = range(member.start.toordinal() - margin, member.end.toordinal() + margin + 1)
    return sorted(set().union(*(blocks.get((place, day), ()) for day in days)))
