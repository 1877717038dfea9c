"""The report as a whole: what title and lead give to the main attack, what is told well enough, what is background."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from osint_iraq.dates import DateExpression
from osint_iraq.extract.attack import Attack
from osint_iraq.extract.document import Clause, Document
from osint_iraq.extract.frames import Frame
from osint_iraq.extract.point_dates import point_dates
from osint_iraq.extract.sameness import LEAD_SENTENCES, marks_another, opposed_times, same_days
from osint_iraq.extract.sites import Site, targets
from osint_iraq.extract.standing import is_told

_BEFORE = frozenset({"pluperfect", "previous", "remember"})
_LATE = ("evening", "night")


def settle(doc: Document, found: list[Attack], ahead: list[Clause]) -> list[Attack]:
    """The attacks that the report tells well enough, with what only the whole report can give them."""
    if found:
        give_lead_site(doc, found[0])
        _give_hour_a_day(doc, found[0])
    for attack in found[1:]:
        if attack.date is None and not any(_background_frame(doc, f) for f in attack.frames):
            attack.inherited_date = wave(found[:1])
    told_in = {f.clause.sentence for attack in found for f in attack.frames}
    for attack in found:
        attack.intended_site = _intended(doc, attack)
        if attack.site is None:
            attack.inherited_site = only_site(doc, attack, found)
        attack.detail_sites = _named_in_details(doc, attack)
        attack.foreign_sentences = told_in - {f.clause.sentence for f in attack.frames}
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
    told = [
        (c, d)
        for c in doc.lead(LEAD_SENTENCES)
        if c.dates and c.cues and _BEFORE.isdisjoint(c.kinds)
        for d in point_dates(doc, c)
        if d.date_start and d.precision in ("day", "night")
    ]
    of_acts = (d for c, d in told if not any(r.begin < d.start for r in c.of("reaction")))
    day = next(of_acts, told[0][1] if told else None)
    return replace(day, rule="lead_date") if day else None


def give_lead_site(doc: Document, main: Attack) -> None:
    """The main attack takes its place from the title and the lead where its own clauses are silent."""
    if main.site is None and "airstrike" not in main.weapons:
        sites = (s for c in doc.lead(LEAD_SENTENCES) for s in targets(doc, c, c.start) if s.fine)
        main.inherited_site = next(sites, None)


def _give_hour_a_day(doc: Document, main: Attack) -> None:
    """'At dawn', 'after midnight', said of the main attack with no day: that of the report, or the night before it."""
    if doc.published is None or any(f.date and f.date.date_start for f in main.frames) or main.inherited_date:
        return
    for frame in (f for f in main.frames if f.clause.sentence <= LEAD_SENTENCES):
        hour = next((d for d in frame.clause.dates if d.rule == "time_only" and d.time_of_day), None)
        if hour and not frame.clause.of("pluperfect", "remember"):
            late = hour.time_of_day in _LATE
            first = doc.published - timedelta(days=1) if late else doc.published
            frame.date = replace(
                hour, date_start=first, date_end=doc.published, precision="night" if late else "day",
                basis="relative", rule="hour_of_the_report",
            )  # fmt: skip
            return


def only_site(doc: Document, attack: Attack, found: list[Attack]) -> Site | None:
    """The one facility that the report is about, for an attack told without a place."""
    if "airstrike" in attack.weapons or any(f.clause.of("foreign", "country") for f in attack.frames):
        return None
    if any(p.entry.number == "sg" for f in attack.frames for p in f.clause.of("placeword")):
        return None
    sites = [s for c in doc.clauses for s in targets(doc, c, c.start) if s.fine]
    told = {a.site.site_id for a in found if a.site}
    if len({s.site_id for s in sites}) != 1 or told - {sites[0].site_id}:
        return None
    return replace(sites[0], rule="only_place")


def _intended(doc: Document, attack: Attack) -> Site | None:
    """'They were aiming at the airport': the place of an attack is its target, wherever the rockets fell."""
    if "intended" not in attack.cue_kinds:
        return None
    for clause in attack.clauses:
        for word in clause.of("intended"):
            near = [s for s in targets(doc, clause, word.end) if s.fine]
            if near:
                return near[0]
    return None


def _named_in_details(doc: Document, attack: Attack) -> list[Site]:
    told = {f.clause.sentence for f in attack.frames}
    title = [s for c in attack.clauses if "site" in c.kinds and doc.in_title(c) for s in targets(doc, c, c.start)]
    details = [c for c in attack.details if c.sentence in told and "site" in c.kinds]
    return title + [s for c in details for s in targets(doc, c, c.start)]


def without_summaries(found: list[Attack]) -> list[Attack]:
    """'Two attacks in Erbil and Duhok' is no attack of its own where the text then tells each one apart."""
    kept = []
    for attack in found:
        summary = _is_summary(attack)
        parts = [b for b in found if b is not attack and _tells_part(attack, b)] if summary else []
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


def set_primary(doc: Document, found: list[Attack]) -> None:
    """What the report is about: its first attack, what its title names, and what happened with that on one day."""
    if not found:
        return
    lead = found[0]
    for attack in found[1:]:
        attack.primary = (
            (together(lead, attack) and not _background(attack))
            or all(doc.in_entry(a.frames[0].clause) for a in (lead, attack))
            or (attack.date is None and any(doc.in_title(f.clause) for f in attack.frames))
            or _opens_body(doc, attack, found)
        )


def _opens_body(doc: Document, attack: Attack, found: list[Attack]) -> bool:
    """The first attack that the body tells, in its lead: what the report is about, whatever else its title names."""
    body = [(f.clause.index, a) for a in found for f in a.frames if not doc.in_title(f.clause)]
    first = min(body, key=lambda told: told[0], default=None)
    if first is None or first[1] is not attack or _background(attack):
        return False
    opening = doc.clauses[first[0]]
    return opening.sentence <= LEAD_SENTENCES and _BEFORE.isdisjoint(opening.kinds)


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
    return bool(attack.frames[0].clause.of("previous", "remember"))


def _background_frame(doc: Document, frame: Frame) -> bool:
    return (
        "airstrike" in frame.weapon_kinds
        or marks_another(doc, frame)
        or bool(frame.clause.of("pluperfect", "remember"))
    )
