"""What can go wrong with an input: the one error that stops a reading, and the row that does not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


class InputError(ValueError):
    """The inputs cannot be used at all; the message names file, place and mend in plain words."""


@dataclass(frozen=True)
class Problem:
    """One row of the problems table: `error` where nothing came of the input, `warning` where something is lacking."""

    path: str
    code: str
    message: str
    severity: Severity = "error"

    def row(self) -> dict[str, str]:
        """The row as the problems table holds it."""
        return {
            "path": self.path, "stage": "read", "severity": self.severity, "code": self.code, "message": self.message,
        }  # fmt: skip
