"""Whether 5/7/2021 is in May or in July: the other rows of the table tell."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import regex

from osint_iraq.text import normalise

Order = Literal["day", "month"]

_NUMERIC = regex.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?!\d)(.*)", regex.DOTALL)
_MONTHS = 12


def day_order(values: Iterable[str]) -> Order | None:
    """What stands first in the dates of a column, as those that can be read in one way only tell; else None.

    >>> day_order(["5/7/2021", "13/7/2021"]), day_order(["5/7/2021"]), day_order(["13/7/2021", "7/13/2021"])
    ('day', None, None)
    """
    found: set[Order] = set()
    for value in values:
        match = _NUMERIC.fullmatch(normalise(value))
        if match and int(match[1]) > _MONTHS >= int(match[3]):
            found.add("day")
        elif match and int(match[3]) > _MONTHS >= int(match[1]):
            found.add("month")
    return found.pop() if len(found) == 1 else None


def in_order(value: str, order: Order | None) -> str:
    """The date with its year first where the order settles it, else as it stands.

    >>> in_order("5/7/2021 14:30", "day"), in_order("5/7/2021", None), in_order("26 July 2021", "day")
    ('2021-07-05 14:30', '5/7/2021', '26 July 2021')
    """
    match = _NUMERIC.fullmatch(normalise(value)) if order else None
    if not match:
        return value
    day, month = (match[1], match[3]) if order == "day" else (match[3], match[1])
    return f"{match[4]}-{int(month):02}-{int(day):02}{match[5]}"
