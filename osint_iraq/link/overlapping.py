"""Which attacks stand in which of several lists: a chronology, another data set, the events of one's own articles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from osint_iraq.link.assigning import Board
from osint_iraq.link.comparing import Attack
from osint_iraq.link.deciding import Rule, SiteRule
from osint_iraq.link.members import members_of_list
from osint_iraq.reference import gazetteer, gazetteer_of
from osint_iraq.schema import TABLES, check
from osint_iraq.schema_columns import COUNTED_NOUNS

__all__ = ["as_list", "overlap"]

_FACTS = ["attack_id", "date_start", "date_end", "site_id", "country", "weapons"]
_RENAMED = {"event_id": "chronology_id", "site_id": "site"}


def overlap(
    lists: Mapping[str, pd.DataFrame],
    sites: pd.DataFrame | None = None,
    *,
    days: int = 1,
    site: SiteRule = "family",
) -> pd.DataFrame:
    """One row is one attack that stands in at least one of `lists`, by date and id.

    Columns: attack_id (the id in the first list that has it), date_start, date_end, site_id, country, weapons, then for
    each list a boolean column of its name and `ID in NAME` with the id there. `lists` is {name: frame with the columns
    of the chronology}; `as_list` makes such a frame of events. The rows of one list are never joined with each other;
    across lists the rule is that of `link`. Raises ValueError where a name is that of another column, `SchemaError`
    for a frame that breaks the contract.

    >>> from osint_iraq.schema import empty
    >>> list(overlap({"mine": empty("chronology")}).columns)[-2:]
    ['mine', 'id in mine']
    """
    taken = sorted(set(lists) & set(_FACTS))
    if taken:
        raise ValueError(f"a list cannot be called {taken[0]}: that is a column of the table")
    places = gazetteer() if sites is None else gazetteer_of(sites)
    board = Board(places, Rule(days, site))
    for name, rows in lists.items():
        members = members_of_list(check(rows, "chronology"), places, name)
        exact_first = sorted(members, key=lambda m: (m.vague, m.member_id))
        if board.attacks:
            for member in exact_first:
                board.place(member, always=True)
        else:
            board.open_all(exact_first)
    out = pd.DataFrame([_row(a, list(lists)) for a in board.attacks], columns=_columns(list(lists)))
    out = out.astype({**dict.fromkeys(lists, bool), "date_start": "datetime64[us]", "date_end": "datetime64[us]"})
    return out.sort_values(["date_start", "date_end", "attack_id"], ignore_index=True)


def as_list(events: pd.DataFrame) -> pd.DataFrame:
    """The events in the columns of the chronology, so that they can be compared with a list or serve as one.

    A number is the range from its low to its high value. Events without a date are left out: they are in no list.
    """
    kept = events[events["date_start"].notna() & events["date_end"].notna()]
    out = kept.rename(columns=_RENAMED)
    for noun in COUNTED_NOUNS:
        out = out.rename(columns={f"{noun}_low": f"{noun}_min", f"{noun}_high": f"{noun}_max"})
    wanted = TABLES["chronology"].names
    return check(out[[c for c in out.columns if c in wanted and c != "chronology_id"]].assign(
        chronology_id=kept["event_id"]), "chronology")  # fmt: skip


def _columns(names: list[str]) -> list[str]:
    return [*_FACTS, *names, *(f"id in {name}" for name in names)]


def _row(attack: Attack, names: list[str]) -> dict[str, Any]:
    ids = {m.in_list: m.member_id for m in attack.members}
    facts = {
        "attack_id": attack.event_id,
        "date_start": pd.Timestamp(attack.start),
        "date_end": pd.Timestamp(attack.end),
        "site_id": attack.site,
        "country": next((m.row["country"] for m in attack.members if m.row["country"]), None),
        "weapons": "|".join(sorted(attack.weapons)) or "unknown",
    }
    return facts | {n: n in ids for n in names} | {f"id in {n}": ids.get(n) for n in names}
