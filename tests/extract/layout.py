"""What stands around the words written in another way: blanks, line ends and quotation marks.

They come from the page that a report was copied from, not from what it tells.
"""

from __future__ import annotations

import re

from .changes import chance, named

# Blanks, line ends, quotation marks.

_QUOTED = re.compile(r'[«"“„](?P<words>[^«»"“”„\n]*)[»"”]')


def no_break_blanks(text: str) -> str:
    return text.replace(" ", "\u00a0")


def narrow_no_break_blanks(text: str) -> str:
    return text.replace(" ", "\u202f")


def double_blanks(text: str) -> str:
    return text.replace(" ", "  ")


def blanks_of_every_kind(text: str) -> str:
    luck = chance(text)
    return re.sub(" ", lambda _: luck.choice((" ", "\u00a0", "  ", "\t", "\u2009", " \u00a0 ")), text)


def blanks_around_lines(text: str) -> str:
    return "\n".join(f"  {line} \t" if line else line for line in text.split("\n"))


def windows_line_ends(text: str) -> str:
    return text.replace("\n", "\r\n")


def old_macintosh_line_ends(text: str) -> str:
    return text.replace("\n", "\r")


def unicode_line_ends(text: str) -> str:
    return text.replace("\n", "\u2028")


def more_blank_lines(text: str) -> str:
    return text.replace("\n\n", "\n\n\n\n")


def straight_quotes(text: str) -> str:
    return _QUOTED.sub(r'"\g<words>"', text)


def curly_quotes(text: str) -> str:
    return _QUOTED.sub(r"“\g<words>”", text)


def low_quotes(text: str) -> str:
    return _QUOTED.sub(r"„\g<words>“", text)


def guillemets(text: str) -> str:
    return _QUOTED.sub(r"«\g<words>»", text)


def single_guillemets(text: str) -> str:
    return _QUOTED.sub(r"‹\g<words>›", text)


def single_curly_quotes(text: str) -> str:
    return _QUOTED.sub(r"‘\g<words>’", text)


def single_straight_quotes(text: str) -> str:
    return _QUOTED.sub(r"'\g<words>'", text)


def doubled_single_quotes(text: str) -> str:
    return _QUOTED.sub(r"''\g<words>''", text)


def doubled_parentheses(text: str) -> str:
    return _QUOTED.sub(r"((\g<words>))", text)


def no_quotes(text: str) -> str:
    return _QUOTED.sub(r"\g<words>", text)


LAYOUT = named(
    no_break_blanks,
    narrow_no_break_blanks,
    double_blanks,
    blanks_of_every_kind,
    blanks_around_lines,
    windows_line_ends,
    old_macintosh_line_ends,
    unicode_line_ends,
    more_blank_lines,
)
QUOTES = named(
    straight_quotes,
    curly_quotes,
    low_quotes,
    guillemets,
    single_guillemets,
    single_curly_quotes,
    single_straight_quotes,
    doubled_single_quotes,
    doubled_parentheses,
    no_quotes,
)
