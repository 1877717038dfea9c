"""The spread of the draws: every draw in one bar, the finding as counted marked, and the share above 1 in the title."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from osint_iraq.plot.spread import plot_spread, publish_spread
from tests.plot.looking import check_arabic, check_page, grey, labelled, legend, texts

LANGS = pytest.mark.parametrize("lang", ["en", "ar"])
INF, NAN = float("inf"), float("nan")


def draws(*ratios):
    return pd.DataFrame({"draw": range(len(ratios)), "ratio": ratios})


def summary(plain=2.0, **more):
    row = {"event_id": "talks", "event_date": pd.Timestamp("2020-06-11"), "title_en": "Talks open",
           "title_ar": "افتتاح الحوار", "days": 30, "gap": 0, "measure": "attacks", "plain_before": 4, "plain_after": 8,
           "plain_ratio": plain}  # fmt: skip
    return pd.DataFrame([row | more])


MIXED = draws(0.5, 0.5, 1.0, 1.0, 1.0, 2.0, 4.0, INF, INF, 0.0, NAN)


def heights(figure, name):
    (bars,) = [c for c in figure.axes[0].containers if c.get_label() == name]
    return [b.get_height() for b in bars if b.get_height()]


@LANGS
def test_every_draw_is_in_one_bar(lang):
    figure = plot_spread(MIXED, summary(), lang)
    assert heights(figure, "below") == [2]
    assert heights(figure, "around") == [3]
    assert heights(figure, "above") == [1, 1]
    assert heights(figure, "0") == [1]
    assert heights(figure, "∞") == [2]


@pytest.mark.parametrize("scale", [0.05, 0.5, 2.0])
def test_bars_hold_their_ratios_however_wide_the_spread(scale):
    ratios = np.exp(np.random.default_rng(3).normal(0.3, scale, 500))
    figure = plot_spread(draws(*ratios), summary())
    bars = [b for c in figure.axes[0].containers for b in c]
    for bar in bars:
        inside = (np.log10(ratios) >= bar.get_x()) & (np.log10(ratios) < bar.get_x() + bar.get_width())
        assert abs(inside.sum() - bar.get_height()) <= 1  # one may stand on the edge
    assert sum(b.get_height() for b in bars) == 500
    assert len([t for t in figure.axes[0].get_xticklabels() if t.get_text()]) >= 3


@LANGS
@pytest.mark.parametrize(("plain", "at"), [(2.0, np.log10(2)), (INF, None), (0.0, None)])
def test_the_finding_as_counted_is_marked(lang, plain, at):
    figure = plot_spread(draws(1.0, 2.0, 3.0), summary(plain), lang)
    (line,) = labelled(figure, "plain")
    low, high = figure.axes[0].get_xlim()
    assert low < line.get_xdata()[0] < high
    if at is None:  # no axis can hold it: it stands at the end that is named so
        ticks = dict(
            zip([t.get_text() for t in figure.axes[0].get_xticklabels()], figure.axes[0].get_xticks(), strict=True)
        )
        at = ticks["∞" if plain else "0"]
    assert line.get_xdata()[0] == pytest.approx(at)


def test_without_a_finding_there_is_no_mark():
    figure = plot_spread(draws(1.0, 2.0), summary(NAN))
    assert not labelled(figure, "plain")
    assert "as counted" not in legend(figure)


def test_the_middle_of_the_draws_is_marked():
    ratios = np.linspace(1, 3, 201)
    (line,) = labelled(plot_spread(draws(*ratios), summary()), "middle")
    assert np.power(10, line.get_xdata()) == pytest.approx([1.05, 2.95])


def test_the_title_gives_the_middle_of_the_draws_beside_the_ratio_as_counted():
    assert texts(plot_spread(MIXED, summary()), "title") == (
        "Attacks reported: errors of reading alone put the ratio of the rates from 0 to ∞ (as counted: 2.00)"
    )
    assert texts(plot_spread(MIXED, summary(), "ar"), "title") == (
        "الهجمات المبلّغ عنها: أخطاء القراءة وحدها تجعل نسبة المعدلين بين 0 و∞ (بحسب العدّ: 2.00)"
    )


@LANGS
def test_where_nothing_rests_on_reports_alone_the_title_says_so(lang):
    plain = texts(plot_spread(draws(2.0, 2.0), summary(alone=1), lang), "title")
    none = texts(plot_spread(draws(2.0, 2.0), summary(alone=0), lang), "title")
    assert none != plain
    assert "2.00" in none
    if lang == "en":
        assert "rests on reports alone" in none


def test_draws_without_a_ratio_are_said():
    assert "1 draw." in texts(plot_spread(MIXED, summary()), "notes")
    assert "No ratio" not in texts(plot_spread(draws(1.0, 2.0), summary()), "notes")


def test_the_subtitle_says_event_finding_and_measure():
    said = texts(plot_spread(draws(*[2.0] * 40), summary(measure="killed")), "subtitle")
    assert said.startswith("11 June 2020: Talks open. Killed as reported")
    assert "2.00 as counted; 2.00 to 2.00" in said


def test_sides_of_one_differ_without_colour():
    figure = plot_spread(MIXED, summary())
    above, around, below = (
        next(b for c in figure.axes[0].containers if c.get_label() == name for b in c)
        for name in ("above", "around", "below")
    )
    assert above.get_hatch() != below.get_hatch()
    assert grey(around.get_facecolor()[:3]) - grey(above.get_facecolor()[:3]) > 0.2


@LANGS
@pytest.mark.parametrize("ratios", [[1.0], [0.02, 0.5, 30.0, INF, 0.0, NAN], [1.0, 1.1, 1.25]])
def test_a_spread_keeps_to_the_page(lang, ratios):
    figure = plot_spread(draws(*ratios), summary(), lang)
    check_page(figure)
    if lang == "ar":
        check_arabic(figure)


def test_a_spread_is_published(coarse, tmp_path):
    charts = publish_spread(MIXED, summary(), tmp_path / "a", "s")
    about = json.loads((tmp_path / "a/s.json").read_text(encoding="utf-8"))
    assert about["n"] == 12
    assert about["window"] == {"start": "2020-05-12", "end": "2020-07-10"}
    assert "below 1 in 3" in charts.en.alt
    assert pd.read_csv(tmp_path / "a/s-summary.csv")["plain_ratio"].tolist() == [2]
    assert len(pd.read_csv(tmp_path / "a/s.csv")) == 11
    publish_spread(MIXED, summary(), tmp_path / "b", "s")
    for path in charts.files:
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes(), path.name


@pytest.mark.parametrize(
    ("table", "one", "word"),
    [(MIXED.drop(columns="ratio"), summary(), "ratio"), (draws(), summary(), "no row"),
     (MIXED, pd.concat([summary(), summary()]), "one row")],
)  # fmt: skip
def test_unusable_draws_are_refused(table, one, word):
    with pytest.raises(ValueError, match=word):
        plot_spread(table, one)
