"""Runs the notebooks where they stand and stores their outputs: after a change to the library, the data or a notebook.

Usage: python scripts/run_notebooks.py [NOTEBOOK …], by default all of notebooks/.
"""

from __future__ import annotations

import sys
from pathlib import Path

from osint_iraq.report import ReportError, rerun

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"


def main(arguments: list[str]) -> int:
    """Exit status: 0 all ran; 1 one failed, which is named."""
    for path in [Path(a) for a in arguments] or sorted(NOTEBOOKS.glob("[0-9]*.ipynb")):
        print(path.name, flush=True)
        try:
            rerun(path)
        except ReportError as error:
            print(error, file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
