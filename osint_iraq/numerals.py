"""Number words and digits as they stand in a list of tokens."""

from __future__ import annotations

from osint_iraq.lexer import Words

MOST_DIGITS = 12
"""A longer row of digits is no number of anything that a report counts."""


def cardinal(words: Words, index: int) -> tuple[int, int] | None:
    """The number that begins at token `index` and the token after it, or None.

    Words join as Arabic joins them: a unit with the tens after it, hundreds and thousands with what is smaller.
    """
    digits = words.at(index).value("digits")
    if digits is not None:
        return _scaled(words, index + 1, int(digits)) if len(digits) <= MOST_DIGITS else None
    value = words.at(index).value("num")
    if value is None:
        return None
    total, group, last, index = 0, int(value), int(value), index + 1
    if group >= 1000:
        total, group = group, 0
    while True:
        step = _next_number(words, index, group, last)
        if step is None:
            return total + group, index
        last, index, times = step
        if times:
            total, group = total + max(group, 1) * last, 0
        elif last >= 1000:
            total, group = total + last, 0
        elif last == 100 and words.at(index - 1).particle == "" and 0 < group < 10:
            group *= 100
        else:
            group += last


def _next_number(words: Words, index: int, group: int, last: int) -> tuple[int, int, bool] | None:
    token = words.at(index)
    many = token.value("thousands")
    if many is not None:
        return None if token.particle or not group else (int(many), index + 1, True)
    value = int(token.value("num") or 0)
    if not value:
        return None
    if not token.particle:
        if value in (1000, 1000000) and group:
            return value, index + 1, True
        return (value, index + 1, False) if value == 100 and 2 < last < 10 else None
    joins = (last < 10 and 20 <= value < 100) or (last >= 100 and value < last)
    return (value, index + 1, False) if joins else None


def _scaled(words: Words, index: int, value: int) -> tuple[int, int]:
    """Digits with a thousand or million in words after them."""
    token = words.at(index)
    scale = token.value("thousands") or (token.value("num") if not token.particle else None)
    if scale is not None and int(scale) in (1000, 1000000) and value < 1000:
        return value * int(scale), index + 1
    return value, index


def ordinal(words: Words, index: int) -> tuple[int, int] | None:
    """The ordinal that begins at token `index` and the token after it, or None."""
    value = words.at(index).value("ord")
    if value is None:
        return None
    tens = words.at(index + 1)
    if int(value) < 10 and tens.particle and 20 <= int(tens.value("ord") or 0) < 100:
        return int(value) + int(tens.kinds["ord"]), index + 2
    return int(value), index + 1
