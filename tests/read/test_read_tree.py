"""A page read off in one piece is the page that asking node by node gives; and how letters are counted."""

from __future__ import annotations

import random
from dataclasses import asdict
from itertools import product

import pytest
import regex
from ftfy.badness import is_bad
from layouts import LAYOUTS, Story
from resiliparse.parse.html import HTMLTree

from osint_iraq.read.decoding import mojibake
from osint_iraq.read.letters import count_arabic, count_arabic_words, count_letters, count_words
from osint_iraq.read.markup import html_tree
from osint_iraq.read.markup.html_walk import word_set

TAGS = sorted(
    word_set(
        "a b br button col div em form frameset h1 head iframe img input li link main map math meta mi noembed noframes "
        "noscript object option p path plaintext pre q script section select span style sub svg table tbody td template "
        "textarea time title tr ul video xmp"
    )
)
ATTRIBUTES = (
    "class=a",
    'id="b c"',
    "href",
    "style='display:none'",
    "hidden",
    "name=x>y",
    "itemprop='&amp;\"'",
    "xlink:href=a",
)
WORDS = (
    " ",
    "صاروخ",
    "12",
    "\n",
    "&amp;lt;",
    "&nbsp;",
    "<",
    ">",
    "<!-- a > b -->",
    "<![CDATA[ x ]]>",
    "<?x ?>",
    "<!doctype html>",
)
CASES = (
    "<script><!--\nif(x){document.write('<script src=a></script><!-- ad');}</script><p>report</p><!-- c --><p>b",
    "<p>a</p><script><!-- a('<script>x</script>'); b <script>y</scr <p>c", "<p>a<script><!-- <SCRIPT> </script> <p>b",
    "<template><script><!--<script></script></template>--></script></template><p>a",
    "<svg><script><!--<script></script>--></script></svg><p>a", "<template>" * 150 + "a" + "</template>" * 150 + "<p>b",
    "<script><!--<script></script>--></script><p>a", "<svg><style>a<b>c</b></style><link>d</link></svg>e",
    "a<plaintext>b</plaintext><p>c", "<xmp><p>a</xmp>b", "<template><p>a<template>b</template></template>c",
    "<svg><template><g></g></template></svg>a", "<p title='a > \"b\" &amp;lt; class='>c", "<math><title>a<b>c</b></title>",
    "<pre>a\nb<!-- c -->d</pre>", "<head><title> a\n b &lt; </title><script type='application/ld+json'>{\"a<b\": 1}</script>",
)  # fmt: skip


def soup(seed: int) -> str:
    chance = random.Random(seed)
    pieces = []
    for _ in range(chance.choice((5, 40, 120))):
        kind = chance.random()
        said = " ".join(chance.choices(ATTRIBUTES, k=chance.choice((0, 0, 1, 2))))
        tag = chance.choice(TAGS)
        pieces.append(f"<{tag} {said}>" if kind < 0.4 else f"</{tag}>" if kind < 0.6 else chance.choice(WORDS))
    return "".join(pieces)


def both(markup: str) -> tuple[object, object]:
    document = HTMLTree.parse(markup).document
    assert document is not None
    return asdict(html_tree.parse_tree(markup)), asdict(html_tree.by_nodes(document))


@pytest.mark.parametrize("markup", CASES)
def test_markup_that_can_be_read_in_two_ways_is_read_as_the_parser_reads_it(markup: str) -> None:
    read, asked = both(markup)
    assert read == asked


@pytest.mark.parametrize("layout", LAYOUTS)
def test_pages_are_read_as_the_parser_reads_them(layout: str) -> None:
    read, asked = both(LAYOUTS[layout](Story("عنوان الخبر & <b>", ("فقرة أولى.", "فقرة «ثانية».\nسطر"))))
    assert read == asked


def test_tag_soup_is_read_as_the_parser_reads_it() -> None:
    assert [seed for seed in range(400) if (found := both(soup(seed)))[0] != found[1]] == []


def test_letters_and_words_are_counted_as_unicode_has_them() -> None:
    chance = random.Random(5)
    for _ in range(2_000):
        text = "".join(chr(chance.choice((0x600, 0x20, 0x2000, 0x100)) + chance.randrange(0x100)) for _ in range(12))
        for sample in (text, "".join(c for c in text if ord(c) < 0x80 or "\u0621" <= c <= "\u064a")):
            assert count_letters(sample) == len(regex.findall(r"\p{L}", sample))
            assert count_words(sample) == len(regex.findall(r"\p{L}+", sample))
            assert count_arabic(sample) == len(regex.findall(r"\p{Script=Arabic}", sample))
            assert count_arabic_words(sample) == len(regex.findall(r"\p{Script=Arabic}+", sample))


def test_ftfy_finds_no_damage_without_a_strange_letter() -> None:
    usual = [
        c
        for c in map(chr, [*range(0x300), *range(0x600, 0x700), *range(0x2000, 0x2200)])
        if not mojibake.STRANGE.match(c)
    ]
    beyond = [c for c in usual if not c.isascii() and not "\u0600" <= c <= "\u06ff"]
    assert "\u00ab" in beyond
    assert not any(is_bad(a + b) for a, b in product(usual, [*beyond, "a", " ", "1", "\u0637"]))
    assert not any(is_bad(a + b + c) for a, b, c in product([*beyond, "a", " "], repeat=3))


def test_templates_in_templates_end_no_process() -> None:
    """The parser's own writing-out of the page recurses here, and would take this process with it."""
    tree = html_tree.parse_tree("<p>report</p>" + "<template>" * 100_000)
    assert [block.text for block in tree.blocks] == ["report"]
