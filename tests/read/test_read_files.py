"""Folders and files of every kind: what is found, what it is, what it is called, and that the container changes nothing."""

from __future__ import annotations

import gzip
import pickle
from pathlib import Path

import pytest
from boxes import CONTAINERS, LEAD, PAGE, TEXT, codes, of, opened, page, pages, problems, tarred, warc, zipped
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from osint_iraq.read import InputError
from osint_iraq.read.containers.opening import read_file
from osint_iraq.read.faults import Problem
from osint_iraq.read.files import Source, as_task, find

FUZZ = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def text_of(content: str | bytes) -> str:
    return content if isinstance(content, str) else content.decode()


@pytest.mark.parametrize("name", CONTAINERS)
def test_a_page_is_the_same_in_every_container(tmp_path: Path, name: str) -> None:
    found = of(tmp_path, name, CONTAINERS[name])
    assert problems(found) == []
    (only,) = pages(found)
    assert text_of(only.content).strip() == PAGE
    assert only.kind == "html"
    assert only.path == tmp_path / name


@pytest.mark.parametrize("name", CONTAINERS)
def test_reading_twice_gives_the_same(tmp_path: Path, name: str) -> None:
    assert of(tmp_path, name, CONTAINERS[name]) == opened(tmp_path / name)


@pytest.mark.parametrize("name", CONTAINERS)
def test_damage_at_every_tenth_byte_is_a_problem_and_never_an_exception(tmp_path: Path, name: str) -> None:
    data = CONTAINERS[name]
    for at in range(0, len(data), max(10, len(data) // 60)):
        for broken in (data[:at], data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :], data[:at] + data[at + 7 :]):
            assert of(tmp_path, name, broken), f"nothing came of {name} damaged at {at}"


@pytest.mark.parametrize("name", [*CONTAINERS, "page", "a.txt", "a.xls", "a.ods", "index.html?x=1"])
@FUZZ
@given(data=st.binary(max_size=600), keep=st.sampled_from([0, 4, 12, 40, 300]))
def test_any_bytes_are_a_page_or_a_problem(tmp_path: Path, name: str, data: bytes, keep: int) -> None:
    assert of(tmp_path, name, CONTAINERS.get(name, b"")[:keep] + data)


MISNAMED = {
    "a page called text": ("a.txt", PAGE.encode(), "html"),
    "a packed page called a page": ("a.html", gzip.compress(PAGE.encode()), "html"),
    "a page without a suffix": ("123", PAGE.encode(), "html"),
    "a page under its address": ("index.html?x=1", PAGE.encode(), "html"),
    "a page of a script": ("story.php", PAGE.encode(), "html"),
    "a page of a script with arguments": ("story.php?id=7&p=2.5", PAGE.encode(), "html"),
    "a page in UTF-16 without a suffix": ("page", PAGE.encode("utf-16"), "html"),
    "a page behind a remark": ("page", b"<!-- saved from url -->\r\n" + PAGE.encode(), "html"),
    "text without a suffix": ("report", TEXT.encode(), "text"),
    "text that begins with a smaller-than sign": ("a.txt", b"< 5 rockets fell", "text"),
    "an archive of pages without a suffix": ("crawl", warc(1), "html"),
    "a packed archive of pages called .warc": ("crawl.warc", gzip.compress(warc(1)), "html"),
    "a zip without a suffix": ("download", zipped({"a.html": PAGE.encode()}), "html"),
    "a tar called .txt": ("a.txt", tarred({"a.html": PAGE.encode()}), "html"),
    "a web archive called .html": ("a.html", CONTAINERS["a.mhtml"], "html"),
    "a page called web archive": ("a.mht", PAGE.encode(), "html"),
    "JSON Lines called .json": ("a.json", b'{"text": "one"}\n{"text": "two"}\n', "text"),
    "an array called .jsonl": ("a.jsonl", b'[{"text": "one"}]', "text"),
    "a table of tabs called .xls": ("a.xls", b"text\turl\nrockets fell\thttp://e.org/1\n", "text"),
}


@pytest.mark.parametrize(("name", "data", "kind"), MISNAMED.values(), ids=MISNAMED.keys())
def test_the_first_bytes_decide_where_the_name_lies(tmp_path: Path, name: str, data: bytes, kind: str) -> None:
    found = of(tmp_path, name, data)
    assert problems(found) == []
    assert {p.kind for p in pages(found)} == {kind}


UNSUPPORTED = {
    "notes.md": (b"words", "known: .txt"),
    "a.xls": (PAGE.encode(), "HTML page"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(50), "known: .txt"),
    "a.docx": (zipped({"word/document.xml": b"<x/>"}), "save it as .txt"),
    "a.tar.zst": (b"\x28\xb5\x2f\xfd" + bytes(50), "pack it as .gz"),
    "old.arc": (b"filedesc://x 0.0.0.0 1 text/plain 1\n", "warcio recompress"),
    "old.arc.gz": (gzip.compress(b"filedesc://x 0.0.0.0 1 text/plain 1\n"), "warcio recompress"),
}


@pytest.mark.parametrize("name", UNSUPPORTED)
def test_other_kinds_are_one_problem_that_says_what_to_do(tmp_path: Path, name: str) -> None:
    data, words = UNSUPPORTED[name]
    found = of(tmp_path, name, data)
    assert codes(found) == ["unsupported"]
    assert words in problems(found)[0].message
    assert pages(found) == []


def test_an_id_is_the_path_without_its_suffix_both_where_the_second_says_how_it_is_packed() -> None:
    names = {
        "a/b.txt": "a/b", "a.b.txt": "a.b", "a.TXT": "a", "b.html.gz": "b", "c.warc.gz": "c", "d.tgz": "d", "e.tar.xz": "e",
        "index.html?x=1": "index.html?x=1", "123": "123", "news.2024": "news.2024", "x.gz": "x", "تقرير.html": "تقرير",
        "a/.b.gz": "a/.b", "1.5.html": "1.5",
    }  # fmt: skip
    assert {n: Source(Path(n), Path(), n).name for n in names} == names


def test_a_task_can_be_sent_to_another_process(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(CONTAINERS["a.zip"])
    (source,) = find([tmp_path])
    assert isinstance(source, Source)
    task = pickle.loads(pickle.dumps(as_task(source)))
    assert pickle.loads(pickle.dumps(list(read_file(task)))) == list(read_file(as_task(source)))


def put(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PAGE, encoding="utf-8")


def below(found: list[Source | Problem]) -> list[str]:
    return [f.below for f in found if isinstance(f, Source)]


def test_what_a_browser_saves_beside_a_page_is_passed_over(tmp_path: Path) -> None:
    put(tmp_path, "a.html", "a_files/x.css", "a_files/saved_resource.html", "b.html", "other_files/c.html")
    found = list(find([tmp_path]))
    assert below(found) == ["a.html", "b.html", "other_files/c.html"]
    assert problems(found) == []  # type: ignore[arg-type]


def test_parts_of_pages_are_one_warning_a_folder(tmp_path: Path) -> None:
    put(tmp_path, "site/index.html", *(f"site/img/{n}.png" for n in range(30)), "site/img/x.css")
    found = list(find([tmp_path]))
    assert below(found) == ["site/index.html"]
    (warning,) = problems(found)  # type: ignore[arg-type]
    assert (warning.code, warning.severity) == ("passed_over", "warning")
    assert "31 parts" in warning.message
    assert "30 .png" in warning.message


def test_a_folder_of_pictures_alone_is_no_error_but_said(tmp_path: Path) -> None:
    put(tmp_path, "x.png")
    assert codes(list(find([tmp_path]))) == ["passed_over"]  # type: ignore[arg-type]


def test_files_are_found_in_the_order_of_their_paths(tmp_path: Path) -> None:
    put(tmp_path, "b.html", "a/2.txt", "a/1.html.gz", "c", "a.zip", ".x.html", "articles.csv")
    assert below(list(find([tmp_path]))) == ["a/1.html.gz", "a/2.txt", "a.zip", "b.html", "c"]


def test_a_missing_input_is_an_error_before_anything_is_read(tmp_path: Path) -> None:
    put(tmp_path, "a.html")
    with pytest.raises(InputError, match="does not exist"):
        list(find([tmp_path, tmp_path / "none.warc.gz"]))


def test_a_packed_page_that_ends_too_soon_is_a_problem_with_its_place(tmp_path: Path) -> None:
    (problem,) = of(tmp_path, "a.html.gz", gzip.compress(PAGE.encode() * 50)[:-20])
    assert isinstance(problem, Problem)
    assert (problem.code, problem.severity) == ("truncated", "error")
    assert "ends before its end" in problem.message


def test_bytes_behind_a_packed_page_are_passed_over_as_gzip_does(tmp_path: Path) -> None:
    found = of(tmp_path, "a.html.gz", gzip.compress(PAGE.encode()) + bytes(512))
    assert [text_of(p.content) for p in pages(found)] == [PAGE]
    assert problems(found) == []


def test_a_page_in_several_packed_members_is_one_page(tmp_path: Path) -> None:
    half = len(PAGE) // 2
    data = gzip.compress(PAGE[:half].encode()) + gzip.compress(PAGE[half:].encode())
    assert [text_of(p.content) for p in pages(of(tmp_path, "a.html.gz", data))] == [PAGE]


@pytest.mark.parametrize("suffix", [".gz", ".bz2", ".xz"])
def test_a_bomb_is_a_problem(tmp_path: Path, suffix: str) -> None:
    import bz2
    import lzma

    pack = {".gz": gzip.compress, ".bz2": bz2.compress, ".xz": lzma.compress}[suffix]
    found = of(tmp_path, "a.txt" + suffix, pack(bytes(3_000_000)), ratio_from=10_000, ratio=100)
    assert codes(found) == ["bomb"]
    assert pages(found) == []


def test_packed_in_packed_without_end_is_a_problem(tmp_path: Path) -> None:
    data = PAGE.encode()
    for _ in range(3):
        data = gzip.compress(data)
    assert [text_of(p.content) for p in pages(of(tmp_path, "a.html.gz.gz.gz", data))] == [PAGE]
    for _ in range(9):
        data = gzip.compress(data)
    assert codes(of(tmp_path, "a.html.gz", data)) == ["too_deep"]


def test_a_page_beyond_the_limit_is_a_problem(tmp_path: Path) -> None:
    for name, data in (
        ("a.txt", TEXT.encode()),
        ("a.html.gz", gzip.compress(page(1))),
        ("a.mht", CONTAINERS["a.mhtml"]),
    ):
        found = of(tmp_path, name, data, page_bytes=100)
        assert codes(found) == ["too_large"], name
        assert "which no report has" in problems(found)[0].message


def test_plain_text_stays_what_it_was(tmp_path: Path) -> None:
    (only,) = pages(of(tmp_path, "a.txt", TEXT))
    assert (only.content, only.data, only.kind, only.member, only.facts) == (
        TEXT.encode(),
        TEXT.encode(),
        "text",
        "",
        {},
    )
    assert LEAD in TEXT
