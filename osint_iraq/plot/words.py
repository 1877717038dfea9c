"""What the charts say, computed from the data: titles that state the finding, subtitles, notes, alternative texts."""

from __future__ import annotations

import math

import pandas as pd

from osint_iraq.finding import Evidence, finding_title
from osint_iraq.labels import Lang, counted, date_text, interval_text, label, number
from osint_iraq.plot import uncovered

__all__ = [
    "frequency", "intensity_alt", "intensity_notes", "ratio_text", "source", "timeline_alt", "timeline_notes",
    "timeline_subtitle", "timeline_title", "totals", "window_alt", "window_articles", "window_notes",
    "window_subtitle",
]  # fmt: skip

_LONGEST = {1: "day", 7: "week", 31: "month", 366: "year"}
_WEEKDAYS = {6: "SUN", 0: "MON", 5: "SAT"}


def frequency(counts: pd.DataFrame) -> str:
    """day, week, month or year: what one period of a table of counts is, told from the longest one."""
    longest = int(((counts["period_end"] - counts["period_start"]).dt.days + 1).max())
    return next((name for days, name in _LONGEST.items() if longest <= days), "year")


def totals(counts: pd.DataFrame) -> pd.DataFrame:
    """One row is one period with the count of all series together, missing where the sources do not cover it."""
    keys = ["period_start", "period_end", "exposure_days", "partial"]
    return counts.groupby(keys, as_index=False, sort=True)[["count", "undated"]].sum(min_count=1)


def timeline_title(counts: pd.DataFrame, lang: Lang) -> str:
    """When the count was highest, and how many of the periods that the sources cover had none."""
    every, noun = totals(counts), frequency(counts)
    whole = every[every["count"].notna()]
    kind = "" if len(whole) == len(every) else ".covered"
    if whole.empty:
        return label("title.not_covered", lang)
    peak = whole["count"].max()
    if not peak:
        return label(f"title.none{kind}", lang)
    at_peak = whole[whole["count"] == peak]
    if len(at_peak) > 1:
        attacks = counted(int(peak), "attack", lang) if float(peak).is_integer() else number(peak)
        freq = label(f"freq.{noun}", lang)
        title = label("title.tie", lang, peak=number(peak), attacks=attacks, freq=freq)
    else:
        title = label("title.peak", lang, peak=number(peak), period=_period(at_peak.iloc[0], noun, lang))
    zeros = int((whole["count"] == 0).sum())
    if not zeros:
        return title
    values = {"zeros": zeros, "periods": counted(zeros, noun, lang), "total": len(whole)}
    return label(f"title.zeros{kind}", lang, title=title, totals=counted(len(whole), noun, lang), **values)


def _period(row: pd.Series, noun: str, lang: Lang) -> str:
    day = row["period_start"]
    values = {"date": date_text(day, lang), "month": label(f"month.{day.month}", lang), "year": day.year}
    return label(f"period.{noun}", lang, **values)


def timeline_subtitle(counts: pd.DataFrame, subject: str, lang: Lang) -> str:
    """What is counted, over which window, and how many in all."""
    window = interval_text(counts["period_start"].min(), counts["period_end"].max(), lang)
    n = number(counts["count"].sum()) if counts["count"].notna().any() else label("unknown", lang)
    return label("subtitle", lang, subject=label(f"subject.{subject}", lang), window=window, n=n)


def timeline_notes(counts: pd.DataFrame, lang: Lang) -> list[str]:
    """What a reader must know: the source, what a week is, cut periods, attacks without a usable date."""
    whole = totals(counts)
    notes = [f"{source(counts, lang)} {label('note.bars', lang)}"]
    if frequency(counts) == "week" and not whole["partial"].all():
        start = whole.loc[~whole["partial"], "period_start"].iloc[0]
        notes.append(label(f"note.week.{_WEEKDAYS[start.weekday()]}", lang))
    if (whole["partial"] & whole["count"].notna()).any():
        notes.append(label("note.partial.cover" if uncovered.is_cut(whole) else "note.partial", lang))
    notes += uncovered.notes(counts, lang)
    if whole["undated"].any():
        notes.append(label("note.undated", lang, n=counted(int(whole["undated"].max()), "attack", lang)))
    return notes


def source(counts: pd.DataFrame, lang: Lang) -> str:
    """Whose attacks are counted, told from a column `source` where there is one and any of its counts is above 0."""
    held = set(counts.loc[counts["count"].fillna(0) > 0, "source"]) if "source" in counts else set()
    kind = "any" if not held else held.pop() if len(held) == 1 else "both"
    return label(f"note.source.{kind}", lang)


def timeline_alt(counts: pd.DataFrame, milestones: pd.DataFrame, lang: Lang) -> str:
    """The chart in words, for those who cannot see it."""
    by = counts.groupby("source")["count"].sum() if "source" in counts else pd.Series(dtype=float)
    sources = {name: number(by.get(name, 0)) for name in ("both", "articles", "chronology")}
    window = interval_text(counts["period_start"].min(), counts["period_end"].max(), lang)
    titles = label("list.comma", lang).join(milestones[f"title_{lang}"])
    gaps, known = uncovered.said(counts, lang), counts["count"].notna().any()
    told = label(
        "alt.timeline",
        lang,
        freq=label(f"freq.{frequency(counts)}", lang),
        window=window,
        title=timeline_title(counts, lang),
        sources=label("alt.sources", lang, **sources) if known else gaps.rstrip("."),
        milestones=label("alt.milestones", lang, list=titles) if titles else "",
    ).strip()
    return f"{told} {gaps}".strip() if known else told


def intensity_notes(intensity: pd.DataFrame, lang: Lang) -> list[str]:
    """How many reports were read, and how many of them cannot be placed in one period."""
    read, freq = intensity["articles"], label(f"freq.{frequency(intensity)}", lang)
    notes = [label("note.articles", lang, n=number(read.sum()), most=number(read.max()), freq=freq)]
    if intensity["undated"].any():
        n = counted(int(intensity["undated"].max()), "report", lang)
        notes.append(label("note.articles.undated", lang, n=n))
    return notes


def intensity_alt(intensity: pd.DataFrame, lang: Lang) -> str:
    """The small panel in words, for those who cannot see it."""
    return label("alt.articles", lang, n=number(intensity["articles"].sum()))


def window_articles(row: pd.Series, intensity: pd.DataFrame, lang: Lang) -> str:
    """How many reports were published in each window; `intensity` is by the day.

    Raises ValueError where it is not, or does not cover the windows.
    """
    first, last = row[["before_start", "after_start"]].min(), row[["before_end", "after_end"]].max()
    covers = pd.isna(first) or (intensity["period_start"].min() <= first and intensity["period_end"].max() >= last)
    if not covers or intensity["exposure_days"].max() > 1:
        raise ValueError('intensity must be by the day and cover the windows: reporting_intensity(…, freq="D")')
    values = {}
    for side in ("before", "after"):
        start, end = row[f"{side}_start"], row[f"{side}_end"]
        read = intensity.loc[intensity["period_start"].between(start, end), "articles"].sum()
        values[side] = label("unknown", lang) if pd.isna(start) else number(read)
    return label("note.articles.window", lang, **values)


def window_subtitle(row: pd.Series, subject: str, lang: Lang) -> str:
    """What is counted, around which event."""
    what, date = label(f"subject.{subject}", lang), date_text(row["event_date"], lang)
    event = row[f"title_{lang}"]
    if pd.isna(event):
        return label("subtitle.window.date", lang, subject=what, date=date)
    return label("subtitle.window", lang, subject=what, event=event, date=date)


def ratio_text(row: pd.Series, lang: Lang) -> str:
    """The ratio of the rates with its interval, or that it cannot be given."""
    if math.isnan(row["rate_ratio"]):
        return label("ratio.unknown", lang)
    if math.isinf(row["rate_ratio"]):
        return label("ratio.unbounded", lang, low=number(row["ratio_low"]))
    high = "∞" if math.isinf(row["ratio_high"]) else number(row["ratio_high"])
    return label("ratio", lang, ratio=number(row["rate_ratio"]), low=number(row["ratio_low"]), high=high)


def window_notes(row: pd.Series, lang: Lang) -> list[str]:
    """The source, the gap, and attacks without a usable date."""
    notes = [label("note.window", lang)]
    if row["gap"]:
        notes.append(label("note.gap", lang, days=counted(int(row["gap"]), "day", lang)))
    if row["undated"]:
        notes.append(label("note.undated", lang, n=counted(int(row["undated"]), "attack", lang)))
    return notes


def window_alt(row: pd.Series, lang: Lang, evidence: Evidence | None = None) -> str:
    """The chart in words, for those who cannot see it."""
    rates = {f"{s}_rate": "?" if pd.isna(row[f"{s}_rate"]) else number(row[f"{s}_rate"]) for s in ("before", "after")}
    return label("alt.window", lang, title=finding_title(row, lang, evidence), ratio=ratio_text(row, lang), **rates)
