"""A report that stands where a page shows no text is read or warned of; it is never cut down to its headline in silence."""

from __future__ import annotations

import json

import pytest

from osint_iraq.read.reading import Content, read_content

TITLE = "سقوط صواريخ على قاعدة بلد الجوية"
PARAGRAPHS = (
    "سقطت ثلاثة صواريخ على قاعدة بلد الجوية في محافظة صلاح الدين مساء السبت 13 مارس 2021 من دون خسائر بشرية، وفق ما "
    "أفاد به مصدر أمني عراقي لم يكشف عن اسمه.",
    "وأضاف المصدر أن القوات الأمنية فتحت تحقيقا في الهجوم وعثرت على منصة الإطلاق في منطقة زراعية قريبة من القاعدة "
    "العسكرية المذكورة.",
)
BODY = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
HEAD = f"<!doctype html><html><head><meta charset=utf-8><title>{TITLE}</title></head><body>"
PARTS = ("noscript", "template", "object", "canvas", "audio", "video", "textarea", "iframe", "svg", "button", "map")


def read(html: str) -> tuple[str, list[str]]:
    reading = read_content(Content(html.encode(), "html"))
    return reading["text"] or "", [code for code, *_ in reading["faults"]]


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("closed", [True, False])
def test_a_report_in_a_part_that_browsers_do_not_show_is_read_and_said(part: str, closed: bool) -> None:
    text, codes = read(f"{HEAD}<h1>{TITLE}</h1><{part}>{BODY}" + (f"</{part}></body></html>" if closed else ""))
    assert all(paragraph in text for paragraph in PARAGRAPHS)
    if part not in ("svg", "map") or codes:  # what the parser itself brings to light needs no warning
        assert codes == ["doubtful_text"]


def test_a_shadow_tree_as_page_savers_write_it_is_read() -> None:
    text, _ = read(f"{HEAD}<h1>{TITLE}</h1><x-story><template shadowrootmode=open>{BODY}</template></x-story>")
    assert all(paragraph in text for paragraph in PARAGRAPHS)


STATE = json.dumps({"props": {"title": TITLE, "body": "\n".join(PARAGRAPHS)}})
HIDDEN = {
    "state of a script, escaped": f'{HEAD}<div id=root></div><script type="application/json">{STATE}</script>',
    "state of a script": f"{HEAD}<script>window.x = {json.dumps(PARAGRAPHS, ensure_ascii=False)}</script>",
    "a comment that never ends": f"{HEAD}<!-- <h1>{TITLE}</h1>{BODY}</body></html>",
    "a script that never ends": f"<title>{TITLE}</title><script>var a = 1;<body><h1>{TITLE}</h1>{BODY}</body>",
    "a style that never ends": f"<title>{TITLE}</title><style>p {{}}<body><h1>{TITLE}</h1>{BODY}</body>",
}


@pytest.mark.parametrize("name", HIDDEN)
def test_a_report_that_is_no_text_of_the_page_is_warned_of(name: str) -> None:
    text, codes = read(HIDDEN[name])
    assert PARAGRAPHS[1] not in text
    assert codes == ["doubtful_text"]


RELATED = json.dumps(["مسيرة تستهدف مطار أربيل الدولي فجر اليوم", "القوات الأمنية تعثر على منصة إطلاق غرب بغداد"] * 40)


@pytest.mark.parametrize(
    "page",
    [
        f"{HEAD}<h1>{TITLE}</h1>{BODY}<noscript>{BODY}</noscript>",
        f"{HEAD}<h1>{TITLE}</h1><p>سقط صاروخان على قاعدة بلد الجوية من دون خسائر.</p></body></html>",
        f"{HEAD}<h1>{TITLE}</h1><p>سقط صاروخان على قاعدة بلد.</p><script>var related = {RELATED};</script></body></html>",
        f'<meta name=description content="{PARAGRAPHS[0]}">{HEAD}<h1>{TITLE}</h1>',
    ],
)
def test_whole_reports_and_short_items_are_not_warned_of(page: str) -> None:
    text, codes = read(page)
    assert text.startswith(TITLE)
    assert codes == []
