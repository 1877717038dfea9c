"""Events made by hand: a test says only what it is about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from osint_iraq.schema import check

Maker = Callable[..., pd.DataFrame]
_PLAIN: dict[str, Any] = {
    "date_precision": "day", "country": "IQ", "site_id": "taji", "target_kind": "military_base", "weapons": "rocket",
    "damage": "unknown", "outcome": "hit", "n_articles": 1, "n_outlets": 1, "source": "chronology", "corrected": False,
}  # fmt: skip


@pytest.fixture(scope="session")
def make_events() -> Maker:
    """make_events("2020-06-11", ("2020-06-13", "2020-06-14"), {"date_start": …, "outcome": "foiled"}): table events."""

    def make(*given: object) -> pd.DataFrame:
        rows = []
        for number, what in enumerate(given):
            fields = what if isinstance(what, dict) else {}
            start, end = what if isinstance(what, tuple) else (what, what)
            dates = {} if fields else {"date_start": start, "date_end": end}
            if "date_start" in fields:
                dates = {"date_end": fields["date_start"]}
            rows.append({"event_id": f"e{number}", **_PLAIN, **dates, **fields})
        columns = ["event_id", "date_start", "date_end", *_PLAIN, "claimed_by", "attributed_to"]
        optional = [c for c in check(pd.DataFrame(columns=_all()), "events").columns if c not in columns]
        return check(pd.DataFrame(rows, columns=[*columns, *optional]), "events")

    return make


def _all() -> list[str]:
    from osint_iraq.schema import TABLES

    return TABLES["events"].names
