"""The validator of the curated tables: what the contract alone cannot know, one row of problems for each fault."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from osint_iraq.reference import (
    STATE_KINDS,
    gazetteer,
    load_chronology,
    load_groups,
    load_known_gaps,
    load_official_tallies,
    load_political_events,
    load_published_claims,
    reference_folder,
)
from osint_iraq.rows import records
from osint_iraq.schema import TABLES, check

__all__ = ["check_reference"]

_ATTACK_SERIES = "militia_attack"
_TWO_COUNTRIES = ("iraq_syria_border",)
_FACTS = [c.name for c in TABLES["chronology"].columns
          if c.name not in ("chronology_id", "confidence", "source_url", "source_url_2")]  # fmt: skip
_RUNNING = ["counter", "period_start", "what", "targets", "countries", "site"]

_ISO = re.compile("[A-Z]{2}")

Fault = tuple[str, str, str]  # file, id of the row, what is wrong and how to mend it


def check_reference(folder: str | Path | None = None) -> pd.DataFrame:
    """Table problems: one row is one fault of a row of the curated tables; empty where all is well.

    Looked for are ids that the gazetteer lacks, a country that is not the site's, a row without source or confidence,
    the same attack entered twice, a strike by aircraft under the name of an armed group (which would be counted as an
    attack), political events of an attack series that are not marked as attacks, running totals that fall,
    claims said to be testable that lack what a test needs, and known gaps that the chronology contradicts. Dates and
    numbers out of order break the contract: the loaders raise `SchemaError` for them.

    >>> check_reference().empty
    True
    """
    base = reference_folder(folder)
    faults = [
        *_of_chronology(load_chronology(base)),
        *_of_political_events(load_political_events(base)),
        *_of_tallies(load_official_tallies(base) if (base / "official_tallies.csv").is_file() else None),
        *_of_gaps(base),
        *_of_claims(load_published_claims(base) if (base / "published_claims.csv").is_file() else None),
    ]
    rows = [
        {"path": str(base / file), "stage": "reference", "severity": "warning", "code": "reference_fault",
         "message": f"{file}, {row}: {what}"}
        for file, row, what in faults
    ]  # fmt: skip
    return check(pd.DataFrame(rows, columns=TABLES["problems"].names), "problems")


def _of_chronology(rows: pd.DataFrame) -> Iterator[Fault]:
    file, places, groups = "chronology.csv", gazetteer(), load_groups().set_index("group_id")["kind"].to_dict()
    for row in records(rows):
        key = row["chronology_id"]
        yield from _sourced(file, key, row)
        if row["site"] and not places.is_core(row["site"]):
            yield file, key, f"site {row['site']!r} is no core site of the gazetteer (sites.csv)"
        elif (
            row["site"] and row["site"] not in _TWO_COUNTRIES and places.value(row["site"], "country") != row["country"]
        ):
            yield file, key, f"country {row['country']} is not that of {row['site']}"
        named = [group for group in (row["claimed_by"], row["attributed_to"]) if group]
        yield from ((file, key, f"group {g!r} is not in groups.csv") for g in named if g not in groups)
        if row["weapons"] == "airstrike" and named and all(groups.get(g) not in STATE_KINDS for g in named):
            yield file, key, f"aircraft are no weapon of {named[0]}: a counter-strike must not count as an attack"
    for key in rows.loc[rows.duplicated(_FACTS), "chronology_id"]:
        yield file, key, "the same attack stands in an earlier row: remove one, or say in the note what differs"


def _of_political_events(rows: pd.DataFrame) -> Iterator[Fault]:
    file = "political_events.csv"
    for row in records(rows):
        yield from _sourced(file, row["event_id"], row)
        if row["series"] == _ATTACK_SERIES and not row["is_attack"]:
            yield file, row["event_id"], "belongs to a series of attacks: is_attack must be true"


def _of_tallies(rows: pd.DataFrame | None) -> Iterator[Fault]:
    if rows is None:
        return
    file, places = "official_tallies.csv", gazetteer()
    wholes = {row["tally_id"]: row for row in records(rows)}
    for row in records(rows):
        yield from _sourced(file, row["tally_id"], row)
        if row["count_min"] is None and row["count_max"] is None:
            yield file, row["tally_id"], "has no number: fill count_min, count_max or both"
        if row["site"] and row["site"] not in places.rows:
            yield file, row["tally_id"], f"site {row['site']!r} is not in sites.csv"
        yield from _of_part(row, wholes)
    running = rows[rows["period_start"].notna()].sort_values("as_of_end")
    for _, series in running.groupby(_RUNNING, dropna=False):
        fallen = series["count_min"].cummax() > series["count_max"].fillna(series["count_min"])
        yield from (
            (file, key, "is below an earlier total of the same count")
            for key in series.loc[fallen.fillna(False), "tally_id"]
        )


def _of_part(row: dict[str, Any], wholes: dict[str, dict[str, Any]]) -> Iterator[Fault]:
    if row["part_of"] is None:
        return
    file, key, whole = "official_tallies.csv", row["tally_id"], wholes.get(row["part_of"])
    if whole is None or row["part_of"] == key:
        yield file, key, f"is part of {row['part_of']!r}, which is no other row of the file"
    elif None not in (row["count_min"], whole["count_max"]) and row["count_min"] > whole["count_max"]:
        yield file, key, f"is larger than {row['part_of']}, of which it is a part"


def _of_claims(rows: pd.DataFrame | None) -> Iterator[Fault]:
    if rows is None:
        return
    file, places = "published_claims.csv", gazetteer()
    for row in records(rows):
        yield from _sourced(file, row["claim_id"], row)
        if row["site"] and row["site"] not in places.rows:
            yield file, row["claim_id"], f"site {row['site']!r} is not in sites.csv"
        if row["period_end"] is not None and row["period_end"] > row["said_end"]:
            yield file, row["claim_id"], "counts days after it was said: mend period_end or said_end"
        if row["testable"] == (row["reason"] is not None):
            yield file, row["claim_id"], "must have a reason where it is not testable, and none where it is"
        if row["testable"]:
            yield from ((file, row["claim_id"], what) for what in _lacking(row))


def _lacking(row: dict[str, Any]) -> Iterator[str]:
    """What a claim needs before a count can be put beside it."""
    if row["period_start"] is None or row["period_end"] is None or row["targets"] is None:
        yield "is testable without period_start, period_end or targets"
    elif row["measure"] == "none":
        yield "is testable but measures nothing"
    elif row["measure"] == "direction":
        if None in (row["direction"], row["compare_start"], row["compare_end"]):
            yield "is testable without direction, compare_start or compare_end"
        elif row["compare_start"] <= row["period_end"] and row["period_start"] <= row["compare_end"]:
            yield "compares a period with itself: the two overlap"
    elif row["value_min"] is None and row["value_max"] is None:
        yield "has no number: fill value_min, value_max or both"


def _of_gaps(base: Path) -> Iterator[Fault]:
    if not (base / "known_gaps.csv").is_file():
        return
    file, rows, chronology = "known_gaps.csv", load_known_gaps(base), load_chronology(base)
    for row in records(rows):
        key, address = row["gap_id"], row["source_url"]
        if row["note"] is None and address is None:
            yield file, key, "has neither note nor source_url: say where it is told"
        if address is not None and not address.startswith(("http://", "https://")):
            yield file, key, "has no address in source_url: give that of a public report, or leave it empty"
        codes = row["countries"].split("|") if row["countries"] else []
        yield from ((file, key, f"country {c!r} is no ISO code of two letters") for c in codes if not _ISO.fullmatch(c))
        listed = _listed(chronology, row, codes)
        if row["date_end"] is None and len(listed):
            yield file, key, f"is open, but the chronology has {listed[-1]}: fill date_end"
        elif row["kind"] == "not_proven" and len(listed):
            yield file, key, f"says that none is listed, but the chronology has {listed[0]}: mend kind or dates"
    for key in rows.loc[rows.duplicated(["date_start", "date_end", "countries", "targets"]), "gap_id"]:
        yield file, key, "has the days, countries and targets of an earlier row: join the two"


def _listed(chronology: pd.DataFrame, gap: dict[str, Any], codes: list[str]) -> list[str]:
    """Ids of the attacks of the chronology that lie wholly in the gap; of convoys only, where it is about convoys."""
    inside = chronology["date_start"] >= gap["date_start"]
    if gap["date_end"] is not None:
        inside &= chronology["date_end"] <= gap["date_end"]
    if codes:
        inside &= chronology["country"].isin(codes)
    if gap["targets"] == "convoys":
        inside &= chronology["site"].str.startswith("convoy").fillna(False).astype(bool)
    return [str(key) for key in chronology.loc[inside].sort_values("date_start", kind="stable")["chronology_id"]]


def _sourced(file: str, key: str, row: dict[str, Any]) -> Iterator[Fault]:
    if not str(row["source_url"] or "").startswith(("http://", "https://")):
        yield file, key, "has no source_url: give the address of a public report"
    if row["confidence"] is None:
        yield file, key, "has no confidence: high, medium or low"
