"""Web archives (WARC 1.0 and 1.1): one page that was fetched is one report."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

import regex

from osint_iraq.read.containers.http import Answer, body_of, moment, parse_answer, parse_headers
from osint_iraq.read.containers.tables import few
from osint_iraq.read.containers.warcrecords import Damage, WarcRecord, warc_records
from osint_iraq.read.documents import Container, Kind, RawDocument
from osint_iraq.read.faults import Problem

_HTML = ("text/html", "application/xhtml+xml")
_TEXT = ("text/plain",)
_PAGES = ("response", "resource", "conversion")
_QUIET = ("request", "metadata", "warcinfo", "continuation")
_OK = (200, 203)  # the second through a proxy; `fetch` keeps both
_SUMS = ("sha1", "sha256", "md5")
_UUID = regex.compile(r"[0-9a-fA-F]{8}(?=-)")


@dataclass
class _Passed:
    """What was passed over, and how often."""

    why: Counter[str] = field(default_factory=Counter)
    documents: list[str] = field(default_factory=list)  # addresses of PDF and Word files: reports may be lost with them
    changed: list[str] = field(default_factory=list)  # pages that are not those that were archived
    cut: list[str] = field(default_factory=list)  # pages of which only the beginning was archived


def read_warc(container: Container) -> Iterator[RawDocument | Problem]:
    """The pages of a web archive in their order, problems with damaged records, and one that counts what is no page."""
    passed = _Passed()
    number = pages = 0
    for record in warc_records(container.stream, container.options.limits):
        number += 1
        if isinstance(record, Damage):
            number -= not record.counts
            where = f"{container.shown}, record {number} at byte {record.at}" if record.counts else container.shown
            yield Problem(container.shown, record.code, f"{where} {record.why}")
            continue
        found = _page(container, record, number, passed)
        if found is not None:
            pages += 1
            yield found
    yield from _summary(container, passed, pages, number)


def _page(container: Container, record: WarcRecord, number: int, passed: _Passed) -> RawDocument | Problem | None:
    kind = record.headers.get("warc-type", "").lower()
    if kind not in _PAGES:
        if kind not in _QUIET:
            passed.why[
                "revisits (the same page as one fetched before)" if kind == "revisit" else f"of type '{kind}'"
            ] += 1
        return None
    declared = record.headers.get("content-type", "")
    url = record.headers.get("warc-target-uri", "").strip("<> ")
    answer = Answer(_OK[0], {"content-type": declared}, record.block)
    if declared.lower().replace(" ", "").startswith("application/http"):
        answer = parse_answer(record.block)
    if answer.status not in _OK:
        passed.why[f"with status {answer.status}" if answer.status else "without an HTTP status"] += 1
        return None
    media = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if url.startswith(("dns:", "urn:pageinfo", "filedesc:")) or not (what := _kind(media, answer)):
        _pass_over(passed, media, url)
        return None
    where = f"{container.shown}, record {number} at byte {record.at} ({url or 'no address'})"
    body = body_of(answer, container.options.limits)
    if isinstance(body, Problem):
        return Problem(container.shown, body.code, f"{where} {body.message}", body.severity)
    if not body.strip():
        return Problem(container.shown, "empty", f"{where} is empty; fetch the page again", "warning")
    _note_doubts(record, answer, passed, f"record {number} at byte {record.at} ({url})")
    facts = {"url": url} if url.startswith(("http://", "https://")) else {}
    if fetched := _moment(record.headers.get("warc-date", "")):
        facts["fetched"] = fetched
    charset = parse_headers(b"content-type: " + answer.headers.get("content-type", "").encode()).charset
    member = "/".join(p for p in (container.member, _name(record, number)) if p)
    return RawDocument(container.path, body, body, what, member, charset, facts)


def _note_doubts(record: WarcRecord, answer: Answer, passed: _Passed, name: str) -> None:
    if not _as_archived(record):
        passed.changed.append(name)
    if _is_cut(record, answer):
        passed.cut.append(name)


def _as_archived(record: WarcRecord) -> bool:
    """False where a record has a check sum of its block that does not fit."""
    name, _, stated = record.headers.get("warc-block-digest", "").partition(":")
    if name.lower() not in _SUMS or not stated:
        return True
    digest = hashlib.new(name.lower(), record.block, usedforsecurity=False)
    forms = (digest.hexdigest(), base64.b32encode(digest.digest()).decode().rstrip("="))
    return stated.strip().rstrip("=").lower() in (form.lower() for form in forms)


def _is_cut(record: WarcRecord, answer: Answer) -> bool:
    """True where the crawler stopped half-way, the connection broke, or the rest lies in records further on."""
    if record.headers.get("warc-truncated") or record.headers.get("warc-segment-number"):
        return True
    announced = answer.headers.get("content-length", "")
    return announced.isascii() and announced.isdecimal() and len(announced) < 16 and int(announced) > len(answer.body)


def _moment(value: str) -> str:
    """When the page was fetched, in ISO form; empty where that is not said. It is no date of publication."""
    try:
        return moment(datetime.fromisoformat(value.strip()))
    except ValueError:
        return ""


def _kind(media: str, answer: Answer) -> Kind | None:
    if media in _HTML:
        return "html"
    if media in _TEXT:
        return "text"
    if media in ("", "application/octet-stream", "unknown/unknown"):
        head = answer.body[:1000].lstrip().lower()
        return "html" if head.startswith((b"<!doctype html", b"<html")) else None
    return None


def _pass_over(passed: _Passed, media: str, url: str) -> None:
    family = media.partition("/")[0]
    if media in ("application/pdf", "application/msword", "application/rtf") or "officedocument" in media:
        passed.documents.append(url)
    passed.why[f"of type {family + '/*' if family in ('image', 'video', 'audio', 'font') else media or 'unknown'}"] += 1


def _name(record: WarcRecord, number: int) -> str:
    """The record's number and the beginning of its own id, which stays when the archive is cut or joined."""
    found = _UUID.search(record.headers.get("warc-record-id", ""))
    return f"record-{number}-{found[0].lower()}" if found else f"record-{number}"


def _summary(container: Container, passed: _Passed, pages: int, records: int) -> Iterator[Problem]:
    shown = container.shown
    if passed.why:
        parts = few([f"{n} {why}" for why, n in sorted(passed.why.items(), key=lambda p: (-p[1], p[0]))], 12)
        message = f"{shown}: {passed.why.total()} records are no pages and were passed over: {parts}"
        yield Problem(shown, "passed_over", message, "warning")
    if passed.documents:
        message = f"{shown}: {few(passed.documents)} may be reports; save their text as .txt"
        yield Problem(shown, "unsupported", message, "warning")
    if passed.changed:
        mend = "they were read; fetch them again, or copy the archive again"
        message = f"{shown}: pages that do not fit the check sums of their archive: {few(passed.changed)}; {mend}"
        yield Problem(shown, "changed", message, "warning")
    if passed.cut:
        mend = "what is there was read; fetch them again"
        message = f"{shown}: pages of which only the beginning was archived: {few(passed.cut)}; {mend}"
        yield Problem(shown, "truncated", message, "warning")
    if not records:
        yield Problem(shown, "empty", f"{shown} holds no records; fetch the pages again")
    elif not pages and not passed.why:
        yield Problem(shown, "no_page", f"{shown} holds no pages, only records about them", "warning")
