"""Tidy frames to figures, in English or Arabic, and figures to files that are the same bytes at every run."""

from __future__ import annotations

from osint_iraq.plot.export import About, Chart, Charts, publish_timeline, publish_window, save
from osint_iraq.plot.timeline import plot_timeline
from osint_iraq.plot.window import plot_window

__all__ = [
    "About",
    "Chart",
    "Charts",
    "plot_timeline",
    "plot_window",
    "publish_timeline",
    "publish_window",
    "save",
]
