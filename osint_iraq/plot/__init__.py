"""Tidy frames to figures, in English or Arabic, and figures to files that are the same bytes at every run."""

from __future__ import annotations

from osint_iraq.plot.calendar import plot_calendar, publish_calendar
from osint_iraq.plot.coverage import plot_coverage, publish_coverage
from osint_iraq.plot.cumulative import plot_cumulative, publish_cumulative
from osint_iraq.plot.epochs import plot_epochs, publish_epochs
from osint_iraq.plot.export import About, Chart, Charts, publish_timeline, publish_window, save
from osint_iraq.plot.families import plot_family, publish_family
from osint_iraq.plot.profile import plot_profile, publish_profile
from osint_iraq.plot.site_map import plot_site_map, publish_site_map
from osint_iraq.plot.sites import plot_sites, publish_sites
from osint_iraq.plot.specification import plot_specification, publish_specification
from osint_iraq.plot.spread import plot_spread, publish_spread
from osint_iraq.plot.timeline import plot_timeline
from osint_iraq.plot.weapons import plot_weapons, publish_weapons
from osint_iraq.plot.window import plot_window

__all__ = [
    "About",
    "Chart",
    "Charts",
    "plot_calendar",
    "plot_coverage",
    "plot_cumulative",
    "plot_epochs",
    "plot_family",
    "plot_profile",
    "plot_site_map",
    "plot_sites",
    "plot_specification",
    "plot_spread",
    "plot_timeline",
    "plot_weapons",
    "plot_window",
    "publish_calendar",
    "publish_coverage",
    "publish_cumulative",
    "publish_epochs",
    "publish_family",
    "publish_profile",
    "publish_site_map",
    "publish_sites",
    "publish_specification",
    "publish_spread",
    "publish_timeline",
    "publish_weapons",
    "publish_window",
    "save",
]
