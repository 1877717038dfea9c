"""Extraction for those who hold their articles in a Dask DataFrame."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from osint_iraq.extract import Extracted, extract
from osint_iraq.schema import TABLES, SchemaError, empty

if TYPE_CHECKING:
    import dask.dataframe as dd

__all__ = ["ExtractedFrames", "extract_frame"]

_NEEDED = ("article_id", "text")
_USED = ("article_id", "path", "published", "published_precision", "text")
_WORKED = "extracted"  # the one column of the frames between
_DAY = re.compile(r"\d{4}-?\d\d-?\d\d")  # and no mere month


class ExtractedFrames(NamedTuple):
    """What articles tell, as lazy Dask DataFrames; the tables of `extract`."""

    mentions: dd.DataFrame
    evidence: dd.DataFrame
    aggregates: dd.DataFrame
    political_mentions: dd.DataFrame
    problems: dd.DataFrame


def extract_frame(articles: dd.DataFrame) -> ExtractedFrames:
    """The tables that `extract` makes, lazily, from a Dask DataFrame of articles with any partitioning.

    Needed are the columns article_id and text. Used where they are there: published (dates, times or ISO 8601 text; a
    time without a zone is UTC), published_precision (without it, each time is taken as it stands), and path (without
    it, problems name the article by its id). Other columns are passed over. Text may be of any type of pandas.

    Columns, types and the order of rows are those of `extract` on the whole frame; each partition counts its own rows,
    so `reset_index(drop=True)` after `compute()`. No article_id may stand twice, which is seen within a partition only.
    Compute or write tables in one call of `dask.compute`, then each partition is searched once. Every thread or process
    of Dask has worker processes of our own beside it, so that a hostile report costs its own rows and no partition.

    Written with `to_parquet` and read by pandas, the tables have these types again. Read by Dask, text is `string`
    (missing is <NA>): `.astype("str")`, `osint_iraq.schema.check` on what was computed, or
    `dask.config.set({"dataframe.convert-string": False})` gives ours. Raises TypeError for what is no Dask DataFrame
    and `SchemaError` where a needed column is missing; what is wrong with values raises it when it is computed.

    >>> import dask, dask.dataframe as dd  # doctest: +SKIP
    >>> archive = dd.read_parquet("archive/", columns=["article_id", "text", "published"])  # doctest: +SKIP
    >>> found = extract_frame(archive.repartition(partition_size="50MB"))  # doctest: +SKIP
    >>> mentions, evidence = dask.compute(found.mentions, found.evidence)  # doctest: +SKIP
    """
    if not hasattr(articles, "map_partitions"):
        raise TypeError(f"{type(articles).__name__} is no Dask DataFrame; `extract` takes one of pandas")
    missing = [name for name in _NEEDED if name not in articles.columns]
    if missing:
        raise SchemaError(f"table 'articles': column(s) missing: {', '.join(missing)}")
    used = articles[[name for name in _USED if name in articles.columns]]
    between = pd.DataFrame({_WORKED: pd.Series([], dtype=object)})
    worked = used.map_partitions(_searched, meta=between, enforce_metadata=False)
    tables = {name: worked.map_partitions(_table, name, meta=empty(name)) for name in ExtractedFrames._fields}
    return ExtractedFrames(**tables)


def _searched(part: pd.DataFrame) -> pd.DataFrame:
    """One row with all that a partition tells."""
    return pd.DataFrame({_WORKED: pd.Series([extract(_articles(part))], dtype=object)})


def _table(worked: pd.DataFrame, name: str) -> pd.DataFrame:
    parts: list[Extracted] = list(worked[_WORKED])
    return getattr(parts[0], name).copy() if parts else empty(name)


def _articles(part: pd.DataFrame) -> pd.DataFrame:
    """The partition as a table of articles; what extraction does not look at is filled with what it may hold."""
    part = part.reset_index(drop=True)
    published, precision = _published(part.get("published", pd.Series(pd.NaT, index=part.index)))
    given: dict[str, Any] = {
        "article_id": part["article_id"],
        "path": part.get("path", part["article_id"]),
        "published": published,
        "published_precision": part.get("published_precision", precision),
        "published_basis": "unknown",
        "text": part["text"],
        "sha256": "unknown",
        "n_chars": 0,
    }
    return pd.DataFrame(given, index=part.index).reindex(columns=TABLES["articles"].names)


def _published(given: pd.Series) -> tuple[pd.Series, pd.Series]:
    """The times in UTC, from dates, times or text, and how finely each is known where nothing else says so.

    A day counts as its first minute in UTC, which lies on the same day in Iraq.
    """
    if pd.api.types.is_datetime64_any_dtype(given):
        moments, whole = pd.to_datetime(given, utc=True), given.notna()
    else:
        plain = given.astype(object).where(given.notna(), None)
        try:
            moments = pd.to_datetime(plain, utc=True, format="ISO8601")
        except (TypeError, ValueError) as error:
            raise SchemaError(f"table 'articles': column 'published' is no date or ISO 8601 text: {error}") from error
        whole = moments.notna() & plain.map(lambda value: bool(_DAY.match(str(value))))
    return moments, whole.map({True: "minute", False: "unknown"})
