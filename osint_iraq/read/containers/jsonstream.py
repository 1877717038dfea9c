"""One big JSON document, read item by item in bounded memory."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_BLANK = " \t\r\n\ufeff"
_DEEPEST = 8
_LITERAL = 12  # letters of the longest thing that may be cut by the end of a buffer, `-Infinity` or `\\ud83d\\ude00`
_NUMBER = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=lambda _: None, strict=False)


@dataclass(frozen=True)
class Item:
    """One element of the list: its place from 1 on, its value and its text."""

    number: int
    value: Any
    text: str


@dataclass(frozen=True)
class Stop:
    """Why the reading ended before the end of the document: a code of the problems table and words behind a name."""

    code: str
    why: str


class _Broken(ValueError):
    def __init__(self, code: str, why: str) -> None:
        super().__init__(why)
        self.code = code


class JsonStream:
    """Finds the list of objects in a document (itself, or inside its objects) and gives out its elements.

    An object that holds no such list is one item itself. `most` bounds the characters of one element.
    """

    def __init__(self, pieces: Iterator[str], most: int) -> None:
        self._pieces, self._most = pieces, most
        self._text = ""
        self._at = 0
        self._before = 0  # characters that were dropped
        self._number = 0
        self._loose = 0

    def items(self) -> Iterator[Item | Stop]:
        """The elements in their order; at most one `Stop`, at the end."""
        try:
            if self._next() == "[":
                yield from self._elements()
            else:
                loose: dict[str, Any] = {}
                yield from self._object(0, "", loose)
                if not self._number and loose:
                    yield Item(1, loose, json.dumps(loose, ensure_ascii=False))
            if self._next():
                yield Stop("bad_row", f"goes on behind its end, {self._place()}; what stands there was not read")
        except _Broken as error:
            yield Stop(error.code, str(error))

    def _place(self) -> str:
        return f"at character {self._before + self._at}"

    def _more(self) -> bool:
        """Reads at least as much again as is held, so that retries stay few."""
        self._text = self._text[self._at :]
        self._before, self._at = self._before + self._at, 0
        wanted = max(2**16, len(self._text))
        parts, size = [self._text], 0
        for piece in self._pieces:
            parts.append(piece)
            size += len(piece)
            if size >= wanted:
                break
        self._text = "".join(parts)
        return size > 0

    def _next(self) -> str:
        """The next character that is no blank, without taking it; empty at the end."""
        while True:
            while self._at < len(self._text) and self._text[self._at] in _BLANK:
                self._at += 1
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def _take(self, wanted: str) -> str:
        found = self._next()
        if not found:
            raise _Broken("truncated", f"ends before its end, {self._place()}; save it again")
        if found not in wanted:
            raise _Broken("bad_row", f"is no JSON {self._place()}; what follows was not read; mend it there")
        self._at += 1
        return found

    def _value(self) -> tuple[Any, str]:
        self._next()
        while True:
            try:
                value, end = _NUMBER.raw_decode(self._text, self._at)
            except RecursionError:
                raise _Broken("bad_row", f"is nested too deep {self._place()}; what follows was not read") from None
            except json.JSONDecodeError as error:
                self._grow(error)
                continue
            if end == len(self._text):  # a number may go on
                end -= self._at
                if self._more():
                    continue
            text, self._at = self._text[self._at : end], end
            return value, text

    def _grow(self, error: json.JSONDecodeError) -> None:
        """Reads on where the value is only cut by the end of what was read; raises `_Broken` where it is no JSON."""
        place = self._place()
        if len(self._text) - self._at > self._most:
            raise _Broken("too_large", f"has an item that is too large or no JSON, {place}; what follows was not read")
        certain = error.pos < len(self._text) - _LITERAL and not error.msg.startswith("Unterminated")
        if certain or not self._more():
            if not certain and self._text.strip():
                raise _Broken("truncated", f"ends before its end, {place}; save it again")
            raise _Broken("bad_row", f"is no JSON {place} ({error.msg}); what follows was not read; mend it there")

    def _elements(self) -> Iterator[Item]:
        self._take("[")
        if self._next() == "]":
            self._at += 1
            return
        while True:
            value, text = self._value()
            self._number += 1
            yield Item(self._number, value, text)
            if self._take(",]") == "]":
                return

    def _object(self, depth: int, above: str, loose: dict[str, Any]) -> Iterator[Item]:
        self._take("{")
        if self._next() == "}":
            self._at += 1
            return
        while True:
            key, _ = self._value()
            if not isinstance(key, str):
                raise _Broken("bad_row", f"is no JSON {self._place()}; what follows was not read; mend it there")
            self._take(":")
            name = f"{above}.{key}" if above else key
            kind = self._next()
            if kind == "{" and depth < _DEEPEST:
                yield from self._object(depth + 1, name, loose)
            elif kind == "[" and self._holds_objects():
                yield from self._elements()
            else:
                loose[name], text = self._value()
                self._loose += len(text)
                if self._loose > self._most:
                    raise _Broken("too_large", f"has too much outside of a list of records, {self._place()}")
            if self._take(",}") == "}":
                return

    def _holds_objects(self) -> bool:
        """True where the list that comes next begins with an object."""
        ahead = self._at + 1
        while True:
            while ahead < len(self._text) and self._text[ahead] in _BLANK:
                ahead += 1
            if ahead < len(self._text):
                return self._text[ahead] == "{"
            ahead -= self._at
            if not self._more():
                return False
            ahead += self._at
