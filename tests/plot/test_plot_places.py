"""Charts by weapon, by site and added up: what is drawn is what was counted, in both languages, nothing over another."""

from __future__ import annotations

import json

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.dates import date2num

from osint_iraq.plot.cumulative import plot_cumulative, publish_cumulative
from osint_iraq.plot.places import site_name
from osint_iraq.plot.sites import plot_sites, publish_sites
from osint_iraq.plot.weapons import WEAPON_GROUPS, plot_weapons, publish_weapons, weapon_groups

LANGS = pytest.mark.parametrize("lang", ["en", "ar"])
FILES = {f"x-{lang}.{kind}" for lang in ("en", "ar") for kind in ("png", "svg", "pdf")} | {"x.csv", "x.json"}


def counts(by: str, start: str, months: int, **given: list[int]) -> pd.DataFrame:
    """As attack_counts(by=…) gives it, a month a period; the value `missing` stands for rows without one."""
    periods = pd.period_range(start, periods=months, freq="M")
    rows = [
        {"period_start": p.start_time, "period_end": p.end_time.normalize(), by: None if value == "missing" else value,
         "count": n, "exposure_days": p.days_in_month, "partial": False, "undated": 0}
        for value, numbers in given.items() for p, n in zip(periods, numbers, strict=True)
    ]  # fmt: skip
    return pd.DataFrame(rows).sort_values("period_start", kind="stable", ignore_index=True)


def texts(figure, gid):
    found = [t for t in figure.findobj(mpl.text.Text) if t.get_gid() == gid]
    return " ".join(t.get_text() for t in found)


def stands_clear(figure):
    """No text leaves the figure, and no two texts cover each other."""
    figure.canvas.draw()
    ticks = {t for axes in figure.axes for axis in (axes.xaxis, axes.yaxis) for t in axis.findobj(mpl.text.Text)
             if t is not axis.label}  # fmt: skip
    drawn = [
        t for t in figure.findobj(mpl.text.Text) if t.get_text().strip() and t not in ticks and t.get_gid() != "open"
    ]
    boxes = [(t.get_text(), t.get_window_extent()) for t in drawn]
    assert len(boxes) > 4
    for text, box in boxes:
        assert figure.bbox.x0 <= box.x0, text
        assert box.x1 <= figure.bbox.x1, text
        assert figure.bbox.y0 <= box.y0, text
        assert box.y1 <= figure.bbox.y1, text
    shrunk = [(t, b.padded(-2)) for t, b in boxes]
    for i, (text, box) in enumerate(shrunk):
        for other, its in shrunk[:i]:
            assert not box.overlaps(its), (text, other)


WEAPONS = counts("weapons", "2020-01-01", 4, rocket=[4, 3, 0, 1], drone=[0, 1, 5, 2], mortar=[1, 0, 0, 0],
                 shell=[0, 2, 0, 0], ied=[0, 0, 1, 0], several=[0, 0, 2, 0], airstrike=[0, 0, 0, 1],
                 missing=[1, 0, 0, 0])  # fmt: skip


def test_every_attack_is_in_one_group():
    grouped = weapon_groups(WEAPONS)
    sums = grouped.groupby("weapons")["count"].sum().to_dict()
    assert sums == {"rocket": 8, "drone": 8, "heavy": 3, "ied": 1, "several": 2, "other": 2}
    assert len(grouped) == 4 * len(WEAPON_GROUPS)
    assert grouped.groupby("period_start")["count"].sum().tolist() == [6, 6, 8, 4]


def test_weapons_joined_by_a_bar_are_several():
    grouped = weapon_groups(WEAPONS.replace({"weapons": {"ied": "drone|rocket"}}))
    assert grouped.groupby("weapons")["count"].sum()["several"] == 3


@LANGS
def test_bars_by_weapon_are_the_counts(lang):
    axes = plot_weapons(WEAPONS, lang=lang).axes[0]
    drawn = {c.get_label(): [bar.get_height() for bar in c] for c in axes.containers}
    assert drawn["rocket"] == [4, 3, 0, 1]
    assert drawn["heavy"] == [1, 2, 0, 0]
    assert drawn["other"] == [1, 0, 0, 1]
    tops = np.sum(list(drawn.values()), axis=0)
    assert tops.tolist() == [6, 6, 8, 4]


def test_fills_of_weapons_differ_in_greyscale_or_by_hatch():
    axes = plot_weapons(WEAPONS).axes[0]
    seen = set()
    for container in axes.containers:
        r, g, b, _ = container[0].get_facecolor()
        seen.add((round((0.299 * r + 0.587 * g + 0.114 * b) * 5), container[0].get_hatch()))
    assert len(seen) == len(WEAPON_GROUPS)


def test_the_title_compares_the_halves_of_the_window():
    said = texts(plot_weapons(WEAPONS), "title")
    assert said == "Reported most before 1 March 2020: rockets (7 of 12 attacks); from then on: drones (7 of 12)"
    one = counts("weapons", "2020-01-01", 2, rocket=[4, 3], drone=[1, 0])
    assert texts(plot_weapons(one), "title") == "Weapon reported most: rockets, in 7 of 8 attacks"
    assert "الصواريخ (7 من أصل 8" in texts(plot_weapons(one, lang="ar"), "title")
    tie = counts("weapons", "2020-01-01", 2, rocket=[2, 3], drone=[2, 0])
    assert "peaked at 4" in texts(plot_weapons(tie), "title")


def test_counts_without_weapons_are_refused():
    with pytest.raises(ValueError, match="weapons"):
        plot_weapons(WEAPONS.drop(columns="weapons"))


SITES = counts("site_id", "2020-01-01", 30, green_zone=[2] * 30, taji=[1, 3] * 15, balad=[0] * 29 + [7],
               harir=[0] * 28 + [1, 1], missing=[1] + [0] * 29)  # fmt: skip


@LANGS
def test_each_panel_has_the_bars_of_its_site_on_one_scale(lang):
    figure = plot_sites(SITES, lang, n=3)
    assert len(figure.axes) == 3
    assert len({axes.get_ylim() for axes in figure.axes}) == 1
    drawn = {axes.containers[0].get_label(): [b.get_height() for b in axes.containers[0]] for axes in figure.axes}
    assert list(drawn) == ["green_zone", "taji", "balad"]
    assert drawn["taji"] == [1, 3] * 15
    assert drawn["balad"][-2:] == [0, 7]
    names = [t.get_text() for t in figure.findobj(mpl.text.Text) if t.get_gid() == "panel"]
    assert names == [f"{site_name(s, lang)}: {n}" for s, n in (("green_zone", 60), ("taji", 60), ("balad", 7))]


def test_what_is_not_drawn_is_said():
    notes = texts(plot_sites(SITES, n=3), "notes")
    assert "Not drawn: 2 at other named places and 1 without one" in notes


@pytest.mark.parametrize(
    ("table", "said"),
    [(SITES, "No single site has more than 60 of the 130 attacks reported"),
     (SITES[SITES["site_id"] != "taji"], "Most attacks reported at one site: Green Zone, Baghdad with 60 of 70")],
)  # fmt: skip
def test_the_title_names_the_first_site_or_the_tie(table, said):
    assert texts(plot_sites(table), "title") == said


def test_panels_run_from_where_reading_starts():
    left = {lang: [a.get_position().x0 for a in plot_sites(SITES, lang, n=3).axes] for lang in ("en", "ar")}
    assert left["en"] == sorted(left["en"])
    assert left["ar"] == sorted(left["ar"], reverse=True)


def test_panels_without_sites_are_refused():
    with pytest.raises(ValueError, match="n=0"):
        plot_sites(SITES, n=0)
    with pytest.raises(ValueError, match="site_id"):
        plot_sites(SITES.drop(columns="site_id"))


DAYS = pd.date_range("2024-01-01", "2024-01-31")
CURVE = pd.DataFrame({"day": DAYS, "cumulative_low": range(31), "cumulative": range(1, 32),
                      "cumulative_high": range(3, 34)}).astype({f"cumulative{e}": "Int64" for e in ("", "_low", "_high")})  # fmt: skip


def official(*given: tuple[str, str, int | None, int | None]) -> pd.DataFrame:
    rows = [{"tally_id": str(i), "counter": c, "as_of_start": pd.Timestamp(d), "as_of_end": pd.Timestamp(d),
             "period_start": DAYS[0], "countries": "IQ|SY", "targets": "us_coalition", "site": None,
             "count_min": low, "count_max": high} for i, (d, c, low, high) in enumerate(given)]  # fmt: skip
    return pd.DataFrame(rows).astype({"count_min": "Int64", "count_max": "Int64"})


THEIRS = official(("2024-01-05", "us_dod", 9, 9), ("2024-01-20", "us_dod", 20, 26), ("2024-01-31", "afp", 28, None))


@LANGS
def test_ours_are_steps_and_theirs_are_points(lang):
    axes = plot_cumulative(CURVE, THEIRS, lang).axes[0]
    lines = {line.get_label(): line for line in axes.lines}
    assert lines["ours"].get_drawstyle() == "steps-post"
    assert lines["ours"].get_ydata().tolist() == list(range(1, 32))
    assert lines["us_dod"].get_xdata().tolist() == [date2num(DAYS[4]), date2num(DAYS[19])]
    assert lines["us_dod"].get_ydata().tolist() == [9, 23]
    assert lines["afp"].get_ydata().tolist() == [28]
    assert lines["afp"].get_marker() != lines["us_dod"].get_marker()
    assert [t.get_text() for t in axes.texts] == ["↑"]


def test_the_band_goes_from_sure_to_possible():
    (band,) = [c for c in plot_cumulative(CURVE, THEIRS).axes[0].collections if c.get_label() == "band"]
    ys = band.get_paths()[0].vertices[:, 1]
    assert (ys.min(), ys.max()) == (0, 33)


@pytest.mark.parametrize(
    ("theirs", "said"),
    [(THEIRS, "Up to 20 January 2024: 20 attacks reported here, 20 to 26 in the count by the Pentagon"),
     (THEIRS.iloc[2:], "Up to 31 January 2024: 31 attacks reported here, at least 28 in the count by AFP"),
     (THEIRS.iloc[:1], "Up to 5 January 2024: 5 attacks reported here, 9 in the count by the Pentagon")],
)  # fmt: skip
def test_the_title_has_both_counts_of_the_last_total(theirs, said):
    assert texts(plot_cumulative(CURVE, theirs), "title") == said


def test_tables_of_another_kind_are_refused():
    with pytest.raises(ValueError, match="cumulative_low"):
        plot_cumulative(CURVE.drop(columns="cumulative_low"), THEIRS)
    with pytest.raises(ValueError, match="official must come"):
        plot_cumulative(CURVE, THEIRS.head(0))


MAKERS = {
    "weapons": (lambda lang: plot_weapons(WEAPONS, lang=lang), lambda to: publish_weapons(WEAPONS, None, to, "x")),
    "sites": (lambda lang: plot_sites(SITES, lang), lambda to: publish_sites(SITES, to, "x")),
    "cumulative": (
        lambda lang: plot_cumulative(CURVE, THEIRS, lang),
        lambda to: publish_cumulative(CURVE, THEIRS, to, "x", inputs={"events": "abc"}),
    ),
}
EACH = pytest.mark.parametrize("kind", MAKERS)


@EACH
@LANGS
def test_no_text_covers_another_or_leaves_the_figure(kind, lang):
    stands_clear(MAKERS[kind][0](lang))


@EACH
def test_arabic_stands_right(kind):
    figure = MAKERS[kind][0]("ar")
    assert next(t for t in figure.texts if t.get_gid() == "title").get_horizontalalignment() == "right"
    assert not figure.axes[0].xaxis_inverted()
    assert not [c for t in figure.texts for c in t.get_text() if "\ufb50" <= c <= "\ufeff"]


@EACH
def test_published_twice_the_bytes_are_the_same(kind, tmp_path):
    one, two = (MAKERS[kind][1](tmp_path / name) for name in ("one", "two"))
    assert {p.name for p in one.files} == FILES
    assert all(a.read_bytes() == b.read_bytes() for a, b in zip(one.files, two.files, strict=True))
    about = json.loads((tmp_path / "one" / "x.json").read_text(encoding="utf-8"))
    assert about["title"]["en"] in about["caption"]["en"]
    assert about["title"]["en"] in one.en.alt
    assert about["title"]["ar"] in one.ar.alt


def test_the_data_of_the_cumulative_chart_has_both_series(tmp_path):
    publish_cumulative(CURVE, THEIRS, tmp_path, "x")
    table = pd.read_csv(tmp_path / "x.csv")
    assert table["series"].value_counts().to_dict() == {"osint_iraq": 31, "us_dod": 2, "afp": 1}
    assert table.loc[table["series"] == "us_dod", ["low", "count", "high"]].values.tolist() == [[9, 9, 9], [20, 23, 26]]
