"""One question put to the tables, with everything that a reviewer asks of the answer.

Was the rate of attacks reported another after a political event than before? The windows, the dates that it is compared
with and the other events that were tried are fixed in the question, so that none of them is chosen for its result.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pandas as pd

from osint_iraq.analyse import around, study_events
from osint_iraq.analyse.card import result_card
from osint_iraq.analyse.coverage import against_tallies
from osint_iraq.analyse.epochs import Epochs, superposed_epochs
from osint_iraq.analyse.gaps import gaps_in
from osint_iraq.analyse.placebo import Placebo, placebo_dates
from osint_iraq.analyse.profile import event_profile
from osint_iraq.analyse.propagation import Propagated, propagate
from osint_iraq.analyse.reporting import reporting_variants
from osint_iraq.analyse.sliding import Measure
from osint_iraq.analyse.specification import specification_curve, specification_test, summarise_specifications
from osint_iraq.analyse.windows import compare, family
from osint_iraq.finding import Evidence, sentences, verdict
from osint_iraq.labels import Lang, has_label
from osint_iraq.pipeline import Tables
from osint_iraq.reference import load_known_gaps, load_official_tallies, load_political_events
from osint_iraq.report.accuracy import reading_accuracy
from osint_iraq.report.choices import linkings
from osint_iraq.report.question import Question
from osint_iraq.rows import records
from osint_iraq.schema import empty
from osint_iraq.storage import StorageError

__all__ = ["Answer", "Question", "ask", "markdown", "rounded"]

_WIDE = ("us_coalition", "us_interests")  # totals of all attacks, not of one place or on convoys alone
_NO_OTHER_DATES = "too few other dates with the same windows in the reference period"
_MEASURE: Measure = "score"  # finds far more of the changes that are there than the log ratio, at the same level
_MEASURES: tuple[Measure, ...] = (_MEASURE, "log-ratio")
_MODELS = ["days", "before_exposure", "before_count", "after_exposure", "after_count", "model", "ratio", "low", "high",
           "p", "dispersion", "dispersion_p", "preferred", "detectable_up", "detectable_down"]  # fmt: skip
_PLACEBOS = ["days", "reference_start", "reference_end", "before_count", "after_count", "n_placebo", "n_disjoint",
             "share_as_extreme", "p_placebo", "p_log_ratio"]  # fmt: skip
_VARIANTS = ["variant", "before", "after", "before_offset", "after_offset", "unit", "ratio", "low", "high", "why_not",
             "caveat"]  # fmt: skip


def markdown(text: str, lang: Lang) -> str:
    """Markdown that stands from the right where it is Arabic."""
    return text if lang == "en" else f'<div dir="rtl" lang="ar">\n\n{text}\n\n</div>'


def rounded(table: pd.DataFrame, places: int = 3) -> pd.DataFrame:
    """The table with its fractions rounded, to be read; dates and whole numbers as they are."""
    fractions = {str(c): table[c].round(places) for c in table.select_dtypes("float")}
    return table.assign(**fractions)


def ask(tables: Tables, event: str, cover: Iterable[str], **choices: Any) -> Answer:
    """The answer to `Question(event, cover, **choices)`, which see; nothing is computed before it is looked at.

    Raises ValueError for a question that cannot be asked.

    >>> from dataclasses import fields
    >>> from osint_iraq.schema import empty
    >>> nothing = Tables(**{f.name: empty(f.name) for f in fields(Tables)})
    >>> ask(nothing, "2020-06-11", ["2019-05-01", "2026-03-21"]).finding().splitlines()[0]
    '**No attack was reported in the 30 days before 11 June 2020 or in the 30 days from then on.**'
    """
    return Answer(tables, Question(event, tuple(cover), **choices))  # type: ignore[arg-type]


@dataclass(frozen=True)
class Answer:
    """The parts of the answer, each a tidy table of the analysis that it is named for, computed when first read."""

    tables: Tables
    question: Question

    def of(self, **choices: Any) -> Answer:
        """The same question with other choices, such as of(event="…", days=14)."""
        return replace(self, question=replace(self.question, **choices))

    @property
    def _what(self) -> dict[str, Any]:
        q = self.question
        return {"study": q.study, "political_events": q.political_events}

    @property
    def _window(self) -> dict[str, Any]:
        return {"days": self.question.days, "gap": self.question.gap, **self._what}

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
        given = {**self._what, **self._cover}
        rows = compare(self.tables.events, q.event, q.lengths, q.gap, **given)
        days = around(self.tables.events, q.event, q.lengths, q.gap, **given)
        rows = rows.merge(days[["days", "before_exposure", "after_exposure"]], on="days", how="left")
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
        """The placebo test at every length, within the reference period and within the whole cover; one row each.

        A length whose windows reach out of a period has no row for it.
        """
        q, rows = self.question, []
        for period in dict.fromkeys([q.period, q.cover]):
            given = {**self._what, **dict(zip(("start", "end"), period, strict=True))}
            for days in (d for d in q.lengths if q.fits(d, q.gap, period)):
                score, ratio = (placebo_dates(self.tables.events, q.event, days, q.gap, measure=m, **given).result
                                for m in _MEASURES)  # fmt: skip
                rows.append(score.assign(p_log_ratio=ratio["p_placebo"]))
        return rounded(pd.concat(rows, ignore_index=True)[_PLACEBOS]) if rows else pd.DataFrame(columns=_PLACEBOS)

    @cached_property
    def profile(self) -> pd.DataFrame:
        """Week by week around the event, with what other dates show."""
        return event_profile(self.tables.events, self.question.event, **self._what, **self._period)

    @cached_property
    def family(self) -> pd.DataFrame:
        """The same comparison around every political event that was tried, the asked one first; one row each."""
        named = list(dict.fromkeys([self.question.event, *self.question.others]))
        rows = family(self.tables.events, named, **self._window, **self._cover, placebo=self._p_at)
        untested = rows["p_placebo"].isna() & rows["refused"].isna()
        return rows.assign(refused=rows["refused"].mask(untested, _NO_OTHER_DATES))

    def _p_at(self, event: Mapping[str, Any]) -> float:
        found = placebo_dates(self.tables.events, event, measure=_MEASURE, **self._window, **self._period)
        return float(found.result["p_placebo"].iloc[0])

    @cached_property
    def spread(self) -> Propagated:
        """The comparison with the errors of reading drawn in."""
        given = {"score": reading_accuracy(self.tables), "draws": self.question.draws, **self._window, **self._cover}
        return propagate(self.tables.events, self.question.event, **given)

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
        return {"linking": linkings(self.tables), **q.curve, **self._what, **self._period}

    @cached_property
    def specifications(self) -> pd.DataFrame:
        """The ratio in every defensible way of counting, one row each."""
        named: Any = self.window[["event_date", "title_en", "title_ar"]].iloc[0].to_dict()
        main = (self.question.days, self.question.gap)
        curve = specification_curve(self.tables.events, self.question.event, primary=main, **self._choices)
        return curve.assign(**named)

    @cached_property
    def specification_test(self) -> pd.DataFrame:
        """Whether the whole curve is unusual among the curves at other dates; one row."""
        return specification_test(self.tables.events, self.question.event, **self._choices)

    @cached_property
    def by_gap(self) -> pd.DataFrame:
        """What the gap around the date does to the results that differ: one row is one gap."""
        parts = [summarise_specifications(rows.assign(primary=[True, *[False] * (len(rows) - 1)])).assign(gap=gap)
                 for gap, rows in self.specifications.groupby("gap")]  # fmt: skip
        columns = ["gap", "n_different", "median", "share_above_one", "share_interval_above", "share_interval_below"]
        return rounded(pd.concat(parts, ignore_index=True)[columns])

    @cached_property
    def card(self) -> pd.DataFrame:
        """Everything that the comparison should never be shown without, one line each: item and value."""
        q = self.question
        more: dict[str, Any] = {"milestones": self._others, "milestones_tried": len(self.family)}
        more |= {"curve": self.specifications, "propagated": self.spread}
        more |= {"measure": _MEASURE, "reference": q.period, "gaps": self._known_gaps}
        found = result_card(self.tables.events, q.event, **self._window, **self._cover, **more)
        return rounded(found).iloc[0].rename_axis("item").rename("value").reset_index()

    @property
    def _known_gaps(self) -> pd.DataFrame | None:
        """The known gaps of the chronology; None where no attack of the tables stands in it, or it is not at hand."""
        if not self.tables.events["chronology_id"].notna().any():
            return None
        try:
            return load_known_gaps()
        except StorageError:
            return None

    @cached_property
    def gaps(self) -> pd.DataFrame:
        """The known gaps that touch the two windows; one row is one gap, see `gaps_in`."""
        known, study = self._known_gaps, self.question.study
        rows = empty("known_gaps") if known is None else known
        return gaps_in(self.window.iloc[0], rows, study.countries, study.targets)

    @property
    def _others(self) -> pd.DataFrame | None:
        if not self.question.others:
            return None
        known = self.question.political_events
        rows = load_political_events() if known is None else known
        return rows[rows["event_id"].isin(self.question.others)]

    @cached_property
    def coverage(self) -> dict[str, Any] | None:
        """The published total that shares days with the windows and ends nearest to them, with our count beside it.

        None for a study of single places, weapons or convoys, which no such total counts, and where there is none.
        """
        study, row = self.question.study, self.window.iloc[0]
        if study.targets == "convoys" or study.sites or study.weapons or study.actors != "nonstate":
            return None
        try:
            rows = against_tallies(self.tables.events, load_official_tallies()).compared
        except StorageError:  # an installed package has no totals beside it
            return None
        wide = rows["targets"].isin(_WIDE) & rows["countries"].fillna("").str.contains("IQ") & rows["ratio"].notna()
        shares = (rows["period_start"] <= row["after_end"]) & (rows["as_of_end"] >= row["before_start"])
        named = rows["counter"].map(lambda counter: has_label(f"counter.{counter}")).astype(bool)
        rows = rows[wide & shares & named]
        away = rows.assign(away=(rows["as_of_end"] - row["event_date"]).abs(), pooled=rows["countries"].str.len())
        nearest = away.sort_values(["away", "pooled"], kind="stable").head(1)
        return records(nearest)[0] if len(nearest) else None

    @cached_property
    def evidence(self) -> Evidence:
        """What the finding rests on, each part as the row that it is; nothing where a window is not covered."""
        if verdict(self.window.iloc[0]) == "uncovered":
            return Evidence()
        card = dict(zip(self.card["item"], self.card["value"], strict=True))
        curve = records(summarise_specifications(self.specifications))[0]
        return Evidence(
            comparison=self.preferred,
            placebo=records(self.placebo.result)[0],
            spread=records(self.spread.summary)[0],
            specifications=records(self.specification_test)[0] | curve,
            family=records(self.family)[0] if self.question.others else None,
            sources={name: card[f"from_{name}"] for name in ("both", "articles", "chronology")},
            coverage=self.coverage,
            gaps=tuple(records(self.gaps)),
        )

    def finding(self, lang: Lang = "en") -> str:
        """The finding as Markdown: its first sentence bold, the others below it; Arabic stands from the right."""
        first, *more = sentences(self.window.iloc[0], lang, self.evidence)
        return markdown("\n\n".join([f"**{first}**", " ".join(more)]), lang)

    def epochs(self, milestones: Iterable[str], **choices: Any) -> Epochs:
        """The mean around several milestones, in the reference period; the event itself goes before its neighbours."""
        named = list(milestones)
        own = self.question.event if self.question.event in named else None
        given = {**self._what, **self._period, "first": own, "measure": _MEASURE}
        return superposed_epochs(self.tables.events, named, **{**given, **choices})
