"""Who claimed an attack and who is blamed for it; a speaker, a witness or a well-wisher is neither."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from osint_iraq.extract.anchors import AIR_POWERS
from osint_iraq.extract.discourse import Attack
from osint_iraq.extract.document import Clause, Document
from osint_iraq.extract.found import Found
from osint_iraq.extract.sites import candidates, related
from osint_iraq.inflection import affixes
from osint_iraq.lexicon import Cue, rows
from osint_iraq.reference import gazetteer

_UNNAMED = "pro_iran_factions"
_STATE_KINDS = ("state", "state_force", "coalition")
_CLAIMANT_KINDS = ("faction", "front", "jihadist")
_REACH = 110
_NEXT = 3
_ANNOUNCE = 60
_BESIDE = 12
_OWN_NAME = ("irgc", "quds_force", "hashd_shaabi")
_MISSILE_POWERS = ("iran", "irgc")
_NEVER_BLAMED = ("unknown_attackers", "iraq", "coalition", "jordan", "kuwait", "krg", "sdf")
_BY = "by:"
_SUBJECT_REACH = 28


@lru_cache(maxsize=1)
def _kinds() -> dict[str, str]:
    return {row["group_id"]: row["kind"] for row in rows("groups")}


@lru_cache(maxsize=1)
def _parents() -> dict[str, str]:
    return {row["group_id"]: row["parent_id"] for row in rows("groups")}


def is_state(group: str) -> bool:
    """True for a state, its forces or a coalition of states."""
    return _kinds().get(group) in _STATE_KINDS


def state_of(group: str) -> str:
    """The state that stands behind a force (the guidelines code the state); the group itself where none does."""
    parent = _parents().get(group, "")
    if group not in _OWN_NAME and _kinds().get(group) == "state_force" and _kinds().get(parent) == "state":
        return parent
    return group


def claimed_by(doc: Document, attack: Attack) -> list[Found]:
    """Who says that it did it, by claim words or by telling it of itself; empty where nobody does."""
    found: list[Found] = []
    for sentence in _sentences(attack):
        clauses = doc.sentence_clauses(sentence)
        if any(c.of("nobody") for c in clauses):
            continue
        found += _claims(doc, attack, clauses) or _tells_of_itself(doc, clauses)
    return found


def _sentences(attack: Attack) -> list[int]:
    return sorted({c.sentence for c in attack.clauses} - attack.foreign_sentences)


def _claims(doc: Document, attack: Attack, clauses: list[Clause]) -> list[Found]:
    claims = [c for clause in clauses for c in clause.of("claim") if not _negated(clause, c)]
    if not claims or any(c.of("welcome") for c in clauses):
        return []
    groups = _groups(doc, clauses)
    slain = any(c.value == "assassination" for k in clauses for c in k.of("attack"))
    if slain and "airstrike" not in attack.weapons:
        return []
    if any(c.value == "we" for c in claims) and not groups:
        groups = [c for c in doc.cues if c.kind == "group" and _kinds().get(c.value) in ("faction", "front")][:1]
        return [Found("claimed_by", g.value, g.begin, g.end, "own_voice") for g in groups]
    if _about_elsewhere(doc, attack, clauses):
        return []
    for claim in claims:
        if claim.value == "admit" and not _admits_deed(clauses, claim):
            continue
        able = [g for g in groups if _can_claim(g, claim) and _has_means(attack, g)]
        if able:
            nearest = min(able, key=lambda g: abs(g.begin - claim.begin))
            if abs(nearest.begin - claim.begin) <= _REACH:
                low, high = min(nearest.begin, claim.begin), max(nearest.end, claim.end)
                return [Found("claimed_by", state_of(nearest.value), low, high, "claim_word")]
    return []


def _has_means(attack: Attack, group: Cue) -> bool:
    """A state's claim is of an air strike, a missile or a drone; a rocket salvo is not what it owns up to."""
    if not is_state(group.value) or not attack.weapons:
        return True
    return bool(attack.weapons & {"airstrike", "missile", "drone", "artillery"})


def _about_elsewhere(doc: Document, attack: Attack, clauses: list[Clause]) -> bool:
    """'claimed the bombing in Nasiriyah': a claim that names another place than this attack's."""
    if attack.site is None or any(c in [f.clause for f in attack.frames] for c in clauses):
        return False
    places = [gazetteer().core_site(s.value) for c in clauses for s in candidates(doc, c)]
    own = {attack.site.site_id, attack.site.named}
    return bool(places) and not any(related(p, o) or _one_governorate(p, o) for p in places for o in own)


def _one_governorate(one: str, other: str) -> bool:
    return gazetteer().value(one, "admin1") == gazetteer().value(other, "admin1") is not None


def _admits_deed(clauses: list[Clause], claim: Cue) -> bool:
    """'acknowledged that it carried out the strike', not 'acknowledged the death of three soldiers'."""
    after = sorted((c for k in clauses for c in k.cues if c.begin >= claim.end), key=lambda c: c.begin)
    first = next((c for c in after if c.kind in ("attack", "motion", "killed", "injured")), None)
    return first is not None and first.kind in ("attack", "motion") and first.value != "suffer"


def _can_claim(group: Cue, claim: Cue) -> bool:
    kind = _kinds().get(group.value, "")
    if kind in _STATE_KINDS:
        beside = -_BESIDE <= group.begin - claim.end <= _BESIDE or 0 <= claim.begin - group.end <= _BESIDE
        return claim.value == "admit" or (beside and kind != "coalition")
    return kind in _CLAIMANT_KINDS


def _negated(clause: Clause, cue: Cue) -> bool:
    return any(0 <= cue.begin - n.end <= 3 for n in clause.of("negation"))


def _groups(doc: Document, clauses: list[Clause]) -> list[Cue]:
    """The groups of the clauses; 'the same group' stands for the last faction named before it."""
    found = [g for clause in clauses for g in clause.of("group")]
    for same in (s for clause in clauses for s in clause.of("same_group")):
        named = [c for c in doc.cues if c.kind == "group" and c.begin < same.begin]
        named = [c for c in named if _kinds().get(c.value) in _CLAIMANT_KINDS]
        if named:
            found.append(replace(same, entry=named[-1].entry))
    return found


def _tells_of_itself(doc: Document, clauses: list[Clause]) -> list[Found]:
    """'The Islamic Resistance said that its drones struck …': a faction before the complement, an attack after it."""
    cues = sorted(
        [c for clause in clauses for c in clause.cues if c.kind != "group"] + _groups(doc, clauses), key=lambda c: c.begin
    )
    for index, cue in enumerate(cues):
        if cue.kind != "group" or _kinds().get(cue.value) not in _CLAIMANT_KINDS:
            continue
        if _announces(cues, index):
            return [Found("claimed_by", cue.value, cue.begin, cue.end, "announces_its_attack")]
        said = [c for c in cues[index + 1 :] if c.kind == "complement"][:1]
        own = said and any(c.kind == "own_word" and 0 <= c.begin - said[0].end <= _NEXT for c in cues)
        if said and not (own or said[0].value == "own" or _own_weapon(doc, cues, said[0])):
            continue
        before = [c for c in cues[:index] if c.kind == "say" and cue.begin - c.end <= _SUBJECT_REACH]
        after = [c for c in cues[index + 1 : index + 4] if c.kind == "say"]
        if said and (before or after) and any(c.kind in ("attack", "motion") and c.begin > said[0].begin for c in cues):
            if not any(c.kind in ("denial", "welcome", "blame") for c in cues):
                return [Found("claimed_by", cue.value, cue.begin, cue.end, "tells_of_itself")]
    return []


def _announces(cues: list[Cue], index: int) -> bool:
    """'The Resistance had announced the shelling of the base': announcing verb, claimant, attack noun."""
    group = cues[index]
    says = [c for c in cues if c.value == "announce" and -_ANNOUNCE <= c.begin - group.end <= _SUBJECT_REACH]
    for say in says:
        after = [c for c in cues if c.begin > max(say.end, group.end)]
        if after and after[0].kind == "attack" and after[0].entry.inflect == "noun" and not after[0].definite:
            return True
    return False


def _own_weapon(doc: Document, cues: list[Cue], said: Cue) -> bool:
    """'that its drones struck': the weapon carries the claimant's pronoun."""
    after = [c for c in cues if c.kind in ("weapon", "target") and c.begin >= said.end]
    return bool(after) and any(doc.between(*_first_word(doc, after[0])).endswith(p) for p in affixes().own)


def _first_word(doc: Document, cue: Cue) -> tuple[int, int]:
    end = doc.text.find(" ", cue.start)
    return cue.begin, end if 0 < end <= cue.end else cue.end


def attributed_to(doc: Document, attack: Attack) -> list[Found]:
    """Whom the report, or somebody quoted in it, names as the one who did it; empty where nobody is named."""
    found: list[Found] = [
        replace(f, field="attributed_to") for f in claimed_by(doc, attack) if is_state(f.value)
    ]
    for sentence in _sentences(attack):
        clauses = [c for c in doc.sentence_clauses(sentence) if c in attack.clauses]
        found += _blamed(doc, clauses)
    found += _agent(doc, attack) + _tied_doers(doc, attack) + _from_their_ground(doc, attack)
    return sorted(found, key=lambda f: f.start) or _habitual(doc, attack)


def _habitual(doc: Document, attack: Attack) -> list[Found]:
    """'Washington blames such operations on …', said after the attack of attacks in general: it covers this one."""
    if "airstrike" in attack.weapons:
        return []
    for sentence in range(attack.frames[0].clause.sentence, len(doc.sentences)):
        clauses = doc.sentence_clauses(sentence)
        general = [c for clause in clauses for c in clause.of("attack") if c.entry.number == "pl"]
        if general or any(c.of("responsibility") for c in clauses):
            named = _blamed(doc, clauses)
            if named:
                return [replace(named[0], rule="habitual_blame")]
    return []


def _blamed(doc: Document, clauses: list[Clause]) -> list[Found]:
    cues = sorted((c for clause in clauses for c in clause.cues), key=lambda c: c.begin)
    blames = [c for clause in clauses for c in clause.of("blame") if not _negated(clause, c)]
    blames = [c for c in blames if not _of_somebody_named(doc, c)]
    if not any(c.of("responsibility", "claim") for c in clauses):
        blames = [c for c in blames if c.value != "burden"]
    if not blames or any(c.of("welcome") for c in clauses):
        return []
    for blame in blames:
        after = [c for c in cues if c.kind in ("group", "factions") and 0 <= c.begin - blame.end <= _REACH]
        after = [c for c in after if blame.value == "toward" or not _is_accuser(cues, blame, c)]
        named = _first_named(cues, after)
        if named and blame.value != "before":
            value, cue = named
            return [Found("attributed_to", value, blame.begin, cue.end, "blame_word")]
        before = [c for c in cues if c.kind in ("group", "factions") and 0 < blame.begin - c.end <= _REACH]
        named = _first_named(cues, [c for c in before if c.kind == "factions" or not is_state(c.value)])
        if named:
            return [Found("attributed_to", named[0], named[1].begin, blame.end, "blame_word")]
    return []


def _of_somebody_named(doc: Document, blame: Cue) -> bool:
    """'whom Washington held responsible for 14 attacks': the pronoun is blamed, and mostly for other attacks."""
    ending = doc.between(blame.begin, blame.end)
    return blame.entry.inflect == "past" and ending.endswith(affixes().by_kind["pronoun"])


def _can_be_blamed(group: str) -> bool:
    """Not those who only speak: the Iraqi state and its forces, the coalition."""
    forces = _kinds().get(group) == "state_force" and group not in _OWN_NAME
    return group not in _NEVER_BLAMED and not (forces and state_of(group) in (group, *_NEVER_BLAMED))


def _is_accuser(cues: list[Cue], blame: Cue, cue: Cue) -> bool:
    """The state right after 'accuses' is who accuses; it is the accused only where no faction follows."""
    if cue.kind != "group" or not is_state(cue.value) or cue.begin - blame.end > _SUBJECT_REACH:
        return False
    return any(c.kind in ("group", "factions") and c.begin > cue.end for c in cues)


def _first_named(cues: list[Cue], able: list[Cue]) -> tuple[str, Cue] | None:
    """The first group of a list; an unnamed faction tied to Iran is the unnamed factions."""
    for cue in able:
        if cue.kind == "group" and not _can_be_blamed(cue.value):
            continue
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
            for cue in clause.of("weapon"):
                if cue.entry.detail.startswith(_BY):
                    return [Found("attributed_to", cue.entry.detail[len(_BY):], cue.begin, cue.end, "agent")]
        for clause in frame.clauses:
            for cue in clause.of("nationality"):
                made_there = cue.value in _MISSILE_POWERS and "drone" in attack.weapons
                if _acts(clause, cue) and not made_there:
                    return [Found("attributed_to", cue.value, cue.begin, cue.end, "agent")]
            for cue in clause.of("group"):
                if _is_doer(doc, clause, cue, frame.anchors[0].cue):
                    return [Found("attributed_to", state_of(cue.value), cue.begin, cue.end, "agent")]
    return []


def _tied_doers(doc: Document, attack: Attack) -> list[Found]:
    """'Groups backed by Iran showered the base': unnamed factions right before the verb."""
    for frame in attack.frames:
        for tie in frame.clause.of("proiran"):
            doing = [a for a in frame.anchors if 0 <= a.at - tie.end <= _BESIDE and a.cue.entry.inflect == "past"]
            if doing and frame.clause.of("factions"):
                return [Found("attributed_to", _UNNAMED, tie.begin, tie.end, "agent")]
    return []


def _acts(clause: Clause, cue: Cue) -> bool:
    """'A Turkish raid', 'an American drone': the adjective stands right behind the weapon or the strike."""
    return any(-1 <= cue.begin - w.end <= 2 or w.begin < cue.begin < w.end for w in clause.of("weapon", "attack"))


def _is_doer(doc: Document, clause: Clause, cue: Cue, anchor: Cue) -> bool:
    """A state named right beside the attack word, an aircraft or a verb of doing, and not as the owner of the target."""
    if cue.value not in (*AIR_POWERS, *_MISSILE_POWERS):
        return False
    if any(t.begin <= cue.begin and cue.end <= t.end for t in clause.of("proiran")):
        return False
    if any(0 <= cue.begin - t.end <= 3 or 0 <= t.begin - cue.end <= 3 for t in clause.of("target", "victim", "speaker")):
        return False
    inside = [w for w in clause.of("weapon") if w.begin <= cue.begin and cue.end <= w.end]
    beside = [w for w in clause.of("weapon", "attack", "agent", "motion") if 0 <= cue.begin - w.end <= 4]
    doing = [w for w in clause.of("attack", "motion") if 0 <= w.begin - cue.end <= 5 and w.entry.inflect != "noun"]
    return bool(inside or beside or doing)


def _from_their_ground(doc: Document, attack: Attack) -> list[Found]:
    """'Launched from areas held by groups loyal to Iran', 'a drone sent by factions backed by Iran'."""
    for clause in attack.clauses:
        doers = clause.of("origin", "agent")
        ties = clause.of("proiran")
        factions = clause.of("factions")
        states = [g for g in clause.of("group") if g.value in _MISSILE_POWERS]
        if clause.of("origin") and states and 0 <= states[0].begin - clause.of("origin")[0].end <= _BESIDE:
            return [Found("attributed_to", states[0].value, clause.of("origin")[0].begin, states[0].end, "their_ground")]
        if doers and ties and factions and ties[0].begin > doers[0].begin:
            return [Found("attributed_to", _UNNAMED, doers[0].begin, ties[0].end, "their_ground")]
    return []
