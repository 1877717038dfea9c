"""ACLED exports to table chronology.

The file is the reader's own download (event data, one row an event); ACLED does not allow passing it on. What each
column means, and what cannot be told from it, is in docs/interoperability.md.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from osint_iraq.exchange.countries import country_code
from osint_iraq.exchange.crosswalk import EventType, Said, acled_types, said_in, weapons_by_words
from osint_iraq.exchange.days import around, month_of, read_day
from osint_iraq.exchange.files import Broken, Record, read_sheet
from osint_iraq.exchange.importing import Imported, LeftOut, imported, joined, named_group
from osint_iraq.exchange.places import Clues, Fineness, find_place

__all__ = ["read_acled"]

_NEEDED = ("event_id_cnty", "event_date", "time_precision", "sub_event_type", "country")
_EXPORT = "an ACLED export of events (one row an event, with all columns), not the weekly or monthly counts"
_FINENESS: dict[int | None, Fineness] = {1: "point", 2: "town", 3: "region"}
_NON_STATE = ("2", "3", "4", "rebel group", "political militia", "identity militia")
_DISRUPTED, _STRIKE, _MINE = "disrupted weapons use", "air/drone strike", "remote explosive/landmine/ied"
_EITHER_SIDE = ("armed clash", _DISRUPTED)


def read_acled(path: str | Path) -> Imported:
    """`Imported(chronology, problems)` from an ACLED export (CSV, or Excel where openpyxl is installed).

    One row of `chronology` is one ACLED event that is an attack by the crosswalk, `chronology_id` `acled_` and its
    id. Dates (days): time_precision 1 is the day, 2 the week around it (three days to either side), 3 its month.
    Persons killed: `fatalities`, and 0 is missing, because it also means that nothing was said. Injured, munitions and
    claims are missing: ACLED has no column for them. `outcome` is intercepted or foiled in Disrupted weapons use where
    the notes say so, else unknown. `attributed_to` is actor1, except in clashes and disruptions, where it can be either
    side. What was not used stands in `problems`. Raises `ExchangeError` where the file or a needed column is missing.

    >>> read_acled("no_such_file.csv")
    Traceback (most recent call last):
    ...
    osint_iraq.exchange.files.ExchangeError: no_such_file.csv: no such file.
    """
    return imported(read_sheet(path, _NEEDED, _EXPORT), _row)


def _row(record: Record) -> dict[str, Any]:
    country = country_code(record.text("country"), record.text("iso"))
    if country is None:
        raise LeftOut("out_of_scope_country", record.text("country"))
    kind_name = record.text("sub_event_type").casefold()
    kind = acled_types().get(kind_name)
    if kind is None or kind.is_attack == "no":
        raise LeftOut("unknown_type" if kind is None else "out_of_scope_type", record.text("sub_event_type"))
    said = said_in(record.text("notes"))
    outcome = _outcome(kind_name, kind, said, record)
    start, end = _interval(record)
    place = find_place(_clues(record, country, said))
    event_id = record.text("event_id_cnty")
    if not event_id:
        raise Broken("bad_id", "event_id_cnty is empty")
    notes = [f"ACLED {event_id}", record.text("sub_event_type"), _located(record), f"place by {place.basis}"]
    killed = _fatalities(record)
    return {
        "chronology_id": f"acled_{event_id.lower()}",
        "date_start": start,
        "date_end": end,
        "site": place.site,
        "country": country,
        "weapons": "|".join(sorted(_weapons(kind_name, kind, said, record))),
        "killed_min": killed,
        "killed_max": killed,
        "outcome": outcome,
        "attributed_to": _attacker(record, kind_name, notes),
        "note": joined(notes),
    }


def _outcome(kind_name: str, kind: EventType, said: Said, record: Record) -> str:
    """What came of it. Raises `LeftOut` where the words show that the row is no attack of ours."""
    what = record.text("sub_event_type")
    if kind_name == _DISRUPTED:
        # "intercepted" goes first: a drone shot down over a depot is an attack, a depot that was found is none
        if "intercepted" in said.marks:
            return "intercepted"
        if said.marks & {"no_attack", "remnant"} or "foiled" not in said.marks:
            raise LeftOut("not_an_attack", what)
        return "foiled"
    if kind_name == _MINE and "remnant" in said.marks:
        raise LeftOut("not_an_attack", what)
    if kind.is_attack == "maybe" and not said.weapons - {"small_arms"}:
        raise LeftOut("no_weapon_named", what)
    return "unknown"


def _weapons(kind_name: str, kind: EventType, said: Said, record: Record) -> frozenset[str]:
    weapons = weapons_by_words(kind, said.weapons)
    # no faction of the region flies aircraft with a crew; of a state it may be either
    silent = kind_name == _STRIKE and not said.weapons & kind.weapons
    if silent and record.text("inter1").casefold().rstrip("s") in _NON_STATE:
        return weapons - {"airstrike"}
    return weapons


def _interval(record: Record) -> tuple[date, date]:
    day = read_day(record.text("event_date"), "event_date")
    precision = record.code("time_precision")
    if precision == 1:
        return day, day
    if precision == 2:
        return around(day, 3)
    if precision == 3:
        return month_of(day)
    raise Broken("bad_precision", f"time_precision is {record.text('time_precision')!r}, not 1, 2 or 3")


def _clues(record: Record, country: str, said: Said) -> Clues:
    return Clues(
        country=country,
        location=record.text("location"),
        notes=record.text("notes"),
        admin1=record.text("admin1"),
        admin2=record.text("admin2"),
        point=record.point(),
        fineness=_FINENESS.get(record.code("geo_precision"), "town"),
        convoy="convoy" in said.marks,
    )


def _located(record: Record) -> str:
    return f"location {record.text('location')}" if record.text("location") else ""


def _fatalities(record: Record) -> int | None:
    """The number killed; 0 is missing, because ACLED writes it also where nothing is said."""
    killed = record.code("fatalities")
    if killed is not None and killed < 0:
        raise Broken("bad_number", f"fatalities is {killed}")
    return killed or None


def _attacker(record: Record, kind_name: str, notes: list[str]) -> str | None:
    """Actor1 by the crosswalk; where either actor can be the attacker, both names go to the note."""
    if kind_name in _EITHER_SIDE:
        notes += [f"{a}: {record.text(a)}" for a in ("actor1", "actor2") if record.text(a)]
        return None
    return named_group("acled", record.text("actor1"), "actor1", notes)
