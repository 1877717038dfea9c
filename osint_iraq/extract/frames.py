"""From clauses to frames: what one clause says of one attack, before the report as a whole is considered."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from osint_iraq.dates import DateExpression
from osint_iraq.extract.anchors import TOWARD, Anchor, anchors
from osint_iraq.extract.document import Clause, Document
from osint_iraq.extract.point_dates import point_dates, points_forward
from osint_iraq.extract.sites import Site, candidates, named_before, targets
from osint_iraq.lexicon import Cue

_COMPLEMENT_COST = 70
_CLAUSE_COST = 45
_LIST_GAP = 2
_BACK_REACH = 40


@dataclass
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

    @property
    def at(self) -> int:
        """Where its first anchor stands."""
        return self.anchors[0].at

    @property
    def reference(self) -> bool:
        """True where every anchor only points back to an attack."""
        return all(a.reference or a.plural for a in self.anchors)

    @property
    def plural(self) -> bool:
        """True where it speaks only of attacks in the plural."""
        return any(a.plural for a in self.anchors) and all(
            a.plural or a.habit or a.cue.value in TOWARD for a in self.anchors
        )

    @property
    def weapon_kinds(self) -> set[str]:
        """The kinds of weapon named."""
        named = {w.value for w in self.weapons}
        return named or ({"airstrike"} if any(a.by_state for a in self.anchors) else set())


def frames(doc: Document) -> list[Frame]:
    """The frames of a report in order of the text."""
    found: list[Frame] = []
    for clause in doc.clauses:
        firm = anchors(doc, clause)
        if firm and (all(a.habit for a in firm) or _reason_in_title(doc, clause)):
            continue
        if firm:
            found.extend(_frames_of(doc, clause, firm))
        elif found and _verb_left_out(doc, clause, found[-1]):
            bare = next(w for w in clause.of("weapon") if not w.definite)
            found.extend(_frames_of(doc, clause, [Anchor(bare, "weapon", False, False)]))
        elif found and _continues_list(doc, clause, found[-1]):
            found.extend(_continued(doc, clause, found[-1]))
    return found


def _reason_in_title(doc: Document, clause: Clause) -> bool:
    """'… in revenge for a raid': a title names its background only in passing; the body tells it, or nobody does."""
    return doc.in_title(clause) and any(c.begin == clause.start for c in clause.of("connector"))


def _frames_of(doc: Document, clause: Clause, firm: list[Anchor]) -> list[Frame]:
    sites = _sites(doc, clause, firm)
    weapons = clause.of("weapon")
    dates = point_dates(doc, clause)
    if clause.of("welcome"):
        dates = []
    if len(dates) > 1 and len(sites) < len(dates):
        spread = _one_each(doc, clause, firm, dates)
        if spread:
            return spread
    pairs = _pairs(doc, clause, firm, dates, sites)
    back = _days_back(doc, clause, firm[0])
    own = _own_weapons(weapons, [site for _, site in pairs if site])
    return [
        Frame(clause, firm, day, site, own.get(site, weapons) if site else weapons, len(pairs) > 1, [clause], back)
        for day, site in pairs
    ]


def _own_weapons(weapons: list[Cue], sites: list[Site]) -> dict[Site, list[Cue]]:
    """'Rockets on A, drones on B and C': each place has the weapons named since the place before it."""
    ordered = sorted(sites, key=lambda s: s.start)
    between = [w for w in weapons if ordered and ordered[0].end <= w.begin < ordered[-1].start]
    if not between or not any(w.end <= ordered[0].start for w in weapons):
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
    doc: Document, clause: Clause, firm: list[Anchor], dates: list[DateExpression], sites: list[Site]
) -> list[tuple[DateExpression | None, Site | None]]:
    """Dates with places: one by one where the clause has as many of each, else the nearest date for every place."""
    if len(dates) > 1 and len(dates) == len(sites):
        return list(zip(dates, sites, strict=True))
    chosen = _nearest_date(doc, clause, dates, firm) or _at_its_hour(clause, _date_of_sentence(doc, clause, firm))
    if sites:
        return [(chosen, site) for site in sites]
    own = chosen is not None and chosen in clause.dates
    return [(chosen, _last_named(doc, clause) if own else None)]


def _at_its_hour(clause: Clause, day: DateExpression | None) -> DateExpression | None:
    """'… in the morning, then again in the evening': the day of the sentence at the hour of the clause."""
    hours = [d.time_of_day for d in clause.dates if d.date_start is None and d.time_of_day]
    return replace(day, time_of_day=hours[0]) if day and hours else day


def _days_back(doc: Document, clause: Clause, anchor: Anchor) -> int | None:
    """'The shelling comes four days after an attack on …': that attack lies four days before the main one."""
    for other in (clause, _neighbour(doc, clause, -1)):
        for d in other.dates if other else []:
            if d.rule == "after" and d.offset_days and points_forward(doc, d) and 0 <= anchor.at - d.end <= _BACK_REACH:
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
    if not dates:
        return None
    return min(dates, key=lambda d: (d.date_start is None, min(_cost(doc, clause, d, a) for a in firm)))


def _cost(doc: Document, clause: Clause, expression: DateExpression, anchor: Anchor) -> int:
    low, high = sorted((expression.start, anchor.at))
    crossings = sum(1 for c in doc.cues if c.kind == "complement" and low < c.begin < high)
    return abs(expression.start - anchor.at) + crossings * _COMPLEMENT_COST


def _date_of_sentence(doc: Document, clause: Clause, firm: list[Anchor]) -> DateExpression | None:
    """A date told in another clause of the sentence, where that clause tells of no other attack."""
    best: tuple[int, DateExpression] | None = None
    if any(c.of("remember") for c in doc.sentence_clauses(clause.sentence) if c.index <= clause.index):
        return None
    for other in doc.sentence_clauses(clause.sentence):
        if other is clause or abs(other.index - clause.index) > 2 or _gives_reason(other):
            continue
        if other.index > clause.index and anchors(doc, other) and any(not a.reference for a in anchors(doc, other)):
            break
        for expression in point_dates(doc, other):
            cost = min(_cost(doc, clause, expression, a) for a in firm) + _CLAUSE_COST
            if best is None or cost < best[0]:
                best = (cost, expression)
    return best[1] if best else None


def _gives_reason(clause: Clause) -> bool:
    """'… in answer to what happened last week': its date is that of the reason."""
    return any(c.value == "reason" and c.begin <= clause.start + 1 for c in clause.of("connector"))


def _site_of_sentence(doc: Document, clause: Clause, at: int) -> list[Site]:
    """The target told in the neighbouring clauses of the sentence, where they tell of no other attack."""
    for step in (1, -1, 2):
        other = _neighbour(doc, clause, step)
        if other is None or any(not a.reference for a in anchors(doc, other)):
            continue
        found = targets(doc, other, at)
        if found and (step == -1 or other.of("target", "placeword")):
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
    first = clause.of("site", "target")
    near = bool(first) and (first[0].begin - clause.start <= 4 or bool(clause.of("other")))
    return near and not clause.of("motion", "attack", "speaker")


def _verb_left_out(doc: Document, clause: Clause, last: Frame) -> bool:
    """'… and two days earlier five rockets at the base': a day, a weapon and a place; the verb is that of before."""
    told = clause.sentence == last.clause.sentence and clause.index - last.clause.index == 1
    bare = [w for w in clause.of("weapon") if not w.definite]
    verbs = clause.of("motion", "attack", "say", "plan", "negation", "outcome")
    return told and bool(bare and point_dates(doc, clause) and candidates(doc, clause)) and not verbs


def _same_again(clause: Clause, last: Frame) -> bool:
    """'and a second bomb in the sector of the Babil police': the weapon again, another place, no verb."""
    weapons = clause.of("weapon")
    opens = bool(weapons) and weapons[0].begin == clause.start and weapons[0].value in last.weapon_kinds
    return opens and bool(clause.of("site")) and not clause.of("motion", "attack")


def _continued(doc: Document, clause: Clause, last: Frame) -> list[Frame]:
    added = []
    last.clauses.append(clause)
    for site in targets(doc, clause, clause.start):
        if last.site is not None and site.fine == last.site.fine and site.site_id != last.site.site_id:
            last.shared = True
            added.append(Frame(last.clause, last.anchors, last.date, site, last.weapons, True, [last.clause, clause]))
    return added
