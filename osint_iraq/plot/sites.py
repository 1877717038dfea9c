"""Attacks reported over time site by site: a small panel for each of the sites with most attacks, on one scale."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

import matplotlib.dates as mdates
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedFormatter, FixedLocator, MaxNLocator

from osint_iraq.labels import LANGS, Lang, check_lang, counted, interval_text, label, number
from osint_iraq.plot import uncovered, words
from osint_iraq.plot.export import About, Charts, save
from osint_iraq.plot.layout import publish
from osint_iraq.plot.nothing import no_attack, plain
from osint_iraq.plot.places import by_place, check_places, site_name
from osint_iraq.plot.sheet import LONG_SIDE, SHORT_SIDE, Sheet, dress_y, mirrored, open_sheet
from osint_iraq.plot.style import INK, WIDTH, style, text_width, wrapped
from osint_iraq.plot.timeline import time_axis

__all__ = ["plot_sites", "publish_sites"]

SITES = 12
"""Panels, unless another number is asked for."""

_METHOD = "attack_counts by site_id"
_COLUMNS, _PANEL, _ABOVE, _BELOW = 3, 0.95, 0.42, 0.42  # inches: height of a panel, of its name, of the years below
_GAP = 0.22
_FACE = "#0072B2"
_LOWEST_TOP = 3.0
_NAME = 9.0
_TICK_ROOM = 0.37  # inches for the name of a year
_YEAR = 365
_MONTH_ROOM = 0.85  # and for that of a month


def plot_sites(
    counts: pd.DataFrame, lang: Lang = "en", *, n: int = SITES, title: str | None = None, subject: str = "sites"
) -> Figure:
    """A figure of `counts` (from attack_counts with by="site_id"): a panel for each of the `n` sites with most attacks.

    All panels share one scale; each is named with the number of its attacks, and a note says how many attacks lie
    elsewhere or at no named site. Periods whose count is missing (the sources do not cover them) are hatched. The title
    names the first site, unless one is given. In Arabic panels and texts run from the right, time still from left to
    right.

    Without an attack at a named site it is a plain sheet that says so. Raises ValueError where a column is missing, or
    `n` is less than 1.
    """
    check_lang(lang)
    shown = _shown(counts, n)
    if shown.empty:
        return plain(no_attack(counts, "sites", subject, lang, title), lang)
    with style():
        return _drawn(counts, shown, lang, title or _title(counts, lang), subject)


def publish_sites(
    counts: pd.DataFrame,
    folder: str | Path,
    stem: str,
    *,
    n: int = SITES,
    subject: str = "sites",
    inputs: Mapping[str, str] | None = None,
) -> Charts:
    """The chart in both languages, saved to `folder` and returned to be shown; see `plot_sites` and `save`.

    The data beside it has all sites, drawn or not.
    """
    shown, window = _shown(counts, n), (counts["period_start"].min(), counts["period_end"].max())
    if shown.empty:
        return publish(
            counts, folder, stem, lambda lang: plot_sites(counts, lang, n=n, subject=subject),
            lambda lang: no_attack(counts, "sites", subject, lang), window=window, n=float(counts["count"].sum()),
            method=_METHOD, inputs=inputs,
        )  # fmt: skip
    about = About(
        title={lang: _title(counts, lang) for lang in LANGS},
        caption={lang: _caption(counts, shown, subject, lang) for lang in LANGS},
        alt={lang: _alt(counts, shown, lang) for lang in LANGS},
        window=window,
        n=float(counts["count"].sum()),
        method=_METHOD,
        inputs=inputs or {},
    )
    figures = {lang: plot_sites(counts, lang, n=n, subject=subject) for lang in LANGS}
    return save(figures, stem, folder, counts, about)


def _shown(counts: pd.DataFrame, n: int) -> pd.DataFrame:
    check_places(counts)
    if n < 1:
        raise ValueError(f"n={n}: draw at least one site")
    return by_place(counts).head(n)


def _drawn(counts: pd.DataFrame, shown: pd.DataFrame, lang: Lang, title: str, subject: str) -> Figure:
    rows = -(-len(shown) // _COLUMNS)
    body = rows * (_ABOVE + _PANEL) + _BELOW + 0.15
    notes = _notes(counts, shown, lang)
    sheet = open_sheet(lang, title, words.timeline_subtitle(counts, subject, lang), notes, body, legend_rows=0)
    sites = counts[counts["site_id"].isin(shown["site_id"])]
    top = max(_LOWEST_TOP, float(sites["count"].max()) * 1.1)
    for place, (site, total) in enumerate(zip(shown["site_id"], shown["count"], strict=True)):
        axes = _panel_axes(sheet, place, lang)
        _panel(axes, sites[sites["site_id"] == site], top, lang)
        _named(axes, f"{site_name(site, lang)}: {number(total)}", lang)
        lowest = place + _COLUMNS >= len(shown)
        axes.tick_params(axis="x", which="minor", labelbottom=lowest)
        axes.tick_params(axis="y", labelleft=lang == "en" and not place % _COLUMNS,
                         labelright=lang == "ar" and not place % _COLUMNS)  # fmt: skip
    _name_the_scale(sheet, rows, label(f"axis.{words.frequency(counts)}", lang), lang)
    return sheet.figure


def _panel_axes(sheet: Sheet, place: int, lang: Lang) -> Axes:
    """The axes of the panel that stands at this place, counted along the rows from where reading starts."""
    row, column = divmod(place, _COLUMNS)
    width = (WIDTH - LONG_SIDE - SHORT_SIDE - (_COLUMNS - 1) * _GAP) / _COLUMNS
    left = mirrored(LONG_SIDE + column * (width + _GAP), width, lang)
    return sheet.axes(left, sheet.top + row * (_ABOVE + _PANEL) + _ABOVE, width, _PANEL)


def _panel(axes: Axes, own: pd.DataFrame, top: float, lang: Lang) -> None:
    uncovered.draw_bands(axes, own)
    known = own[own["count"].notna()]
    widths = (known["period_end"] - known["period_start"]).dt.days + 1
    axes.bar(mdates.date2num(known["period_start"]), known["count"].astype(float), widths, align="edge", color=_FACE,
             edgecolor=_FACE, linewidth=0.3, zorder=2, label=str(own["site_id"].iloc[0]))  # fmt: skip
    first, last = own["period_start"].min(), own["period_end"].max() + pd.Timedelta(days=1)
    axes.set_xlim(mdates.date2num(first), mdates.date2num(last))
    axes.set_ylim(0, top)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=3))
    dress_y(axes, lang)
    axes.tick_params(axis="y", labelsize=8)
    months = (last.to_period("M") - first.to_period("M")).n + 1
    width = axes.get_position().width * WIDTH
    time_axis(axes, first, last, lang, every=-(-months // max(1, int(width / _MONTH_ROOM))))
    _thin(axes, width)


def _thin(axes: Axes, width: float) -> None:
    """Name every so many years, so that none runs into the next, and none of a few weeks at an end."""
    names = axes.xaxis.get_minor_formatter()
    assert isinstance(names, FixedFormatter)
    seq = list(names.seq)
    if any("\n" in name for name in seq):
        return
    low, high = axes.get_xlim()
    places = [(x - low) / (high - low) * width for x in axes.xaxis.get_minorticklocs()]
    step = max(1, math.ceil(_TICK_ROOM / (_YEAR / (high - low) * width)))
    kept = [
        name if not int(name) % step and _TICK_ROOM / 2 - 0.06 <= place <= width - _TICK_ROOM / 2 + 0.06 else ""
        for place, name in zip(places, seq, strict=True)
    ]
    axes.xaxis.set_minor_locator(FixedLocator(list(axes.xaxis.get_minorticklocs())))
    axes.xaxis.set_minor_formatter(FixedFormatter(kept))
    axes.tick_params(axis="x", which="minor", labelsize=8)


def _named(axes: Axes, name: str, lang: Lang) -> None:
    """The name of a panel above it, in smaller type where it is too long for one line."""
    width = axes.get_position().width * WIDTH
    size = _NAME
    while text_width(name, size, "bold") > width and size > _NAME - 2:
        size -= 0.5
    line = wrapped(name, width, size, "bold")[0] if text_width(name, size, "bold") > width else name
    x, side = (1, "right") if lang == "ar" else (0, "left")
    axes.text(x, 1.03, line, transform=axes.transAxes, ha=side, va="bottom", size=size, weight="bold", gid="panel")


def _name_the_scale(sheet: Sheet, rows: int, text: str, lang: Lang) -> None:
    """One name for the scale of all panels, beside them."""
    middle = sheet.top + rows * (_ABOVE + _PANEL) / 2 + _ABOVE / 2
    x = 0.3 if lang == "en" else WIDTH - 0.3
    sheet.figure.text(x / WIDTH, 1 - middle / sheet.figure.get_figheight(), text, rotation=90, ha="center", va="center",
                      color=INK, gid="scale")  # fmt: skip


def _title(counts: pd.DataFrame, lang: Lang) -> str:
    """The site with most attacks, or that several share the first place."""
    places, n = by_place(counts), number(counts["count"].sum())
    most = places["count"].iloc[0]
    if (places["count"] == most).sum() > 1:
        return label("title.sites.tie", lang, count=number(most), n=n)
    return label("title.sites", lang, site=site_name(places["site_id"].iloc[0], lang), count=number(most), n=n)


def _notes(counts: pd.DataFrame, shown: pd.DataFrame, lang: Lang) -> list[str]:
    """The source, what is not drawn, and what has no place or no period."""
    drawn, named = shown["count"].sum(), by_place(counts)["count"].sum()
    elsewhere, nowhere = number(named - drawn), number(counts["count"].sum() - named)
    said = [label("note.sites", lang, elsewhere=elsewhere, nowhere=nowhere)]
    undated = words.totals(counts)["undated"].max()
    if pd.notna(undated) and undated:
        said.append(label("note.undated", lang, n=counted(int(undated), "attack", lang)))
    if (counts["partial"] & counts["count"].notna()).any():
        said.append(label("note.sites.partial", lang))
    said += uncovered.notes(counts, lang)
    return [f"{words.source(counts, lang)} {label('note.bars', lang)}", " ".join(said)]


def _caption(counts: pd.DataFrame, shown: pd.DataFrame, subject: str, lang: Lang) -> str:
    sentences = [_title(counts, lang) + ".", words.timeline_subtitle(counts, subject, lang)]
    return " ".join([*sentences, *_notes(counts, shown, lang)])


def _alt(counts: pd.DataFrame, shown: pd.DataFrame, lang: Lang) -> str:
    said = [f"{site_name(s, lang)} {number(c)}" for s, c in zip(shown["site_id"], shown["count"], strict=True)]
    window = interval_text(counts["period_start"].min(), counts["period_end"].max(), lang)
    values = {"window": window, "title": _title(counts, lang), "sites": label("list.comma", lang).join(said)}
    said_all = label("alt.sites", lang, freq=label(f"freq.{words.frequency(counts)}", lang), **values)
    return f"{said_all} {uncovered.said(counts, lang)}".strip()
