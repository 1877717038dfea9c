"""Their place to our site, and the tables of the crosswalk."""

from __future__ import annotations

import re

import pytest

from osint_iraq.exchange.crosswalk import acled_types, said_in
from osint_iraq.exchange.places import Clues, Place, find_place
from osint_iraq.lexicon import rows
from osint_iraq.reference import gazetteer
from osint_iraq.schema import TABLES

WEAPONS = next(c.allowed for c in TABLES["chronology"].columns if c.name == "weapons")
NAMED = [
    ("IQ", "Taji", "Rockets at Camp Taji.", "taji"),
    ("IQ", "Baghdad - Karkh", "Rockets in the Green Zone.", "green_zone"),
    ("IQ", "Baghdad", "At Baghdad International Airport, on Victory Base.", "victory_base"),
    ("IQ", "Baghdad", "", "baghdad_city"),
    ("IQ", "Baghdad", "Rockets; the same day Ain al-Asad was hit.", "baghdad_city"),
    ("IQ", "Al Baghdadi", "Ain al Asad air base", "ain_al_asad"),
    ("IQ", "Hit", "", "hit_anbar"),
    ("SY", "Al Mayadin", "", "mayadin"),
    ("SY", "Rmeilan", "", "kharab_al_jir"),
    ("JO", "Tower 22", "", "tower_22"),
    ("IQ", "Tower 22", "", None),
    ("IQ", "A village", "They hit Ain al-Asad; claimed in Baghdad.", "ain_al_asad"),
    ("IQ", "A village", "Ain al-Asad base and Harir air base", None),
    ("IQ", "A village", "The government in Baghdad condemned it.", None),
    ("IQ", "Tal Afar", "", None),
]


@pytest.mark.parametrize(("country", "location", "notes", "site"), NAMED)
def test_names_are_found_in_the_location_and_made_finer_by_the_notes(
    country: str, location: str, notes: str, site: str | None
) -> None:
    assert find_place(Clues(country, location, notes)) == Place(site, "name" if site else "none")


def test_an_exact_point_finds_the_site_that_it_lies_in() -> None:
    clues = Clues("IQ", "A village", point=(33.79, 42.45), fineness="point")
    assert find_place(clues) == Place("ain_al_asad", "nearby")
    assert find_place(clues._replace(fineness="town")) == Place(None, "none")
    assert find_place(clues._replace(point=(33.83, 42.45))) == Place(None, "none")
    assert find_place(clues._replace(country="SY")) == Place(None, "none")


def test_points_that_stand_for_something_else_are_no_measure() -> None:
    tower = gazetteer().rows["tower_22"]
    clues = Clues("JO", "A village", point=(tower["latitude"], tower["longitude"]), fineness="point")
    assert find_place(clues) == Place(None, "none")


@pytest.mark.parametrize(
    ("admin1", "admin2", "site"),
    [
        ("Ninewa", "Sinjar", "sinjar"),
        ("Al Anbar", "Somewhere", "anbar"),
        ("Baghdad", "", None),
        ("Dahuk", "Zakho", "zakho"),
    ],
)
def test_the_area_is_the_last_resort(admin1: str, admin2: str, site: str | None) -> None:
    clues = Clues("IQ", "A village", admin1=admin1, admin2=admin2)
    assert find_place(clues) == Place(site, "area" if site else "none")


def test_a_region_is_no_finer_than_its_governorate() -> None:
    assert find_place(Clues("IQ", "Ramadi", admin1="Al Anbar", fineness="region")) == Place("anbar", "area")
    assert find_place(Clues("IQ", "Taji", admin1="Al Anbar", fineness="none")) == Place(None, "none")


def test_every_core_site_is_found_by_its_own_title() -> None:
    places = gazetteer()
    for site in places.rows:
        if places.is_core(site) and places.merged_site(site) == site:
            title, admin1 = str(places.value(site, "name_en")), str(places.value(site, "admin1") or "")
            convoy = places.value(site, "target_kind") == "convoy"
            clues = Clues(str(places.value(site, "country")), title, admin1=admin1, convoy=convoy)
            assert find_place(clues).site == site


def test_words_are_whole_and_the_longest_wins() -> None:
    assert said_in("Sprocket, gradual, mission").weapons == frozenset()
    assert said_in("ROCKET-PROPELLED\ngrenade").weapons == {"small_arms"}
    assert said_in("an air defense missile downed it").weapons == frozenset()
    assert said_in("a logistics convoy").marks == {"convoy"}


@pytest.mark.parametrize("name", ["exchange_acled", "exchange_gtd", "exchange_words"])
def test_the_tables_speak_of_weapons_of_the_contract(name: str) -> None:
    column = "weapon" if name == "exchange_words" else "weapons"
    assert {w for row in rows(name) for w in row[column].split("|")} - {""} <= set(WEAPONS)


def test_the_tables_hold_only_what_the_code_reads() -> None:
    assert {r["words"] for r in rows("exchange_acled")} <= {"keep", "replace", "narrow", "add", ""}
    assert {r["words"] for r in rows("exchange_gtd")} <= {"keep", "replace", "narrow"}
    assert {r["is_attack"] for r in rows("exchange_acled")} == {"yes", "maybe", "no"}
    marks = {"", "generic", "intercepted", "foiled", "no_attack", "remnant", "convoy"}
    assert {r["says"] for r in rows("exchange_words")} == marks
    assert len(acled_types()) == 26  # 25 types, one of them in two spellings


def test_the_groups_are_ours_and_the_patterns_sound() -> None:
    known = {r["group_id"] for r in rows("groups")} | {""}
    table = rows("exchange_groups")
    assert {r["group_id"] for r in table} <= known
    assert {r["how"] for r in table} == {"exact", "pattern"}
    assert all(re.compile(r["name"]) and r["note"] for r in table)
    exact = [(r["source"], r["name"].casefold()) for r in table if r["how"] == "exact"]
    assert len(exact) == len(set(exact))
