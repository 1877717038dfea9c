"""What the notebooks say of published claims: the numbers in the sentence are those of the table."""

from __future__ import annotations

import re
from dataclasses import fields

import pandas as pd
import pytest

from osint_iraq.analyse.claims import LEEWAY
from osint_iraq.link import link
from osint_iraq.pipeline import Tables
from osint_iraq.reference import load_chronology, load_published_claims
from osint_iraq.report.notebook import claims_sentence, claims_shown
from osint_iraq.schema import empty


@pytest.fixture(scope="module")
def tables() -> Tables:
    """The chronology alone, without reports."""
    parts = {f.name: empty(f.name) for f in fields(Tables)}
    return Tables(**parts | {"events": link(empty("mentions"), empty("articles"), load_chronology())})


@pytest.mark.parametrize(
    ("verdicts", "said"),
    [
        (
            [("agree", "inside"), ("agree", "leeway"), ("agree", "floor"), ("agree", "floor"), ("differ", None)],
            "Of 5 published claims 4 agree with our count (1 of them only within a fifth, 2 because more does not "
            "contradict 'at least'), 1 differ, and 0 cannot be judged",
        ),
        (
            [("cannot_tell", None), ("agree", "direction"), ("agree", "vague")],
            "Of 3 published claims 2 agree with our count (0 of them only within a fifth, 0 because more does not "
            "contradict 'at least'), 0 differ, and 1 cannot be judged",
        ),
    ],
)
def test_the_sentence_counts_verdicts_and_what_they_rest_on(verdicts: list[tuple[str, str | None]], said: str) -> None:
    found = claims_sentence(pd.DataFrame(verdicts, columns=["verdict", "basis"]))
    assert found == f"**{said}; claims and chronology rest on the same press.**"
    assert LEEWAY == 1 / 5  # as the sentence says


@pytest.mark.parametrize("study", ["strategic_dialogue_2020", "withdrawal_talks_2024"])
def test_the_sentence_on_a_study_adds_up_to_its_claims(tables: Tables, study: str) -> None:
    rows = claims_shown(tables, study, ("2019-05-01", "2026-03-21"))
    total, agree, near, above, differ, open_ = map(int, re.findall(r"\d+", claims_sentence(rows)))
    assert total == agree + differ + open_ == (load_published_claims()["study"] == study).sum()
    assert [near, above] == [(rows["basis"] == b).sum() for b in ("leeway", "floor")]
    assert rows.loc[rows["verdict"] == "agree", "basis"].notna().all()
    assert rows.loc[rows["verdict"] != "agree", "basis"].isna().all()
    assert 0 < near + above < agree
