"""The specification curve: the same ratio under every reasonable choice, and below it which choices were made."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from osint_iraq.labels import Lang, check_lang, counted, date_text, label, number
from osint_iraq.plot import ratios
from osint_iraq.plot.export import Charts
from osint_iraq.plot.layout import Coverage, Panels, Said, publish, sheet, source_notes, wants
from osint_iraq.plot.nothing import nothing, plain
from osint_iraq.plot.sheet import dress_y
from osint_iraq.plot.style import INK, MARGIN, MUTED, WIDTH, style, text_width

__all__ = ["plot_specification", "publish_specification"]

_CURVE, _ROW, _END = 3.0, 0.185, 0.35  # inches: the panel of ratios, a row of the matrix, the side away from the names
_SIZE, _SMALL = 8.0, 4.0  # type size; points below this size have no room for an inside
_COLUMNS = ("before_count", "after_count", "ratio", "low", "high", "primary")
_CHOICES = (
    "days", "gap", "targets", "source", "certainty", "spread", "linking", "model", "offset", "actors", "foiled",
)  # fmt: skip
_DIFFER = ["days", "gap", "before_count", "after_count"]  # rows alike in these say nothing twice
_MARKS = {"above": ratios.ABOVE, "below": ratios.BELOW, "flat": ratios.FLAT}
# Grey is pale, so that the others stand out without their colour too.
_LINES = {"above": ratios.ABOVE.face, "below": ratios.BELOW.face, "flat": "#BDBDBD"}
_PRIMARY = "#E69F00"


def plot_specification(
    curve: pd.DataFrame,
    lang: Lang = "en",
    *,
    title: str | None = None,
    coverage: Coverage | None = None,
) -> Figure:
    """A figure of `curve` (from specification_curve): ratios in order of size with intervals, and the choices made.

    Where `curve` also has event_date, title_en and title_ar, the subtitle names the political event.
    A ratio whose interval lies above or below 1 has a shape and colour of its own. No attack before the date gives an
    endless ratio, drawn as a triangle at the upper edge; none after gives 0, a triangle at the lower edge; none at all
    gives no ratio, drawn as a cross at the lower edge, after all others. Intervals that reach beyond the axis run off
    it. The primary specification has a line through both panels and a star. A choice that never varies has no row in
    the matrix and is named in the notes. The title says how many ratios lie above 1, unless one is given. `coverage` is
    a sentence, {"en": …, "ar": …}, that is added to the notes. In Arabic the texts run and stand from the right, while
    ratios still grow from left to right.

    Where no row has a ratio it is a plain sheet that says so. Raises ValueError where a column is missing, the table is
    empty, or several rows are primary.
    """
    check_lang(lang)
    rows = _sorted(curve)
    said = _said(rows, lang, coverage, title)
    if rows["ratio"].isna().all():
        return plain(said, lang)
    with style():
        matrix = _matrix(rows, lang)
        heads = max((text_width(head, _SIZE, "bold") for head, _, _ in matrix), default=0.0)
        names = max((text_width(name, _SIZE, "normal") for _, name, _ in matrix), default=0.0)
        tall = max(0.4, _ROW * len(matrix))
        start = max(0.85, MARGIN + heads + names + 0.3)
        panels = Panels([_CURVE, tall], start=start, end=_END, gap=0.12, above=0.12, below=0.25,
                        handles=_handles(rows, lang))  # fmt: skip
        figure, (upper, lower) = sheet(said, lang, panels)
        _curve(upper, rows, lang)
        _choices(lower, matrix, len(rows), lang)
        _mark_primary(upper, lower, rows)
        return figure


def publish_specification(
    curve: pd.DataFrame,
    folder: str | Path,
    stem: str,
    *,
    coverage: Coverage | None = None,
    inputs: Mapping[str, str] | None = None,
) -> Charts:
    """The chart in both languages, saved to `folder` and returned to be shown; see `plot_specification` and `save`.

    The number of attacks in the sidecar is that of the primary specification, else the largest of all.
    """
    rows = _sorted(curve)
    sums = rows["before_count"].astype(float) + rows["after_count"].astype(float)
    main = sums[rows["primary"]]
    day, reach, one = rows["event_date"].iloc[0], pd.Timedelta(0), pd.Timedelta(days=1)
    if "days" in rows and pd.notna(day):
        gap = rows["gap"].max() if "gap" in rows else 0
        reach = pd.Timedelta(days=int(rows["days"].max() + gap))
    return publish(
        rows, folder, stem, lambda lang: plot_specification(rows, lang, coverage=coverage),
        lambda lang: _said(rows, lang, coverage), window=(day - reach, day + max(reach - one, 0 * reach)),
        n=float(main.iloc[0] if len(main) else sums.max()),
        method="specification_curve: the ratio of rates under every combination of choices", inputs=inputs,
    )  # fmt: skip


def _sorted(curve: pd.DataFrame) -> pd.DataFrame:
    """Rows by ratio: 0 first, endless ones late, those without a ratio last."""
    wants(curve, _COLUMNS, "curve", "specification_curve(…)")
    rows = curve.assign(primary=curve["primary"].astype(bool))
    for name, unknown in (("event_date", pd.NaT), ("title_en", None), ("title_ar", None)):
        rows[name] = rows.get(name, unknown)
    if rows["primary"].sum() > 1:
        raise ValueError(
            f"curve has {rows['primary'].sum()} primary rows; one specification at most is the primary one"
        )
    rows = rows.astype({"ratio": float, "low": float, "high": float})
    return rows.sort_values(["ratio", "low"], kind="stable", na_position="last", ignore_index=True)


def _drawn_at(rows: pd.DataFrame, axis: ratios.Ends) -> pd.Series:
    """Where each ratio stands: itself, or just inside the edge where the axis cannot hold it."""
    inside = rows["ratio"].clip(axis.low * 1.08, axis.high / 1.08)
    return inside.fillna(axis.low * 1.08)


def _curve(axes: Axes, rows: pd.DataFrame, lang: Lang) -> None:
    axis = ratios.ends(rows["ratio"], rows["low"], rows["high"])
    axes.set_yscale("log")
    axes.set_ylim(*axis)
    axes.set_xlim(-0.5, len(rows) - 0.5)
    ratios.dress(axes.yaxis, axis, _CURVE)
    axes.set_ylabel(label("axis.ratio", lang), labelpad=8, size=8.5)
    dress_y(axes, lang)
    axes.set_xticks([])
    axes.axhline(1, color=INK, linewidth=1.0, zorder=2, label="one")
    y, kinds = _drawn_at(rows, axis), ratios.verdicts(rows["low"], rows["high"])
    thick = float(np.clip(300 / len(rows), 0.6, 2.2))
    size = float(np.clip(480 / len(rows), 2.2, 5.5))
    known = rows["ratio"].notna()
    for kind, look in _MARKS.items():
        own = kinds.eq(kind) & known
        axes.vlines(rows.index[own], rows.loc[own, "low"].clip(lower=axis.low).fillna(axis.low),
                    rows.loc[own, "high"].clip(upper=axis.high).fillna(axis.high), color=_LINES[kind],
                    linewidth=thick, label=f"interval-{kind}", zorder=3)  # fmt: skip
        plain = own & np.isfinite(rows["ratio"]) & (rows["ratio"] > 0)
        face = MUTED if kind == "flat" and size < _SMALL else look.face  # an empty point needs some size
        axes.plot(rows.index[plain], y[plain], ls="", marker=look.marker, ms=size, mec=look.edge, mfc=face,
                  mew=0.6 if size > _SMALL else 0.3, label=kind, zorder=5)  # fmt: skip
    for name, where, marker in (("endless", np.isposinf(rows["ratio"]), "^"), ("zero", rows["ratio"] == 0, "v"),
                                ("none", ~known, "x")):  # fmt: skip
        axes.plot(rows.index[where], y[where], ls="", marker=marker, ms=max(size, 3.5), color=INK, label=name, zorder=5)


def _matrix(rows: pd.DataFrame, lang: Lang) -> list[tuple[str, str, np.ndarray]]:
    """One entry is one row of the matrix: the choice (said at its first value), the value, and where it was made."""
    made = []
    for choice in _CHOICES:
        if choice not in rows or rows[choice].nunique(dropna=False) < 2:
            continue
        text = rows[choice].map(str)
        values = rows[choice].drop_duplicates()
        for index, value in enumerate(sorted(values, key=_order)):
            head = label(f"choice.{choice}", lang) if not index else ""
            made.append((head, _value(choice, value, lang), np.flatnonzero(text == str(value))))
    return made


def _order(value: object) -> tuple[float, str]:
    return (float(value), "") if isinstance(value, (int, float, np.number)) else (0.0, str(value))


def _value(choice: str, value: object, lang: Lang) -> str:
    """The words of a value; its id where the table of labels has none."""
    if choice in ("days", "gap"):
        return number(float(str(value)))
    try:
        return label(f"choice.{choice}.{value}", lang)
    except KeyError:
        return str(value)


def _choices(axes: Axes, matrix: list[tuple[str, str, np.ndarray]], n: int, lang: Lang) -> None:
    """The matrix: a dot (of many specifications a stroke) where the value of the row was chosen."""
    axes.set_xlim(-0.5, n - 0.5)
    axes.set_ylim(max(len(matrix), 1) - 0.5, -0.5)
    axes.set_xticks([])
    dress_y(axes, lang)
    axes.yaxis.grid(False)
    axes.spines[["bottom"]].set_visible(False)
    box = axes.get_position()
    per = box.width * WIDTH * 72 / n  # points for one specification
    for row, (head, _, chosen) in enumerate(matrix):
        if head:
            axes.axhline(row - 0.5, color=MUTED, linewidth=0.5, zorder=1)
        axes.scatter(chosen, np.full(len(chosen), row), marker="|", s=(_ROW * 72 * 0.6) ** 2, color=INK,
                     linewidths=float(np.clip(per * 0.7, 0.5, 5.0)), label=f"row-{row}", zorder=2)  # fmt: skip
    axes.set_yticks(range(len(matrix)), [name for _, name, _ in matrix], size=_SIZE)
    figure = axes.figure
    for row, (head, _, _) in enumerate(matrix):
        y = box.y1 - (row + 0.5) * box.height / max(len(matrix), 1)
        x, side = (1 - MARGIN / WIDTH, "right") if lang == "ar" else (MARGIN / WIDTH, "left")
        if head:
            figure.text(x, y, head, size=_SIZE, weight="bold", ha=side, va="center_baseline", gid="choice")


def _mark_primary(upper: Axes, lower: Axes, rows: pd.DataFrame) -> None:
    for place in rows.index[rows["primary"]]:
        for axes in (upper, lower):
            axes.axvline(place, color=_PRIMARY, linewidth=2.4, alpha=0.8, zorder=1.5, label="primary")
        upper.plot([place], [1.035], ls="", marker="*", ms=12, mfc=_PRIMARY, mec=INK, mew=0.7, clip_on=False,
                   transform=upper.get_xaxis_transform(), label="star", zorder=6)  # fmt: skip


def _handles(rows: pd.DataFrame, lang: Lang) -> list[Line2D]:
    """Entries for what is there to be seen."""
    kinds = set(ratios.verdicts(rows["low"], rows["high"])[rows["ratio"].notna()])
    found = [
        Line2D([], [], color=_LINES[kind], lw=1.6, marker=look.marker, ms=5.5, mfc=look.face,
               mec=look.edge, mew=0.6, label=label(f"ratio.{kind}", lang))
        for kind, look in _MARKS.items() if kind in kinds
    ]  # fmt: skip
    odd = (("endless", np.isposinf(rows["ratio"]), "^"), ("zero", rows["ratio"] == 0, "v"),
           ("none", rows["ratio"].isna(), "x"))  # fmt: skip
    found += [
        Line2D([], [], ls="", marker=marker, color=INK, ms=5.5, label=label(f"ratio.{name}", lang))
        for name, where, marker in odd if where.any()
    ]  # fmt: skip
    if rows["primary"].any():
        found.append(Line2D([], [], color=_PRIMARY, lw=2.4, marker="*", ms=11, mfc=_PRIMARY, mec=INK, mew=0.7,
                            label=label("specification.primary", lang)))  # fmt: skip
    return found


def _about(rows: pd.DataFrame, lang: Lang) -> str:
    """The political event, where the curve knows it."""
    day, event = rows["event_date"].iloc[0], rows[f"title_{lang}"].iloc[0]
    if pd.isna(day):
        return ""
    date = date_text(pd.Timestamp(day), lang)
    return (date if pd.isna(event) else label("event.named", lang, date=date, event=event)) + "."


def _said(rows: pd.DataFrame, lang: Lang, coverage: Coverage | None, title: str | None = None) -> Said:
    about = _about(rows, lang)
    if rows["ratio"].isna().all():
        return nothing("specification", lang, about, source_notes(lang, "", coverage), title)
    ratio, once = rows["ratio"], rows[rows["ratio"].notna()].drop_duplicates([c for c in _DIFFER if c in rows])
    kinds = ratios.verdicts(once["low"], once["high"])
    tallied = {"higher": int((once["ratio"] > 1).sum()), "all": len(once)}
    tallied |= {"firm": int((kinds == "above").sum()), "low": int((kinds == "below").sum())}
    found = title or label("title.specification", lang, **tallied)
    parts = [about] if about else []
    parts.append(label("subtitle.specification", lang, specifications=counted(len(rows), "specification", lang)))
    main = rows[rows["primary"]]
    if len(main) and pd.notna(main["ratio"].iloc[0]):
        one = main.iloc[0]
        parts.append(label("subtitle.specification.primary", lang, before=number(one["before_count"]),
                           after=number(one["after_count"]), ratio=ratios.exact(one["ratio"]),
                           low=ratios.exact(one["low"]), high=ratios.exact(one["high"])))  # fmt: skip
    rules = [label("note.specification", lang)]
    fixed = [c for c in _CHOICES if c in rows and rows[c].nunique(dropna=False) == 1]
    if fixed:
        said = [
            label("choice.is", lang, choice=label(f"choice.{c}", lang), value=_value(c, rows[c].iloc[0], lang))
            for c in fixed
        ]
        rules.append(label("note.specification.fixed", lang, list=label("list.comma", lang).join(said)))
    finite = ratio[np.isfinite(ratio)]
    alt = label("alt.specification", lang, title=found, about=" ".join(parts),
                low=ratios.exact(finite.min()) if len(finite) else "?", high=ratios.exact(ratio.max()),
                mid=ratios.exact(ratio.median()))  # fmt: skip
    return Said(found, " ".join(parts), [source_notes(lang, "", coverage), " ".join(rules)], alt)
