"""A forest plot: the ratio of rates around each of many political events, and which stand once all are allowed for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from osint_iraq.labels import Lang, check_lang, counted, date_text, interval_text, label, number
from osint_iraq.plot import ratios
from osint_iraq.plot.export import Charts
from osint_iraq.plot.layout import Coverage, Panels, Said, publish, sheet, source_notes, wants
from osint_iraq.plot.sheet import dress_y
from osint_iraq.plot.style import GRID, INK, MARGIN, MUTED, WIDTH, style, wrapped

__all__ = ["plot_family", "publish_family"]

_NAMES, _NUMBERS = 3.35, 3.3  # inches for the names of the events, and for the numbers on the other side
_SIZE, _LINE, _AIR = 8.5, 0.17, 0.13
_MOST_ROWS = 25
_ALPHA = 0.05
_COLUMNS = (
    "event_id", "event_date", "title_en", "title_ar", "before_count", "after_count", "rate_ratio", "ratio_low",
    "ratio_high", "p_holm",
)  # fmt: skip
_STANDS, _FALLS, _OPEN = ratios.ABOVE, ratios.BELOW, ratios.FLAT
_AT = (0.22, 1.4, 2.68)  # inches from the panel to the middle of each column of numbers, the widest in the middle


def plot_family(
    family: pd.DataFrame,
    lang: Lang = "en",
    *,
    title: str | None = None,
    subject: str = "sites",
    coverage: Coverage | None = None,
) -> Figure:
    """A forest plot of `family` (one row a milestone, see its columns there): ratio of rates with 95% interval.

    Milestones stand in the order of time, with the counts, the ratio and Holm's adjusted p-value beside. Those whose
    adjusted p-value is at most 0.05 have a filled shape, by direction. No attack before gives an endless ratio, drawn
    as a triangle at the end of the axis; none after gives 0, a triangle at its start; none at all has no point. At most
    25 rows are drawn, those with the smallest adjusted p-values; the title and the notes speak of all. Milestones
    without a p-value (refused, as attacks, or not covered) are not drawn and are said in the notes. `coverage` is a
    sentence, {"en": …, "ar": …}, that is added to the notes. In Arabic the names stand on the right, while ratios still
    grow from left to right.

    Raises ValueError where a column is missing, the table is empty, or no row has a p-value.
    """
    check_lang(lang)
    tested, shown = _checked(family)
    with style():
        said = _said(family, tested, shown, lang, subject, coverage, title)
        names = [_name(row, lang) for row in shown.to_dict("records")]
        heights = [len(lines) * _LINE + _AIR for lines in names]
        panels = Panels([sum(heights)], start=MARGIN + _NAMES, end=MARGIN + _NUMBERS, above=0.32, below=0.72,
                        handles=_handles(shown, lang))  # fmt: skip
        figure, (axes,) = sheet(said, lang, panels)
        middles = np.cumsum(heights) - np.array(heights) / 2
        _points(axes, shown, middles, lang, sum(heights))
        _beside(axes, shown, names, middles, lang)
        return figure


def publish_family(
    family: pd.DataFrame,
    folder: str | Path,
    stem: str,
    *,
    subject: str = "sites",
    coverage: Coverage | None = None,
    inputs: Mapping[str, str] | None = None,
) -> Charts:
    """The chart in both languages, saved to `folder` and returned to be shown; see `plot_family` and `save`.

    The number of attacks in the sidecar counts an attack once in every window that holds it.
    """
    tested, shown = _checked(family)
    return publish(
        family, folder, stem, lambda lang: plot_family(family, lang, subject=subject, coverage=coverage),
        lambda lang: _said(family, tested, shown, lang, subject, coverage),
        window=(tested["event_date"].min(), tested["event_date"].max()),
        n=float(tested[["before_count", "after_count"]].astype(float).sum().sum()),
        method="family: ratio of rates around each milestone, p-values adjusted by Holm", inputs=inputs,
    )  # fmt: skip


def _checked(family: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """All rows with an adjusted p-value, and those of them that are drawn, both by date."""
    wants(family, _COLUMNS, "family", "family(…)")
    numbers = ["before_count", "after_count", "rate_ratio", "ratio_low", "ratio_high", "p_holm"]
    rows = family.astype(dict.fromkeys(numbers, float))
    tested = rows[rows["p_holm"].notna()].sort_values("event_date", kind="stable")
    if tested.empty:
        raise ValueError("family has no row with p_holm: nothing to draw")
    shown = tested.sort_values("p_holm", kind="stable").head(_MOST_ROWS)
    return tested, shown.sort_values("event_date", kind="stable", ignore_index=True)


def _name(row: Mapping[Any, Any], lang: Lang) -> list[str]:
    date, title = date_text(pd.Timestamp(row["event_date"]), lang), row[f"title_{lang}"]
    text = date if pd.isna(title) else label("event.named", lang, date=date, event=title)
    return wrapped(text, _NAMES - 0.15, _SIZE, balanced=True)


def _called(row: Mapping[Any, Any], lang: Lang) -> str:
    """The title of an event, of a bare date the date."""
    title = row[f"title_{lang}"]
    return date_text(pd.Timestamp(row["event_date"]), lang) if pd.isna(title) else str(title)


def _kinds(rows: pd.DataFrame) -> pd.Series:
    """stands or falls where the adjusted p-value is small, by direction; else open."""
    firm = rows["p_holm"] <= _ALPHA
    up, down = rows["rate_ratio"] > 1, rows["rate_ratio"] < 1
    return pd.Series(np.select([firm & up, firm & down], ["above", "below"], "flat"), index=rows.index)


def _points(axes: Axes, shown: pd.DataFrame, middles: np.ndarray, lang: Lang, tall: float) -> None:
    axis = ratios.ends(shown["rate_ratio"], shown["ratio_low"], shown["ratio_high"])
    axes.set_xscale("log")
    axes.set_xlim(*axis)
    axes.set_ylim(tall, 0)
    ratios.dress(axes.xaxis, axis, WIDTH - 2 * MARGIN - _NAMES - _NUMBERS)
    axes.set_xlabel(label("axis.ratio", lang), labelpad=6)
    axes.xaxis.grid(True, color=GRID, linewidth=0.7)
    dress_y(axes, lang)
    axes.yaxis.grid(False)
    axes.set_yticks([])
    axes.tick_params(axis="x", length=0)
    axes.axvline(1, color=INK, linewidth=1.0, zorder=2, label="one")
    known = shown["rate_ratio"].notna()
    axes.hlines(middles[known], shown.loc[known, "ratio_low"].clip(lower=axis.low).fillna(axis.low),
                shown.loc[known, "ratio_high"].clip(upper=axis.high).fillna(axis.high), color=MUTED, linewidth=1.5,
                label="intervals", zorder=3)  # fmt: skip
    kinds, ratio = _kinds(shown), shown["rate_ratio"]
    plain = known & np.isfinite(ratio) & (ratio > 0)
    for kind, look in (("above", _STANDS), ("below", _FALLS), ("flat", _OPEN)):
        own = kinds.eq(kind)
        at = np.clip(ratio, axis.low * 1.04, axis.high / 1.04)
        for name, where, marker in ((kind, plain, look.marker), (f"{kind}-endless", np.isposinf(ratio), ">"),
                                    (f"{kind}-zero", ratio == 0, "<")):  # fmt: skip
            here = own & where
            axes.plot(at[here], middles[here], ls="", marker=marker, ms=7, mfc=look.face, mec=look.edge, mew=1.0,
                      label=name, zorder=5, clip_on=False)  # fmt: skip


def _beside(axes: Axes, shown: pd.DataFrame, names: Sequence[list[str]], middles: np.ndarray, lang: Lang) -> None:
    """The names on the side where reading starts, the numbers on the other."""
    figure, box = axes.figure, axes.get_position()
    page = figure.get_figheight()  # type: ignore[union-attr]
    from_right = lang == "ar"
    edge, side = (1 - MARGIN / WIDTH, "right") if from_right else (MARGIN / WIDTH, "left")
    columns = [box.x0 - (x + 0.3) / WIDTH if from_right else box.x1 + (x + 0.3) / WIDTH for x in _AT]
    for x, head in zip(columns, ("counts", "ratio", "holm"), strict=True):
        figure.text(x, box.y1 + 0.1 / page, label(f"family.{head}", lang), ha="center", va="baseline", size=_SIZE,
                    weight="bold", gid="head")  # fmt: skip
    for row, lines, middle in zip(shown.to_dict("records"), names, middles, strict=True):
        top = middle - len(lines) * _LINE / 2
        for index, line in enumerate(lines):
            y = box.y1 - (top + index * _LINE + 0.125) / page
            figure.text(edge, y, line, ha=side, va="baseline", size=_SIZE, gid="name")
        for x, text in zip(columns, _numbers(row, lang), strict=True):
            figure.text(x, box.y1 - (middle + 0.04) / page, text, ha="center", va="baseline", size=_SIZE, gid="number")


def _numbers(row: Mapping[Any, Any], lang: Lang) -> tuple[str, str, str]:
    counts = label("family.from_to", lang, before=number(row["before_count"]), after=number(row["after_count"]))
    if np.isnan(row["rate_ratio"]):
        ratio = label("family.none", lang)
    else:
        values = {
            k: ratios.exact(row[c]) for k, c in (("ratio", "rate_ratio"), ("low", "ratio_low"), ("high", "ratio_high"))
        }
        ratio = label("family.interval", lang, **values)
    p = row["p_holm"]
    return counts, ratio, "<0.01" if p < 0.01 else f"{p:.2f}"


def _handles(shown: pd.DataFrame, lang: Lang) -> list[Line2D]:
    kinds = set(_kinds(shown))
    looks = {"above": _STANDS, "below": _FALLS, "flat": _OPEN}
    made = [
        Line2D([], [], color=MUTED, lw=1.5, marker=look.marker, ms=7, mfc=look.face, mec=look.edge,
               label=label(f"family.{kind}", lang))
        for kind, look in looks.items() if kind in kinds
    ]  # fmt: skip
    for name, where, marker in (("endless", np.isposinf(shown["rate_ratio"]), ">"),
                                ("zero", shown["rate_ratio"] == 0, "<")):  # fmt: skip
        if where.any():
            made.append(
                Line2D([], [], ls="", marker=marker, ms=7, mfc="white", mec=MUTED, label=label(f"ratio.{name}", lang))
            )
    return made


def _said(
    family: pd.DataFrame, tested: pd.DataFrame, shown: pd.DataFrame, lang: Lang, subject: str,
    coverage: Coverage | None, title: str | None = None,
) -> Said:  # fmt: skip
    stand = tested[tested["p_holm"] <= _ALPHA]
    totals = counted(len(tested), "milestone", lang)
    by_placebo = "p_placebo" in tested and tested["p_placebo"].notna().any()
    kind = "title.family" if by_placebo else "title.family.exact"
    around = counted(len(stand), "milestone", lang)
    found = title or (
        label(kind, lang, n=len(stand), periods=around, total=len(tested), totals=totals)
        if len(stand)
        else label("title.family.none", lang, totals=totals)
    )
    width = ""
    if "days" in family and family["days"].nunique() == 1:
        width = " " + label("subtitle.family.days", lang, days=counted(int(family["days"].iloc[0]), "day", lang))
    window = interval_text(tested["event_date"].min(), tested["event_date"].max(), lang)
    subtitle = label("subtitle.family", lang, subject=label(f"subject.{subject}", lang), totals=totals,
                     total=len(tested), window=window) + width  # fmt: skip
    rules = [label("note.family", lang), label("note.family.placebo" if by_placebo else "note.family.exact", lang)]
    if len(shown) < len(tested):
        rules.append(label("note.family.shown", lang, milestones=counted(len(shown), "milestone", lang)))
    if len(tested) < len(family):
        rules.append(
            label("note.family.left_out", lang, milestones=counted(len(family) - len(tested), "milestone", lang))
        )
    rows = stand.to_dict("records")
    listed = label("list.comma", lang).join(
        label("alt.family.one", lang, event=_called(row, lang), before=number(row["before_count"]),
              after=number(row["after_count"]), ratio=ratios.exact(row["rate_ratio"]))
        for row in rows
    )  # fmt: skip
    alt = label("alt.family", lang, title=found, subtitle=subtitle)
    return Said(found, subtitle, [source_notes(lang, "", coverage), " ".join(rules)], f"{alt} {listed}".strip())
