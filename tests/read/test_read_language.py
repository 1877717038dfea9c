from __future__ import annotations

import pytest

from osint_iraq.read.language import detect_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("سقط صاروخان قرب القاعدة الجوية مساء الثلاثاء ولم يصب أحد من الجنود.", "ar"),
        ("Breaking: rockets\n\nسقط صاروخان قرب القاعدة الجوية مساء الثلاثاء ولم يصب أحد.", "ar"),
        ("سقط صاروخان على المعسكر، قال كاک آزاد من القریة الواقعة قرب المدینة.", "ar"),
        ("دو موشک به پایگاه هوایی اصابت کرد و کسی آسیب ندید، مقام‌های محلی گفتند.", "fa"),
        ("دوو مووشەک بەر بنکەکە کەوتن و هیچ کەسێک بریندار نەبوو، بەرپرسێک وتی.", "ckb"),
        ("اڈے پر دو راکٹ گرے اور کوئی زخمی نہیں ہوا، حکام نے بتایا ہے۔", "ur"),
        ("Two rockets landed near the base on Tuesday and nobody was hurt in the attack.", "en"),
        ("Deux roquettes sont tombées près de la base mardi soir.", "und"),
        ("12:30 - 2024", "und"),
        ("", "und"),
    ],
)
def test_language(text: str, language: str) -> None:
    assert detect_language(text) == language
