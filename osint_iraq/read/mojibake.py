"""Text that was decoded wrongly before it was saved, and the way back to what it was."""

from __future__ import annotations

from collections.abc import Callable

import regex
from ftfy import fix_encoding
from ftfy.badness import is_bad

from osint_iraq.read.arabicness import arabicness

_LAYERS = 3
_ARABIC = regex.compile(r"[\u0620-\u06ff]")
_LATIN_1 = regex.compile(
    r"[\u0080-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u2122\u20ac]"
)
_AS_1256 = regex.compile(r"[\u0637\u0638][^\x00-\x7f\u0621-\u063a\u0641-\u064a]|[\u0637\u0638][\u0637\u0638]")
_HIGH_WORD = regex.compile(
    r"(?<![A-Za-z])[\u00a1-\u00ff\u0081\u008d\u008e\u008f\u0090\u0192\u0152\u0153\u0160\u0161]{2,}(?![A-Za-z])"
)
_ANY_WORD = regex.compile(r"[^\W\d_]{2,}")
_TWICE = regex.compile(
    r"&amp;(#\d{2,6}|#[xX][0-9a-fA-F]{2,5}|nbsp|quot|laquo|raquo|rlm|lrm|zwnj|ldquo|rdquo|hellip|ndash|mdash);"
)
_FEWEST_PAIRS = 3
_FEWEST_WORDS = 2
_SURE = 0.45
_BETTER = 0.3


def mend(text: str) -> tuple[str, tuple[str, ...]]:
    """The text as it was before it was decoded wrongly, and what was done; good text comes back as it is.

    Mended are, line by line and only on clear evidence: UTF-8 read as windows-1252 or Latin-1 (also twice) or as
    windows-1256, windows-1256 and ISO-8859-6 read as Latin-1, and character references escaped twice.

    >>> mend("caf\\u00e9")
    ('caf\\u00e9', ())
    """
    done: dict[str, int] = {}
    if _suspicious(text):
        lines = text.split("\n")
        for _ in range(_LAYERS):
            changed = False
            for number, line in enumerate(lines):
                if line.isascii():
                    continue
                for words, attempt in _ATTEMPTS:
                    new = attempt(line)
                    if new != line:
                        lines[number], changed = new, True
                        done[words] = done.get(words, 0) + 1
                        break
            if not changed:
                break
        text = "\n".join(lines)
    unescaped = _TWICE.sub(r"&\1;", text)
    repairs = [f"{words}: mended in {_counted(n)}" for words, n in done.items()]
    if unescaped != text:
        repairs.append("character references escaped twice: mended")
    return unescaped, tuple(repairs)


def _counted(lines: int) -> str:
    return "1 line" if lines == 1 else f"{lines} lines"


def _suspicious(text: str) -> bool:
    return bool(_LATIN_1.search(text)) or bool(_AS_1256.search(text))


def _utf8_as_latin(line: str) -> str:
    if not is_bad(line):
        return line
    new = fix_encoding(line)
    return new if len(_ARABIC.findall(new)) > len(_ARABIC.findall(line)) or not _ARABIC.search(line) else line


def _utf8_as_1256(line: str) -> str:
    if len(_AS_1256.findall(line)) < _FEWEST_PAIRS:
        return line
    try:
        new = line.encode("cp1256").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return line
    return new if arabicness(new) >= arabicness(line) else line


def _single_as_latin(line: str) -> str:
    """windows-1256 or ISO-8859-6 read as Latin-1: words of nothing but accented letters."""
    high = _HIGH_WORD.findall(line)
    if len(high) < _FEWEST_WORDS or _ARABIC.search(line):
        return line
    best, score = line, _SURE
    for name in ("cp1256", "iso8859-6"):
        for wrong in ("cp1252", "latin-1"):
            try:
                new = line.encode(wrong).decode(name)
            except (UnicodeEncodeError, UnicodeDecodeError):
                continue
            if (found := arabicness(new)) > score:
                best, score = new, found
    return best


_ATTEMPTS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("UTF-8 read as windows-1256", _utf8_as_1256),
    ("windows-1256 or ISO-8859-6 read as Latin-1", _single_as_latin),
    ("UTF-8 read as Latin-1 or windows-1252", _utf8_as_latin),
)
