"""What an event is made of: one voice a member, be it a report's mention or a row of the chronology."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd

from osint_iraq.reference import Gazetteer
from osint_iraq.rows import records
from osint_iraq.schema_columns import COUNTED_NOUNS

CHRONOLOGY = "chronology"
BY_HAND = "by hand"
_UNKNOWN = "unknown"
Source = tuple[str | None, str | None]  # the hand-made list, the article
_VAGUE_DAYS = 3
"""A date interval of more days than this says when roughly, and cannot tell one attack from the next."""

_FLEXIBLE_BASES = ("relative", "anchored")
_BEFORE_PUBLICATION = 14  # days in which an attack may lie that a report tells without a date


@dataclass(frozen=True)
class Member:
    """One voice about one attack. `weapons` holds the known ones only; `row` is the row that it came from."""

    member_id: str
    article_id: str | None  # None for a row of a hand-made list
    outlet: str
    published: datetime | None
    primary: bool
    start: date
    end: date
    flexible: bool  # told relative to publication, or as a night: it may be a day off
    site: str | None
    weapons: frozenset[str]
    row: dict[str, Any]
    in_list: str | None = None  # the name of the hand-made list that it is a row of
    follows: str | None = None  # the mention that this one repeats, or BY_HAND: it has no say on days

    @property
    def curated(self) -> bool:
        """True for a row of a hand-made list, the chronology for one."""
        return self.in_list is not None

    @property
    def vague(self) -> bool:
        """True where the place is missing, or the date a span too wide to tell one attack from the next."""
        return self.site is None or (self.end - self.start).days >= _VAGUE_DAYS

    def count(self, noun: str) -> tuple[int | None, int | None]:
        """The stated (min, max) of killed, injured or munitions; None is unknown."""
        return self.row[f"{noun}_min"], self.row[f"{noun}_max"]

    @property
    def source(self) -> Source:
        """The list or the report that it stands in."""
        return self.in_list, self.article_id

    @property
    def telling(self) -> tuple[Any, ...]:
        """What its source says of the attack: a report that tells of two says two things, and a list has two rows."""
        if self.curated:
            return (self.member_id,)
        return (self.start, self.end, self.site, self.weapons, *(self.count(noun) for noun in COUNTED_NOUNS))


def members_of_mentions(mentions: pd.DataFrame, articles: pd.DataFrame, places: Gazetteer) -> list[Member]:
    """The mentions that can become events (dated and not denied), in the order in which they are placed.

    Exact dates come before vague ones, then the order of publication: so a report published later changes nothing in
    what the earlier ones made.
    """
    kept = mentions[mentions["date_start"].notna() & (mentions["certainty"] != "denied")]
    about, sites = _about(articles, kept), _merged(kept, places)
    members = [_member_of_mention(row, about.get(row["article_id"], {}), sites) for row in records(kept)]
    return sorted(members, key=_order)


def undated_members(mentions: pd.DataFrame, articles: pd.DataFrame, places: Gazetteer) -> list[Member]:
    """The mentions without a date, with the two weeks before publication for their days.

    Where the day of publication is unknown they have no days, which `has_days` tells.
    """
    kept = mentions[mentions["date_start"].isna() & (mentions["certainty"] != "denied")]
    about, sites = _about(articles, kept), _merged(kept, places)
    dated = []
    for row in records(kept.sort_values("mention_id")):
        published = about.get(row["article_id"], {}).get("published")
        first, last = (date.min, date.max) if published is None else _before(published.date())
        dated.append((row, first, last))
    return [_member(row, about.get(row["article_id"], {}), sites, first, last) for row, first, last in dated]


def _about(articles: pd.DataFrame, mentions: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """{article id: its outlet and when it was published}, of the articles with one of these mentions: a hundredth."""
    told = articles.loc[articles["article_id"].isin(mentions["article_id"]), ["article_id", "outlet", "published"]]
    return {row["article_id"]: row for row in records(told)}


def _merged(mentions: pd.DataFrame, places: Gazetteer) -> dict[str, str]:
    """{site id of a mention: the one under which attacks there are linked}."""
    return {site: places.merged_site(site) for site in mentions["site_id"].dropna().unique()}


def _before(published: date) -> tuple[date, date]:
    return published - timedelta(days=_BEFORE_PUBLICATION), published


def has_days(member: Member) -> bool:
    """False for an undated mention of a report without a date of publication."""
    return member.start > date.min


def _member_of_mention(row: dict[str, Any], article: dict[str, Any], sites: dict[str, str]) -> Member:
    start = row["date_start"].date()
    return _member(row, article, sites, start, row["date_end"].date() if row["date_end"] is not None else start)


def _member(row: dict[str, Any], article: dict[str, Any], sites: dict[str, str], start: date, end: date) -> Member:
    return Member(
        member_id=row["mention_id"],
        article_id=row["article_id"],
        outlet=article.get("outlet") or f"article {row['article_id']}",
        published=article.get("published"),
        primary=bool(row["primary"]),
        start=start,
        end=end,
        flexible=row["date_precision"] == "night" or row["date_basis"] in _FLEXIBLE_BASES,
        site=sites.get(row["site_id"]),
        weapons=_known(row["weapons"]),
        row=row,
    )


def _order(member: Member) -> tuple[Any, ...]:
    when = member.published.timestamp() if member.published is not None else 0.0
    return (member.vague, member.published is None, when, not member.primary, member.article_id,
            member.row["span_start"] or 0, member.member_id)  # fmt: skip


def members_of_list(rows: pd.DataFrame, places: Gazetteer, name: str = CHRONOLOGY) -> list[Member]:
    """The rows of the chronology, or of another list with its columns, as voices, ordered by id."""
    return sorted((_member_of_row(row, places, name) for row in records(rows)), key=lambda m: m.member_id)


def _member_of_row(row: dict[str, Any], places: Gazetteer, name: str) -> Member:
    return Member(
        member_id=row["chronology_id"],
        article_id=None,
        outlet=name,
        published=None,
        primary=True,
        start=row["date_start"].date(),
        end=row["date_end"].date(),
        flexible=False,
        site=places.merged_site(row["site"]) if row["site"] else None,
        weapons=_known(row["weapons"]),
        row=row,
        in_list=name,
    )


def following(member: Member, leader: Member) -> Member:
    """The voice as a repetition of another: it has one vote with it, and nothing of its own to say on days."""
    return replace(member, follows=leader.member_id, outlet=leader.outlet)


def _known(weapons: str | None) -> frozenset[str]:
    return frozenset((weapons or "").split("|")) - {"", _UNKNOWN}
