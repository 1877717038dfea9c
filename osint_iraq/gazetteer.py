"""The gazetteer: the places that ship with the package, and its conventions, which live here and nowhere else.

`core_site` says which id stands for a finer place, `ancestors` in what it lies, `target_kind` what kind of target it
is. Only the standard library is needed, so that a process that reads reports starts fast.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from osint_iraq.schema_columns import TARGET_KIND

__all__ = ["LEXICONS", "STATE_KINDS", "Gazetteer", "gazetteer"]

LEXICONS = Path(__file__).parent / "lexicons"
_NUMBERS = ("latitude", "longitude")
_MERGE = "merge_into="
_SAME = "same_as="
_CITY_LIKE = ("governorate", "district")
_NO_ROW: dict[str, Any] = {}

STATE_KINDS = ("state", "state_force", "coalition")
"""Kinds of group that are a state, one of its forces, or several states together."""


@dataclass(frozen=True)
class Gazetteer:
    """The places by id, with their merges and parents followed."""

    rows: dict[str, dict[str, Any]]

    def canonical(self, site_id: str) -> str:
        """The id that this one stands for (merge_into), itself where it stands for itself or is not known."""
        return self._merged.get(site_id, site_id)

    @cached_property
    def _merged(self) -> dict[str, str]:
        """Of the ids that stand for another one: that other one; reports ask for places too often to read notes."""
        noted = {site_id: self._noted(site_id, _MERGE) for site_id in self.rows}
        return {site_id: merged[0] for site_id, merged in noted.items() if merged}

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
        """What the place lies in, from the nearest outwards, without itself; the list is not to be changed."""
        return self._above.get(self._merged.get(site_id, site_id), [])

    @cached_property
    def _above(self) -> dict[str, list[str]]:
        return {site_id: self._climbed(site_id) for site_id in self.rows}

    def _climbed(self, site_id: str) -> list[str]:
        found: list[str] = []
        parent = self.rows[site_id].get("parent_id")
        while isinstance(parent, str) and parent and parent not in found:
            found.append(parent)
            parent = self.rows.get(parent, {}).get("parent_id")
        return found

    def core_site(self, site_id: str) -> str:
        """The finest core id that the place rolls up to; itself where none of its parents is core.

        >>> gazetteer().core_site("convoy_qadisiyah"), gazetteer().core_site("karrada")
        ('convoy_diwaniyah', 'baghdad_city')
        """
        known = self._core.get(site_id)
        return self.canonical(site_id) if known is None else known

    @cached_property
    def _core(self) -> dict[str, str]:
        lines = {site_id: [self.canonical(site_id), *self.ancestors(site_id)] for site_id in self.rows}
        return {site_id: next((p for p in line if self.is_core(p)), line[0]) for site_id, line in lines.items()}

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
        kind = self.value(site_id, "target_kind")
        if kind in _CITY_LIKE:
            return "city"
        return str(kind) if kind in TARGET_KIND else None

    def value(self, site_id: str, column: str) -> object:
        """One column of the place's row; None where it is missing or the place unknown."""
        return self.rows.get(self._merged.get(site_id, site_id), _NO_ROW).get(column)


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """The places that ship with the package, read once."""
    with (LEXICONS / "sites.csv").open(encoding="utf-8", newline="") as handle:
        return Gazetteer({row["site_id"]: _typed(row) for row in csv.DictReader(handle)})


def _typed(row: dict[str, str]) -> dict[str, Any]:
    """The cells of a row as table sites has them: an empty one is missing, degrees are numbers."""
    return {name: (float(cell) if name in _NUMBERS else cell) if cell else None for name, cell in row.items()}
