"""The rates before and after a political event, each with its interval, and the attacks day by day."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from osint_iraq.finding import Evidence, finding_title, ratio_sentences
from osint_iraq.labels import Lang, check_lang, counted, interval_text, label, number
from osint_iraq.plot import words
from osint_iraq.plot.style import (
    AFTER,
    BEFORE,
    GRID,
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

__all__ = ["plot_window"]

_AXES_HEIGHT = 1.9
_LABELS, _ROOM = 2.75, 0.55  # inches for the names of the bars, and on the other side


def plot_window(
    window: pd.DataFrame,
    lang: Lang = "en",
    *,
    title: str | None = None,
    subject: str = "sites",
    evidence: Evidence | None = None,
) -> Figure:
    """A figure of one row of `around`: attacks reported per 30 days before and after, with exact 95% intervals.

    The title gives both counts and says no more than `evidence`, or without it the interval of their ratio, supports,
    unless one is given; `subject` names what is counted: sites, convoys, states or all. In Arabic everything runs from
    the right, the axis of rates as well. Raises ValueError unless `window` has just one row.
    """
    check_lang(lang)
    if len(window) != 1:
        raise ValueError(f"window must be one row of around(…), not {len(window)}: take .iloc[[0]]")
    row = window.iloc[0]
    with style():
        return _drawn(row, lang, title or finding_title(row, lang, evidence), subject, evidence)


def _drawn(row: pd.Series, lang: Lang, title: str, subject: str, evidence: Evidence | None) -> Figure:
    inside = WIDTH - 2 * MARGIN
    head = wrapped(title, inside, TITLE, "bold", balanced=True)
    under = wrapped(words.window_subtitle(row, subject, lang), inside, SUBTITLE)
    said = [words.ratio_text(row, lang)] if evidence is None else ratio_sentences(row, lang, evidence)
    ratio = [line for sentence in said for line in wrapped(sentence, inside, SUBTITLE)]
    source, *rest = words.window_notes(row, lang)
    notes = [line for note in (source, " ".join(rest)) if note for line in wrapped(note, inside, NOTE, balanced=True)]
    above = 0.45 + (TITLE * len(head) + SUBTITLE * len(under)) * LEADING / 72
    ratio_top = above + _AXES_HEIGHT + 0.65
    notes_top = ratio_top + len(ratio) * SUBTITLE * LEADING / 72 + 0.12
    figure = blank(notes_top + len(notes) * NOTE * LEADING / 72 + 0.2)
    height = figure.get_figheight()
    below_title = write(figure, head, 0.25, lang, TITLE, weight="bold", gid="title")
    write(figure, under, below_title, lang, SUBTITLE, MUTED, gid="subtitle")
    left = _ROOM if lang == "ar" else _LABELS
    width, bottom = WIDTH - _LABELS - _ROOM, height - above - _AXES_HEIGHT
    axes = figure.add_axes((left / WIDTH, bottom / height, width / WIDTH, _AXES_HEIGHT / height))
    _bars(axes, row, lang)
    _dress(axes, row, lang)
    write(figure, ratio, ratio_top, lang, SUBTITLE, gid="ratio")
    write(figure, notes, notes_top, lang, NOTE, MUTED, gid="notes")
    return figure


def _bars(axes: Axes, row: pd.Series, lang: Lang) -> None:
    """One bar each way of the date, its interval as a line, and its count; nothing where no day is covered."""
    for y, side, look in ((1, "before", BEFORE), (0, "after", AFTER)):
        if pd.isna(row[f"{side}_count"]):
            continue
        rate, low, high = (float(row[f"{side}_{name}"]) for name in ("rate", "low", "high"))
        axes.barh(y, rate, 0.5, color=look.face, hatch=look.hatch, edgecolor=INK, linewidth=0.6, label=side, zorder=2)
        # a white line below the black one keeps the interval visible on a dark bar
        for width, cap, color in ((3.6, 0, "white"), (1.4, 4, INK)):
            axes.errorbar(rate, y, xerr=[[rate - low], [high - rate]], color=color, lw=width, capsize=cap,
                          capthick=width, zorder=3)  # fmt: skip
        text = label("window.count", lang, n=number(row[f"{side}_count"]))
        away, align = ((-8, 0), "right") if lang == "ar" else ((8, 0), "left")
        axes.annotate(text, (high, y), away, textcoords="offset points", ha=align, va="center", size=10, weight="bold",
                      bbox={"facecolor": "white", "edgecolor": "none", "pad": 1})  # fmt: skip


def _dress(axes: Axes, row: pd.Series, lang: Lang) -> None:
    names = [_name(row, side, lang) for side in ("after", "before")]
    axes.set_yticks([0, 1], names)
    axes.set_ylim(-0.55, 1.55)
    highest = max((float(row[f"{s}_high"]) for s in ("before", "after") if pd.notna(row[f"{s}_high"])), default=1.0)
    axes.set_xlim(0, highest * 1.18)
    axes.set_xlabel(label("axis.rate", lang), labelpad=6)
    axes.xaxis.grid(True, color=GRID, linewidth=0.7)
    axes.tick_params(axis="both", length=0)
    axes.spines[["right", "bottom"]].set_visible(False)
    if lang == "ar":
        axes.invert_xaxis()
        axes.yaxis.tick_right()
        axes.spines["left"].set_visible(False)
        axes.spines["right"].set_visible(True)
    axes.tick_params(axis="y", length=0, labelsize=10)


def _name(row: pd.Series, side: str, lang: Lang) -> str:
    if pd.isna(row[f"{side}_count"]):
        return label(f"window.{side}", lang, days=counted(int(row["days"]), "day", lang))
    days = counted(int(row[f"{side}_exposure"]), "day", lang)
    dates = interval_text(row[f"{side}_start"], row[f"{side}_end"], lang)
    return f"{label(f'window.{side}', lang, days=days)}\n{dates}"
