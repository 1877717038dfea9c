"""Saved pages: what is read of hard and of broken markup, and what is never read."""

from __future__ import annotations

import re
import subprocess
import sys
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from layouts import LAYOUTS, Story

from osint_iraq import text as letters
from osint_iraq.read.markup.html import HtmlFault, read_html
from osint_iraq.read.markup.html_tree import parse_tree
from osint_iraq.read.page import read_page

TITLE = "سقوط صاروخين على قاعدة عسكرية غربي الأنبار"
ONE = "قال مصدر أمني إن صاروخين من نوع كاتيوشا سقطا فجر اليوم على القاعدة من دون أن تقع إصابات بين الجنود."
TWO = "وأضاف المصدر أن قوة من الجيش عثرت على منصة الإطلاق في منطقة زراعية قريبة وفتحت تحقيقا في الحادث."
ARTICLE = f"<h1>{TITLE}</h1><p>{ONE}</p><p>{TWO}</p>"
WANTED = f"{TITLE}\n\n{ONE}\n\n{TWO}"
OTHER = "مقتل تسعة جنود بتفجير انتحاري في الموصل قبل ساعات"


def read_text(markup: str) -> str:
    found = read_html(markup)
    return read_page(found.text, found.facts.get("title")).text


@pytest.mark.parametrize(
    "beside",
    [
        f"<script>var a = '{OTHER}'</script>", f"<style>/* {OTHER} */</style>", f"<!-- {OTHER} -->",
        f"<nav><p>{OTHER}.</p></nav>", f"<footer>{OTHER}</footer>", f"<aside><p>{OTHER} في وقت متأخر من الليل.</p></aside>",
        f"<form><p>{OTHER}</p></form>", f'<div style="display: none"><p>{OTHER}.</p></div>', f"<div hidden>{OTHER}</div>",
        f"<template><p>{OTHER}</p></template>", f"<noscript><p>{OTHER}</p></noscript>",
        f"<select><option>{OTHER}</option></select>", f"<button>{OTHER}</button>", f"<svg><title>{OTHER}</title></svg>",
        f'<div class="relatedPosts">{OTHER}</div>', f'<div id="most-read"><p>{OTHER}.</p></div>',
        f'<div role="complementary">{OTHER}</div>', f"<figure><img><figcaption>{OTHER}</figcaption></figure>",
        f"<h3>أحداث أخرى</h3><ul><li><a href=x>{OTHER}</a></li></ul>", f"<p>اقرأ أيضاً: <a href=x>{OTHER}</a></p>",
        f"<div><a href=x><h4>{OTHER}</h4></a><p>{OTHER} في وقت متأخر من الليل، بحسب الشرطة.</p></div>",
        f"<article><h2>خبر آخر</h2><p>{OTHER} في وقت متأخر من الليل، بحسب ما ذكرته الشرطة المحلية.</p></article>",
        f'<amp-sidebar><p>{OTHER}</p></amp-sidebar>',
    ],
)  # fmt: skip
@pytest.mark.parametrize("order", ["{0}{1}", "{1}{0}"], ids=["below", "above"])
def test_what_is_not_the_report_is_left_out(beside: str, order: str) -> None:
    if "<article>" in beside and order == "{1}{0}":
        pytest.skip("which of two whole reports is meant only the headline could tell")
    assert read_text("<body>" + order.format(ARTICLE, beside) + "</body>") == WANTED


@pytest.mark.parametrize(
    "names", ["sidebar", "widget-content", "main-footer-wrap", "comments-open has-related", "post tag-iraq ads-on"]
)
def test_a_body_with_a_misleading_name_is_read(names: str) -> None:
    assert read_text(f'<h1>{TITLE}</h1><div class="{names}"><p>{ONE}</p><p>{TWO}</p></div>') == WANTED
    assert read_text(f'<div id="{names}">{ARTICLE}</div>') == WANTED


@pytest.mark.parametrize("tag", ["form", "nav", "aside", "footer", "header", "a href=x", "a name=top", "b", "center"])
def test_an_element_that_is_never_closed_does_not_swallow_the_report(tag: str) -> None:
    assert read_text(f"<body><{tag}>{ARTICLE}") == WANTED


@pytest.mark.parametrize("markup", [
    f"<h1>{TITLE}</h1>{ONE}<br><br>{TWO}", f"<h1>{TITLE}</h1><div>{ONE}</div><div>{TWO}</div>",
    f"<h1>{TITLE}<p>{ONE}<p>{TWO}", f"<h1><a href=x>{TITLE}</a></h1><p>{ONE}</p><p>{TWO}</p>",
    f"<table><tr><td><h1>{TITLE}</h1><tr><td>{ONE}<tr><td>{TWO}</table>",
    f"<h1>{TITLE}</h1><pre>{ONE}\n\n{TWO}</pre>", f"<h1> {TITLE}\n</h1>\n<p>\n {ONE} </p><p>&nbsp;</p><p>{TWO}</p>",
    f"<h1>{TITLE}</h1><p>{ONE.replace(' ', ' <b>', 1).replace('أمني', 'أمني</b>')}</p><p>{TWO}</p>",
])  # fmt: skip
def test_paragraphs_are_told_in_any_markup(markup: str) -> None:
    assert read_text(markup) == WANTED


def test_items_of_a_list_stay_together_as_bullets() -> None:
    found = read_html(f"{ARTICLE}<ul><li>أولا</li><li>ثانيا</li></ul>")
    assert found.text == f"{WANTED}\n\n- أولا\n- ثانيا"


def test_entries_without_a_blank_between_are_no_one_word() -> None:
    blocks = [
        b.text for b in parse_tree("<p><a href=x>نص</a><a href=y>آخر</a> <span>و</span><span>هذا</span></p>").blocks
    ]
    assert blocks == ["نص", "آخر وهذا"]


def test_a_number_in_a_span_of_its_own_is_no_part_of_the_word_before_it() -> None:
    blocks = [
        b.text for b in parse_tree("<div><span>وكالة بغداد</span><span>14</span><span>يونيو 2020</span></div>").blocks
    ]
    assert blocks == ["وكالة بغداد 14 يونيو 2020"]


def test_a_date_line_above_links_is_no_heading_of_theirs() -> None:
    links = '<div class="s"><a href="/1">Facebook</a><a href="/2">Twitter</a></div>'
    page = f"<h2>{TITLE}</h2><div><div><span>2021-09-11T20:45:01+00:00</span></div>{links}</div><div><p>{ONE}</p></div>"
    found = read_page(read_html(page).text).published
    assert found is not None
    assert found.when.published.isoformat() == "2021-09-11T20:45:00+00:00"


def test_a_page_clock_above_the_headline_gives_way_to_the_date_below_it() -> None:
    page = f"<div>الخميس 25 تموز 2024</div><div><b>{TITLE}</b></div><div>7 تموز 2021 - 10:15</div><div>{ONE}</div>"
    found = read_page(read_html(f"<title>{TITLE}</title>{page}").text).published
    assert found is not None
    assert found.when.published.isoformat() == "2021-07-07T07:15:00+00:00"


def test_the_name_of_the_site_in_a_heading_is_not_the_headline() -> None:
    page = f"<title>{TITLE} | وكالة بعيدة</title><h1>وكالة بعيدة</h1><div><h3>{TITLE}</h3><p>{ONE}</p></div>"
    assert read_html(page).facts["title"] == TITLE
    assert read_text(page) == f"{TITLE}\n\n{ONE}"


@pytest.mark.parametrize("tag", ["marquee", "amp-user-notification"])
def test_running_headlines_and_notices_are_left_out(tag: str) -> None:
    assert OTHER not in read_text(f"<h1>{TITLE}</h1><{tag}>{OTHER}</{tag}><p>{ONE}</p><p>{TWO}</p>")


def test_a_newsletter_box_below_a_short_report_is_left_out() -> None:
    box = "احصل على أهم الأخبار مباشرة على بريدك الإلكتروني كل صباح واشترك في نشراتنا اليومية المجانية"
    page = f'<article><h1>{TITLE}</h1><p>{ONE}</p><div class="m-newsletter"><p>{box}</p></div></article>'
    assert "بريدك" not in read_html(page).text


def test_a_subheading_of_the_first_rank_does_not_end_the_report() -> None:
    assert TWO in read_text(f"<div><h1>{TITLE}</h1><div><p>{ONE}</p><h1>تفاصيل الهجوم</h1><p>{TWO}</p></div></div>")


def test_a_second_report_below_is_cut() -> None:
    part = '<div class="story"><h1 class="head">{}</h1><p>{}</p></div>'
    second = f"{OTHER} في وقت متأخر من الليل، بحسب ما ذكرته الشرطة المحلية في بيان لها."
    assert OTHER not in read_text(part.format(TITLE, ONE) + part.format("خبر ثان لا صلة له بالأول", second))


def test_the_body_of_a_page_that_only_a_script_would_show_comes_from_its_metadata() -> None:
    page = f'<title>{TITLE}</title><script type="application/ld+json">{{"@type":"NewsArticle","headline":"{TITLE}",'
    page += f'"articleBody":"{ONE}\\n\\n{TWO}"}}</script><div id="app"></div>'
    assert read_text(page) == WANTED


def test_markup_inside_the_metadata_is_no_part_of_the_text() -> None:
    body = f"&lt;p&gt;{ONE}&lt;/p&gt;&lt;p&gt;{TWO}&lt;/p&gt;"
    page = (
        f'<script type="application/ld+json">{{"@type":"Report","headline":"{TITLE}","articleBody":"{body}"}}</script>'
    )
    assert read_text(page) == WANTED


def test_the_headline_in_a_list_at_the_top_is_not_where_the_report_begins() -> None:
    top = f"<div><h3><a href=x>{TITLE}</a></h3></div><div>أسعار الصرف</div><div><h2>{TITLE}</h2><p>{OTHER}.</p></div>"
    assert read_text(f"<title>{TITLE}</title>{top}{ARTICLE}") == WANTED


def test_metadata_that_hold_more_than_the_page_are_told() -> None:
    body = " ".join(f"كلمة{n}" for n in range(80))
    page = (
        f'<script type="application/ld+json">{{"@type":"Article","headline":"{TITLE}","articleBody":"{body}"}}</script>'
    )
    assert "كلمة79" in read_html(page + ARTICLE).text
    assert read_html(page.replace(body, ONE) + ARTICLE).doubts == ()


def test_a_page_that_lists_other_reports_is_told() -> None:
    entry = '<div><h3><a href="/{0}">{1} رقم {0}</a></h3><p>{2} رقم {0}</p></div>'
    page = "<h1>أخبار البلاد</h1>" + "".join(entry.format(n, OTHER, ONE) for n in range(4))
    assert any("list of 4 other reports" in doubt for doubt in read_html(page).doubts)
    assert read_html(ARTICLE + entry.format(1, OTHER, ONE)).doubts == ()


def test_a_page_of_which_little_was_taken_is_told() -> None:
    rest = f"<article><h2>خبر</h2><p>{OTHER} {TWO}</p></article>" * 12
    found = read_html(f"<article>{ARTICLE}</article>{rest}")
    assert found.text == WANTED
    assert "of the page's running text" in found.doubts[0]
    assert read_html(ARTICLE).doubts == ()


@pytest.mark.parametrize("markup", ["", " ", "<html>", "<p></p>", "<!-- x", "<title></title>", "\0", "<a><a><p>"])
def test_a_page_without_words_gives_no_text(markup: str) -> None:
    assert read_html(markup).text == ""


DEEP = """
from osint_iraq.read.markup.html import read_html
opened, article = {opened!r} * {times}, {article!r}
found = read_html("<body>" + opened + article + {closed!r} * {times})
assert {one!r} in found.text and {two!r} in found.text, found.text[:200]
"""


@pytest.mark.parametrize(("opened", "closed"), [("<div>", "</div>"), ("<div>", ""), ("<span>", "</span>"), ("<b>", ""),
                                                ("<table><tr><td>", ""), ("<ul><li>", ""), ("<a href=x>", ""),
                                                ("<blockquote><p>", "")])  # fmt: skip
def test_a_report_very_deep_in_the_page_is_read(opened: str, closed: str) -> None:
    times = (100_000 if opened in ("<div>", "<b>") else 20_000) // opened.count("<")
    code = DEEP.format(opened=opened, closed=closed, times=times, article=ARTICLE, one=ONE, two=TWO)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("markup", ["<b>x</b>" * 250_000, "<div " + " ".join(f"a{n}=b" for n in range(30_000)) + ">"])
def test_markup_that_takes_minutes_is_refused(markup: str) -> None:
    with pytest.raises(HtmlFault, match="no report has") as caught:
        read_html(markup + ARTICLE)
    assert caught.value.code == "too_large"


def test_a_large_picture_inside_the_page_is_no_reason_to_refuse_it() -> None:
    assert read_text(ARTICLE + f'<img src="data:image/png;base64,{"A" * 3_000_000}">') == WANTED


@settings(max_examples=60)
@given(st.lists(st.sampled_from(["<p>", "</p>", "<div>", "</div>", "<a href=x>", "</a>", "<li>", "<table>", "<td>", "</td>",
                                 "<br>", "<h1>", "</h1>", "<article>", "<nav>", "</nav>", "<script>", "</script>", "<!--",
                                 "-->", "<form>", "نص", "Text.", "&amp;", "&#1587;", "<", ">", '"', "=", "\x00", "\ud800"])))  # fmt: skip
def test_no_markup_raises(parts: list[str]) -> None:
    assert isinstance(read_html("".join(parts)).text, str)


SPRINKLED = ("\u200f", "\u200e", "\u202b", "\u202c", "\u2067", "\u2069", "\u200b", "\u200c", "\u200d", "\ufeff", "\u0640",
             "\u061c")  # fmt: skip
SISTERS = str.maketrans({"ي": "ی", "ك": "ک", "0": "۰", "1": "۱", "2": "٢", "3": "۳", "4": "٤", "5": "۵"})


def folded(words: str) -> list[str]:
    return [letters.normalise(line).strip() for line in words.splitlines() if line.strip()]


def sprinkle(words: str, marks: list[tuple[int, str]]) -> str:
    """Marks between the letters of the visible text, none inside tags or at the edge of a word."""
    out = list(words)
    places = [n for n in range(1, len(out)) if out[n - 1].isalpha() and out[n].isalpha() and ord(out[n]) > 0x600]
    for place, mark in marks:
        out[places[place % len(places)]] = mark + out[places[place % len(places)]].removeprefix(mark)
    return "".join(out)


STORY = Story(TITLE, (ONE, TWO, "وتشهد المنطقة منذ 15 أسبوعا هجمات مماثلة لم تعلن أي جهة مسؤوليتها عنها."))


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(sorted(LAYOUTS)),
    st.lists(st.tuples(st.integers(0, 10_000), st.sampled_from(SPRINKLED)), max_size=40),
    st.booleans(),
)
def test_invisible_characters_and_sister_letters_do_not_change_what_is_read(
    name: str, marks: list[tuple[int, str]], sisters: bool
) -> None:
    page = LAYOUTS[name](STORY)
    head, body = page.split("<body", 1) if "<body" in page else ("", page)
    changed = sprinkle(body, marks)
    changed = re.sub(r">[^<]+<", lambda m: m[0].translate(SISTERS), changed) if sisters else changed
    markup = f"{head}<body{changed}" if head else changed
    assert folded(read_text(markup)) == folded(read_text(page))


@pytest.mark.parametrize("name", sorted(LAYOUTS))
def test_presentation_forms_do_not_change_what_is_read(name: str) -> None:
    shaped = {c: chr(code) for code in range(0xFE80, 0xFEFD) if len(c := unicodedata.normalize("NFKC", chr(code))) == 1}
    page = LAYOUTS[name](STORY)
    table = str.maketrans({plain: form for plain, form in shaped.items() if "\u0621" <= plain <= "\u064a"})
    assert folded(read_text(page.translate(table))) == folded(read_text(page))
