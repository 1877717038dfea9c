"""Charts over days from an event: points are the rates, the band is that of the table, the title counts what left it."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from osint_iraq.plot.epochs import plot_epochs, publish_epochs
from osint_iraq.plot.profile import plot_profile, publish_profile
from tests.plot.looking import check_arabic, check_page, grey, labelled, legend, seen, texts

LANGS = pytest.mark.parametrize("lang", ["en", "ar"])
NAN = float("nan")
D = pd.Timestamp("2020-06-11")


def profile(rates, low=0.0, high=12.0, days=7, **more):
    """As event_profile gives it: half of the bins before D."""
    bins = np.arange(len(rates)) - len(rates) // 2
    frame = pd.DataFrame({"bin": bins, "day_from": bins * days, "day_to": bins * days + days - 1})
    for end, column in (("start", "day_from"), ("end", "day_to")):
        frame[f"period_{end}"] = D + pd.to_timedelta(frame[column], unit="D")
    frame["count"] = pd.array([None if np.isnan(r) else round(r * days / 30) for r in rates], dtype="Int64")
    facts = {
        "rate": rates, "placebo_low": low, "placebo_mid": (low + high) / 2, "placebo_high": high, "n_placebo": 2301,
        "event_id": "talks", "event_date": D, "title_en": "Talks open", "title_ar": "افتتاح الحوار",
        "reference_start": pd.Timestamp("2019-05-01"), "reference_end": pd.Timestamp("2026-03-21"),
    }  # fmt: skip
    return frame.assign(**facts | more)


FOUR = profile([3.0, 13.0, 20.0, 4.0])


def values(figure, name):
    (line,) = labelled(figure, name)
    return list(zip(line.get_xdata(), line.get_ydata(), strict=True))


@LANGS
def test_points_stand_in_the_middle_of_their_bins(lang):
    figure = plot_profile(FOUR, lang)
    assert values(figure, "inside") == [(-10.5, 3), (10.5, 4)]
    assert values(figure, "outside") == [(-3.5, 13), (3.5, 20)]


@LANGS
def test_the_band_is_that_of_the_table(lang):
    figure = plot_profile(profile([1.0, 1.0], low=2.0, high=9.0), lang)
    (band,) = [c for c in figure.axes[0].containers if c.get_label() == "band"]
    assert [(b.get_x(), b.get_width(), b.get_y(), b.get_height()) for b in band] == [(-7, 7, 2, 7), (0, 7, 2, 7)]
    (mid,) = labelled(figure, "mid")
    assert [s.tolist() for s in mid.get_segments()] == [[[-7, 5.5], [0, 5.5]], [[0, 5.5], [7, 5.5]]]


def test_inside_and_outside_differ_by_more_than_colour():
    figure = plot_profile(FOUR)
    inside, outside = labelled(figure, "inside")[0], labelled(figure, "outside")[0]
    assert inside.get_marker() != outside.get_marker()
    assert abs(grey(inside.get_markerfacecolor()) - grey(outside.get_markerfacecolor())) > 0.3


@LANGS
def test_a_line_with_its_name_stands_at_the_event(lang):
    figure = plot_profile(FOUR, lang)
    (line,) = labelled(figure, "event")
    assert set(line.get_xdata()) == {0}
    assert texts(figure, "event") == {"en": "11 June 2020: Talks open", "ar": "11 حزيران 2020، افتتاح الحوار"}[lang]


@pytest.mark.parametrize(
    ("rates", "en", "ar"),
    [
        ([13.0, 1.0, 2.0, 12.0],
         "Attacks reported from 11 June 2020 on stayed in the range of comparison dates (2 weeks)",
         "بقيت الهجمات المبلّغ عنها ابتداءً من 11 حزيران 2020 ضمن نطاق القيم حول تواريخ المقارنة خلال أسبوعين"),
        ([1.0, 1.0, 1.0, 13.0, 1.0, 14.0, 0.5, 2.0],
         "Attacks reported from 11 June 2020 on left the range of comparison dates in 2 of 4 weeks: 1 above, 1 below",
         "خرجت الهجمات المبلّغ عنها ابتداءً من 11 حزيران 2020 من نطاق القيم حول تواريخ المقارنة في أسبوعين من أصل 4: 1 فوقه و1 دونه"),
        ([1.0, NAN], "The sources cover too little to set 11 June 2020 beside other dates",
         "ما تغطيه المصادر لا يكفي لمقارنة 11 حزيران 2020 بتواريخ أخرى"),
    ],
)  # fmt: skip
def test_the_title_counts_the_bins_after_that_left_the_band(rates, en, ar):
    rows = profile(rates, low=0.8)
    assert texts(plot_profile(rows), "title") == en
    assert texts(plot_profile(rows, "ar"), "title") == ar


def test_bins_before_are_counted_in_the_subtitle():
    assert "Before the event, outside the range: 1 of 2." in texts(plot_profile(FOUR), "subtitle")


@pytest.mark.parametrize(("days", "said"), [(1, "1 of 1 day"), (7, "1 of 1 week"), (10, "1 of 1 period")])
def test_bins_are_named_by_their_length(days, said):
    assert said in texts(plot_profile(profile([1.0, 20.0], days=days)), "title")


def test_what_is_not_known_is_not_drawn():
    rows = profile([3.0, NAN, 4.0, 5.0])
    rows.loc[3, ["placebo_low", "placebo_mid", "placebo_high"]] = NAN
    figure = plot_profile(rows)
    assert [y for _, y in values(figure, "inside")] == [3, 4, 5]
    assert len(figure.axes[0].containers[0]) == 3
    (path,) = [line for line in figure.axes[0].lines if line.get_marker() == "None" and len(line.get_xdata()) == 4]
    assert np.isnan(path.get_ydata()[1])  # the line breaks where a rate is not known
    assert "(1 week)" in texts(figure, "title")


def test_the_facts_may_be_attributes_of_the_table():
    facts = ["event_date", "title_en", "title_ar", "reference_start", "reference_end"]
    bare = FOUR.drop(columns=facts)
    bare.attrs = FOUR[facts].iloc[0].to_dict()
    assert texts(plot_profile(bare), "title") == texts(plot_profile(FOUR), "title")
    with pytest.raises(ValueError, match="reference_end"):
        plot_profile(FOUR.drop(columns=facts))


def test_notes_give_source_cover_and_coverage():
    said = {"en": "Iraq: 80 for every 100.", "ar": "العراق: 80 مقابل كل 100."}
    notes = texts(plot_profile(FOUR, coverage=said), "notes")
    for part in ("osint_iraq", "1 May 2019 to 21 March 2026", "2301 other dates", said["en"]):
        assert part in notes
    assert said["ar"] in texts(plot_profile(FOUR, "ar", coverage=said), "notes")


def test_the_axis_says_what_is_counted():
    axes = plot_profile(FOUR).axes[0]
    assert axes.get_ylabel() == "Attacks reported per 30 days"
    assert axes.get_xlabel() == "Days from 11 June 2020"
    assert "rate outside the range" in legend(plot_profile(FOUR))
    assert "rate outside the range" not in legend(plot_profile(profile([1.0, 1.0])))


@LANGS
@pytest.mark.parametrize("bins", [2, 24, 60])
def test_a_profile_keeps_to_the_page(lang, bins):
    long = {f"title_{code}": "A long title that is set in several lines, as some are " * 3 for code in ("en", "ar")}
    figure = plot_profile(profile([20.0] * bins, **long), lang)
    check_page(figure)
    assert "0" in [t.get_text() for t in figure.axes[0].get_xticklabels()]
    if lang == "ar":
        check_arabic(figure)
        assert figure.axes[0].yaxis.get_label_position() == "right"


def test_a_profile_is_published(coarse, tmp_path):
    charts = publish_profile(FOUR, tmp_path / "a", "p", inputs={"events": "abc"})
    about = json.loads((tmp_path / "a/p.json").read_text(encoding="utf-8"))
    assert about["n"] == FOUR["count"].sum()
    assert about["window"] == {"start": "2020-05-28", "end": "2020-06-24"}
    assert about["inputs_sha256"] == {"events": "abc"}
    assert "days 0 to 6: 20" in charts.en.alt
    assert "الأيام من 0 إلى 6: 20" in charts.ar.alt
    assert pd.read_csv(tmp_path / "a/p.csv")["rate"].tolist() == [3, 13, 20, 4]
    publish_profile(FOUR, tmp_path / "b", "p", inputs={"events": "abc"})
    assert len(charts.files) == 8
    for path in charts.files:
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes(), path.name


@pytest.mark.parametrize(
    ("rows", "word"), [(FOUR.drop(columns="placebo_low"), "placebo_low"), (FOUR.head(0), "no row")]
)
def test_unusable_profiles_are_refused(rows, word):
    with pytest.raises(ValueError, match=word):
        plot_profile(rows)


# Superposed epochs.


def members(n, left_out=1):
    days = pd.date_range("2020-06-11", periods=n + left_out, freq="90D")
    return pd.DataFrame({
        "event_id": [f"e{i}" for i in range(len(days))], "event_date": days,
        "title_en": [f"Round {i}" for i in range(len(days))], "title_ar": [f"جولة {i}" for i in range(len(days))],
        "used": [True] * n + [False] * left_out, "why_not": None, "before_count": 2, "after_count": 5,
    })  # fmt: skip


def epochs(means, **more):
    bins = np.arange(len(means)) - len(means) // 2
    frame = pd.DataFrame({"bin": bins, "day_from": bins * 7, "day_to": bins * 7 + 6, "n_epochs": 3, "mean_rate": means})
    frame["low"], frame["high"] = frame["mean_rate"] / 2, frame["mean_rate"] * 2
    return frame.assign(background_low=2.0, background_high=6.0, **more)


MEANS = epochs([3.0, 4.0, 7.0, 1.0])


@LANGS
def test_epochs_show_mean_interval_and_band(lang):
    figure = plot_epochs(MEANS, members(3), lang)
    assert values(figure, "inside") == [(-10.5, 3), (-3.5, 4)]
    assert values(figure, "outside") == [(3.5, 7), (10.5, 1)]
    (interval,) = labelled(figure, "interval")
    assert [s[:, 1].tolist() for s in interval.get_segments()] == [[1.5, 6], [2, 8], [3.5, 14], [0.5, 2]]
    assert [(b.get_y(), b.get_height()) for b in figure.axes[0].containers[0]] == [(2, 4)] * 4
    key = texts(figure, "key")
    assert [f"{'Round' if lang == 'en' else 'جولة'} {i}" in key for i in range(4)] == [True, True, True, False]


@pytest.mark.parametrize(
    ("means", "n", "en", "ar"),
    [
        ([9.0, 3.0, 3.0, 6.0], 2,
         "The mean of attacks reported after 2 political events stayed in the range of comparison dates (2 weeks)",
         "بقي متوسط الهجمات المبلّغ عنها بعد حدثين سياسيين ضمن نطاق القيم حول تواريخ المقارنة خلال أسبوعين"),
        ([3.0, 3.0, 7.0, 1.0], 5,
         "The mean of attacks reported after 5 political events left the range of comparison dates in 2 of 2 weeks: 1 above, 1 below",
         "خرج متوسط الهجمات المبلّغ عنها بعد 5 أحداث سياسية من نطاق القيم حول تواريخ المقارنة في أسبوعين من أصل 2: 1 فوقه و1 دونه"),
    ],
)  # fmt: skip
def test_the_title_of_epochs(means, n, en, ar):
    assert texts(plot_epochs(epochs(means), members(n)), "title") == en
    assert texts(plot_epochs(epochs(means), members(n), "ar"), "title") == ar


def test_epochs_say_what_was_left_out_and_what_the_sources_cover():
    ends = {"reference_start": pd.Timestamp("2019-05-01"), "reference_end": pd.Timestamp("2026-03-21")}
    notes = texts(plot_epochs(epochs([3.0, 3.0], **ends, background_mid=4.0), members(3, 2)), "notes")
    assert "Left out: 2 political events" in notes
    assert "1 May 2019 to 21 March 2026" in notes
    assert "Left out" not in texts(plot_epochs(MEANS, members(3, 0)), "notes")
    assert not labelled(plot_epochs(MEANS, members(3)), "mid")


def test_dates_without_a_title_are_in_the_key():
    assert "11 June 2020: a date without a title" in texts(plot_epochs(MEANS, members(2).assign(title_en=None)), "key")


@LANGS
@pytest.mark.parametrize("n", [1, 20])
def test_epochs_keep_to_the_page(lang, n):
    many = members(n).assign(
        title_en="A long title set in several lines " * 2, title_ar="عنوان طويل يمتد على سطور " * 3
    )
    figure = plot_epochs(epochs([5.0] * 12), many, lang)
    check_page(figure)
    assert seen(figure)
    if lang == "ar":
        check_arabic(figure)


def test_epochs_are_published_with_their_members(coarse, tmp_path):
    charts = publish_epochs(MEANS, members(3), tmp_path / "a", "e")
    about = json.loads((tmp_path / "a/e.json").read_text(encoding="utf-8"))
    assert about["n"] == 21
    assert about["window"] == {"start": "2020-05-28", "end": "2020-12-21"}
    assert len(about["members_sha256"]) == 64
    assert pd.read_csv(tmp_path / "a/e-members.csv")["used"].tolist() == [True, True, True, False]
    assert "Round 2" in charts.en.alt
    publish_epochs(MEANS, members(3), tmp_path / "b", "e")
    for path in charts.files:
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes(), path.name


def test_epochs_without_a_milestone_are_refused():
    with pytest.raises(ValueError, match="milestone that was used"):
        plot_epochs(MEANS, members(0, 2))
    with pytest.raises(ValueError, match="background_low"):
        plot_epochs(MEANS.drop(columns="background_low"), members(2))
