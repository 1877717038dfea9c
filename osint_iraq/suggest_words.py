"""The words around a name that no table knows: what announces it, where it ends (suggest_words.csv)."""

from __future__ import annotations

from functools import lru_cache

import regex

from osint_iraq.inflection import affixes
from osint_iraq.lexicon import Cue, rows, scan
from osint_iraq.text import LETTERS, Folded, fold, normalise

Span = tuple[int, int]

GROUP, GROUP_NOUN, CALLED = "group", "group_noun", "called"
_LONGEST = 4
_SHORTEST = 3
_MARKS = tuple("\"'()")
_QUOTED = regex.compile(r"""\s?(?:"\s?([^"()\n]{2,60}?)\s?"|'\s?([^'"()\n]{2,60}?)\s?'|\(\s?([^"()\n]{2,60}?)\s?\))""")
_WORD = regex.compile(rf"[{LETTERS}]+(?![0-9a-z])")
_TOKEN = regex.compile(rf"[{LETTERS}a-z0-9]+")
_NEXT = regex.compile(rf" ({_WORD.pattern})")
_MAY_FOLLOW = ("placeword", "target")
_KNOWN = ("site", "group", "foreign", "country", "nationality")


@lru_cache(maxsize=1)
def words() -> dict[str, frozenset[str]]:
    """The rows of suggest_words.csv by kind, folded; adjectives stand with and without the article."""
    found: dict[str, set[str]] = {}
    for row in rows("suggest_words"):
        found.setdefault(row["kind"], set()).add(normalise(row["term"]))
    found["adjective"] |= {affixes().article + word for word in found["adjective"]}
    return {kind: frozenset(terms) for kind, terms in found.items()}


@lru_cache(maxsize=1)
def announcers() -> regex.Pattern[str]:
    """Finds the words that announce a group (as `group` or `group_noun`) and phrases like "calls itself" (`called`)."""
    of = {kind: "|".join(map(regex.escape, sorted(words()[kind], key=len, reverse=True))) for kind in _ANNOUNCING}
    names, leads = _either(affixes().classes["name"][0]), _either(affixes().classes["word"][0])
    parts = [f"(?:{names})(?P<{k}>{of[k]})" for k in (GROUP, GROUP_NOUN)] + [f"(?:{leads})(?P<{CALLED}>{of[CALLED]})"]
    return regex.compile(rf"(?<![{LETTERS}])(?:{'|'.join(parts)})(?![{LETTERS}])")


_ANNOUNCING = (GROUP, GROUP_NOUN, CALLED)


def _either(prefixes: frozenset[str]) -> str:
    return "|".join(sorted(prefixes, key=lambda p: (-len(p), p)))


def name_after(folded: Folded, at: int, cues: list[Cue]) -> Span | None:
    """The span of the name that stands right after position `at`; None where no name does.

    In quotation marks or brackets it is all of them; elsewhere one word, with the second half of a compound and the
    words with the article that follow, up to a word that the tables know or that cannot belong to a name.
    """
    quoted = _QUOTED.match(folded.text, at)
    if quoted:
        return next(quoted.span(n) for n in (1, 2, 3) if quoted.group(n) is not None)
    first = _NEXT.match(folded.text, at)
    return _bare_name(folded.text, first.end() - len(first[1]), cues) if first else None


def and_names(folded: Folded, at: int, cues: list[Cue]) -> list[Span]:
    """The further names of a list, each written with "and": "the villages of A, and B"."""
    found: list[Span] = []
    following = _NEXT.match(folded.text, at)
    while following and following[1].startswith(affixes().conjunction):
        begin = following.start(1)
        taken = following[1][1:] not in words()["head"] and any(c.begin == begin for c in cues)
        span = None if taken else _bare_name(folded.text, begin + 1, cues)
        if span is None:
            break
        found.append(span)
        following = _NEXT.match(folded.text, span[1])
    return found


def _bare_name(text: str, start: int, cues: list[Cue]) -> Span | None:
    word = _WORD.match(text, start)
    if not word or not _can_begin(word[0]) or announcers().match(text, start):
        return None
    if word[0] not in words()["head"] and any(c.begin == start for c in cues):
        return None
    end, count, last = word.end(), 1, word[0]
    while count < _LONGEST:
        following = _NEXT.match(text, end)
        if not following or not _can_follow(last, following[1], [c for c in cues if c.begin == following.start(1)]):
            break
        end, count, last = following.end(), count + 1, following[1]
    return None if count == 1 and last in words()["head"] else (start, end)


def _can_begin(word: str) -> bool:
    if word in words()["head"]:
        return True
    endings = tuple(words()["adjective_ending"])
    plain = not word.startswith(affixes().article)
    glued = any(word.startswith(p) for p in affixes().articled() if p != affixes().article)
    return len(word) >= _SHORTEST and not glued and not _is_stop(word) and not (plain and word.endswith(endings))


def _can_follow(last: str, word: str, cues: list[Cue]) -> bool:
    """Whether the word is the second half of a compound, or carries the article and is nothing that the tables know."""
    if last in words()["head"]:
        return not _is_stop(word)
    article = affixes().article
    of_last = not last.startswith(article) and all(c.kind in _MAY_FOLLOW for c in cues)
    return word.startswith(article) and len(word) > len(article) + 1 and (of_last or not cues) and not _is_stop(word)


def _is_stop(word: str) -> bool:
    """True for a word that is no part of a name, also with "and" or a preposition written onto it."""
    bare = {word, *(word[1:] for p in _singles() if word.startswith(p))}
    return any(w in words()[kind] for w in bare for kind in ("not_name", "adjective"))


@lru_cache(maxsize=1)
def _singles() -> frozenset[str]:
    return frozenset(p for p in affixes().classes["name"][0] if len(p) == 1)


def is_known(span: Span, cues: list[Cue]) -> bool:
    """True where a place, group or country of the tables stands at the beginning of the span."""
    return any(c.kind in _KNOWN and c.begin <= span[0] < c.end for c in cues)


def is_known_name(name: str) -> bool:
    """True where the tables know every word of the name, and one of them as a place, group or country.

    >>> is_known_name(rows("site_aliases")[0]["alias"])
    True
    """
    folded = fold(name)
    cues = scan(folded)
    own = [m for m in _TOKEN.finditer(folded.text) if not _is_stop(m[0]) and m[0] not in words()[GROUP_NOUN]]
    covered = all(any(c.begin < m.end() and m.start() < c.end for c in cues) for m in own)
    return covered and any(c.kind in _KNOWN for c in cues)


def unquoted(name: str) -> str:
    """A name in one line, without quotation marks and brackets.

    >>> unquoted('Brigade "A  B"')
    'Brigade A B'
    """
    return " ".join("".join(c for c in name if normalise(c) not in _MARKS or c == " ").split())
