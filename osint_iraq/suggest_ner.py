"""Named entities by a trained model of camel-tools, for suggestions alone; loaded only where a model is asked for.

camel-tools fetches a list of its models when its module of named entities is imported and no such list lies on the
machine. Nothing here downloads anything: a folder is read with an empty list, and a model that is absent is named with
the command that fetches it.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

from osint_iraq.text import Folded, tokens

__all__ = ["NerError", "Recogniser", "entities", "load_ner"]

PRETRAINED = "pretrained"
_NEEDED = ("torch", "transformers")
_KINDS = {"LOC": "place", "ORG": "group"}
_DATA = "CAMELTOOLS_DATA"
_COMPONENT = "NamedEntityRecognition"
_VOCABULARIES = ("vocab.txt", "tokenizer.json")

Span = tuple[int, int]


class NerError(Exception):
    """The model of named entities cannot be used; the message says what is missing and how to get it."""


class Recogniser(Protocol):
    """What marks named entities: camel_tools.ner.NERecognizer, or anything with its `predict`."""

    def predict(self, sentences: list[list[str]]) -> list[list[str]]:
        """For each word of each sentence its label: B-LOC, I-LOC, B-ORG, …, O."""


def load_ner(model: str | Path) -> Recogniser:
    """The model in the folder `model`, or camel-tools' own for "pretrained". Raises `NerError`, never downloads."""
    absent = [name for name in _NEEDED if find_spec(name) is None]
    if absent:
        raise NerError(
            f"named entities need {' and '.join(absent)}, which camel-tools uses and this environment lacks: install "
            "the extra 'ner' (python -m pip install -e '.[ner]' in the project's folder, about 3 GB on Linux)."
        )
    with _catalogue():
        camel = _camel_ner()
        folder = _pretrained_folder() if str(model) == PRETRAINED else Path(model)
    _check_folder(folder)
    try:
        loaded: Recogniser = camel.NERecognizer(str(folder))
    except Exception as error:  # transformers raises errors of many kinds over a broken file
        raise NerError(f"{folder}: could not be loaded as a model of named entities ({_first_line(error)}).") from error
    return loaded


def _camel_ner() -> Any:
    try:
        return import_module("camel_tools.ner")
    except ImportError as error:
        raise NerError(
            f"camel-tools' named entities could not be imported ({_first_line(error)}): install the extra 'ner' anew "
            "(python -m pip install -e '.[ner]' in the project's folder)."
        ) from error


@contextmanager
def _catalogue() -> Iterator[None]:
    """Lets camel-tools start without its list of models: an empty one stands in where it has none."""
    if (_data_folder() / "catalogue.json").is_file():
        yield
        return
    before = os.environ.get(_DATA)
    with tempfile.TemporaryDirectory() as folder:
        empty = {"version": "", "packages": {}, "components": {}}
        Path(folder, "catalogue.json").write_text(json.dumps(empty), encoding="utf-8")
        os.environ[_DATA] = folder
        try:
            yield
        finally:
            os.environ.pop(_DATA)
            if before is not None:
                os.environ[_DATA] = before


def _data_folder() -> Path:
    """Where camel-tools keeps its data."""
    own = Path.home() / ("AppData/Roaming/camel_tools" if sys.platform == "win32" else ".camel_tools")
    return Path(os.environ.get(_DATA, own)).expanduser()


def _pretrained_folder() -> Path:
    component = import_module("camel_tools.data").CATALOGUE.components.get(_COMPONENT)
    folder = Path(component.datasets[component.default].path) if component else None
    if folder is None or not folder.is_dir():
        raise NerError(
            "camel-tools' model of named entities is not on this machine: fetch it once with "
            "`camel_data -i ner-arabert`, or name a folder that holds a model."
        )
    return folder


def _check_folder(folder: Path) -> None:
    if not folder.is_dir():
        raise NerError(
            f"{folder}: no such folder; name one that holds a model, or '{PRETRAINED}' for camel-tools' own."
        )
    if not (folder / "config.json").is_file() or not any((folder / name).is_file() for name in _VOCABULARIES):
        raise NerError(
            f"{folder}: holds no model of named entities (config.json and {' or '.join(_VOCABULARIES)} are needed)."
        )


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def entities(folded: Folded, bounds: list[Span], model: Recogniser) -> Iterator[tuple[str, Span]]:
    """(place or group, folded span) of what `model` marks as LOC or ORG in the sentences of a text.

    The model reads the words as published. A sentence that it returns with more or fewer labels than words is left out.
    """
    told = [_words(folded, start, end) for start, end in bounds]
    labels = model.predict([[folded.words(*span) for span in sentence] for sentence in told])
    for sentence, marks in zip(told, labels, strict=True):
        if len(sentence) == len(marks):
            found = _spans(sentence, marks)
            yield from ((kind, (a, b)) for kind, (a, b) in found if any(c.isalpha() for c in folded.text[a:b]))


def _words(folded: Folded, start: int, end: int) -> list[Span]:
    """The folded spans of the words and marks of a sentence as camel-tools splits it, without what folds away."""
    first, last = folded.span(start, end)
    found: list[Span] = []
    at = first
    for token in tokens(folded.original[first:last]):
        at = folded.original.index(token, at)
        found.append((_folded_at(folded, at), _folded_at(folded, at + len(token))))
        at += len(token)
    return [span for span in found if span[0] < span[1]]


def _folded_at(folded: Folded, position: int) -> int:
    return position if folded.origin is None else bisect_left(folded.origin, position)


def _spans(places: list[Span], marks: list[str]) -> Iterator[tuple[str, Span]]:
    """The spans of names: a B- label opens one, I- labels of the same kind prolong it."""
    open_kind, begin, end = "", 0, 0
    for span, mark in [*zip(places, marks, strict=True), ((0, 0), "O")]:
        place, _, kind = mark.partition("-")
        if place == "I" and kind == open_kind:
            end = span[1]
            continue
        if open_kind in _KINDS:
            yield _KINDS[open_kind], (begin, end)
        open_kind, (begin, end) = (kind, span)
