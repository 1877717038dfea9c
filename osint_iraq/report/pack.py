"""The charts for a text processor: pictures for print, captions in both languages, and a page to copy both from."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

from osint_iraq.report.figures import png_size, sidecars

__all__ = ["chart_pack"]

_NAME = "chart-pack"
_WIDTH = 600  # pixels of 1/96 inch: 15.9 cm, the text width of a page of A4
_DIRECTION = {"en": "ltr", "ar": "rtl"}
_BORN = (1980, 1, 1, 0, 0, 0)  # the first moment that a ZIP file can tell; the real one would change the bytes
# MsoCaption is Word's own style of captions, so that a list of figures finds them.
_STYLE = """
body { font: 11pt Calibri, Arial, sans-serif; } p.MsoCaption { font-size: 9pt; color: #333; margin: 4pt 0 24pt; }
h2 { font-size: 12pt; }
"""
_HOW_TO = (
    "Each picture stands with its caption below it, in English and in Arabic. Open this page in Word or in a browser, "
    "select a picture with its caption, copy, and paste. The pictures have 300 dots per inch. They count attacks "
    "reported, never attacks that happened: keep the caption with the picture."
)


def chart_pack(charts: Path) -> bytes:
    """A ZIP file of the charts in the folder `charts`; the same charts give the same bytes.

    In its one folder, chart-pack/: STEM-en.png and STEM-ar.png of each chart, captions-en.txt and captions-ar.txt (name
    of the picture, title, caption, alternative text), and chart-pack.html, which a text processor opens with pictures.
    """
    known = sidecars(charts)
    files = {f"{about['stem']}-{lang}.png": _picture(charts, about, lang) for about in known for lang in _DIRECTION}
    # the mark at the start tells a text processor that this is UTF-8
    texts = {f"captions-{lang}.txt": _captions(known, lang).encode("utf-8-sig") for lang in _DIRECTION}
    page = {f"{_NAME}.html": _page(known, files).encode()}
    stream = io.BytesIO()
    # stored, not compressed: pictures are compressed already, and versions of zlib differ in their bytes
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as pack:
        for name, content in (page | texts | files).items():
            entry = zipfile.ZipInfo(f"{_NAME}/{name}", _BORN)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            pack.writestr(entry, content)
    return stream.getvalue()


def _picture(charts: Path, about: Mapping[str, Any], lang: str) -> bytes:
    return (charts / f"{about['stem']}-{lang}.png").read_bytes()


def _captions(known: list[dict[str, Any]], lang: str) -> str:
    blocks = (
        "\n".join([f"{about['stem']}-{lang}.png", about["title"][lang], about["caption"][lang], about["alt"][lang]])
        for about in known
    )
    return "\n\n".join(blocks) + "\n"


def _page(known: list[dict[str, Any]], files: Mapping[str, bytes]) -> str:
    parts = [f"<h1>Charts</h1><p>{_HOW_TO}</p>"]
    for about in known:
        parts.append(f"<h2>{escape(about['title']['en'])}</h2>")
        parts += [_figure(about, lang, files[f"{about['stem']}-{lang}.png"]) for lang in _DIRECTION]
    head = f'<meta charset="utf-8"><title>Charts of osint_iraq</title><style>{_STYLE}</style>'
    return f'<!doctype html>\n<html lang="en"><head>{head}</head><body>\n' + "\n".join(parts) + "\n</body></html>\n"


def _figure(about: Mapping[str, Any], lang: str, picture: bytes) -> str:
    """A picture at the width of the page: without a width a text processor takes its dots for those of a screen."""
    width, height = png_size(picture)
    side = "right" if _DIRECTION[lang] == "rtl" else "left"
    around = f'lang="{lang}" dir="{_DIRECTION[lang]}" style="text-align:{side}"'
    return (
        f'<p {around}><img src="{escape(about["stem"])}-{lang}.png" width="{_WIDTH}" '
        f'height="{round(_WIDTH * height / width)}" alt="{escape(about["alt"][lang])}"></p>\n'
        f'<p class="MsoCaption" {around}>{escape(about["caption"][lang])}</p>'
    )
