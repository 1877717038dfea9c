"""Where the time of extraction goes: the share of each module, by the standard library's profiler.

The profiler makes calls of Python dearer than work inside libraries, so shares are a guide and no measure of speed. Time
inside other packages and builtins counts for the module of ours that called them.
"""

from __future__ import annotations

import cProfile
import pstats
from collections import Counter
from pathlib import Path
from typing import Any

import osint_iraq
from bench.corpus import load, told, varied

__all__ = ["measure"]

_PACKAGE = Path(osint_iraq.__file__).resolve().parent
_GROUPS = {
    "text": "folding and scan", "lexicon": "folding and scan", "inflection": "folding and scan", "parts": "folding and scan",
    "lexer": "words of dates and numbers", "quantities": "numbers", "quantity_grammar": "numbers", "numerals": "numbers",
    "reports": "rows", "mention": "rows",
}  # fmt: skip
_ELSEWHERE = "elsewhere"
_DEEPEST = 8  # calls between other packages that are followed back to ours
Function = tuple[str, int, str]


def measure(count: int) -> dict[str, Any]:
    """Shares by group and by module of `count` rounds over the relevant reports, largest first, and how many reports."""
    reports = load().relevant
    for report in varied(reports, 1):
        told(report)
    documents = [report for number in range(2, 2 + count) for report in varied(reports, number)]
    profiler = cProfile.Profile()
    profiler.enable()
    for document in documents:
        told(document)
    profiler.disable()
    return {"documents": len(documents), **_shares(pstats.Stats(profiler).stats)}


def _shares(stats: dict[Function, Any]) -> dict[str, list[tuple[str, float]]]:
    modules: Counter[str] = Counter()
    for function, (_, _, own, _, callers) in stats.items():
        for module, part in _owners(function, callers, stats, _DEEPEST).items():
            modules[module] += own * part
    groups: Counter[str] = Counter()
    for module, seconds in modules.items():
        groups[_group(module)] += seconds
    whole = sum(modules.values())
    return {
        name: [(key, seconds / whole) for key, seconds in counted.most_common()]
        for name, counted in (("groups", groups), ("modules", modules))
    }


def _owners(function: Function, callers: dict[Function, Any], stats: dict[Function, Any], depth: int) -> Counter[str]:
    """The modules of ours that a function's own time is charged to, with their parts of it."""
    if (own := _module(function)) is not None:
        return Counter({own: 1.0})
    spent = {caller: times[2] for caller, times in callers.items()}  # own time of `function` when called from there
    whole = sum(spent.values())
    if not whole or not depth:
        return Counter({_ELSEWHERE: 1.0})
    found: Counter[str] = Counter()
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
