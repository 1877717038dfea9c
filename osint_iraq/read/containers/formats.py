"""What a file is, by its name and by its first bytes."""

from __future__ import annotations

import codecs
from collections.abc import Container
from functools import lru_cache
from pathlib import PurePosixPath

import regex

from osint_iraq.read.containers.packed import packing

SUFFIXES = {
    ".txt": "text", ".text": "text",
    ".html": "html", ".htm": "html", ".xhtml": "html", ".shtml": "html", ".xht": "html",
    ".mht": "mhtml", ".mhtml": "mhtml",
    ".warc": "warc",
    ".json": "json", ".jsonl": "json", ".ndjson": "json",
    ".csv": "csv", ".tsv": "csv", ".tab": "csv",
    ".xlsx": "excel", ".xlsm": "excel", ".xls": "excel", ".ods": "excel",
    ".zip": "zip", ".tar": "tar", ".tgz": "packed", ".tbz2": "packed", ".txz": "packed",
    ".gz": "packed", ".bz2": "packed", ".xz": "packed",
}  # fmt: skip
"""Suffix to format; what a file of a known suffix turns out to be decides in the end."""

PACKED = (".gz", ".bz2", ".xz")
_TAR_PACKED = (".tgz", ".tbz2", ".txz")
SCRIPTS = frozenset(
    (".php", ".asp", ".aspx", ".jsp", ".jspx", ".cfm", ".do", ".cgi", ".pl", ".phtml", ".amp", ".story")
)
"""Endings of addresses under which pages are saved by crawlers."""

PARTS = frozenset((
    ".css", ".js", ".mjs", ".map", ".download", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg", ".ico",
    ".bmp", ".woff", ".woff2", ".ttf", ".otf", ".eot", ".mp3", ".mp4", ".webm", ".m4a", ".ogg", ".wav", ".swf",
    ".webmanifest", ".cur",
))  # fmt: skip
"""What belongs to pages without being one: styles, programs, pictures, fonts, sound."""

_COMPANIONS = ("_files", ".files", "_fichiers", "_data", "-Dateien")  # folders that browsers save beside a page
_PAGES = (".html", ".htm", ".xhtml", ".mht", ".shtml")
_RUBBISH = frozenset(("__MACOSX", "Thumbs.db", "ehthumbs.db", "desktop.ini", "$RECYCLE.BIN"))

MENDS = {
    ".arc": "it is the format before WARC; turn it into WARC with `warcio recompress`",
    ".pdf": "save its text as .txt", ".doc": "save it as .txt", ".docx": "save it as .txt", ".rtf": "save it as .txt",
    ".odt": "save it as .txt", ".epub": "save its text as .txt",
    ".rar": "unpack it and pack it as .zip", ".7z": "unpack it and pack it as .zip",
    ".zst": "unpack it and pack it as .gz", ".xml": "save the pages that it names",
    ".eml": "save its text as .txt", ".msg": "save its text as .txt",
}  # fmt: skip
_MAGICS = {
    b"%PDF": ".pdf", b"{\\rtf": ".rtf", b"Rar!": ".rar", b"7z\xbc\xaf": ".7z", b"\x28\xb5\x2f\xfd": ".zst",
    b"\x89PNG": "picture", b"\xff\xd8\xff": "picture", b"GIF8": "picture", b"RIFF": "picture",
}  # fmt: skip
_OLE = b"\xd0\xcf\x11\xe0"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_TAR_AT = 257
_TAR = b"ustar"
_HTML = regex.compile(
    r"(?:\s|<!--(?:(?!-->).){0,2000}-->|<\?xml[^>]{0,200}\?>)*"
    r"<(?:!doctype\s+html|html|head|body|meta|title|base|link|script|style|div|p|article|section|main|h1|table|span)\b",
    regex.IGNORECASE | regex.DOTALL,
)
_MHTML = regex.compile(
    r"\A(?:[\w\-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?content-type:\s*multipart/related\b", regex.IGNORECASE
)
_NUMBER = regex.compile(r"\.\d+")
HEAD = 4096


def suffix_of(name: str) -> str:
    """The last suffix of a name, small; empty where what follows the dot is no suffix, as in an address.

    >>> suffix_of("a/Report.HTML"), suffix_of("index.html?x=1.5"), suffix_of("news.2024")
    ('.html', '', '')
    """
    suffix = PurePosixPath(name).suffix.lower()
    odd = len(suffix) > 12 or _NUMBER.fullmatch(suffix) or not suffix[1:].replace("_", "").isalnum()
    return "" if odd or not suffix.isascii() else suffix


@lru_cache(maxsize=64)  # the many pages of one file ask for it one after the other
def stem_of(name: str) -> str:
    """A path without its suffix, both of two where the second says only how the first is packed.

    >>> stem_of("a/b.html.gz"), stem_of("c.warc.gz"), stem_of("d.tgz"), stem_of("index.html?x=1")
    ('a/b', 'c', 'd', 'index.html?x=1')
    """
    suffix = suffix_of(name)
    if not suffix:
        return name
    rest = name[: -len(suffix)]
    inner = suffix_of(rest)
    return rest[: -len(inner)] if suffix in PACKED and inner in SUFFIXES and rest[: -len(inner)] else rest


def unpacked_name(name: str) -> str:
    """The name of what lies in a packed file.

    >>> unpacked_name("a.html.gz"), unpacked_name("a.tgz")
    ('a.html', 'a.tar')
    """
    suffix = suffix_of(name)
    if suffix in _TAR_PACKED:
        return name[: -len(suffix)] + ".tar"
    return name[: -len(suffix)] if suffix in PACKED else name


def not_read(suffix: str) -> str:
    """Why a file of this kind is no input, and what to do; words that go behind its name.

    >>> not_read(".odt")
    "is of type '.odt', which is not read; save it as .txt"
    """
    kind = f"type '{suffix}'" if suffix else "a kind"
    return f"is of {kind}, which is not read; {MENDS.get(suffix) or 'known: ' + ', '.join(SUFFIXES)}"


def format_of(name: str, head: bytes) -> str:
    """One of the formats of `SUFFIXES`, or what keeps the file from being one: `unsupported`.

    >>> format_of("a.txt", b"<!DOCTYPE html><p>x"), format_of("page", b"WARC/1.0"), format_of("a.md", b"x")
    ('html', 'warc', 'unsupported')
    """
    suffix = suffix_of(name)
    by_name = SUFFIXES.get(suffix, "")
    certain = _by_bytes(head, suffix, by_name)
    if certain:
        return certain
    if by_name in ("excel", "zip", "tar", "packed") and head:
        return _misnamed(by_name, head)
    text = _as_text(head)
    if by_name in ("text", "html", "") and _is_mhtml(text):
        return "mhtml"
    if by_name == "mhtml" and _HTML.match(text):
        return "html"
    if by_name in ("text", "") and _HTML.match(text) and suffix not in MENDS:
        return "html"
    return by_name or ("text" if not suffix and "\0" not in text else "html" if suffix in SCRIPTS else "unsupported")


def _by_bytes(head: bytes, suffix: str, by_name: str) -> str:
    """What only the first bytes of a format can be; empty where they are words."""
    if packing(head):
        return "packed"
    if head.startswith(_ZIP):
        if by_name == "excel" or b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet" in head[:200]:
            return "excel"
        return "unsupported" if suffix in MENDS else "zip"
    if head.startswith(_OLE):
        return "excel" if by_name == "excel" or not suffix else "unsupported"
    if head.startswith((b"WARC/1.", b"WARC/0.")):
        return "warc"
    if head[_TAR_AT : _TAR_AT + len(_TAR)] == _TAR:
        return "tar"
    return "unsupported" if not by_name and any(head.startswith(m) for m in _MAGICS) else ""


def _misnamed(by_name: str, head: bytes) -> str:
    """A workbook that is words: exports of news databases call pages and tables .xls. The rest its reader refuses."""
    text = _as_text(head)
    if by_name != "excel" or "\0" in text:
        return by_name
    return "html table" if _HTML.match(text) else "csv"


def _is_mhtml(text: str) -> bool:
    return bool(_MHTML.match(text.replace("\r\n", "\n")))


def _as_text(head: bytes) -> str:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head.decode("utf-16", "replace")
    return head.removeprefix(codecs.BOM_UTF8).decode("latin-1")


def is_rubbish(name: str) -> bool:
    """True for files that systems and office programs leave behind, and for hidden ones.

    >>> is_rubbish("Thumbs.db"), is_rubbish("~$reports.xlsx"), is_rubbish("reports.xlsx")
    (True, True, False)
    """
    return name.startswith((".", "~$")) or name in _RUBBISH


def is_companion(name: str, names: Container[str]) -> bool:
    """True for the folder of pictures and frames that a browser saves beside a page of the same name.

    >>> is_companion("a_files", {"a.html"}), is_companion("a_files", {"b.html"})
    (True, False)
    """
    return any(name.endswith(c) and name.removesuffix(c) + page in names for c in _COMPANIONS for page in _PAGES)
