"""Charts with panels: what is said in words, where the panels stand, and how both languages are published."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from osint_iraq.labels import LANGS, Lang, interval_text, label
from osint_iraq.plot.export import About, Charts, save
from osint_iraq.plot.milestones import Key, draw_key
from osint_iraq.plot.sheet import LEGEND_LINE, legend, legend_rows, mirrored, open_sheet
from osint_iraq.plot.style import MARGIN, WIDTH

__all__ = [
    "BAND", "MAIN", "OTHER", "Coverage", "Panels", "Said", "covered", "publish", "sheet", "source_notes", "wants",
]  # fmt: skip

Coverage = Mapping[Lang, str]
"""A sentence on what share of attacks the sources hold, in both languages."""

# Colours of Okabe and Ito; every use has a shape or a hatch of its own besides.
MAIN, OTHER, BAND = "#0072B2", "#D55E00", "#D0D0D0"


@dataclass(frozen=True)
class Said:
    """What a chart says in one language; each of `notes` begins a line of its own."""

    title: str
    subtitle: str
    notes: list[str]
    alt: str

    @property
    def caption(self) -> str:
        """The words of the chart as one text for the page that shows it."""
        return " ".join([f"{self.title}.", self.subtitle, *self.notes])


@dataclass(frozen=True)
class Panels:
    """Where the panels stand, in inches: `start` is the side where reading starts, `end` the other one."""

    heights: Sequence[float]
    start: float = 0.85
    end: float = 0.35
    gap: float = 0.25
    above: float = 0.0
    below: float = 0.65
    handles: Sequence[Artist] = field(default=())
    key: Key | None = None


def wants(frame: pd.DataFrame, columns: Sequence[str], name: str, source: str) -> None:
    """Raises ValueError where `frame` lacks a column or has no row; `source` says what gives such a table."""
    missing = [c for c in columns if c not in frame]
    if missing:
        raise ValueError(f"{name} must come from {source}; missing: {', '.join(missing)}")
    if frame.empty:
        raise ValueError(f"{name} has no row: nothing to draw; it must come from {source}")


def sheet(said: Said, lang: Lang, panels: Panels) -> tuple[Figure, list[Axes]]:
    """An empty chart with all its words, and the axes of its panels from the upper to the lower."""
    rows = legend_rows(panels.handles, WIDTH - 2 * MARGIN)
    tall = panels.above + sum(panels.heights) + panels.gap * (len(panels.heights) - 1) + panels.below
    key_height = panels.key.height + 0.15 if panels.key and panels.key.entries else 0.0
    page = open_sheet(lang, said.title, said.subtitle, said.notes, tall + key_height, len(rows))
    for index, row in enumerate(rows):
        legend(page.figure, row, page.legend_top + index * LEGEND_LINE, lang, handlelength=2.2)
    if panels.key:
        draw_key(page.figure, panels.key, page.top + tall, lang)
    width = WIDTH - panels.start - panels.end
    left, top, made = mirrored(panels.start, width, lang), page.top + panels.above, []
    for height in panels.heights:
        made.append(page.axes(left, top, width, height))
        top += height + panels.gap
    return page.figure, made


def covered(start: Any, end: Any, lang: Lang) -> str:
    """The sentence that says within which days dates were compared; nothing where that is not known."""
    if pd.isna(start) or pd.isna(end):
        return ""
    return label("note.effects.cover", lang, window=interval_text(pd.Timestamp(start), pd.Timestamp(end), lang))


def source_notes(lang: Lang, cover: str = "", coverage: Coverage | None = None) -> str:
    """The source line, with the days compared and what else is said of coverage."""
    return " ".join(
        part for part in (label("note.effects.source", lang), cover, (coverage or {}).get(lang, "")) if part
    )


def publish(
    data: pd.DataFrame,
    folder: str | Path,
    stem: str,
    draw: Callable[[Lang], Figure],
    say: Callable[[Lang], Said],
    *,
    window: tuple[Any, Any],
    n: float,
    method: str,
    inputs: Mapping[str, str] | None = None,
    more: Mapping[str, pd.DataFrame] | None = None,
) -> Charts:
    """The chart in both languages saved to `folder`, with its data and the words that explain it; see `save`."""
    said = {lang: say(lang) for lang in LANGS}
    about = About(
        title={lang: said[lang].title for lang in LANGS},
        caption={lang: said[lang].caption for lang in LANGS},
        alt={lang: said[lang].alt for lang in LANGS},
        window=window,
        n=n,
        method=method,
        inputs=inputs or {},
    )
    return save({lang: draw(lang) for lang in LANGS}, stem, folder, data, about, more=more)
