"""Bytes in any encoding give the text that was written, and what was mended is told; good text is never touched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osint_iraq.read.decoding.arabicness import arabicness
from osint_iraq.read.decoding.encodings import Decoded, Undecodable, decode
from osint_iraq.read.decoding.mojibake import mend

TEXT = "سقوط صاروخين قرب مطار بغداد\n\nقال مصدر أمني إن صاروخين سقطا فجر اليوم قرب المطار، من دون إصابات.\n"
SHORT = "هجوم على قاعدة عين الأسد في الأنبار"
SINGLE = ("windows-1256", "iso-8859-6")
WIDE = ("utf-16-le", "utf-16-be")


def text_of(data: bytes, declared: str = "") -> Decoded:
    found = decode(data, declared)
    assert isinstance(found, Decoded), found
    return found


@pytest.mark.parametrize("text", [TEXT, SHORT], ids=["report", "short"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", *WIDE, *SINGLE])
def test_an_undeclared_encoding_is_told_from_the_bytes(encoding: str, text: str) -> None:
    assert text_of(text.encode(encoding)).text == text


def test_markup_beside_the_words_does_not_hide_their_encoding() -> None:
    cells = "".join(f"<TD><FONT size=2><B>{word}</B></FONT></TD>" for word in TEXT.split())
    assert text_of(f"<TABLE><TR>{cells}</TR></TABLE>".encode("cp1256")).encoding == "windows-1256"


@pytest.mark.parametrize(("bom", "encoding"), [("", "utf-16-le"), ("\ufeff", "utf-16-le"), ("\ufeff", "utf-16-be"),
                                               ("\ufeff", "utf-32-le"), ("\ufeff", "utf-32-be"), ("\ufeff", "utf-8")])  # fmt: skip
def test_the_encoding_is_named(bom: str, encoding: str) -> None:
    assert text_of((bom + TEXT).encode(encoding)).encoding == encoding


@pytest.mark.parametrize("label", ["windows-1256", "CP1256", "x-cp1256", " Windows-1256 ", "'windows-1256'"])
def test_a_right_declaration_of_the_container_is_followed_in_silence(label: str) -> None:
    assert text_of(TEXT.encode("cp1256"), label) == Decoded(TEXT, "windows-1256")


@pytest.mark.parametrize("label", ["iso-8859-6", "arabic", "ECMA-114", "asmo-708", "csISOLatinArabic", "ISO-8859-6-I"])
def test_labels_are_those_of_the_web(label: str) -> None:
    assert text_of(TEXT.encode("iso-8859-6"), label) == Decoded(TEXT, "iso-8859-6")


@pytest.mark.parametrize(
    "declaration",
    ['<meta charset="{}">', "<META CHARSET={}>", "<meta http-equiv=Content-Type content='text/html; charset={}'>",
     '<?xml version="1.0" encoding="{}"?>'],
)  # fmt: skip
@pytest.mark.parametrize("encoding", SINGLE)
def test_the_page_itself_declares_its_encoding(declaration: str, encoding: str) -> None:
    page = declaration.format(encoding) + TEXT
    assert text_of(page.encode(encoding)) == Decoded(page, encoding)


@pytest.mark.parametrize("declared", ["utf-8", "iso-8859-1", "windows-1252", "iso-8859-6", "nonsense"])
def test_a_wrong_declaration_is_overridden_and_told(declared: str) -> None:
    found = text_of(TEXT.encode("cp1256"), declared)
    assert (found.text, found.encoding) == (TEXT, "windows-1256")
    assert any("windows-1256" in words for words in found.repairs)


def test_bytes_that_are_utf_8_are_read_so_whatever_is_declared() -> None:
    found = text_of(TEXT.encode(), "windows-1256")
    assert found.text == TEXT
    assert found.repairs == ("read as UTF-8, though it is declared as windows-1256",)


def test_an_undeclared_encoding_is_told_in_words() -> None:
    assert text_of(TEXT.encode("cp1256")).repairs == ("read as windows-1256, which nothing declares",)


def test_joiners_and_hard_blanks_of_windows_1256_come_through() -> None:
    text = TEXT + "\u200c\u200d\u00a0\u200e\u200f\u06af\u067e"
    assert text_of(text.encode("cp1256")).text == text


@pytest.mark.parametrize(
    "words", ["It’s a “quote” in an English report", "Le général a déjà répondu à la députée hier"]
)
def test_western_pages_are_read(words: str) -> None:
    found = text_of(words.encode("cp1252"))
    assert (found.text, found.encoding) == (words, "windows-1252")


def test_a_declared_encoding_of_another_script_is_followed() -> None:
    words = "Две ракеты упали у авиабазы в Ираке"
    assert text_of(words.encode("koi8-r"), "koi8-r").text == words


def test_a_few_damaged_bytes_stay_visible_and_are_told_with_their_place() -> None:
    data = TEXT.encode()
    found = text_of(data[:21] + b"\xff" + data[21:])
    assert found.text.count("\ufffd") == 1
    assert found.text.replace("\ufffd", "") == TEXT
    assert "1 place" in found.repairs[0]
    assert "byte 21 (0xff)" in found.repairs[0]


def test_a_page_cut_inside_a_letter_keeps_the_rest() -> None:
    assert text_of(TEXT.strip().rstrip(".").encode()[:-1]).text.startswith(TEXT[:60])


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", "empty"), (b"\xef\xbb\xbf\n", "empty"), (b"c\xe4d", "encoding"), (b"\x00\x01\x02ab", "not_text"),
     (bytes(range(128, 256)) * 4, "encoding"), (b"\xff\xfe\x00\xd8\x00\xd8\x00\xd8", "encoding"),
     (b"PK\x03\x04\x14\x00\x00\x00\x08\x00" * 9, "not_text")],
)  # fmt: skip
def test_what_is_no_text_is_refused(data: bytes, code: str) -> None:
    found = decode(data)
    assert isinstance(found, Undecodable)
    assert found.code == code


@given(st.binary(max_size=400), st.sampled_from(["", "utf-8", "windows-1256", "x", "utf-16"]))
def test_no_bytes_raise(data: bytes, declared: str) -> None:
    assert isinstance(decode(data, declared), Decoded | Undecodable)


def latin(data: bytes) -> str:
    return data.decode("latin-1")


def windows(data: bytes) -> str:
    return data.decode("sloppy-windows-1252")


def arabic(data: bytes) -> str:
    return data.decode("cp1256")


DAMAGE = {
    "utf-8 as latin-1": lambda t: latin(t.encode()),
    "utf-8 as windows-1252": lambda t: windows(t.encode()),
    "utf-8 as windows-1256": lambda t: arabic(t.encode()),
    "utf-8 twice": lambda t: windows(windows(t.encode()).encode()),
    "utf-8 twice as latin-1": lambda t: latin(latin(t.encode()).encode()),
    "windows-1256 as latin-1": lambda t: latin(t.encode("cp1256")),
    "windows-1256 as windows-1252": lambda t: windows(t.encode("cp1256")),
    "iso-8859-6 as latin-1": lambda t: latin(t.encode("iso-8859-6")),
}


@pytest.mark.parametrize("text", [TEXT, SHORT, f"أمن\n{TEXT}بغداد\n"], ids=["report", "short", "with short lines"])
@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_text_that_was_decoded_wrongly_is_mended_and_told(damage, text: str) -> None:  # type: ignore[no-untyped-def]
    found = text_of(damage(text).encode())
    assert found.text == text
    assert "mended in" in found.repairs[-1]


def test_one_damaged_attribute_of_a_good_page_is_mended_alone() -> None:
    page = f'<meta property="og:title" content="{{}}"><h1>{SHORT}</h1>'
    assert mend(page.format(windows(SHORT.encode())))[0] == page.format(SHORT)


def test_references_that_were_escaped_twice_are_mended() -> None:
    found = mend("<p>&amp;#1587;&amp;#1602;&amp;#1591; &amp;quot;صاروخ&amp;quot; &amp;lt;b&amp;gt; A&amp;B</p>")
    assert found[0] == "<p>&#1587;&#1602;&#1591; &quot;صاروخ&quot; &amp;lt;b&amp;gt; A&amp;B</p>"
    assert found[1] == ("character references escaped twice: mended",)


GOOD = (
    TEXT, SHORT, "«اقتباس» – نسبة ٥٠٪ … © 2021 ® ½ × ÷ ± 5 °", "الطابق ط١ وظ٣، حروف ط§ وظ„ في شرح الترميز",
    "Général à l'Élysée: «déjà vu», œuvre naïve – 5 €", "É È À", "SEÑOR ÁÉÍÓÚ ÑÑ", "Müller, Straße, Größe, ÄÖÜ",
    "İstanbul çok güzel şehir ığüşöç", "پژوهشگران ایرانی گفتند که موشک‌ها به پایگاه نخورد", "æ ø å Å Ø",
    "هێزەکانی پێشمەرگە لە هەولێر ڕایانگەیاند کە درۆنێک خراوەتە خوارەوە", "حملے میں دو فوجی زخمی ہوئے ہیں",
    "It’s “quoted” — don’t", "Две ракеты", "两枚火箭", "🚀 صاروخ 🚀", "الـعـراق\u200f \u202bبغداد\u202c",
)  # fmt: skip


@pytest.mark.parametrize("text", GOOD)
def test_good_text_of_any_language_is_never_changed(text: str) -> None:
    assert mend(text) == (text, ())
    assert text_of(text.encode()) == Decoded(text, "utf-8")


LETTERS = st.one_of(
    st.text(st.characters(min_codepoint=0x620, max_codepoint=0x6FF)),
    st.text(st.sampled_from("ابتثجحخدذرزسشصضطظعغفقكلمنهوي ءأإآةى،؛؟«»ًٌٍ")),
    st.text(st.sampled_from("abcdefgh éèàâçœùêîôëïüñß'’«» -.")),
    st.text(st.sampled_from("گچپژکیھہےۆێەڵڕ بت ابن\u200c")),
)


@given(st.lists(LETTERS).map(" ".join))
def test_composed_text_is_never_changed(text: str) -> None:
    assert mend(text) == (text, ())


@pytest.mark.parametrize("wrong", [*(d for n, d in DAMAGE.items() if "twice" not in n)])
def test_a_wrong_decoding_is_less_arabic_than_the_right_one(wrong) -> None:  # type: ignore[no-untyped-def]
    assert arabicness(wrong(TEXT)) < 0.2 < 0.5 < arabicness(TEXT)
