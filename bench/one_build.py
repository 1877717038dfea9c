"""One build in a process of its own, timed from inside: `python -m bench.one_build INPUT OUT WORKERS` prints JSON.

Wall and CPU seconds are those of `build` alone, without starting Python; the CPU seconds are of this process and of the
worker processes that it waited for.
"""

from __future__ import annotations

import json
import resource
import sys
import time

from osint_iraq.pipeline import build
from osint_iraq.storage import read_table
from osint_iraq.workers import close_workers


def main(inputs: str, out: str, workers: int) -> dict[str, float]:
    """What the build took, and the rows that it made."""
    begin, own = time.perf_counter(), time.process_time()
    build(inputs, out=out, workers=workers)
    wall = time.perf_counter() - begin
    own = time.process_time() - own
    close_workers()  # only what was waited for is counted
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    funnel = read_table(out, "funnel")
    steps = dict(zip(funnel["step"], funnel["rows"], strict=True))
    counts = {name: int(steps[name]) for name in ("articles_read", "mentions", "events_from_articles")}
    return {"wall": wall, "cpu": own + children.ru_utime + children.ru_stime, **counts}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(sys.argv[1], sys.argv[2], int(sys.argv[3]))) + "\n")
