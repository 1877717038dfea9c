"""Which voices speak of the same attack: each is placed, in order, with the attack that fits it best, or opens one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, count

from osint_iraq.link.blocking import Blocks
from osint_iraq.link.comparing import Attack, Comparison, compare
from osint_iraq.link.deciding import Rule, decide, distance, stands_out
from osint_iraq.link.members import BY_HAND, Member
from osint_iraq.reference import Gazetteer

__all__ = ["Board", "Step"]

_Fitting = tuple[str, Comparison, Attack]  # why an attack fits a voice, how the two compare, the attack


@dataclass(frozen=True)
class Step:
    """What was done with one voice: the attack it was put with (None: left out), how the two compared, and why."""

    member: Member
    attack: Attack | None
    found: Comparison | None
    reason: str


class Board:
    """The attacks found so far. Lists and mentions are placed one after another; nothing placed is moved again."""

    def __init__(self, places: Gazetteer, rule: Rule) -> None:
        self.places = places
        self.rule = rule
        self.attacks: list[Attack] = []
        self.steps: dict[str, Step] = {}
        self.blocks = Blocks(places)
        self._taken: set[str] = set()
        self._ids: dict[str, Iterator[str]] = {}  # those still to give, for a day and place
        self._by_id: dict[str, Attack] = {}

    def open_all(self, curated: list[Member]) -> None:
        """Each row of a hand-made list is an attack: whoever compiled it has told them apart."""
        self._taken.update(m.member_id for m in curated)
        for row in curated:
            self._open(row, row.member_id)

    def place(self, member: Member, always: bool = False) -> None:
        """Put the voice with the attack that fits it best, else open one.

        A vague one that fits several is left out, or, with `always`, put with the nearest: for lists whose every row
        is an attack.
        """
        fitting = self._fitting(member)
        if not fitting:
            self._open(member, self._new_id(member))
        elif (chosen := self._chosen(member, fitting, always)) is None:
            self.steps[member.member_id] = Step(member, None, fitting[0][1], "several")
        else:
            self._join(member, *chosen)

    def follow(self, member: Member, leader_id: str) -> None:
        """Put the voice of a reprint where the voice that it repeats is.

        It narrows neither days nor place, and shares the vote of the voice that it repeats; a number of its own still
        widens the range of the event.
        """
        step = self.steps[leader_id]
        if step.attack is not None:
            step.attack.add(member)
        self.steps[member.member_id] = Step(member, step.attack, None, "reprint")

    def _fitting(self, member: Member) -> list[_Fitting]:
        candidates = [self.attacks[n] for n in self.blocks.near(member, self.rule.days)]
        compared = [(compare(member, attack, self.places), attack) for attack in candidates]
        decided = [(decide(found, member, attack, self.rule), found, attack) for found, attack in compared]
        return [(reason, found, attack) for reason, found, attack in decided if reason is not None]

    def _chosen(self, member: Member, fitting: list[_Fitting], always: bool) -> _Fitting | None:
        if member.vague:
            above = set(self.places.ancestors(member.site or ""))
            fitting = [row for row in fitting if row[2].site not in above] or fitting
        if len(fitting) == 1:
            return fitting[0]
        if member.vague and not always:
            best = stands_out([(found, attack) for _, found, attack in fitting])
            return next((row for row in fitting if row[2] is best), None)
        return min(fitting, key=lambda row: distance(row[1], member, row[2]))

    def place_by_hand(self, member: Member, wanted: str) -> None:
        """Put the voice with the attack that a person names; an id that none has yet, or "", opens one.

        An undated voice takes the days of the attack; without an attack to take them from it stays left out.
        """
        attack = self._by_id.get(wanted)
        undated = member.row["date_start"] is None
        if attack is not None:
            placed = replace(member, start=attack.start, end=attack.end, follows=BY_HAND) if undated else member
            self._join(placed, "by_hand", compare(placed, attack, self.places), attack)
        elif not undated:
            self._open(member, wanted or self._new_id(member), "by_hand")

    def _open(self, member: Member, attack_id: str, reason: str = "opened") -> None:
        self._taken.add(attack_id)
        attack = Attack(len(self.attacks), attack_id, member.start, member.end, member.site, set(member.weapons))
        attack.add(member)
        self.attacks.append(attack)
        self._by_id[attack_id] = attack
        self.blocks.add(attack)
        self.steps[member.member_id] = Step(member, attack, None, reason)

    def _new_id(self, member: Member) -> str:
        base = f"{member.start:%Y%m%d}_{member.site or 'unplaced'}"
        ids = self._ids.setdefault(base, chain([base], (f"{base}_{number}" for number in count(2))))
        return next(attack_id for attack_id in ids if attack_id not in self._taken)

    def _join(self, member: Member, reason: str, found: Comparison, attack: Attack) -> None:
        self.steps[member.member_id] = Step(member, attack, found, reason)
        attack.add(member)
        start, end = max(attack.start, member.start), min(attack.end, member.end)
        if start <= end:
            attack.start, attack.end = start, end
        attack.weapons |= member.weapons
        if attack.site in self.places.ancestors(member.site or ""):
            attack.site = member.site  # the finer place of the two
            self.blocks.add(attack)
