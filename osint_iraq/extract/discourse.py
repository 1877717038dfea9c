"""From frames to the attacks of a report: retellings merge, background stands apart, details find their attack."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from osint_iraq.dates import DateExpression, resolve
from osint_iraq.extract.aggregates import counts_attacks
from osint_iraq.extract.anchors import RAID
from osint_iraq.extract.attack import Attack
from osint_iraq.extract.document import Clause, Document
from osint_iraq.extract.frames import Frame, frames
from osint_iraq.extract.point_dates import point_dates
from osint_iraq.extract.sameness import marks_another, same_attack, same_days
from osint_iraq.extract.sites import Site, candidates, related
from osint_iraq.extract.spacing import has_value
from osint_iraq.extract.telling import lead_date, settle, together, wave
from osint_iraq.gazetteer import gazetteer


def attacks(doc: Document) -> list[Attack]:
    """The attacks that a report tells of, in order of their first words."""
    found: list[Attack] = []
    told = frames(doc)
    by_clause: dict[int, list[Frame]] = {}
    for frame in told:
        by_clause.setdefault(frame.clause.index, []).append(frame)
    current: list[Attack] = []
    ahead: list[Clause] = []
    lead = lead_date(doc)
    counted = -1
    for clause in doc.clauses:
        here = by_clause.get(clause.index)
        if here:
            current = _placed(doc, found, current, here, lead)
        elif "attack" in clause.kinds and counts_attacks(doc, clause):
            counted = clause.sentence
        elif clause.sentence == counted and clause.of("killed", "injured", "casualty"):
            continue
        elif current:
            for attack in _owners(doc, clause, found, current):
                attack.details.append(clause)
        else:
            ahead.append(clause)
    return settle(doc, found, ahead)


def _placed(
    doc: Document, found: list[Attack], current: list[Attack], here: list[Frame], lead: DateExpression | None
) -> list[Attack]:
    """Puts the frames of one clause with the attacks they retell, or opens new ones; returns those attacks."""
    placed: list[Attack] = []
    for frame in here:
        before = found if frame.back_days else current or found
        frame.date = _shared_day(frame, current) or _anchored(doc, frame, before)
        points_back = frame.reference or (frame.site is None and "together" in frame.clause.kinds)
        all_told = _all_together(frame.clause, found) if points_back and not _tells_more(frame) else []
        if all_told:
            for attack in all_told:
                attack.details.append(frame.clause)
            placed.extend(a for a in all_told if a not in placed)
            continue
        home = _home(doc, frame, found, current, placed)
        if home is None:
            if frame.reference and not (frame.site and frame.date) and not _tells_more(frame):
                back = _struck(frame.clause, found) or _all_together(frame.clause, found) or current or found[:1]
                placed.extend(a for a in back if a not in placed)
                for attack in placed:
                    attack.details.append(frame.clause)
                continue
            home = Attack([], inherited_site=_inherited(doc, frame, found, current))
            if not found:
                home.inherited_date = lead
            elif frame.date is None and "airstrike" not in frame.weapon_kinds and not _stands_apart(doc, frame):
                home.inherited_date = wave(_raids_before(frame.clause, found) or current or found)
            found.append(home)
        home.frames.append(frame)
        placed.append(home)
    return placed or current


def _anniversary(doc: Document, frame: Frame) -> DateExpression | None:
    """'on Monday, the second anniversary of the killing …': the same day, so many years before."""
    for clause in doc.recalling(frame.clause.sentence):
        for recalled in (d for d in clause.dates if d.role == "anniversary"):
            years = [q.low for q in doc.numbers(recalled.start, recalled.end) if q.rule == "ordinal" and q.low]
            days = [d for d in clause.dates if d.date_start and d.precision == "day" and d.start < recalled.start]
            if years and days and days[-1].date_start and recalled.start < frame.at:
                day = _years_before(days[-1].date_start, years[0])
                return replace(recalled, date_start=day, date_end=day, precision="day", basis="anchored")
    return None


def _years_before(day: date, years: int) -> date:
    return day.replace(year=day.year - years, day=min(day.day, 28) if day.month == 2 else day.day)


def _stands_apart(doc: Document, frame: Frame) -> bool:
    """Remembered, titled or marked as another attack: it does not share the date of the one in hand."""
    return marks_another(doc, frame) or bool(frame.clause.of("pluperfect")) or doc.in_title(frame.clause)


def _tells_more(frame: Frame) -> bool:
    """A day, or a facility: 'the shelling' beside the name of a town is mostly somebody's reaction to it."""
    placed = frame.site is not None and (frame.site.fine or not frame.reference)
    dated = frame.date is not None and (bool(frame.weapons) or not frame.reference or frame.site is not None)
    return not frame.plural and (dated or placed)


def _anchored(doc: Document, frame: Frame, before: list[Attack]) -> DateExpression | None:
    """A date told from another attack ("the same evening", "two days before"), resolved where that one has a date."""
    expression = frame.date
    main = before[0].date if before else None
    if frame.back_days and expression is None:
        return _days_before(doc, frame, main)
    if expression is None:
        return _anniversary(doc, frame)
    if expression.date_start or expression.basis != "anchored":
        return expression
    last = _last_day(doc, expression) or (before[-1].date if before else None)
    if last is None or last.date_start is None or expression.offset_days is None:
        return None
    return resolve(expression, last.date_start)


def _raids_before(clause: Clause, found: list[Attack]) -> list[Attack]:
    """'Hours after the raids four rockets fell': of the day of the raids."""
    if any(w.entry.detail == RAID and w.definite for w in clause.of("weapon")):
        return [a for a in found if "airstrike" in a.weapons][-1:]
    return []


def _days_before(doc: Document, frame: Frame, main: DateExpression | None) -> DateExpression | None:
    """'The denial comes a day after …': so many days before the attack in hand, else before the report."""
    known = main.date_start if main and main.date_start else doc.published
    if known is None or frame.back_days is None:
        return None
    then = known - timedelta(days=frame.back_days)
    if main is None:
        return DateExpression(frame.at, frame.at + 1, then, then, "day", None, "relative", "days_before")
    return replace(main, date_start=then, date_end=then, precision="day", basis="anchored", rule="days_before")


def _shared_day(frame: Frame, current: list[Attack]) -> DateExpression | None:
    """The words of a date that two attacks of a sentence share mean one day: read once, from the first."""
    if frame.date is None or frame.date.date_start:
        return None
    words = (frame.date.start, frame.date.end)
    read = (f.date for a in current for f in a.frames if f.date and f.date.date_start)
    return next((d for d in read if (d.start, d.end) == words), None)


def _last_day(doc: Document, expression: DateExpression) -> DateExpression | None:
    """'that same day' is the day named last, whichever attack it belongs to."""
    if expression.rule != "same_day":
        return None
    before = (c for c in reversed(doc.clauses) if c.start <= expression.start)
    days = (d for c in before for d in reversed(point_dates(doc, c)) if d.end <= expression.start and d.date_start)
    last = next(days, None)
    return last if last and last.precision in ("day", "night") else None


def _home(
    doc: Document, frame: Frame, found: list[Attack], current: list[Attack], taken: list[Attack]
) -> Attack | None:
    """The attack that the frame retells: same place, same date, same kind of weapon; the one in hand first."""
    if not found:
        return None
    order = [*current, *(a for a in found if a not in current)]
    if frame.clause.of("welcome"):
        order.reverse()
    elif frame.date is None and not any(_told_in(a, frame.clause.sentence) for a in current):
        order = sorted(found, key=lambda a: a.weapons.isdisjoint(frame.weapon_kinds))
    fits = [a for a in order if a not in taken and same_attack(doc, frame, a, found[0])]
    if len(fits) < 2:
        return fits[0] if fits else None
    site = frame.site
    exact = [a for a in fits if a.site and a.site.site_id == site.site_id] if site else []
    dated = [a for a in (exact or fits) if same_days(frame.date, a.date) and a.date] if frame.date else []
    return (dated or exact or fits)[0]


def _told_in(attack: Attack, sentence: int) -> bool:
    """A frame of the attack stands in the sentence."""
    return sentence in [f.clause.sentence for f in attack.frames]


def _inherited(doc: Document, frame: Frame, found: list[Attack], current: list[Attack]) -> Site | None:
    """The place of the attack in hand, where the frame points back to it ("the same base", "those attacks")."""
    if frame.site is not None or "airstrike" in frame.weapon_kinds:
        return None
    points_back = (
        frame.clause.of("anaphora")
        or any(c.definite for c in frame.clause.of("target"))
        or any(a.reference for a in frame.anchors)
        or any(c.definite for c in frame.clause.of("placeword"))
    )
    if not points_back:
        return None
    near = [a.site for a in (*current, *found) if a.site]
    return near[0] if near else None


def _owners(doc: Document, clause: Clause, found: list[Attack], current: list[Attack]) -> list[Attack]:
    """The attacks that a clause without an anchor adds to: those in hand in the sentence, else the main one."""
    same_sentence = [a for a in current if _told_in(a, clause.sentence)]
    if same_sentence:
        return _all_together(clause, found) or _told_last(clause, same_sentence)
    if _elsewhere(doc, clause, current or found[:1]):
        return []
    named = _by_place(doc, clause, found)
    if named and not any(a in current for a in named):
        return named
    struck = _struck(clause, found) or _all_together(clause, found)
    if struck:
        return struck
    near = [a for a in current if max([f.clause.sentence for f in a.frames]) >= clause.sentence - 1]
    claimed = "claim" in clause.kinds or "blame" in clause.kinds
    if near and claimed and any(c.entry.number == "sg" for c in clause.of("attack")):
        return near
    if near and near[0] is not found[0] and _side_remark(near[0], found[0]):
        return found[:1]
    if near and clause.of("pluperfect"):
        return near
    side = near and near[0] is not found[0] and not clause.of("killed", "injured", "casualty", "damage", "none")
    if side and not (clause.of("intended") and together(found[0], near[0])):
        return found[:1]
    return near or found[:1]


def _by_place(doc: Document, clause: Clause, found: list[Attack]) -> list[Attack]:
    """'As for the drone at Harir, it was destroyed': the attack on the place that the clause names."""
    told = candidates(doc, clause)
    if not told:
        return []
    places = {gazetteer().core_site(c.value) for c in told}
    named = [a for a in found if (site := a.site) and site.fine and site.site_id in places]
    return named if len(named) == 1 else []


def _told_last(clause: Clause, current: list[Attack]) -> list[Attack]:
    """Harm told in a sentence of several attacks is of the one told last before it; claims and the rest are of all."""
    if len(current) == 1 or not clause.of("killed", "injured", "casualty", "none", "damage"):
        return current
    before = [[f.clause.index for f in a.frames if f.clause.index <= clause.index] for a in current]
    last = max((max(indexes) for indexes in before if indexes), default=None)
    if last is None:
        return current
    return [a for a, indexes in zip(current, before, strict=True) if indexes and max(indexes) == last]


def _elsewhere(doc: Document, clause: Clause, attacks_in_hand: list[Attack]) -> bool:
    """Harm told of another place than the attack's: the dead of something else."""
    if "pluperfect" not in clause.kinds or not clause.of("killed", "injured"):
        return False
    places = [gazetteer().core_site(c.value) for c in candidates(doc, clause)]
    own = [a.site.site_id for a in attacks_in_hand if a.site]
    return bool(places and own) and not any(related(p, o) for p in places for o in own)


def _struck(clause: Clause, found: list[Attack]) -> list[Attack]:
    """'The strikes killed 29': what is said of the strikes belongs to the air strike of the report."""
    if any(c.value == "strike" and c.definite for c in clause.kinds.get("attack", ())):
        return [a for a in found if "airstrike" in a.weapons][-1:]
    return []


def _all_together(clause: Clause, found: list[Attack]) -> list[Attack]:
    """'None of these attacks hurt anybody': said of all attacks of that day; 'claimed the attacks': of all told."""
    kinds = clause.kinds
    whole = kinds.get("together", ())
    plural = [c for c in kinds.get("attack", ()) if c.entry.number == "pl"]
    if not found or not (whole or plural):
        return []
    harm = clause.of("casualty", "injured", "killed", "both") and clause.of("negation")
    if harm or clause.of("none"):
        two = found[-2:] if has_value(whole, "two") else []
        return two or [a for a in found if together(found[0], a)]
    if not clause.of("claim", "blame"):
        return []
    by_others = [a for a in found if a.weapons != {"airstrike"}]
    if has_value(whole, "two"):
        return by_others[-2:]
    return by_others if whole or any(c.definite for c in plural) else []


def _side_remark(attack: Attack, main: Attack) -> bool:
    """Told in a clause of the main attack's own sentence: the next sentence goes back to the main one."""
    told = [m.clause.sentence for m in main.frames if not m.reference]
    return any(f.clause.sentence in told for f in attack.frames[:1])
