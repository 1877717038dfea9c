"""Whom a report names as the one who did it: the blamed, the doer beside the attack word, the ground it came from."""

from __future__ import annotations

from dataclasses import replace

from osint_iraq.extract.anchors import AIR_POWERS, RAID
from osint_iraq.extract.attack import Attack
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
from osint_iraq.extract.spacing import begins_behind, ends_before, has_value
from osint_iraq.inflection import affixes
from osint_iraq.lexicon import Cue
from osint_iraq.text import containing

_UNNAMED = "pro_iran_factions"
_MISSILE_POWERS = ("iran", "irgc")
_DOERS = (*AIR_POWERS, *_MISSILE_POWERS)
_AGENTS_MEANS = {"airstrike", "missile", "drone", "artillery"}
"""What the text may name a state as the doer of."""
_NEVER_BLAMED = ("unknown_attackers", "iraq", "coalition", "jordan", "kuwait", "krg", "sdf")
_BY = "by:"
_BLAMED = ("group", "factions", "proiran")
_PATRONS = frozenset({"group", "proiran"})
_FROM = frozenset({"origin", "agent", "partitive"})
_NAMED_DOERS = frozenset({"nationality", "group"})
_NEXT = 3
_OPENING = 2
_DEFENCE_REACH = 30
_GROUND_REACH = 14


def attributed_to(doc: Document, attack: Attack, claims: list[Found]) -> list[Found]:
    """Whom the report, or somebody quoted in it, names as the one who did it; empty where nobody is named.

    `claims`: who says that it did it; a state that does is the one who did.
    """
    found: list[Found] = [replace(f, field="attributed_to") for f in claims if is_state(f.value)]
    if doc.of("blame"):
        found += _blamed_in_own_sentences(doc, attack)
    found += _agent(attack) + _tied_doers(attack) + _from_their_ground(attack) + _subjects(attack)
    return sorted(found, key=lambda f: f.start) or _habitual(doc, attack)


def _blamed_in_own_sentences(doc: Document, attack: Attack) -> list[Found]:
    found: list[Found] = []
    own = {c.index for c in attack.clauses}
    for sentence in own_sentences(attack):
        clauses = doc.sentence_clauses(sentence)
        if any(c.index in own and c.of("blame") for c in clauses):
            found += [f for f in _blamed(doc, sentence) if _able(attack, f) and not _for_raids(attack, clauses)]
    return found


def _able(attack: Attack, blamed: Found) -> bool:
    """States with an air force are not blamed for rockets, nor factions for air strikes: that is of something else."""
    if attack.weapons == {"airstrike"} and not is_state(blamed.value):
        return False
    return blamed.value not in AIR_POWERS or not attack.weapons or bool(attack.weapons & _AGENTS_MEANS)


def _for_raids(attack: Attack, clauses: list[Clause]) -> bool:
    """'held the US army responsible for the two raids': of air strikes, not of the drones told before them."""
    named = [w for c in clauses for w in c.of("weapon") if c.of("blame")]
    raids = any(w.entry.detail == RAID for w in named)
    return raids and bool(attack.weapons) and "airstrike" not in attack.weapons and len({w.value for w in named}) == 1


def _habitual(doc: Document, attack: Attack) -> list[Found]:
    """'Washington blames such operations on …', said after the attack of attacks in general: it covers this one."""
    if "airstrike" in attack.weapons:
        return []
    start = doc.sentences[attack.frames[0].clause.sentence][0]
    for sentence in dict.fromkeys(containing(doc.sentences, c.begin) for c in doc.begun(start, len(doc.text), "blame")):
        if sentence in attack.foreign_sentences:
            continue
        attacks, bounds = doc.begun(*doc.sentences[sentence], "attack"), doc.sentences[sentence]
        if any(c.entry.number == "pl" for c in attacks) or doc.begun(*bounds, "responsibility"):
            named = _blamed(doc, sentence)
            if named and _able(attack, named[0]):
                return [replace(named[0], rule="habitual_blame")]
    return []


def _blamed(doc: Document, sentence: int) -> list[Found]:
    clauses, bounds = doc.sentence_clauses(sentence), doc.sentences[sentence]
    blames = [c for clause in clauses for c in clause.of("blame") if not is_negated(clause, c)]
    blames = [c for c in blames if not _of_somebody_named(doc, c)]
    if not doc.begun(*bounds, "responsibility") and not has_value(doc.begun(*bounds, "claim"), "owned"):
        blames = [c for c in blames if c.value != "burden"]
    if not blames or doc.begun(*bounds, "welcome"):
        return []
    cues, charges = doc.begun(*bounds), doc.begun(*bounds, "charge")
    for blame in blames:
        after = [c for c in cues if c.kind in _BLAMED and 0 <= c.begin - blame.end <= REACH]
        after = [c for c in after if blame.value == "toward" or not _is_accuser(cues, blame, c)]
        if any(begins_behind(charges, c.end, _NEXT) for c in after):
            continue  # "accuses Tehran of arming them": what follows the accused is no attack
        named = _first_named(cues, after)
        if named and blame.value != "before":
            value, cue = named
            return [Found("attributed_to", value, blame.begin, cue.end, "blame_word")]
        before = [c for c in cues if c.kind in ("group", "factions") and 0 < blame.begin - c.end <= REACH]
        named = _first_named(cues, [c for c in before if c.kind == "factions" or not is_state(c.value)])
        if named:
            return [Found("attributed_to", named[0], named[1].begin, blame.end, "blame_word")]
    return []


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


def _agent(attack: Attack) -> list[Found]:
    """The one whose aircraft, missiles or fighters the attack words name as the doer."""
    if attack.weapons and attack.weapons.isdisjoint(_AGENTS_MEANS):
        return []
    for frame in attack.frames:
        for clause in [*frame.clauses, *attack.details]:
            for cue in clause.kinds.get("weapon", ()):
                if cue.entry.detail.startswith(_BY):
                    return [Found("attributed_to", cue.entry.detail[len(_BY) :], cue.begin, cue.end, "agent")]
        for clause in frame.clauses:
            if _NAMED_DOERS.isdisjoint(clause.kinds):
                continue
            doers = [c for c in clause.of("nationality") if _acts(clause, c) and not _only_made_there(attack, c)]
            doers += [c for c in clause.of("group") if _is_doer(clause, c)]
            doers = [c for c in doers if not _shoots_down(clause, c)]
            for cue in doers[:1]:
                return [Found("attributed_to", state_of(cue.value), cue.begin, cue.end, "agent")]
    return []


def _shoots_down(clause: Clause, doer: Cue) -> bool:
    """'An American fighter shot down a drone': the defender."""
    stopped = (c for c in clause.of("outcome") if c.value == "intercepted")
    return begins_behind(stopped, doer.end, _DEFENCE_REACH)


def _only_made_there(attack: Attack, cue: Cue) -> bool:
    """An 'Iranian drone' is a make: others fly it."""
    return cue.value in _MISSILE_POWERS and "drone" in attack.weapons


def _tied_doers(attack: Attack) -> list[Found]:
    """'Groups backed by Iran showered the base': unnamed factions right before the verb."""
    for frame in attack.frames:
        for tie in frame.clause.kinds.get("proiran", ()):
            doing = [a for a in frame.anchors if 0 <= a.at - tie.end <= BESIDE and a.cue.entry.inflect == "past"]
            if doing and frame.clause.of("factions"):
                return [Found("attributed_to", _UNNAMED, tie.begin, tie.end, "agent")]
    return []


def _subjects(attack: Attack) -> list[Found]:
    """'The brigades targeted the base': verb first, the faction right behind it, in the report's own voice."""
    if "airstrike" in attack.weapons:
        return []
    for frame in attack.frames:
        clause = frame.clause
        named = clause.kinds.get("group", ())
        factions = [g for g in named if kinds().get(g.value) in CLAIMANT_KINDS]
        verbs = [a.cue for a in frame.anchors if a.how == "attack" and a.cue.entry.inflect in ("past", "present")]
        for verb in verbs if factions else []:
            opens = 0 <= verb.begin - clause.start <= _OPENING
            if not opens and not ends_before(clause.of("complement", "connector"), verb.begin, _OPENING):
                continue
            for g in factions:
                if 0 < g.begin - verb.end <= BESIDE:
                    return [Found("attributed_to", g.value, verb.begin, g.end, "subject")]
    return []


def _acts(clause: Clause, cue: Cue) -> bool:
    """'A Turkish raid', 'an American drone': the adjective stands right behind the weapon or the strike."""
    return any(
        -1 <= cue.begin - w.end <= 2 or w.begin < cue.begin < w.end or (w.value == "drone" and w.start - cue.end == 1)
        for w in clause.of("weapon", "attack")
    )


def _is_doer(clause: Clause, cue: Cue) -> bool:
    """A state named right beside the attack word, an aircraft or a verb of doing, not as the owner of the target."""
    if cue.value not in _DOERS:
        return False
    if any(t.begin <= cue.begin and cue.end <= t.end for t in clause.of("proiran")):
        return False
    others = clause.of("target", "victim", "speaker")
    if ends_before(others, cue.begin, 3) or begins_behind(others, cue.end, 3):
        return False
    if any(w.begin <= cue.begin and cue.end <= w.end for w in clause.of("weapon")):
        return True
    if ends_before(clause.of("weapon", "attack", "agent", "motion"), cue.begin, 4):
        return True
    return begins_behind((w for w in clause.of("attack", "motion") if w.entry.inflect != "noun"), cue.end, 5)


def _near_ground(doers: list[Cue], factions: list[Cue]) -> bool:
    return any(d.kind != "partitive" or begins_behind(factions, d.end, _GROUND_REACH, 1) for d in doers)


def _from_their_ground(attack: Attack) -> list[Found]:
    """'Launched from areas held by groups loyal to Iran', 'a drone sent by factions backed by Iran'."""
    if attack.cue_kinds.isdisjoint(_PATRONS) or attack.cue_kinds.isdisjoint(_FROM):
        return []
    for clause in attack.clauses:
        if _PATRONS.isdisjoint(clause.kinds) or _FROM.isdisjoint(clause.kinds):
            continue
        ties, factions = clause.of("proiran"), clause.of("factions")
        states = [g for g in clause.of("group") if g.value in _MISSILE_POWERS]
        sent = clause.of("origin") if clause.of("weapon", "motion", "attack") else []
        if sent and states and 0 <= states[0].begin - sent[0].end <= BESIDE:
            return [Found("attributed_to", states[0].value, sent[0].begin, states[0].end, "their_ground")]
        if not (ties and factions):
            continue
        launches = [m for m in clause.of("motion") if m.value == "launch"]
        doers = clause.of("origin", "agent") or [
            p for p in clause.of("partitive") if any(m.end <= p.begin for m in launches)
        ]
        if doers and ties[0].begin > doers[0].begin and _near_ground(doers, factions):
            return [Found("attributed_to", _UNNAMED, doers[0].begin, ties[0].end, "their_ground")]
    return []
