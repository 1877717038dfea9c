"""From tables to a folder to hand over: the notebooks are run, their charts exported, and a first page leads to all."""

from __future__ import annotations

from osint_iraq.report.making import ReportError, make_report, rerun

__all__ = ["ReportError", "make_report", "rerun"]
