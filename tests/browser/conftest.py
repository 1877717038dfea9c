"""One headless browser for all tests here, which are skipped where the machine has none."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from osint_iraq.report.pdf import find_browser

# A sandbox needs rights that a container lacks; the rest keeps the browser from calling home.
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
           "--disable-component-update", "--disable-sync"]  # fmt: skip


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """A browser of the machine, driven by playwright."""
    found = find_browser()
    if found is None:
        pytest.skip("no browser is installed (Chromium, Chrome or Edge; on Debian: apt install chromium)")
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (the extra `dev` has it)")
    with api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=OPTIONS)
        yield started
        started.close()
