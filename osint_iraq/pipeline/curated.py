"""The curated tables that a build rests on beside the reports: chronology, political events, corrections by hand."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from osint_iraq.corrections import load_corrections
from osint_iraq.reference import (
    load_chronology,
    load_chronology_file,
    load_political_events,
    reference_folder,
)
from osint_iraq.reference_check import check_reference
from osint_iraq.schema import check, empty
from osint_iraq.storage import StorageError

__all__ = ["Curated", "load_curated"]


@dataclass(frozen=True)
class Curated:
    """Each table, or None where there is none; `problems`: what is wrong with them."""

    chronology: pd.DataFrame | None
    political_events: pd.DataFrame | None
    corrections: pd.DataFrame
    corrections_path: Path
    problems: pd.DataFrame


def load_curated(folder: str | Path | None, chronology: str | Path | None, corrections: str | Path | None) -> Curated:
    """The curated tables; a folder that was asked for must be there, the repository's own may be absent."""
    own = None if chronology is None else load_chronology_file(chronology)
    try:
        base = reference_folder(folder)
    except StorageError as error:
        row = {"path": "data/reference", "stage": "reference", "severity": "warning", "code": "no_reference",
               "message": str(error)}  # fmt: skip
        path = Path("corrections.csv") if corrections is None else Path(corrections)
        return Curated(own, None, _asked_for(corrections), path, check(pd.DataFrame([row]), "problems"))
    path = base.parent / "hand" / "corrections.csv" if corrections is None else Path(corrections)
    faults = empty("problems") if folder is None else check_reference(base)  # the repository's own stands under test
    rows = load_chronology(base) if own is None else own
    made = load_corrections(path) if corrections is None else _asked_for(corrections)
    return Curated(rows, load_political_events(base), made, path, faults)


def _asked_for(corrections: str | Path | None) -> pd.DataFrame:
    """The corrections of the file that was named, which must be there; none where none was named."""
    if corrections is None:
        return empty("corrections")
    if not Path(corrections).is_file():
        raise StorageError(f"{corrections}: no such file. Name the CSV file of corrections, or leave it out.")
    return load_corrections(corrections)
