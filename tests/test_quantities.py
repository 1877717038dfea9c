"""Numbers in text and the counts of nouns, in varied wording."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osint_iraq.lexer import rows
from osint_iraq.quantities import Quantity, count_before, quantities
from osint_iraq.quantity_grammar import lexer
from osint_iraq.text import fold, normalise

NUMBERS = [
    ("3", 3, 3, "count"),
    ("٣ صواريخ", 3, 3, "count"),
    ("۳ صواريخ", 3, 3, "count"),
    ("3صواريخ", 3, 3, "count"),
    ("2,500 جندي", 2500, 2500, "count"),
    ("2.500 جندي", 2500, 2500, "count"),
    ("٢٬٥٠٠ جندي", 2500, 2500, "count"),
    ("2500 عسكري", 2500, 2500, "count"),
    ("صاروخ واحد", 1, 1, "count"),
    ("اثنان", 2, 2, "count"),
    ("اثنتين", 2, 2, "count"),
    ("ثلاثة", 3, 3, "count"),
    ("ثلاث طائرات", 3, 3, "count"),
    ("بثلاثة صواريخ", 3, 3, "count"),
    ("وثماني قذائف", 8, 8, "count"),
    ("عشرة", 10, 10, "count"),
    ("أحد عشر صاروخا", 11, 11, "count"),
    ("إحدى عشرة قذيفة", 11, 11, "count"),
    ("اثني عشر", 12, 12, "count"),
    ("اثنتا عشرة", 12, 12, "count"),
    ("أربعة عشر", 14, 14, "count"),
    ("خمس عشرة", 15, 15, "count"),
    ("ثمانية عشر صاروخاً", 18, 18, "count"),
    ("عشرين", 20, 20, "count"),
    ("ثلاثون صاروخاً", 30, 30, "count"),
    ("خمسة وعشرين", 25, 25, "count"),
    ("اثنين وعشرين هجوماً", 22, 22, "count"),
    ("واحد وعشرون", 21, 21, "count"),
    ("مئة", 100, 100, "count"),
    ("مئة وخمسون", 150, 150, "count"),
    ("مائة وخمسة وسبعين هجوما", 175, 175, "count"),
    ("مئتي صاروخ", 200, 200, "count"),
    ("ثلاثمئة", 300, 300, "count"),
    ("ثلاث مئة", 300, 300, "count"),
    ("أربعمائة وعشرون", 420, 420, "count"),
    ("ألف صاروخ", 1000, 1000, "count"),
    ("ألف وخمسمئة", 1500, 1500, "count"),
    ("ألفين وخمسمائة", 2500, 2500, "count"),
    ("ألفان", 2000, 2000, "count"),
    ("ثلاثة آلاف", 3000, 3000, "count"),
    ("ثلاثة آلاف وخمسمئة جندي", 3500, 3500, "count"),
    ("خمسة عشر ألف جندي", 15000, 15000, "count"),
    ("5 آلاف جندي", 5000, 5000, "count"),
    ("(20) صاروخاً", 20, 20, "count"),
    ("3-5 صواريخ", 3, 5, "range"),
    ("ثلاثة إلى خمسة", 3, 5, "range"),
    ("من ثلاثة إلى خمسة صواريخ", 3, 5, "range"),
    ("ثلاثة أو أربعة", 3, 4, "range"),
    ("بين 3 و5", 3, 5, "range"),
    ("ما بين ثلاثة وخمسة صواريخ", 3, 5, "range"),
    ("ما لا يقل عن خمسة", 5, None, "count"),
    ("خمسة على الأقل", 5, None, "count"),
    ("أكثر من عشرين صاروخا", 20, None, "count"),
    ("أكثر من 175 هجوما", 175, None, "count"),
    ("ما يزيد على ثلاثين", 30, None, "count"),
    ("حتى خمسة صواريخ", None, 5, "count"),
    ("ما يصل إلى عشرة", None, 10, "count"),
    ("لا يتجاوز 17", None, 17, "count"),
    ("أقل بكثير من 17", None, 17, "count"),
    ("عشرات الصواريخ", None, None, "dozens"),
    ("مئات الجنود", None, None, "hundreds"),
    ("بضعة صواريخ", None, None, "several"),
    ("عدد من الصواريخ", None, None, "several"),
    ("عددا من الصواريخ", None, None, "several"),
    ("ثالث هجوم", 3, 3, "ordinal"),
    ("الهجوم الثاني والعشرين", 22, 22, "ordinal"),
    ("الهجوم الـ42", 42, 42, "ordinal"),
    ("عيار 107 ملم", 107, 107, "calibre"),
    ("صواريخ 122 ملم", 122, 122, "calibre"),
    ("3500 متر", 3500, 3500, "distance"),
    ("على بعد 30 كيلومترا", 30, 30, "distance"),
    ("30 بالمئة", 30, 30, "percent"),
    ("30%", 30, 30, "percent"),
    ("200 ألف برميل", 200000, 200000, "mass"),
    ("5 ملايين دولار", 5000000, 5000000, "money"),
    ("عام 2011", 2011, 2011, "year"),
    ("في 2014", 2014, 2014, "year"),
    ("25 عاما من العمر", 25, 25, "age"),
    ("ثلاثة أيام", 3, 3, "duration"),
    ("24 ساعة", 24, 24, "duration"),
    ("اللواء 12", 12, 12, "ordinal"),
    ("16 تموز", 16, 16, "date"),
]

ABOUT = [("نحو 2500 عسكري", 2500), ("حوالي عشرين صاروخا", 20), ("قرابة 20 من العاملين", 20), ("زهاء مئة", 100),
         ("يناهز (20) صاروخاً", 20), ("عشرة صواريخ تقريبا", None)]  # fmt: skip

NOUNS = [
    # sentence, noun, its form, low, high
    ("أربعة صواريخ كاتيوشا سقطت", "صواريخ", "plural", 4, 4),
    ("أطلق 3 صواريخ", "صواريخ", "plural", 3, 3),
    ("أطلق 3صواريخ", "صواريخ", "plural", 3, 3),
    ("استهدفت القاعدة بثلاثة صواريخ وطائرة مسيرة", "صواريخ", "plural", 3, 3),
    ("استهدفت القاعدة بثلاثة صواريخ وطائرة مسيرة", "طائرة", "singular", 1, 1),
    ("انهالت عشرة صواريخ كاتيوشا على قاعدة", "صواريخ", "plural", 10, 10),
    ("أكثر من عشرين صاروخا", "صاروخا", "singular", 20, None),
    ("سقوط ثمانية عشر صاروخا على التاجي", "صاروخا", "singular", 18, 18),
    ("مئة صاروخ", "صاروخ", "singular", 100, 100),
    ("استخدمت (20) صاروخ غراد", "صاروخ", "singular", 20, 20),
    ("أطلقوا عددا من الصواريخ", "الصواريخ", "plural", None, None),
    ("عشرات الصواريخ", "الصواريخ", "plural", None, None),
    ("بضعة صواريخ", "صواريخ", "plural", None, None),
    ("اثنان من الصواريخ سقطا", "الصواريخ", "plural", 2, 2),
    ("أربعة من الصواريخ", "الصواريخ", "plural", 4, 4),
    ("صاروخان سقطا", "صاروخان", "dual", 2, 2),
    ("أن صاروخين سقطا", "صاروخين", "dual", 2, 2),
    ("بطائرتين مسيرتين", "طائرتين", "dual", 2, 2),
    ("صاروخين اثنين", "صاروخين", "dual", 2, 2),
    ("صاروخان أو ثلاثة", "صاروخان", "dual", 2, 3),
    ("صاروخان أم أربعة؟", "صاروخان", "dual", 2, 4),
    ("صاروخين على الأقل", "صاروخين", "dual", 2, None),
    ("سقط فيه صاروخان على الأقل", "صاروخان", "dual", 2, None),
    ("أكثر من صاروخين", "صاروخين", "dual", 2, None),
    ("ما لا يقل عن صاروخين", "صاروخين", "dual", 2, None),
    ("سقوط صاروخ على الأقل في منطقة", "صاروخ", "singular", 1, None),
    ("سقط صاروخ قرب السفارة", "صاروخ", "singular", 1, 1),
    ("صاروخ واحد", "صاروخ", "singular", 1, 1),
    ("صاروخا واحدا وقع قرب المقر", "صاروخا", "singular", 1, 1),
    ("بصاروخ كاتيوشا واحد.", "صاروخ", "singular", 1, 1),
    ("عشرة صواريخ على الأقل", "صواريخ", "plural", 10, None),
    ("خمسة صواريخ كاتيوشا على الأقل", "صواريخ", "plural", 5, None),
    ("ما لا يقل عن خمسة صواريخ", "صواريخ", "plural", 5, None),
    ("ما يصل إلى ثلاثين صاروخا", "صاروخا", "singular", None, 30),
    ("ثلاثة إلى خمسة صواريخ", "صواريخ", "plural", 3, 5),
    ("3-5 صواريخ", "صواريخ", "plural", 3, 5),
    ("بين 3 و5 صواريخ", "صواريخ", "plural", 3, 5),
    ("ثلاثة أو أربعة صواريخ", "صواريخ", "plural", 3, 4),
    ("صواريخ عددها 3", "صواريخ", "plural", 3, 3),
    ("صواريخ ثلاثة سقطت", "صواريخ", "plural", 3, 3),
    ("الصواريخ الأربعة سقطت", "الصواريخ", "plural", 4, 4),
    ("الصواريخ الـ14 سقطت", "الصواريخ", "plural", 14, 14),
    ("نحو عشرين صاروخا", "صاروخا", "singular", 20, 20),
    ("ثلاث قذائف هاون", "قذائف", "plural", 3, 3),
    ("وثلاث طائرات مسيرة مفخخة", "طائرات", "plural", 3, 3),
    ("ثلاثون صاروخاً", "صاروخاً", "singular", 30, 30),
    ("مقتل ثلاثة جنود أميركيين", "جنود", "plural", 3, 3),
    ("وإصابة خمسة جنود أمريكيين", "جنود", "plural", 5, 5),
    ("20 قتيلا على الأقل", "قتيلا", "singular", 20, None),
    ("خمسة قتلى على الأقل وعشرة جرحى", "جرحى", "plural", 10, 10),
    ("خمسة قتلى على الأقل وعشرة جرحى", "قتلى", "plural", 5, None),
    ("ثلاثة صواريخ وطائرة على الأقل", "صواريخ", "plural", 3, 3),
    ('29 مقاتلا "موالياً لإيران" على الأقل قتلوا', "مقاتلا", "singular", 29, None),
    ("إن عدد الصواريخ التي صوبت نحو المعسكر قد يصل إلى أربعة", "الصواريخ", "plural", None, 4),
    ("وارتفع عدد القتلى إلى خمسة", "القتلى", "plural", 5, 5),
    ("وبلغ عدد القتلى ثلاثة", "القتلى", "plural", 3, 3),
    ("يرتفع إلى 23 عدد الهجمات", "الهجمات", "plural", 23, 23),
    ("29 مقاتلا موالياً لإيران على الأقل قُتلوا", "مقاتلا", "singular", 29, None),
]

NO_COUNT = [
    ("سقطت صواريخ على القاعدة", "صواريخ", "plural"),
    ("الصاروخ سقط", "الصاروخ", "singular"),
    ("بالصاروخ", "الصاروخ", "singular"),
    ("صواريخ 122 ملم", "صواريخ", "plural"),
    ("صواريخ كاتيوشا ثلاثة منها سقطت", "صواريخ", "plural"),
    ("ثالث هجوم خلال أسبوع", "هجوم", "singular"),
    ("الهجوم الـ42 في المدينة", "الهجوم", "singular"),
    ("تباينت الروايات بشأن عدد الصواريخ التي سقطت", "الصواريخ", "plural"),
    ("عند الساعة 11:30 صواريخ", "صواريخ", "plural"),
    ("الصواريخ الثاني والعشرين", "الصواريخ", "plural"),
    ("خلال ثلاثة أيام، صواريخ على المطار", "صواريخ", "plural"),
    ("وقُتل ثلاثة. صواريخ سقطت", "صواريخ", "plural"),
]


def count(sentence: str, noun: str, form: str) -> Quantity | None:
    folded = fold(sentence)
    start = folded.text.index(normalise(noun))
    return count_before(folded, start, start + len(normalise(noun)), **{form: True})


@pytest.mark.parametrize(("phrase", "low", "high", "rule"), NUMBERS)
def test_numbers(phrase: str, low: int | None, high: int | None, rule: str) -> None:
    (found,) = quantities(fold(phrase))
    assert (found.low, found.high, found.rule) == (low, high, rule)
    assert found.is_count == (rule in {"count", "range", "dozens", "hundreds", "several"})


@pytest.mark.parametrize(("phrase", "value"), ABOUT)
def test_about(phrase: str, value: int | None) -> None:
    (found,) = quantities(fold(phrase)) if value else (count(phrase, "صواريخ", "plural"),)
    assert found is not None
    assert found.approximate
    assert found.low == found.high == (value or 10)


@pytest.mark.parametrize(("sentence", "noun", "form", "low", "high"), NOUNS)
def test_counts_of_a_noun(sentence: str, noun: str, form: str, low: int | None, high: int | None) -> None:
    found = count(sentence, noun, form)
    assert found is not None
    assert (found.low, found.high) == (low, high)


@pytest.mark.parametrize(("sentence", "noun", "form"), NO_COUNT)
def test_nouns_without_a_count(sentence: str, noun: str, form: str) -> None:
    assert count(sentence, noun, form) is None


def test_several_numbers_in_order() -> None:
    found = quantities(fold("ثلاثة صواريخ، و5 طائرات، وعشرات الجرحى"))
    assert [(q.low, q.rule) for q in found] == [(3, "count"), (5, "count"), (None, "dozens")]


def test_a_stretch_of_the_text() -> None:
    folded = fold("ثلاثة صواريخ وخمسة جنود")
    (found,) = quantities(folded, 13)
    assert (found.low, folded.text[found.start : found.end]) == (5, "وخمسه")


@pytest.mark.parametrize(("sentence", "noun", "form", "low", "high"), NOUNS)
def test_tatweel_diacritics_and_digits_change_nothing(
    sentence: str, noun: str, form: str, low: int | None, high: int | None
) -> None:
    dressed = "".join(c + ("\u0640\u064e" if c.isalpha() and c not in "اأإآدذرزوءىةؤ" else "") for c in sentence)
    found = count(dressed.translate({ord(str(d)): chr(0x0660 + d) for d in range(10)}), noun, form)
    assert found is not None
    assert (found.low, found.high) == (low, high)


@pytest.mark.parametrize("table", ["numbers", "quantity_words"])
def test_every_word_is_found_in_its_example(table: str) -> None:
    for row in rows(table):
        if row.example:
            found = [k for k in lexer().words(fold(row.example)).known if k.value(row.kind) == row.value]
            assert found, row


@given(st.text(max_size=60), st.integers(0, 60), st.integers(1, 10))
def test_any_text_is_read_without_raising(text: str, start: int, size: int) -> None:
    check(text, start, size)


@given(st.lists(st.sampled_from([r.term for n in ("numbers", "quantity_words") for r in rows(n)]
       + ["صواريخ", "صاروخين", "3", "2,500", "-", "/", "(", ")", "%", ":", "و5", "\n"]), max_size=12),
       st.integers(0, 60), st.integers(1, 10))  # fmt: skip
def test_any_run_of_number_words_is_read_without_raising(words: list[str], start: int, size: int) -> None:
    check(" ".join(words), start, size)


def check(text: str, start: int, size: int) -> None:
    folded = fold(text)
    end = 0
    for found in quantities(folded):
        assert end <= found.start < found.end <= len(folded.text)
        end = found.end
        assert found.low is None or found.high is None or found.low <= found.high
    if start + size <= len(folded.text):
        for form in ("dual", "singular", "plural"):
            counted = count_before(folded, start, start + size, **{form: True})
            assert counted is None or 0 <= counted.start < counted.end <= len(folded.text)
