"""The Global Terrorism Database to table chronology.

The file is the reader's own copy; START does not allow passing it on. It ends in 2020 (a supplement: June 2021) and
holds attackers that are no states. Codes are read, never their texts, which differ from release to release.
"""

from __future__ import annotations

import math
import re
from datetime import date
from pathlib import Path
from typing import Any

from osint_iraq.exchange.countries import country_code
from osint_iraq.exchange.crosswalk import Said, gtd_weapon, said_in, weapons_by_words
from osint_iraq.exchange.days import month_of, read_day
from osint_iraq.exchange.files import Broken, Record, read_sheet
from osint_iraq.exchange.importing import Imported, LeftOut, imported, joined, links_in, named_group
from osint_iraq.exchange.places import Clues, Fineness, find_place

__all__ = ["read_gtd"]

_NEEDED = ("eventid", "iyear", "imonth", "iday", "country_txt", "attacktype1", "weaptype1")
_EXPORT = "the full GTD file with its own column names (globalterrorismdb, as Excel or saved as CSV)"
_ID = re.compile(r"\d{12}")
_BOMBING = 3
_TAKING = (4, 5, 6, 8)  # hijacking, hostages, unarmed assault
_FINENESS: dict[int | None, Fineness] = {1: "point", 4: "region", 5: "none"}
_PLACE_TEXT = ("target1", "corp1", "location", "summary")
_QUIET = frozenset({"small_arms", "unknown"})


def read_gtd(path: str | Path) -> Imported:
    """`Imported(chronology, problems)` from a GTD file (CSV, or Excel where openpyxl is installed).

    One row of `chronology` is one GTD incident with explosives, rockets or the like: a bombing, or an incident in which
    another weapon than small arms is coded or named. `chronology_id` is `gtd_` and the eventid. Dates (days): iday 0 is
    the whole month, imonth 0 the whole year, and an incident that lasted (`extended`) ends on its `resolution`.
    Persons: nkill and nwound as they are, which **include the attackers**; a fraction (a total divided over several
    rows) gives the whole numbers below and above it; empty is missing. `outcome` is unknown: `success` says that the
    weapon went off, not that it hit. `claimed_by` is gname where `claimed` is 1, else gname is `attributed_to`.
    `source_url` only where a citation holds one. Raises `ExchangeError` where the file or a needed column is missing.

    >>> read_gtd("no_such_file.csv")
    Traceback (most recent call last):
    ...
    osint_iraq.exchange.files.ExchangeError: no_such_file.csv: no such file.
    """
    return imported(read_sheet(path, _NEEDED, _EXPORT), _row)


def _row(record: Record) -> dict[str, Any]:
    country = country_code(record.text("country_txt"))
    if country is None:
        raise LeftOut("out_of_scope_country", record.text("country_txt"))
    said = said_in(" . ".join(record.text(c) for c in ("weapdetail", "summary")))
    weapons = _attack_weapons(record, said)
    event_id = record.text("eventid")
    if not _ID.fullmatch(event_id):
        raise Broken("bad_id", f"eventid is {event_id!r}, not twelve figures; a spreadsheet may have rounded it")
    start, end = _interval(record)
    place = find_place(_clues(record, country, said))
    city = record.text("city")
    notes = [f"GTD {event_id}", record.text("attacktype1_txt") or f"attacktype {record.text('attacktype1')}",
             f"location {city}" if city else "", f"place by {place.basis}"]  # fmt: skip
    group = named_group("gtd", record.text("gname"), "gname", notes)
    claimed = record.code("claimed") == 1
    killed, injured = _persons(record, "nkill"), _persons(record, "nwound")
    links = [*links_in(*(record.text(f"scite{n}") for n in (1, 2, 3))), None, None]
    return {
        "chronology_id": f"gtd_{event_id}",
        "date_start": start,
        "date_end": end,
        "site": place.site,
        "country": country,
        "weapons": "|".join(sorted(weapons)),
        "killed_min": killed[0],
        "killed_max": killed[1],
        "injured_min": injured[0],
        "injured_max": injured[1],
        "outcome": "unknown",
        "claimed_by": group if claimed else None,
        "attributed_to": None if claimed else group,
        "note": joined(notes),
        "source_url": links[0],
        "source_url_2": links[1],
    }


def _attack_weapons(record: Record, said: Said) -> frozenset[str]:
    """The weapons of the four slots together. Raises `LeftOut` for what is no attack of ours."""
    types = [record.code(f"attacktype{n}") for n in (1, 2, 3)]
    label = record.text("attacktype1_txt") or f"attacktype {record.text('attacktype1')}"
    if types[0] in _TAKING:
        raise LeftOut("out_of_scope_type", label)
    coded = [gtd_weapon(record.code(f"weaptype{n}"), record.code(f"weapsubtype{n}")) for n in (1, 2, 3, 4)]
    known = [kind for kind in coded if kind is not None]
    if known and all(kind.is_attack == "no" for kind in known):
        raise LeftOut("not_an_attack", record.text("weaptype1_txt") or label)
    found = frozenset[str]().union(*(weapons_by_words(kind, said.weapons) for kind in known))
    found = (found - {"unknown"}) or frozenset({"unknown"})
    if _BOMBING not in types and found <= _QUIET:
        raise LeftOut("no_weapon_named", label)
    return found


def _interval(record: Record) -> tuple[date, date]:
    year, month, day = (record.code(c) for c in ("iyear", "imonth", "iday"))
    try:
        if not month:
            return date(year or 0, 1, 1), date(year or 0, 12, 31)
        if not day:
            return month_of(date(year or 0, month, 1))
        first = date(year or 0, month, day)
    except ValueError as error:
        raise Broken("bad_date", f"iyear, imonth, iday are {year}, {month}, {day}: {error}") from error
    if record.code("extended") != 1 or not record.text("resolution"):
        return first, first
    last = read_day(record.text("resolution"), "resolution")
    if last < first:
        raise Broken("bad_date", f"resolution {last} lies before the first day {first}")
    return first, last


def _clues(record: Record, country: str, said: Said) -> Clues:
    return Clues(
        country=country,
        location=record.text("city"),
        notes=" . ".join(record.text(c) for c in _PLACE_TEXT),
        admin1=record.text("provstate"),
        point=record.point(),
        fineness=_FINENESS.get(record.code("specificity"), "town"),
        convoy="convoy" in said.marks,
    )


def _persons(record: Record, column: str) -> tuple[int | None, int | None]:
    """The whole numbers around the count; a negative one is GTD's mark of an unknown number."""
    count = record.number(column)
    if count is None or count < 0:
        return None, None
    return math.floor(count), math.ceil(count)
