"""The timeline: its bars are the counts, its marks the milestones, its title what the data show."""

from __future__ import annotations

from itertools import pairwise

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.dates import date2num

from osint_iraq.plot import plot_timeline
from osint_iraq.plot.milestones import levels
from osint_iraq.plot.words import timeline_alt, timeline_title

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
