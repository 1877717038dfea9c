"""Fuzz one target with atheris: our code is instrumented, a text that breaks the target is kept, atheris does the rest.

Started by `python -m fuzz.run TARGET SECONDS`, which gives it its folder and its limits.
"""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["osint_iraq"]):
    from tests.hostile.targets import TARGETS, composed, keep


def fuzz(name: str, arguments: list[str]) -> None:
    """Fuzz a target until the time that the arguments give is up."""
    target = TARGETS[name]

    def once(data: bytes) -> None:
        text = composed(data)
        try:
            target(text)
        except Exception:
            sys.stderr.write(f"kept: {keep(name, text)}\n")
            raise

    atheris.Setup(arguments, once)
    atheris.Fuzz()


if __name__ == "__main__":
    fuzz(sys.argv[1], [sys.argv[0], *sys.argv[2:]])
