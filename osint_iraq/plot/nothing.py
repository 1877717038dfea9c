"""A plain sheet where there is nothing to draw: it says so and why, what was asked for, and the source."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from osint_iraq.labels import Lang, label
from osint_iraq.plot import uncovered, words
from osint_iraq.plot.layout import Said
from osint_iraq.plot.sheet import open_sheet
from osint_iraq.plot.style import style

__all__ = ["no_attack", "nothing", "plain"]

_BODY = 0.1


def plain(said: Said, lang: Lang) -> Figure:
    """A sheet without axes: title, subtitle and notes."""
    with style():
        return open_sheet(lang, said.title, said.subtitle, said.notes, _BODY, legend_rows=0).figure


def nothing(reason: str, lang: Lang, about: str, note: str = "", title: str | None = None, **values: Any) -> Said:
    """What such a sheet says: why nothing can be drawn (a label nothing.`reason`), and what it was to be about."""
    found = title or label(f"nothing.{reason}", lang, **values)
    return Said(found, about, [note or label("note.source.any", lang)], f"{found}. {about}".strip())


def no_attack(counts: pd.DataFrame, reason: str, subject: str, lang: Lang, title: str | None = None) -> Said:
    """The same of counts that hold no attack, or none of which the place is known well enough (`reason`).

    A table without a row does not know its window.
    """
    if counts.empty:
        about = f"{label(f'subject.{subject}', lang)}."
        return nothing(reason, lang, about, title=title or label("title.none", lang))
    about = words.timeline_subtitle(counts, subject, lang)
    note = " ".join(part for part in (words.source(counts, lang), uncovered.said(counts, lang)) if part)
    if not counts["count"].sum():
        title = title or words.timeline_title(counts, lang)
    return nothing(reason, lang, about, note, title)
