"""Date expressions: phrases in varied wording and the days they mean."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osint_iraq.date_words import lexer
from osint_iraq.dates import DateExpression, calendar_dates, date_expressions, hijri_day, resolve
from osint_iraq.lexer import rows
from osint_iraq.text import fold, normalise

FRIDAY = date(2024, 7, 26)  # the publication day of every phrase below unless the row names another

ABSOLUTE = [
    # both families of month names, in every order and join
    ("13 يونيو/حزيران 2020", "2020-06-13"),
    ("13 يونيو / حزيران 2020", "2020-06-13"),
    ("13 حزيران/يونيو 2020", "2020-06-13"),
    ("13 حزيران (يونيو) 2020", "2020-06-13"),
    ("13 يونيو (حزيران) 2020", "2020-06-13"),
    ("13 حزيران يونيو 2020", "2020-06-13"),
    ("5 شباط فبراير 2024", "2024-02-05"),
    ("13يونيو2020", "2020-06-13"),
    ("13 يونيو2020", "2020-06-13"),
    ("١٣ يونيو ٢٠٢٠", "2020-06-13"),
    ("۱۳ حزیران ۲۰۲۰", "2020-06-13"),
    ("27 كانون الأول/ديسمبر 2019", "2019-12-27"),
    ("28 كانون الثاني 2024", "2024-01-28"),
    ("28 كانون ثاني 2024", "2024-01-28"),
    ("28 كانون 2 2024", "2024-01-28"),
    ("28 ك2 2024", "2024-01-28"),
    ("10 تشرين اول 2023", "2023-10-10"),
    ("10 تشرين الأول 2023", "2023-10-10"),
    ("10 تشرين 2 2023", "2023-11-10"),
    ("15 آب 2021", "2021-08-15"),
    ("15 آب/أغسطس 2021", "2021-08-15"),
    ("15 أغسطس/آب من عام 2021", "2021-08-15"),
    ("21 آيار 2022", "2022-05-21"),
    ("21 مايس 2022", "2022-05-21"),
    ("5 أبريل 2021", "2021-04-05"),
    ("5 إبريل 2021", "2021-04-05"),
    ("5 ابريل 2021", "2021-04-05"),
    ("3 نيسان/أبريل 2021", "2021-04-03"),
    ("3 نيسان/إبريل 2021", "2021-04-03"),
    ("8 جانفي 2020", "2020-01-08"),
    ("8 فيفري 2020", "2020-02-08"),
    ("8 أفريل 2020", "2020-04-08"),
    ("8 ماي 2020", "2020-05-08"),
    ("8 جوان 2020", "2020-06-08"),
    ("8 جويلية 2020", "2020-07-08"),
    ("8 أوت 2020", "2020-08-08"),
    ("8 يونيه 2020", "2020-06-08"),
    ("8 يوليه 2020", "2020-07-08"),
    ("الـ17 من حزيران 2022", "2022-06-17"),
    ("الـ 17 من حزيران 2022", "2022-06-17"),
    ("6 تمّوز 2021", "2021-07-06"),
    ("6 تمـــوز 2021", "2021-07-06"),
    # ordinals
    ("السابع من تشرين الأول/أكتوبر 2023", "2023-10-07"),
    ("الأول من أيار 2021", "2021-05-01"),
    ("الثالث عشر من حزيران عام 2020", "2020-06-13"),
    ("الحادي عشر من آذار 2020", "2020-03-11"),
    ("الثاني والعشرين من أيلول 2024", "2024-09-22"),
    ("الحادي والثلاثين من كانون الأول 2019", "2019-12-31"),
    ("العشرين من شباط 2022", "2022-02-20"),
    ("الثالث من شهر كانون الثاني 2020", "2020-01-03"),
    ("اليوم الأول من شهر أيار 2021", "2021-05-01"),
    # numeric forms
    ("2020/06/14", "2020-06-14"),
    ("2020-06-14", "2020-06-14"),
    ("14/6/2020", "2020-06-14"),
    ("14-06-2020", "2020-06-14"),
    ("14.06.2020", "2020-06-14"),
    ("01/02/2023", "2023-02-01"),
    ("14/06/20", "2020-06-14"),
    ("06/14/2020", "2020-06-14"),
    ("٢٠٢٠/٠٦/١٤", "2020-06-14"),
    # weekdays and dates together; the date rules where they differ
    ("الثلاثاء المصادف 2024/10/1", "2024-10-01"),
    ("مساء السبت (3 كانون الأول 2022)", "2022-12-03"),
    ("اليوم السبت (3 كانون الأول 2022)", "2022-12-03"),
    ("الأربعاء - 3 ديسمبر / كانون الأول 2025", "2025-12-03"),
    ("يوم الخميس الموافق 25 تموز 2024", "2024-07-25"),
    ("الخميس، 25 يوليو 2024", "2024-07-25"),
    ("الأحد 25 يوليو 2024", "2024-07-25"),
    ("الأحد الثالث من شهر ديسمبر 2023", "2023-12-03"),
    ("الجمعة الثالثة من شهر ديسمبر 2023", "2023-12-15"),
    # lists, ranges, nights
    ("3 و 5 يناير 2022", "2022-01-03 2022-01-05"),
    ("3 و5 يناير 2022", "2022-01-03 2022-01-05"),
    ("3 و5 و7 يناير 2022", "2022-01-03 2022-01-05 2022-01-07"),
    ("يومي 22 و23 سبتمبر 2024", "2024-09-22 2024-09-23"),
    ("من 3 إلى 5 يناير 2022", "2022-01-03/2022-01-05"),
    ("3-5 يناير 2022", "2022-01-03/2022-01-05"),
    ("ليلة 7-8 يناير 2020", "2020-01-07/2020-01-08"),
    ("ليلة 7/8 يناير 2020", "2020-01-07/2020-01-08"),
    ("بين 3 و5 يناير 2022", "2022-01-03/2022-01-05"),
    ("بين 17 أكتوبر 2023 و31 يناير 2024", "2023-10-17/2024-01-31"),
    ("بين 17 أكتوبر و31 ديسمبر 2023", "2023-10-17/2023-12-31"),
    ("بين 17 أكتوبر و31 يناير 2024", "2023-10-17/2024-01-31"),
    ("من 17 تشرين الأول 2023 وحتى 4 شباط 2024", "2023-10-17/2024-02-04"),
    ("منذ 17 أكتوبر 2023 حتى 31 يناير 2024", "2023-10-17/2024-01-31"),
    # months and years
    ("في أكتوبر 2023", "2023-10-01/2023-10-31"),
    ("أكتوبر/تشرين الأول 2023", "2023-10-01/2023-10-31"),
    ("في شباط 2020", "2020-02-01/2020-02-29"),
    ("شهر آب من عام 2021", "2021-08-01/2021-08-31"),
    ("مطلع شباط 2024", "2024-02-01/2024-02-10"),
    ("بداية شهر أيار 2021", "2021-05-01/2021-05-10"),
    ("منتصف كانون الثاني 2022", "2022-01-11/2022-01-20"),
    ("أواخر تشرين الأول/أكتوبر 2019", "2019-10-21/2019-10-31"),
    ("نهاية فبراير 2023", "2023-02-21/2023-02-28"),
    ("عام 2011", "2011-01-01/2011-12-31"),
    ("منذ 2015", "2015-01-01/2015-12-31"),
    ("بحلول سبتمبر/أيلول عام 2025", "2025-09-01/2025-09-30"),
    # Hijri
    ("22 شوال 1441 هـ", "2020-06-14"),
    ("22 شوال 1441هـ", "2020-06-14"),
    ("15 رجب 1445 هـ الموافق 27 يناير 2024", "2024-01-27"),
    ("1441/10/22 هـ", "2020-06-14"),
    ("الأول من محرم 1446", "2024-07-07"),
]

COMPLETED = [
    ("16 تموز/يوليو", "2024-07-26", "2024-07-16"),
    ("27 تموز", "2024-07-26", "2024-07-27"),
    ("28 تموز", "2024-07-26", "2023-07-28"),
    ("27 ديسمبر", "2024-07-26", "2023-12-27"),
    ("31 ديسمبر", "2025-01-01", "2024-12-31"),
    ("1 يناير", "2024-12-31", "2025-01-01"),
    ("29 شباط", "2023-05-01", "2020-02-29"),
    ("16 تموز/يوليو من العام الماضي", "2024-08-06", "2023-07-16"),
    ("16 تموز من العام الجاري", "2024-08-06", "2024-07-16"),
    ("16 تموز من هذا العام", "2024-08-06", "2024-07-16"),
    ("16 تموز من السنة الماضية", "2024-08-06", "2023-07-16"),
    ("2 مايو/ أيار الجاري", "2021-05-28", "2021-05-02"),
    ("17 أكتوبر الماضي", "2024-01-06", "2023-10-17"),
    ("30 تموز المقبل", "2024-07-26", "2024-07-30"),
    ("5 كانون الثاني المقبل", "2024-12-26", "2025-01-05"),
    ("تموز/يوليو الماضي", "2024-08-06", "2024-07-01/2024-07-31"),
    ("يوليو الماضي", "2024-07-26", "2023-07-01/2023-07-31"),
    ("في نوفمبر الماضي", "2023-12-08", "2023-11-01/2023-11-30"),
    ("خلال مايو الماضي", "2019-06-19", "2019-05-01/2019-05-31"),
    ("مطلع فبراير/شباط الماضي", "2024-07-26", "2024-02-01/2024-02-10"),
    ("نهاية كانون الثاني/يناير", "2024-07-26", "2024-01-21/2024-01-31"),
    ("أوائل فبراير", "2024-07-17", "2024-02-01/2024-02-10"),
    ("منذ نهاية أكتوبر", "2020-03-15", "2019-10-21/2019-10-31"),
    ("منذ أكتوبر", "2020-10-05", "2020-10-01/2020-10-31"),
    ("بحلول نهاية أيلول", "2024-07-26", "2024-09-21/2024-09-30"),
    ("في آب", "2024-07-26", "2023-08-01/2023-08-31"),
    ("منذ مارس", "2024-07-26", "2024-03-01/2024-03-31"),
    ("ليل 3 يناير", "2020-01-08", "2020-01-03"),
    ("في 13/6", "2020-06-14", "2020-06-13"),
    ("السبت 13/6", "2020-06-14", "2020-06-13"),
    ("الخميس 25 يوليو", "2024-07-26", "2024-07-25"),
    ("الخامس والعشرين من تموز الجاري", "2024-07-26", "2024-07-25"),
    ("في 17 حزيران من العام ذاته", "2022-12-03", "2022-06-17"),
    ("3 كانون الأول 2022 وفي 17 حزيران من العام نفسه", "2024-07-26", "2022-12-03 2022-06-17"),
    ("الأحد الثالث من ديسمبر", "2023-12-08", "2023-12-03"),
    ("16 تموز", None, None),
    ("في أكتوبر", None, None),
    ("الخميس 25 يوليو", None, None),
]

RELATIVE = [
    ("الخميس", "2024-07-25", "relative"),
    ("يوم الخميس", "2024-07-25", "relative"),
    ("الجمعة", "2024-07-26", "relative"),
    ("السبت", "2024-07-20", "relative"),
    ("الاثنين", "2024-07-22", "relative"),
    ("الإثنين", "2024-07-22", "relative"),
    ("يوم الثلاثاء", "2024-07-23", "relative"),
    ("هجوم الخميس", "2024-07-25", "relative"),
    ("وقالت الوزارة الأربعاء", "2024-07-24", "relative"),
    ("الأربعاء الماضي", "2024-07-24", "relative"),
    ("الجمعة الماضي", "2024-07-19", "relative"),
    ("الجمعة الماضية", "2024-07-19", "relative"),
    ("الجمعة المقبل", "2024-08-02", "relative"),
    ("الأحد المقبل", "2024-07-28", "relative"),
    ("مساء الإثنين والأربعاء الماضيين", "2024-07-22 2024-07-24", "relative"),
    ("يومي الإثنين والثلاثاء", "2024-07-22 2024-07-23", "relative"),
    ("يومي الاثنين و الثلاثاء الماضيين", "2024-07-22 2024-07-23", "relative"),
    ("ليل الخميس-الجمعة", "2024-07-25/2024-07-26", "relative"),
    ("ليل الخميس - الجمعة", "2024-07-25/2024-07-26", "relative"),
    ("ليل الخميس – الجمعة", "2024-07-25/2024-07-26", "relative"),
    ("ليلة الخميس/الجمعة", "2024-07-25/2024-07-26", "relative"),
    ("ليلة الخميس على الجمعة", "2024-07-25/2024-07-26", "relative"),
    ("ليل الخميس إلى الجمعة", "2024-07-25/2024-07-26", "relative"),
    ("ليل الخميس الجمعة", "2024-07-25/2024-07-26", "relative"),
    ("ليل الأحد – الاثنين", "2024-07-21/2024-07-22", "relative"),
    ("في ليلة الأحد/الاثنين", "2024-07-21/2024-07-22", "relative"),
    ("ليل الخميس", "2024-07-25", "relative"),
    ("فجر الجمعة", "2024-07-26", "relative"),
    ("فجر اليوم الجمعة", "2024-07-26", "relative"),
    ("في وقت متأخر يوم الخميس", "2024-07-25", "relative"),
    ("في وقت متأخر من مساء الخميس", "2024-07-25", "relative"),
    ("في ساعة متأخرة من ليل الخميس", "2024-07-25", "relative"),
    ("في ساعة مبكرة من صباح اليوم الجمعة", "2024-07-26", "relative"),
    ("في الساعات الأولى من أمس الخميس", "2024-07-25", "relative"),
    ("في ساعات الصباح الأولى من اليوم الجمعة", "2024-07-26", "relative"),
    ("اليوم", "2024-07-26", "relative"),
    ("اليوم (الجمعة)", "2024-07-26", "relative"),
    ("اليوم، الجمعة", "2024-07-26", "relative"),
    ("صباح اليوم", "2024-07-26", "relative"),
    ("هذا الصباح", "2024-07-26", "relative"),
    ("هذا اليوم", "2024-07-26", "relative"),
    ("الليلة", "2024-07-26", "relative"),
    ("أمس", "2024-07-25", "relative"),
    ("بالأمس", "2024-07-25", "relative"),
    ("يوم أمس", "2024-07-25", "relative"),
    ("أمس (الخميس)", "2024-07-25", "relative"),
    ("أمس الخميس", "2024-07-25", "relative"),
    ("مساء أمس الخميس", "2024-07-25", "relative"),
    ("البارحة", "2024-07-25", "relative"),
    ("أمس الأول", "2024-07-24", "relative"),
    ("مساء أمس الأول", "2024-07-24", "relative"),
    ("أمس الأول الأربعاء", "2024-07-24", "relative"),
    ("أول أمس", "2024-07-24", "relative"),
    ("أول من أمس", "2024-07-24", "relative"),
    ("غدا", "2024-07-27", "relative"),
    ("ليلة أمس", "2024-07-25", "relative"),
    ("ليل أمس", "2024-07-25", "relative"),
    ("ليل أمس الخميس", "2024-07-25", "relative"),
    ("الليلة الماضية", "2024-07-25/2024-07-26", "relative"),
    ("خلال الليل", "2024-07-25/2024-07-26", "relative"),
    ("سقطت الصواريخ ليلاً", "2024-07-25/2024-07-26", "relative"),
    ("منتصف ليلة أمس", "2024-07-25/2024-07-26", "relative"),
    ("بعد منتصف ليل الخميس", "2024-07-25/2024-07-26", "relative"),
    ("أمس ليلا", "2024-07-25", "relative"),
    ("الخميس فجرا", "2024-07-25", "relative"),
    ("قبل يومين", "2024-07-24", "relative"),
    ("قبل نحو أسبوعين", "2024-07-12", "relative"),
    ("قبل ثلاثة أيام", "2024-07-23", "relative"),
    ("قبل 3 أيام", "2024-07-23", "relative"),
    ("قبل أربعة عشر يوما", "2024-07-12", "relative"),
    ("قبل يوم واحد", "2024-07-25", "relative"),
    ("قبل أسبوع", "2024-07-19", "relative"),
    ("منذ يومين", "2024-07-24", "relative"),
    ("قبل شهر", "2024-06-01/2024-06-30", "relative"),
    ("قبل عامين", "2022-01-01/2022-12-31", "relative"),
    ("قبل ساعات", "2024-07-25/2024-07-26", "relative"),
    ("الأسبوع الماضي", "2024-07-19/2024-07-25", "relative"),
    ("خلال الأسبوع الماضي", "2024-07-19/2024-07-25", "relative"),
    ("الأسبوع قبل الماضي", "2024-07-12/2024-07-18", "relative"),
    ("هذا الأسبوع", "2024-07-20/2024-07-26", "relative"),
    ("الأسبوع الجاري", "2024-07-20/2024-07-26", "relative"),
    ("الأسبوع المقبل", "2024-07-27/2024-08-02", "relative"),
    ("الشهر الماضي", "2024-06-01/2024-06-30", "relative"),
    ("أواخر الشهر الماضي", "2024-06-21/2024-06-30", "relative"),
    ("مطلع الشهر الجاري", "2024-07-01/2024-07-10", "relative"),
    ("هذا الشهر", "2024-07-01/2024-07-31", "relative"),
    ("العام الماضي", "2023-01-01/2023-12-31", "relative"),
    ("السنة الماضية", "2023-01-01/2023-12-31", "relative"),
    ("في الساعات الـ24 الأخيرة", "2024-07-25/2024-07-26", "relative"),
    ("خلال الأيام الثلاثة الماضية", "2024-07-23/2024-07-26", "relative"),
    ("اليومين الماضيين", "2024-07-24/2024-07-26", "relative"),
]

UNRESOLVED = [
    ("قبل أيام", "unknown"),
    ("قبل بضعة أيام", "unknown"),
    ("منذ أسابيع", "unknown"),
    ("خلال الأشهر المقبلة", "unknown"),
    ("في الأسابيع الأخيرة", "unknown"),
    ("فجراً", "unknown"),
    ("الساعة 11:30 مساء", "unknown"),
    ("الشتاء الماضي", "unknown"),
    ("خلال أسبوع", "unknown"),
    ("لمدة ثلاثة أشهر", "unknown"),
    ("الذكرى الثانية لاغتيال سليماني", "unknown"),
]

ANCHORED = [
    ("بعد يومين من اجتماع", 2),
    ("بعد يومين على الاجتماع", 2),
    ("بعد يوم من الهجوم", 1),
    ("بعد يوم واحد من الهجوم", 1),
    ("بعد ثلاثة أيام من الهجوم", 3),
    ("بعد أسبوع من الهجوم", 7),
    ("بعد ساعات من الهجوم", 0),
    ("قبل يومين من الهجوم", -2),
    ("قبل ذلك بيوم", -1),
    ("قبل ذلك بيوم واحد", -1),
    ("قبل ذلك بيومين", -2),
    ("قبل ذلك بثلاثة أيام", -3),
    ("بعد ذلك بيومين", 2),
    ("في اليوم التالي", 1),
    ("صباح اليوم التالي", 1),
    ("في اليوم السابق", -1),
    ("في اليوم نفسه", 0),
    ("في اليوم ذاته", 0),
    ("الليلة نفسها", 0),
    ("عشية الزيارة", -1),
    ("غداة الهجوم", 1),
    ("ومذّاك توقفت الهجمات", 0),
    ("منذ ذلك الحين", 0),
    ("بعد أيام من الهجوم", None),
]

NOT_DATES = [
    "تنشر نحو 2500 عسكري في العراق",
    "2500 فرد",
    "قال أب لثلاثة أطفال إن الباب انفتح",
    "مارس ضغوطا كبيرة على اللجان",
    "أحد الجنود",
    "إصابة اثنين من الجنود",
    "لليوم الثالث على التوالي",
    "وكالة \"بغداد اليوم\" قالت",
    "نقلت روسيا اليوم عن مصدر",
    "من عيار 107 ملم",
    "سقطت 3 صواريخ",
    "طائرة من طراز F16",
    "بنسبة 3/4 من القوات",
    "فاز المنتخب 2-1",
    "اللواء 12 في الحشد",
    "رمضان عبد الله شلح",
    "النائب محمد رجب",
    "الآخر في المنطقة الخضراء",
    "فجّر انتحاري نفسه",
    "192.168.10.2",
]

ROLES = [
    ("منذ 17 أكتوبر 2023", "since"),
    ("منذ السابع من تشرين الأول/أكتوبر", "since"),
    ("حتى 31 يناير 2024", "until"),
    ("بحلول نهاية العام", "until"),
    ("بين 17 أكتوبر 2023 و31 يناير 2024", "period"),
    ("الذكرى الثانية لاغتيال سليماني", "anniversary"),
    ("لمدة أسبوع", "duration"),
    ("كل جمعة", "habitual"),
    ("في 3 يناير 2020", "point"),
    ("مذاك", "since"),
]

PARTS = [
    ("فجر الجمعة", "dawn", "day"),
    ("صباح اليوم", "morning", "day"),
    ("ظهر الخميس", "noon", "day"),
    ("بعد ظهر الخميس", "afternoon", "day"),
    ("عصر الخميس", "afternoon", "day"),
    ("مساء الخميس", "evening", "day"),
    ("ليل الخميس", "night", "night"),
    ("ليلة أمس", "night", "night"),
    ("فجر 8 جانفي 2020", "dawn", "day"),
    ("في الساعات الأولى من يوم الخميس", "dawn", "day"),
    ("في ساعة متأخرة من مساء الخميس", "evening", "day"),
    ("في وقت متأخر يوم الخميس", "night", "night"),
    ("عند الساعة 10:50 صباحا", "morning", "unknown"),
    ("الخميس عند الساعة 11:30 مساء", "evening", "day"),
    ("أمس فجرا", "dawn", "day"),
    ("عند الساعة التاسعة مساءً", "evening", "unknown"),
]


def read(phrase: str, published: date | None = FRIDAY) -> list[DateExpression]:
    return date_expressions(fold(phrase), published)


def days(found: list[DateExpression]) -> str | None:
    """The dates found, in one line: start, or start/end."""
    dated = [e for e in found if e.date_start]
    lines = [str(e.date_start) if e.date_start == e.date_end else f"{e.date_start}/{e.date_end}" for e in dated]
    return " ".join(lines) or None


@pytest.mark.parametrize(("phrase", "expected"), ABSOLUTE)
@pytest.mark.parametrize("published", [FRIDAY, None, date(2026, 3, 1)], ids=["2024", "none", "2026"])
def test_absolute_dates_need_no_publication_date(phrase: str, expected: str, published: date | None) -> None:
    found = read(phrase, published)
    assert days(found) == expected
    assert {e.basis for e in found} == {"explicit"}


@pytest.mark.parametrize(("phrase", "published", "expected"), COMPLETED)
def test_missing_years_are_the_latest_not_after_publication(
    phrase: str, published: str | None, expected: str | None
) -> None:
    assert days(read(phrase, date.fromisoformat(published) if published else None)) == expected


@pytest.mark.parametrize(("phrase", "expected", "basis"), RELATIVE)
def test_relative_days(phrase: str, expected: str, basis: str) -> None:
    found = read(phrase)
    assert days(found) == expected
    assert {e.basis for e in found} == {basis}


@pytest.mark.parametrize("phrase", [r[0] for r in RELATIVE])
def test_relative_days_without_publication_are_unknown(phrase: str) -> None:
    found = read(phrase, None)
    assert found
    assert days(found) is None


@pytest.mark.parametrize(("phrase", "basis"), UNRESOLVED)
def test_words_that_settle_no_day(phrase: str, basis: str) -> None:
    found = read(phrase)
    assert [e.basis if e.basis != "relative" else "unknown" for e in found] == [basis]
    assert days(found) is None


@pytest.mark.parametrize(("phrase", "offset"), ANCHORED)
def test_anchored_days(phrase: str, offset: int | None) -> None:
    (found,) = read(phrase)
    assert (found.basis, found.offset_days, found.date_start) == ("anchored", offset, None)
    anchor = date(2020, 6, 11)
    resolved = resolve(found, anchor)
    assert (resolved.date_start - anchor).days == offset if offset is not None else resolved == found


@pytest.mark.parametrize("phrase", NOT_DATES)
def test_words_that_are_no_dates(phrase: str) -> None:
    assert read(phrase) == []


@pytest.mark.parametrize(("phrase", "role"), ROLES)
def test_roles(phrase: str, role: str) -> None:
    assert [e.role for e in read(phrase)] == [role]


@pytest.mark.parametrize(("phrase", "part", "precision"), PARTS)
def test_parts_of_the_day(phrase: str, part: str, precision: str) -> None:
    assert [(e.time_of_day, e.precision) for e in read(phrase)] == [(part, precision)]


def test_part_of_the_day_and_tense_are_shared_by_a_pair() -> None:
    first, second = read("مساء الجمعة والأربعاء الماضيين")
    assert (first.date_start, first.time_of_day) == (date(2024, 7, 19), "evening")
    assert (second.date_start, second.time_of_day) == (date(2024, 7, 24), "evening")


@pytest.mark.parametrize(
    ("phrase", "published", "expected"),
    [
        ("اليوم الأربعاء", "2020-10-01", "2020-09-30"),  # put online just after midnight
        ("أمس الأحد", "2021-11-08", "2021-11-07"),
        ("أمس الأحد", "2021-11-09", "2021-11-07"),
    ],
)
def test_a_weekday_named_beside_today_rules(phrase: str, published: str, expected: str) -> None:
    assert days(read(phrase, date.fromisoformat(published))) == expected


def test_expressions_in_running_text() -> None:
    text = "استهدف هجوم مساء السبت 13 يونيو/حزيران 2020 قاعدة التاجي، وفي 8 منه سقط صاروخ قرب المطار."
    found = read(text, date(2020, 6, 14))
    assert fold(text).text[found[0].start : found[0].end] == normalise("مساء السبت 13 يونيو/حزيران 2020")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("26 يوليو 2024", [(2024, 7, 26)]),
        ("تم النشر: 2020/06/14 الساعة 05:09 بتوقيت غرينتش", [(2020, 6, 14)]),
        ("الأربعاء - 3 ديسمبر / كانون الأول 2025", [(2025, 12, 3)]),
        ("السبت 15 يونيو 2019 18:05:44", [(2019, 6, 15)]),
        ("الساعة 09:20 ص|16 فبراير 2020", [(2020, 2, 16)]),
        ("21-05-2022, 22:29", [(2022, 5, 21)]),
        ("1 أكتوبر 2020 00:01", [(2020, 10, 1)]),
        ("22 شوال 1441 هـ", [(2020, 6, 14)]),
        ("16 تموز", [(None, 7, 16)]),
        ("عدد المشاهدات 737", []),
    ],
)
def test_calendar_dates_of_publication_lines(line: str, expected: list[tuple[int | None, int, int]]) -> None:
    assert [(c.year, c.month, c.day) for c in calendar_dates(fold(line))] == expected


def test_calendar_dates_of_a_stretch() -> None:
    folded = fold("في 3 يناير 2020 ثم في 8 يناير 2020")
    (found,) = calendar_dates(folded, 16)
    assert folded.text[found.start : found.end] == "8 يناير 2020"


def test_hijri_days() -> None:
    assert hijri_day(1446, 1, 1) == date(2024, 7, 7)


@pytest.mark.parametrize("table", ["months", "weekdays"])
def test_every_word_is_found_in_its_example(table: str) -> None:
    for row in rows(table):
        if row.example:
            found = [t for t in lexer().tokens(normalise(row.example)) if t.kinds.get(row.kind) == row.value]
            assert found, row


@given(st.text(max_size=80))
def test_any_text_is_read_without_raising(text: str) -> None:
    check(text, FRIDAY)


@given(st.lists(st.sampled_from([r.term for n in ("months", "weekdays", "date_words", "numbers") for r in rows(n)]
       + ["3", "31", "2020", "1441", "/", "-", "(", ")", "،", "و", "من", "99", "\n"]), max_size=12),
       st.one_of(st.none(), st.dates(date(1990, 1, 1), date(2060, 1, 1))))
def test_any_run_of_date_words_is_read_without_raising(words: list[str], published: date | None) -> None:
    check(" ".join(words), published)


def check(text: str, published: date | None) -> None:
    folded = fold(text)
    end = 0
    for found in date_expressions(folded, published):
        assert end <= found.start < found.end <= len(folded.text)
        end = found.end
        assert (found.date_start is None) == (found.date_end is None)
        assert found.date_start is None or found.date_end is None or found.date_start <= found.date_end
    for calendar_date in calendar_dates(folded):
        assert 0 <= calendar_date.start < calendar_date.end <= len(folded.text)


@pytest.mark.parametrize("phrase", [a[0] for a in ABSOLUTE] + [r[0] for r in RELATIVE])
def test_tatweel_diacritics_and_digits_change_nothing(phrase: str) -> None:
    dressed = "".join(c + ("\u064e" if c.isalpha() else "") for c in phrase)
    dressed = dressed.translate({ord(str(d)): chr(0x0660 + d) for d in range(10)})
    assert days(read(dressed)) == days(read(phrase))


@pytest.mark.parametrize("phrase", [r[0] for r in RELATIVE])
def test_words_around_change_nothing(phrase: str) -> None:
    assert days(read(f"وقال مصدر أمني {phrase} إن الصواريخ سقطت")) == days(read(phrase))
