"""The bundled reports in the layouts of news sites: what is read is what the text file gives, and nothing around it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

import pytest
from layouts import IRAQ, JUNK, LAYOUTS, Story, in_encoding

from osint_iraq.read.decoding.encodings import Decoded, decode
from osint_iraq.read.markup.html import HtmlPage, read_html
from osint_iraq.read.page import Page, read_page
from osint_iraq.read.written_dates import parse_written

EACH_LAYOUT = pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS.keys())
ARTICLES = Path(__file__).resolve().parents[2] / "data" / "articles"
SOME_DAY = datetime(2021, 3, 4, 9, 15, tzinfo=IRAQ)
HEADLINE = "تفاصيل جديدة عن الحادث الأخير"  # for reports that have none


def story_of(page: Page) -> tuple[Story, str]:
    """The story of a page that was read, and the text that a page made of it must give."""
    title = page.title or HEADLINE
    body = page.text.removeprefix(page.title or "").strip("\n")
    when = page.published.when.published.astimezone(IRAQ) if page.published else SOME_DAY
    return Story(title, tuple(body.split("\n\n")), when), f"{title}\n\n{body}"


@lru_cache(maxsize=1)
def bundled() -> dict[str, tuple[Story, str]]:
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted(ARTICLES.glob("*.txt"))}
    return {name: story_of(read_page(text)) for name, text in texts.items()}


def read_again(markup: str, story: Story) -> tuple[HtmlPage, Page]:
    found = read_html(markup, story.url)
    return found, read_page(found.text, found.facts.get("title"))


def same_day(found: HtmlPage, page: Page, story: Story) -> bool:
    moment = parse_written(found.facts.get("published", "")) or (page.published.when if page.published else None)
    assert story.published
    return moment is not None and moment.local_day == story.published.astimezone(IRAQ).date()


def differing(layout: Callable[[Story], str], stories: dict[str, tuple[Story, str]]) -> Iterator[str]:
    for name, (story, wanted) in stories.items():
        found, page = read_again(layout(story), story)
        if page.text != wanted or page.title != story.title or not same_day(found, page, story):
            yield name


@EACH_LAYOUT
def test_every_bundled_report_reads_from_the_layout_as_from_its_text(layout: Callable[[Story], str]) -> None:
    assert len(bundled()) == 81
    assert list(differing(layout, bundled())) == []


@EACH_LAYOUT
def test_nothing_around_the_report_comes_out(layout: Callable[[Story], str]) -> None:
    markup = layout(next(iter(bundled().values()))[0])
    text = read_html(markup).text
    assert [junk for junk in JUNK if junk in text] == []


@EACH_LAYOUT
def test_no_attack_of_another_report_comes_out_where_nothing_is_called_by_a_name(
    layout: Callable[[Story], str],
) -> None:
    story, _ = bundled()["a002.txt"]
    markup = re.sub(r"""\s(class|id)="[^"]*\"""", "", layout(story))
    _, page = read_again(markup, story)
    assert [junk for junk in JUNK[:9] if junk in page.text] == []
    assert all(part in page.text for part in story.paragraphs)


@EACH_LAYOUT
def test_the_report_stands_without_metadata(layout: Callable[[Story], str]) -> None:
    story, _ = bundled()["a002.txt"]
    markup = re.sub(r"<meta [^>]*(?:property|name)=[^>]*>|<script type=.*?</script>", "", layout(story), flags=re.S)
    _, page = read_again(markup, story)
    assert page.title == story.title
    assert all(part in page.text for part in story.paragraphs)


@pytest.mark.parametrize("encoding", ["windows-1256", "utf-8", "utf-16", "iso-8859-6"])
@pytest.mark.parametrize("name", ["tables", "wordpress", "ministry"])
def test_the_encoding_of_a_page_changes_nothing(name: str, encoding: str) -> None:
    for story, wanted in list(bundled().values())[::4]:
        decoded = decode(in_encoding(LAYOUTS[name], story, encoding))
        assert isinstance(decoded, Decoded)
        assert decoded.repairs == ()
        _, page = read_again(decoded.text, story)
        assert page.text == wanted


@EACH_LAYOUT
def test_a_later_change_is_not_the_publication(layout: Callable[[Story], str]) -> None:
    story, _ = bundled()["a003.txt"]
    stated = read_html(layout(story)).facts.get("published")
    assert story.published
    changed = story.published + timedelta(days=3)
    assert stated is None or parse_written(stated).published < changed.astimezone(UTC)  # type: ignore[union-attr]


@EACH_LAYOUT
def test_real_reports_read_from_the_layout_as_from_their_text(
    layout: Callable[[Story], str], real_reports: Path
) -> None:
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted(real_reports.glob("*.txt"))}
    assert list(differing(layout, {name: story_of(read_page(text)) for name, text in texts.items()})) == []
