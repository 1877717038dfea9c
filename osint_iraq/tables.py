"""Everything that a build makes: in memory, or in a folder and read when first asked for."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import pandas as pd

from osint_iraq import __version__
from osint_iraq.codebook import datapackage
from osint_iraq.origin import articles_hash, origin
from osint_iraq.storage import StorageError, read_table, write_tables
from osint_iraq.writing import place_of

__all__ = ["Tables", "about", "load_tables", "save"]

log = logging.getLogger(__name__)


@dataclass(frozen=True, repr=False)
class Tables:
    """Everything that a build makes, one frame a table; see the codebook for their columns."""

    articles: pd.DataFrame
    mentions: pd.DataFrame
    evidence: pd.DataFrame
    events: pd.DataFrame
    aggregates: pd.DataFrame
    political_mentions: pd.DataFrame
    links: pd.DataFrame
    reprints: pd.DataFrame
    corrections: pd.DataFrame
    problems: pd.DataFrame
    funnel: pd.DataFrame

    @classmethod
    def of_folder(cls, folder: str | Path, frames: Mapping[str, pd.DataFrame]) -> Tables:
        """The tables that stand in a folder; those not among `frames` are read when they are first asked for."""
        made = object.__new__(cls)
        place = Path(folder).resolve()
        made.__dict__.update(frames, _folder=place, _about=_about(place))
        return made

    def __getattr__(self, name: str) -> Any:
        folder = self.__dict__.get("_folder")
        if folder is None or name not in self.__dataclass_fields__:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        frame = read_table(folder, name)
        if _about(folder) != self._about:  # rows of two builds do not fit together
            raise StorageError(f"{folder}: the tables there were built again meanwhile; load them anew (load_tables)")
        self.__dict__[name] = frame
        return frame

    def __repr__(self) -> str:
        held = (
            f"{f.name}: {len(self.__dict__[f.name]):,}" if f.name in self.__dict__ else f.name for f in fields(self)
        )
        return f"Tables({', '.join(held)})"

    def frames(self) -> dict[str, pd.DataFrame]:
        """{name: frame}, in the order of the flow; those that stand on disk alone are read."""
        return {f.name: getattr(self, f.name) for f in fields(self)}


def _about(folder: Path) -> bytes | None:
    """What build.json says there: hashes and versions of all that the tables rest on."""
    try:
        return place_of(folder / "build.json").read_bytes()
    except OSError:
        return None


def load_tables(folder: str | Path) -> Tables:
    """The tables that `save` wrote to this folder. Raises `StorageError` where one is missing or unreadable."""
    return Tables(**{f.name: read_table(folder, f.name) for f in fields(Tables)})


def save(
    tables: Tables,
    out: str | Path,
    reference: str | Path | None = None,
    *,
    guard: bool = True,
    **choices: Any,
) -> None:
    """Write every table to `out`, with build.json (versions and hashes of what made them) and datapackage.json.

    `reference` and `choices` (chronology, corrections, days, site) are those of `build`, so that build.json can tell
    what the tables rest on. Two builds from the same inputs with the same versions write the same bytes. Raises
    `StorageError`.
    """
    frames = tables.frames()
    rows = {name: len(frame) for name, frame in frames.items()}
    read_in = articles_hash(frames["articles"])
    write_tables(frames, out, about(rows, read_in, reference, **choices), guard=guard)
    log.info("wrote the tables to %s", out)


def about(
    rows: Mapping[str, int], articles_sha256: str, reference: str | Path | None, **choices: Any
) -> dict[str, str]:
    """The texts beside the tables, {file name: text}: build.json and datapackage.json."""
    made_by = origin(rows, articles_sha256, reference, **choices)
    return {
        "build.json": _as_json({"osint_iraq": __version__, **made_by}),
        "datapackage.json": _as_json(datapackage({name: f"{name}.csv" for name in rows})),
    }


def _as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
