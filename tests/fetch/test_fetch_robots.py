"""robots.txt is kept to, also where it cannot be read."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from fetch_site import QuickClock, Site, collect, endless, outcomes, page, raw, status, zipped
from hypothesis import given
from hypothesis import strategies as st

from osint_iraq.fetch import logbook, robots, settings, traffic

RULES = "User-agent: *\nDisallow: /private\nAllow: /private/open\n\nUser-agent: other\nDisallow: /\n"


def test_what_is_disallowed_is_never_asked_for(site: Site, tmp_path: Path) -> None:
    site.put("/robots.txt", page(RULES, "text/plain"))
    paths = ["/a", "/private/1", "/private/open", "/x?private"]
    found = collect([site.put(path, "good") for path in paths], tmp_path)
    assert outcomes(found) == {**dict.fromkeys(paths, "fetched"), "/private/1": "refused_by_robots"}
    assert "/private/1" not in site.paths()
    assert site.paths(robots=True).count("/robots.txt") == 1


def test_a_site_of_nothing_but_disallowed_pages_costs_few_writes(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.put("/robots.txt", page(RULES, "text/plain"))
    writes: list[bytes] = []
    append = logbook._append
    monkeypatch.setattr(logbook, "_append", lambda path, data: (writes.append(data), append(path, data))[1])
    monkeypatch.setattr(traffic, "_TOGETHER", 100)
    found = collect([site.url(f"/private/{n}") for n in range(250)], tmp_path)
    assert found.outcomes == {"refused_by_robots": 250}
    assert len(writes) <= 6  # the header, robots.txt, and a hundred pages each


def test_rules_that_name_us_go_before_those_for_all(site: Site, tmp_path: Path) -> None:
    site.put("/robots.txt", page("User-agent: *\nDisallow:\n\nUser-agent: osint_iraq\nDisallow: /\n", "text/plain"))
    assert collect([site.put("/a", "good")], tmp_path).outcomes == {"refused_by_robots": 1}


def test_a_redirect_to_what_is_disallowed_ends_there(site: Site, tmp_path: Path) -> None:
    site.put("/robots.txt", page(RULES, "text/plain"))
    site.put("/private/1", "good")
    found = collect([site.put("/a", status(301, Location="/private/1"))], tmp_path)
    assert found.outcomes == {"refused_by_robots": 1}
    assert site.paths() == ["/a"]


@pytest.mark.parametrize("code", [401, 403, 404, 410])
def test_without_robots_everything_may_be_asked_for(site: Site, tmp_path: Path, code: int) -> None:
    site.put("/robots.txt", status(code))
    assert collect([site.put("/a", "good")], tmp_path).outcomes == {"fetched": 1}


UNREAD = {"500": status(500), "503": status(503), "429": status(429), "no answer": raw(b""),
          "drips": endless(b"HTTP/1.1 200 OK\r\n\r\n", b"#", 0.05)}  # fmt: skip


@pytest.mark.parametrize("kind", UNREAD)
def test_robots_that_cannot_be_read_forbid_all_until_the_next_run(site: Site, tmp_path: Path, kind: str) -> None:
    site.put("/robots.txt", UNREAD[kind])
    addresses = [site.put("/a", "good"), site.put("/b", "good")]
    found = collect(addresses, tmp_path, page_seconds=0.5)
    assert found.outcomes == {"robots_unreachable": 2}
    assert site.paths() == []
    site.put("/robots.txt", status(404))
    assert collect(addresses, tmp_path).outcomes == {"fetched": 2}


def test_robots_are_tried_again_before_that(site: Site, tmp_path: Path) -> None:
    site.put("/robots.txt", status(503, Retry_After="60"), page(RULES, "text/plain"))
    assert collect([site.put("/a", "good")], tmp_path).outcomes == {"fetched": 1}


def test_robots_may_be_elsewhere(site: Site, tmp_path: Path) -> None:
    site.put("/robots.txt", status(301, Location=site.url("/rules", "localhost")))
    site.put("/rules", page(RULES, "text/plain"))
    found = collect([site.put("/a", "good"), site.put("/private/a", "good")], tmp_path)
    assert outcomes(found) == {"/a": "fetched", "/private/a": "refused_by_robots"}


@pytest.mark.parametrize("target", ["/robots.txt", "file:///etc/passwd"])
def test_robots_that_lead_nowhere_are_as_none(site: Site, tmp_path: Path, target: str) -> None:
    site.put("/robots.txt", status(301, Location=target))
    assert collect([site.put("/a", "good")], tmp_path).outcomes == {"fetched": 1}


def test_of_huge_robots_only_the_beginning_counts(site: Site, tmp_path: Path) -> None:
    filler = b"# filler\n" * (robots.BYTES // 9 + 1)
    endless_rules = endless(b"HTTP/1.1 200 OK\r\n\r\n" + RULES.encode() + filler + b"Disallow: /a\n", b"#" * 4096)
    site.put("/robots.txt", endless_rules)
    found = collect([site.put("/a", "good"), site.put("/private/a", "good")], tmp_path)
    assert outcomes(found) == {"/a": "fetched", "/private/a": "refused_by_robots"}


@pytest.mark.parametrize("body", [b"\xff\xfe\x00 Disallow: /\x80\n" + RULES.encode(), b"\xef\xbb\xbf" + RULES.encode()])
def test_odd_bytes_do_not_hide_rules(site: Site, tmp_path: Path, body: bytes) -> None:
    site.put("/robots.txt", page(body, "text/plain"))
    assert collect([site.put("/private/a", "good")], tmp_path).outcomes == {"refused_by_robots": 1}


LINES = st.sampled_from(["User-agent: *", "User-agent:", "Disallow: /a*b$", "Disallow: %", "Allow: //[", "Crawl-delay: nan",
                         "Crawl-delay: -1e999", "Request-rate: 1/0", "Request-rate: 9/1h 2-1", "Visit-time: 99-1", "Sitemap: http://["])  # fmt: skip


@given(st.lists(st.one_of(LINES, st.text(max_size=40)), max_size=8))
def test_any_robots_can_be_read(lines: list[str]) -> None:
    rules = robots.read("\n".join(lines).encode("utf-8", "surrogatepass"), 1.0)
    assert rules.delay >= 0
    assert rules.allows("http://a.example/%zz?b") in (True, False)


def test_packed_robots_are_read_and_bombs_cut(site: Site, tmp_path: Path) -> None:
    site.put("/robots.txt", zipped(RULES.encode() + b"#" * 50_000_000, "text/plain"))
    found = collect([site.put("/a", "good"), site.put("/private/a", "good")], tmp_path)
    assert outcomes(found) == {"/a": "fetched", "/private/a": "refused_by_robots"}


@pytest.mark.parametrize("rule", ["Crawl-delay: 20", "Request-rate: 3/1m"])
def test_the_pause_that_a_site_asks_for_is_kept(site: Site, tmp_path: Path, rule: str) -> None:
    site.clock = clock = QuickClock()
    site.put("/robots.txt", page(f"User-agent: *\n{rule}\n", "text/plain"))
    collect([site.put(f"/{n}", "good") for n in range(3)], tmp_path, clock, delay=2)
    times = [asked.at for asked in site.asked]
    assert all(b - a >= 20 for a, b in itertools.pairwise(times))


def test_a_site_that_asks_for_hours_between_requests_is_left_alone(site: Site, tmp_path: Path) -> None:
    site.put("/robots.txt", page("User-agent: *\nCrawl-delay: 99999\n", "text/plain"))
    found = collect([site.put("/a", "good"), site.put("/b", "good")], tmp_path)
    assert found.outcomes == {"gave_up": 2}
    assert site.paths() == []


def test_an_answer_holds_for_a_day(site: Site, tmp_path: Path) -> None:
    site.put("/robots.txt", page("User-agent: *\nCrawl-delay: 10000\n", "text/plain"))
    collect([site.put(f"/{n}", "good") for n in range(12)], tmp_path, QuickClock(), patience=20_000)
    assert site.paths(robots=True).count("/robots.txt") == 2  # 120,000 s are more than one day and less than two


@pytest.mark.parametrize("named", ["{}", "{}/0.1.0", "{}/0.1.0 (+mailto:a@b.example)", "{} # from our logs"])
def test_rules_that_name_us_as_we_stand_in_a_log_are_kept(named: str) -> None:
    name = named.format(settings.ROBOT)
    rules = robots.read(
        f"User-Agent: {name.upper()}\r\nDisallow: /news\r\n\r\nUser-agent: *\r\nDisallow:\r\n".encode(), 1
    )
    assert not rules.allows("http://a.example/news/1")
    assert rules.allows("http://a.example/other")
    others = robots.read(f"User-agent: not{settings.ROBOT}/2\nDisallow: /news\n".encode(), 1)
    assert others.allows("http://a.example/news/1")
