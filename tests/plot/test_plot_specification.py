"""The specification curve: ratios in order, their intervals, the choices below, and ratios that no axis can hold."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from osint_iraq.plot.specification import plot_specification, publish_specification
from tests.plot.looking import check_arabic, check_page, grey, labelled, legend, texts

LANGS = pytest.mark.parametrize("lang", ["en", "ar"])
INF, NAN = float("inf"), float("nan")


def curve(*given, primary=0, **more):
    """Rows as specification_curve gives them: (ratio, low, high), the choices all combinations in turn."""
    combinations = itertools.cycle(itertools.product([7, 30, 90], [0, 3], ["start", "share"], ["sites", "all"]))
    rows = [
        {"spec_id": f"s{i}", "days": days, "gap": gap, "spread": spread, "targets": targets, "source": "all",
         "linking": "default", "certainty": "all", "model": "exact", "before_count": 3.0, "after_count": 11.0,
         "ratio": ratio, "low": low, "high": high, "p": 0.1, "p_placebo": 0.2, "primary": i == primary}
        for i, ((ratio, low, high), (days, gap, spread, targets)) in enumerate(zip(given, combinations, strict=False))
    ]  # fmt: skip
    return pd.DataFrame(rows).assign(**more)


FIVE = curve((3.0, 1.5, 6.0), (0.25, 0.1, 0.8), (1.0, 0.5, 2.0), (2.0, 0.9, 4.0), (4.0, 1.2, 9.0))
ODD = curve((2.0, 0.5, 4.0), (INF, 1.3, INF), (0.0, 0.0, 0.7), (NAN, NAN, NAN), (INF, 0.4, INF))


def drawn(figure, name):
    (line,) = labelled(figure, name)
    return [(int(x), round(float(y), 6)) for x, y in zip(line.get_xdata(), line.get_ydata(), strict=True)]


@LANGS
def test_ratios_stand_in_the_order_of_size_told_apart_by_their_interval(lang):
    figure = plot_specification(FIVE, lang)
    assert drawn(figure, "below") == [(0, 0.25)]
    assert drawn(figure, "flat") == [(1, 1), (2, 2)]
    assert drawn(figure, "above") == [(3, 3), (4, 4)]
    (lines,) = labelled(figure, "interval-above")
    assert [s[:, 1].tolist() for s in lines.get_segments()] == [[1.5, 6], [1.2, 9]]
    assert figure.axes[0].get_yscale() == "log"


def test_the_three_kinds_differ_by_shape_and_those_off_one_in_grey():
    figure = plot_specification(FIVE)
    assert len({labelled(figure, kind)[0].get_marker() for kind in ("above", "below", "flat")}) == 3
    pale = grey(labelled(figure, "interval-flat")[0].get_color()[0][:3])
    for kind in ("above", "below"):
        assert pale - grey(labelled(figure, f"interval-{kind}")[0].get_color()[0][:3]) > 0.2


def test_dots_stand_where_the_choice_was_made():
    figure = plot_specification(FIVE)
    axes = figure.axes[1]
    names = [t.get_text() for t in axes.get_yticklabels()]
    rows = {
        name: {int(x) for x in labelled(figure, f"row-{i}", 1)[0].get_offsets()[:, 0]} for i, name in enumerate(names)
    }
    order = FIVE.sort_values("ratio", ignore_index=True)
    for name, value in (("fixed sites", "sites"), ("sites and convoys", "all")):
        assert rows[name] == set(np.flatnonzero(order["targets"] == value))
    assert rows["a share per day"] == set(np.flatnonzero(order["spread"] == "share"))
    assert texts(figure, "choice") == "Gap in days Targets Vague dates"  # of the window there is just one length


def test_choices_that_never_vary_are_said_in_the_notes():
    notes = texts(plot_specification(FIVE), "notes")
    assert "Window in days: 7" in notes
    assert "Source: reports or chronology" in notes
    assert "Model: exact" in notes


def test_days_are_sorted_as_numbers():
    many = curve(*[(1.0 + i, 0.5, 9.0) for i in range(24)])
    names = [t.get_text() for t in plot_specification(many).axes[1].get_yticklabels()]
    assert names[:5] == ["7", "30", "90", "0", "3"]


@LANGS
def test_ratios_that_no_axis_can_hold_have_shapes_at_its_edges(lang):
    figure = plot_specification(ODD, lang)
    low, high = figure.axes[0].get_ylim()
    assert [x for x, _ in drawn(figure, "zero")] == [0]
    assert [x for x, _ in drawn(figure, "endless")] == [2, 3]
    assert [x for x, _ in drawn(figure, "none")] == [4]
    assert all(high / 1.2 < y <= high for _, y in drawn(figure, "endless"))
    assert all(low <= y < low * 1.2 for _, y in drawn(figure, "zero") + drawn(figure, "none"))
    intervals = [s[:, 1].tolist() for kind in ("above", "below", "flat")
                 for s in labelled(figure, f"interval-{kind}")[0].get_segments()]  # fmt: skip
    assert len(intervals) == 4  # all but the one without a ratio
    assert all(low <= a <= b <= high for a, b in intervals)
    shown = legend(figure)
    assert {"en": "none before: ratio without end", "ar": "لا هجوم قبل الموعد: نسبة غير محدودة"}[lang] in shown


def test_the_legend_holds_only_what_is_drawn():
    assert legend(plot_specification(FIVE)) == [
        "interval above 1: more after", "interval below 1: fewer after", "interval holds 1",
        "the main specification",
    ]  # fmt: skip
    assert "the main specification" not in legend(plot_specification(FIVE.assign(primary=False)))


@LANGS
def test_the_primary_one_is_marked_in_both_panels(lang):
    figure = plot_specification(FIVE, lang)
    for panel in (0, 1):
        (line,) = labelled(figure, "primary", panel)
        assert set(line.get_xdata()) == {3}  # its ratio is the fourth
    assert not labelled(plot_specification(FIVE.assign(primary=False), lang), "primary")


def test_the_title_counts_results_that_differ_once():
    apart = FIVE.assign(after_count=[11.0, 1.0, 3.0, 6.0, 12.0])
    for rows in (apart, pd.concat([apart, apart.assign(primary=False, targets="all")], ignore_index=True)):
        assert texts(plot_specification(rows), "title") == (
            "Attacks reported: the rate after is higher in 3 of 5 results that differ; the interval lies above 1 in 2, below 1 in 1"
        )
    odd = ODD.assign(after_count=[6.0, 7.0, 0.0, 0.0, 2.0])
    assert texts(plot_specification(odd, "ar"), "title") == (  # one of the five has no ratio
        "الهجمات المبلّغ عنها: معدلها بعد الموعد أعلى في 3 من أصل 4 من النتائج المختلفة، وفترة الثقة فوق 1 في 1 ودون 1 في 1"
    )


def test_the_subtitle_names_the_event_and_the_primary_result():
    event = {"event_date": pd.Timestamp("2020-06-11"), "title_en": "Talks open", "title_ar": "افتتاح الحوار"}
    said = texts(plot_specification(FIVE.assign(**event)), "subtitle")
    assert said.startswith("11 June 2020: Talks open.")
    assert "from 3 to 11, ratio 3.00 (1.50 to 6.00)" in said
    assert "خمس" not in texts(plot_specification(FIVE, "ar"), "subtitle")
    assert "وفق 5 تركيبات" in texts(plot_specification(FIVE, "ar"), "subtitle")


@LANGS
@pytest.mark.parametrize("n", [20, 600])
def test_few_and_many_keep_to_the_page(lang, n):
    rng = np.random.default_rng(n)
    ratios = np.exp(rng.normal(0.5, 0.8, n))
    figure = plot_specification(curve(*[(r, r / 3, r * 4) for r in ratios], primary=n // 2), lang)
    check_page(figure)
    if lang == "ar":
        check_arabic(figure)
    places = np.concatenate([labelled(figure, kind)[0].get_xdata() for kind in ("above", "below", "flat")])
    assert sorted(places) == list(range(n))


def test_a_choice_without_words_keeps_its_id():
    rows = FIVE.assign(linking=["default", "my_rule", "default", "default", "default"])
    assert "my_rule" in [t.get_text() for t in plot_specification(rows).axes[1].get_yticklabels()]


def test_one_specification_alone_can_be_drawn():
    figure = plot_specification(FIVE.head(1))
    assert drawn(figure, "above") == [(0, 3)]
    assert "higher in 1 of 1" in texts(figure, "title")


@pytest.mark.parametrize(
    ("rows", "word"),
    [(FIVE.drop(columns="high"), "high"), (FIVE.assign(primary=True), "5 primary"), (FIVE.head(0), "no row")],
)
def test_unusable_curves_are_refused(rows, word):
    with pytest.raises(ValueError, match=word):
        plot_specification(rows)


TWICE = """
import sys
import pandas as pd
import osint_iraq.plot.export as export
from osint_iraq.plot.specification import publish_specification
export._PRINT_DPI = export._SCREEN_DPI = 50
publish_specification(pd.read_pickle(sys.argv[1]), sys.argv[2], "s")
"""


def test_a_curve_is_published_with_the_same_bytes_by_another_process(coarse, tmp_path):
    dated = ODD.assign(event_date=pd.Timestamp("2020-06-11"))
    charts = publish_specification(dated, tmp_path / "a", "s")
    about = json.loads((tmp_path / "a/s.json").read_text(encoding="utf-8"))
    assert about["n"] == 14
    assert about["window"] == {"start": "2020-06-01", "end": "2020-06-20"}  # 7 days and a gap of up to 3
    assert pd.read_csv(tmp_path / "a/s.csv")["spec_id"].tolist() == ["s2", "s0", "s4", "s1", "s3"]
    assert "Lowest 0, median 2.00" not in charts.en.alt  # of the four ratios two are endless
    dated.to_pickle(tmp_path / "curve.pkl")
    env = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": str(Path(__file__).parents[2]), "SOURCE_DATE_EPOCH": "9"}
    arguments = [str(tmp_path / "curve.pkl"), str(tmp_path / "b")]
    subprocess.run([sys.executable, "-c", TWICE, *arguments], check=True, env=env, timeout=120)
    assert len(charts.files) == 8
    for path in charts.files:
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes(), path.name
