"""Our attacks added up day by day as a stepped line, and the running totals that others published as points."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import matplotlib.dates as mdates
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from osint_iraq.labels import LANGS, Lang, check_lang, date_text, interval_text, label, number
from osint_iraq.plot.export import About, Charts, save
from osint_iraq.plot.sheet import LONG_SIDE, SHORT_SIDE, dress_y, legend, mirrored, open_sheet
from osint_iraq.plot.style import INK, WIDTH, style
from osint_iraq.plot.timeline import time_axis

__all__ = ["plot_cumulative", "publish_cumulative"]

_CURVE = ("day", "cumulative_low", "cumulative", "cumulative_high")
_OFFICIAL = ("counter", "as_of_start", "as_of_end", "period_start", "countries", "targets", "count_min", "count_max")
_HEIGHT, _BELOW = 3.4, 0.6
_OURS, _BAND = "#0072B2", "#A9CDE6"
# Markers tell the counters apart where colours of Okabe and Ito do not.
_LOOKS = (("#D55E00", "o"), ("#009E73", "^"), ("#CC79A7", "s"), ("#E69F00", "D"), (INK, "v"))
_MANY_MONTHS = 8
_TARGETS = ("us_coalition", "us_interests", "convoys", "turkish_base", "kurdistan_region")


def plot_cumulative(
    curve: pd.DataFrame, official: pd.DataFrame, lang: Lang = "en", *, title: str | None = None
) -> Figure:
    """A figure of the two tables of `cumulative_beside`: our count as steps, theirs as points, a marker a counter.

    The band about the steps goes from attacks that surely lie in the period to those that may. Of a total that is a
    range the point stands in the middle and a line shows the range; one that is open ("at least 32") has an arrow. The
    title gives both counts at the last total, unless one is given. In Arabic the texts run and stand from the right,
    while time still runs from left to right.

    Raises ValueError where a table is empty or lacks a column, or there are more than five counters.
    """
    check_lang(lang)
    _check(curve, official)
    with style():
        return _drawn(curve, official, lang, title or _title(curve, official, lang))


def publish_cumulative(
    curve: pd.DataFrame,
    official: pd.DataFrame,
    folder: str | Path,
    stem: str,
    *,
    inputs: Mapping[str, str] | None = None,
) -> Charts:
    """The chart in both languages, saved to `folder` and returned to be shown; see `plot_cumulative` and `save`.

    The data beside it are in one table: one row is one day of our count or one published total (column `series`).
    """
    _check(curve, official)
    about = About(
        title={lang: _title(curve, official, lang) for lang in LANGS},
        caption={lang: _caption(curve, official, lang) for lang in LANGS},
        alt={lang: _alt(curve, official, lang) for lang in LANGS},
        window=(curve["day"].min(), curve["day"].max()),
        n=float(curve["cumulative"].max()),
        method="cumulative_beside: our count by day beside published totals",
        inputs=inputs or {},
    )
    figures = {lang: plot_cumulative(curve, official, lang) for lang in LANGS}
    return save(figures, stem, folder, _tidy(curve, official), about)


def _check(curve: pd.DataFrame, official: pd.DataFrame) -> None:
    for name, table, columns in (("curve", curve, _CURVE), ("official", official, _OFFICIAL)):
        missing = [c for c in columns if c not in table]
        if missing or table.empty:
            wants = f"missing: {', '.join(missing)}" if missing else "it is empty"
            raise ValueError(f"{name} must come from cumulative_beside: {wants}")
    if official["counter"].nunique() > len(_LOOKS):
        raise ValueError(f"official has more than {len(_LOOKS)} counters: draw some of them")


def _tidy(curve: pd.DataFrame, official: pd.DataFrame) -> pd.DataFrame:
    ours = curve.set_axis(["day", "low", "count", "high"], axis=1).assign(series="osint_iraq")
    theirs = pd.DataFrame({
        "day": official["as_of_end"], "low": official["count_min"], "count": _middle(official).to_numpy(),
        "high": official["count_max"], "series": official["counter"],
    })  # fmt: skip
    return pd.concat([ours.astype({"count": "float64"}), theirs], ignore_index=True)[
        ["day", "series", "low", "count", "high"]
    ]


def _middle(official: pd.DataFrame) -> pd.Series:
    """Where a point stands: the middle of a range, the end that is known of an open one."""
    low, high = official["count_min"].astype("float64"), official["count_max"].astype("float64")
    return (low.fillna(high) + high.fillna(low)) / 2


def _drawn(curve: pd.DataFrame, official: pd.DataFrame, lang: Lang, title: str) -> Figure:
    sheet = open_sheet(lang, title, _subtitle(official, lang), _notes(lang), _HEIGHT + _BELOW)
    width = WIDTH - LONG_SIDE - SHORT_SIDE
    axes = sheet.axes(mirrored(LONG_SIDE, width, lang), sheet.top, width, _HEIGHT)
    _ours(axes, curve)
    for (counter, own), (color, marker) in zip(official.groupby("counter", sort=True), _LOOKS, strict=False):
        _theirs(axes, own, str(counter), color, marker)
    _dress(axes, curve, official, lang)
    legend(sheet.figure, _handles(curve, official, lang), sheet.legend_top, lang, handlelength=2.2)
    return sheet.figure


def _ours(axes: Axes, curve: pd.DataFrame) -> None:
    x = mdates.date2num(curve["day"])
    low, high = (curve[f"cumulative_{end}"].astype("float64") for end in ("low", "high"))
    axes.fill_between(x, low, high, step="post", color=_BAND, linewidth=0, zorder=1.5, label="band")
    axes.plot(x, curve["cumulative"].astype("float64"), drawstyle="steps-post", color=_OURS, linewidth=1.8, zorder=2,
              label="ours")  # fmt: skip


def _theirs(axes: Axes, own: pd.DataFrame, counter: str, color: str, marker: str) -> None:
    x, y = mdates.date2num(own["as_of_end"]), _middle(own)
    low, high = own["count_min"].astype("float64"), own["count_max"].astype("float64")
    axes.vlines(x, low.fillna(y), high.fillna(y), color=color, linewidth=1.6, zorder=2.5)
    for is_open, arrow, away in ((high.isna(), "↑", 7), (low.isna(), "↓", -7)):
        for place in own.index[is_open]:
            axes.annotate(arrow, (mdates.date2num(own["as_of_end"][place]), y[place]), (0, away), ha="center",
                          va="center", textcoords="offset points", size=9, color=INK, gid="open", zorder=4)  # fmt: skip
    axes.plot(x, y, linestyle="none", marker=marker, markersize=5.5, color=color, markeredgecolor=INK,
              markeredgewidth=0.6, zorder=3, label=counter)  # fmt: skip


def _dress(axes: Axes, curve: pd.DataFrame, official: pd.DataFrame, lang: Lang) -> None:
    first, last = curve["day"].min(), curve["day"].max()
    margin = max(1, round((last - first).days * 0.015)) * pd.Timedelta(days=1)
    axes.set_xlim(mdates.date2num(first), mdates.date2num(last + margin))
    highest = max(float(curve["cumulative_high"].max()), float(_middle(official).max()),
                  float(official["count_max"].fillna(0).max()))  # fmt: skip
    axes.set_ylim(0, max(3.0, highest * 1.1))
    axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=6))
    axes.set_ylabel(label("axis.cumulative", lang), labelpad=8)
    dress_y(axes, lang)
    months = (last.to_period("M") - first.to_period("M")).n + 1
    time_axis(axes, first, last + margin, lang, every=2 if months > _MANY_MONTHS else 1)


def _handles(curve: pd.DataFrame, official: pd.DataFrame, lang: Lang) -> list[Artist]:
    found: list[Artist] = [Line2D([], [], color=_OURS, linewidth=1.8, label=label("cumulative.ours", lang))]
    if (curve["cumulative_high"] > curve["cumulative_low"]).any():
        found.append(Patch(facecolor=_BAND, label=label("cumulative.band", lang)))
    for counter, (color, marker) in zip(sorted(official["counter"].unique()), _LOOKS, strict=False):
        found.append(Line2D([], [], color=color, marker=marker, ls="", markersize=5.5, markeredgecolor=INK,
                            markeredgewidth=0.6, label=_counter(counter, lang)))  # fmt: skip
    return found


def _counter(counter: str, lang: Lang) -> str:
    """The name of a counter; its id where the words are not in the table of labels."""
    try:
        return label(f"counter.{counter}", lang)
    except KeyError:
        return counter


def _last(official: pd.DataFrame) -> pd.Series:
    """The last total of the counter who gives most totals."""
    sizes = official.groupby("counter")["counter"].transform("size")
    return official[sizes == sizes.max()].sort_values(["as_of_end", "counter"], kind="stable").iloc[-1]


def _title(curve: pd.DataFrame, official: pd.DataFrame, lang: Lang) -> str:
    row = _last(official)
    ours = curve.loc[curve["day"] == row["as_of_end"], "cumulative"]
    values = {"date": date_text(row["as_of_end"], lang), "counter": _counter(row["counter"], lang)}
    ours_text = label("unknown", lang) if ours.empty else number(ours.iloc[0])
    return label("title.cumulative", lang, ours=ours_text, theirs=_amount(row, lang), **values)


def _amount(row: pd.Series, lang: Lang) -> str:
    low, high = row["count_min"], row["count_max"]
    if pd.isna(low) or pd.isna(high):
        kind, known = ("most", high) if pd.isna(low) else ("least", low)
        return label(f"amount.{kind}", lang, n=number(known))
    return number(low) if low == high else label("amount.range", lang, low=number(low), high=number(high))


def _subtitle(official: pd.DataFrame, lang: Lang) -> str:
    row = official.iloc[0]
    targets = row["targets"] if row["targets"] in _TARGETS else "other"
    return label("subtitle.cumulative", lang, targets=label(f"targets.{targets}", lang), places=_places(row, lang),
                 start=date_text(row["period_start"], lang), n=len(official))  # fmt: skip


def _places(row: pd.Series, lang: Lang) -> str:
    if not isinstance(row["countries"], str):
        return label("country.all", lang)
    return label("list.and", lang).join(label(f"country.{code}", lang) for code in row["countries"].split("|"))


def _notes(lang: Lang) -> list[str]:
    return [label("note.coverage.source", lang), label("note.cumulative", lang)]


def _caption(curve: pd.DataFrame, official: pd.DataFrame, lang: Lang) -> str:
    return " ".join([_title(curve, official, lang) + ".", _subtitle(official, lang), *_notes(lang)])


def _alt(curve: pd.DataFrame, official: pd.DataFrame, lang: Lang) -> str:
    last = curve.iloc[-1]
    said = label("alt.cumulative", lang, window=interval_text(curve["day"].min(), last["day"], lang),
                 n=len(official), title=_title(curve, official, lang))  # fmt: skip
    if last["cumulative_low"] == last["cumulative_high"]:
        return said
    low, high = number(last["cumulative_low"]), number(last["cumulative_high"])
    return f"{said} {label('alt.cumulative.range', lang, low=low, high=high)}"
