"""One attack of a report as a row of mentions, with a row of evidence for every value."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from osint_iraq.extract.anchors import AIR_POWERS
from osint_iraq.extract.attack import Attack, cues_of
from osint_iraq.extract.blame import attributed_to
from osint_iraq.extract.casualties import casualty_counts
from osint_iraq.extract.claims import claimed_by
from osint_iraq.extract.document import Document
from osint_iraq.extract.found import Count, Found, as_found, spread
from osint_iraq.extract.munitions import munition_counts
from osint_iraq.extract.outcome import outcome
from osint_iraq.extract.spacing import ends_before
from osint_iraq.extract.weapons import weapon_details, weapons_of
from osint_iraq.gazetteer import gazetteer

_MISSILE_POWERS = ("iran", "irgc")
_FIRED_FROM_AIR = {"rocket", "missile", "shell"}
"""What an air strike fires: the aircraft themselves, drones too, are no munitions."""
_IRAQ, _COUNTRY_REACH = "IQ", 120
_DENIAL_REACH = 75
_TARGETS = ("military_base", "diplomatic", "airport", "convoy", "energy")


def mention(doc: Document, attack: Attack, main: Attack) -> tuple[dict[str, Any], list[Found]]:
    """The row of one attack without its ids, and the evidence of its values (folded coordinates)."""
    evidence: list[Found] = []
    row: dict[str, Any] = {"primary": attack.primary}
    row |= _when(doc, attack, evidence)
    row |= _where(doc, attack, evidence)
    weapons = weapons_of(doc, attack, main)
    evidence += weapons
    kinds = {w.value for w in weapons}
    row["weapons"] = "|".join(sorted(kinds or {"unknown"}))
    details = weapon_details(doc, attack, kinds)
    evidence += details[:1]
    row["weapon_detail"] = details[0].value if details else None
    who = _who(doc, attack, evidence)
    flown = "airstrike" in kinds or ("drone" in kinds and who["attributed_to"] in AIR_POWERS)
    row |= _numbers(doc, attack, _FIRED_FROM_AIR if flown else kinds, evidence)
    row |= _what_came(doc, attack, evidence, flown) | who
    if "rocket" in kinds and row["attributed_to"] in _MISSILE_POWERS:
        row["weapons"] = "|".join(sorted((kinds - {"rocket"}) | {"missile"}))
        evidence = [_long_range(e) for e in evidence]
    elif "drone" in kinds and row["attributed_to"] in AIR_POWERS:
        row["weapons"], evidence = "airstrike", [_flown(e) for e in evidence]
    row["certainty"] = (
        "alleged" if row["claimed_by"] and not row["attributed_to"] and _only_claimed(attack) else "reported"
    )
    return row, evidence


def _long_range(found: Found) -> Found:
    """What Iran fires at Iraq are missiles, also where a report says rockets for short."""
    short = found.field == "weapons" and found.value == "rocket"
    return replace(found, value="missile", rule="state_missile") if short else found


def _flown(found: Found) -> Found:
    """A state's armed drone is an air strike (guidelines)."""
    return replace(found, value="airstrike", rule="state_drone") if found.field == "weapons" else found


def _only_claimed(attack: Attack) -> bool:
    return len({f.clause.sentence for f in attack.frames}) == 1 and not cues_of(attack, "speaker")


def _when(doc: Document, attack: Attack, evidence: list[Found]) -> dict[str, Any]:
    expression = doc.as_stated(attack.date) if attack.date else None
    if expression is None:
        return {"date_start": None, "date_end": None, "date_precision": "unknown", "time_of_day": None,
                "date_basis": "unknown"}  # fmt: skip
    start: date | None = expression.date_start
    end = expression.date_end or start
    for name, value in (("date_start", start), ("date_end", end), ("time_of_day", expression.time_of_day)):
        if value is not None:
            evidence.append(Found(name, str(value), expression.start, expression.end, expression.rule))
    precision = expression.precision if start else "unknown"
    return {"date_start": start, "date_end": end, "date_precision": precision,
            "time_of_day": expression.time_of_day, "date_basis": expression.basis if start else "unknown"}  # fmt: skip


def _where(doc: Document, attack: Attack, evidence: list[Found]) -> dict[str, Any]:
    site = attack.site
    places = gazetteer()
    if site is None:
        found = [f for f in (_country(doc, attack), _target(attack)) if f]
        evidence += found
        said = {f.field: f.value for f in found}
        return {"site_id": None, "place_name": None, "country": said.get("country"), "admin1": None,
                "target_kind": said.get("target_kind")}  # fmt: skip
    rule = site.rule if any(f.site for f in attack.frames) else "same_place"
    row = {
        "site_id": site.site_id,
        "place_name": doc.folded.words(site.start, site.end),
        "country": places.value(site.site_id, "country"),
        "admin1": places.value(site.site_id, "admin1"),
        "target_kind": places.target_kind(site.site_id),
    }
    evidence += [Found(name, str(value), site.start, site.end, rule) for name, value in row.items() if value]
    return row


def _target(attack: Attack) -> Found | None:
    """What kind of place was attacked, where only its kind is said ("a base")."""
    for _, cue in cues_of(attack, "target"):
        if cue.value in _TARGETS:
            return Found("target_kind", cue.value, cue.begin, cue.end, "target_word")
    return None


def _country(doc: Document, attack: Attack) -> Found | None:
    """The country named nearest to the attack where no site is: one outside Iraq if it is close, else Iraq if named."""
    at = attack.frames[0].at
    outside = [c for c in doc.of("country") if c.value != _IRAQ and abs(c.begin - at) <= _COUNTRY_REACH]
    able = outside or [c for c in doc.of("country") if c.value == _IRAQ]
    if not able:
        return None
    cue = min(able, key=lambda c: abs(c.begin - at))
    return Found("country", cue.value, cue.begin, cue.end, "country_word")


def _numbers(doc: Document, attack: Attack, kinds: set[str], evidence: list[Found]) -> dict[str, Any]:
    """Munitions, killed, injured; a total told for several sites at once belongs to none of them."""
    body = [f for f in attack.frames if not doc.in_title(f.clause)]
    shared = any(f.shared for f in body or attack.frames)
    row: dict[str, Any] = {}
    counts: dict[str, list[Count]] = {
        "munitions": munition_counts(doc, attack, kinds),
        "killed": casualty_counts(doc, attack, "killed"),
        "injured": casualty_counts(doc, attack, "injured"),
    }
    for field, found in counts.items():
        if shared:
            found = [c for c in found if field != "munitions" and c.low == 0 and c.high == 0]
        low, high = spread(found)
        row[f"{field}_min"], row[f"{field}_max"] = low, high
        for count in found:
            evidence += as_found(field, count)
    return row


def _what_came(doc: Document, attack: Attack, evidence: list[Found], flown: bool) -> dict[str, Any]:
    hurt = [f for f in evidence if f.field in ("killed_min", "injured_min")]
    results = outcome(doc, attack, hurt, flown)
    evidence += results[:1]
    told = cues_of(attack, "damage", "both")
    damage = [c for _, c in told]
    denied = [c for k, c in told if ends_before(k.of("negation"), c.begin, _DENIAL_REACH)]
    value = "unknown"
    if damage:
        value = "none" if len(denied) == len(damage) else "reported"
        evidence.append(Found("damage", value, damage[0].begin, damage[0].end, "damage_word"))
    return {"damage": value, "outcome": results[0].value if results else "unknown"}


def _who(doc: Document, attack: Attack, evidence: list[Found]) -> dict[str, Any]:
    claims = claimed_by(doc, attack)
    blames = attributed_to(doc, attack, claims)
    evidence += claims[:1] + blames[:1]
    return {
        "claimed_by": claims[0].value if claims else None,
        "attributed_to": blames[0].value if blames else None,
    }
