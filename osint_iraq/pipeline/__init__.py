"""The order of the rooms: read, extract, link, and what came of each step."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from osint_iraq.cluster import crew_of
from osint_iraq.corrections import apply_corrections, problems_of, unknown_tables
from osint_iraq.link import Rule, SiteRule
from osint_iraq.partitions import TableWriter
from osint_iraq.pipeline.curated import Curated, load_curated
from osint_iraq.pipeline.joining import events_reached, funnel, linked_by_hand, marked
from osint_iraq.pipeline.telling import Told, add_problem, frames_of, tell
from osint_iraq.read import Problem, read_each
from osint_iraq.rows import records
from osint_iraq.schema import check
from osint_iraq.spool import Spool, open_spool
from osint_iraq.storage import files_of, write_texts
from osint_iraq.store import Memory, no_store, open_store
from osint_iraq.tables import Tables, about, load_tables, save
from osint_iraq.versions import EXTRACTION, READING, method_version
from osint_iraq.workers import Crew
from osint_iraq.writing import OWN, new_set

__all__ = ["Tables", "build", "load_tables", "save"]

log = logging.getLogger(__name__)

_NAMES = tuple(f.name for f in fields(Tables))


@dataclass(frozen=True)
class _Work:
    """How a build is made; nothing of it changes what comes out."""

    store: Memory
    crew: Crew
    progress: bool


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
    workers: int = 1,
    scheduler: str | None = None,
) -> Tables:
    """Every table from files and folders of reports; written to `out` as well where it is given.

    With `out`, what reading and extraction found is kept beside the tables as it is found, by the content of each
    page and the version of the method: a build that was stopped goes on from there, a later one works on new and
    changed pages only, and both write the bytes that one build from the beginning would have written. Articles then
    lie on disk all the while, so that a million take no more memory than ten thousand; a table of more than 20,000
    rows is a folder of parts, and the `Tables` given back read it from there when it is first asked for.

    `reference` is the folder of the chronology and the political events; without it the repository's own is used, and
    where there is none (an installed package) events rest on the articles alone, which `problems` then says.
    `chronology` is a file in the columns of that table (as `osint-iraq convert` writes it) to take instead.
    `corrections` is the file of corrections by hand, by default hand/corrections.csv beside the reference folder; each
    is applied to its table when that is done, and `problems` names those that could not be. `days` and `site` say how
    strictly reports are joined (see `link`). `columns` says what the columns of tables of articles hold (see `read`).
    Where nothing could be read, nothing is written. `guard=False` writes CSV cells exactly as they are, also those that
    a spreadsheet would take for a formula. `workers` processes of this machine read pages and articles, or the workers
    of the Dask cluster at the address `scheduler`; the tables do not depend on that (see docs/scale.md).
    Raises what `read` raises for inputs that do not exist, `StorageError` where a file is missing, `out` cannot be
    written or another build is writing to it, `ClusterError` where the cluster is not there or not fit, ValueError for
    a linking rule that does not exist.

    >>> build(["my_archive/"], out="build/tables")  # doctest: +SKIP
    """
    rule: dict[str, Any] = asdict(Rule(days, site))
    known = load_curated(reference, chronology, corrections)
    with ExitStack() as held:
        crew = held.enter_context(crew_of(workers, scheduler))
        store: Memory = held.enter_context(no_store() if out is None else open_store(out))
        pages, problems = (held.enter_context(open_spool(_beside(out, name))) for name in ("pages", "problems"))
        work = _Work(store, crew, progress)
        room = store.room("read", method_version("read", depends=READING))
        for found in read_each(inputs, progress, columns=columns, room=room, crew=crew):
            if isinstance(found, Problem):
                add_problem(problems, found.row())
            else:
                pages.add(str(found["article_id"]), found)
        if out is None or not len(pages):
            return Tables(**_frames(_made(pages, problems, known, work, rule)[0]))
        with new_set(out, files_of(_NAMES)) as staged:
            writers, articles_sha256 = _made(pages, problems, known, work, rule, staged, guard)
            rows = {name: writer.rows for name, writer in writers.items()}
            choices = {"chronology": chronology, "corrections": corrections, **rule}
            write_texts(about(rows, articles_sha256, reference, **choices), staged)
        log.info("wrote the tables to %s", out)
        store.prune()
    return Tables.of_folder(out, _frames(writers))


def _beside(out: str | Path | None, name: str) -> Path | None:
    return None if out is None else Path(out) / OWN / f"{name}.spool"


def _frames(writers: Mapping[str, TableWriter]) -> dict[str, pd.DataFrame]:
    """The tables that are held."""
    return {name: writer.frame for name, writer in writers.items() if writer.frame is not None}


def _made(
    pages: Spool,
    problems: Spool,
    known: Curated,
    work: _Work,
    rule: dict[str, Any],
    folder: Path | None = None,
    guard: bool = True,
) -> tuple[dict[str, TableWriter], str]:
    """Every table, written to `folder` or held, and the hash of the articles behind them."""
    with ExitStack() as opened:
        writers = {name: opened.enter_context(TableWriter(name, folder, guard)) for name in _NAMES}
        room = work.store.room("extract", method_version("extract", depends=EXTRACTION))
        told = tell(pages, problems, known, writers, room=room, crew=work.crew, progress=work.progress)
        for row in _join(told, pages, known, rule, writers):
            add_problem(problems, row)
        for frame in frames_of(problems, "problems"):
            writers["problems"].add(frame)
    return writers, told.articles_sha256


def _join(
    told: Told, pages: Spool, known: Curated, rule: dict[str, Any], writers: Mapping[str, TableWriter]
) -> list[dict[str, str]]:
    """The tables that rest on all articles together; what is wrong with curated tables comes back."""
    mentions = apply_corrections(told.mentions, "mentions", known.corrections)
    linked, moved, put = linked_by_hand(mentions.frame, told.articles, known, rule)
    changed = events_reached(linked.events, mentions.frame, mentions.rows | put, told.corrected.rows, moved)
    events = apply_corrections(marked(linked.events, changed), "events", known.corrections)
    reports = [told.corrected.report, mentions.report, moved, events.report, unknown_tables(known.corrections)]
    report = check(pd.concat(reports), "corrections")
    steps = funnel(len(pages), told.arabic, mentions.frame, linked.reprints, events.frame)
    made = {"mentions": mentions.frame, "events": marked(events.frame, events.rows), "links": linked.links,
            "reprints": linked.reprints, "corrections": report, "funnel": steps}  # fmt: skip
    for name, frame in made.items():
        writers[name].add(frame)
    by_hand = problems_of(report, known.corrections_path, pages)
    return records(pd.concat([known.problems, by_hand]))
