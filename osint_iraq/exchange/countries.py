"""The countries of the study, and those that act in it, under the names and numbers that the data sets give them."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["COUNTRIES", "SCOPE", "STATES", "Country", "country_code"]


class Country(NamedTuple):
    """One country: ISO 3166-1 numeric, English name, Gleditsch-Ward number."""

    number: int
    name: str
    gw: int


COUNTRIES = {
    "IQ": Country(368, "Iraq", 645),
    "SY": Country(760, "Syria", 652),
    "KW": Country(414, "Kuwait", 690),
    "JO": Country(400, "Jordan", 663),
    "IR": Country(364, "Iran", 630),
    "TR": Country(792, "Turkey", 640),
    "IL": Country(376, "Israel", 666),
    "US": Country(840, "United States of America", 2),
    "GB": Country(826, "United Kingdom", 200),
    "FR": Country(250, "France", 220),
}
SCOPE = ("IQ", "SY", "KW", "JO")
"""What is studied: attacks elsewhere are left out."""
STATES = {
    "iraq": "IQ", "syrian_government": "SY", "kuwait": "KW", "jordan": "JO", "iran": "IR", "turkey": "TR",
    "israel": "IL", "united_states": "US", "united_kingdom": "GB", "france": "FR",
}  # fmt: skip
"""The country of a group of the gazetteer that is a state."""

_OTHER_NAMES = {"syrian arab republic": "SY", "türkiye": "TR", "turkiye": "TR"}


def country_code(name: str, number: str = "") -> str | None:
    """ISO alpha-2 of a country by its English name, else by its ISO number; None for one that is not studied.

    >>> country_code("Iraq"), country_code("", "760"), country_code("Iran")
    ('IQ', 'SY', None)
    """
    known = {c.name.casefold(): code for code, c in COUNTRIES.items()} | _OTHER_NAMES
    numbers = {str(c.number): code for code, c in COUNTRIES.items()}
    code = known.get(name.casefold()) if name else numbers.get(number)
    return code if code in SCOPE else None
