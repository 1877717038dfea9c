"""Rows and sheets that are made to break readers."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

from tests.hostile.pages import STORY

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def long_string(size: int) -> bytes:
    """One JSON string of this size."""
    return b'{"text": "' + b"a " * (size // 2) + b'"}\n'


def lone_surrogates() -> bytes:
    """JSON escapes that are half a character."""
    rows = [{"text": STORY}, {"text": STORY + "\ud800"}, {"text": "\udfff\ud83d " + STORY, "url": "http://\ud800"}]
    return "\n".join(json.dumps(row) for row in rows).encode() + b"\n"


def formulas() -> bytes:
    """Cells that a spreadsheet would run."""
    cell = STORY.replace("\n", " ")
    return f'url,title,text\nhttp://a.example/1,"=HYPERLINK(""http://x"")",{cell}\n,@SUM(A1),-1+1 {cell}\n'.encode()


def workbook(path: Path, sheet: str, strings: str = "") -> Path:
    """The smallest workbook around the XML of one sheet."""
    kinds = f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>'
    links = f'<Relationships xmlns="{_PACKAGE}/relationships">{{}}</Relationships>'
    book = f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>'
    parts = {
        "[Content_Types].xml": kinds,
        "_rels/.rels": links.format(
            f'<Relationship Id="r1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/>'
        ),
        "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": links.format(
            f'<Relationship Id="r1" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
            f'<Relationship Id="r2" Type="{_RELATIONS}/sharedStrings" Target="sharedStrings.xml"/>'
        ),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}">{sheet}</worksheet>',
        "xl/sharedStrings.xml": strings or f'<sst xmlns="{_MAIN}"><si><t>text</t></si></sst>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


def _cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def empty_rows(folder: Path) -> Path:
    """A header, a million empty rows, and one with the story."""
    rows = "".join(f'<row r="{n}"/>' for n in range(2, 1_000_000))
    head, story = f'<row r="1">{_cell("A1", "text")}</row>', f'<row r="1000000">{_cell("A1000000", STORY)}</row>'
    return workbook(folder / "empty.xlsx", f"<sheetData>{head}{rows}{story}</sheetData>")


def shared_bomb(folder: Path) -> Path:
    """Entities of entities in the shared texts."""
    rows = '<!ENTITY a0 "صاروخ">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    strings = f'<?xml version="1.0"?><!DOCTYPE sst [{rows}]><sst xmlns="{_MAIN}"><si><t>&a9;</t></si></sst>'
    sheet = '<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData>'
    return workbook(folder / "bomb.xlsx", sheet, strings)


def claimed_size(folder: Path) -> Path:
    """A sheet that says it has every cell there can be, and has two that lie farthest apart."""
    rows = f'<row r="1">{_cell("A1", "text")}</row><row r="1048576">{_cell("XFD1048576", STORY)}</row>'
    return workbook(folder / "claims.xlsx", f'<dimension ref="A1:XFD1048576"/><sheetData>{rows}</sheetData>')
