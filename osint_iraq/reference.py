"""The curated tables: political events and the chronology of attacks (data/reference), the gazetteer (in the package).

The gazetteer's conventions live here, once: `core_site` says which id stands for a finer place, `ancestors` in what it
lies, `target_kind` what kind of target it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from osint_iraq.rows import records
from osint_iraq.schema_columns import TARGET_KIND
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

LEXICONS = Path(__file__).parent / "lexicons"
_MERGE = "merge_into="
_SAME = "same_as="
_ATTACK_SERIES = "militia_attack"
_CITY_LIKE = ("governorate", "district")

STATE_KINDS = ("state", "state_force", "coalition")
"""Kinds of group that are a state, one of its forces, or several states together."""


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


@dataclass(frozen=True)
class Gazetteer:
    """The places by id, with their merges and parents followed."""

    rows: dict[str, dict[str, Any]]

    def canonical(self, site_id: str) -> str:
        """The id that this one stands for (merge_into), itself where it stands for itself or is not known."""
        merged = self._noted(site_id, _MERGE)
        return merged[0] if merged else site_id

    def same_as(self, site_id: str) -> list[str]:
        """Other ids of the very same place, kept because sources use both names (`same_as` in the note)."""
        return self._noted(site_id, _SAME)

    def _noted(self, site_id: str, key: str) -> list[str]:
        note = str(self.rows.get(site_id, {}).get("note") or "")
        return [part.strip().removeprefix(key) for part in note.split(";") if part.strip().startswith(key)]

    def is_core(self, site_id: str) -> bool:
        """True for an id that mentions may carry."""
        return str(self.rows.get(site_id, {}).get("note") or "").startswith("core")

    def ancestors(self, site_id: str) -> list[str]:
        """What the place lies in, from the nearest outwards, without itself."""
        found: list[str] = []
        parent = self.rows.get(self.canonical(site_id), {}).get("parent_id")
        while isinstance(parent, str) and parent and parent not in found:
            found.append(parent)
            parent = self.rows.get(parent, {}).get("parent_id")
        return found

    def core_site(self, site_id: str) -> str:
        """The finest core id that the place rolls up to; itself where none of its parents is core.

        >>> gazetteer().core_site("convoy_qadisiyah"), gazetteer().core_site("karrada")
        ('convoy_diwaniyah', 'baghdad_city')
        """
        line = [self.canonical(site_id), *self.ancestors(site_id)]
        return next((place for place in line if self.is_core(place)), line[0])

    def merged_site(self, site_id: str) -> str:
        """The id under which attacks on a place are linked and counted.

        It is the core id, and of several ids of the very same place (`same_as`) the first in the alphabet.

        >>> gazetteer().merged_site("rumaylan"), gazetteer().merged_site("kharab_al_jir")
        ('kharab_al_jir', 'kharab_al_jir')
        """
        core = self.core_site(site_id)
        return min([core, *self.same_as(core)])

    def target_kind(self, site_id: str) -> str | None:
        """The kind of target in the words of the contract; governorates and districts count as city."""
        kind = self.rows.get(self.canonical(site_id), {}).get("target_kind")
        if kind in _CITY_LIKE:
            return "city"
        return str(kind) if kind in TARGET_KIND else None

    def value(self, site_id: str, column: str) -> object:
        """One column of the place's row; None where it is missing or the place unknown."""
        return self.rows.get(self.canonical(site_id), {}).get(column)


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """The places that ship with the package, read once."""
    return gazetteer_of(load_sites())


def gazetteer_of(sites: pd.DataFrame) -> Gazetteer:
    """The places of a table sites."""
    return Gazetteer({row["site_id"]: row for row in records(sites)})
