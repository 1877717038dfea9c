"""Their place to our site: by a name of the gazetteer, else by a point close by, else by the names of the area.

A wrong place joins two attacks that are none, so where the clues leave two places open the answer is none.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal, NamedTuple

from osint_iraq.lexicon import rows
from osint_iraq.reference import gazetteer

__all__ = ["Basis", "Clues", "Fineness", "Place", "find_place"]

Basis = Literal["name", "nearby", "area", "none"]
Fineness = Literal["point", "town", "region", "none"]

_NEAR_KM = 3.0
_EARTH_KM = 6371.0
_FACILITIES = ("military_base", "diplomatic", "airport", "energy", "convoy")
_ADMIN_WORDS = re.compile(r"\b(governorate|province|district|subdistrict|muhafazah|qada)\b")
_ARTICLES = re.compile(r"^(al|as|an|at|ad|ar|az) (?=\w)")


class Clues(NamedTuple):
    """What a row of theirs says of its place.

    `fineness` is their own precision: "point" an exact place, "town" a place or its surroundings, "region" no more than
    the governorate, "none" the country alone. `convoy`: the words tell of a logistics convoy.
    """

    country: str
    location: str
    notes: str = ""
    admin1: str = ""
    admin2: str = ""
    point: tuple[float, float] | None = None
    fineness: Fineness = "town"
    convoy: bool = False


class Place(NamedTuple):
    """Our core site, missing where none can be said, and what it rests on."""

    site: str | None
    basis: Basis


def find_place(clues: Clues) -> Place:
    """The site of the gazetteer that the clues point to.

    In this order: the convoy site of the governorate, for a logistics convoy; an English strong name of the gazetteer
    in the location, made finer by a name in the notes that lies within it (notes alone count only for bases, missions,
    airports, energy sites); the nearest site whose own point is known, within 3 km, where their point is exact; the
    district, then the governorate. Only places of the same country, and only core ids, two ids of one place merged.

    >>> find_place(Clues("IQ", "Erbil", "Two drones were shot down near Erbil International Airport"))
    Place(site='erbil_airport', basis='name')
    """
    if clues.fineness == "none":
        return Place(None, "none")
    if clues.convoy and (site := _convoy_site(clues)):
        return Place(site, "name")
    here = _in_location(clues)
    if clues.fineness == "region":
        # a town may stand for its whole governorate there; a base or a region that is named stands for itself
        itself = here is not None and gazetteer().value(here, "target_kind") in (*_FACILITIES, "governorate")
        return _place(here, "name") if itself else _place(_governorate(clues), "area")
    if site := _core(_finer(here, clues)):
        return Place(site, "name")
    if clues.fineness == "point" and (site := _nearest(clues)):
        return Place(site, "nearby")
    # a place that the gazetteer knows, though not as a core site, is not the whole of its district
    return Place(None, "none") if here else _place(_district(clues) or _governorate(clues), "area")


def _place(site: str | None, basis: Basis) -> Place:
    core = _core(site)
    return Place(core, basis if core else "none")


def _core(site: str | None) -> str | None:
    places = gazetteer()
    merged = places.merged_site(site) if site else None
    return merged if merged and places.is_core(merged) else None


def _fold(text: str) -> str:
    """Letters and figures in small letters, one blank between words: `Ba'aj` is `baaj`, `al-Asad` is `al asad`."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", " ", re.sub(r"['\u2018\u2019\u02bb\u02bc`]", "", bare.casefold())).strip()


@lru_cache(maxsize=1)
def _names() -> dict[tuple[str, str], str]:
    """(country, folded name) to site; a name that two places would share is left out."""
    places = gazetteer()
    found: dict[tuple[str, str], set[str]] = {}
    strong = [
        (r["site_id"], r["alias"]) for r in rows("site_aliases") if (r["language"], r["strength"]) == ("en", "strong")
    ]
    for site, alias in strong:
        found.setdefault((str(places.value(site, "country")), _fold(alias)), set()).add(site)
    return {key: next(iter(sites)) for key, sites in found.items() if len(sites) == 1 and len(key[1]) > 1}


@lru_cache(maxsize=1)
def _titles() -> dict[tuple[str, str], str]:
    """(country, folded English title) to site, for titles that are no name of another place."""
    places = gazetteer()
    found: dict[tuple[str, str], set[str]] = {}
    for site in (s for s in places.rows if places.canonical(s) == s):
        key = (str(places.value(site, "country")), _fold(str(places.value(site, "name_en"))))
        found.setdefault(key, set()).add(site)
    own = {key: next(iter(sites)) for key, sites in found.items() if len(sites) == 1}
    return {key: site for key, site in own.items() if _names().get(key, site) == site}


@lru_cache(maxsize=1)
def _longest() -> int:
    return max(name.count(" ") + 1 for _, name in _names())


def _named_in(text: str, country: str) -> list[tuple[int, str]]:
    """(letters, site) of the names in a text, from left to right, at each word the longest."""
    words = _fold(text).split()
    found = []
    at = 0
    while at < len(words):
        step = 1
        for n in range(min(_longest(), len(words) - at), 0, -1):
            name = " ".join(words[at : at + n])
            if site := _names().get((country, name)):
                found.append((len(name), site))
                step = n
                break
        at += step
    return found


def _innermost(sites: Iterable[str]) -> list[str]:
    """The sites in which no other one lies, each once."""
    places = gazetteer()
    distinct = list(dict.fromkeys(places.canonical(s) for s in sites))
    outer = {a for s in distinct for a in (*places.ancestors(s), places.core_site(s)) if a != s}
    return [s for s in distinct if s not in outer]


def _in_location(clues: Clues) -> str | None:
    """The site that the location names; of several side by side the one with the longest name.

    As the whole location a name stands for its place even where it is an everyday word in a sentence (Hit).
    """
    if title := _titles().get((clues.country, _fold(clues.location))):
        return title
    found = _named_in(clues.location, clues.country)
    inner = _innermost(site for _, site in found)
    return max(((n, s) for n, s in found if gazetteer().canonical(s) in inner), default=(0, None))[1]


def _finer(here: str | None, clues: Clues) -> str | None:
    """The one site of the notes that lies in the location, else the location; without one, the one facility named."""
    places = gazetteer()
    told = [site for _, site in _named_in(clues.notes, clues.country)]
    if here is None:
        fitting = _innermost(s for s in told if places.value(s, "target_kind") in _FACILITIES)
        return fitting[0] if len(fitting) == 1 else None
    town = places.core_site(here)
    # the Green Zone lies beside Karkh and in Baghdad: a quarter is as good as its town
    around = {here, places.canonical(here)} | ({town} if places.target_kind(town) == "city" else set())
    fitting = _innermost(s for s in told if around & set(places.ancestors(s)) and _core(s))
    return fitting[0] if len(fitting) == 1 else here


def _nearest(clues: Clues) -> str | None:
    """The nearest core site within reach. Only points of the site itself: others stand for a town or a governorate."""
    if clues.point is None:
        return None
    places = gazetteer()
    near = []
    for site, row in places.rows.items():
        own = row["coord_precision"] == "site" and row["country"] == clues.country and _core(site) == site
        if own and (km := _distance(clues.point, (row["latitude"], row["longitude"]))) <= _NEAR_KM:
            near.append((km, site))
    return min(near)[1] if near else None


def _distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Kilometres between two points, by the haversine formula on a sphere."""
    (a, b), (c, d) = (map(math.radians, point) for point in (one, other))
    h = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 2 * _EARTH_KM * math.asin(math.sqrt(h))


def _area_name(name: str) -> str:
    return _ARTICLES.sub("", _ADMIN_WORDS.sub(" ", _fold(name)).strip())


@lru_cache(maxsize=1)
def _areas() -> tuple[dict[tuple[str, str], str], dict[tuple[str, str], str]]:
    """(country, bare name) to governorate, and to any other place."""
    governorates: dict[tuple[str, str], str] = {}
    others: dict[tuple[str, str], str] = {}
    for (country, name), site in _names().items():
        kind = governorates if gazetteer().value(site, "target_kind") == "governorate" else others
        kind.setdefault((country, _area_name(name)), site)
    return governorates, others


def _governorate(clues: Clues) -> str | None:
    return _areas()[0].get((clues.country, _area_name(clues.admin1)))


def _district(clues: Clues) -> str | None:
    return _areas()[1].get((clues.country, _area_name(clues.admin2)))


def _convoy_site(clues: Clues) -> str | None:
    """The convoy site of the governorate, where the gazetteer has one."""
    places = gazetteer()
    inside = _governorate(clues)
    sites = [s for s, r in places.rows.items() if r["target_kind"] == "convoy" and r["parent_id"] == inside]
    return _core(min(sites)) if inside and sites else None
