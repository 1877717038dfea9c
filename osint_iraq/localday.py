"""The day in Iraq on which something was published."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

_BAGHDAD = ZoneInfo("Asia/Baghdad")


def local_day(published: Any, precision: str) -> date | None:
    """The day of publication in Iraq: a precise time is turned to Baghdad time, a plain day is taken as it stands.

    >>> local_day(pd.Timestamp("2024-07-25T22:30Z"), "minute")
    datetime.date(2024, 7, 26)
    """
    if pd.isna(published) or precision not in ("minute", "day"):
        return None
    moment = pd.Timestamp(published)
    return moment.tz_convert(_BAGHDAD).date() if precision == "minute" else moment.date()
