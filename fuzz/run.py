"""Fuzz one target with atheris, or all of them with hypothesis, for a bounded time; what breaks one is kept as a file.

    python -m fuzz.run hypothesis SECONDS
    python -m fuzz.run TARGET SECONDS       TARGET is a key of tests.hostile.targets.TARGETS

Ends with status 0 where nothing was found, 1 where something was, 3 where atheris is not installed.
"""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

NO_ATHERIS = 3
_WORK = Path("build") / "fuzz"
_EXAMPLES = 300


def main(arguments: list[str]) -> int:
    """Run what the arguments name; the status that the process ends with."""
    what, seconds = arguments[0], int(arguments[1])
    if what == "hypothesis":
        return _with_hypothesis(seconds)
    if find_spec("atheris") is None:
        _say("atheris is not here (it comes for Linux on x86-64 and Python below 3.14): only hypothesis has run.")
        return NO_ATHERIS
    return 1 if subprocess.run(_harness(what, seconds), check=False).returncode else 0


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _harness(target: str, seconds: int) -> list[str]:
    """The command that fuzzes one target, with a corpus of its own that starts from the seeds."""
    corpus = _WORK / target
    corpus.mkdir(parents=True, exist_ok=True)
    _seed(corpus, target)
    limits = [f"-max_total_time={seconds}", "-timeout=30", "-rss_limit_mb=4096", "-max_len=1200", "-len_control=20"]
    places = [f"-artifact_prefix={_WORK}/{target}-", "-print_final_stats=1", "-verbosity=1"]
    return [sys.executable, "-m", "fuzz.harness", target, str(corpus), *limits, *places]


def _seed(corpus: Path, target: str) -> None:
    from tests.hostile.reports import REPORTS
    from tests.hostile.targets import files

    if target in ("markup", "files"):
        for number, data in enumerate(files()):
            (corpus / f"file-{number:03d}").write_bytes(b"\0" + data)
        return
    articles = sorted(Path("data/articles").glob("*.txt"))
    texts = [*REPORTS, *(path.read_text(encoding="utf-8") for path in articles)]
    for number, text in enumerate(texts):
        (corpus / f"seed-{number:03d}").write_bytes(b"\0" + text.encode())
    words = random.Random(1)
    for number in range(40):
        (corpus / f"words-{number:03d}").write_bytes(b"\1" + words.randbytes(120))


def _with_hypothesis(seconds: int) -> int:
    from tests.hostile.targets import TARGETS

    broken = 0
    for name, target in TARGETS.items():
        runs, fault = _search(name, target, seconds)
        _say(f"hypothesis, {name}: {runs} texts, {'broken: ' + fault if fault else 'nothing found'}")
        broken += bool(fault)
    return 1 if broken else 0


def _search(name: str, target: Callable[[str], None], seconds: int) -> tuple[int, str]:
    """How many texts were tried, and where the smallest one that broke the target was kept (nothing where none did)."""
    from hypothesis import HealthCheck, given, seed, settings
    from hypothesis import strategies as st

    from tests.hostile.targets import composed, keep

    end, tried, last = time.monotonic() + seconds, 0, ""
    anything = st.text(st.characters(exclude_categories=()), max_size=300)
    texts = st.one_of(anything, st.binary(max_size=1200).map(composed))
    while time.monotonic() < end:

        @seed(random.randrange(2**32))
        @settings(max_examples=_EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(texts)
        def once(text: str) -> None:
            nonlocal tried, last
            tried += 1
            last = text
            if time.monotonic() < end:
                target(text)

        try:
            once()
        except Exception as error:  # whatever breaks is a finding
            return tried, f"{keep(name, last)} ({type(error).__name__}: {error})"
    return tried, ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
