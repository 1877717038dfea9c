"""Whom a report names as the one who did it: the blamed, the doer beside the attack word, the ground it came from."""

from __future__ import annotations

from dataclasses import replace

from osint_iraq.extract.anchors import AIR_POWERS, RAID
from osint_iraq.extract.attack import Attack
from osint_iraq.extract.claims import claimed_by
from osint_iraq.extract.document import Clause, Document
from osint_iraq.extract.found import Found
from osint_iraq.extract.groups import (
    BESIDE,
    CLAIMANT_KINDS,
    OWN_NAME,
    REACH,
    SUBJECT_REACH,
    is_negated,
    is_state,
    kinds,
    own_sentences,
    state_of,
)
from osint_iraq.inflection import affixes
from osint_iraq.lexicon import Cue

_UNNAMED = "pro_iran_factions"
_MISSILE_POWERS = ("iran", "irgc")
_NEVER_BLAMED = ("unknown_attackers", "iraq", "coalition", "jordan", "kuwait", "krg", "sdf")
_BY = "by:"
_BLAMED = ("group", "factions", "proiran")
_NEXT = 3
_OPENING = 2
_DEFENCE_REACH = 30
_GROUND_REACH = 14


def attributed_to(doc: Document, attack: Attack) -> list[Found]:
    """Whom the report, or somebody quoted in it, names as the one who did it; empty where nobody is named."""
    found: list[Found] = [replace(f, field="attributed_to") for f in claimed_by(doc, attack) if is_state(f.value)]
    own = {c.index for c in attack.clauses}
    for sentence in own_sentences(attack):
        clauses = [c for c in doc.sentence_clauses(sentence) if c.index in own]
        if any(c.of("blame") for c in clauses):
            clauses = doc.sentence_clauses(sentence)
        found += [f for f in _blamed(doc, clauses) if _able(attack, f) and not _for_raids(attack, clauses)]
    found += _agent(doc, attack) + _tied_doers(doc, attack) + _from_their_ground(doc, attack) + _subjects(attack)
    return sorted(found, key=lambda f: f.start) or _habitual(doc, attack)


def _able(attack: Attack, blamed: Found) -> bool:
    """States with an air force are not blamed for rockets, nor factions for air strikes: that is of something else."""
    means = {"airstrike", "missile", "drone", "artillery"}
    if attack.weapons == {"airstrike"} and not is_state(blamed.value):
        return False
    return blamed.value not in AIR_POWERS or not attack.weapons or bool(attack.weapons & means)


def _for_raids(attack: Attack, clauses: list[Clause]) -> bool:
    """'held the US army responsible for the two raids': of air strikes, not of the drones told before them."""
    named = [w for c in clauses for w in c.of("weapon") if c.of("blame")]
    raids = any(w.entry.detail == RAID for w in named)
    return raids and bool(attack.weapons) and "airstrike" not in attack.weapons and len({w.value for w in named}) == 1


def _habitual(doc: Document, attack: Attack) -> list[Found]:
    """'Washington blames such operations on …', said after the attack of attacks in general: it covers this one."""
    if "airstrike" in attack.weapons:
        return []
    for sentence in range(attack.frames[0].clause.sentence, len(doc.sentences)):
        if sentence in attack.foreign_sentences:
            continue
        clauses = doc.sentence_clauses(sentence)
        general = [c for clause in clauses for c in clause.of("attack") if c.entry.number == "pl"]
        if general or any(c.of("responsibility") for c in clauses):
            named = _blamed(doc, clauses)
            if named and _able(attack, named[0]):
                return [replace(named[0], rule="habitual_blame")]
    return []


def _blamed(doc: Document, clauses: list[Clause]) -> list[Found]:
    cues = sorted((c for clause in clauses for c in clause.cues), key=lambda c: c.begin)
    blames = [c for clause in clauses for c in clause.of("blame") if not is_negated(clause, c)]
    blames = [c for c in blames if not _of_somebody_named(doc, c)]
    if not any(c.of("responsibility") or c.has("claim", "owned") for c in clauses):
        blames = [c for c in blames if c.value != "burden"]
    if not blames or any(c.of("welcome") for c in clauses):
        return []
    for blame in blames:
        after = [c for c in cues if c.kind in _BLAMED and 0 <= c.begin - blame.end <= REACH]
        after = [c for c in after if blame.value == "toward" or not _is_accuser(cues, blame, c)]
        if any(_of_something_else(clauses, c) for c in after):
            continue
        named = _first_named(cues, after)
        if named and blame.value != "before":
            value, cue = named
            return [Found("attributed_to", value, blame.begin, cue.end, "blame_word")]
        before = [c for c in cues if c.kind in ("group", "factions") and 0 < blame.begin - c.end <= REACH]
        named = _first_named(cues, [c for c in before if c.kind == "factions" or not is_state(c.value)])
        if named:
            return [Found("attributed_to", named[0], named[1].begin, blame.end, "blame_word")]
    return []


def _of_something_else(clauses: list[Clause], accused: Cue) -> bool:
    """'accuses Tehran of arming them': what follows the accused is no attack."""
    return any(0 <= c.begin - accused.end <= _NEXT for k in clauses for c in k.of("charge"))


def _of_somebody_named(doc: Document, blame: Cue) -> bool:
    """'whom Washington held responsible for 14 attacks': the pronoun is blamed, and mostly for other attacks."""
    ending = doc.between(blame.start + len(blame.entry.term), blame.end)
    return blame.entry.inflect == "past" and ending.endswith(affixes().by_kind["pronoun"])


def _can_be_blamed(group: str) -> bool:
    """Not those who only speak: the Iraqi state and its forces, the coalition."""
    forces = kinds().get(group) == "state_force" and group not in OWN_NAME
    return group not in _NEVER_BLAMED and not (forces and state_of(group) in (group, *_NEVER_BLAMED))


def _is_accuser(cues: list[Cue], blame: Cue, cue: Cue) -> bool:
    """Who stands right after the verb accuses, where another group follows; a state mostly does."""
    if cue.kind != "group" or cue.begin - blame.end > SUBJECT_REACH:
        return False
    others = [c for c in cues if c.kind in ("group", "factions") and c.begin >= cue.end]
    beside = cue.begin - blame.end <= _NEXT and any(c.begin - cue.end <= _NEXT for c in others)
    return bool(others) and (is_state(cue.value) or beside)


def _first_named(cues: list[Cue], able: list[Cue]) -> tuple[str, Cue] | None:
    """The first group of a list; an unnamed faction tied to Iran is the unnamed factions."""
    for cue in able:
        if cue.kind == "group" and not _can_be_blamed(cue.value):
            continue
        if cue.kind == "proiran":
            return _UNNAMED, cue
        if cue.kind == "group":
            tied = any(c.kind == "proiran" and c.begin <= cue.begin and cue.end <= c.end for c in cues)
            if tied:
                return _UNNAMED, cue
            return state_of(cue.value), cue
        tie = next((c for c in cues if c.kind == "proiran" and 0 <= c.begin - cue.begin <= 90), None)
        if tie:
            return _UNNAMED, tie
        iraqi = next((c for c in cues if c.kind == "country" and 0 <= c.begin - cue.end <= 3), None)
        if iraqi and cue.kind == "factions":
            return _UNNAMED, iraqi
    return None


def _agent(doc: Document, attack: Attack) -> list[Found]:
    """The one whose aircraft, missiles or fighters the attack words name as the doer."""
    if not attack.weapons & {"airstrike", "missile", "drone", "artillery"} and attack.weapons:
        return []
    for frame in attack.frames:
        for clause in [*frame.clauses, *attack.details]:
            for cue in (w for w in clause.of("weapon") if w.entry.detail.startswith(_BY)):
                return [Found("attributed_to", cue.entry.detail[len(_BY) :], cue.begin, cue.end, "agent")]
        for clause in frame.clauses:
            doers = [c for c in clause.of("nationality") if _acts(clause, c) and not _only_made_there(attack, c)]
            doers += [c for c in clause.of("group") if _is_doer(doc, clause, c, frame.anchors[0].cue)]
            doers = [c for c in doers if not _shoots_down(clause, c)]
            for cue in doers[:1]:
                return [Found("attributed_to", state_of(cue.value), cue.begin, cue.end, "agent")]
    return []


def _shoots_down(clause: Clause, doer: Cue) -> bool:
    """'An American fighter shot down a drone': the defender."""
    return any(0 <= c.begin - doer.end <= _DEFENCE_REACH for c in clause.of("outcome") if c.value == "intercepted")


def _only_made_there(attack: Attack, cue: Cue) -> bool:
    """An 'Iranian drone' is a make: others fly it."""
    return cue.value in _MISSILE_POWERS and "drone" in attack.weapons


def _tied_doers(doc: Document, attack: Attack) -> list[Found]:
    """'Groups backed by Iran showered the base': unnamed factions right before the verb."""
    for frame in attack.frames:
        for tie in frame.clause.of("proiran"):
            doing = [a for a in frame.anchors if 0 <= a.at - tie.end <= BESIDE and a.cue.entry.inflect == "past"]
            if doing and frame.clause.of("factions"):
                return [Found("attributed_to", _UNNAMED, tie.begin, tie.end, "agent")]
    return []


def _subjects(attack: Attack) -> list[Found]:
    """'The brigades targeted the base': verb first, the faction right behind it, in the report's own voice."""
    if attack.weapons & {"airstrike"}:
        return []
    for frame in attack.frames:
        clause = frame.clause
        opens = [clause.start, *(c.end for c in clause.of("complement", "connector"))]
        for verb in (a.cue for a in frame.anchors if a.how == "attack" and a.cue.entry.inflect in ("past", "present")):
            if not any(0 <= verb.begin - at <= _OPENING for at in opens):
                continue
            for g in clause.of("group"):
                if 0 < g.begin - verb.end <= BESIDE and kinds().get(g.value) in CLAIMANT_KINDS:
                    return [Found("attributed_to", g.value, verb.begin, g.end, "subject")]
    return []


def _acts(clause: Clause, cue: Cue) -> bool:
    """'A Turkish raid', 'an American drone': the adjective stands right behind the weapon or the strike."""
    return any(
        -1 <= cue.begin - w.end <= 2 or w.begin < cue.begin < w.end or (w.value == "drone" and w.start - cue.end == 1)
        for w in clause.of("weapon", "attack")
    )


def _is_doer(doc: Document, clause: Clause, cue: Cue, anchor: Cue) -> bool:
    """A state named right beside the attack word, an aircraft or a verb of doing, not as the owner of the target."""
    if cue.value not in (*AIR_POWERS, *_MISSILE_POWERS):
        return False
    if any(t.begin <= cue.begin and cue.end <= t.end for t in clause.of("proiran")):
        return False
    if any(
        0 <= cue.begin - t.end <= 3 or 0 <= t.begin - cue.end <= 3 for t in clause.of("target", "victim", "speaker")
    ):
        return False
    inside = [w for w in clause.of("weapon") if w.begin <= cue.begin and cue.end <= w.end]
    beside = [w for w in clause.of("weapon", "attack", "agent", "motion") if 0 <= cue.begin - w.end <= 4]
    doing = [w for w in clause.of("attack", "motion") if 0 <= w.begin - cue.end <= 5 and w.entry.inflect != "noun"]
    return bool(inside or beside or doing)


def _near_ground(doers: list[Cue], factions: list[Cue]) -> bool:
    return any(d.kind != "partitive" or 0 < f.begin - d.end <= _GROUND_REACH for d in doers for f in factions)


def _from_their_ground(doc: Document, attack: Attack) -> list[Found]:
    """'Launched from areas held by groups loyal to Iran', 'a drone sent by factions backed by Iran'."""
    for clause in attack.clauses:
        doers = clause.of("origin", "agent")
        ties = clause.of("proiran")
        factions = clause.of("factions")
        states = [g for g in clause.of("group") if g.value in _MISSILE_POWERS]
        sent = clause.of("origin") if clause.of("weapon", "motion", "attack") else []
        if sent and states and 0 <= states[0].begin - sent[0].end <= BESIDE:
            return [Found("attributed_to", states[0].value, sent[0].begin, states[0].end, "their_ground")]
        doers = doers or [
            p
            for p in clause.of("partitive")
            if any(m.value == "launch" and m.end <= p.begin for m in clause.of("motion"))
        ]
        if doers and ties and factions and ties[0].begin > doers[0].begin and _near_ground(doers, factions):
            return [Found("attributed_to", _UNNAMED, doers[0].begin, ties[0].end, "their_ground")]
    return []
