"""Corrections by hand: a row says which value of which table is wrong, what it should be, why, who says so, and when.

A correction is applied when everything that makes its table is done, so that the tables made from it see it. It names
the value that it replaces: where that is no longer there, the correction is stale and is reported, not applied.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from osint_iraq.rows import records
from osint_iraq.schema import TABLES, Column, SchemaError, check, empty
from osint_iraq.schema_tables import CORRECTED_TABLES
from osint_iraq.storage import cells, parsed, read_csv

__all__ = ["EVENT_OF_MENTION", "NEW_EVENT", "Corrected", "apply_corrections", "load_corrections", "moves",
           "problems_of", "spoken_of", "unknown_tables"]  # fmt: skip

EVENT_OF_MENTION = "event_id"
"""The one field of mentions that is no column of theirs: the attack that a mention is put with."""
NEW_EVENT = "new"
"""As the new event_id of a mention: an attack of its own. new_LABEL gives several mentions one new attack."""

_KEYS = {"articles": "article_id", "mentions": "mention_id", "events": "event_id"}
_FIXED = ("article_id", "mention_id", "path", "sha256", "n_chars", "text", "sentence", "span_start", "span_end",
          "mention_ids", "chronology_id", "source", "conflicts", "corrected", "n_articles", "n_outlets")  # fmt: skip
_REPORTED = {
    "stale": "says that {field} is {old!r}, but it is {found!r}: look again, and mend or remove the correction",
    "absent": "there is no such row any more: mend the id, or remove the correction",
    "ambiguous": "several rows fit: give its id, or more columns",
    "refused": "cannot be made: {found}",
}


class Corrected(NamedTuple):
    """`frame`: the table with its corrections; `report`: table corrections, with status; `rows`: the changed ids."""

    frame: pd.DataFrame
    report: pd.DataFrame
    rows: set[str]


def load_corrections(path: str | Path) -> pd.DataFrame:
    """Table corrections from a CSV file; empty where there is no such file.

    Raises `SchemaError` where a row lacks a reason, a name or a date, `StorageError` where the file cannot be read.
    """
    if not Path(path).exists():
        return empty("corrections")
    return read_csv(path, "corrections")


def apply_corrections(frame: pd.DataFrame, name: str, corrections: pd.DataFrame) -> Corrected:
    """Table `name` with those corrections that speak of it, one after another, and what came of each.

    >>> import pandas as pd
    >>> from osint_iraq.schema import check, empty
    >>> apply_corrections(empty("events"), "events", empty("corrections")).rows
    set()
    """
    own = corrections[(corrections["table"] == name) & ~_is_move(corrections)]
    out, rows, changed = frame.copy(), [], set()
    for row in records(own):
        place, status, found = _looked_up(out, name, row)
        if status == "applied":
            try:
                out = _with_value(out, name, place, row)
                changed.add(str(out.at[place, _KEYS[name]]))
            except SchemaError as error:
                status, found = "refused", str(error)
        rows.append(row | {"status": status, "found": found})
    return Corrected(out, _report(rows), changed)


def spoken_of(frame: pd.DataFrame, name: str, corrections: pd.DataFrame) -> pd.DataFrame:
    """The rows of table `name` that any correction names: those alone can change, and make an id ambiguous.

    >>> from osint_iraq.schema import empty
    >>> spoken_of(empty("articles"), "articles", empty("corrections")).empty
    True
    """
    places: set[Any] = set()
    for key in corrections.loc[corrections["table"] == name, "id"].dropna().unique():
        with suppress(KeyError):  # an unknown column, which is told where the correction is applied
            places.update(_fitting(frame, name, key))
    return frame[frame.index.isin(places)]


def moves(
    mentions: pd.DataFrame, event_of: Mapping[str, str], events: set[str], corrections: pd.DataFrame
) -> tuple[dict[str, str], pd.DataFrame]:
    """The mentions that corrections put with another attack, {mention_id: event_id or ""}, and what came of each.

    `event_of` says where each mention is without them, `events` which attacks there are.
    """
    wanted: dict[str, str] = {}
    rows = []
    for row in records(corrections[(corrections["table"] == "mentions") & _is_move(corrections)]):
        place, status, found = _looked_up(mentions, "mentions", row, lambda m: event_of.get(m["mention_id"], ""))
        target = row["new"] or ""
        if status == "applied" and not (target in events or target == NEW_EVENT or target.startswith(f"{NEW_EVENT}_")):
            status, found = "refused", f"there is no event {target!r}; {NEW_EVENT!r} makes one"
        elif status == "applied" and (why := _immovable(mentions.loc[place], target in events)):
            status, found = "refused", why
        if status == "applied":
            wanted[str(mentions.at[place, "mention_id"])] = "" if target == NEW_EVENT else target
        rows.append(row | {"status": status, "found": found})
    return wanted, _report(rows)


def _immovable(mention: Mapping[str, Any], is_known: bool) -> str:
    """Why the mention can be put with no attack, or only with one whose days are known; "" where it can."""
    if mention["certainty"] == "denied":
        return "the report denies this attack, so that it is in no event: correct certainty first"
    if not is_known and pd.isna(mention["date_start"]):
        return "the mention has no date to make an event of: correct date_start first"
    return ""


def unknown_tables(corrections: pd.DataFrame) -> pd.DataFrame:
    """The corrections of tables that cannot be corrected, as refused."""
    other = corrections[~corrections["table"].isin(CORRECTED_TABLES)]
    allowed = ", ".join(CORRECTED_TABLES)
    return _report([row | {"status": "refused", "found": f"only {allowed} can be corrected"} for row in records(other)])


def problems_of(report: pd.DataFrame, path: str | Path, read_in: Container[str]) -> pd.DataFrame:
    """Table problems: one warning for each correction that could not be applied.

    A correction of an article, or of a mention, that is not among the articles `read_in` is no problem: the file may
    hold corrections of other archives.
    """
    rows = []
    for row in records(report):
        if row["status"] not in _REPORTED or (row["status"] == "absent" and _of_other_archive(row, read_in)):
            continue
        what = f"correction of {row['table']} {row['id']}, {row['field']}: "
        message = what + _REPORTED[row["status"]].format(**{k: v or "" for k, v in row.items() if k != "status"})
        rows.append({"path": str(path), "stage": "corrections", "severity": "warning",
                     "code": f"correction_{row['status']}", "message": message})  # fmt: skip
    return check(pd.DataFrame(rows, columns=TABLES["problems"].names), "problems")


def _of_other_archive(row: Mapping[str, Any], read_in: Container[str]) -> bool:
    article = row["id"].rpartition("#")[0] if row["table"] == "mentions" else row["id"]
    return row["table"] != "events" and "=" not in row["id"] and article not in read_in


def _is_move(corrections: pd.DataFrame) -> pd.Series:
    return (corrections["table"] == "mentions") & (corrections["field"] == EVENT_OF_MENTION)


def _report(rows: list[dict[str, Any]]) -> pd.DataFrame:
    return check(pd.DataFrame(rows, columns=TABLES["corrections"].names), "corrections")


def _looked_up(
    frame: pd.DataFrame,
    name: str,
    row: Mapping[str, Any],
    current: Callable[[Mapping[str, Any]], str] | None = None,
) -> tuple[Any, str, str | None]:
    """(index of the row, status, what was found): applied where the old value stands there."""
    column = _column(name, row["field"])
    if current is None and (column is None or column.name in (*_FIXED, _KEYS[name])):
        return None, "refused", f"{row['field']} of {name} cannot be corrected"
    try:
        fitting = _fitting(frame, name, row["id"])
    except KeyError as error:
        return None, "refused", f"{name} have no column {error}"
    if len(fitting) != 1:
        return None, "ambiguous" if len(fitting) else "absent", None
    place = fitting[0]
    value = current(frame.loc[place]) if current else cells(frame.loc[[place]], column)[0]  # type: ignore[arg-type]
    if value == (row["new"] or ""):
        return place, "confirmed", None
    return (place, "applied", None) if value == (row["old"] or "") else (place, "stale", value)


def _column(name: str, field: str) -> Column | None:
    return next((c for c in TABLES[name].columns if c.name == field), None)


def _fitting(frame: pd.DataFrame, name: str, key: str) -> list[Any]:
    """The indexes of the rows that an id, or column=value pairs, speak of; raises KeyError for an unknown column."""
    if "=" not in key:
        return list(frame.index[frame[_KEYS[name]] == key])
    keep = pd.Series(True, index=frame.index)
    for part in key.split(";"):
        field, _, value = part.strip().partition("=")
        column = _column(name, field)
        if column is None:
            raise KeyError(field)
        keep &= pd.Series([text == value for text in cells(frame, column)], index=frame.index, dtype=bool)
    return list(frame.index[keep])


def _with_value(frame: pd.DataFrame, name: str, place: Any, row: Mapping[str, Any]) -> pd.DataFrame:
    """The table with the new value; raises `SchemaError` where the contract does not allow it."""
    line = frame.loc[[place]].astype(object)
    texts = {row["field"]: row["new"] or "", **_consequences(name, row)}
    for field, text in texts.items():
        column = _column(name, field)
        assert column is not None
        value = parsed(pd.Series([text]), column).iloc[0]
        line[field] = [value if value != "" else None]
    line = check(line, name).set_axis([place])
    out = frame.copy()
    for field in texts:
        out[field] = out[field].where(out.index != place, line.at[place, field])
    return out.astype(frame.dtypes.to_dict())


def _consequences(name: str, row: Mapping[str, Any]) -> dict[str, str]:
    """What goes with a value: a day of publication that somebody looked up is known, and not from the text."""
    if name != "articles" or row["field"] != "published":
        return {}
    if not row["new"]:
        return {"published_precision": "unknown", "published_basis": "unknown"}
    return {"published_precision": "minute" if "T" in row["new"] else "day", "published_basis": "metadata"}
