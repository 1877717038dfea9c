"""Which of the places that a clause names is the target: a candidate has a role, the finest target wins."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from osint_iraq.extract.document import Clause, Document
from osint_iraq.extract.facilities import facility_in, facility_of
from osint_iraq.extract.spacing import begins_behind, begins_in, ends_before
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
_SPEAKING = ("say", "blame", "political", "reaction", "denial")
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


@lru_cache(maxsize=2**16)
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
    return doc.once(_candidates, clause) if "site" in clause.kinds else []


def _candidates(doc: Document, clause: Clause) -> list[Cue]:
    found = []
    for cue in clause.kinds.get("site", ()):
        if (
            cue.value == _ANY_CONVOY
            or (cue.value == _REGION and _any_other(doc))
            or (cue.entry.detail == "weak" and not _supported(doc, clause, cue))
        ):
            continue
        if not (_is_origin(clause, cue) or _is_speaker(clause, cue) or _is_holder(clause, cue)):
            found.append(cue)
    return found


def _any_other(doc: Document) -> bool:
    """A whole region is a target only where the report names no other place."""
    return bool(doc.named_sites - {_REGION})


def _supported(doc: Document, clause: Clause, cue: Cue) -> bool:
    """A weak name needs a word for its kind just before it, or the same place named firmly in the report."""
    if cue.value in doc.firm_sites:
        return True
    for word in clause.of("target", "placeword"):
        if 0 <= cue.begin - word.end <= _NEAR and not doc.between(word.end, cue.begin).strip(" \"'()"):
            return True
    if not clause.of("attack", "motion") or not (cue.definite or len(cue.entry.term) > _SHORT_NAME):
        return False
    beside = (c for c in clause.of("attack", "on", "in", "outcome") if c.kind != "outcome" or c.value == "near_miss")
    return ends_before(beside, cue.begin, 1, 1)


def _is_origin(clause: Clause, cue: Cue) -> bool:
    """The munitions came from there."""
    if _launched_from(clause, cue):
        return True
    return any(
        0 <= cue.begin - word.end <= _ORIGIN_REACH and not _target_between(clause, word, cue)
        for word in clause.kinds.get("origin", ())
    )


def _launched_from(clause: Clause, cue: Cue) -> bool:
    """'left from the town of …': a word for from right before the place, a launch before that."""
    words = clause.of("partitive") if "motion" in clause.kinds else []
    word = next((w for w in reversed(words) if w.end <= cue.begin), None)
    if word is None or not any(m.value == "launch" and m.end <= word.begin for m in clause.of("motion")):
        return False
    gap = [c for c in clause.cues if word.end <= c.begin < cue.begin]
    if any(c.kind in ("direction", "on", "attack", "motion") for c in gap):
        return False
    if cue.begin - word.end <= (_AREA_REACH if any(c.kind == "placeword" for c in gap) else _NEAR):
        return True
    return any(c.kind == "target" and c.begin - word.end <= _NEAR and cue.begin - c.end <= _NEAR for c in gap)


def _target_between(clause: Clause, word: Cue, cue: Cue) -> bool:
    if any(word.end <= on.begin and 0 < cue.begin - on.end <= 1 for on in clause.of("on")):
        return True
    if begins_in(clause.of("attack", "direction"), word.end, cue.begin):
        return True
    return begins_in((m for m in clause.of("motion") if m.value in ("fall", "hit", "blast")), word.end, cue.begin)


def _is_speaker(clause: Clause, cue: Cue) -> bool:
    """The place only says where a source sits ("an officer of the police of Basra")."""
    kinds = clause.kinds
    if any(ends_before(kinds[k], cue.begin, _NEAR) for k in _SPEAKING if k in kinds):
        return cue.entry.term == _city_name(cue) or gazetteer().target_kind(cue.value) == "diplomatic"
    for word in kinds.get("speaker", ()):
        if word.begin == cue.begin and not ends_before(clause.of("target", "on", "attack"), cue.begin, 1, 1):
            return True
        if word.value == _HOSPITAL and cue.begin - word.end > _NEAR:
            continue
        if 0 < cue.begin - word.end <= _SPEAKER_REACH and word.begin < cue.begin:
            told = clause.of("attack", "motion", "weapon", "complement", "outcome", "target")
            if not begins_in(told, word.end, cue.begin):
                return True
    return False


def _city_name(cue: Cue) -> str:
    """A capital right after a verb of saying is its government; a base or a quarter never speaks."""
    return "" if is_fine(cue.value) else cue.entry.term


def _is_holder(clause: Clause, cue: Cue) -> bool:
    """The place only owns the target ("the centre that belongs to the embassy", "cars of the embassy")."""
    if any(t.value == "convoy" and t.begin < cue.begin < t.end + _NEAR for t in clause.kinds.get("target", ())):
        return not is_settled(cue.value)
    return "holder" in clause.kinds and ends_before(clause.of("holder"), cue.begin, _NEAR, 1)


def targets(doc: Document, clause: Clause, anchor_at: int) -> list[Site]:
    """The targets of an attack told in the clause: one, or several where the clause lists them."""
    if "site" not in clause.kinds:
        return []
    convoys = _of_convoys(doc, clause)
    bombed = convoys and clause.has("weapon", "ied")
    told = (_on_the_road(clause) if bombed else []) or candidates(doc, clause)
    found = [_as_site(doc, clause, cue, convoys) for cue in told]
    if bombed or any(s.site_id.startswith(_CONVOY) for s in found):
        found = [s for s in found if s.site_id.startswith(_CONVOY)]
        found = [s for s in found if not _is_road(s)] or found
    if len(found) <= 1:
        return found
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
    words = clause.of("anaphora") if "site" not in clause.kinds else []
    words = [c for c in words if c.value == "site"] or words
    words = words or [
        c for c in clause.of("target") if c.entry.number == "sg" and (c.definite or _of_a_town(clause, c))
    ]
    for word in words:
        kinds = {c.value for c in clause.of("target") if c.begin <= word.end and word.begin <= c.end}
        meant = _last_of_kind(doc, clause, word, kinds) or _of_the_town(doc, word)
        if meant:
            return [meant]
    return []


def _last_of_kind(doc: Document, clause: Clause, word: Cue, kinds: set[str]) -> Site | None:
    """The place of these kinds named last before the word: in the body, else in the title, in its order."""
    named = [c for c in doc.clauses[: clause.index + 1] if "site" in c.kinds]
    title = [c for c in named if doc.in_title(c)]
    for other in [*(c for c in reversed(named) if not doc.in_title(c)), *title]:
        told = [c for c in candidates(doc, other) if c.begin < word.begin]
        if not doc.in_title(other):
            told.reverse()
            told.sort(key=lambda c: not _headed(other, c, kinds))
        for cue in told:
            if _of_kind(doc, other, cue, kinds):
                site = _as_site(doc, other, cue, _of_convoys(doc, other))
                return Site(site.site_id, site.named, word.begin, word.end, "anaphora")
    return None


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
    return begins_behind((p for p in clause.of("placeword") if p.definite), word.end, 1, 1)


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


def _on_the_road(clause: Clause) -> list[Cue]:
    """Where a convoy was bombed: the town or governorate, be it that of the police; not the embassy of the cars."""
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
    return ends_before(clause.of("between"), min(s.start for s in found), _WORD_GAP, 1)


def _joined(doc: Document, first: Site, second: Site) -> bool:
    return any(w.strip("',()")[:1] == affixes().conjunction for w in doc.between(first.end, second.end).split())


def _as_site(doc: Document, clause: Clause, cue: Cue, convoys: bool) -> Site:
    """The place as a target; `convoys`: it is convoys that the clause tells of."""
    places = gazetteer()
    core = places.core_site(cue.value)
    if convoys and places.value(core, "target_kind") not in _BUILT:
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
        for t in clause.kinds.get("target", ())
    ):
        return not clause.has("weapon", "airstrike") or clause.has("weapon", "ied")
    return "weapon" in clause.kinds and clause.has("weapon", "ied") and doc.first_convoy < clause.index


@lru_cache(maxsize=2**12)
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
