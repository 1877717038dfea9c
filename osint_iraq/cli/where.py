"""Where the work is done: on so many processors of this machine, or on a cluster."""

from __future__ import annotations

import argparse
import os
from typing import Any

_AUTO = "auto"


def add_where(command: Any) -> None:
    """Add the options --workers and --scheduler to a command; they go to `pipeline.build`."""
    where = command.add_mutually_exclusive_group()
    where.add_argument(
        "--workers",
        type=_workers,
        default=1,  # who shares a machine with others would be surprised by more
        metavar="N",
        help="processes that read and search reports (default 1); 'auto' for as many as there are processors for us",
    )
    where.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="the Dask scheduler whose workers read and search reports, such as tcp://10.0.0.5:8786; the results are "
        "the same",
    )


def _workers(value: str) -> int:
    if value == _AUTO:
        return _usable()
    try:
        number = int(value)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"'{value}': give a whole number from 1, or '{_AUTO}'")
    return number


def _usable() -> int:
    """The processors that this process may use, which may be fewer than the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return os.cpu_count() or 1
