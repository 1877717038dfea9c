"""Text that was decoded wrongly before it was saved, and the way back to what it was."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import ftfy.bad_codecs  # noqa: F401  registers sloppy-windows-1252
import regex
from ftfy import fix_encoding
from ftfy.badness import is_bad

from osint_iraq.read.decoding.arabicness import arabicness

_LAYERS = 3
_LINE_END = re.compile(r"(\n)")
_DELIMITERS = re.compile(r"([\n<>\"])")  # of markup: one attribute of a good page may be damaged
_ARABIC = regex.compile(r"[\u0620-\u06ff]")
_WESTERN = regex.compile(r"[\p{Latin}\p{Common}\p{Inherited}]*")
_LATIN_1 = re.compile(r"[\u0080-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u2122\u20ac]")
_AS_1256 = regex.compile(r"[\u0637\u0638][^\x00-\x7f\u0621-\u063a\u0641-\u064a]|[\u0637\u0638][\u0637\u0638]")
_HIGH_WORD = regex.compile(
    r"(?<![A-Za-z])[\u00a1-\u00ff\u0081\u008d\u008e\u008f\u0090\u0192\u0152\u0153\u0160\u0161]{2,}(?![A-Za-z])"
)
STRANGE = re.compile(  # what is not of good Arabic pages; without it ftfy finds no damage, whatever the order
    r"[^\x00-\x7f\u0600-\u06ff\xa0\xa9\xab\xb7\xbb\u200b-\u200f\u2013\u2014\u2018\u2019\u201c\u201d\u2022\u2026\u202a-\u202e\ufeff]"
)
_TWICE = regex.compile(
    r"&amp;(#\d{2,6}|#[xX][0-9a-fA-F]{2,5}|nbsp|quot|laquo|raquo|rlm|lrm|zwnj|ldquo|rdquo|hellip|ndash|mdash);"
)
_PAIR = regex.compile(r"[\u00d8-\u00db][^\s\p{L}]|[\u00d8-\u00db]\p{L}")
_HIGH_LETTER = regex.compile(r"[\u00c0-\u00ff]")
_LATIN = ("sloppy-windows-1252", "latin-1")
_SINGLE = ("cp1256", "iso8859-6")
_SURE = 0.45
_LIKELY = 0.3  # no language writes words of accented letters alone
_LENIENT = -9.0
_FEWEST_1256 = 3  # signs in a line
_MOSTLY = 0.5  # share of the lines beyond ASCII that were damaged in one way


def mend(text: str) -> tuple[str, tuple[str, ...]]:
    """The text as it was before it was decoded wrongly, and what was done; good text comes back as it is.

    Mended are, line by line (in markup, text by text) and only on clear evidence: UTF-8 read as windows-1252 or
    Latin-1 (also twice) or as windows-1256, windows-1256 and ISO-8859-6 read as Latin-1, and character references
    escaped twice. Where most lines of a text were damaged in one way, short ones count as damaged with less evidence.

    >>> mend("caf\u00e9")
    ('caf\u00e9', ())
    """
    lines, done = [text], dict[str, int]()
    if _suspicious(text) and any(_signs(text)):
        lines = (_DELIMITERS if "<" in text else _LINE_END).split(text)
        done = _mend_lines(lines)
    joined = "".join(lines)
    unescaped = _TWICE.sub(r"&\1;", joined) if "&amp;" in joined else joined
    repairs = [f"{words}: mended in {_counted(n)}" for words, n in done.items()]
    if unescaped != joined:
        repairs.append("character references escaped twice: mended")
    return unescaped, tuple(repairs)


def _mend_lines(lines: list[str]) -> dict[str, int]:
    """Mend the lines in their place; how many were, by the name of their damage."""
    done: dict[str, int] = {}
    for _ in range(_LAYERS):
        wide = [n for n, line in enumerate(lines) if not line.isascii()]
        ways = _ways([lines[n] for n in wide])
        mended = {n: found for n in wide if (found := _mended(lines[n], ways))}
        if not mended:
            break
        commonest, count = Counter(way.words for way, _ in mended.values()).most_common(1)[0]
        if count >= _MOSTLY * len(wide):
            lenient = tuple(replace(w, fewest=1, sure=_LENIENT) for w in ways if w.words == commonest)
            mended |= {n: found for n in wide if n not in mended and (found := _mended(lines[n], lenient))}
        for n, (way, new) in mended.items():
            lines[n] = new
            done[way.words] = done.get(way.words, 0) + 1
    return done


def _mended(line: str, ways: tuple[_Way, ...]) -> tuple[_Way, str] | None:
    for way in ways:
        new = way.attempt(line, way.fewest, way.sure)
        if new != line:
            return way, new
    return None


def _counted(places: int) -> str:
    return "1 place" if places == 1 else f"{places} places"


def _suspicious(text: str) -> bool:
    return bool(_LATIN_1.search(text)) or bool(_AS_1256.search(text))


def _utf8_as_latin(line: str, fewest: int, sure: float) -> str:
    if not STRANGE.search(line) or (not is_bad(line) and len(_PAIR.findall(line)) < fewest):
        return line
    new = fix_encoding(line)
    if new == line and fewest == 1:
        new = _reversed(line, _LATIN, ("utf-8",), sure)
    more = len(_ARABIC.findall(new)) > len(_ARABIC.findall(line))
    western = len(new) < len(line) and not _ARABIC.search(line) and _WESTERN.fullmatch(new) is not None
    return new if more or western else line


def _utf8_as_1256(line: str, fewest: int, sure: float) -> str:
    if len(_AS_1256.findall(line)) < fewest:
        return line
    new = _reversed(line, ("cp1256",), ("utf-8",), -1.0)
    return new if fewest == 1 or arabicness(new) >= arabicness(line) else line


def _single_as_latin(line: str, fewest: int, sure: float, meant: str) -> str:
    """windows-1256 or ISO-8859-6 read as Latin-1: words of nothing but accented letters."""
    words = _HIGH_WORD.findall(line) if fewest > 1 else _HIGH_LETTER.findall(line)
    if len(words) < fewest or _ARABIC.search(line):
        return line
    return _reversed(line, _LATIN, (meant,), sure)


def _meant(lines: Sequence[str]) -> str:
    """Which of the two encodings makes the more Arabic text of all lines that may be damaged so."""
    damaged = "\n".join(line for line in lines if _HIGH_WORD.search(line) and not _ARABIC.search(line))
    scores = {name: max(arabicness(_read(damaged, wrong, name)) for wrong in _LATIN) for name in _SINGLE}
    return max(_SINGLE, key=scores.__getitem__)


def _read(text: str, wrong: str, meant: str) -> str:
    return text.encode(wrong, "ignore").decode(meant, "replace")


def _reversed(line: str, wrong: tuple[str, ...], right: tuple[str, ...], sure: float) -> str:
    """The line encoded as it was wrongly read and decoded as it was meant, the most Arabic of what that gives."""
    best, score = line, sure
    for meant in right:
        for name in wrong:
            try:
                new = line.encode(name).decode(meant)
            except (UnicodeEncodeError, UnicodeDecodeError):
                continue
            if (found := arabicness(new)) > score:
                best, score = new, found
    return best


@dataclass(frozen=True)
class _Way:
    """One kind of damage: what it is called, how it is undone, and how much must speak for it in a line."""

    words: str
    attempt: Callable[[str, int, float], str]
    fewest: int
    sure: float


def _ways(lines: Sequence[str]) -> tuple[_Way, ...]:
    """The kinds of damage of which the lines have any sign, in the order in which they are tried."""
    as_1256, as_latin, strange = _signs("\n".join(lines))
    ways = []
    if as_1256:
        ways.append(_Way("UTF-8 read as windows-1256", _utf8_as_1256, _FEWEST_1256, _SURE))
    if as_latin:
        single = partial(_single_as_latin, meant=_meant(lines))
        ways.append(_Way("windows-1256 or ISO-8859-6 read as Latin-1", single, 2, _LIKELY))
    if strange:
        ways.append(_Way("UTF-8 read as Latin-1 or windows-1252", _utf8_as_latin, 10_000, _SURE))
    return tuple(ways)


def _signs(text: str) -> tuple[bool, bool, bool]:
    """For each kind of damage whether the text can have it; few texts can, and the rest need not be cut into lines."""
    as_1256 = len(_AS_1256.findall(text)) >= _FEWEST_1256
    return as_1256, _HIGH_WORD.search(text) is not None, STRANGE.search(text) is not None
