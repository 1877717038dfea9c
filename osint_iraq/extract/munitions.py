"""How many munitions: totals that sources state, without what is only a part of them."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from osint_iraq.extract.attack import Attack
from osint_iraq.extract.cue_index import LONGEST_CUE
from osint_iraq.extract.document import Clause, Document
from osint_iraq.extract.found import Count
from osint_iraq.extract.groups import CLAIMANT_KINDS
from osint_iraq.extract.groups import kinds as group_kinds
from osint_iraq.extract.spacing import begins_behind, begins_in, ends_before, has_value
from osint_iraq.inflection import affixes
from osint_iraq.lexicon import Cue
from osint_iraq.quantities import Quantity, count_before
from osint_iraq.text import containing

_COUNTED = ("rocket", "drone", "mortar", "missile", "ied", "artillery", "shell")
_NEAR_PART = 22
_JOIN = 14
_SHELL = "shell"
_BOUND_REACH = 8
_FALL = ("fall", "hit")
_NO_LAUNCH = (*_FALL, "blast", "reference", "attempt")
_SERIES = 60
_NEXT = 4
_CONTRAST_REACH = 60
_OTHERS = frozenset({"other", "one_more"})
_TOLD_OF_MUNITIONS = frozenset({"weapon", "motion", "how_many"})
_COUNTED_REACH = 16


def munition_counts(doc: Document, attack: Attack, kinds: set[str]) -> list[Count]:
    """The totals of munitions that the report's sources state for the attack; empty where none is stated."""
    totals: list[Count] = []
    landed: list[Count] = []
    claimed: list[Count] = []
    framed = {id(c) for f in attack.frames for c in f.clauses}
    for clause in attack.clauses:
        if _TOLD_OF_MUNITIONS.isdisjoint(clause.kinds):
            continue
        if clause.index in attack.summaries or _left_behind(attack, clause):
            continue
        counts = _clause_counts(doc, attack, clause, kinds, id(clause) in framed)
        if not counts:
            continue
        whole = counts[0] if len(counts) == 1 else _summed(counts)
        claims = _claimants(doc, clause)
        (claimed if claims else landed if _only_landed(clause, whole) else totals).append(whole)
        totals += [c for c in _bare_number(doc, clause) if c.start > whole.end or c.end < whole.start]
    if any(f.one_each for f in attack.frames) or all(f.one_more for f in attack.frames):
        return [Count(1, 1, attack.frames[0].at, attack.frames[0].at + 1, "one_each")]
    if not totals and not landed and not claimed:
        return _definite_one(attack, kinds)
    landed = _with_others(doc, attack, landed)
    line = doc.text.find("\n")
    if any(c.start >= line and c.rule != "singular" for c in (*totals, *landed)):
        totals, landed = ([c for c in counts if c.start >= line] for counts in (totals, landed))
    told = _choose(doc, _body_first(doc, totals), _body_first(doc, landed))
    told = [*told, *(c for c in claimed if c.rule != "singular" or not told)]
    return told or _definite_one(attack, kinds)


def _claimants(doc: Document, clause: Clause) -> bool:
    """Told by those who claim the attack: their number stands beside that of others, whatever fell."""
    before = (doc.sentences[clause.sentence][0], clause.end)
    named = doc.begun(*before, "group") if "group" in doc.kinds else []
    if not any(group_kinds().get(g.value) in CLAIMANT_KINDS for g in named):
        return False
    return bool(doc.begun(*before, "claim", "say")) and not doc.begun(*before, "blame")


def _body_first(doc: Document, counts: list[Count]) -> list[Count]:
    """The body's numbers where it has any; a title rounds, sums up or counts something else."""
    line = doc.text.find("\n")
    body = [c for c in counts if c.start >= line and c.rule != "singular"]
    return body or counts


def _definite_one(attack: Attack, kinds: set[str]) -> list[Count]:
    """'The first aircraft fell …': one, where nothing else counts."""
    for frame in attack.frames:
        for weapon in frame.weapons:
            if weapon.entry.number == "sg" and weapon.value in kinds and weapon.value in _COUNTED:
                return [Count(1, 1, weapon.begin, weapon.end, "definite_singular")]
    return []


def _left_behind(attack: Attack, clause: Clause) -> bool:
    """Rockets found unused at the launching place were not fired."""
    if not clause.has("outcome", "found") or not _flew_elsewhere(attack, clause):
        return False
    return not any(f.clause is clause and any(a.cue.value == "launch" for a in f.anchors) for f in attack.frames)


def _flew_elsewhere(attack: Attack, clause: Clause) -> bool:
    """Munitions of the attack are told to have flown, in another clause than this one."""
    return any(a.how in ("motion", "attack") for f in attack.frames if f.clause is not clause for a in f.anchors)


def _choose(doc: Document, totals: list[Count], landed: list[Count]) -> list[Count]:
    """Totals count; what fell is a part of them unless it is more. A bare singular yields to any stated number."""
    stated = [c for c in totals if c.rule != "singular"]
    totals = stated or totals
    if not totals:
        firm = [c for c in landed if c.rule != "singular"]
        return firm or landed
    if all(c.rule == "singular" for c in totals) and any(c.rule != "singular" for c in landed):
        return [c for c in landed if c.rule != "singular"]
    most = max((c.high or c.low or 0) for c in totals)
    apart = [c for c in landed if c.rule != "singular" and ((c.low or 0) > most or _own_account(doc, totals, c))]
    return [*totals, *apart]


def _own_account(doc: Document, totals: list[Count], landed: Count) -> bool:
    """Another source's count of what fell, without a word on where: a total of its own."""
    clause = next((c for c in doc.clauses if c.start <= landed.start < c.end), None)
    if any(_near(c, t) for t in totals for c in doc.begun(landed.end + 1, t.start, "connector")):
        return True
    if clause is None or any(containing(doc.sentences, t.start) == clause.sentence for t in totals):
        return False
    return not any(c.value in ("hit_place", "near_miss") for c in clause.of("outcome")) and bool(
        clause.of("say", "speaker")
    )


def _near(connector: Cue, total: Count) -> bool:
    """'three fell inside, whereas a statement put the number at five': the contrast opens the clause of the total."""
    return total.start - connector.end <= _CONTRAST_REACH


def _clause_counts(doc: Document, attack: Attack, clause: Clause, kinds: set[str], framed: bool) -> list[Count]:
    """The counts of a clause; `framed` where it tells the attack itself, so that a bare singular counts."""
    found: list[Count] = []
    clause_kind = ""
    for weapon in clause.of("weapon"):
        if (
            weapon.entry.number not in ("sg", "du", "pl")
            or weapon.value not in _COUNTED
            or not _of_kind(weapon, kinds)
            or _unfired(attack, clause, weapon)
        ):
            continue
        before = found[-1].end if found else -9
        if found and weapon.begin - before <= 2 and clause_kind == weapon.value:
            continue
        clause_kind = weapon.value
        count = _count(doc, clause, weapon)
        if count is None or (count.rule == "singular" and not framed) or _is_part(clause, weapon, count):
            continue
        found.append(Count(count.low, count.high, count.start, count.end, count.rule))
    if not found:
        found = _bare_number(doc, clause) or _how_many(doc, clause, kinds)
    if len(found) < 2 or clause.of("either"):
        return found[:1]  # "a car bomb or a charge" is one of them
    refused = clause.of("negation")
    chain = [c for p, c in pairwise(found) if c.start - p.end <= _JOIN and not begins_in(refused, p.end, c.start)]
    return [found[0], *chain]


def _of_kind(weapon: Cue, kinds: set[str]) -> bool:
    """One of the attack's weapons; ballistic missiles are called rockets for short."""
    if not kinds or weapon.value == _SHELL:
        return weapon.value == _SHELL
    return weapon.value in kinds or (weapon.value == "rocket" and "missile" in kinds)


def _unfired(attack: Attack, clause: Clause, weapon: Cue) -> bool:
    """'eight rockets that did not take off', beside those that did."""
    if "outcome" not in clause.kinds:
        return False
    duds = (c for c in clause.of("outcome") if c.value == "dud")
    return begins_behind(duds, weapon.end, _NEXT) and _flew_elsewhere(attack, clause)


def _bare_number(doc: Document, clause: Clause) -> list[Count]:
    """'that (8) were fired': a number beside a verb of launching, the munition named before."""
    for verb in clause.kinds.get("motion", ()):
        if verb.value != "launch" or verb.entry.inflect == "noun":
            continue
        if ends_before(clause.of("negation"), verb.begin, _NEXT):
            continue
        for q in doc.numbers(clause.start, clause.end):
            if q.is_count and q.low and 0 <= verb.begin - q.end <= _BOUND_REACH:
                return [Count(q.low, q.high, q.start, q.end, "bare_number")]
    return []


def _how_many(doc: Document, clause: Clause, kinds: set[str]) -> list[Count]:
    """'the number of rockets … may reach four'."""
    for cue in clause.kinds.get("how_many", ()):
        if cue.value == "raised" and not _counts_munitions(doc, cue):
            continue
        if cue.value in ("", "raised", *kinds):
            counts = [q for q in doc.numbers(cue.end, doc.sentences[clause.sentence][1]) if q.is_count]
            counts = [q for q in counts if not _of_persons(doc, q)]
            if counts:
                q = counts[-1]
                return [Count(q.low, q.high, q.start, q.end, "how_many")]
    return []


def _of_persons(doc: Document, q: Quantity) -> bool:
    """'the number of rockets …, but they agreed that two men were hurt': a number of people."""
    people = doc.begun(q.start - LONGEST_CUE, q.end + _NEXT + 1, "victim", "killed", "injured")
    return any(
        0 <= c.begin - q.end <= _NEXT or 0 <= q.start - c.end <= _NEXT or c.begin < q.end <= c.end for c in people
    )


def _counts_munitions(doc: Document, cue: Cue) -> bool:
    """'another source raised the number to 21': of munitions, where they and not persons were counted last."""
    before = doc.begun(0, cue.begin, "weapon", "killed", "injured", "casualty")
    after = doc.begun(cue.end, cue.end + _COUNTED_REACH + 1, "killed", "injured", "victim")
    return bool(before) and before[-1].kind == "weapon" and not after


def _count(doc: Document, clause: Clause, weapon: Cue) -> Quantity | None:
    number = weapon.entry.number
    if number == "sg" and weapon.definite and not _number_beside(doc, weapon):
        return None
    if number == "pl" and weapon.definite:
        told = _told_of_them(doc, clause, weapon)
        if told is not None:
            return told
    count = count_before(
        doc.folded,
        weapon.begin,
        weapon.end,
        dual=number == "du",
        singular=number == "sg" and not weapon.definite,
        plural=number == "pl",
    )
    if count and number == "sg" and (count.low or 0) > 1 and not _number_beside(doc, weapon):
        return Quantity(weapon.begin, weapon.end, 1, 1, "singular")  # the number counts what follows
    bounds = clause.kinds.get("at_least")
    if count and bounds and begins_behind(bounds, max(count.end, weapon.end), _BOUND_REACH):
        return replace(count, high=None)
    return count


def _told_of_them(doc: Document, clause: Clause, weapon: Cue) -> Quantity | None:
    """'that the rockets were six': a bare number that the clause says of the munitions and of nothing after it."""
    for q in doc.numbers(weapon.end, min(clause.end, weapon.end + _COUNTED_REACH)):
        rest = doc.between(q.end, min(len(doc.text), q.end + 2)).strip(" \"'")
        if q.rule == "count" and (not rest or not rest[0].isalpha() or rest[0] == affixes().conjunction):
            return q
    return None


def _number_beside(doc: Document, weapon: Cue) -> bool:
    return any(0 <= weapon.begin - q.end <= 2 for q in doc.numbers(max(0, weapon.begin - 30), weapon.begin))


def _is_part(clause: Clause, weapon: Cue, count: Quantity) -> bool:
    """Words such as 'of them' beside the number, or 'the other', or a number of the known ones ("2 of the rockets")."""
    kinds = clause.kinds
    low, high = min(count.start, weapon.begin), max(count.end, weapon.end)
    if "part" in kinds and begins_behind(kinds["part"], low, high - low + 4, -_NEAR_PART):
        return True
    if "other" in kinds:
        if any(low - 4 <= c.begin <= high + 8 and c.definite for c in kinds["other"]):
            return True
        if count.rule == "singular" and begins_behind(kinds["other"], weapon.end, 3):
            return True
    if "partitive" not in kinds or not weapon.definite:
        return False
    return any(count.start < c.begin and c.end <= weapon.begin for c in kinds["partitive"])


def _only_landed(clause: Clause, count: Count) -> bool:
    """True where the clause says what fell or was shot down, and not what was fired."""
    if "outcome" not in clause.kinds and not has_value(clause.of("motion"), *_FALL):
        return False
    launched = (c for c in clause.of("motion", "attack") if c.value not in _NO_LAUNCH)
    return not begins_behind(launched, count.start, _SERIES - 1, 1 - _SERIES)


def _summed(counts: list[Count]) -> Count:
    """Rockets and a drone told in one breath are one total."""
    low = sum(c.low for c in counts if c.low is not None) if any(c.low is not None for c in counts) else None
    high = sum(c.high for c in counts if c.high is not None) if all(c.high is not None for c in counts) else None
    return Count(low, high, counts[0].start, counts[-1].end, "sum")


def _with_others(doc: Document, attack: Attack, landed: list[Count]) -> list[Count]:
    """'Two rockets fell on the base … and another rocket on a house': the other one is added."""
    if not landed or _OTHERS.isdisjoint(attack.cue_kinds):
        return landed
    for clause in attack.clauses:
        if "weapon" not in clause.kinds or _OTHERS.isdisjoint(clause.kinds):
            continue
        more = clause.of("other", "one_more")
        for weapon in clause.of("weapon"):
            other = begins_behind(more, weapon.end, 3)
            if other and weapon.entry.number == "sg" and weapon.begin > landed[-1].end:
                last = landed[-1]
                if _unfired(attack, clause, weapon) or clause.of("launcher"):
                    continue
                ordinal = not begins_behind(clause.of("other"), weapon.end, 3)
                apart = (
                    ordinal and containing(doc.sentences, last.start) != clause.sentence
                )  # another source: maybe one
                high = None if last.high is None else last.high + 1
                low = (last.low or 0) + (not apart)
                landed = [*landed[:-1], Count(low, high, last.start, weapon.end, "sum_with_other")]
    return landed
