"""Files that are made to break readers, written by code: what each is, and what reading it may end in.

`CASES` maps a name to a `Hostile`. The files are small to hold here and large only where the size is the attack.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.hostile import boxes, pages, tables

STORY = pages.STORY
LIMITED = frozenset(
    {"too_large", "too_slow", "too_deep", "too_many", "too_long", "bomb", "timeout", "memory", "crash", "failed"}
)
BROKEN = frozenset(
    {"damaged", "truncated", "repaired", "bad_row", "unreadable", "encoding", "not_text", "empty", "no_text", "no_page"}
)
NAMED = frozenset({"unsafe_name", "duplicate_name", "passed_over", "unsupported"})
COLUMNS = frozenset({"columns_missing", "columns_unconfirmed", "empty_row", "bad_row", "too_large"})


@dataclass(frozen=True)
class Hostile:
    """One bad input: what writes it, the codes that may tell of it, and whether an article may (or must) come of it."""

    make: Callable[[Path], Path]
    codes: frozenset[str] = frozenset()
    article: str = "may"  # must, may, never


def _bytes(name: str, data: Callable[[], bytes]) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(data())
        return path

    return make


def _file(name: str, data: Callable[[], bytes], codes: frozenset[str], article: str = "may") -> Hostile:
    return Hostile(_bytes(name, data), codes, article)


def _link_loop(folder: Path) -> Path:
    (folder / "a").mkdir()
    (folder / "a" / "up").symlink_to(folder, target_is_directory=True)
    (folder / "self.txt").symlink_to(folder / "self.txt")
    (folder / "ok.txt").write_text(STORY, encoding="utf-8")
    return folder


def _pipe(folder: Path) -> Path:
    os.mkfifo(folder / "pipe.txt")
    return folder / "pipe.txt"


def _device(folder: Path) -> Path:
    (folder / "endless.txt").symlink_to("/dev/zero")
    return folder / "endless.txt"


def _odd_names(folder: Path) -> Path:
    for name in (b"two\nlines.txt", "\u202etxt.exe.txt".encode(), b"not utf8 \xff\xfe.txt", b" .txt", b"=1+1.txt"):
        (folder / os.fsdecode(name)).write_text(f"{STORY}\n{len(name)}", encoding="utf-8")
    return folder


def _unreadable(folder: Path) -> Path:
    path = folder / "shut.txt"
    path.write_text(STORY, encoding="utf-8")
    path.chmod(0)
    return path


CASES: dict[str, Hostile] = {
    # text
    "50 MB of one line": _file("line.txt", lambda: b"ab " * (50 * 2**20 // 3), LIMITED, "never"),
    "NUL bytes": _file("nul.txt", lambda: STORY.encode() + b"\0" * 400, BROKEN),
    "UTF-16 garbage": _file("utf16.txt", lambda: b"\xff\xfe" + bytes(range(256)) * 9 + b"\xd8", BROKEN),
    "cut multi-byte letter": _file("cut.txt", lambda: STORY.encode()[:-3], BROKEN),
    "surrogates as bytes": _file("surrogate.txt", lambda: STORY.encode() + b"\xed\xa0\x80", BROKEN),
    "only marks nobody sees": _file("marks.txt", lambda: "\u200f\u200e\ufeff".encode() * 500, BROKEN, "never"),
    "a million lines": _file("lines.txt", lambda: b"x\n" * 1_000_000, LIMITED | BROKEN),
    # HTML
    "nested 100,000 deep": _file("deep.html", pages.deep, LIMITED | BROKEN),
    "story inside 100,000 levels": _file("inside.html", pages.story_inside, LIMITED | BROKEN),
    "50 MB of one line of HTML": _file("line.html", lambda: pages.one_line(50 * 2**20), LIMITED, "never"),
    "18 MB of tiny elements": _file("tiny.html", lambda: b"<b>x</b>" * (18 * 2**20 // 8), LIMITED, "never"),
    "8 MB of tiny elements": _file("small.html", lambda: b"<i><b>x" * (8 * 2**20 // 7), LIMITED | BROKEN),
    "a million attributes": _file("attributes.html", pages.attributes, LIMITED | BROKEN),
    "tags never closed": _file("open.html", lambda: b"<div" * 300_000, LIMITED | BROKEN),
    "comment never closed": _file("comment.html", lambda: b"<p>a</p><!--" + b"- >" * 500_000, LIMITED | BROKEN),
    "script never closed": _file("script.html", lambda: b"<script>" + b"<p>" * 300_000, LIMITED | BROKEN, "never"),
    "entity bomb": _file("bomb.html", pages.entities, LIMITED | BROKEN),
    "entity bomb in XHTML": _file("bomb.xhtml", pages.entities, LIMITED | BROKEN | NAMED),
    "outside entity": _file("xxe.html", pages.outside_entity, LIMITED | BROKEN),
    "number references": _file("references.html", lambda: b"<p>" + b"&#x110000;&#0;&#xd800;" * 9999, BROKEN | LIMITED),
    # packed
    **{
        f"ratio bomb in {kind}": _file(f"bomb.txt.{kind}", lambda pack=pack: pack(b"0" * 300 * 2**20), LIMITED, "never")
        for kind, pack in boxes.PACKERS.items()
    },
    "zip of zips of zips": _file("42.zip", boxes.nested_zip, LIMITED | NAMED, "never"),
    "ratio bomb in zip": _file("bomb.zip", boxes.ratio_zip, LIMITED, "never"),
    "zip names": Hostile(boxes.zip_of_names, NAMED | LIMITED, "may"),
    "zip that says a wrong size": _file("lie.zip", boxes.lying_zip, BROKEN | LIMITED),
    "zip cut short": _file("cut.zip", lambda: boxes.plain_zip()[:-40], BROKEN, "may"),
    "zip with links": Hostile(boxes.zip_with_link, NAMED | BROKEN, "may"),
    "tar with devices, links and a sparse file": Hostile(boxes.tar_of_all_kinds, NAMED | {"bomb"}, "must"),
    "tar with a negative size": _file("minus.tar", boxes.negative_tar, BROKEN | LIMITED),
    "gzip cut short": _file("cut.txt.gz", lambda: boxes.PACKERS["gz"](STORY.encode() * 99)[:-9], BROKEN | LIMITED),
    # rows
    "JSON nested deep": _file("deep.jsonl", lambda: b'{"text":' * 200_000 + b"\n", BROKEN | LIMITED | COLUMNS),
    "JSON string of 50 MB": _file(
        "long.jsonl", lambda: tables.long_string(50 * 2**20), LIMITED | COLUMNS | BROKEN, "never"
    ),
    "JSON lone surrogates": _file("surrogate.jsonl", tables.lone_surrogates, BROKEN | COLUMNS),
    "JSON big integer": _file("integer.jsonl", lambda: b'{"text": ' + b"9" * 100_000 + b"}\n", BROKEN | COLUMNS),
    "CSV of a million columns": _file(
        "wide.csv", lambda: b"a," * 1_000_000 + b"\n" + b"1," * 99, frozenset({"too_many", "truncated"}), "never"
    ),
    "CSV quote never closed": _file(
        "quote.csv", lambda: b'text\n"' + b"a " * (25 * 2**20), COLUMNS | LIMITED | BROKEN, "never"
    ),
    "CSV quote never closed over many lines": _file(
        "lines.csv", lambda: b'text\n"' + b"a\n" * 3_000, COLUMNS | LIMITED | BROKEN
    ),
    "CSV with NUL": _file("nul.csv", lambda: "text\nصاروخ\0\n".encode(), COLUMNS | BROKEN),
    "CSV of formulas": _file("formulas.csv", tables.formulas, COLUMNS | BROKEN),
    "Excel with a million empty rows": Hostile(tables.empty_rows, COLUMNS | LIMITED | BROKEN),
    "Excel with an entity bomb": Hostile(tables.shared_bomb, COLUMNS | LIMITED | BROKEN, "never"),
    "Excel that claims 2^20 x 2^14": Hostile(tables.claimed_size, COLUMNS | LIMITED | BROKEN),
    # records
    "WARC with a wrong length": _file("lie.warc", lambda: boxes.warc(10**12), BROKEN | LIMITED, "may"),
    "WARC with a negative length": _file("minus.warc", lambda: boxes.warc(-5), BROKEN | LIMITED, "may"),
    "WARC with a gzip bomb": _file("bomb.warc", boxes.warc_bomb, BROKEN | LIMITED, "may"),
    "WARC with endless headers": _file("headers.warc", boxes.warc_headers, BROKEN | LIMITED, "may"),
    "MHTML nested deep": _file("deep.mhtml", boxes.deep_mail, BROKEN | LIMITED),
    "MHTML of many parts": _file("parts.mhtml", boxes.many_parts, BROKEN | LIMITED),
    # files
    "links that lead back": Hostile(_link_loop, NAMED | BROKEN, "must"),
    "a named pipe": Hostile(_pipe, NAMED | BROKEN, "never"),
    "a device": Hostile(_device, NAMED | BROKEN, "never"),
    "odd names": Hostile(_odd_names, NAMED, "must"),
    "a file that may not be read": Hostile(_unreadable, BROKEN, "may"),
}

__all__ = ["CASES", "Hostile"]
