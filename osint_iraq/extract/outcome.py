"""What came of an attack: the worst that the report's words say of where the munitions ended."""

from __future__ import annotations

from osint_iraq.extract.attack import Attack
from osint_iraq.extract.document import Clause, Document
from osint_iraq.extract.found import Found
from osint_iraq.lexicon import Cue

_RANK = {"hit": 4, "near_miss": 3, "intercepted": 2, "foiled": 1}
_NEAR = 55
_PIECES = 12
_NEGATION_REACH = 60
_STOPPABLE = {"drone", "rocket", "missile", "mortar"}


def outcome(doc: Document, attack: Attack, hurt: list[Found]) -> list[Found]:
    """The outcome with its words, worst first; empty where the report does not say what came of it."""
    found: list[Found] = []
    for clause in attack.clauses:
        found += _landings(doc, clause)
        found += _stops(doc, attack, clause)
    if any(f.value != "foiled" and f.rule == "missed" for f in found):
        return [f for f in found if f.rule == "missed"]
    if attack.intended_site and any(f.value == "hit" for f in found):
        word = next(w for c in attack.clauses for w in c.of("intended"))
        return [_as(word, "near_miss", "meant_for_another_place")]
    found = _reconciled(attack, found)
    if not any(f.value == "intercepted" for f in found):
        found += [Found("outcome", "hit", f.start, f.end, "persons_hurt") for f in hurt if f.value != "0"]
    if not found:
        found = _shelled(doc, attack)
    return sorted(found, key=lambda f: (-_RANK[f.value], f.start))


def _reconciled(attack: Attack, found: list[Found]) -> list[Found]:
    """Found before launch: nothing fell. Shot down: what fell outside was debris, unless only a part was shot down."""
    values = {f.value for f in found}
    if "foiled" in values and not _launched(attack):
        return [f for f in found if f.value == "foiled"]
    if "intercepted" in values:
        found = [f for f in found if f.rule != "landed_near" or _fell(attack)]
        if not _in_parts(attack):
            found = [f for f in found if f.value != "hit" or f.rule == "landed_inside"]
    return found


def _landings(doc: Document, clause: Clause) -> list[Found]:
    """Where munitions came down: inside, on, near or outside the target."""
    falls = [c for c in clause.of("motion") if c.value in ("fall", "hit", "blast") and not _unreal(clause, c)]
    blasts = [f for f in falls if f.value == "blast"]
    if blasts and clause.has("weapon", "ied"):
        return [_as(blasts[0], "hit", "bomb_went_off")]
    pieces = [c for c in clause.of("outcome") if c.value == "debris"]
    falls = [f for f in falls if not any(0 < p.begin - f.end <= _PIECES for p in pieces)]
    inside = [c for c in clause.of("outcome") if c.value in ("hit_place", "hit") and not _negated(clause, c)]
    found = [_as(c, "hit", "landed_inside") for c in inside if _beside(falls, c) or c.value == "hit"]
    near = [c for c in clause.of("outcome") if c.value == "near_miss" and not _on_target(clause, falls, c)]
    found += [_as(c, "near_miss", "landed_near") for c in near if _beside(falls, c) or _near_alone(clause, falls)]
    found += [_as(c, "near_miss", "missed") for c in clause.of("outcome") if c.value == "missed"]
    harm = [c for c in clause.of("outcome") if c.value == "damage" and not _negated(clause, c)]
    found += [_as(c, "hit", "damage") for c in harm]
    if not near and not inside:
        found += _fell_on(clause, [f for f in falls if f.value != "blast" or clause.has("weapon", "drone")])
    return found


def _near_alone(clause: Clause, falls: list[Cue]) -> bool:
    """'Rockets near the embassy', without a verb of falling, and not where they came from or were shot down."""
    munition = any(w.value != "airstrike" for w in clause.of("weapon"))
    return munition and not falls and not clause.of("origin") and not clause.has("outcome", "intercepted")


def _fell_on(clause: Clause, falls: list[Cue]) -> list[Found]:
    """'Two rockets fell on the base', 'the rest fell': a fall without a word for near is on the target."""
    if falls and not _negated(clause, falls[0]) and clause.of("weapon", "other"):
        return [_as(falls[0], "hit", "fell_on")]
    return []


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
