"""Mentions, articles and rows of the chronology for the tests of linking, each alike but for what a test changes."""

from __future__ import annotations

from typing import Any

import pandas as pd

from osint_iraq.link import Linked, link, link_explained
from osint_iraq.schema import check, empty

MENTION = {
    "primary": True, "date_precision": "day", "date_basis": "explicit", "date_start": "2024-07-25", "site_id": "ain_al_asad",
    "country": "IQ", "weapons": "rocket", "damage": "unknown", "outcome": "unknown", "certainty": "reported",
}  # fmt: skip
ARTICLE = {"path": "x", "published_precision": "day", "published_basis": "text", "sha256": "0", "n_chars": 1}


def mentions(*rows: dict[str, Any]) -> pd.DataFrame:
    """Mentions m0, m1, … of articles a0, a1, … unless a row says otherwise."""
    filled = [{"mention_id": f"m{n}", "article_id": f"a{n}", **MENTION, **row} for n, row in enumerate(rows)]
    return check(
        pd.DataFrame([{**row, "date_end": row.get("date_end", row["date_start"])} for row in filled]), "mentions"
    )


def articles(frame: pd.DataFrame, **published: str) -> pd.DataFrame:
    """The articles of the mentions, each from its own outlet, published a day after another unless said otherwise."""
    ids = sorted(frame["article_id"].unique())
    days = pd.date_range("2024-08-01", periods=len(ids)).strftime("%Y-%m-%d")
    rows = [
        {"article_id": a, "outlet": f"outlet of {a}", "published": published.get(a, day), **ARTICLE}
        for a, day in zip(ids, days, strict=True)
    ]
    return check(pd.DataFrame(rows), "articles") if rows else empty("articles")


def linked(*rows: dict[str, Any], chronology: pd.DataFrame | None = None) -> pd.DataFrame:
    frame = mentions(*rows)
    return link(frame, articles(frame), chronology)


def curated(**changes: Any) -> pd.DataFrame:
    row = {"chronology_id": "20240725_ain_al_asad", "date_start": "2024-07-25", "date_end": "2024-07-25",
           "site": "ain_al_asad", "country": "IQ", "weapons": "rocket", **changes}  # fmt: skip
    return check(pd.DataFrame([row]), "chronology")


def explained(*rows: dict[str, Any], chronology: pd.DataFrame | None = None, **more: Any) -> Linked:
    frame = mentions(*rows)
    return link_explained(frame, articles(frame), chronology, **more)


def texts(of: pd.DataFrame, **text: str) -> pd.DataFrame:
    """The articles with these texts."""
    return of.assign(text=of["article_id"].map(text).astype("str"))
