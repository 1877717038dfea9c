"""Table links: what was done with each mention, how it compared, and what it nearly was put with."""

from __future__ import annotations

from typing import Any

import pandas as pd

from osint_iraq.link.assigning import Step
from osint_iraq.link.comparing import Comparison
from osint_iraq.link.near import NearMiss
from osint_iraq.schema import TABLES, check


def links_table(steps: list[Step], misses: list[NearMiss], left_out: list[tuple[str, str]]) -> pd.DataFrame:
    """Table links; `left_out` are the mentions that could not become events, each with the reason."""
    rows = [_row(s.member.member_id, s.attack.event_id if s.attack else None, _verdict(s), s.reason, s.found)
            for s in steps]  # fmt: skip
    rows += [_row(mention, None, "left_out", reason, None) for mention, reason in left_out]
    rows += [_row(m.member.member_id, m.attack.event_id, "near_miss", m.reason, m.found) for m in misses]
    frame = pd.DataFrame(rows, columns=TABLES["links"].names)
    return check(frame.sort_values(["mention_id", "verdict"], kind="stable"), "links")


def _verdict(step: Step) -> str:
    if step.attack is None:
        return "left_out"
    if step.reason == "reprint":
        return "reprint"
    return "opened" if step.found is None else "joined"


def _row(mention: str, event: str | None, verdict: str, reason: str, found: Comparison | None) -> dict[str, Any]:
    row: dict[str, Any] = {"mention_id": mention, "event_id": event, "verdict": verdict, "reason": reason}
    if found is not None:
        row["days_apart"] = found.days
        for name in ("site", "weapons", "munitions", "killed", "injured", "claim", "time"):
            row[name] = getattr(found, name)
    return row
