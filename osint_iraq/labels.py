"""What charts and findings say in English and Arabic, from lexicons/labels*.csv: templates, counted nouns, dates."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal

import pandas as pd

__all__ = ["LANGS", "Lang", "check_lang", "counted", "date_text", "has_label", "interval_text", "label", "number"]

Lang = Literal["en", "ar"]
LANGS: tuple[Lang, ...] = ("en", "ar")
_FOLDER = Path(__file__).parent / "lexicons"


@lru_cache(maxsize=1)
def _labels() -> dict[str, dict[str, str]]:
    files = sorted(_FOLDER.glob("labels*.csv"))
    parts = [pd.read_csv(f, dtype=str, na_filter=False, encoding="utf-8").assign(file=f.name) for f in files]
    rows = pd.concat(parts, ignore_index=True)
    twice = rows[rows["key"].duplicated(keep=False)]
    if len(twice):
        where = ", ".join(f"{row['key']} in {row['file']}" for row in twice.to_dict("records"))
        raise ValueError(f"a key of the labels stands twice: {where}")
    return {row["key"]: {"en": row["en"], "ar": row["ar"]} for row in rows.to_dict("records")}


def check_lang(lang: str) -> None:
    """Raises ValueError unless `lang` is "en" or "ar"."""
    if lang not in LANGS:
        raise ValueError(f"lang={lang!r} is not one of {', '.join(LANGS)}")


def has_label(key: str) -> bool:
    """Whether a file of labels has the key.

    >>> has_label("counter.us_dod"), has_label("counter.nobody")
    (True, False)
    """
    return key in _labels()


def label(key: str, lang: Lang, **values: object) -> str:
    """The words of `key` in `lang`, with {places} filled in.

    Raises KeyError where no file of labels has the key, or a place in its words gets no value.

    >>> label("axis.week", "en")
    'Attacks reported per week'
    """
    try:
        return _labels()[key][lang].format(**values)
    except KeyError as error:
        raise KeyError(f"lexicons/labels*.csv: no label {key!r} ({lang}), or it wants a value: {error}") from error


def counted(n: int, noun: str, lang: Lang) -> str:
    """`n` with its noun in the right number: 1 day, 2 days; in Arabic by the six classes of Unicode CLDR.

    The Arabic forms stand in the genitive or accusative, as after a preposition.

    >>> counted(1, "day", "en"), counted(30, "day", "en")
    ('1 day', '30 days')
    """
    return label(f"{noun}.{_number_class(n, lang)}", lang, n=number(n))


def _number_class(n: int, lang: Lang) -> str:
    if lang == "en":
        return "one" if n == 1 else "other"
    exact = {0: "zero", 1: "one", 2: "two"}
    if n in exact:
        return exact[n]
    rest = n % 100
    return "few" if 3 <= rest <= 10 else "many" if rest >= 11 else "other"


def number(value: float) -> str:
    """A number in Western digits: whole ones as they are, others with two places.

    >>> number(3.0), number(1.6667)
    ('3', '1.67')
    """
    return str(int(value)) if float(value).is_integer() else f"{value:.2f}"


def date_text(day: pd.Timestamp, lang: Lang) -> str:
    """A date in words, with the month names used in Iraq.

    >>> date_text(pd.Timestamp("2020-06-11"), "en")
    '11 June 2020'
    """
    return label("date", lang, day=day.day, month=label(f"month.{day.month}", lang), year=day.year)


def interval_text(start: pd.Timestamp, end: pd.Timestamp, lang: Lang) -> str:
    """An interval of days in words, what both days share said once; one day is just its date.

    >>> interval_text(pd.Timestamp("2024-07-22"), pd.Timestamp("2024-07-23"), "en")
    '22 to 23 July 2024'
    """
    if start == end:
        return date_text(start, lang)
    first = date_text(start, lang)
    if start.year == end.year:
        first = label("day_month", lang, day=start.day, month=label(f"month.{start.month}", lang))
        first = str(start.day) if start.month == end.month else first
    return label("interval", lang, start=first, end=date_text(end, lang))
