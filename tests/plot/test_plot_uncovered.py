"""Periods that the sources do not cover: a band and no bar, no zero in a title, and words for those who cannot see it."""

from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.dates import date2num

from osint_iraq.plot import (
    plot_site_map,
    plot_sites,
    plot_timeline,
    plot_weapons,
    publish_sites,
    publish_timeline,
    publish_weapons,
)
from osint_iraq.plot.uncovered import spans
from osint_iraq.plot.weapons import weapon_groups
from osint_iraq.plot.words import frequency, timeline_title, totals
from tests.plot.looking import check_page, grey, labelled, legend, texts

LANGS = pytest.mark.parametrize("lang", ["en", "ar"])
NA = pd.NA
WEEKS = pd.date_range("2020-03-01", periods=6, freq="7D")


def weekly(by, cut=(), **given):
    """As attack_counts(by=…, cover=…) gives it: a missing count has no exposure; a week of `cut` has four days."""
    rows = [
        {"period_start": day, "period_end": day + pd.Timedelta(days=6), by: value, "count": n, "undated": n if n is NA else 0,
         "exposure_days": 0 if n is NA else 4 if place in cut else 7, "partial": n is NA or place in cut}
        for value, numbers in given.items() for place, (day, n) in enumerate(zip(WEEKS, numbers, strict=True))
    ]  # fmt: skip
    table = pd.DataFrame(rows).astype({"count": "Int64", "undated": "Int64"})
    return table.sort_values("period_start", kind="stable", ignore_index=True)


KNOWN = [NA, NA, 2, 0, 1, NA]
BY_SOURCE = weekly("source", articles=KNOWN, both=[NA, NA, 0, 0, 1, NA], chronology=[NA, NA, 0, 0, 1, NA])
BY_WEAPON = weekly("weapons", rocket=KNOWN, drone=[NA, NA, 0, 0, 2, NA])
BY_SITE = weekly("site_id", green_zone=KNOWN, taji=[NA, NA, 0, 0, 1, NA])
BANDS = [
    (pd.Timestamp("2020-03-01"), pd.Timestamp("2020-03-14")),
    (pd.Timestamp("2020-04-05"), pd.Timestamp("2020-04-11")),
]
DRAWN = pytest.mark.parametrize(("plot", "table"), [(plot_timeline, BY_SOURCE), (plot_weapons, BY_WEAPON),
                                                    (plot_sites, BY_SITE)])  # fmt: skip


def band_ends(axes):
    found = [p for p in axes.patches if p.get_label() == "uncovered"]
    return [(p.get_x(), p.get_x() + p.get_width()) for p in found]


def test_runs_of_periods_without_a_count_are_joined():
    assert spans(BY_SOURCE) == BANDS
    assert spans(BY_SOURCE.assign(count=0)) == []
    one_known = BY_SOURCE.assign(count=BY_SOURCE["count"].where(BY_SOURCE["source"] == "both"))
    assert spans(one_known) == BANDS  # what one series knows of is covered


def test_sums_of_what_is_not_covered_are_missing():
    assert totals(BY_SOURCE)["count"].tolist() == [NA, NA, 2, 0, 3, NA]
    grouped = weapon_groups(BY_WEAPON)
    assert grouped["count"].isna().groupby(grouped["period_start"]).agg(["any", "all"]).to_numpy().tolist() == [
        [n is NA] * 2 for n in KNOWN
    ]
    assert grouped.loc[grouped["weapons"] == "ied", "count"].dropna().tolist() == [0, 0, 0]


@DRAWN
@LANGS
def test_they_have_a_hatched_band_and_no_bar(plot, table, lang):
    axes = plot(table, lang=lang).axes[0]
    assert band_ends(axes) == [(date2num(a), date2num(b) + 1) for a, b in BANDS]
    band = next(p for p in axes.patches if p.get_label() == "uncovered")
    assert grey(band.get_facecolor()) > 0.9
    assert 0.7 < grey(band.get_hatchcolor()) < 0.85  # to be seen, and paler than the hatches of bars
    assert band.get_hatch() not in {None, *(b.get_hatch() for bars in axes.containers for b in bars)}
    for bars in axes.containers:
        assert [b.get_x() for b in bars] == date2num(WEEKS[2:5]).tolist()
        assert {b.get_width() for b in bars} == {7}


@DRAWN
@LANGS
def test_the_chart_says_so_in_words(plot, table, lang):
    figure = plot(table, lang=lang)
    assert {"en": "Hatched bands: days that the sources do not cover", "ar": "أيام لا تغطيها المصادر"}[lang] in texts(
        figure, "notes"
    )
    if plot is not plot_sites:
        assert {"en": "not covered", "ar": "غير مشمول"}[lang] in legend(figure)
    check_page(figure)
    whole = table.assign(count=table["count"].fillna(0), undated=0, exposure_days=7, partial=False)
    assert "Hatched bands" not in texts(plot(whole), "notes")
    assert "not covered" not in legend(plot(whole))


@pytest.mark.parametrize(
    ("values", "en", "ar"),
    [
        ([NA, NA, 2, 0, 1, NA], "Attacks reported peaked at 2 in the week from 15 March 2020; none in 1 of the 3 weeks covered",
         "بلغ عدد الهجمات المبلّغ عنها ذروته (2) في الأسبوع الذي بدأ في 15 آذار 2020، ولم يُبلّغ عن أي هجوم في أسبوع واحد من أصل 3 تغطيها المصادر"),
        ([NA, 1, 2, 3, 1, NA], "Attacks reported peaked at 3 in the week from 22 March 2020",
         "بلغ عدد الهجمات المبلّغ عنها ذروته (3) في الأسبوع الذي بدأ في 22 آذار 2020"),
        ([NA, 0, 0, 0, 0, NA], "No attack was reported in the part of the window that the sources cover",
         "لم يُبلّغ عن أي هجوم في الجزء الذي تغطيه المصادر من المدة"),
        ([NA] * 6, "The sources cover no day of the window", "لا تغطي المصادر أي يوم من هذه المدة"),
        ([0, 1, 2, 3, 1, 0], "Attacks reported peaked at 3 in the week from 22 March 2020; none in 2 of 6 weeks",
         "بلغ عدد الهجمات المبلّغ عنها ذروته (3) في الأسبوع الذي بدأ في 22 آذار 2020، ولم يُبلّغ عن أي هجوم في أسبوعين من أصل 6"),
    ],
)  # fmt: skip
def test_titles_count_zeros_among_what_is_covered(values, en, ar):
    table = weekly("source", both=values)
    assert timeline_title(table, "en") == en
    assert timeline_title(table, "ar") == ar
    assert texts(plot_timeline(table, lang="ar"), "title") == ar


@LANGS
def test_nothing_covered_is_drawn_as_bands_alone(lang):
    none = weekly("source", both=[NA] * 6)
    figure = plot_timeline(none, lang=lang)
    assert not [b for bars in figure.axes[0].containers for b in bars]
    assert {"en": "not known in all", "ar": "المجموع غير معروف"}[lang] in texts(figure, "subtitle")
    check_page(figure)


def test_a_period_covered_in_part_has_a_star_that_says_so():
    figure = plot_timeline(weekly("source", cut=(2,), both=KNOWN))
    assert [t.get_text() for t in figure.axes[0].texts] == ["2*", "1"]
    assert "* The window, or what the sources cover, cuts this period short." in texts(figure, "notes")
    assert "cuts this period short" not in texts(plot_timeline(BY_SOURCE), "notes")  # cut are those not covered alone


def test_how_long_periods_are_is_told_from_their_days_not_from_those_covered():
    assert frequency(weekly("source", cut=(0, 1, 2, 3, 4, 5), both=[1] * 6)) == "week"
    assert frequency(weekly("source", both=[NA] * 6)) == "week"
    months = BY_SOURCE.assign(period_end=BY_SOURCE["period_start"] + pd.Timedelta(days=29))
    assert frequency(months) == "month"


def test_a_map_says_what_is_not_covered():
    assert "Not covered by the sources: 1 to 14 March 2020; 5 to 11 April 2020." in texts(
        plot_site_map(BY_SITE), "notes"
    )
    assert "لا تغطيها المصادر" in texts(plot_site_map(BY_SITE, "ar"), "notes")
    assert not labelled(plot_site_map(BY_SITE), "uncovered")


def test_what_is_published_says_it_in_the_alternative_text(coarse, tmp_path):
    made = [publish_timeline(BY_SOURCE, None, tmp_path, "a"), publish_weapons(BY_WEAPON, None, tmp_path, "b"),
            publish_sites(BY_SITE, tmp_path, "c")]  # fmt: skip
    for charts in made:
        assert "Not covered by the sources: 1 to 14 March 2020; 5 to 11 April 2020." in charts.en.alt
        assert "مدد لا تغطيها المصادر: من 1 إلى 14 آذار 2020" in charts.ar.alt
    none = publish_timeline(weekly("source", both=[NA] * 6), None, tmp_path, "d").en.alt
    assert "0 in reports" not in none
    assert none.count("Not covered by the sources") == 1
