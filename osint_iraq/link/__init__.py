"""Mentions to events: which reports tell of the same attack, and what they say of it together. See docs/linking.md."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

from osint_iraq.link.assigning import Board
from osint_iraq.link.deciding import REASONS, SITE_RULES, Rule, SiteRule
from osint_iraq.link.members import (
    Member,
    following,
    has_days,
    members_of_list,
    members_of_mentions,
    undated_members,
)
from osint_iraq.link.merging import event_row
from osint_iraq.link.near import NEAR_REASONS, near_misses, undated_misses
from osint_iraq.link.overlapping import as_list, overlap
from osint_iraq.link.political import match_political
from osint_iraq.link.reprints import counterparts, find_reprints
from osint_iraq.link.tracing import links_table
from osint_iraq.reference import gazetteer, gazetteer_of
from osint_iraq.rows import records
from osint_iraq.schema import TABLES, check

__all__ = [
    "NEAR_REASONS",
    "REASONS",
    "SITE_RULES",
    "Linked",
    "Rule",
    "SiteRule",
    "as_list",
    "link",
    "link_explained",
    "match_political",
    "overlap",
]


class Linked(NamedTuple):
    """`events`, and how they came about: `links` (each mention, and what it nearly was) and `reprints`."""

    events: pd.DataFrame
    links: pd.DataFrame
    reprints: pd.DataFrame


def link(
    mentions: pd.DataFrame,
    articles: pd.DataFrame,
    chronology: pd.DataFrame | None = None,
    sites: pd.DataFrame | None = None,
    *,
    days: int = 1,
    site: SiteRule = "family",
) -> pd.DataFrame:
    """Table events: one row is one attack, all its reports together, ordered by date and id.

    Two reports are joined where their places, dates and weapons allow it. `days`: how far a date told relative to
    publication, or as a night, may lie from another. `site`: "exact" joins only the same place, "family" (the default)
    also a place and what it lies in, "area" also neighbours. Mentions without a date, and denied ones, make no event.
    `chronology` joins as one more voice: its rows are events too. `link_explained` also tells why. Raises `SchemaError`
    for frames that break the contract, ValueError for a rule that does not exist.

    >>> from osint_iraq.schema import empty
    >>> link(empty("mentions"), empty("articles")).empty
    True
    """
    return link_explained(mentions, articles, chronology, sites, days=days, site=site).events


def link_explained(
    mentions: pd.DataFrame,
    articles: pd.DataFrame,
    chronology: pd.DataFrame | None = None,
    sites: pd.DataFrame | None = None,
    *,
    days: int = 1,
    site: SiteRule = "family",
    by_hand: Mapping[str, str] | None = None,
) -> Linked:
    """As `link`, with the tables `links` and `reprints`.

    `by_hand` ({mention_id: event_id, or "" for an event of its own}) goes before every rule.
    """
    places = gazetteer() if sites is None else gazetteer_of(sites)
    mentions = check(mentions, "mentions")
    curated = [] if chronology is None else members_of_list(check(chronology, "chronology"), places)
    reprints = find_reprints(articles, mentions)
    board = Board(places, Rule(days, site))
    board.open_all(curated)
    told = members_of_mentions(mentions, articles, places)
    undated = undated_members(mentions, articles, places)
    _place_all(board, told, undated, counterparts(reprints, mentions), by_hand or {})
    rows = [event_row(attack.event_id, attack.members, places) for attack in board.attacks]
    frame = pd.DataFrame(rows, columns=TABLES["events"].names)
    events = check(frame.sort_values(["date_start", "date_end", "event_id"]), "events")
    return Linked(events, _links(board, mentions, undated), reprints)


def _place_all(
    board: Board, told: list[Member], undated: list[Member], repeats: dict[str, str], by_hand: Mapping[str, str]
) -> None:
    """Every voice in its turn, then those that a person has placed, then the reprints behind what they repeat."""
    known = {m.member_id: m for m in told}
    chosen = [m for m in (*told, *undated) if m.member_id in by_hand]
    followers = [m for m in told if repeats.get(m.member_id) in known and m.member_id not in by_hand]
    later = {m.member_id for m in (*chosen, *followers)}
    for member in told:
        if member.member_id not in later:
            board.place(member)
    for member in chosen:
        board.place_by_hand(member, by_hand[member.member_id])
    for member in followers:
        leader = known[repeats[member.member_id]]
        board.follow(following(member, leader), leader.member_id)


def _links(board: Board, mentions: pd.DataFrame, undated: list[Member]) -> pd.DataFrame:
    steps = [step for step in board.steps.values() if not step.member.curated]
    placed = {step.member.member_id for step in steps}
    left_out = [
        (row["mention_id"], "denied" if row["certainty"] == "denied" else "no_date")
        for row in records(mentions[["mention_id", "certainty"]])
        if row["mention_id"] not in placed
    ]
    searched = [m for m in undated if m.site is not None and has_days(m) and m.member_id not in placed]
    return links_table(steps, [*near_misses(board), *undated_misses(searched, board)], left_out)
