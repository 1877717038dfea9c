"""Folding: what becomes one, what vanishes, and the way back to the original."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osint_iraq.text import LETTERS, containing, fold, normalise, sentences, tokens

SAME = [
    ("إطلاق", "اطلاق", "hamza below alef"),
    ("أطلق", "اطلق", "hamza above alef"),
    ("آذار", "اذار", "madda"),
    ("ٱلقاعدة", "القاعدة", "alef wasla"),
    ("مسؤول", "مسوول", "hamza on waw"),
    ("مئة", "مية", "hamza on yeh"),
    ("قاعدة", "قاعده", "teh marbuta"),
    ("على", "علي", "alef maksura"),
    ("قــاعدة", "قاعدة", "tatweel"),
    ("قَصْفٌ", "قصف", "short vowels"),
    ("مسيّرة", "مسيرة", "shadda"),
    ("هٰذا", "هذا", "dagger alef"),
    ("قا\u200cعدة", "قاعدة", "zero-width non-joiner"),
    ("قا\u200dعدة", "قاعدة", "zero-width joiner"),
    ("\u200fقصف\u200e", "قصف", "direction marks"),
    ("\u202bقصف\u202c", "قصف", "embedding marks"),
    ("\u2067قصف\u2069", "قصف", "isolate marks"),
    ("\ufeffقصف", "قصف", "byte order mark"),
    ("عراقی", "عراقي", "Persian yeh"),
    ("کرکوک", "كركوك", "Persian kaf"),
    ("پارك", "بارك", "peh"),
    ("چاي", "جاي", "tcheh"),
    ("گرميان", "كرميان", "gaf"),
    ("ڤيكتوريا", "فيكتوريا", "veh"),
    ("هەولێر", "ههولير", "Kurdish ae and yeh with v"),
    ("کەرکووک", "كهركووك", "Kurdish Kirkuk"),
    ("سلێمانی", "سليماني", "Kurdish Sulaymaniyah"),
    ("ۆ", "و", "Kurdish oe"),
    ("ڵ", "ل", "Kurdish ll"),
    ("ڕ", "ر", "Kurdish rr"),
    ("ﻻ", "لا", "lam-alef ligature"),
    ("ﻷن", "لان", "lam-alef with hamza"),
    ("ﻗﺎﻋﺪﺓ", "قاعدة", "presentation forms"),
    ("١٢", "12", "Arabic-Indic digits"),
    ("۴۵", "45", "Persian digits"),
    ("१२", "12", "Devanagari digits"),
    ("１２", "12", "full-width digits"),
    ("١٫٥", "1.5", "Arabic decimal sign"),
    ("٢٬٥٠٠", "2,500", "Arabic thousands sign"),
    ("قصف،", "قصف,", "comma"),
    ("؛", ";", "semicolon"),
    ("؟", "?", "question mark"),
    ("«قصف»", '"قصف"', "guillemets"),
    ("“قصف”", '"قصف"', "curly quotes"),
    ("الخميس–الجمعة", "الخميس-الجمعة", "en dash"),
    ("الخميس—الجمعة", "الخميس-الجمعة", "em dash"),
    ("١\u2212٢", "1-2", "minus sign"),
    ("قصف\u00a0جوي", "قصف جوي", "no-break blank"),
    ("قصف   جوي", "قصف جوي", "several blanks"),
    ("قصف\tجوي", "قصف جوي", "tab"),
    ("قصف\r\nجوي", "قصف\n\nجوي", "Windows line end"),
    ("قصف\u2028جوي", "قصف\nجوي", "line separator"),
    ("قصف\u2029جوي", "قصف\nجوي", "paragraph separator"),
    ("C-RAM", "c-ram", "Latin capitals"),
]


@pytest.mark.parametrize(("one", "other"), [s[:2] for s in SAME], ids=[s[2] for s in SAME])
def test_spellings_that_fold_to_one(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


APART = [
    ("قتل", "قتيل"),
    ("بلد", "بلدة"),
    ("صاروخ", "صاروخان"),
    ("سقط", "سقطت"),
    ("زاب", "ذاب"),
    ("سامراء", "سامرا"),
    ("قصف جوي", "قصفجوي"),
    ("12", "21"),
]


@pytest.mark.parametrize(("one", "other"), APART, ids=range(len(APART)))
def test_different_words_stay_apart(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


def test_newlines_stay_and_ends_are_stripped() -> None:
    assert fold("أ\nب").text == "ا\nب"
    assert normalise("  \nقصف \n") == "قصف"


SPANS = [
    ("الـقـاعدة", "القاعده", "الـقـاعدة"),
    ("في القَاعِدَةِ نفسها", "القاعده", "القَاعِدَة"),
    ("وﻻ شيء", "لا", "ﻻ"),
    ("قصف   جوي", "جوي", "جوي"),
    ("سقط ٢ من «الصواريخ»", "2", "٢"),
    ("\u200fسقط\u200f صاروخ", "صاروخ", "صاروخ"),
]


@pytest.mark.parametrize(("text", "folded", "original"), SPANS, ids=range(len(SPANS)))
def test_folded_words_lead_back_to_the_original(text: str, folded: str, original: str) -> None:
    found = fold(text)
    start = found.text.index(folded)
    assert found.words(start, start + len(folded)) == original


@pytest.mark.parametrize("text", ["ﻻ هجوم بل قَصف", "قـصف ثم هجوم وﻻ شيء"], ids=range(2))
def test_a_ligature_and_a_vanishing_mark_do_not_cancel_out(text: str) -> None:
    found = fold(text)
    start = found.text.index("هجوم")
    assert found.words(start, start + 4) == "هجوم"


def test_an_empty_span_is_empty() -> None:
    assert fold("قصف").span(2, 2) == (0, 0)
    assert fold("").text == ""
    assert fold("").words(0, 0) == ""


_ARABIC = "ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأؤإئةى ًٌٍَُِّْـ٠١٢٣۴۵٫٬،؛؟«»“”–—پچژگڤەێۆڵڕکیﻻﻷﷺ\u200b\u200c\u200d\u200e\u200f\u202b\u2069\ufeff"


@pytest.mark.parametrize("block", range(0, 0x20000, 0x1000), ids=hex)
def test_no_character_needs_folding_twice(block: int) -> None:
    chars = [chr(c) for c in range(block, block + 0x1000)]
    assert [hex(ord(c)) for c in chars if normalise(normalise(f"a{c}a")) != normalise(f"a{c}a")] == []


TEXTS = st.one_of(
    st.text(max_size=60),
    st.text(st.sampled_from(_ARABIC + " .,\n\t\r12ab"), max_size=60),
    st.text(st.characters(codec=None, min_codepoint=0x600, max_codepoint=0x6FF), max_size=40),
    st.text(st.characters(min_codepoint=0xFB50, max_codepoint=0xFEFF), max_size=40),
    st.text(st.characters(categories=["Cs", "Cn", "Co", "Cc"]), max_size=20),
)


@given(TEXTS)
def test_folding_again_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@given(TEXTS)
def test_every_folded_character_comes_from_the_original_in_order(text: str) -> None:
    found = fold(text)
    origins = [found.span(i, i + 1)[0] for i in range(len(found.text))]
    assert origins == sorted(origins)
    assert all(0 <= o < len(text) for o in origins)


@given(TEXTS, st.data())
def test_the_original_of_a_span_folds_to_the_span(text: str, data: st.DataObject) -> None:
    found = fold(text)
    start = data.draw(st.integers(0, len(found.text)))
    end = data.draw(st.integers(start, len(found.text)))
    again = fold(found.words(start, end)).text
    part = found.text[start:end]
    # a character that folds to several letters is quoted whole
    assert part in again
    if found.origin is None or len(set(found.origin)) == len(found.origin):
        assert again == part


@given(TEXTS)
def test_folded_text_holds_no_mark_and_no_foreign_digit(text: str) -> None:
    folded = fold(text).text
    assert not {c for c in folded if unicodedata.category(c) in ("Mn", "Cf", "Cs")}
    assert not {c for c in folded if c.isdecimal() and not c.isascii()}
    assert "  " not in folded


@given(st.text(st.sampled_from("abcdefghij 0123456789.,-\n"), max_size=50))
def test_plain_ascii_is_kept(text: str) -> None:
    assert fold(text).text.split() == text.split()


@given(TEXTS)
def test_one_blank_more_or_less_changes_no_word(text: str) -> None:
    assert normalise(text.replace(" ", "  ")).split() == normalise(text).split()


def test_letters_is_the_class_of_folded_letters() -> None:
    import regex

    letters = regex.compile(f"[{LETTERS}]+")
    assert letters.fullmatch(normalise("المسيّراتُ والقاعدة على إطلاق مئة").replace(" ", ""))
    assert not letters.search("12 .,؛ـabc")


SENTENCES = [
    ("سقط صاروخ. لم يصب أحد.", ["سقط صاروخ.", "لم يصب احد."]),
    ("سقط صاروخ! هل أصيب أحد؟ لا.", ["سقط صاروخ!", "هل اصيب احد?", "لا."]),
    ("عنوان الخبر\nنص الخبر.", ["عنوان الخبر", "نص الخبر."]),
    ("أطلق 2.5 طن. انتهى.", ["اطلق 2.5 طن.", "انتهي."]),
    ("قال أ. ب. الجبوري إن صاروخا سقط. انتهى.", ["قال ا. ب. الجبوري ان صاروخا سقط.", "انتهي."]),
    ("قال: «سقط صاروخ». ثم صمت.", ['قال: "سقط صاروخ".', "ثم صمت."]),
    ("قال: «سقط صاروخ.» ثم صمت.", ['قال: "سقط صاروخ."', "ثم صمت."]),
    ("سقط صاروخ... ثم آخر.", ["سقط صاروخ...", "ثم اخر."]),
    ("سقط صاروخ، ثم آخر؛ وانتهى", ["سقط صاروخ, ثم اخر; وانتهي"]),
    ("\n\n  \n", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), SENTENCES, ids=range(len(SENTENCES)))
def test_sentences(text: str, expected: list[str]) -> None:
    folded = fold(text)
    assert [folded.text[a:b] for a, b in sentences(folded)] == expected


@given(TEXTS)
def test_sentences_cover_the_text_once_and_in_order(text: str) -> None:
    folded = fold(text)
    spans = sentences(folded)
    flat = [edge for span in spans for edge in span]
    assert flat == sorted(flat)
    assert "".join("".join(folded.text[a:b].split()) for a, b in spans) == "".join(folded.text.split())
    assert all("\n" not in folded.text[a:b] for a, b in spans)


@given(TEXTS, st.integers(0, 100))
def test_containing_finds_the_sentence_of_a_position(text: str, position: int) -> None:
    spans = sentences(fold(text))
    inside = [i for i, (a, b) in enumerate(spans) if a <= position < b]
    if inside:
        assert containing(spans, position) == inside[0]


def test_tokens_split_a_dual_month_name() -> None:
    assert tokens("13 يونيو/حزيران") == ["13", "يونيو", "/", "حزيران"]
