"""On what it was measured: processor, cores, memory, system, versions and the day; never the name of the machine."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from pathlib import Path

import psutil

from osint_iraq.versions import installed_version, method_version

__all__ = ["LOAD", "facts"]

LOAD = "load"
"""Processes that wanted a core in the last minute: one where nothing but the measurement ran."""

_PACKAGES = (
    "osint-iraq", "camel-tools", "ahocorasick-rs", "resiliparse", "pandas", "pyarrow", "trafilatura", "dateparser",
)  # fmt: skip


def facts() -> dict[str, object]:
    """What a reader must know to compare a measurement with another one."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return {
        "processor": _processor(),
        "cores": usable,
        "memory": psutil.virtual_memory().total,
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "packages": {name: installed_version(name) for name in _PACKAGES},
        "method": method_version("read", "extract", "link")[:12],
        "date": datetime.now(UTC).date().isoformat(),
        LOAD: round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
    }


def _processor() -> str:
    """The model as Linux names it, else what Python knows of it."""
    listed = Path("/proc/cpuinfo")
    lines = listed.read_text(encoding="utf-8").splitlines() if listed.is_file() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor() or "unknown")
