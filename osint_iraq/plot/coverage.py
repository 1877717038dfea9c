"""Our count over a published one, total by total: how the two compare in Iraq, in Syria and together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import matplotlib.dates as mdates
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from osint_iraq.labels import LANGS, Lang, check_lang, date_text, interval_text, label, number
from osint_iraq.plot.export import About, Charts, save
from osint_iraq.plot.sheet import dress_y, legend
from osint_iraq.plot.style import (
    INK,
    LEADING,
    MARGIN,
    MUTED,
    NOTE,
    SUBTITLE,
    TITLE,
    WIDTH,
    blank,
    style,
    wrapped,
    write,
)
from osint_iraq.plot.timeline import time_axis

__all__ = ["plot_coverage", "publish_coverage", "running_totals"]

_AXES_HEIGHT, _LEFT, _RIGHT = 3.2, 0.85, 0.45
_COLUMNS = ("counter", "as_of_end", "period_start", "countries", "targets", "ratio", "ratio_low", "ratio_high")
_MARGIN_DAYS = 4  # so that no point stands on the edge
_PER = 100
_GAP_DAYS = 60  # over a longer gap nothing is known, and no line is drawn
_MANY_MONTHS = 10  # more have no room for all their names
_ALL = "all"


@dataclass(frozen=True)
class _Look:
    color: str
    marker: str
    line: Literal["-", "--", ":"]


# Colours of Okabe and Ito; markers and lines tell the series apart where colours do not.
_LOOKS = {"IQ": _Look("#0072B2", "o", "-"), "SY": _Look("#D55E00", "s", "--"), _ALL: _Look(INK, "D", ":")}
_LEVEL: dict[str, Any] = {"color": MUTED, "linewidth": 1.2}


def plot_coverage(table: pd.DataFrame, lang: Lang = "en", *, title: str | None = None) -> Figure:
    """A figure of `table` (`against_tallies(…).compared`, the rows of one counter): our count for every 100 of theirs.

    Drawn are the running totals (see `running_totals`), a line each for Iraq, for Syria and for all countries together,
    each point with its range where dates are vague, and a level line at 100. The title gives the last value for Iraq,
    or for the first series that there is, unless one is given. In Arabic the texts run and stand from the right, while
    time still runs from left to right.

    Raises ValueError where a column is missing, the table has several counters, or no running total with a ratio.
    """
    check_lang(lang)
    rows = running_totals(table)
    with style():
        return _drawn(rows, lang, title or _title(rows, lang))


def publish_coverage(
    table: pd.DataFrame, folder: str | Path, stem: str, *, inputs: Mapping[str, str] | None = None
) -> Charts:
    """The chart in both languages, saved to `folder` and returned to be shown; see `plot_coverage` and `save`."""
    rows = running_totals(table)
    about = About(
        title={lang: _title(rows, lang) for lang in LANGS},
        caption={lang: " ".join([_title(rows, lang) + ".", _subtitle(rows, lang), *_notes(lang)]) for lang in LANGS},
        alt={lang: _alt(rows, lang) for lang in LANGS},
        window=(rows["period_start"].min(), rows["as_of_end"].max()),
        n=float(rows["seen"].max()) if "seen" in rows else float(len(rows)),
        method="against_tallies: our count over a published total",
        inputs=inputs or {},
    )
    figures = {lang: plot_coverage(table, lang) for lang in LANGS}
    return save(figures, stem, folder, rows, about)


def running_totals(table: pd.DataFrame) -> pd.DataFrame:
    """The rows of the counter's longest running series, with a column `series`: IQ, SY or all; by series and date.

    The series is that of the commonest pair of `period_start` and `targets`; other rows (single months, single bases)
    count something else. Left out are rows without a ratio and single countries other than Iraq and Syria.

    Raises ValueError as `plot_coverage` does.
    """
    missing = [c for c in _COLUMNS if c not in table]
    if missing:
        raise ValueError(f"table must be against_tallies(…).compared; missing: {', '.join(missing)}")
    if table["counter"].nunique() > 1:
        raise ValueError(f"table must be of one counter, not of {', '.join(sorted(table['counter'].unique()))}")
    series = table["countries"].map(lambda c: _ALL if not isinstance(c, str) or "|" in c else c)
    rows = table.assign(series=series)[table["ratio"].notna() & series.isin(_LOOKS)]
    if rows.empty:
        raise ValueError("table has no running total with a ratio: nothing to draw")
    sizes = rows.groupby(["period_start", "targets"])["counter"].transform("size")
    commonest = rows[sizes == sizes.max()].iloc[0]
    rows = rows[(rows["period_start"] == commonest["period_start"]) & (rows["targets"] == commonest["targets"])]
    order = {name: place for place, name in enumerate(_LOOKS)}
    return rows.sort_values(["series", "as_of_end"], key=lambda c: c.map(order) if c.name == "series" else c,
                            kind="stable", ignore_index=True)  # fmt: skip


def _drawn(rows: pd.DataFrame, lang: Lang, title: str) -> Figure:
    inside = WIDTH - 2 * MARGIN
    head = wrapped(title, inside, TITLE, "bold", balanced=True)
    under = wrapped(_subtitle(rows, lang), inside, SUBTITLE, balanced=True)
    notes = [line for note in _notes(lang) for line in wrapped(note, inside, NOTE, balanced=True)]
    legend_top = 0.3 + (TITLE * len(head) + SUBTITLE * len(under)) * LEADING / 72 + 0.08
    above = legend_top + 0.4
    notes_top = above + _AXES_HEIGHT + 0.6
    figure = blank(notes_top + len(notes) * NOTE * LEADING / 72 + 0.2)
    height, width = figure.get_figheight(), WIDTH - _LEFT - _RIGHT
    below_title = write(figure, head, 0.25, lang, TITLE, weight="bold", gid="title")
    write(figure, under, below_title, lang, SUBTITLE, MUTED, gid="subtitle")
    left = _RIGHT if lang == "ar" else _LEFT
    axes = figure.add_axes((left / WIDTH, 1 - (above + _AXES_HEIGHT) / height, width / WIDTH, _AXES_HEIGHT / height))
    for name, own in rows.groupby("series", sort=False):
        _line(axes, own, str(name))
    _dress(axes, rows, lang)
    _legend(figure, list(rows["series"].unique()), legend_top, lang)
    write(figure, notes, notes_top, lang, NOTE, MUTED, gid="notes")
    return figure


def _line(axes: Axes, own: pd.DataFrame, name: str) -> None:
    """One series, broken where its totals are far apart; where a range is open at an end, it is drawn to the point."""
    look, x, y = _LOOKS[name], mdates.date2num(own["as_of_end"]), own["ratio"] * _PER
    low, high = (own[end].fillna(own["ratio"]) * _PER for end in ("ratio_low", "ratio_high"))
    axes.vlines(x, low, high, color=look.color, linewidth=2.2, alpha=0.55, zorder=2)
    for number_of, part in own.groupby((own["as_of_end"].diff().dt.days > _GAP_DAYS).cumsum()):
        axes.plot(x[own.index.isin(part.index)], y[part.index], color=look.color, marker=look.marker,
                  linestyle=look.line, markersize=4.5, linewidth=1.4, markeredgecolor="white", markeredgewidth=0.5,
                  label=name if not number_of else None, zorder=3)  # fmt: skip


def _dress(axes: Axes, rows: pd.DataFrame, lang: Lang) -> None:
    margin = pd.Timedelta(days=_MARGIN_DAYS)
    first, last = rows["as_of_end"].min() - margin, rows["as_of_end"].max() + margin
    axes.set_xlim(mdates.date2num(first), mdates.date2num(last))
    highest = float(max(rows["ratio"].max(), rows["ratio_high"].fillna(0).max()))
    axes.set_ylim(0, max(110.0, highest * _PER * 1.06))
    axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=7))
    axes.axhline(_PER, **_LEVEL, zorder=1.5)
    axes.set_ylabel(label("axis.coverage", lang), labelpad=8)
    dress_y(axes, lang)
    months = (last.to_period("M") - first.to_period("M")).n + 1
    time_axis(axes, first, last, lang, every=2 if months > _MANY_MONTHS else 1)


def _legend(figure: Figure, names: list[str], top: float, lang: Lang) -> None:
    handles = [
        Line2D([], [], color=look.color, marker=look.marker, ls=look.line, markersize=5, label=_place(name, lang))
        for name, look in _LOOKS.items()
        if name in names
    ]
    handles.append(Line2D([], [], **_LEVEL, label=label("coverage.level", lang)))
    legend(figure, handles, top, lang, handlelength=2.6)


def _place(name: str, lang: Lang) -> str:
    return label(f"country.{name}", lang)


def _counter(rows: pd.DataFrame, lang: Lang) -> str:
    """The name of the counter; its id where the words are not in the table of labels."""
    counter = str(rows["counter"].iloc[0])
    try:
        return label(f"counter.{counter}", lang)
    except KeyError:
        return counter


def _title(rows: pd.DataFrame, lang: Lang) -> str:
    last = rows[rows["series"] == rows["series"].iloc[0]].iloc[-1]
    return label("title.coverage", lang, place=_place(last["series"], lang), per=_per(last["ratio"]),
                 counter=_counter(rows, lang), date=date_text(last["as_of_end"], lang))  # fmt: skip


def _subtitle(rows: pd.DataFrame, lang: Lang) -> str:
    kind = "subtitle.coverage" if rows["targets"].iloc[0] == "us_coalition" else "subtitle.coverage.other"
    start = date_text(rows["period_start"].iloc[0], lang)
    return label(kind, lang, start=start, counter=_counter(rows, lang), n=len(rows))


def _notes(lang: Lang) -> list[str]:
    rules = [label(f"note.{name}", lang) for name in ("coverage", "coverage.range")]
    return [label("note.coverage.source", lang), " ".join(rules)]


def _alt(rows: pd.DataFrame, lang: Lang) -> str:
    said = []
    for name, own in rows.groupby("series", sort=False):
        ratio = own["ratio"]
        ends = {"first": ratio.iloc[0], "last": ratio.iloc[-1], "low": ratio.min(), "high": ratio.max()}
        values = {key: _per(value) for key, value in ends.items()}
        said.append(label("alt.coverage.series", lang, place=_place(str(name), lang), **values))
    window = interval_text(rows["as_of_end"].min(), rows["as_of_end"].max(), lang)
    return label("alt.coverage", lang, window=window, title=_title(rows, lang), series=" ".join(said))


def _per(ratio: float) -> str:
    return number(round(ratio * _PER))
