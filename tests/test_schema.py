"""The one check that stands at each border."""

from __future__ import annotations

import pandas as pd
import pytest

from osint_iraq.schema import TABLES, SchemaError, check, empty
from osint_iraq.schema_types import DTYPES

GOOD = {"chronology_id": "x", "date_start": "2024-07-25", "date_end": "2024-07-26", "weapons": "drone|rocket"}


def chronology(**changes: object) -> pd.DataFrame:
    return pd.DataFrame([{**GOOD, **changes}])


@pytest.mark.parametrize("name", TABLES)
def test_an_empty_frame_has_every_column_in_its_type(name: str) -> None:
    frame = empty(name)
    assert list(frame.columns) == TABLES[name].names
    assert [str(t) for t in frame.dtypes] == [DTYPES[c.kind] for c in TABLES[name].columns]


@pytest.mark.parametrize("name", TABLES)
def test_keys_and_pairs_name_columns_that_exist(name: str) -> None:
    table = TABLES[name]
    assert {*table.key, *(c for pair in table.ordered for c in pair), *(c for c, _, _ in table.foreign)} <= set(
        table.names
    )
    for _, other, column in table.foreign:
        assert column in TABLES[other].names
    assert len(set(table.names)) == len(table.names)


def test_optional_columns_are_added_in_order_and_unknown_stays_missing() -> None:
    frame = check(chronology(), "chronology")
    assert list(frame.columns) == TABLES["chronology"].names
    assert frame["killed_min"].isna().all()
    assert str(frame["date_start"].dtype) == "datetime64[us]"


def test_the_given_frame_is_left_alone() -> None:
    given = chronology()
    before = given.copy(deep=True)
    checked = check(given, "chronology")
    checked.loc[0, "note"] = "changed"
    pd.testing.assert_frame_equal(given, before)


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (chronology().drop(columns="date_end"), "missing: date_end"),
        (chronology(strange=1), "unknown column(s): strange"),
        (chronology(date_start=None), "'date_start' is missing in row 0"),
        (chronology(weapons="rocket|laser"), "'laser' is not one of rocket"),
        (chronology(outcome="boom"), "'boom' is not one of hit"),
        (chronology(killed_min=-1), "-1 is below 0"),
        (chronology(killed_min=1.5), "'killed_min' must be int"),
        (chronology(date_start="31.02.2024"), "'date_start' must be date"),
        (chronology(date_start="2024-07-27"), "date_start is above date_end"),
        (chronology(injured_min=3, injured_max=2), "injured_min is above injured_max"),
        (pd.concat([chronology(), chronology()]), "stands twice: x (row 1)"),
    ],
)
def test_a_breach_is_named(frame: pd.DataFrame, said: str) -> None:
    with pytest.raises(SchemaError, match="table 'chronology'") as raised:
        check(frame, "chronology")
    assert said in str(raised.value)
