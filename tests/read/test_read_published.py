"""Publication dates: which line is one, and what it says."""

from __future__ import annotations

import pytest

from osint_iraq.read.lines import Line
from osint_iraq.read.page import read_page
from osint_iraq.read.stamps import stamps_of

TITLE = "صواريخ تسقط قرب معسكر غربي المدينة"
LEAD = "قال ضابط في الشرطة إن ثلاثة صواريخ سقطت يوم الثلاثاء قرب معسكر غربي المدينة دون وقوع إصابات."
SECOND = "وأضاف الضابط أن قوة أمنية عثرت على منصة الإطلاق في بستان قريب وبدأت تحقيقا في الحادث."

LINES = [
    ("تم النشر: 2020/06/14 الساعة 05:09 بتوقيت غرينتش", "published", "2020-06-14T05:09:00+00:00"),
    ("تم النشر: 2020/06/14 الساعة 05:09 بتوقيت بغداد", "published", "2020-06-14T02:09:00+00:00"),
    ("تم النشر: ٢٠٢٠/٠٦/١٤", "published", "2020-06-14"),
    ("نشر في 14/06/2020", "published", "2020-06-14"),
    ("نُشر في: 03/04/2021", "published", "2021-04-03"),
    ("نشر في الأحد 03/04/2022", "published", "2022-04-03"),
    ("نشر في الجمعة 03/04/2022", "published", "2022-03-04"),
    ("كتب محمد - تاريخ النشر: 14 حزيران 2020", "published", "2020-06-14"),
    ("آخر تحديث: 26 يوليو 2024 - 10:30 بتوقيت القدس", "updated", "2024-07-26T07:30:00+00:00"),
    ("آخر تحديث 26 يوليو 2024 الساعة 10:30 (توقيت مكة المكرمة)", "updated", "2024-07-26T07:30:00+00:00"),
    ("آخر تحديث 26 يوليو 2024 الساعة 10:30 بتوقيت القاهرة", "updated", "2024-07-26T07:30:00+00:00"),
    ("26 يوليو 2024", "bare", "2024-07-26"),
    ("الثلاثاء 4 كانون الثاني 2022", "bare", "2022-01-04"),
    ("الثلاثاء، 4 يناير/كانون الثاني 2022", "bare", "2022-01-04"),
    ("2020-06-14 05:09", "bare", "2020-06-14T02:09:00+00:00"),
    ("2020-06-14 05:09 GMT+4", "bare", "2020-06-14T01:09:00+00:00"),
    ("2020-06-14 05:09 بتوقيت جزيرة بعيدة", "bare", "2020-06-14"),
    ("الجمعة 28 مايو 2021 3:40 م", "bare", "2021-05-28T12:40:00+00:00"),
    ("الساعة 12:20 ص|16 فبراير 2020", "bare", "2020-02-15T21:20:00+00:00"),
    ("14 حزيران 2020 1:00 ليلا", "bare", "2020-06-13T22:00:00+00:00"),
    ("سياسة 24-04-2021, 21:15 | --", "bare", "2021-04-24T18:15:00+00:00"),
    ("الجمعة 20 محرم 1446 هـ - 26 يوليو 2024 م", "bare", "2024-07-26"),
    ("السبت 4 كانون الثاني 2022", None, None),  # it was a Tuesday
    ("31/02/2024", None, None),
    ("يوليو 2024", None, None),
    ("الجمعة 26 ابريل 2024 أبوظبي الإمارات", None, None),
    ("اليوم هو 26 يوليو 2024", "clock", "2024-07-26"),
    ("Last modified: 2024-07-26", "updated", "2024-07-26"),
    ("وفي 16 تموز/يوليو 2024 استهدفت القاعدة بطائرتين", None, None),
    ("نشر في 14/06/2020 تقرير يقول إن المعسكر أخلي.", None, None),
    ("هجوم 13 يناير 2020 ما زال بلا متهم", None, None),
    ("من 13 يناير 2020 إلى 20 يناير 2020", None, None),
    (TITLE, None, None),
    ("نُشر: 10:20-14 يونيو 2020 م ـ 22 شوال 1441 هـ", "published", "2020-06-14T07:20:00+00:00"),
    ("2021-09-11T23:45:01+00:00", "bare", "2021-09-11T23:45:00+00:00"),
    ("2021-09-11 01:45:01-05:00", "bare", "2021-09-11T06:45:00+00:00"),
    ("نشر: الأحد 14 يونيو 2020 KSA 10:20 - GMT 07:20", "published", "2020-06-14T07:20:00+00:00"),
    ("نشر في: 03 مارس ,2021: 11:12 ص GST", "published", "2021-03-03T07:12:00+00:00"),
    ("الخميس - 1 رجب 1443 هـ - 03 فبراير 2022 مـ رقم العدد [ 15773]", "bare", "2022-02-03"),
    ("الاربعاء 07 يوليو 2021 - 11:09 أمنية عدد المشاهدات 2331", "bare", "2021-07-07T08:09:00+00:00"),
    ("06:33 GMT 14.06.2020 (تم التحديث: 09:33 GMT 16.06.2020)", "bare", "2020-06-14T06:33:00+00:00"),
]


@pytest.mark.parametrize(("line", "kind", "when"), LINES)
def test_date_lines(line: str, kind: str | None, when: str | None) -> None:
    found = stamps_of(Line(0, line))
    assert (found[0].kind if found else None) == kind
    if when is None:
        assert not found
    elif "T" in when:
        assert found[0].when.published.isoformat() == when
    else:
        assert (found[0].when.published.date().isoformat(), found[0].when.precision) == (when, "day")


def test_one_line_may_tell_publication_and_update() -> None:
    found = stamps_of(Line(0, "نشر في: 14/06/2020 آخر تحديث: 15/06/2020"))
    assert [(s.kind, s.when.day.day) for s in found] == [("published", 14), ("updated", 15)]


CAPTION = "صورة لإحدى القطع التي عثر عليها - 4 يناير 2022 - الشرق"
PAGES = {
    "publication line": ([TITLE, "", "26 يوليو 2024", "", LEAD], "line", "2024-07-26"),
    "old archive picture beside it": (
        [TITLE, "", "26 يوليو 2024", "جنود عند بوابة معسكر / 14 يناير 2020 (فرانس برس)", LEAD], "line", "2024-07-26"),
    "label below a standfirst": ([TITLE, "", LEAD, "", "عربي بوست", "تم النشر: 2020/06/14", "", SECOND], "label", "2020-06-14"),
    "label alone on its line": ([TITLE, "تاريخ النشر:", "2020-06-14", LEAD], "label", "2020-06-14"),
    "label below the body": ([TITLE, "", LEAD, "", SECOND, "", "نشر في 14/06/2020"], "label", "2020-06-14"),
    "update and label": ([TITLE, "آخر تحديث: 2020-06-20", "نشر في: 2020-06-14", "", LEAD], "label", "2020-06-14"),
    "update alone on its line is no publication": ([TITLE, "آخر تحديث", "2020-06-20", "نشر في: 2020-06-14", LEAD], "label", "2020-06-14"),
    "page clock above, line below": (
        ["الجمعة 26 ابريل 2024 أبوظبي الإمارات", "الأخبار العالمية", "", TITLE, "", "1 أكتوبر 2020", "", LEAD], "line", "2020-10-01"),
    "clock without a city above a menu": (["الأربعاء - 3 ديسمبر 2025", "أخبار", "", TITLE, "", LEAD], None, None),
    "page clock with its label": (["اليوم هو 26 ابريل 2024", "", TITLE, "", LEAD], None, None),
    "right above the headline": (["سياسة 24-04-2021, 21:15 | --", "", TITLE, "", LEAD], "line", "2021-04-24"),
    "said by the report": ([TITLE, "", "قال ضابط مساء اليوم السبت (13 حزيران 2020) إن صواريخ سقطت قرب المعسكر.", SECOND], "today", "2020-06-13"),
    "an event's date is not today": ([TITLE, "", "سقطت صواريخ مساء السبت (13 حزيران 2020) قرب المعسكر، قال ضابط اليوم.", SECOND], None, None),
    "two todays": (
        [TITLE, "", "قال ضابط اليوم السبت (13 حزيران 2020) إن صواريخ سقطت.", "وقال آخر اليوم الأحد (14 حزيران 2020) إنها ثلاثة."], None, None),
    "caption and a lead that names its weekday": ([TITLE, "", CAPTION, CAPTION, "", LEAD], "caption", "2022-01-04"),
    "caption of another weekday": ([TITLE, "", CAPTION.replace("4 يناير", "5 يناير"), "", LEAD], None, None),
    "captions that differ": ([TITLE, "", CAPTION, CAPTION.replace("4 يناير", "11 يناير"), "", LEAD], None, None),
    "caption of an earlier attack": ([TITLE, "", "مخلفات هجوم سابق على المعسكر - 4 يناير 2022 - الشرق", "", LEAD], None, None),
    "caption and a publication line": ([TITLE, "", CAPTION, "نشر في 5 يناير 2022", "", LEAD], "label", "2022-01-05"),
    "nothing but an update": ([TITLE, "", "آخر تحديث: 2020-06-20", "", LEAD], "update", "2020-06-20"),
    "a date far down the body": ([TITLE, "", LEAD, "", SECOND, "", "26 يوليو 2024", "", SECOND + " "], None, None),
    "the second report's date": ([TITLE, "", LEAD, "", "المصدر: شبكة", "اقرأ أيضا:", "خبر آخر بعيد", "نشر في 14/06/2020", SECOND], None, None),
    "nothing": ([TITLE, "", LEAD, "", SECOND], None, None),
}  # fmt: skip


@pytest.mark.parametrize(("lines", "rule", "day"), PAGES.values(), ids=PAGES.keys())
def test_the_publication_date_of_a_page(lines: list[str], rule: str | None, day: str | None) -> None:
    found = read_page("\n".join(lines)).published
    assert (found.rule if found else None) == rule
    assert (found.when.local_day.isoformat() if found else None) == day
