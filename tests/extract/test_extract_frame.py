"""Extraction from a Dask DataFrame: the tables of `extract`, whatever the partitioning and the types of the columns."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

pytest.importorskip("dask.dataframe", reason="needs the extra 'cluster'")

import dask
import dask.dataframe as dd

import osint_iraq as oi
from osint_iraq.extract import Extracted, extract, frame
from osint_iraq.extract.frame import ExtractedFrames, extract_frame
from osint_iraq.read import read
from osint_iraq.schema import SchemaError, check

TEXT = "سقط صاروخان على قاعدة عين الأسد غرب العراق أمس، دون وقوع إصابات.\n"
SCHEDULER = {"scheduler": "threads"}


@pytest.fixture(scope="module")
def articles(project: Path) -> pd.DataFrame:
    return read(project / "data" / "articles").articles


@pytest.fixture(scope="module")
def expected(articles: pd.DataFrame) -> Extracted:
    return extract(articles)


@pytest.fixture(scope="module")
def few(articles: pd.DataFrame) -> pd.DataFrame:
    """Some of the reports, with and without a day of their own."""
    return articles.iloc[::6].reset_index(drop=True)


@pytest.fixture(scope="module")
def told(few: pd.DataFrame) -> Extracted:
    return extract(few)


@pytest.fixture(params=[True, False], ids=["string", "as given"])
def convert(request: pytest.FixtureRequest) -> Iterator[bool]:
    """Dask turns text into a type of its own, or does not."""
    with dask.config.set({"dataframe.convert-string": request.param}):
        yield request.param


@pytest.fixture
def searched(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The number of articles of each partition that was searched."""
    seen: list[int] = []

    def counted(part: pd.DataFrame) -> Extracted:
        seen.append(len(part))
        return extract(part)

    monkeypatch.setattr(frame, "extract", counted)
    return seen


def must_be(found: ExtractedFrames, expected: Extracted) -> None:
    """All tables are those expected, in values, types and order; computed together."""
    for name, table in zip(found._fields, dask.compute(*found, **SCHEDULER), strict=True):
        wanted = getattr(expected, name)
        pd.testing.assert_frame_equal(table.reset_index(drop=True), wanted)
        assert list(getattr(found, name).dtypes) == list(wanted.dtypes)


@pytest.mark.parametrize(("partitions", "convert"), [(1, True), (3, False), (17, True)])
def test_partitions_do_not_matter(
    partitions: int, convert: bool, articles: pd.DataFrame, expected: Extracted, searched: list[int]
) -> None:
    with dask.config.set({"dataframe.convert-string": convert}):
        must_be(extract_frame(dd.from_pandas(articles, npartitions=partitions)), expected)
    assert (len(searched), sum(searched)) == (partitions, len(articles)), "each is searched once for all tables"


def test_uneven_and_empty_partitions_do_not_matter(articles: pd.DataFrame, expected: Extracted) -> None:
    cuts = [0, 0, 1, 30, 30, 31, len(articles), len(articles)]
    parts = [articles.iloc[a:b] for a, b in pairwise(cuts)]
    must_be(extract_frame(dd.from_map(lambda part: part, parts, meta=articles.head(0))), expected)


def test_a_frame_without_rows_gives_tables_without_rows(articles: pd.DataFrame) -> None:
    found = extract_frame(dd.from_pandas(articles.head(0), npartitions=1))
    must_be(found, extract(articles.head(0)))


@pytest.mark.parametrize("text", ["object", "str", "string[pyarrow]", "string[python]"])
def test_types_of_text_do_not_matter(text: str, convert: bool, few: pd.DataFrame, told: Extracted) -> None:
    names = [name for name in few.columns if few[name].dtype == "str"]
    given = few.astype(dict.fromkeys(names, text))
    must_be(extract_frame(dd.from_pandas(given, npartitions=2)), told)


@pytest.mark.parametrize(
    "published",
    [
        lambda days: days,
        lambda days: days.dt.tz_localize(None),
        lambda days: days.dt.tz_localize(None).astype("datetime64[ns]"),
        lambda days: days.dt.tz_convert("Asia/Baghdad"),
        lambda days: days.dt.strftime("%Y-%m-%d"),
        lambda days: days.dt.strftime("%Y-%m-%dT%H:%M:%SZ").astype("string[pyarrow]"),
        lambda days: days.map(lambda day: None if pd.isna(day) else day.date()).astype(object),
    ],
    ids=["as it is", "no zone", "nanoseconds", "Baghdad", "days", "times", "objects"],
)
@pytest.mark.parametrize("precision", [True, False], ids=["stated", "not stated"])
def test_types_of_dates_do_not_matter(published: Any, precision: bool, few: pd.DataFrame) -> None:
    days = few["published"].dt.floor("D").where(few["published_precision"].isin(["day", "minute"]))
    wanted = extract(few.assign(published=days, published_precision="day"))
    given = few[["article_id", "text"]].assign(published=published(days))
    if precision:
        given["published_precision"] = "day" if given["published"].dtype != "datetime64[us, Asia/Baghdad]" else "minute"
    must_be(extract_frame(dd.from_pandas(given, npartitions=2)), wanted)


def test_one_column_of_text_may_hold_dates_and_times_of_many_forms() -> None:
    the_25th = ["2024-07-26", "2024-07-26T01:00:00+03:00", "2024-07-25 22:30", "20240726", datetime(2024, 7, 26)]
    unknown = ["", None, "2024-07", "2024"]
    forms = [*the_25th, *unknown]
    given = pd.DataFrame({"article_id": [f"a{n}" for n in range(len(forms))], "text": TEXT, "published": forms})
    with dask.config.set({"dataframe.convert-string": False}):
        found = extract_frame(dd.from_pandas(given, npartitions=1)).mentions.compute(**SCHEDULER)
    days = [None if pd.isna(day) else day.date() for day in found["date_start"]]
    assert days == [date(2024, 7, 25)] * len(the_25th) + [None] * len(unknown)


def test_only_two_columns_are_needed_and_others_are_passed_over(few: pd.DataFrame) -> None:
    given = few[["article_id", "text"]].assign(topic=1, title=3.5)
    found = extract_frame(dd.from_pandas(given, npartitions=2))
    no_day = few.assign(published=pd.NaT, published_precision="unknown", path=few["article_id"])
    must_be(found, extract(no_day))


@pytest.mark.parametrize("missing", ["article_id", "text"])
def test_a_column_that_is_missing_is_said_at_once(missing: str, articles: pd.DataFrame) -> None:
    with pytest.raises(SchemaError, match=missing):
        extract_frame(dd.from_pandas(articles.drop(columns=missing), npartitions=1))


def test_a_frame_of_pandas_is_refused_with_what_takes_it(articles: pd.DataFrame) -> None:
    with pytest.raises(TypeError, match="`extract` takes one of pandas"):
        extract_frame(articles)


def test_a_date_that_is_none_is_said_when_it_is_computed() -> None:
    given = pd.DataFrame({"article_id": ["a"], "text": [TEXT], "published": ["last week"]})
    with pytest.raises(SchemaError, match="'published' is no date"):
        extract_frame(dd.from_pandas(given, npartitions=1)).mentions.compute(**SCHEDULER)


def test_parquet_of_dask_is_read_as_ours(
    convert: bool, few: pd.DataFrame, told: Extracted, searched: list[int], tmp_path: Path
) -> None:
    found = extract_frame(dd.from_pandas(few, npartitions=3))
    written = [
        getattr(found, name).to_parquet(tmp_path / name, compute=False, write_index=False) for name in found._fields
    ]
    dask.compute(*written, **SCHEDULER)
    assert len(searched) == 3
    for name in found._fields:
        wanted = getattr(told, name)
        pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / name), wanted)
        by_dask = dd.read_parquet(tmp_path / name).compute(**SCHEDULER)
        pd.testing.assert_frame_equal(check(by_dask, name), wanted)
        texts = {c: "str" for c in wanted.columns if wanted[c].dtype == "str"}
        pd.testing.assert_frame_equal(by_dask.astype(texts).reset_index(drop=True), wanted)


def test_articles_that_dask_wrote_are_taken(convert: bool, few: pd.DataFrame, told: Extracted, tmp_path: Path) -> None:
    dd.from_pandas(few, npartitions=4).to_parquet(tmp_path / "articles", write_index=False)
    must_be(extract_frame(dd.read_parquet(tmp_path / "articles")), told)


@pytest.mark.parametrize("scheduler", ["sync", "processes"])
def test_schedulers_do_not_matter(scheduler: str, few: pd.DataFrame, told: Extracted) -> None:
    found = extract_frame(dd.from_pandas(few, npartitions=3)).mentions.compute(scheduler=scheduler, num_workers=1)
    pd.testing.assert_frame_equal(found.reset_index(drop=True), told.mentions)


def test_it_is_one_of_the_names_of_the_house() -> None:
    assert oi.extract_frame is extract_frame
