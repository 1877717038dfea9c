"""Attacks reported around one political event, bin by bin, beside what other dates of the same sources show."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from osint_iraq.labels import Lang, check_lang, date_text, interval_text, label, number
from osint_iraq.plot import bins
from osint_iraq.plot.export import Charts
from osint_iraq.plot.layout import Coverage, Panels, Said, covered, publish, sheet, source_notes, wants
from osint_iraq.plot.nothing import nothing, plain
from osint_iraq.plot.style import style

__all__ = ["plot_profile", "publish_profile"]

_HEIGHT = 3.3
_COLUMNS = (
    "bin", "day_from", "day_to", "period_start", "period_end", "count", "rate", "placebo_low", "placebo_mid",
    "placebo_high", "n_placebo",
)  # fmt: skip
_FACTS = ("event_date", "title_en", "title_ar", "reference_start", "reference_end")
_VALUES = ("rate", "placebo_low", "placebo_high")


def plot_profile(
    profile: pd.DataFrame,
    lang: Lang = "en",
    *,
    title: str | None = None,
    subject: str = "sites",
    coverage: Coverage | None = None,
) -> Figure:
    """A figure of `profile` (from event_profile): the rate in each bin of days from the event, and the placebo band.

    A bin whose rate leaves the band has a point of another shape. The title says in how many bins from the event on it
    does, unless one is given; the subtitle says the same of the bins before. Bins that the sources do not cover have no
    point. `coverage` is a sentence, {"en": …, "ar": …}, that is added to the notes. In Arabic the texts run and stand
    from the right, while time still runs from left to right.

    Where no bin has a covered day (the event lies outside the reference) it is a plain sheet that says so. Raises
    ValueError where a column is missing or the table is empty.
    """
    check_lang(lang)
    rows = _checked(profile)
    said = _said(rows, lang, subject, coverage, title)
    if rows["period_start"].isna().all():
        return plain(said, lang)
    with style():
        name = bins.event_name(_event(rows, lang))
        room = 0.1 + len(name) * bins.EVENT_LINE
        handles = bins.handles("profile", lang, rows, _VALUES, mid=True)
        panels = Panels([_HEIGHT], above=room, handles=handles, below=0.7)
        figure, (axes,) = sheet(said, lang, panels)
        bins.band(axes, rows, "placebo_low", "placebo_high", "placebo_mid")
        bins.points(axes, rows, *_VALUES)
        xlabel = label("axis.days_from", lang, date=_date(rows, lang))
        bins.dress(axes, rows, lang, name, xlabel, float(rows[["rate", "placebo_high"]].max().max()))
        return figure


def publish_profile(
    profile: pd.DataFrame,
    folder: str | Path,
    stem: str,
    *,
    subject: str = "sites",
    coverage: Coverage | None = None,
    inputs: Mapping[str, str] | None = None,
) -> Charts:
    """The chart in both languages, saved to `folder` and returned to be shown; see `plot_profile` and `save`."""
    rows = _checked(profile)
    return publish(
        rows, folder, stem, lambda lang: plot_profile(rows, lang, subject=subject, coverage=coverage),
        lambda lang: _said(rows, lang, subject, coverage),
        window=(rows["period_start"].min(), rows["period_end"].max()), n=float(rows["count"].sum()),
        method="event_profile: rates in bins of days, band of the same bins at placebo dates", inputs=inputs,
    )  # fmt: skip


def _checked(profile: pd.DataFrame) -> pd.DataFrame:
    """The bins in order, with what is known of the event as columns (or from the attributes of the table)."""
    known = {name: profile.attrs[name] for name in _FACTS if name not in profile and name in profile.attrs}
    rows = profile.assign(**known)
    wants(rows, (*_COLUMNS, *_FACTS), "profile", "event_profile(…)")
    numbers = ["rate", "placebo_low", "placebo_mid", "placebo_high", "day_from", "day_to"]
    return rows.astype(dict.fromkeys(numbers, float)).sort_values("bin", kind="stable", ignore_index=True)


def _date(rows: pd.DataFrame, lang: Lang) -> str:
    return date_text(pd.Timestamp(rows["event_date"].iloc[0]), lang)


def _event(rows: pd.DataFrame, lang: Lang) -> str:
    title = rows[f"title_{lang}"].iloc[0]
    return _date(rows, lang) if pd.isna(title) else label("event.named", lang, date=_date(rows, lang), event=title)


def _said(
    rows: pd.DataFrame, lang: Lang, subject: str, coverage: Coverage | None = None, title: str | None = None
) -> Said:
    notes = [
        source_notes(lang, covered(rows["reference_start"].iloc[0], rows["reference_end"].iloc[0], lang), coverage)
    ]
    if rows["period_start"].isna().all():
        about = f"{label(f'subject.{subject}', lang)}. {_event(rows, lang)}."
        return nothing("profile", lang, about, notes[0], title, date=_date(rows, lang))
    before, after = bins.left(rows, *_VALUES)
    found = title or bins.finding("profile", after, lang, date=_date(rows, lang))
    window = interval_text(rows["period_start"].min(), rows["period_end"].max(), lang)
    subtitle = label("subtitle.profile", lang, subject=label(f"subject.{subject}", lang), window=window,
                     sum=number(rows["count"].sum()), out=before.out, bins=len(before.rows))  # fmt: skip
    rates = label("list.comma", lang).join(
        label("alt.bin", lang, first=int(row["day_from"]), last=int(row["day_to"]), rate=number(row["rate"]))
        for row in rows[rows["rate"].notna()].to_dict("records")
    )
    fewest, most = rows["n_placebo"].min(), rows["n_placebo"].max()
    of = number(most) if fewest == most else label("range", lang, low=number(fewest), high=number(most))
    notes.append(label("note.profile", lang, dates=of))
    alt = label("alt.profile", lang, title=found, event=_event(rows, lang), rates=rates)
    return Said(found, subtitle, notes, alt)
