"""Reading never raises and loses nothing, whatever the bytes."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from osint_iraq.lexicon import rows
from osint_iraq.read import read
from osint_iraq.read.page import read_page

WORDS = [r["example"] for name in ("boilerplate", "publication", "outlets") for r in rows(name)]
DATES = ["26 يوليو 2024", "14/06/2020", "31/02/2024", "الثلاثاء 4 كانون الثاني 2022", "1446/13/45", "9999-99-99 99:99"]
LINE = st.one_of(
    st.sampled_from(["", "", *WORDS]),
    st.text(max_size=60),
    st.lists(st.sampled_from([*WORDS, *DATES, "-", "|", "(", ")", ".", ":", "•", "اليوم"]), max_size=6).map(" ".join),
)
PAGE = st.lists(LINE, max_size=12).map("\n".join)


@given(PAGE)
@settings(max_examples=150, deadline=None)
def test_any_page_gives_lines_of_its_own_in_their_order(page: str) -> None:
    found = read_page(page)
    own = iter([line.strip() for line in page.splitlines()])
    assert all(any(line == other for other in own) for line in found.text.split("\n") if line)
    assert found.title is None or found.text.startswith(found.title)


@given(
    st.lists(st.one_of(st.binary(max_size=80), PAGE.map(lambda p: p.encode("utf-8", "ignore"))), min_size=1, max_size=4)
)
@settings(max_examples=60, deadline=None)
def test_every_file_is_an_article_or_a_problem(contents: list[bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{n}.txt" for n in range(len(contents))]
        for path, content in zip(paths, contents, strict=True):
            path.write_bytes(content)
        result = read(folder)
        errors = result.problems[result.problems.severity == "error"]
        assert sorted([*result.articles.path, *errors.path]) == [p.as_posix() for p in paths]
