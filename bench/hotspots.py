"""Where the time of extraction goes: the share of each module, by the standard library's profiler.

The profiler makes calls of Python dearer than work inside libraries, so shares are a guide and no measure of speed.
Time inside other packages and builtins counts for the module of ours that called them.
"""

from __future__ import annotations

import cProfile
import pstats
from collections import defaultdict
from pathlib import Path
from typing import Any

import osint_iraq
from bench.corpus import Report, load, told, varied

__all__ = ["measure"]

_PACKAGE = Path(osint_iraq.__file__).resolve().parent
_SCAN, _WORDS, _NUMBERS, _ROWS = "folding and scan", "words of dates and numbers", "numbers", "rows"
_GROUPS = {
    "text": _SCAN, "lexicon": _SCAN, "cues": _SCAN, "inflection": _SCAN, "parts": _SCAN, "lexer": _WORDS,
    "quantities": _NUMBERS, "quantity_grammar": _NUMBERS, "numerals": _NUMBERS, "reports": _ROWS, "mention": _ROWS,
}  # fmt: skip
_ELSEWHERE = "elsewhere"
_DEEPEST = 8  # calls between other packages that are followed back to ours

Function = tuple[str, int, str]
"""File, line and name, as the profiler gives them."""


def measure(count: int) -> dict[str, Any]:
    """Shares by group and by module, largest first, over `count` rounds, of relevant and of political reports."""
    corpus = load()
    return {"relevant": _profiled(corpus.relevant, count), "political": _profiled(corpus.political, count)}


def _profiled(reports: list[Report], count: int) -> dict[str, Any]:
    for report in varied(reports, 1):  # tables are loaded before the profiler looks
        told(report)
    documents = [report for number in range(2, 2 + count) for report in varied(reports, number)]
    profiler = cProfile.Profile()
    profiler.enable()
    for document in documents:
        told(document)
    profiler.disable()
    stats: dict[Function, Any] = pstats.Stats(profiler).stats  # type: ignore[attr-defined]
    return {"documents": len(documents), **_shares(stats)}


def _shares(stats: dict[Function, Any]) -> dict[str, list[tuple[str, float]]]:
    modules: dict[str, float] = defaultdict(float)
    for function, (_, _, own, _, callers) in stats.items():
        for module, part in _owners(function, callers, stats, _DEEPEST).items():
            modules[module] += own * part
    groups: dict[str, float] = defaultdict(float)
    for module, seconds in modules.items():
        groups[_group(module)] += seconds
    whole = sum(modules.values())
    return {
        name: sorted(((key, seconds / whole) for key, seconds in counted.items()), key=lambda row: -row[1])
        for name, counted in (("groups", groups), ("modules", modules))
    }


def _owners(
    function: Function, callers: dict[Function, Any], stats: dict[Function, Any], depth: int
) -> dict[str, float]:
    """The modules of ours that a function's own time is charged to, with their parts of it."""
    if (own := _module(function)) is not None:
        return {own: 1.0}
    spent = {caller: times[2] for caller, times in callers.items()}  # own time of `function` when called from there
    whole = sum(spent.values())
    if not whole or not depth:
        return {_ELSEWHERE: 1.0}
    found: dict[str, float] = defaultdict(float)
    for caller, seconds in spent.items():
        above = stats[caller][4] if caller in stats else {}
        for module, part in _owners(caller, above, stats, depth - 1).items():
            found[module] += part * seconds / whole
    return found


def _module(function: Function) -> str | None:
    """The module of ours that a function stands in, as a path without its suffix; None for what is not ours."""
    try:
        return Path(function[0]).resolve().relative_to(_PACKAGE).with_suffix("").as_posix()
    except ValueError:
        return None


def _group(module: str) -> str:
    name = module.removeprefix("extract/")
    if name in _GROUPS:
        return _GROUPS[name]
    if name.startswith("date"):
        return "dates"
    return f"extract: {name}" if module.startswith("extract/") else module
