"""When the rate changed, asked without the date of the political event, and how far attacks bring about attacks."""

from __future__ import annotations

import pandas as pd

from osint_iraq.analyse.bursts import bursts
from osint_iraq.analyse.changes import change_points, change_stand, single_change
from osint_iraq.analyse.excitation import self_exciting
from osint_iraq.analyse.segmented import segmented
from osint_iraq.finding import change_sentence
from osint_iraq.labels import Lang
from osint_iraq.report.answer import Answer

__all__ = ["bursts_of", "change_found", "changes_around", "line_broken", "self_excitement"]

_DAYS = 90  # on either side of the event: fixed, so that the stretch is not chosen to fit
_STAND = ["stands", "change_date", "days_from_event", "change_ratio", "low", "high", "p_blocks"]
_CHANGES = ["penalty_rule", "segment_start", "segment_end", "days", "count", "rate", "change_ratio", "support"]
_TERMS = ["term", "ratio", "low", "high", "p", "model", "se_type", "n", "dispersion", "lag1", "caveat"]
_MODELS = ["model", "n", "mu", "branching", "branching_low", "branching_high", "half_life_days", "aic", "delta_aic",
           "preferred", "pit_p", "caveat"]  # fmt: skip


def _span(answer: Answer, days: int) -> tuple[pd.Timestamp, pd.Timestamp]:
    """So many days on either side of the event, cut to what the sources cover."""
    first = answer.window["event_date"].iloc[0]
    cover = [pd.Timestamp(d) for d in answer.question.cover]
    one = pd.Timedelta(days=1)
    return max(first - days * one, cover[0]), min(first + (days - 1) * one, cover[1])


def _stand(answer: Answer, days: int) -> pd.DataFrame:
    q = answer.question
    found = single_change(answer.tables.events, *_span(answer, days), study=q.study)
    return change_stand(found, q.event)


def change_found(answer: Answer, lang: Lang = "en", days: int = _DAYS) -> str:
    """The day on which the rate changed most within `days` of the event, and how surely, in one sentence."""
    text = change_sentence(_stand(answer, days).iloc[0], lang)
    return text if lang == "en" else f'<div dir="rtl" lang="ar">\n\n{text}\n\n</div>'


def changes_around(answer: Answer, days: int = _DAYS) -> pd.DataFrame:
    """The stretches of one rate within `days` of the event, by a stricter and a laxer penalty; one row is a stretch."""
    q = answer.question
    parts = [change_points(answer.tables.events, *_span(answer, days), penalty=rule, study=q.study)
             for rule in ("bic", "sic")]  # fmt: skip
    return pd.concat(parts, ignore_index=True)[_CHANGES].round(2)


def line_broken(answer: Answer, days: int = 180) -> pd.DataFrame:
    """The interrupted time series within `days` of the event, by weeks; one row is one term of one model."""
    q = answer.question
    start, end = _span(answer, days)
    fits = [segmented(answer.tables.events, q.event, start=start, end=end, family=family, study=q.study, **more)
            for family, more in (("quasi-poisson", {}), ("negative-binomial", {}), ("poisson", {"lagged_counts": 1}))]  # type: ignore[arg-type] # fmt: skip
    return pd.concat(fits, ignore_index=True)[_TERMS].round(3)


def bursts_of(answer: Answer) -> pd.DataFrame:
    """The stretches of the reference period that hold more attacks than chance would; one row is one burst."""
    return bursts(answer.tables.events, *answer.question.period, study=answer.question.study).round(3)


def self_excitement(answer: Answer) -> pd.DataFrame:
    """Models of attacks that follow attacks, fitted to the reference period; one row is one model."""
    found = self_exciting(answer.tables.events, *answer.question.period, study=answer.question.study)
    return found[_MODELS].round(3)
