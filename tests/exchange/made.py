"""Files in the published formats with rows made up here: no row of ACLED, GTD or UCDP is in this repository."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from osint_iraq.exchange.columns import ACLED_COLUMNS, GED_COLUMNS
from osint_iraq.schema import check

ACLED_ROW = {
    "event_id_cnty": "IRQ900001", "event_date": "2024-07-24", "year": "2024", "time_precision": "1",
    "disorder_type": "Political violence", "event_type": "Explosions/Remote violence",
    "sub_event_type": "Shelling/artillery/missile attack", "actor1": "Islamic Resistance in Iraq", "inter1": "Political militia",
    "actor2": "Military Forces of the United States (2021-2025)", "iso": "368", "region": "Middle East", "country": "Iraq",
    "admin1": "Al Anbar", "admin2": "Heet", "location": "Al Baghdadi", "latitude": "33.8700", "longitude": "42.5400",
    "geo_precision": "1", "source": "Made-up Agency", "notes": "Two Katyusha rockets landed at Ain al-Asad air base.",
    "fatalities": "0", "timestamp": "1722000000",
}  # fmt: skip

GTD_COLUMNS = (
    "eventid", "iyear", "imonth", "iday", "approxdate", "extended", "resolution", "country", "country_txt", "provstate", "city",
    "latitude", "longitude", "specificity", "vicinity", "location", "summary", "doubtterr", "success", "attacktype1",
    "attacktype1_txt", "attacktype2", "attacktype3", "targtype1", "corp1", "target1", "gname", "claimed", "weaptype1",
    "weaptype1_txt", "weapsubtype1", "weaptype2", "weapsubtype2", "weapdetail", "nkill", "nkillter", "nwound", "nwoundte",
    "scite1", "scite2", "scite3",
)  # fmt: skip
GTD_ROW = {
    "eventid": "202001050001", "iyear": "2020", "imonth": "1", "iday": "5", "extended": "0", "country": "95",
    "country_txt": "Iraq", "provstate": "Baghdad", "city": "Baghdad", "latitude": "33.30", "longitude": "44.39", "specificity": "1",
    "location": "The attack occurred in the Green Zone.", "summary": "Assailants fired rockets at a compound.", "doubtterr": "0",
    "success": "1", "attacktype1": "3", "attacktype1_txt": "Bombing/Explosion", "targtype1": "7", "gname": "Kata'ib Hezbollah",
    "claimed": "0", "weaptype1": "6", "weapsubtype1": "11", "weapdetail": "Two rockets", "nkill": "1", "nwound": "2",
    "scite1": '"A headline," Made-up Agency, January 5, 2020.',
}  # fmt: skip

GED_ROW = {
    "id": "900001", "relid": "IRQ-2020-3-1-1", "year": "2020", "code_status": "Clear", "type_of_violence": "3",
    "side_a": "IS", "side_b": "Civilians", "where_prec": "1", "where_coordinates": "Taji", "where_description": "Taji base",
    "adm_1": "Baghdad province", "latitude": "33.524", "longitude": "44.257", "country": "Iraq", "country_id": "645",
    "date_prec": "1", "date_start": "2020-03-11 00:00:00.000", "date_end": "2020-03-11 00:00:00.000", "best": "3", "high": "4",
    "low": "2", "source_headline": "Rockets kill three at a base", "source_article": "Made-up Agency,2020-03-11,Rockets",
}  # fmt: skip


def write_rows(
    path: Path, columns: Sequence[str], rows: Sequence[dict[str, str]], delimiter: str = ",", encoding: str = "utf-8"
) -> Path:
    """A file of these rows; what a row lacks is empty."""
    with path.open("w", encoding=encoding, newline="") as stream:
        writer = csv.DictWriter(stream, list(columns), restval="", delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    return path


def acled_file(folder: Path, *changes: dict[str, str], **how: str) -> Path:
    """An ACLED export whose rows are the made-up one with changes; ids count up."""
    rows = [ACLED_ROW | {"event_id_cnty": f"IRQ{900001 + n}"} | c for n, c in enumerate(changes)]
    return write_rows(folder / "acled.csv", ACLED_COLUMNS, rows, **how)


def gtd_file(folder: Path, *changes: dict[str, str], **how: str) -> Path:
    """A GTD file, likewise."""
    rows = [GTD_ROW | {"eventid": f"20200105{n + 1:04d}"} | c for n, c in enumerate(changes)]
    return write_rows(folder / "gtd.csv", GTD_COLUMNS, rows, **how)


def ged_file(folder: Path, *changes: dict[str, str], **how: str) -> Path:
    """A GED file, likewise."""
    rows = [GED_ROW | {"id": str(900001 + n)} | c for n, c in enumerate(changes)]
    return write_rows(folder / "ged.csv", GED_COLUMNS, rows, **how)


EVENT: dict[str, Any] = {
    "event_id": "20240724_ain_al_asad", "date_start": "2024-07-24", "date_end": "2024-07-24", "date_precision": "day",
    "site_id": "ain_al_asad", "country": "IQ", "admin1": "Anbar", "latitude": 33.786, "longitude": 42.441,
    "target_kind": "military_base", "weapons": "drone|rocket", "munitions_low": 2, "munitions_best": 2, "munitions_high": 4,
    "damage": "unknown", "outcome": "hit", "claimed_by": "islamic_resistance_iraq", "n_articles": 3, "n_outlets": 2,
    "first_reported": "2024-07-25T01:30:00Z", "mention_ids": "a#1|b#1", "source": "articles", "corrected": False,
}  # fmt: skip


def events_of(*changes: dict[str, Any]) -> pd.DataFrame:
    """Table events: the made-up attack with changes, ids counting up."""
    rows = [EVENT | ({"event_id": f"{EVENT['event_id']}_{n}"} if n else {}) | c for n, c in enumerate(changes)]
    return check(pd.DataFrame(rows), "events")
