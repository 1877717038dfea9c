"""The report as a whole: what title and lead give to the main attack, what is told well enough, what is background."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from osint_iraq.dates import DateExpression
from osint_iraq.extract.attack import Attack
from osint_iraq.extract.document import Clause, Document
from osint_iraq.extract.frames import Frame
from osint_iraq.extract.point_dates import point_dates
from osint_iraq.extract.sameness import LEAD_SENTENCES, marks_another, opposed_times, same_days
from osint_iraq.extract.sites import Site, targets
from osint_iraq.reference import gazetteer

_ISIS = "isis"


def settle(doc: Document, found: list[Attack], ahead: list[Clause]) -> list[Attack]:
    """The attacks that the report tells well enough, with what only the whole report can give them."""
    if found:
        give_lead_site(doc, found[0])
    for attack in found[1:]:
        if attack.date is None and not any(_background_frame(doc, f) for f in attack.frames):
            attack.inherited_date = wave(found[:1])
    for attack in found:
        attack.intended_site = _intended(doc, attack)
        attack.detail_sites = _named_in_details(doc, attack)
        attack.foreign_sentences = _sentences_of_others(attack, found)
    found = [a for a in without_summaries(found) if is_told(doc, a)]
    if found:
        found[0].details.extend(ahead)
    set_primary(doc, found)
    return found


def wave(before: list[Attack]) -> DateExpression | None:
    """The date of the attack in hand, for another site hit in the same wave."""
    day = next((a.date for a in before if a.date and a.date.date_start), None)
    return None if day is None else replace(day, basis="anchored", rule="same_wave")


def lead_date(doc: Document) -> DateExpression | None:
    """The first day that the title or the lead names: that of the main attack where its own clauses are silent."""
    lead = [c for c in doc.clauses if c.sentence <= LEAD_SENTENCES]
    lead = [c for c in lead if not c.of("pluperfect", "previous", "remember")]
    days = [d for c in lead for d in point_dates(doc, c) if d.date_start and d.precision in ("day", "night")]
    return replace(days[0], rule="lead_date") if days else None


def give_lead_site(doc: Document, main: Attack) -> None:
    """The main attack takes its place from the title and the lead where its own clauses are silent."""
    lead = [c for c in doc.clauses if c.sentence <= LEAD_SENTENCES]
    if main.site is None and "airstrike" not in main.weapons:
        sites = [s for c in lead for s in targets(doc, c, c.start) if s.fine]
        main.inherited_site = sites[0] if sites else None


def _intended(doc: Document, attack: Attack) -> Site | None:
    """'They were aiming at the airport': the place of an attack is its target, wherever the rockets fell."""
    for clause in attack.clauses:
        for word in clause.of("intended"):
            near = [s for s in targets(doc, clause, word.end) if s.fine]
            if near:
                return near[0]
    return None


def _named_in_details(doc: Document, attack: Attack) -> list[Site]:
    told = {f.clause.sentence for f in attack.frames}
    title = [s for c in attack.clauses if doc.in_title(c) for s in targets(doc, c, c.start)]
    return title + [s for c in attack.details if c.sentence in told for s in targets(doc, c, c.start)]


def _sentences_of_others(attack: Attack, found: list[Attack]) -> set[int]:
    own = {f.clause.sentence for f in attack.frames}
    return {f.clause.sentence for other in found if other is not attack for f in other.frames} - own


def without_summaries(found: list[Attack]) -> list[Attack]:
    """'Two attacks in Erbil and Duhok' is no attack of its own where the text then tells each one apart."""
    kept = []
    for attack in found:
        parts = [b for b in found if b is not attack and _is_summary(attack) and _tells_part(attack, b)]
        for part in parts:
            part.details.extend(attack.clauses)
            part.summaries.extend(c.index for c in attack.clauses)
        if not parts:
            kept.append(attack)
    return kept


def _is_summary(attack: Attack) -> bool:
    nouns = [a for f in attack.frames for a in f.anchors]
    return all(a.cue.entry.number in ("du", "pl") for a in nouns) and not (attack.site and attack.site.fine)


def _tells_part(summary: Attack, attack: Attack) -> bool:
    return attack.site is not None and attack.site.fine and same_days(summary.date, attack.date)


def is_told(doc: Document, attack: Attack) -> bool:
    """Enough to stand as an event: a place or a date, inside the geography, and not only talk of attacks."""
    if all(f.reference and f.site is None and f.date is None for f in attack.frames):
        return False
    named = any(f.site and f.site.rule != "anaphora" for f in attack.frames)
    if all(f.plural for f in attack.frames) and not (named and attack.dated):
        return False
    if attack.weapons == {"airstrike"} and attack.site and gazetteer().value(attack.site.site_id, "country") == "SY":
        return False
    if attack.site is None and _abroad(doc, attack):
        return False
    if attack.site is None and attack.date is None:
        return False
    clauses = [f.clause for f in attack.frames]
    if attack.site is None and "airstrike" in attack.weapons and any(c.has("country", "SY") for c in clauses):
        return all(c.has("country", "IQ") for c in clauses)
    if not attack.weapons and any(c.has("group", _ISIS) for c in clauses):
        return False
    if attack.site is None and not attack.weapons:
        return False
    return attack.site is not None or _in_iraq(doc)


def _abroad(doc: Document, attack: Attack) -> bool:
    return any(c.of("foreign") for f in attack.frames for c in doc.sentence_clauses(f.clause.sentence))


def _in_iraq(doc: Document) -> bool:
    return any(c.kind == "site" and c.entry.detail == "strong" for c in doc.cues) or any(
        c.kind == "country" for c in doc.cues
    )


def set_primary(doc: Document, found: list[Attack]) -> None:
    """What the report is about: its first attack, what its title names, and what happened with that on one day."""
    if not found:
        return
    lead = found[0]
    for attack in found[1:]:
        in_title = any(doc.in_title(f.clause) for f in attack.frames)
        one_wave = together(lead, attack) and not _background(attack)
        attack.primary = one_wave or (in_title and attack.date is None)


def together(lead: Attack, attack: Attack) -> bool:
    """True where both may have happened on one day, at no opposed times of it."""
    one, other = lead.date, attack.date
    if other is None:
        return True
    if one is None or one.date_start is None or other.date_start is None:
        return one is None
    return _overlap(one.date_start, one.date_end, other.date_start, other.date_end) and not opposed_times(one, other)


def _overlap(a: date, b: date | None, c: date, d: date | None) -> bool:
    return a <= (d or c) and c <= (b or a)


def _background(attack: Attack) -> bool:
    first: Clause = attack.frames[0].clause
    return bool(first.of("previous")) or bool(first.of("remember"))


def _background_frame(doc: Document, frame: Frame) -> bool:
    return (
        "airstrike" in frame.weapon_kinds
        or marks_another(doc, frame)
        or bool(frame.clause.of("pluperfect", "remember"))
    )
