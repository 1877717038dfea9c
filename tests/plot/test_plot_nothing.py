"""A user's own archive may hold nothing of what a chart shows: a plain sheet says so in both languages and is saved."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from osint_iraq.analyse.counts import attack_counts
from osint_iraq.analyse.profile import event_profile
from osint_iraq.plot import (
    plot_profile,
    plot_sites,
    publish_profile,
    publish_site_map,
    publish_sites,
    publish_specification,
    publish_spread,
    publish_weapons,
)
from osint_iraq.schema import empty
from tests.plot.looking import texts

NAN, WINDOW = float("nan"), ("2020-03-01", "2020-04-11")
EVENT = {"event_date": pd.Timestamp("2020-06-11"), "title_en": "Talks open", "title_ar": "افتتاح الحوار"}


def placed(by, counts):
    """Counts in one month, of places or weapons that may be missing."""
    rows = [{"period_start": pd.Timestamp("2020-03-01"), "period_end": pd.Timestamp("2020-03-31"), by: value, "count": n,
             "exposure_days": 31, "partial": False, "undated": 0} for value, n in counts]  # fmt: skip
    return pd.DataFrame(rows)


def none_of(by):
    return attack_counts(empty("events"), *WINDOW, by=by)


def profile_outside():
    return event_profile(
        empty("events"), "2025-06-11", start="2020-01-01", end="2020-12-31", bins_before=2, bins_after=2
    )


CURVE = pd.DataFrame({"days": 30, "gap": 0, "before_count": [0.0, 0.0], "after_count": 0.0, "ratio": NAN, "low": NAN,
                      "high": NAN, "primary": [True, False]}).assign(**EVENT)  # fmt: skip
SUMMARY = pd.DataFrame([{**EVENT, "days": 30, "gap": 0, "plain_before": 0, "plain_after": 0, "plain_ratio": NAN}])
DRAWS = pd.DataFrame({"draw": [0, 1], "ratio": [NAN, NAN]})

CASES = {
    "sites, empty table": (lambda f: publish_sites(none_of("site_id"), f, "x"), "No attack was reported in the whole",
                           "لم يُبلّغ عن أي هجوم طوال المدة"),
    "sites, none": (lambda f: publish_sites(placed("site_id", [("taji", 0)]), f, "x"),
                    "No attack was reported in the whole window", "لم يُبلّغ عن أي هجوم طوال المدة"),
    "sites, not known": (lambda f: publish_sites(placed("site_id", [(None, 4)]), f, "x"),
                         "Nothing can be drawn: the site of no attack reported is known", "لا يُعرف موقع أي من الهجمات"),
    "map, empty table": (lambda f: publish_site_map(none_of("site_id"), f, "x"), "No attack was reported in the whole",
                         "لم يُبلّغ عن أي هجوم طوال المدة"),
    "map, governorate only": (lambda f: publish_site_map(placed("site_id", [("anbar", 3), (None, 2)]), f, "x"),
                              "no attack reported can be placed on the map", "لا يمكن وضع أي من الهجمات"),
    "map, not covered": (lambda f: publish_site_map(placed("site_id", [("taji", pd.NA)]), f, "x"),
                         "The sources cover no day of the window", "لا تغطي المصادر أي يوم من هذه المدة"),
    "weapons, empty table": (lambda f: publish_weapons(placed("weapons", [("rocket", 1)]).head(0), None, f, "x"),
                             "No attack was reported in the whole window", "لم يُبلّغ عن أي هجوم طوال المدة"),
    "weapons, none": (lambda f: publish_weapons(none_of("weapons"), None, f, "x"),
                      "No attack was reported in the whole window", "لم يُبلّغ عن أي هجوم طوال المدة"),
    "spread": (lambda f: publish_spread(DRAWS, SUMMARY, f, "x"), "no draw gives a ratio of the rates",
               "لا تعطي أي سحبة نسبة للمعدلين"),
    "specification": (lambda f: publish_specification(CURVE, f, "x"), "no combination of choices gives a ratio",
                      "لا تعطي أي تركيبة من الخيارات نسبة"),
    "profile": (lambda f: publish_profile(profile_outside(), f, "x"),
                "Nothing can be drawn: the sources cover no day around 11 June 2025",
                "لا تغطي المصادر أي يوم حول 11 حزيران 2025"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_chart_of_nothing_says_so_and_is_saved(coarse, tmp_path, case):
    publish, en, ar = CASES[case]
    charts = publish(tmp_path)
    assert en in charts.en.title
    assert ar in charts.ar.title
    assert en in charts.en.alt
    assert "Source: Arabic news reports" in charts.caption["en"]
    assert "المصدر" in charts.caption["ar"]
    for said in (charts.caption["en"], charts.caption["ar"], charts.en.alt, charts.ar.alt):
        assert not {"nan", "NaT", "None", "<NA>"} & set(said.replace(".", " ").split())
    assert {p.suffix for p in charts.files} == {".png", ".svg", ".pdf", ".csv", ".json"}
    assert json.loads((tmp_path / "x.json").read_text(encoding="utf-8"))["stem"] == "x"


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_sheet_has_its_words_on_the_page_and_no_axes(lang):
    for figure in (plot_sites(none_of("site_id"), lang), plot_profile(profile_outside(), lang)):
        assert not figure.axes
        figure.canvas.draw()
        assert all(texts(figure, gid) for gid in ("title", "subtitle", "notes"))
        boxes = [t.get_window_extent() for t in figure.texts]
        assert all(figure.bbox.x0 <= b.x0 and b.x1 <= figure.bbox.x1 for b in boxes)
        assert all(figure.bbox.y0 <= b.y0 and b.y1 <= figure.bbox.y1 for b in boxes)
        assert not any(a.padded(-2).overlaps(b) for i, a in enumerate(boxes) for b in boxes[:i])
    assert texts(plot_sites(none_of("site_id"), lang, title="Mine"), "title") == "Mine"
