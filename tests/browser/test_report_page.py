"""The report as a browser sees it: whole, quiet, asking nothing of the network, Arabic from the right."""

from __future__ import annotations

import os
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest

BUILT = "OSINT_IRAQ_REPORT"
"""The variable of the environment that names the folder of a report already built, to be looked at as well."""

# Of each element with Arabic words: its direction, its side, and whether it takes room.
ARABIC = """() => [...document.querySelectorAll('[lang=ar]')].map(e => {
  const s = getComputedStyle(e); return [s.direction, s.textAlign, e.getBoundingClientRect().width > 0] })"""
IMAGES = "() => [...document.images].map(i => [i.complete && i.naturalWidth > 0, i.alt.length > 0])"
DEAD_LINKS = """() => [...document.querySelectorAll('a[href^="#"]')].map(a => a.getAttribute('href').slice(1))
  .filter(id => document.getElementById(id) === null)"""
TWICE = """() => { const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
  return ids.filter((id, n) => ids.indexOf(id) !== n) }"""
CUT = """() => [...document.querySelectorAll('.table, .output')].filter(e => {
  const s = getComputedStyle(e).overflowX; return e.scrollWidth > e.clientWidth && s !== 'auto' && s !== 'scroll' }).length"""


@dataclass
class Opened:
    """A page, and what it complained of or asked for while it was opened."""

    page: object
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


def open_page(browser, path: Path) -> Opened:
    page = browser.new_page(viewport={"width": 1200, "height": 900})
    opened = Opened(page)
    page.on("console", lambda m: opened.complaints.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: opened.complaints.append(str(error)))
    page.on("request", lambda request: opened.requests.append(request.url))
    page.on("requestfailed", lambda request: opened.failed.append(request.url))
    page.goto(path.as_uri(), wait_until="load")
    page.evaluate(
        "() => Promise.all([...document.images].filter(i => i.loading !== 'lazy').map(i => i.decode().catch(() => null)))"
    )
    return opened


@pytest.fixture(scope="session")
def small(small_report) -> Path:
    return small_report / "out"


@pytest.fixture(scope="session", params=["small", BUILT])
def folder(request) -> Path:
    if request.param == "small":
        return request.getfixturevalue("small")
    if not os.environ.get(BUILT):
        pytest.skip(f"no report of all notebooks to look at ({BUILT} names its folder)")
    return Path(os.environ[BUILT])


@pytest.fixture(scope="session")
def opened(browser, folder) -> Opened:
    return open_page(browser, folder / "report.html")


def test_the_page_is_quiet_and_asks_for_nothing_beside_itself(opened, folder):
    assert opened.complaints == []
    assert opened.failed == []
    own = (folder / "report.html").as_uri()
    assert [url[:80] for url in opened.requests if not url.startswith((own, "data:"))] == []


def test_the_page_is_complete(opened, folder):
    chapters = opened.page.locator("section.chapter")
    assert chapters.count() == len(list((folder / "notebooks").glob("*.ipynb")))
    told = opened.page.locator("h2").all_inner_texts()
    assert told[:2] == ["Contents", "Findings"]
    assert [text[:2] for text in told[-4:]] == ["A.", "B.", "C.", "D."]
    assert opened.page.locator(".findings > li").count() >= 1


def test_every_picture_is_loaded_and_described(opened):
    pictures = opened.page.evaluate(IMAGES)
    assert len(pictures) >= 2
    assert all(loaded and described for loaded, described in pictures)


def test_arabic_runs_from_the_right(opened):
    parts = opened.page.evaluate(ARABIC)
    assert parts
    assert {direction for direction, _, _ in parts} == {"rtl"}
    assert {side for _, side, _ in parts} <= {"right", "start"}  # the start of what runs from the right
    assert opened.page.locator("figure[lang=ar]").count() == opened.page.locator("figure[lang=en]").count()


def test_arabic_words_stand_at_the_right_edge(opened):
    """Measured, not asked of the style sheet: the words of a caption reach its right edge."""
    edges = """() => [...document.querySelectorAll('figure[lang=ar] figcaption')].map(e => {
      const r = document.createRange(); r.selectNodeContents(e);
      const words = Math.max(...[...r.getClientRects()].map(line => line.right));
      return Math.abs(words - e.getBoundingClientRect().right) })"""
    gaps = opened.page.evaluate(edges)
    assert gaps
    assert max(gaps) < 3


def test_links_inside_the_page_lead_somewhere_and_ids_are_unique(opened):
    assert opened.page.locator("nav a").count() >= 6
    assert opened.page.evaluate(DEAD_LINKS) == []
    assert opened.page.evaluate(TWICE) == []


def test_nothing_is_cut_off_at_the_side(opened):
    assert opened.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert opened.page.evaluate(CUT) == 0


def test_the_page_prints(opened):
    printed = opened.page.pdf(format="A4")
    assert printed[:5] == b"%PDF-"
    assert printed.count(b"/Type /Page\n") + printed.count(b"/Type /Page ") >= 3


def test_index_leads_to_what_is_there(browser, folder):
    opened = open_page(browser, folder / "index.html")
    links = opened.page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")
    assert {"report.html", "gallery.html", "chart-pack.zip"} <= set(links)
    assert [link for link in links if not (folder / link).is_file()] == []
    assert opened.complaints == []


def test_the_page_of_the_chart_pack_shows_its_pictures_when_unpacked(browser, small, tmp_path):
    with zipfile.ZipFile(small / "chart-pack.zip") as pack:
        pack.extractall(tmp_path)
    opened = open_page(browser, tmp_path / "chart-pack" / "chart-pack.html")
    assert opened.page.evaluate(IMAGES) == [[True, True]] * 2
    assert opened.failed == []
