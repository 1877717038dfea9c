"""What deserves a human look, most influential on the counts first, as a sheet to fill; and the filled sheet back in.

A row asks one question about one value. The person writes a decision beside it: `accept` takes the proposal, `change`
takes what is written in `new`, `keep` confirms what stands there; nothing leaves the question open. What was decided
becomes a row of the corrections, so that the next build applies it and the next sheet does not ask again.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import IO, Any

import pandas as pd

from osint_iraq.analyse import Study, study_events
from osint_iraq.corrections import EVENT_OF_MENTION, load_corrections
from osint_iraq.link import NEAR_REASONS
from osint_iraq.pipeline import Tables
from osint_iraq.rows import event_of_mentions, records
from osint_iraq.schema import TABLES, check
from osint_iraq.schema_columns import COUNTED_NOUNS, REVIEW_KINDS
from osint_iraq.storage import cells, read_csv, write_csv, write_files

__all__ = ["ReviewError", "apply_review", "review", "write_review"]

_COUNTED = Study(targets="all")
_FOILED = "foiled"
_FILLED = ("decision", "new", "why", "who", "when")
_IN_WORDS = {
    "alleged": "only somebody's claim speaks of this attack: reported confirms it, denied takes it out of the counts",
    "undated": "no date could be read, so this attack is in no count; write its date, or the event that it is",
    "no_place": "no place of the gazetteer could be read, so this attack is in no count by site",
}
Row = dict[str, Any]


class ReviewError(ValueError):
    """The filled sheet cannot be used; the message names the file, the line and the mend."""


def review(tables: Tables) -> pd.DataFrame:
    """Table review: one row is one question, the most influential on the counts first.

    Asked are: mentions that were nearly put with another attack; those without a date; attacks that rest on a claim
    alone; fields on which reports disagree; attacks without a place; corrections that no longer fit. `influence` is how
    many attacks the monthly counts of attacks in Iraq by armed groups (sites and convoys) could change by. What
    corrections have already decided is not asked again.
    """
    counted = set(study_events(tables.events, _COUNTED).events["event_id"])
    rows = [*_near_misses(tables, counted), *_undated(tables), *_alleged(tables, counted)]
    rows += [*_conflicts(tables, counted), *_no_place(tables), *_corrections(tables)]
    decided = {(r["table"], r["id"], r["field"]) for r in records(tables.corrections)
               if r["status"] in ("applied", "confirmed")}  # fmt: skip
    open_rows = [row for row in rows if (row["table"], row["id"], row["field"]) not in decided]
    open_rows.sort(key=_weight)
    frame = pd.DataFrame(open_rows, columns=TABLES["review"].names)
    return check(frame, "review")


def write_review(tables: Tables, path: str | Path) -> pd.DataFrame:
    """Write the sheet of `review` as a CSV file, whole or not at all, and return it. Raises `StorageError`."""
    path, sheet = Path(path), review(tables)
    write_files({path.name: partial(write_csv, sheet, "review")}, path.parent)
    return sheet


def apply_review(path: str | Path, corrections: str | Path) -> pd.DataFrame:
    """Add what the filled sheet at `path` decides to the file of corrections; the added rows come back.

    Rows without a decision are left alone, and a decision that stands there already is not written twice. Raises
    `ReviewError` where a decision is no decision, or lacks its reason, name, day or new value; `SchemaError` and
    `StorageError` as `read_csv` does. The file of corrections is written whole or not at all.
    """
    sheet = read_csv(path, "review")
    added = [_correction(row, f"{path}, line {n}") for n, row in enumerate(records(sheet), start=2) if row["decision"]]
    before = load_corrections(corrections)
    new = check(pd.DataFrame(added, columns=TABLES["corrections"].names), "corrections")
    both = pd.concat([before, new], ignore_index=True)
    both = both.drop_duplicates(["table", "id", "field", "old", "new"], ignore_index=True)
    target = Path(corrections)

    def write(stream: IO[bytes]) -> None:
        write_csv(both, "corrections", stream, without=("status", "found"))

    write_files({target.name: write}, target.parent)
    return both.iloc[len(before) :].reset_index(drop=True)


def _correction(row: Row, where: str) -> Row:
    lacking = [name for name in ("why", "who") if not row[name]]
    if row["decision"] == "change" and not row["new"]:
        lacking.append("new")
    if row["decision"] == "accept" and not row["proposal"]:
        raise ReviewError(f"{where}: there is no proposal to accept; write change, and the value into new")
    if lacking:
        raise ReviewError(f"{where}: decision {row['decision']!r} needs {', '.join(lacking)}")
    new = {"accept": row["proposal"], "change": row["new"], "keep": row["current"]}[row["decision"]]
    day = row["when"] or pd.Timestamp(datetime.date.today())
    made = {"table": row["table"], "id": row["id"], "field": row["field"], "old": row["current"], "new": new}
    return made | {"why": row["why"], "who": row["who"], "when": day}


def _weight(row: Row) -> tuple[Any, ...]:
    kind = REVIEW_KINDS.index(row["kind"])
    where = (row["table"], row["id"], row["field"], str(row["proposal"]))
    return (-row["influence"], kind, -row["n_outlets"], *where)


def _question(kind: str, table: str, key: str, field: str, current: str, reason: str, **more: Any) -> Row:
    row = {"kind": kind, "table": table, "id": key, "field": field, "current": current or None, "reason": reason}
    return dict.fromkeys(_FILLED) | {"influence": 0, "n_outlets": 0, "proposal": None, "words": None} | row | more


def _near_misses(tables: Tables, counted: set[str]) -> Iterator[Row]:
    """A mention that was nearly put elsewhere. Joining it takes away the attack that it makes alone, if that counts."""
    mentions = {row["mention_id"]: row for row in records(tables.mentions)}
    events = {row["event_id"]: row for row in records(tables.events)}
    event_of = event_of_mentions(tables.events)
    for row in records(tables.links[tables.links["verdict"] == "near_miss"]):
        own = event_of.get(row["mention_id"], "")
        alone = bool(own) and (events[own]["mention_ids"] or "").count("|") == 0
        target = _described(events.get(row["event_id"]))
        yield _question(
            "near_miss", "mentions", row["mention_id"], EVENT_OF_MENTION, own,
            f"{NEAR_REASONS[row['reason']]}; proposed: {target}",
            influence=int(own in counted and alone), n_outlets=1, proposal=row["event_id"],
            words=mentions[row["mention_id"]]["sentence"],
        )  # fmt: skip


def _described(event: Mapping[str, Any] | None) -> str:
    """An attack on one line."""
    if event is None:
        return "no such event"
    numbers = [f"{noun} {event[f'{noun}_low']} to {event[f'{noun}_high']}" for noun in COUNTED_NOUNS
               if event[f"{noun}_low"] is not None]  # fmt: skip
    days = f"{event['date_start']:%Y-%m-%d}..{event['date_end']:%Y-%m-%d}"
    return ", ".join([days, str(event["site_id"]), str(event["weapons"]), *numbers])


def _undated(tables: Tables) -> Iterator[Row]:
    """A mention without a date makes no event; with one, the count could be one higher."""
    placed = event_of_mentions(tables.events)
    near = set(tables.links.loc[tables.links["verdict"] == "near_miss", "mention_id"])
    for row in records(tables.mentions[tables.mentions["date_start"].isna()]):
        if row["mention_id"] not in placed and row["mention_id"] not in near and row["certainty"] != "denied":
            yield _question("undated", "mentions", row["mention_id"], "date_start", "", _IN_WORDS["undated"],
                            influence=1, n_outlets=1, words=row["sentence"])  # fmt: skip


def _alleged(tables: Tables, counted: set[str]) -> Iterator[Row]:
    """An attack of which only a claim speaks: no other voice, no row of the chronology."""
    mentions = {row["mention_id"]: row for row in records(tables.mentions)}
    alone = (tables.events["source"] == "articles") & (tables.events["certainty"] == "alleged")
    for event in records(tables.events[alone.fillna(False)]):
        ids = event["mention_ids"].split("|")
        first, single = mentions[ids[0]], len(ids) == 1
        yield _question("alleged", "mentions", first["mention_id"], "certainty", "alleged", _IN_WORDS["alleged"],
                        influence=int(event["event_id"] in counted and single), n_outlets=event["n_outlets"],
                        words=first["sentence"])  # fmt: skip


def _conflicts(tables: Tables, counted: set[str]) -> Iterator[Row]:
    """A field on which the reports of an attack, or a report and the chronology, disagree."""
    sentences = tables.mentions.set_index("mention_id")["sentence"]
    for event in records(tables.events[tables.events["conflicts"].notna()]):
        ids = (event["mention_ids"] or "").split("|")
        own = tables.mentions[tables.mentions["mention_id"].isin(ids)]
        for name in event["conflicts"].split("|"):
            field = _field(name)
            current, stated = _text(tables.events, event, field), _stated(own, name)
            others = sorted(set(stated.values()) - {current})
            yield _question(
                "conflict", "events", event["event_id"], field, current, _disagreement(stated),
                influence=_at_stake(own, event, name) if event["event_id"] in counted else 0,
                n_outlets=event["n_outlets"], proposal=others[0] if len(others) == 1 else None,
                words=next((sentences[m] for m in ids if m in sentences.index), None),
            )  # fmt: skip


def _field(name: str) -> str:
    """The column of events that a name in `conflicts` speaks of."""
    return "date_start" if name == "date" else f"{name}_best" if name in COUNTED_NOUNS else name


def _disagreement(stated: Mapping[str, str]) -> str:
    told = "; ".join(f"{mention}: {value}" for mention, value in stated.items())
    if len(set(stated.values())) > 1:
        return f"reports disagree: {told}"
    return f"the chronology has it otherwise than the reports: {told}" if told else "the chronology disagrees"


def _stated(own: pd.DataFrame, name: str) -> dict[str, str]:
    """{mention: what it says}, for those that say something; a range is written low..high."""
    columns = [f"{name}_min", f"{name}_max"] if name in COUNTED_NOUNS else [_field(name)]
    found = {}
    for place in own.index:
        texts = [text for text in (_text(own, own.loc[place], column) for column in columns) if text]
        if texts and texts != ["unknown"]:
            found[str(own.at[place, "mention_id"])] = "..".join(dict.fromkeys(texts))
    return found


def _text(frame: pd.DataFrame, row: Mapping[str, Any] | pd.Series, field: str) -> str:
    """One value as the text of its CSV cell."""
    column = next(c for table in ("events", "mentions") for c in TABLES[table].columns if c.name == field)
    return cells(pd.DataFrame({field: [row[field]]}).astype({field: frame[field].dtype}), column)[0]


def _at_stake(own: pd.DataFrame, event: Mapping[str, Any], name: str) -> int:
    """1 where the decision could take the attack out of the counts or move it to another month."""
    if name == "date":
        months = {*own["date_start"].dropna().dt.to_period("M"), event["date_start"].to_period("M")}
        return int(len(months) > 1)
    if name == "outcome":
        return int(_FOILED in {*own["outcome"], event["outcome"]})
    if name in ("claimed_by", "attributed_to", "weapons"):
        variants = [{**event, name: value, "event_id": f"e{n}"} for n, value in enumerate([*own[name], event[name]])]
        kept = study_events(check(pd.DataFrame(variants), "events"), _COUNTED).events
        return int(0 < len(kept) < len(variants))
    return 0


def _no_place(tables: Tables) -> Iterator[Row]:
    sentences = tables.mentions.set_index("mention_id")["sentence"]
    for event in records(tables.events[(tables.events["source"] == "articles") & tables.events["site_id"].isna()]):
        words = sentences.get(event["mention_ids"].split("|")[0])
        yield _question("no_place", "events", event["event_id"], "site_id", "", _IN_WORDS["no_place"],
                        n_outlets=event["n_outlets"], words=words)  # fmt: skip


def _corrections(tables: Tables) -> Iterator[Row]:
    """A correction that could not be applied: the value changed since somebody looked."""
    for row in records(tables.corrections[tables.corrections["status"] == "stale"]):
        reason = f"a correction of {row['when']:%Y-%m-%d} by {row['who']} wanted {row['new']!r} for {row['old']!r}"
        yield _question("correction", row["table"], row["id"], row["field"], row["found"] or "", reason,
                        proposal=row["new"])  # fmt: skip
