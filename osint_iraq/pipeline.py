"""The order of the rooms: read, extract, link, and what came of each step."""

from __future__ import annotations

import hashlib
import json
import logging
import platform
from collections.abc import Iterable
from dataclasses import dataclass, fields
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pandas as pd

from osint_iraq import __version__
from osint_iraq.codebook import datapackage
from osint_iraq.extract import extract
from osint_iraq.link import link, match_political
from osint_iraq.read import read
from osint_iraq.reference import LEXICONS, load_chronology, load_political_events, reference_folder
from osint_iraq.schema import check
from osint_iraq.storage import StorageError, write_tables

__all__ = ["Tables", "build", "save"]

log = logging.getLogger(__name__)

_DEPENDENCIES = ("pandas", "pyarrow", "camel-tools", "regex")


@dataclass(frozen=True)
class Tables:
    """Everything that a build makes, one frame a table; see the codebook for their columns."""

    articles: pd.DataFrame
    mentions: pd.DataFrame
    evidence: pd.DataFrame
    events: pd.DataFrame
    aggregates: pd.DataFrame
    political_mentions: pd.DataFrame
    problems: pd.DataFrame
    funnel: pd.DataFrame

    def frames(self) -> dict[str, pd.DataFrame]:
        """{name: frame}, in the order of the flow."""
        return {f.name: getattr(self, f.name) for f in fields(self)}


@dataclass(frozen=True)
class _Reference:
    chronology: pd.DataFrame | None
    political_events: pd.DataFrame | None
    problems: pd.DataFrame


def build(
    inputs: str | Path | Iterable[str | Path],
    out: str | Path | None = None,
    progress: bool = False,
    reference: str | Path | None = None,
) -> Tables:
    """Every table from files and folders of reports; written to `out` as well where it is given.

    `reference` is the folder of the chronology and the political events; without it the repository's own is used, and
    where there is none (an installed package) events rest on the articles alone, which `problems` then says.
    Raises what `read` raises for inputs that do not exist, and `StorageError` where `out` cannot be written.

    >>> build(["my_archive/"], out="build/tables")  # doctest: +SKIP
    """
    known = _load_reference(reference)
    found = read(inputs, progress=progress)
    extracted = extract(found.articles, progress=progress)
    events = link(extracted.mentions, found.articles, known.chronology)
    political = match_political(extracted.political_mentions, known.political_events)
    tables = Tables(
        articles=found.articles,
        mentions=extracted.mentions,
        evidence=extracted.evidence,
        events=events,
        aggregates=extracted.aggregates,
        political_mentions=political,
        problems=check(pd.concat([found.problems, known.problems], ignore_index=True), "problems"),
        funnel=_funnel(found.articles, extracted.mentions, events),
    )
    if out is not None:
        save(tables, out, reference)
    return tables


def save(tables: Tables, out: str | Path, reference: str | Path | None = None) -> None:
    """Write every table to `out`, with build.json (versions and hashes of what made them) and datapackage.json.

    Two builds from the same inputs with the same versions write the same bytes. Raises `StorageError`.
    """
    texts = {
        "build.json": _as_json(_origin(tables, reference)),
        "datapackage.json": _as_json(datapackage({name: f"{name}.csv" for name in tables.frames()})),
    }
    write_tables(tables.frames(), out, texts)
    log.info("wrote the tables to %s", out)


def _load_reference(folder: str | Path | None) -> _Reference:
    """The curated tables; a folder that was asked for must be there, the repository's own may be absent."""
    if folder is None:
        try:
            folder = reference_folder()
        except StorageError as error:
            row = {"path": "data/reference", "stage": "reference", "severity": "warning", "code": "no_reference",
                   "message": str(error)}  # fmt: skip
            return _Reference(None, None, check(pd.DataFrame([row]), "problems"))
    none = check(pd.DataFrame(columns=["path", "stage", "severity", "code", "message"]), "problems")
    return _Reference(load_chronology(folder), load_political_events(folder), none)


def _funnel(articles: pd.DataFrame, mentions: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """Table funnel: one row is one step of the build with what it kept."""
    stated = mentions[mentions["certainty"] != "denied"]
    dated = stated[stated["date_start"].notna()]
    rows = [
        ("articles_read", len(articles), "one report that could be read"),
        ("articles_arabic", int((articles["language"] == "ar").sum()), "one report in Arabic"),
        ("articles_with_attack", mentions["article_id"].nunique(), "one report that tells of an attack"),
        ("mentions", len(mentions), "one attack as one report tells it"),
        ("mentions_not_denied", len(stated), "one of these that the report does not deny"),
        ("mentions_dated", len(dated), "one of these with a date: only these can become events"),
        ("mentions_dated_and_placed", int(dated["site_id"].notna().sum()), "one of these with a known place"),
        ("events_from_articles", int((events["source"] != "chronology").sum()), "one attack, its reports together"),
        ("events_in_both", int((events["source"] == "both").sum()), "one of these that the chronology has too"),
        ("events_chronology_only", int((events["source"] == "chronology").sum()), "one attack of the chronology alone"),
        ("events", len(events), "one attack"),
    ]
    return check(pd.DataFrame(rows, columns=["step", "rows", "meaning"]), "funnel")


def _origin(tables: Tables, reference: str | Path | None) -> dict[str, object]:
    """What made the tables: versions, and hashes of the lexicons, the curated tables and the inputs. No clock."""
    read_in = tables.articles
    articles = sorted(f"{name}\t{sha}" for name, sha in zip(read_in["article_id"], read_in["sha256"], strict=True))
    return {
        "osint_iraq": __version__,
        "python": platform.python_version(),
        "dependencies": {name: _version(name) for name in _DEPENDENCIES},
        "lexicons_sha256": _hash_of_folder(LEXICONS, "*.csv"),
        "reference_sha256": _reference_hash(reference),
        "articles_sha256": hashlib.sha256("\n".join(articles).encode()).hexdigest(),
        "rows": {name: len(frame) for name, frame in tables.frames().items()},
    }


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _reference_hash(folder: str | Path | None) -> str | None:
    try:
        return _hash_of_folder(reference_folder(folder), "*.csv")
    except StorageError:
        return None


def _hash_of_folder(folder: Path, pattern: str) -> str:
    """One hash over names and contents of the files, in the order of their names."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob(pattern)):
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
