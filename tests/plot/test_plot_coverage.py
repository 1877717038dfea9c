"""The coverage chart: its points are the ratios, its title the last one, and a gap in the totals is a gap in the line."""

from __future__ import annotations

import json

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.dates import date2num

from osint_iraq.plot.coverage import plot_coverage, publish_coverage, running_totals

LANGS = pytest.mark.parametrize("lang", ["en", "ar"])
SERIES = ("IQ", "SY", "all")


def table(*given: tuple[str, str, float], **more: object) -> pd.DataFrame:
    """Rows of against_tallies: (as_of_end, countries, ratio); ranges reach a tenth to either side."""
    rows = [
        {"tally_id": f"t{i}", "counter": "us_dod", "as_of_end": pd.Timestamp(day), "countries": countries,
         "period_start": pd.Timestamp("2023-10-17"), "targets": "us_coalition", "site": None, "seen": 10 * i,
         "ratio": ratio, "ratio_low": ratio - 0.1, "ratio_high": ratio + 0.1, **more}
        for i, (day, countries, ratio) in enumerate(given)
    ]  # fmt: skip
    return pd.DataFrame(rows)


FULL = table(
    ("2023-11-20", "IQ", 0.8), ("2023-10-24", "IQ", 0.6), ("2023-10-24", "SY", 1.3), ("2023-11-20", "SY", 1.1),
    ("2023-10-24", "IQ|SY", 0.7), ("2023-11-20", "IQ|SY|JO", 0.95), ("2023-11-20", "JO", 0.5),
)  # fmt: skip


def texts(figure, gid):
    found = [t for t in figure.findobj(mpl.text.Text) if t.get_gid() == gid]
    return " ".join(t.get_text() for t in found)


def lines(figure):
    """{name of a series: [(x, y) of its first stretch]}."""
    return {
        line.get_label(): list(zip(line.get_xdata(), line.get_ydata(), strict=True))
        for line in figure.axes[0].lines
        if line.get_label() in SERIES
    }


@LANGS
def test_points_are_the_ratios_in_the_order_of_time(lang):
    drawn = lines(plot_coverage(FULL, lang))
    first, last = date2num(pd.Timestamp("2023-10-24")), date2num(pd.Timestamp("2023-11-20"))
    assert drawn["IQ"] == [(first, 60), (last, 80)]
    assert drawn["SY"] == [(first, pytest.approx(130)), (last, pytest.approx(110))]
    assert drawn["all"] == [(first, 70), (last, 95)]


def test_ranges_are_drawn_from_low_to_high():
    axes = plot_coverage(FULL).axes[0]
    spans = {tuple(np.round(s[:, 1], 6)) for c in axes.collections for s in c.get_segments()}
    assert {(50, 70), (70, 90), (120, 140)} <= spans


def test_an_open_range_is_drawn_to_the_point():
    rows = table(("2023-10-24", "IQ", 0.6), ratio_low=float("nan"))
    (collection,) = plot_coverage(rows).axes[0].collections
    assert [tuple(s[:, 1]) for s in collection.get_segments()] == [(60, 70)]


def test_no_line_crosses_a_long_gap():
    rows = table(("2023-11-01", "IQ", 0.6), ("2023-12-20", "IQ", 0.7), ("2024-11-21", "IQ", 0.8))
    axes = plot_coverage(rows).axes[0]
    stretches = [line.get_ydata().tolist() for line in axes.lines if line.get_marker() == "o"]
    assert stretches == [[60, 70], [80]]


def test_series_differ_by_more_than_colour():
    found = [line for line in plot_coverage(FULL).axes[0].lines if line.get_label() in SERIES]
    assert len({(line.get_marker(), line.get_linestyle()) for line in found}) == 3
    assert len({line.get_marker() for line in found}) == len({line.get_linestyle() for line in found}) == 3


def test_there_is_a_level_line_at_a_hundred():
    axes = plot_coverage(FULL).axes[0]
    assert [100, 100] in [list(line.get_ydata()) for line in axes.lines]
    assert axes.get_ylim()[0] == 0


@pytest.mark.parametrize(
    ("rows", "en", "ar"),
    [
        (FULL, "Iraq: 80 attacks reported for every 100 in the count by the Pentagon, 20 November 2023",
         "العراق: عدد الهجمات المبلّغ عنها 80 مقابل كل 100 بحسب إحصاء البنتاغون، 20 تشرين الثاني 2023"),
        (FULL[FULL["countries"] == "SY"],
         "Syria: 110 attacks reported for every 100 in the count by the Pentagon, 20 November 2023",
         "سوريا: عدد الهجمات المبلّغ عنها 110 مقابل كل 100 بحسب إحصاء البنتاغون، 20 تشرين الثاني 2023"),
    ],
)  # fmt: skip
def test_the_title_is_the_last_ratio(rows, en, ar):
    assert texts(plot_coverage(rows), "title") == en
    assert texts(plot_coverage(rows, "ar"), "title") == ar


def test_it_never_speaks_of_coverage_above_all(tmp_path):
    charts = publish_coverage(FULL, tmp_path, "c")
    said = charts.caption["en"] + charts.en.alt
    assert "%" not in said
    assert "no share of all attacks" in said
    assert "different rules" in said


def test_a_counter_without_words_keeps_its_id():
    assert "my_counter" in texts(plot_coverage(FULL.assign(counter="my_counter")), "title")


def test_single_months_and_bases_are_not_in_the_running_series():
    month = table(("2024-01-31", "SY", 2.0), period_start=pd.Timestamp("2024-01-01"))
    base = table(("2023-11-20", "SY", 0.1), targets="site")
    rows = running_totals(pd.concat([month, base, FULL], ignore_index=True))
    assert len(rows) == 6
    assert rows["series"].tolist() == ["IQ", "IQ", "SY", "SY", "all", "all"]


@pytest.mark.parametrize(
    ("rows", "word"),
    [
        (FULL.drop(columns="ratio_low"), "ratio_low"),
        (pd.concat([FULL, FULL.assign(counter="sohr")]), "one counter"),
        (FULL.assign(ratio=float("nan")), "nothing to draw"),
        (FULL.head(0), "nothing to draw"),
    ],
)
def test_unusable_tables_are_refused(rows, word):
    with pytest.raises(ValueError, match=word):
        plot_coverage(rows)


@LANGS
@pytest.mark.parametrize("months", [1, 5, 14, 30])
def test_nothing_runs_over_the_edge_and_no_month_over_the_next(lang, months):
    days = pd.date_range("2023-10-24", periods=months + 1, freq="30D").strftime("%Y-%m-%d")
    rows = table(*((day, place, 0.8) for day in days for place in ("IQ", "SY", "IQ|SY")))
    figure = plot_coverage(rows, lang)
    figure.canvas.draw()
    for text in figure.findobj(mpl.text.Text):
        box = text.get_window_extent()
        if text.get_text().strip() and text.get_visible():
            assert figure.bbox.x0 <= box.x0, text.get_text()
            assert box.x1 <= figure.bbox.x1, text.get_text()
            assert figure.bbox.y0 <= box.y0, text.get_text()
    names = [n.get_window_extent() for n in figure.axes[0].get_xticklabels(minor=True) if n.get_text().strip()]
    assert not any(a.overlaps(b) for i, a in enumerate(names) for b in names[:i])


def test_every_year_is_named_once_where_months_are_left_out():
    rows = table(("2023-10-24", "IQ", 0.6), ("2024-11-21", "IQ", 0.8))
    names = [n.get_text() for n in plot_coverage(rows).axes[0].get_xticklabels(minor=True)]
    assert sum("2023" in n for n in names) == sum("2024" in n for n in names) == 1
    assert 6 <= sum(bool(n.strip()) for n in names) <= 8


def test_arabic_stands_right_and_time_runs_from_left_to_right():
    figure = plot_coverage(FULL, "ar")
    assert next(t for t in figure.texts if t.get_gid() == "title").get_horizontalalignment() == "right"
    assert not [c for t in figure.texts for c in t.get_text() if "\ufb50" <= c <= "\ufeff"]
    assert not figure.axes[0].xaxis_inverted()


def test_it_is_published_with_its_data(tmp_path):
    charts = publish_coverage(FULL, tmp_path, "c", inputs={"events": "abc"})
    kinds = {f"c-{lang}.{kind}" for lang in ("en", "ar") for kind in ("png", "svg", "pdf")}
    assert {p.name for p in tmp_path.iterdir()} == kinds | {"c.csv", "c.json"}
    about = json.loads((tmp_path / "c.json").read_text(encoding="utf-8"))
    assert about["window"] == {"start": "2023-10-17", "end": "2023-11-20"}
    assert about["inputs_sha256"] == {"events": "abc"}
    assert pd.read_csv(tmp_path / "c.csv")["ratio"].tolist() == [0.6, 0.8, 1.3, 1.1, 0.7, 0.95]
    assert "lowest 60, highest 80" in charts.en.alt
