"""The curated tables are sound, and the gazetteer's conventions hold."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pandas as pd
import pytest

from osint_iraq import reference
from osint_iraq.analyse import Study, study_events
from osint_iraq.evaluate_files import read_gold
from osint_iraq.link import link
from osint_iraq.reference import Gazetteer, explanatory_events, gazetteer
from osint_iraq.reference_check import check_reference
from osint_iraq.schema import empty
from osint_iraq.storage import StorageError, read_csv

ROOT = Path(__file__).parents[1]
GOLD = ROOT / "data" / "gold"
CHRONOLOGY = reference.load_chronology()
POLITICAL = reference.load_political_events()
TALLIES = reference.load_official_tallies()
SITES = reference.load_sites()
GROUPS = reference.load_groups()
PLACES = gazetteer()


def test_every_site_of_the_chronology_is_a_core_site() -> None:
    assert [s for s in CHRONOLOGY["site"].dropna().unique() if not PLACES.is_core(s) or PLACES.canonical(s) != s] == []


@pytest.mark.parametrize("column", ["claimed_by", "attributed_to"])
def test_every_group_of_the_chronology_is_known(column: str) -> None:
    assert set(CHRONOLOGY[column].dropna()) <= set(GROUPS["group_id"])


@pytest.mark.parametrize("frame", [CHRONOLOGY, POLITICAL], ids=["chronology", "political_events"])
def test_every_curated_row_has_a_source_and_lies_in_the_period(frame: pd.DataFrame) -> None:
    assert frame["source_url"].str.startswith(("http://", "https://")).all()
    assert frame["date_start"].min() >= pd.Timestamp("2019-01-01")
    assert frame["date_end"].max() <= pd.Timestamp("2026-12-31")


def test_the_same_attack_is_not_entered_twice() -> None:
    columns = [c for c in CHRONOLOGY.columns if c not in ("chronology_id", "confidence", "source_url", "source_url_2")]
    assert CHRONOLOGY[CHRONOLOGY.duplicated(columns)]["chronology_id"].tolist() == []


def test_a_row_is_called_a_claim_alone_only_where_its_note_speaks_of_a_claim() -> None:
    marked = CHRONOLOGY[CHRONOLOGY["certainty"] == "alleged"]
    assert marked["note"].str.contains("claim", case=False).all()
    assert not (marked["confidence"] == "high").any()
    assert len(marked) == 60  # as chronology.md says


def test_the_country_of_a_row_is_that_of_its_site() -> None:
    placed = CHRONOLOGY[CHRONOLOGY["site"].notna()]
    country = placed["site"].map(lambda s: PLACES.value(s, "country"))
    border = placed["site"] == "iraq_syria_border"
    assert placed[(country != placed["country"]) & ~border]["chronology_id"].tolist() == []


def test_parents_exist_and_lead_somewhere() -> None:
    assert set(SITES["parent_id"].dropna()) <= set(SITES["site_id"])
    assert set(GROUPS["parent_id"].dropna()) <= set(GROUPS["group_id"])
    for site in SITES["site_id"]:
        assert site not in PLACES.ancestors(site), f"{site} lies in itself"


def test_notes_name_sites_that_exist() -> None:
    known = set(SITES["site_id"])
    for site in known:
        assert PLACES.canonical(site) in known
        assert set(PLACES.same_as(site)) <= known
        assert all(site in PLACES.same_as(other) for other in PLACES.same_as(site)), (
            f"{site}: same_as goes one way only"
        )


@pytest.mark.parametrize(
    ("table", "key", "of"), [("site_aliases", "site_id", SITES), ("group_aliases", "group_id", GROUPS)]
)
def test_every_alias_names_something_known(table: str, key: str, of: pd.DataFrame) -> None:
    aliases = read_csv(reference.LEXICONS / f"{table}.csv", table)
    assert set(aliases[key]) <= set(of[key])


@pytest.mark.parametrize(
    ("site", "core"),
    [
        ("karrada", "baghdad_city"),
        ("kirkuk_airbase", "kirkuk"),
        ("imam_ali_base", "nasiriyah"),
        ("kawergosk", "kawergosk_refinery"),
        ("convoy_qadisiyyah", "convoy_diwaniyah"),
        ("ain_al_asad", "ain_al_asad"),
        ("rumaylan", "rumaylan"),
        ("not_a_place", "not_a_place"),
    ],
)
def test_a_place_rolls_up_to_a_core_site(site: str, core: str) -> None:
    assert PLACES.core_site(site) == core


@pytest.mark.parametrize(
    ("site", "kind"),
    [("khor_mor", "energy"), ("kirkuk", "city"), ("zakho", "city"), ("convoy_babil", "convoy"), ("not_a_place", None)],
)
def test_the_kind_of_a_place_is_a_kind_of_target(site: str, kind: str | None) -> None:
    assert PLACES.target_kind(site) == kind


def test_the_gazetteer_is_the_table_sites_read_without_frames() -> None:
    assert PLACES.rows == reference.gazetteer_of(SITES).rows


def test_parents_that_run_in_a_circle_end() -> None:
    rows = {"a": {"parent_id": "b", "note": None}, "b": {"parent_id": "a", "note": None}}
    assert Gazetteer(rows).ancestors("a") == ["b", "a"]


def test_events_that_are_attacks_explain_nothing() -> None:
    left_out = set(POLITICAL["event_id"]) - set(explanatory_events(POLITICAL)["event_id"])
    assert set(POLITICAL.loc[POLITICAL["series"] == "militia_attack", "event_id"]) < left_out
    assert {
        "green_zone_rockets_truce_end_2020_11",
        "iri_campaign_start_2023_10",
        "iri_joins_iran_war_2026_02",
        "kadhimi_assassination_attempt_2021_11",
    } < left_out
    assert len(left_out) == 14
    assert "strategic_dialogue" in set(explanatory_events(POLITICAL)["series"])


@pytest.mark.parametrize(
    ("row", "explains"),
    [
        ({"series": "militia_attack", "is_attack": None}, False),
        ({"series": "gaza_war", "is_attack": True}, False),
        ({"series": "gaza_war", "is_attack": None}, True),
        ({"series": None, "is_attack": False}, True),
    ],
)
def test_an_unmarked_event_is_judged_by_its_series(row: dict[str, object], explains: bool) -> None:
    frame = pd.DataFrame([{"event_id": "e", **row}]).astype({"is_attack": "boolean", "series": "str"})
    assert len(explanatory_events(frame)) == explains
    assert len(explanatory_events(frame[["event_id", "series"]])) == (row["series"] != "militia_attack")


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="no such file"):
        reference.load_chronology(tmp_path)


def test_a_part_of_a_total_is_counted_over_the_same_days() -> None:
    parts = TALLIES.dropna(subset="part_of").merge(TALLIES, left_on="part_of", right_on="tally_id")
    assert len(parts) == TALLIES["part_of"].notna().sum() > 60
    same = parts["period_start_x"].eq(parts["period_start_y"]) | parts["period_start_y"].isna()
    assert parts.loc[~same | (parts["as_of_end_x"] < parts["as_of_start_y"]), "tally_id_x"].tolist() == []


@pytest.mark.parametrize("name", ["corpus", "seeds"])
def test_gold_names_known_places_and_groups(name: str) -> None:
    for document in read_gold(GOLD / f"{name}.jsonl"):
        for event in document["events"]:
            assert event["site"] is None or PLACES.is_core(event["site"]), (document["doc_id"], event["site"])
            named = {event["claimed_by"], event["attributed_to"]} - {None}
            assert named <= set(GROUPS["group_id"]), (document["doc_id"], named)


def test_every_gold_report_is_in_the_corpus() -> None:
    reports = {p.stem for p in (ROOT / "data" / "articles").glob("*.txt")}
    assert {d["doc_id"] for d in read_gold(GOLD / "corpus.jsonl")} == reports


def test_the_split_follows_its_rule() -> None:
    parts = pd.read_csv(GOLD / "split.csv", dtype=str).set_index("doc_id")["part"].to_dict()
    lines = (GOLD / "corpus.jsonl").read_text(encoding="utf-8").splitlines()
    corpus = [json.loads(line)["doc_id"] for line in lines]
    seeds = [d["doc_id"] for d in read_gold(GOLD / "seeds.jsonl")]
    expected = {d: "test" if int(hashlib.sha256(d.encode()).hexdigest()[:8], 16) % 10 < 2 else "dev" for d in corpus}
    assert parts == expected | dict.fromkeys(seeds, "dev")


def test_the_validator_finds_nothing_in_the_own_tables() -> None:
    assert check_reference()["message"].tolist() == []


@pytest.mark.parametrize(
    ("file", "column", "value", "said"),
    [
        ("chronology", "site", "atlantis", "no core site"),
        ("chronology", "country", "SY", "is not that of"),
        ("chronology", "claimed_by", "pirates", "groups.csv"),
        ("chronology", "source_url", "a book", "no source_url"),
        ("chronology", "confidence", "", "no confidence"),
        ("political_events", "is_attack", "false", "is_attack must be true"),
        ("official_tallies", "site", "atlantis", "not in sites.csv"),
        ("official_tallies", "count_min", "0", "below an earlier total"),
        ("published_claims", "source_url", "a book", "no source_url"),
        ("published_claims", "confidence", "", "no confidence"),
        ("published_claims", "site", "atlantis", "not in sites.csv"),
        ("published_claims", "said_end", "2020-06-21", "after it was said"),
        ("published_claims", "reason", "too vague", "must have a reason"),
        ("published_claims", "testable", "false", "must have a reason"),
        ("published_claims", "period_start", "", "without period_start"),
        ("published_claims", "targets", "", "without period_start"),
        ("published_claims", "measure", "none", "measures nothing"),
        ("published_claims", "measure", "count", "has no number"),
        ("published_claims", "direction", "", "without direction"),
        ("published_claims", "compare_end", "", "without direction"),
        ("published_claims", "compare_end", "2020-06-08", "overlap"),
        ("known_gaps", "note", "", "neither note nor source_url"),
        ("known_gaps", "source_url", "a book", "no address in source_url"),
        ("known_gaps", "countries", "IQ|Syria", "'Syria' is no ISO code"),
        ("known_gaps", "date_end", "", "is open, but the chronology has 2026"),
        ("known_gaps", "date_start", "2024-10-01", "says that none is listed, but the chronology has 20241001"),
        ("known_gaps", "gap_id", "again", "days, countries and targets of an earlier row"),
        ("official_tallies", "part_of", "nobody_20231113", "no other row"),
        ("official_tallies", "part_of", "dod_20231113", "no other row"),
        ("official_tallies", "part_of", "dod_20231113_iq", "larger than dod_20231113_iq"),
    ],
)
def test_the_validator_names_file_row_and_mend(file: str, column: str, value: str, said: str, tmp_path: Path) -> None:
    folder = copied(tmp_path)
    frame = pd.read_csv(folder / f"{file}.csv", dtype=str, na_filter=False)
    key, wanted = {"political_events": ("series", "militia_attack"), "official_tallies": ("tally_id", "dod_20231113"),
                   "chronology": ("chronology_id", "20240725_ain_al_asad"),
                   "known_gaps": ("gap_id", "iraq_2024_10"),
                   "published_claims": ("claim_id", "afp_2020_06_22_rose")}[file]  # fmt: skip
    row = frame[key] == wanted
    assert row.any()
    with_it = {
        "count_min": {"count_max": value},
        "said_end": {"said_start": value},
        "date_start": {"kind": "not_proven"},
    }  # else the contract breaks first
    changed = {column: value} | with_it.get(column, {})
    if (file, column) == ("known_gaps", "gap_id"):
        frame = pd.concat([frame, frame[row]], ignore_index=True)  # the same stretch of days a second time
        row = frame.index == len(frame) - 1
    for name, text in changed.items():
        frame.loc[row, name] = text
    frame.to_csv(folder / f"{file}.csv", index=False)
    messages = check_reference(folder)["message"]
    assert messages.str.contains(said, regex=False).any(), messages.tolist()
    assert messages.str.startswith(f"{file}.csv, ").all()


def test_an_attack_entered_twice_and_aircraft_of_an_armed_group_are_found(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    frame = pd.read_csv(folder / "chronology.csv", dtype=str, na_filter=False)
    twice = frame.iloc[[0]].assign(chronology_id="again")
    planes = frame.iloc[[1]].assign(chronology_id="planes", weapons="airstrike", claimed_by="kataib_hezbollah")
    pd.concat([frame, twice, planes]).to_csv(folder / "chronology.csv", index=False)
    messages = check_reference(folder)["message"].tolist()
    assert ["again" in m and "earlier row" in m for m in messages].count(True) == 1
    assert ["planes" in m and "counter-strike" in m for m in messages].count(True) == 1


def copied(tmp_path: Path) -> Path:
    folder = tmp_path / "reference"
    folder.mkdir()
    for path in (ROOT / "data" / "reference").glob("*.csv"):
        (folder / path.name).write_bytes(path.read_bytes())
    return folder


def test_no_strike_by_a_state_is_counted_as_an_attack() -> None:
    kept = study_events(
        link(empty("mentions"), empty("articles"), CHRONOLOGY), Study(countries=(), targets="all")
    ).events
    assert "airstrike" not in set(kept["weapons"])
    states = set(GROUPS.loc[GROUPS["kind"].isin(["state", "state_force", "coalition"]), "group_id"]) - {"iraq"}
    named = kept["claimed_by"].fillna(kept["attributed_to"])
    foreign = {g for g in states if "iraq" not in _line_of(g)}
    assert set(named) & foreign == set()
    assert 650 < len(kept) < len(CHRONOLOGY)


def _line_of(group: str) -> list[str]:
    parent = GROUPS.set_index("group_id")["parent_id"].to_dict().get(group)
    return [group, *(_line_of(parent) if isinstance(parent, str) else [])]


def test_two_names_of_one_place_are_counted_as_one() -> None:
    assert "rumaylan" not in set(CHRONOLOGY["site"])
    assert (CHRONOLOGY["site"] == "kharab_al_jir").sum() > 10
    assert PLACES.merged_site("convoy_qadisiyyah") == "convoy_diwaniyah"
    assert PLACES.merged_site("karrada") == "baghdad_city"


def test_folders_without_totals_and_claims_are_sound(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    for name in ("official_tallies", "published_claims", "known_gaps"):
        (folder / f"{name}.csv").unlink()
    assert check_reference(folder).empty


def test_the_gaps_are_those_of_the_notes() -> None:
    """Every numbered gap that lies on days has a row, and each row says where it is told."""
    gaps = reference.load_known_gaps()
    told = gaps["note"].str.extract(r"part 2, known gaps (\d+)")[0].dropna().astype(int)
    assert set(told) == set(range(1, 11))  # 11 and 12 tell what is left out on purpose
    assert gaps["what_ar"].str.contains("[\u0600-\u06ff]{3}").all()
    assert gaps["date_end"].isna().sum() == 1
    named = gaps["note"].str.extract(r"(dod_\d{8}_iq) and (dod_\d{8}_iq)").dropna().iloc[0]
    first, last = TALLIES.set_index("tally_id").loc[named.tolist(), "count_min"]
    assert gaps.loc[named.name, "what_en"].find(f"from {first} to {last}") > 0


def test_the_claims_carry_the_figures_of_the_totals() -> None:
    """A claim and a total by the same one on the same day give the same number."""
    claims = reference.load_published_claims().query("testable and measure != 'direction' and value_min == value_max")
    claims = claims.assign(day=claims["said_end"].dt.strftime("%Y%m%d"))
    dod = TALLIES[TALLIES["counter"].eq("us_dod")].assign(day=lambda t: t["as_of_end"].dt.strftime("%Y%m%d"))
    both = claims[claims["said_by"].eq("Pentagon")].merge(dod, on=["day", "countries"])
    assert len(both) == 14
    assert (both["value_min"] == both["count_min"]).all()


def test_the_tallies_are_totals_of_their_counter() -> None:
    dod = TALLIES[(TALLIES["counter"] == "us_dod") & (TALLIES["as_of_end"] == "2024-11-21") & TALLIES["site"].isna()]
    assert sorted(dod["count_min"].dropna().tolist())[-1] == 206
    assert TALLIES["tally_id"].is_unique
