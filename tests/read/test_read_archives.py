"""Archives of files: every member is a page or a problem, nothing is followed out of them, and bombs are defused."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
from pathlib import Path

import pytest
from boxes import LEAD, PAGE, TEXT, codes, lines, of, opened, page, pages, problems, tarred, warc_gz, zipped
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import osint_iraq as oi
from osint_iraq.read.containers import archived_sidecars
from osint_iraq.read.containers.zipnames import name_of
from osint_iraq.read.documents import Limits

FUZZ = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
MIXED = {
    "b/page.html": page(1),
    "a.txt": TEXT.encode(),
    "c.warc.gz": warc_gz(2),
    "d.jsonl": lines([{"text": "one"}]).encode(),
    "e.html.gz": gzip.compress(page(5)),
}
PACKERS = {"a.zip": zipped, "a.tar": tarred, "a.tar.gz": lambda files: tarred(files, "w:gz")}


def members(found: list[object]) -> list[str]:
    return [p.member for p in pages(found)]  # type: ignore[arg-type]


@pytest.mark.parametrize("name", PACKERS)
def test_files_of_every_kind_are_read_in_place(tmp_path: Path, name: str) -> None:
    found = of(tmp_path, name, PACKERS[name](MIXED))
    assert problems(found) == []
    inside = ["c.warc.gz/record-1-00000001", "c.warc.gz/record-2-00000002"]
    assert sorted(members(found)) == sorted(["a.txt", "b/page.html", "d.jsonl/line-1", "e.html.gz", *inside])
    assert {p.path for p in pages(found)} == {tmp_path / name}


def test_a_zip_is_read_in_the_order_of_names_and_a_tar_in_its_own(tmp_path: Path) -> None:
    files = {"b.txt": TEXT.encode(), "a/2.txt": TEXT.encode(), "a/1.txt": TEXT.encode()}
    assert members(of(tmp_path, "a.zip", zipped(files))) == ["a/1.txt", "a/2.txt", "b.txt"]
    assert members(of(tmp_path, "a.tar", tarred(files))) == ["b.txt", "a/2.txt", "a/1.txt"]


@pytest.mark.parametrize("name", PACKERS)
def test_hidden_files_rubbish_and_sidecars_are_passed_over_and_parts_of_pages_counted(
    tmp_path: Path, name: str
) -> None:
    rubbish = dict.fromkeys([".DS_Store", "__MACOSX/._a.txt", "x/.git/a.txt", "x/articles.csv", "Thumbs.db"], b"\0")
    parts = dict.fromkeys(["x/a.png", "x/b.png", "x/c.css"], b"x")
    found = of(tmp_path, name, PACKERS[name]({**rubbish, **parts, "a.txt": TEXT.encode()}))
    assert members(found) == ["a.txt"]
    assert [(p.code, p.severity) for p in problems(found)] == [("passed_over", "warning")]
    assert "3 parts of pages" in problems(found)[0].message


@pytest.mark.parametrize("name", PACKERS)
@pytest.mark.parametrize(
    "bad", ["../out.txt", "a/../../out.txt", "/etc/out.txt", "C:/out.txt", "..\\out.txt", "C:\\out.txt"]
)
def test_names_that_lead_out_are_passed_over_and_said(tmp_path: Path, name: str, bad: str) -> None:
    found = of(tmp_path / "in", name, PACKERS[name]({bad: TEXT.encode(), "a.txt": TEXT.encode()}))
    assert members(found) == ["a.txt"]
    assert codes(found) == ["unsafe_name"]
    assert {p.name for p in tmp_path.rglob("*")} == {"in", name}


def test_links_and_devices_in_a_tar_are_never_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text(TEXT)
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE):
            info = tarfile.TarInfo(f"x{kind.decode()}.txt")
            info.type, info.linkname = kind, str(tmp_path / "secret.txt")
            archive.addfile(info)
        info = tarfile.TarInfo("a.txt")
        info.size = len(TEXT.encode())
        archive.addfile(info, io.BytesIO(TEXT.encode()))
    found = of(tmp_path, "a.tar", out.getvalue())
    assert members(found) == ["a.txt"]
    (warning,) = problems(found)
    assert "4 links, devices" in warning.message


def test_a_symbolic_link_in_a_zip_is_only_its_words(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text(TEXT)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo("link.txt")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, str(tmp_path / "secret.txt"))
    assert not any(TEXT.encode() in p.data for p in pages(of(tmp_path, "a.zip", out.getvalue())))


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", PACKERS)
def test_a_name_that_stands_twice_is_read_twice_and_said(tmp_path: Path, name: str) -> None:
    out = io.BytesIO()
    if name == "a.zip":
        with zipfile.ZipFile(out, "w") as box:
            box.writestr("a.txt", "one report")
            box.writestr("a.txt", "two reports")
    else:
        with tarfile.open(fileobj=out, mode="w:gz" if name.endswith("gz") else "w") as archive:
            for text in (b"one report", b"two reports"):
                info = tarfile.TarInfo("a.txt")
                info.size = len(text)
                archive.addfile(info, io.BytesIO(text))
    found = of(tmp_path, name, out.getvalue())
    assert [(p.member, p.content) for p in pages(found)] == [("a.txt", b"one report"), ("a.txt~2", b"two reports")]
    assert codes(found) == ["duplicate_name"]


def test_a_protected_member_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": TEXT.encode(), "b.txt": TEXT.encode()}))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    found = of(tmp_path, "a.zip", bytes(data))
    assert members(found) == ["b.txt"]
    assert codes(found) == ["encrypted"]
    assert "a.zip::a.txt" in problems(found)[0].message


def test_archives_in_archives_are_read_to_the_limit(tmp_path: Path) -> None:
    data, name = TEXT.encode(), "a.txt"
    for level in range(3):
        data, name = zipped({name: data}), f"{level}.zip"
    assert members(of(tmp_path, "a.zip", data)) == ["1.zip/0.zip/a.txt"]
    found = of(tmp_path, "a.zip", zipped({name: data, "b.txt": TEXT.encode()}))
    assert members(found) == ["b.txt"]
    assert codes(found) == ["too_deep"]
    assert codes(of(tmp_path, "a.tar", tarred({"x.tar": tarred({"y.tar": tarred({})})}), depth=2)) == ["too_deep"]


@pytest.mark.parametrize("name", PACKERS)
def test_a_bomb_among_members_is_a_problem_and_the_rest_is_read(tmp_path: Path, name: str) -> None:
    files = {"a.txt": TEXT.encode(), "b.txt.gz": gzip.compress(bytes(5_000_000)), "c.txt": TEXT.encode()}
    found = of(tmp_path, name, PACKERS[name](files), ratio_from=100_000, ratio=100)
    assert members(found) == ["a.txt", "c.txt"]
    assert codes(found) == ["bomb"]


def test_a_member_of_a_zip_that_is_a_bomb_is_a_problem(tmp_path: Path) -> None:
    import random

    noise = random.Random(1).randbytes(40_000)
    data = zipped({"a.txt": TEXT.encode(), "b.txt": bytes(5_000_000), "c.bin": noise, "d.txt": TEXT.encode()})
    found = of(tmp_path, "a.zip", data, ratio_from=100_000, ratio=100)
    assert members(found) == ["a.txt", "d.txt"]
    assert "bomb" in codes(found)


def test_many_small_bombs_together_are_one(tmp_path: Path) -> None:
    files = {f"{n:03}.txt": bytes(90_000) for n in range(60)}
    found = of(tmp_path, "a.zip", zipped(files), ratio_from=100_000, ratio=100)
    assert codes(found)[-1] == "bomb"
    assert len(found) < 60


def test_a_tar_bomb_is_a_problem_and_what_came_before_is_kept(tmp_path: Path) -> None:
    data = tarred({"a.txt": TEXT.encode(), "b.txt": bytes(5_000_000), "c.txt": TEXT.encode()}, "w:gz")
    found = of(tmp_path, "a.tar.gz", data, ratio_from=100_000, ratio=100)
    assert members(found) == ["a.txt"]
    assert set(codes(found)) == {"bomb"}


@pytest.mark.parametrize("name", PACKERS)
def test_too_many_members_are_a_problem(tmp_path: Path, name: str) -> None:
    found = of(tmp_path, name, PACKERS[name]({f"{n}.txt": TEXT.encode() for n in range(9)}), members=4)
    assert len(pages(found)) == 4
    assert codes(found) == ["too_many"]


def test_a_member_that_is_too_large_is_a_problem_and_the_rest_is_read(tmp_path: Path) -> None:
    for name, pack in PACKERS.items():
        found = of(tmp_path, name, pack({"a.txt": b"word " * 1000, "b.txt": b"a word"}), page_bytes=500)
        assert members(found) == ["b.txt"]
        assert codes(found) == ["too_large"]


def test_a_name_of_gigabytes_in_a_tar_is_not_read(tmp_path: Path) -> None:
    out = io.BytesIO()
    info = tarfile.TarInfo("x")
    info.type, info.size = tarfile.GNUTYPE_LONGNAME, 3 * 2**30
    out.write(info.tobuf(tarfile.GNU_FORMAT))
    found = of(tmp_path, "a.tar", out.getvalue() + tarred({"a.txt": TEXT.encode()}))
    assert members(found) == ["a.txt"]
    assert codes(found) == ["damaged"]


@pytest.mark.parametrize("name", ["a.tar", "a.zip"])
def test_a_damaged_archive_gives_what_can_be_read_and_says_where_it_is_damaged(tmp_path: Path, name: str) -> None:
    files = {f"{n}.txt": TEXT.encode() * 3 for n in range(5)}
    data = PACKERS[name](files)
    at = data.index(b"2.txt") + (3 if name == "a.tar" else 40)
    found = of(tmp_path, name, data[:at] + b"\xff\xff\xff" + data[at + 3 :])
    assert set(members(found)) >= {"0.txt", "1.txt", "3.txt", "4.txt"}
    assert codes(found) == ["damaged"]


def test_a_tar_cut_at_any_place_keeps_what_came_before_and_says_so(tmp_path: Path) -> None:
    data = tarred({f"{n}.txt": TEXT.encode() * 3 for n in range(3)})
    end = data.index(b"2.txt") + 512 + len(TEXT.encode() * 3)
    for cut in range(600, end, 97):
        found = of(tmp_path, "a.tar", data[:cut])
        whole = members(found)
        assert whole == [f"{n}.txt" for n in range(len(whole))]
        assert all(p.data == TEXT.encode() * 3 for p in pages(found)), cut


def raw(name: str, encoding: str) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(name.encode(encoding).decode("cp437"))


NAMES = ["تقرير.txt", "أخبار العراق/هجوم على قاعدة.html", "صاروخ كاتيوشا.txt", "خبر 12.txt"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("encoding", ["cp720", "cp1256", "utf-8"])
def test_names_of_arabic_windows_are_repaired(name: str, encoding: str) -> None:
    assert name_of(raw(name, encoding)) == name


@pytest.mark.parametrize("name", ["café.txt", "plain.txt", "Ünïcode.html"])
def test_other_names_stay(name: str) -> None:
    assert name_of(raw(name, "cp437")) == name


def archive_sidecars(path: Path) -> dict[str, bytes]:
    return dict(item for item in archived_sidecars.look_for((path, Limits())) if item)


def test_sidecars_are_given_by_their_folder(tmp_path: Path) -> None:
    files = {"articles.csv": b"path\n", "a/b/articles.csv": b"path,url\n", "a/x.txt": b"x", "../articles.csv": b"no"}
    for name, pack in {**PACKERS, "a.tgz": PACKERS["a.tar.gz"]}.items():
        (tmp_path / name).write_bytes(pack(files))
        assert archive_sidecars(tmp_path / name) == {"": b"path\n", "a/b": b"path,url\n"}
    for name, data in (("b.zip", b"PK\x03\x04nonsense"), ("b.txt", b"words"), ("b.tar.gz", gzip.compress(b"x")[:-3])):
        (tmp_path / name).write_bytes(data)
        assert archive_sidecars(tmp_path / name) == {}


@pytest.mark.parametrize("name", ["a.csv", "a.warc.gz", "a.jsonl"])
def test_only_archives_are_searched_for_sidecars(tmp_path: Path, name: str) -> None:
    inside = b"x" * 512 + tarred({"articles.csv": b"path,outlet\n"})
    (tmp_path / name).write_bytes(gzip.compress(inside) if name.endswith(".gz") else inside)
    assert archive_sidecars(tmp_path / name) == {}


def test_archives_are_searched_where_that_can_be_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archived_sidecars, "look_for", None)  # in this process
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({"a.txt": TEXT.encode(), "articles.csv": b"path,outlet\na.txt,example.org\n"}))
    found = oi.read(path)
    assert list(found.articles["outlet"]) == ["example.org"]
    assert len(found.problems) == 0


@FUZZ
@given(data=st.binary(max_size=200), at=st.integers(0, 10**5), name=st.sampled_from(sorted(PACKERS)))
def test_any_bytes_put_in_leave_pages_or_problems(tmp_path: Path, data: bytes, at: int, name: str) -> None:
    whole = PACKERS[name](MIXED)
    at %= len(whole)
    assert of(tmp_path, name, whole[:at] + data + whole[at:])
    archive_sidecars(tmp_path / name)


def test_a_page_in_an_archive_is_the_page_alone(tmp_path: Path) -> None:
    alone = pages(of(tmp_path, "a.html", PAGE))[0]
    for name, pack in PACKERS.items():
        (inside,) = pages(of(tmp_path, name, pack({"a.html": PAGE.encode()})))
        assert (inside.data, inside.content, inside.kind, inside.facts) == (
            alone.data,
            alone.content,
            alone.kind,
            alone.facts,
        )


@pytest.mark.parametrize(
    "data", [zipped({}), zipped({".hidden.txt": b"words"}), tarred({}), zipped({"in.zip": zipped({})})]
)
def test_an_archive_without_a_report_is_a_problem(data: bytes, tmp_path: Path) -> None:
    found = of(tmp_path, "a.zip" if data[:2] == b"PK" else "a.tar", data)
    assert codes(found) == ["empty"]


def test_a_sparse_member_that_claims_a_terabyte_is_refused_and_the_rest_is_read(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "hole.tar", "w", format=tarfile.PAX_FORMAT) as archive:
        hole = tarfile.TarInfo("hole.txt")
        hole.pax_headers = {"GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.realsize": str(2**40)}
        hole.size = 1024
        archive.addfile(hole, io.BytesIO(b"1\n0\n512\n".ljust(512, b"\0") + b"a" * 512))
        info = tarfile.TarInfo("ok.txt")
        info.size = len(LEAD.encode())
        archive.addfile(info, io.BytesIO(LEAD.encode()))
    found = opened(tmp_path / "hole.tar")
    assert codes(found) == ["bomb"]
    assert [p.member for p in pages(found)] == ["ok.txt"]


def test_zeros_without_end_behind_an_archive_are_not_gone_through_one_by_one(tmp_path: Path) -> None:
    path = tmp_path / "long.tar"
    path.write_bytes(tarred({"a.txt": LEAD.encode()}))
    with path.open("r+b") as stream:
        stream.truncate(2**40)  # a hole: nothing of it lies on the disk
    found = opened(path)
    assert [p.member for p in pages(found)] == ["a.txt"]
    assert codes(found) == ["damaged"]
    assert archive_sidecars(path) == {}


@pytest.mark.parametrize("name", ["a.warc", "a.jsonl", "a.csv", "a.warc.gz"])
def test_what_is_no_archive_is_not_searched_for_sidecars(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = b"WARC/1.0\r\n" * 1000 if "warc" in name else b"text\n" * 1000
    (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith("gz") else data)
    monkeypatch.setattr(tarfile, "open", None)
    monkeypatch.setattr("zipfile.ZipFile", None)
    assert archive_sidecars(tmp_path / name) == {}


def test_a_sidecar_in_an_archive_in_an_archive_is_said_to_be_unread(tmp_path: Path) -> None:
    inner = zipped({"a.txt": TEXT.encode(), "articles.csv": b"path\n"})
    assert codes(of(tmp_path, "a.zip", inner)) == []
    assert codes(of(tmp_path, "b.zip", zipped({"x/a.zip": inner}))) == ["sidecar_unread"]


@pytest.mark.parametrize("name", ["a.zip", "a.tar"])
def test_frames_that_a_browser_saved_beside_a_page_are_no_reports(tmp_path: Path, name: str) -> None:
    frame = PAGE.encode()
    files = {"x/p.html": frame, "x/p_files/ad.html": frame, "x/p_files/deep/f.txt": TEXT.encode()}
    found = of(tmp_path, name, PACKERS[name]({**files, "y_files/own.txt": TEXT.encode()}))
    assert [d.member for d in pages(found)] == ["x/p.html", "y_files/own.txt"]
    assert problems(found) == []
