"""articles.csv: what the user knows of the files in a folder."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from sys import intern

from osint_iraq.read.faults import InputError, Problem
from osint_iraq.read.files import SIDECAR, holds_tables, shown
from osint_iraq.read.moments import Moment, parse_published

COLUMNS = ("path", "article_id", "outlet", "url", "published", "published_basis", "title")
_BASES = {
    "": "metadata", "metadata": "metadata", "page": "page", "text": "text", "url": "metadata", "inferred": "metadata",
    "unknown": "unknown",
}  # fmt: skip
_BASES_SHOWN = ", ".join(b for b in _BASES if b)
_DATE_MEND = "write YYYY-MM-DD, YYYY-MM, or YYYY-MM-DDTHH:MM with a zone such as +03:00 (without one it is Iraq's time)"


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a sidecar. `settled` is True where the row says that the publication date is not known."""

    row: int
    article_id: str = ""
    outlet: str = ""
    url: str = ""
    title: str = ""
    published: Moment | None = None
    basis: str = "unknown"
    settled: bool = False


@dataclass
class Sidecar:
    """The rows of one articles.csv by the path that they name, and what is wrong with them.

    `inside` holds the paths that lie in an archive or a table of articles: whether there is such a page is known only
    when that has been read (`unused`).
    """

    shown: str
    entries: dict[str, Entry] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    inside: set[str] = field(default_factory=set)

    def entry(self, path: str) -> Entry | None:
        """The row that names this path, if there is one."""
        self.inside.discard(key(path))
        return self.entries.get(key(path))

    def unused(self) -> list[Problem]:
        """The rows that named a page inside a file, where the file, now read, held none."""
        rows = sorted((self.entries[path].row, path) for path in self.inside)
        return [
            Problem(self.shown, "sidecar_no_file", _no_file(f"{self.shown}, row {n}", p), "warning") for n, p in rows
        ]


def key(path: str) -> str:
    """A path as it is compared: POSIX separators, composed letters, no leading './'."""
    return unicodedata.normalize("NFC", path.replace("\\", "/")).removeprefix("./")


def load_sidecar(folder: Path) -> Sidecar | None:
    """The sidecar of a folder, or None where it has none.

    A row with a file that does not exist, a path that stands twice, or a date that is none is a
    problem and the rest of the sidecar is used. Raises `InputError` where the file is not a table of the known columns.
    """
    file = folder / SIDECAR
    if not file.is_file() or holds_tables(folder):
        return None
    try:
        data = file.read_bytes()
    except OSError as error:
        raise InputError(f"{shown(file)} cannot be opened ({error.strerror}); check its permissions") from error
    return sidecar_of(data, shown(file), folder)


def sidecar_of(data: bytes, name: str, folder: Path | None = None) -> Sidecar:
    """The sidecar that these bytes are; `name` is how messages name it, `folder` where it lies, None in an archive.

    Raises `InputError` where they are not a table of the known columns.
    """
    sidecar = Sidecar(name)
    for row, cells in _table(data, name):
        path = key(cells["path"])
        place = "file" if path and folder is None else _place(folder, path) if folder and path else None
        problem = _row_problem(sidecar, path, row, place)
        if problem:
            sidecar.problems.append(Problem(name, *problem, "warning"))
            continue
        sidecar.entries[path] = _entry(sidecar, row, cells)
        if place == "inside" or folder is None:
            sidecar.inside.add(path)
    return sidecar


def _table(data: bytes, name: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows with their numbers as a spreadsheet shows them, the header being row 1; empty rows are left out.

    One after the other, since there may be a million.
    """
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{name} is not UTF-8 (byte {error.start}); save it as CSV UTF-8") from error
    rows = csv.reader(io.TextIOWrapper(io.BytesIO(data), "utf-8-sig", newline=""), strict=True)
    try:
        header = [h.strip() for h in next(rows, [])]
        _check_header(name, header)
        blank = dict.fromkeys(COLUMNS, "")
        for number, row in enumerate(([c.strip() for c in row] for row in rows), start=2):
            if len(row) > len(header) and any(row):
                raise InputError(
                    f"{name}, row {number}: {len(row)} cells under {len(header)} columns; put cells that hold a comma "
                    "into quotation marks"
                )
            if any(row):
                yield number, {**blank, **dict(zip(header, row, strict=False))}
    except csv.Error as error:
        raise InputError(f"{name} is not a CSV table ({error}); save it again as CSV UTF-8") from error


def _check_header(name: str, header: list[str]) -> None:
    known = ", ".join(COLUMNS)
    for column in header:
        if column not in COLUMNS:
            raise InputError(f"{name}: unknown column '{column}'; known columns, separated by commas: {known}")
        if header.count(column) > 1:
            raise InputError(f"{name}: column '{column}' stands twice")
    if "path" not in header:
        raise InputError(f"{name}: column 'path' is missing; it names the file of each row (known columns: {known})")


def _row_problem(sidecar: Sidecar, path: str, row: int, place: str | None) -> tuple[str, str] | None:
    where = f"{sidecar.shown}, row {row}"
    if not path:
        return "sidecar_no_path", f"{where}: the path is empty; write the file's path below this folder"
    if path in sidecar.entries:
        first = sidecar.entries[path].row
        return "sidecar_duplicate", f"{where}: '{path}' stands already in row {first}, which is used; delete one"
    return None if place else ("sidecar_no_file", _no_file(where, path))


def _no_file(where: str, path: str) -> str:
    return f"{where}: '{path}' does not exist below this folder; mend the path or delete the row"


def _place(folder: Path, path: str) -> str | None:
    """`file` where the path names a file below the folder, `inside` where it goes on behind one, else None."""
    if path.startswith("/") or ".." in path.split("/") or "\0" in path:
        return None
    forms = [Path(form) for form in dict.fromkeys((path, unicodedata.normalize("NFD", path)))]
    try:
        if any((folder / form).is_file() for form in forms):
            return "file"
        return "inside" if any((folder / up).is_file() for form in forms for up in form.parents) else None
    except OSError:
        return None


def _entry(sidecar: Sidecar, row: int, cells: dict[str, str]) -> Entry:
    stated = cells["published_basis"].lower()
    basis = _BASES.get(stated)
    moment = parse_published(cells["published"]) if cells["published"] else None
    where = f"{sidecar.shown}, row {row} ({cells['path']})"
    if cells["published"] and not moment:
        message = f"{where}: published '{cells['published']}' is no date; {_DATE_MEND}; taken as unknown"
        sidecar.problems.append(Problem(sidecar.shown, "bad_date", message, "warning"))
    if basis is None:
        message = f"{where}: published_basis '{stated}' is not one of {_BASES_SHOWN}; metadata is used"
        sidecar.problems.append(Problem(sidecar.shown, "bad_basis", message, "warning"))
    settled = bool(cells["published"]) or basis == "unknown"
    kept = {c: cells[c] for c in ("article_id", "url", "title")} | {"outlet": intern(cells["outlet"])}
    return Entry(row, **kept, published=moment, basis=basis or "metadata" if moment else "unknown", settled=settled)
