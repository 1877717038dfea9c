"""Words as other papers write them: found by spellings.csv, in the lexicon and in a report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from osint_iraq import lexicon
from osint_iraq.lexicon import load_entries, other_spellings, rows, scan
from osint_iraq.text import fold, normalise

PUBLISHED = "2024-01-31"
RULES = rows("spellings")
PAIRS = [
    ("مسؤوليتها", "مسئوليتها"),
    ("المسؤولية", "المسئولية"),
    ("قضاء", "قضا"),
    ("القوات الأمريكية", "القوات الأميركية"),
    ("القوات الأميركية", "القوات الأمريكية"),
]


@pytest.mark.parametrize(("written", "also"), PAIRS)
def test_other_spellings_of_a_term(written: str, also: str) -> None:
    assert also in other_spellings(written)


@pytest.mark.parametrize("term", ["صاروخ", "ماء", "اءتلاف"])
def test_a_term_that_no_rule_touches_has_no_other_spelling(term: str) -> None:
    assert other_spellings(term) == []


@pytest.mark.parametrize("row", RULES, ids=lambda r: f"{r['written']} to {r['also']}")
def test_every_example_shows_its_rule(row: dict[str, str]) -> None:
    """The example holds the other form, and a word found in it is one that the rule wrote so."""
    assert row["also"] in row["example"]
    made = {
        normalise(new)
        for table in ("actor_cues", "context_cues", "site_aliases", "group_aliases", "victims", "attack_cues")
        for own in rows(table)
        for new in other_spellings(own.get("term") or own["alias"])
        if row["also"] in new
    }
    assert {cue.entry.term for cue in scan(fold(row["example"]))} & made


@pytest.mark.parametrize("row", RULES, ids=lambda r: f"{r['written']} to {r['also']}")
def test_where_is_known(row: dict[str, str]) -> None:
    assert row["where"] in ("anywhere", "end")


def test_a_row_of_its_own_comes_before_a_spelling() -> None:
    entries = load_entries()
    assert len({(e.table, e.term, e.kind, e.value) for e in entries if e.kind == "group"}) == len(
        {(e.table, e.term) for e in entries if e.kind == "group"}
    )


CLAIMS = [
    ("وأعلنت المقاومة الإسلامية في العراق مسؤوليتها عن الهجوم.", "islamic_resistance_iraq"),
    ("وأعلنت المقاومة الإسلامية في العراق مسئوليتها عن الهجوم.", "islamic_resistance_iraq"),
    ("وأعلنت عصبة الثائرين مسئوليتها الكاملة عن القصف.", "usbat_al_thairin"),
    ("ولم تعلن أي جهة مسئوليتها عن القصف.", None),
    ("ونفت عصبة الثائرين مسئوليتها عن القصف.", None),
]


@pytest.mark.parametrize(("sentence", "group"), CLAIMS, ids=range(len(CLAIMS)))
def test_responsibility_as_egyptian_papers_write_it(
    tells: Callable[..., None], sentence: str, group: str | None
) -> None:
    text = f"سقط صاروخان أمس على قاعدة عين الأسد.\n{sentence}"
    tells(text, PUBLISHED, [{"site": "ain_al_asad", "claimed_by": group}])


@pytest.mark.parametrize("word", ["قضاء", "قضا"])
def test_a_district_without_its_hamza(tells: Callable[..., None], word: str) -> None:
    text = f"قصف الطيران التركي أمس مواقع في {word} سنجار غربي نينوى."
    tells(text, PUBLISHED, [{"site": "sinjar", "weapons": "airstrike", "attributed_to": "turkey"}])


@pytest.mark.parametrize("word", ["قضاة", "قضايا"])
def test_judges_and_cases_are_no_district(word: str) -> None:
    assert "placeword" not in {cue.kind for cue in scan(fold(f"نظرت محكمة سنجار في {word} عدة"))}


def test_a_spelling_that_would_stand_for_two_things_is_a_fault() -> None:
    entry = next(e for e in load_entries() if e.table == "site_aliases")
    twin = replace(entry, value="elsewhere")
    assert lexicon._spelling_faults([entry]) == []
    (fault,) = lexicon._spelling_faults([entry, twin])
    assert entry.value in fault
    assert "elsewhere" in fault
