"""What the tables are put together from: the closed lists of values, and columns that several tables have."""

from __future__ import annotations

from osint_iraq.schema_types import Column

PUBLISHED_PRECISION = ("minute", "day", "month", "unknown")
PUBLISHED_BASIS = ("metadata", "page", "text", "unknown")
DATE_PRECISION = ("day", "night", "range", "week", "month", "year", "unknown")
TIME_OF_DAY = ("dawn", "morning", "noon", "afternoon", "evening", "night")
DATE_BASIS = ("explicit", "relative", "anchored", "unknown")
TARGET_KIND = ("military_base", "diplomatic", "airport", "convoy", "energy", "city", "other")
WEAPONS = ("rocket", "drone", "mortar", "missile", "ied", "small_arms", "airstrike", "artillery", "unknown")
DAMAGE = ("none", "reported", "unknown")
OUTCOME = ("hit", "near_miss", "intercepted", "foiled", "unknown")
CERTAINTY = ("reported", "alleged", "denied")
EVENT_CERTAINTY = CERTAINTY[:2]  # what is denied becomes no event
POLITICAL_KINDS = (
    "talks", "agreement", "announcement", "vote", "handover", "withdrawal", "assassination", "truce",
    "appointment", "election", "visit", "sanctions", "protest", "strike",
)  # fmt: skip
TALLY_TARGETS = ("us_coalition", "us_interests", "convoys", "kurdistan_region", "khor_mor", "turkish_base", "site")
COUNTED_NOUNS = ("munitions", "killed", "injured")
CLAIM_STUDIES = ("strategic_dialogue_2020", "withdrawal_talks_2024")
CLAIM_MEASURES = ("count", "rank", "cumulative", "rate", "direction", "none")
GAP_KINDS = ("missing", "thin", "not_proven")
DECISIONS = ("accept", "change", "keep")
REVIEW_KINDS = ("near_miss", "undated", "alleged", "conflict", "no_place", "correction")
VERDICTS = ("joined", "opened", "reprint", "left_out", "near_miss")
LEVELS = ("agree", "silent", "differ")
COORD_PRECISION = ("site", "town", "district", "governorate")


def text(name: str, meaning: str, **more: object) -> Column:
    """A column of text."""
    return Column(name, "str", meaning, **more)  # type: ignore[arg-type]


def count(name: str, meaning: str, unit: str) -> Column:
    """A column of whole numbers from 0."""
    return Column(name, "int", meaning, minimum=0, unit=unit)


def interval(what: str, required: bool = False) -> tuple[Column, ...]:
    """First and last day of `what`."""
    return (
        Column("date_start", "date", f"First day on which {what} may lie, local to Iraq (UTC+3).", required),
        Column("date_end", "date", f"Last day on which {what} may lie, local to Iraq.", required),
    )


def min_max(noun: str, unit: str) -> tuple[Column, ...]:
    """The smallest and largest number that one report supports."""
    return (
        count(f"{noun}_min", f"Smallest number of {unit} that the report supports; missing is unknown.", unit),
        count(f"{noun}_max", f"Largest number of {unit} that the report supports; missing is unknown.", unit),
    )


def low_best_high(noun: str, unit: str) -> tuple[Column, ...]:
    """The smallest, the best supported and the largest number of all reports together."""
    return (
        count(f"{noun}_low", f"Smallest number of {unit} in any linked report; missing is unknown.", unit),
        count(f"{noun}_best", f"The number of {unit} that most outlets support; missing is unknown.", unit),
        count(f"{noun}_high", f"Largest number of {unit} in any linked report; missing is unknown.", unit),
    )


SPAN = (
    Column("span_start", "int", "First character of the words in articles.text.", minimum=0, unit="characters"),
    Column("span_end", "int", "Character after the last one of the words in articles.text.", minimum=0,
           unit="characters"),
)  # fmt: skip

PLACE = (
    text("site_id", "Finest core id of the gazetteer; missing where no site is named."),
    text("place_name", "The finest place as the report writes it."),
    text("country", "ISO 3166-1 alpha-2 code."),
    text("admin1", "Governorate."),
)

WHAT = (
    Column("weapons", "list", "Weapons, sorted, joined by |.", allowed=WEAPONS),
    text("weapon_detail", "Type or calibre as the report names it (katyusha, grad, 107mm)."),
)

WHO = (
    text("claimed_by", "Group id of who claimed the attack; missing where nobody did."),
    text("attributed_to", "Group id of whom the report, or somebody quoted in it, names as the one who did it."),
)
