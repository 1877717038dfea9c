"""The comparisons of the targets: extraction beside peers, quiet reports beside a floor, pages beside a parser."""

from __future__ import annotations

from typing import Any

from bench import pages, peers
from bench.corpus import Corpus, Report, load, told, varied
from bench.timing import Contender, rounds
from osint_iraq.read.reading import Content, read_content

__all__ = ["AGAIN", "OURS", "measure"]

OURS, AGAIN = "osint_iraq", "osint_iraq, the same documents again"


def measure(count: int) -> dict[str, Any]:
    """CPU seconds a document, {case: {"documents", "characters", "seconds": {contender: one value a round}}}."""
    corpus = load()
    return {name: _case(contenders, reports, count) | about for name, contenders, reports, about in _cases(corpus)}


def _cases(corpus: Corpus) -> list[tuple[str, dict[str, Contender], list[Report], dict[str, int]]]:
    return [
        ("relevant", _beside_peers(), corpus.relevant, {"lost": _lost(corpus.relevant)}),
        ("quiet", _beside_floor(), corpus.quiet, {"bundled": corpus.own["quiet"]}),
        ("political", _beside_floor(), corpus.political, {"bundled": corpus.own["political"]}),
        ("html", _from_pages(_bare), corpus.bundled, {}),
        ("html dressed", _from_pages(_dressed), corpus.bundled, {}),
    ]


def _lost(relevant: list[Report]) -> int:
    """How many reports tell of no attack any more when they are varied, as they are for the first round that counts."""
    return sum(not told(report)["rows"]["mentions"] for report in varied(relevant, 2))


def _beside_peers() -> dict[str, Contender]:
    return {
        OURS: Contender(told),
        "camel-tools": Contender(peers.normalised_and_tokenised, _text),
        "trafilatura": Contender(peers.trafilatura_main_text, pages.bare),
        "dateparser": Contender(peers.searched_for_dates, _text),
        AGAIN: Contender(told),
    }


def _beside_floor() -> dict[str, Contender]:
    return {OURS: Contender(told), "bare scan": Contender(peers.normalised_and_scanned, _text)}


def _from_pages(dress: Any) -> dict[str, Contender]:
    return {
        OURS: Contender(_mentions_of_page, dress),
        "resiliparse": Contender(lambda page: peers.parsed_with_main_text(page[0]), dress),
    }


def _case(contenders: dict[str, Contender], reports: list[Report], count: int) -> dict[str, Any]:
    characters = sum(len(report.text) for report in reports) / len(reports)
    return {"documents": len(reports), "characters": round(characters), "seconds": rounds(contenders, reports, count)}


def _text(report: Report) -> str:
    return report.text


def _bare(report: Report) -> tuple[bytes, str | None]:
    return pages.bare(report).encode(), report.published


def _dressed(report: Report) -> tuple[bytes, str | None]:
    return pages.dressed(report).encode(), report.published


def _mentions_of_page(page: tuple[bytes, str | None]) -> object:
    """A page as a build takes it: bytes of no known encoding to text and facts, then to mentions."""
    found = read_content(Content(page[0], "html"))
    return told(Report(found["text"], page[1])) if found["text"] else found
