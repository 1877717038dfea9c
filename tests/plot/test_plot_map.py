"""The map: our own base map is sound, circles stand where the sites are, and what has no place is drawn nowhere."""

from __future__ import annotations

import json
import math
from itertools import pairwise

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.path import Path as Ring

from osint_iraq.plot.basemap import basemap, project
from osint_iraq.plot.mapped import area_points, mapped
from osint_iraq.plot.placing import Box, Spot, place_labels
from osint_iraq.plot.site_map import plot_site_map, publish_site_map
from osint_iraq.reference import gazetteer, load_sites

LANGS = pytest.mark.parametrize("lang", ["en", "ar"])
KM = 111.2


def counts(**given: int) -> pd.DataFrame:
    """As attack_counts(by="site_id", freq="Y") gives it for one year; `missing` stands for rows without a site."""
    rows = [{"period_start": pd.Timestamp("2024-01-01"), "period_end": pd.Timestamp("2024-12-31"),
             "site_id": None if site == "missing" else site, "count": n, "exposure_days": 366, "partial": False,
             "undated": 0} for site, n in given.items()]  # fmt: skip
    return pd.DataFrame(rows)


FULL = counts(green_zone=20, victory_base=9, baghdad_airport=4, taji=3, ain_al_asad=16, erbil_airport=8, erbil_city=2,
              uae_consulate_erbil=1, balad=4, zilkan=5, anbar=6, muwaffaq_salti=7, missing=2)  # fmt: skip


def texts(figure, gid):
    return [t.get_text() for t in figure.findobj(mpl.text.Text) if t.get_gid() == gid]


def km_to_ring(lon: float, lat: float, ring: list[list[float]]) -> float:
    """Kilometres from a point to the nearest side of a ring."""
    plane = [((x - lon) * math.cos(math.radians(lat)) * KM, (y - lat) * KM) for x, y in ring]
    best = math.inf
    for (ax, ay), (bx, by) in pairwise(plane):
        dx, dy = bx - ax, by - ay
        share = max(0.0, min(1.0, -(ax * dx + ay * dy) / (dx * dx + dy * dy)))
        best = min(best, math.hypot(ax + share * dx, ay + share * dy))
    return best


def test_the_outline_of_iraq_is_a_closed_ring_of_the_right_size():
    ring = np.array(basemap()["iraq"])
    assert ring[0].tolist() == ring[-1].tolist()
    assert len(np.unique(ring, axis=0)) == len(ring) - 1
    assert np.allclose(ring.min(axis=0), [38.8, 29.06], atol=0.1)
    assert np.allclose(ring.max(axis=0), [48.55, 37.37], atol=0.1)
    x, y = ring.T
    x = x * np.cos(np.radians(y)) * KM
    area = abs(np.sum(x[:-1] * y[1:] * KM - x[1:] * y[:-1] * KM)) / 2
    assert area == pytest.approx(
        438_000, rel=0.02
    )  # square kilometres, as the UN Statistics Division gives it (435 052)


def test_the_base_map_says_where_it_comes_from():
    assert "Natural Earth" in basemap()["source"]
    assert basemap()["licence"] == "public domain"


def test_lines_stay_in_the_box():
    west, south, east, north = basemap()["box"]
    for kind in ("neighbours", "rivers", "lakes"):
        points = np.concatenate([np.array(line) for line in basemap()[kind]])
        assert len(basemap()[kind]) > 2
        assert ((points >= [west, south]) & (points <= [east, north])).all()


def test_baghdad_and_every_site_in_iraq_lie_in_it():
    ring = basemap()["iraq"]
    inside = Ring(ring)
    assert inside.contains_point((44.4, 33.34))
    assert not inside.contains_point((36.3, 33.5))
    sites = load_sites().query("country == 'IQ'").dropna(subset=["latitude", "longitude"])
    assert len(sites) > 500
    out = {r.site_id: km_to_ring(r.longitude, r.latitude, ring) for r in sites.itertuples()
           if not inside.contains_point((r.longitude, r.latitude))}  # fmt: skip
    assert {site: km for site, km in out.items() if km > 20} == {}


def test_only_places_known_to_a_district_or_closer_are_points():
    found = mapped(FULL)
    assert found.placed == 72
    assert (found.coarse, found.unplaced, found.abroad) == (6, 2, 7)
    assert "anbar" not in set(found.points["site_id"])
    assert found.placed + found.coarse + found.unplaced + found.abroad == FULL["count"].sum()


def test_places_on_one_point_share_it_and_are_as_exact_as_the_least():
    points = mapped(FULL).points.set_index("site_id")
    assert points.loc["erbil_city", ["more", "count", "exact"]].tolist() == [1, 3, False]
    assert points.loc["green_zone", "exact"]
    assert not points.loc["zilkan", "exact"]


def test_the_capital_is_one_circle_of_all_its_attacks():
    points = area_points(mapped(FULL).points, "*")
    area = points[points["site_id"] == "*"].iloc[0]
    assert (area["count"], area["more"], area["exact"]) == (36, 3, True)
    assert points["count"].sum() == 72


@LANGS
def test_circles_stand_at_the_sites_and_their_area_is_the_count(lang):
    whole, inset = plot_site_map(FULL, lang).axes[:2]
    circles = {c.get_label(): c for c in whole.collections if c.get_gid() == "circle"}
    assert set(circles) == {"*baghdad", "ain_al_asad", "erbil_airport", "erbil_city", "balad", "zilkan"}
    place = gazetteer().rows["ain_al_asad"]
    assert np.allclose(circles["ain_al_asad"].get_offsets()[0], project(place["longitude"], place["latitude"]))
    size = {name: c.get_sizes()[0] for name, c in circles.items()}
    assert size["ain_al_asad"] / size["balad"] == pytest.approx(4)
    inside = {c.get_label(): c.get_sizes()[0] for c in inset.collections if c.get_gid() == "circle"}
    assert set(inside) == {"green_zone", "victory_base", "baghdad_airport", "taji"}
    assert inside["green_zone"] / size["balad"] == pytest.approx(5)


def test_how_well_a_place_is_known_shows_by_hatch():
    hatch = {c.get_label(): c.get_hatch() for c in plot_site_map(FULL).axes[0].collections if c.get_gid() == "circle"}
    assert not hatch["ain_al_asad"]
    assert hatch["zilkan"]


@LANGS
def test_every_circle_has_its_name_and_none_covers_another(lang):
    figure = plot_site_map(FULL, lang)
    figure.canvas.draw()
    assert len(texts(figure, "place")) == 10
    for axes in figure.axes[:2]:
        names = [t for t in axes.texts if t.get_gid() in ("place", "land", "scale")]
        boxes = [(t.get_text(), t.get_window_extent().padded(-1)) for t in names]
        for i, (text, box) in enumerate(boxes):
            assert axes.bbox.x0 <= box.x0, text
            assert box.x1 <= axes.bbox.x1, text
            assert not [other for other, its in boxes[:i] if box.overlaps(its)], text
    for text in figure.texts:
        box = text.get_window_extent()
        assert figure.bbox.x0 <= box.x0, text.get_text()
        assert box.x1 <= figure.bbox.x1, text.get_text()


def test_what_is_on_no_map_is_said_in_both_languages():
    for lang, coarse in (("en", "known to a governorate only: 6"), ("ar", "معروفة بالمحافظة فقط: 6")):
        figure = plot_site_map(FULL, lang)
        assert texts(figure, "coarse") == [coarse]
        assert texts(figure, "unplaced")[0].endswith(": 2")
        assert texts(figure, "abroad")[0].endswith(": 7")
    title = " ".join(texts(plot_site_map(FULL), "title"))
    assert title == "72 of 87 attacks reported can be placed on the map, most at Green Zone, Baghdad: 20"


def test_a_degree_is_as_long_both_ways():
    axes = plot_site_map(FULL).axes[0]
    box = axes.get_window_extent()
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    assert box.width / (east - west) == pytest.approx(box.height / (north - south), rel=0.001)
    bar = next(line for line in axes.lines if line.get_gid() == "scale")
    assert np.ptp(bar.get_xdata()) * KM == pytest.approx(100)


def test_counts_without_sites_are_refused():
    with pytest.raises(ValueError, match="site_id"):
        plot_site_map(FULL.drop(columns="site_id"))


def test_published_twice_the_bytes_are_the_same(tmp_path):
    one, two = (publish_site_map(FULL, tmp_path / name, "m") for name in ("one", "two"))
    assert all(a.read_bytes() == b.read_bytes() for a, b in zip(one.files, two.files, strict=True))
    about = json.loads((tmp_path / "one/m.json").read_text(encoding="utf-8"))
    assert about["n"] == 87
    assert "Not on the map: known to a governorate only: 6" in about["caption"]["en"]
    assert pd.read_csv(tmp_path / "one/m.csv")["count"].sum() == 72
    assert "Zilkan Turkish base: 5" in one.en.alt


def test_labels_without_room_are_left_out_and_crowded_ones_move_away():
    room = Box(0, 0, 4, 4)
    crowd = [Spot(2 + i * 0.05, 2, 0.05, 0.8, 0.12) for i in range(6)]
    boxes = place_labels(crowd, room)
    assert all(boxes)
    assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[:i])
    assert place_labels([Spot(0.5, 0.5, 0.1, 9.0, 0.1)], Box(0, 0, 1, 1)) == [None]
    assert place_labels([], room) == []
