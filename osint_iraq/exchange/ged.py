"""The UCDP Georeferenced Event Dataset (and its Candidate releases) to table chronology.

GED holds only events in which somebody was killed and has no column for the weapon, the claim or the outcome.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from osint_iraq.exchange.columns import GED_COLUMNS
from osint_iraq.exchange.countries import country_code
from osint_iraq.exchange.crosswalk import said_in
from osint_iraq.exchange.days import read_day
from osint_iraq.exchange.files import Broken, Record, read_sheet
from osint_iraq.exchange.importing import Imported, LeftOut, imported, joined, links_in, named_group
from osint_iraq.exchange.places import Clues, Fineness, find_place

__all__ = ["read_ged"]

_NEEDED = ("id", "country", "type_of_violence", "date_start", "date_end", "low", "high")
_EXPORT = "the UCDP GED as CSV (GEDEvent, or a Candidate release)"
_FINENESS: dict[int | None, Fineness] = {1: "point", 4: "region", 5: "region", 6: "none", 7: "none"}
_ONE_SIDED = 3
_TEXTS = ("where_description", "source_headline")


def read_ged(path: str | Path) -> Imported:
    """`Imported(chronology, problems)` from a UCDP GED file (CSV, or Excel where openpyxl is installed).

    One row of `chronology` is one GED event in the countries studied, `chronology_id` `ged_` and its id. Dates (days):
    their date_start and date_end; date_prec stands in the note. Persons killed: `low` to `high`, with `best` in the
    note. GED tells no weapon: the words of the headline and of the place do, else it is unknown, so **gun battles are
    among the rows**. `attributed_to` is side_a in violence against civilians (type 3); in the other types either side
    can be the attacker, and both names stand in the note. Injured, outcome and claim are missing or unknown. A
    Candidate file without a header is read by the order of GED's columns. Raises `ExchangeError` where the file or a
    needed column is missing.

    >>> read_ged("no_such_file.csv")
    Traceback (most recent call last):
    ...
    osint_iraq.exchange.files.ExchangeError: no_such_file.csv: no such file.
    """
    return imported(read_sheet(path, _NEEDED, _EXPORT, header=GED_COLUMNS), _row)


def _row(record: Record) -> dict[str, Any]:
    country = country_code(record.text("country"))
    if country is None:
        raise LeftOut("out_of_scope_country", record.text("country"))
    event_id = record.text("id")
    if not event_id:
        raise Broken("bad_id", "id is empty")
    start, end = read_day(record.text("date_start"), "date_start"), read_day(record.text("date_end"), "date_end")
    if end < start:
        raise Broken("bad_date", f"date_end {end} lies before date_start {start}")
    low, high = _killed(record)
    words = " . ".join(record.text(c) for c in _TEXTS)
    said = said_in(f"{record.text('where_coordinates')} . {words}")
    place = find_place(_clues(record, country, words, "convoy" in said.marks))
    notes = [f"GED {event_id}", f"type_of_violence {record.text('type_of_violence')}", f"place by {place.basis}"]
    told = {"location": "where_coordinates", "date_prec": "date_prec", "best": "best"}
    notes += [f"{word} {record.text(column)}" for word, column in told.items() if record.text(column)]
    links = [*links_in(record.text("source_article")), None, None]
    return {
        "chronology_id": f"ged_{event_id.lower()}",
        "date_start": start,
        "date_end": end,
        "site": place.site,
        "country": country,
        "weapons": "|".join(sorted(said.weapons)) or "unknown",
        "killed_min": low,
        "killed_max": high,
        "outcome": "unknown",
        "attributed_to": _attacker(record, notes),
        "note": joined(notes),
        "source_url": links[0],
        "source_url_2": links[1],
    }


def _killed(record: Record) -> tuple[int | None, int | None]:
    low, high = record.code("low"), record.code("high")
    if min(low or 0, high or 0) < 0 or (low is not None and high is not None and low > high):
        raise Broken("bad_number", f"low is {low} and high is {high}")
    return low, high


def _clues(record: Record, country: str, words: str, convoy: bool) -> Clues:
    return Clues(
        country=country,
        location=record.text("where_coordinates"),
        notes=words,
        admin1=record.text("adm_1"),
        admin2=record.text("adm_2"),
        point=record.point(),
        fineness=_FINENESS.get(record.code("where_prec"), "town"),
        convoy=convoy,
    )


def _attacker(record: Record, notes: list[str]) -> str | None:
    if record.code("type_of_violence") == _ONE_SIDED:
        return named_group("ged", record.text("side_a"), "side_a", notes)
    notes += [f"{side}: {record.text(side)}" for side in ("side_a", "side_b") if record.text(side)]
    return None
