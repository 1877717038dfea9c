"""The tables themselves; the codebook and data/datapackage.json are generated from this file."""

from __future__ import annotations

from osint_iraq.schema_types import Column, Table

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
POLITICAL_KINDS = (
    "talks", "agreement", "announcement", "vote", "handover", "withdrawal", "assassination", "truce",
    "appointment", "election", "visit", "sanctions", "protest", "strike",
)  # fmt: skip
COORD_PRECISION = ("site", "town", "district", "governorate")


def _text(name: str, meaning: str, **more: object) -> Column:
    return Column(name, "str", meaning, **more)  # type: ignore[arg-type]


def _count(name: str, meaning: str, unit: str) -> Column:
    return Column(name, "int", meaning, minimum=0, unit=unit)


def _interval(what: str, required: bool = False) -> tuple[Column, ...]:
    return (
        Column("date_start", "date", f"First day on which {what} may lie, local to Iraq (UTC+3).", required),
        Column("date_end", "date", f"Last day on which {what} may lie, local to Iraq.", required),
    )


def _min_max(noun: str, unit: str) -> tuple[Column, ...]:
    return (
        _count(f"{noun}_min", f"Smallest number of {unit} that the report supports; missing is unknown.", unit),
        _count(f"{noun}_max", f"Largest number of {unit} that the report supports; missing is unknown.", unit),
    )


def _low_best_high(noun: str, unit: str) -> tuple[Column, ...]:
    return (
        _count(f"{noun}_low", f"Smallest number of {unit} in any linked report; missing is unknown.", unit),
        _count(f"{noun}_best", f"The number of {unit} that most outlets support; missing is unknown.", unit),
        _count(f"{noun}_high", f"Largest number of {unit} in any linked report; missing is unknown.", unit),
    )


_SPAN = (
    Column("span_start", "int", "First character of the words in articles.text.", minimum=0, unit="characters"),
    Column("span_end", "int", "Character after the last one of the words in articles.text.", minimum=0,
           unit="characters"),
)  # fmt: skip

_PLACE = (
    _text("site_id", "Finest core id of the gazetteer; missing where no site is named."),
    _text("place_name", "The finest place as the report writes it."),
    _text("country", "ISO 3166-1 alpha-2 code."),
    _text("admin1", "Governorate."),
)

_WHAT = (
    Column("weapons", "list", "Weapons, sorted, joined by |.", allowed=WEAPONS),
    _text("weapon_detail", "Type or calibre as the report names it (katyusha, grad, 107mm)."),
)

_WHO = (
    _text("claimed_by", "Group id of who claimed the attack; missing where nobody did."),
    _text("attributed_to", "Group id of whom the report, or somebody quoted in it, names as the one who did it."),
)

ARTICLES = (
    Table(
        "articles",
        "one report",
        (
            _text("article_id", "The sidecar's id, else the path below the input folder without its suffix.",
                  required=True),
            _text("path", "The file that it came from.", required=True),
            _text("outlet", "Who published it."),
            _text("url", "Where it was published."),
            _text("title", "Its headline."),
            _text("language", "Detected language, ISO 639-1 (ar, en, …), or und."),
            Column("published", "timestamp", "Publication time (UTC); with precision 'day' the date at 00:00."),
            _text("published_precision", "How finely the publication time is known.", required=True,
                  allowed=PUBLISHED_PRECISION),
            _text("published_basis", "What the publication time rests on; never guessed.", required=True,
                  allowed=PUBLISHED_BASIS),
            _text("text", "The report's own text, without navigation, related links or a second article."),
            _text("sha256", "Hash of the raw bytes.", required=True),
            Column("n_chars", "int", "Length of text.", required=True, minimum=0, unit="characters"),
        ),
        key=("article_id",),
    ),
    Table(
        "problems",
        "one thing that went wrong with one input",
        (
            _text("path", "The input.", required=True),
            _text("stage", "Where it happened.", required=True, allowed=("read", "extract", "link", "reference")),
            _text("severity", "error: nothing came of it; warning: something is lacking.", required=True,
                  allowed=("error", "warning")),
            _text("code", "Short name of the kind of problem.", required=True),
            _text("message", "What, where, and how to mend it.", required=True),
        ),
    ),
    Table(
        "funnel",
        "one step of the build with what it kept",
        (
            _text("step", "Name of the step.", required=True),
            Column("rows", "int", "Rows after the step.", required=True, minimum=0, unit="rows"),
            _text("meaning", "What one row is.", required=True),
        ),
        key=("step",),
    ),
)  # fmt: skip

EXTRACTED = (
    Table(
        "mentions",
        "one attack as one article reports it",
        (
            _text("mention_id", "Id of the mention.", required=True),
            _text("article_id", "The article that reports it.", required=True),
            Column("primary", "bool", "True for what the report is about, False for background.", required=True),
            *_interval("the attack"),
            _text("date_precision", "How finely the date is known.", required=True, allowed=DATE_PRECISION),
            _text("time_of_day", "Part of the day, where said.", allowed=TIME_OF_DAY),
            _text("date_basis", "explicit date, relative to publication, anchored to another date, or unknown.",
                  required=True, allowed=DATE_BASIS),
            *_PLACE,
            _text("target_kind", "Kind of target.", allowed=TARGET_KIND),
            *_WHAT,
            *_min_max("munitions", "munitions"),
            *_min_max("killed", "persons"),
            *_min_max("injured", "persons"),
            _text("damage", "Whether damage was reported.", required=True, allowed=DAMAGE),
            _text("outcome", "What came of it.", required=True, allowed=OUTCOME),
            *_WHO,
            _text("certainty", "How far the report stands behind it.", required=True, allowed=CERTAINTY),
            _text("sentence", "The sentence that reports it."),
            *_SPAN,
        ),
        key=("mention_id",),
        foreign=(("article_id", "articles", "article_id"),),
        ordered=(("date_start", "date_end"), ("munitions_min", "munitions_max"), ("killed_min", "killed_max"),
                 ("injured_min", "injured_max"), ("span_start", "span_end")),
    ),
    Table(
        "evidence",
        "one extracted value and its words",
        (
            _text("mention_id", "The mention that it belongs to.", required=True),
            _text("field", "The column of mentions that it supports.", required=True),
            _text("value", "The value, as text.", required=True),
            *_SPAN,
            _text("text", "The words: articles.text[span_start:span_end].", required=True),
            _text("rule", "Name of the rule that read them.", required=True),
        ),
        foreign=(("mention_id", "mentions", "mention_id"),),
        ordered=(("span_start", "span_end"),),
    ),
    Table(
        "aggregates",
        "one count of attacks that a report states",
        (
            _text("article_id", "The article that states it.", required=True),
            _count("count_min", "Smallest number that the words allow.", "attacks"),
            _count("count_max", "Largest number that the words allow; missing where open.", "attacks"),
            _text("what", "What is counted."),
            Column("countries", "list", "ISO codes of the countries that the count covers, joined by |."),
            Column("period_start", "date", "First day of the period counted."),
            Column("period_end", "date", "Last day of the period counted."),
            _text("said_by", "Who states the count, where the report says so."),
            *_SPAN,
        ),
        foreign=(("article_id", "articles", "article_id"),),
        ordered=(("count_min", "count_max"), ("period_start", "period_end"), ("span_start", "span_end")),
    ),
    Table(
        "political_mentions",
        "one political event that a report dates",
        (
            _text("article_id", "The article that dates it.", required=True),
            *_interval("the event"),
            _text("kind", "Kind of political event.", required=True, allowed=POLITICAL_KINDS),
            _text("political_event_id", "Row of political_events, where it matches."),
            *_SPAN,
        ),
        foreign=(("article_id", "articles", "article_id"),),
        ordered=(("date_start", "date_end"), ("span_start", "span_end")),
    ),
)  # fmt: skip

LINKED = (
    Table(
        "events",
        "one attack, all reports together",
        (
            _text("event_id", "Id, stable under re-runs and added articles.", required=True),
            *_interval("the attack"),
            _text("date_precision", "How finely the date is known.", required=True, allowed=DATE_PRECISION),
            *_PLACE,
            Column("latitude", "float", "WGS 84.", unit="degrees"),
            Column("longitude", "float", "WGS 84.", unit="degrees"),
            _text("target_kind", "Kind of target.", allowed=TARGET_KIND),
            *_WHAT,
            *_low_best_high("munitions", "munitions"),
            *_low_best_high("killed", "persons"),
            *_low_best_high("injured", "persons"),
            _text("damage", "Whether damage was reported.", required=True, allowed=DAMAGE),
            _text("outcome", "What came of it.", required=True, allowed=OUTCOME),
            *_WHO,
            Column("n_articles", "int", "Articles that report it.", required=True, minimum=0, unit="articles"),
            Column("n_outlets", "int", "Outlets that report it.", required=True, minimum=0, unit="outlets"),
            Column("first_reported", "timestamp", "Earliest publication time of the linked articles."),
            Column("mention_ids", "list", "The linked mentions, joined by |."),
            _text("chronology_id", "The hand-curated row that it matches."),
            _text("source", "Where the event stands.", required=True, allowed=("articles", "chronology", "both")),
            Column("conflicts", "list", "Fields on which the reports disagree, joined by |."),
            Column("corrected", "bool", "True where a hand correction was applied.", required=True),
        ),
        key=("event_id",),
        ordered=(("date_start", "date_end"), ("munitions_low", "munitions_high"), ("killed_low", "killed_high"),
                 ("injured_low", "injured_high")),
    ),
)  # fmt: skip

_SOURCES = (
    _text("source_url", "Public report that states it."),
    _text("source_url_2", "A second one."),
    _text("confidence", "Confidence of the curator.", allowed=("high", "medium", "low")),
)

REFERENCE = (
    Table(
        "political_events",
        "one dated political event",
        (
            _text("event_id", "Id.", required=True),
            *_interval("the event", required=True),
            _text("kind", "Kind.", required=True, allowed=POLITICAL_KINDS),
            _text("title_en", "Title in English.", required=True),
            _text("title_ar", "Title in Arabic.", required=True),
            _text("description_en", "What happened."),
            _text("parties", "Who took part, joined by ;."),
            _text("series", "Series of events that it belongs to."),
            *_SOURCES,
        ),
        key=("event_id",),
        ordered=(("date_start", "date_end"),),
    ),
    Table(
        "chronology",
        "one hand-curated attack",
        (
            _text("chronology_id", "Id.", required=True),
            *_interval("the attack", required=True),
            _text("site", "Id of the gazetteer."),
            _text("country", "ISO 3166-1 alpha-2 code."),
            Column("weapons", "list", "Weapons, joined by |.", allowed=WEAPONS),
            *_min_max("munitions", "munitions"),
            *_min_max("killed", "persons"),
            *_min_max("injured", "persons"),
            _text("outcome", "What came of it.", allowed=OUTCOME),
            *_WHO,
            _text("note", "The curator's note."),
            *_SOURCES,
        ),
        key=("chronology_id",),
        ordered=(("date_start", "date_end"), ("munitions_min", "munitions_max"), ("killed_min", "killed_max"),
                 ("injured_min", "injured_max")),
    ),
    Table(
        "sites",
        "one place of the gazetteer",
        (
            _text("site_id", "Id.", required=True),
            _text("name_en", "English name.", required=True),
            _text("name_ar", "Arabic name.", required=True),
            _text("parent_id", "The place that it lies in."),
            _text("country", "ISO 3166-1 alpha-2 code.", required=True),
            _text("admin1", "Governorate."),
            _text("admin2", "District."),
            Column("latitude", "float", "WGS 84.", unit="degrees"),
            Column("longitude", "float", "WGS 84.", unit="degrees"),
            _text("coord_precision", "What the point is.", allowed=COORD_PRECISION),
            _text("target_kind", "Kind of place."),
            _text("external_id", "Id in another register."),
            _text("source", "Where the row comes from.", required=True),
            _text("note", "core: an id that mentions may carry; merge_into=ID: another name of ID."),
        ),
        key=("site_id",),
        foreign=(("parent_id", "sites", "site_id"),),
    ),
    Table(
        "site_aliases",
        "one name of one place",
        (
            _text("site_id", "The place.", required=True),
            _text("alias", "The name.", required=True),
            _text("language", "ISO 639-1 code.", required=True),
            _text("kind", "name, former_name, spelling, description.", required=True),
            _text("strength", "strong stands alone, weak needs a context word.", required=True,
                  allowed=("strong", "weak")),
            _text("note", "Why."),
        ),
        key=("site_id", "alias", "strength"),
        foreign=(("site_id", "sites", "site_id"),),
    ),
    Table(
        "groups",
        "one faction, front, state or force",
        (
            _text("group_id", "Id.", required=True),
            _text("name_en", "English name.", required=True),
            _text("name_ar", "Arabic name.", required=True),
            _text("kind", "faction, front, state, state_force, coalition, jihadist, unnamed.", required=True),
            _text("parent_id", "Who stands behind or above."),
            _text("active_from", "Since when."),
            _text("active_to", "Until when."),
            _text("source", "Where the row comes from.", required=True),
            _text("note", "Note."),
        ),
        key=("group_id",),
        foreign=(("parent_id", "groups", "group_id"),),
    ),
    Table(
        "group_aliases",
        "one name of one group",
        (
            _text("group_id", "The group.", required=True),
            _text("alias", "The name.", required=True),
            _text("language", "ISO 639-1 code.", required=True),
            _text("strength", "strong stands alone, weak needs a context word.", required=True,
                  allowed=("strong", "weak")),
            _text("note", "Why."),
        ),
        key=("group_id", "alias", "strength"),
        foreign=(("group_id", "groups", "group_id"),),
    ),
)  # fmt: skip
