"""From rows of theirs to table chronology, with an account of every row that is not in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Any, NamedTuple

import pandas as pd

from osint_iraq.exchange.crosswalk import group_named
from osint_iraq.exchange.files import Broken, Record, Sheet
from osint_iraq.schema import TABLES, check

__all__ = ["Imported", "LeftOut", "imported", "joined", "links_in", "named_group"]

_SHOWN = 5
_URL = re.compile(r"https?://[^\s<>\"');,]+")
_OUT = {
    "out_of_scope_country": "the country is not Iraq, Syria, Kuwait or Jordan",
    "out_of_scope_type": "the type is no attack",
    "unknown_type": "the type is not in the crosswalk, so whether it is an attack cannot be said",
    "no_weapon_named": "the type is mostly gunfire, and no other weapon is named",
    "not_an_attack": "the words tell of a store, a seizure, an accident or an old mine, or of no attempt",
    "duplicate_id": "the id stands in the file before (so in a file with a row for each actor); the first row counts",
}


class Imported(NamedTuple):
    """Their rows as table `chronology`, and what was not used as table `problems` (stage reference)."""

    chronology: pd.DataFrame
    problems: pd.DataFrame


class LeftOut(Exception):
    """One sound row that is no attack of this study; `code` is a key of the reasons, `what` the value that decided."""

    def __init__(self, code: str, what: str) -> None:
        super().__init__(what)
        self.code, self.what = code, what


def imported(sheet: Sheet, read_row: Callable[[Record], dict[str, Any]]) -> Imported:
    """The rows of a sheet, each read by `read_row`, which raises `Broken` or `LeftOut` for a row that is not used.

    In `problems` a broken row is one row (error) with its line, and each reason to leave rows out is one row (warning)
    with their number.
    """
    rows: dict[str, dict[str, Any]] = {}
    faults = [(line, "ragged_row", "has another number of cells than the header") for line in sheet.ragged]
    left: dict[str, Counter[str]] = {}
    for record in sheet.records:
        try:
            row = read_row(record)
            if row["chronology_id"] in rows:
                raise LeftOut("duplicate_id", row["chronology_id"])
            rows[row["chronology_id"]] = row
        except Broken as error:
            faults.append((record.line, error.code, str(error)))
        except LeftOut as out:
            left.setdefault(out.code, Counter())[out.what] += 1
    frame = pd.DataFrame(list(rows.values()), columns=TABLES["chronology"].names)
    return Imported(check(frame, "chronology"), _problems(sheet, sorted(faults), left))


def _problems(sheet: Sheet, faults: list[tuple[int, str, str]], left: dict[str, Counter[str]]) -> pd.DataFrame:
    found = [("error", code, f"line {line}: {message}; the row is not used.") for line, code, message in faults]
    found += [("warning", code, _told(code, values)) for code, values in sorted(left.items())]
    if not sheet.utf8:
        found.append(
            ("warning", "not_utf8", "The file is not UTF-8; it was read as ISO-8859-1. Check the accents in names.")
        )
    columns = ["severity", "code", "message"]
    frame = pd.DataFrame(found, columns=columns).assign(path=sheet.path, stage="reference")
    return check(frame, "problems")


def _told(code: str, values: Counter[str]) -> str:
    ranked = sorted(values.items(), key=lambda item: (-item[1], item[0]))
    shown = ", ".join(f"{value or 'empty'} {n}" for value, n in ranked[:_SHOWN])
    more = f" and {len(ranked) - _SHOWN} more" if len(ranked) > _SHOWN else ""
    total = sum(values.values())
    return f"{total} {'row' if total == 1 else 'rows'} left out: {_OUT[code]} ({shown}{more})."


def named_group(source: str, name: str, role: str, notes: list[str]) -> str | None:
    """Our id of a group of theirs; a name that the crosswalk lacks is put into `notes` with its role."""
    group, known = group_named(source, name)
    if not known:
        notes.append(f"{role}: {name}")
    return group


def links_in(*cells: str) -> list[str]:
    """The web addresses in some cells, in their order, each once.

    >>> links_in('"A headline," Outlet, https://example.org/a.', "no link")
    ['https://example.org/a']
    """
    return list(dict.fromkeys(found.rstrip(".") for cell in cells for found in _URL.findall(cell)))


def joined(parts: list[str]) -> str:
    """The parts that are not empty, as one note."""
    return "; ".join(part for part in parts if part)
