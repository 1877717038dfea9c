"""Events to counts: which attacks are studied, how many fell into each period, what lay before and after a date."""

from __future__ import annotations

from osint_iraq.analyse.counts import attack_counts
from osint_iraq.analyse.study import Study, study_events
from osint_iraq.analyse.windows import around, rate_interval, rate_ratio

__all__ = ["Study", "around", "attack_counts", "rate_interval", "rate_ratio", "study_events"]
