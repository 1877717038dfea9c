"""The window chart: bars and intervals are those of the table, and the title says no more than they support."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from osint_iraq.finding import Evidence, finding_title
from osint_iraq.plot import plot_window
from osint_iraq.plot.words import ratio_text

LANGS = pytest.mark.parametrize("lang", ["en", "ar"])


@LANGS
def test_bars_and_intervals_are_those_of_the_table(make_window, lang):
    axes = plot_window(make_window(), lang).axes[0]
    bars = {c.get_label(): c[0].get_width() for c in axes.containers if c.get_label() in ("before", "after")}
    assert bars == {"before": 3, "after": 11}
    segments = [s for c in axes.collections for s in c.get_segments()]
    ends = {tuple(np.round(s[:, 0], 6)) for s in segments}
    assert {(0.6, 8.8), (5.5, 19.7)} <= ends


def test_rates_run_from_the_right_in_arabic(make_window):
    assert plot_window(make_window(), "ar").axes[0].xaxis_inverted()
    assert not plot_window(make_window(), "en").axes[0].xaxis_inverted()


@pytest.mark.parametrize(
    ("given", "en", "ar"),
    [
        (
            {"ratio_low": 1.2},
            "Attacks reported rose from 3 in the 30 days before 11 June 2020 to 11 in the 30 days from then on",
            "ارتفع عدد الهجمات المبلّغ عنها من 3 خلال 30 يوماً قبل 11 حزيران 2020 إلى 11 خلال 30 يوماً ابتداءً منه",
        ),
        (
            {"before_count": 11, "after_count": 2, "ratio_low": 0.02, "ratio_high": 0.8},
            "Attacks reported fell from 11 in the 30 days before 11 June 2020 to 2 in the 30 days from then on",
            "انخفض عدد الهجمات المبلّغ عنها من 11 خلال 30 يوماً قبل 11 حزيران 2020 إلى 2 خلال 30 يوماً ابتداءً منه",
        ),
        (
            {},
            "Attacks reported: 3 in the 30 days before 11 June 2020, 11 in the 30 days from then on, a difference that "
            "chance alone can give",
            "الهجمات المبلّغ عنها: 3 خلال 30 يوماً قبل 11 حزيران 2020 و11 خلال 30 يوماً ابتداءً منه، وهو فرق قد ينشأ عن "
            "المصادفة وحدها",
        ),
        (
            {"after_count": 3, "after_exposure": 7, "before_exposure": 7},
            "Attacks reported: 3 in the 7 days before 11 June 2020, and as many in the 7 days from then on",
            "الهجمات المبلّغ عنها: 3 خلال 7 أيام قبل 11 حزيران 2020 ومثلها خلال 7 أيام ابتداءً منه",
        ),
        (
            {"before_count": 0, "after_count": 0, "ratio_low": math.nan, "ratio_high": math.nan},
            "No attack was reported in the 30 days before 11 June 2020 or in the 30 days from then on",
            "لم يُبلّغ عن أي هجوم خلال 30 يوماً قبل 11 حزيران 2020 ولا خلال 30 يوماً ابتداءً منه",
        ),
        (
            {"after_count": None, "after_exposure": 0},
            "The sources do not cover both sides of 11 June 2020",
            "لا تغطي المصادر ما قبل 11 حزيران 2020 وما بعده معاً",
        ),
    ],
)
def test_the_title_says_what_the_interval_supports(make_window, given, en, ar):
    row = make_window(**given).iloc[0]
    assert finding_title(row, "en") == en
    assert finding_title(row, "ar") == ar


@pytest.mark.parametrize(
    ("given", "part"),
    [
        ({}, "3.67 (95% interval from 0.97 to 20"),
        (
            {"rate_ratio": math.inf, "ratio_low": 0.5, "ratio_high": math.inf},
            "no attack before (95% interval from 0.50",
        ),
        ({"rate_ratio": math.nan}, "cannot be given"),
    ],
)
def test_the_ratio_in_words(make_window, given, part):
    assert part in ratio_text(make_window(**given).iloc[0], "en")


@LANGS
@pytest.mark.parametrize(
    "given",
    [
        {"before_count": 0, "after_count": 0, "before_low": 0.0, "after_low": 0.0, "rate_ratio": math.nan},
        {"after_count": None, "after_rate": math.nan, "after_low": math.nan, "after_high": math.nan, "after_exposure": 0,
         "after_start": pd.NaT, "after_end": pd.NaT, "rate_ratio": math.nan},
        {"title_en": None, "title_ar": None},
        {"gap": 3, "undated": 2},
        {"before_start": pd.Timestamp("2024-09-28"), "before_end": pd.Timestamp("2024-10-31"),
         "title_en": "A very long title of a political event " * 5, "title_ar": "عنوان طويل لحدث سياسي " * 8},
    ],
)  # fmt: skip
def test_it_can_be_drawn_and_nothing_runs_over_the_edge(make_window, given, lang):
    figure = plot_window(make_window(**given), lang)
    figure.canvas.draw()
    for text in [*figure.texts, *figure.axes[0].texts, *figure.axes[0].get_yticklabels()]:
        box = text.get_window_extent()
        assert figure.bbox.x0 <= box.x0, text.get_text()
        assert box.x1 <= figure.bbox.x1, text.get_text()
        assert figure.bbox.y0 <= box.y0, text.get_text()


def test_more_than_one_row_is_refused(make_window):
    with pytest.raises(ValueError, match="2"):
        plot_window(pd.concat([make_window(), make_window()]))


@LANGS
def test_with_evidence_the_chart_says_what_other_dates_show(make_window, lang):
    days = {"reference_start": pd.Timestamp("2019-05-01"), "reference_end": pd.Timestamp("2021-12-31")}
    evidence = Evidence(
        comparison={"ratio": 3.67, "low": 1.4, "high": 9.6, "model": "quasi-poisson"},
        placebo={"p_placebo": 0.21, "n_placebo": 741, "n_as_extreme": 155, "n_disjoint": 11, **days},
    )
    figure = plot_window(make_window(ratio_low=1.4), lang, evidence=evidence)
    texts = {gid: " ".join(t.get_text() for t in figure.texts if t.get_gid() == gid) for gid in ("title", "ratio")}
    plain = " ".join(
        t.get_text() for t in plot_window(make_window(ratio_low=1.4), lang).texts if t.get_gid() == "title"
    )
    assert texts["title"] != plain  # a rise that other dates show too is not called a rise
    for part in ("741", "21%", "9.6"):
        assert part in texts["ratio"]
