"""One report with its words marked: the text right to left, the words that were read, and what was read from them."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import Any, Protocol

import pandas as pd

from osint_iraq.rows import records
from osint_iraq.storage import StorageError, read_table

__all__ = ["Shown", "show"]

_TABLES = "build/tables"
_GROUPS = {
    "when": ("date_start", "date_end", "time_of_day"),
    "where": ("site_id", "place_name", "country", "admin1", "target_kind"),
    "with what": ("weapons", "weapon_detail", "munitions_min", "munitions_max"),
    "harm": ("killed_min", "killed_max", "injured_min", "injured_max"),
    "what came of it": ("outcome", "damage"),
    "who": ("claimed_by", "attributed_to"),
}
# Okabe and Ito's colours, lightened so that black letters stand on them; the line below tells them apart in grey too.
_STYLES = {
    "when": "background:#cfe8f7;border-bottom:2px solid #0072b2",
    "where": "background:#cceee3;border-bottom:2px dashed #009e73",
    "with what": "background:#fbe3c0;border-bottom:2px dotted #b06f00",
    "harm": "background:#f7d5c0;border-bottom:3px double #d55e00",
    "what came of it": "background:#f3dbe8;border-bottom:2px groove #cc79a7",
    "who": "background:#f6f0b5;border-bottom:2px ridge #8a8000",
}
_GROUP_OF = {field: group for group, fields in _GROUPS.items() for field in fields}
_PAIRS = (("date_start", "date_end"), ("munitions_min", "munitions_max"), ("killed_min", "killed_max"),
          ("injured_min", "injured_max"))  # fmt: skip
_SHOWN = ("date_start", "site_id", "weapons", "weapon_detail", "munitions_min", "killed_min", "injured_min", "outcome",
          "claimed_by", "attributed_to", "certainty")  # fmt: skip
_NOTHING = "<p>No attack was read from this report.</p>"
_NAMES = {"date_start": "date", "munitions_min": "munitions", "killed_min": "killed", "injured_min": "injured"}


class _Tables(Protocol):
    """Anything that holds the three tables, such as what `build` returns."""

    @property
    def articles(self) -> pd.DataFrame: ...

    @property
    def mentions(self) -> pd.DataFrame: ...

    @property
    def evidence(self) -> pd.DataFrame: ...


@dataclass(frozen=True)
class Shown:
    """A report as a piece of HTML: a notebook shows it, `save` writes it as a page of its own."""

    article_id: str
    html: str

    def _repr_html_(self) -> str:
        return self.html

    def save(self, path: str | Path) -> Path:
        """Writes it as a page that a browser opens; returns the path."""
        title = escape(self.article_id)
        head = f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>'
        page = f"{head}<body>{self.html}</body></html>"
        Path(path).write_text(page + "\n", encoding="utf-8")
        return Path(path)


def show(article_id: str, tables: str | Path | _Tables = _TABLES) -> Shown:
    """The report with every word marked that a value was read from, and the attacks beside it.

    `tables` is a folder that `build` wrote, or the tables that `build` returned. Words of one kind share a colour and a
    line below them; pointing at them shows attack, field, value and rule. Raises `StorageError` where the folder is not
    there, `KeyError` with the ids that are near where the article is not.

    >>> show("a003", "my_archive/tables").save("a003.html")  # doctest: +SKIP
    """
    articles, mentions, evidence = _opened(tables)
    found = articles[articles["article_id"] == article_id]
    if found.empty:
        near = [i for i in articles["article_id"].astype(str) if article_id in i][:5] or list(
            articles["article_id"][:5]
        )
        raise KeyError(f"no article {article_id!r} in these tables; there are, for example: {', '.join(near)}")
    article = records(found)[0]
    own = mentions[mentions["article_id"] == article_id].reset_index(drop=True)
    numbers = {mention_id: n for n, mention_id in enumerate(own["mention_id"], start=1)}
    words = [row for row in records(evidence) if row["mention_id"] in numbers and row["field"] in _GROUP_OF]
    text = _marked(article["text"] or "", words, numbers)
    return Shown(article_id, _page(article, own, text))


def _opened(tables: str | Path | _Tables) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    if not isinstance(tables, str | Path):
        return tables.articles, tables.mentions, tables.evidence
    if not Path(tables).is_dir():
        raise StorageError(f"{tables}: no such folder; build the tables first (osint-iraq build INPUT --out {tables})")
    articles, mentions, evidence = (read_table(tables, name) for name in ("articles", "mentions", "evidence"))
    return articles, mentions, evidence


def _marked(text: str, words: list[dict[str, Any]], numbers: dict[str, int]) -> str:
    """The text with a mark around every stretch that the same evidence covers."""
    edges = sorted({0, len(text), *(int(w["span_start"]) for w in words), *(int(w["span_end"]) for w in words)})
    pieces = []
    for start, end in pairwise(edges):
        over = [w for w in words if w["span_start"] <= start and end <= w["span_end"]]
        pieces.append(_piece(text[start:end], over, numbers))
    return "".join(pieces)


def _piece(text: str, over: list[dict[str, Any]], numbers: dict[str, int]) -> str:
    if not over or not text.strip():
        return _in_lines(text)
    shortest = min(over, key=lambda w: w["span_end"] - w["span_start"])
    told = dict.fromkeys(f"{numbers[w['mention_id']]}: {w['field']} = {w['value']} ({w['rule']})" for w in over)
    style = _STYLES[_GROUP_OF[shortest["field"]]]
    return f'<mark style="{style};color:#000" title="{escape(chr(10).join(told))}">{_in_lines(text)}</mark>'


def _in_lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _page(article: dict[str, Any], mentions: pd.DataFrame, text: str) -> str:
    legend = " ".join(f'<mark style="{style};color:#000">{name}</mark>' for name, style in _STYLES.items())
    frames = "".join(_frame(n, row) for n, row in enumerate(records(mentions), start=1))
    head = " · ".join(
        escape(str(article[k])) for k in ("article_id", "outlet", "published") if article.get(k) is not None
    )
    return (
        '<div style="display:flex;gap:1.5em;align-items:flex-start;max-width:75em;color:#000;background:#fff">'
        f'<div style="flex:1 1 20em"><p><b>{head}</b><br>{legend}</p>{frames or _NOTHING}</div>'
        f'<div dir="rtl" lang="ar" style="flex:2 1 30em;line-height:1.9;text-align:right">{text}</div></div>'
    )


def _frame(number: int, mention: dict[str, Any]) -> str:
    """The small table of one attack."""
    rows = "".join(
        f'<tr><th style="text-align:left">{_NAMES.get(name, name)}</th><td>{escape(_value(mention, name))}</td></tr>'
        for name in _SHOWN
    )
    kind = "main attack" if mention["primary"] else "background"
    caption = f'<caption style="text-align:left"><b>{number}</b> ({kind})</caption>'
    return f'<table style="border-collapse:collapse;margin-bottom:1em">{caption}{rows}</table>'


def _value(mention: dict[str, Any], name: str) -> str:
    """A value as it is read: an interval or a range where its ends differ, a dash where it is missing."""
    other = dict(_PAIRS).get(name)
    low, high = _plain(mention[name]), _plain(mention[other]) if other else _plain(mention[name])
    if low == high:
        return low
    return f"{low} to {high}" if "–" not in (low, high) else (f"at least {low}" if high == "–" else f"at most {high}")


def _plain(value: Any) -> str:
    if value is None:
        return "–"
    return str(value.date()) if isinstance(value, pd.Timestamp) else str(value)
