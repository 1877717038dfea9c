"""Which of our attacks a published total could have counted, and which totals cannot be compared at all."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

import pandas as pd

from osint_iraq.analyse.study import Study, lies_in, on_convoy, study_events
from osint_iraq.reference import gazetteer

__all__ = ["Comparable", "comparable", "why_not"]

_HOSTS = ("military_base", "airport", "diplomatic")  # kinds of place where foreign forces or missions are
_NAMELESS = ("city", "other")  # kinds of place that do not say whether a base was meant
_NOT_FOREIGN = ("erbil_peshmerga_base",)  # military, but of Kurdish forces
_KURDISTAN = ("Erbil", "Duhok", "Sulaymaniyah", "Halabja")
_IRAN = ("iran", "irgc", "quds_force")


class Comparable(NamedTuple):
    """`events`: those that the total is about. `unclear`: those by the same hands whose target is not told."""

    events: pd.DataFrame
    unclear: pd.DataFrame


def why_not(tally: dict[str, Any]) -> str:
    """The reason why a row of official_tallies has no count of ours beside it; "" where it has.

    Totals for some weapons only (`weapons`) are left out. So is a part of another total (`part_of`) that is set apart
    by what no column of events tells; a part that is a place (`site`) or a country (the parts of us_coalition) is not.

    >>> why_not({"unit": "claims"})
    'it counts claims, not attacks'
    """
    if tally["unit"] != "attacks":
        return f"it counts {tally['unit']}, not attacks"
    if tally["period_start"] is None:
        return "the first day counted is not known"
    if tally["count_min"] is None and tally["count_max"] is None:
        return "it gives no number"
    if tally["weapons"] is not None:
        return "it counts some weapons only"
    site = tally["site"]
    if site is None and tally["part_of"] is not None and tally["targets"] != "us_coalition":
        return "it counts a part that no column of events tells"
    if site is None and tally["targets"] == "site":
        return "it names no site"
    if site is not None and site not in gazetteer().rows:
        return f"the gazetteer has no site {site}"
    return ""


def comparable(events: pd.DataFrame, tally: dict[str, Any]) -> Comparable:
    """The events that a row of official_tallies is about, by its `targets`, `countries` and `site`.

    Everywhere: dated, launched (not foiled beforehand), in `countries` (in any where it names none), not by a foreign
    state, and where `site` is given, there or on what lies in it.

    - us_coalition: on a base, an airport or a mission, but not on a base of Turkey or of the Peshmerga; no convoys.
    - us_interests: the same, and supply convoys.
    - convoys: supply convoys alone.
    - site, khor_mor: whatever was hit there, convoys apart.
    - turkish_base: the bases of Turkey.
    - kurdistan_region: whatever was hit in the governorates Erbil, Duhok, Sulaymaniyah and Halabja, convoys apart,
      Iran's own strikes included, because the one who counts there (CPT) counts them.

    `unclear` is filled for us_coalition and us_interests.
    """
    targets = tally["targets"]
    countries = tuple((tally["countries"] or "").split("|")) if tally["countries"] else ()
    kinds = {"convoys": "convoys", "us_interests": "all"}
    ours = study_events(events, Study(countries, targets=kinds.get(targets, "sites"))).events  # type: ignore[arg-type]
    if targets == "kurdistan_region":
        ours = pd.concat([ours, _by_iran(events, countries)], ignore_index=True)
    ours = ours[_there(ours, tally)]
    if targets not in ("us_coalition", "us_interests"):
        return Comparable(ours, ours.head(0))
    not_theirs = ours["site_id"].isin([*_turkish_bases(), *_NOT_FOREIGN])
    meant = (ours["target_kind"].isin(_HOSTS) & ~not_theirs) | on_convoy(ours)
    return Comparable(ours[meant], ours[~meant & (ours["target_kind"].isna() | ours["target_kind"].isin(_NAMELESS))])


def _by_iran(events: pd.DataFrame, countries: tuple[str, ...]) -> pd.DataFrame:
    strikes = study_events(events, Study(countries, actors="states")).events
    named = strikes["claimed_by"].fillna(strikes["attributed_to"])
    iranian = named.map(lambda who: isinstance(who, str) and not set(_IRAN).isdisjoint(who.split("|")))
    return strikes[iranian.astype(bool)]


def _there(events: pd.DataFrame, tally: dict[str, Any]) -> pd.Series:
    """True where the event lies in the place that the total is about."""
    site, targets = tally["site"], tally["targets"]
    if site is None and targets == "kurdistan_region":
        return events["admin1"].isin(_KURDISTAN)
    if site is None and targets == "turkish_base":
        return events["site_id"].isin(_turkish_bases())
    if site is None and targets != "khor_mor":
        return pd.Series(True, index=events.index)
    wanted = gazetteer().merged_site(site or "khor_mor")
    return events["site_id"].map(lambda own: isinstance(own, str) and lies_in(own, wanted)).astype(bool)


@lru_cache(maxsize=1)
def _turkish_bases() -> tuple[str, ...]:
    """The bases of Turkey in the gazetteer, which names them so."""
    rows = gazetteer().rows.items()
    return tuple(i for i, row in rows if "Turkish" in str(row["name_en"]) and row["target_kind"] == "military_base")
