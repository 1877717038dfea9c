"""What the voices about one attack say together, and where they disagree."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from osint_iraq.link.members import Member
from osint_iraq.reference import Gazetteer
from osint_iraq.schema_columns import COUNTED_NOUNS

_OUTCOMES = ("hit", "near_miss", "intercepted", "foiled", "unknown")
_DAMAGES = ("reported", "none", "unknown")
_NAMED = ("claimed_by", "attributed_to")
_DAY, _NIGHT, _RANGE, _UNKNOWN = "day", "night", "range", "unknown"
_ALLEGED = "alleged"  # a claim alone tells of it


def event_row(event_id: str, members: list[Member], places: Gazetteer) -> dict[str, Any]:
    """The row of table events for these voices; the curated row and the earliest primary report break ties."""
    voices = sorted(members, key=_weight)
    start, end, agreed = _interval(voices)
    row: dict[str, Any] = {"event_id": event_id, "date_start": start, "date_end": end}
    row["date_precision"] = _precision(voices, start, end)
    row.update(_place(voices, places))
    row["weapons"] = "|".join(sorted(frozenset().union(*(m.weapons for m in voices)))) or _UNKNOWN
    for noun in COUNTED_NOUNS:
        row.update(_numbers(voices, noun))
    row["damage"] = _first_of(_DAMAGES, voices, "damage")
    row["outcome"] = _first_of(_OUTCOMES, voices, "outcome")
    for field in ("weapon_detail", *_NAMED):
        row[field] = _favourite(voices, field)
    row["certainty"] = _ALLEGED if all(m.row.get("certainty") == _ALLEGED for m in voices) else "reported"
    row.update(_reports(voices))
    row["conflicts"] = "|".join(_conflicts(voices, agreed)) or None
    row["corrected"] = False
    return row


def _weight(member: Member) -> tuple[Any, ...]:
    when = member.published.timestamp() if member.published is not None else float("inf")
    return (not member.curated, not member.primary, when, member.member_id)


def _interval(voices: list[Member]) -> tuple[date, date, bool]:
    """The days that all voices allow; where there are none, those of the most precise one. Last: whether they agree.

    A reprint repeats "today" a day later, so it has no say.
    """
    voices = [m for m in voices if m.follows is None] or voices
    start, end = max(m.start for m in voices), min(m.end for m in voices)
    if start <= end:
        return start, end, True
    best = min(voices, key=lambda m: ((m.end - m.start).days, m.flexible))
    return best.start, best.end, False


def _precision(voices: list[Member], start: date, end: date) -> str:
    if start == end:
        return _DAY
    stated = [m.row["date_precision"] for m in voices if (m.start, m.end) == (start, end) and not m.curated]
    return str(stated[0]) if stated else _RANGE


def _place(voices: list[Member], places: Gazetteer) -> dict[str, Any]:
    """The finest place that a voice names, with what the gazetteer knows of it."""
    named = [m for m in voices if m.site is not None]
    if not named:
        country = next((m.row["country"] for m in voices if m.row["country"]), None)
        return {"country": country, "target_kind": _favourite(voices, "target_kind")}
    finest = max(named, key=lambda m: len(places.ancestors(m.site or "")))  # max keeps the weightiest of equals
    site = finest.site or ""
    stated = [m for m in named if m.site == site]
    names = [m.row["place_name"] for m in stated if m.row.get("place_name")]
    return {
        "site_id": site,
        "place_name": names[0] if names else places.value(site, "name_ar"),
        "country": next((m.row["country"] for m in stated if m.row["country"]), places.value(site, "country")),
        "admin1": places.value(site, "admin1") or next((m.row["admin1"] for m in stated if m.row.get("admin1")), None),
        "latitude": places.value(site, "latitude"),
        "longitude": places.value(site, "longitude"),
        "target_kind": _favourite(stated, "target_kind") or places.target_kind(site),
    }


def _numbers(voices: list[Member], noun: str) -> dict[str, int | None]:
    """low: the smallest number stated; high: the largest, missing where every voice leaves it open; best: see _best."""
    stated = [m.count(noun) for m in voices]
    lows = [low for low, _ in stated if low is not None]
    highs = [high for _, high in stated if high is not None]
    return {
        f"{noun}_low": min(lows, default=None),
        f"{noun}_best": _best(voices, noun),
        f"{noun}_high": max([*highs, *lows]) if highs else None,
    }


def _best(voices: list[Member], noun: str) -> int | None:
    """The number that most outlets support (a range supports both its ends); a tie goes to the weightiest voice."""
    votes: defaultdict[int, set[str]] = defaultdict(set)
    for member in voices:
        for value in member.count(noun):
            if value is not None:
                votes[value].add(member.outlet)
    return max(votes, key=lambda value: len(votes[value]), default=None)  # max keeps the first, and voices are in order


def _favourite(voices: list[Member], field: str) -> str | None:
    """The value that most outlets give; a tie goes to the weightiest voice."""
    votes: defaultdict[str, set[str]] = defaultdict(set)
    for member in voices:
        if member.row.get(field):
            votes[member.row[field]].add(member.outlet)
    return max(votes, key=lambda value: len(votes[value]), default=None)


def _first_of(order: tuple[str, ...], voices: list[Member], field: str) -> str:
    """The gravest value that any voice gives."""
    given = {m.row.get(field) or _UNKNOWN for m in voices}
    return next(value for value in order if value in given)


def _reports(voices: list[Member]) -> dict[str, Any]:
    told = [m for m in voices if not m.curated]
    curated = [m for m in voices if m.curated]
    return {
        "n_articles": len({m.article_id for m in told}),
        "n_outlets": len({m.outlet for m in told}),  # a reprint has the outlet of its original here
        "first_reported": min((m.published for m in told if m.published is not None), default=None),
        "mention_ids": "|".join(sorted(m.member_id for m in told)) or None,
        "chronology_id": curated[0].member_id if curated else None,
        "source": "both" if told and curated else "articles" if told else "chronology",
    }


def _conflicts(voices: list[Member], dates_agree: bool) -> list[str]:
    """The fields on which the voices disagree; silence and "unknown" disagree with nothing."""
    found = [] if dates_agree else ["date"]
    if len({m.weapons for m in voices if m.weapons}) > 1:
        found.append("weapons")
    found += [noun for noun in COUNTED_NOUNS if not _one_number_fits_all(voices, noun)]
    for field in ("damage", "outcome", *_NAMED):
        if len({m.row.get(field) for m in voices} - {None, _UNKNOWN}) > 1:
            found.append(field)
    return found


def _one_number_fits_all(voices: list[Member], noun: str) -> bool:
    stated = [m.count(noun) for m in voices]
    lows = [low for low, _ in stated if low is not None]
    highs = [high for _, high in stated if high is not None]
    return not lows or not highs or max(lows) <= min(highs)
