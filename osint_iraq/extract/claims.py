"""Who claims an attack: by claim words, by announcing it, or by telling of it as its own deed."""

from __future__ import annotations

from osint_iraq.extract.anchors import AIR_POWERS
from osint_iraq.extract.attack import Attack
from osint_iraq.extract.document import Clause, Document
from osint_iraq.extract.found import Found
from osint_iraq.extract.groups import (
    BESIDE,
    CLAIMANT_KINDS,
    OWN_NAME,
    REACH,
    SUBJECT_REACH,
    groups_in,
    is_negated,
    is_state,
    kinds,
    own_sentences,
    state_of,
)
from osint_iraq.extract.sites import candidates, related
from osint_iraq.extract.spacing import begins_behind, has_value
from osint_iraq.gazetteer import STATE_KINDS, gazetteer
from osint_iraq.inflection import affixes
from osint_iraq.lexicon import Cue

_NEXT = 3
_ANNOUNCE = 60
_PUT_ON = ("burden", "toward")
_STRONG = "strong"
_NAMES = frozenset({"group", "same_group", "factions"})
_SAID = frozenset({"say", "complement"})
_DEEDS = frozenset({"attack", "motion"})
_DEFENDERS = ("sdf", "peshmerga", "hashd_shaabi")
"""They tell of attacks that others made on them."""


def claimed_by(doc: Document, attack: Attack) -> list[Found]:
    """Who says that it did it, by claim words or by telling it of itself; empty where nobody does."""
    found: list[Found] = []
    if _NAMES.isdisjoint(doc.kinds) and "claim" not in doc.kinds:
        return found
    for sentence in own_sentences(attack):
        here = {kind for clause in doc.sentence_clauses(sentence) for kind in clause.kinds}
        if "nobody" in here:
            continue
        told = _claims(doc, attack, sentence) if "claim" in here else []
        if not told and not (_NAMES.isdisjoint(here) or _SAID.isdisjoint(here) or _DEEDS.isdisjoint(here)):
            told = _tells_of_itself(doc, attack, sentence)
        found += told
    return found


def _claims(doc: Document, attack: Attack, sentence: int) -> list[Found]:
    clauses, bounds = doc.sentence_clauses(sentence), doc.sentences[sentence]
    claims = [
        c for clause in clauses for c in clause.of("claim") if not (is_negated(clause, c) or _is_burden(clauses, c))
    ]
    if not claims or doc.begun(*bounds, "welcome", "denial"):
        return []
    groups = groups_in(doc, sentence)
    if "airstrike" not in attack.weapons and has_value(doc.begun(*bounds, "attack"), "assassination"):
        return []
    if has_value(claims, "we") and not any(kinds().get(g.value) in CLAIMANT_KINDS for g in groups):
        named = [c for c in doc.of("group") if kinds().get(c.value) in ("faction", "front")]
        groups = ([g for g in named if g.entry.detail == _STRONG] or named)[:1]
        return [Found("claimed_by", g.value, g.begin, g.end, "own_voice") for g in groups]
    if _about_elsewhere(doc, attack, clauses):
        return []
    if not any(kinds().get(g.value) in (*CLAIMANT_KINDS, *STATE_KINDS) for g in groups):
        groups = _claimant_before(doc, sentence)
    for claim in claims:
        if claim.value == "admit" and not _admits_deed(doc, sentence, claim):
            continue
        able = [g for g in groups if _can_claim(g, claim) and _has_means(attack, g)]
        if able:
            nearest = min(able, key=lambda g: abs(g.begin - claim.begin))
            alone = len({g.value for g in able}) == 1 and nearest.begin < claim.begin
            if alone or abs(nearest.begin - claim.begin) <= REACH:
                low, high = min(nearest.begin, claim.begin), max(nearest.end, claim.end)
                return [Found("claimed_by", state_of(nearest.value), low, high, "claim_word")]
    return []


def _claimant_before(doc: Document, sentence: int) -> list[Cue]:
    """'In a second statement it claimed …': the faction named last, in the sentence before."""
    named = doc.begun(doc.sentences[max(0, sentence - 1)][0], doc.sentences[sentence][0], "group")
    return [g for g in named if kinds().get(g.value) in CLAIMANT_KINDS and g.entry.detail == _STRONG][-1:]


def _is_burden(clauses: list[Clause], claim: Cue) -> bool:
    """'Washington held the brigades responsible for it': the word for responsibility belongs to the blame."""
    if claim.value != "owned":
        return False
    return any(b.begin < claim.begin <= b.end + REACH for k in clauses for b in k.of("blame") if b.value in _PUT_ON)


def _has_means(attack: Attack, group: Cue) -> bool:
    """A state's claim is of an air strike, a missile or a drone; a rocket salvo is not what it owns up to."""
    if not is_state(group.value) or not attack.weapons:
        return attack.weapons != {"airstrike"}
    return bool(attack.weapons & {"airstrike", "missile", "drone", "artillery"})


def _about_elsewhere(doc: Document, attack: Attack, clauses: list[Clause]) -> bool:
    """'claimed the bombing in Nasiriyah': a claim that names another place than this attack's."""
    site = attack.site
    framed = {f.clause.index for f in attack.frames}
    if site is None or any(c.index in framed for c in clauses):
        return False
    places = [gazetteer().core_site(s.value) for c in clauses for s in candidates(doc, c)]
    own = {site.site_id, site.named}
    return bool(places) and not any(related(p, o) or _one_governorate(p, o) for p in places for o in own)


def _one_governorate(one: str, other: str) -> bool:
    return gazetteer().value(one, "admin1") == gazetteer().value(other, "admin1") is not None


def _admits_deed(doc: Document, sentence: int, claim: Cue) -> bool:
    """'acknowledged that it carried out the strike', not 'acknowledged the death of three soldiers'."""
    after = doc.begun(claim.end, doc.sentences[sentence][1], "attack", "motion", "killed", "injured")
    return bool(after) and after[0].kind in ("attack", "motion") and after[0].value != "suffer"


def _can_claim(group: Cue, claim: Cue) -> bool:
    kind = kinds().get(group.value, "")
    if kind in STATE_KINDS:
        beside = -BESIDE <= group.begin - claim.end <= BESIDE or 0 <= claim.begin - group.end <= BESIDE
        return claim.value == "admit" or (beside and kind != "coalition")
    return kind in CLAIMANT_KINDS


def _tells_of_itself(doc: Document, attack: Attack, sentence: int) -> list[Found]:
    """'The Islamic Resistance said that its drones struck …': a faction before the complement, an attack after it."""
    groups = groups_in(doc, sentence)
    if not any(_speaks_for_itself(attack, g.value) for g in groups):
        return []
    others = [c for c in doc.begun(*doc.sentences[sentence]) if c.kind != "group"]
    cues = sorted(others + groups, key=lambda c: c.begin)
    for index, cue in enumerate(cues):
        if cue.kind != "group" or not _speaks_for_itself(attack, cue.value):
            continue
        if _announces(cues, index):
            return [Found("claimed_by", cue.value, cue.begin, cue.end, "announces_its_attack")]
        said = next((c for c in cues[index + 1 :] if c.kind == "complement"), None)
        if said is None or not _says_own(doc, cues, said):
            continue
        before = [c for c in cues[:index] if c.kind == "say" and cue.begin - c.end <= SUBJECT_REACH]
        until = next((k for k in range(index + 1, len(cues)) if cues[k].kind == "group"), len(cues))
        after = [c for c in cues[index + 1 : min(index + 4, until)] if c.kind == "say"]
        if (before or after) and _tells_deed(cues, said):
            return [Found("claimed_by", state_of(cue.value), cue.begin, cue.end, "tells_of_itself")]
    return []


def _tells_deed(cues: list[Cue], said: Cue) -> bool:
    """What is said is an attack, and neither denied nor somebody else's."""
    if any(c.kind in ("denial", "welcome", "blame") and c.value != "before" for c in cues):
        return False
    if begins_behind((c for c in cues if c.kind == "negation"), said.end, _NEXT):
        return False
    return any(c.kind in ("attack", "motion") and c.begin > said.begin for c in cues)


def _speaks_for_itself(attack: Attack, group: str) -> bool:
    """Factions and fronts do, and the Guards; a state of its own air strike, which no faction flies."""
    if attack.weapons == {"airstrike"} and not is_state(group):
        return False
    if group in _DEFENDERS:
        return False
    if is_state(group) and group not in OWN_NAME:
        return "airstrike" in attack.weapons or (group in AIR_POWERS and "drone" in attack.weapons)
    return kinds().get(group) in CLAIMANT_KINDS or group in OWN_NAME


def _announces(cues: list[Cue], index: int) -> bool:
    """'The Resistance had announced the shelling of the base': announcing verb, claimant, attack noun."""
    group = cues[index]
    says = [c for c in cues if c.value == "announce" and -_ANNOUNCE <= c.begin - group.end <= SUBJECT_REACH]
    for say in says:
        after = [c for c in cues if c.begin > max(say.end, group.end)]
        if after and after[0].kind == "attack" and after[0].entry.inflect == "noun" and not after[0].definite:
            return True
    return False


def _says_own(doc: Document, cues: list[Cue], said: Cue) -> bool:
    """'that it …', 'that its fighters …': what follows is told of the speaker."""
    own_words = (c for c in cues if c.kind == "own_word")
    return said.value == "own" or begins_behind(own_words, said.end, _NEXT) or _own_weapon(doc, cues, said)


def _own_weapon(doc: Document, cues: list[Cue], said: Cue) -> bool:
    """'that its drones struck': the weapon carries the claimant's pronoun."""
    after = next((c for c in cues if c.kind in ("weapon", "target") and c.begin >= said.end), None)
    return after is not None and doc.between(*_first_word(doc, after)).endswith(affixes().own)


def _first_word(doc: Document, cue: Cue) -> tuple[int, int]:
    end = doc.text.find(" ", cue.start)
    return cue.begin, end if 0 < end <= cue.end else cue.end
