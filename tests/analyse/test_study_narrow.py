"""A study of single places or weapons, and what it refuses."""

from __future__ import annotations

import pytest

from osint_iraq.analyse.study import Study, lies_in, study_events


def kept(events, **choices):
    return study_events(events, Study(**choices)).events["event_id"].tolist()


@pytest.fixture
def events(make_events):
    about = {"date_start": "2020-06-11"}
    return make_events(
        {**about, "site_id": "taji", "weapons": "rocket"},
        {**about, "site_id": "baghdad_airport", "weapons": "drone|rocket"},
        {**about, "site_id": None, "weapons": "drone"},
        {**about, "site_id": "victory_base", "weapons": "unknown"},
    )


def test_a_place_stands_for_what_lies_in_it(events):
    inner, outer = ("victory_base", "baghdad_airport")
    if not lies_in(inner, outer):
        inner, outer = outer, inner
    assert lies_in(inner, outer)
    assert not lies_in(outer, inner)
    assert set(kept(events, sites=(outer,))) == {"e1", "e3"}
    assert len(kept(events, sites=(inner,))) == 1
    assert kept(events, sites=("taji", inner))[0] == "e0"


def test_any_of_the_weapons_counts(events):
    assert kept(events, weapons=("drone",)) == ["e1", "e2"]
    assert kept(events, weapons=("rocket", "drone")) == ["e0", "e1", "e2"]
    assert kept(events, weapons=("drone",), sites=("taji",)) == []


def test_the_funnel_says_what_was_narrowed(events):
    funnel = study_events(events, Study(sites=("taji",), weapons=("rocket",))).funnel.set_index("step")
    assert funnel.loc[["at_sites", "with_weapons"], "left_out"].tolist() == [3, 0]
    assert "at_sites" not in set(study_events(events).funnel["step"])


@pytest.mark.parametrize(
    ("choices", "said"),
    [({"sites": ("tajii",)}, "taji"), ({"weapons": ("rockets",)}, "rocket"), ({"sites": "taji"}, "tuple")],
)
def test_what_does_not_exist_is_refused_with_what_may_be_meant(choices, said):
    with pytest.raises(ValueError, match=said):
        Study(**choices)
