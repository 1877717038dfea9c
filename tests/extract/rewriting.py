"""Letters and numbers written in another way: digits, diacritics, drawn-out words, spelling, habits of countries.

Writers and keyboards differ in all of these, and none of them is a fact.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from osint_iraq.text import LETTERS

from .changes import WORD_END, chance, named

# Digits: every script means the same.

_SCRIPTS = ("0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹")


def _digits(text: str, script: str) -> str:
    return "".join(script[unicodedata.decimal(c)] if c.isdecimal() else c for c in text)


def western_digits(text: str) -> str:
    return _digits(text, _SCRIPTS[0])


def arabic_indic_digits(text: str) -> str:
    return _digits(text, _SCRIPTS[1])


def persian_digits(text: str) -> str:
    return _digits(text, _SCRIPTS[2])


def a_script_for_each_number(text: str) -> str:
    luck = chance(text)
    return re.sub(r"\d+", lambda m: _digits(m[0], luck.choice(_SCRIPTS)), text)


DIGITS = named(western_digits, arabic_indic_digits, persian_digits, a_script_for_each_number)

# Diacritics: written or not.

_MARKS = "\u064e\u064f\u0650\u0652"
_SHADDA, _TANWIN = "\u0651", "\u064b"
_LETTER = re.compile(f"[{LETTERS}](?!ين)")  # a fatha before these two would say "two" instead of "several"
_FINAL_ALEF = re.compile(f"(?<=[{LETTERS}]{{2}})\u0627(?![{LETTERS}\u064b-\u0655])")


def vowels_on_every_letter(text: str) -> str:
    luck = chance(text)
    return _LETTER.sub(lambda m: m[0] + luck.choice(_MARKS), text)


def vowels_here_and_there(text: str) -> str:
    luck = chance(text)
    return _LETTER.sub(lambda m: m[0] + (luck.choice(_MARKS) if luck.random() < 0.3 else ""), text)


def shadda_and_vowel(text: str) -> str:
    luck = chance(text)
    return _LETTER.sub(lambda m: m[0] + (_SHADDA + luck.choice(_MARKS) if luck.random() < 0.3 else ""), text)


def vowel_before_shadda(text: str) -> str:
    return _LETTER.sub(lambda m: f"{m[0]}\u064e{_SHADDA}", text)


def tanwin_on_final_alef(text: str) -> str:
    return _FINAL_ALEF.sub("\u0627" + _TANWIN, text)


def tanwin_before_final_alef(text: str) -> str:
    return _FINAL_ALEF.sub(_TANWIN + "\u0627", text)


def dagger_alef(text: str) -> str:
    return _LETTER.sub(lambda m: f"{m[0]}\u0670", text)


def no_diacritics(text: str) -> str:
    return re.sub("[\u064b-\u065f\u0670]", "", text)


DIACRITICS = named(
    vowels_on_every_letter,
    vowels_here_and_there,
    shadda_and_vowel,
    vowel_before_shadda,
    tanwin_on_final_alef,
    tanwin_before_final_alef,
    dagger_alef,
    no_diacritics,
)

# Tatweel: a word drawn out.

_JOINED = re.compile(
    "[\u0626\u0628\u062a-\u062e\u0633-\u063a\u0641-\u0647\u064a][\u064b-\u0652]*(?=[\u0622-\u063a\u0641-\u064a])"
)


def tatweel_wherever_letters_join(text: str) -> str:
    return _JOINED.sub(lambda m: m[0] + "\u0640", text)


def tatweel_here_and_there(text: str) -> str:
    luck = chance(text)
    return _JOINED.sub(lambda m: m[0] + "\u0640" * luck.choice((0, 0, 0, 1, 3)), text)


def no_tatweel(text: str) -> str:
    return text.replace("\u0640", "")


TATWEEL = named(tatweel_wherever_letters_join, tatweel_here_and_there, no_tatweel)

# Spelling: hamza, alef, yeh, teh marbuta, and the same letters by other code points.


def no_hamza_on_alef(text: str) -> str:
    return text.translate(dict.fromkeys(map(ord, "أإآٱ"), "ا"))


def no_hamza_on_any_seat(text: str) -> str:
    return no_hamza_on_alef(text).translate({ord("ؤ"): "و", ord("ئ"): "ي"})


def hamza_on_every_first_alef(text: str) -> str:
    return re.sub(f"(?<![{LETTERS}])\u0627", "أ", text)


def hamza_below_for_above(text: str) -> str:
    return text.replace("أ", "إ")


def alef_wasla(text: str) -> str:
    return re.sub(f"(?<![{LETTERS}])\u0627(?=ل)", "\u0671", text)


def maksura_for_final_yeh(text: str) -> str:
    return re.sub(f"ي{WORD_END}", "ى", text)


def yeh_for_final_maksura(text: str) -> str:
    return re.sub(f"ى{WORD_END}", "ي", text)


def heh_for_teh_marbuta(text: str) -> str:
    return text.replace("ة", "ه")


def teh_marbuta_for_final_heh(text: str) -> str:
    return re.sub(f"(?<=[{LETTERS}])ه{WORD_END}", "ة", text)


def decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def persian_letters(text: str) -> str:
    return text.translate({ord("ي"): "\u06cc", ord("ى"): "\u06cc", ord("ك"): "\u06a9"})


def kurdish_letters(text: str) -> str:
    return re.sub(f"[هة]{WORD_END}", "\u06d5", persian_letters(text))


def urdu_letters(text: str) -> str:
    return text.translate({ord("ه"): "\u06c1", ord("ك"): "\u06aa", ord("ة"): "\u06c3"})


def zero_width_inside_words(text: str) -> str:
    luck = chance(text)
    return _LETTER.sub(lambda m: m[0] + luck.choice(("", "", "\u200b", "\u200c", "\u200d", "\ufeff", "\u00ad")), text)


def bidi_marks_around_words(text: str) -> str:
    return re.sub(r"\S+", lambda m: f"\u200f{m[0]}\u200e", text)


def bidi_around_numbers(text: str) -> str:
    return re.sub(r"\d+", lambda m: f"\u2067\u202a{m[0]}\u202c\u2069", text)


def bidi_around_lines(text: str) -> str:
    return "\n".join(f"\u202b{line}\u202c" for line in text.split("\n"))


@lru_cache(maxsize=1)
def _shapes() -> dict[tuple[str, str], str]:
    """(letter or letters, isolated / initial / medial / final) -> the presentation form."""
    shapes = {}
    for code in range(0xFE80, 0xFEFD):
        how, *letters = unicodedata.decomposition(chr(code)).split()
        shapes["".join(chr(int(c, 16)) for c in letters), how.strip("<>")] = chr(code)
    return shapes


def _shape(letter: str, before: bool, after: bool) -> str:
    """The form of a letter that stands before or after letters that it may join."""
    shapes = _shapes()
    joins = after and (letter, "initial") in shapes
    how = ("medial" if joins else "final") if before else ("initial" if joins else "isolated")
    return shapes.get((letter, how), letter)


def _shaped(match: re.Match[str]) -> str:
    word = re.findall("ل[آأإا]|.", match[0])
    joining = [(letter, "initial") in _shapes() for letter in word]
    back = [False, *joining[:-1]]
    ahead = [(letter, "final") in _shapes() for letter in word[1:]] + [False]
    return "".join(map(_shape, word, back, ahead))


def presentation_forms(text: str) -> str:
    return re.sub("[\u0621-\u063a\u0641-\u064a]+", _shaped, text)


SPELLING = named(
    no_hamza_on_alef,
    no_hamza_on_any_seat,
    hamza_on_every_first_alef,
    hamza_below_for_above,
    alef_wasla,
    maksura_for_final_yeh,
    yeh_for_final_maksura,
    heh_for_teh_marbuta,
    teh_marbuta_for_final_heh,
    decomposed,
    persian_letters,
    kurdish_letters,
    urdu_letters,
    presentation_forms,
    zero_width_inside_words,
    bidi_marks_around_words,
    bidi_around_numbers,
    bidi_around_lines,
)


# Habits of countries, and the final hamza that hasty writers leave out.


def no_final_hamza(text: str) -> str:
    return re.sub(f"(?<=[{LETTERS}]\u0627)ء{WORD_END}", "", text)


def egyptian_seats(text: str) -> str:
    return re.sub("(?<=[سش])ؤو", "ئو", text)


def iraqi_seats(text: str) -> str:
    return re.sub("يئة", "يأة", text)


def hundreds_with_alef(text: str) -> str:
    return re.sub("مئ(?=[ةات])", "مائ", text)


def american_with_c_before_k(text: str) -> str:
    return re.sub("([أا])مريك(?=[اي])", r"\1ميرك", text)


def american_with_r_before_k(text: str) -> str:
    return re.sub("([أا])ميرك(?=[اي])", r"\1مريك", text)


def syria_with_teh_marbuta(text: str) -> str:
    return re.sub(f"سوريا{WORD_END}", "سورية", text)


HABITS = named(
    no_final_hamza,
    egyptian_seats,
    iraqi_seats,
    hundreds_with_alef,
    american_with_c_before_k,
    american_with_r_before_k,
    syria_with_teh_marbuta,
)

LETTERING = DIGITS | DIACRITICS | TATWEEL | SPELLING | HABITS
