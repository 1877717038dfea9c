"""Killed and injured: counted persons beside words for death and injury, sums of a list, and plain denials of harm."""

from __future__ import annotations

from dataclasses import replace

from osint_iraq.extract.attack import Attack
from osint_iraq.extract.cue_index import LONGEST_CUE
from osint_iraq.extract.document import Clause, Document
from osint_iraq.extract.found import Count
from osint_iraq.extract.spacing import begins_behind, begins_in, ends_before
from osint_iraq.inflection import affixes
from osint_iraq.lexicon import Cue
from osint_iraq.quantities import Quantity, count_before
from osint_iraq.text import normalise

_REACH = 130
_LIST_GAP = 45
_SAME_WORD = 6
_HARM = "harm"
_TOLD_OF_HARM = frozenset({"killed", "injured", "casualty", "both", "none", "victim"})
_PART = "part_of"
_RANK = "rank"
_BOUND_REACH = 16
_LIST_ENDS = ("killed", "injured", "part", "motion", "attack", "speaker")
_PAIR_REACH = 16
_PLUS_REACH = 45
_FATHA = "\u064e"
_DUAL_VOWEL = _FATHA + "\u064a"
_NEGATION_REACH = 75
_ANSWER_REACH = 4
_TOLL_REACH = 60
_WHERE_REACH = 6
_OBJECT_REACH = 22
_DEATH_REACH = 60


def casualty_counts(doc: Document, attack: Attack, field: str) -> list[Count]:
    """The numbers of persons `field` ("killed" or "injured") that the report's sources state; empty where silent."""
    found: list[Count] = []
    before: list[Count] = []
    for clause in attack.clauses:
        if _TOLD_OF_HARM.isdisjoint(clause.kinds):
            continue
        zero = _zero(clause, field)
        if zero is not None:
            found.append(zero)
            continue
        for cue in clause.of(field):
            if _in_answer(clause, cue):
                continue
            count = _persons(doc, clause, cue)
            if count is not None and not _cannot_split(clause, cue):
                overtaken = any(0 <= count.start - e.end <= _TOLL_REACH for e in clause.of("earlier"))
                (before if overtaken else found).append(count)
        if field == "injured" and "victim" in clause.kinds and "motion" in clause.kinds:
            found += _struck_persons(doc, clause)
    found = found or before
    positive = [c for c in found if (c.low or c.high or 0) > 0]
    return _last_of_source(positive) or found


def _struck_persons(doc: Document, clause: Clause) -> list[Count]:
    """'33 rockets hit five people': the verb of hitting, with counted persons right behind it."""
    if clause.of("injured"):
        return []
    counts: list[Count] = []
    victims = clause.of("victim")
    for verb in clause.of("motion"):
        if verb.value == "hit" and verb.entry.inflect == "past":
            people = [v for v in victims if 0 < v.begin - verb.end <= _OBJECT_REACH]
            parts = _parts(doc, verb.end, people[0].end + 1) if people else []
            counts += [p for p in parts[:1] if p.start - verb.end <= _OBJECT_REACH and p.end >= people[0].begin]
    return counts


def _in_answer(clause: Clause, cue: Cue) -> bool:
    """'in revenge for the killing of two of its officers': the dead of something else."""
    if "connector" not in clause.kinds and "reason" not in clause.kinds:
        return False
    return ends_before((c for c in clause.of("connector", "reason") if c.value == "reason"), cue.begin, _ANSWER_REACH)


def _last_of_source(counts: list[Count]) -> list[Count]:
    """Without the bare singulars ("a soldier was killed") where a number is stated as well."""
    stated = [c for c in counts if c.rule not in ("singular", "one_person", _PART)]
    return stated or counts


def _zero(clause: Clause, field: str) -> Count | None:
    """'No casualties', in the wordings that cover the field; None where harm is not denied."""
    kinds = clause.kinds
    for cue in kinds.get("none", ()):
        if cue.value in ("casualty", field):
            return Count(0, 0, cue.begin, cue.end, "none_hurt")
    if "negation" not in kinds and "denial" not in kinds:
        return None
    for cue in clause.of("casualty", "both", field):
        if cue.kind == field and cue.entry.number == "verb" and not _noun_denied(cue):
            continue
        negation = _denied(clause, cue)
        if negation is not None:
            return Count(0, 0, negation.begin, cue.end, "none_hurt")
    for cue in clause.of("injured") if field == "killed" else ():
        negation = _denied(clause, cue)
        if negation is not None and _covers_all(cue):
            return Count(0, 0, negation.begin, cue.end, "none_hurt")
    return None


def _noun_denied(cue: Cue) -> bool:
    return cue.entry.inflect == "noun"


def _covers_all(cue: Cue) -> bool:
    """'No casualties' (isabat) covers the dead as well; 'no wounded' (jarha) only the injured."""
    return cue.value == _HARM


def _denied(clause: Clause, cue: Cue) -> Cue | None:
    """The negation that governs a word for casualties, where no 'no news of' stands before it."""
    if any(u.begin < cue.begin for u in clause.kinds.get("unknown", ())):
        return None
    negations = clause.of("negation") or clause.of("denial")
    governing = [n for n in negations if 0 <= cue.begin - n.end <= _NEGATION_REACH]
    for negation in reversed(governing):
        if "except" in clause.kinds and begins_in(clause.of("except"), negation.end, cue.begin):
            return None
        if not begins_in(clause.of("complement", "connector"), negation.end + 2, cue.begin):
            return negation
    return None


def _cannot_split(clause: Clause, cue: Cue) -> bool:
    """'Twelve between dead and wounded' says neither number."""
    between = clause.of("between")
    if not between:
        return False
    both = clause.of("killed") and clause.of("injured")
    return ends_before(between, cue.begin, _PAIR_REACH if both else 2, 1)


def _persons(doc: Document, clause: Clause, cue: Cue) -> Count | None:
    number = cue.entry.number
    if begins_behind(clause.of("damage"), cue.end, _SAME_WORD):
        return None
    if number in ("sg", "pl", "du") and not (number == "pl" and _is_event_noun(cue)):
        quantity = count_before(
            doc.folded, cue.begin, cue.end, dual=number == "du", singular=number == "sg", plural=number == "pl"
        )
        if quantity is not None and cue.definite and number == "pl" and quantity.low == quantity.high == 1:
            return None  # "one of the wounded" tells of him, not how many there are
        if quantity is not None and cue.definite and any(p.end == cue.begin - 1 for p in clause.of("partitive")):
            return _plain(replace(quantity, rule=_PART))
        if quantity is not None:
            return _with_more(doc, clause, _plain(quantity))
        return _listed(doc, clause, cue) if number == "pl" else None
    if number == "after":
        return _listed_before(doc, clause, cue)
    if number == "death" and not begins_behind(clause.of("death"), cue.end, _DEATH_REACH, 1):
        return None
    return _listed(doc, clause, cue) or _subject_before(doc, clause, cue)


def _subject_before(doc: Document, clause: Clause, cue: Cue) -> Count | None:
    """'that one of the guards at least was hurt': the persons stand before the verb."""
    if cue.entry.inflect != "past":
        return None
    starts = [c.end for c in clause.of("complement", "connector") if c.end <= cue.begin]
    parts = _parts(doc, starts[-1] if starts else clause.start, cue.begin)
    named = [p for p in parts if any(v.begin < p.end and p.start < v.end for v in clause.of("victim"))]
    parts = named or [p for p in parts if 0 <= cue.begin - p.end <= 2]
    return parts[-1] if parts and cue.begin - parts[-1].end <= _LIST_GAP else None


def _with_more(doc: Document, clause: Clause, count: Count | None) -> Count | None:
    """'six dead of the army and the police, besides a civilian'."""
    if count is None or count.low is None:
        return count
    for plus in clause.of("plus"):
        if 0 <= plus.begin - count.end <= _PLUS_REACH:
            more = _parts(doc, plus.end, min(clause.end, plus.end + 25))
            if more and more[0].low is not None:
                high = None if count.high is None or more[0].high is None else count.high + more[0].high
                return Count(count.low, high, count.start, more[0].end, "added_up")
    return count


def _is_event_noun(cue: Cue) -> bool:
    return cue.entry.inflect == "verb"


def _plain(quantity: Quantity) -> Count | None:
    if quantity.low is None and quantity.high is None:
        return None
    return Count(quantity.low, quantity.high, quantity.start, quantity.end, quantity.rule)


def _listed(doc: Document, clause: Clause, cue: Cue) -> Count | None:
    """The persons that follow the word, added up along a list ("three children and two women")."""
    stop = min(_sentence_end(doc, clause), cue.end + _REACH)
    for other in doc.begun(cue.end, stop, *_LIST_ENDS):
        same = other.kind == cue.kind and other.begin - cue.end <= _SAME_WORD
        ends = not same
        if ends and other.kind == "attack" and other.definite and other.begin - cue.end <= _WHERE_REACH:
            continue  # "was killed in the shelling a contractor"
        if ends and (other.kind == "attack" or not _overlaps_victim(doc, other)):
            stop = other.begin
            break
    return _add_up(doc, cue.end, stop)


def _listed_before(doc: Document, clause: Clause, cue: Cue) -> Count | None:
    start = max(clause.start, cue.begin - _REACH)
    complements = [c.end for c in clause.of("complement") if start <= c.begin < cue.begin]
    return _add_up(doc, complements[-1] if complements else start, cue.begin)


def _sentence_end(doc: Document, clause: Clause) -> int:
    return doc.sentences[clause.sentence][1]


def _overlaps_victim(doc: Document, cue: Cue) -> bool:
    return any(cue.begin < c.end for c in doc.begun(cue.begin - LONGEST_CUE, cue.end, "victim"))


def _add_up(doc: Document, start: int, stop: int) -> Count | None:
    parts = _parts(doc, start, stop)
    chain: list[Count] = []
    for part in parts:
        if chain and (part.start - chain[-1].end > _LIST_GAP or not _joined(doc, chain[-1], part)):
            break
        if not chain and part.start - start > _LIST_GAP:
            return None
        chain.append(part)
    if not chain:
        return None
    if len(chain) == 1:
        return chain[0]
    low = sum(c.low or 0 for c in chain) if all(c.low is not None for c in chain) else None
    high = sum(c.high or 0 for c in chain) if all(c.high is not None for c in chain) else None
    return Count(low, high, chain[0].start, chain[-1].end, "added_up")


def _joined(doc: Document, first: Count, second: Count) -> bool:
    """A list goes on where the next one carries the conjunction; not so 'five of a family, they are three …'."""
    if doc.begun(first.end, second.start, "namely"):
        return False
    link = doc.between(first.end, second.start).split()[-1:]
    opens = doc.between(first.end, second.start + 1).split()[-1:]  # the word whole, where a clitic stands before it
    return any(w[:1] == affixes().conjunction for w in (*link, *opens))


def _at_least(doc: Document, end: int) -> bool:
    """'one Iraqi soldier at least': the bound stands behind the noun."""
    return bool(doc.begun(end, end + _BOUND_REACH + 1, "at_least"))


def _vowelled_dual(doc: Document, cue: Cue) -> bool:
    """'-ayn' with its vowel written is the dual, not the plural '-in'."""
    if cue.entry.number != "du_pl":
        return False
    written = "".join(c if c == _FATHA else normalise(c) for c in doc.folded.words(cue.start, cue.end))
    return _DUAL_VOWEL in written


def _another_munition(doc: Document, cue: Cue) -> bool:
    """'another rocket': the word for another right behind a weapon is no person."""
    if not doc.begun(cue.begin, cue.begin + 1, "other"):
        return False
    return any(c.end == cue.begin - 1 for c in doc.begun(cue.begin - LONGEST_CUE, cue.begin, "weapon"))


def _parts(doc: Document, start: int, stop: int) -> list[Count]:
    """The counted persons of a stretch: a victim noun with its number, or a bare number of persons."""
    found: list[Count] = []
    for cue in doc.begun(start, stop, "victim"):
        if _another_munition(doc, cue):
            continue
        if (
            found
            and cue.begin - found[-1].end <= 1
            and not doc.between(cue.begin, cue.end).startswith(affixes().conjunction)
        ):
            continue
        number = cue.entry.number
        quantity = count_before(
            doc.folded, cue.begin, cue.end, dual=number == "du" or _vowelled_dual(doc, cue),
            singular=number == "sg" and (not cue.definite or cue.value == _RANK), plural=number.endswith("pl"),
        )  # fmt: skip
        if quantity is None or quantity.start < start - 1 or not quantity.is_count:
            continue
        if number == "sg" and (quantity.low or 0) > 1 and quantity.end > cue.begin and quantity.start >= cue.begin:
            quantity = replace(quantity, low=1, high=1, start=cue.begin, end=cue.end, rule="singular")
        if not any(quantity.start < c.end and c.start < quantity.end for c in found):
            rule = "one_person" if quantity.rule == "singular" else quantity.rule
            named = rule == "one_person" and cue.value == _RANK  # one or two named dead give the minimum only
            if named or _at_least(doc, max(quantity.end, cue.end)):
                quantity = replace(quantity, high=None)
            if quantity.low is not None or quantity.high is not None:
                found.append(Count(quantity.low, quantity.high, quantity.start, max(quantity.end, cue.end), rule))
    if not found:
        bare = [q for q in doc.numbers(start, stop) if q.is_count]
        bare = [q for q in bare if (q.low or q.high) and q.start - start <= 12]
        found = [Count(q.low, q.high, q.start, q.end, q.rule) for q in bare[:1]]
    return sorted(found, key=lambda c: c.start)
