"""From an address to the outlet: domains of the lexicon, subdomains, archived and cached copies, hosts of any kind."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osint_iraq.lexicon import rows
from osint_iraq.read.addresses import host_of, own_address
from osint_iraq.read.outlets import named, outlet_of_url

DOMAINS = rows("outlet_domains")
OWN = "http://www.shafaq.com/ar/a?b=1"


@pytest.mark.parametrize("row", DOMAINS, ids=lambda r: r["domain"])
def test_a_row_of_the_table_names_the_outlet_of_its_example(row: dict[str, str]) -> None:
    assert outlet_of_url(row["example"]) == row["outlet"]
    assert row["domain"] == row["domain"].lower().strip("/").removeprefix("www.")
    assert "." in row["domain"].split("/")[0]


def test_no_domain_stands_for_two_outlets() -> None:
    own = {r["outlet"] for r in rows("outlets") if "." in r["outlet"]}
    listed = [r["domain"] for r in DOMAINS]
    assert len(set(listed)) == len(listed)
    assert [r["domain"] for r in DOMAINS if r["domain"] in own and r["domain"] != r["outlet"]] == []


@pytest.mark.parametrize("row", [r for r in rows("outlets") if "." in r["outlet"]], ids=lambda r: r["name"])
def test_every_outlet_with_an_address_is_found_by_it(row: dict[str, str]) -> None:
    assert outlet_of_url(f"https://www.{row['outlet']}/x") == row["outlet"]


@pytest.mark.parametrize(
    ("url", "outlet"),
    [
        ("https://m.shafaq.com/a", "shafaq.com"), ("https://amp.shafaq.com/a", "shafaq.com"), ("http://WWW2.SHAFAQ.COM", "shafaq.com"),
        ("https://ar.mehrnews.com/news/1", "mehrnews.com"), ("shafaq.com/ar/a", "shafaq.com"), ("//shafaq.com/a", "shafaq.com"),
        ("https://user:pass@shafaq.com:8443/a", "shafaq.com"), ("https://shafaq.com./a", "shafaq.com"),
        ("https://notshafaq.com/a", "notshafaq.com"), ("https://shafaq.com.example.org/a", "shafaq.com.example.org"),
        ("https://www.bbc.com/arabic/a", "bbc.com/arabic"), ("https://www.bbc.com/news/a", "bbc.com"),
        ("https://rudaw.net/english/a", "rudaw.net"), ("https://mubasher.aljazeera.net/a", "mubasher.aljazeera.net"),
        ("https://news.example.blogspot.com/a", "news.example.blogspot.com"), ("https://xn--mgbai9azgqp6j.example/a", None),
        ("https://xn--.example/a", "xn--.example"), ("https://[::1]/a", None), ("https://[bad/a", None), ("http://localhost/a", None),
        ("", None), ("no address", None), ("mailto:a", None), ("javascript:void(0)", None), ("http://", None), ("\x00", None),
    ],
)  # fmt: skip
def test_the_outlet_of_an_address(url: str, outlet: str | None) -> None:
    found = outlet_of_url(url)
    assert found == outlet or (outlet is None and url.startswith("https://xn--mgb") and found and found.isprintable())


@pytest.mark.parametrize(
    "url",
    [
        f"https://web.archive.org/web/20200614020900/{OWN}", f"http://web.archive.org/web/20200614020900id_/{OWN}",
        f"https://web.archive.org/web/2020/{OWN}", f"https://archive.ph/20200614020900/{OWN}", f"  {OWN} ",
        f"https://webcache.googleusercontent.com/search?q=cache:{OWN}", "https://www.google.com/amp/www.shafaq.com/ar/a?b=1",
        "https://web.archive.org/web/2020/https://www.google.iq/amp/www.shafaq.com/ar/a?b=1",
        f"https://web.archive.org/web/2020/https://web.archive.org/web/2019/{OWN}",
    ],
)  # fmt: skip
def test_a_copy_has_the_address_of_its_page(url: str) -> None:
    assert own_address(url) == OWN
    assert outlet_of_url(url) == "shafaq.com"


def test_a_page_behind_an_encrypted_cache_keeps_its_scheme() -> None:
    assert own_address("https://www-shafaq-com.cdn.ampproject.org/c/s/www.shafaq.com/a") == "https://www.shafaq.com/a"


def test_a_host_in_punycode_is_readable() -> None:
    assert host_of("https://xn--mgba3a4f16a.example/a") == b"xn--mgba3a4f16a.example".decode("idna")


@given(st.text(max_size=60) | st.text(st.sampled_from("htps:/@[]%.x-n0\\?#"), max_size=40))
def test_no_address_raises(url: str) -> None:
    assert outlet_of_url(url) is None or outlet_of_url(url)


def test_a_name_of_digits_is_no_name_of_nothing() -> None:
    assert named("") is None
    assert named("12") is None
    assert named("964") is not None
