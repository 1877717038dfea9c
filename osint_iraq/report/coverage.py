"""What the notebook on coverage calls so that its cells stay short: sentences and the parts of tables that are read."""

from __future__ import annotations

import pandas as pd

from osint_iraq.analyse.coverage import Tallied, outlet_incidence, source_incidence
from osint_iraq.analyse.recapture import recapture_table
from osint_iraq.pipeline import Tables

__all__ = [
    "finding", "left_out_reasons", "outlet_estimates", "outlets_among", "ratios_by_date", "ratios_shown",
    "source_estimates", "times_told",
]  # fmt: skip

_COUNTRIES = {"IQ": "Iraq", "SY": "Syria", "JO": "Jordan"}
_SHOWN = ["tally_id", "counter", "countries", "targets", "count_min", "count_max", "seen_low", "seen", "seen_high",
          "unclear", "ratio", "caveat"]  # fmt: skip
_ESTIMATES = ["lists", "n1", "n2", "both", "f1", "f2", "seen", "estimate", "low", "high", "share_seen", "share_low",
              "share_high"]  # fmt: skip


def finding(tallied: Tallied, counter: str, name: str, country: str = "IQ") -> str:
    """The first and the last ratio to the totals of `counter` for one country, in one sentence; `name` is its name.

    >>> nothing = Tallied(pd.DataFrame({"counter": [], "countries": [], "ratio": []}), pd.DataFrame())
    >>> finding(nothing, "us_dod", "the Pentagon")
    'No total by the Pentagon can be compared'
    """
    rows = tallied.compared
    rows = rows[(rows["counter"] == counter) & (rows["countries"] == country) & rows["ratio"].notna()]
    if rows.empty:
        return f"No total by {name} can be compared"
    rows = rows.sort_values("as_of_end", kind="stable")
    first, last = rows.iloc[0], rows.iloc[-1]
    return (
        f"In {_COUNTRIES.get(country, country)}, {last['seen']} attacks reported by {_day(last)} stand beside "
        f"{last['count_max']} counted by {name}, {_per(last)} for every 100; by {_day(first)} it was {_per(first)} for "
        "every 100. The two count by different rules, so that this is no share of all attacks"
    )


def _day(row: pd.Series) -> str:
    return f"{row['as_of_end'].day} {row['as_of_end']:%B %Y}"


def _per(row: pd.Series) -> int:
    return round(100 * row["ratio"])


def ratios_by_date(tallied: Tallied, counter: str) -> pd.DataFrame:
    """One row is one day with a total by `counter`; the ratio in each country, where it was split, and together.

    Totals for one base or one month are left out; the first day counted is the commonest one.
    """
    rows = tallied.compared
    rows = rows[(rows["counter"] == counter) & (rows["targets"] == "us_coalition") & rows["ratio"].notna()]
    start = rows["period_start"].mode()
    rows = rows[rows["period_start"].isin(start.head(1))]
    rows = rows.assign(place=rows["countries"].map(_COUNTRIES).fillna("together"))
    table = rows.pivot_table(index="as_of_end", columns="place", values="ratio", aggfunc="last")
    return table.rename_axis(columns=None).round(2)


def ratios_shown(tallied: Tallied, without: tuple[str, ...] = ()) -> pd.DataFrame:
    """The totals of all counters but those in `without`, by day, with the columns that are read first."""
    rows = tallied.compared[~tallied.compared["counter"].isin(without)]
    return rows.sort_values("as_of_end", kind="stable", ignore_index=True)[_SHOWN].round(2)


def left_out_reasons(tallied: Tallied) -> pd.DataFrame:
    """One row is one reason why totals were not compared, with their number."""
    return tallied.left_out.groupby("reason").size().rename("totals").reset_index()


def source_estimates(events: pd.DataFrame) -> pd.DataFrame:
    """One row: how many attacks articles and chronology have, both have, and what Chapman makes of it."""
    return recapture_table(source_incidence(events))[_ESTIMATES].round(2)


def outlets_among(tables: Tables) -> pd.DataFrame:
    """Which outlets tell of each attack (see `outlet_incidence`)."""
    return outlet_incidence(tables.events, tables.mentions, tables.articles, tables.reprints)


def outlet_estimates(incidence: pd.DataFrame, pairs: int = 6) -> pd.DataFrame:
    """The pairs of outlets that share most attacks (at most `pairs`, those with none left out), and all by Chao last.

    One row is one estimate; `lists` of the last is "all N outlets". Fewer than two outlets give no row.
    """
    if incidence.shape[1] < 2:
        return pd.DataFrame(columns=_ESTIMATES)
    rows = recapture_table(incidence)
    both = rows[(rows["method"] == "chapman") & (rows["both"] > 0)]
    every = rows[rows["method"] == "chao"].assign(lists=f"all {incidence.shape[1]} outlets")
    most = both.sort_values(["both", "seen"], ascending=False, kind="stable").head(pairs)
    return pd.concat([most, every], ignore_index=True)[_ESTIMATES].round(2)


def times_told(incidence: pd.DataFrame) -> pd.DataFrame:
    """One row is one number of outlets, with how many attacks are told by just so many."""
    return incidence.sum(axis=1).value_counts().sort_index().rename_axis("outlets").rename("attacks").reset_index()
