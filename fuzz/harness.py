"""What the harnesses share: our code is instrumented, a text that breaks the target is kept, atheris does the rest."""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["osint_iraq"]):
    from tests.hostile.targets import TARGETS, composed, keep


def fuzz(name: str) -> None:
    """Fuzz a target until the time of the command line is up."""
    target = TARGETS[name]

    def once(data: bytes) -> None:
        text = composed(data)
        try:
            target(text)
        except Exception:
            sys.stderr.write(f"kept: {keep(name, text)}\n")
            raise

    atheris.Setup(sys.argv, once)
    atheris.Fuzz()
