"""The same reports in every form that an archive may have give the same articles, mentions and events."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boxes
import layouts
import pandas as pd
import pytest

import osint_iraq as oi
from osint_iraq.pipeline import Tables

CORPUS = Path(__file__).resolve().parents[2] / "data" / "articles"
NAMES = list(layouts.LAYOUTS)


@dataclass(frozen=True)
class Report:
    """One report as it was read from text, and the page that it is wrapped in."""

    article_id: str
    number: int
    row: Any

    @property
    def url(self) -> str:
        return self.row.url if isinstance(self.row.url, str) else f"https://archive.example/{self.number}"

    @property
    def story(self) -> layouts.Story:
        title = self.row.title if isinstance(self.row.title, str) else ""
        text = self.row.text.removeprefix(title).strip("\n")
        outlet = self.row.outlet if isinstance(self.row.outlet, str) else ""
        return layouts.Story(title, tuple(text.split("\n\n")), None, outlet, self.url)

    def page(self, encoding: str = "utf-8") -> bytes:
        titled = isinstance(self.row.title, str)  # a page of a site has a headline; a saved text may lack it
        layout = layouts.LAYOUTS[NAMES[self.number % len(NAMES)]] if titled else layouts.plain
        return layouts.in_encoding(layout, self.story, encoding)

    @property
    def record(self) -> dict[str, Any]:
        known = {"article_id": self.article_id, "url": self.row.url, "outlet": self.row.outlet, "text": self.row.text}
        return {name: value for name, value in known.items() if isinstance(value, str)} | self._published

    @property
    def _published(self) -> dict[str, str]:
        if pd.isna(self.row.published):
            return {}
        at = self.row.published.isoformat()
        return {"published": at if self.row.published_precision == "minute" else at[:10]}


def sidecar(reports: list[Report], name: Callable[[Report], str]) -> str:
    """What the folder's articles.csv says of each report, under the name that it has in this form."""
    rows = [["path", "article_id", "outlet", "url", "published", "published_basis"]]
    for report in reports:
        known = report.record
        at = known.get("published", "")
        basis = report.row.published_basis if at else "unknown"
        rows.append([name(report), report.article_id, known.get("outlet", ""), known.get("url", ""), at, basis])
    return boxes.table(rows)


def as_texts(reports: list[Report], folder: Path) -> Path:
    """A blank line below the headline and between paragraphs, as between the blocks of a page."""
    for report in reports:
        text = "\n\n".join(p for p in (report.story.title, *report.story.paragraphs) if p)
        (folder / f"{report.number}.txt").write_text(text, encoding="utf-8")
    (folder / "articles.csv").write_text(sidecar(reports, lambda r: f"{r.number}.txt"), encoding="utf-8")
    return folder


def as_pages(encoding: str) -> Callable[[list[Report], Path], Path]:
    def write(reports: list[Report], folder: Path) -> Path:
        for report in reports:
            (folder / f"{report.number}.html").write_bytes(report.page(encoding))
        (folder / "articles.csv").write_text(sidecar(reports, lambda r: f"{r.number}.html"), encoding="utf-8")
        return folder

    return write


def as_warc(reports: list[Report], folder: Path) -> Path:
    packed = [gzip.compress(boxes.record(r.number, r.page(), url=r.url), mtime=0) for r in reports]
    (folder / "pages.warc.gz").write_bytes(b"".join(packed))
    found = boxes.pages(boxes.opened(folder / "pages.warc.gz"))
    members = dict(zip((r.article_id for r in reports), (f.member for f in found), strict=True))
    rows = sidecar(reports, lambda r: f"pages.warc.gz/{members[r.article_id]}")
    (folder / "articles.csv").write_text(rows, encoding="utf-8")
    return folder


def as_jsonl(reports: list[Report], folder: Path) -> Path:
    path = folder / "export.jsonl"
    path.write_text(boxes.lines(r.record for r in reports), encoding="utf-8")
    return path


def as_table(reports: list[Report], folder: Path) -> Path:
    names = ["article_id", "url", "outlet", "published", "text"]
    rows = [names, *([r.record.get(n, "") for n in names] for r in reports)]
    path = folder / "export.csv"
    path.write_text(boxes.table(rows, ";"), encoding="utf-16")
    return path


def as_workbook(reports: list[Report], folder: Path) -> Path:
    names = ["article_id", "url", "outlet", "published", "text"]
    path = folder / "export.xlsx"
    path.write_bytes(boxes.sheet([names, *([r.record.get(n) for n in names] for r in reports)]))
    return path


def as_mixed_zip(reports: list[Report], folder: Path) -> Path:
    """Pages of two encodings, texts, saved pages, a web archive and records, with one articles.csv at the top."""
    files: dict[str, bytes] = {}
    names: dict[str, str] = {}
    for report in reports[:-4]:
        name, data = _mixed(report)
        files[name], names[report.article_id] = data, name
    last = reports[-4:]
    files["old/records.jsonl"] = boxes.lines(r.record for r in last).encode()
    rows = sidecar([r for r in reports if r.article_id in names], lambda r: names[r.article_id])
    path = folder / "archive.zip"
    path.write_bytes(boxes.zipped({**files, "articles.csv": rows.encode()}))
    return path


def _mixed(report: Report) -> tuple[str, bytes]:
    stem = f"{'new' if report.number % 2 else 'old'}/{report.number}"
    kinds = [
        (".html", lambda: report.page("utf-8")),
        (".htm", lambda: report.page("cp1256")),
        (".txt", lambda: report.row.text.encode()),
        (".txt", lambda: report.row.text.encode("utf-16")),
        (".mhtml", lambda: boxes.mhtml(report.page("utf-8"), coding="base64", subject="")),
        (".html.gz", lambda: gzip.compress(report.page("utf-8"), mtime=0)),
    ]
    suffix, made = kinds[report.number % len(kinds)]
    return stem + suffix, made()


FORMS: dict[str, Callable[[list[Report], Path], Path]] = {
    "pages in UTF-8": as_pages("utf-8"),
    "pages in windows-1256": as_pages("cp1256"),
    "a web archive": as_warc,
    "JSON lines": as_jsonl,
    "a table in UTF-16": as_table,
    "a workbook": as_workbook,
    "a zip of mixed files": as_mixed_zip,
}
FREE = {"path", "sha256", "published_basis", "url"}  # what the form itself changes
EACH_FORM = pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())


def reports_of(tables: Tables) -> list[Report]:
    return [Report(row.article_id, n, row) for n, row in enumerate(tables.articles.itertuples(index=False))]


def assert_same(found: Tables, wanted: Tables) -> None:
    told = found.problems[found.problems["stage"] == "read"]
    assert set(told["code"]) <= {"repaired"}, told["message"].tolist()  # an encoding that nothing declares
    other = [row.article_id for row, same in zip(wanted.articles.itertuples(), found.articles["text"], strict=True)
             if row.text != same]  # fmt: skip
    assert not other  # first, because two texts side by side tell nobody where they differ
    for name, frame in wanted.frames().items():
        if name not in ("problems", "corrections"):
            pd.testing.assert_frame_equal(comparable(found, name), comparable(wanted, name), obj=name)


def comparable(tables: Tables, name: str) -> pd.DataFrame:
    """A table without what the form itself changes."""
    frame = tables.frames()[name]
    return frame.drop(columns=[c for c in FREE if c in frame]) if name == "articles" else frame


@pytest.fixture(scope="module")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    return oi.build(as_texts(reports_of(oi.build(CORPUS)), tmp_path_factory.mktemp("bundled")))


def test_texts_are_what_they_were(bundled: Tables) -> None:
    first = oi.build(CORPUS)
    assert bundled.mentions["mention_id"].tolist() == first.mentions["mention_id"].tolist()
    assert bundled.events["event_id"].tolist() == first.events["event_id"].tolist()


@EACH_FORM
def test_the_bundled_reports_say_the_same(
    form: Callable[[list[Report], Path], Path], bundled: Tables, tmp_path: Path
) -> None:
    assert_same(oi.build(form(reports_of(bundled), tmp_path)), bundled)


@pytest.fixture(scope="module")
def real(real_reports: Path, tmp_path_factory: pytest.TempPathFactory) -> Tables:
    return oi.build(as_texts(reports_of(oi.build(real_reports)), tmp_path_factory.mktemp("real")))


@EACH_FORM
def test_real_reports_say_the_same(form: Callable[[list[Report], Path], Path], real: Tables, tmp_path: Path) -> None:
    assert_same(oi.build(form(reports_of(real), tmp_path)), real)
