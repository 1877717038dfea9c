"""Whether a frame retells an attack in hand: place, day, part of the day, weapon, and words for another attack."""

from __future__ import annotations

from functools import lru_cache

from osint_iraq.dates import DateExpression
from osint_iraq.extract.attack import Attack
from osint_iraq.extract.document import Document
from osint_iraq.extract.frames import Frame
from osint_iraq.extract.sites import related
from osint_iraq.gazetteer import gazetteer

_HOURS = ("dawn", "morning", "noon", "afternoon", "evening", "night")
_NEXT_TO = 1
LEAD_SENTENCES = 4
_WEEK = 7
_PREVIOUS_REACH = 30
_NEWS = 3
"""Days that news of an attack may lag behind it."""
_APART = ("airstrike", "ied")
"""Never another name for a rocket or a drone that flew at the same place."""
_FAMILY = {"missile": "rocket", "shell": "mortar", "artillery": "mortar"}
"""Names that one report gives to one and the same munition."""


def same_attack(doc: Document, frame: Frame, attack: Attack, first: Attack) -> bool:
    """True where the frame may retell the attack: no word tells them apart, and day, weapon and place agree."""
    if _told_apart(doc, frame, attack):
        return False
    soft = attack is first and not attack.dated and (_in_lead(frame) or all(f.reference for f in attack.frames))
    if not (soft or _days_agree(frame, attack)) or not _same_weapons(frame, attack):
        return False
    return _same_place(doc, frame, attack, first)


def _told_apart(doc: Document, frame: Frame, attack: Attack) -> bool:
    """Words that say: this is another attack."""
    if frame.date is None and marks_another(doc, frame):
        return True
    if remembered(doc, attack.frames[0]):
        return True
    if _long_before(doc, frame, attack):
        return True
    if frame.clause.has("previous", "another") and _other_weapons(frame, attack):
        return True
    dated = frame.date is not None and frame.date.date_start is not None
    return dated and _foiled(frame) and not all(_foiled(f) for f in attack.frames)


def _long_before(doc: Document, frame: Frame, attack: Attack) -> bool:
    """'A similar rocket had fallen on 19 May', in a report of October whose own attack has no date."""
    day = frame.date.date_start if frame.date else None
    if day is None or doc.published is None or attack.date is not None or frame.reference:
        return False
    return bool(frame.clause.of("pluperfect")) and (doc.published - day).days > _WEEK


def _lands_elsewhere(frame: Frame, attack: Attack) -> bool:
    """'Four of the rockets fell by the Hassan Sham camp': where munitions told before came down, not another target."""
    if frame.site is None or frame.site.fine or not all(a.cue.value in ("fall", "hit") for a in frame.anchors):
        return False
    known = bool(frame.weapons) and all(w.definite and w.entry.number in ("du", "pl") for w in frame.weapons)
    if not known and (not frame.clause.has("outcome", "short") or _other_weapons(frame, attack)):
        return False
    return attack.site is not None and attack.site.fine


def _same_place(doc: Document, frame: Frame, attack: Attack, first: Attack) -> bool:
    if _lands_elsewhere(frame, attack) and frame.weapon_kinds & attack.weapons:
        return True
    if frame.site and attack.site is None and frame.site.fine and _other_weapons(frame, attack):
        return False
    site = attack.site
    if frame.site and site:
        if not site.fine and _title_only(doc, attack) and _one_region(frame.site.site_id, site.site_id):
            return True
        if frame.site.site_id != site.site_id and _other_weapons(frame, attack):
            return False
        return related(frame.site.site_id, site.site_id)
    if frame.site is None and frame.date is None:
        return ("airstrike" in frame.weapon_kinds) == ("airstrike" in attack.weapons) or not attack.weapons
    if frame.site is None:
        return attack.date is not None or attack is first
    return True


def _days_agree(frame: Frame, attack: Attack) -> bool:
    """The same days; the day of a statement agrees with an attack that lies up to two days before it."""
    if same_days(frame.date, attack.date):
        return True
    if frame.said_on == attack.said_on or frame.date is None or attack.date is None or _other_weapons(frame, attack):
        return False
    if not frame.said_on and frame.site is None and not frame.reference and not _in_lead(frame):
        return False
    said, done = (frame.date, attack.date) if frame.said_on else (attack.date, frame.date)
    background = frame.clause.of("previous", "remember") or (frame.clause.of("pluperfect") and not frame.reference)
    if said.date_start is None or done.date_start is None or background:
        return False
    lag = _NEWS if _in_lead(frame) else 1
    return 0 <= (said.date_start - (done.date_end or done.date_start)).days <= lag


def same_days(one: DateExpression | None, other: DateExpression | None) -> bool:
    """True where the two may speak of one day: overlapping intervals, or one of them unsaid."""
    if one is None or other is None:
        return True
    if one.date_start is None or other.date_start is None:
        return _same_words(one, other)
    first, last = one.date_end or one.date_start, other.date_end or other.date_start
    if one.date_start > last or other.date_start > first:
        return False
    return not opposed_times(one, other) or one.date_start != one.date_end


def _same_words(one: DateExpression, other: DateExpression) -> bool:
    """Unresolved dates agree where their words do ("this evening" and "yesterday" do not)."""
    return (one.rule, one.offset_days) == (other.rule, other.offset_days) and not opposed_times(one, other)


def opposed_times(one: DateExpression, other: DateExpression) -> bool:
    """Parts of one day that do not touch: two attacks. Night touches dawn."""
    if one.time_of_day is None or other.time_of_day is None:
        return False
    gap = abs(_HOURS.index(one.time_of_day) - _HOURS.index(other.time_of_day))
    return _NEXT_TO < gap < len(_HOURS) - 1


@lru_cache(maxsize=2**10)
def _families(kinds: frozenset[str]) -> frozenset[str]:
    return frozenset(_FAMILY.get(kind, kind) for kind in kinds)


def _same_weapons(frame: Frame, attack: Attack) -> bool:
    """An air strike by a state is not the rocket attack that it answers."""
    return _alike(_families(frame.weapon_kinds), _families(attack.weapons))


@lru_cache(maxsize=2**12)
def _alike(mine: frozenset[str], theirs: frozenset[str]) -> bool:
    if not mine or not theirs or mine & theirs:
        return True
    if ("drone" in mine and "airstrike" in theirs) or ("airstrike" in mine and "drone" in theirs):
        return True
    if "drone" in mine | theirs and not mine & {"rocket", "mortar", "ied"} and not theirs & {"rocket", "mortar", "ied"}:
        return True
    return all((apart in mine) == (apart in theirs) for apart in _APART)


def _other_weapons(frame: Frame, attack: Attack) -> bool:
    mine, theirs = _families(frame.weapon_kinds), _families(attack.weapons)
    return bool(mine and theirs) and mine.isdisjoint(theirs)


def marks_another(doc: Document, frame: Frame) -> bool:
    """Words for another attack than the one in hand."""
    if remembered(doc, frame):
        return True
    previous = frame.clause.kinds.get("previous", ())
    return any(abs(c.begin - a.at) < _PREVIOUS_REACH for c in previous for a in frame.anchors)


def remembered(doc: Document, frame: Frame) -> bool:
    """Told as what an anniversary recalls: an attack of its own, whatever stands around it."""
    if "remember" not in doc.kinds or (frame.date is not None and frame.date.role != "anniversary"):
        return False
    return bool(doc.begun(doc.sentences[frame.clause.sentence][0], frame.clause.end, "remember"))


def _in_lead(frame: Frame) -> bool:
    kinds = frame.clause.kinds
    return frame.clause.sentence <= LEAD_SENTENCES and "pluperfect" not in kinds and "previous" not in kinds


def _foiled(frame: Frame) -> bool:
    """Rockets found before launch: not the attack that was carried out."""
    stopped = [a.cue for a in frame.anchors if a.how == "stopped" and a.cue.value in ("foiled", "found")]
    if not stopped:
        return False
    own = [a.cue for a in frame.anchors if not a.reference]
    return all(any(s.begin <= c.begin < s.end for s in stopped) for c in own)


def _title_only(doc: Document, attack: Attack) -> bool:
    return all(doc.in_title(f.clause) for f in attack.frames)


def _one_region(one: str, other: str) -> bool:
    places = gazetteer()
    return places.value(one, "admin1") is not None and places.value(one, "admin1") == places.value(other, "admin1")
