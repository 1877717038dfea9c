"""What the project holds itself to, from targets.csv: ratios within one run, each with what a missed one means."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

__all__ = ["TARGETS", "Target", "missed"]


@dataclass(frozen=True)
class Target:
    """In the comparison `case`, our speed beside `peer` is to be `limit` at least, or our time `limit` at most.

    `measure` says which of the two; `why` is what there is to say where the target is missed.
    """

    case: str
    peer: str
    measure: str
    limit: float
    why: str

    @property
    def least(self) -> float:
        """The ratio of speeds that is wanted at least."""
        return self.limit if self.measure == "speed" else 1 / self.limit

    @property
    def wanted(self) -> str:
        """The target in words."""
        return f"{'at least' if self.measure == 'speed' else 'at most'} {self.limit:g} × its {self.measure}"


def _load() -> tuple[Target, ...]:
    with (Path(__file__).parent / "targets.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return tuple(Target(r["case"], r["peer"], r["measure"], float(r["limit"]), r["why"]) for r in rows)


TARGETS = _load()


def missed(speeds: Mapping[tuple[str, str], float]) -> list[Target]:
    """The targets that the ratios of speeds, by case and peer, do not reach.

    >>> missed({(t.case, t.peer): t.least for t in TARGETS})
    []
    """
    return [target for target in TARGETS if speeds[target.case, target.peer] < target.least]
