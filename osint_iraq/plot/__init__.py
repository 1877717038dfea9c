"""Tidy frames to figures, in English or Arabic, and figures to files that are the same bytes at every run."""

from __future__ import annotations

from osint_iraq.plot.timeline import plot_timeline

__all__ = ["plot_timeline"]
