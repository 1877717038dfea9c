"""Reports made by hand: a test gives a text and a publication date and says which attacks it tells of."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from itertools import permutations
from typing import Any

import pandas as pd
import pytest

from osint_iraq.extract import extract_text
from osint_iraq.schema import check

Rows = dict[str, list[dict[str, Any]]]
Mention = dict[str, Any]
_PAIRS = {"date": ("date_start", "date_end")} | {
    name: (f"{name}_min", f"{name}_max") for name in ("munitions", "killed", "injured")
}
_SHOWN = ("site_id", "date_start", "date_end", "weapons", "munitions_min", "munitions_max", "killed_min", "killed_max",
          "injured_min", "injured_max", "outcome", "claimed_by", "attributed_to", "primary")  # fmt: skip


@pytest.fixture(scope="session")
def make_articles() -> Callable[..., pd.DataFrame]:
    """make_articles((text, "2024-01-31"), (text, None), …): the table articles; a missing text may be None."""

    def make(*given: tuple[str | None, str | None]) -> pd.DataFrame:
        rows = [
            {"article_id": f"r{number}", "path": f"r{number}.txt", "language": "ar", "text": text, "published": day,
             "published_precision": "day" if day else "unknown", "published_basis": "metadata" if day else "unknown",
             "sha256": hashlib.sha256((text or "").encode("utf-8", "surrogatepass")).hexdigest(),
             "n_chars": len(text or "")}
            for number, (text, day) in enumerate(given)
        ]  # fmt: skip
        columns = ["article_id", "path", "language", "text", "published", "published_precision", "published_basis",
                   "sha256", "n_chars"]  # fmt: skip
        return check(pd.DataFrame(rows, columns=columns), "articles")

    return make


@pytest.fixture(scope="session")
def read() -> Callable[[str, str | None], Rows]:
    """read(text, "2024-01-31" or None): the rows that one report gives, by table; dates as ISO text."""
    return _read


@pytest.fixture(scope="session")
def tells() -> Callable[[str, str | None, list[dict[str, Any]]], None]:
    """tells(text, published, events): fails unless the report gives exactly these attacks, in any order.

    An event names only the fields that it is about. `site` is site_id; `date`, `munitions`, `killed` and `injured`
    stand for both ends, as one value or as a pair; a set holds values of which each is right.
    """

    def tell(text: str, published: str | None, events: list[dict[str, Any]]) -> None:
        found = _read(text, published)["mentions"]
        orders = permutations(found) if len(found) == len(events) else ()
        if not any(all(map(_fits, order, events)) for order in orders):
            shown = "\n".join(f"  { ({k: m[k] for k in _SHOWN if m[k] is not None}) }" for m in found) or "  nothing"
            wanted = "\n".join(f"  {e}" for e in events) or "  nothing"
            pytest.fail(f"{text}\npublished {published}\nfound\n{shown}\nwanted\n{wanted}", pytrace=False)

    return tell


def _read(text: str, published: str | None) -> Rows:
    found = extract_text(text, date.fromisoformat(published) if published else None, "r0")
    return {name: [{k: _plain(v) for k, v in row.items()} for row in rows] for name, rows in found.items()}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _fits(mention: Mention, event: dict[str, Any]) -> bool:
    return all(_right(_value(mention, name), wanted) for name, wanted in event.items())


def _value(mention: Mention, name: str) -> Any:
    if name in _PAIRS:
        low, high = (mention[column] for column in _PAIRS[name])
        return low if low == high else (low, high)
    return mention["site_id" if name == "site" else name]


def _right(value: Any, wanted: Any) -> bool:
    return value in wanted if isinstance(wanted, set) else value == wanted
