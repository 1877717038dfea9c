"""docs/performance.md: the words of page.md, with tables made from stored measurements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from bench.growth import exponent, last_exponent
from bench.machine import LOAD
from bench.speed import AGAIN, OURS
from bench.store import Store
from bench.targets import TARGETS, missed
from bench.timing import Spread, ratios, spread

__all__ = ["page", "speeds"]

_NOT_MEASURED = "Not measured yet."
_MEGA, _GIBI = 1e6, 2**30
_LEAST_SHARE = 0.005  # of the profile, below which groups are one row
_GROWTH_HEAD = (
    "articles", "mentions", "events", "first build, s", "articles/s", "CPU s", "peak, MB", "largest, MB",
    "later build, s", "its peak, MB", "measured",
)  # fmt: skip
_PICTURE = "![Seconds and peak memory of builds against the number of articles, both on logarithmic axes]"


def page(store: Store, chart: str | None) -> str:
    """The whole page; `chart` is the name of the picture beside it, where there is one."""
    words = (Path(__file__).parent / "page.md").read_text(encoding="utf-8")
    places = {**_speed(store), **_growth(store, chart), **_workers(store), **_links(store), **_hotspots(store)}
    return words.format(**places)


def speeds(speed: Mapping[str, Any]) -> dict[tuple[str, str], float]:
    """The median ratio of speeds for each target, by case and peer."""
    return {(t.case, t.peer): _ratio(speed, t.case, t.peer).median for t in TARGETS}


def _speed(store: Store) -> dict[str, str]:
    stored = store.load("speed")
    if stored is None:
        names = ("machine", "reading", "relevant", "lost", "quiet", "quiet_own", "political_own", "again")
        return dict.fromkeys(names, "…") | {"targets": _NOT_MEASURED, "comparison": _NOT_MEASURED}
    speed = stored["result"]
    return {
        "machine": _machine(stored["on"]),
        "targets": _targets(speed),
        "reading": _reading(speed),
        "comparison": _comparison(speed),
        "relevant": speed["relevant"]["documents"],
        "lost": speed["relevant"]["lost"] or "none",
        "quiet": speed["quiet"]["documents"],
        "quiet_own": speed["quiet"]["bundled"],
        "political_own": speed["political"]["bundled"],
        "again": _short(1 / _ratio(speed, "relevant", AGAIN).median),
    }


def _machine(on: Mapping[str, Any]) -> str:
    packages = ", ".join(f"{name} {version}" for name, version in on["packages"].items() if version)
    memory = f"{on['memory'] / _GIBI:.0f} GiB of memory"
    return (
        f"Measured on {on['date']}: {on['processor']}, {on['cores']} cores, {memory}, {on['system']}, "
        f"Python {on['python']}; {packages}. Code and lexicons have the hash {on['method']}. "
        f"Load when it was done: {on[LOAD]} (1 where nothing else ran on the machine)."
    )


def _elsewhere(store: Store, stored: Mapping[str, Any]) -> list[str]:
    """On what a measurement was made, where that is not what the comparison was made on."""
    speed = store.load("speed")
    same = speed is not None and {**speed["on"], LOAD: None} == {**stored["on"], LOAD: None}
    return [] if same else [_machine(stored["on"])]


def _targets(speed: Mapping[str, Any]) -> str:
    rows = []
    for target in TARGETS:
        found = _ratio(speed, target.case, target.peer)
        measured = f"{_short(found.median)} × ({_short(found.lowest)} to {_short(found.highest)})"
        reached = "yes" if found.median >= target.least else "**missed**"
        rows.append((target.case, target.peer, target.wanted, measured, f"{_short(1 / found.median)} ×", reached))
    return _table(("documents", "beside", "target", "our speed", "our time", "reached"), rows)


def _reading(speed: Mapping[str, Any]) -> str:
    """That all is well, or what each missed target means."""
    below = missed(speeds(speed))
    if not below:
        return "All targets are reached."
    lines = [f"* {target.case} beside {target.peer}: {target.why}" for target in below]
    return "\n".join([f"**{len(below)} of {len(TARGETS)} targets are missed.** What stands behind them:", "", *lines])


def _comparison(speed: Mapping[str, Any]) -> str:
    rows = []
    for case, found in speed.items():
        about = f"{case}: {found['documents']} of {found['characters']} characters"
        for name, seconds in found["seconds"].items():
            took = spread([1e3 * value for value in seconds])
            between = f"{_short(took.median)} ({_short(took.lower)} to {_short(took.upper)})"
            ours = "" if name == OURS else f"{_short(_ratio(speed, case, name).median)} ×"
            rows.append((about, name, between, len(seconds), ours))
            about = ""
    return _table(("documents", "who", "ms a document", "rounds", "our speed beside it"), rows)


def _growth(store: Store, chart: str | None) -> dict[str, str]:
    parts = store.parts("scale")
    if not parts:
        return {"growth": _NOT_MEASURED}
    rows = [_growth_row(int(size), part["result"], part["on"]["date"]) for size, part in parts.items()]
    sections = [_table(_GROWTH_HEAD, rows)]
    if len(parts) > 1:
        sections += ["Exponents, by the slope on logarithmic axes (1: in proportion, 0: constant):", _exponents(parts)]
    if chart:
        sections.append(f"{_PICTURE}({chart})")
    sections += _elsewhere(store, list(parts.values())[-1])
    return {"growth": "\n\n".join(sections)}


def _growth_row(size: int, found: Mapping[str, Any], day: str) -> Iterable[object]:
    first, later = found["first"], found.get("later")
    wall, cpu = first["wall"], first["cpu"]
    counts = (f"{value:,}" for value in (size, first["mentions"], first["events_from_articles"]))
    memory = (f"{value / _MEGA:,.0f}" for value in (first["peak"], first["peak_one"]))
    after = (f"{later['wall']:,.1f}", f"{later['peak'] / _MEGA:,.0f}") if later else ("not measured", "")
    return (*counts, f"{wall:,.1f}", f"{size / wall:,.0f}", f"{cpu:,.1f}", *memory, *after, day)


def _exponents(parts: Mapping[str, Any]) -> str:
    costs = (
        ("wall time of a first build", "first", "wall"), ("processor time of a first build", "first", "cpu"),
        ("wall time of a later build", "later", "wall"), ("peak memory of a first build", "first", "peak"),
    )  # fmt: skip
    rows = []
    for name, build, cost in costs:
        by_size = {int(size): part["result"][build][cost] for size, part in parts.items() if build in part["result"]}
        if len(by_size) > 1:
            rows.append((name, f"{exponent(by_size):.2f}", f"{last_exponent(by_size):.2f}"))
    return _table(("cost", "all sizes", "the two largest"), rows)


def _workers(store: Store) -> dict[str, str]:
    stored = store.load("workers")
    if stored is None:
        return {"workers_size": "10,000", "workers": _NOT_MEASURED}
    seconds = stored["result"]["seconds"]
    rows = []
    for count, walls in seconds.items():
        took, faster = spread(walls), ratios(walls, seconds["1"])
        between = f"{took.median:,.1f} ({took.lowest:,.1f} to {took.highest:,.1f})"
        rows.append((count, between, len(walls), f"{_short(faster.median)} ×"))
    table = _table(("workers", "wall seconds", "builds", "speed-up"), rows)
    return {
        "workers_size": f"{stored['result']['size']:,}", "workers": "\n\n".join([table, *_elsewhere(store, stored)])
    }  # fmt: skip


def _links(store: Store) -> dict[str, str]:
    stored = store.load("links")
    if stored is None:
        return {"links": _NOT_MEASURED}
    rows, slopes = [], []
    for series, by_size in stored["result"].items():
        costs = {int(size): found["seconds"] for size, found in by_size.items()}
        rows += [
            (series, f"{int(size):,}", f"{found['events']:,}", f"{found['seconds']:,.2f}")
            for size, found in by_size.items()
        ]
        if len(costs) > 1:
            slopes.append(f"{series} {exponent(costs):.2f} (the two largest: {last_exponent(costs):.2f})")
    table = _table(("series", "mentions", "events", "CPU s"), rows)
    powers = [f"Exponents: {'; '.join(slopes)}."] if slopes else []
    return {"links": "\n\n".join([table, *powers, *_elsewhere(store, stored)])}


def _hotspots(store: Store) -> dict[str, str]:
    stored = store.load("hotspots")
    if stored is None:
        return {"hotspots": _NOT_MEASURED}
    cases = stored["result"]
    shares = [dict(found["groups"]) for found in cases.values()]
    names = [name for name, _ in cases["relevant"]["groups"]]
    names += [name for name, _ in cases["political"]["groups"] if name not in names]
    named = [name for name in names if max(share.get(name, 0.0) for share in shares) >= _LEAST_SHARE]
    rows = [(name, *(f"{share.get(name, 0.0):.1%}" for share in shares)) for name in named]
    rest = (f"{sum(v for name, v in share.items() if name not in named):.1%}" for share in shares)
    head = ("what", *(f"{case} ({found['documents']} reports)" for case, found in cases.items()))
    table = _table(head, [*rows, ("the rest", *rest)])
    return {"hotspots": "\n\n".join([table, *_elsewhere(store, stored)])}


def _ratio(speed: Mapping[str, Any], case: str, peer: str) -> Spread:
    """Our speed over that of `peer`."""
    seconds = speed[case]["seconds"]
    return ratios(seconds[OURS], seconds[peer])


def _short(value: float) -> str:
    """Three digits that count.

    >>> _short(0.07801), _short(12.34), _short(3)
    ('0.078', '12.3', '3')
    """
    return f"{value:.3g}" if value < 1000 else f"{value:,.0f}"


def _table(head: Iterable[object], rows: Iterable[Iterable[object]]) -> str:
    names = [str(cell) for cell in head]
    lines = [names, ["---"] * len(names), *([str(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
