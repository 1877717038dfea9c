"""From clauses to frames: what one clause says of one attack, before the report as a whole is considered."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from osint_iraq.dates import DateExpression
from osint_iraq.extract.anchors import RAID, TOWARD, Anchor, anchors, elided_weapon
from osint_iraq.extract.document import Clause, Document
from osint_iraq.extract.point_dates import point_dates, points_forward
from osint_iraq.extract.sites import Site, candidates, named_before, targets
from osint_iraq.extract.spacing import begins_in
from osint_iraq.lexicon import Cue

_COMPLEMENT_COST = 70
_CLAUSE_COST = 45
_LIST_GAP = 2
_BACK_REACH = 40
_BESIDE_DAY = 6
_FLOWN = frozenset({"airstrike"})
_TELLING = ("say", "reaction", "blame", "denial")


@dataclass(eq=False)
class Frame:
    """One attack as one clause tells it; `date` and `site` are None where the clause does not say."""

    clause: Clause
    anchors: list[Anchor]
    date: DateExpression | None
    site: Site | None
    weapons: list[Cue]
    shared: bool = False  # one of several frames of its clause: totals belong to none of them
    clauses: list[Clause] = field(default_factory=list)
    back_days: int | None = None  # told as what happened so many days before the main attack
    one_each: bool = False  # its clause shares its munitions out one by one
    one_more: bool = False  # its munition is only "a third", "another": one, of the kind named before
    said_on: bool = False  # its date is the day of a statement: that of the attack only where nothing firmer is told
    at: int = field(init=False)  # where its first anchor stands
    reference: bool = field(init=False)  # every anchor only points back to an attack
    plural: bool = field(init=False)  # it speaks only of attacks in the plural
    weapon_kinds: frozenset[str] = field(init=False)  # the kinds of weapon named

    def __post_init__(self) -> None:
        told = self.anchors
        self.at = told[0].at
        self.reference = all(a.reference or a.plural for a in told)
        plural = any(a.plural for a in told)
        self.plural = plural and all(a.plural or a.habit or a.cue.value in TOWARD for a in told)
        self.weapon_kinds = frozenset([w.value for w in self.weapons])
        if not self.weapon_kinds and any(a.by_state or a.cue.value == "raid" for a in told):
            self.weapon_kinds = _FLOWN


def frames(doc: Document) -> list[Frame]:
    """The frames of a report in order of the text."""
    found: list[Frame] = []
    for clause in doc.clauses:
        firm = anchors(doc, clause)
        if firm and (
            all(a.habit for a in firm) or _reason_in_title(doc, clause) or _at_launcher(doc, clause, firm, found)
        ):
            continue
        if firm:
            found.extend(_frames_of(doc, clause, firm))
        elif found and _verb_left_out(doc, clause, found[-1]):
            bare = next(w for w in clause.of("weapon") if not w.definite)
            found.extend(_frames_of(doc, clause, [Anchor(bare, "weapon", False, False)]))
        elif found and _continues_list(doc, clause, found[-1]):
            found.extend(_continued(doc, clause, found[-1]))
    return found


def _at_launcher(doc: Document, clause: Clause, firm: list[Anchor], before: list[Frame]) -> bool:
    """Rockets left on the launcher of an attack that is told already are no attack of their own."""
    origins = clause.of("origin")
    if not before or not all(a.how == "stopped" or any(o.begin <= a.at < o.end for o in origins) for a in firm):
        return False
    here = doc.begun(doc.sentences[clause.sentence][0], clause.end, "launcher", "outcome")
    if not any(c.kind == "launcher" or c.value in ("dud", "found") for c in here):
        return False
    return any(a.how in ("motion", "attack") for f in before for a in f.anchors)


def _reason_in_title(doc: Document, clause: Clause) -> bool:
    """'… in revenge for a raid': a title names its background only in passing; the body tells it, or nobody does."""
    if "connector" not in clause.kinds or not doc.in_title(clause):
        return False
    return begins_in(clause.of("connector"), clause.start, clause.start + 1)


def _frames_of(doc: Document, clause: Clause, firm: list[Anchor]) -> list[Frame]:
    sites = _sites(doc, clause, firm)
    elided = elided_weapon(doc, clause)
    weapons = [elided] if elided else _without_raids_before(clause)
    dates = [] if clause.of("welcome") else point_dates(doc, clause)
    if len(dates) > 1 and len(sites) < len(dates):
        spread = _one_each(doc, clause, firm, dates)
        if spread:
            return spread
    back = _days_back(doc, clause, firm[0])
    pairs = _pairs(doc, clause, firm, dates, sites, back)
    own = _own_weapons(weapons, [site for _, site in pairs if site])
    return [
        Frame(clause, firm, day, site, own.get(site, weapons) if site and own else weapons, len(pairs) > 1, [clause],
              back, one_more=elided is not None,
              said_on=day is not None and _said_on(doc, clause, day, firm))
        for day, site in pairs
    ]  # fmt: skip


def _without_raids_before(clause: Clause) -> list[Cue]:
    """'Hours after the raids four rockets fell': what is told is the rockets; the raids only tell when."""
    weapons = clause.of("weapon")
    if not any(w.entry.detail == RAID for w in weapons):
        return weapons
    fired = [w for w in weapons if w.value != "airstrike" and not w.definite and w.entry.number in ("sg", "du", "pl")]
    if not fired:
        return weapons
    return [w for w in weapons if not (w.definite and w.entry.detail == RAID and w.begin < fired[0].begin)] or weapons


def _own_weapons(weapons: list[Cue], sites: list[Site]) -> dict[Site, list[Cue]]:
    """'Rockets on A, drones on B and C': each place has the weapons named since the place before it."""
    if len(sites) < 2:
        return {}
    ordered = sorted(sites, key=lambda s: s.start)
    if not begins_in(weapons, ordered[0].end, ordered[-1].start) or all(w.end > ordered[0].start for w in weapons):
        return {}
    shared: dict[Site, list[Cue]] = {}
    last, after = weapons, 0
    for site in ordered:
        last = [w for w in weapons if after <= w.begin < site.start] or last
        shared[site], after = last, site.end
    return shared


def _sites(doc: Document, clause: Clause, firm: list[Anchor]) -> list[Site]:
    """The targets; munitions found before launch were meant for the facility that they stood aimed at."""
    found = targets(doc, clause, firm[0].at)
    back = named_before(doc, clause) if not found or _aimed_only(firm, found) else []
    return back or found or _site_of_sentence(doc, clause, firm[0].at)


def _aimed_only(firm: list[Anchor], found: list[Site]) -> bool:
    return all(a.how == "stopped" and a.cue.value == "foiled" for a in firm) and not any(s.fine for s in found)


def _pairs(
    doc: Document,
    clause: Clause,
    firm: list[Anchor],
    dates: list[DateExpression],
    sites: list[Site],
    back: int | None,
) -> list[tuple[DateExpression | None, Site | None]]:
    """Dates with places: one by one where the clause has as many of each, else the nearest date for every place."""
    if len(dates) > 1 and len(dates) == len(sites):
        return list(zip(dates, sites, strict=True))
    chosen = _nearest_date(doc, clause, dates, firm)
    if chosen is None and not back:
        chosen = _at_its_hour(clause, _date_of_sentence(doc, clause, firm))
    if sites:
        return [(chosen, site) for site in sites]
    own = chosen is not None and chosen in clause.dates
    return [(chosen, _last_named(doc, clause) if own else None)]


def _at_its_hour(clause: Clause, day: DateExpression | None) -> DateExpression | None:
    """'… in the morning, then again in the evening': the day of the sentence at the hour of the clause."""
    if day is None or not clause.dates:
        return day
    hours = [d.time_of_day for d in clause.dates if d.date_start is None and d.time_of_day]
    return replace(day, time_of_day=hours[0]) if hours else day


def _days_back(doc: Document, clause: Clause, anchor: Anchor) -> int | None:
    """'The shelling comes four days after an attack on …': that attack lies four days before the main one."""
    if any(c.value == "day_after" and c.begin <= anchor.at for c in clause.of("connector")):
        return 1
    before = _neighbour(doc, clause, -1)
    for d in (*clause.dates, *(before.dates if before else ())):
        if d.rule == "after" and d.offset_days and 0 <= anchor.at - d.end <= _BACK_REACH and points_forward(doc, d):
            return d.offset_days
    return None


def _last_named(doc: Document, clause: Clause) -> Site | None:
    """'after the two attacks on Taji, when … on Wednesday': the last target named before it in the sentence."""
    for other in reversed([c for c in doc.sentence_clauses(clause.sentence) if c.index < clause.index]):
        found = [s for s in targets(doc, other, other.end) if s.fine]
        if found:
            return replace(found[-1], rule="named_in_sentence")
    return None


def _one_each(doc: Document, clause: Clause, firm: list[Anchor], dates: list[DateExpression]) -> list[Frame]:
    """'Two rockets fell on Monday and Wednesday, one near the airport, another in the Green Zone'."""
    rest = [c for c in doc.sentence_clauses(clause.sentence) if c.index > clause.index]
    told = [(c, targets(doc, c, c.start)[0]) for c in rest if targets(doc, c, c.start)]
    if len(told) != len(dates):
        return []
    found = []
    for day, (other, site) in zip(dates, told, strict=True):
        kinds = ("weapon",) if other.has("outcome", "near_miss") else ("weapon", "motion")
        part = replace(other, cues=[*clause.of(*kinds), *other.cues])
        found.append(Frame(clause, firm, day, site, clause.of("weapon"), False, [part], one_each=True))
    return found


def _nearest_date(
    doc: Document, clause: Clause, dates: list[DateExpression], firm: list[Anchor]
) -> DateExpression | None:
    """The date that lies nearest to an anchor; a complement clause between them ("said on Friday that") costs."""
    if len(dates) < 2:
        return dates[0] if dates else None
    return min(
        dates,
        key=lambda d: (
            d.date_start is None,
            _said_on(doc, clause, d, firm),
            min(_cost(doc, clause, d, a) for a in firm),
        ),
    )


def _said_on(doc: Document, clause: Clause, day: DateExpression, firm: list[Anchor]) -> bool:
    """'The ministry said on Thursday that …', 'the funeral, today, of the victims': the day of another act."""
    first = min(a.at for a in firm)
    if day.end > first or any(d.rule in ("time_only", "clock") and d.start > first for d in clause.dates):
        return False
    told = clause.of(*_TELLING)
    if told and told[0].begin < day.start:
        return True
    start = doc.sentences[clause.sentence][0]
    for complement in doc.begun(day.end, first, "complement"):
        if doc.begun(start, complement.begin, *_TELLING, "speaker"):
            return True
    later = any(d.start > first and d.date_start for d in point_dates(doc, clause))
    opening = min(firm, key=lambda a: a.at)
    deeds = clause.of("motion", "attack")
    return (all(a.reference for a in firm) or (opening.reference and later)) and not (deeds and deeds[0].begin < first)


def _cost(doc: Document, clause: Clause, expression: DateExpression, anchor: Anchor) -> int:
    low, high = sorted((expression.start, anchor.at))
    crossings = len(doc.begun(low + 1, high, "complement"))
    return high - low + crossings * _COMPLEMENT_COST


def _date_of_sentence(doc: Document, clause: Clause, firm: list[Anchor]) -> DateExpression | None:
    """A date told in another clause of the sentence, where that clause tells of no other attack."""
    best: tuple[int, DateExpression] | None = None
    if doc.begun(doc.sentences[clause.sentence][0], clause.end, "remember"):
        return None
    for other in doc.clauses[max(0, clause.index - 2) : clause.index + 3]:
        if other is clause or other.sentence != clause.sentence or _gives_reason(other):
            continue
        if other.index > clause.index and _tells_of_its_own(doc, other):
            break
        for expression in point_dates(doc, other):
            cost = min(_cost(doc, clause, expression, a) for a in firm) + _CLAUSE_COST
            if best is None or cost < best[0]:
                best = (cost, expression)
    return best[1] if best else None


def _tells_of_its_own(doc: Document, clause: Clause) -> bool:
    """The clause tells of an attack, and does not only point back to one."""
    return any(not a.reference for a in anchors(doc, clause))


def _gives_reason(clause: Clause) -> bool:
    """'… in answer to what happened last week', 'days after the decision of Wednesday': the date of something else."""
    opens = [c for c in clause.of("connector") if c.begin <= clause.start + 1]
    if not opens:
        return False
    told_from = any(d.rule in ("after", "before") and c.begin <= d.start < c.end for d in clause.dates for c in opens)
    return told_from or any(c.value == "reason" for c in opens)


def _site_of_sentence(doc: Document, clause: Clause, at: int) -> list[Site]:
    """The target told in the neighbouring clauses of the sentence, where they tell of no other attack."""
    for step in (1, -1, 2):
        other = _neighbour(doc, clause, step)
        if other is None or not other.of("site") or not (step == -1 or other.of("target", "placeword")):
            continue
        found = targets(doc, other, at)
        if found and not _tells_of_its_own(doc, other):
            return found[:1]
    return []


def _neighbour(doc: Document, clause: Clause, step: int) -> Clause | None:
    index = clause.index + step
    if 0 <= index < len(doc.clauses) and doc.clauses[index].sentence == clause.sentence:
        return doc.clauses[index]
    return None


def _continues_list(doc: Document, clause: Clause, last: Frame) -> bool:
    """A clause that only adds a place to the list of the one before ("and the Harir base in Erbil")."""
    gap = clause.index - last.clauses[-1].index
    if clause.sentence != last.clause.sentence or not 1 <= gap <= _LIST_GAP or last.site is None:
        return False
    if _same_again(clause, last):
        return True
    first = clause.of("site", "target", "placeword")
    near = bool(first) and (first[0].begin - clause.start <= 4 or bool(clause.of("other")))
    return near and not clause.of("motion", "attack", "speaker")


def _verb_left_out(doc: Document, clause: Clause, last: Frame) -> bool:
    """'… and two days earlier five rockets at the base': a day, a weapon and a place; the verb is that of before."""
    if clause.sentence != last.clause.sentence or clause.index - last.clause.index != 1:
        return False
    bare = next((w for w in clause.of("weapon") if not w.definite), None)
    dates = point_dates(doc, clause)
    if bare is None or not dates or clause.of("motion", "attack", "say", "plan", "negation", "outcome"):
        return False
    return 0 <= dates[0].start - bare.end <= _BESIDE_DAY or bool(candidates(doc, clause))


def _same_again(clause: Clause, last: Frame) -> bool:
    """'and a second bomb in the sector of the Babil police': the weapon again, another place, no verb."""
    weapons = clause.of("weapon")
    opens = bool(weapons) and weapons[0].begin == clause.start and weapons[0].value in last.weapon_kinds
    return opens and bool(clause.of("site")) and not clause.of("motion", "attack")


def _continued(doc: Document, clause: Clause, last: Frame) -> list[Frame]:
    added = []
    if _same_again(clause, last) and clause.of("weapon")[0].entry.number == "sg":
        weapons = clause.of("weapon")[:1]
        sites = targets(doc, clause, clause.start)[:1]
        return [Frame(clause, last.anchors, last.date, s, weapons, False, [clause], one_more=True) for s in sites]
    last.clauses.append(clause)
    for site in targets(doc, clause, clause.start):
        if last.site is not None and site.fine == last.site.fine and site.site_id != last.site.site_id:
            last.shared = True
            added.append(Frame(last.clause, last.anchors, last.date, site, last.weapons, True, [last.clause, clause]))
    return added
