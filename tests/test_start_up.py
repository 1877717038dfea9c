"""What is imported when: the first steps of a program must not wait for what only the last ones need."""

from __future__ import annotations

import subprocess
import sys

import pytest

# The heavy ones; each is needed by some command, and none by all.
HEAVY = ("matplotlib", "dask", "distributed", "IPython", "jupyter_core", "nbclient", "scipy", "statsmodels",
         "pandas", "numpy", "camel_tools", "resiliparse", "pyarrow")  # fmt: skip
CHARTS = ("matplotlib", "dask", "distributed", "IPython", "jupyter_core", "nbclient", "statsmodels")


def loaded(code: str, names: tuple[str, ...]) -> set[str]:
    """Which of the packages a fresh Python has loaded after the code, whatever the code prints."""
    program = (
        f"import sys\ntry:\n    {code}\nexcept SystemExit:\n    pass\n"
        f"sys.stderr.write('|' + ' '.join(m for m in {names!r} if m in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(done.stderr.rpartition("|")[2].split())


def test_the_library_loads_nothing_until_it_is_asked() -> None:
    assert loaded("import osint_iraq", HEAVY) == set()


@pytest.mark.parametrize("command", ["--help", "--version", "build --help", "report --help", "fetch --help"])
def test_help_loads_nothing(command: str) -> None:
    assert loaded(f"from osint_iraq.cli import main; main({command.split()!r})", HEAVY) == set()


@pytest.mark.parametrize("room", ["read", "extract", "link", "pipeline"])
def test_making_tables_loads_no_charts_and_no_cluster(room: str) -> None:
    assert loaded(f"import osint_iraq.{room}", CHARTS) == set()


@pytest.mark.parametrize("task", ["osint_iraq.extract.reports", "osint_iraq.read.reading"])
def test_a_worker_loads_no_frames(task: str) -> None:
    """Each worker process loads these, on every core and on every machine of a cluster."""
    assert loaded(f"import {task}", ("pandas", "pyarrow", "scipy", *CHARTS)) == set()
