"""Feeds and sitemaps: their addresses and days are read, and nothing that they plant takes hold."""

from __future__ import annotations

import gzip
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from fetch_site import Site, collect, outcomes, page, status, zipped
from hypothesis import given
from hypothesis import strategies as st

from osint_iraq.fetch.faults import Trouble
from osint_iraq.fetch.feeds import Entry, feed_entries, sitemap_entries
from osint_iraq.fetch.unpack import unpacked

DAY = date(2026, 2, 3)
RSS = """<?xml version="1.0" encoding="windows-1256"?><rss version="2.0"><channel><title>أخبار</title>
<item><title>قصف</title><link>/1</link><pubDate>Tue, 03 Feb 2026 10:00:00 +0300</pubDate></item>
<item><link>http://news.example/2?a=1&amp;b=2</link></item><item><title>no link</title></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>x</title><link href="http://news.example/1"/>
<updated>2026-02-03T23:30:00+03:00</updated></entry></feed>"""
NEWS = """<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc> http://news.example/1 </loc><lastmod>2026-02-09</lastmod><news:news><news:publication_date>2026-02-03T01:00+03:00
</news:publication_date></news:news><image:image><image:loc>http://news.example/1.jpg</image:loc></image:image></url>
<url><loc>http://news.example/2</loc><lastmod>2026-02</lastmod></url><url><lastmod>2026-02-03</lastmod></url></urlset>"""


def test_an_rss_feed_in_an_old_encoding() -> None:
    entries = feed_entries(RSS.encode("windows-1256"), "http://site.example/rss", "application/rss+xml")
    assert entries == [Entry("http://site.example/1", DAY), Entry("http://news.example/2?a=1&b=2")]


def test_an_atom_feed() -> None:
    assert feed_entries(ATOM.encode(), "http://site.example/") == [Entry("http://news.example/1", DAY)]


def test_a_sitemap_of_news() -> None:
    found = sitemap_entries(NEWS.encode(), 100)
    assert found == [Entry("http://news.example/1", date(2026, 2, 2)), Entry("http://news.example/2")]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_sitemap_in_another_encoding(encoding: str) -> None:
    assert len(sitemap_entries(NEWS.replace('<?xml version="1.0"?>', "").encode(encoding), 100)) == 2


def test_a_sitemap_that_is_a_list() -> None:
    text = "\ufeffhttp://news.example/1\r\nhttp://news.example/2\r\n"
    assert [entry.url for entry in sitemap_entries(text.encode(), 100)] == [
        "http://news.example/1",
        "http://news.example/2",
    ]


def test_a_sitemap_that_breaks_off_gives_what_it_has() -> None:
    assert len(sitemap_entries(NEWS[: NEWS.index("<url><lastmod>")].encode(), 100)) == 2


@pytest.mark.parametrize("encoding", ["none-such", "utf-7", "gbk", "base64", "idna"])
def test_an_encoding_that_cannot_be_read_is_said(encoding: str) -> None:
    with pytest.raises(Trouble, match="is no sitemap"):
        sitemap_entries(f'<?xml version="1.0" encoding="{encoding}"?><urlset/>'.encode(), 100)


@given(st.binary(max_size=200), st.sampled_from([b"", b"<", b'<?xml version="1.0"?><urlset>', b'<rss version="2.0">']))
def test_any_bytes_are_a_list_or_trouble(data: bytes, before: bytes) -> None:
    for read in (lambda d: feed_entries(d, "http://site.example/"), lambda d: sitemap_entries(d, 10)):
        with suppress(Trouble):
            assert isinstance(read(before + data), list)


def test_entries_have_a_limit() -> None:
    body = "".join(f"<url><loc>http://news.example/{n}</loc></url>" for n in range(1000))
    assert len(sitemap_entries(f"<urlset>{body}</urlset>".encode(), 50)) == 50


@pytest.mark.parametrize(
    "data", [b"", b"<html><body>x</body></html>", b"\0" * 99, b"{}", b"<rss version='2.0'/>", b"<urlset>"]
)
def test_what_is_no_sitemap_says_so(data: bytes) -> None:
    with pytest.raises(Trouble, match="is no sitemap"):
        sitemap_entries(data, 100)


@pytest.mark.parametrize("data", [b"", b"<html><body><p>x</p></body></html>", b"\0" * 99, b"{}", NEWS.encode(),
                                  b"/etc/passwd", b"http://127.0.0.1/"])  # fmt: skip
def test_what_is_no_feed_says_so(data: bytes) -> None:
    with pytest.raises(Trouble, match="is no RSS or Atom feed"):
        feed_entries(data, "http://site.example/")


def test_a_feed_that_is_the_name_of_a_file_opens_no_file(tmp_path: Path) -> None:
    path = tmp_path / "rss"
    path.write_text(ATOM, encoding="utf-8")
    with pytest.raises(Trouble, match="is no RSS or Atom feed"):
        feed_entries(str(path).encode(), "http://site.example/")


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
BOMBS = {
    "laughs": f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>',
    "quadratic": f'<!DOCTYPE x [<!ENTITY l11 "{"a" * 100_000}">]>',
    "file": '<!DOCTYPE x [<!ENTITY l11 SYSTEM "file:///etc/passwd">]>',
    "parameter": '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1/x.dtd">%p;]>',
}


@pytest.mark.parametrize("kind", BOMBS)
def test_entities_of_sitemaps_are_refused(kind: str) -> None:
    with pytest.raises(Trouble, match="entities"):
        sitemap_entries(f"{BOMBS[kind]}<urlset><url><loc>http://a.example/&l11;</loc></url></urlset>".encode(), 100)


@pytest.mark.parametrize("kind", BOMBS)
def test_entities_of_feeds_are_not_opened(kind: str) -> None:
    item = f"<item><title>{'&l11;' * 2000}</title><link>http://a.example/&l11;</link></item>"
    data = f'{BOMBS[kind]}<rss version="2.0"><channel>{item}</channel></rss>'.encode()
    entries = feed_entries(data, "http://site.example/")
    assert all("root:" not in entry.url and len(entry.url) < 300_000 for entry in entries)


@pytest.mark.parametrize("tag", ["<item>", "<channel><image>", "<a b='c'>", "<ITEM\n>"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_deep_nesting_of_feeds_is_refused(tag: str, encoding: str) -> None:
    with pytest.raises(Trouble, match="deeper"):
        feed_entries(f"<rss version='2.0'>{tag * 300_000}".encode(encoding), "http://site.example/")


def test_a_feed_with_many_open_lines_is_read() -> None:
    items = "<item><link>http://a.example/</link><description>a<br>b<br>c</description></item>" * 300
    assert (
        len(feed_entries(f"<rss version='2.0'><channel>{items}</channel></rss>".encode(), "http://site.example/"))
        == 300
    )


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(Trouble, match="deeper"):
        sitemap_entries(b"<urlset>" + b"<url>" * 100_000, 100)


def test_a_feed_that_is_too_large_is_left(site: Site, tmp_path: Path) -> None:
    site.put("/rss", zipped(RSS.encode() + b" " * 3_000_000, "text/xml"))
    found = collect((), tmp_path, feeds=[site.url("/rss")])
    assert found.lists == {"too_large": 1}


def test_lists_that_unpack_to_too_much_are_refused() -> None:
    bomb = gzip.compress(b"\n" * 10_000_000)
    for encoding in ("", "gzip", "gzip, gzip"):
        with pytest.raises(Trouble) as told:
            unpacked(gzip.compress(bomb) if encoding == "gzip, gzip" else bomb, encoding, 1_000_000)
        assert told.value.outcome == "too_large"


@pytest.mark.parametrize("body", [b"\x1f\x8bnot", gzip.compress(b"abc" * 99)[:-12]])
def test_a_broken_packing_is_said(body: bytes) -> None:
    with pytest.raises(Trouble):
        unpacked(body, "gzip", 1000)


def test_days_choose_and_what_has_none_is_kept() -> None:
    assert Entry("u", DAY).within(DAY, DAY)
    assert not Entry("u", DAY).within(date(2026, 2, 4), None)
    assert not Entry("u", DAY).within(None, date(2026, 2, 2))
    assert Entry("u").within(DAY, DAY)
    assert Entry("u", DAY, "sitemap").within(None, date(2026, 2, 2))
    assert not Entry("u", DAY, "sitemap").within(date(2026, 2, 4), None)


def test_feeds_are_collected_by_their_days(site: Site, tmp_path: Path) -> None:
    items = "".join(f"<item><link>/{n}</link><pubDate>0{n} Feb 2026 09:00:00 GMT</pubDate></item>" for n in range(1, 6))
    site.put(
        "/rss", page(f'<rss version="2.0"><channel>{items}<item><link>/0</link></item></channel></rss>', "text/xml")
    )
    for n in range(6):
        site.put(f"/{n}", "good")
    found = collect((), tmp_path, feeds=[site.url("/rss")], since=date(2026, 2, 2), until=date(2026, 2, 4))
    assert sorted(outcomes(found)) == ["/0", "/2", "/3", "/4"]
    assert found.complete
    assert set(found.log[found.log["purpose"] == "page"]["source"]) == {site.url("/rss")}


def test_an_index_of_sitemaps_is_followed_to_its_pages(site: Site, tmp_path: Path) -> None:
    deeper = "".join(
        f"<sitemap><loc>{site.url(path)}</loc></sitemap>" for path in ("/a.xml.gz", "/b.xml", "/index.xml", "/gone")
    )
    index = f"<sitemapindex>{deeper}<sitemap><loc>ftp://x/</loc></sitemap></sitemapindex>"
    site.put("/index.xml", status(301, Location="/here.xml"))
    site.put("/here.xml", page(index, "text/xml"))
    one = f"<urlset><url><loc>{site.url('/1')}</loc></url></urlset>".encode()
    site.put("/a.xml.gz", page(gzip.compress(one), "application/gzip"))
    site.put(
        "/b.xml", zipped(f"<urlset><url><loc>{site.put('/2', 'good')}#x</loc></url></urlset>".encode(), "text/xml")
    )
    site.put("/1", "good")
    found = collect((), tmp_path, sitemaps=[site.url("/index.xml")])
    assert outcomes(found) == {"/1": "fetched", "/2": "fetched"}
    assert found.lists == {"redirected": 1, "fetched": 3, "not_found": 1}
    assert not found.complete
    assert site.paths().count("/here.xml") == 1


def test_an_index_without_end_is_left(site: Site, tmp_path: Path) -> None:
    for n in range(40):
        deeper = "".join(f"<sitemap><loc>{site.url(f'/{2 * n + m}.xml')}</loc></sitemap>" for m in (1, 2))
        site.put(f"/{n}.xml", page(f"<sitemapindex>{deeper}</sitemapindex>", "text/xml"))
    collect((), tmp_path / "deep", sitemaps=[site.url("/0.xml")], sitemap_depth=2)
    assert sorted(site.paths()) == sorted(f"/{n}.xml" for n in range(7))
    site.asked.clear()
    collect((), tmp_path / "many", sitemaps=[site.url("/0.xml")], sitemap_depth=9, sitemaps_most=5)
    assert len(site.paths()) == 5


def test_links_of_pages_are_not_followed(site: Site, tmp_path: Path) -> None:
    found = collect([site.put("/a", '<a href="/b">x</a><img src="/c"><link rel="alternate" href="/feed">')], tmp_path)
    assert found.complete
    assert site.paths() == ["/a"]


@pytest.mark.parametrize(("limits", "left"), [({"sitemaps_most": 3}, 3), ({"sitemap_depth": 0}, 5), ({}, 0)])
def test_sitemaps_that_are_left_out_are_counted(
    site: Site, tmp_path: Path, limits: dict[str, int], left: int, caplog: pytest.LogCaptureFixture
) -> None:
    inside = "".join(f"<sitemap><loc>{site.url(f'/{n}.xml')}</loc></sitemap>" for n in range(5))
    own = f"<sitemap><loc>{site.url('/index.xml')}</loc></sitemap>"
    site.put("/index.xml", page(f"<sitemapindex>{inside}{own}</sitemapindex>", "text/xml"))
    for n in range(5):
        site.put(f"/{n}.xml", page("<urlset><url><loc>/a</loc></url></urlset>", "text/xml"))
    found = collect((), tmp_path, sitemaps=[site.url("/index.xml")], **limits)
    row = found.log[found.log["url"] == site.url("/index.xml")].iloc[0]
    assert (f"{left} sitemaps in it were left out" in row["message"]) == bool(left)
    assert ("were left out" in caplog.text) == bool(left)


def test_a_list_of_which_only_the_beginning_was_looked_at_is_said_to_be(site: Site, tmp_path: Path) -> None:
    urls = "".join(f"<url><loc>{site.put(f'/{n}', 'good')}</loc></url>" for n in range(4))
    site.put("/map.xml", page(f"<urlset>{urls}</urlset>", "text/xml"))
    found = collect((), tmp_path, sitemaps=[site.url("/map.xml")], list_entries=3)
    assert len(outcomes(found)) == 3
    row = found.log[found.log["purpose"] == "sitemap"].iloc[0]
    assert "only the first 3 were looked at" in row["message"]
