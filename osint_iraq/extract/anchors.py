"""Where a clause tells of an attack that happened: the anchor words that stand firm after realis has had its say."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

import regex

from osint_iraq.extract.aggregates import counts_attacks
from osint_iraq.extract.document import Clause, Document
from osint_iraq.inflection import affixes
from osint_iraq.lexicon import Cue

_WORD = regex.compile(r"\S+")
_STOPPED = ("intercepted", "foiled", "foil", "found", "dud", "missed")
_PLAN_REACH = 60
_MUNITION_REACH = 120
RAID = "raid"
"""Detail of a weapon cue that means what aircraft do."""
_WEEK = 7
_OWN_FORCES = ("iraq", "iraqi_forces", "iraqi_cts", "peshmerga")
TOWARD = ("target", "suffer")
"""Verbs that only say at what it was aimed."""
_LEAD = 2
_ANY_REACH = 6
_CARRIER_REACH = 30
_HABIT_REACH = 25
_EPIDEMIC = "epidemic"
_FLYING = ("rocket", "drone", "mortar", "missile", "ied", "shell")
AIR_POWERS = ("united_states", "israel", "turkey")


@dataclass(frozen=True)
class Anchor:
    """A word that tells of an attack: its cue, how it does so, and whether it only points back to one."""

    cue: Cue
    how: str  # attack, motion, stopped, strike, weapon
    reference: bool  # a definite noun: may speak of an attack told already
    plural: bool
    habit: bool = False  # a present verb outside the title: what happens again and again
    by_state: bool = False  # strikes of a state that has an air force

    @property
    def at(self) -> int:
        """Where it stands."""
        return self.cue.begin


def anchors(doc: Document, clause: Clause) -> list[Anchor]:
    """The anchors of a clause, in order; empty where it tells of no attack that happened."""
    return doc.once(_anchors, clause)


def _anchors(doc: Document, clause: Clause) -> list[Anchor]:
    if _silenced(doc, clause):
        return []
    found = [a for a in _candidates(doc, clause) if not _blocked(doc, clause, a)]
    return sorted(found, key=lambda a: a.at)


def _candidates(doc: Document, clause: Clause) -> list[Anchor]:
    weapons = [w for w in clause.of("weapon") if not _is_part_of_system(clause, w)]
    launches = [c.end for c in clause.of("motion") if c.value == "launch" and c.entry.inflect == "noun"]
    munitions = [w for w in weapons if w.entry.number != "adj" or w.begin - 1 in launches]
    found: list[Anchor] = []
    for cue in clause.of("attack"):
        if _counts_as_attack(clause, cue, weapons):
            noun = cue.entry.inflect in ("noun", "fixed")
            habit = cue.entry.inflect == "present" and not doc.in_headline(clause) and not _came_next(clause, cue)
            reference = noun and (cue.definite or cue.value == "reference")
            struck = cue.value == "strike" and _by_state(clause)
            found.append(Anchor(cue, "attack", reference, cue.entry.number == "pl" and not struck, habit, struck))
    if munitions:
        found += [
            Anchor(c, "motion", False, False, c.entry.inflect == "present" and not doc.in_headline(clause))
            for c in clause.of("motion")
            if _moves(clause, c, munitions) and not (c.value == "launch" and c.definite)
        ]
        found += [
            Anchor(c, "stopped", False, False)
            for c in clause.of("outcome")
            if c.value in _STOPPED and (c.value != "found" or _ready(doc, clause))
        ]
    found += [
        Anchor(w, "strike", w.definite, w.entry.number == "pl" and w.definite)
        for w in weapons
        if w.entry.detail == RAID
    ]
    placed = clause.of("anaphora") or any(t.definite for t in clause.of("target"))
    flown = [m for m in munitions if m.value != "airstrike"]
    if not munitions and elided_weapon(doc, clause):
        found += [
            Anchor(c, "motion" if c.kind == "motion" else "stopped", False, False)
            for c in clause.of("motion", "outcome")
            if _with_one_more(clause, c)
        ]
    if not found and clause.dates and (placed or flown):
        found = [Anchor(c, "harm", False, False) for c in clause.of("killed", "injured") if c.entry.number == "verb"][
            :1
        ]
    bare = [m for m in munitions if not m.definite]
    aimed = clause.of("on", "target") or any(c.value in ("near_miss", "hit_place") for c in clause.of("outcome"))
    if all(a.plural for a in found) and bare and doc.in_headline(clause) and clause.has("site") and aimed:
        found = [*found, Anchor(bare[0], "weapon", False, False)]
    return found


def elided_weapon(doc: Document, clause: Clause) -> Cue | None:
    """'A third fell on the Ain Sifni field': the munition named last before, in a clause with a place of its own."""
    if (
        clause.of("weapon")
        or not clause.of("site")
        or not any(_with_one_more(clause, c) for c in clause.of("motion", "outcome"))
    ):
        return None
    start = doc.sentences[max(0, clause.sentence - 1)][0]
    named = [c for c in doc.begun(start, clause.start, "weapon") if c.value in _FLYING]
    return named[-1] if named else None


def _with_one_more(clause: Clause, verb: Cue) -> bool:
    if verb.kind == "outcome" and verb.value != "intercepted":
        return False
    if verb.entry.inflect not in ("past", "present", "word", "fixed"):
        return False
    return any(0 < c.begin - verb.end <= _LEAD for c in clause.of("one_more", "other"))


def _came_next(clause: Clause, cue: Cue) -> bool:
    """'accused the brigades before its fighters struck': a present verb in form, one deed in meaning."""
    return any(c.value == "before" and 0 <= cue.begin - c.end <= 1 for c in clause.of("plan"))


def _counts_as_attack(clause: Clause, cue: Cue, weapons: list[Cue]) -> bool:
    if cue.value in ("operation", "strike", "reference"):
        return bool(weapons) or (cue.value == "strike" and (clause.has("site") or _by_state(clause)))
    if cue.value in TOWARD:
        return bool(weapons) or clause.has("site") or clause.has("target") or clause.has("attack", "")
    if cue.value == "assassination":
        return bool(weapons)
    return True


def _moves(clause: Clause, cue: Cue, munitions: list[Cue]) -> bool:
    """A verb of motion counts with a munition near it; aircraft only with a verb of carrying out."""
    able = [w for w in munitions if w.value != "airstrike" or cue.value == ""]
    return any(abs(w.begin - cue.begin) < _MUNITION_REACH for w in able)


def _ready(doc: Document, clause: Clause) -> bool:
    """Munitions that were found count where they stood ready to be fired; a cache does not."""
    return any(c.value == "foiled" for c in doc.begun(*doc.sentences[clause.sentence], "outcome"))


def _by_state(clause: Clause) -> bool:
    """'The United States carried out strikes': air strikes, though nothing says so but the actor."""
    return any(g.value in AIR_POWERS and not _owns_target(clause, g) for g in clause.of("group"))


def _owns_target(clause: Clause, group: Cue) -> bool:
    """'two convoys of the American army': whose they are, not who struck."""
    beside = any(0 < group.begin - t.end <= 1 for t in clause.of("target"))
    return beside and group.prefix.endswith(affixes().purpose)


def _is_part_of_system(clause: Clause, weapon: Cue) -> bool:
    """A weapon named only in what a defence system, a deal or a faction's arm is called."""
    return any(s.end <= weapon.begin and weapon.begin - s.end <= 6 for s in clause.of("system", "deal"))


def _silenced(doc: Document, clause: Clause) -> bool:
    """Clauses of sentences that deny, rehearse, or speak of another world than that of arms."""
    bounds = doc.sentences[clause.sentence]
    armed = any(w.value in _FLYING for w in clause.of("weapon"))
    other_worlds = [o for o in doc.begun(*bounds, "offdomain") if not (armed and o.value == _EPIDEMIC)]
    if other_worlds:
        return True
    if doc.begun(*bounds, "denial"):
        return True
    dated = any(d.role == "point" and d.date_start for d in clause.dates)
    if doc.begun(*bounds, "trial") and not _long_ago(doc, clause):
        return True
    if not dated and doc.begun(0, doc.lead_end(_LEAD), "surveillance"):
        return True
    hurt = bool(doc.begun(*bounds, "killed", "injured"))
    rehearsed = clause.has("drill") or (bool(doc.begun(*bounds, "drill")) and not dated)
    titled = any(c.has("drill") for c in doc.title)
    if (rehearsed and (titled or not hurt)) or doc.begun(*bounds, "surveillance"):
        return True
    if counts_attacks(doc, clause) or _by_own_forces(clause):
        return True
    if clause.of("foreign") and not any(s.entry.detail == "strong" for s in clause.of("site")):
        return True
    return clause.has("rumour") and bool(doc.of("denial", "drill"))


def _by_own_forces(clause: Clause) -> bool:
    """'The Iraqi army carried out raids': operations of the state itself are not what is counted here."""
    verbs = [c for c in clause.of("motion") if c.value == "" and c.entry.inflect == "past"]
    return any(0 < g.begin - v.end <= 2 and g.value in _OWN_FORCES for v in verbs for g in clause.of("group"))


def _long_ago(doc: Document, clause: Clause) -> bool:
    """A trial is news of today; the attack it is about carries a date well before."""
    days = [d.date_start for d in clause.dates if d.role == "point" and d.date_start]
    return doc.published is not None and any((doc.published - day).days > _WEEK for day in days)


def _blocked(doc: Document, clause: Clause, anchor: Anchor) -> bool:
    return (
        _negated(doc, clause, anchor)
        or _planned(clause, anchor)
        or _generic(clause, anchor)
        or _counted(clause, anchor)
        or _purpose(clause, anchor)
        or any(0 < anchor.at - s.end <= 2 for s in clause.of("since"))
    )


def _negated(doc: Document, clause: Clause, anchor: Anchor) -> bool:
    """A negation one or two words before an indefinite noun or directly before a verb."""
    if _negated_carrier(doc, clause, anchor):
        return True
    if anchor.reference:
        return False
    limit = 1 if anchor.cue.entry.inflect in ("past", "present") else 3
    for negation in clause.of("negation"):
        if negation.end <= anchor.at:
            between = sum(1 for _ in islice(_WORD.finditer(doc.text, negation.end, anchor.at), _ANY_REACH + 1))
            some = clause.by_kind.begun(negation.end, anchor.at, "any")
            if between < limit or (some and between <= _ANY_REACH):
                return True
    return any(u.end <= anchor.at and anchor.at - u.end < 40 for u in clause.of("unknown")) and (
        anchor.how == "attack" and anchor.cue.entry.inflect == "noun"
    )


def _negated_carrier(doc: Document, clause: Clause, anchor: Anchor) -> bool:
    """'did not carry out the attack': the carrier verb stands between the negation and the noun."""
    for negation in clause.of("negation"):
        for verb in clause.by_kind.begun(negation.end, min(negation.end + 3, anchor.at), "motion", "attack"):
            carries = not (anchor.cue.entry.inflect == "past" and anchor.cue.kind == "motion")
            if carries and anchor.at - verb.end < _CARRIER_REACH:
                return True
    return False


def _planned(clause: Clause, anchor: Anchor) -> bool:
    """Threatened, feared, planned or merely possible; 'before' something with a date of its own came true."""
    for cue in clause.of("plan"):
        if cue.value == "before" and any(d.date_start and d.start > cue.end for d in clause.dates):
            continue
        if cue.end <= anchor.at and anchor.at - cue.end <= _PLAN_REACH and not _told_between(clause, cue, anchor):
            return True
        if cue.begin <= anchor.at < cue.end:
            return True
        if anchor.cue.end <= cue.begin <= anchor.cue.end + 2:
            return True
    return False


def _told_between(clause: Clause, cue: Cue, anchor: Anchor) -> bool:
    return any(cue.end <= c.begin < anchor.at for c in clause.of("say"))


def _purpose(clause: Clause, anchor: Anchor) -> bool:
    """'a ground for targeting the base': li- on an attack noun is a purpose, unless something 'suffered' it."""
    if (
        anchor.cue.entry.inflect != "noun"
        or anchor.cue.kind != "attack"
        or not anchor.cue.prefix.endswith(affixes().purpose)
    ):
        return False
    if anchor.cue.definite:
        return False
    suffered = [c for c in clause.of("attack") if c.value in TOWARD and 0 < anchor.at - c.end <= _PLAN_REACH]
    return not suffered and not clause.of("attempt")


def _generic(clause: Clause, anchor: Anchor) -> bool:
    """Habit and series: plural nouns and present verbs beside words such as 'usually' or 'repeatedly'."""
    if any(g.value == "each" and g.begin <= anchor.at < g.end for g in clause.of("generic")):
        return True
    if any(g.value == "habit" and 0 <= anchor.at - g.end <= _HABIT_REACH for g in clause.of("generic")):
        return True
    series = [n for n in clause.of("attack") if n.entry.number == "pl" and n.entry.inflect == "noun"]
    repeated = any(0 < g.begin - n.end <= 1 for n in series for g in clause.of("generic"))
    if repeated and anchor.cue.value in TOWARD:
        return True
    dated = any(d.role == "point" and d.precision in ("day", "night", "month", "range") for d in clause.dates)
    if clause.has("generic", "times") and not dated:
        return True
    habitual = anchor.plural or anchor.cue.entry.inflect == "present"
    return habitual and clause.has("generic")


def _counted(clause: Clause, anchor: Anchor) -> bool:
    """An attack noun that a count counts ("the 42nd", "22 attacks since October") is an aggregate, not an event."""
    if anchor.how != "attack" or anchor.cue.entry.inflect != "noun":
        return False
    return clause.has("count") and (clause.has("since") or any(d.role != "point" for d in clause.dates))
