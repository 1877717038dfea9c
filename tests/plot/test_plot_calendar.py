"""The calendar: every day in its week, darker with its count, and days that nothing is known of told from zero."""

from __future__ import annotations

import json
from itertools import pairwise

import matplotlib as mpl
import pandas as pd
import pytest

from osint_iraq.plot.calendar import plot_calendar, publish_calendar
from tests.plot.looking import check_arabic, check_page, grey, legend, texts

LANGS = pytest.mark.parametrize("lang", ["en", "ar"])


def days(start, end, **counts):
    """One row a day; d20200611=3 sets a day."""
    frame = pd.DataFrame({"day": pd.date_range(start, end)}).assign(count=0.0)
    for name, count in counts.items():
        frame.loc[frame["day"] == pd.Timestamp(name[1:]), "count"] = count
    return frame


SPRING = days("2020-03-10", "2020-06-30", d20200401=1, d20200402=2, d20200403=4, d20200404=9, d20200611=12)


def squares(figure):
    """{day: its square}, over all panels."""
    found = [p for axes in figure.axes for p in axes.patches if p.get_gid() and p.get_gid()[0] in "12"]
    return {p.get_gid(): p for p in found}


@LANGS
def test_a_day_stands_in_its_week_sunday_first(lang):
    shown = squares(plot_calendar(days("2023-01-01", "2023-12-31"), lang, panel="year"))
    assert len(shown) == 365
    # 1 January 2023 was a Sunday, 7 January a Saturday, 31 December a Sunday
    for day, place in (("2023-01-01", (0, 0)), ("2023-01-07", (0, 6)), ("2023-01-08", (1, 0)), ("2023-12-31", (52, 0))):
        assert shown[day].get_xy() == place


@pytest.mark.parametrize("day", ["2020-03-10", "2020-06-11", "2020-06-30"])
def test_the_row_is_the_day_of_the_week(day):
    (_, row) = squares(plot_calendar(SPRING))[day].get_xy()
    assert row == int(pd.Timestamp(day).strftime("%w"))  # 0 is Sunday


def test_more_attacks_are_darker():
    shown = squares(plot_calendar(SPRING))
    order = ["2020-03-15", "2020-04-01", "2020-04-02", "2020-04-03", "2020-04-04", "2020-06-11"]
    greys = [grey(shown[day].get_facecolor()[:3]) for day in order]
    assert all(a - b > 0.09 for a, b in pairwise(greys))


def test_a_share_falls_into_the_next_class():
    shown = squares(plot_calendar(days("2020-01-01", "2020-01-31", d20200102=0.5, d20200103=1, d20200104=1.5)))
    faces = [shown[f"2020-01-0{n}"].get_facecolor() for n in (1, 2, 3, 4)]
    assert faces[1] == faces[2]
    assert len(set(faces)) == 3
    assert "rounded up" in texts(plot_calendar(days("2020-01-01", "2020-01-31", d20200102=0.5)), "notes")


def test_days_not_known_are_hatched_and_zero_is_not():
    rows = SPRING.assign(count=SPRING["count"].where(SPRING["day"] != "2020-05-05"))
    shown = squares(plot_calendar(rows[rows["day"] != "2020-05-06"]))
    hatched = {day for day, square in shown.items() if square.get_hatch()}
    assert {"2020-05-05", "2020-05-06", "2020-03-09", "2020-01-01"} <= hatched
    assert "2020-05-07" not in hatched
    assert len(hatched) == 69 + 2  # the first 69 days of 2020 and the two


def test_the_legend_has_the_classes_that_there_are():
    assert legend(plot_calendar(SPRING)) == ["0", "1", "2", "3 to 4", "5 to 9", "10 or more", "not covered"]
    whole = days("2021-01-01", "2021-06-30", d20210202=2)
    assert legend(plot_calendar(whole)) == ["0", "1", "2"]


@pytest.mark.parametrize(
    ("start", "end", "panel", "panels"),
    [("2020-03-10", "2021-01-10", None, 3), ("2020-03-10", "2021-01-10", "year", 2), ("2019-05-01", "2026-03-21", None, 8),
     ("2020-07-01", "2020-07-02", None, 1)],
)  # fmt: skip
def test_panels_are_years_or_halves(start, end, panel, panels):
    figure = plot_calendar(days(start, end), panel=panel)
    assert len(figure.axes) == panels
    assert [a.get_position().y0 for a in figure.axes] == sorted(
        (a.get_position().y0 for a in figure.axes), reverse=True
    )


@LANGS
def test_milestones_are_outlined_and_named(make_milestones, lang):
    given = make_milestones({"2020-06-11": "First", "2020-06-12": "Second", "2025-01-01": "Outside"})
    same = pd.concat([given, make_milestones({"2020-06-12": "Third"})], ignore_index=True)
    figure = plot_calendar(SPRING, lang, milestones=same)
    outlines = [p.get_xy() for p in figure.axes[0].patches if p.get_gid() == "outline"]
    assert outlines == [squares(figure)[day].get_xy() for day in ("2020-06-11", "2020-06-12")]
    assert [t.get_text() for t in figure.axes[0].texts if t.get_gid() == "milestone"] == ["1", "2\n3"]
    key = texts(figure, "key")
    assert ("First" in key) == (lang == "en")
    assert "Outside" not in key
    assert {"en": "political event", "ar": "حدث سياسي"}[lang] in legend(figure)


@pytest.mark.parametrize(
    ("counts", "en", "ar"),
    [
        ({"d20200102": 3, "d20200104": 1},
         "No attack reported on 8 of 10 days; most on one day: 3, on 2 January 2020",
         "لم يُبلّغ عن أي هجوم في 8 أيام من أصل 10، وأعلى عدد في يوم واحد 3 في 2 كانون الثاني 2020"),
        ({"d20200102": 2, "d20200104": 2},
         "No attack reported on 8 of 10 days; never more than 2 on one day, and so many on 2 days",
         "لم يُبلّغ عن أي هجوم في 8 أيام من أصل 10، وأعلى عدد في يوم واحد 2 وسُجّل في يومين"),
        ({}, "No attack was reported in the whole window", "لم يُبلّغ عن أي هجوم طوال المدة"),
    ],
)  # fmt: skip
def test_the_title_is_the_finding(counts, en, ar):
    rows = days("2020-01-01", "2020-01-10", **counts)
    assert texts(plot_calendar(rows), "title") == en
    assert texts(plot_calendar(rows, "ar"), "title") == ar


@LANGS
@pytest.mark.parametrize(("start", "end"), [("2020-01-05", "2020-12-20"), ("2019-05-01", "2022-03-21")])
def test_a_calendar_keeps_to_the_page(make_milestones, lang, start, end):
    marked = make_milestones(
        {"2020-06-11": "A long title set in several lines " * 3, "2020-06-12": "B", "2020-06-18": "C"}
    )
    figure = plot_calendar(days(start, end, d20200611=3), lang, milestones=marked)
    check_page(figure)
    if lang == "ar":
        check_arabic(figure)
        assert figure.axes[0].yaxis.get_ticks_position() == "right"
    months = [t.get_text() for t in figure.axes[0].get_xticklabels()]
    assert months[0] == {"en": "January", "ar": "كانون الثاني"}[lang]


def test_a_calendar_is_published(coarse, tmp_path):
    charts = publish_calendar(SPRING, tmp_path / "a", "c", inputs={"events": "abc"})
    about = json.loads((tmp_path / "a/c.json").read_text(encoding="utf-8"))
    assert about["n"] == 28
    assert about["window"] == {"start": "2020-03-10", "end": "2020-06-30"}
    assert "2020: 28" in charts.en.alt
    assert "عام 2020: 28" in charts.ar.alt
    assert len(pd.read_csv(tmp_path / "a/c.csv")) == len(SPRING)
    publish_calendar(SPRING, tmp_path / "b", "c", inputs={"events": "abc"})
    for path in charts.files:
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes(), path.name


@pytest.mark.parametrize(
    ("rows", "word"),
    [(SPRING.drop(columns="count"), "count"), (pd.concat([SPRING, SPRING]), "twice"),
     (SPRING.assign(count=float("nan")), "no day with a count")],
)  # fmt: skip
def test_unusable_counts_are_refused(rows, word):
    with pytest.raises(ValueError, match=word):
        plot_calendar(rows)
    with pytest.raises(ValueError, match="month"):
        plot_calendar(SPRING, panel="month")


def test_the_settings_of_matplotlib_stay_as_they_were():
    before = dict(mpl.rcParams)
    plot_calendar(SPRING)
    assert dict(mpl.rcParams) == before
