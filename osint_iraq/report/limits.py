"""What the numbers of a report do not mean, in the words that stand in it."""

from __future__ import annotations

__all__ = ["LIMITS"]

LIMITS = (
    "Counts are attacks <em>reported</em>: in the reports that were read, in a hand-made chronology, or in "
    "both. The charts show which is which.",
    "A period without a bar has no attack on record. That is no proof that there was none.",
    "An archive holds what was collected: more reports in a week can mean more collecting, not more attacks. The "
    "bundled reports, where they are used, are few and were chosen, and how often they mention attacks says nothing "
    "about how often attacks happened.",
    "A window around a political event describes what came before and after. It does not show that the event mattered: "
    "talks follow attacks as well as the other way round, and other events lie in the same weeks.",
    "Attacks come in bursts. The lines of a before/after chart take them as independent; the finding beside it allows "
    "for bursts, and how unusual a change is, is told by the same windows at other dates.",
    "With few attacks, no clear change is not the same as no change: the finding says how large one would have been "
    "seen.",
)
"""Each is one sentence or two, as HTML."""
