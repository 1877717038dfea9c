"""Factions, fronts and states: what kind a group is, who stands behind it, which ones a sentence names."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from osint_iraq.extract.attack import Attack
from osint_iraq.extract.document import Clause, Document
from osint_iraq.extract.spacing import begins_behind, ends_before
from osint_iraq.gazetteer import STATE_KINDS
from osint_iraq.lexicon import Cue, rows

CLAIMANT_KINDS = ("faction", "front", "jihadist")
_NEGATION_REACH = 45
OWN_NAME = ("irgc", "quds_force", "hashd_shaabi")
REACH = 110
BESIDE = 12
SUBJECT_REACH = 28


@lru_cache(maxsize=1)
def kinds() -> dict[str, str]:
    """Group id -> faction, front, state, state_force, coalition, jihadist or unnamed."""
    return {row["group_id"]: row["kind"] for row in rows("groups")}


@lru_cache(maxsize=1)
def parents() -> dict[str, str]:
    """Group id -> who stands behind or above it."""
    return {row["group_id"]: row["parent_id"] for row in rows("groups")}


def is_state(group: str) -> bool:
    """True for a state, its forces or a coalition of states."""
    return kinds().get(group) in STATE_KINDS


def state_of(group: str) -> str:
    """The state that stands behind a force (the guidelines code the state); the group itself where none does."""
    parent = parents().get(group, "")
    if group not in OWN_NAME and kinds().get(group) == "state_force" and kinds().get(parent) == "state":
        return parent
    return group


def groups_in(doc: Document, sentence: int) -> list[Cue]:
    """The groups of a sentence; 'the same group' stands for the last faction named before it."""
    bounds = doc.sentences[sentence]
    found = [*doc.begun(*bounds, "group")]
    if "same_group" not in doc.kinds and "factions" not in doc.kinds:
        return found
    alone = [f for f in doc.begun(*bounds, "factions") if f.definite and f.entry.number == "sg"]
    named_behind = doc.begun(*bounds, "group", "proiran", "tie") if alone else []
    alone = [f for f in alone if not begins_behind(named_behind, f.end, BESIDE, 1)]
    for same in (*doc.begun(*bounds, "same_group"), *alone):
        named = [c for c in doc.begun(0, same.begin, "group") if kinds().get(c.value) in CLAIMANT_KINDS]
        if named:
            found.append(replace(same, entry=named[-1].entry))
    return found


def is_negated(clause: Clause, cue: Cue) -> bool:
    """True where a negation stands right before the cue."""
    return ends_before(clause.of("negation"), cue.begin, _NEGATION_REACH)


def own_sentences(attack: Attack) -> list[int]:
    """The sentences that speak of the attack, without those in which only other attacks are told."""
    return sorted({c.sentence for c in attack.clauses} - attack.foreign_sentences)
