"""Figures to files: PNG, SVG and PDF, the same bytes at every run, with the data as CSV and a sidecar that explains."""

from __future__ import annotations

import base64
import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO, Any

import pandas as pd
from matplotlib.figure import Figure

from osint_iraq import __version__
from osint_iraq.finding import Evidence, finding_title, sentences
from osint_iraq.labels import LANGS, Lang
from osint_iraq.plot import milestones as marks
from osint_iraq.plot import words
from osint_iraq.plot.style import style
from osint_iraq.plot.timeline import plot_timeline
from osint_iraq.plot.window import plot_window
from osint_iraq.storage import guarded_csv, write_files

__all__ = ["About", "Chart", "Charts", "publish_timeline", "publish_window", "save"]

_PRINT_DPI, _SCREEN_DPI = 300, 100
# What would differ from run to run or from one machine to the next is left out of the files.
_METADATA: dict[str, dict[str, Any]] = {
    "png": {"Software": f"osint_iraq {__version__}"},
    "svg": {"Date": None, "Creator": f"osint_iraq {__version__}"},
    "pdf": {"CreationDate": None, "Creator": f"osint_iraq {__version__}", "Producer": None},
}
_ALT_KEY = {"pdf": "Subject"}
_SITES = "sites"


@dataclass(frozen=True)
class About:
    """What a reader of a chart file must know, each text in English and Arabic: {"en": …, "ar": …}."""

    title: Mapping[Lang, str]
    caption: Mapping[Lang, str]
    alt: Mapping[Lang, str]
    window: tuple[Any, Any]  # first and last day; NaT where no day is covered
    n: float
    method: str
    inputs: Mapping[str, str] = field(default_factory=dict)  # name of an input: its hash


@dataclass(frozen=True)
class Chart:
    """A chart as a notebook shows it: the picture at screen size, with its alternative text."""

    title: str
    alt: str
    png: bytes

    def _repr_mimebundle_(self, **_: object) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
        picture = base64.b64encode(self.png).decode("ascii")
        return {"image/png": picture, "text/plain": self.title}, {"image/png": {"alt": self.alt}}


@dataclass(frozen=True)
class Charts:
    """The English and the Arabic chart of one finding, the caption in both, and the files that were written."""

    en: Chart
    ar: Chart
    caption: Mapping[Lang, str]
    files: list[Path]


def publish_timeline(
    counts: pd.DataFrame,
    milestones: pd.DataFrame | None,
    folder: str | Path,
    stem: str,
    *,
    subject: str = _SITES,
    inputs: Mapping[str, str] | None = None,
    intensity: pd.DataFrame | None = None,
) -> Charts:
    """The timeline in both languages, saved to `folder` and returned to be shown; see `plot_timeline` and `save`.

    With `intensity` (from reporting_intensity) the reports read per period stand below the attacks, in the caption, and
    as STEM-articles.csv beside the data.
    """
    start, end = counts["period_start"].min(), counts["period_end"].max()
    shown = marks.within(milestones, start, end)
    about = About(
        title={lang: words.timeline_title(counts, lang) for lang in LANGS},
        caption={lang: _timeline_caption(counts, subject, intensity, lang) for lang in LANGS},
        alt={lang: _timeline_alt(counts, shown, intensity, lang) for lang in LANGS},
        window=(start, end),
        n=float(counts["count"].sum()),
        method="attack_counts",
        inputs=inputs or {},
    )
    figures = {lang: plot_timeline(counts, shown, lang, subject=subject, intensity=intensity) for lang in LANGS}
    return save(figures, stem, folder, counts, about, articles=intensity)


def publish_window(
    window: pd.DataFrame,
    folder: str | Path,
    stem: str,
    *,
    subject: str = _SITES,
    inputs: Mapping[str, str] | None = None,
    intensity: pd.DataFrame | None = None,
    evidence: Evidence | None = None,
) -> Charts:
    """The window chart in both languages, saved to `folder` and returned to be shown; see `plot_window` and `save`.

    With `intensity` (from reporting_intensity, by the day) the caption says how many reports each window had; with
    `evidence` it tells the whole finding.
    """
    figures = {lang: plot_window(window, lang, subject=subject, evidence=evidence) for lang in LANGS}
    row = window.iloc[0]
    about = About(
        title={lang: finding_title(row, lang, evidence) for lang in LANGS},
        caption={lang: _window_caption(row, subject, intensity, evidence, lang) for lang in LANGS},
        alt={lang: words.window_alt(row, lang, evidence) for lang in LANGS},
        window=(row[["before_start", "after_start"]].min(), row[["before_end", "after_end"]].max()),
        n=float(row[["before_count", "after_count"]].fillna(0).sum()),
        method="around: Garwood intervals of the rates, Clopper-Pearson interval of their ratio",
        inputs=inputs or {},
    )
    return save(figures, stem, folder, window, about)


def _timeline_caption(counts: pd.DataFrame, subject: str, intensity: pd.DataFrame | None, lang: Lang) -> str:
    sentences = [words.timeline_title(counts, lang) + ".", words.timeline_subtitle(counts, subject, lang)]
    read = words.intensity_notes(intensity, lang) if intensity is not None else []
    return " ".join([*sentences, *words.timeline_notes(counts, lang), *read])


def _timeline_alt(counts: pd.DataFrame, shown: pd.DataFrame, intensity: pd.DataFrame | None, lang: Lang) -> str:
    read = [words.intensity_alt(intensity, lang)] if intensity is not None else []
    return " ".join([words.timeline_alt(counts, shown, lang), *read])


def _window_caption(
    row: pd.Series, subject: str, intensity: pd.DataFrame | None, evidence: Evidence | None, lang: Lang
) -> str:
    title, *more = sentences(row, lang, evidence)
    said = more[:-1] if evidence is not None else [words.ratio_text(row, lang) + "."]  # the notes end on sequence
    read = [words.window_articles(row, intensity, lang)] if intensity is not None else []
    return " ".join([title, words.window_subtitle(row, subject, lang), *said, *words.window_notes(row, lang), *read])


def save(
    figures: Mapping[Lang, Figure],
    stem: str,
    folder: str | Path,
    data: pd.DataFrame,
    about: About,
    articles: pd.DataFrame | None = None,
    more: Mapping[str, pd.DataFrame] | None = None,
) -> Charts:
    """Write STEM-LANG.png (300 dpi), .svg and .pdf for each language, STEM.csv (the data) and STEM.json (what it is).

    `articles`, where given, is the number of reports read and becomes STEM-articles.csv; each table of `more` becomes
    STEM-NAME.csv. All files are written or none, and twice the same figures give twice the same bytes. The sidecar
    holds title, caption and alternative text in both languages, window, number of attacks, method, version, and the
    hashes of the tables and of the inputs. Raises `StorageError` where the folder cannot be written, ValueError where a
    language is missing.
    """
    missing = [lang for lang in LANGS if lang not in figures]
    if missing:
        raise ValueError(f"{stem}: no figure in {', '.join(missing)}; every chart is published in both languages")
    others = {**({} if articles is None else {"articles": articles}), **(more or {})}
    tables = {"data": _csv(data)} | {name: _csv(table) for name, table in others.items()}
    files = {f"{stem}.csv" if name == "data" else f"{stem}-{name}.csv": table for name, table in tables.items()}
    files[f"{stem}.json"] = _sidecar(stem, about, tables)
    for lang in LANGS:
        said = (about.title[lang], about.alt[lang])
        files |= {f"{stem}-{lang}.{kind}": _drawn(figures[lang], kind, _PRINT_DPI, *said) for kind in _METADATA}
    write_files({name: partial(_write, content) for name, content in files.items()}, folder)
    en, ar = (
        Chart(about.title[k], about.alt[k], _drawn(figures[k], "png", _SCREEN_DPI, about.title[k], about.alt[k]))
        for k in LANGS
    )
    return Charts(en, ar, about.caption, [Path(folder) / name for name in files])


def _drawn(figure: Figure, kind: str, dpi: int, title: str, alt: str) -> bytes:
    """The picture with its title and its alternative text inside the file, so that they stay when it is passed on."""
    said = {"Title": title, _ALT_KEY.get(kind, "Description"): alt}
    stream = io.BytesIO()
    with style():
        figure.savefig(stream, format=kind, dpi=dpi, metadata=_METADATA[kind] | said)
    return stream.getvalue()


def _csv(data: pd.DataFrame) -> bytes:
    return guarded_csv(data, date_format="%Y-%m-%d").encode()


def _sidecar(stem: str, about: About, tables: Mapping[str, bytes]) -> bytes:
    start, end = (day.isoformat()[:10] if isinstance(day, pd.Timestamp) else None for day in about.window)
    hashes = {f"{name}_sha256": hashlib.sha256(table).hexdigest() for name, table in tables.items()}
    content = {
        "stem": stem,
        "title": dict(about.title),
        "caption": dict(about.caption),
        "alt": dict(about.alt),
        "window": {"start": start, "end": end},
        "n": about.n,
        "method": about.method,
        "osint_iraq": __version__,
        "data_sha256": hashes.pop("data_sha256"),
        "inputs_sha256": dict(about.inputs),
    }
    return (json.dumps(content | hashes, ensure_ascii=False, indent=2) + "\n").encode()


def _write(content: bytes, stream: IO[bytes]) -> None:
    stream.write(content)
