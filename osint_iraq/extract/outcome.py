"""What came of an attack: the worst that the report's words say of where the munitions ended."""

from __future__ import annotations

from osint_iraq.extract.attack import Attack
from osint_iraq.extract.document import Clause, Document
from osint_iraq.extract.found import Found
from osint_iraq.lexicon import Cue

_RANK = {"hit": 4, "near_miss": 3, "intercepted": 2, "foiled": 1}
_NEAR = 55
_NEGATION_REACH = 60
_SHELLED = 60
_STOPPABLE = {"drone", "rocket", "missile", "mortar"}


def outcome(doc: Document, attack: Attack, hurt: list[Found]) -> list[Found]:
    """The outcome with its words, worst first; empty where the report does not say what came of it."""
    found: list[Found] = []
    for clause in attack.clauses:
        found += _landings(doc, clause)
        found += _stops(doc, attack, clause)
    if any(f.value == "foiled" for f in found) and not _launched(attack):
        found = [f for f in found if f.value == "foiled"]
    elif any(f.rule == "missed" for f in found):
        return [f for f in found if f.rule == "missed"]
    elif any(f.value == "intercepted" for f in found):
        found = [f for f in found if f.value != "near_miss" or f.rule != "landed_near" or _fell(attack)]
        if not _in_parts(attack):
            found = [f for f in found if f.value != "hit" or f.rule == "landed_inside"]
    if not any(f.value == "intercepted" for f in found):
        found += [Found("outcome", "hit", f.start, f.end, "persons_hurt") for f in hurt if f.value not in ("0",)]
    if not found:
        found = _shelled(doc, attack)
    return sorted(found, key=lambda f: (-_RANK[f.value], f.start))


def _landings(doc: Document, clause: Clause) -> list[Found]:
    """Where munitions came down: inside, on, near or outside the target."""
    found: list[Found] = []
    falls = [c for c in clause.of("motion") if c.value in ("fall", "hit", "blast") and not _unreal(clause, c)]
    if clause.has("weapon", "ied") and any(f.value == "blast" for f in falls):
        return [_as(f, "hit", "bomb_went_off") for f in falls if f.value == "blast"][:1]
    munition = any(w.value != "airstrike" for w in clause.of("weapon"))
    near = [c for c in clause.of("outcome") if c.value == "near_miss"]
    inside = [c for c in clause.of("outcome") if c.value in ("hit_place", "hit")]
    inside = [c for c in inside if not _negated(clause, c)]
    for cue in inside:
        if _beside(falls, cue) or cue.value == "hit":
            found.append(_as(cue, "hit", "landed_inside"))
    for cue in near:
        if _beside(falls, cue):
            if not _on_target(clause, falls, cue):
                found.append(_as(cue, "near_miss", "landed_near"))
        elif (
            munition
            and not falls
            and not clause.of("origin")
            and not any(c.value == "intercepted" for c in clause.of("outcome"))
        ):
            found.append(_as(cue, "near_miss", "landed_near"))
    near = [c for c in near if not _on_target(clause, falls, c)]
    found += [_as(c, "near_miss", "missed") for c in clause.of("outcome") if c.value == "missed"]
    for cue in clause.of("outcome"):
        if cue.value == "damage" and not _negated(clause, cue):
            found.append(_as(cue, "hit", "damage"))
    falls = [f for f in falls if f.value != "blast"]
    if falls and not near and not inside and not _negated(clause, falls[0]):
        if munition or clause.of("weapon", "other"):
            found.append(_as(falls[0], "hit", "fell_on"))
    return found


def _unreal(clause: Clause, cue: Cue) -> bool:
    """'before it could hit', 'to blow up rockets': it did not happen."""
    return any(0 <= cue.begin - p.end <= 4 for p in clause.of("plan"))


def _on_target(clause: Clause, falls: list[Cue], near: Cue) -> bool:
    """'fell on the airport near the centre': the place that follows 'on' was hit, 'near' only tells where it lies."""
    return any(f.end <= on.begin < near.begin for f in falls for on in clause.of("on"))


def _beside(falls: list[Cue], cue: Cue) -> bool:
    return any(-_NEAR <= cue.begin - f.end <= _NEAR for f in falls)


def _negated(clause: Clause, cue: Cue) -> bool:
    return any(0 <= cue.begin - n.end <= _NEGATION_REACH for n in clause.of("negation", "unknown"))


def _stops(doc: Document, attack: Attack, clause: Clause) -> list[Found]:
    """Shot down in flight, or found before launch."""
    found: list[Found] = []
    drone = bool(attack.weapons & _STOPPABLE)
    for cue in clause.of("outcome"):
        if cue.value == "intercepted" and drone and not _negated(clause, cue):
            found.append(_as(cue, "intercepted", "shot_down"))
        elif cue.value == "foiled" and not clause.of("dud"):
            found.append(_as(cue, "foiled", "stopped_before_launch"))
        elif cue.value == "foil":
            value = "intercepted" if "drone" in attack.weapons else "foiled"
            found.append(_as(cue, value, "attack_stopped"))
    return found


def _in_parts(attack: Attack) -> bool:
    """'Five of them were shot down and the sixth hit its target'."""
    return any(c.has("outcome", "intercepted") and c.of("part", "other") for c in attack.clauses)


def _fell(attack: Attack) -> bool:
    return any(a.cue.value in ("fall", "hit") for f in attack.frames for a in f.anchors)


def _launched(attack: Attack) -> bool:
    """True where the report tells of munitions that flew, beside those that were found."""
    cues = [c for f in attack.frames for a in f.anchors for c in (a.cue,)]
    return any(c.kind == "motion" and c.value in ("fall", "hit", "blast") for c in cues)


def _shelled(doc: Document, attack: Attack) -> list[Found]:
    """A place said to have been shelled or bombed was hit; one said to be targeted may not have been."""
    for frame in attack.frames:
        for anchor in frame.anchors:
            struck = anchor.cue.value == "strike" and anchor.cue.entry.inflect != "noun" and frame.weapons
            if anchor.how == "attack" and frame.site and (anchor.cue.value == "shelled" or struck):
                return [_as(anchor.cue, "hit", "shelled")]
    return []


def _as(cue: Cue, value: str, rule: str) -> Found:
    return Found("outcome", value, cue.begin, cue.end, rule)
