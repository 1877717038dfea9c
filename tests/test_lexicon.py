"""The vocabulary: sound tables, whole words found with their clitics, and the page that explains how to edit them."""

from __future__ import annotations

import ast
import csv
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osint_iraq import lexicon
from osint_iraq.inflection import affixes
from osint_iraq.lexicon import Cue, cue_tables, load_entries, rows, scan, validate
from osint_iraq.schema_columns import TARGET_KIND, WEAPONS
from osint_iraq.text import fold, normalise

LIBRARY = Path(lexicon.__file__).parent
FILES = sorted(p.stem for p in (LIBRARY / "lexicons").glob("*.csv"))
CUE_FILES = sorted(cue_tables())
COLUMNS = {"term", "kind", "value", "country", "number", "inflect", "detail", "example", "note"}
EACH_FILE = pytest.mark.parametrize("name", FILES)
EACH_CUE_FILE = pytest.mark.parametrize("name", CUE_FILES)


def cues(text: str, kind: str) -> list[Cue]:
    return [c for c in scan(fold(text)) if c.kind == kind]


def values(text: str, kind: str) -> list[str]:
    return [c.value for c in cues(text, kind)]


def literals() -> Iterator[str]:
    """Every text that stands in the library's code."""
    for path in LIBRARY.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


# the tables


def test_the_tables_have_no_fault() -> None:
    assert validate() == []


@EACH_CUE_FILE
def test_a_cue_table_has_only_known_columns(name: str) -> None:
    assert set(rows(name)[0]) <= COLUMNS


@pytest.mark.parametrize("name", FILES)
def test_every_row_has_every_cell(name: str) -> None:
    with (LIBRARY / "lexicons" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        lines = list(csv.reader(stream))
    wrong = [number for number, line in enumerate(lines, start=1) if len(line) != len(lines[0])]
    assert wrong == [], f"lines of {name}.csv with another number of cells than the header"


# labels are for the eye, blanks included
@pytest.mark.parametrize("name", [f for f in FILES if not f.startswith("labels")])
def test_no_stray_blanks_or_invisible_marks(name: str) -> None:
    with (LIBRARY / "lexicons" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        cells = [(n, c) for n, line in enumerate(csv.reader(stream), start=1) for c in line]
    wrong = [(n, c) for n, c in cells if c != c.strip() or any(unicodedata.category(x) in ("Cf", "Cc") for x in c)]
    assert wrong == []


@EACH_CUE_FILE
def test_every_cue_has_an_example(name: str) -> None:
    assert [row["term"] for row in rows(name) if not row["example"]] == []


def test_the_code_knows_every_kind() -> None:
    known = set(literals())
    strange = {(e.table, e.kind) for e in load_entries() if e.kind not in known}
    assert strange == set(), "kinds that no code reads"


def test_weapons_are_those_of_the_contract() -> None:
    inner = {"shell", "aircraft"}  # a munition whose gun is unsaid; a drone where the report speaks of drones
    assert {row["value"] for row in rows("weapons")} <= set(WEAPONS) | inner


def test_nationalities_and_doers_are_groups() -> None:
    groups = {row["group_id"] for row in rows("groups")}
    doers = {row["detail"][3:] for row in rows("weapons") if row["detail"].startswith("by:")}
    assert {row["value"] for row in rows("nationalities")} | doers <= groups


def test_countries_are_iso_codes() -> None:
    codes = {row["country"] for row in rows("foreign_places")}
    assert all(len(c) == 2 and c.isascii() and c.isupper() for c in codes)


def test_facilities_name_places_of_the_gazetteer() -> None:
    sites = {row["site_id"] for row in rows("sites")}
    for row in rows("facilities"):
        assert {row["town"], row["facility"]} <= sites
        assert row["target_kind"] in TARGET_KIND


def test_a_strong_name_is_not_silenced_by_the_never_list() -> None:
    never = {normalise(row["term"]) for row in rows("never")}
    strong = [e.term for e in load_entries() if e.detail == "strong" and e.term in never]
    assert strong == []


# the validator

GOOD = {"term": "صاروخ", "value": "rocket", "number": "sg", "inflect": "noun", "example": "سقط صاروخ", "note": ""}
SITE = {"site_id": "taji", "alias": "التاجي", "language": "ar", "kind": "name", "strength": "strong", "note": ""}
PLANTED = [
    ("weapons", [GOOD], None),
    ("weapons", [GOOD, {**GOOD, "term": "صـاروخٌ", "value": "drone"}], "drone"),
    ("weapons", [{**GOOD, "example": "سقطت قذيفة"}], "not found in its own example"),
    ("weapons", [{**GOOD, "example": "صاروخيات"}], "not found in its own example"),
    ("weapons", [{**GOOD, "inflect": "verb"}], "unknown inflection 'verb'"),
    ("weapons", [{**GOOD, "term": ""}], "without a term"),
    ("weapons", [{**GOOD, "term": "ـَ"}], "without a term"),
    ("never", [{"term": "وقف إطلاق النار", "inflect": "fixed", "example": "هدنة", "note": ""}], "not found"),
    ("site_aliases", [SITE], None),
    ("site_aliases", [SITE, {**SITE, "site_id": "balad"}], "taji"),
    ("site_aliases", [SITE, {**SITE, "site_id": "balad", "alias": "التّاجى"}], "taji"),
]


@pytest.mark.parametrize(("table", "planted", "said"), PLANTED, ids=range(len(PLANTED)))
def test_the_validator_names_what_is_wrong(
    monkeypatch: pytest.MonkeyPatch, table: str, planted: list[dict[str, str]], said: str | None
) -> None:
    monkeypatch.setattr(lexicon, "rows", lambda name: planted if name == table else [])
    faults = validate()
    assert bool(faults) == bool(said)
    if said:
        assert any(said in fault for fault in faults)
        assert all(f"{table}.csv" in fault for fault in faults)


# finding words

BEFORE_NOUNS = ["", "و", "ف", "ب", "ل", "ك", "ال", "لل", "بال", "كال", "وال", "فال", "وبال", "وب", "ول", "ولل", "فب"]


@pytest.mark.parametrize("prefix", BEFORE_NOUNS, ids=range(len(BEFORE_NOUNS)))
def test_a_noun_is_found_behind_its_clitics(prefix: str) -> None:
    found = cues(f"ثم {prefix}صاروخ هناك", "weapon")
    assert [c.value for c in found] == ["rocket"]
    assert found[0].definite == prefix.endswith(("ال", "لل"))


@pytest.mark.parametrize("prefix", ["س", "م", "أ", "ن", "الب", "ببال", "سو"])
def test_other_letters_make_another_word(prefix: str) -> None:
    assert cues(f"ثم {prefix}صاروخ هناك", "weapon") == []


@pytest.mark.parametrize("ending", ["", "ا", "ها", "هم", "هما"])
def test_a_noun_is_found_before_its_endings(ending: str) -> None:
    assert values(f"ثم صاروخ{ending} هناك", "weapon") == ["rocket"]


VERBS = ["استهدف", "استهدفت", "استهدفوا", "استهدفها", "استهدفته", "فاستهدفت", "واستهدف", "يستهدف", "تستهدف", "سيستهدف",
         "ويستهدفون", "لتستهدف", "يستهدفها", "سيستهدفونها", "نستهدف"]  # fmt: skip


@pytest.mark.parametrize("verb", VERBS, ids=range(len(VERBS)))
def test_verbs_are_found_in_their_forms(verb: str) -> None:
    assert values(f"ثم {verb} القاعدة", "attack") == ["target"]


INSIDE = [
    ("جزيرة سقطرى", "motion"),
    ("بيع المطارق", "target"),
    ("بلدان العالم", "site"),
    ("الصاروخيات", "weapon"),
    ("مقتلعا الأشجار", "killed"),
    ("abcصاروخ", "weapon"),
]


@pytest.mark.parametrize(("text", "kind"), INSIDE, ids=range(len(INSIDE)))
def test_a_term_inside_another_word_is_not_found(text: str, kind: str) -> None:
    assert cues(text, kind) == []


LONGEST = [
    ("سقطت طائرة مسيرة", "weapon", ["drone"]),
    ("سقط صاروخ باليستي", "weapon", ["missile"]),
    ("قصفت كتائب حزب الله", "group", ["kataib_hezbollah"]),
    ("المقاومة الإسلامية في العراق", "group", ["islamic_resistance_iraq"]),
    ("قاعدة عين الأسد", "site", ["ain_al_asad"]),
    ("مطار بغداد الدولي", "site", ["baghdad_airport"]),
]


@pytest.mark.parametrize(("text", "kind", "expected"), LONGEST, ids=range(len(LONGEST)))
def test_the_longest_reading_wins(text: str, kind: str, expected: list[str]) -> None:
    assert values(text, kind) == expected


NEVER = [
    "دخل وقف إطلاق النار حيز التنفيذ",
    "مسيرة احتجاجية في بغداد",
    "أطلق سراح المختطف",
    "إطلاق صفارات الإنذار",
    "وبوقف إطلاق النار",
]


@pytest.mark.parametrize("text", NEVER, ids=range(len(NEVER)))
def test_the_never_list_silences_what_looks_like_an_attack(text: str) -> None:
    assert not {c.kind for c in scan(fold(text))} & {"weapon", "attack", "motion", "never"}


SPELLINGS = [
    "طائرة مسيّرة",
    "طائره مسيره",
    "طـائرة مسيـرة",
    "طَائِرَة مُسَيَّرَة",
    "ﻃﺎﺋﺮﺓ ﻣﺴﻴﺮﺓ",
    "طائرة\u00a0مسيرة",
    "طائرة  مسيرة",
    "طائرة\u200f مسيرة",
]


@pytest.mark.parametrize("text", SPELLINGS, ids=range(len(SPELLINGS)))
def test_spellings_are_found_and_lead_back_to_the_text(text: str) -> None:
    folded = fold(f"سقطت {text} أمس")
    (cue,) = [c for c in scan(folded) if c.kind == "weapon"]
    assert cue.value == "drone"
    assert folded.words(cue.start, cue.end) == text


def test_every_example_holds_its_term() -> None:
    """The example is also found by the scan itself, unless a longer term or the never list takes its place."""
    lost = []
    for entry in load_entries():
        if not entry.example or entry.kind == "never":
            continue
        folded = fold(entry.example)
        found = scan(folded)
        taken = [c for c in found if c.kind == entry.kind and c.end - c.begin >= len(entry.term)]
        if not taken:
            lost.append((entry.table, entry.term, entry.example))
    assert lost == []


_PIECES = st.lists(
    st.sampled_from([*sorted({e.term for e in load_entries()})[::40], "و", "ال", " ", ".", "\n", "12"]), max_size=25
)


@given(_PIECES.map(" ".join) | _PIECES.map("".join) | st.text(max_size=80))
def test_cues_lie_in_the_text_in_order_and_never_overlap_within_a_kind(text: str) -> None:
    folded = fold(text)
    found = scan(folded)
    assert [c.begin for c in found] == sorted(c.begin for c in found)
    for cue in found:
        assert 0 <= cue.begin <= cue.start < cue.end <= len(folded.text)
        assert folded.text[cue.begin : cue.start] == cue.prefix
    for kind in {c.kind for c in found}:
        spans = [(c.begin, c.end) for c in found if c.kind == kind]
        assert all(a[1] <= b[0] for a, b in pairwise(spans))


# the page for those who edit the tables


@pytest.fixture(scope="module")
def page(project: Path) -> str:
    return (project / "docs" / "editing-lexicons.md").read_text(encoding="utf-8")


@EACH_FILE
def test_the_page_names_every_table(page: str, name: str) -> None:
    assert f"`{name}.csv`" in page


@EACH_CUE_FILE
def test_the_page_explains_every_kind_and_column_of_a_cue_table(page: str, name: str) -> None:
    words = {row.get("kind", "") for row in rows(name)} | set(rows(name)[0]) - {""}
    assert {w for w in words if w and f"`{w}`" not in page} == set()


def test_the_page_explains_every_inflection(page: str) -> None:
    assert {c for c in affixes().classes if f"`{c}`" not in page} == set()


def test_the_page_names_no_table_that_is_not_there(page: str) -> None:
    named = {w.removesuffix(".csv") for w in page.split("`")[1::2] if w.endswith(".csv") and "/" not in w}
    assert named - set(FILES) == set()
