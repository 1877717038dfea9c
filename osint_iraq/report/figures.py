"""The published charts as figures of the report: picture, alternative text and caption, in English and Arabic."""

from __future__ import annotations

import base64
import json
import struct
from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import Any

__all__ = ["Figures", "png_size", "sidecars"]

_DIRECTION = {"en": "ltr", "ar": "rtl"}


def sidecars(charts: Path) -> list[dict[str, Any]]:
    """What the sidecars in the folder `charts` say, by the name of the chart."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(charts.glob("*.json"))]


def png_size(content: bytes) -> tuple[int, int]:
    """Width and height in dots of a PNG, which every file of that kind holds at the start of its first part."""
    width, height = struct.unpack(">II", content[16:24])
    return width, height


class Figures:
    """The charts of a folder, found again from what a notebook shows of them."""

    def __init__(self, charts: Path) -> None:
        self._charts = charts
        self.known = sidecars(charts)
        self._captions = {text.strip() for about in self.known for text in about["caption"].values()}
        self._told: set[tuple[str, str]] = set()
        self._of_chapter: set[tuple[str, str]] = set()

    def begin(self, outputs: Iterable[Any]) -> None:
        """Called before a chapter with all its outputs, so that a chart is not put in twice."""
        self._of_chapter = {found for found in map(self._found, outputs) if found}

    def html(self, output: Any) -> str:
        """The picture of an output as figure; one published in both languages comes in both, each once a chapter."""
        found = self._found(output)
        if found is None:
            return _unpublished(output)
        stem, lang = found
        about = next(a for a in self.known if a["stem"] == stem)
        missing = [other for other in _DIRECTION if (stem, other) not in self._of_chapter]
        self._of_chapter |= {(stem, other) for other in missing}
        return "".join(self._figure(about, each) for each in (lang, *missing))

    def is_caption(self, text: str) -> bool:
        """Whether the text is the caption of a chart, which stands below it already."""
        return text.strip() in self._captions

    def rest(self) -> str:
        """The charts that no chapter shows."""
        told = {stem for stem, _ in self._told}
        others = [about for about in self.known if about["stem"] not in told]
        return "".join(self._figure(about, lang) for about in others for lang in _DIRECTION)

    def _found(self, output: Any) -> tuple[str, str] | None:
        if "image/png" not in output.get("data", {}):
            return None
        alt = _alt(output)
        same = [(a["stem"], lang) for a in self.known for lang, text in a["alt"].items() if text == alt]
        return same[0] if same else None

    def _figure(self, about: dict[str, Any], lang: str) -> str:
        self._told.add((about["stem"], lang))
        # not the SVG: a browser that prints turns each hatched bar of it into a picture of its own, 29 MB in all
        content = (self._charts / f"{about['stem']}-{lang}.png").read_bytes()
        width, height = png_size(content)
        kind = ' class="tall"' if height > width else ""  # may be taller on paper
        picture = base64.b64encode(content).decode("ascii")
        return (
            f'<figure{kind} lang="{lang}" dir="{_DIRECTION[lang]}"><img src="data:image/png;base64,{picture}" '
            f'alt="{escape(about["alt"][lang])}"><figcaption>{escape(about["caption"][lang])}</figcaption></figure>\n'
        )


def _unpublished(output: Any) -> str:
    """A picture that was drawn in the notebook and not saved as a chart."""
    picture = "".join(output.data["image/png"].split())
    return f'<figure><img src="data:image/png;base64,{picture}" alt="{escape(_alt(output))}"></figure>\n'


def _alt(output: Any) -> str:
    """The alternative text; where there is none, what the object calls itself."""
    own = output.get("metadata", {}).get("image/png", {}).get("alt")
    return str(own or output["data"].get("text/plain", ""))
