"""Names that reports use and the gazetteer lacks: what a researcher should look at before adding a row.

Nothing here changes a count. A name is suggested because a word announces it ("the village of …", "a group that calls
itself …"), or because a trained model of named entities marked it, where one is given.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from osint_iraq.inflection import affixes
from osint_iraq.lexicon import Cue, scan
from osint_iraq.rows import records
from osint_iraq.schema import check
from osint_iraq.suggest_ner import Recogniser, entities, load_ner
from osint_iraq.suggest_words import (
    CALLED,
    GROUP,
    Span,
    and_names,
    announcers,
    is_known,
    is_known_name,
    name_after,
    unquoted,
)
from osint_iraq.text import Folded, containing, fold, normalise, sentences

__all__ = ["COLUMNS", "suggest"]

COLUMNS = {"kind": "str", "name": "str", "n_reports": "Int64", "n_times": "Int64", "example": "str", "beside": "str",
           "source": "str"}  # fmt: skip
"""The columns of the table of suggestions, with their types."""

PLACE, GROUP_KIND = "place", "group"
_PATTERN, _NER = "pattern", "ner"
_TARGETS = ("military_base", "airport", "energy", "other")
_CALLED_REACH = 45
_BARE = 3


@dataclass(frozen=True)
class _Hit:
    """A name at one place of one report."""

    kind: str
    name: str
    report: str
    start: int
    example: str
    beside: str | None
    source: str


def suggest(articles: pd.DataFrame, ner: str | Path | Recogniser | None = None) -> pd.DataFrame:
    """Names of places and groups in `articles` that the gazetteer does not hold, the most reported first.

    One row is one name of one kind. Columns: `kind` (str: place or group), `name` (str, as written most often, without
    the letters of and, in, by, for before it), `n_reports` and `n_times` (Int64: articles that hold it, and how often
    in all), `example` (str: the first sentence that holds it), `beside` (str: the word that announced it there, missing
    where none did), `source` (str: pattern where a word announced it at least once, else ner).

    `ner` also asks a model of named entities: a folder that holds one, "pretrained" for the one of camel-tools, or any
    object with its method `predict`. Raises `SchemaError` where `articles` is not a table of articles, and `NerError`
    where the model or what it needs is not installed.

    >>> from osint_iraq.schema import empty
    >>> list(suggest(empty("articles")).columns)
    ['kind', 'name', 'n_reports', 'n_times', 'example', 'beside', 'source']
    """
    model = load_ner(ner) if isinstance(ner, str | Path) else ner
    found: list[_Hit] = []
    for article in records(check(articles, "articles")):
        if article["text"]:
            found.extend(_hits(article["article_id"], article["text"], model))
    return _table(_without_clitics([hit for hit in found if not is_known_name(hit.name)]))


def _hits(report: str, text: str, model: Recogniser | None) -> Iterator[_Hit]:
    """The unknown names of one report; a place where a word announces a name is not told twice."""
    folded = fold(text)
    cues = scan(folded)
    bounds = sentences(folded)

    def hit(kind: str, span: Span, beside: str | None, source: str) -> _Hit:
        example = folded.words(*bounds[containing(bounds, span[0])])
        return _Hit(kind, unquoted(folded.words(*span)), report, span[0], " ".join(example.split()), beside, source)

    seen: list[Span] = []
    for kind, span, word in sorted({*_places(folded, cues), *_groups(folded, cues, bounds)}, key=lambda f: f[1]):
        if not any(a < span[1] and span[0] < b for a, b in seen):
            seen.append(span)
            yield hit(kind, span, folded.words(*word), _PATTERN)
    if model is not None:
        for kind, span in entities(folded, bounds, model):
            if not is_known(span, cues) and not any(a < span[1] and span[0] < b for a, b in seen):
                yield hit(kind, span, None, _NER)


def _places(folded: Folded, cues: list[Cue]) -> Iterator[tuple[str, Span, Span]]:
    """(place, name, word) for every unknown name after a word for a place or a target."""
    for cue in cues:
        if not _announces_place(cue):
            continue
        span = name_after(folded, cue.end, cues)
        spans = [span] if span else []
        if span and cue.entry.number != "sg":
            spans += and_names(folded, span[1], cues)
        for name in spans:
            if not _announced_again(name, cues) and not is_known(name, cues):
                yield PLACE, name, (cue.start, cue.end)


def _announces_place(cue: Cue) -> bool:
    """A word such as base or village with neither article nor ending: a name may follow it."""
    if cue.definite or cue.entry.inflect != "noun" or cue.end - cue.start != len(cue.entry.term):
        return False
    return cue.kind == "placeword" or (cue.kind == "target" and cue.value in _TARGETS and cue.entry.number == "sg")


def _announced_again(span: Span, cues: list[Cue]) -> bool:
    """'The camp of the airport of …': the second word announces the name."""
    return any(c.begin == span[0] and c.kind in ("placeword", "target") for c in cues)


def _groups(folded: Folded, cues: list[Cue], bounds: list[Span]) -> Iterator[tuple[str, Span, Span]]:
    """(kind, name, word) after a word for a group, and after "that calls itself", of a group or a place."""
    nouns: list[tuple[str, Span]] = [(PLACE, (c.start, c.end)) for c in cues if c.kind in ("placeword", "target")]
    for match in announcers().finditer(folded.text):
        how = str(match.lastgroup)
        word = match.span(how)
        if how != CALLED:
            nouns.append((GROUP_KIND, word))
        span = name_after(folded, word[1], cues)
        if span is None:
            continue
        if how == CALLED:
            kind, beside = _called(word, nouns, bounds)
            wanted = bool(kind) and not _announced_again(span, cues)
        else:
            kind, beside, wanted = GROUP_KIND, word, True
        if wanted and not is_known(span, cues):
            yield kind, (word[0], span[1]) if how == GROUP else span, beside


def _called(phrase: Span, nouns: list[tuple[str, Span]], bounds: list[Span]) -> tuple[str, Span]:
    """What it is that is so called: the nearest word for a place or group before, in the same sentence."""
    begin = max(bounds[containing(bounds, phrase[0])][0], phrase[0] - _CALLED_REACH)
    before = [noun for noun in nouns if begin <= noun[1][0] and noun[1][1] <= phrase[0]]
    return max(before, key=lambda noun: noun[1][0], default=("", phrase))


def _without_clitics(found: list[_Hit]) -> list[_Hit]:
    """The hits, a name with "and" or "in" written onto it joined to the same name without it."""
    keys = {normalise(h.name) for h in found}
    singles = {p for p in affixes().classes["name"][0] if len(p) == 1}
    return [_bare(h, keys, singles) for h in found]


def _bare(hit: _Hit, keys: set[str], singles: set[str]) -> _Hit:
    key = normalise(hit.name)
    glued = hit.source == _NER and key[:1] in singles and len(key) > _BARE
    if glued and (key[1:] in keys or key[1:].startswith(affixes().article)):
        return replace(hit, name=hit.name[1:])
    return hit


def _table(found: list[_Hit]) -> pd.DataFrame:
    by_name: dict[tuple[str, str], list[_Hit]] = {}
    announced = {normalise(h.name): h.kind for h in found if h.source == _PATTERN}
    for hit in found:
        key = normalise(hit.name)
        by_name.setdefault((announced.get(key, hit.kind) if hit.source == _NER else hit.kind, key), []).append(hit)
    told = pd.DataFrame([_row(kind, hits) for (kind, _), hits in by_name.items()], columns=list(COLUMNS))
    order = ["n_reports", "n_times", "kind", "name"]
    return told.astype(COLUMNS).sort_values(order, ascending=[False, False, True, True], ignore_index=True)


def _row(kind: str, hits: list[_Hit]) -> dict[str, object]:
    first = next((h for h in hits if h.source == _PATTERN), hits[0])
    spelling = Counter(h.name for h in hits).most_common(1)[0][0]
    return {"kind": kind, "name": spelling, "n_reports": len({h.report for h in hits}), "n_times": len(hits),
            "example": first.example, "beside": first.beside, "source": first.source}  # fmt: skip
