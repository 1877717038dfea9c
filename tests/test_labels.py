"""The words of the charts: numbers with their nouns, dates, and a table that lacks nothing."""

from __future__ import annotations

import string
from pathlib import Path

import pandas as pd
import pytest

from osint_iraq.labels import counted, date_text, interval_text, label, number

FILES = sorted((Path(__file__).parents[1] / "osint_iraq/lexicons").glob("labels*.csv"))
LABELS = pd.concat([pd.read_csv(f, dtype=str, na_filter=False) for f in FILES], ignore_index=True)


@pytest.mark.parametrize(
    ("n", "noun", "en", "ar"),
    [
        (0, "day", "0 days", "0 يوم"),
        (1, "day", "1 day", "يوم واحد"),
        (2, "day", "2 days", "يومين"),
        (3, "day", "3 days", "3 أيام"),
        (10, "day", "10 days", "10 أيام"),
        (11, "day", "11 days", "11 يوماً"),
        (30, "day", "30 days", "30 يوماً"),
        (99, "day", "99 days", "99 يوماً"),
        (100, "day", "100 days", "100 يوم"),
        (101, "day", "101 days", "101 يوم"),
        (102, "day", "102 days", "102 يوم"),
        (103, "day", "103 days", "103 أيام"),
        (111, "day", "111 days", "111 يوماً"),
        (200, "day", "200 days", "200 يوم"),
        (1, "year", "1 year", "سنة واحدة"),
        (2, "year", "2 years", "سنتين"),
        (7, "year", "7 years", "7 سنوات"),
        (11, "year", "11 years", "11 سنة"),
        (5, "attack", "5 attacks", "5 هجمات"),
        (62, "attack", "62 attacks", "62 هجوماً"),
        (2, "week", "2 weeks", "أسبوعين"),
        (23, "month", "23 months", "23 شهراً"),
    ],
)
def test_counted_nouns(n, noun, en, ar):
    assert counted(n, noun, "en") == en
    assert counted(n, noun, "ar") == ar


@pytest.mark.parametrize(
    ("start", "end", "en", "ar"),
    [
        ("2020-06-11", "2020-06-11", "11 June 2020", "11 حزيران 2020"),
        ("2024-07-22", "2024-07-23", "22 to 23 July 2024", "من 22 إلى 23 تموز 2024"),
        ("2020-05-31", "2020-06-01", "31 May to 1 June 2020", "من 31 أيار إلى 1 حزيران 2020"),
        (
            "2019-12-31",
            "2020-01-01",
            "31 December 2019 to 1 January 2020",
            "من 31 كانون الأول 2019 إلى 1 كانون الثاني 2020",
        ),
    ],
)
def test_dates(start, end, en, ar):
    start, end = pd.Timestamp(start), pd.Timestamp(end)
    assert interval_text(start, end, "en") == en
    assert interval_text(start, end, "ar") == ar


def test_every_month_has_its_own_name():
    for lang in ("en", "ar"):
        assert len({date_text(pd.Timestamp(2020, month, 1), lang) for month in range(1, 13)}) == 12


@pytest.mark.parametrize(("value", "text"), [(3, "3"), (3.0, "3"), (0, "0"), (1.666, "1.67"), (0.5, "0.50")])
def test_numbers(value, text):
    assert number(value) == text


def test_a_missing_label_is_named():
    with pytest.raises(KeyError, match=r"labels\*\.csv"):
        label("no.such.label", "en")


def test_a_missing_value_is_named():
    with pytest.raises(KeyError, match=r"title\.peak"):
        label("title.peak", "en", peak=3)


def places(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def test_the_table_is_whole():
    assert not LABELS["key"].duplicated().any()
    assert (LABELS[["en", "ar"]] != "").all(axis=None)


def test_the_arabic_is_arabic_and_the_english_is_not():
    arabic = LABELS["ar"].str.contains("[\u0621-\u064a]", regex=True)
    only_places = LABELS["ar"].str.replace(r"\{\w+\}|[ ،؛.]", "", regex=True) == ""
    assert (arabic | only_places).all()
    assert not LABELS["en"].str.contains("[\u0600-\u06ff]", regex=True).any()


# A noun that stands for one or two carries its number in the word, and the same thing may be said by another value.
FREE = {"n", "freq", "zeros", "periods", "total", "totals", "period", "attacks", "peak"}


@pytest.mark.parametrize("row", LABELS.to_dict("records"), ids=LABELS["key"])
def test_both_languages_say_the_same(row):
    assert places(row["en"]) - FREE == places(row["ar"]) - FREE
