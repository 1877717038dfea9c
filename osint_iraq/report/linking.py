"""What the notebooks show of linking: what was joined and why, what nearly was, and how much the counts rest on it."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pandas as pd

from osint_iraq.analyse import Study, attack_counts
from osint_iraq.link import NEAR_REASONS, REASONS, SITE_RULES, SiteRule, link
from osint_iraq.pipeline import Tables
from osint_iraq.reference import load_chronology, load_chronology_file

__all__ = ["joined_because", "linking_choices", "near_misses", "several_reports"]

_EVERYTHING = Study(countries=(), targets="all", actors="all", foiled=True)
_DAYS = (0, 1, 2, 3)
_DEFAULT: tuple[int, SiteRule] = (1, "family")
_MANY = ["event_id", "n_articles", "n_outlets", "munitions_low", "munitions_best", "munitions_high", "conflicts"]


def joined_because(tables: Tables) -> pd.DataFrame:
    """One row is one reason with the number of mentions that it decided: verdict, reason, mentions, meaning."""
    decided = tables.links[tables.links["verdict"] != "near_miss"]
    out = decided.groupby(["verdict", "reason"]).size().rename("mentions").reset_index()
    return out.assign(meaning=out["reason"].map(REASONS)).sort_values("mentions", ascending=False, ignore_index=True)


def several_reports(tables: Tables, n: int = 8) -> pd.DataFrame:
    """The attacks that most outlets tell of independently, at most `n`, with what they agree on and what not."""
    events = tables.events.sort_values(["n_outlets", "n_articles", "event_id"], ascending=[False, False, True])
    return events.loc[events["n_articles"] > 1, _MANY].head(n).reset_index(drop=True)


def near_misses(tables: Tables, n: int = 8) -> pd.DataFrame:
    """One row is one mention and an attack that it was nearly put with: mention_id, nearly, days_apart, why_not."""
    rows = tables.links[tables.links["verdict"] == "near_miss"].head(n)
    shown = rows.assign(nearly=rows["event_id"], why_not=rows["reason"].map(NEAR_REASONS))
    return shown[["mention_id", "nearly", "days_apart", "why_not"]].reset_index(drop=True)


def linking_choices(tables: Tables, chronology: str | Path | None = None) -> pd.DataFrame:
    """One row is one rule of linking, and what the counts would be with it.

    Columns: days, site, events (all attacks), from_articles, in_both, months_changed (months whose count is not that of
    the rule in use, days 1 and site family), attacks_apart (the differences summed over the months).
    """
    known = load_chronology() if chronology is None else load_chronology_file(chronology)
    made = {
        (d, s): link(tables.mentions, tables.articles, known, days=d, site=s) for d, s in product(_DAYS, SITE_RULES)
    }
    base = _by_month(made[_DEFAULT])
    rows = [_choice(days, site, events, base) for (days, site), events in made.items()]
    return pd.DataFrame(rows)


def _choice(days: int, site: str, events: pd.DataFrame, base: pd.Series) -> dict[str, object]:
    apart = _by_month(events).sub(base, fill_value=0).abs()
    return {
        "days": days,
        "site": site,
        "events": len(events),
        "from_articles": int((events["source"] != "chronology").sum()),
        "in_both": int((events["source"] == "both").sum()),
        "months_changed": int((apart > 0).sum()),
        "attacks_apart": int(apart.sum()),
    }


def _by_month(events: pd.DataFrame) -> pd.Series:
    if events.empty:
        return pd.Series(dtype=int)
    start, end = events["date_start"].min(), events["date_end"].max()
    counts = attack_counts(events, start, end, "M", study=_EVERYTHING)
    return counts.set_index(counts["period_start"].dt.to_period("M"))["count"]
