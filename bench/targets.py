"""What the project holds itself to, each as a ratio of speeds within one run."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["TARGETS", "Target", "missed"]


@dataclass(frozen=True)
class Target:
    """In the comparison `case` we are to do at least `least` times as many documents in a second as `peer`."""

    case: str
    peer: str
    least: float


TARGETS = (
    Target("relevant", "camel-tools", 3),
    Target("relevant", "trafilatura", 4),
    Target("relevant", "dateparser", 40),
    Target("quiet", "bare scan", 1 / 2),
    Target("html", "resiliparse", 1 / 1.5),
)


def missed(medians: dict[tuple[str, str], float]) -> list[str]:
    """A line for each target that the median ratios, by case and peer, do not reach.

    >>> missed({(t.case, t.peer): t.least for t in TARGETS})
    []
    """
    return [
        f"{target.case} beside {target.peer}: {medians[target.case, target.peer]:.3f}, wanted at least {target.least:.3f}"
        for target in TARGETS
        if medians[target.case, target.peer] < target.least
    ]
