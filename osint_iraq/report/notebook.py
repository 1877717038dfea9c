"""What the notebooks call so that their cells stay short: open the tables, pick an example, show a part of a table."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from osint_iraq import __version__
from osint_iraq.analyse import Study, attack_counts
from osint_iraq.analyse.calibration import calibrate
from osint_iraq.analyse.claims import against_claims
from osint_iraq.analyse.milestones import resolved
from osint_iraq.labels import LANGS, label
from osint_iraq.pipeline import Tables, build, load_tables
from osint_iraq.plot import Chart, Charts
from osint_iraq.reference import explanatory_events, load_published_claims
from osint_iraq.show import Shown, show
from osint_iraq.versions import installed_version

__all__ = [
    "calibration_shown", "claims_sentence", "claims_shown", "evidence_of", "fingerprints", "funnel_sentence",
    "in_language", "marked_report", "mentions_of", "milestones_between", "milestones_of", "open_tables", "pick_mention",
    "totals_by_choice", "versions", "whole",
]  # fmt: skip

_NO_ATTACK = "<p>No attack was read from these reports.</p>"
_PACKAGES = ("pandas", "numpy", "scipy", "matplotlib", "camel-tools")
_ABSENT = "not installed"
_MENTION_COLUMNS = [
    "mention_id", "primary", "date_start", "date_end", "site_id", "weapons", "munitions_max", "killed_max", "outcome",
]  # fmt: skip
_CHOICES = {
    "sites (as in the charts)": Study(),
    "sites, foiled attacks too": Study(foiled=True),
    "convoys": Study(targets="convoys"),
    "strikes by foreign states": Study(actors="states", targets="all"),
    "everything in Iraq": Study(actors="all", targets="all", foiled=True),
}
_CLAIM_COLUMNS = [
    "said_by", "claim_en", "value_min", "value_max", "ours_low", "ours", "ours_high", "verdict", "basis", "why",
]  # fmt: skip
_CALIBRATED = ("exact", "mid-p", "quasi-poisson", "placebo", "placebo-score", "chosen", "verdict")


def open_tables(tables: str | Path | None, articles: str | Path) -> Tables:
    """The tables in the folder `tables`, or where it is None those built now from the reports in `articles`.

    Raises what `load_tables` and `build` raise.
    """
    if tables is None:
        return build([articles])
    return load_tables(tables)


def funnel_sentence(tables: Tables) -> str:
    """How many reports became how many events, in one sentence.

    >>> from dataclasses import fields
    >>> from osint_iraq.schema import empty
    >>> nothing = Tables(**{f.name: empty(f.name) for f in fields(Tables)})
    >>> funnel_sentence(nothing)
    '0 of 0 reports tell of an attack; their 0 mentions are 0 events, of which the chronology has 0'
    """
    rows = tables.funnel.set_index("step")["rows"]
    read, told, mentions, events, both = (
        int(rows.get(step, 0))
        for step in ("articles_read", "articles_with_attack", "mentions", "events_from_articles", "events_in_both")
    )
    return (
        f"{told} of {read} reports tell of an attack; their {mentions} mentions are {events} events, of which the "
        f"chronology has {both}"
    )


def mentions_of(tables: Tables, articles: Iterable[str], n: int = 8) -> pd.DataFrame:
    """The mentions of these articles (of all, where they have none), the first `n`, by the columns read first."""
    own = tables.mentions[tables.mentions["article_id"].isin(list(articles))]
    shown = own if len(own) else tables.mentions
    return shown[_MENTION_COLUMNS].head(n).reset_index(drop=True)


def pick_mention(tables: Tables, articles: Iterable[str]) -> str:
    """Id of the best-evidenced mention of these articles; of all mentions where they have none; "" where none is."""
    own = tables.mentions.loc[tables.mentions["article_id"].isin(list(articles)), "mention_id"]
    counts = tables.evidence["mention_id"].value_counts()
    ids = [i for i in counts.index if i in set(own)] or counts.index.tolist()
    return str(ids[0]) if ids else ""


def evidence_of(tables: Tables, mention: str) -> pd.DataFrame:
    """One row is one value of the mention, with the rule that read it and the words that it was read from."""
    rows = tables.evidence[tables.evidence["mention_id"] == mention]
    return rows[["field", "value", "rule", "text"]].reset_index(drop=True)


def marked_report(tables: Tables, mention: str) -> Shown:
    """The report of the mention with its words marked; a sentence where there is no such mention."""
    found = tables.mentions.loc[tables.mentions["mention_id"] == mention, "article_id"]
    return show(str(found.iloc[0]), tables) if len(found) else Shown("", _NO_ATTACK)


def milestones_of(political_events: pd.DataFrame, ids: Iterable[str]) -> pd.DataFrame:
    """The rows of political_events with these ids, by date; raises ValueError where one is unknown."""
    wanted = list(ids)
    unknown = sorted(set(wanted) - set(political_events["event_id"]))
    if unknown:
        raise ValueError(f"no such event_id in political_events: {', '.join(unknown)}")
    rows = political_events[political_events["event_id"].isin(wanted)]
    return rows.sort_values("date_start", kind="stable", ignore_index=True)


def milestones_between(
    political_events: pd.DataFrame, start: str, end: str, event: str, most: int = 12
) -> pd.DataFrame:
    """The political events from `start` to `end` that are no attacks, by date: one row is one, in the columns given.

    `event` is the one asked about, an id or a date. A date that no event bears gets a row of its own, without an id and
    titled as what was asked for. An event outside of `start` to `end`, or itself an attack, is not among the rows. Of
    more than `most` those nearest to `event` are taken; a chart has no room for all. Raises ValueError where `event` is
    neither an id nor a date like 2020-06-11.

    >>> day = pd.Timestamp("2020-06-11")
    >>> known = pd.DataFrame({"event_id": ["talks"], "date_start": [day], "title_en": ["Talks"]})
    >>> milestones_between(known, "2020-06-01", "2020-07-31", "2020-07-04")["title_en"].tolist()
    ['Talks', 'Date asked for']
    """
    asked = resolved(event, political_events)
    known = explanatory_events(political_events)
    if asked["event_id"] is None and not (known["date_start"] == asked["date_start"]).any():
        known = pd.concat([known, _asked_row(asked["date_start"], known)], ignore_index=True)
    rows = known[known["date_start"].between(pd.Timestamp(start), pd.Timestamp(end))]
    near = (rows["date_start"] - asked["date_start"]).abs().sort_values(kind="stable").index[:most]
    return rows.loc[near].sort_values("date_start", kind="stable", ignore_index=True)


def _asked_row(day: pd.Timestamp, like: pd.DataFrame) -> pd.DataFrame:
    """The day as a row in the columns and types of `like`."""
    titles = {f"title_{lang}": label("milestone.asked", lang) for lang in LANGS}
    row = {"date_start": day, "date_end": day, **titles}
    return pd.DataFrame([row]).reindex(columns=like.columns).astype(like.dtypes)


def in_language(charts: Charts, lang: str) -> Chart:
    """The chart in English or Arabic, as it was published."""
    return charts.ar if lang == "ar" else charts.en


def claims_shown(tables: Tables, study: str, cover: Sequence[str]) -> pd.DataFrame:
    """The published claims on one study with our count beside each; one row is one claim, see `against_claims`.

    `cover` is the first and the last day that the sources cover.
    """
    claims = load_published_claims()
    rows = against_claims(tables.events, claims[claims["study"] == study], start=cover[0], end=cover[1])
    return rows[_CLAIM_COLUMNS].reset_index(drop=True)


def claims_sentence(claims: pd.DataFrame) -> str:
    """How many of the claims agree and on what that rests, how many differ, or cannot be judged, in one sentence.

    `claims` are rows of `claims_shown` or `against_claims`.

    >>> rows = pd.DataFrame({"verdict": ["agree", "agree", "cannot_tell"], "basis": ["inside", "floor", None]})
    >>> claims_sentence(rows)[:77]
    '**Of 3 published claims 2 agree with our count (0 of them only within a fifth'
    """
    n, basis = claims["verdict"].value_counts(), claims["basis"].value_counts()
    agree, differ, open_ = (int(n.get(word, 0)) for word in ("agree", "differ", "cannot_tell"))
    near, above = (int(basis.get(word, 0)) for word in ("leeway", "floor"))
    rests = f"{near} of them only within a fifth, {above} because more does not contradict 'at least'"
    judged = f"{agree} agree with our count ({rests}), {differ} differ, and {open_} cannot be judged"
    return f"**Of {len(claims)} published claims {judged}; claims and chronology rest on the same press.**"


def whole(table: pd.DataFrame) -> Shown:
    """The table with every cell in full, where a notebook would cut long texts short."""
    with pd.option_context("display.max_colwidth", None):
        return Shown("", table.to_html(index=False, na_rep=""))


def calibration_shown(runs: int = 2000) -> pd.DataFrame:
    """How often each test rejects at 5% where nothing happens: one row is one process, one column one test."""
    found = calibrate(runs, tests=_CALIBRATED)
    parts = zip(found["process"], found["branching"], found["cluster_days"], strict=True)
    found = found.assign(process=[_process(*row) for row in parts])
    order = found["process"].drop_duplicates()
    table = found.pivot(index="process", columns="test", values="rejected_share")
    return table.loc[order, list(_CALIBRATED)].rename_axis(columns=None).round(3)


def _process(kind: str, branching: Any, cluster_days: Any) -> str:
    if kind == "hawkes":
        return f"{kind}, branching {branching:g}"
    return kind if kind == "poisson" else f"{kind}, clusters of {cluster_days} days"


def totals_by_choice(events: pd.DataFrame, start: str, end: str) -> pd.DataFrame:
    """One row is one choice of what counts as an attack, with the number reported in the window."""
    totals = {
        name: attack_counts(events, start, end, "Y", study=study)["count"].sum() for name, study in _CHOICES.items()
    }
    return pd.DataFrame({"counted": totals.keys(), "attacks_reported": totals.values()})


def fingerprints(tables: Tables) -> dict[str, str]:
    """The hash of the events that a chart was drawn from, for its sidecar."""
    return {"events": hashlib.sha256(tables.events.to_csv(index=False, lineterminator="\n").encode()).hexdigest()}


def versions() -> pd.DataFrame:
    """One row is one package that had a part in the numbers, with its version."""
    rows = [("osint_iraq", __version__), ("python", platform.python_version())]
    rows += [(name, installed_version(name) or _ABSENT) for name in _PACKAGES]
    return pd.DataFrame(rows, columns=["package", "version"])
