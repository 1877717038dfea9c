"""Which column of somebody's table is which of ours: said by the user, or guessed from names and values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice

import regex

from osint_iraq.lexicon import rows
from osint_iraq.read.faults import InputError, Problem
from osint_iraq.text import normalise

OURS = ("article_id", "outlet", "url", "title", "published", "text", "html")
MOST = 10_000  # columns; no table of articles has as many
_READ = ("text", "html")  # one of these must be there
_LONG = 80  # letters; headlines stay below, reports above
_URL = regex.compile(r"https?://\S+")
_DATE = regex.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:\D.*)?|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}(?:\D.*)?|\d{10}|\d{13}")
_DATE_WORDS = regex.compile(r"\d{1,2}\s+\p{L}+.*\d{4}.*|\p{L}+\.?\s+\d{1,2},?\s+\d{4}.*")
_MARKUP = regex.compile(r"</?(?:p|div|br|span|html|body|article|a|h[1-6])\b[^<>]{0,2000}>", regex.IGNORECASE)
_MARKUP_FROM = 2  # tags; one stray `<br>` makes no page
_SPLIT = regex.compile(r"[\s_\-]+")
_CAMEL = regex.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True)
class Guess:
    """What a table's columns seem to be: `mapping` from our names to theirs, and what is left over or undecided.

    `table` names the table as messages do. `ambiguous` holds, for one of ours, all of theirs that could be it; the
    first of them stands in `mapping`. `exact` is True where the names are our own, so that nothing is guessed.
    """

    table: str
    mapping: dict[str, str]
    unmatched: tuple[str, ...] = ()
    ambiguous: dict[str, tuple[str, ...]] = field(default_factory=dict)
    exact: bool = False

    @property
    def usable(self) -> bool:
        """True where there is a column to read reports from."""
        return any(name in self.mapping for name in _READ)

    def words(self) -> str:
        """The guess in words, for a person to confirm.

        >>> Guess("a.csv", {"text": "body", "title": "headline"}, ("views",)).words()
        "text from 'body', title from 'headline'; not used: 'views'"
        """
        parts = [", ".join(f"{ours} from '{theirs}'" for ours, theirs in self.mapping.items()) or "no column is known"]
        for ours, theirs in self.ambiguous.items():
            parts.append(f"{ours} could be {' or '.join(map(_quoted, theirs))}")
        if not self.usable:
            parts.append("none seems to hold the text of reports")
        if self.unmatched:
            parts.append("not used: " + ", ".join(map(_quoted, self.unmatched)))
        return "; ".join(parts)

    def as_option(self) -> str:
        """The guess as the command line takes it.

        >>> Guess("a.csv", {"text": "body", "title": "headline"}).as_option()
        '--columns text=body,title=headline'
        """
        pairs = ",".join(f"{ours}={theirs}" for ours, theirs in self.mapping.items())
        quoted = f"'{pairs}'" if regex.search(r"[^\w=,.\-]", pairs) else pairs
        return f"--columns {quoted}"


@dataclass(frozen=True)
class ColumnsProblem(Problem):
    """A problem with the columns of a table, with the guess that a person may confirm."""

    guess: Guess = field(default_factory=lambda: Guess("", {}))


def guess_columns(names: Sequence[str], sample_rows: Iterable[Sequence[str]] = (), table: str = "") -> Guess:
    """What the columns seem to be, by their names and by the values of some rows.

    >>> guess_columns(["Headline", "Body", "Views"]).mapping
    {'title': 'Headline', 'text': 'Body'}
    >>> guess_columns(["text", "url"]).exact
    True
    """
    sample = [list(row) for row in sample_rows]
    own = [name for name in names if name in OURS]
    values = {name: [row[i] for row in sample if i < len(row) and row[i].strip()] for i, name in enumerate(names)}
    found: dict[str, list[str]] = {}
    for ours in OURS:
        candidates = sorted((rank, i) for i, name in enumerate(names) if (rank := _rank(name, ours, values[name])) >= 0)
        found[ours] = list(dict.fromkeys(names[i] for _, i in candidates))
    _by_values(names, values, found)
    mapping = {ours: theirs[0] for ours, theirs in found.items() if theirs}
    used = set(mapping.values())
    ambiguous = {
        ours: tuple(t)
        for ours, theirs in found.items()
        if len(t := [n for n in theirs if n == mapping[ours] or n not in used]) > 1 and mapping[ours] != ours
    }
    unmatched = tuple(n for n in names if n.strip() and n not in used)
    exact = bool(own) and set(mapping.values()) == set(own) and any(n in own for n in _READ)
    return Guess(table, mapping, unmatched, ambiguous, exact)


_MAPPING = "; correct the mapping, or give the columns of this table our names (text, title, published, outlet, url)"


def stated_columns(columns: Mapping[str, str], names: Sequence[str], table: str) -> Guess | Problem:
    """The user's own mapping, as it applies to a table; a problem where it names columns that the table lacks.

    Raises `InputError` where a key is none of our names or no column of text is named.
    """
    check_columns(columns)
    theirs = {_plain(name): name for name in reversed(names)}
    mapping = {o: t if t in names else theirs.get(_plain(t), "") for o, t in columns.items()}
    lacking = [columns[ours] for ours, name in mapping.items() if not name]
    kept = {ours: name for ours, name in mapping.items() if name}
    guess = Guess(table, kept, tuple(n for n in names if n not in kept.values()))
    if not lacking:
        return guess
    known = ", ".join(map(_quoted, names)) or "none"
    message = f"{table}: there is no column {' or '.join(map(_quoted, lacking))}; its columns are {known}"
    if guess.usable:
        return ColumnsProblem(table, "columns_missing", message + "; the others are used", "warning", guess)
    return ColumnsProblem(table, "columns_missing", message + _MAPPING, "error", guess)


def check_columns(columns: Mapping[str, str]) -> None:
    """Raises `InputError` where a mapping of columns names none of ours, names one twice, or has no text.

    >>> check_columns({"body": "text"})  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    osint_iraq.read.faults.InputError: columns: 'body' is none of article_id, outlet, url, title, ...
    """
    for ours in columns:
        if ours not in OURS:
            raise InputError(f"columns: '{ours}' is none of {', '.join(OURS)}; write ours=theirs, such as text=body")
    if not any(name in columns for name in _READ):
        raise InputError("columns: say which column holds the reports, such as text=body or html=page")


def unconfirmed(guess: Guess) -> ColumnsProblem:
    """The one problem of a table whose columns nobody has confirmed."""
    given = ", ".join(f"'{ours}': '{theirs}'" for ours, theirs in guess.mapping.items())
    if guess.usable:
        mend = f"say so with columns={{{given}}} or {guess.as_option()}, or take guesses with --columns guess"
    else:
        mend = "name the column of the reports with columns={'text': '...'} or --columns text=..."
    message = f"{guess.table} was not read, as its columns are not ours. It seems: {guess.words()}. If that is right, "
    if not guess.usable:
        message = f"{guess.table} was not read, as its columns are not ours. It seems: {guess.words()}. To read it, "
    return ColumnsProblem(guess.table, "columns_unconfirmed", message + mend, "error", guess)


def is_markup(value: str) -> bool:
    """True where a cell holds HTML rather than words.

    >>> is_markup("<p>one</p>"), is_markup("rockets < 3 and > 1")
    (True, False)
    """
    return len(_MARKUP.findall(value, endpos=50_000)) >= _MARKUP_FROM


def known_names(names: Iterable[str]) -> int:
    """How many of the names stand in article_columns.csv, each of our columns counted once."""
    lexicon = _lexicon()
    return len({lexicon[p][0] for name in islice(names, MOST) if (p := _plain(name)) in lexicon})


def _quoted(name: str) -> str:
    return f"'{name}'"


def _plain(name: str) -> str:
    spaced = _CAMEL.sub(" ", name.strip().strip("\ufeff"))
    return _SPLIT.sub(" ", normalise(spaced)).strip().lower()


@lru_cache(maxsize=1)
def _lexicon() -> dict[str, tuple[str, int]]:
    """Their name, plain, to our column and its place among the names of that column (the first is the surest)."""
    found: dict[str, tuple[str, int]] = {}
    for place, row in enumerate(rows("article_columns")):
        found.setdefault(_plain(row["name"]), (row["column"], place))
    return found


def _rank(name: str, ours: str, values: Sequence[str]) -> int:
    """How far a column is from being ours, by its name; -1 where it is not, or its values speak against it."""
    if name == ours:
        return 0
    column, place = _lexicon().get(_plain(name), ("", 0))
    if column == "" and "." in name:  # a nested field, known by its last part alone
        column, place = _lexicon().get(_plain(name.rsplit(".", 1)[-1]), ("", 0))
        place += 1000
        if column in ("article_id", "title", "html"):  # `author.id` and the like
            return -1
    if column != ours or (values and not _fits(ours, values)):
        return -1
    return 1 + place


def _fits(ours: str, values: Sequence[str]) -> bool:
    if ours == "url":
        return _share(values, lambda v: bool(_URL.match(v.strip()))) >= 0.5
    if ours in ("article_id", "outlet"):
        return _share(values, lambda v: len(v) > 2 * _LONG) < 0.5
    if ours == "published":
        return _share(values, lambda v: len(v) > _LONG) < 0.5
    return ours not in _READ or _share(values, lambda v: bool(regex.search(r"\p{L}", v))) >= 0.5


def _by_values(names: Sequence[str], values: Mapping[str, Sequence[str]], found: dict[str, list[str]]) -> None:
    """Columns that no name tells, by what stands in them."""
    taken = {name for theirs in found.values() for name in theirs}
    free = [n for n in names if n not in taken and values[n]]
    if not any(found[ours] for ours in _READ):
        long = [n for n in free if _share(values[n], lambda v: len(v) > _LONG and not _URL.fullmatch(v)) >= 0.5]
        long.sort(key=lambda n: -sum(map(len, values[n])))
        markup = bool(long) and _share(values[long[0]], is_markup) >= 0.5
        found["html" if markup else "text"] = long
        free = [n for n in free if n not in long]
    if not found["url"]:
        found["url"] = [n for n in free if _share(values[n], lambda v: bool(_URL.fullmatch(v.strip()))) >= 0.9]
    if not found["published"]:
        found["published"] = [n for n in free if _share(values[n], _is_date) >= 0.9]


def _is_date(value: str) -> bool:
    short = value.strip()[:_LONG]
    return bool(_DATE.fullmatch(short) or _DATE_WORDS.fullmatch(short))


def _share(values: Sequence[str], test: object) -> float:
    assert callable(test)
    return sum(bool(test(v)) for v in values) / len(values) if values else 0.0
