"""The mean rate of attacks reported around many political events laid on top of each other."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from osint_iraq.labels import LANGS, Lang, check_lang, counted, interval_text, label, number
from osint_iraq.plot import bins
from osint_iraq.plot import milestones as marks
from osint_iraq.plot.export import Charts
from osint_iraq.plot.layout import MAIN, Coverage, Panels, Said, covered, publish, sheet, source_notes, wants
from osint_iraq.plot.style import style

__all__ = ["plot_epochs", "publish_epochs"]

_HEIGHT = 3.2
_PROFILE = (
    "bin", "day_from", "day_to", "n_epochs", "mean_rate", "low", "high", "background_low", "background_high",
)  # fmt: skip
_MEMBERS = ("event_id", "event_date", "title_en", "title_ar", "used", "before_count", "after_count")
_VALUES = ("mean_rate", "background_low", "background_high")


def plot_epochs(
    profile: pd.DataFrame,
    members: pd.DataFrame,
    lang: Lang = "en",
    *,
    title: str | None = None,
    subject: str = "sites",
    coverage: Coverage | None = None,
) -> Figure:
    """A figure of superposed epochs: `profile` and `members` are the two tables of superposed_epochs.

    A point is the mean rate of a bin over all epochs, its upright line the bootstrap interval, the band the mean over
    random sets of other dates. The title says in how many bins after the events the mean leaves the band, unless one is
    given. A key below names the political events that were used. `coverage` is a sentence, {"en": …, "ar": …}, that is
    added to the notes. In Arabic the texts run and stand from the right, while time still runs from left to right.

    Raises ValueError where a column is missing, a table is empty or no milestone was used.
    """
    check_lang(lang)
    rows, used = _checked(profile, members)
    with style():
        said = _said(rows, used, len(members), lang, subject, coverage, title)
        name = bins.event_name(label("epochs.event", lang))
        key = marks.key_of(used.assign(date_start=used["event_date"], date_end=used["event_date"]), lang)
        mid = "background_mid" if "background_mid" in rows else None
        handles = bins.handles("epochs", lang, rows, _VALUES, mid=mid is not None)
        interval = label("epochs.interval", lang)
        handles.insert(1, Line2D([], [], color=MAIN, lw=2.6, alpha=0.6, marker="|", markersize=9, label=interval))
        room = 0.1 + len(name) * bins.EVENT_LINE
        panels = Panels([_HEIGHT], above=room, handles=handles, key=key, below=0.72)
        figure, (axes,) = sheet(said, lang, panels)
        bins.band(axes, rows, "background_low", "background_high", mid)
        middle = (rows["day_from"] + rows["day_to"] + 1) / 2
        axes.vlines(middle, rows["low"], rows["high"], color=MAIN, linewidth=2.6, alpha=0.6, label="interval", zorder=3)
        bins.points(axes, rows, *_VALUES)
        highest = float(rows[["mean_rate", "high", "background_high"]].max().max())
        bins.dress(axes, rows, lang, name, label("axis.days_from_event", lang), highest)
        return figure


def publish_epochs(
    profile: pd.DataFrame,
    members: pd.DataFrame,
    folder: str | Path,
    stem: str,
    *,
    subject: str = "sites",
    coverage: Coverage | None = None,
    inputs: Mapping[str, str] | None = None,
) -> Charts:
    """The chart in both languages, saved to `folder` and returned to be shown; see `plot_epochs` and `save`.

    The milestones, those left out among them, become STEM-members.csv.
    """
    rows, used = _checked(profile, members)
    return publish(
        rows, folder, stem, lambda lang: plot_epochs(rows, members, lang, subject=subject, coverage=coverage),
        lambda lang: _said(rows, used, len(members), lang, subject, coverage),
        window=_window(rows, used), n=_total(used),
        method="superposed_epochs: mean over epochs, bootstrap over whole epochs, band of random sets of dates",
        inputs=inputs, more={"members": members},
    )  # fmt: skip


def _checked(profile: pd.DataFrame, members: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The bins in order, and the milestones that were used, by date."""
    wants(profile, _PROFILE, "profile", "superposed_epochs(…).profile")
    wants(members, _MEMBERS, "members", "superposed_epochs(…).members")
    used = members[members["used"].astype(bool)].sort_values("event_date", kind="stable", ignore_index=True)
    used = used.assign(
        **{f"title_{lang}": used[f"title_{lang}"].fillna(label("event.untitled", lang)) for lang in LANGS}
    )
    if used.empty:
        raise ValueError("members has no milestone that was used: nothing to draw")
    numbers = ["mean_rate", "low", "high", "background_low", "background_high", "day_from", "day_to"]
    rows = profile.astype(dict.fromkeys(numbers, float)).sort_values("bin", kind="stable", ignore_index=True)
    return rows, used


def _window(rows: pd.DataFrame, used: pd.DataFrame) -> tuple[pd.Timestamp, pd.Timestamp]:
    first = used["event_date"].min() + pd.Timedelta(days=rows["day_from"].min())
    return first, used["event_date"].max() + pd.Timedelta(days=rows["day_to"].max())


def _total(used: pd.DataFrame) -> float:
    return float(used[["before_count", "after_count"]].astype(float).sum().sum())


def _said(
    rows: pd.DataFrame,
    used: pd.DataFrame,
    tried: int,
    lang: Lang,
    subject: str,
    coverage: Coverage | None = None,
    title: str | None = None,
) -> Said:  # fmt: skip
    before, after = bins.left(rows, *_VALUES)
    milestones = counted(len(used), "milestone", lang)
    found = title or bins.finding("epochs", after, lang, milestones=milestones)
    subtitle = label("subtitle.epochs", lang, subject=label(f"subject.{subject}", lang),
                     window=interval_text(*_window(rows, used), lang), milestones=milestones,
                     sum=number(_total(used)), out=before.out, bins=len(before.rows))  # fmt: skip
    rules = [label("note.epochs", lang)]
    if len(used) < tried:
        rules.append(label("note.epochs.left_out", lang, milestones=counted(tried - len(used), "milestone", lang)))
    comma = label("list.comma", lang)
    rates = comma.join(
        label("alt.bin", lang, first=int(row["day_from"]), last=int(row["day_to"]), rate=number(row["mean_rate"]))
        for row in rows[rows["mean_rate"].notna()].to_dict("records")
    )
    alt = label("alt.epochs", lang, title=found, rates=rates, list=comma.join(used[f"title_{lang}"]))
    cover = ""
    if "reference_start" in rows:
        cover = covered(rows["reference_start"].iloc[0], rows["reference_end"].iloc[0], lang)
    return Said(found, subtitle, [source_notes(lang, cover, coverage), " ".join(rules)], alt)
