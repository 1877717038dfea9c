"""One question put to the tables, with everything that a reviewer asks of the answer.

Was the rate of attacks reported another after a political event than before? The windows, the dates that it is compared
with and the other events that were tried are fixed in the question, so that none of them is chosen for its result.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import pandas as pd

from osint_iraq.analyse import Study, around, study_events
from osint_iraq.analyse.card import result_card
from osint_iraq.analyse.coverage import against_tallies
from osint_iraq.analyse.epochs import Epochs, superposed_epochs
from osint_iraq.analyse.placebo import Placebo, placebo_dates
from osint_iraq.analyse.profile import event_profile
from osint_iraq.analyse.propagation import Propagated, propagate
from osint_iraq.analyse.reporting import reporting_variants
from osint_iraq.analyse.sliding import Measure
from osint_iraq.analyse.specification import specification_curve, specification_test, summarise_specifications
from osint_iraq.analyse.windows import compare, family
from osint_iraq.finding import Evidence, sentences
from osint_iraq.labels import Lang, has_label
from osint_iraq.pipeline import Tables
from osint_iraq.reference import load_official_tallies, load_political_events
from osint_iraq.report.accuracy import reading_accuracy
from osint_iraq.report.choices import linkings
from osint_iraq.rows import records

__all__ = ["Answer", "Question", "ask", "rounded"]

Days = tuple[str, str]
LENGTHS = (7, 14, 30, 60, 90)
_WIDE = ("us_coalition", "us_interests")  # totals of all attacks, not of one place or on convoys alone
_YEAR = 365
_MEASURE: Measure = "score"  # finds far more of the changes that are there than the log ratio, at the same level
_MODELS = ["days", "before_count", "after_count", "model", "ratio", "low", "high", "p", "dispersion", "dispersion_p",
           "preferred", "detectable_up", "detectable_down"]  # fmt: skip
_MEASURES: tuple[Measure, ...] = (_MEASURE, "log-ratio")
_VARIANTS = ["variant", "before", "after", "before_offset", "after_offset", "unit", "ratio", "low", "high", "why_not",
             "caveat"]  # fmt: skip
_PLACEBOS = ["days", "reference_start", "reference_end", "before_count", "after_count", "n_placebo", "n_disjoint",
             "share_as_extreme", "p_placebo", "p_log_ratio"]  # fmt: skip


@dataclass(frozen=True)
class Question:
    """What is asked, fixed before anything is counted.

    event: a row id of political_events, or a date. days, gap: the main windows. cover: the first and last day on which
    the sources cover attacks. reference: the days within which other dates are comparable (a regime); the cover where
    it is missing. others: ids of the political events that are compared beside this one. lengths: windows for
    sensitivity. study: what counts as an attack. draws: how often errors of reading are drawn.
    """

    event: str
    days: int = 30
    gap: int = 0
    cover: Days = ("2019-05-01", "2026-03-21")
    reference: Days | None = None
    others: tuple[str, ...] = ()
    lengths: tuple[int, ...] = LENGTHS
    study: Study = field(default_factory=Study)
    draws: int = 500

    @property
    def period(self) -> Days:
        """The days within which other dates are looked at."""
        return self.reference or self.cover


def rounded(table: pd.DataFrame, places: int = 3) -> pd.DataFrame:
    """The table with its fractions rounded, to be read; dates and whole numbers as they are."""
    fractions = {str(c): table[c].round(places) for c in table.select_dtypes("float")}
    return table.assign(**fractions)


def ask(tables: Tables, event: str, **choices: Any) -> Answer:
    """The answer to `Question(event, **choices)`; nothing is computed before it is looked at. Raises as its parts do.

    >>> from dataclasses import fields
    >>> from osint_iraq.schema import empty
    >>> nothing = Tables(**{f.name: empty(f.name) for f in fields(Tables)})
    >>> ask(nothing, "2020-06-11").finding().splitlines()[0]
    '**No attack was reported in the 30 days before 11 June 2020 or in the 30 days from then on.**'
    """
    tupled: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in choices.items()}
    return Answer(tables, Question(event, **tupled))


@dataclass(frozen=True)
class Answer:
    """The parts of the answer, each a tidy table of the analysis that it is named for, computed when first read."""

    tables: Tables
    question: Question

    @property
    def _window(self) -> dict[str, Any]:
        q = self.question
        return {"days": q.days, "gap": q.gap, "study": q.study}

    @property
    def _cover(self) -> dict[str, Any]:
        return dict(zip(("start", "end"), self.question.cover, strict=True))

    @property
    def _period(self) -> dict[str, Any]:
        return dict(zip(("start", "end"), self.question.period, strict=True))

    @cached_property
    def funnel(self) -> pd.DataFrame:
        """Which attacks are counted, and which are left out for which reason."""
        return study_events(self.tables.events, self.question.study).funnel

    @cached_property
    def window(self) -> pd.DataFrame:
        """One row of `around`: the main comparison."""
        return around(self.tables.events, self.question.event, **self._window, **self._cover)

    @cached_property
    def models(self) -> pd.DataFrame:
        """`compare` at every length: three models, the dispersion, and what could have been seen at all."""
        q = self.question
        rows = compare(self.tables.events, q.event, q.lengths, q.gap, study=q.study, **self._cover)
        return rounded(rows[_MODELS])

    @cached_property
    def preferred(self) -> dict[str, Any]:
        """The row of `compare` for the main window whose model is to be read."""
        rows = compare(self.tables.events, self.question.event, **self._window, **self._cover)
        return records(rows[rows["preferred"]])[0]

    @cached_property
    def placebo(self) -> Placebo:
        """The main comparison at every other date of the reference period."""
        return placebo_dates(self.tables.events, self.question.event, measure=_MEASURE, **self._window, **self._period)

    @cached_property
    def placebos(self) -> pd.DataFrame:
        """The placebo test at every length, within the reference period and within the whole cover; one row each."""
        q, rows = self.question, []
        for start, end in dict.fromkeys([q.period, q.cover]):
            for days in q.lengths:
                given: dict[str, Any] = {"study": q.study, "start": start, "end": end}
                score, ratio = (placebo_dates(self.tables.events, q.event, days, q.gap, measure=m, **given).result
                                for m in _MEASURES)  # fmt: skip
                rows.append(score.assign(p_log_ratio=ratio["p_placebo"]))
        return rounded(pd.concat(rows, ignore_index=True)[_PLACEBOS])

    @cached_property
    def profile(self) -> pd.DataFrame:
        """Week by week around the event, with what other dates show."""
        q = self.question
        return event_profile(self.tables.events, q.event, study=q.study, **self._period)

    @cached_property
    def family(self) -> pd.DataFrame:
        """The same comparison around every political event that was tried, corrected for their number."""
        q = self.question
        named = list(dict.fromkeys([q.event, *q.others]))
        return family(self.tables.events, named, **self._window, **self._cover, placebo=self._p_at)

    def _p_at(self, event: Mapping[str, Any]) -> float:
        found = placebo_dates(self.tables.events, event, measure=_MEASURE, **self._window, **self._period)
        return float(found.result["p_placebo"].iloc[0])

    @cached_property
    def spread(self) -> Propagated:
        """The comparison with the errors of reading drawn in."""
        q = self.question
        score = reading_accuracy(self.tables)
        return propagate(self.tables.events, q.event, score=score, draws=q.draws, **self._window, **self._cover)

    @cached_property
    def reporting(self) -> pd.DataFrame:
        """The ratio per article read and by the overlap of sources, beside that per day; one row is one variant."""
        t, choices = self.tables, {**self._window, **self._cover}
        found = reporting_variants(
            t.events, self.question.event, t.articles, t.mentions, t.political_mentions, **choices
        )
        return rounded(found[_VARIANTS])

    @cached_property
    def _choices(self) -> dict[str, Any]:
        q = self.question
        return {"linking": linkings(self.tables), "study": q.study, "primary": (q.days, q.gap), **self._period}

    @cached_property
    def specifications(self) -> pd.DataFrame:
        """The ratio in every defensible way of counting, one row each."""
        named: Any = self.window[["event_date", "title_en", "title_ar"]].iloc[0].to_dict()
        return specification_curve(self.tables.events, self.question.event, **self._choices).assign(**named)

    @cached_property
    def specification_test(self) -> pd.DataFrame:
        """Whether the whole curve is unusual among the curves at other dates; one row."""
        return specification_test(self.tables.events, self.question.event, **self._choices)

    @property
    def _whole_curve(self) -> dict[str, Any]:
        return {"p_median": self.specification_test["p_median"].iloc[0]}

    @property
    def _others(self) -> pd.DataFrame | None:
        known = load_political_events()
        return known[known["event_id"].isin(self.question.others)] if self.question.others else None

    @cached_property
    def card(self) -> pd.DataFrame:
        """Everything that the comparison should never be shown without, one line each: item and value."""
        q = self.question
        more: dict[str, Any] = {"milestones": self._others, "milestones_tried": 1 + len(q.others)}
        more |= {"curve": self.specifications, "propagated": self.spread}
        found = result_card(self.tables.events, q.event, **self._window, **self._cover, **more)
        return rounded(found).iloc[0].rename_axis("item").rename("value").reset_index()

    @cached_property
    def coverage(self) -> dict[str, Any] | None:
        """The published total of attacks in Iraq whose day lies nearest to the windows, with our count beside it.

        None where no total with a first day and a number lies within a year.
        """
        rows = against_tallies(self.tables.events, load_official_tallies()).compared
        known = rows["ratio"].notna() & rows["targets"].isin(_WIDE) & rows["countries"].fillna("").str.contains("IQ")
        rows = rows[known & rows["counter"].map(lambda c: has_label(f"counter.{c}")).astype(bool)]
        away = (rows["as_of_end"] - self.window["event_date"].iloc[0]).abs().dt.days + rows["countries"].str.len()
        return records(rows.loc[[away.idxmin()]])[0] if len(rows) and away.min() <= _YEAR else None

    @cached_property
    def evidence(self) -> Evidence:
        """What the finding rests on, each part as the row that it is."""
        card = dict(zip(self.card["item"], self.card["value"], strict=True))
        own = self.family[self.family["event_date"] == self.window["event_date"].iloc[0]]
        return Evidence(
            comparison=self.preferred,
            placebo=records(self.placebo.result)[0],
            spread=records(self.spread.summary)[0],
            specifications=records(summarise_specifications(self.specifications))[0] | self._whole_curve,
            family=records(own)[0] if self.question.others and len(own) else None,
            sources={name: card[f"from_{name}"] for name in ("both", "articles", "chronology")},
            coverage=self.coverage,
        )

    def finding(self, lang: Lang = "en") -> str:
        """The finding as Markdown: its first sentence bold, the others below it; Arabic stands from the right."""
        first, *more = sentences(self.window.iloc[0], lang, self.evidence)
        text = "\n\n".join([f"**{first}**", " ".join(more)])
        return text if lang == "en" else f'<div dir="rtl" lang="ar">\n\n{text}\n\n</div>'

    def epochs(self, milestones: Iterable[str], **choices: Any) -> Epochs:
        """The mean around several milestones, in the reference period."""
        given: dict[str, Any] = {"study": self.question.study, **self._period} | choices
        return superposed_epochs(self.tables.events, list(milestones), **given)

    def of(self, **choices: Any) -> Answer:
        """The same question with other choices, such as of(event="…", days=14)."""
        return replace(self, question=replace(self.question, **choices))
