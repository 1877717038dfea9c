"""Which attacks stand in which of several lists."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osint_iraq.link import as_list, overlap
from osint_iraq.schema import check, empty

from .told import curated, linked


def rows(*changes: dict[str, object]) -> pd.DataFrame:
    given_ids = [{"chronology_id": f"r{n}", **change} for n, change in enumerate(changes)]
    return (
        check(pd.concat([curated(**change) for change in given_ids]), "chronology") if changes else empty("chronology")
    )


def test_lists_are_linked_and_their_own_rows_stay_apart() -> None:
    mine, theirs = rows({}, {"site": "harir"}), rows({}, {}, {"site": "taji"})
    found = overlap({"mine": mine, "theirs": theirs})
    assert sorted(found["site_id"]) == ["ain_al_asad", "ain_al_asad", "harir", "taji"]
    assert found[["mine", "theirs"]].sum().tolist() == [2, 3]
    assert int((found["mine"] & found["theirs"]).sum()) == 1
    assert found.dtypes[["mine", "theirs"]].tolist() == [bool, bool]


def test_a_vague_row_counts_once_and_not_as_a_new_attack() -> None:
    days = [{"date_start": f"2024-07-{d}", "date_end": f"2024-07-{d}"} for d in (10, 20)]
    found = overlap({"a": rows(*days), "b": rows({"date_start": "2024-07-01", "date_end": "2024-07-31"})})
    assert (len(found), int(found["b"].sum())) == (2, 1)


def test_events_can_be_a_list() -> None:
    events = linked({"munitions_min": 2, "munitions_max": 4}, {"site_id": "harir"})
    list_of = as_list(events)
    assert list_of["munitions_max"].dropna().tolist() == [4]
    found = overlap({"chronology": curated(), "articles": list_of})
    assert found[["chronology", "articles"]].values.tolist() == [[True, True], [False, True]]
    assert found["id in articles"].tolist() == events["event_id"].tolist()


def test_a_list_may_not_take_the_name_of_a_column() -> None:
    with pytest.raises(ValueError, match="country"):
        overlap({"country": rows({})})


def test_nothing_overlaps_with_nothing() -> None:
    assert overlap({"a": empty("chronology"), "b": rows({})})[["a", "b"]].values.tolist() == [[False, True]]
    assert overlap({}).empty


some_rows = st.lists(
    st.fixed_dictionaries(
        {
            "date_start": st.dates(pd.Timestamp("2024-07-20").date(), pd.Timestamp("2024-07-26").date()).map(str),
            "site": st.sampled_from(["ain_al_asad", "green_zone", "victory_base", "baghdad_city"]),
            "weapons": st.sampled_from(["rocket", "drone", "unknown"]),
        }
    ).map(lambda row: {**row, "date_end": row["date_start"]}),
    max_size=6,
)


@settings(max_examples=25, deadline=None)
@given(some_rows, some_rows)
def test_every_row_is_in_the_table_once(one: list[dict[str, object]], other: list[dict[str, object]]) -> None:
    found = overlap({"one": rows(*one), "other": rows(*other)})
    assert found[["one", "other"]].sum().tolist() == [len(one), len(other)]
    assert found["id in one"].dropna().is_unique
    assert found["id in other"].dropna().is_unique
    assert (found["one"] | found["other"]).all()
