"""Where a clause tells of an attack that happened: the anchor words that stand firm after realis has had its say."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

import regex

from osint_iraq.extract.aggregates import counts_attacks
from osint_iraq.extract.document import Clause, Document
from osint_iraq.extract.spacing import begins_behind, begins_in, ends_before, has_value
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
_UNKNOWN_REACH = 39
_OTHER_TALK = frozenset({"offdomain", "denial", "trial", "surveillance", "drill", "foreign", "rumour"})
_EPIDEMIC = "epidemic"
_FLYING = ("rocket", "drone", "mortar", "missile", "ied", "shell")
AIR_POWERS = ("united_states", "israel", "turkey")


@dataclass(slots=True)
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
    found = _candidates(doc, clause)
    if not found or _silenced(doc, clause):
        return []
    firm = [a for a in found if not _blocked(doc, clause, a)]
    return sorted(firm, key=lambda a: a.cue.begin) if len(firm) > 1 else firm


def _candidates(doc: Document, clause: Clause) -> list[Anchor]:
    kinds = clause.kinds
    weapons, munitions = _weapons(clause) if "weapon" in kinds else ([], [])
    found = _attack_words(doc, clause, weapons) if "attack" in kinds else []
    if munitions:
        found += _moving_words(doc, clause, munitions)
    for weapon in weapons:
        if weapon.entry.detail == RAID:
            found.append(Anchor(weapon, "strike", weapon.definite, weapon.entry.number == "pl" and weapon.definite))
    if not munitions and elided_weapon(doc, clause):
        found += [
            Anchor(c, "motion" if c.kind == "motion" else "stopped", False, False)
            for c in clause.of("motion", "outcome")
            if _with_one_more(clause, c)
        ]
    if not found and clause.dates:
        found = _harm_words(clause, munitions)
    if munitions and all(a.plural for a in found):
        found += _bare_weapon(doc, clause, munitions)
    return found


def _weapons(clause: Clause) -> tuple[list[Cue], list[Cue]]:
    """The weapons, and those among them that fly: adjectives ("a drone attack") only behind a noun of launching."""
    weapons = clause.of("weapon")
    if "system" in clause.kinds or "deal" in clause.kinds:
        weapons = [w for w in weapons if not _is_part_of_system(clause, w)]
    if all(w.entry.number != "adj" for w in weapons):
        return weapons, weapons
    launches = [c.end for c in clause.of("motion") if c.value == "launch" and c.entry.inflect == "noun"]
    return weapons, [w for w in weapons if w.entry.number != "adj" or w.begin - 1 in launches]


def _attack_words(doc: Document, clause: Clause, weapons: list[Cue]) -> list[Anchor]:
    found: list[Anchor] = []
    for cue in clause.of("attack"):
        if _counts_as_attack(clause, cue, weapons):
            noun = cue.entry.inflect in ("noun", "fixed")
            habit = cue.entry.inflect == "present" and not doc.in_headline(clause) and not _came_next(clause, cue)
            reference = noun and (cue.definite or cue.value == "reference")
            struck = cue.value == "strike" and _by_state(clause)
            found.append(Anchor(cue, "attack", reference, cue.entry.number == "pl" and not struck, habit, struck))
    return found


def _moving_words(doc: Document, clause: Clause, munitions: list[Cue]) -> list[Anchor]:
    """Words for how munitions flew and for what stopped them."""
    found: list[Anchor] = []
    for verb in clause.kinds.get("motion", ()):
        if _moves(verb, munitions) and not (verb.value == "launch" and verb.definite):
            habit = verb.entry.inflect == "present" and not doc.in_headline(clause)
            found.append(Anchor(verb, "motion", False, False, habit))
    for cue in clause.kinds.get("outcome", ()):
        if cue.value in _STOPPED and (cue.value != "found" or _ready(doc, clause)):
            found.append(Anchor(cue, "stopped", False, False))
    return found


def _harm_words(clause: Clause, munitions: list[Cue]) -> list[Anchor]:
    """'On Friday two soldiers were killed at the base': a verb of harm with a place or a munition, and a date."""
    if "killed" not in clause.kinds and "injured" not in clause.kinds:
        return []
    verbs = [c for c in clause.of("killed", "injured") if c.entry.number == "verb"]
    if not verbs:
        return []
    placed = clause.of("anaphora") or any(t.definite for t in clause.of("target"))
    flown = any(m.value != "airstrike" for m in munitions)
    return [Anchor(verbs[0], "harm", False, False)] if placed or flown else []


def _bare_weapon(doc: Document, clause: Clause, munitions: list[Cue]) -> list[Anchor]:
    """'Rockets on the airport': the verb left out, as in headlines."""
    bare = next((m for m in munitions if not m.definite), None)
    if bare is None or not clause.of("site") or not doc.in_headline(clause):
        return []
    aimed = clause.of("on", "target") or has_value(clause.of("outcome"), "near_miss", "hit_place")
    return [Anchor(bare, "weapon", False, False)] if aimed else []


def elided_weapon(doc: Document, clause: Clause) -> Cue | None:
    """'A third fell on the Ain Sifni field': the munition named last before, in a clause with a place of its own."""
    kinds = clause.kinds
    if "weapon" in kinds or "site" not in kinds or ("one_more" not in kinds and "other" not in kinds):
        return None
    if not any(_with_one_more(clause, c) for c in clause.of("motion", "outcome")):
        return None
    start = doc.sentences[max(0, clause.sentence - 1)][0]
    named = [c for c in doc.begun(start, clause.start, "weapon") if c.value in _FLYING]
    return named[-1] if named else None


def _with_one_more(clause: Clause, verb: Cue) -> bool:
    if verb.kind == "outcome" and verb.value != "intercepted":
        return False
    if verb.entry.inflect not in ("past", "present", "word", "fixed"):
        return False
    return begins_behind(clause.of("one_more", "other"), verb.end, _LEAD, 1)


def _came_next(clause: Clause, cue: Cue) -> bool:
    """'accused the brigades before its fighters struck': a present verb in form, one deed in meaning."""
    return ends_before((c for c in clause.of("plan") if c.value == "before"), cue.begin, 1)


def _counts_as_attack(clause: Clause, cue: Cue, weapons: list[Cue]) -> bool:
    if cue.value in ("operation", "strike", "reference"):
        return bool(weapons) or (cue.value == "strike" and (bool(clause.of("site")) or _by_state(clause)))
    if cue.value in TOWARD:
        return bool(weapons or clause.of("site", "target")) or has_value(clause.of("attack"), "")
    if cue.value == "assassination":
        return bool(weapons)
    return True


def _moves(cue: Cue, munitions: list[Cue]) -> bool:
    """A verb of motion counts with a munition near it; aircraft only with a verb of carrying out."""
    able = munitions if cue.value == "" else [w for w in munitions if w.value != "airstrike"]
    return begins_behind(able, cue.begin, _MUNITION_REACH - 1, 1 - _MUNITION_REACH)


def _ready(doc: Document, clause: Clause) -> bool:
    """Munitions that were found count where they stood ready to be fired; a cache does not."""
    return has_value(doc.begun(*doc.sentences[clause.sentence], "outcome"), "foiled")


def _by_state(clause: Clause) -> bool:
    """'The United States carried out strikes': air strikes, though nothing says so but the actor."""
    return any(g.value in AIR_POWERS and not _owns_target(clause, g) for g in clause.of("group"))


def _owns_target(clause: Clause, group: Cue) -> bool:
    """'two convoys of the American army': whose they are, not who struck."""
    return group.prefix.endswith(affixes().purpose) and ends_before(clause.of("target"), group.begin, 1, 1)


def _is_part_of_system(clause: Clause, weapon: Cue) -> bool:
    """A weapon named only in what a defence system, a deal or a faction's arm is called."""
    return ends_before(clause.of("system", "deal"), weapon.begin, 6)


def _silenced(doc: Document, clause: Clause) -> bool:
    """Clauses of sentences that deny, rehearse, or speak of another world than that of arms."""
    if not _OTHER_TALK.isdisjoint(doc.kinds) and _speaks_of_else(doc, clause):
        return True
    return ("attack" in clause.kinds and counts_attacks(doc, clause)) or _by_own_forces(clause)


def _speaks_of_else(doc: Document, clause: Clause) -> bool:
    here = {kind for other in doc.sentence_clauses(clause.sentence) for kind in other.kinds}
    if "denial" in here or "surveillance" in here:
        return True
    if "offdomain" in here:
        armed = has_value(clause.of("weapon"), *_FLYING)
        other_worlds = doc.begun(*doc.sentences[clause.sentence], "offdomain")
        if not armed or any(o.value != _EPIDEMIC for o in other_worlds):
            return True
    if "trial" in here and not _long_ago(doc, clause):
        return True
    dated = any(d.role == "point" and d.date_start for d in clause.dates)
    if not dated and doc.begun(0, doc.lead_end(_LEAD), "surveillance"):
        return True
    rehearsed = "drill" in clause.kinds or ("drill" in here and not dated)
    if rehearsed and (here.isdisjoint(("killed", "injured")) or any("drill" in c.kinds for c in doc.title)):
        return True
    if "foreign" in clause.kinds and not any(s.entry.detail == "strong" for s in clause.of("site")):
        return True
    return "rumour" in clause.kinds and ("denial" in doc.kinds or "drill" in doc.kinds)


def _by_own_forces(clause: Clause) -> bool:
    """'The Iraqi army carried out raids': operations of the state itself are not what is counted here."""
    forces = [g for g in clause.kinds.get("group", ()) if g.value in _OWN_FORCES]
    if not forces:
        return False
    verbs = [c for c in clause.of("motion") if c.value == "" and c.entry.inflect == "past"]
    return any(begins_behind(forces, v.end, 2, 1) for v in verbs)


def _long_ago(doc: Document, clause: Clause) -> bool:
    """A trial is news of today; the attack it is about carries a date well before."""
    days = [d.date_start for d in clause.dates if d.role == "point" and d.date_start]
    return doc.published is not None and any((doc.published - day).days > _WEEK for day in days)


def _blocked(doc: Document, clause: Clause, anchor: Anchor) -> bool:
    kinds = clause.kinds
    return (
        _negated(doc, clause, anchor)
        or ("plan" in kinds and _planned(clause, anchor))
        or ("generic" in kinds and _generic(clause, anchor))
        or ("count" in kinds and _counted(clause, anchor))
        or _purpose(clause, anchor)
        or ("since" in kinds and ends_before(clause.of("since"), anchor.at, 2, 1))
    )


def _negated(doc: Document, clause: Clause, anchor: Anchor) -> bool:
    """A negation one or two words before an indefinite noun or directly before a verb."""
    negations = clause.kinds.get("negation", [])
    if negations and _negated_carrier(clause, negations, anchor):
        return True
    if anchor.reference:
        return False
    limit = 1 if anchor.cue.entry.inflect in ("past", "present") else 3
    for negation in negations:
        if negation.end <= anchor.at:
            between = sum(1 for _ in islice(_WORD.finditer(doc.text, negation.end, anchor.at), _ANY_REACH + 1))
            if between < limit or (between <= _ANY_REACH and begins_in(clause.of("any"), negation.end, anchor.at)):
                return True
    if anchor.how != "attack" or anchor.cue.entry.inflect != "noun":
        return False
    return "unknown" in clause.kinds and ends_before(clause.of("unknown"), anchor.at, _UNKNOWN_REACH)


def _negated_carrier(clause: Clause, negations: list[Cue], anchor: Anchor) -> bool:
    """'did not carry out the attack': the carrier verb stands between the negation and the noun."""
    if anchor.cue.entry.inflect == "past" and anchor.cue.kind == "motion":
        return False
    for negation in negations:
        for verb in clause.begun(negation.end, min(negation.end + 3, anchor.at), "motion", "attack"):
            if anchor.at - verb.end < _CARRIER_REACH:
                return True
    return False


def _planned(clause: Clause, anchor: Anchor) -> bool:
    """Threatened, feared, planned or merely possible; 'before' something with a date of its own came true."""
    for cue in clause.of("plan"):
        if cue.value == "before" and any(d.date_start and d.start > cue.end for d in clause.dates):
            continue
        if 0 <= anchor.at - cue.end <= _PLAN_REACH and not begins_in(clause.of("say"), cue.end, anchor.at):
            return True
        if cue.begin <= anchor.at < cue.end:
            return True
        if anchor.cue.end <= cue.begin <= anchor.cue.end + 2:
            return True
    return False


def _purpose(clause: Clause, anchor: Anchor) -> bool:
    """'a ground for targeting the base': li- on an attack noun is a purpose, unless something 'suffered' it."""
    cue = anchor.cue
    if cue.entry.inflect != "noun" or cue.kind != "attack" or not cue.prefix.endswith(affixes().purpose):
        return False
    if cue.definite or clause.of("attempt"):
        return False
    return not ends_before((c for c in clause.of("attack") if c.value in TOWARD), anchor.at, _PLAN_REACH, 1)


def _generic(clause: Clause, anchor: Anchor) -> bool:
    """Habit and series: plural nouns and present verbs beside words such as 'usually' or 'repeatedly'."""
    words = clause.of("generic")
    if any(g.value == "each" and g.begin <= anchor.at < g.end for g in words):
        return True
    if ends_before((g for g in words if g.value == "habit"), anchor.at, _HABIT_REACH):
        return True
    if anchor.cue.value in TOWARD and _beside_series(clause, words):
        return True
    dated = any(d.role == "point" and d.precision in ("day", "night", "month", "range") for d in clause.dates)
    if not dated and has_value(words, "times"):
        return True
    return anchor.plural or anchor.cue.entry.inflect == "present"


def _beside_series(clause: Clause, words: list[Cue]) -> bool:
    series = [n for n in clause.of("attack") if n.entry.number == "pl" and n.entry.inflect == "noun"]
    return any(begins_behind(words, n.end, 1, 1) for n in series)


def _counted(clause: Clause, anchor: Anchor) -> bool:
    """An attack noun that a count counts ("the 42nd", "22 attacks since October") is an aggregate, not an event."""
    if anchor.how != "attack" or anchor.cue.entry.inflect != "noun":
        return False
    return bool(clause.of("since")) or any(d.role != "point" for d in clause.dates)
