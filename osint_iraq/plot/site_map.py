"""A map of the places at which attacks were reported: a circle for each, its area the number, the capital enlarged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle

from osint_iraq.labels import LANGS, Lang, check_lang, interval_text, label, number
from osint_iraq.plot import uncovered, words
from osint_iraq.plot.basemap import NAME, draw_basemap, name_lands, project, scale_bar
from osint_iraq.plot.export import About, Charts, save
from osint_iraq.plot.layout import publish
from osint_iraq.plot.mapped import AREA, BAGHDAD, Mapped, area_points, inside, mapped
from osint_iraq.plot.nothing import no_attack, plain
from osint_iraq.plot.places import check_places, site_name
from osint_iraq.plot.placing import Box, Spot, place_labels
from osint_iraq.plot.sheet import Sheet, legend, mirrored, open_sheet
from osint_iraq.plot.style import INK, LEADING, MARGIN, MUTED, WIDTH, Look, style, text_width
from osint_iraq.rows import records

__all__ = ["plot_site_map", "publish_site_map"]

_METHOD = "attack_counts by site_id, at the points of the gazetteer"
_MAP = 6.45  # inches: width of the map, and of the inset beside it
_INSET = 2.65
_LARGEST = 0.3  # inches: radius of the largest circle
_EXACT, _NEAR = Look("#0072B2", ""), Look("#F5D08A", "//////")
_SIZE = 7.5
_NEXT_TO = 0.07  # inches: a label so near its circle needs no line
_LEEWAY = 1.04  # widths differ a little between screen and print
_AREA_ID = "*baghdad"  # stands for the capital with its bases where they are one circle
_SAMPLES = (1, 10, 50)
_BETWEEN = 0.3


def plot_site_map(
    counts: pd.DataFrame, lang: Lang = "en", *, title: str | None = None, subject: str = "sites"
) -> Figure:
    """A map of `counts` (from attack_counts with by="site_id"), added up over the window: a circle for each place.

    The area of a circle is the number of attacks; places on one point share a circle, and the capital with its bases
    is one on the map and taken apart in an inset. Hatched circles stand at the town or district of a site. Attacks
    known to a governorate only, without a place, or outside the map are given as numbers beside it and drawn nowhere.
    The title gives how many could be placed, unless one is given. In Arabic the inset stands on the left.

    Where no attack can be placed it is a plain sheet that says so. Raises ValueError where a column is missing.
    """
    check_lang(lang)
    found = _found(counts)
    if found.points.empty:
        return plain(no_attack(counts, "map", subject, lang, title), lang)
    with style():
        return _drawn(counts, found, lang, title or _title(counts, found, lang), subject)


def publish_site_map(
    counts: pd.DataFrame,
    folder: str | Path,
    stem: str,
    *,
    subject: str = "sites",
    inputs: Mapping[str, str] | None = None,
) -> Charts:
    """The map in both languages, saved to `folder` and returned to be shown; see `plot_site_map` and `save`.

    The data beside it: one row is one point of the map, places on the same point together.
    """
    found, window = _found(counts), (counts["period_start"].min(), counts["period_end"].max())
    if found.points.empty:
        return publish(
            found.points, folder, stem, lambda lang: plot_site_map(counts, lang, subject=subject),
            lambda lang: no_attack(counts, "map", subject, lang), window=window, n=float(counts["count"].sum()),
            method=_METHOD, inputs=inputs,
        )  # fmt: skip
    about = About(
        title={lang: _title(counts, found, lang) for lang in LANGS},
        caption={lang: _caption(counts, found, subject, lang) for lang in LANGS},
        alt={lang: _alt(counts, found, lang) for lang in LANGS},
        window=window,
        n=float(counts["count"].sum()),
        method=_METHOD,
        inputs=inputs or {},
    )
    figures = {lang: plot_site_map(counts, lang, subject=subject) for lang in LANGS}
    return save(figures, stem, folder, found.points, about)


def _found(counts: pd.DataFrame) -> Mapped:
    check_places(counts)
    return mapped(counts)


def _drawn(counts: pd.DataFrame, found: Mapped, lang: Lang, title: str, subject: str) -> Figure:
    height = _MAP * _shape(AREA)
    sheet = open_sheet(lang, title, words.timeline_subtitle(counts, subject, lang), _notes(counts, lang), height + 0.25)
    whole = area_points(found.points, _AREA_ID)
    unit = _LARGEST / float(whole["count"].max()) ** 0.5
    axes = sheet.axes(mirrored(MARGIN, _MAP, lang), sheet.top, _MAP, height)
    draw_basemap(axes, AREA)
    _circles(axes, whole, unit, _MAP, lang, name_lands(axes, lang))
    scale_bar(axes, 100, lang)
    left = mirrored(WIDTH - MARGIN - _INSET, _INSET, lang)
    below = sheet.top
    own = found.points[inside(found.points, BAGHDAD)]
    if len(own) > 1:
        below = _inset(sheet, axes, own, unit, left, lang)
    _beside(sheet, found, unit, below, lang)
    handles: list[Artist] = [
        Patch(facecolor=look.face, hatch=look.hatch, edgecolor=INK, linewidth=0.6, label=label(f"map.{key}", lang))
        for key, look in (("exact", _EXACT), ("near", _NEAR))
    ]
    legend(sheet.figure, handles, sheet.legend_top, lang)
    return sheet.figure


def _shape(area: tuple[float, float, float, float]) -> float:
    """Height over width of an area on the map."""
    (west, east), (south, north) = project([area[0], area[2]], [area[1], area[3]])
    return float((north - south) / (east - west))


def _inset(sheet: Sheet, axes: Axes, own: pd.DataFrame, unit: float, left: float, lang: Lang) -> float:
    """The capital and its bases enlarged, and a frame about them on the map; inches down to its lower edge."""
    height = _INSET * _shape(BAGHDAD)
    top = sheet.top + 0.24
    small = sheet.axes(left, top, _INSET, height)
    draw_basemap(small, BAGHDAD)
    _circles(small, own, unit, _INSET, lang)
    scale_bar(small, 10, lang)
    small.spines[:].set_color(INK)
    _text(sheet, label("map.baghdad", lang), left, sheet.top, lang, "bold")
    (west, east), (south, north) = project([BAGHDAD[0], BAGHDAD[2]], [BAGHDAD[1], BAGHDAD[3]])
    axes.add_patch(Rectangle((west, south), east - west, north - south, fill=False, edgecolor=INK, linewidth=0.9,
                             zorder=2.5, gid="inset"))  # fmt: skip
    return top + height + _BETWEEN


def _circles(
    axes: Axes,
    points: pd.DataFrame,
    unit: float,
    width: float,
    lang: Lang,
    names: Sequence[tuple[float, float, str]] = (),
) -> None:
    """A circle for each point, the largest below, and their labels, clear of the names already on the map."""
    x, y = project(points["longitude"], points["latitude"])
    for place, row in enumerate(records(points)):  # most attacks first, so that no circle hides a smaller one
        look = _EXACT if row["exact"] else _NEAR
        axes.scatter([x[place]], [y[place]], s=[(2 * 72 * unit) ** 2 * float(row["count"])], facecolor=look.face,
                     hatch=look.hatch, edgecolor="white" if row["exact"] else INK, alpha=0.92, linewidth=0.6,
                     zorder=3 + place / len(points), label=row["site_id"], gid="circle")  # fmt: skip
    _labels(axes, points, unit, width, lang, names)


def _labels(
    axes: Axes, points: pd.DataFrame, unit: float, width: float, lang: Lang, names: Sequence[tuple[float, float, str]]
) -> None:
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    inch = width / (east - west)
    texts = [_label(row, lang) for row in records(points)]
    xs, ys = project(points["longitude"], points["latitude"])
    radii = unit * points["count"].to_numpy(dtype=float) ** 0.5
    high = _SIZE * LEADING * 0.85 / 72
    spots = [Spot((x - west) * inch, (y - south) * inch, r, text_width(t, _SIZE, "normal") * _LEEWAY, high)
             for x, y, r, t in zip(xs, ys, radii, texts, strict=True)]  # fmt: skip
    tall = (north - south) * inch
    bounds = Box(0.04, 0.04, width - 0.04, tall - 0.04)
    corner = Box(0, 0, 0.16 * width, 0.035 * tall + 0.18)  # that of the scale bar
    taken = [corner, *(_box((x - west) * inch, (y - south) * inch, text) for x, y, text in names)]
    boxes = place_labels(spots, bounds, taken)
    for spot, box, text in zip(spots, boxes, texts, strict=True):
        if box is None:
            continue
        end = min(max(spot.x, box.left), box.right), min(max(spot.y, box.bottom), box.top)
        line = [(west + px / inch, south + py / inch) for px, py in ((spot.x, spot.y), end)]
        if box.gap_to(spot.x, spot.y) > spot.radius + _NEXT_TO:
            axes.plot(*zip(*line, strict=True), color=MUTED, linewidth=0.6, zorder=2.6, gid="leader")
        middle = (west + (box.left + box.right) / 2 / inch, south + (box.bottom + box.top) / 2 / inch)
        axes.text(*middle, text, size=_SIZE, ha="center", va="center_baseline", zorder=5, gid="place")


def _box(x: float, y: float, text: str) -> Box:
    """The box of a name of land that is written about this place."""
    half, high = text_width(text, NAME, "normal") / 2, NAME / 72 / 2
    return Box(x - half, y - high, x + half, y + high)


def _label(row: Mapping[str, object], lang: Lang) -> str:
    count = number(float(str(row["count"])))
    if row["site_id"] == _AREA_ID:
        return label("map.baghdad.more", lang, count=count)
    name = site_name(str(row["site_id"]), lang, short=True)
    more = int(str(row["more"]))
    return label("map.more", lang, site=name, n=more, count=count) if more else f"{name}: {count}"


def _beside(sheet: Sheet, found: Mapped, unit: float, top: float, lang: Lang) -> None:
    """The scale of the circles, and the numbers that are on no map."""
    left = mirrored(WIDTH - MARGIN - _INSET, _INSET, lang)
    _text(sheet, label("map.size", lang), left, top, lang, "bold")
    row = sheet.axes(left, top + 0.22, _INSET, 0.75)
    row.set(xlim=(0, _INSET), ylim=(0, 0.75))
    row.axis("off")
    for place, sample in enumerate(_SAMPLES):
        x = 0.35 + place * 0.85
        row.scatter([_INSET - x if lang == "ar" else x], [0.45], s=(2 * 72 * unit) ** 2 * sample, facecolor="white",
                    edgecolor=INK, linewidth=0.8)  # fmt: skip
        row.text(_INSET - x if lang == "ar" else x, 0.02, number(sample), ha="center", va="bottom", size=8)
    top += 0.22 + 0.75 + _BETWEEN
    _text(sheet, label("map.nowhere", lang), left, top, lang, "bold")
    for line, (key, n) in enumerate((("coarse", found.coarse), ("unplaced", found.unplaced), ("abroad", found.abroad))):
        _text(sheet, label(f"map.{key}", lang, n=number(n)), left, top + 0.22 + 0.2 * line, lang, gid=key)


def _text(
    sheet: Sheet, text: str, left: float, top: float, lang: Lang, weight: str = "normal", gid: str | None = None
) -> None:
    """A line in the column beside the map, at the side where reading starts."""
    x, side = (left + _INSET, "right") if lang == "ar" else (left, "left")
    whole = sheet.figure.get_figheight()
    sheet.figure.text(x / WIDTH, 1 - (top + 9 / 72) / whole, text, ha=side, va="baseline", size=9, weight=weight,
                      gid=gid)  # fmt: skip


def _title(counts: pd.DataFrame, found: Mapped, lang: Lang) -> str:
    values = {"placed": number(found.placed), "n": number(counts["count"].sum())}
    most = found.points["count"].iloc[0]
    if (found.points["count"] == most).sum() > 1:
        return label("title.map.tie", lang, **values)
    return label("title.map", lang, site=site_name(found.points["site_id"].iloc[0], lang), count=number(most), **values)


def _notes(counts: pd.DataFrame, lang: Lang) -> list[str]:
    rules = [label("note.map", lang), uncovered.said(counts, lang)]
    return [label("note.source.map", lang), " ".join(rules).strip()]


def _caption(counts: pd.DataFrame, found: Mapped, subject: str, lang: Lang) -> str:
    off = [label(f"map.{key}", lang, n=number(n)) for key, n in
           (("coarse", found.coarse), ("unplaced", found.unplaced), ("abroad", found.abroad))]  # fmt: skip
    missing = f"{label('map.nowhere', lang)}: {label('list.comma', lang).join(off)}."
    sentences = [_title(counts, found, lang) + ".", words.timeline_subtitle(counts, subject, lang), missing]
    return " ".join([*sentences, *_notes(counts, lang)])


def _alt(counts: pd.DataFrame, found: Mapped, lang: Lang) -> str:
    said = label("list.comma", lang).join(_label(row, lang) for row in records(found.points))
    window = interval_text(counts["period_start"].min(), counts["period_end"].max(), lang)
    return label("alt.map", lang, window=window, title=_title(counts, found, lang), sites=said,
                 coarse=number(found.coarse), unplaced=number(found.unplaced), abroad=number(found.abroad))  # fmt: skip
