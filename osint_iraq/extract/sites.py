"""Which of the places that a clause names is the target: a candidate has a role, the finest target wins."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from osint_iraq.extract.document import Clause, Document
from osint_iraq.extract.facilities import facility_in, facility_of
from osint_iraq.gazetteer import gazetteer
from osint_iraq.inflection import affixes
from osint_iraq.lexicon import Cue

_NEAR = 3
_SHORT_NAME = 4
_SPEAKER_REACH = 34
_ORIGIN_REACH = 45
_WORD_GAP = 14
_AREA_REACH = 90
_AND_REACH = 2
_LIST_REACH = 60
_FINE = ("military_base", "diplomatic", "airport", "energy", "convoy", "other")
_BUILT = ("military_base", "diplomatic", "airport", "energy", "convoy")
_CONVOY = "convoy_"
_ANY_CONVOY = "convoy_unspecified"
_HOSPITAL = "hospital"
_REGION = "iraqi_kurdistan"
_AIRPORT = "airport"


@dataclass(frozen=True)
class Site:
    """A target: the core id, the id as named, its words and the rule that chose it."""

    site_id: str
    named: str
    start: int
    end: int
    rule: str

    @property
    def fine(self) -> bool:
        """True for a base, mission, airport, plant or convoy; False for a town, district or governorate."""
        return is_fine(self.site_id)


def is_fine(site_id: str) -> bool:
    """True where the id is a facility and not a settlement or an area."""
    return site_id.startswith(_CONVOY) or gazetteer().value(site_id, "target_kind") in _FINE


def is_settled(site_id: str) -> bool:
    """True for a town, district or governorate."""
    return not is_fine(gazetteer().core_site(site_id))


@lru_cache(maxsize=2**16)
def related(one: str, other: str) -> bool:
    """True where the ids are one place, or one lies in the other."""
    places = gazetteer()
    return one == other or one in places.ancestors(other) or other in places.ancestors(one)


@lru_cache(maxsize=2**16)
def finer(one: str, other: str) -> str:
    """Of two related ids the one that lies inside the other."""
    return one if other in gazetteer().ancestors(one) else other


def candidates(doc: Document, clause: Clause) -> list[Cue]:
    """The place cues of a clause that can be a target: named firmly enough, and not only where something else is."""
    return doc.once(_candidates, clause)


def _candidates(doc: Document, clause: Clause) -> list[Cue]:
    found = []
    for cue in clause.of("site"):
        if (
            cue.value == _ANY_CONVOY
            or (cue.value == _REGION and _any_other(doc))
            or (cue.entry.detail == "weak" and not _supported(doc, clause, cue))
        ):
            continue
        if not (_is_origin(doc, clause, cue) or _is_speaker(doc, clause, cue) or _is_holder(doc, clause, cue)):
            found.append(cue)
    return found


def _any_other(doc: Document) -> bool:
    """A whole region is a target only where the report names no other place."""
    return bool(doc.named_sites - {_REGION})


def _supported(doc: Document, clause: Clause, cue: Cue) -> bool:
    """A weak name needs a word for its kind just before it, or the same place named firmly in the report."""
    for word in clause.of("target", "placeword"):
        gap = doc.between(word.end, cue.begin)
        if 0 <= cue.begin - word.end <= _NEAR and not gap.strip(" \"'()"):
            return True
    beside = [c for c in clause.of("attack", "on", "in", "outcome") if c.kind != "outcome" or c.value == "near_miss"]
    telling = cue.definite or len(cue.entry.term) > _SHORT_NAME
    if telling and any(0 < cue.begin - c.end <= 1 for c in beside) and clause.of("attack", "motion"):
        return True
    return cue.value in doc.firm_sites


def _is_origin(doc: Document, clause: Clause, cue: Cue) -> bool:
    """The munitions came from there."""
    if _launched_from(doc, clause, cue):
        return True
    return any(
        word.end <= cue.begin and cue.begin - word.end <= _ORIGIN_REACH and not _target_between(clause, word, cue)
        for word in clause.of("origin")
    )


def _launched_from(doc: Document, clause: Clause, cue: Cue) -> bool:
    """'left from the town of …': a word for from right before the place, a launch before that."""
    words = [w for w in clause.of("partitive") if w.end <= cue.begin]
    if not words:
        return False
    gap = [c for c in clause.cues if words[-1].end <= c.begin < cue.begin]
    near = cue.begin - words[-1].end <= (_AREA_REACH if any(c.kind == "placeword" for c in gap) else _NEAR)
    headed = [c for c in gap if c.kind == "target" and c.begin - words[-1].end <= _NEAR and cue.begin - c.end <= _NEAR]
    near = near or bool(headed)
    near = near and not any(c.kind in ("direction", "on", "attack", "motion") for c in gap)
    return near and any(m.value == "launch" and m.end <= words[-1].begin for m in clause.of("motion"))


def _target_between(clause: Clause, word: Cue, cue: Cue) -> bool:
    came_down = [m for m in clause.of("motion") if m.value in ("fall", "hit", "blast")]
    if any(word.end <= on.begin and 0 < cue.begin - on.end <= 1 for on in clause.of("on")):
        return True
    return any(word.end <= c.begin < cue.begin for c in [*clause.of("attack", "direction"), *came_down])


def _is_speaker(doc: Document, clause: Clause, cue: Cue) -> bool:
    """The place only says where a source sits ("an officer of the police of Basra")."""
    if any(0 <= cue.begin - say.end <= _NEAR for say in clause.of("say", "blame", "political", "reaction", "denial")):
        return cue.entry.term == _city_name(cue) or gazetteer().target_kind(cue.value) == "diplomatic"
    for word in clause.of("speaker"):
        if word.begin == cue.begin and not any(0 < cue.begin - t.end <= 1 for t in clause.of("target", "on", "attack")):
            return True
        if word.value == _HOSPITAL and cue.begin - word.end > _NEAR:
            continue
        if 0 < cue.begin - word.end <= _SPEAKER_REACH and word.begin < cue.begin:
            between = [c for c in clause.cues if word.end <= c.begin < cue.begin]
            if not any(c.kind in ("attack", "motion", "weapon", "complement", "outcome", "target") for c in between):
                return True
    return False


def _city_name(cue: Cue) -> str:
    """A capital right after a verb of saying is its government; a base or a quarter never speaks."""
    return "" if is_fine(cue.value) else cue.entry.term


def _is_holder(doc: Document, clause: Clause, cue: Cue) -> bool:
    """The place only owns the target ("the centre that belongs to the embassy", "cars of the embassy")."""
    if any(t.value == "convoy" and t.begin < cue.begin < t.end + _NEAR for t in clause.of("target")):
        return not is_settled(cue.value)
    return any(0 < cue.begin - word.end <= _NEAR for word in clause.of("holder"))


def targets(doc: Document, clause: Clause, anchor_at: int) -> list[Site]:
    """The targets of an attack told in the clause: one, or several where the clause lists them."""
    told = _on_the_road(doc, clause) or candidates(doc, clause)
    found = [_as_site(doc, clause, cue) for cue in told]
    if clause.has("weapon", "ied") and _of_convoys(doc, clause):
        found = [s for s in found if s.site_id.startswith(_CONVOY)]
    if any(s.site_id.startswith(_CONVOY) for s in found):
        found = [s for s in found if s.site_id.startswith(_CONVOY)]
        placed = [s for s in found if not _is_road(s)]
        found = placed or found
    found = _finest(found)
    if len(found) <= 1:
        return found
    if all(not s.fine for s in found) or not _listed(doc, found) or _between(clause, found):
        return [min(found, key=lambda s: (not s.fine, _distance(s, anchor_at)))]
    return found


def named_before(doc: Document, clause: Clause) -> list[Site]:
    """The place that 'the same field', 'the base' points back to: the last one of that kind named before."""
    if clause.has("weapon", "ied") and _of_convoys(doc, clause):
        return []
    words = clause.of("anaphora") if not clause.of("site") else []
    words = [c for c in words if c.value == "site"] or words
    words = words or [
        c for c in clause.of("target") if c.entry.number == "sg" and (c.definite or _of_a_town(clause, c))
    ]
    for word in words:
        kinds = {c.value for c in clause.of("target") if c.begin <= word.end and word.begin <= c.end}
        body = [c for c in doc.clauses[: clause.index + 1] if not doc.in_title(c)]
        title = [c for c in doc.clauses[: clause.index + 1] if doc.in_title(c)]
        for other in [*reversed(body), *title]:
            told = candidates(doc, other)
            if not doc.in_title(other):
                headed = [c for c in told if _headed(other, c, kinds)]
                told = [*reversed(headed), *(c for c in reversed(told) if c not in headed)]
            for cue in told:
                if cue.begin < word.begin and _of_kind(doc, other, cue, kinds):
                    site = _as_site(doc, other, cue)
                    return [Site(site.site_id, site.named, word.begin, word.end, "anaphora")]
        own = _of_the_town(doc, word)
        if own:
            return [own]
    return []


def _of_the_town(doc: Document, word: Cue) -> Site | None:
    """'The airport', 'the city's airport': that of the town named last, of those that have one."""
    if word.value != _AIRPORT:
        return None
    before = [c for c in doc.begun(0, word.begin, "site") if c.end <= word.begin and c.entry.detail == "strong"]
    for cue in reversed(before):
        facility = facility_in(gazetteer().core_site(cue.value), word.value)
        if facility:
            return Site(facility, cue.value, word.begin, word.end, "facility_of_the_town")
    return None


def _of_a_town(clause: Clause, word: Cue) -> bool:
    """'the airport of the city'."""
    return any(p.definite and 0 < p.begin - word.end <= 1 for p in clause.of("placeword"))


def _headed(clause: Clause, cue: Cue, kinds: set[str]) -> bool:
    """'the base of …': the word for the kind stands in the name or right before it."""
    return any(t.value in kinds and t.begin <= cue.begin <= t.end + 1 for t in clause.of("target"))


def _of_kind(doc: Document, clause: Clause, cue: Cue, kinds: set[str]) -> bool:
    core = gazetteer().core_site(cue.value)
    kind = gazetteer().target_kind(core)
    facility = facility_of(doc, clause, cue, core)
    if facility is not None:
        return not kinds or gazetteer().target_kind(facility) in kinds or kind in kinds
    return is_fine(core) and (not kinds or kind in kinds)


def _on_the_road(doc: Document, clause: Clause) -> list[Cue]:
    """Where a convoy was bombed: the town or governorate, be it that of the police; not the embassy of the cars."""
    if not (clause.has("weapon", "ied") and _of_convoys(doc, clause)):
        return []
    return [c for c in clause.of("site") if c.entry.detail == "strong" and is_settled(c.value)]


def _distance(site: Site, position: int) -> int:
    return min(abs(site.start - position), abs(site.end - position))


def _finest(found: list[Site]) -> list[Site]:
    """Drops a place that another one of the list lies in, and doubles; facilities push out bare settlements."""
    kept: list[Site] = []
    for site in found:
        twin = next((k for k in kept if related(k.site_id, site.site_id)), None)
        if twin is None:
            kept.append(site)
        elif finer(site.site_id, twin.site_id) == site.site_id and site.site_id != twin.site_id:
            kept[kept.index(twin)] = site
    if any(s.fine for s in kept):
        kept = [s for i, s in enumerate(kept) if s.fine or _beside_fine(kept, i)]
    return kept


def _beside_fine(kept: list[Site], index: int) -> bool:
    """'in al-Qaim and Jurf al-Sakhr': a town in one list with a facility, joined to it by and alone."""
    site = kept[index]
    return index > 0 and kept[index - 1].fine and 0 < site.start - kept[index - 1].end <= _AND_REACH


def _listed(doc: Document, found: list[Site]) -> bool:
    """True where the places stand as a list: joined by and, with little between them."""
    ordered = sorted(found, key=lambda s: s.start)
    return all(b.start - a.end <= _LIST_REACH and _joined(doc, a, b) for a, b in pairwise(ordered))


def _is_road(site: Site) -> bool:
    return gazetteer().value(site.named, "target_kind") == "other"


def _between(clause: Clause, found: list[Site]) -> bool:
    """'On the road between A and B' is one place."""
    first = min(s.start for s in found)
    return any(0 < first - b.end <= _WORD_GAP for b in clause.of("between"))


def _joined(doc: Document, first: Site, second: Site) -> bool:
    return any(w.strip("',()")[:1] == affixes().conjunction for w in doc.between(first.end, second.end).split())


def _as_site(doc: Document, clause: Clause, cue: Cue) -> Site:
    places = gazetteer()
    core = places.core_site(cue.value)
    if _of_convoys(doc, clause) and gazetteer().value(core, "target_kind") not in _BUILT:
        convoy = convoy_site(cue.value)
        if convoy:
            return Site(convoy, cue.value, cue.begin, cue.end, "convoy_in_governorate")
    facility = facility_of(doc, clause, cue, core)
    if facility:
        return Site(facility, cue.value, cue.begin, cue.end, "facility_in_town")
    return Site(core, cue.value, cue.start, cue.end, "alias")


def _of_convoys(doc: Document, clause: Clause) -> bool:
    """A convoy in the clause (aircraft strike a car, not the convoys counted here), or a roadside bomb after one."""
    if any(
        t.value == "convoy" and not any(o.begin <= t.begin < o.end for o in clause.of("origin"))
        for t in clause.of("target")
    ):
        return not clause.has("weapon", "airstrike") or clause.has("weapon", "ied")
    return clause.has("weapon", "ied") and doc.first_convoy < clause.index


def convoy_site(site_id: str) -> str | None:
    """The convoy pseudo-site of the governorate that the place lies in; None where there is none."""
    places = gazetteer()
    for place in (site_id, *places.ancestors(site_id)):
        for name in (f"{_CONVOY}{place}", f"{_CONVOY}{place.removesuffix('_city')}"):
            if name in places.rows:
                return places.canonical(name)
    admin = str(places.value(site_id, "admin1") or "").lower().replace("-", "_").replace(" ", "_")
    name = f"{_CONVOY}{admin.replace('al_', '', 1)}"
    return places.canonical(name) if name in places.rows else None
