"""The comparison vector: field by field, how what one voice says of an attack stands to what is known of another."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from osint_iraq.link.members import Member, Source
from osint_iraq.reference import Gazetteer
from osint_iraq.schema_columns import COUNTED_NOUNS

__all__ = ["Attack", "Comparison", "Level", "SiteLevel", "compare", "states_telling_number"]

Level = Literal["agree", "silent", "differ"]
SiteLevel = Literal["same", "within", "area", "unknown", "apart"]
WeaponLevel = Literal["shared", "kin", "silent", "differ"]

_INDIRECT_FIRE = frozenset({"rocket", "missile", "mortar", "artillery"})
"""First reports mix these up (one Arabic word serves for rocket and missile), drones and bombs they do not."""

_FROM_THE_AIR = frozenset({"drone", "missile"})
"""A strike by aircraft is told by these as well: who counts an armed drone of a state as airstrike is a convention."""

_UNSTATED = (None, None)

_FAR_APART = ({"dawn", "morning"}, {"afternoon", "evening"})
"""Parts of one day that no salvo spans; noon and night lie next to some of each and rule out nothing."""


@dataclass
class Attack:
    """An attack as known so far: the days and the place narrow with each voice that joins.

    What voices state is kept once for each value, so that a comparison costs no more where a thousand of them agree.
    """

    number: int
    event_id: str
    start: date
    end: date
    site: str | None
    weapons: set[str]
    members: list[Member] = field(default_factory=list)
    curated: bool = False  # a row of a hand-made list is among the voices
    flexible: bool = False  # a voice's date may be a day off
    _stated: dict[str, set[Any]] = field(default_factory=dict)
    _of_source: dict[Source, Member | None] = field(default_factory=dict)  # None where it tells of it in several ways

    def add(self, member: Member) -> None:
        """Count the voice among those that tell of the attack."""
        self.members.append(member)
        self.curated = self.curated or member.curated
        self.flexible = self.flexible or member.flexible
        self._of_source[member.source] = None if self.told_apart_from(member) else member
        for name, value in _statements(member):
            self._stated.setdefault(name, set()).add(value)

    def stated(self, name: str) -> Set[Any]:
        """The values that voices give: killed, injured, munitions, country, claim, day_part or outlet."""
        return self._stated.get(name, frozenset())

    def told_apart_from(self, member: Member) -> bool:
        """True where the voice's own report tells of this attack in other words, or its own list has it as a row."""
        known = self._of_source.get(member.source, member)
        return known is not member and (known is None or known.telling != member.telling)


def _statements(member: Member) -> Iterator[tuple[str, Any]]:
    """What the voice says of the attack that others may say as well; nothing for what it leaves out."""
    yield from ((noun, member.count(noun)) for noun in COUNTED_NOUNS if member.count(noun) != _UNSTATED)
    named = {"country": member.row["country"], "claim": member.row.get("claimed_by"), "day_part": _day_part(member)}
    yield from ((name, value) for name, value in named.items() if value is not None)
    yield "outlet", member.outlet


@dataclass(frozen=True)
class Comparison:
    """What speaks for and against one attack: `days` between the intervals (0: they overlap), and a level a field."""

    days: int
    site: SiteLevel
    weapons: WeaponLevel
    munitions: Level
    killed: Level
    injured: Level
    claim: Level
    time: Level
    told_apart: bool
    telling: bool  # a number that few attacks share is the same on both sides: dead, injured, three munitions or more
    toll: bool  # the same for a toll that names an attack by itself: two dead or more, three injured or more

    @property
    def numbers_differ(self) -> bool:
        """True where some number of the one contradicts every voice of the other."""
        return "differ" in (self.munitions, self.killed, self.injured)


def compare(member: Member, attack: Attack, places: Gazetteer) -> Comparison:
    """The voice against all voices of the attack; a number agrees that at least one of them allows."""
    levels = {noun: _count_level(member, attack, noun) for noun in COUNTED_NOUNS}
    return Comparison(
        days=max(0, (member.start - attack.end).days, (attack.start - member.end).days),
        site=site_level(member, attack, places),
        weapons=_weapon_level(member, attack),
        munitions=levels["munitions"],
        killed=levels["killed"],
        injured=levels["injured"],
        claim=_claim_level(member, attack),
        time=_time_level(member, attack),
        told_apart=attack.told_apart_from(member),
        telling=any(_shared(member, attack, noun, least) for noun, least in _TELLING_FROM.items()),
        toll=any(_shared(member, attack, noun, least) for noun, least in _TOLL_FROM.items()),
    )


def site_level(member: Member, attack: Attack, places: Gazetteer) -> SiteLevel:
    """How the places lie to each other; an attack without one is taken up by nobody, for it may be any other."""
    one, other = member.site, attack.site
    if one is None:
        return "unknown" if member.row["country"] in attack.stated("country") else "apart"
    if other is None:
        return "apart"
    if one == other:
        return "same"
    above_one, above_other = places.ancestors(one), places.ancestors(other)
    if other in above_one or one in above_other:
        return "within"
    return "area" if set(above_one) & set(above_other) else "apart"


def _weapon_level(member: Member, attack: Attack) -> WeaponLevel:
    if member.weapons & attack.weapons:
        return "shared"
    if not member.weapons or not attack.weapons:
        return "silent"
    return "kin" if _kin(member.weapons, attack.weapons) or _kin(attack.weapons, member.weapons) else "differ"


def _kin(one: Set[str], other: Set[str]) -> bool:
    return bool((one & _INDIRECT_FIRE and other & _INDIRECT_FIRE) or ("airstrike" in one and other & _FROM_THE_AIR))


def _count_level(member: Member, attack: Attack, noun: str) -> Level:
    stated = attack.stated(noun)
    if not stated or (own := member.count(noun)) == _UNSTATED:
        return "silent"
    return "agree" if any(_overlap(own, other) for other in stated) else "differ"


def _overlap(one: tuple[int | None, int | None], other: tuple[int | None, int | None]) -> bool:
    low = max(one[0] or 0, other[0] or 0)
    highs = [v for v in (one[1], other[1]) if v is not None]
    return not highs or low <= min(highs)


_TELLING_FROM = {"munitions": 3, "killed": 1, "injured": 1}
_TOLL_FROM = {"killed": 2, "injured": 3}


def states_telling_number(member: Member) -> bool:
    """True where the voice states one number that few attacks share: some dead, some injured, three munitions."""
    return any(_states(member, noun, least) for noun, least in _TELLING_FROM.items())


def _states(member: Member, noun: str, least: int) -> bool:
    low, high = member.count(noun)
    return low is not None and low == high and low >= least


def _shared(member: Member, attack: Attack, noun: str, least: int) -> bool:
    """True where the voice states one number, `least` or more, and a voice of the attack the very same."""
    return bool(stated := attack.stated(noun)) and _states(member, noun, least) and member.count(noun) in stated


def _claim_level(member: Member, attack: Attack) -> Level:
    own, claims = member.row.get("claimed_by"), attack.stated("claim")
    if not own or not claims:
        return "silent"
    return "agree" if own in claims else "differ"


def _time_level(member: Member, attack: Attack) -> Level:
    """Parts of the day say something only of voices that both name one and the same single day."""
    own = _day_part(member)
    if own is None:
        return "silent"
    day, part = own
    against = {other[1] for other in attack.stated("day_part") if other[0] == day}
    if not against:
        return "silent"
    early, late = _FAR_APART
    opposite = late if part in early else early if part in late else set()
    return "differ" if against <= opposite and opposite else "agree"


def _day_part(member: Member) -> tuple[date, str] | None:
    part = member.row.get("time_of_day")
    return (member.start, part) if part and member.start == member.end else None
