"""One attack of a report: the frames that tell it, the clauses that add to it, what they agree on."""

from __future__ import annotations

from dataclasses import dataclass, field

from osint_iraq.dates import DateExpression
from osint_iraq.extract.document import Clause
from osint_iraq.extract.frames import Frame
from osint_iraq.extract.sites import Site, finer, related
from osint_iraq.gazetteer import gazetteer
from osint_iraq.lexicon import Cue


@dataclass(eq=False)
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
    _sited: int = field(default=0, init=False)  # frames that have had their say on the place
    _finest: Site | None = field(default=None, init=False)
    _armed: int = field(default=0, init=False)  # frames that have had their say on the weapons
    _kinds: frozenset[str] = field(default=frozenset(), init=False)
    _counted: tuple[int, int] = field(default=(0, 0), init=False)  # frames and details in `_clauses`
    _clauses: list[Clause] = field(default_factory=list, init=False)
    _cue_kinds: frozenset[str] = field(default=frozenset(), init=False)

    @property
    def site(self) -> Site | None:
        """The finest site that its frames name, else the one it was taken to share."""
        if self.intended_site:
            return self.intended_site
        while self._sited < len(self.frames):
            site = self.frames[self._sited].site
            if site and (self._finest is None or better_site(site, self._finest)):
                self._finest = site
            self._sited += 1
        if not self.detail_sites:
            return self._finest or self.inherited_site
        return inside_of(self._finest, self.detail_sites) or self.inherited_site

    @property
    def date(self) -> DateExpression | None:
        """The first date that resolves, that of a statement last; else the first date at all."""
        best, lowest = self.inherited_date, 4
        for frame in self.frames:
            if frame.date is not None:
                order = 2 * (frame.date.date_start is None) + frame.said_on
                if order == 0:
                    return frame.date
                if order < lowest:
                    best, lowest = frame.date, order
        return best

    @property
    def dated(self) -> bool:
        """True where one of its own frames names a day."""
        return any(f.date and f.date.date_start for f in self.frames)

    @property
    def said_on(self) -> bool:
        """True where its day is only that of statements."""
        dated = [f for f in self.frames if f.date and f.date.date_start]
        return bool(dated) and all(f.said_on for f in dated)

    @property
    def weapons(self) -> frozenset[str]:
        """The kinds of weapon that its frames name."""
        while self._armed < len(self.frames):
            self._kinds |= self.frames[self._armed].weapon_kinds
            self._armed += 1
        return self._kinds

    @property
    def clauses(self) -> list[Clause]:
        """Its clauses in order, those of its frames and those that add details; the list is not to be changed."""
        counted = (len(self.frames), len(self.details))
        if counted != self._counted:
            seen = {c.index: c for c in self.details} | {c.index: c for f in self.frames for c in f.clauses}
            self._counted, self._clauses = counted, [seen[i] for i in sorted(seen)]
            self._cue_kinds = frozenset().union(*[c.kinds for c in self._clauses])
        return self._clauses

    @property
    def cue_kinds(self) -> frozenset[str]:
        """The kinds of cue in its clauses: what is not among them, no clause need be asked for."""
        return self._cue_kinds if self.clauses else frozenset()


def inside_of(site: Site | None, others: list[Site]) -> Site | None:
    """The facility inside the place, where the details name one ("near the Victory base" at the airport)."""
    if site is None:
        return None
    return next((o for o in others if o.fine and site.site_id in gazetteer().ancestors(o.site_id)), site)


def better_site(site: Site, best: Site) -> bool:
    """Finer than the one in hand, or a facility where that is only a town."""
    return (
        finer(site.site_id, best.site_id) != best.site_id
        if related(site.site_id, best.site_id)
        else (site.fine and not best.fine)
    )


def cues_of(attack: Attack, *kinds: str) -> list[tuple[Clause, Cue]]:
    """The cues of these kinds in the attack's clauses, with their clause."""
    if attack.cue_kinds.isdisjoint(kinds):
        return []
    able = [clause for clause in attack.clauses if not clause.kinds.keys().isdisjoint(kinds)]
    return [(clause, cue) for clause in able for cue in clause.of(*kinds)]
