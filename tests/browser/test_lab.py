"""A notebook in a real JupyterLab, started as `make lab` starts it: all cells run, and the finding stands in the page."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (the extra `dev` has it)")

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "only-for-this-test"
START_S, RUN_S = 90, 300  # seconds to wait at most
MADE_UP = re.compile(r"^RUNS *= *\d+", re.MULTILINE)
"""The parameter that says how many series are made up for the last table: few do here, where no number is looked at."""
SETTINGS = {
    # cells outside the window are otherwise not in the page
    "@jupyterlab/notebook-extension/tracker.jupyterlab-settings": {"windowingMode": "none"},
    "@jupyterlab/apputils-extension/notification.jupyterlab-settings": {"fetchNews": "false", "checkForUpdates": False},
}
ALL_RAN = """() => { const cells = [...document.querySelectorAll('.jp-Notebook .jp-CodeCell')];
  return cells.length > 0 && cells.every(c => /\\[\\d+\\]:/.test(c.querySelector('.jp-InputPrompt').innerText)) }"""
ERRORS = ".jp-Notebook [data-mime-type='application/vnd.jupyter.error']"
IDLE = ".jp-NotebookPanel .jp-Notebook-ExecutionIndicator[data-status='idle']"


def own_question() -> Path:
    """The notebook for a reader's own question; the one on frequency where that is not there."""
    notebooks = ROOT / "notebooks"
    return next(iter([*notebooks.glob("06-*.ipynb"), *notebooks.glob("02-*.ipynb")]))


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A copy of one notebook without outputs, beside the data that it reads; what it writes stays here too."""
    notebook = nbformat.read(own_question(), as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
            cell.source = MADE_UP.sub("RUNS = 20", cell.source)
    (tmp_path / "notebooks").mkdir()
    nbformat.write(notebook, tmp_path / "notebooks" / own_question().name)
    shutil.copytree(ROOT / "data", tmp_path / "data")
    return tmp_path


def environment(place: Path) -> dict[str, str]:
    """Settings, history and run files of Jupyter in a folder of their own, not in that of the user."""
    settings = place / "settings"
    for name, content in SETTINGS.items():
        (settings / name).parent.mkdir(parents=True, exist_ok=True)
        (settings / name).write_text(json.dumps(content))
    folders = {"JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "share", "JUPYTER_RUNTIME_DIR": "runtime",
               "IPYTHONDIR": "ipython", "JUPYTERLAB_WORKSPACES_DIR": "workspaces"}  # fmt: skip
    own = {name: str(place / folder) for name, folder in folders.items()}
    return {**os.environ, **own, "JUPYTERLAB_SETTINGS_DIR": str(settings)}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def make_lab(desk: Path) -> Iterator[str]:
    """`make lab` on the desk, stopped in the end whatever happens; its address."""
    port = free_port()
    options = f"--no-browser --ip=127.0.0.1 --port={port} --ServerApp.port_retries=0 --IdentityProvider.token={TOKEN}"
    options += " --allow-root" if os.geteuid() == 0 else ""
    # set-up is done, or these tests would not run; -o leaves it out, and PY is the Python that runs them
    command = ["make", "-o", "setup", "lab", f"PY={sys.executable}", f"NOTEBOOKS={desk / 'notebooks'}"]
    with (desk / "lab.log").open("w") as log:
        server = subprocess.Popen(
            [*command, f"LAB_ARGS={options}"], cwd=ROOT, env=environment(desk), stdin=subprocess.DEVNULL, stdout=log,
            stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(address, server, desk / "lab.log")
            yield address
        finally:
            stop(server)


def wait_for(address: str, server: subprocess.Popen, log: Path) -> None:
    until = time.monotonic() + START_S
    while time.monotonic() < until:
        assert server.poll() is None, f"`make lab` ended:\n{log.read_text()[-2000:]}"
        with contextlib.suppress(urllib.error.URLError, OSError), urllib.request.urlopen(f"{address}/api", timeout=5):
            return
        time.sleep(0.3)
    raise AssertionError(f"`make lab` did not answer within {START_S} seconds:\n{log.read_text()[-2000:]}")


def stop(server: subprocess.Popen) -> None:
    """The server, which stops its kernels; by force where it does not go."""
    for how, patience in ((signal.SIGTERM, 20), (signal.SIGKILL, 10)):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(server.pid, how)
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(patience)
            return


def run_all(page) -> None:
    """Run All Cells, from the menu; where it asks for the kernel, that of the notebook."""
    page.locator("li.lm-MenuBar-item", has_text=re.compile("^Run$")).click()
    page.locator("li.lm-Menu-item[data-command='runmenu:run-all']").click()
    with contextlib.suppress(playwright.TimeoutError):
        page.locator(".jp-Dialog .jp-mod-accept").click(timeout=2_000)


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
@pytest.mark.skipif(os.name != "posix", reason="processes are stopped as on Linux and macOS")
def test_all_cells_of_the_notebook_run_in_jupyterlab(browser, desk):
    name = own_question().name
    with make_lab(desk) as address:
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        page.goto(f"{address}/lab/tree/{name}?token={TOKEN}")
        page.get_by_text(re.compile(r"\| Idle$")).wait_for(timeout=START_S * 1000)  # the kernel, in the line of status
        run_all(page)
        page.wait_for_function(
            f'() => document.querySelector("{ERRORS}") !== null || ({ALL_RAN})()', timeout=RUN_S * 1000
        )
        assert page.locator(ERRORS).all_inner_texts() == []
        page.wait_for_selector(IDLE, timeout=30_000, state="attached")
        found = page.locator(".jp-OutputArea-output.jp-RenderedMarkdown strong").first.inner_text()
        assert len(found.split()) > 3
        pictures = page.eval_on_selector_all(".jp-OutputArea-output img", "all => all.map(i => i.naturalWidth)")
        assert pictures
        assert min(pictures) > 100
        page.close()
