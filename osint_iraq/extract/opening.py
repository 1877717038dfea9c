"""From the text of a report to the report made ready: folded once, its cues and dates found once, cut into clauses."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from calendar import monthrange
from dataclasses import replace
from datetime import date
from functools import lru_cache
from itertools import pairwise

from osint_iraq.cues import CLITIC_LIMIT
from osint_iraq.dates import DateExpression, date_expressions, date_phrases
from osint_iraq.extract.cue_index import LONGEST_CUE, CueIndex
from osint_iraq.extract.document import Clause, Document, opens_entry
from osint_iraq.extract.parts import readable
from osint_iraq.inflection import affixes
from osint_iraq.lexicon import Cue, Scan, rows
from osint_iraq.quantities import quantities
from osint_iraq.text import Folded, Spans, containing, fold, normalise, sentences

_COMMA = re.compile(r"[,;][ \n]?")
_DATELINE = re.compile(r"[\s\"'(]*[-:/|(]")
_DAY_REACH = 14
_BESIDE_DATES = ("since", "remember", "connector", "previous")
_DATELINE_REACH = 25
_IN_DATELINES = ("site", "foreign", "group")
_DATELINE_GAP = 4
_AGENCY = re.compile(r" ?\([^)\n]{2,25}\) ?[-:/]| ?[-:] ")
_STAND_IN = date(2000, 1, 5)
"""Orders "yesterday" before "today" where the publication date is unknown; never leaves this room as a date."""
_DRONE, _AIRCRAFT = "drone", "aircraft"
_PILOTLESS_REACH = 30
_PATRONS = ("iran", "irgc")
_TIE_REACH = 14
_TELLING = frozenset(("weapon", "attack", "political"))
"""Kinds of which a report holds at least one where it tells of anything."""


def read_document(scanned: Scan, published: date | None) -> Document | None:
    """The report ready for reading; None where nothing can come of its cues: the rest is not read further."""
    if not scanned.holds(_TELLING):
        return None
    folded, text, found = scanned.folded, scanned.folded.text, CueIndex(scanned.cues)
    told = date_phrases(folded)
    dates = _days_of_that_month(folded, told.resolved(published or _STAND_IN), found.of("that_month"))
    links = found.of("partitive", "on")
    spans = readable(text, sentences(folded), found.cues)
    dates = [d for d in dates if not _opens_dateline(text, d, found) and not _names_outlet(text, d)]
    if not _may_tell(found, dates, spans):
        return None
    cues = _standing_alone(found, dates)
    cues = _without_parked(_read_aircraft(_without_datelines(text, cues)))
    if found.of("tie"):
        cues = _with_ties(text, cues)
    clauses = _clauses(text, spans, cues, {d.start for d in dates if _leads_on(d, links)})
    _share_out(clauses, cues, dates)
    stated = dates if published else told.resolved(None)
    return Document(folded, published, spans, clauses, cues, {(d.start, d.end): d for d in stated}, links)


def _may_tell(cues: CueIndex, dates: list[DateExpression], spans: list[tuple[int, int]]) -> bool:
    """Without a word for attacks only harm that has a date can tell of one, and of politics a word beside a date."""
    if cues.of("attack", "weapon", "operation_count") or (dates and cues.of("killed", "injured")):
        return True
    dated = {containing(spans, d.start) for d in dates}
    return any(cues.begun(*spans[number], "political") for number in dated)


def _without_parked(cues: list[Cue]) -> list[Cue]:
    """'where F-16 fighters are stationed' tells what stands at a place, not what struck it."""
    ends = {c.end for c in cues if c.kind == "stationed"}
    if not ends:
        return cues
    return [c for c in cues if c.kind != "weapon" or not ends & {c.begin, c.begin - 1}]


def _with_ties(text: str, cues: list[Cue]) -> list[Cue]:
    """'backed by Iran', 'that answer to Tehran': a word for a tie and the patron right behind it are one cue."""
    joined, index = list(cues), CueIndex(cues)
    for tie in index.of("tie"):
        patrons = [c for c in index.begun(tie.end, tie.end + _TIE_REACH + 1, "group") if c.value in _PATRONS]
        known = any(tie.begin < c.end for c in index.begun(tie.begin - LONGEST_CUE, tie.end, "proiran"))
        if patrons and not known and "\n" not in text[tie.end : patrons[0].begin]:
            joined.append(replace(tie, end=patrons[0].end, entry=replace(tie.entry, kind="proiran")))
    return sorted(joined, key=_place) if len(joined) > len(cues) else cues


def _place(cue: Cue) -> tuple[int, int]:
    return cue.begin, cue.end


def _days_of_that_month(folded: Folded, dates: list[DateExpression], words: list[Cue]) -> list[DateExpression]:
    """'on the 18th of that month': the month of the date told before."""
    if not words:
        return dates
    read = list(dates)
    for word in words:
        told = quantities(folded, max(0, word.begin - 2 * _DAY_REACH), word.begin)
        near = 1 if word.value == "beside" else _DAY_REACH
        numbers = [q for q in told if q.low in range(1, 32) and q.end >= word.begin - near]
        if word.value == "beside":
            numbers = [q for q in numbers if q.rule == "ordinal" or folded.text[q.start : q.end].strip().isdigit()]
        before = [d for d in dates if d.end <= word.begin and d.date_start and d.precision != "year"]
        if numbers and before and before[-1].date_start and numbers[-1].low:
            day = _day_in_month(before[-1].date_start, numbers[-1].low)
            read = [d for d in read if not (d.start < word.end and word.begin < d.end)]
            if day:
                read.append(
                    DateExpression(numbers[-1].start, word.end, day, day, "day", None, "anchored", "day_of_that_month")
                )
    return sorted(read, key=lambda d: d.start)


def _day_in_month(month: date, day: int) -> date | None:
    return month.replace(day=day) if day <= monthrange(month.year, month.month)[1] else None


def _read_aircraft(cues: list[Cue]) -> list[Cue]:
    """'The aircraft', 'two other aircraft … without a pilot': drones where the report speaks of drones."""
    values = [c.value for c in cues]
    if _AIRCRAFT not in values:
        return cues
    if not (_DRONE in values and any(c.kind == "weapon" and c.value == _DRONE for c in cues)):
        return [c for c in cues if c.value != _AIRCRAFT]
    read: list[Cue] = []
    index = CueIndex(cues)
    for cue in cues:
        if cue.value != _AIRCRAFT:
            read.append(cue)
        elif cue.definite or cue.entry.number == "du" or _pilotless(cue, index) or _named_drone(cue, index):
            read.append(replace(cue, entry=replace(cue.entry, value=_DRONE)))
    return read


def _named_drone(aircraft: Cue, index: CueIndex) -> bool:
    """'Its aircraft, the unmanned ones': the word for drones stands right behind."""
    return any(c.value == _DRONE for c in index.begun(aircraft.end + 1, aircraft.end + 3))


def _pilotless(aircraft: Cue, index: CueIndex) -> bool:
    behind = index.begun(aircraft.end + 1, aircraft.end + _PILOTLESS_REACH + 1)
    return any(c.entry.number == "unmanned" for c in behind)


def _standing_alone(cues: CueIndex, dates: list[DateExpression]) -> list[Cue]:
    """Without words of a date, and without a place, a word for operations or for martyrs in a group's name."""
    dropped: set[int] = set()
    for day in dates:
        inside = cues.begun(day.start - CLITIC_LIMIT, day.end)
        dropped |= {id(c) for c in inside if day.start <= c.start and c.end <= day.end and c.kind not in _BESIDE_DATES}
    for group in cues.of("group"):
        if group.entry.detail == "strong":
            inside = cues.begun(group.begin + 1, group.end)
            dropped |= {id(c) for c in inside if c.end <= group.end and _gives_name(c)}
    return [c for c in cues.cues if id(c) not in dropped] if dropped else cues.cues


def _gives_name(cue: Cue) -> bool:
    return cue.kind in ("site", "killed") or (cue.kind == "attack" and cue.value == "operation")


def _opens_dateline(text: str, expression: DateExpression, cues: CueIndex) -> bool:
    """'Baghdad 17 March (agency)- …': the day of the dispatch, not of what it tells."""
    line = text.rfind("\n", 0, expression.start) + 1
    if expression.start - line > _DATELINE_REACH or not _AGENCY.match(text, expression.end):
        return False
    if opens_entry(text, expression):
        return False
    return not cues.begun(line, expression.start, "attack", "motion", "say")


@lru_cache(maxsize=1)
def _outlets() -> tuple[str, ...]:
    """Names of outlets that hold a word for a day ("Baghdad Today")."""
    names = {normalise(row["name"]) for row in rows("outlets")}
    return tuple(
        sorted(n for n in names if any(d.end - d.start < len(n) for d in date_expressions(fold(n), _STAND_IN)))
    )


def _names_outlet(text: str, expression: DateExpression) -> bool:
    for name in _outlets():
        at = text.find(name, max(0, expression.end - len(name)), expression.start + len(name))
        if 0 <= at <= expression.start and expression.end <= at + len(name):
            return True
    return False


def _without_datelines(text: str, cues: list[Cue]) -> list[Cue]:
    """Cues without the places that open a line as its dateline ("Baghdad - agency")."""
    dropped: set[int] = set()
    edge, last = -1, -1
    for cue in cues:
        if cue.kind in _IN_DATELINES and (
            cue.begin in (0, last) or text[cue.begin - 1] == "\n" or 0 <= cue.begin - edge < _DATELINE_GAP
        ):
            match = _DATELINE.match(text, cue.end)
            if match:
                edge, last = match.end(), cue.begin
                dropped.add(id(cue))
    return [c for c in cues if id(c) not in dropped] if dropped else cues


def _leads_on(expression: DateExpression, links: list[Cue]) -> bool:
    """'four days after …' opens a clause on what it is told from."""
    return expression.rule == "after" and any(c.end == expression.end for c in links)


@lru_cache(maxsize=1)
def _comma_and() -> re.Pattern[str]:
    """A comma before a word that starts with wa-, or a semicolon."""
    return re.compile(rf"[,;](?: ?(?={affixes().conjunction})|(?<=;))")


def _clauses(text: str, spans: list[tuple[int, int]], cues: list[Cue], openings: set[int]) -> list[Clause]:
    opens = {c.begin for c in cues if c.kind == "connector"} | _following_on(text, cues)
    if opens:
        without = Spans((c.begin, c.end) for c in cues if c.kind == "negation")
        opens = {at for at in opens if not without.hold_begun_before(at, at + 1)}
    ordered = sorted({m.end() for m in _comma_and().finditer(text)} | opens | openings)
    clauses: list[Clause] = []
    for number, (start, end) in enumerate(spans):
        edges = [start, *ordered[bisect_right(ordered, start) : bisect_left(ordered, end)], end]
        for a, b in pairwise(edges):
            if text[a:b].strip():
                clauses.append(Clause(len(clauses), number, a, b))
    return clauses


def _following_on(text: str, cues: list[Cue]) -> set[int]:
    """Verbs after a comma open a clause, with fa- or without; a word that merely begins with fa does not."""
    behind = {at for comma in _COMMA.finditer(text) for at in (comma.start() + 1, comma.end())}
    after = [c for c in cues if c.begin in behind]
    return {c.begin for c in after if c.prefix.startswith(affixes().so) or _is_plain_verb(c)}


def _is_plain_verb(cue: Cue) -> bool:
    return cue.kind in ("motion", "attack") and cue.entry.inflect == "past" and not cue.prefix


def _share_out(clauses: list[Clause], cues: list[Cue], dates: list[DateExpression]) -> None:
    begins, starts = [c.begin for c in cues], [d.start for d in dates]
    for clause in clauses:
        clause.cues = cues[bisect_left(begins, clause.start) : bisect_left(begins, clause.end)]
        clause.dates = dates[bisect_left(starts, clause.start) : bisect_left(starts, clause.end)]
