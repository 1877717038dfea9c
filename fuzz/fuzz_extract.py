"""Fuzz `extract` with atheris; started by `python -m fuzz.run extract SECONDS`."""

from __future__ import annotations

from fuzz.harness import fuzz

if __name__ == "__main__":
    fuzz("extract")
