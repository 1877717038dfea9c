"""From mentions to events: linking, with what a person has put elsewhere or set right, and what each step kept."""

from __future__ import annotations

from typing import Any

import pandas as pd

from osint_iraq.corrections import moves
from osint_iraq.link import Linked, link_explained
from osint_iraq.pipeline.curated import Curated
from osint_iraq.rows import event_of_mentions
from osint_iraq.schema import check

__all__ = ["events_reached", "funnel", "linked_by_hand", "marked"]


def linked_by_hand(
    mentions: pd.DataFrame, articles: pd.DataFrame, known: Curated, rule: dict[str, Any]
) -> tuple[Linked, pd.DataFrame, set[str]]:
    """The events, a second time where corrections put mentions elsewhere; what came of these; the mentions put."""
    linked = link_explained(mentions, articles, known.chronology, **rule)
    event_of, events = event_of_mentions(linked.events), set(linked.events["event_id"])
    by_hand, report = moves(mentions, event_of, events, known.corrections)
    if by_hand:
        linked = link_explained(mentions, articles, known.chronology, **rule, by_hand=by_hand)
    return linked, report, set(by_hand)


def events_reached(
    events: pd.DataFrame, mentions: pd.DataFrame, changed: set[str], articles: set[str], moved: pd.DataFrame
) -> set[str]:
    """The events that a correction of a mention, of its article or of its event reaches."""
    of_articles = mentions.loc[mentions["article_id"].isin(articles), "mention_id"]
    done = moved[moved["status"] == "applied"]
    reached = {*changed, *of_articles}
    named = {*done["old"].dropna(), *done["new"].dropna()}
    return {e for m, e in event_of_mentions(events).items() if m in reached} | (named & set(events["event_id"]))


def marked(events: pd.DataFrame, changed: set[str]) -> pd.DataFrame:
    """The events, with `corrected` also for these."""
    return events.assign(corrected=events["corrected"] | events["event_id"].isin(changed))


def funnel(
    articles: int, arabic: int, mentions: pd.DataFrame, reprints: pd.DataFrame, events: pd.DataFrame
) -> pd.DataFrame:
    """Table funnel: one row is one step of the build with what it kept; `articles` of them `arabic` were read."""
    stated = mentions[mentions["certainty"] != "denied"]
    dated = stated[stated["date_start"].notna()]
    told = events[events["source"] != "chronology"]
    several = int((told["n_outlets"] > 1).sum())
    rows = [
        ("articles_read", articles, "one report that could be read"),
        ("articles_arabic", arabic, "one report in Arabic"),
        ("articles_with_attack", mentions["article_id"].nunique(), "one report that tells of an attack"),
        ("articles_reprinted", len(reprints), "one of these that repeats the text of another, and is no second source"),
        ("mentions", len(mentions), "one attack as one report tells it"),
        ("mentions_not_denied", len(stated), "one of these that the report does not deny"),
        (
            "mentions_dated",
            len(dated),
            "one of these with a date: without one only a correction by hand makes it an event",
        ),
        ("mentions_dated_and_placed", int(dated["site_id"].notna().sum()), "one of these with a known place"),
        ("events_from_articles", len(told), "one attack, its reports together"),
        ("events_of_several_outlets", several, "one of these that outlets tell independently of each other"),
        ("events_in_both", int((events["source"] == "both").sum()), "one of these that the chronology has too"),
        ("events_chronology_only", int((events["source"] == "chronology").sum()), "one attack of the chronology alone"),
        ("events", len(events), "one attack"),
    ]
    return check(pd.DataFrame(rows, columns=["step", "rows", "meaning"]), "funnel")
