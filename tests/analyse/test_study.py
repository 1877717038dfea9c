"""What counts as an attack, and that nothing is left out without being counted in the funnel."""

from __future__ import annotations

import pytest

from osint_iraq.analyse import Study, study_events

DAY = "2020-06-11"


def event(**fields: object) -> dict[str, object]:
    return {"date_start": DAY, **fields}


@pytest.mark.parametrize(
    ("fields", "study", "counts"),
    [
        ({}, Study(), True),
        ({"country": "SY"}, Study(), False),
        ({"country": "SY"}, Study(countries=("IQ", "SY")), True),
        ({"country": None}, Study(), False),
        ({"country": None}, Study(countries=()), True),
        ({"outcome": "foiled"}, Study(), False),
        ({"outcome": "foiled"}, Study(foiled=True), True),
        ({"outcome": "intercepted"}, Study(), True),
        ({"target_kind": "convoy", "site_id": "convoy_babil"}, Study(), False),
        ({"target_kind": "convoy", "site_id": "convoy_babil"}, Study(targets="convoys"), True),
        ({"target_kind": None, "site_id": "convoy_babil"}, Study(targets="convoys"), True),
        ({"target_kind": "convoy", "site_id": None}, Study(), False),
        ({"target_kind": None, "site_id": None}, Study(), True),
        ({}, Study(targets="convoys"), False),
        ({"attributed_to": "united_states"}, Study(), False),
        ({"attributed_to": "united_states|israel"}, Study(), False),
        ({"attributed_to": "coalition"}, Study(), False),
        ({"claimed_by": "irgc"}, Study(), False),
        ({"claimed_by": "irgc"}, Study(actors="states"), True),
        ({"claimed_by": "irgc"}, Study(actors="all"), True),
        ({}, Study(actors="states"), False),
        ({"attributed_to": "pro_iran_factions"}, Study(), True),
        ({"attributed_to": "kataib_hezbollah"}, Study(), True),
        # the Hashd stands under the Iraqi state, which is not a foreign one
        ({"attributed_to": "hashd_shaabi"}, Study(), True),
        ({"certainty": "alleged"}, Study(), True),
        ({"certainty": "alleged"}, Study(alleged=False), False),
        ({"certainty": "reported"}, Study(alleged=False), True),
        # who claims an attack did it, whoever else is blamed
        ({"claimed_by": "saraya_awliya_al_dam", "attributed_to": "iran"}, Study(), True),
    ],
)
def test_what_counts(make_events, fields, study, counts):
    kept = study_events(make_events(event(**fields)), study)
    assert len(kept.events) == int(counts)


def test_undated_events_are_left_out_and_said(make_events):
    events = make_events(event(), {"date_start": None, "date_end": None})
    kept = study_events(events)
    assert kept.events["event_id"].tolist() == ["e0"]
    assert kept.funnel.set_index("step").loc["dated", "left_out"] == 1


def test_the_funnel_adds_up(make_events):
    events = make_events(event(), event(country="SY"), event(outcome="foiled"), event(claimed_by="irgc"))
    kept = study_events(events)
    funnel = kept.funnel
    assert funnel["kept"].iloc[0] == len(events)
    assert funnel["left_out"].sum() == len(events) - len(kept.events)
    assert (funnel["kept"].shift().iloc[1:] - funnel["left_out"].iloc[1:] == funnel["kept"].iloc[1:]).all()


def test_the_events_are_left_as_they_were(make_events):
    events = make_events(event(), event(country="SY"))
    before = events.copy(deep=True)
    study_events(events)
    assert events.equals(before)


def test_claims_are_not_left_out_of_a_table_that_does_not_know_them(make_events):
    events = make_events(event(), event())
    for unknown in (events.drop(columns="certainty"), events.assign(certainty=None)):
        with pytest.raises(ValueError, match="certainty"):
            study_events(unknown, Study(alleged=False))
        assert len(study_events(unknown).events) == 2
    assert study_events(events.head(0), Study(alleged=False)).events.empty


@pytest.mark.parametrize("wrong", [{"targets": "bases"}, {"actors": "militias"}, {"countries": "IQ"}])
def test_an_unknown_choice_is_named(wrong):
    with pytest.raises(ValueError) as caught:
        Study(**wrong)
    assert next(iter(wrong)) in str(caught.value)
