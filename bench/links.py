"""Linking alone: its time against the number of mentions, where the archive covers more years, and where it is denser.

The largest archive is one of made-up reports of attacks, as dense in time as those among a million articles. "longer"
takes the first mentions of it in order of publication, so that the days grow with their number; "denser" takes every
n-th mention, so that the days stay and mentions lie closer together. Linking that compares within blocks of days grows
with the first in proportion.
"""

from __future__ import annotations

import math
import statistics
import time
from typing import Any

import pandas as pd

import osint_iraq as oi
from bench.synthetic import Mix, articles
from osint_iraq.link import link_explained
from osint_iraq.schema import TABLES

__all__ = ["measure"]

_A_DAY = 2.5  # reports of attacks, as in a million articles of eleven years
_SPARE = 1.1  # a few reports tell of no attack
_REPEATS, _ENOUGH = 3, 20.0  # no further repeat once so many seconds were spent
_SERIES = ("longer", "denser")


def measure(sizes: list[int]) -> dict[str, Any]:
    """CPU seconds of linking by series and number of mentions, with the events found."""
    read, mentions = _archive(max(sizes))
    found: dict[str, dict[str, Any]] = {series: {} for series in _SERIES}
    for size in sorted(sizes):
        for series in _SERIES:
            taken = _first(mentions, size) if series == "longer" else _thinned(mentions, size)
            of_these = read[read["article_id"].isin(set(taken["article_id"]))]
            found[series][str(size)] = _timed(taken, of_these)
    return found


def _archive(size: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Articles and their mentions, both in order of publication, with at least `size` mentions."""
    reports = math.ceil(size * _SPARE)
    records = list(articles(reports, seed=3, mix=Mix(attacks=1, days=max(1, round(reports / _A_DAY)))))
    frame = pd.DataFrame(records).reindex(columns=TABLES["articles"].names)
    frame = frame.assign(
        path=frame["article_id"] + ".txt", language="ar", published=pd.to_datetime(frame["published"], utc=True),
        published_precision="day", published_basis="metadata", sha256=frame["article_id"].map(_hash),
        n_chars=frame["text"].str.len(),
    ).sort_values(["published", "article_id"], ignore_index=True)  # fmt: skip
    mentions = oi.extract(frame).mentions
    place = pd.Series(range(len(frame)), index=frame["article_id"])
    ordered = mentions.assign(place=mentions["article_id"].map(place)).sort_values(["place", "mention_id"])
    return frame, ordered.drop(columns="place").reset_index(drop=True)


def _hash(name: str) -> str:
    return name.encode().hex().ljust(64, "0")


def _first(mentions: pd.DataFrame, size: int) -> pd.DataFrame:
    return mentions.head(size)


def _thinned(mentions: pd.DataFrame, size: int) -> pd.DataFrame:
    step = len(mentions) / size
    return mentions.iloc[[int(n * step) for n in range(size)]]


def _timed(mentions: pd.DataFrame, read: pd.DataFrame) -> dict[str, Any]:
    seconds: list[float] = []
    events = 0
    while len(seconds) < _REPEATS and sum(seconds) < _ENOUGH:
        begin = time.process_time()
        events = len(link_explained(mentions, read).events)
        seconds.append(time.process_time() - begin)
    return {"mentions": len(mentions), "events": events, "seconds": statistics.median(seconds)}
