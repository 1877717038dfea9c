"""How far a finding moves when the errors of reading are drawn: a histogram of its ratio over all draws."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from osint_iraq.labels import Lang, check_lang, counted, date_text, label
from osint_iraq.plot import ratios
from osint_iraq.plot.export import Charts
from osint_iraq.plot.layout import Coverage, Panels, Said, publish, sheet, source_notes, wants
from osint_iraq.plot.sheet import dress_y
from osint_iraq.plot.style import INK, MUTED, style

__all__ = ["plot_spread", "publish_spread"]

_HEIGHT = 2.9
_WIDTHS = (0.02, 0.04, 0.08, 0.16)  # of a class, in powers of ten; the narrowest that needs no more than so many
_MOST_CLASSES = 36
_LOOKS = {"above": ("#D55E00", ""), "around": ("white", ""), "below": ("#56B4E9", "////")}
_ODD = ("#BDBDBD", "xxxx")
_TAILS = (0.025, 0.975)


def plot_spread(
    draws: pd.DataFrame,
    summary: pd.DataFrame,
    lang: Lang = "en",
    *,
    title: str | None = None,
    coverage: Coverage | None = None,
) -> Figure:
    """A figure of `draws` and `summary` (the two tables of propagate): the ratio of the rates in every draw.

    Classes are equally wide on the logarithmic axis and one of them has 1 in its middle; those above and below it differ
    in fill. Draws without an attack before (an endless ratio) or after (0) stand apart as bars at the ends, those without
    any at all have no ratio and are said in the notes. Marked are the ratio as counted and the middle 95% of the draws.
    The title says in how many draws the rate after is higher, unless one is given. `coverage` is a sentence,
    {"en": …, "ar": …}, that is added to the notes. In Arabic the texts run and stand from the right, while ratios still
    grow from left to right.

    Raises ValueError where a column is missing, `summary` has not one row, or no draw has a ratio.
    """
    check_lang(lang)
    ratio, one = _checked(draws, summary)
    with style():
        said = _said(ratio, one, lang, coverage, title)
        panels = Panels([_HEIGHT], above=0.3, below=0.72, handles=_handles(ratio, one, lang))
        figure, (axes,) = sheet(said, lang, panels)
        _bars(axes, ratio, one, lang)
        _marks(axes, ratio, one)
        return figure


def publish_spread(
    draws: pd.DataFrame,
    summary: pd.DataFrame,
    folder: str | Path,
    stem: str,
    *,
    coverage: Coverage | None = None,
    inputs: Mapping[str, str] | None = None,
) -> Charts:
    """The chart in both languages, saved to `folder` and returned to be shown; see `plot_spread` and `save`.

    `summary` becomes STEM-summary.csv.
    """
    ratio, one = _checked(draws, summary)
    day, days = pd.Timestamp(one.get("event_date", pd.NaT)), int(one.get("days", 0) + one.get("gap", 0))
    reach = pd.Timedelta(days=days)
    counts = pd.Series([one.get("plain_before"), one.get("plain_after")], dtype=float)
    return publish(
        draws, folder, stem, lambda lang: plot_spread(draws, summary, lang, coverage=coverage),
        lambda lang: _said(ratio, one, lang, coverage), window=(day - reach, day + reach - pd.Timedelta(days=1)),
        n=float(counts.fillna(0).sum()), method="propagate: misses, false hits, days and numbers drawn anew in each draw",
        inputs=inputs, more={"summary": summary},
    )  # fmt: skip


def _checked(draws: pd.DataFrame, summary: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """The ratios of all draws, and the row of the summary."""
    wants(draws, ("ratio",), "draws", "propagate(…).draws")
    wants(summary, ("plain_ratio",), "summary", "propagate(…).summary")
    if len(summary) != 1:
        raise ValueError(f"summary must be the one row of propagate(…).summary, not {len(summary)} rows")
    ratio = draws["ratio"].astype(float)
    if ratio.isna().all():
        raise ValueError("draws has no draw with a ratio: nothing to draw")
    return ratio, summary.iloc[0]


def _exponents(ratio: pd.Series, plain: float) -> tuple[float, np.ndarray]:
    """The width of a class, and for each class its place: 0 is the one with 1 in the middle."""
    finite = np.append(ratio[np.isfinite(ratio) & (ratio > 0)], plain if 0 < plain < np.inf else 1.0)
    logs = np.log10(np.append(finite, 1.0))
    width = next((w for w in _WIDTHS if np.ptp(logs) / w < _MOST_CLASSES), float(np.ptp(logs)) / _MOST_CLASSES)
    places = np.round(logs / width)
    return width, np.arange(places.min() - 1, places.max() + 2)


def _bars(axes: Axes, ratio: pd.Series, one: pd.Series, lang: Lang) -> None:
    """Bars over the logarithm of the ratio; the draws that have none at the two ends."""
    width, places = _exponents(ratio, float(one["plain_ratio"]))
    own = np.round(np.log10(ratio[np.isfinite(ratio) & (ratio > 0)]) / width)
    heights = np.array([(own == place).sum() for place in places])
    for name, part in (("below", places < 0), ("around", places == 0), ("above", places > 0)):
        face, hatch = _LOOKS[name]
        axes.bar(places[part] * width, heights[part], width, color=face, hatch=hatch, edgecolor=INK, linewidth=0.5,
                 label=name, zorder=2)  # fmt: skip
    first, last = (places[0] - 0.5) * width, (places[-1] + 0.5) * width
    broad = max(width, (last - first) * 0.03)
    ticks = [tick for tick in (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100) if first <= np.log10(tick) <= last]
    at, names = [float(np.log10(tick)) for tick in ticks], [f"{tick:g}" for tick in ticks]
    for name, count, place in (("0", (ratio == 0).sum(), first - 1.5 * broad),
                               ("∞", np.isposinf(ratio).sum(), last + 1.5 * broad)):  # fmt: skip
        if count:
            axes.bar([place], [count], broad, color=_ODD[0], hatch=_ODD[1], edgecolor=INK, linewidth=0.5, label=name,
                     zorder=2)  # fmt: skip
            at, names = [*at, place], [*names, name]
            first, last = min(first, place - broad), max(last, place + broad)
    axes.set_xlim(first, last)
    axes.set_xticks(at, names)
    axes.tick_params(axis="x", length=4, color=MUTED)
    axes.set_xlabel(label("axis.ratio", lang), labelpad=6)
    axes.set_ylabel(label("axis.draws", lang), labelpad=8)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=5))
    dress_y(axes, lang)


def _marks(axes: Axes, ratio: pd.Series, one: pd.Series) -> None:
    """1, the ratio as counted, and the middle 95% of the draws above the bars."""
    axes.axvline(0, color=INK, linewidth=1.0, linestyle=(0, (4, 2)), label="one", zorder=3)
    left, right = axes.get_xlim()
    low, high = (_place(value, left, right) for value in _middle(ratio))
    axes.plot([low, high], [1.05, 1.05], color=INK, linewidth=2.2, marker="|", ms=9, mew=1.6, label="middle",
              transform=axes.get_xaxis_transform(), clip_on=False, zorder=5)  # fmt: skip
    plain = float(one["plain_ratio"])
    if not np.isnan(plain):
        axes.plot([_place(plain, left, right)] * 2, [0, 1.05], color="#009E73", linewidth=2.0, marker="*", ms=13,
                  mec=INK, mew=0.7, markevery=[1], label="plain", transform=axes.get_xaxis_transform(), clip_on=False,
                  zorder=6)  # fmt: skip


def _middle(ratio: pd.Series) -> tuple[float, float]:
    """The middle 95% of the draws that have a ratio; an endless one is the largest."""
    known = np.sort(ratio.dropna().to_numpy())
    low, high = (known[round(tail * (len(known) - 1))] for tail in _TAILS)
    return float(low), float(high)


def _place(value: float, left: float, right: float) -> float:
    with np.errstate(divide="ignore"):
        return float(np.clip(np.log10(value), left, right))


def _handles(ratio: pd.Series, one: pd.Series, lang: Lang) -> list[Line2D | Patch]:
    finite = ratio[np.isfinite(ratio) & (ratio > 0)]
    width, _ = _exponents(ratio, float(one["plain_ratio"]))
    near = np.round(np.log10(finite) / width)
    there = {"above": (near > 0).any(), "around": (near == 0).any(), "below": (near < 0).any()}
    made: list[Line2D | Patch] = [
        Patch(facecolor=face, hatch=hatch, edgecolor=INK, linewidth=0.5, label=label(f"spread.{name}", lang))
        for name, (face, hatch) in _LOOKS.items() if there[name]
    ]  # fmt: skip
    if ((ratio == 0) | np.isposinf(ratio)).any():
        made.append(Patch(facecolor=_ODD[0], hatch=_ODD[1], edgecolor=INK, lw=0.5, label=label("spread.odd", lang)))
    if pd.notna(one["plain_ratio"]):
        made.append(Line2D([], [], color="#009E73", lw=2.0, marker="*", ms=12, mec=INK, mew=0.7,
                           label=label("spread.plain", lang)))  # fmt: skip
    made.append(Line2D([], [], color=INK, lw=2.2, marker="|", ms=9, mew=1.6, label=label("spread.middle", lang)))
    return made


def _said(
    ratio: pd.Series, one: pd.Series, lang: Lang, coverage: Coverage | None, title: str | None = None
) -> Said:
    above, below, none = int((ratio > 1).sum()), int((ratio < 1).sum()), int(ratio.isna().sum())
    found = title or label("title.spread", lang, higher=above, totals=counted(len(ratio), "draw", lang))
    parts = []
    if pd.notna(one.get("event_date")):
        date, event = date_text(pd.Timestamp(one["event_date"]), lang), one.get(f"title_{lang}")
        parts.append((date if pd.isna(event) else label("event.named", lang, date=date, event=event)) + ".")
    low, high = (ratios.exact(value) for value in _middle(ratio))
    parts.append(label("subtitle.spread", lang, plain=ratios.exact(float(one["plain_ratio"])), low=low, high=high,
                       measure=label(f"measure.{one.get('measure', 'attacks')}", lang)))  # fmt: skip
    rules = [label("note.spread", lang)]
    if none:
        rules.append(label("note.spread.none", lang, draws=counted(none, "draw", lang)))
    alt = label("alt.spread", lang, title=found, about=" ".join(parts), below=below,
                mid=ratios.exact(float(ratio.median())))  # fmt: skip
    return Said(found, " ".join(parts), [source_notes(lang, "", coverage), " ".join(rules)], alt)
