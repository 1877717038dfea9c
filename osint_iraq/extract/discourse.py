"""From frames to the attacks of a report: retellings are merged, background is told apart, details find their attack."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from osint_iraq.dates import DateExpression, resolve
from osint_iraq.extract.aggregates import counts_attacks
from osint_iraq.extract.document import Clause, Document
from osint_iraq.extract.frames import Frame, frames, point_dates
from osint_iraq.extract.sites import Site, finer, related, targets
from osint_iraq.lexicon import Cue
from osint_iraq.quantities import quantities
from osint_iraq.reference import gazetteer

_DAYLIGHT = {"morning", "noon", "afternoon"}
_DARK = {"evening", "night"}
_LEAD_SENTENCES = 4
_ISIS = "isis"


@dataclass
class Attack:
    """One attack of a report: its frames, the clauses that add details, and what they agree on."""

    frames: list[Frame]
    details: list[Clause] = field(default_factory=list)
    primary: bool = True
    foreign_sentences: set[int] = field(default_factory=set)  # where other attacks are told and this one is not
    summaries: list[int] = field(default_factory=list)  # clauses whose totals are of several attacks
    detail_sites: list[Site] = field(default_factory=list)
    inherited_site: Site | None = None
    intended_site: Site | None = None
    inherited_date: DateExpression | None = None

    @property
    def site(self) -> Site | None:
        """The finest site that its frames name, else the one it was taken to share."""
        if self.intended_site:
            return self.intended_site
        best: Site | None = None
        for frame in self.frames:
            if frame.site and (best is None or _better(frame.site, best)):
                best = frame.site
        return _inside(best, self.detail_sites) or self.inherited_site

    @property
    def date(self) -> DateExpression | None:
        """The first date that resolves, else the first date at all."""
        dates = [f.date for f in self.frames if f.date]
        return next((d for d in dates if d.date_start), dates[0] if dates else self.inherited_date)

    @property
    def dated(self) -> bool:
        """True where one of its own frames names a day."""
        return any(f.date and f.date.date_start for f in self.frames)

    @property
    def weapons(self) -> set[str]:
        """The kinds of weapon that its frames name."""
        return {kind for f in self.frames for kind in f.weapon_kinds}

    @property
    def clauses(self) -> list[Clause]:
        """Its clauses in order, those of its frames and those that add details."""
        seen = {c.index: c for c in self.details} | {c.index: c for f in self.frames for c in f.clauses}
        return [seen[i] for i in sorted(seen)]


def _background_frame(doc: Document, frame: Frame) -> bool:
    kinds = {w for w in frame.weapon_kinds}
    return "airstrike" in kinds or _marks_another(doc, frame) or bool(frame.clause.of("pluperfect", "remember"))


def _better(site: Site, best: Site) -> bool:
    """Finer than the one in hand, or a facility where that is only a town."""
    return finer(site.site_id, best.site_id) != best.site_id if related(site.site_id, best.site_id) else (
        site.fine and not best.fine
    )


def attacks(doc: Document) -> list[Attack]:
    """The attacks that a report tells of, in order of their first words."""
    found: list[Attack] = []
    told = frames(doc)
    by_clause: dict[int, list[Frame]] = {}
    for frame in told:
        by_clause.setdefault(frame.clause.index, []).append(frame)
    current: list[Attack] = []
    ahead: list[Clause] = []
    lead = _lead_date(doc)
    for clause in doc.clauses:
        here = by_clause.get(clause.index)
        if here:
            current = _placed(doc, found, current, here, lead)
        elif counts_attacks(doc, clause):
            continue
        elif current:
            for attack in _owners(doc, clause, found, current):
                attack.details.append(clause)
        else:
            ahead.append(clause)
    if found:
        _lead_site(doc, found[0])
    for attack in found[1:]:
        if attack.date is None and not any(_background_frame(doc, f) for f in attack.frames):
            attack.inherited_date = _wave(found[:1])
    for attack in found:
        attack.intended_site = _intended(doc, attack)
        attack.detail_sites = _named_in_details(doc, attack)
        attack.foreign_sentences = _sentences_of_others(attack, found)
    found = [a for a in _without_summaries(found) if _is_told(doc, a)]
    if found:
        found[0].details.extend(ahead)
    _set_primary(doc, found)
    return found


def _inside(site: Site | None, others: list[Site]) -> Site | None:
    """The facility inside the place, where the details name one ("near the Victory base" at the airport)."""
    if site is None:
        return None
    return next((o for o in others if o.fine and site.site_id in gazetteer().ancestors(o.site_id)), site)


def _named_in_details(doc: Document, attack: Attack) -> list[Site]:
    told = {f.clause.sentence for f in attack.frames}
    title = [s for c in attack.clauses if doc.in_title(c) for s in targets(doc, c, c.start)]
    return title + [s for c in attack.details if c.sentence in told for s in targets(doc, c, c.start)]


def _sentences_of_others(attack: Attack, found: list[Attack]) -> set[int]:
    own = {f.clause.sentence for f in attack.frames}
    return {f.clause.sentence for other in found if other is not attack for f in other.frames} - own


def _intended(doc: Document, attack: Attack) -> Site | None:
    """'They were aiming at the airport': the place of an attack is its target, wherever the rockets fell."""
    for clause in attack.clauses:
        for word in clause.of("intended"):
            near = [s for s in targets(doc, clause, word.end) if s.fine and s.start >= word.begin]
            if near:
                return near[0]
    return None


def _lead_date(doc: Document) -> DateExpression | None:
    """The first day that the title or the lead names: that of the main attack where its own clauses are silent."""
    lead = [c for c in doc.clauses if c.sentence <= _LEAD_SENTENCES]
    lead = [c for c in lead if not c.of("pluperfect", "previous", "remember")]
    days = [d for c in lead for d in point_dates(doc, c) if d.date_start and d.precision in ("day", "night")]
    return replace(days[0], rule="lead_date") if days else None


def _lead_site(doc: Document, main: Attack) -> None:
    """The main attack takes its place from the title and the lead where its own clauses are silent."""
    lead = [c for c in doc.clauses if c.sentence <= _LEAD_SENTENCES]
    if main.site is None and "airstrike" not in main.weapons:
        sites = [s for c in lead for s in targets(doc, c, c.start) if s.fine]
        main.inherited_site = sites[0] if sites else None


def _without_summaries(found: list[Attack]) -> list[Attack]:
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
    return attack.site is not None and attack.site.fine and _same_days(summary.date, attack.date)


def _placed(
    doc: Document, found: list[Attack], current: list[Attack], here: list[Frame], lead: DateExpression | None
) -> list[Attack]:
    """Puts the frames of one clause with the attacks they retell, or opens new ones; returns those attacks."""
    placed: list[Attack] = []
    for frame in here:
        frame.date = _anchored(doc, frame, current or found)
        home = _home(doc, frame, found, current, placed)
        if home is None:
            if frame.reference and not (frame.site and frame.date) and not _tells_more(frame):
                back = _struck(frame.clause, found) or current or found[:1]
                placed.extend(a for a in back if a not in placed)
                for attack in placed:
                    attack.details.append(frame.clause)
                continue
            home = Attack([], inherited_site=_inherited(doc, frame, found, current))
            if not found:
                home.inherited_date = lead
            elif frame.date is None and "airstrike" not in frame.weapon_kinds and not _stands_apart(doc, frame):
                home.inherited_date = _wave(current or found)
            found.append(home)
        home.frames.append(frame)
        placed.append(home)
    return placed or current


def _anniversary(doc: Document, frame: Frame) -> DateExpression | None:
    """'on Monday, the second anniversary of the killing …': the same day, so many years before."""
    for clause in doc.sentence_clauses(frame.clause.sentence):
        for recalled in (d for d in clause.dates if d.role == "anniversary"):
            years = [q.low for q in quantities(doc.folded, recalled.start, recalled.end) if q.rule == "ordinal" and q.low]
            days = [d for d in clause.dates if d.date_start and d.precision == "day" and d.start < recalled.start]
            if years and days and days[-1].date_start and recalled.start < frame.at:
                day = _years_before(days[-1].date_start, years[0])
                return replace(recalled, date_start=day, date_end=day, precision="day", basis="anchored")
    return None


def _years_before(day: date, years: int) -> date:
    return day.replace(year=day.year - years, day=min(day.day, 28) if day.month == 2 else day.day)


def _stands_apart(doc: Document, frame: Frame) -> bool:
    """Remembered, titled or marked as another attack: it does not share the date of the one in hand."""
    return _marks_another(doc, frame) or bool(frame.clause.of("pluperfect")) or doc.in_title(frame.clause)


def _wave(before: list[Attack]) -> DateExpression | None:
    """The date of the attack in hand, for another site hit in the same wave."""
    day = next((a.date for a in before if a.date and a.date.date_start), None)
    return None if day is None else replace(day, basis="anchored", rule="same_wave")


def _tells_more(frame: Frame) -> bool:
    return not frame.plural and (frame.date is not None or frame.site is not None)


def _anchored(doc: Document, frame: Frame, before: list[Attack]) -> DateExpression | None:
    """A date told from another attack ("the same evening", "two days before it"), resolved where that one has a date."""
    expression = frame.date
    main = before[0].date if before else None
    if frame.back_days and main and main.date_start:
        day = main.date_start - timedelta(days=frame.back_days)
        return replace(main, date_start=day, date_end=day, precision="day", basis="anchored", rule="days_before")
    if expression is None:
        return _anniversary(doc, frame)
    if expression is None or expression.date_start or expression.basis != "anchored":
        return expression
    day = before[-1].date if before else None
    if day is None or day.date_start is None or expression.offset_days is None:
        return None
    return resolve(expression, day.date_start)


def _home(
    doc: Document, frame: Frame, found: list[Attack], current: list[Attack], taken: list[Attack]
) -> Attack | None:
    """The attack that the frame retells: same place, same date, same kind of weapon; the one in hand first."""
    order = [*current, *(a for a in found if a not in current)]
    if frame.clause.of("welcome"):
        order = order[::-1]
    elif frame.date is None and not _in_sentence(frame, current):
        order = sorted(found, key=lambda a: not (a.weapons & frame.weapon_kinds))
    fits = [a for a in order if a not in taken and _same(doc, frame, a, found[0])]
    if not fits:
        return None
    exact = [a for a in fits if frame.site and a.site and a.site.site_id == frame.site.site_id]
    dated = [a for a in (exact or fits) if frame.date and _same_days(frame.date, a.date) and a.date]
    return (dated or exact or fits)[0]


def _in_sentence(frame: Frame, current: list[Attack]) -> bool:
    return any(f.clause.sentence == frame.clause.sentence for a in current for f in a.frames)


def _same(doc: Document, frame: Frame, attack: Attack, first: Attack) -> bool:
    if frame.date is None and _marks_another(doc, frame):
        return False
    if _remembered(doc, attack.frames[0]):
        return False
    if any(c.value == "another" for c in frame.clause.of("previous")) and _other_weapons(frame, attack):
        return False
    if _foiled(frame) and frame.date and frame.date.date_start and not all(_foiled(f) for f in attack.frames):
        return False
    soft = attack is first and not attack.dated and _in_lead(frame)
    if not (soft or _same_days(frame.date, attack.date)) or not _same_weapons(frame, attack):
        return False
    if frame.site and frame.site.fine and attack.site is None and _other_weapons(frame, attack):
        return False
    if frame.site and attack.site:
        if _title_only(doc, attack) and not attack.site.fine and _one_region(frame.site.site_id, attack.site.site_id):
            return True
        return related(frame.site.site_id, attack.site.site_id)
    if frame.site is None and frame.date is None:
        return ("airstrike" in frame.weapon_kinds) == ("airstrike" in attack.weapons) or not attack.weapons
    if frame.site is None:
        return attack.date is not None or attack is first
    return True


def _title_only(doc: Document, attack: Attack) -> bool:
    return all(doc.in_title(f.clause) for f in attack.frames)


def _one_region(one: str, other: str) -> bool:
    places = gazetteer()
    return places.value(one, "admin1") is not None and places.value(one, "admin1") == places.value(other, "admin1")


def _foiled(frame: Frame) -> bool:
    """Rockets found before launch: not the attack that was carried out."""
    stopped = [a.cue for a in frame.anchors if a.how == "stopped" and a.cue.value in ("foiled", "found")]
    own = [a.cue for a in frame.anchors if not a.reference]
    return bool(stopped) and all(any(s.begin <= c.begin < s.end for s in stopped) for c in own)


def _in_lead(frame: Frame) -> bool:
    return frame.clause.sentence <= _LEAD_SENTENCES and not frame.clause.of("pluperfect", "previous")


def _other_weapons(frame: Frame, attack: Attack) -> bool:
    mine, theirs = {_FAMILY.get(w, w) for w in frame.weapon_kinds}, {_FAMILY.get(w, w) for w in attack.weapons}
    return bool(mine and theirs) and not mine & theirs


def _marks_another(doc: Document, frame: Frame) -> bool:
    """Words for another attack than the one in hand."""
    if _remembered(doc, frame):
        return True
    return bool(frame.clause.of("previous")) and any(
        abs(c.begin - a.at) < 30 for c in frame.clause.of("previous") for a in frame.anchors
    )


def _remembered(doc: Document, frame: Frame) -> bool:
    """Told as what an anniversary recalls: an attack of its own, whatever stands around it."""
    before = [c for c in doc.sentence_clauses(frame.clause.sentence) if c.index <= frame.clause.index]
    undated = frame.date is None or frame.date.role == "anniversary"
    return undated and any(c.of("remember") for c in before)


def _same_days(one: DateExpression | None, other: DateExpression | None) -> bool:
    """True where the two may speak of one day: overlapping intervals, or one of them unsaid."""
    if one is None or other is None:
        return True
    if one.date_start is None or other.date_start is None:
        return _same_words(one, other)
    first, last = one.date_end or one.date_start, other.date_end or other.date_start
    if one.date_start > last or other.date_start > first:
        return False
    return not _opposed(one, other) or one.date_start != one.date_end


def _same_words(one: DateExpression, other: DateExpression) -> bool:
    """Unresolved dates agree where their words do ("this evening" and "yesterday" do not)."""
    return (one.rule, one.offset_days) == (other.rule, other.offset_days) and not _opposed(one, other)


def _opposed(one: DateExpression, other: DateExpression) -> bool:
    """Daylight against darkness of one day: two attacks."""
    times = {one.time_of_day, other.time_of_day}
    return bool(times & _DAYLIGHT) and bool(times & _DARK)


_APART = ("airstrike", "ied")
"""Never another name for a rocket or a drone that flew at the same place."""
_FAMILY = {"missile": "rocket", "shell": "mortar", "artillery": "mortar"}
"""Names that one report gives to one and the same munition."""


def _same_weapons(frame: Frame, attack: Attack) -> bool:
    """An air strike by a state is not the rocket attack that it answers."""
    mine, theirs = {_FAMILY.get(w, w) for w in frame.weapon_kinds}, {_FAMILY.get(w, w) for w in attack.weapons}
    if not mine or not theirs:
        return True
    if bool(mine & theirs):
        return True
    if ("drone" in mine and "airstrike" in theirs) or ("airstrike" in mine and "drone" in theirs):
        return True
    if "drone" in mine | theirs and not mine & {"rocket", "mortar", "ied"} and not theirs & {"rocket", "mortar", "ied"}:
        return True
    return all((apart in mine) == (apart in theirs) for apart in _APART)


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
    same_sentence = [a for a in current if any(f.clause.sentence == clause.sentence for f in a.frames)]
    if same_sentence:
        return same_sentence
    struck = _struck(clause, found) or _all_together(clause, found)
    if struck:
        return struck
    near = [a for a in current if any(f.clause.sentence >= clause.sentence - 1 for f in a.frames)]
    if near and near[0] is not found[0] and _side_remark(near[0], found[0]):
        return found[:1]
    if near and clause.of("pluperfect"):
        return near
    if near and near[0] is not found[0] and not clause.of("killed", "injured", "casualty", "damage", "none"):
        return found[:1]
    return near or found[:1]


def _struck(clause: Clause, found: list[Attack]) -> list[Attack]:
    """'The strikes killed 29': what is said of the strikes belongs to the air strike of the report."""
    if any(c.definite and c.value == "strike" for c in clause.of("attack")):
        return [a for a in found if "airstrike" in a.weapons][-1:]
    return []


def _all_together(clause: Clause, found: list[Attack]) -> list[Attack]:
    """'None of these attacks hurt anybody': said of all attacks of that day."""
    if any(c.entry.number == "pl" for c in clause.of("attack")) and clause.of("negation") and clause.of("casualty", "injured"):
        return [a for a in found if _together(found[0], a)]
    return []


def _side_remark(attack: Attack, main: Attack) -> bool:
    """Told in a clause of the main attack's own sentence: the next sentence goes back to the main one."""
    told = [m.clause.sentence for m in main.frames if not m.reference]
    return any(f.clause.sentence in told for f in attack.frames[:1])


def _is_told(doc: Document, attack: Attack) -> bool:
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


def _set_primary(doc: Document, found: list[Attack]) -> None:
    """What the report is about: its first attack, what its title names, and what happened with that on one day."""
    if not found:
        return
    lead = found[0]
    for attack in found[1:]:
        in_title = any(doc.in_title(f.clause) for f in attack.frames)
        together = _together(lead, attack) and not _background(attack)
        attack.primary = together or (in_title and attack.date is None)


def _together(lead: Attack, attack: Attack) -> bool:
    one, other = lead.date, attack.date
    if other is None:
        return True
    if one is None or one.date_start is None or other.date_start is None:
        return one is None
    return _overlap(one.date_start, one.date_end, other.date_start, other.date_end) and not _opposed(one, other)


def _overlap(a: date, b: date | None, c: date, d: date | None) -> bool:
    return a <= (d or c) and c <= (b or a)


def _background(attack: Attack) -> bool:
    first: Clause = attack.frames[0].clause
    return bool(first.of("previous")) or bool(first.of("remember"))


def cues_of(attack: Attack, *kinds: str) -> list[tuple[Clause, Cue]]:
    """The cues of these kinds in the attack's clauses, with their clause."""
    return [(clause, cue) for clause in attack.clauses for cue in clause.of(*kinds)]
