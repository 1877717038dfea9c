"""The curated tables: political events and the chronology of attacks (data/reference), the gazetteer (in the package).

The gazetteer itself, whose places extraction asks for, stands in `gazetteer`, which needs no frames.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from osint_iraq.gazetteer import LEXICONS, STATE_KINDS, Gazetteer, gazetteer
from osint_iraq.rows import records
from osint_iraq.storage import StorageError, read_csv

__all__ = [
    "STATE_KINDS",
    "Gazetteer",
    "explanatory_events",
    "gazetteer",
    "load_chronology",
    "load_chronology_file",
    "load_groups",
    "load_known_gaps",
    "load_official_tallies",
    "load_political_events",
    "load_published_claims",
    "load_sites",
    "reference_folder",
]

_ATTACK_SERIES = "militia_attack"


def reference_folder(folder: str | Path | None = None) -> Path:
    """The folder of the curated tables: the one given, else data/reference of the checkout that the library runs from.

    Raises `StorageError` where the library is installed without its checkout and no folder is given.
    """
    if folder is not None:
        return Path(folder)
    found = Path(__file__).parents[1] / "data" / "reference"
    if not found.is_dir():
        raise StorageError(
            f"{found}: no such folder. The political events and the chronology come with the repository, not with the "
            "package: say where they are (reference='…/data/reference')."
        )
    return found


def load_political_events(folder: str | Path | None = None) -> pd.DataFrame:
    """Table political_events: one row is one dated political event (some are attacks: `is_attack`)."""
    return read_csv(reference_folder(folder) / "political_events.csv", "political_events")


def load_chronology(folder: str | Path | None = None) -> pd.DataFrame:
    """Table chronology: one row is one hand-curated attack.

    `site` is the core id of the gazetteer, two names of one place merged; of two parties blamed together the first is
    kept, as in mentions.
    """
    return load_chronology_file(reference_folder(folder) / "chronology.csv")


def load_chronology_file(path: str | Path) -> pd.DataFrame:
    """The same from any CSV file with the columns of the chronology, as `osint-iraq convert` writes one."""
    rows = read_csv(path, "chronology")
    mapped = {"site": gazetteer().merged_site, "claimed_by": _first_named, "attributed_to": _first_named}
    return rows.assign(**{c: rows[c].map(of, na_action="ignore").astype("str") for c, of in mapped.items()})


def load_official_tallies(folder: str | Path | None = None) -> pd.DataFrame:
    """Table official_tallies: one row is one published number of attacks; most are running totals, not to be added."""
    return read_csv(reference_folder(folder) / "official_tallies.csv", "official_tallies")


def load_published_claims(folder: str | Path | None = None) -> pd.DataFrame:
    """Table published_claims: one row is one claim, by one author, about how often attacks happened."""
    return read_csv(reference_folder(folder) / "published_claims.csv", "published_claims")


def load_known_gaps(folder: str | Path | None = None) -> pd.DataFrame:
    """Table known_gaps: one row is one stretch of days for which the chronology is known to lack attacks."""
    return read_csv(reference_folder(folder) / "known_gaps.csv", "known_gaps")


def _first_named(groups: str) -> str:
    return groups.split("|")[0]


def load_sites() -> pd.DataFrame:
    """Table sites: one row is one place of the gazetteer."""
    return read_csv(LEXICONS / "sites.csv", "sites")


def load_groups() -> pd.DataFrame:
    """Table groups: one row is one faction, front, state or force."""
    return read_csv(LEXICONS / "groups.csv", "groups")


def explanatory_events(political_events: pd.DataFrame) -> pd.DataFrame:
    """The political events without those that are themselves attacks, which cannot explain how often attacks happen.

    Left out are the rows that the curator marked (`is_attack`; unmarked ones go by their series). State strikes stay:
    they are acts of the other side.

    >>> import pandas as pd
    >>> rows = pd.DataFrame({"event_id": ["a", "b"], "is_attack": [True, False]})
    >>> list(explanatory_events(rows)["event_id"])
    ['b']
    """
    by_series = political_events.get("series", pd.Series(index=political_events.index, dtype="str")) == _ATTACK_SERIES
    marked = political_events.get("is_attack", by_series).fillna(by_series)
    return political_events[~marked.astype(bool)].reset_index(drop=True)


def gazetteer_of(sites: pd.DataFrame) -> Gazetteer:
    """The places of a table sites."""
    return Gazetteer({row["site_id"]: row for row in records(sites)})
