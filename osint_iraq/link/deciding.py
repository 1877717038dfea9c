"""The decision on a comparison vector: the same attack, another one, or one for a person to look at; and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from osint_iraq.link.comparing import Attack, Comparison
from osint_iraq.link.members import Member

__all__ = ["REASONS", "SITE_RULES", "Rule", "SiteRule", "decide", "distance", "stands_out"]

SiteRule = Literal["exact", "family", "area"]
SITE_RULES: tuple[SiteRule, ...] = ("exact", "family", "area")
_SITES_THAT_FIT = {"exact": ("same",), "family": ("same", "within"), "area": ("same", "within", "area")}

REASONS = {
    "same": "place, day and weapon agree",
    "strong": "the place agrees, the day is near, and a number is the same that few attacks share",
    "day_off": "a date told relative to publication, or a night, may be a day off; place, weapon and numbers agree",
    "toll": "the places are neighbours, day and weapon agree, and so does a toll that few attacks share",
    "no_place": "no place is told; country, day and weapon agree",
    "reprint": "the article is a reprint: its words are those of another article",
    "by_hand": "a correction by hand says so",
    "opened": "nobody told of it before",
    "several": "several attacks fit, and nothing told chooses between them",
    "no_date": "no date could be read",
    "denied": "the report denies it",
}
"""Why a mention stands where it stands, in words: every reason of table links but those of near misses."""


_ON_THE_DAY = {"unknown": "no_place", "area": "toll"}


@dataclass(frozen=True)
class Rule:
    """What two voices must have in common. `days`: how far a flexible date may lie off; `site`: exact, family, area."""

    days: int = 1
    site: SiteRule = "family"

    def __post_init__(self) -> None:
        if self.days < 0:
            raise ValueError(f"days={self.days}: give 0 or more")
        if self.site not in SITE_RULES:
            raise ValueError(f"site={self.site!r} is not one of {', '.join(SITE_RULES)}")


def decide(found: Comparison, member: Member, attack: Attack, rule: Rule) -> str | None:
    """The key in `REASONS` that says why a voice may join an attack; None where it may not."""
    if found.told_apart or not _place_fits(found, rule) or found.days > rule.days or not _weapons_fit(found):
        return None
    if found.time == "differ" and not found.telling:
        return None
    if found.days == 0:
        return _ON_THE_DAY.get(found.site, "same")
    return _a_day_off(found, member, attack)


def _a_day_off(found: Comparison, member: Member, attack: Attack) -> str | None:
    """Days that do not overlap are the same attack only at the very same place, with nothing contradicted."""
    if found.site != "same" or found.weapons != "shared" or found.numbers_differ or member.vague:
        return None
    if member.flexible or attack.flexible:
        return "day_off"
    return "strong" if found.telling else None


def _place_fits(found: Comparison, rule: Rule) -> bool:
    if found.site == "unknown":
        return found.weapons == "shared"
    if found.site == "area" and found.toll:
        return not found.days and found.weapons == "shared" and not found.numbers_differ
    return found.site in _SITES_THAT_FIT[rule.site]


def _weapons_fit(found: Comparison) -> bool:
    return found.weapons in ("shared", "silent") or (found.weapons == "kin" and found.site == "same")


def distance(found: Comparison, member: Member, attack: Attack) -> tuple[Any, ...]:
    """How far a fitting attack is from the voice, the weightiest first; of equals the one found first is taken."""
    return (
        found.days,
        found.site != "same",
        found.weapons != "shared",
        *_telling_rank(found),
        abs((member.start - attack.start).days) + abs((member.end - attack.end).days),
    )


def _telling_rank(found: Comparison) -> tuple[bool, bool, bool]:
    return found.numbers_differ, not found.telling, found.claim == "differ"


def stands_out(candidates: list[tuple[Comparison, Attack]]) -> Attack | None:
    """Of several attacks that fit a vague voice, the one that what is told singles out; None where nothing does."""
    ranks = sorted(((_telling_rank(found), attack.number, attack) for found, attack in candidates), key=lambda r: r[:2])
    (best, _, attack), (second, _, _) = ranks[0], ranks[1]
    return attack if best < second and not best[1] else None
