"""Texts with much in common are found for certain: as by comparing every pair."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osint_iraq.link.shingles import much_in_common, shingles_of
from osint_iraq.text import normalise, tokens

REACH, SHARE = 3, 0.75

few_words = st.lists(st.sampled_from("abcdefgh"), max_size=30).map(" ".join)
cut = st.tuples(few_words, st.integers(0, 12), st.integers(0, 12)).map(lambda t: t[0][t[1] : len(t[0]) - t[2]])
days = st.one_of(st.none(), st.integers(737000, 737009))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.one_of(few_words, cut), days), max_size=12))
def test_the_same_pairs_are_found_as_by_comparing_all(reports: list[tuple[str, int | None]]) -> None:
    texts = [shingles_of(text) for text, _ in reports] * 2  # each twice, so that there is something to find
    when = [day for _, day in reports] * 2
    found = {frozenset((a, b)): common for a, b, common in much_in_common(texts, when, REACH, SHARE)}
    for a in range(len(texts)):
        for b in range(a):
            common = len(np.intersect1d(texts[a], texts[b]))
            near = None in (when[a], when[b]) or abs((when[a] or 0) - (when[b] or 0)) <= REACH
            if common and common >= SHARE * min(len(texts[a]), len(texts[b])) and near:
                assert found[frozenset((a, b))] == common
            elif not near:
                assert frozenset((a, b)) not in found


@pytest.mark.parametrize(
    "text",
    ["", "كلمة", "كلمة أخرى", "أطلق مجهولون صاروخين", "قال (مصدر أمني): «لا خسائر» يوم 13 يونيو/حزيران",
     "واحد اثنان ثلاثة واحد اثنان ثلاثة واحد", "رسولﷺ الله\u2028وسلم\u200d عليه\x1cاليوم"],
)  # fmt: skip
def test_a_text_has_as_many_numbers_as_different_shingles(text: str) -> None:
    words = tokens(normalise(text))
    assert len(shingles_of(text)) == len({tuple(words[n : n + 3]) for n in range(len(words) - 2)})


def test_the_order_of_words_counts_and_their_spelling_variants_do_not() -> None:
    one = shingles_of("سقط صاروخ في القاعدة أمس")
    assert not len(np.intersect1d(one, shingles_of("أمس القاعدة في صاروخ سقط")))
    assert np.array_equal(one, shingles_of("سقط  صاروخ\nفي القاعده امس"))
