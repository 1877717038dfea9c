"""An answer is made of its parts, each by the analysis that it is named for, over the windows of the question."""

from __future__ import annotations

from dataclasses import fields

import pandas as pd
import pytest

from osint_iraq.analyse import Study, around
from osint_iraq.pipeline import Tables
from osint_iraq.reference import load_chronology
from osint_iraq.report import choices, searching
from osint_iraq.report.answer import Answer, Question, ask, rounded
from osint_iraq.report.choices import linkings
from osint_iraq.schema import TABLES, check, empty
from osint_iraq.storage import StorageError

QUIET, BUSY = ("2020-02-01", "2020-03-15", "2020-05-01", "2020-05-20"), 45
OWN = load_chronology()["chronology_id"].tolist()
EVENT = "strategic_dialogue_2020_06"


def events_on(*days: str) -> pd.DataFrame:
    rows = [
        {
            "event_id": f"e{n}", "date_start": d, "date_end": d, "date_precision": "day", "country": "IQ",
            "site_id": "taji", "target_kind": "military_base", "weapons": "rocket", "damage": "unknown",
            "outcome": "hit", "n_articles": 1, "n_outlets": 1, "source": "articles", "corrected": False,
            "certainty": "reported",
        }
        for n, d in enumerate(days)
    ]  # fmt: skip
    return check(pd.DataFrame(rows, columns=TABLES["events"].names), "events")


@pytest.fixture(scope="module")
def answer() -> Answer:
    nothing = {f.name: empty(f.name) for f in fields(Tables)}
    busy = [f"{d:%Y-%m-%d}" for d in pd.date_range("2020-06-11", periods=BUSY, freq="2D")]
    tables = Tables(**nothing | {"events": events_on(*QUIET, *busy)})
    choices = {"cover": ["2019-06-01", "2021-06-30"], "others": ["kadhimi_government_2020_05"], "draws": 40}
    return ask(tables, EVENT, **choices)


COVER = ("2019-06-01", "2021-06-30")


def test_lists_of_a_notebook_become_a_fixed_question(answer):
    assert answer.question.cover == COVER
    assert answer.question.period == COVER
    assert answer.of(reference=["2020-01-01", "2020-12-31"]).question.period == ("2020-01-01", "2020-12-31")


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        ({"cover": None}, "cover"),
        ({"cover": ("2021-01-01",)}, "first and a last day"),
        ({"cover": ("2021-06-30", "2019-06-01")}, "before the first"),
        ({"cover": ("2021-06-30", "2022-06-01")}, "does not hold the event"),
        ({"cover": COVER, "reference": ("2020-06-01", "2021-06-30")}, "widen it"),
        ({"cover": COVER, "days": 30.5}, "whole number"),
        ({"cover": COVER, "days": 0}, "whole number"),
        ({"cover": COVER, "event": 20200611}, "an id of political_events, or a date"),
        ({"cover": COVER, "event": "no_such_event"}, "no_such_event"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_the_mend(choices, said):
    with pytest.raises(ValueError, match=said):
        Question(**{"event": EVENT, **choices})


@pytest.mark.parametrize("targets", ["sites", "convoys", "all"])
def test_the_main_specification_is_the_main_comparison_whatever_is_studied(targets):
    nothing = {f.name: empty(f.name) for f in fields(Tables)}
    events = events_on(*[f"{d:%Y-%m-%d}" for d in pd.date_range("2020-05-01", periods=30, freq="3D")])
    events.loc[::3, "target_kind"] = "convoy"
    answer = ask(Tables(**nothing | {"events": events}), EVENT, COVER, study=Study(targets=targets), draws=20)
    main = answer.specifications[answer.specifications["primary"]].iloc[0]
    assert (
        main[["before_count", "after_count"]].tolist()
        == answer.window[["before_count", "after_count"]].iloc[0].tolist()
    )
    assert main["ratio"] == pytest.approx(answer.window["rate_ratio"].iloc[0])


@pytest.mark.parametrize("days", [(), ("2020-01-10",)])
def test_without_an_attack_near_everything_is_answered_and_nothing_breaks(days):
    nothing = {f.name: empty(f.name) for f in fields(Tables)}
    quiet = ask(Tables(**nothing | {"events": events_on(*days)}), EVENT, COVER, draws=20)
    assert "No attack was reported" in quiet.finding()
    assert "no change of the rate can be looked for" in searching.change_found(quiet)
    assert searching.changes_around(quiet).empty
    assert searching.self_excitement(quiet).empty == (not days)
    assert len(quiet.models) == 15
    assert len(quiet.reporting)


def test_a_window_that_is_not_covered_is_said_to_be_so():
    nothing = {f.name: empty(f.name) for f in fields(Tables)}
    late = ask(Tables(**nothing), "2020-06-11", ("2020-06-11", "2021-06-30"))
    assert late.finding().startswith("**The sources do not cover both sides")


def test_the_main_comparison_is_that_of_around(answer):
    plain = around(answer.tables.events, EVENT, 30, start="2019-06-01", end="2021-06-30")
    pd.testing.assert_frame_equal(answer.window, plain)
    assert plain[["before_count", "after_count"]].values.tolist() == [[1, 15]]


def test_every_length_has_its_rows_in_both_periods(answer):
    assert set(answer.models["days"]) == {7, 14, 30, 60, 90}
    assert answer.models.groupby("days")["preferred"].sum().tolist() == [1] * 5
    assert answer.placebos["days"].tolist() == [7, 14, 30, 60, 90]
    narrower = answer.of(reference=("2020-01-01", "2020-12-31"))
    assert narrower.placebos["days"].tolist() == [7, 14, 30, 60, 90] * 2


def test_the_others_are_compared_too(answer):
    assert set(answer.family["event_id"]) == {EVENT, "kadhimi_government_2020_05"}
    alone = answer.family.set_index("event_id").loc[EVENT, "p_placebo"]
    assert alone == pytest.approx(answer.placebo.result["p_placebo"].iloc[0])


def test_an_event_without_other_dates_beside_it_is_left_out_with_the_reason(answer):
    near = answer.of(reference=("2020-05-01", "2020-09-30"), others=("strategic_dialogue_2021_04",))
    rows = near.family.set_index("event_id")
    assert "too few other dates" in rows.loc["strategic_dialogue_2021_04", "refused"]
    assert rows.loc[EVENT, "n_tests"] == 1


def test_specifications_hold_the_main_one_and_other_rules_of_linking(answer):
    assert answer.specifications["primary"].sum() == 1
    assert set(answer.specifications["linking"]) == {"default", "strict", "loose"}


def with_ids(ids: list[str]) -> Tables:
    """Tables without a mention, whose events are those of a chronology."""
    events = events_on(*[f"{day:%Y-%m-%d}" for day in pd.date_range("2020-05-01", periods=len(ids))])
    nothing = {f.name: empty(f.name) for f in fields(Tables)}
    return Tables(**nothing | {"events": events.assign(chronology_id=ids, source="chronology")})


@pytest.mark.parametrize("ids", [["somebody_elses_1"], [OWN[0]], [*OWN[:5], "somebody_elses_1"], [*OWN, "one_more"]])
def test_events_of_another_list_are_not_linked_anew(answer, ids):
    """Also those of a list cut short: the rest of the repository's would come in as attacks that were never counted."""
    assert linkings(with_ids(ids)) == {}


def test_the_specifications_of_another_list_keep_to_the_linking_of_the_build(answer):
    foreign = answer.tables.events.assign(chronology_id="somebody_elses_1", source="both")
    tables = Tables(**answer.tables.frames() | {"events": foreign})
    assert set(Answer(tables, answer.question).specifications["linking"]) == {"default"}


def test_events_of_the_whole_list_are_linked_with_it():
    short = load_chronology().head(7)
    found = linkings(with_ids(short["chronology_id"].tolist()), short)
    assert [set(found[name]["chronology_id"]) for name in ("strict", "loose")] == [set(short["chronology_id"])] * 2


def test_where_no_list_is_installed_only_events_without_one_are_linked_anew(answer, monkeypatch):
    def absent() -> pd.DataFrame:
        raise StorageError("no such folder")

    monkeypatch.setattr(choices, "load_chronology", absent)
    assert linkings(with_ids(OWN)) == {}
    assert set(linkings(Tables(**answer.tables.frames()))) == {"strict", "loose"}


def test_the_same_tables_are_linked_once(monkeypatch):
    seen = []
    monkeypatch.setattr(choices, "link", lambda *_, **rule: seen.append(rule) or empty("events"))
    tables = with_ids([])
    first = linkings(tables)
    first["strict"]["site_id"] = "changed"
    assert "changed" not in set(linkings(Tables(**tables.frames()))["strict"]["site_id"])
    assert len(seen) == 2
    linkings(with_ids([]))
    assert len(seen) == 4, "other frames, even of the same content, are linked for themselves"


def test_the_card_holds_what_the_comparison_must_carry(answer):
    card = answer.card.set_index("item")["value"]
    assert card[["from_both", "from_articles", "from_chronology"]].tolist() == [0, 16, 0]
    assert card["milestones_tried"] == 2
    assert card["p_placebo"] == pytest.approx(answer.placebo.result["p_placebo"].iloc[0], abs=0.001)
    assert card["n_specifications"] == len(answer.specifications)


def test_both_measures_of_the_placebo_test_are_shown(answer):
    both = answer.placebos[["p_placebo", "p_log_ratio"]]
    assert both.notna().all(axis=None)
    assert not both["p_placebo"].equals(both["p_log_ratio"])


def test_the_finding_says_the_same_in_both_languages(answer):
    english, arabic = answer.finding(), answer.finding("ar")
    assert english.startswith("**Attacks reported")
    for part in ("15", "2020"):
        assert part in english
        assert part in arabic
    assert 'dir="rtl"' in arabic
    assert "Political events compared: 2" in english


def test_the_change_is_found_where_it_is(answer):
    sentence = searching.change_found(answer)
    assert "11 June 2020, the day of the political event" in sentence
    assert "is rare" in sentence
    assert 'dir="rtl"' in searching.change_found(answer, "ar")


def test_searches_keep_to_the_days_that_are_covered(answer):
    near = answer.of(cover=("2020-05-20", "2020-07-15"))
    table = searching.changes_around(near)
    assert table["segment_start"].min() == pd.Timestamp("2020-05-20")
    assert table["segment_end"].max() == pd.Timestamp("2020-07-15")


def test_tables_of_the_search_have_their_models(answer):
    assert searching.self_excitement(answer)["model"].is_unique
    assert {"level", "slope_change"} <= set(searching.line_broken(answer)["term"])
    assert searching.bursts_of(answer)["count"].tolist() != []


def test_a_study_of_something_else_counts_something_else(answer):
    convoys = answer.of(study=Study(targets="convoys"))
    assert convoys.window[["before_count", "after_count"]].values.tolist() == [[0, 0]]
    assert convoys.finding().startswith("**No attack was reported")


def test_rounding_leaves_dates_and_counts_alone():
    frame = pd.DataFrame({"x": [1.23456], "n": [3], "d": pd.to_datetime(["2020-06-11"]), "t": ["a"]})
    assert rounded(frame, 2).iloc[0].tolist() == [1.23, 3, pd.Timestamp("2020-06-11"), "a"]
    assert frame["x"].iloc[0] == 1.23456
