"""The report as PDF, printed by a browser that the machine has; without one there is no PDF, and that is no failure."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

__all__ = ["find_browser", "print_pdf"]

log = logging.getLogger(__name__)

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "msedge",
          "brave-browser")  # fmt: skip
_APPLICATIONS = (  # on a Mac browsers are no commands
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
_OPTIONS = ("--headless", "--disable-gpu", "--no-first-run", "--no-default-browser-check", "--disable-extensions",
            "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic",
            "--no-pdf-header-footer", "--generate-pdf-document-outline")  # fmt: skip
_TIMEOUT = 240  # seconds: a browser that hangs must not hang the report


def find_browser() -> str | None:
    """The path of a browser that can print to PDF: Chromium, Chrome, Edge or Brave; None where there is none."""
    for name in (*_NAMES, *_APPLICATIONS):
        found = shutil.which(name)
        if found:
            return found
    return None


def print_pdf(page: Path, out: Path) -> bool:
    """Print the HTML file `page` to the PDF file `out`; whether there is one now. What fails is logged, not raised.

    The browser gets a profile of its own for the moment, so that the one of the user stays as it is.
    """
    browser = find_browser()
    if browser is None:
        log.warning("no PDF: no browser to print it was found (Chromium, Chrome or Edge); report.html is complete")
        return False
    with tempfile.TemporaryDirectory(prefix="osint-iraq-browser-", ignore_cleanup_errors=True) as scratch:
        made = Path(scratch) / "report.pdf"
        what = _run(_command(browser, page, made, Path(scratch) / "profile"))
        if what is None and made.is_file() and made.read_bytes()[:5] == b"%PDF-":
            shutil.move(made, out)
            return True
    log.warning("no PDF: %s %s; report.html is complete", Path(browser).name, what or "wrote none")
    return False


def _command(browser: str, page: Path, made: Path, profile: Path) -> list[str]:
    # a browser refuses to run as root within its own walls
    rootly = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    place = [f"--user-data-dir={profile}", f"--print-to-pdf={made}", page.resolve().as_uri()]
    return [browser, *_OPTIONS, *rootly, *place]


def _run(command: list[str]) -> str | None:
    """Run to the end; what went wrong in a few words, None where nothing did."""
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_TIMEOUT, check=False)
    except subprocess.TimeoutExpired:
        return f"did not finish within {_TIMEOUT} seconds"
    except OSError as error:
        return f"could not be started ({error.strerror or error})"
    return f"ended with status {done.returncode}" if done.returncode else None
