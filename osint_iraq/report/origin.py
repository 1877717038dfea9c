"""What made a report: versions of packages, and hashes of the data."""

from __future__ import annotations

import json
import platform
from pathlib import Path
from typing import Any

from osint_iraq import __version__
from osint_iraq.versions import installed_version
from osint_iraq.writing import place_of

__all__ = ["origin"]

_PACKAGES = ("pandas", "matplotlib", "scipy", "camel-tools")
_ABSENT = "not installed"


def origin(tables: Path) -> dict[str, str]:
    """Versions and hashes: those of the packages that drew, and those that the build wrote beside its tables."""
    built = place_of(tables / "build.json")
    noted: dict[str, Any] = json.loads(built.read_text(encoding="utf-8")) if built.is_file() else {}
    rows = {"osint_iraq (charts)": __version__, "Python": platform.python_version()}
    rows |= {name: installed_version(name) or _ABSENT for name in _PACKAGES}
    return rows | {f"build: {key}": _plain(value) for key, value in noted.items()}


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {part}" for key, part in value.items())
    return str(value)
