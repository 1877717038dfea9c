"""What the markup of a page says of its report: headline, publication, outlet and address."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osint_iraq.read.markup.html import read_html
from osint_iraq.read.written_dates import parse_written

TITLE = "هجوم بمسيرتين على مطار أربيل الدولي"
BODY = f"<h1>{TITLE}</h1><p>أعلن جهاز مكافحة الإرهاب في إقليم كردستان إسقاط مسيرتين قرب مطار أربيل من دون خسائر.</p>"
DAY = "2023-11-21T08:30:00+03:00"
OTHER_DAY = "2019-01-02T00:00:00+03:00"


def ld(data: object, raw: str = "") -> str:
    return f'<script type="application/ld+json">{raw or json.dumps(data, ensure_ascii=False)}</script>'


def article(**more: object) -> dict[str, object]:
    return {"@type": "NewsArticle", "headline": TITLE, "datePublished": DAY, "dateModified": OTHER_DAY, **more}


def facts(head: str, body: str = BODY, url: str = "", fetched: datetime | None = None) -> dict[str, str]:
    return read_html(f"<head>{head}</head><body>{body}</body>", url, fetched).facts


OTHERS = {"@type": "NewsArticle", "headline": "خبر آخر", "datePublished": OTHER_DAY}
TEXT = json.dumps(article(), ensure_ascii=False)


@pytest.mark.parametrize(
    "head",
    [
        ld(article()), ld([article()]), ld({"@graph": [{"@type": "WebSite"}, article()]}),
        ld(article(**{"@type": ["Article", "Report"]})), ld(article(**{"@type": "http://schema.org/ReportageNewsArticle"})),
        ld([{"@type": "ItemList", "itemListElement": [OTHERS]}, article()]), ld(article(mentions=[OTHERS], hasPart=[OTHERS])),
        ld([OTHERS, article()]), ld([OTHERS]) + ld(article()), ld({"@type": "WebPage", "mainEntity": article()}),
        ld(None, TEXT[:-1] + ",}"), ld(None, f"<!-- {TEXT} -->"), ld(None, f"//<![CDATA[\n{TEXT}\n//]]>"), ld(None, TEXT + ";"),
        ld(None, TEXT[:-1] + ', "description": "broken "quotes" here"}'), ld(None, TEXT.replace('", "', '",\n\t"')),
        ld(None, TEXT[:-1] + ', "a": "line\nbreak"}'), ld({}, "nonsense {") + ld(article()),
        f'<meta property="article:published_time" content="{DAY}">', f'<meta name="pubdate" content="{DAY}">',
        f'<META NAME="DC.Date.Issued" CONTENT="{DAY}">', f'<meta name="parsely-pub-date" content="{DAY}">',
        f'<meta itemprop="datePublished" content="{DAY}">', '<meta name="date" content="Tue, 21 Nov 2023 08:30:00 +0300">',
        '<meta property="article:published_time" content="1700544600">',
        f'<meta name="date" content="rubbish"><meta name="pubdate" content="{DAY}">',
        f'<meta property="article:modified_time" content="{OTHER_DAY}">' + ld(article()),
    ],
)  # fmt: skip
def test_publication_is_found_wherever_it_is_stated(head: str) -> None:
    found = facts(head)
    assert parse_written(found["published"]) == parse_written(DAY)
    assert found["title"] == TITLE


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (f'<meta property="article:modified_time" content="{DAY}">', BODY), (ld(article(datePublished="")), BODY),
        (ld([OTHERS | {"@type": "ItemList"}]), BODY), ("", f'{BODY}<div class="related"><time datetime="{DAY}">x</time></div>'),
        (ld({"@type": "ItemList", "itemListElement": [OTHERS]}), BODY), (ld({"@type": "Organization", "datePublished": DAY}), BODY),
        (ld(article(datePublished="0001-01-01T00:00:00")), BODY), (ld(article(datePublished="03/04/2020")), BODY),
    ],
)  # fmt: skip
def test_changes_other_reports_and_unclear_dates_are_no_publication(head: str, body: str) -> None:
    assert "published" not in facts(head, body)


def test_a_time_element_counts_where_it_says_that_it_is_the_publication() -> None:
    assert facts("", f'<time itemprop="datePublished" datetime="{DAY}">أمس</time>{BODY}')["published"]
    assert facts("", f'<time pubdate datetime="{DAY}">أمس</time>{BODY}')["published"]


def test_the_time_in_the_head_of_the_report_is_its_publication_and_no_other() -> None:
    head, rest = BODY.split("<p>")
    around = f'<div class="list"><a href=x>خبر</a> <time datetime="{OTHER_DAY}">قديم</time></div>'
    assert parse_written(
        facts("", f'{around}{head}<time datetime="{DAY}">أمس</time><p>{rest}{around}')["published"]
    ) == (parse_written(DAY))
    assert "published" not in facts("", f"{around}{BODY}{around}")


def test_of_dates_that_contradict_each_other_the_one_in_the_address_counts_else_the_earlier() -> None:
    head = ld(article()) + '<meta name="pubdate" content="2023-11-25">'
    assert facts(head, url="https://example.org/2023/11/25/a")["published"] == "2023-11-25"
    assert facts(head)["published"].startswith("2023-11-21")


def test_a_date_after_the_page_was_fetched_is_not_believed() -> None:
    fetched = datetime(2023, 11, 1, tzinfo=UTC)
    assert "published" not in facts(ld(article()), fetched=fetched)
    assert "published" in facts(ld(article()), fetched=datetime(2023, 11, 21, tzinfo=UTC))


@pytest.mark.parametrize(
    "head",
    [
        ld(article()), f'<meta property="og:title" content="{TITLE} - شفق نيوز">', f"<title>{TITLE} | موقع مجهول</title>",
        f"<title>موقع مجهول :: {TITLE}</title>", f'<meta name="twitter:title" content="{TITLE}">',
        ld(article(headline=TITLE.replace("هجوم", "&#1607;&amp;#1580;وم"))), ld(article(headline=f"<b>{TITLE}</b>")), "",
        f'<meta property="og:site_name" content="موقع"><title>{TITLE} – موقع</title>',
        ld(article(headline=TITLE[:-4] + "…")),
    ],
)  # fmt: skip
def test_the_headline_is_that_of_the_page(head: str) -> None:
    found = read_html(f"{head}<h1>موقع</h1>{BODY.replace('h1', 'h2')}")
    assert found.facts["title"] == TITLE
    assert found.text.startswith(TITLE)
    assert found.text.count(TITLE) == 1


def test_a_headline_that_only_the_metadata_hold_stands_above_the_text() -> None:
    found = read_html(f'<meta property="og:title" content="{TITLE}"><p>{"نص الخبر كاملا هنا. " * 8}</p>')
    assert (found.facts["title"], found.text.split("\n")[0]) == (TITLE, TITLE)


@pytest.mark.parametrize(
    ("head", "url", "outlet"),
    [
        ("", "https://www.shafaq.com/ar/a", "shafaq.com"),
        ('<link rel="canonical" href="https://www.shafaq.com/ar/a">', "file:///a.html", "shafaq.com"),
        ('<meta property="og:url" content="https://ina.iq/1.html">', "", "ina.iq"),
        ('<meta property="og:site_name" content="شفق نيوز">', "", "shafaq.com"),
        ('<meta property="og:site_name" content="صدى الرافدين الجديد">', "", "صدى الرافدين الجديد"),
        (ld(article(publisher={"name": "رووداو"})), "", "rudawarabia.net"), (ld(article(publisher=["شفق نيوز"])), "", "shafaq.com"),
        ('<link rel="canonical" href="/relative">', "https://ina.iq/1", "ina.iq"), ("", "", None),
        ("", "https://web.archive.org/web/2020/https://ina.iq/1", "ina.iq"),
    ],
)  # fmt: skip
def test_the_outlet_comes_from_the_address_else_from_the_name_of_the_site(
    head: str, url: str, outlet: str | None
) -> None:
    assert facts(head, url=url).get("outlet") == outlet


@pytest.mark.parametrize("script", ["[" * 100_000, '{"a":' * 100_000, '"headline":"' * 1000, "null", "[1, 2]", "\ud800",
                                    '{"@graph": 3, "@type": {"a": 1}, "publisher": [[]], "headline": {"x": []}}',
                                    '{"@type": "Article", "headline": ["a", 1], "datePublished": [], "publisher": 7}'])  # fmt: skip
def test_no_script_raises(script: str) -> None:
    assert read_html(ld(None, script) + BODY).facts["title"] == TITLE


WRITTEN = [
    ("2024-07-26", "2024-07-26"), ("2024-07-26T10:00:00Z", "2024-07-26T10:00"), ("2024-07-26 13:00", "2024-07-26T10:00"),
    ("2024-07-26T13:00:00.123+0300", "2024-07-26T10:00"), ("2024/07/26 13:00:00", "2024-07-26T10:00"),
    ("2024-07-26 01:00 PM", "2024-07-26T10:00"), ("20240726", "2024-07-26"), ("20240726T100000Z", "2024-07-26T10:00"),
    ("Fri, 26 Jul 2024 10:00:00 GMT", "2024-07-26T10:00"), ("Fri, 26 Jul 2024 13:00:00 +0300", "2024-07-26T10:00"),
    ("26 Jul 2024 10:00 +0000", "2024-07-26T10:00"), ("1721988000", "2024-07-26T10:00"), ("1721988000000", "2024-07-26T10:00"),
    ("26/07/2024", "2024-07-26"), ("07/26/2024", "2024-07-26"), ("26-7-2024 13:00", "2024-07-26T10:00"), ("7.7.2024", "2024-07-07"),
    ("٢٦/٠٧/٢٠٢٤", "2024-07-26"), ("26 تموز 2024", "2024-07-26"), ("الجمعة 26 يوليو/تموز 2024", "2024-07-26"),
    ("2024-07-26T10:00+00:00", "2024-07-26T10:00"), ("  2024-07-26\u200f ", "2024-07-26"), ("2024-07", "2024-07-01"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "expected"), WRITTEN)
def test_a_written_moment_is_read(value: str, expected: str) -> None:
    found = parse_written(value)
    assert found is not None
    shown = found.published.isoformat(timespec="minutes").removesuffix("+00:00")
    assert (shown if found.at else shown[:10]) == expected


@pytest.mark.parametrize("value", ["", " ", "05/07/2024", "31/02/2024", "2024-13-01", "yesterday", "26", "1999999", "0", "-1",
                                   "0000-00-00", "1970-01-01", "99999999999999", "26/07", "سقوط 26 صاروخا", "2024", "²²/³³/٢٠٢٤",
                                   "قال في 26 تموز 2024 إن الهجوم وقع", "x" * 5000])  # fmt: skip
def test_what_can_be_read_in_two_ways_or_none_is_no_moment(value: str) -> None:
    assert parse_written(value) is None


@given(st.text(max_size=40) | st.from_regex(r"[0-9/:.T Z+-]{0,30}", fullmatch=True))
def test_no_text_raises(value: str) -> None:
    found = parse_written(value)
    assert found is None or 1990 <= found.published.year <= 2100
