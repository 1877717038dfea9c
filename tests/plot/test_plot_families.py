"""The forest plot: a row for each political event, with Holm's marks, and never more rows than a page holds."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from osint_iraq.plot.families import plot_family, publish_family
from tests.plot.looking import check_arabic, check_page, labelled, legend, texts

LANGS = pytest.mark.parametrize("lang", ["en", "ar"])
INF, NAN = float("inf"), float("nan")


def family(*given, **more):
    """Rows as family gives them: (before, after, ratio, low, high, p_holm)."""
    days = pd.date_range("2020-01-10", periods=len(given), freq="40D")
    columns = ["before_count", "after_count", "rate_ratio", "ratio_low", "ratio_high", "p_holm"]
    frame = pd.DataFrame(given, columns=columns)
    titles = {"title_en": [f"Round {i}" for i in range(len(days))], "title_ar": [f"جولة {i}" for i in range(len(days))]}
    ids = [f"e{i}" for i in range(len(days))]
    return frame.assign(**{"event_id": ids, "event_date": days, "p_placebo": 0.1, **titles} | more)


FOUR = family((3, 12, 4.0, 1.5, 9.0, 0.02), (8, 2, 0.25, 0.1, 0.8, 0.004), (4, 5, 1.25, 0.4, 4.0, 1.0), (5, 9, 1.8, 0.6, 5.0, NAN))  # fmt: skip
ODD = family((0, 7, INF, 2.0, INF, 0.01), (6, 0, 0.0, 0.0, 0.7, 0.3), (0, 0, NAN, NAN, NAN, 1.0))


def drawn(figure, name):
    (line,) = labelled(figure, name)
    return [float(x) for x in line.get_xdata()]


@LANGS
def test_points_and_intervals_are_those_of_the_table(lang):
    figure = plot_family(FOUR, lang)
    assert drawn(figure, "above") == [4]
    assert drawn(figure, "below") == [0.25]
    assert drawn(figure, "flat") == [1.25]
    (lines,) = labelled(figure, "intervals")
    assert [s[:, 0].tolist() for s in lines.get_segments()] == [[1.5, 9], [0.1, 0.8], [0.4, 4]]


def test_rows_stand_in_the_order_of_time_from_above():
    figure = plot_family(FOUR.iloc[::-1])
    heights = [labelled(figure, name)[0].get_ydata()[0] for name in ("above", "below", "flat")]
    assert heights == sorted(heights)
    assert figure.axes[0].yaxis_inverted()
    assert texts(figure, "name") == "10 January 2020: Round 0 19 February 2020: Round 1 30 March 2020: Round 2"


def test_numbers_stand_beside():
    assert texts(plot_family(FOUR), "number").startswith(
        "3 → 12 4.00 (1.50 to 9.00) 0.02 8 → 2 0.25 (0.10 to 0.80) <0.01"
    )
    assert texts(plot_family(FOUR, "ar"), "number").startswith("من 3 إلى 12 4.00 (من 1.50 إلى 9.00) 0.02")


def test_marks_differ_by_shape_and_filling():
    figure = plot_family(FOUR)
    marks = {name: labelled(figure, name)[0] for name in ("above", "below", "flat")}
    assert len({m.get_marker() for m in marks.values()}) == 3
    assert marks["flat"].get_markerfacecolor() == "white"


@LANGS
def test_ratios_that_no_axis_can_hold_stand_at_its_ends(lang):
    figure = plot_family(ODD, lang)
    low, high = figure.axes[0].get_xlim()
    assert high / 1.1 < drawn(figure, "above-endless")[0] <= high
    assert low <= drawn(figure, "flat-zero")[0] < low * 1.1
    assert sum(len(drawn(figure, n)) for n in ("above", "below", "flat")) == 0
    assert {"en": "no ratio", "ar": "لا نسبة"}[lang] in texts(figure, "number")
    assert {"en": "none after: ratio 0", "ar": "لا هجوم بعد الموعد: النسبة 0"}[lang] in legend(figure)


@pytest.mark.parametrize(
    ("rows", "en", "ar"),
    [
        (FOUR, "Attacks reported differ around 2 of 3 political events more than around comparison dates, once all of them are allowed for",
         "فرق الهجمات المبلّغ عنها حول حدثين سياسيين من أصل 3 أكبر منه حول تواريخ المقارنة بعد احتساب تعدد المقارنات"),
        (FOUR.assign(p_placebo=NAN), "Attacks reported differ around 2 of 3 political events more than independent attacks would, once all of them are allowed for",
         "فرق الهجمات المبلّغ عنها حول حدثين سياسيين من أصل 3 أكبر مما تعطيه هجمات مستقلة بعد احتساب تعدد المقارنات"),
        (FOUR.assign(p_holm=0.051), "No difference of attacks reported beyond chance was found around any of 4 political events; only large ones could have been",
         "لم يظهر في الهجمات المبلّغ عنها فرق يتجاوز المصادفة حول أي من 4 أحداث سياسية، ولا يمكن أن يظهر إلا فرق كبير"),
    ],
)  # fmt: skip
def test_the_title_counts_those_that_stand(rows, en, ar):
    assert texts(plot_family(rows), "title") == en
    assert texts(plot_family(rows, "ar"), "title") == ar


def test_notes_say_what_was_not_tested_and_whose_p_values_these_are():
    notes = texts(plot_family(FOUR), "notes")
    assert "Not tested: 1 political event" in notes
    assert "placebo" in notes
    assert "too small" in texts(plot_family(FOUR.assign(p_placebo=NAN)), "notes")
    assert "Windows of 30 days." in texts(plot_family(FOUR.assign(days=30)), "subtitle")


@pytest.mark.parametrize(
    ("untitled", "en", "ar"),
    [(None, "10 January 2020: from 3 to 12", "10 كانون الثاني 2020: من 3 إلى 12"),
     ("Talks", "Talks: from 3 to 12", "Talks: من 3 إلى 12")],
)  # fmt: skip
def test_the_alternative_text_names_a_bare_date_by_its_day(coarse, tmp_path, untitled, en, ar):
    rows = FOUR.astype({"title_en": object, "title_ar": object})
    rows.loc[0, ["title_en", "title_ar"]] = untitled
    charts = publish_family(rows, tmp_path, "f")
    assert en in charts.en.alt
    assert ar in charts.ar.alt
    assert "nan" not in charts.en.alt + charts.ar.alt
    assert "None" not in charts.en.alt + charts.ar.alt


def test_of_many_rows_those_with_the_smallest_p_values_are_drawn():
    rows = family(*[(3, 6, 2.0, 0.8, 5.0, 1 - i / 80) for i in range(40)])
    figure = plot_family(rows)
    names = texts(figure, "name")
    assert len(drawn(figure, "flat")) == 25
    assert "Round 15" in names
    assert "Round 14" not in names
    assert "any of 40 political events" in texts(figure, "title")
    assert "Drawn: 25 political events" in texts(figure, "notes")


@LANGS
@pytest.mark.parametrize("n", [1, 25])
def test_a_forest_keeps_to_the_page(lang, n):
    long = {
        "title_en": "A long title set in several lines, as some are " * 3,
        "title_ar": "عنوان طويل يمتد على سطور " * 5,
    }
    rows = family(*[(100, 1000, 10.0, 0.012, 345.6, 0.02)] * n, **long)
    figure = plot_family(rows, lang)
    check_page(figure)
    if lang == "ar":
        check_arabic(figure)


def test_a_forest_is_published(coarse, tmp_path):
    charts = publish_family(FOUR, tmp_path / "a", "f")
    about = json.loads((tmp_path / "a/f.json").read_text(encoding="utf-8"))
    assert about["n"] == 34  # of the three that were tested
    assert about["window"] == {"start": "2020-01-10", "end": "2020-03-30"}
    assert "Round 0: from 3 to 12, ratio 4.00" in charts.en.alt
    assert "Round 2" not in charts.en.alt
    assert len(pd.read_csv(tmp_path / "a/f.csv")) == 4
    publish_family(FOUR, tmp_path / "b", "f")
    for path in charts.files:
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes(), path.name


@pytest.mark.parametrize(
    ("rows", "word"), [(FOUR.drop(columns="p_holm"), "p_holm"), (FOUR.assign(p_holm=NAN), "no row with p_holm")]
)
def test_unusable_tables_are_refused(rows, word):
    with pytest.raises(ValueError, match=word):
        plot_family(rows)
