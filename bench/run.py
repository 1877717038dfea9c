"""Measure, then write the chart and docs/performance.md, then say which targets were missed.

    python -m bench.run [--only PART ...] [--sizes 1000,10000] [--quick]

Measurements are stored in build/bench and replace earlier ones of their kind (builds: of their size), so that parts can
be run at different times. Status 0 where all targets were reached or speed was not measured, 1 where one was missed, 2
where a peer is not installed.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from collections.abc import Callable
from pathlib import Path

from bench import peers

__all__ = ["main"]

_BUILD, _DOCS = Path("build") / "bench", Path("docs")
_WORKERS = (1, 2)
_MEASURES = ("speed", "hotspots", "links", "workers", "scale")


def main(arguments: list[str]) -> int:
    """Run what the arguments name; the status that the process ends with."""
    given = _parser().parse_args(arguments)
    parts = given.only or [*_MEASURES, "table"]
    if "speed" in parts and (lacking := peers.missing()):
        _say(f"not installed: {', '.join(lacking)}. `make bench` installs them.")
        return 2
    warnings.filterwarnings("ignore", module="dateparser|trafilatura|camel_tools")
    _measure(parts, given)
    _write(given.quick)
    return _judge(given.quick) if "speed" in parts else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.run", description="Speed beside others, cost against size.")
    parser.add_argument("--only", nargs="+", choices=[*_MEASURES, "table"], help="measure these alone; table: nothing")
    parser.add_argument("--sizes", type=_numbers, help="articles of the builds (default 1000,10000)")
    parser.add_argument("--link-sizes", type=_numbers, help="mentions to link (default 1000,10000,50000)")
    parser.add_argument("--workers-size", type=int, help="articles of the builds with one and two workers (10000)")
    parser.add_argument("--rounds", type=int, help="rounds of the comparison (15)")
    parser.add_argument("--quick", action="store_true", help="few rounds and small sizes, written to build/bench/quick")
    return parser


def _numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


def _folder(quick: bool) -> Path:
    return _BUILD / "quick" if quick else _BUILD


def _measure(parts: list[str], given: argparse.Namespace) -> None:
    """Each measurement that `parts` names, stored when it is done."""
    from bench import hotspots, links, scale, speed
    from bench.store import Store

    quick, store = given.quick, Store(_folder(given.quick))
    sizes = given.sizes or ([1000] if quick else [1000, 10_000])
    link_sizes = given.link_sizes or ([100, 300] if quick else [1000, 10_000, 50_000])
    workers_size = given.workers_size or (1000 if quick else 10_000)
    count = given.rounds or (3 if quick else 15)

    def measure_scale() -> None:
        for size in sorted(sizes):
            _say(f"  {size:,} articles")
            for found in scale.measure(size):
                store.keep_part("scale", str(size), found)

    def measure_workers() -> None:
        seconds = scale.measure_workers(workers_size, _WORKERS, repeats=1 if quick else 3)
        store.keep("workers", {"size": workers_size, "seconds": seconds})

    measures: dict[str, Callable[[], None]] = {
        "speed": lambda: store.keep("speed", speed.measure(count)),
        "hotspots": lambda: store.keep("hotspots", hotspots.measure(2 if quick else 5)),
        "links": lambda: store.keep("links", links.measure(link_sizes)),
        "workers": measure_workers,
        "scale": measure_scale,
    }
    for name in _MEASURES:
        if name in parts:
            _say(f"measuring: {name}")
            measures[name]()


def _write(quick: bool) -> None:
    """The chart, where two sizes are stored at least, and the page."""
    from bench import chart, table
    from bench.store import Store

    folder, pages = _folder(quick), _folder(quick) if quick else _DOCS
    store = Store(folder)
    parts = store.parts("scale")
    if len(parts) > 1:
        chart.publish(parts, folder / "chart", pages)
    text = table.page(store, f"{chart.STEM}-en.png" if len(parts) > 1 else None)
    (pages / "performance.md").write_text(text, encoding="utf-8")
    _say(text)
    _say(f"written: {pages / 'performance.md'}")


def _judge(quick: bool) -> int:
    """0 where the stored comparison reaches every target; else 1, and each missed one is told."""
    from bench.store import Store
    from bench.table import speeds
    from bench.targets import missed

    stored = Store(_folder(quick)).load("speed")
    found = speeds(stored["result"]) if stored else {}
    below = missed(found) if stored else []
    for target in below:
        ratio = found[target.case, target.peer]
        _say(
            f"TARGET MISSED: {target.case} beside {target.peer}: wanted {target.wanted}, "
            f"measured {ratio:.3g} × its speed, {1 / ratio:.3g} × its time"
        )
    return 1 if below else 0


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
