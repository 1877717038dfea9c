"""Which of the attacks found stand as events: told well enough, and inside what is studied."""

from __future__ import annotations

from osint_iraq.extract.attack import Attack
from osint_iraq.extract.document import Document
from osint_iraq.gazetteer import gazetteer

_ISIS = "isis"
_IRAQ = "IQ"
_AIR, _GUNFIRE = {"airstrike"}, {"small_arms"}
_OTHER_WARS_ARMS = _AIR | _GUNFIRE


def is_told(doc: Document, attack: Attack) -> bool:
    """Enough to stand as an event: a place or a date, inside the geography, and not only talk of attacks."""
    if _only_talked_of(attack) or _of_another_war(doc, attack):
        return False
    if attack.site is not None:
        return True
    if attack.date is None or not attack.weapons or _abroad(doc, attack):
        return False
    clauses = [f.clause for f in attack.frames]
    if "airstrike" in attack.weapons and any(c.has("country", "SY") for c in clauses):
        return all(c.has("country", _IRAQ) for c in clauses)
    return _in_iraq(doc)


def _only_talked_of(attack: Attack) -> bool:
    """Pointed back to, or named in the plural, with nothing that tells which one is meant."""
    frames = attack.frames
    if all(f.reference and f.site is None and f.date is None for f in frames):
        return True
    if all(f.back_days and f.site is None and not f.weapons for f in frames):
        return True
    if not all(f.plural for f in frames):
        return False
    return not (attack.dated and any(f.site and f.site.rule != "anaphora" for f in frames))


def _of_another_war(doc: Document, attack: Attack) -> bool:
    """Air strikes in Syria or on the so-called Islamic State; its own gunfire, and gunfire on no facility."""
    weapons = attack.weapons
    on_isis = weapons <= _OTHER_WARS_ARMS and any(f.clause.has("group", _ISIS) for f in attack.frames)
    if weapons == _AIR:
        if on_isis or (attack.site and gazetteer().value(attack.site.site_id, "country") == "SY"):
            return True
    elif weapons <= _GUNFIRE and (on_isis or (weapons and not (attack.site and attack.site.fine))):
        return True
    return _in_syria(doc, attack)


def _in_syria(doc: Document, attack: Attack) -> bool:
    """An air strike without a place in a report that names places in Syria alone: not of what is studied."""
    if attack.site is not None or attack.weapons != _AIR or any(f.clause.has("country", _IRAQ) for f in attack.frames):
        return False
    named = {gazetteer().value(gazetteer().core_site(c.value), "country") for c in doc.of("site")}
    return named == {"SY"}


def _abroad(doc: Document, attack: Attack) -> bool:
    return any(c.of("foreign") for f in attack.frames for c in doc.sentence_clauses(f.clause.sentence))


def _in_iraq(doc: Document) -> bool:
    return any(c.entry.detail == "strong" for c in doc.of("site")) or bool(doc.of("country"))
