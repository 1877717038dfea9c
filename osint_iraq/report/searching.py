"""When the rate changed, asked without the date of the political event, and how far attacks follow each other."""

from __future__ import annotations

from typing import Any, Literal

import pandas as pd

from osint_iraq.analyse.bursts import bursts
from osint_iraq.analyse.changes import change_points, change_stand, single_change
from osint_iraq.analyse.daily import series
from osint_iraq.analyse.excitation import self_exciting
from osint_iraq.analyse.segmented import segmented
from osint_iraq.finding import change_sentence
from osint_iraq.labels import Lang
from osint_iraq.report.answer import Answer, markdown, rounded

__all__ = ["bursts_of", "change_found", "changes_around", "line_broken", "self_excitement"]

_SHORTEST = 7  # days of a stretch at least
_DAYS = 90  # on either side of the event: fixed, so that the stretch is not chosen to fit
_CHANGES = ["penalty_rule", "segment_start", "segment_end", "days", "count", "rate", "change_ratio", "support"]
_TERMS = ["term", "ratio", "low", "high", "p", "model", "se_type", "n", "dispersion", "lag1", "caveat"]
_LINES: tuple[dict[str, Any], ...] = (
    {"family": "quasi-poisson"}, {"family": "negative-binomial"}, {"family": "poisson", "lagged_counts": 1},
)  # fmt: skip
_MODELS = ["model", "n", "mu", "branching", "branching_low", "branching_high", "half_life_days", "aic", "delta_aic",
           "preferred", "pit_p", "caveat"]  # fmt: skip


def _span(answer: Answer, days: int) -> tuple[pd.Timestamp, pd.Timestamp]:
    """So many days on either side of the event, cut to what the sources cover."""
    first = answer.window["event_date"].iloc[0]
    cover = [pd.Timestamp(d) for d in answer.question.cover]
    one = pd.Timedelta(days=1)
    return max(first - days * one, cover[0]), min(first + (days - 1) * one, cover[1])


def _can_be_searched(answer: Answer, days: int) -> bool:
    """Whether there are attacks, and days enough for two stretches."""
    first, last = _span(answer, days)
    found = (last - first).days + 1 >= 2 * _SHORTEST
    return found and bool(series(answer.tables.events, first, last, answer.question.study).sum())


def _stand(answer: Answer, days: int) -> pd.DataFrame:
    q = answer.question
    found = single_change(answer.tables.events, *_span(answer, days), study=q.study)
    return change_stand(found, q.event, political_events=q.political_events)


def change_found(answer: Answer, lang: Lang = "en", days: int = _DAYS) -> str:
    """The day on which the rate changed most within `days` of the event, and how surely, in one sentence."""
    stand = _stand(answer, days) if _can_be_searched(answer, days) else None
    return markdown(change_sentence({"stands": None} if stand is None else stand.iloc[0], lang), lang)


def changes_around(answer: Answer, days: int = _DAYS) -> pd.DataFrame:
    """The stretches of one rate within `days` of the event, by a stricter and a laxer penalty; one row is a stretch."""
    q = answer.question
    if not _can_be_searched(answer, days):
        return pd.DataFrame(columns=_CHANGES)
    rules: tuple[Literal["bic", "sic"], ...] = ("bic", "sic")
    parts = [change_points(answer.tables.events, *_span(answer, days), penalty=r, study=q.study) for r in rules]
    return rounded(pd.concat(parts, ignore_index=True)[_CHANGES], 2)


def line_broken(answer: Answer, days: int = 180) -> pd.DataFrame:
    """The interrupted time series within `days` of the event, by weeks; one row is one term of one model."""
    q = answer.question
    start, end = _span(answer, days)
    given: dict[str, Any] = {"start": start, "end": end, "study": q.study, "political_events": q.political_events}
    fits = [segmented(answer.tables.events, q.event, **given, **model) for model in _LINES]
    return rounded(pd.concat(fits, ignore_index=True)[_TERMS])


def bursts_of(answer: Answer) -> pd.DataFrame:
    """The stretches of the reference period that hold more attacks than chance would; one row is one burst."""
    return rounded(bursts(answer.tables.events, *answer.question.period, study=answer.question.study))


def self_excitement(answer: Answer) -> pd.DataFrame:
    """Models of attacks that follow attacks, fitted to the reference period; one row is one model."""
    q = answer.question
    if not series(answer.tables.events, *q.period, q.study).sum():
        return pd.DataFrame(columns=_MODELS)
    return rounded(self_exciting(answer.tables.events, *q.period, study=q.study)[_MODELS])
