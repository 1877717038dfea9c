"""Time and peak memory against the number of articles, side by side, in English and Arabic."""

from __future__ import annotations

import csv
import shutil
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

from bench.growth import exponent
from osint_iraq.labels import LANGS, Lang, date_text
from osint_iraq.plot.export import About, save
from osint_iraq.plot.sheet import LEGEND_LINE, Sheet, dress_y, legend, legend_rows, mirrored, open_sheet
from osint_iraq.plot.style import GRID, INK, MARGIN, WIDTH, style

__all__ = ["STEM", "frame", "publish"]

STEM = "performance"
_MEGA = 1e6
# Series: panel, column, colour of Okabe and Ito, marker.
_SERIES = {
    "first": ("time", "#0072B2", "o"), "later": ("time", "#E69F00", "s"),
    "together": ("memory", "#009E73", "^"), "one": ("memory", "#CC79A7", "D"),
}  # fmt: skip
_HEIGHT, _ABOVE, _BELOW, _SIDE, _GAP = 3.0, 0.05, 0.65, 1.05, 1.15


def frame(parts: dict[str, Any]) -> pd.DataFrame:
    """One row a size: `articles`, seconds of the `first` and `later` build, peak MB of all processes and of `one`."""
    rows = [
        {"articles": int(size), "first": found["first"]["wall"], "later": found.get("later", {}).get("wall", np.nan),
         "together": found["first"]["peak"] / _MEGA, "one": found["first"]["peak_one"] / _MEGA}
        for size, found in ((size, part["result"]) for size, part in parts.items())
    ]  # fmt: skip
    return pd.DataFrame(rows).sort_values("articles", ignore_index=True)


def publish(parts: dict[str, Any], folder: Path, pictures: Path) -> None:
    """The chart in all its forms in `folder`, and its two pictures, performance-en.png and -ar.png, in `pictures`.

    `parts` are the stored builds by size, at least two; the last one's machine and day stand in the source line.
    """
    costs, on = frame(parts), list(parts.values())[-1]["on"]
    said = {lang: _said(costs, on, lang) for lang in LANGS}
    about = About(
        title={lang: said[lang]["title"] for lang in LANGS},
        caption={lang: " ".join([f"{s['title']}.", s["subtitle"], *s["notes"]]) for lang, s in said.items()},
        alt={lang: said[lang]["alt"] for lang in LANGS},
        window=(pd.NaT, pd.NaT),
        n=float(len(costs)),
        method="bench.scale: builds in fresh processes, memory looked at ten times a second",
    )
    with style():
        figures = {lang: _drawn(costs, said[lang], lang) for lang in LANGS}
    save(figures, STEM, folder, costs, about)
    for lang in LANGS:
        shutil.copyfile(folder / f"{STEM}-{lang}.png", pictures / f"{STEM}-{lang}.png")


@lru_cache(maxsize=1)
def _labels() -> dict[str, dict[str, str]]:
    with (Path(__file__).parent / "labels.csv").open(encoding="utf-8", newline="") as stream:
        return {row["key"]: row for row in csv.DictReader(stream)}


def _label(key: str, lang: Lang, **values: object) -> str:
    return _labels()[key][lang].format(**values)


def _said(costs: pd.DataFrame, on: dict[str, Any], lang: Lang) -> dict[str, Any]:
    ends = {"least": f"{costs['articles'].min():,}", "most": f"{costs['articles'].max():,}"}
    powers = {name: _power(costs, column) for name, column in (("time", "first"), ("memory", "together"))}
    title = _label("title", lang, **powers)
    machine = {"processor": on["processor"], "cores": on["cores"], "date": date_text(pd.Timestamp(on["date"]), lang)}
    notes = [
        _label(
            "note.source",
            lang,
            n=int(costs[["first", "later"]].count().sum()),
            memory=round(on["memory"] / 2**30),
            **machine,
        ),
        _label("note.memory", lang),
    ]
    subtitle = _label("subtitle", lang, **ends)
    return {"title": title, "subtitle": subtitle, "notes": notes, "alt": _label("alt", lang, title=title, **ends)}


def _power(costs: pd.DataFrame, column: str) -> str:
    return f"{exponent(dict(zip(costs['articles'], costs[column], strict=True))):.2f}"


def _drawn(costs: pd.DataFrame, said: dict[str, Any], lang: Lang) -> Figure:
    rows = legend_rows(_handles(lang), WIDTH - 2 * MARGIN)
    body = _ABOVE + _HEIGHT + _BELOW
    sheet = open_sheet(lang, said["title"], said["subtitle"], said["notes"], body, len(rows))
    for index, row in enumerate(rows):
        legend(sheet.figure, row, sheet.legend_top + index * LEGEND_LINE, lang, handlelength=2.2)
    for panel, axes in zip(("time", "memory"), _axes(sheet, lang), strict=True):
        _panel(axes, costs, panel, lang)
    return sheet.figure


def _handles(lang: Lang) -> list[Artist]:
    return [
        Line2D([], [], color=color, marker=marker, markeredgecolor=INK, markeredgewidth=0.6,
               label=_label(f"series.{name}", lang))
        for name, (_, color, marker) in _SERIES.items()
    ]  # fmt: skip


def _axes(sheet: Sheet, lang: Lang) -> list[Axes]:
    width = (WIDTH - _SIDE - _GAP - MARGIN) / 2
    lefts = (_SIDE, _SIDE + width + _GAP)
    return [sheet.axes(mirrored(left, width, lang), sheet.top + _ABOVE, width, _HEIGHT) for left in lefts]


def _panel(axes: Axes, costs: pd.DataFrame, panel: str, lang: Lang) -> None:
    names = [name for name, (where, *_) in _SERIES.items() if where == panel]
    for name in names:
        _, color, marker = _SERIES[name]
        axes.plot(costs["articles"], costs[name], color=color, marker=marker, linewidth=1.8, markeredgecolor=INK,
                  markeredgewidth=0.6, zorder=3)  # fmt: skip
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xticks(costs["articles"], [f"{size:,}" for size in costs["articles"]])
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set_xlim(costs["articles"].min() / 1.4, costs["articles"].max() * 1.4)
    powers = np.log10(costs[names].to_numpy(dtype=float))
    low, high = (
        np.floor(np.nanmin(powers)),
        np.ceil(np.nanmax(powers)),
    )  # whole powers of ten, so that what is flat looks flat
    axes.set_ylim(10**low, 10**high)
    axes.yaxis.set_major_locator(LogLocator(subs=(1.0,) if high - low > 2 else (1.0, 2.0, 5.0)))
    axes.yaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,g}"))
    axes.xaxis.grid(True, color=GRID, linewidth=0.7)
    axes.set_xlabel(_label("axis.size", lang), labelpad=6)
    axes.set_ylabel(_label(f"axis.{panel}", lang), labelpad=8)
    dress_y(axes, lang)
