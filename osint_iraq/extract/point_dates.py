"""Which dates of a clause can be the day of an attack."""

from __future__ import annotations

from osint_iraq.dates import DateExpression
from osint_iraq.extract.document import Clause, Document
from osint_iraq.extract.spacing import begins_behind

_SINCE_REACH = 90
_WHEN_REACH = 3


def point_dates(doc: Document, clause: Clause) -> list[DateExpression]:
    """The dates of a clause on which something may have happened: no periods, anniversaries, durations or clocks."""
    return doc.once(_point_dates, clause) if clause.dates else []


def _point_dates(doc: Document, clause: Clause) -> list[DateExpression]:
    return [d for d in clause.dates if _is_point(doc, clause, d)]


def _is_point(doc: Document, clause: Clause, expression: DateExpression) -> bool:
    if expression.role == "since":
        return begins_behind(clause.of("when"), expression.end, _WHEN_REACH)
    if expression.role != "point" or _under_since(clause, expression):
        return False
    if expression.rule == "eve" or (expression.rule in ("before", "after") and points_forward(doc, expression)):
        return False
    if _to_come(doc, expression):
        return False
    if expression.precision == "year" or expression.rule in ("clock", "time_only"):
        return False
    return expression.date_start is not None or expression.basis in ("relative", "anchored", "explicit")


def _to_come(doc: Document, expression: DateExpression) -> bool:
    """A day after the report: told as such ('tomorrow'), or further off than a time zone explains."""
    if doc.published is None or expression.date_start is None:
        return False
    ahead = (expression.date_start - doc.published).days
    return ahead > 1 or (ahead == 1 and expression.rule == "relative_day")


def _under_since(clause: Clause, expression: DateExpression) -> bool:
    """'since the attacks began on 17 October': where a period starts, not when this attack was."""
    for since in clause.of("since"):
        if since.value == "from" and 0 < expression.start - since.end <= _SINCE_REACH:
            return not any(d.role == "since" and since.begin <= d.start < expression.start for d in clause.dates)
    return False


def points_forward(doc: Document, expression: DateExpression) -> bool:
    """'two days after …': told from something that follows, mostly a meeting; not from the attack told before."""
    behind = 1 if expression.rule == "after" else -1
    return any(c.end == expression.end or 0 <= c.begin - expression.end <= behind for c in doc.links_near(expression))
