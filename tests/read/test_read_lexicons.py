"""Every row of the lexicons of `read` does what it says on its own example."""

from __future__ import annotations

import pytest

from osint_iraq import text
from osint_iraq.lexicon import rows
from osint_iraq.read.lines import Line
from osint_iraq.read.markers import marker_of
from osint_iraq.read.moments import zone_named
from osint_iraq.read.outlets import named
from osint_iraq.read.stamps import pattern

BOILERPLATE, PUBLICATION, OUTLETS = rows("boilerplate"), rows("publication"), rows("outlets")


@pytest.mark.parametrize("row", BOILERPLATE, ids=lambda r: f"{r['match']} {r['term']}")
def test_a_marker_finds_its_own_example(row: dict[str, str]) -> None:
    found = marker_of(Line(0, row["example"]))
    assert found is not None
    assert (found.marker.kind, found.marker.cut) == (row["kind"], row["cut"])


def test_boilerplate_uses_known_matches_and_cuts_and_no_term_twice() -> None:
    assert {r["match"] for r in BOILERPLATE} <= {"whole", "label", "signed", "prefix", "stem", "suffix", "contains"}
    assert {r["cut"] for r in BOILERPLATE} <= {"line", "block", "list", "rest"}
    keys = [(text.normalise(r["term"]), r["match"]) for r in BOILERPLATE]
    assert sorted(k for k in set(keys) if keys.count(k) > 1) == []


@pytest.mark.parametrize("row", PUBLICATION, ids=lambda r: f"{r['kind']} {r['term']}")
def test_a_word_of_publication_lines_is_found_in_its_example(row: dict[str, str]) -> None:
    assert text.normalise(row["term"]) in pattern(row["kind"]).findall(text.normalise(row["example"]))


def test_every_zone_is_known() -> None:
    zones = {r["value"] for r in PUBLICATION if r["kind"] in ("zone", "zone_alone")}
    assert [z for z in zones if zone_named(z) is None] == []


def test_an_outlets_name_has_one_kind() -> None:
    kinds: dict[str, set[str]] = {}
    for row in OUTLETS:
        kinds.setdefault(text.normalise(row["name"]), set()).add(row["kind"] + row["outlet"])
    assert {n: k for n, k in kinds.items() if len(k) > 1} == {}
    assert {r["kind"] for r in OUTLETS} == {"outlet", "agency"}
    assert all(named(r["name"]) for r in OUTLETS)
