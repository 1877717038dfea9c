"""Whole pages, written for these tests: what stays of them and what goes."""

from __future__ import annotations

import pytest

from osint_iraq.read.page import read_page

TITLE = "صواريخ تسقط قرب معسكر غربي المدينة"
LEAD = "قال ضابط في الشرطة إن ثلاثة صواريخ سقطت مساء الثلاثاء قرب معسكر غربي المدينة دون وقوع إصابات."
SECOND = "وأضاف الضابط أن قوة أمنية عثرت على منصة الإطلاق في بستان قريب وبدأت تحقيقا في الحادث."
THIRD = "ولم تتبن أي جهة الهجوم حتى ساعة إعداد هذا التقرير."
BODY = [LEAD, "", SECOND, "", THIRD]
OWN = "\n".join([TITLE, "", *BODY])

OTHER_TITLE = "اتفاق على جدول جديد لرحلات القطار"
OTHER = [
    "أعلنت إدارة السكك اليوم الأحد التوصل إلى اتفاق على جدول جديد لرحلات القطار بين المدينتين.",
    "",
    "وقالت الإدارة إن الجدول يبدأ في الشهر المقبل ويشمل ثلاث رحلات في اليوم.",
]


def page(*lines: str) -> str:
    return "\n".join(lines)


FOOTS = {
    "bulleted list": ["مقالات ذات صلة", "", "• خبر أول عن مدينة بعيدة", "• خبر ثان عن السوق"],
    "plain list": ["مواضيع ذات صلة", "خبر أول عن مدينة بعيدة", "خبر ثان عن السوق"],
    "list with blank lines": ["مقالات مشابهة", "", "خبر أول عن مدينة بعيدة", "", "خبر ثان عن السوق"],
    "one label line": ["قد يهمك أيضا: أسعار الخضار في الأسواق"],
    "spelled otherwise": ["أقرأ أيضا", "موضوعات متعلقة"],
    "both genders": ["اقرأ/ي أيضًا: رحلات القطار"],
    "second report below a source line": ["المصدر: شبكة الضفاف", "", "إقرأ أيضاً:", "", OTHER_TITLE, "", *OTHER],
    "second report below tags": ["وسوم: العراق", "", "اقرأ أيضا", OTHER_TITLE, "", *OTHER],
    "second report that its lead gives away": ["اقرأ أيضا:", "", OTHER_TITLE, "", *OTHER],
    "sidebar": ["أهم الأخبار", "", OTHER_TITLE, "", *OTHER],
    "comment form": ["اترك تعليقاً", "", "لن يتم نشر عنوان بريدك الإلكتروني. الحقول الإلزامية مشار إليها بـ *"],
    "comments of readers": ["التعليقات (2)", "سمير", "كلام طويل من قارئ يقول إن صاروخا آخر سقط على بيته قبل عام كامل."],
    "video fallback": ["Your browser does not support the video tag."],
    "tags in the line": ["كلمات مفتاحية: العراق، المدينة"],
    "tags below": ["كلمات دلالية", "العراق | المدينة"],
    "load more": ["علامات:", "تحميل المزيد"],
    "menu": ["من نحن | اتصل بنا | سياسة الخصوصية"],
    "subscription": ["للاشتراك في النشرة البريدية اضغط هنا", "تابعونا على تلغرام"],
    "share bar": ["شارك", "A+ A-", "TT", "طباعة | حجم الخط"],
    "end mark and credit": ["/انتهى/", "(رويترز، العربي الجديد)"],
    "address": ["https://example.org/channel"],
    "counter": ["عدد المشاهدات 737"],
}


@pytest.mark.parametrize("foot", FOOTS.values(), ids=FOOTS.keys())
def test_what_stands_below_the_report_goes(foot: list[str]) -> None:
    assert read_page(page(TITLE, "", *BODY, "", *foot)).text == OWN


HEADS = {
    "share bar and summary controls": ["+ الخط -", "", "استمع إلى الملخص", "", "اظهر الملخص"],
    "reading time": ["time reading iconدقائق القراءة - 3"],
    "dated caption": ["جنود عند بوابة معسكر قديم / 13 يناير 2020 (فرانس برس)"],
    "caption twice": ["صورة لإحدى القطع التي عثر عليها - 4 يناير 2022 - الشرق"] * 2,
    "credited caption": ["جنود عند بوابة المعسكر - رويترز"],
    "archive caption": ["شاحنة محترقة في هجوم سابق (أرشيف)"],
    "caption with its date between": ["نينوى/ 17 آب 2021/ جانب من الدمار في القرية"],
    "labelled caption": ["التعليق على الصورة، جنود عند بوابة المعسكر"],
    "byline": ["بغداد - الأناضول"],
    "desk": ["عرب وعالم"],
    "date lines": [
        "تم النشر: 2020/06/14 الساعة 05:09 بتوقيت غرينتش",
        "تم التحديث: 2020/06/14 الساعة 05:09 بتوقيت غرينتش",
    ],
    "list of facts": ["• 21-05-2022, 22:29", "• أمن", "• 737"],
    "the headline again": [TITLE],
    "empty pictures": ["![]() ![]() |"],
}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS.keys())
def test_what_stands_between_headline_and_body_goes(head: list[str]) -> None:
    assert read_page(page(TITLE, "", *head, "", *BODY)).text == OWN


@pytest.mark.parametrize(
    "masthead",
    [["الخليج"], ["Skip to main content"], ["الجمعة 26 ابريل 2024 أبوظبي الإمارات", "مواقيت الصلاة", "الأخبار العالمية"],
     ["الإشراف العام", "رئيس التحرير"], ["الرئيسية | سياسة | رياضة | اقتصاد"]],
)  # fmt: skip
def test_what_stands_above_the_headline_goes(masthead: list[str]) -> None:
    found = read_page(page(*masthead, "", TITLE, "", *BODY))
    assert (found.title, found.text) == (TITLE, OWN)


INSIDE = {
    "prompt with its headline in the line": ["اقرأ أيضا: خبر عن السوق"],
    "prompt over a headline": ["اقرأ أيضا:", "خبر عن السوق في مدينة بعيدة"],
    "prompt over a headline set apart": ["إقرأ أيضاً", "", "خبر عن السوق في مدينة بعيدة"],
    "list": ["مواضيع ذات صلة", "• خبر أول عن مدينة بعيدة", "• خبر ثان عن السوق"],
    "share bar": ["شارك"],
    "video fallback": ["Your browser does not support the video tag."],
    "advertisement": ["إعلان"],
    "credited caption": ["جنود عند بوابة المعسكر (رويترز)"],
}


@pytest.mark.parametrize("inside", INSIDE.values(), ids=INSIDE.keys())
def test_a_block_inside_the_body_goes_alone(inside: list[str]) -> None:
    assert read_page(page(TITLE, "", LEAD, "", *inside, "", SECOND, "", THIRD)).text == OWN


BODY_LINES = [
    "وقال اقرأ أيضا ما كتبه الجنود على الجدار، في إشارة إلى شعارات قديمة.",
    "اشترك في الهجوم ثلاثة مسلحين وفق الضابط.",
    "شارك هذا الفصيل في هجمات سابقة على الأرتال.",
    "نشر في 14/06/2020 تقرير يقول إن المعسكر أخلي من الجنود الأجانب.",
    "صورة لافتة للنظر خرجت من المعسكر بعد الهجوم بساعات قليلة.",
    "تعليقات المسؤولين جاءت متباينة بعد الهجوم على المعسكر.",
    "المصدر: قال إن الصواريخ أطلقت من بستان قريب ولم تصب أحدا من الجنود في المعسكر.",
    "آخر الأخبار الواردة من المعسكر تفيد بأن النار أخمدت.",
    "حفظ السلام مهمة القوة التي تقيم في المعسكر منذ عامين.",
    "وذكرت وكالة رويترز أن الهجوم وقع في 13 يناير 2020 (الاثنين).",
    "وسبق أن صدر في (10 أيلول 2024) بيان عن السفارة بشأن هجوم آخر على المعسكر الواقع غربي المدينة وسكت عن الجهة التي نفذته",
    "وقال المصدر إن الهجوم لم يوقع إصابات بين الجنود الذين كانوا في المعسكر وقت القصف (رويترز)",
    "الجزيرة: لا إصابات",
    "ثاني هجوم في أقل من 48 ساعة",
    "- هجوم على معسكر ثان شمالي المدينة - 11 مارس 2020",
]  # fmt: skip


@pytest.mark.parametrize("line", BODY_LINES)
def test_running_text_with_the_same_words_stays(line: str) -> None:
    assert line in read_page(page(TITLE, "", LEAD, "", line, "", SECOND, "", THIRD)).text.split("\n")


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        ((TITLE, "", LEAD), TITLE),
        (("تقرير: القوات تستعد للرحيل", "", LEAD), "تقرير: القوات تستعد للرحيل"),
        (("أخبار عاجلة: صواريخ على المعسكر", "", LEAD), "أخبار عاجلة: صواريخ على المعسكر"),
        (("القوات تقر بالخطأ في الحساب!", "", LEAD), "القوات تقر بالخطأ في الحساب!"),
        (("Breaking: three rockets near the camp", "", LEAD), "Breaking: three rockets near the camp"),
        (("سقوط صواريخ قرب المعسكر | فيديو", "", LEAD), "سقوط صواريخ قرب المعسكر | فيديو"),
        (("بغداد - أ ف ب", LEAD), None),
        ((LEAD, "", SECOND), None),
        (("الحسكة", "", TITLE, "", LEAD), TITLE),
        ((TITLE,), None),
    ],
)  # fmt: skip
def test_the_headline(lines: tuple[str, ...], title: str | None) -> None:
    assert read_page(page(*lines)).title == title


def test_a_summary_keeps_its_sentences_and_loses_its_label() -> None:
    found = read_page(page(TITLE, "", "اظهر الملخص", f"- {LEAD}", "", SECOND))
    assert found.text == page(TITLE, "", f"- {LEAD}", "", SECOND)


def test_a_standfirst_repeated_as_the_first_paragraph_stands_once() -> None:
    assert read_page(page(TITLE, "", LEAD, "", "عربي بوست", "", *BODY)).text == OWN


def test_the_sidecars_title_finds_its_line() -> None:
    found = read_page(page("عاجل الآن من المدينة", TITLE, "", LEAD), title=TITLE)
    assert (found.title, found.text) == (TITLE, page(TITLE, "", LEAD))


@pytest.mark.parametrize(
    ("lines", "outlet"),
    [
        (("رووداو ديجيتال", LEAD), "rudawarabia.net"),
        (("بغداد: «الشرق الأوسط أونلاين»", "", LEAD), "aawsat.com"),
        (("رصد ـ الحل العراق", LEAD), "7al.net"),
        (("المصدر: بغداد- إرم نيوز", LEAD), "eremnews.com"),
        ((LEAD, "", "المصدر: شبكة الضفاف"), "شبكة الضفاف"),
        ((LEAD, "", "المصدر: الجزيرة + وكالات"), "aljazeera.net"),
        ((LEAD, "", "المصدر: رويترز"), None),
        (("بغداد - أ ف ب", LEAD), None),
        ((LEAD, "", SECOND, "", "KirkukNow © 2021"), "kirkuknow.com"),
        (("انفجار في الشرق", "", LEAD), None),
    ],
)  # fmt: skip
def test_the_outlet_is_who_published_and_no_agency(lines: tuple[str, ...], outlet: str | None) -> None:
    assert read_page(page(TITLE, "", *lines)).outlet == outlet


def test_a_last_sentence_with_its_agency_in_brackets_stays() -> None:
    last = "ولم يصب أحد في الهجوم (رويترز)"
    assert read_page(page(TITLE, "", LEAD, "", last)).text == page(TITLE, "", LEAD, "", last)


def test_a_page_of_short_lines_keeps_them() -> None:
    lines = page(TITLE, "سقطت ثلاثة صواريخ قرب المعسكر", "غربي المدينة مساء الثلاثاء", "ولم يصب أحد (رويترز)")
    assert read_page(lines).text == lines
