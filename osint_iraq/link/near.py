"""Near misses: what was not joined though much agrees, for a person to look at. Nothing here changes an event."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from osint_iraq.link.assigning import Board, Step
from osint_iraq.link.comparing import Attack, Comparison, compare, states_telling_number
from osint_iraq.link.deciding import REASONS
from osint_iraq.link.members import Member

__all__ = ["NEAR_REASONS", "NearMiss", "near_misses", "undated_misses"]

NEAR_REASONS = {
    "several": REASONS["several"],
    "other_year": "place, weapon and day of the year agree, but a year lies between: is the year in the report right?",
    "near_day": "place and weapon agree, but a few days lie between",
    "same_numbers": "place, weapon and a number that few attacks share agree, but up to a month lies between",
    "other_weapon": "place and day agree, but not the weapon",
    "other_time": "place and day agree, but not the part of the day",
    "near_place": "day and weapon agree, and the places are neighbours",
    "no_date": "no date could be read; the place agrees and the attack lies in the two weeks before publication",
}
"""Every reason of a near miss, in words, the most promising first."""

_DAYS, _SAME_NUMBERS_DAYS = 3, 31
_YEARS = (-1, 1)
_MOST = 3  # near misses shown for one mention


class NearMiss(NamedTuple):
    """A voice, an attack that it may speak of, and why it was not put there."""

    member: Member
    attack: Attack
    found: Comparison
    reason: str


def near_misses(board: Board) -> list[NearMiss]:
    """For each voice that nobody else confirms, the attacks that it comes closest to, the most promising first."""
    out: list[NearMiss] = []
    for step in board.steps.values():
        if step.reason != "by_hand" and step.member.follows is None and _is_alone(step):
            out += _best([*_nearby(step, board), *_in_other_years(step, board)])
    return out


def undated_misses(members: list[Member], board: Board) -> list[NearMiss]:
    """The same for mentions without a date: their interval is here the two weeks before publication."""
    out: list[NearMiss] = []
    for member in members:
        compared = _compared(board.blocks.here(member, 0), member, board, 0)
        out += _best([NearMiss(member, a, f, "no_date") for a, f in compared if _place_and_weapon(f, {"same"})])
    return out


def _is_alone(step: Step) -> bool:
    """True for a voice that was left out, or whose attack no other source and no list confirms."""
    if step.attack is None:
        return True
    return not step.attack.curated and len(step.attack.stated("outlet")) == 1


def _best(misses: list[NearMiss]) -> list[NearMiss]:
    order = list(NEAR_REASONS)
    return sorted(misses, key=lambda m: (order.index(m.reason), m.found.days, m.attack.number))[:_MOST]


def _compared(numbers: Iterable[int], member: Member, board: Board, margin: int) -> Iterator[tuple[Attack, Comparison]]:
    """These attacks, where they are at most `margin` days away, each compared with the voice."""
    for number in numbers:
        found = compare(member, board.attacks[number], board.places)
        if found.days <= margin:
            yield board.attacks[number], found


def _nearby(step: Step, board: Board) -> Iterator[NearMiss]:
    """The attacks of the days around; for a voice with a telling number, those of the month at its very place too."""
    member = step.member
    if member.site is None and step.reason != "several":
        return  # without a place it is near nothing but what it fits
    margin = _SAME_NUMBERS_DAYS if states_telling_number(member) and not member.vague else _DAYS
    numbers = {*board.blocks.near(member, _DAYS), *(board.blocks.here(member, margin) if margin > _DAYS else ())}
    for attack, found in _compared(numbers, member, board, margin):
        if attack is step.attack:
            continue
        fits = step.reason == "several" and not found.days and found.weapons in ("shared", "silent")
        reason = "several" if fits else _reason(found)
        if reason is not None and not found.told_apart:
            yield NearMiss(member, attack, found, reason)


def _reason(found: Comparison) -> str | None:
    """Which near miss this comparison is; None where too much speaks against it."""
    if found.numbers_differ and not found.telling:
        return None
    if found.days > _DAYS:
        return "same_numbers" if found.telling and _place_and_weapon(found, {"same"}) else None
    if found.days:
        return "near_day" if _place_and_weapon(found, {"same", "within"}) else None
    if found.site == "area":
        return "near_place" if found.weapons == "shared" else None
    if found.site != "same":
        return None
    if found.weapons == "differ":
        return "other_weapon"
    return "other_time" if found.time == "differ" else None


def _place_and_weapon(found: Comparison, places: set[str]) -> bool:
    return found.site in places and found.weapons == "shared" and not found.numbers_differ


def _in_other_years(step: Step, board: Board) -> Iterator[NearMiss]:
    """The attacks of the same day a year earlier or later, at the very same place, with nothing contradicted.

    Where some are of the very same day, those a day off are not named.
    """
    member = step.member
    found: list[tuple[int, NearMiss]] = []
    for years in () if member.vague else _YEARS:
        moved = replace(member, start=_moved(member.start, years), end=_moved(member.end, years))
        here = board.blocks.here(moved, board.rule.days)
        for attack, shifted in _compared(here, moved, board, board.rule.days):
            if _place_and_weapon(shifted, {"same"}) and not shifted.told_apart:
                apart = compare(member, attack, board.places).days
                found.append((shifted.days, NearMiss(member, attack, replace(shifted, days=apart), "other_year")))
    nearest = min((days for days, _ in found), default=0)
    return (miss for days, miss in found if days == nearest)


def _moved(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)
