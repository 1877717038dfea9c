"""What came of an attack: the worst that the report's words say of where the munitions ended."""

from __future__ import annotations

from osint_iraq.extract.attack import Attack, cues_of
from osint_iraq.extract.document import Clause, Document
from osint_iraq.extract.found import Found
from osint_iraq.extract.sites import related
from osint_iraq.extract.spacing import begins_behind, begins_in, ends_before, has_value
from osint_iraq.gazetteer import gazetteer
from osint_iraq.lexicon import Cue

_RANK = {"hit": 4, "near_miss": 3, "intercepted": 2, "foiled": 1}
_NEAR = 55
_PIECES = 12
_NEGATION_REACH = 60
_VERB_REACH = 12
_BEHIND = 40
_PARTS = frozenset({"one_more", "other", "part"})
_DOWN = ("fall", "hit", "blast")
_STOPPABLE = {"drone", "rocket", "missile", "mortar"}


def outcome(doc: Document, attack: Attack, hurt: list[Found], from_air: bool = False) -> list[Found]:
    """The outcome with its words, worst first; empty where the report does not say what came of it.

    `from_air`: a strike by a state's aircraft, which is not shot down, and hits where nothing else is told.
    """
    found: list[Found] = []
    for clause in attack.clauses:
        if "motion" in clause.kinds or "outcome" in clause.kinds:
            found += _landings(attack, clause)
        if "outcome" in clause.kinds:
            found += _stops(attack, clause)
    if from_air:
        found = [f for f in found if f.value in ("hit", "near_miss")]
    went_astray = [f for f in found if f.rule == "missed"]
    if went_astray and not _others_landed(doc, found, went_astray):
        return went_astray
    found = [f for f in found if f.rule != "missed"]
    inside = any(f.rule == "landed_inside" for f in found)
    if attack.intended_site and not inside and any(f.value == "hit" for f in found):
        word = next(w for c in attack.clauses for w in c.of("intended"))
        return [_as(word, "near_miss", "meant_for_another_place")]
    found = _reconciled(attack, found)
    if not any(f.value == "intercepted" for f in found) or _in_parts(attack):
        found += [Found("outcome", "hit", f.start, f.end, "persons_hurt") for f in hurt if f.value != "0"]
    found = found or _harmed(attack) or _burnt(attack) or _shelled(doc, attack) or (_struck(attack) if from_air else [])
    return sorted(found, key=lambda f: (-_RANK[f.value], f.start))


def _reconciled(attack: Attack, found: list[Found]) -> list[Found]:
    """Found before launch: nothing fell. Shot down: what fell outside was debris, unless only a part was shot down."""
    values = {f.value for f in found}
    if "foiled" in values and not _launched(attack):
        return [f for f in found if f.value == "foiled"]
    if "intercepted" in values:
        found = [f for f in found if f.rule != "landed_near" or _fell(attack) or _in_parts(attack)]
        if not _in_parts(attack):
            found = [f for f in found if f.value != "hit" or f.rule == "landed_inside"]
    return found


def _others_landed(doc: Document, found: list[Found], astray: list[Found]) -> bool:
    """'Two shells fell in the zone, a third missed its way': told in other clauses, what landed counts."""
    landed = [f for f in found if f.value == "hit" and f.rule in ("landed_inside", "fell_on")]
    return any(
        c.start <= f.start < c.end
        for f in landed
        for c in doc.clauses
        if not any(c.start <= m.start < c.end for m in astray)
    )


def _harmed(attack: Attack) -> list[Found]:
    """A bomb that went off, people killed by it, be they uncounted."""
    for frame in attack.frames:
        for anchor in frame.anchors:
            if anchor.cue.value == "blast" and "ied" in frame.weapon_kinds:
                return [_as(anchor.cue, "hit", "bomb_went_off")]
        for cue in frame.clause.of("killed"):
            if not _negated(frame.clause, cue) and not frame.clause.of("none"):
                return [_as(cue, "hit", "persons_hurt")]
    return []


def _burnt(attack: Attack) -> list[Found]:
    """A fire that it lit, where no word tells that it lay elsewhere."""
    for clause, cue in cues_of(attack, "outcome"):
        if cue.value == "fire" and not _negated(clause, cue):
            return [_as(cue, "hit", "fire")]
    return []


def _struck(attack: Attack) -> list[Found]:
    """What aircraft are said to have struck was hit."""
    cue = attack.frames[0].anchors[0].cue
    return [_as(cue, "hit", "struck_from_air")]


def _landings(attack: Attack, clause: Clause) -> list[Found]:
    """Where munitions came down: inside, on, near or outside the target."""
    falls = [c for c in clause.of("motion") if c.value in _DOWN and not _unreal(clause, c)]
    blast = next((f for f in falls if f.value == "blast"), None)
    if blast is not None and has_value(clause.of("weapon"), "ied"):
        return [_as(blast, "hit", "bomb_went_off")]
    told = clause.of("outcome")
    if not told:
        return _fell_on(clause, falls)
    values = {c.value for c in told}
    if "debris" in values:
        pieces = [c for c in told if c.value == "debris"]
        falls = [f for f in falls if not begins_behind(pieces, f.end, _PIECES, 1)]
    inside = [c for c in told if c.value in ("hit_place", "hit") and not _negated(clause, c)]
    found = [_as(c, "hit", "landed_inside") for c in inside if _beside(falls, c) or c.value == "hit"]
    near = [c for c in told if c.value == "near_miss" and not _on_target(attack, clause, falls, c)]
    near = [c for c in near if not _describes_site(attack, clause, falls, c)]
    found += [_as(c, "near_miss", "landed_near") for c in near if _beside(falls, c) or _near_alone(clause, falls)]
    found += [_as(c, "near_miss", "missed") for c in told if c.value == "missed"]
    if "in_air" in values:
        return found
    found += [_as(c, "hit", "damage") for c in told if c.value == "damage" and not _negated(clause, c)]
    short = "short" in values and "drone" not in attack.weapons
    return found if near or inside or short else found + _fell_on(clause, falls)


def _near_alone(clause: Clause, falls: list[Cue]) -> bool:
    """'Rockets near the embassy', without a verb of falling, and not where they came from or were shot down."""
    if falls or clause.of("origin") or has_value(clause.of("outcome"), "intercepted"):
        return False
    return any(w.value != "airstrike" for w in clause.of("weapon"))


def _fell_on(clause: Clause, falls: list[Cue]) -> list[Found]:
    """'Two rockets fell on the base', 'the rest fell': a fall without a word for near is on the target.

    A blast counts for a drone alone: bombs are read before, and what else blew up lay anywhere.
    """
    if falls and not has_value(clause.of("weapon"), "drone"):
        falls = [f for f in falls if f.value != "blast"]
    named = "weapon" in clause.kinds or "other" in clause.kinds
    if falls and named and not _negated(clause, falls[0]):
        return [_as(falls[0], "hit", "fell_on")]
    return []


def _unreal(clause: Clause, cue: Cue) -> bool:
    """'before it could hit', 'to blow up rockets': it did not happen."""
    return "plan" in clause.kinds and ends_before(clause.of("plan"), cue.begin, 4)


def _describes_site(attack: Attack, clause: Clause, falls: list[Cue], near: Cue) -> bool:
    """'fire at the centre beside the airport': the word for near tells where the target lies, not where it fell."""
    for frame in attack.frames:
        site = frame.site
        if site is None or site.start < clause.start:
            continue
        if 0 <= near.begin - site.end <= _BEHIND and not begins_in(falls, site.end, near.begin):
            return not ends_before(falls, site.start, _NEAR)
    return False


def _on_target(attack: Attack, clause: Clause, falls: list[Cue], near: Cue) -> bool:
    """'fell on the airport near the centre': the place that follows 'on' was hit, 'near' only tells where it lies."""
    if not falls:
        return False
    return any(begins_in(clause.of("on"), f.end, near.begin) for f in falls) or any(
        f.end <= on.begin <= f.end + 2 and on.end <= t.begin <= on.end + 2 and t.end <= near.begin
        for f in falls
        for on in clause.of("in")
        for t in clause.of("target", "site")
        if t.kind == "target" or (attack.site and related(gazetteer().core_site(t.value), attack.site.site_id))
    )


def _beside(falls: list[Cue], cue: Cue) -> bool:
    return ends_before(falls, cue.begin, _NEAR, -_NEAR)


def _negated(clause: Clause, cue: Cue) -> bool:
    reach = _VERB_REACH if cue.kind == "motion" else _NEGATION_REACH
    kinds = clause.kinds
    return ("negation" in kinds and ends_before(kinds["negation"], cue.begin, reach)) or (
        "unknown" in kinds and ends_before(kinds["unknown"], cue.begin, reach)
    )


def _stops(attack: Attack, clause: Clause) -> list[Found]:
    """Shot down in flight, or found before launch."""
    found: list[Found] = []
    drone = not attack.weapons.isdisjoint(_STOPPABLE)
    for cue in clause.of("outcome"):
        if cue.value == "in_air" and drone and (clause.of("motion") or clause.has("outcome", "damage")):
            found.append(_as(cue, "intercepted", "destroyed_in_the_air"))
        elif cue.value == "short":
            fallen = "drone" not in attack.weapons and not any(c.has("outcome", "intercepted") for c in attack.clauses)
            found.append(_as(cue, "near_miss" if fallen else "intercepted", "fell_short"))
        elif cue.value == "intercepted" and drone and not _negated(clause, cue):
            found.append(_as(cue, "intercepted", "shot_down"))
        elif cue.value == "foiled" and not clause.of("dud"):
            found.append(_as(cue, "foiled", "stopped_before_launch"))
        elif cue.value == "foil":
            value = "intercepted" if "drone" in attack.weapons else "foiled"
            found.append(_as(cue, value, "attack_stopped"))
    return found


def _in_parts(attack: Attack) -> bool:
    """'Five of them were shot down and the sixth hit its target'."""
    if "outcome" not in attack.cue_kinds:
        return False
    stopped = [c for c in attack.clauses if c.has("outcome", "intercepted")]
    if any("part" in c.kinds or "other" in c.kinds for c in stopped):
        return True
    if not stopped:
        return False
    rest = [c for c in attack.clauses if not _PARTS.isdisjoint(c.kinds) and not c.has("outcome", "debris")]
    return any(has_value(c.of("motion"), *_DOWN) for c in rest)


def _fell(attack: Attack) -> bool:
    return any(a.cue.value in ("fall", "hit") for f in attack.frames for a in f.anchors)


def _launched(attack: Attack) -> bool:
    """True where the report tells of munitions that flew, beside those that were found."""
    cues = [c for f in attack.frames for a in f.anchors for c in (a.cue,)]
    return any(c.kind == "motion" and c.value in _DOWN for c in cues)


def _shelled(doc: Document, attack: Attack) -> list[Found]:
    """A place said to have been shelled or bombed was hit; one said to be targeted may not have been."""
    body = [f for f in attack.frames if not doc.in_title(f.clause)]
    for frame in body or attack.frames:
        for anchor in frame.anchors:
            struck = anchor.cue.value == "strike" and anchor.cue.entry.inflect != "noun" and frame.weapons
            if anchor.how == "attack" and frame.site and (anchor.cue.value == "shelled" or struck):
                return [_as(anchor.cue, "hit", "shelled")]
    return []


def _as(cue: Cue, value: str, rule: str) -> Found:
    return Found("outcome", value, cue.begin, cue.end, rule)
