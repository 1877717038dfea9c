"""With what: the kinds of weapon of an attack and their types."""

from __future__ import annotations

from functools import lru_cache

from osint_iraq.extract.anchors import AIR_POWERS, RAID
from osint_iraq.extract.attack import Attack, cues_of
from osint_iraq.extract.document import Clause, Document
from osint_iraq.extract.found import Found
from osint_iraq.extract.frames import Frame
from osint_iraq.extract.spacing import begins_behind, ends_before, has_value
from osint_iraq.lexer import rows
from osint_iraq.lexicon import Cue
from osint_iraq.text import normalise

_NOT_DETAIL = (RAID, "by:")
_UNKNOWN = ("shell",)
_FLYING = 14
_CALIBRE_REACH = 30
_SYSTEMS = frozenset({"system", "surveillance", "deal"})
_AIR_DEEDS = ("", "launch", "shelled", "raid")
_STRONGER = {"missile": ("rocket",), "mortar": ("shell", "rocket"), "airstrike": ("rocket", "missile")}


def weapons_of(doc: Document, attack: Attack, main: Attack | None = None) -> list[Found]:
    """The kinds of weapon with their words; empty where the report does not say.

    Words of the frames count, and of the details where the frames name none. A ballistic missile called rocket
    elsewhere is a missile; rockets fired by aircraft are an air strike.
    """
    body = [f for f in attack.frames if not doc.in_title(f.clause)]
    found = _in(body, _told_in(body)) or _in(attack.frames, _told_in(attack.frames))
    found = found or _in(attack.frames, attack.clauses) or _state_strike(attack) or _similar(attack, main)
    if any(f.value == "rocket" for f in found):
        found = found + _in(attack.frames, attack.clauses, "missile")
    found = list({f.value: f for f in found}.values())
    kinds = {f.value for f in found}
    for strong, weak in _STRONGER.items():
        if strong in kinds:
            found = [f for f in found if f.value not in weak]
    return found


def _told_in(frames: list[Frame]) -> list[Clause]:
    return [c for f in frames for c in f.clauses]


def _state_strike(attack: Attack) -> list[Found]:
    """'Strikes' by a state with an air force, or raids, the weapon unsaid; or the weapon named just before."""
    told = [w for f in attack.frames if f.one_more for w in f.weapons]
    if told:
        return [Found("weapons", told[0].value, told[0].begin, told[0].end, "named_before")]
    for frame in attack.frames:
        for anchor in frame.anchors:
            powers = [g for g in frame.clause.of("group") if g.value in AIR_POWERS]
            if anchor.cue.value == "raid" or (anchor.cue.value == "strike" and powers):
                return [Found("weapons", "airstrike", anchor.cue.begin, anchor.cue.end, "state_strike")]
    return []


def _similar(attack: Attack, main: Attack | None) -> list[Found]:
    """'A similar attack': with the weapon of the main one."""
    alike = [c for f in attack.frames for c in f.clause.of("similar")]
    if main is None or main is attack or not alike:
        return []
    return [Found("weapons", k, alike[0].begin, alike[0].end, "similar_attack") for k in sorted(main.weapons)]


def _in(frames: list[Frame], clauses: list[Clause], *only: str) -> list[Found]:
    """The weapons that the clauses name for the attack of these frames; those of `only` where it is given."""
    found: dict[str, Found] = {}
    for clause in clauses:
        weapons = clause.kinds.get("weapon")
        if not weapons or ("unknown" in clause.kinds and "either" in clause.kinds):
            continue
        own = [f.weapons for f in frames if f.clause.index == clause.index and f.weapons]
        systems = clause.of(*_SYSTEMS) if not _SYSTEMS.isdisjoint(clause.kinds) else []
        for cue in weapons:
            value = cue.value
            if value in found or value in _UNKNOWN or (only and value not in only):
                continue
            if own and not any(cue in listed for listed in own):
                continue  # of a list ("rockets on A, drones on B") only those of the attack's own place
            if value == "airstrike" and not _strikes(clause, cue):
                continue
            if not ends_before(systems, cue.begin, 1):
                found[value] = Found("weapons", value, cue.begin, cue.end, "weapon_word")
    return [found[k] for k in sorted(found)]


def _strikes(clause: Clause, cue: Cue) -> bool:
    """Aircraft that only fly about, or shoot a drone down, are not what the place was attacked with."""
    if cue.entry.detail == RAID or cue.entry.number == "adj":
        return True
    if begins_behind((c for c in clause.of("motion") if c.value == "fly"), cue.end, _FLYING, -_FLYING):
        return False
    if all(w.value == "airstrike" for w in clause.of("weapon")):
        return True
    if has_value(clause.of("outcome"), "intercepted"):
        return False
    deeds = [c for c in clause.of("motion", "attack", "agent") if c.value in _AIR_DEEDS]
    return begins_behind(deeds, cue.end, _FLYING, -_FLYING) or ends_before(deeds, cue.begin, _FLYING)


def weapon_details(doc: Document, attack: Attack, kinds: set[str]) -> list[Found]:
    """Type or calibre with its words, the first named first."""
    found: list[Found] = []
    for _, cue in cues_of(attack, "weapon"):
        detail = cue.entry.detail
        if detail and cue.value in kinds and not detail.startswith(_NOT_DETAIL):
            found.append(Found("weapon_detail", detail, cue.begin, cue.end, "weapon_word"))
    return found or _calibre(doc, attack, kinds)


def _calibre(doc: Document, attack: Attack, kinds: set[str]) -> list[Found]:
    """The calibre beside a munition, as in 107mm."""
    for clause, cue in cues_of(attack, "weapon"):
        stop = min(clause.end, cue.end + _CALIBRE_REACH)
        if cue.value not in kinds or not _measured(doc.between(cue.end, stop)):
            continue
        for q in doc.numbers(cue.end, stop):
            if q.rule == "calibre" and q.low:
                return [Found("weapon_detail", f"{q.low}mm", q.start, q.end, "calibre")]
    return []


def _measured(text: str) -> bool:
    """A word for a calibre stands in the text; where none does, its numbers need not be read."""
    return any(word in text for word in _calibre_words())


@lru_cache(maxsize=1)
def _calibre_words() -> tuple[str, ...]:
    return tuple(normalise(row.term).split()[0] for row in rows("quantity_words") if row.kind == "calibre")
