"""Tables of pandas as a reader wants them: no counter beside the rows, nothing where nothing is known."""

from __future__ import annotations

import re

from osint_iraq.report.prose import direction, plain

__all__ = ["tidy_tables"]

_TABLE = re.compile(r'(?:<style scoped[^>]*>.*?</style>\s*)?<table[^>]*class="dataframe"[^>]*>.*?</table>', re.DOTALL)
_ROW = re.compile(r"<tr[^>]*>(.*?)</tr>", re.DOTALL)
_CELL = re.compile(r"<(t[hd])([^>]*)>(.*?)</\1>", re.DOTALL)
_NUMBER = re.compile(r"[-−+]?[\d,]+(\.\d+)?%?|[-−+]?inf")
_DATE = re.compile(r"\d{4}-\d\d-\d\d( 00:00:00)?")
_MISSING = {"NaN", "NaT", "None", "<NA>", "nan"}
_JOINT = re.compile(r"[_|]")
_WIDE = 9  # columns from which a table is set smaller
_SHORT = 15  # rows up to which it stays on one page

_Cell = tuple[str, str, str]  # tag, span attributes, text as HTML


def tidy_tables(html: str) -> str:
    """The output of a cell with every DataFrame in it set for reading; anything else in it stays as it is."""
    return _TABLE.sub(lambda match: _tidy(match[0]), html)


def _tidy(table: str) -> str:
    head, _, body = table.partition("</thead>")
    heads, rows = _rows(head), _rows(body)
    if _is_counted(heads, rows):
        heads, rows = [row[1:] for row in heads], [row[1:] for row in rows]
    heads = [_over_numbers(row, rows) for row in _one_line(heads)]
    columns = max((len(row) for row in [*heads, *rows]), default=0)
    kind = "table" + " wide" * (columns >= _WIDE) + " short" * (len(rows) <= _SHORT)
    if not rows:
        return f'<div class="{kind}"><table>{_set("thead", heads)}</table><p class="none">No rows.</p></div>'
    return f'<div class="{kind}"><table>{_set("thead", heads)}{_set("tbody", rows)}</table></div>'


def _rows(part: str) -> list[list[_Cell]]:
    return [[(tag, _spans(attributes), text.strip()) for tag, attributes, text in _CELL.findall(row)]
            for row in _ROW.findall(part)]  # fmt: skip


def _spans(attributes: str) -> str:
    return "".join(f' {span}="{n}"' for span, n in re.findall(r'(rowspan|colspan)="(\d+)"', attributes))


def _is_counted(heads: list[list[_Cell]], rows: list[list[_Cell]]) -> bool:
    """Whether the first column only numbers the rows, from 0 on, as pandas does where a table has no index."""
    named = any(row and row[0][2] for row in heads[1:])
    first = [row[0] for row in rows if row]
    return not named and all(cell == ("th", "", str(n)) for n, cell in enumerate(first))


def _one_line(heads: list[list[_Cell]]) -> list[list[_Cell]]:
    """The names of the index, which pandas puts into a line of their own, beside those of the columns."""
    if len(heads) != 2 or any(spans for row in heads for _, spans, _ in row) or len(heads[0]) != len(heads[1]):
        return heads
    if any(column[2] and index[2] for column, index in zip(*heads, strict=True)):
        return heads
    return [[column if column[2] else index for column, index in zip(*heads, strict=True)]]


def _over_numbers(head: list[_Cell], rows: list[list[_Cell]]) -> list[_Cell]:
    """The names of columns of numbers stand to the right, as the numbers do."""
    if not rows or any(spans for row in [head, *rows] for _, spans, _ in row):
        return head
    columns = zip(*([plain(cell[2]) for cell in row] for row in rows), strict=False)
    numeric = [all(_NUMBER.fullmatch(w) or w in _MISSING for w in words) for words in columns]
    return [(tag, ' class="number"' if number else "", text)
            for (tag, _, text), number in zip(head, numeric, strict=False)]  # fmt: skip


def _set(part: str, rows: list[list[_Cell]]) -> str:
    lines = ["<tr>" + "".join(_cell(*cell) for cell in row) + "</tr>" for row in rows if any(c[2] for c in row)]
    return f"<{part}>{''.join(lines)}</{part}>"


def _cell(tag: str, spans: str, text: str) -> str:
    words = plain(text)
    if words in _MISSING:
        return f"<{tag}{spans}></{tag}>"
    if _DATE.fullmatch(words):
        return f'<{tag}{spans} class="day">{words[:10]}</{tag}>'
    kind = ' class="number"' if _NUMBER.fullmatch(words) else direction(words)
    kind = "" if "class=" in spans else kind
    # a long name may be broken after its joints, and is still copied as it is
    text = _JOINT.sub("\\g<0><wbr>", text)
    return f"<{tag}{spans}{kind}>{text}</{tag}>"
