"""How far a finding moves when the errors of reading are drawn: a histogram of its ratio over all draws."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

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
from osint_iraq.plot.nothing import nothing, plain
from osint_iraq.plot.sheet import dress_y
from osint_iraq.plot.style import INK, MUTED, style

__all__ = ["plot_spread", "publish_spread"]

_HEIGHT, _LENGTH = 2.9, 8.0  # inches of the panel and, roughly, of its axis of ratios
_WIDTHS = (0.02, 0.04, 0.08, 0.16)  # of a class, in powers of ten; the narrowest that needs no more than so many
_MOST_CLASSES = 36
_LOOKS = {"above": ("#E69F00", ""), "around": ("white", ""), "below": ("#56B4E9", "////")}
_ODD = ("#BDBDBD", "xxxx")
_TAILS = (0.025, 0.975)


_PLAIN: dict[str, Any] = {"color": INK, "linewidth": 2.2, "marker": "*", "ms": 13, "mfc": "#F0E442", "mew": 0.8}


class _Scale(NamedTuple):
    """The axis, in powers of ten: how wide a class is, the classes, how broad the odd bars are and where they stand."""

    width: float
    classes: np.ndarray
    broad: float
    zero: float | None
    endless: float | None
    left: float
    right: float

    def place(self, ratio: float) -> float:
        """Where a ratio stands."""
        if ratio == 0 and self.zero is not None:
            return self.zero
        if np.isposinf(ratio) and self.endless is not None:
            return self.endless
        return float(np.log10(ratio))


def plot_spread(
    draws: pd.DataFrame,
    summary: pd.DataFrame,
    lang: Lang = "en",
    *,
    title: str | None = None,
    coverage: Coverage | None = None,
) -> Figure:
    """A figure of `draws` and `summary` (the two tables of propagate): the ratio of the rates in every draw.

    Classes are equally wide on the logarithmic axis and one of them has 1 in its middle; those above and below it
    differ in fill. Draws without an attack before (an endless ratio) or after (0) stand apart as bars at the ends;
    those without any at all have no ratio and are said in the notes. Marked are the ratio as counted and the middle 95%
    of the draws. The title gives the middle 95% of the draws beside the ratio as counted, unless one is given.
    `coverage` is a sentence, {"en": …, "ar": …}, that is added to the notes. In Arabic the texts run and stand from the
    right, while ratios still grow from left to right.

    Where no draw has a ratio it is a plain sheet that says so. Raises ValueError where a column is missing, or
    `summary` has not one row.
    """
    check_lang(lang)
    ratio, one = _checked(draws, summary)
    said = _said(ratio, one, lang, coverage, title)
    if ratio.isna().all():
        return plain(said, lang)
    with style():
        ours = float(one["plain_ratio"])
        scale = _scale(ratio, ours)
        panels = Panels([_HEIGHT], above=0.3, below=0.72, handles=_handles(ratio, ours, scale, lang))
        figure, (axes,) = sheet(said, lang, panels)
        _bars(axes, ratio, scale, lang)
        _marks(axes, ratio, ours, scale)
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
        n=float(counts.fillna(0).sum()), inputs=inputs,
        method="propagate: misses, false hits, days and numbers drawn anew in each draw", more={"summary": summary},
    )  # fmt: skip


def _checked(draws: pd.DataFrame, summary: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """The ratios of all draws, and the row of the summary."""
    wants(draws, ("ratio",), "draws", "propagate(…).draws")
    wants(summary, ("plain_ratio",), "summary", "propagate(…).summary")
    if len(summary) != 1:
        raise ValueError(f"summary must be the one row of propagate(…).summary, not {len(summary)} rows")
    ratio = draws["ratio"].astype(float)
    return ratio, summary.iloc[0]


def _scale(ratio: pd.Series, plain: float) -> _Scale:
    """The axis that holds all draws and the ratio as counted."""
    every = np.append(ratio.dropna(), [] if np.isnan(plain) else [plain])
    logs = np.log10(np.append(every[np.isfinite(every) & (every > 0)], 1.0))
    width = next((w for w in _WIDTHS if np.ptp(logs) / w < _MOST_CLASSES), float(np.ptp(logs)) / _MOST_CLASSES)
    places = np.round(logs / width)
    classes = np.arange(places.min() - 1, places.max() + 2)
    left, right = (classes[0] - 0.5) * width, (classes[-1] + 0.5) * width
    broad = max(width, (right - left) * 0.03)
    zero, endless = (every == 0).any(), np.isposinf(every).any()
    return _Scale(width, classes, broad, left - 1.5 * broad if zero else None, right + 1.5 * broad if endless else None,
                  left - 2.5 * broad * zero, right + 2.5 * broad * endless)  # fmt: skip


def _near(ratio: pd.Series, scale: _Scale) -> np.ndarray:
    """For each draw with a ratio that the axis can hold its class; 0 is the one with 1 in the middle."""
    return np.round(np.log10(ratio[np.isfinite(ratio) & (ratio > 0)].to_numpy()) / scale.width)


def _bars(axes: Axes, ratio: pd.Series, scale: _Scale, lang: Lang) -> None:
    """Bars over the logarithm of the ratio; the draws that have none at the two ends."""
    own, places = _near(ratio, scale), scale.classes
    heights = np.array([(own == place).sum() for place in places])
    for name, part in (("below", places < 0), ("around", places == 0), ("above", places > 0)):
        face, hatch = _LOOKS[name]
        axes.bar(places[part] * scale.width, heights[part], scale.width, color=face, hatch=hatch, edgecolor=INK,
                 linewidth=0.5, label=name, zorder=2)  # fmt: skip
    inner = ratios.Ends(*(float(10 ** (place * scale.width)) for place in (places[0] - 0.5, places[-1] + 0.5)))
    ticks = ratios.ticks(inner, _LENGTH)
    at, names = [float(np.log10(t)) for t in ticks], [f"{t:g}" for t in ticks]
    for name, count, place in (("0", (ratio == 0).sum(), scale.zero), ("∞", np.isposinf(ratio).sum(), scale.endless)):
        if place is not None:
            axes.bar([place], [count], scale.broad, color=_ODD[0], hatch=_ODD[1], edgecolor=INK, linewidth=0.5,
                     label=name, zorder=2)  # fmt: skip
            at, names = [*at, place], [*names, name]
    axes.set_xlim(scale.left, scale.right)
    axes.set_xticks(at, names)
    axes.tick_params(axis="x", length=4, color=MUTED)
    axes.set_xlabel(label("axis.ratio", lang), labelpad=6)
    axes.set_ylabel(label("axis.draws", lang), labelpad=8)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=5))
    dress_y(axes, lang)


def _marks(axes: Axes, ratio: pd.Series, plain: float, scale: _Scale) -> None:
    """1, the ratio as counted, and the middle 95% of the draws above the bars."""
    axes.axvline(0, color=INK, linewidth=1.0, linestyle=(0, (4, 2)), label="one", zorder=3)
    across = axes.get_xaxis_transform()
    middle = [scale.place(value) for value in _middle(ratio)]
    axes.plot(middle, [1.05, 1.05], color=INK, linewidth=2.2, marker="|", ms=9, mew=1.6,
              label="middle", transform=across, clip_on=False, zorder=5)  # fmt: skip
    if not np.isnan(plain):
        at = [scale.place(plain)] * 2
        # white beneath keeps the line apart from the bars
        axes.plot(at, [0, 1.05], color="white", linewidth=4.6, transform=across, clip_on=False, zorder=4)
        axes.plot(at, [0, 1.05], markevery=[1], label="plain", transform=across, clip_on=False, zorder=6, **_PLAIN)


def _middle(ratio: pd.Series) -> tuple[float, float]:
    """The middle 95% of the draws that have a ratio; an endless one is the largest."""
    known = np.sort(ratio.dropna().to_numpy())
    low, high = (known[round(tail * (len(known) - 1))] for tail in _TAILS)
    return float(low), float(high)


def _handles(ratio: pd.Series, plain: float, scale: _Scale, lang: Lang) -> list[Line2D | Patch]:
    """Entries for what is there to be seen."""
    near = _near(ratio, scale)
    there = {"above": (near > 0).any(), "around": (near == 0).any(), "below": (near < 0).any()}
    made: list[Line2D | Patch] = [
        Patch(facecolor=face, hatch=hatch, edgecolor=INK, linewidth=0.5, label=label(f"spread.{name}", lang))
        for name, (face, hatch) in _LOOKS.items() if there[name]
    ]  # fmt: skip
    if ((ratio == 0) | np.isposinf(ratio)).any():
        made.append(Patch(facecolor=_ODD[0], hatch=_ODD[1], edgecolor=INK, lw=0.5, label=label("spread.odd", lang)))
    if not np.isnan(plain):
        made.append(Line2D([], [], label=label("spread.plain", lang), **_PLAIN))
    made.append(Line2D([], [], color=INK, lw=2.2, marker="|", ms=9, mew=1.6, label=label("spread.middle", lang)))
    return made


def _about(one: pd.Series, lang: Lang) -> str:
    """The event, where the summary knows it."""
    if pd.isna(one.get("event_date")):
        return ""
    date, event = date_text(pd.Timestamp(one["event_date"]), lang), one.get(f"title_{lang}")
    return (date if pd.isna(event) else label("event.named", lang, date=date, event=event)) + "."


def _said(ratio: pd.Series, one: pd.Series, lang: Lang, coverage: Coverage | None, title: str | None = None) -> Said:
    if ratio.isna().all():
        return nothing("spread", lang, _about(one, lang), source_notes(lang, "", coverage), title)
    below, none = int((ratio < 1).sum()), int(ratio.isna().sum())
    low, high = (ratios.exact(value) for value in _middle(ratio))
    plain = ratios.exact(float(one["plain_ratio"]))
    key = "title.spread.none" if one.get("alone") == 0 else "title.spread"
    found = title or label(key, lang, low=low, high=high, plain=plain)
    parts = [about] if (about := _about(one, lang)) else []
    parts.append(label("subtitle.spread", lang, plain=plain, low=low, high=high,
                       measure=label(f"measure.{one.get('measure', 'attacks')}", lang)))  # fmt: skip
    rules = [label("note.spread", lang)]
    if none:
        rules.append(label("note.spread.none", lang, draws=counted(none, "draw", lang)))
    alt = label("alt.spread", lang, title=found, about=" ".join(parts), below=below,
                mid=ratios.exact(float(ratio.median())))  # fmt: skip
    return Said(found, " ".join(parts), [source_notes(lang, "", coverage), " ".join(rules)], alt)
