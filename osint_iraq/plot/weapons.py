"""Attacks reported over time, stacked by the weapon used, with political events as numbered milestones."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from osint_iraq.labels import LANGS, Lang, check_lang, date_text, interval_text, label, number
from osint_iraq.plot import milestones as marks
from osint_iraq.plot import uncovered, words
from osint_iraq.plot.export import About, Charts, save
from osint_iraq.plot.layout import publish
from osint_iraq.plot.nothing import no_attack, plain
from osint_iraq.plot.style import Look, style
from osint_iraq.plot.timeline import Stack, draw_stack

__all__ = ["WEAPON_GROUPS", "plot_weapons", "publish_weapons", "weapon_groups"]

SEVERAL, OTHER = "several", "other"
_NOTE = "note.weapons"
_METHOD = "attack_counts by weapons, grouped"

WEAPON_GROUPS: Mapping[str, tuple[str, ...]] = {
    "rocket": ("rocket",),
    "drone": ("drone",),
    "heavy": ("mortar", "missile", "artillery", "shell"),
    "ied": ("ied",),
    SEVERAL: (SEVERAL,),
    OTHER: (),
}
"""The groups from the lowest part of a bar to the highest, with the weapons of each; all else is `other`."""

# Okabe and Ito's colours. Neighbours in a bar differ in lightness or by hatch, so that greyscale tells them apart.
_LOOKS = {
    "rocket": Look("#E69F00", ""),
    "drone": Look("#0072B2", ""),
    "heavy": Look("#9AD2F2", "xxxx"),
    "ied": Look("#8FD9C0", "\\\\\\\\"),
    SEVERAL: Look("#F3CFE2", "...."),
    OTHER: Look("#FFFFFF", "/////"),
}
_COLUMNS = ("period_start", "period_end", "weapons", "count", "exposure_days", "partial", "undated")
_STACK = Stack("weapons", _LOOKS, _NOTE)


def weapon_groups(counts: pd.DataFrame) -> pd.DataFrame:
    """Counts by weapon as counts by group: one row is one period and one of `WEAPON_GROUPS`, each with its zeros.

    `counts` comes from attack_counts with by="weapons": one weapon, `several` or weapons joined by |, or missing where
    none is known. A period that the sources do not cover keeps its missing counts. Columns as given; `weapons` is
    rocket, drone, heavy (mortar, missile, artillery, shell), ied, several, or other (any other weapon, or none known).
    Counts are attacks, an attack with several weapons being one.

    Raises ValueError where a column is missing.
    """
    missing = [c for c in _COLUMNS if c not in counts]
    if missing:
        raise ValueError(f'counts must come from attack_counts(…, by="weapons"): missing: {", ".join(missing)}')
    if counts.empty:
        return counts[list(_COLUMNS)].copy()
    of = {weapon: group for group, weapons in WEAPON_GROUPS.items() for weapon in weapons}
    group = counts["weapons"].map(lambda w: _group(w, of))
    keys = ["period_start", "period_end", "exposure_days", "partial"]
    summed = counts.assign(weapons=group).groupby([*keys, "weapons"])[["count", "undated"]].sum(min_count=1)
    known = counts["count"].notna().groupby([counts[key] for key in keys]).any().rename("known").reset_index()
    periods = known.merge(pd.DataFrame({"weapons": list(WEAPON_GROUPS)}), how="cross")
    whole = periods.merge(summed.reset_index(), how="left", on=[*keys, "weapons"])
    for name in ("count", "undated"):
        whole[name] = whole[name].where(whole[name].notna() | ~whole["known"], 0).astype(counts[name].dtype)
    return whole.sort_values("period_start", kind="stable", ignore_index=True)[list(_COLUMNS)]


def _group(weapon: object, of: Mapping[str, str]) -> str:
    if not isinstance(weapon, str):
        return OTHER
    return SEVERAL if "|" in weapon else of.get(weapon, OTHER)


def plot_weapons(
    counts: pd.DataFrame,
    milestones: pd.DataFrame | None = None,
    lang: Lang = "en",
    *,
    title: str | None = None,
    subject: str = "sites",
) -> Figure:
    """A figure of `counts` (from attack_counts with by="weapons") with `milestones` above, as `plot_timeline` has them.

    Bars are stacked by `weapon_groups`. The title compares the weapon reported most in the two halves of the window,
    unless one is given. In Arabic the texts run and stand from the right, time still from left to right.

    A table without a row gives a plain sheet that says so. Raises ValueError as `weapon_groups` does, and where
    milestones lack a column.
    """
    check_lang(lang)
    grouped = weapon_groups(counts)
    if grouped.empty:
        return plain(no_attack(grouped, "weapons", subject, lang, title), lang)
    shown = marks.within(milestones, grouped["period_start"].min(), grouped["period_end"].max())
    with style():
        return draw_stack(grouped, shown, lang, title or _title(grouped, lang), subject, stack=_STACK)


def publish_weapons(
    counts: pd.DataFrame,
    milestones: pd.DataFrame | None,
    folder: str | Path,
    stem: str,
    *,
    subject: str = "sites",
    inputs: Mapping[str, str] | None = None,
) -> Charts:
    """The chart in both languages, saved to `folder` and returned to be shown; see `plot_weapons` and `save`."""
    grouped = weapon_groups(counts)
    start, end = grouped["period_start"].min(), grouped["period_end"].max()
    if grouped.empty:
        return publish(
            grouped, folder, stem, lambda lang: plot_weapons(counts, milestones, lang, subject=subject),
            lambda lang: no_attack(grouped, "weapons", subject, lang), window=(start, end), n=0.0, method=_METHOD,
            inputs=inputs,
        )  # fmt: skip
    shown = marks.within(milestones, start, end)
    about = About(
        title={lang: _title(grouped, lang) for lang in LANGS},
        caption={lang: _caption(grouped, subject, lang) for lang in LANGS},
        alt={lang: _alt(grouped, shown, lang) for lang in LANGS},
        window=(start, end),
        n=float(grouped["count"].sum()),
        method=_METHOD,
        inputs=inputs or {},
    )
    figures = {lang: plot_weapons(counts, milestones, lang, subject=subject) for lang in LANGS}
    return save(figures, stem, folder, grouped, about)


def _title(grouped: pd.DataFrame, lang: Lang) -> str:
    """Which weapon was reported most in each half of the window; the peak where no half has a clear first."""
    periods = sorted(grouped["period_start"].unique())
    if len(periods) < 2:
        return words.timeline_title(grouped, lang)
    middle = periods[len(periods) // 2]
    early, late = (_leading(grouped[side]) for side in (grouped["period_start"] < middle,
                                                          grouped["period_start"] >= middle))  # fmt: skip
    if early is None or late is None:
        return words.timeline_title(grouped, lang)
    if early[0] == late[0]:
        name, count, n = (early[0], early[1] + late[1], early[2] + late[2])
        return label("title.weapons.same", lang, weapon=_plural(name, lang), count=number(count), n=number(n))
    values = {"early": _plural(early[0], lang), "early_count": number(early[1]), "early_n": number(early[2]),
              "late": _plural(late[0], lang), "late_count": number(late[1]), "late_n": number(late[2])}  # fmt: skip
    return label("title.weapons.changed", lang, date=date_text(middle, lang), **values)


def _leading(part: pd.DataFrame) -> tuple[str, float, float] | None:
    """The weapon group with most attacks, its number and that of all; None where none is known or two share it."""
    sums = part.groupby("weapons")["count"].sum()
    named = sums.drop([OTHER, SEVERAL]).sort_values(ascending=False)
    if not named.iloc[0] or named.iloc[0] == named.iloc[1]:
        return None
    return str(named.index[0]), float(named.iloc[0]), float(sums.sum())


def _plural(group: str, lang: Lang) -> str:
    return label(f"weapons.{group}.many", lang)


def _caption(grouped: pd.DataFrame, subject: str, lang: Lang) -> str:
    sentences = [_title(grouped, lang) + ".", words.timeline_subtitle(grouped, subject, lang)]
    return " ".join([*sentences, label(_NOTE, lang), *words.timeline_notes(grouped, lang)])


def _alt(grouped: pd.DataFrame, shown: pd.DataFrame, lang: Lang) -> str:
    sums = grouped.groupby("weapons")["count"].sum(min_count=1)
    comma = label("list.comma", lang)
    known = [f"{_STACK.name(group, lang)} {number(sums[group])}" for group in WEAPON_GROUPS if pd.notna(sums[group])]
    titles = comma.join(shown[f"title_{lang}"])
    said = label(
        "alt.weapons",
        lang,
        freq=label(f"freq.{words.frequency(grouped)}", lang),
        window=interval_text(grouped["period_start"].min(), grouped["period_end"].max(), lang),
        title=_title(grouped, lang),
        weapons=comma.join(known) or label("unknown", lang),
        milestones=label("alt.milestones", lang, list=titles) if titles else "",
    ).strip()
    return f"{said} {uncovered.said(grouped, lang)}".strip()
