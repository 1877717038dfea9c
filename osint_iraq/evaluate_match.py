"""One document's gold attacks against its mentions: which are the same, and which fields of them agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from pathlib import PurePath
from typing import Any

import pandas as pd

from osint_iraq.rows import records

NUMBERS = ("munitions_min", "munitions_max", "killed_min", "killed_max", "injured_min", "injured_max")
NAMES = ("outcome", "claimed_by", "attributed_to")
FIELDS = ("weapons", *NUMBERS, *NAMES, "primary")
ASIDE = ("date_interval", "country", "weapon_detail")
"""Judged and shown, but no part of the full frame."""
_UNKNOWN = "unknown"


@dataclass(frozen=True)
class Predicted:
    """One mention, as the comparison needs it; `values` holds the fields of `FIELDS` and `ASIDE`."""

    mention_id: str
    sentence: str | None
    doc_id: str
    site: str | None
    start: date | None
    end: date | None
    values: dict[str, Any]

    def described(self) -> str:
        """Place, dates and weapons on one line."""
        return f"{self.site} {self.start}..{self.end} {'|'.join(self.values['weapons'])}"


@dataclass(frozen=True)
class Match:
    """A gold attack, the mention that tells of it, and {field: is it right}, for `FIELDS` and for `ASIDE`."""

    gold: Mapping[str, Any]
    predicted: Predicted
    right: dict[str, bool]
    aside: dict[str, bool]


@dataclass(frozen=True)
class Verdict:
    """What came of one document; optional gold attacks stand in none of the three lists."""

    matched: list[Match]
    missed: list[Mapping[str, Any]]
    false: list[Predicted]
    n_predicted: int


def predicted_of(mentions: pd.DataFrame) -> list[Predicted]:
    """The rows of table mentions; the document is the last part of article_id, without a suffix."""
    return [_predicted(row) for row in records(mentions)]


def _predicted(row: Mapping[str, Any]) -> Predicted:
    start, end = row["date_start"], row["date_end"]
    values: dict[str, Any] = {name: row[name] for name in (*NUMBERS, *NAMES, "country", "weapon_detail")}
    values |= {"weapons": _known((row["weapons"] or "").split("|")), "primary": bool(row["primary"])}
    values["date_interval"] = None if start is None else f"{start.date()}..{(start if end is None else end).date()}"
    return Predicted(
        mention_id=row["mention_id"],
        sentence=row["sentence"],
        doc_id=PurePath(row["article_id"]).name.rsplit(".", 1)[0],
        site=row["site_id"],
        start=None if start is None else start.date(),
        end=None if start is None else (start if end is None else end).date(),
        values=values,
    )


def compare(gold: Sequence[Mapping[str, Any]], predicted: Sequence[Predicted]) -> Verdict:
    """Pair gold attacks with mentions, the pair with the most fields right first, each of them once.

    An optional gold attack counts half a field less, so that it does not take a mention from one that is not optional.
    """
    candidates = []
    for i, event in enumerate(gold):
        for j, mention in enumerate(predicted):
            if _same_place(event, mention) and same_time(event, mention):
                right = fields_right(event, mention)
                candidates.append((sum(right.values()) - (0.5 if event.get("optional") else 0.0), i, j, right))
    paired: dict[int, tuple[int, dict[str, bool]]] = {}
    taken: set[int] = set()
    for _, i, j, right in sorted(candidates, key=lambda c: c[:3], reverse=True):
        if i not in paired and j not in taken:
            paired[i] = (j, right)
            taken.add(j)
    return Verdict(
        matched=[
            Match(gold[i], predicted[j], right, aside_right(gold[i], predicted[j]))
            for i, (j, right) in paired.items()
            if not gold[i].get("optional")
        ],
        missed=[event for i, event in enumerate(gold) if i not in paired and not event.get("optional")],
        false=[mention for j, mention in enumerate(predicted) if j not in taken],
        n_predicted=len(predicted),
    )


def accepted(event: Mapping[str, Any], field: str) -> list[Any]:
    """The gold value and the others that count as right too."""
    return [event.get(field), *event.get("accept", {}).get(field, [])]


def same_time(event: Mapping[str, Any], mention: Predicted) -> bool:
    """True where the mention's days overlap an accepted interval and are at most one day more; unknown fits unknown."""
    return any(_fits(start, end, mention) for start, end in _intervals(event))


def _intervals(event: Mapping[str, Any]) -> set[tuple[str | None, str | None]]:
    """Gold's interval, its alternatives (start with start, end with end), and each accepted start as one day."""
    starts, ends = accepted(event, "date_start"), accepted(event, "date_end")
    return _stated(event) | {(start, start) for start in starts if start} | {(starts[0], ends[0])}


def _stated(event: Mapping[str, Any]) -> set[tuple[str | None, str | None]]:
    """Gold's interval and its alternatives, start with start and end with end."""
    starts, ends = accepted(event, "date_start"), accepted(event, "date_end")
    return set(zip_longest(starts, ends, fillvalue=ends[0]))


def _fits(start: str | None, end: str | None, mention: Predicted) -> bool:
    if start is None or mention.start is None or mention.end is None:
        return start is None and mention.start is None
    first, last = date.fromisoformat(start), date.fromisoformat(end or start)
    overlap = mention.start <= last and mention.end >= first
    return overlap and (mention.end - mention.start).days <= (last - first).days + 1


def _same_place(event: Mapping[str, Any], mention: Predicted) -> bool:
    return mention.site in accepted(event, "site")


def fields_right(event: Mapping[str, Any], mention: Predicted) -> dict[str, bool]:
    """{field: True where the mention has a value that the gold accepts}; missing is right only where gold has none."""
    right = {name: mention.values[name] in accepted(event, name) for name in (*NUMBERS, *NAMES)}
    weapons = any(mention.values["weapons"] == _known(given or []) for given in accepted(event, "weapons"))
    primary = mention.values["primary"] == bool(event["primary"])
    return {"weapons": weapons, **right, "primary": primary}


def aside_right(event: Mapping[str, Any], mention: Predicted) -> dict[str, bool]:
    """{field: is it right} for what the gold states beside the frame; what it does not state at all is not judged."""
    right = {name: mention.values[name] in accepted(event, name) for name in ASIDE[1:] if name in event}
    given = {None if start is None else f"{start}..{end or start}" for start, end in _stated(event)}
    return {"date_interval": mention.values["date_interval"] in given, **right}


def _known(weapons: Sequence[str]) -> list[str]:
    """The known weapons, sorted; "unknown" where there is none."""
    return sorted(w for w in weapons if w and w != _UNKNOWN) or [_UNKNOWN]
