"""Which attacks a study counts, and what it leaves out for which reason."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal, NamedTuple

import pandas as pd

from osint_iraq.reference import STATE_KINDS, gazetteer, load_groups
from osint_iraq.schema_columns import WEAPONS

__all__ = ["Kept", "Study", "lies_in", "on_convoy", "study_events"]

Targets = Literal["sites", "convoys", "all"]
Actors = Literal["nonstate", "states", "all"]
_TARGETS: tuple[Targets, ...] = ("sites", "convoys", "all")
_ACTORS: tuple[Actors, ...] = ("nonstate", "states", "all")
_AIRCRAFT = "airstrike"
_HOST = "iraq"  # the forces under it, the Hashd among them, are not the foreign states whose strikes stand apart


@dataclass(frozen=True)
class Study:
    """What counts as an attack: by default carried out by anyone but a foreign state, on a site in Iraq.

    `countries`: ISO codes; `()` takes every country, also where it is not known. `targets`: fixed "sites", "convoys"
    (roadside bombs against supply convoys, a series of its own in the sources), or "all". `actors`: "nonstate" keeps
    armed groups and unknown hands, "states" the strikes of foreign states and their forces, "all" both; the claim
    decides, where nobody claimed, the attribution, and where nobody is named, whether aircraft did it. `foiled`:
    whether attacks stopped before launch count. `alleged`: whether attacks count of which a claim alone tells (column
    `certainty` of events). `sites`: ids of the gazetteer, which stand for what lies in them too; `weapons`: an attack
    with any of these counts; with `()` both take all, also where it is not known.
    Raises ValueError for any other word, and a site or weapon that does not exist.
    """

    countries: tuple[str, ...] = ("IQ",)
    targets: Targets = "sites"
    actors: Actors = "nonstate"
    foiled: bool = False
    alleged: bool = True
    sites: tuple[str, ...] = ()
    weapons: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name, example in (("countries", "('IQ',)"), ("sites", "('taji',)"), ("weapons", "('rocket',)")):
            if not isinstance(getattr(self, name), tuple):
                raise ValueError(f"{name}={getattr(self, name)!r}: give a tuple, such as {example}")
        _check_known("sites", self.sites, gazetteer().rows)
        _check_known("weapons", self.weapons, WEAPONS)
        if self.targets not in _TARGETS:
            raise ValueError(f"targets={self.targets!r} is not one of {', '.join(_TARGETS)}")
        if self.actors not in _ACTORS:
            raise ValueError(f"actors={self.actors!r} is not one of {', '.join(_ACTORS)}")


def _check_known(name: str, given: tuple[str, ...], known: Collection[str]) -> None:
    strange = [one for one in given if one not in known]
    if strange:
        near = get_close_matches(strange[0], list(known), n=3)
        raise ValueError(f"{name}: there is no {strange[0]!r}" + (f"; did you mean {', '.join(near)}?" if near else ""))


class Kept(NamedTuple):
    """`events`: the rows that count, as they were. `funnel`: one row is one step, with what it left out and why."""

    events: pd.DataFrame
    funnel: pd.DataFrame


def study_events(events: pd.DataFrame, study: Study | None = None, groups: pd.DataFrame | None = None) -> Kept:
    """The events that `study` counts (by default `Study()`), and a funnel: step, left_out, kept, meaning.

    `groups` is the table of groups by which states are told from armed groups; by default the one in the package.
    Raises ValueError where `study` leaves claims out and no event says whether it is one.

    >>> from osint_iraq.schema import empty
    >>> list(study_events(empty("events")).funnel["step"])
    ['events', 'dated', 'in_countries', 'by_actors', 'on_targets', 'not_foiled', 'not_alleged']
    """
    study = study or Study()
    kept = events
    rows = [("events", 0, len(events), "one attack, all its reports together")]
    for step, wanted, meaning in _steps(events, study, groups):
        left = kept[wanted.loc[kept.index]]
        rows.append((step, len(kept) - len(left), len(left), meaning))
        kept = left
    funnel = pd.DataFrame(rows, columns=["step", "left_out", "kept", "meaning"])
    return Kept(kept.reset_index(drop=True), funnel)


def _steps(events: pd.DataFrame, study: Study, groups: pd.DataFrame | None) -> list[tuple[str, pd.Series, str]]:
    """(name, mask, what the kept rows are), in order; a step that the study switches off keeps everything."""
    everything = pd.Series(True, index=events.index)
    by_state = _by_foreign_state(events, groups)
    convoy = on_convoy(events)
    dated = events["date_start"].notna() & events["date_end"].notna()
    places = events["country"].isin(study.countries) if study.countries else everything
    actors = {"all": everything, "states": by_state, "nonstate": ~by_state}[study.actors]
    targets = {"all": everything, "convoys": convoy, "sites": ~convoy}[study.targets]
    launched = everything if study.foiled else events["outcome"] != "foiled"
    where = ", ".join(study.countries) if study.countries else "any country"
    return [
        ("dated", dated, "with a date or an interval of dates"),
        ("in_countries", places, f"in {where}"),
        ("by_actors", actors, {"all": "by anyone", "states": "by a foreign state or its forces",
                               "nonstate": "not by a foreign state or its forces"}[study.actors]),
        ("on_targets", targets, {"all": "on sites or convoys", "convoys": "on convoys",
                                 "sites": "on sites, convoys apart"}[study.targets]),
        ("not_foiled", launched, "foiled ones included" if study.foiled else "launched, not foiled beforehand"),
        ("not_alleged", everything if study.alleged else ~_alleged(events),
         "claims alone included" if study.alleged else "told by another voice than a claim"),
        *_narrowed(events, study),
    ]  # fmt: skip


def _narrowed(events: pd.DataFrame, study: Study) -> list[tuple[str, pd.Series, str]]:
    """The steps of a study of single places or weapons; none for a study of all."""
    steps = []
    if study.sites:
        here = events["site_id"].map(lambda own: isinstance(own, str) and any(lies_in(own, s) for s in study.sites))
        steps.append(("at_sites", here.astype(bool), f"at {', '.join(study.sites)} or what lies there"))
    if study.weapons:
        wanted = set(study.weapons)
        armed = events["weapons"].map(lambda own: isinstance(own, str) and not wanted.isdisjoint(own.split("|")))
        steps.append(("with_weapons", armed.astype(bool), f"with {' or '.join(study.weapons)}"))
    return steps


def lies_in(site: str, place: str) -> bool:
    """True where `site` is `place` or lies in it; two names of one place are one.

    >>> lies_in("victory_base", "baghdad_airport"), lies_in("baghdad_airport", "taji")
    (True, False)
    """
    places = gazetteer()
    line = [places.merged_site(site), *(places.merged_site(above) for above in places.ancestors(site))]
    return places.merged_site(place) in line


def _alleged(events: pd.DataFrame) -> pd.Series:
    """True where a claim alone tells of the attack. A table that never says so cannot be asked."""
    known = events["certainty"] if "certainty" in events else pd.Series(None, index=events.index, dtype="str")
    if len(events) and known.isna().all():
        raise ValueError(
            "alleged=False: these events do not say which of them rest on a claim alone (column certainty is missing "
            "or empty): build the tables again with this version"
        )
    return (known == "alleged").fillna(False).astype(bool)


def on_convoy(events: pd.DataFrame) -> pd.Series:
    """True for each event that hit, or was meant to hit, a supply convoy."""
    return (events["target_kind"] == "convoy") | events["site_id"].str.startswith("convoy_").fillna(False).astype(bool)


def _by_foreign_state(events: pd.DataFrame, groups: pd.DataFrame | None) -> pd.Series:
    """True where the one who claimed it, else the one named for it, is a foreign state or one of its forces.

    Aircraft that nobody owned up to are a state's too: no armed group here has any, and armed drones count apart.
    """
    states = _foreign_states(load_groups() if groups is None else groups)
    named = events["claimed_by"].fillna(events["attributed_to"])
    by_name = named.map(lambda ids: isinstance(ids, str) and not states.isdisjoint(ids.split("|"))).astype(bool)
    return by_name | (named.isna() & (events["weapons"] == _AIRCRAFT).fillna(False).astype(bool))


def _foreign_states(groups: pd.DataFrame) -> set[str]:
    parents = {g: p for g, p in zip(groups["group_id"], groups["parent_id"], strict=True) if isinstance(p, str)}
    official = groups.loc[groups["kind"].isin(STATE_KINDS), "group_id"]
    return {group for group in official if _HOST not in _line(group, parents)}


def _line(group: str, parents: dict[str, str]) -> list[str]:
    """The group and everything above it."""
    line = [group]
    while parents.get(line[-1], line[-1]) not in line:
        line.append(parents[line[-1]])
    return line
