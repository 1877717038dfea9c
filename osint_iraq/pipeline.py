"""The order of the rooms: read, extract, link, and what came of each step."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from osint_iraq import __version__
from osint_iraq.codebook import datapackage
from osint_iraq.corrections import Corrected, apply_corrections, load_corrections, moves, problems_of, unknown_tables
from osint_iraq.extract import Extracted, extract
from osint_iraq.link import Linked, SiteRule, link_explained, match_political
from osint_iraq.origin import origin
from osint_iraq.read import read
from osint_iraq.reference import (
    load_chronology,
    load_chronology_file,
    load_political_events,
    reference_folder,
)
from osint_iraq.reference_check import check_reference
from osint_iraq.rows import event_of_mentions
from osint_iraq.schema import check, empty
from osint_iraq.storage import StorageError, read_table, write_tables
from osint_iraq.store import no_store, open_store
from osint_iraq.versions import method_version

__all__ = ["Tables", "build", "load_tables", "save"]

log = logging.getLogger(__name__)

_EXTRACTION = ("camel-tools", "regex", "ahocorasick-rs", "hijridate")
_READING = (*_EXTRACTION, "resiliparse", "ftfy")  # packages whose answers show in what is remembered


@dataclass(frozen=True)
class Tables:
    """Everything that a build makes, one frame a table; see the codebook for their columns."""

    articles: pd.DataFrame
    mentions: pd.DataFrame
    evidence: pd.DataFrame
    events: pd.DataFrame
    aggregates: pd.DataFrame
    political_mentions: pd.DataFrame
    links: pd.DataFrame
    reprints: pd.DataFrame
    corrections: pd.DataFrame
    problems: pd.DataFrame
    funnel: pd.DataFrame

    def frames(self) -> dict[str, pd.DataFrame]:
        """{name: frame}, in the order of the flow."""
        return {f.name: getattr(self, f.name) for f in fields(self)}


@dataclass(frozen=True)
class _Reference:
    chronology: pd.DataFrame | None
    political_events: pd.DataFrame | None
    corrections: pd.DataFrame
    corrections_path: Path
    problems: pd.DataFrame


def build(
    inputs: str | Path | Iterable[str | Path],
    out: str | Path | None = None,
    progress: bool = False,
    reference: str | Path | None = None,
    *,
    chronology: str | Path | None = None,
    corrections: str | Path | None = None,
    days: int = 1,
    site: SiteRule = "family",
    columns: Mapping[str, str] | Literal["guess"] | None = None,
    guard: bool = True,
) -> Tables:
    """Every table from files and folders of reports; written to `out` as well where it is given.

    With `out`, what reading and extraction found is kept beside the tables as it is found, by the content of each
    page and the version of the method: a build that was stopped goes on from there, a later one works on new and
    changed pages only, and both write the bytes that one build from the beginning would have written.

    `reference` is the folder of the chronology and the political events; without it the repository's own is used, and
    where there is none (an installed package) events rest on the articles alone, which `problems` then says.
    `chronology` is a file in the columns of that table (as `osint-iraq convert` writes it) to take instead.
    `corrections` is the file of corrections by hand, by default hand/corrections.csv beside the reference folder; each
    is applied to its table when that is done, and `problems` names those that could not be. `days` and `site` say how
    strictly reports are joined (see `link`). `columns` says what the columns of tables of articles hold (see `read`).
    Where nothing could be read, nothing is written. `guard=False` writes CSV cells exactly as they are, also those that
    a spreadsheet would take for a formula.
    Raises what `read` raises for inputs that do not exist, `StorageError` where a file is missing, `out` cannot be
    written or another build is writing to it, ValueError for a linking rule that does not exist.

    >>> build(["my_archive/"], out="build/tables")  # doctest: +SKIP
    """
    rule: dict[str, Any] = {"days": days, "site": site}
    known = _load_reference(reference, chronology, corrections)
    with no_store() if out is None else open_store(out) as store:
        room = store.room("read", method_version("read", depends=_READING))
        found = read(inputs, progress=progress, columns=columns, room=room)
        in_order = found.articles.sort_values("article_id", ignore_index=True)  # whatever the order of the inputs
        articles = apply_corrections(in_order, "articles", known.corrections)
        room = store.room("extract", method_version("extract", depends=_EXTRACTION))
        extracted = extract(articles.frame, progress=progress, room=room)
        tables = _tables(found.problems, articles, extracted, known, rule)
        if out is not None and len(tables.articles):
            save(tables, out, reference, chronology=chronology, corrections=corrections, guard=guard, **rule)
            store.prune()
    return tables


def _tables(
    unread: pd.DataFrame, articles: Corrected, extracted: Extracted, known: _Reference, rule: dict[str, Any]
) -> Tables:
    """All tables, from the articles and what they tell on."""
    mentions = apply_corrections(extracted.mentions, "mentions", known.corrections)
    linked, moved, put = _linked(mentions.frame, articles.frame, known, rule)
    changed = _events_of(linked.events, mentions.frame, mentions.rows | put, articles.rows, moved)
    events = apply_corrections(_marked(linked.events, changed), "events", known.corrections)
    report = pd.concat([articles.report, mentions.report, moved, events.report, unknown_tables(known.corrections)])
    report = check(report, "corrections")
    read_in = set(articles.frame["article_id"])
    by_hand = problems_of(report, known.corrections_path, read_in)
    faults = pd.concat([unread, extracted.problems, known.problems, by_hand])
    return Tables(
        articles=articles.frame,
        mentions=mentions.frame,
        evidence=extracted.evidence,
        events=_marked(events.frame, events.rows),
        aggregates=extracted.aggregates,
        political_mentions=match_political(extracted.political_mentions, known.political_events),
        links=linked.links,
        reprints=linked.reprints,
        corrections=report,
        problems=check(faults.sort_values(["path", "message"], kind="stable"), "problems"),
        funnel=_funnel(articles.frame, mentions.frame, linked.reprints, events.frame),
    )


def _linked(
    mentions: pd.DataFrame, articles: pd.DataFrame, known: _Reference, rule: dict[str, Any]
) -> tuple[Linked, pd.DataFrame, set[str]]:
    """The events, a second time where corrections put mentions elsewhere; what came of these; the mentions put."""
    linked = link_explained(mentions, articles, known.chronology, **rule)
    event_of, events = event_of_mentions(linked.events), set(linked.events["event_id"])
    by_hand, report = moves(mentions, event_of, events, known.corrections)
    if by_hand:
        linked = link_explained(mentions, articles, known.chronology, **rule, by_hand=by_hand)
    return linked, report, set(by_hand)


def _events_of(
    events: pd.DataFrame, mentions: pd.DataFrame, changed: set[str], articles: set[str], moved: pd.DataFrame
) -> set[str]:
    """The events that a correction of a mention, of its article or of its event reaches."""
    of_articles = mentions.loc[mentions["article_id"].isin(articles), "mention_id"]
    done = moved[moved["status"] == "applied"]
    reached = {*changed, *of_articles}
    named = {*done["old"].dropna(), *done["new"].dropna()}
    return {e for m, e in event_of_mentions(events).items() if m in reached} | (named & set(events["event_id"]))


def _marked(events: pd.DataFrame, changed: set[str]) -> pd.DataFrame:
    return events.assign(corrected=events["corrected"] | events["event_id"].isin(changed))


def load_tables(folder: str | Path) -> Tables:
    """The tables that `save` wrote to this folder. Raises `StorageError` where one is missing or unreadable."""
    return Tables(**{f.name: read_table(folder, f.name) for f in fields(Tables)})


def save(
    tables: Tables,
    out: str | Path,
    reference: str | Path | None = None,
    *,
    chronology: str | Path | None = None,
    corrections: str | Path | None = None,
    days: int = 1,
    site: SiteRule = "family",
    guard: bool = True,
) -> None:
    """Write every table to `out`, with build.json (versions and hashes of what made them) and datapackage.json.

    The other arguments are those of `build`, so that build.json can tell what the tables rest on. Two builds from the
    same inputs with the same versions write the same bytes. Raises `StorageError`.
    """
    made_by = origin(tables.frames(), reference, chronology=chronology, corrections=corrections, days=days, site=site)
    texts = {
        "build.json": _as_json({"osint_iraq": __version__, **made_by}),
        "datapackage.json": _as_json(datapackage({name: f"{name}.csv" for name in tables.frames()})),
    }
    write_tables(tables.frames(), out, texts, guard=guard)
    log.info("wrote the tables to %s", out)


def _load_reference(
    folder: str | Path | None, chronology: str | Path | None, corrections: str | Path | None
) -> _Reference:
    """The curated tables; a folder that was asked for must be there, the repository's own may be absent."""
    own = None if chronology is None else load_chronology_file(chronology)
    try:
        base = reference_folder(folder)
    except StorageError as error:
        row = {"path": "data/reference", "stage": "reference", "severity": "warning", "code": "no_reference",
               "message": str(error)}  # fmt: skip
        path = Path("corrections.csv") if corrections is None else Path(corrections)
        return _Reference(own, None, _asked_for(corrections), path, check(pd.DataFrame([row]), "problems"))
    path = base.parent / "hand" / "corrections.csv" if corrections is None else Path(corrections)
    faults = empty("problems") if folder is None else check_reference(base)  # the repository's own stands under test
    rows = load_chronology(base) if own is None else own
    made = load_corrections(path) if corrections is None else _asked_for(corrections)
    return _Reference(rows, load_political_events(base), made, path, faults)


def _asked_for(corrections: str | Path | None) -> pd.DataFrame:
    """The corrections of the file that was named, which must be there; none where none was named."""
    if corrections is None:
        return empty("corrections")
    if not Path(corrections).is_file():
        raise StorageError(f"{corrections}: no such file. Name the CSV file of corrections, or leave it out.")
    return load_corrections(corrections)


def _funnel(
    articles: pd.DataFrame, mentions: pd.DataFrame, reprints: pd.DataFrame, events: pd.DataFrame
) -> pd.DataFrame:
    """Table funnel: one row is one step of the build with what it kept."""
    stated = mentions[mentions["certainty"] != "denied"]
    dated = stated[stated["date_start"].notna()]
    told = events[events["source"] != "chronology"]
    several = int((told["n_outlets"] > 1).sum())
    rows = [
        ("articles_read", len(articles), "one report that could be read"),
        ("articles_arabic", int((articles["language"] == "ar").sum()), "one report in Arabic"),
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


def _as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
