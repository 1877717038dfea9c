"""Tables of articles in workbooks: .xlsx, .xls and .ods.

calamine is ten to forty times as fast as openpyxl, but makes room for every cell between the first and the last, and
ends the whole process where that is a million rows by sixteen thousand columns. So the places of the cells of an .xlsx
are looked at first, and where they lie far apart openpyxl reads it, a row at a time.
"""

from __future__ import annotations

import datetime as dt
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

import regex

from osint_iraq.read.containers.columns import MOST
from osint_iraq.read.containers.contents import seekable
from osint_iraq.read.containers.tables import Row, few, read_rows
from osint_iraq.read.documents import MIB, Container, Limits, RawDocument
from osint_iraq.read.faults import Problem

_IN_MEMORY = 64 * MIB  # a workbook inside an archive has to be held whole
_UNPACKED = 2048 * MIB
_ROOM = 10_000_000  # cells that calamine may make room for
_PLACE = regex.compile(rb"\br\s*=\s*[\"']([A-Z]{0,3})(\d{1,7})[\"']")
_PIECE = MIB
_SEAM = 64  # bytes that two pieces share, so that no place is cut


def read_excel(container: Container) -> Iterator[RawDocument | Problem]:
    """The reports in the rows of every visible sheet of a workbook."""
    opened = seekable(container, _IN_MEMORY)
    if isinstance(opened, Problem):
        yield opened
        return
    head = opened.read(8)
    opened.seek(0)
    if head.startswith(b"PK"):
        fault = _zip_fault(opened, container.options.limits)
        if fault:
            yield Problem(container.shown, fault[0], f"{container.shown} {fault[1]}")
            return
        opened.seek(0)
    dense = not head.startswith(b"PK") or _is_ods(opened) or _is_dense(opened)
    sheets = _calamine_sheets if dense else _openpyxl_sheets
    some = False
    try:
        for title, rows in sheets(opened):
            if rows is None:
                yield _hidden(container, title)
                continue
            some = True
            name = f"{container.shown}, sheet '{title}'" if title else container.shown
            yield from read_rows(container, _guarded(container, rows), name)
    except _Unreadable as error:
        yield Problem(container.shown, error.code, f"{container.shown} {error}")
        return
    if not some:
        yield Problem(
            container.shown, "empty", f"{container.shown} has no sheet that is shown; show one, or save it again"
        )


def _hidden(container: Container, names: str) -> Problem:
    message = f"{container.shown}: hidden sheets were passed over: {names}; show those that hold reports, and save it"
    return Problem(container.shown, "passed_over", message, "warning")


class _Unreadable(Exception):
    def __init__(self, code: str, why: str) -> None:
        super().__init__(why)
        self.code = code


def _guarded(container: Container, rows: Iterator[Row]) -> Iterator[Row | Problem]:
    try:
        yield from rows
    except _Unreadable as error:
        yield Problem(container.shown, error.code, f"{container.shown} {error}")


def _zip_fault(stream: BinaryIO, limits: Limits) -> tuple[str, str] | None:
    """What speaks against opening a workbook, from the list of its parts alone."""
    try:
        with zipfile.ZipFile(stream) as archive:
            parts = archive.infolist()
    except (
        zipfile.BadZipFile,
        OSError,
        ValueError,
        EOFError,
        OverflowError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        return "damaged", f"is a damaged workbook ({error}); open it in Excel and save it again"
    unpacked, packed = sum(p.file_size for p in parts), sum(p.compress_size for p in parts)
    if unpacked > limits.ratio_from and unpacked > limits.ratio * max(packed, 1):
        return "bomb", f"unpacks to more than {limits.ratio} times its size, as decompression bombs do; leave it out"
    if unpacked > _UNPACKED:
        return "too_large", f"unpacks to more than {_UNPACKED // MIB} MiB; save its sheets as CSV"
    if any(p.flag_bits & 1 for p in parts):
        return "encrypted", "is protected by a password; save it without one"
    return None


def _is_ods(stream: BinaryIO) -> bool:
    head = stream.read(200)
    stream.seek(0)
    return b"mimetypeapplication/vnd.oasis" in head


def _is_dense(stream: BinaryIO) -> bool:
    """True where the cells of every sheet of an .xlsx lie in a field that calamine can make room for."""
    try:
        with zipfile.ZipFile(stream) as archive:
            sheets = [p for p in archive.infolist() if p.filename.lower().startswith("xl/worksheets/")]
            return all(_room(archive, part) <= _ROOM for part in sheets if not part.is_dir())
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError, NotImplementedError, RuntimeError):
        return False
    finally:
        stream.seek(0)


def _room(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    """Rows times columns from the first cell to the last that a sheet names."""
    widest = lowest = 0
    rest = b""
    with archive.open(part) as sheet:
        while piece := sheet.read(_PIECE):
            for letters, digits in set(_PLACE.findall(rest + piece)):
                lowest = max(lowest, int(digits))
                widest = max(widest, _column(letters))
            if widest * lowest > _ROOM:
                break
            rest = piece[-_SEAM:]
    return max(widest, 1) * lowest


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


Sheets = Iterator[tuple[str, Iterator[Row] | None]]
"""The title of each sheet, empty where there is but one, with its rows; for all hidden ones their names, with None."""


def _openpyxl_sheets(stream: BinaryIO) -> Sheets:
    import openpyxl  # takes a third of a second, and most inputs are no workbooks

    try:
        book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        sheets = [s for s in book.worksheets if s.sheet_state == "visible"]
        hidden = [s.title for s in book.worksheets if s.sheet_state != "visible"]
    except Exception as error:  # any: openpyxl raises whatever the parts of a damaged file lead to
        raise _damaged(error) from error
    try:
        for sheet in sheets:
            several = len(sheets) > 1
            yield (sheet.title if several else ""), _openpyxl_rows(sheet, sheet.title if several else "")
        if hidden:
            yield few(hidden), None
    finally:
        book.close()


def _damaged(error: Exception) -> _Unreadable:
    if isinstance(error, zlib.error | zipfile.BadZipFile | EOFError):
        return _Unreadable("damaged", f"is a damaged workbook ({error}); open it in Excel and save it again")
    why = f"cannot be read ({type(error).__name__}: {error}); open it in Excel and save it again, or save it as CSV"
    return _Unreadable("unreadable", why[:500])


def _openpyxl_rows(sheet: Any, title: str) -> Iterator[Row]:
    try:
        sheet.reset_dimensions()  # what a file says of its own size is often wrong
        rows = sheet.iter_rows(values_only=True)
        number = 0
        while True:
            values = next(rows, None)
            if values is None:
                return
            number += 1
            if any(v is not None for v in values):
                yield _row(title, number, values[: MOST + 1])
    except Exception as error:  # any, as above
        raise _damaged(error) from error


def _calamine_sheets(stream: BinaryIO) -> Sheets:
    import python_calamine as calamine

    try:
        book = calamine.CalamineWorkbook.from_filelike(stream)
        sheets = [s for s in book.sheets_metadata if s.typ == calamine.SheetTypeEnum.WorkSheet]
        visible = [s.name for s in sheets if s.visible == calamine.SheetVisibleEnum.Visible]
        hidden = [s.name for s in sheets if s.visible != calamine.SheetVisibleEnum.Visible]
    except calamine.PasswordError as error:
        raise _Unreadable("encrypted", "is protected by a password; save it without one") from error
    except BaseException as error:  # a panic in Rust is no Exception
        raise _panic(error) from error
    for name in visible:
        title = name if len(visible) > 1 else ""
        yield title, _calamine_rows(book, name, title)
    if hidden:
        yield few(hidden), None


def _panic(error: BaseException) -> _Unreadable | BaseException:
    if isinstance(error, KeyboardInterrupt | SystemExit | GeneratorExit):
        return error
    return _Unreadable("damaged", f"is a damaged workbook ({error}); open it in Excel and save it again"[:500])


def _calamine_rows(book: Any, name: str, title: str) -> Iterator[Row]:
    try:
        sheet = book.get_sheet_by_name(name)
        number, rows = (sheet.start or (0, 0))[0], sheet.iter_rows()
        while (values := next(rows, None)) is not None:
            number += 1
            if any(v != "" for v in values):
                yield _row(title, number, values[: MOST + 1])
    except BaseException as error:
        raise _panic(error) from error


def _row(title: str, number: int, values: Sequence[object]) -> Row:
    cells = [_cell(v) for v in values]
    while cells and not cells[-1]:
        cells.pop()
    member = f"{title}/row-{number}" if title else f"row-{number}"
    return Row(member, f"row {number}", cells, "\t".join(cells).encode("utf-8", "replace"))


def _cell(value: object) -> str:
    """A cell as text: dates in ISO form without a midnight that nobody wrote, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        midnight = (value.hour, value.minute, value.second) == (0, 0, 0)
        return value.date().isoformat() if midnight else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value).replace("_x000D_", "")
