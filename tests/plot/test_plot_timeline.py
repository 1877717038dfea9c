"""The timeline: its bars are the counts, its marks the milestones, its title what the data show."""

from __future__ import annotations

import json
from itertools import pairwise

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.dates import date2num

from osint_iraq.plot import plot_timeline, publish_timeline, publish_window
from osint_iraq.plot.milestones import levels
from osint_iraq.plot.words import timeline_alt, timeline_notes, timeline_title, window_articles

LANGS = pytest.mark.parametrize("lang", ["en", "ar"])


@pytest.fixture(scope="module")
def counts(make_counts):
    return make_counts(
        "2020-01-01", "2020-04-30", "M", both=[1, 0, 2, 0], articles=[0, 0, 1, 0], chronology=[3, 0, 4, 1]
    )


def texts(figure, gid):
    found = [t for t in figure.findobj(mpl.text.Text) if t.get_gid() == gid]
    return " ".join(t.get_text() for t in found)


@LANGS
def test_bars_are_the_counts_stacked_by_source(counts, lang):
    axes = plot_timeline(counts, lang=lang).axes[0]
    heights = {c.get_label(): [bar.get_height() for bar in c] for c in axes.containers}
    assert heights == {"both": [1, 0, 2, 0], "articles": [0, 0, 1, 0], "chronology": [3, 0, 4, 1]}
    tops = [bar.get_y() + bar.get_height() for bar in axes.containers[-1]]
    assert tops == [4, 0, 7, 1]


def test_bars_stand_where_their_periods_are(counts):
    bars = plot_timeline(counts).axes[0].containers[0]
    assert [b.get_x() for b in bars] == date2num(counts["period_start"].unique()).tolist()
    assert [b.get_width() for b in bars] == [31, 29, 31, 30]


def test_the_three_sources_differ_by_more_than_colour(counts):
    containers = plot_timeline(counts).axes[0].containers
    assert len({c[0].get_hatch() for c in containers}) == 3
    grey = sorted(np.dot(c[0].get_facecolor()[:3], [0.299, 0.587, 0.114]) for c in containers)
    assert min(np.diff(grey)) > 0.2


@LANGS
def test_sums_stand_above_the_bars_and_a_star_above_a_cut_period(make_counts, lang):
    cut = make_counts("2020-01-01", "2020-03-10", "M", partial=True, both=[1, 0, 2])
    axes = plot_timeline(cut, lang=lang).axes[0]
    assert [t.get_text() for t in axes.texts] == ["1", "2*"]


@LANGS
def test_milestones_are_numbered_in_order_and_named_in_the_key(counts, make_milestones, lang):
    shown = make_milestones({"2020-03-05": "Second", "2020-01-20": "First", "2021-01-01": "Outside"})
    figure = plot_timeline(counts, shown, lang)
    marks = {t.get_gid(): t for t in figure.axes[0].texts if t.get_gid()}
    assert list(marks) == ["milestone-1", "milestone-2"]
    assert marks["milestone-1"].get_position()[0] == date2num(pd.Timestamp("2020-01-20"))
    key = texts(figure, "key")
    named = ["First", "Second"] if lang == "en" else ["حدث 1", "حدث 0"]
    assert key.index(named[0]) < key.index(named[1])
    assert "Outside" not in key


@LANGS
def test_no_mark_covers_another(make_counts, make_milestones, lang):
    counts = make_counts("2020-01-01", "2021-12-31", "M", both=[1] * 24)
    days = ["2020-06-11", "2020-06-11", "2020-06-12", "2020-06-20", "2020-07-01", "2021-06-01"]
    shown = pd.concat([make_milestones({day: "Talks"}) for day in days], ignore_index=True)
    figure = plot_timeline(counts, shown, lang)
    assert isinstance(figure.canvas, FigureCanvasAgg)
    figure.canvas.draw()
    boxes = [t.get_bbox_patch().get_window_extent() for t in figure.axes[0].texts if t.get_gid()]
    assert len(boxes) == 6
    assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[:i])


@LANGS
def test_nothing_runs_over_the_edge_of_the_figure(make_counts, make_milestones, lang):
    counts = make_counts("2020-01-01", "2020-12-31", "M", partial=True, undated=2, both=[30] * 12)
    shown = make_milestones(
        {f"2020-{m:02}-11": "A long title that has to be set in several lines, as some are " * 2 for m in range(1, 13)}
    )
    figure = plot_timeline(counts, shown, lang)
    figure.canvas.draw()
    page = figure.bbox
    for text in figure.findobj(mpl.text.Text):
        box = text.get_window_extent()
        if text.get_text() and text.get_visible():
            inside = page.x0 <= box.x0 and box.x1 <= page.x1 and page.y0 <= box.y0 and box.y1 <= page.y1
            assert inside, text.get_text()


def test_arabic_stands_right_and_is_given_unshaped(counts):
    figure = plot_timeline(counts, lang="ar")
    title = next(t for t in figure.texts if t.get_gid() == "title")
    assert title.get_horizontalalignment() == "right"
    # matplotlib joins and orders the letters; text that was shaped before would come out reversed
    assert not [c for t in figure.texts for c in t.get_text() if "\ufb50" <= c <= "\ufeff"]
    start, end = figure.axes[0].get_xlim()
    assert start < end  # time runs from left to right in both languages


@pytest.mark.parametrize(
    ("values", "en", "ar"),
    [
        ([1, 3, 0], "Attacks reported peaked at 3 in February 2020; none in 1 of 3 months",
         "بلغ عدد الهجمات المبلّغ عنها ذروته (3) في شباط 2020، ولم يُبلّغ عن أي هجوم في شهر واحد من أصل 3"),
        ([1, 3, 2], "Attacks reported peaked at 3 in February 2020", "بلغ عدد الهجمات المبلّغ عنها ذروته (3) في شباط 2020"),
        ([1, 0, 1], "Never more than 1 attack reported a month; none in 1 of 3 months",
         "لم يتجاوز عدد الهجمات المبلّغ عنها 1 في أي شهر، ولم يُبلّغ عن أي هجوم في شهر واحد من أصل 3"),
        ([4, 4, 4], "Never more than 4 attacks reported a month", "لم يتجاوز عدد الهجمات المبلّغ عنها 4 في أي شهر"),
        ([0, 0, 0], "No attack was reported in the whole window", "لم يُبلّغ عن أي هجوم طوال المدة"),
    ],
)  # fmt: skip
def test_the_title_is_the_finding(make_counts, values, en, ar):
    counts = make_counts("2020-01-01", "2020-03-31", "M", chronology=values)
    assert timeline_title(counts, "en") == en
    assert timeline_title(counts, "ar") == ar
    assert texts(plot_timeline(counts), "title") == en


def test_subtitle_and_notes_say_what_is_counted(make_counts):
    weekly = make_counts("2020-03-01", "2020-03-20", "W-SAT", partial=True, undated=1, both=[1, 2, 3])
    figure = plot_timeline(weekly, subject="convoys")
    assert "convoys" in texts(figure, "subtitle")
    assert "6 in all" in texts(figure, "subtitle")
    notes = texts(figure, "notes")
    assert "Weeks start on Sunday." in notes
    assert "cuts this period short" in notes
    assert "At least 3 attacks more" in notes  # one in each of the three sources
    assert figure.axes[0].get_ylabel() == "Attacks reported per week"


@pytest.mark.parametrize(
    ("held", "en", "ar"),
    [
        ({"articles": [1, 0]}, "Source: Arabic news reports, by osint_iraq.", "إلى تقارير إخبارية عربية. غياب"),
        ({"chronology": [0, 2]}, "Source: a hand-made chronology, by osint_iraq.", "إلى سجل زمني أُعدّ يدوياً. غياب"),
        ({"both": [0, 2]}, "Source: Arabic news reports and a hand-made chronology, by osint_iraq.",
         "إلى تقارير إخبارية عربية وسجل زمني أُعدّ يدوياً. غياب"),
        ({"articles": [1, 0], "chronology": [0, 2]},
         "Source: Arabic news reports and a hand-made chronology, by osint_iraq.",
         "إلى تقارير إخبارية عربية وسجل زمني أُعدّ يدوياً. غياب"),
        ({}, "Source: Arabic news reports and, where joined, a hand-made chronology, by osint_iraq.",
         "إلى تقارير إخبارية عربية، يُضاف إليها سجل زمني أُعدّ يدوياً حيثما أُدرج. غياب"),
    ],
)  # fmt: skip
def test_the_source_is_that_of_the_attacks_counted(make_counts, held, en, ar):
    table = make_counts("2020-01-01", "2020-02-29", "M", **held)
    assert texts(plot_timeline(table), "notes").startswith(f"{en} Where no bar stands")
    assert ar in texts(plot_timeline(table, lang="ar"), "notes")
    assert "where joined" in timeline_notes(table.drop(columns="source"), "en")[0]


def test_the_alternative_text_holds_the_numbers(counts, make_milestones):
    shown = make_milestones({"2020-01-20": "Talks open"})
    alt = timeline_alt(counts, shown, "en")
    for part in ("per month", "peaked at 7 in March 2020", "3 in reports and in the chronology", "Talks open"):
        assert part in alt


@pytest.mark.parametrize(
    ("change", "word"),
    [(lambda c: c.drop(columns="source"), "source"), (lambda c: c.head(0), "empty")],
)
def test_unusable_counts_are_refused(counts, change, word):
    with pytest.raises(ValueError, match=word):
        plot_timeline(change(counts))


def test_unusable_milestones_and_languages_are_refused(counts, make_milestones):
    with pytest.raises(ValueError, match="title_ar"):
        plot_timeline(counts, make_milestones({"2020-01-20": "x"}).drop(columns="title_ar"))
    with pytest.raises(ValueError, match="fr"):
        plot_timeline(counts, lang="fr")


def test_the_settings_of_matplotlib_stay_as_they_were(counts):
    before = dict(mpl.rcParams)
    plot_timeline(counts)
    assert dict(mpl.rcParams) == before


@given(places=st.lists(st.floats(0, 100), max_size=15).map(sorted), room=st.floats(0.5, 20))
def test_marks_in_one_row_keep_their_distance(places, room):
    rows = levels(places, room)
    for row in set(rows):
        own = [p for p, r in zip(places, rows, strict=True) if r == row]
        assert all(b - a >= room for a, b in pairwise(own))


# The reports read, below the attacks.


def read(counts, articles, undated=0):
    """A table as reporting_intensity gives it, with the periods of `counts`."""
    periods = counts[["period_start", "period_end", "exposure_days", "partial"]].drop_duplicates(ignore_index=True)
    return periods.assign(articles=articles, with_attack=0, outlets=0, undated=undated)


@LANGS
def test_the_reports_read_stand_below_on_the_same_days(counts, lang):
    upper, lower = plot_timeline(counts, lang=lang, intensity=read(counts, [5, 0, 2, 9])).axes
    (bars,) = lower.containers
    assert [b.get_height() for b in bars] == [5, 0, 2, 9]
    assert [b.get_x() for b in bars] == [b.get_x() for b in upper.containers[0]]
    assert lower.get_xlim() == upper.get_xlim()
    assert lower.get_position().y1 < upper.get_position().y0
    assert lower.get_ylim()[1] > 9  # an axis of its own
    assert lower.get_ylabel().split("\n") == {"en": ["Reports", "read"], "ar": ["التقارير", "المقروءة"]}[lang]


def test_the_names_of_the_months_stand_once_below_both(counts):
    upper, lower = plot_timeline(counts, intensity=read(counts, [5, 0, 2, 9])).axes
    assert not upper.xaxis.get_tick_params(which="minor")["labelbottom"]
    assert [n.get_text().split("\n")[0] for n in lower.get_xticklabels(minor=True)][:2] == ["January", "February"]


def test_without_them_the_chart_is_as_it_was(counts):
    assert len(plot_timeline(counts).axes) == 1
    assert "Lower bars" not in texts(plot_timeline(counts), "notes")


@pytest.mark.parametrize(("undated", "said"), [(0, False), (3, True)])
def test_the_note_says_how_many_were_read(counts, undated, said):
    notes = texts(plot_timeline(counts, intensity=read(counts, [5, 0, 2, 9], undated)), "notes")
    assert "16 in all and never more than 9 a month" in notes
    assert ("Of 3 reports the day of publication" in notes) == said


@LANGS
def test_nothing_runs_over_the_edge_with_the_reports_below(make_counts, make_milestones, lang):
    counts = make_counts("2020-01-01", "2020-12-31", "M", partial=True, undated=2, both=[30] * 12)
    shown = make_milestones({"2020-02-11": "A long title that has to be set in several lines, as some are " * 2})
    figure = plot_timeline(counts, shown, lang, intensity=read(counts, [12345] * 12, 7))
    figure.canvas.draw()
    for text in figure.findobj(mpl.text.Text):
        box = text.get_window_extent()
        if text.get_text().strip() and text.get_visible():
            assert figure.bbox.x0 <= box.x0, text.get_text()
            assert box.x1 <= figure.bbox.x1, text.get_text()
            assert figure.bbox.y0 <= box.y0, text.get_text()


def test_other_periods_are_refused(counts, make_counts):
    fewer = read(counts, [1, 2, 3, 4]).head(3)
    weeks = read(make_counts("2020-01-01", "2020-01-28", "W-SAT", both=[0] * 5), [0] * 5)
    for other in (fewer, weeks):
        with pytest.raises(ValueError, match="periods of counts"):
            plot_timeline(counts, intensity=other)


def test_they_are_published_beside_the_data(counts, tmp_path):
    charts = publish_timeline(counts, None, tmp_path, "t", intensity=read(counts, [5, 0, 2, 9]))
    assert pd.read_csv(tmp_path / "t-articles.csv")["articles"].tolist() == [5, 0, 2, 9]
    assert tmp_path / "t-articles.csv" in charts.files
    assert "16 in all" in charts.caption["en"]
    assert "16 in all" in charts.en.alt
    about = json.loads((tmp_path / "t.json").read_text(encoding="utf-8"))
    assert len(about["articles_sha256"]) == 64
    publish_timeline(counts, None, tmp_path, "u")
    assert "articles_sha256" not in json.loads((tmp_path / "u.json").read_text(encoding="utf-8"))


def by_day(start, end, articles):
    days = pd.date_range(start, end)
    counted = [articles.get(day.strftime("%Y-%m-%d"), 0) for day in days]
    return pd.DataFrame({"period_start": days, "period_end": days, "articles": counted, "exposure_days": 1})


def test_a_window_says_how_many_reports_it_had(make_window, tmp_path):
    # the window runs from 12 May to 10 June and from 11 June to 10 July 2020
    published = {"2020-05-11": 50, "2020-05-12": 2, "2020-06-10": 1, "2020-06-11": 4, "2020-07-11": 50}
    days = by_day("2020-05-01", "2020-07-31", published)
    charts = publish_window(make_window(), tmp_path, "w", intensity=days)
    assert "3 before, 4 from then on" in charts.caption["en"]
    assert "3 قبل الموعد و4 ابتداءً منه" in charts.caption["ar"]
    assert "Reports read" not in publish_window(make_window(), tmp_path, "v").caption["en"]


def test_a_window_without_cover_has_no_number_of_reports(make_window):
    row = make_window(before_start=pd.NaT, before_end=pd.NaT).iloc[0]
    assert "not known before, 0 from then on" in window_articles(row, by_day("2020-06-01", "2020-07-31", {}), "en")


@pytest.mark.parametrize("change", [{"exposure_days": 7}, {"period_start": pd.Timestamp("2020-05-20")}])
def test_reports_by_the_week_or_of_a_shorter_time_are_refused(make_window, change):
    days = by_day("2020-05-01", "2020-07-31", {}).assign(**change)
    with pytest.raises(ValueError, match="by the day"):
        window_articles(make_window().iloc[0], days, "en")
