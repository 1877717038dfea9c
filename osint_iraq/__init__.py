"""Arabic news reports in, tables of attack events out, charts from the tables.

>>> import osint_iraq as oi
>>> oi.__version__.count(".")
2

The names below are read from their rooms when they are first used, so that `import osint_iraq` costs nothing.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Any

__version__ = "0.1.0"

_ROOMS = {
    "build": "osint_iraq.pipeline",
    "Tables": "osint_iraq.pipeline",
    "read": "osint_iraq.read",
    "extract": "osint_iraq.extract",
    "extract_frame": "osint_iraq.extract.frame",
    "link": "osint_iraq.link",
    "link_explained": "osint_iraq.link",
    "overlap": "osint_iraq.link",
    "as_list": "osint_iraq.link",
    "review": "osint_iraq.review",
    "apply_review": "osint_iraq.review",
    "write_review": "osint_iraq.review",
    "attack_counts": "osint_iraq.analyse",
    "daily_counts": "osint_iraq.analyse.daily",
    "Study": "osint_iraq.analyse",
    "study_events": "osint_iraq.analyse",
    "around": "osint_iraq.analyse",
    "compare": "osint_iraq.analyse.windows",
    "family": "osint_iraq.analyse.windows",
    "placebo_dates": "osint_iraq.analyse.placebo",
    "block_permutation": "osint_iraq.analyse.blocks",
    "event_profile": "osint_iraq.analyse.profile",
    "superposed_epochs": "osint_iraq.analyse.epochs",
    "segmented": "osint_iraq.analyse.segmented",
    "change_points": "osint_iraq.analyse.changes",
    "single_change": "osint_iraq.analyse.changes",
    "change_stand": "osint_iraq.analyse.changes",
    "bursts": "osint_iraq.analyse.bursts",
    "self_exciting": "osint_iraq.analyse.excitation",
    "propagate": "osint_iraq.analyse.propagation",
    "reporting_variants": "osint_iraq.analyse.reporting",
    "specification_curve": "osint_iraq.analyse.specification",
    "against_claims": "osint_iraq.analyse.claims",
    "calibrate": "osint_iraq.analyse.calibration",
    "sentences": "osint_iraq.finding",
    "against_tallies": "osint_iraq.analyse.coverage",
    "reporting_intensity": "osint_iraq.analyse.coverage",
    "source_incidence": "osint_iraq.analyse.coverage",
    "outlet_incidence": "osint_iraq.analyse.coverage",
    "chapman": "osint_iraq.analyse.recapture",
    "chao_lower_bound": "osint_iraq.analyse.recapture",
    "recapture_table": "osint_iraq.analyse.recapture",
    "read_acled": "osint_iraq.exchange",
    "read_gtd": "osint_iraq.exchange",
    "read_ged": "osint_iraq.exchange",
    "to_acled_like": "osint_iraq.exchange",
    "to_ged_like": "osint_iraq.exchange",
    "to_geojson": "osint_iraq.exchange",
    "write_export": "osint_iraq.exchange",
    "fetch": "osint_iraq.fetch",
    "plot_timeline": "osint_iraq.plot",
    "plot_window": "osint_iraq.plot",
    "plot_coverage": "osint_iraq.plot.coverage",
    "evaluate": "osint_iraq.evaluate",
    "show": "osint_iraq.show",
    "suggest": "osint_iraq.suggest",
    "load_chronology": "osint_iraq.reference",
    "load_groups": "osint_iraq.reference",
    "load_known_gaps": "osint_iraq.reference",
    "load_official_tallies": "osint_iraq.reference",
    "load_political_events": "osint_iraq.reference",
    "load_published_claims": "osint_iraq.reference",
    "load_sites": "osint_iraq.reference",
    "read_table": "osint_iraq.storage",
    "write_tables": "osint_iraq.storage",
}
__all__ = [*_ROOMS, "__version__"]


class _Room(ModuleType):
    """A module that can be called: oi.read(…) is osint_iraq.read.read(…), and oi.read stays the module."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return getattr(self, self.__name__.rpartition(".")[2])(*args, **kwargs)


class _House(ModuleType):
    """This package: a room that is imported as a submodule (read, extract, …) can also be called by its name."""

    def __setattr__(self, name: str, value: Any) -> None:
        if isinstance(value, ModuleType) and _ROOMS.get(name) == value.__name__:
            value.__class__ = _Room
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _House


def __getattr__(name: str) -> Any:
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    room = import_module(_ROOMS[name])
    return room if _ROOMS[name] == f"{__name__}.{name}" else getattr(room, name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_ROOMS])
