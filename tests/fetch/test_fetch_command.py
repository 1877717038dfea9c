"""The command, its settings, and the spelling of addresses."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from fetch_site import Site, page, status
from hypothesis import given
from hypothesis import strategies as st

from osint_iraq import cli
from osint_iraq.fetch import FetchError, Settings, fetch
from osint_iraq.fetch.addresses import BadAddress, normal, wanted
from osint_iraq.fetch.pace import retry_after

PRIVATE = ["--allow-private", "--delay", "0"]


def test_all_fetched_is_status_0_and_says_what_comes_next(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert cli.main(["fetch", site.put("/a", "good"), "--out", str(out), *PRIVATE]) == cli.DONE
    said = capsys.readouterr()
    assert "1  fetched" in said.out
    assert f"osint-iraq build {out / 'pages'} --out DIR" in said.out
    assert said.err == ""


def test_some_fetched_is_status_1_and_names_what_was_not(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rss = page(f'<rss version="2.0"><channel><item><link>{site.put("/a", "good")}</link></item></channel></rss>')
    feed, gone = site.put("/rss", rss), site.put("/gone", status(404))
    arguments = ["fetch", gone, "--feed", feed, "--sitemap", feed, "--out", str(tmp_path), *PRIVATE]
    assert cli.main(arguments) == cli.DONE_WITH_PROBLEMS
    said = capsys.readouterr().err
    assert f"{gone}: not found" in said
    assert f"{feed}: error, is no sitemap" in said
    assert "robots.txt" not in said


@pytest.mark.parametrize("more", [["--contact", "desk@example.org"], PRIVATE])
def test_nothing_fetched_is_status_2(site: Site, tmp_path: Path, more: list[str]) -> None:
    assert cli.main(["fetch", site.put("/a", status(404)), "--out", str(tmp_path), *more]) == cli.NOTHING_DONE


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["http://news.example/1"], "no contact given"),
        (["http://news.example/1", "--contact", "me"], "mail address"),
        (["http://news.example/1", "--contact", "a@b.example\r\nX: y"], "mail address"),
        (["http://news.example/1", "--contact", "a@b.example", "--delay", "0"], "delay 0: give 1"),
        (["http://news.example/1", "--contact", "a@b.example", "--delay", "nan"], "delay nan"),
        (["http://news.example/1", "--contact", "a@b.example", "--limit", "0"], "limit 0"),
        (["http://news.example/1", "--contact", "a@b.example", "--page-size", "0"], "more than 0"),
        (["--contact", "a@b.example"], "nothing to fetch"),
        (["ftp://news.example/1", "--contact", "a@b.example"], "must begin with http"),
        (["nowhere.txt", "--contact", "a@b.example"], "nowhere.txt: cannot be read"),
        (["--feed", "news.example/rss", "--contact", "a@b.example"], "feed news.example/rss"),
    ],
)
def test_what_cannot_be_used_is_said_in_a_line(
    arguments: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["fetch", *arguments, "--out", str(tmp_path / "out")]) == cli.NOTHING_DONE
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_day_must_be_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["fetch", "--feed", "http://a.example/", "--since", "yesterday", "--out", str(tmp_path)])
    assert "'yesterday' is not a day like 2024-07-25" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("written", "one"),
    [
        ("http://a.example", "http://a.example/"),
        ("https://A.Example.:443/x#y", "https://a.example/x"),
        ("http://a.example:8080/?q=1&q=2", "http://a.example:8080/?q=1&q=2"),
        ("http://a.example/a b/%20?ب", "http://a.example/a%20b/%20?%D8%A8"),
        ("http://أخبار.example/", "http://xn--igbicxr.example/"),
        ("http://[2606:4700:0:0::1111]:80/", "http://[2606:4700::1111]/"),
    ],
)
def test_each_address_has_one_spelling(written: str, one: str) -> None:
    assert normal(written) == one
    assert normal(one) == one


@pytest.mark.parametrize(
    "written",
    ["", "a.example", "//a.example/", "ftp://a.example/", "file:///etc/passwd", "mailto:a@b.example", "http://", "http:///x",
     "http://a b/", "http://a\\b/", "http://u:p@a.example/", "http://a.example:99999/", "http://a.example:x/", "http://[::1",
     "http://[fe80::1%25eth0]/", "http://a..example/", f"http://{'a' * 64}.example/", "http://%61.example/", "http://a\0b/",
     "http://a.example/" + "x" * 5000, "http://a.example/\ud800", "javascript:alert(1)"],
)  # fmt: skip
def test_what_is_no_address_of_a_page_is_refused(written: str) -> None:
    with pytest.raises(BadAddress):
        normal(written)


@given(st.text(max_size=60), st.sampled_from(["", "http://", "https://a.example/", "http://a.example?", "http://["]))
def test_a_normal_address_is_plain_and_stays_as_it_is(text: str, before: str) -> None:
    try:
        url = normal(before + text)
    except BadAddress:
        return
    assert url.isascii()
    assert url.isprintable()
    assert " " not in url
    assert normal(url) == url


@pytest.mark.parametrize(
    ("text", "said"), [("outlet,link\na,b\n", "has no column url (it has: outlet, link)"), ("", "it has: none")]
)
def test_a_table_without_addresses_is_said(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "list.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FetchError) as told:
        list(wanted(path))
    assert said in str(told.value)


def test_a_list_in_another_encoding_is_said(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_bytes("# أخبار\n".encode("windows-1256"))
    with pytest.raises(FetchError, match="is not UTF-8 text"):
        list(wanted(str(path)))


@pytest.mark.parametrize("value", ["", "soon", "-5", "1.5", "Sun, 99 Mar 2026", "٥"])
def test_a_wait_that_cannot_be_read_is_none(value: str) -> None:
    assert retry_after(value, datetime(2026, 3, 1, tzinfo=UTC)) == 0


def test_settings_are_for_those_who_can_be_reached() -> None:
    with pytest.raises(FetchError, match="no contact"):
        Settings()
    assert Settings(contact="https://desk.example/robot").user_agent.endswith("(+https://desk.example/robot)")


def test_inputs_alone_are_enough_for_the_function(site: Site, tmp_path: Path) -> None:
    listed = tmp_path / "list.txt"
    listed.write_text(site.put("/a", "good"), encoding="utf-8")
    assert fetch(listed, tmp_path / "out", settings=Settings(allow_private=True, delay=0)).complete
