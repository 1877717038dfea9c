"""What every test may rely on: no window system, no download by camel-tools, and where things lie."""

from __future__ import annotations

import os
from pathlib import Path

import matplotlib
import pytest

matplotlib.use("Agg")


@pytest.fixture(scope="session")
def project() -> Path:
    """The folder of the repository."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def small_report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with tables/, notebooks/, docs/ and, in out/, the report made of them; without a PDF."""
    from reported import METHOD, write_everything_small

    from osint_iraq.report import make_report

    place = write_everything_small(tmp_path_factory.mktemp("small"))
    (place / "docs").mkdir()
    (place / "docs" / "method-and-limits.md").write_text(METHOD, encoding="utf-8")
    (place / "docs" / "linking.md").write_text("# Linking\n\n![a drawing](drawing.png)\n", encoding="utf-8")
    make_report(place / "tables", place / "out", place / "notebooks", pdf=False)
    return place


@pytest.fixture(scope="session")
def small_again(small_report: Path) -> Path:
    """The same report made a second time, into a folder that holds an earlier one and a file that is not ours."""
    from osint_iraq.report import make_report

    out = small_report / "again"
    (out / "charts").mkdir(parents=True)
    (out / "mine.txt").write_text("kept")
    (out / "report.json").write_text('{"files": ["charts/old-en.png"]}')
    (out / "charts" / "old-en.png").write_text("of an earlier report")
    make_report(small_report / "tables", out, small_report / "notebooks", pdf=False)
    return out


@pytest.fixture(scope="session")
def real_reports() -> Path:
    """The folder of real reports, whose words are not ours to pass on; tests that read them are skipped without it."""
    folder = os.environ.get("OSINT_IRAQ_REAL_REPORTS")
    if not folder or not Path(folder).is_dir():
        pytest.skip("the real reports are not here (OSINT_IRAQ_REAL_REPORTS names their folder)")
    return Path(folder)
